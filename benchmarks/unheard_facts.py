"""How many facts of the labels are read right, missed or wrong, on the grievances that were found."""

from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

import scripts
import unheard
from scripts import Script, Way

from toolkit.grievances.finding import find
from toolkit.grievances.tagging import tags
from toolkit.records import Grievance

SHARED = 4
FACTS = (
    *("person", "home", "site", "against", "against.kind", "request", "people", "since", "earlier_reports"),
    *("amounts", "mediation", "danger", "danger of any kind", "kind", "colour", "red", "subject", "three subjects"),
)


def told(one: Grievance) -> dict[str, object]:
    """Return what was read of `one`, under the names of `FACTS`."""
    names = ("person", "home", "site", "against", "request", "people", "since", "earlier_reports", "danger")
    read = {name: getattr(one, name).value for name in names if getattr(one, name) is not None}
    red = {"red": True} if one.colour.value == "红" else {}
    risk = {"danger of any kind": True} if one.danger is not None else {}
    kind = {"against.kind": one.against.kind} if one.against is not None else {}
    subject = {} if one.subject.unsure or not one.subject.level1 else {"subject": one.subject.level1}
    three = {"three subjects": [each.level1 for each in one.subject.candidates]} if one.subject.candidates else {}
    mediation = {"mediation": True} if one.mediation else {}
    return {
        **read, **red, **risk, **kind, **subject, **three, **mediation,
        **({"kind": one.kinds} if one.kinds else {}),
        **({"colour": one.colour.value} if one.colour.value else {}),
    }  # fmt: skip


def wanted(label: dict) -> dict[str, object]:
    """Return what the label says, under the names of `FACTS`; what it leaves open is left out."""
    against = label.get("against") or {}
    against = {"name": against} if isinstance(against, str) else against
    classes = [label.get("class1"), *(label.get("class1_also") or ())]
    known = {
        **{
            name: label.get(name) for name in ("person", "home", "site", "request", "people", "since", "danger", "kind")
        },
        "earlier_reports": label.get("earlier_reports") or None,
        "against": against.get("name"),
        "against.kind": against.get("kind"),
        "mediation": label.get("mediation") or None,
        "colour": label.get("colour"),
        "red": True if label.get("colour") == "红" else None,
        "danger of any kind": True if label.get("danger") else None,
        "subject": classes if label.get("class1") else None,
        "three subjects": classes if label.get("class1") else None,
    }
    return {name: value for name, value in known.items() if value is not None}


def is_right(name: str, want: object, got: object) -> bool:
    """Tell whether `got` answers the label `want`: names and words may be longer or shorter."""
    if name == "three subjects":
        return bool(set(want) & set(got))
    if name == "subject":
        return got in want
    if name == "kind":
        return want in got
    if name in {
        "people",
        "earlier_reports",
        "mediation",
        "red",
        "danger of any kind",
        "colour",
        "danger",
        "against.kind",
    }:
        return want == got
    one, other = str(want), str(got)
    if name == "home":  # 柳沟二社 is 柳沟村二社
        one, other = one.replace("村", ""), other.replace("村", "")
    if name == "request":
        return SequenceMatcher(None, one, other, autojunk=False).find_longest_match().size >= min(SHARED, len(one))
    return one in other or other in one


def facts(written: Sequence[Script], way: Way, *, verbose: Sequence[str] = ()) -> Counter[str]:
    """Return how often each fact was right (+), missed (0), wrong (-) or not in the label (?), over all `written`."""
    counts: Counter[str] = Counter()
    for script in written:
        transcript = scripts.transcript(script, way)
        found = tags.tag(find.find(transcript, script.villages), transcript).grievances
        said = unheard.found_at(transcript.segments, found)
        pairs = unheard.paired(unheard.starts(script), said)
        for number, label in script.labels.items():
            one = found[pairs[number]] if number in pairs else None
            for name, mark, want, got in _marks(label, one):
                counts[name + mark] += 1
                if name in verbose and mark in "0-?":
                    print(f"  {mark} {script.name}#{number} {name}: want {want}, got {got} | {one.text if one else ''}")
    return counts


def _marks(label: dict, one: Grievance | None) -> Iterator[tuple[str, str, object, object]]:
    want, got = wanted(label), told(one) if one else {}
    for name in FACTS:
        if name == "amounts":
            yield from _sums(label, one)
        elif name in want:
            mark = "0" if name not in got else "+" if is_right(name, want[name], got[name]) else "-"
            yield name, mark, want[name], got.get(name)
        elif name in got and name != "colour":
            yield name, "?", None, got[name]


def _sums(label: dict, one: Grievance | None) -> Iterator[tuple[str, str, object, object]]:
    read = [amount.yuan for amount in one.amounts] if one else []
    for amount in label.get("amounts") or ():
        right = amount.get("yuan") in read
        yield "amounts", "+" if right else "0", amount, read
        if right:
            read.remove(amount["yuan"])
    yield from (("amounts", "?", None, yuan) for yuan in read)


def printed(counts: Counter[str], name: str) -> None:
    """Print recall and precision of each fact."""
    print(f"   {name}:")
    for fact in FACTS:
        right, missed, wrong, unasked = (counts[fact + mark] for mark in "+0-?")
        labelled = right + missed + wrong
        read = right + wrong + unasked
        print(
            f"      {fact}: {right} of {labelled} ({right / max(1, labelled):.2f}), "
            f"precision {right / max(1, read):.2f}"
        )
