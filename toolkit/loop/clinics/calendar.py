"""The calendar of clinics: one a month in each village, on its nth weekday or the next working day; what came of it.

The days are computed from roster and rules whenever they are asked for, so that a holiday announced later moves them.
A clinic that was missed is made up by one in the same month.
"""

import datetime as dt
import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, cast

from toolkit import formats
from toolkit.chinese import Calendar, clocks, dates, official_date
from toolkit.loop import moments
from toolkit.loop.clinics.roster import SUBJECT, Adviser, Roster, roster_at
from toolkit.loop.events import Event, View, Wish, history, record, refuse
from toolkit.loop.rules import Rules
from toolkit.store import Transaction
from toolkit.workspace import Desk

State = Literal["计划", "已坐诊", "缺诊", "已补"]
_ALL_MONTHS = range(1, 13)
_WEEKEND = 5
_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d", re.ASCII)


@dataclass(frozen=True)
class Clinic:
    """A clinic: its village and day, the day before rolling, how it stands, and whose it is.

    `held` is the day on which it was held or made up, `unstamped` that the village did not stamp it; `ask` says that
    people may not come on such a day.
    """

    village: str
    date: str
    raw: str
    state: State
    calendar: Literal["known", "unknown"]
    adviser: str
    hours: str
    why: str
    held: str | None = None
    ask: bool = False
    unstamped: bool = False


def clinics_of(
    desk: Desk, tx: Transaction, view: View, year: int, months: Sequence[int] = _ALL_MONTHS
) -> tuple[Clinic, ...]:
    """Return the clinics of `year` (of its `months`) as they stand at the moment of `view`, by day and village."""
    roster, rules = roster_at(tx, view), Rules(tx, view)
    held = held_events(tx, view, f"{year}-{months[0]:02d}-01")
    days, planned = held_days(held), Planned(roster, rules, desk.calendar, unstamped_in(held))
    clinics = [
        clinic
        for village in roster.villages
        for month in months
        if (clinic := planned.clinic(village, year, month, days.get((village, f"{year}-{month:02d}"), ()), view.on))
    ]
    return tuple(sorted(clinics, key=lambda clinic: (clinic.date, clinic.village)))


def held_days(events: Iterable[Event]) -> dict[tuple[str, str], list[str]]:
    """Return by village and month the days on which a clinic was held."""
    days: dict[tuple[str, str], list[str]] = {}
    for event in events:
        day = event.facts["date"]
        days.setdefault((event.facts["village"], day[:7]), []).append(day)
    return days


def held_events(tx: Transaction, view: View, since: str = "") -> list[Event]:
    """Return the clinics that were held from the ISO day `since` on, in order."""
    return history(tx, view, ("clinic.held",), (SUBJECT,), since).get(SUBJECT, [])


def unstamped_in(events: Iterable[Event]) -> frozenset[tuple[str, str]]:
    """Return village and day of the clinics held of which the village stamped none of the records."""
    stamped = {(event.facts["village"], event.facts["date"]): False for event in events}
    for event in events:
        stamped[event.facts["village"], event.facts["date"]] |= event.facts["stamp"] == "有"
    return frozenset(key for key, is_stamped in stamped.items() if not is_stamped)


class Planned:
    """The plan of clinics by a roster, the rules and the calendar of days off."""

    def __init__(
        self, roster: Roster, rules: Rules, calendar: Calendar, unstamped: Collection[tuple[str, str]] = ()
    ) -> None:
        """Plan by those; the nth weekday of a month is looked up once. `unstamped` are villages and days held."""
        self._roster, self._calendar, self._unstamped = roster, calendar, unstamped
        self._default = cache(lambda year, month: rules.due_in_month("坐诊日", year, month, calendar))
        self._own = cache(lambda slot, year, month: clocks.day_of_month(slot, year, month, calendar))

    def clinic(self, village: str, year: int, month: int, held: "list[str] | tuple[()]", on: str) -> Clinic | None:
        """Return the clinic of `village` in a month at the moment `on`; None where it has no adviser then."""
        adviser = self._adviser(village, year, month)
        if adviser is None:
            return None
        due = self._due(adviser, year, month)
        if not adviser.first <= due.due <= adviser.last:
            return None
        state, day = _state(due.due, held, on)
        shown = dt.date.fromisoformat(due.due)
        ask = due.calendar == "known" and shown.weekday() >= _WEEKEND
        more = "这天是调休上班的周末，问一问村民来不来。" if ask else ""
        return Clinic(
            village=village,
            date=due.due,
            raw=due.raw,
            state=state,
            calendar=due.calendar,
            adviser=adviser.title,
            hours=adviser.hours,
            why=due.why + more,
            held=day,
            ask=ask,
            unstamped=(village, day or "") in self._unstamped,
        )

    def _adviser(self, village: str, year: int, month: int) -> Adviser | None:
        # Whoever advises on the day itself, which his own slot decides.
        for day in (f"{year}-{month:02d}-28", f"{year}-{month:02d}-01"):
            there = self._roster.of(village, day)
            if there and there.first <= self._due(there, year, month).due <= there.last:
                return there
        return None

    def _due(self, adviser: Adviser, year: int, month: int) -> clocks.Due:
        due: clocks.Due = self._own(adviser.slot, year, month) if adviser.slot else self._default(year, month)
        return due


