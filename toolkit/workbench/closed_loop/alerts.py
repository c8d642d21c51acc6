"""The page 预警: what is red or yellow on a day with thirty days of dots, reminders, the review, clinics, proposals.

No words of a villager stand here; each number leads to its case.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from toolkit import loop
from toolkit.core import WrongValueError
from toolkit.loop import Alert, Opinion, Reminder
from toolkit.workbench.fields import Done, Given, sheet_of, text_of
from toolkit.workspace import Desk


@dataclass(frozen=True)
class AlertsPage:
    """The alerts of the day `on`, the red duty first; `held_by` is the last day of the review of its week, if any."""

    on: str
    today: str
    week: str
    held_by: str | None
    alerts: tuple[Alert, ...]
    reminders: tuple[Reminder, ...]
    clinics: tuple[loop.clinics.calendar.Clinic, ...]
    opinions: tuple[Opinion, ...]
    put_up: tuple[loop.reports.proposals.Proposed, ...]


def alerts(desk: Desk, given: Given) -> AlertsPage:
    """Return the page of the day `on`, by default today; raise WrongDateError."""
    on = loop.moments.looked_at(desk, given.get("on") or None)[:10]
    year, number, _ = dt.date.fromisoformat(on).isocalendar()
    week = f"{year}-W{number:02d}"
    try:
        held_by = loop.alerts.acts.week_end(desk, week).due
    except WrongValueError:  # nobody works in that week
        held_by = None
    waiting = tuple(each for each in loop.clinics.opinions.listed(desk, on) if each.state not in {"已出", "不能出"})
    return AlertsPage(
        on=on,
        today=desk.today.isoformat(),
        week=week,
        held_by=held_by,
        alerts=loop.alerts.acts.listed(desk, on),
        reminders=tuple(each for each in loop.alerts.acts.reminders(desk, on) if each.state not in {"已办", "撤回"}),
        clinics=tuple(each for each in loop.clinics.calendar.listed(desk, on) if each.date[:7] == on[:7]),
        opinions=waiting,
        put_up=loop.reports.proposals.put_up(desk, on),
    )


def _week_sheet(desk: Desk, given: Given) -> Done:
    week = text_of(given, "week", "哪一周")
    made = sheet_of(f"过堂清单-{week}.docx", lambda place: loop.alerts.sheets.week(desk, week, place))
    return Done(f"{week} 的过堂清单写好了，请打印、签字。", sheet=made)


def _year_sheet(desk: Desk, given: Given) -> Done:
    year = int(text_of(given, "year", "哪一年"))
    made = sheet_of(f"年报-{year}.docx", lambda place: loop.reports.sheets.write_year(desk, year, place))
    return Done(f"{year} 年的年报写好了；不到三件的写 <3。", sheet=made)


ACTS: Mapping[str, Callable[[Desk, Given], Done]] = {"week_sheet": _week_sheet, "year_sheet": _year_sheet}
