"""Red notes by month against the days that were walked: who walks half as often finds half as much."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from fractions import Fraction

from toolkit.loop.events import View
from toolkit.loop.walks.ledger import walks_of
from toolkit.workspace import Desk

_MONTHS = 12


@dataclass(frozen=True)
class MonthTrend:
    """The red notes of a month (`2026-10`) by the colour that they got first, and the days on which a route was walked.

    `per_100` is their number per hundred walk-days, halves rounded up; None without a walk.
    """

    month: str
    red: int
    walk_days: int
    per_100: int | None


def by_month(desk: Desk) -> tuple[MonthTrend, ...]:
    """Return the last twelve months up to that of the desk's day, the earliest first."""
    view = View(desk.present)
    months = _last_months(desk.today)
    with desk.store.reading() as tx:
        walks = walks_of(tx, view, since=months[0])
        written = tx.events(("note.written",), None, view.until, since=months[0], names=("subject", "at"))
        held = {row["subject"]: row["at"][:7] for row in written}
        coloured = tx.subjects(("note.triaged",), (), view.until, holding='"triage":"红"')
    red = Counter(held[number] for number in coloured if number in held)
    days = Counter(date[:7] for date, _ in {(walk.date, walk.route) for walk in walks if walk.is_walked})
    return tuple(_trend(month, red[month], days[month]) for month in months)


def _trend(month: str, red: int, days: int) -> MonthTrend:
    return MonthTrend(month, red, days, int(Fraction(100 * red, days) + Fraction(1, 2)) if days else None)


def _last_months(day: dt.date) -> list[str]:
    ordinals = range(day.year * _MONTHS + day.month - _MONTHS, day.year * _MONTHS + day.month)
    return [f"{ordinal // _MONTHS}-{ordinal % _MONTHS + 1:02d}" for ordinal in ordinals]
