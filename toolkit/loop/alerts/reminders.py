"""Reminders (督办提醒) to whoever was responsible when a task became overdue, and once more after a further limit.

A reminder (提醒, yellow) comes on the first working day on which a task is overdue; a warning (告诫, red) when the
further limit passes too. Nothing but the deed resets it, and nothing that is written down with an earlier day. Once
issued it is told as it was issued, until it is withdrawn or the task done. Whoever takes over answers for nothing that
was late before: a limit of his own runs from the day he took over. Nobody who is recused is reminded. No score, no
money: a reminder is internal, and its facts may be objected to (公务员法 Art 80 and 95; 政府督查工作条例 Art 17).
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from toolkit.chinese import Calendar, clocks, official_date, same_person
from toolkit.loop import moments
from toolkit.loop.alerts.plans import Task
from toolkit.loop.duties import Span
from toolkit.loop.events import Event, is_late, late_words
from toolkit.loop.rules import Rules

Level = Literal["提醒", "告诫"]
State = Literal["待签发", "已签发", "异议中", "维持", "撤回", "已办"]
OUTCOMES = ("维持", "撤回")
_ISSUED = "warning.issued"
_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Reminder:
    """A reminder: its number and level, to whom, since which ISO day, why, how it stands, and by when to object.

    Its ground is that the limit of the ISO day `missed` was missed.

    The days to object run from its receipt, the ISO day `received`; while nobody wrote that down, `objection_due` is
    counted from its issue, and ends too early for whoever received it later. `late` tells which of its acts were
    written down more than 24 hours after they happened (补记).
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
    missed: str = ""
    late: tuple[str, ...] = ()

    @property
    def objection_limit(self) -> str:
        """By when to object, and from which day that was counted."""
        return f"异议到 {self.objection_due}（{'从收到' if self.received else '没有写收到的日子，从签发'}那天数）"


@dataclass(frozen=True)
class Course:
    """What the reminders about a task are computed from.

    `spans` are who had it from and to which day, `closed` the stretches of days in which its case was closed, `recused`
    whoever may not be reminded and from when on, and `events` those about reminders of its plan. `before` is how many
    reminders there were about a task of that number in earlier plans of the case.
    """

    case: str
    task: Task
    spans: Sequence[Span]
    closed: Sequence[tuple[str, str | None]]
    recused: Mapping[str, str]
    events: Sequence[Event]
    before: int = 0

    def number(self, place: int) -> str:
        """Return the number of the reminder that is the `place`th of the task in its plan."""
        return f"督{self.case.removeprefix('案')}-{self.task.number}-{self.before + place}"

    def issued(self) -> Mapping[str, Event]:
        """Return by number the issuing of each reminder about the task."""
        stem = self.number(0).rpartition("-")[0]
        issued: dict[str, Event] = {}
        for event in self.events:
            if event.kind == _ISSUED and event.facts["reminder"].rpartition("-")[0] == stem:
                issued.setdefault(event.facts["reminder"], event)
        return issued


@dataclass(frozen=True)
class Limits:
    """The rules and the calendar by which limits are counted."""

    rules: Rules
    calendar: Calendar

    def after(self, name: str, day: str) -> str:
        """Return the end of the working days of rule `name` after the ISO `day`."""
        start = dt.date.fromisoformat(day[:10])
        return clocks.working_days(start, self.rules.number(name, day[:10]), self.calendar).due


@dataclass(frozen=True)
class _Planned:
    """What a reminder says: its number and level, to whom, since which ISO day, and the limit that was missed."""

    number: str
    level: Level
    to: str
    since: str
    missed: str


def reminders_of(course: Course, limits: Limits, on: str) -> tuple[Reminder, ...]:
    """Return the reminders about a task by the moment `on`, in order.

    One that was issued stands also where it would not come today, as by what was written down about the task since.
    """
    planned = [_as_it_stands(course, limits, each, on) for each in _planned(course, limits, on)]
    known = {each.reminder for each in planned}
    task = course.task
    others = [
        _as_it_stands(course, limits, _Planned(number, "提醒", task.owner, event.at[:10], task.due), on)
        for number, event in course.issued().items()
        if number not in known
    ]
    return tuple(sorted([*planned, *others], key=lambda each: (len(each.reminder), each.reminder)))


