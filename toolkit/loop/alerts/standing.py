"""Alerts as they stand on any day: colour by repeats, the red duty with its leader, squad and plan, and reminders.

An alert is folded from events. The colour is that of the day; the red duty is latched: it goes on when the count
sinks, until two persons lift it. A past day is computed by the rules of that day.
"""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from toolkit.cases import matters
from toolkit.chinese import clocks, official_date, persons_in
from toolkit.loop import moments
from toolkit.loop.alerts.closings import Stretch, closed_at
from toolkit.loop.alerts.contacts import contacts_at
from toolkit.loop.alerts.counting import Colour, Contact, Limits, counted, red_moments, red_since, repeats_in
from toolkit.loop.alerts.plans import Task, logs_of_plans, tasks_in
from toolkit.loop.alerts.recusals import KIND as RECUSED
from toolkit.loop.alerts.reminders import Course, Reminder, reminders_of
from toolkit.loop.alerts.reminders import Limits as ReminderLimits
from toolkit.loop.duties import Duties
from toolkit.loop.events import EVER, Event, View, history
from toolkit.loop.rules import Rules
from toolkit.store import Transaction
from toolkit.workspace import Desk

_PREFIXES = ("lead.", "squad.", "plan.", "task.", "extension.", "review.", "warning.", "alert.", "recusal.")
_STRIP_DAYS = 30
_HEAD = "党委书记"


@dataclass(frozen=True)
class TaskLine:
    """A task of the plan as it stands: its text (empty if erased or withheld), owner, due days, and how it stands."""

    task: int
    text: str
    owner: str
    due: str
    first_due: str
    state: str
    done: str | None


@dataclass(frozen=True)
class PlanLine:
    """The plan of a red matter: by when it had to be made, when it was, how that stands, and its tasks."""

    due: str
    why: str
    made: str | None
    state: str
    tasks: tuple[TaskLine, ...]


@dataclass(frozen=True)
class Alert:
    """The alert of a case on a day.

    `repeats` are those of the window, `counted` their days, `colour` what they come to. `duty` is red while the red
    duty runs, since the moment `since`, whatever the count. `unconfirmed` is the count if everybody unnamed were the
    same person, `people` how many different ones came in the window, `strip` the contacts of each of the last 30 days.
    `late` tells which acts were written down more than 24 hours after they happened (补记).
    """

    case: str
    on: str
    repeats: int
    colour: Colour | None
    counted: tuple[str, ...]
    latched: bool
    duty: Colour | None
    why: str
    since: str | None
    unconfirmed: int
    people: int
    strip: tuple[int, ...]
    lead: str | None = None
    squad: tuple[str, ...] = ()
    plan: PlanLine | None = None
    reviewed: str | None = None
    late: tuple[str, ...] = ()


@dataclass(frozen=True)
class Standing:
    """Everything by which alerts are computed at the moment of a view, read once."""

    desk: Desk
    tx: Transaction
    view: View
    rules: Rules
    duties: Duties

    @cached_property
    def changes(self) -> tuple[str, ...]:
        """The days since which other limits of colours hold."""
        log = history(self.tx, View(EVER, self.view.known), ("rule.set",)).get("规则", [])
        names = {"重复窗口", "黄色次数", "红色次数"}
        return tuple(sorted({event.facts["from"] for event in log if event.facts["name"] in names}))

    @cached_property
    def limits_by_change(self) -> Mapping[str, Limits]:
        """The limits since each change; those of the beginning under the empty text."""
        return {
            day: Limits(
                *(self.rules.number(name, day or "0001-01-01") for name in ("重复窗口", "黄色次数", "红色次数"))
            )
            for day in ("", *self.changes)
        }

    def limits_on(self, day: str) -> Limits:
        """Return the limits of colours on the ISO `day`."""
        return self.limits_by_change[max((change for change in self.changes if change <= day), default="")]

    @property
    def on(self) -> str:
        """The ISO day that is looked at."""
        return self.view.on[:10]


