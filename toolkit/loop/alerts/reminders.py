"""Reminders (督办提醒) to whoever was responsible when a task became overdue, and once more after a further limit.

A reminder (提醒, yellow) comes on the first working day on which a task is overdue; a warning (告诫, red) when the
further limit passes too. Nothing but the deed resets it. Whoever takes over answers for nothing that was late before:
a limit of his own runs from the day he took over. Nobody who is recused is reminded. No score, no money: a reminder is
internal, and its facts may be objected to (公务员法 Art 80 and 95; 政府督查工作条例 Art 17).
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from toolkit.chinese import Calendar, clocks, official_date
from toolkit.loop.alerts.plans import Task
from toolkit.loop.events import Event
from toolkit.loop.rules import Rules

Level = Literal["提醒", "告诫"]
State = Literal["待签发", "已签发", "异议中", "维持", "撤回", "已办"]
Span = tuple[str, str, str | None]
OUTCOMES = ("维持", "撤回")
_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Reminder:
    """A reminder: its number and level, to whom, since which ISO day, why, how it stands, and by when to object.

    The days to object run from its receipt, the ISO day `received`; while nobody wrote that down, `objection_due` is
    counted from its issue, and ends too early for whoever received it later.
    """

    reminder: str
    case: str
    task: int
    level: Level
    to: str
    ground: str
    since: str
    state: State
    objection_due: str
    answer_due: str | None = None
    received: str | None = None

    @property
    def objection_limit(self) -> str:
        """By when to object, and from which day that was counted."""
        return f"异议到 {self.objection_due}（{'从收到' if self.received else '没有写收到的日子，从签发'}那天数）"


@dataclass(frozen=True)
class Course:
    """What the reminders about a task are computed from.

    `spans` are who had it from and to which day, `closed` the stretches of days in which its case was closed,
    `recused` whoever may not be reminded, and `events` those about reminders of its case.
    """

    case: str
    task: Task
    spans: Sequence[Span]
    closed: Sequence[tuple[str, str | None]]
    recused: Mapping[str, str]
    events: Sequence[Event]


@dataclass(frozen=True)
class Limits:
    """The rules and the calendar by which limits are counted."""

    rules: Rules
    calendar: Calendar

    def after(self, name: str, day: str) -> str:
        """Return the end of the working days of rule `name` after the ISO `day`."""
        start = dt.date.fromisoformat(day[:10])
        return clocks.working_days(start, self.rules.number(name, day[:10]), self.calendar).due


def reminders_of(course: Course, limits: Limits, on: str) -> tuple[Reminder, ...]:
    """Return the reminders about a task by the moment `on`, in order."""
    reminders: list[Reminder] = []
    for place, span in enumerate(course.spans):
        limit = limits.after("提醒整改", span[1]) if place > 0 and span[1] > course.task.due else course.task.due
        first = _first(course, limits, span, limit)
        if first is None or first > on[:10]:
            continue
        reminders.append(_as_it_stands(course, limits, _Planned(len(reminders) + 1, "提醒", span[0], first, limit)))
        further = limits.after("提醒整改", first)
        second = None if reminders[-1].state == "撤回" else _second(course, span, further)
        if second is not None and second <= on[:10]:
            reminders.append(
                _as_it_stands(course, limits, _Planned(len(reminders) + 1, "告诫", span[0], second, further))
            )
    return tuple(reminders)


@dataclass(frozen=True)
class _Planned:
    place: int
    level: Level
    to: str
    since: str
    missed: str


def _first(course: Course, limits: Limits, span: Span, limit: str) -> str | None:
    """Return the day on which whoever had the task in `span` is reminded of the missed `limit`; None for none."""
    owner, _, last = span
    if last is not None and last < limit:
        return None
    since = _open_working_day(course, limits.calendar, limit)
    return None if since is None or _is_barred(course, owner, since) else since


def _second(course: Course, span: Span, further: str) -> str | None:
    """Return the day on which whoever missed the `further` limit, too, is warned; None for none."""
    owner, _, last = span
    if last is not None and last < further:
        return None
    since = _open_day(course, (dt.date.fromisoformat(further) + _DAY).isoformat())
    return None if since is None or _is_barred(course, owner, since) else since


def _open_working_day(course: Course, calendar: Calendar, limit: str) -> str | None:
    """Return the first working day after `limit` on which the task is undone and its case open; None for none."""
    day = dt.date.fromisoformat(limit) + _DAY
    while True:
        opened = _open_day(course, day.isoformat())
        if opened is None:
            return None
        day = dt.date.fromisoformat(opened)
        off = calendar.is_day_off(day)
        if not (day.weekday() > 4 if off is None else off):  # noqa: PLR2004 - Friday is 4
            return opened
        day += _DAY


def _open_day(course: Course, day: str) -> str | None:
    """Return the ISO `day`, or that on which the case closed then was reopened; None once the task is done."""
    for closed, reopened in course.closed:
        if closed <= day and (reopened is None or day < reopened):
            if reopened is None:
                return None
            day = reopened
    return None if course.task.done is not None and course.task.done[:10] < day else day


def _is_barred(course: Course, owner: str, day: str) -> bool:
    return owner in course.recused and course.recused[owner][:10] <= day


def _as_it_stands(course: Course, limits: Limits, planned: _Planned) -> Reminder:
    number = f"督{course.case.removeprefix('案')}-{course.task.number}-{planned.place}"
    by_kind = {event.kind: event for event in course.events if event.facts.get("reminder") == number}
    objected, decided = by_kind.get("warning.objected"), by_kind.get("warning.decided")
    state: State = "已签发" if "warning.issued" in by_kind else "待签发"
    if decided is not None:
        state = decided.facts["outcome"]
    elif objected is not None:
        state = "异议中"
    elif course.task.done is not None:
        state = "已办"
    task = course.task
    missed, seen = (official_date(dt.date.fromisoformat(day)) for day in (planned.missed, planned.since))
    issued = by_kind["warning.issued"].at if "warning.issued" in by_kind else planned.since
    received = objected.facts.get("received") if objected is not None else None
    return Reminder(
        reminder=number,
        case=course.case,
        task=task.number,
        level=planned.level,
        to=planned.to,
        ground=f"{course.case} 一事一策第{task.number}项，期限{missed}，到{seen}没有办好。",
        since=planned.since,
        state=state,
        objection_due=limits.after("督办异议", received or max(issued, planned.since)),
        answer_due=limits.after("异议答复", objected.at) if objected and not decided else None,
        received=received,
    )