def _planned(course: Course, limits: Limits, on: str) -> Iterator[_Planned]:
    """Give what the course of a task comes to by the moment `on`."""
    place = 0
    for span in course.spans:
        is_later = span != course.spans[0] and span[1] > course.task.due
        limit = limits.after("提醒整改", span[1]) if is_later else course.task.due
        first = _first(course, limits, span, limit)
        if first is None or first > on[:10]:
            continue
        place += 1
        yield _Planned(course.number(place), "提醒", span[0], first, limit)
        further = limits.after("提醒整改", first)
        second = _second(course, span, further)
        is_dropped = _is_withdrawn(course, place) and course.number(place + 1) not in course.issued()
        if second is not None and second <= on[:10] and not is_dropped:
            place += 1
            yield _Planned(course.number(place), "告诫", span[0], second, further)


def _is_withdrawn(course: Course, place: int) -> bool:
    decided = _newest(course, course.number(place)).get("warning.decided")
    return decided is not None and decided.facts["outcome"] == "撤回"


def _as_issued(planned: _Planned, event: Event) -> _Planned:
    """Return what the reminder says that `event` issued; what an older event does not tell is as it was `planned`."""
    facts = event.facts
    return _Planned(
        number=planned.number,
        level=facts["level"],
        to=event.words("to") or planned.to,
        since=facts.get("since") or planned.since,
        missed=facts.get("missed") or planned.missed,
    )


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
    return None if (course.task.noted or day) < day else day


def _is_barred(course: Course, owner: str, day: str) -> bool:
    return any(same_person(owner, name) and since[:10] <= day for name, since in course.recused.items())


def _newest(course: Course, number: str) -> Mapping[str, Event]:
    """Return by kind the newest event about the reminder `number`."""
    return {event.kind: event for event in course.events if event.facts.get("reminder") == number}


def _as_it_stands(course: Course, limits: Limits, planned: _Planned, on: str) -> Reminder:
    by_kind, task = _newest(course, planned.number), course.task
    issued = course.issued().get(planned.number)
    objected = by_kind.get("warning.objected")
    told = _as_issued(planned, issued) if issued is not None else planned
    received = objected.facts.get("received") if objected is not None else None
    is_done = task.noted is not None and task.noted <= moments.end_of(on)
    missed, seen = (official_date(dt.date.fromisoformat(day)) for day in (told.missed, told.since))
    counted = max(issued.at if issued is not None else told.since, told.since)
    return Reminder(
        reminder=planned.number,
        case=course.case,
        task=task.number,
        level=told.level,
        to=told.to,
        ground=f"{course.case} 一事一策第{task.number}项，期限{missed}，到{seen}没有办好。",
        since=told.since,
        state=_state(by_kind, is_done=is_done),
        objection_due=limits.after("督办异议", received or counted),
        answer_due=limits.after("异议答复", objected.at) if objected and "warning.decided" not in by_kind else None,
        received=received,
        missed=told.missed,
        late=_late(task, by_kind.values(), is_done=is_done),
    )


def _state(by_kind: Mapping[str, Event], *, is_done: bool) -> State:
    if (decided := by_kind.get("warning.decided")) is not None:
        outcome: State = decided.facts["outcome"]
        return outcome
    if "warning.objected" in by_kind:
        return "异议中"
    return "已办" if is_done else "已签发" if _ISSUED in by_kind else "待签发"


def _late(task: Task, events: Iterable[Event], *, is_done: bool) -> tuple[str, ...]:
    """Return which acts about a reminder of `task`, and its deed, were written down late."""
    deed = (
        [late_words("任务办完", task.done, task.noted)]
        if is_done and task.done and task.noted and is_late(task.done, task.noted)
        else []
    )
    return (*deed, *(event.told_late for event in events if event.is_late))