def standing_at(desk: Desk, tx: Transaction, view: View) -> Standing:
    """Return what alerts are computed from at the moment of `view`."""
    return Standing(desk, tx, view, Rules(tx, view), Duties(tx, view))


def alerts_at(standing: Standing, cases: Collection[str] | None = None) -> tuple[Alert, ...]:
    """Return the alert of each of `cases`, by number; by default those that have a colour or the red duty."""
    contacts = contacts_at(standing.tx, standing.view, cases)
    logs = history(standing.tx, standing.view, _PREFIXES, contacts if cases is not None else None)
    alerts = (_alert(standing, case, contacts[case], logs.get(case, ())) for case in sorted(contacts))
    return tuple(alert for alert in alerts if cases is not None or alert.colour or alert.latched)


def _alert(standing: Standing, case: str, contacts: Sequence[Contact], log: Sequence[Event]) -> Alert:
    on, limits = standing.on, standing.limits_on(standing.on)
    repeats = repeats_in(contacts)
    days = counted(list(repeats), on, limits.window)
    colour = limits.colour(len(days))
    lifts = [event.at for event in log if event.kind == "alert.lifted"]
    reds = red_moments(repeats, standing.limits_on, (day for day in standing.changes if day <= on))
    since = red_since(reds, lifts)
    after = [event for event in log if since is not None and event.at > max(lifts, default="")]
    unconfirmed = counted(list(repeats_in(contacts, unconfirmed=True)), on, limits.window)
    first = (dt.date.fromisoformat(on) - dt.timedelta(days=limits.window)).isoformat()
    people = {label for contact in contacts if first < contact.day for label in contact.people}
    return Alert(
        case=case,
        on=standing.view.on,
        repeats=len(days),
        colour=colour,
        counted=tuple(days),
        latched=since is not None,
        duty="红" if since is not None else colour,
        why=f"{_began(standing, repeats, since)}{_why(days, limits, len(people), len(unconfirmed))}",
        since=since,
        unconfirmed=len(unconfirmed),
        people=len(people),
        strip=_strip(contacts, on),
        lead=_newest(after, "lead.named", "name", "post"),
        squad=_squad(after),
        plan=_plan(standing, case, since, after) if since is not None else None,
        reviewed=next((event.facts["week"] for event in reversed(after) if event.kind == "review.held"), None),
        late=tuple(event.told_late for event in log if event.is_late),
    )


def _began(standing: Standing, repeats: Mapping[str, str], since: str | None) -> str:
    """Return which days made the matter red, for a look on a later day; empty for a matter not red or red that day."""
    if since is None or since[:10] == standing.on:
        return ""
    limits = standing.limits_on(since[:10])
    days = counted(list(repeats), since, limits.window)
    return (
        f"{_short(since[:10])}成为红色：{_counted(days, limits)}；次数少了也不解除，要办完了由两个人解除。"
        f"到{_short(standing.on)}，"
    )


def _why(days: Sequence[str], limits: Limits, people: int, unconfirmed: int) -> str:
    said = _counted(days, limits)
    if people > 1:
        said += f"；窗口内有{people}个人反映，不同的人不算重复"
    if unconfirmed > len(days):
        said += f"；没有写名字的也算进来是{unconfirmed}次"
    return f"{said}。"


def _counted(days: Sequence[str], limits: Limits) -> str:
    """Return the repeats of a window with their days, and which colour so many are."""
    said = f"{limits.window}天内重复{len(days)}次" + (f"：{'、'.join(map(_short, days))}" if days else "")
    by_colour = {"红": f"，够{limits.red}次为红", "黄": f"，够{limits.yellow}次为黄", None: f"，不到{limits.yellow}次"}
    return said + by_colour[limits.colour(len(days))]


def _short(day: str) -> str:
    return official_date(dt.date.fromisoformat(day)).partition("年")[2]


