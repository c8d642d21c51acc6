"""The list of confirmed grievances that may be shown, in leaves, filtered by what the overview counts."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from toolkit.cases import ledger_of, matters
from toolkit.chinese import dates
from toolkit.grievances import digests
from toolkit.store import remembered
from toolkit.workbench.fields import Given
from toolkit.workbench.lists.leaves import Leaf, leafed
from toolkit.workspace import Desk

_UNSURE, _NO_COLOUR = "待定", "未定"


@dataclass(frozen=True)
class GrievanceLine:
    """A confirmed grievance, with its case if it has one; `page` shows where it was said and what came of it."""

    number: str
    page: str
    held_on: str
    place: str
    person: str
    summary: str
    subject: str
    colour: str
    case: str


@dataclass(frozen=True)
class Grievances:
    """The grievances of one leaf, the newest first, and what they may be filtered by."""

    grievances: tuple[GrievanceLine, ...]
    leaf: Leaf
    subjects: tuple[str, ...]
    places: tuple[str, ...]
    months: tuple[str, ...]


class _Listed(NamedTuple):
    """A confirmed grievance by all that the list may be filtered by; `day` is that of its meeting."""

    day: dt.date
    number: str
    subject: str
    colour: str
    place: str
    month: str
    repeat: str


def grievances(desk: Desk, given: Given) -> Grievances:
    """Return a leaf of the confirmed grievances with that `subject`, `colour`, `place`, `month` and `repeat`."""
    with desk.store.reading() as tx:
        listed = remembered(tx, "list of grievances", lambda: tuple(sorted(_listed(desk), reverse=True)))
    wish = {name: given.get(name, "") for name in ("subject", "colour", "place", "month", "repeat")}
    asked = {name: value for name, value in wish.items() if value}
    wanted = [each for each in listed if all(getattr(each, name) == value for name, value in asked.items())]
    shown, leaf = leafed(wanted, given)
    return Grievances(
        grievances=tuple(_lines(desk, shown)),
        leaf=leaf,
        subjects=tuple(sorted({each.subject for each in listed})),
        places=tuple(sorted({each.place for each in listed})),
        months=tuple(sorted({each.month for each in listed}, reverse=True)),
    )


def _listed(desk: Desk) -> Iterator[_Listed]:
    for each in digests.confirmed(desk):
        day, counted = each.meeting.held_on, each.counted
        repeat = "重复" if each.is_repeat else "首次"
        subject, colour = counted.subject or _UNSURE, counted.colour or _NO_COLOUR
        yield _Listed(day, counted.number, subject, colour, each.meeting.place, day.isoformat()[:7], repeat)


def _lines(desk: Desk, shown: Iterable[_Listed]) -> Iterator[GrievanceLine]:
    listed = tuple(shown)
    numbers = [each.number for each in listed]
    known = matters.shown_by_case(desk.store, {number: (number,) for number in numbers})
    cases = ledger_of(desk).cases_of(numbers)
    for each in listed:
        number = each.number
        grievance = (known[number] or {}).get(number)
        person = str(grievance.person.value) if grievance and grievance.person else ""
        yield GrievanceLine(
            number=number,
            page=f"/grievance/{number}",
            held_on=f"{each.day.isoformat()}　{dates.lunar_text(each.day)}",
            place=each.place,
            person=person,
            summary=grievance.summary if grievance else "",
            subject=each.subject,
            colour=each.colour,
            case=cases.get(number, ""),
        )
