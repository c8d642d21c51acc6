"""The pages 法律诊所: villages by months with what came of each clinic, opinions, and one village with its visits.

Who came to a clinic stands in the adviser's own book; no page shows it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from toolkit import loop
from toolkit.core import WrongValueError
from toolkit.loop import Opinion, Visit
from toolkit.loop.clinics import calendar, opinions, roster, visits
from toolkit.workbench.fields import Given, whole_of
from toolkit.workspace import Desk

_MONTHS = range(1, 13)
_YEARS = range(2000, 2101)


@dataclass(frozen=True)
class MonthCell:
    """The clinic of a village in a month: its day, how it stands, and when it was held; empty where there is none."""

    month: int
    date: str = ""
    state: str = ""
    held: str = ""
    ask: bool = False


@dataclass(frozen=True)
class VillageRow:
    """A village with its adviser and its twelve months."""

    village: str
    adviser: str
    months: tuple[MonthCell, ...]


@dataclass(frozen=True)
class ClinicsPage:
    """The clinics of a year, how many stand how, opinions asked for, advisers with their firms, and remarks."""

    year: int
    today: str
    rows: tuple[VillageRow, ...]
    counts: Mapping[str, int]
    remarks: tuple[str, ...]
    uncorrected: int
    opinions: tuple[Opinion, ...]
    advisers: tuple[str, ...]
    firms: tuple[tuple[str, str], ...]
    villages: tuple[str, ...]
    conclusions: tuple[str, ...]
    addressees: tuple[str, ...]


def _year(desk: Desk, given: Given) -> int:
    year = whole_of(given, "year", "哪一年") or desk.today.year
    if year not in _YEARS:
        raise WrongValueError(field="哪一年", value=str(year), why="写成 2026 的样子")
    return year


def clinics(desk: Desk, given: Given) -> ClinicsPage:
    """Return the clinics of `year`, by default this one; raise WrongValueError."""
    year = _year(desk, given)
    view = loop.events.View(desk.present)
    with desk.store.reading() as tx:
        known = roster.roster_at(tx, view)
        there = calendar.clinics_of(desk, tx, view, year)
        asked = opinions.opinions_at(tx, view, desk.calendar)
    counts: dict[str, int] = {}
    for clinic in there:
        counts[clinic.state] = counts.get(clinic.state, 0) + 1
    appointed = known.appointments
    return ClinicsPage(
        year=year,
        today=desk.today.isoformat(),
        rows=tuple(_rows(there)),
        counts=counts,
        remarks=calendar.crowded(there),
        uncorrected=sum(clinic.calendar == "unknown" for clinic in there),
        opinions=tuple(reversed(asked)),
        advisers=tuple(dict.fromkeys(each.adviser for each in appointed)),
        firms=tuple(dict.fromkeys((each.firm, each.contract) for each in appointed)),
        villages=known.villages,
        conclusions=opinions.CONCLUSIONS,
        addressees=opinions.ADDRESSEES,
    )


def _rows(there: tuple[calendar.Clinic, ...]) -> list[VillageRow]:
    """Return a row for each village, by name as the roster has them."""
    by_village: dict[str, dict[int, calendar.Clinic]] = {}
    for clinic in there:
        by_village.setdefault(clinic.village, {})[int(clinic.date[5:7])] = clinic
    return [
        VillageRow(
            village,
            next(reversed(clinics.values())).adviser,
            tuple(_cell(month, clinics.get(month)) for month in _MONTHS),
        )
        for village, clinics in sorted(by_village.items())
    ]


def _cell(month: int, clinic: calendar.Clinic | None) -> MonthCell:
    if clinic is None:
        return MonthCell(month)
    return MonthCell(month, clinic.date, clinic.state, clinic.held or "", clinic.ask)


@dataclass(frozen=True)
class ClinicPage:
    """One village: its clinics of a year, the visits of that year without names, and what may be chosen."""

    village: str
    year: int
    today: str
    clinics: tuple[calendar.Clinic, ...]
    visits: tuple[Visit, ...]
    subjects: tuple[str, ...]
    steps: tuple[tuple[str, bool], ...]
    conflicts: tuple[str, ...]
    no_last_day: str


def clinic(desk: Desk, given: Given) -> ClinicPage:
    """Return the clinics and visits of `village` in `year`, by default this one; raise WrongValueError."""
    year, village = _year(desk, given), given.get("village", "").strip()
    view = loop.events.View(desk.present)
    with desk.store.reading() as tx:
        there = calendar.clinics_of(desk, tx, view, year)
        logged = visits.visits_at(tx, view)
    if village not in {each.village for each in there}:
        raise WrongValueError(field="村", value=village, why=f"{year} 年名册里没有它的法律顾问")
    mine = (each for each in logged if each.village == village and each.date[:4] == str(year))
    return ClinicPage(
        village=village,
        year=year,
        today=desk.today.isoformat(),
        clinics=tuple(each for each in there if each.village == village),
        visits=tuple(reversed(tuple(mine))),
        subjects=visits.SUBJECTS,
        steps=tuple(visits.STEPS.items()),
        conflicts=visits.CONFLICTS,
        no_last_day=visits.NO_LAST_DAY,
    )
