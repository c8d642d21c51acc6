"""Matters: grievances that reach the office otherwise than at a night meeting, numbered and read as grievances.

A matter is confirmed from the start, because a person writes it down. Like any grievance it counts as an accusation
(检举控告) until a person judges it, and until then no word of it is shown (信访工作条例 Art 30).
"""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from toolkit import grievances
from toolkit.cases.entry_dates import MEETING, Receipt
from toolkit.core import RepeatedError, UnknownNumberError
from toolkit.grievances.accusations import cues, judgements, may_be_shown
from toolkit.grievances.finding import side_kinds
from toolkit.meetings import meeting_rows
from toolkit.records import (
    Accusation,
    Colour,
    Entry,
    Fact,
    Grievance,
    GrievanceList,
    Kind,
    Mediation,
    Side,
    Subject,
    TranscriptRef,
)
from toolkit.store import CASE_GRIEVANCES, GRIEVANCES, MATTER_JUDGEMENTS, MATTERS, Row, Store, Transaction, text_of
from toolkit.workspace import Desk, kind_of, matter_number, normalised, parse_grievance_number

# By source, how its petitioners raise a matter (信访工作条例 Art 17), in words that papers print with or without 在
# before them. When and how a transferred matter was raised, only the body that transferred it knows.
_HOW = {
    "台账": "入户走访中口头",
    "窗口": "综治中心窗口当面",
    "来信": "来信中",
    "来电": "来电中",
    "网上": "网上",
    "转交": None,
}
SOURCES = tuple(_HOW)
NOBODY_NAMED = "工作人员"  # stands for whoever wrote a matter down without a name
# Art 31 is the article on 申诉求决.
_KIND_OF_CHANNEL: Kind = "申诉求决"
# The fields that hold what was said, and may be erased.
_CONTENT = ("about", "person", "home", "against", "channel", "origin")


@dataclass(frozen=True)
class Matter:
    """A matter as a person wrote it down.

    `received` is a local day or minute in ISO form, `channel` an item of 信访工作条例 Art 31 (`31(6)`), `origin` the
    number of the walk-round note or card that it came from, and `by` the person who confirmed it. The store gives
    `number` and `accusation`.
    """

    source: str
    received: str
    about: str
    person: str | None = None
    home: str | None = None
    against: str | None = None
    channel: str | None = None
    origin: str | None = None
    by: str = NOBODY_NAMED
    number: str = ""
    accusation: Accusation = "unjudged"

    @property
    def raised_how(self) -> str | None:
        """The way in which the matter was raised, in the words of a paper; None for a transfer."""
        return _HOW.get(self.source)


# -- registering -----------------------------------------------------------------------------------------------


def refuse_repeated(tx: Transaction, wish: Matter) -> None:
    """Raise RepeatedError, which names the case, when a matter that says just the same was registered before."""
    content = _content(wish)
    for row in tx.rows(MATTERS, source=wish.source, received=wish.received):
        if row["json"] == content:
            case = tx.row(CASE_GRIEVANCES, grievance=row["number"])
            raise RepeatedError(what="这件诉求", last=f"{row['number']}，{case['case_number'] if case else '没有立项'}")


def register(tx: Transaction, wish: Matter, *, may_release: bool) -> str:
    """Add the checked matter `wish` and return its number.

    A person who `may_release` and names an item of Art 31 judges by it that the matter is 申诉求决 and accuses nobody,
    as setting the kind of a grievance does; where its words or the other side warn of an accusation, it still waits.
    """
    year = int(wish.received[:4])
    number = matter_number(year, tx.next_number(f"matter:{year}"))
    keys = {"number": number, "source": wish.source, "received": wish.received, "by": wish.by}
    tx.add(MATTERS, **keys, json=_content(wish))
    (queued,) = cues.queue(alone(replace(wish, number=number)))
    if wish.channel and may_release and not queued.why:
        tx.add(MATTER_JUDGEMENTS, matter=number, verdict="no", by=wish.by)
    return number


