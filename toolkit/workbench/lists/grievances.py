"""The list of confirmed grievances that may be shown, in leaves, filtered by what the overview counts."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from toolkit.cases import ledger_of, matters
from toolkit.chinese import dates
from toolkit.grievances import digests
from toolkit.meetings import list_meetings, list_recordings
from toolkit.records import Meeting
from toolkit.workbench.fields import Given
from toolkit.workbench.lists.leaves import Leaf, leafed
from toolkit.workspace import Desk

_UNSURE, _NO_COLOUR = "待定", "未定"


@dataclass(frozen=True)
class GrievanceLine:
    """A confirmed grievance, with its case if it has one; `page` opens the second at which it was said."""

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


@dataclass(frozen=True)
class _Listed:
    counted: digests.Counted
    code: str
    meeting: Meeting
    repeat: str

    @property
    def subject(self) -> str:
        return self.counted.subject or _UNSURE

    @property
    def colour(self) -> str:
        return self.counted.colour or _NO_COLOUR

    @property
    def month(self) -> str:
        return self.meeting.held_on.isoformat()[:7]

    @property
    def place(self) -> str:
        return self.meeting.place


def grievances(desk: Desk, given: Given) -> Grievances:
    """Return a leaf of the confirmed grievances with that `subject`, `colour`, `place`, `month` and `repeat`."""
    listed = tuple(_listed(desk))
    wish = {name: given.get(name, "") for name in ("subject", "colour", "place", "month", "repeat")}
    wanted = [each for each in listed if all(value in {"", getattr(each, name)} for name, value in wish.items())]
    newest = sorted(wanted, key=lambda each: (each.meeting.held_on, each.counted.number), reverse=True)
    shown, leaf = leafed(newest, given)
    return Grievances(
        grievances=tuple(_lines(desk, shown)),
        leaf=leaf,
        subjects=tuple(sorted({each.subject for each in listed})),
        places=tuple(sorted({each.place for each in listed})),
        months=tuple(sorted({each.month for each in listed}, reverse=True)),
    )


def _listed(desk: Desk) -> Iterator[_Listed]:
    meetings = {meeting.number: meeting for meeting in list_meetings(desk.store)}
    held = {recording.code: meetings[recording.meeting] for recording in list_recordings(desk.store)}
    known = digests.digests_of(desk, held)
    repeats = digests.repeating(desk, known.values())
    for code, digest in known.items():
        for each in digest.counted:
            if each.status == "confirmed":
                yield _Listed(each, code, held[code], "重复" if each.number in repeats else "首次")


def _lines(desk: Desk, shown: Iterable[_Listed]) -> Iterator[GrievanceLine]:
    listed = tuple(shown)
    numbers = [each.counted.number for each in listed]
    known = matters.shown_by_case(desk.store, {number: (number,) for number in numbers})
    cases = ledger_of(desk).cases_of(numbers)
    for each in listed:
        number = each.counted.number
        grievance = (known[number] or {}).get(number)
        person = str(grievance.person.value) if grievance and grievance.person else ""
        yield GrievanceLine(
            number=number,
            page=f"/meeting/{each.code}/grievances/{number}",
            held_on=f"{each.meeting.held_on.isoformat()}　{dates.lunar_text(each.meeting.held_on)}",
            place=each.place,
            person=person,
            summary=grievance.summary if grievance else "",
            subject=each.subject,
            colour=each.colour,
            case=cases.get(number, ""),
        )