def _state(due: str, held: "list[str] | tuple[()]", on: str) -> tuple[State, str | None]:
    if due in held:
        return "已坐诊", due
    if held:
        return "已补", min(held)
    return ("缺诊", None) if on[:10] > due else ("计划", None)


# -- acts ------------------------------------------------------------------------------------------------------


def listed(desk: Desk, on: str | None = None, village: str | None = None) -> tuple[Clinic, ...]:
    """Return the clinics of the year of the moment `on` (now), of one `village` or all; raise WrongDateError."""
    view = View(moments.looked_at(desk, on))
    with desk.store.reading() as tx:
        clinics = clinics_of(desk, tx, view, int(view.on[:4]))
    return tuple(clinic for clinic in clinics if village in {None, clinic.village})


def plan(desk: Desk, year: int, path: Path, by: str) -> tuple[Clinic, ...]:
    """Write the calendar of `year` to the Excel file `path`, record that it was, and return its clinics."""
    with desk.store.transaction() as tx:
        clinics = clinics_of(desk, tx, View(desk.present), year)
        refuse([] if clinics else [f"{year} 年名册里没有一个村有法律顾问，先收名册：yehua clinic roster 名册.xlsx"])
        facts = {"year": year, "clinics": len(clinics)}
        record(desk, tx, Wish("clinic.planned", SUBJECT, desk.present, by, facts))
    rows = [
        (
            each.village,
            each.date,
            f"周{clocks.WEEKDAYS[dt.date.fromisoformat(each.date).weekday()]}",
            each.hours,
            each.adviser,
            each.why,
        )
        for each in clinics
    ]
    formats.write_rows(path, ("村", "日期", "星期", "时间", "法律顾问", "怎么算的"), rows, f"{year}坐诊表")
    return clinics


def crowded(clinics: tuple[Clinic, ...]) -> tuple[str, ...]:
    """Return a Chinese sentence for each adviser who has several villages at the same hours of one day."""
    counts = Counter((each.adviser, each.date, each.hours) for each in clinics)
    several = {key: count for key, count in counts.items() if count > 1}
    by_adviser = Counter(adviser for adviser, _, _ in several)
    return tuple(
        f"请留意：{adviser}有 {days} 天要同时在几个村坐诊，请在名册里把坐诊日或时间错开。"
        for adviser, days in by_adviser.items()
    )


@dataclass(frozen=True)
class Held:
    """A clinic as it was held: when, and whether the village stamped it."""

    date: str
    first: str
    last: str
    stamp: bool = False


def hold(desk: Desk, village: str, wish: Held, by: str) -> Clinic:
    """Record that a clinic was held, and return the clinic of that month; raise EventRefusedError."""
    day = dates.parse_date(wish.date).isoformat()
    with desk.store.transaction() as tx:
        roster = roster_at(tx, View(desk.present), village)
        there = roster.of(village.strip(), day)
        wrong = [f"时间“{text}”写成 09:00 的样子" for text in (wish.first, wish.last) if not _CLOCK.fullmatch(text)]
        if not wrong and wish.first >= wish.last:
            wrong.append(f"从 {wish.first} 到 {wish.last}，起要在止的前面")
        if there is None:
            wrong.append(f"{village} 在 {official_date(dt.date.fromisoformat(day))}没有法律顾问（名册里没有）")
        refuse(wrong)
        facts = {
            "village": village.strip(),
            "date": day,
            "from": wish.first,
            "to": wish.last,
            "adviser": there.adviser if there else "",
            "stamp": "有" if wish.stamp else "没有",
        }
        record(desk, tx, Wish("clinic.held", SUBJECT, day, by, facts, once=True))
        return _of_month(desk, tx, roster, village.strip(), day)


def _of_month(desk: Desk, tx: Transaction, roster: Roster, village: str, day: str) -> Clinic:
    """Return the clinic of `village` in the month of `day`; raise EventRefusedError where it has none then."""
    view = View(desk.present)
    held = held_events(tx, view, f"{day[:7]}-01")
    planned = Planned(roster, Rules(tx, view), desk.calendar, unstamped_in(held))
    days = held_days(held).get((village, day[:7]), ())
    clinic = planned.clinic(village, int(day[:4]), int(day[5:7]), days, view.on)
    refuse([] if clinic else [f"{village} 在 {day[:7]} 没有坐诊：坐诊日不在法律顾问的任期里"])
    return cast("Clinic", clinic)


def to_make_up(clinics: tuple[Clinic, ...], on: str) -> Mapping[Clinic, clocks.Due]:
    """Return the clinics missed in the month of `on`, with the clock that ends with that month."""
    day = dt.date.fromisoformat(on[:10])
    last = (day.replace(day=28) + dt.timedelta(days=4)).replace(day=1) - dt.timedelta(days=1)
    missed = (each for each in clinics if each.state == "缺诊" and each.date[:7] == on[:7])
    why = f"缺诊要在当月补上，到{official_date(last)}24时为止。"
    return {each: clocks.Due(last.isoformat(), last.isoformat(), "known", why) for each in missed}