def _content(matter: Matter) -> str:
    return text_of({name: getattr(matter, name) for name in _CONTENT})


# -- judging ---------------------------------------------------------------------------------------------------


def judge(
    desk: Desk, number: str, ordinals: Collection[int], verdict: Accusation, by: str, *, sure: bool = False
) -> GrievanceList:
    """Keep that `by` judged whether the matter `number` is an accusation, and return it, alone in a list.

    Raise WrongValueError for a name that may not see accusations; UnknownNumberError, also for `ordinals` other than 1;
    DoubtfulReleaseError for a release of what looks like an accusation, unless `by` was asked and is `sure`.
    """
    grievances.access_log.refuse_stranger(desk, by)
    if set(ordinals) != {1}:
        raise UnknownNumberError(what=f"{number} 里的第几件诉求", number="、".join(map(str, ordinals)))
    with desk.store.transaction() as tx:
        matter = _matter(tx, tx.known(MATTERS, "诉求", number=normalised(number)))
        if verdict == "no" and not sure:
            grievances.access_log.refuse_doubtful(alone(matter), ordinals)
        if matter.accusation != verdict:
            tx.add(MATTER_JUDGEMENTS, matter=matter.number, verdict=verdict, by=by.strip())
        return alone(replace(matter, accusation=verdict))


def judgement_rows(store: Store) -> tuple[Row, ...]:
    """Return every judgement of a matter (`matter`, `verdict`, `by`, `made_at`), the oldest first."""
    with store.reading() as tx:
        return tuple(tx.rows(MATTER_JUDGEMENTS))


def alone(matter: Matter) -> GrievanceList:
    """Return a list that holds `matter` as its first and only grievance, of no transcript."""
    return GrievanceList(TranscriptRef(None, 0), (as_grievance(matter),))


# -- reading ---------------------------------------------------------------------------------------------------


def is_matter(number: str) -> bool:
    """Return whether `number` is written as the number of a matter, look-alikes of its signs allowed."""
    return kind_of(number) == "matter"


def find_matter(store: Store, number: str) -> Matter:
    """Return the matter `number` as it is judged now; raise UnknownNumberError."""
    with store.reading() as tx:
        return _matter(tx, tx.known(MATTERS, "诉求", number=normalised(number)))


def _matter(tx: Transaction, row: Row) -> Matter:
    judgement = tx.row(MATTER_JUDGEMENTS, matter=row["number"])
    keys = {name: row[name] for name in ("source", "received", "by", "number")}
    # Where the content was erased nothing of it is left.
    content = {"about": "", **json.loads(row["json"])}
    return Matter(**content, **keys, accusation=judgement["verdict"] if judgement else "unjudged")


def as_grievance(matter: Matter) -> Grievance:
    """Return `matter` as a confirmed grievance that lies in no recording."""
    against = Side(matter.against, (), 1.0, side_kinds.kind_of(matter.against)) if matter.against else None
    is_private = against is not None and against.kind in {"private", "firm"}
    kinds: tuple[Kind, ...] = (_KIND_OF_CHANNEL,) if matter.channel else ()
    return Grievance(
        ordinal=1,
        passages=(),
        start_s=0.0,
        text=matter.about,
        summary=matter.about,
        subject=Subject(None, None, 0.0, unsure=True, candidates=(), evidence=()),
        kinds=("检举控告",) if matter.accusation == "yes" else kinds,
        colour=Colour(None, "", ()),
        person=Fact(matter.person, (), 1.0) if matter.person else None,
        home=Fact(matter.home, (), 1.0) if matter.home else None,
        against=against,
        channel=matter.channel,
        sensitive=("accusation",) if matter.accusation == "yes" else (),
        mediation=Mediation("") if is_private and matter.accusation != "yes" else None,
        number=matter.number or None,
        status="confirmed",
        accusation=matter.accusation,
    )