def _strip(contacts: Sequence[Contact], on: str) -> tuple[int, ...]:
    last = dt.date.fromisoformat(on)
    counts = dict.fromkeys(((last - dt.timedelta(days=back)).isoformat() for back in range(_STRIP_DAYS - 1, -1, -1)), 0)
    for contact in contacts:
        if contact.day in counts:
            counts[contact.day] += 1
    return tuple(counts.values())


def _newest(events: Sequence[Event], kind: str, *fields: str) -> str | None:
    newest = next((event for event in reversed(events) if event.kind == kind), None)
    return " ".join(str(newest.facts[field]) for field in fields) if newest else None


def _squad(events: Sequence[Event]) -> tuple[str, ...]:
    formed = next((event for event in reversed(events) if event.kind == "squad.formed"), None)
    return tuple(f"{formed.facts['town']}、{formed.facts['village']}".split("、")) if formed else ()


def plan_clock(since: str, rules: Rules) -> clocks.Due:
    """Return the clock of the plan: hours from the repeat `since`; where only its day is known, from its 24:00."""
    is_day = since == since[:10]
    start = f"{moments.day_of(since) + dt.timedelta(days=1)} 00:00" if is_day else since
    return clocks.hours_after(start, rules.number("红色方案", since[:10]))


def _plan(standing: Standing, case: str, since: str, events: Sequence[Event]) -> PlanLine:
    due = plan_clock(since, standing.rules)
    made = next((event.at for event in events if event.kind == "plan.made"), None)
    state = due.state(standing.view.on) if made is None else "逾期办" if due.is_over(made) else "已办"
    tasks = tasks_in(events)
    # A task may repeat what was said.
    is_shown = bool(tasks) and not matters.withheld_cases(standing.tx, {case})
    lines = (_task_line(standing, task, text=task.text if is_shown else "") for task in tasks)
    return PlanLine(due.due, due.why, made, state, tuple(lines))


def _task_line(standing: Standing, task: Task, *, text: str) -> TaskLine:
    owner = standing.duties.owner(task.owner, task.since, standing.on)
    state: str = task.clock.state(standing.view.on)
    if task.done is not None:
        state = "逾期办" if task.clock.is_over(task.done) else "已办"
    return TaskLine(task.number, text, owner, task.due, task.first_due, state, task.done)


# -- reminders -------------------------------------------------------------------------------------------------


def reminders_at(standing: Standing, cases: Collection[str] | None = None) -> tuple[Reminder, ...]:
    """Return every reminder there is at the moment of a view, the newest first; `cases` names whose."""
    logs = history(standing.tx, standing.view, _PREFIXES, cases)
    planned = {case: events for case, events in logs.items() if tasks_in(events)}
    closed = closed_at(standing.tx, standing.view, planned)
    limits = ReminderLimits(standing.rules, standing.desk.calendar)
    reminders = [
        reminder
        for case, events in planned.items()
        for reminder in _reminders(standing, (case, events, closed.get(case, ())), limits)
    ]
    return tuple(sorted(reminders, key=lambda each: (each.since, each.reminder), reverse=True))


def _reminders(
    standing: Standing, planned: tuple[str, Sequence[Event], Sequence[Stretch]], limits: ReminderLimits
) -> Iterator[Reminder]:
    """Give the reminders of a case with its events and the stretches in which it was closed, plan by plan."""
    case, events, closed = planned
    recused = {
        name: event.noted
        for event in sorted(events, key=lambda event: event.noted, reverse=True)
        for name in (persons_in(event.words("person")) if event.kind == RECUSED else ())
    }
    before: Counter[int] = Counter()
    for log in logs_of_plans(events):
        for task in tasks_in(log):
            spans = standing.duties.answerable(task.owner, task.since, standing.on)
            course = Course(case, task, spans, closed, recused, log, before[task.number])
            there = reminders_of(course, limits, standing.view.on)
            before[task.number] += len(there)
            yield from there
