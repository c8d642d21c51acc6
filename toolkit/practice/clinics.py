"""Clinics of the made-up year: advisers of all villages, clinics held, missed and made up, visits, and opinions."""

import datetime as dt
from functools import partial

from toolkit.loop.clinics import calendar, opinions, roster, visits
from toolkit.practice.office import LAST, Office

_HOURS = ("09:00", "11:30")
_TERM = ("2025-12-01", "2026-12-31")
_PAY_DAY, _ASK_DAY = 20, 6


class Clinics:
    """The clinics of the year by their days, as roster and calendar have them."""

    def __init__(self, office: Office) -> None:
        """Take the roster in."""
        self._office = office
        rows = [
            (seat.village, seat.adviser, seat.kind, f"1510{place:04d}", seat.firm, seat.contract)
            for place, seat in enumerate(office.town.advisers, 1)
        ]
        hours = "-".join(_HOURS)
        whole = [(*row, *_TERM, seat.slot, hours, "") for row, seat in zip(rows, office.town.advisers, strict=True)]
        roster.take_in(office.desk, office.sheet("法律顾问名册", roster.HEADINGS, whole), office.clerk)
        self._days: dict[str, list[str]] = {}
        for year in ("2025", "2026"):
            for clinic in calendar.listed(office.desk, f"{year}-12-31"):
                self._days.setdefault(clinic.date, []).append(clinic.village)

    def day(self, on: dt.date) -> None:
        """Hold the clinics of a day; a few are missed, and most of those made up ten days later."""
        office = self._office
        if on == dt.date(2025, 12, 29):
            office.plan(
                on, "16:00", lambda: calendar.plan(office.desk, 2026, office.papers / "坐诊表.xlsx", office.clerk)
            )
        for place, village in enumerate(self._days.get(on.isoformat(), ())):
            clock = f"11:{30 + place % 25:02d}"
            if office.chance(95):
                office.plan(on, clock, partial(self._hold, village))
            elif office.chance(60) and (later := office.working_day(on, 10)).month == on.month:
                office.plan(later, clock, partial(self._hold, village))
        if on.day == _PAY_DAY and on < LAST:
            office.plan(office.working_day(on), "15:40", self._pay)
        if on.day == _ASK_DAY:
            office.plan(office.working_day(on), "10:50", self._ask)

    def _hold(self, village: str) -> None:
        office = self._office
        wish = calendar.Held(office.today.isoformat(), *_HOURS, stamp=office.chance(96))
        calendar.hold(office.desk, village, wish, office.clerk)
        if office.chance(15):
            self._visit(village)

    def _visit(self, village: str) -> None:
        office = self._office
        step = office.dice.choice(tuple(visits.STEPS))
        last = office.today + dt.timedelta(days=office.dice.randrange(20, 180)) if visits.STEPS[step] else None
        wish = visits.NewVisit(
            village,
            office.today.isoformat(),
            office.dice.choice(visits.SUBJECTS),
            step,
            "没有" if office.chance(94) else "有",
            office.clerk,
            last.isoformat() if last and office.chance(90) else visits.NO_LAST_DAY if last else None,
            office.town.person(),
            "想问一问该怎么办",
            f"0571-6{office.dice.randrange(10**6, 10**7)}" if office.chance(60) else None,
        )
        visit = visits.log(office.desk, wish)
        if step == "法律援助":
            visits.apply_for_aid(office.desk, visit.visit, to="县法律援助中心", at=office.now, by=office.clerk)

    def _ask(self) -> None:
        """Ask for an opinion about the newest case."""
        office = self._office
        case, village = office.newest_case(), office.town.village()
        if case is not None:
            wish = opinions.Request(case, village, "来访人", "没有", "有没有法定途径", office.now, office.clerk)
            opinion = opinions.ask(office.desk, wish).opinion
            if office.chance(60):
                office.plan(office.working_day(office.today, 3), "11:20", partial(self._decline, opinion))

    def _decline(self, opinion: str) -> None:
        office = self._office
        reason = "和对方是亲戚，请另请一位"
        opinions.decline(office.desk, opinion, at=office.now, by=office.clerk, reason=reason)

    def _pay(self) -> None:
        office = self._office
        seat = office.dice.choice(office.town.advisers)
        told = {"firm": seat.firm, "contract": seat.contract, "yuan": "300"}
        opinions.note_subsidy(office.desk, **told, at=office.now, by=office.clerk)
