"""Random courses of a task: nobody is reminded who is recused, of a predecessor's delay, or of what is done.

The test command looks at a small part of them, the same each time; `pytest --all` at ten thousand.
"""

import datetime as dt
import random
from dataclasses import dataclass

import pytest

from tests.loop.conftest import FixedRules
from toolkit.chinese.dates import Calendar, official_date
from toolkit.loop.alerts.plans import Task
from toolkit.loop.alerts.reminders import Course, Limits, Reminder, Span, reminders_of

SMALL, WHOLE = 300, 10_000
FIRST = dt.date(2026, 1, 5)
DAYS = 250
LIMITS = Limits(FixedRules(), Calendar())


@dataclass(frozen=True)
class History:
    """A made-up course, and the day on which somebody looks."""

    course: Course
    on: str


def later(dice: random.Random, day: str, most: int) -> str:
    """Return a day at most so many days after `day`."""
    return (dt.date.fromisoformat(day) + dt.timedelta(days=dice.randrange(1, most))).isoformat()


def history(dice: random.Random) -> History:
    """Return a task with owners who follow each other, closings, recusals and perhaps the deed."""
    since = (FIRST + dt.timedelta(days=dice.randrange(DAYS - 90))).isoformat()
    due = later(dice, since, 40)
    spans: list[Span] = [("李强", since, None)]
    for name in dice.sample(("赵敏", "周洋", "吴刚"), dice.randrange(3)):
        last = later(dice, spans[-1][1], 30)
        after = (dt.date.fromisoformat(last) + dt.timedelta(days=1)).isoformat()
        spans[-1] = (spans[-1][0], spans[-1][1], last)
        spans.append((name, after, None))
    closed, day = [], due
    for _ in range(dice.randrange(3)):
        begun = later(dice, day, 25)
        day = later(dice, begun, 25)
        closed.append((begun, day if dice.random() < 0.7 else None))
    ends = [place for place, (_, reopened) in enumerate(closed) if reopened is None]
    closed = closed[: ends[0] + 1] if ends else closed
    recused = {name: later(dice, since, 80) for name, *_ in spans if dice.random() < 0.3}
    done = later(dice, since, 90) if dice.random() < 0.5 else None
    task = Task(1, "换灯", "李强", since, due, due, done, done)
    return History(Course("案2026-001", task, spans, tuple(closed), recused, ()), later(dice, due, 120))


def missed(reminder: Reminder, day: str) -> bool:
    """Return whether the ground of `reminder` names `day` as the limit that was missed."""
    return f"期限{official_date(dt.date.fromisoformat(day))}" in reminder.ground


def own_days(course: Course, reminder: Reminder) -> list[str]:
    """Return the days on which the task was in the hands of whoever is reminded."""
    days = [(FIRST + dt.timedelta(days=n)).isoformat() for n in range(DAYS + 200)]
    return [
        day
        for name, first, last in course.spans
        for day in days
        if name == reminder.to and first <= day and (last is None or day <= last)
    ]


def test_nobody_is_reminded_who_is_recused_or_of_what_a_predecessor_was_late_with(
    request: pytest.FixtureRequest,
) -> None:
    dice = random.Random(20261129)  # noqa: S311 - the same courses each time
    told = 0
    for _ in range(WHOLE if request.config.getoption("--all") else SMALL):
        each = history(dice)
        course, task = each.course, each.course.task
        for reminder in reminders_of(course, LIMITS, each.on):
            told += 1
            own = own_days(course, reminder)
            assert course.recused.get(reminder.to, "9999") > reminder.since
            # The limit that was missed ended in his own time, and whoever took over had days of his own before it.
            assert [day for day in own if missed(reminder, day)]
            assert missed(reminder, task.due) or not missed(reminder, own[0])
            assert task.due < reminder.since <= each.on
            assert task.done is None or task.done >= reminder.since
            closed = [begun for begun, again in course.closed if begun <= reminder.since < (again or "9999")]
            assert closed == []
    assert told > SMALL / 3


def test_the_deed_alone_ends_what_is_reminded_of(request: pytest.FixtureRequest) -> None:
    dice = random.Random(20261130)  # noqa: S311 - as above
    for _ in range(WHOLE if request.config.getoption("--all") else SMALL):
        each = history(dice)
        before, after = (
            {(one.to, one.level, one.since) for one in reminders_of(each.course, LIMITS, on)}
            for on in (each.on, later(dice, each.on, 60))
        )
        assert before <= after
