"""The grievances of a meeting that are answered in public, and the nights and days on which they are."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from toolkit.cases import cases, matters
from toolkit.chinese import Calendar, dates
from toolkit.core import UnknownNumberError
from toolkit.grievances import accusations, digests, load_grievances
from toolkit.meetings import find_meeting, list_meetings, list_recordings
from toolkit.records import Grievance, Meeting, Recording
from toolkit.store import CASE_GRIEVANCES, RECORDINGS, Transaction
from toolkit.workspace import Desk, parse_grievance_number

# 信访工作条例 Art 23: written notice within fifteen days of receipt.
NOTICE_DAYS = 15
_PLAN_DAYS = 7
_SHORTEST_MONTH = 29
_FRIDAY = 5


@dataclass(frozen=True)
class Deadline:
    """A day by which something leaves: `raw` as plainly counted, `day` to be kept; whether the holidays are known."""

    raw: dt.date
    day: dt.date
    is_known: bool


def grievances_of(desk: Desk, number: str) -> tuple[Meeting, tuple[Grievance, ...]]:
    """Return a meeting and its confirmed grievances that may be shown, in the order in which they were said.

    An accusation, and what nobody judged, is on no plan, list or poster (信访工作条例 Art 30). Raise
    UnknownNumberError.
    """
    meeting = find_meeting(desk.store, number)
    grievances = {each.number or "": each for each in _confirmed(desk, meeting) if accusations.may_be_shown(each)}
    return meeting, tuple(grievances[name] for name in sorted(grievances))


def unjudged(desk: Desk, number: str) -> int:
    """Return how many confirmed grievances of a meeting nobody judged yet, so that they are on no plan.

    A count only: which they are would tell what may be an accusation. Raise UnknownNumberError.
    """
    there = _confirmed(desk, find_meeting(desk.store, number))
    return len({each.number for each in there if accusations.is_unjudged(each)})


def _confirmed(desk: Desk, meeting: Meeting) -> Iterator[Grievance]:
    for recording in list_recordings(desk.store, meeting.number):
        try:
            listed = load_grievances(desk.store, recording.code).grievances
        except UnknownNumberError:
            continue  # nobody has looked for grievances in this part yet
        yield from (each for each in listed if each.number and each.status == "confirmed")


def numbers_of(desk: Desk, held: Sequence[Meeting]) -> dict[str, tuple[str, ...]]:
    """Return by meeting the numbers of what `grievances_of` gives for each of `held`, without reading a whole list."""
    found: dict[str, set[str]] = {meeting.number: set() for meeting in held}
    with desk.store.reading() as tx:
        places = {row["code"]: row["meeting"] for row in tx.among(RECORDINGS, "meeting", found, ("code", "meeting"))}
    for code, digest in digests.digests_of(desk, places).items():
        found[places[code]] |= {each.number for each in digest.counted if each.status == "confirmed"}
    return {meeting: tuple(sorted(numbers)) for meeting, numbers in found.items()}


def notice_deadline(received: dt.date, calendar: Calendar) -> Deadline:
    """Return the day by which the written notice of what was received leaves: the last working day by the fifteenth.

    It never rolls forward: the law's fifteen days are over then, whatever the calendar says.
    """
    raw = received + dt.timedelta(days=NOTICE_DAYS)
    day, is_known = raw, True
    while day > received:
        off = calendar.is_day_off(day)
        is_known &= off is not None
        if not (off if off is not None else day.isoweekday() > _FRIDAY):
            return Deadline(raw, day, is_known)
        day -= dt.timedelta(days=1)
    return Deadline(raw, received, is_known)


def answer_night(meeting: Meeting) -> dt.date:
    """Return the day a lunar month after `meeting`, on which its grievances are answered; leap months count."""
    held = dates.lunar(meeting.held_on)
    # A lunar month has 29 or 30 days: the next day of the same number comes after either.
    day = meeting.held_on + dt.timedelta(days=_SHORTEST_MONTH)
    return day if dates.lunar(day).day == held.day else day + dt.timedelta(days=1)


def night_recordings(desk: Desk, meeting: Meeting) -> tuple[Recording, ...]:
    """Return the recordings of the night on which `meeting` was answered: of the meeting then held at the same place.

    A night that was put off counts up to the day on which the next one comes.
    """
    night = answer_night(meeting)
    until = night + dt.timedelta(days=_SHORTEST_MONTH)
    later = [
        each for each in list_meetings(desk.store) if each.place == meeting.place and night <= each.held_on < until
    ]
    first = min(later, key=lambda each: each.held_on, default=None)
    return list_recordings(desk.store, first.number) if first else ()


def plan_day(meeting: Meeting) -> dt.date:
    """Return the day by which the plan of the answers is made, a week before."""
    return answer_night(meeting) - dt.timedelta(days=_PLAN_DAYS)


def case_of(tx: Transaction, grievance: str) -> str | None:
    """Return the case that the grievance belongs to, or None."""
    row = tx.row(CASE_GRIEVANCES, grievance=grievance)
    return str(row["case_number"]) if row else None


def opened_case(desk: Desk, grievance: str, on: dt.date) -> str:
    """Return the case of the grievance, opened on the day `on` where there is none."""
    with desk.store.reading() as tx:
        known = case_of(tx, grievance)
    return known or cases.open_case(desk, [grievance], on.isoformat()).case


def heard_on(desk: Desk, grievance: str) -> dt.date:
    """Return the day of the meeting at which the grievance was raised; raise UnknownNumberError."""
    meeting, *_ = parse_grievance_number(grievance)
    return find_meeting(desk.store, meeting).held_on


def may_be_answered(desk: Desk, grievance: str) -> bool:
    """Return whether the grievance may stand on a plan."""
    return matters.all_may_be_shown(desk.store, [grievance])