def grievance_in(tx: Transaction, number: str) -> Grievance | None:
    """Return the numbered grievance `number`, of a meeting or of another source, as it is judged; None if unknown."""
    if is_matter(number):
        row = tx.row(MATTERS, number=normalised(number))
        return as_grievance(_matter(tx, row)) if row else None
    row = tx.row(GRIEVANCES, number=normalised(number))
    return judgements.with_judgement(tx, row) if row else None


def grievances_of(store: Store, numbers: Iterable[str]) -> dict[str, Grievance]:
    """Return by number the grievances `numbers` of a case, of meetings or of other sources."""
    wanted = tuple(numbers)
    with store.reading() as tx:
        known = _grievances_among(tx, wanted)
    return {number: known[number] for number in wanted if number in known}


def shown_grievances(store: Store, numbers: Iterable[str]) -> dict[str, Grievance] | None:
    """Return by number the grievances `numbers` of a case, None when one of them is withheld; an unknown one is."""
    return shown_by_case(store, {"": tuple(numbers)})[""]


def shown_by_case(store: Store, wanted: Mapping[str, Sequence[str]]) -> dict[str, dict[str, Grievance] | None]:
    """Return for each case of `wanted` its grievances by number, None when one is withheld; an unknown one is."""
    with store.reading() as tx:
        known = _grievances_among(tx, {number for numbers in wanted.values() for number in numbers})
    return {
        case: (
            {number: known[number] for number in numbers}
            if all(number in known and may_be_shown(known[number]) for number in numbers)
            else None
        )
        for case, numbers in wanted.items()
    }


def holding(store: Store, words: str) -> frozenset[str]:
    """Return the numbers of grievances and matters whose records hold `words`, withheld ones among them."""
    with store.reading() as tx:
        rows = [row for table in (GRIEVANCES, MATTERS) for row in tx.holding(table, "json", words, ("number",))]
    return frozenset(row["number"] for row in rows)


def _grievances_among(tx: Transaction, numbers: Collection[str]) -> dict[str, Grievance]:
    """Return by number those of the grievances `numbers` that are known, as they are judged now."""
    written = {number for number in numbers if is_matter(number)}
    names = ("number", "recording", "transcript_version", "json")
    newest = {row["number"]: row for row in tx.among(GRIEVANCES, "number", set(numbers) - written, names)}
    bases = judgements.bases(tx, {(row["recording"], row["transcript_version"]) for row in newest.values()})
    said = {
        number: judgements.judged(row, *bases[row["recording"], row["transcript_version"]])
        for number, row in newest.items()
    }
    return said | {number: known for number in written if (known := grievance_in(tx, number)) is not None}


def withheld_cases(tx: Transaction, cases: Collection[str]) -> frozenset[str]:
    """Return those of `cases` of which one grievance is withheld, as they are judged now."""
    rows = list(tx.among(CASE_GRIEVANCES, "case_number", cases, ("case_number", "grievance")))
    known = _grievances_among(tx, {row["grievance"] for row in rows})
    shown = {number for number, grievance in known.items() if may_be_shown(grievance)}
    return frozenset(row["case_number"] for row in rows if row["grievance"] not in shown)


def all_may_be_shown(store: Store, numbers: Iterable[str]) -> bool:
    """Return whether none of the grievances `numbers` of a case is withheld."""
    return shown_grievances(store, numbers) is not None


def entry_as_others_see(entry: Entry, papers: Collection[str]) -> Entry:
    """Return the `entry` of a withheld case without what anybody may have written there, also who accuses whom.

    Of its document only the number of one of the issued `papers` is left.
    """
    document = entry.document if entry.document in papers else None
    return replace(entry, document=document, note=None, proof=None, proof_sha256=None)


def receipt(tx: Transaction, number: str) -> Receipt:
    """Return where the grievance `number` came from and when; raise UnknownNumberError."""
    if is_matter(number):
        row = tx.known(MATTERS, "诉求", number=normalised(number))
        return Receipt(row["source"], row["received"])
    return Receipt(MEETING, meeting_rows.meeting(tx, parse_grievance_number(number)[0]).held_on.isoformat())
