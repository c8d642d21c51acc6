"""Due items of the meetings of the last weeks: notices by the fifteenth day, the plan, who comes, the answers."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Literal

from toolkit import loop, parlour, policies
from toolkit.answers import meetings, officials, register
from toolkit.answers.meetings import Deadline
from toolkit.answers.officials import Official
from toolkit.cases import procedure
from toolkit.chinese import clocks
from toolkit.loop import Item, moments
from toolkit.meetings import list_meetings
from toolkit.records import Meeting
from toolkit.store import CASE_GRIEVANCES, ENTRIES, Transaction
from toolkit.workspace import Desk

NOTICES, PLAN, CALL, NIGHT, CAME = KINDS = ("受理告知", "答复计划", "通知到会", "次月答复", "登记到会")
# Older meetings have been answered, or are in the loop.
_LAST = dt.timedelta(days=45)
_SOON = 3


def everything(desk: Desk, on: str | None = None) -> tuple[Item, ...]:
    """Return every open item that has a clock at the moment `on` (now), the most urgent first; raise WrongDateError.

    These are the items of the loop, the answers, the policies and the parlour: the figures of the overview, the list
    of what is due and today's list are all counted from them.
    """
    day = moments.day_of(moments.looked_at(desk, on))
    own = all_items(replace(desk, today=day)) if on else all_items(desk)
    others = (*policies.due.all_items(desk, on), *parlour.due.all_items(desk, on))
    found = (*loop.today.items(desk, on), *own, *others)
    return tuple(sorted(found, key=loop.today.urgency))


def all_items(desk: Desk) -> tuple[Item, ...]:
    """Return what waits about the meetings of the last forty-five days, the earliest day first, as on the desk's day.

    What was served or answered later waits on that day.
    """
    recent = [meeting for meeting in list_meetings(desk.store) if _is_recent(meeting, desk.today)]
    numbers = meetings.numbers_of(desk, recent)
    every, view = [number for each in numbers.values() for number in each], loop.events.View(desk.today.isoformat())
    with desk.store.reading() as tx:
        answered, served = register.all_answers(tx, every, view), _served(tx, every, desk.today)
        called = officials.all_listed(tx, numbers, view)
    found: list[Item] = []
    for meeting in recent:
        said = numbers[meeting.number]
        found += _of_meeting(desk, meeting, len(set(said) - served), len(set(said) - set(answered)))
        if said:
            found += _of_officials(desk, meeting, called[meeting.number])
    return tuple(sorted(found, key=lambda each: (each.due, each.subject, each.what)))


def _is_recent(meeting: Meeting, today: dt.date) -> bool:
    return dt.timedelta() <= today - meeting.held_on <= _LAST


def _of_meeting(desk: Desk, meeting: Meeting, without: int, lacking: int) -> Iterator[Item]:
    """Give what waits where `without` grievances had no written notice, and `lacking` have no disposition."""
    deadline = meetings.notice_deadline(meeting.held_on, desk.calendar)
    if without:
        why = f"还有 {without} 件没有送达书面告知，最晚 {deadline.day}（第十五天是 {deadline.raw}）。"
        yield _item(desk, NOTICES, meeting, deadline, why)
    if lacking:
        night = meetings.answer_night(meeting)
        what, day = (PLAN, meetings.plan_day(meeting)) if desk.today < night else (NIGHT, night)
        why = f"答复之夜是 {night}，还有 {lacking} 件没有去向。"
        yield _item(desk, what, meeting, Deadline(day, day, is_known=True), why)


def _of_officials(desk: Desk, meeting: Meeting, called: Sequence[Official]) -> Iterator[Item]:
    """Give what waits about the officials: to be asked to come before the night, to be noted after it."""
    night, plan_by = meetings.answer_night(meeting), meetings.plan_day(meeting)
    if not called and desk.today <= night:
        why = f"答复之夜是 {night}，还没有通知哪些部门的人来答复。"
        yield _item(desk, CALL, meeting, Deadline(plan_by, plan_by, is_known=True), why)
    unknown = [each for each in called if not each.outcome]
    if unknown and desk.today >= night:
        why = f"答复之夜是 {night}，通知的 {len(called)} 人里有 {len(unknown)} 人还没有登记来没来。"
        yield _item(desk, CAME, meeting, Deadline(night, night, is_known=True), why)


def _item(desk: Desk, what: str, meeting: Meeting, deadline: Deadline, why: str) -> Item:
    day, raw = deadline.day.isoformat(), deadline.raw.isoformat()
    # Without the holidays of its year the day may be earlier than need be, never too late: it is to be kept as it is.
    state = clocks.Due(raw, day, "known", why).state(desk.today.isoformat(), _SOON)
    calendar: Literal["known", "unknown"] = "known" if deadline.is_known else "unknown"
    return Item(what, meeting.number, day, raw, state, loop.today.NOBODY, why, calendar)


def _served(tx: Transaction, grievances: Sequence[str], on: dt.date) -> frozenset[str]:
    """Return those of `grievances` whose written notice had been served by the day `on`."""
    held = list(tx.among(CASE_GRIEVANCES, "grievance", grievances, ("case_number", "grievance")))
    cases = {row["case_number"] for row in held}
    entries = tx.among(ENTRIES, "case_number", cases, ("case_number", "kind", "served_on"))
    notices = [row for row in entries if row["kind"] in procedure.NOTICES and row["served_on"]]
    served = {row["case_number"] for row in notices if row["served_on"] <= on.isoformat()}
    return frozenset(row["grievance"] for row in held if row["case_number"] in served)
