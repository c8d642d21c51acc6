"""What is due about the meetings of the last weeks: notices by the fifteenth day, the plan, the answers."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from toolkit.answers import meetings, notices, plans
from toolkit.meetings import list_meetings
from toolkit.records import Meeting
from toolkit.store import CASE_GRIEVANCES, ENTRIES
from toolkit.workspace import Desk

State = Literal["逾期", "到期", "将到期"]
# Older meetings have been answered, or are in the loop.
_LAST = dt.timedelta(days=45)
_SOON = dt.timedelta(days=3)


@dataclass(frozen=True)
class Due:
    """Something that is due about a meeting: what, by which day, how urgent, and why in one Chinese sentence."""

    what: str
    meeting: str
    day: dt.date
    state: State
    why: str


def due(desk: Desk) -> tuple[Due, ...]:
    """Return what is due by today, or within three days, about the meetings of the last forty-five days."""
    recent = (meeting for meeting in list_meetings(desk.store) if _is_recent(meeting, desk.today))
    found = [each for meeting in recent for each in _of_meeting(desk, meeting)]
    return tuple(sorted(found, key=lambda each: (each.day, each.meeting, each.what)))


def _is_recent(meeting: Meeting, today: dt.date) -> bool:
    return dt.timedelta() <= today - meeting.held_on <= _LAST


def _of_meeting(desk: Desk, meeting: Meeting) -> Iterator[Due]:
    deadline = meetings.notice_deadline(meeting.held_on, desk.calendar)
    if desk.today < deadline.day - _SOON:
        return  # the notices come first: nothing is due yet, and no list need be read
    lines = plans.plan(desk, meeting.number)
    without = len(lines) - _told(desk, [line.number for line in lines])
    why = f"还有 {without} 件没有送达书面告知，最晚 {deadline.day}（第十五天是 {deadline.raw}）。"
    notice = Due("受理告知", meeting.number, deadline.day, _state(desk.today, deadline.day), why)
    lacking, night = len(plans.lacking(lines)), meetings.answer_night(meeting)
    what, day = ("答复计划", meetings.plan_day(meeting)) if desk.today < night else ("次月答复", night)
    why = f"答复之夜是 {night}，还有 {lacking} 件没有去向。"
    answer = Due(what, meeting.number, day, _state(desk.today, day), why)
    yield from (
        each for each, left in ((notice, without), (answer, lacking)) if left and desk.today >= each.day - _SOON
    )


def _told(desk: Desk, grievances: list[str]) -> int:
    """Return how many of `grievances` had their written notice served."""
    with desk.store.reading() as tx:
        held = list(tx.among(CASE_GRIEVANCES, "grievance", grievances, ("case_number", "grievance")))
        cases = {row["case_number"] for row in held}
        entries = list(tx.among(ENTRIES, "case_number", cases, ("case_number", "kind", "served_on")))
    served = {row["case_number"] for row in entries if row["kind"] in notices.NOTICES and row["served_on"]}
    return sum(row["case_number"] in served for row in held)


def _state(today: dt.date, day: dt.date) -> State:
    if today > day:
        return "逾期"
    return "到期" if today == day else "将到期"
