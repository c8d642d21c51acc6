"""The roster of the walk round (走访排班): who walks which route on which days of the week, and what was left out.

A route is walked on its days of the week; holidays are left out. Each change counts from its own day on.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from toolkit.chinese import Calendar, clocks, dates
from toolkit.core import WrongDateError
from toolkit.loop import moments
from toolkit.loop.events import EVER, View, Wish, of_subject, record, refuse
from toolkit.loop.walks.ledger import walks_of
from toolkit.store import Transaction
from toolkit.workspace import Desk

SUBJECT = "走访路线"
_EVERY_WORKING_DAY = "一二三四五"
# A walk that was left out is told for so many days.
_LOOKED_BACK = 14
# Later than any moment: a roster is written down before its first day.


@dataclass(frozen=True)
class Route:
    """A route: who walks it, on which days of the week (signs of 一二三四五六日), from which ISO day on."""

    name: str
    walkers: tuple[str, ...]
    weekdays: str
    since: str

    def is_walked_on(self, day: dt.date, calendar: Calendar) -> bool:
        """Return whether the roster has the route walked on `day`: on its days of the week, but on no holiday."""
        is_holiday = day.isoweekday() <= len(_EVERY_WORKING_DAY) and bool(calendar.is_day_off(day))
        return clocks.WEEKDAYS[day.weekday()] in self.weekdays and not is_holiday


def set_route(desk: Desk, wish: Route, by: str) -> Route:
    """Record who walks a route on which days from a day on, and return it; without walkers nobody does any more.

    Raise EventRefusedError naming every fault.
    """
    refuse(_faults(wish))
    tidy = Route(wish.name.strip(), wish.walkers, _tidy(wish.weekdays), dates.parse_date(wish.since).isoformat())
    facts = {
        "route": tidy.name,
        "walkers": "、".join(tidy.walkers),
        "weekdays": tidy.weekdays,
        "from": tidy.since,
    }
    with desk.store.transaction() as tx:
        record(desk, tx, Wish("route.set", SUBJECT, desk.present, by, facts))
    return tidy


def _tidy(weekdays: str) -> str:
    """Return the days of the week in `weekdays` in their order, Monday to Friday where none is named."""
    named = weekdays.replace("天", "日")
    return "".join(day for day in clocks.WEEKDAYS if day in named) or _EVERY_WORKING_DAY


def _faults(wish: Route) -> Iterator[str]:
    if not wish.name.strip():
        yield "没有写路线"
    if wrong := sorted(set(wish.weekdays) - set(clocks.WEEKDAYS + "天周星期、，, ")):
        yield f"星期里有“{''.join(wrong)}”，写成 一三五 的样子"
    try:
        dates.parse_date(wish.since)
    except WrongDateError as fault:
        yield f"日期“{wish.since}”不对（{fault.fields['why']}）"


def routes(tx: Transaction, view: View) -> tuple[Route, ...]:
    """Return the routes that are walked on the day of `view`, by name."""
    return tuple(_standing(_routes(tx, view), moments.day_of(view.on).isoformat()))


def on_day(desk: Desk, on: str | None = None) -> tuple[tuple[Route, ...], tuple["LeftOut", ...]]:
    """Return the routes of the day `on` (today), and the walks of two weeks that nobody wrote down.

    Raise WrongDateError.
    """
    view = View(moments.looked_at(desk, on))
    with desk.store.reading() as tx:
        return routes(tx, view), left_out(desk, tx, view)


def _routes(tx: Transaction, view: View) -> list[Route]:
    log = of_subject(tx, View(EVER, view.known), SUBJECT, "route.")
    return [
        Route(
            event.facts["route"],
            tuple(filter(None, event.facts.get("walkers", "").split("、"))),
            event.facts["weekdays"],
            event.facts["from"],
        )
        for event in sorted(log, key=lambda event: (event.facts["from"], event.position))
    ]


def _standing(routes: Sequence[Route], day: str) -> Iterator[Route]:
    newest = {route.name: route for route in routes if route.since <= day}
    yield from (newest[name] for name in sorted(newest) if newest[name].walkers)


@dataclass(frozen=True)
class LeftOut:
    """A walk of the roster of which nothing was written down."""

    day: str
    route: str
    walkers: tuple[str, ...]


def left_out(desk: Desk, tx: Transaction, view: View) -> tuple[LeftOut, ...]:
    """Return the walks of the last two weeks and of the day of `view` that nobody wrote down, the latest first."""
    told, last = _routes(tx, view), moments.day_of(view.on)
    if not told:
        return ()
    days = [last - dt.timedelta(days=n) for n in range(_LOOKED_BACK + 1)]
    walked = {(walk.date, walk.route) for walk in walks_of(tx, view, since=days[-1].isoformat())}
    return tuple(
        LeftOut(day.isoformat(), route.name, route.walkers)
        for day in days
        for route in _standing(told, day.isoformat())
        if route.is_walked_on(day, desk.calendar) and (day.isoformat(), route.name) not in walked
    )
