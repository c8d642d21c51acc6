"""Cases of one person that say nearly the same: one matter may have been split to escape the count of its repeats."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from toolkit.cases import matters
from toolkit.chinese import bare_name
from toolkit.grievances.accusations import may_be_shown
from toolkit.loop.alerts.contacts import JOINED, known_case
from toolkit.loop.events import View, history
from toolkit.records import Grievance
from toolkit.store import CASE_GRIEVANCES
from toolkit.workspace import Desk

# Of the pairs of characters of the shorter text, this share stands in the other, too.
_ENOUGH_PERCENT = 40
_PERCENT = 100


@dataclass(frozen=True)
class Alike:
    """Two cases of one person that say nearly the same; `percent` of the pairs of characters are common."""

    case: str
    other: str
    percent: int


def alike(desk: Desk, case: str | None = None) -> tuple[Alike, ...]:
    """Return the pairs of cases of one person that may be one matter, the likest first; `case` leaves others out.

    What may not be shown is left out, so that nothing tells of it, and what was joined already.
    """
    with desk.store.reading() as tx:
        wanted = known_case(tx, case) if case else None
        held = [
            (row["case_number"], row["grievance"]) for row in tx.columns(CASE_GRIEVANCES, ("case_number", "grievance"))
        ]
        joined = {
            frozenset((into, event.facts["other"]))
            for into, events in history(tx, View(desk.present), (JOINED,)).items()
            for event in events
        }
    known = matters.grievances_of(desk.store, [number for _, number in held])
    texts = _texts_by_person(held, known)
    likenesses = []
    for cases in texts.values():
        ordered = sorted(cases)
        for place, one in enumerate(ordered):
            for other in ordered[place + 1 :]:
                percent = _common(cases[one], cases[other])
                if (
                    percent >= _ENOUGH_PERCENT
                    and frozenset((one, other)) not in joined
                    and wanted in {None, one, other}
                ):
                    likenesses.append(Alike(one, other, percent))
    return tuple(sorted(likenesses, key=lambda pair: (-pair.percent, pair.case, pair.other)))


def _texts_by_person(held: list[tuple[str, str]], known: Mapping[str, Grievance]) -> dict[str, dict[str, str]]:
    hidden = {case for case, number in held if number not in known or not may_be_shown(known[number])}
    texts: dict[str, dict[str, str]] = {}
    for case, number in held:
        grievance = known.get(number)
        if case in hidden or grievance is None or grievance.person is None:
            continue
        of_person = texts.setdefault(bare_name(str(grievance.person.value)), {})
        of_person[case] = of_person.get(case, "") + grievance.text
    return texts


def _common(first: str, second: str) -> int:
    one, other = (set(pairwise("".join(text.split()))) for text in (first, second))
    fewer = min(len(one), len(other))
    return _PERCENT * len(one & other) // fewer if fewer else 0
