"""The pages 预警: what is red or yellow on a day with thirty days of dots, and one matter with all done about it.

No words of a villager stand here, nor who is recused; each number leads to its case.
"""

import datetime as dt
from dataclasses import dataclass, replace

from toolkit import loop
from toolkit.core import WrongValueError
from toolkit.loop import Alert, Reminder
from toolkit.loop.alerts import contacts
from toolkit.workbench.fields import Given
from toolkit.workspace import Desk

_SETTLED = frozenset({"已办", "撤回"})


@dataclass(frozen=True)
class AlertsPage:
    """The alerts of the day `on`, the red duty first; `held_by` is the last day of the review of its week, if any.

    `reminders` are those that are open, `settled` those that are not.
    """

    on: str
    today: str
    first: str
    week: str
    held_by: str | None
    alerts: tuple[Alert, ...]
    reminders: tuple[Reminder, ...]
    settled: tuple[Reminder, ...]
    channels: tuple[str, ...]
    levels: tuple[str, ...]


def alerts(desk: Desk, given: Given) -> AlertsPage:
    """Return the page of the day `on`, by default today; raise WrongDateError."""
    on = loop.moments.looked_at(desk, given.get("on") or None)[:10]
    year, number, _ = dt.date.fromisoformat(on).isocalendar()
    week = f"{year}-W{number:02d}"
    try:
        held_by = loop.alerts.acts.week_end(desk, week).due
    except WrongValueError:  # nobody works in that week
        held_by = None
    reminders = loop.alerts.reminder_acts.reminders(desk, on)
    return AlertsPage(
        on=on,
        today=desk.today.isoformat(),
        first=dt.date(desk.today.year - 1, 1, 1).isoformat(),
        week=week,
        held_by=held_by,
        alerts=tuple(_without_words(each) for each in loop.alerts.acts.listed(desk, on)),
        reminders=tuple(each for each in reminders if each.state not in _SETTLED),
        settled=tuple(each for each in reminders if each.state in _SETTLED),
        channels=contacts.CHANNELS,
        levels=contacts.LEVELS,
    )


def _without_words(alert: Alert) -> Alert:
    """Return an alert as a list shows it: how its tasks stand, not what they are."""
    if alert.plan is None:
        return alert
    return replace(alert, plan=replace(alert.plan, tasks=tuple(replace(task, text="") for task in alert.plan.tasks)))


@dataclass(frozen=True)
class ContactLine:
    """A time that somebody came: when, by which channel, to which level, and whether it was entered late (补记)."""

    at: str
    channel: str
    level: str
    source_no: str
    late: bool


@dataclass(frozen=True)
class AlertPage:
    """One matter: its alert on the day `on`, the contacts written down, and its reminders."""

    today: str
    week: str
    alert: Alert
    contacts: tuple[ContactLine, ...]
    reminders: tuple[Reminder, ...]
    channels: tuple[str, ...]
    levels: tuple[str, ...]


def alert(desk: Desk, given: Given) -> AlertPage:
    """Return the alert of the case `case`; raise UnknownNumberError."""
    shown = loop.alerts.acts.show(desk, given.get("case", ""))
    year, number, _ = desk.today.isocalendar()
    view = loop.events.View(desk.present)
    with desk.store.reading() as tx:
        events = loop.events.of_subject(tx, view, shown.case, contacts.KIND)
    return AlertPage(
        today=desk.today.isoformat(),
        week=f"{year}-W{number:02d}",
        alert=shown,
        contacts=tuple(_contact(event) for event in events),
        reminders=tuple(each for each in loop.alerts.reminder_acts.reminders(desk) if each.case == shown.case),
        channels=contacts.CHANNELS,
        levels=contacts.LEVELS,
    )


def _contact(event: loop.events.Event) -> ContactLine:
    facts = event.facts
    return ContactLine(
        event.at, facts["channel"], facts.get("level") or "", facts.get("source_no") or "", late=event.is_late
    )


@dataclass(frozen=True)
class AlikePage:
    """The pairs of cases that may be one matter, the likest first."""

    pairs: tuple[loop.alerts.alike.Alike, ...]


def alike(desk: Desk, given: Given) -> AlikePage:
    """Return what may be one matter, of the case `case` if one is named: every text is compared, so it is asked for."""
    return AlikePage(loop.alerts.alike.alike(desk, given.get("case") or None))
