"""Figures of a period: what came in from where, alerts, clinics, panels, referrals and proposals, by kind.

Units complained of are public bodies only, and only where the words may be shown; nobody is named.
"""

import datetime as dt
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from toolkit.cases import matters
from toolkit.core import WrongValueError
from toolkit.grievances.accusations import may_be_shown
from toolkit.loop.alerts.contacts import LEVELS
from toolkit.loop.alerts.standing import alerts_at, reminders_at, standing_at
from toolkit.loop.case_entries import entries_of
from toolkit.loop.clinics.calendar import clinics_of
from toolkit.loop.clinics.visits import visits_at
from toolkit.loop.events import View
from toolkit.loop.jury.sessions import sessions_at
from toolkit.loop.reports.proposals import proposals_at, subject_of
from toolkit.loop.reports.rates import Period, Rate, rates
from toolkit.store import CASE_GRIEVANCES, CASES, MATTERS, Transaction
from toolkit.workspace import Desk

_MONTHS = 12


@dataclass(frozen=True)
class Count:
    """A table of counts: its name, its formula in Chinese, and the numbers behind each cell."""

    name: str
    formula: str
    cells: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class PeriodFigures:
    """The figures of a period: rates, tables of counts, and the months with the cases opened in each."""

    first: str
    last: str
    rates: tuple[Rate, ...]
    counts: tuple[Count, ...]
    by_month: Mapping[str, int]

    def count(self, name: str) -> Mapping[str, int]:
        """Return the cells of the table `name` as numbers."""
        counted = next(each for each in self.counts if each.name == name)
        return {cell: len(numbers) for cell, numbers in counted.cells.items()}


def figures(desk: Desk, first: dt.date, last: dt.date) -> PeriodFigures:
    """Return the figures from the day `first` to `last`, both included, as they are known now.

    A period that still runs ends today: what falls due later is neither in time nor late.
    """
    last = min(last, desk.today) if first <= desk.today else last
    period = Period(first, last, View(desk.present))
    with desk.store.reading() as tx:
        opened = {
            row["number"]: row["opened_on"]
            for row in tx.columns(CASES, ("number", "opened_on"))
            if period.holds(row["opened_on"])
        }
        counts = (
            *_of_cases(desk, tx, opened),
            _referred(tx, period, opened),
            *_of_alerts(desk, tx, period),
            _levels(tx, period),
            *_others(desk, tx, period),
        )
        counted = rates(desk, tx, period)
    months = Counter(day[:7] for day in opened.values())
    names = [f"{year}-{month:02d}" for year in range(first.year, last.year + 1) for month in range(1, _MONTHS + 1)]
    shown = {name: months[name] for name in names if first.isoformat()[:7] <= name <= last.isoformat()[:7]}
    return PeriodFigures(first.isoformat(), last.isoformat(), counted, counts, shown)


def year_of(year: int) -> tuple[dt.date, dt.date]:
    """Return the first and the last day of `year`; raise WrongValueError."""
    try:
        return dt.date(year, 1, 1), dt.date(year, _MONTHS, 31)
    except ValueError as fault:
        raise WrongValueError(field="年份", value=str(year), why="写成 2026 的样子") from fault


def _table(name: str, formula: str, pairs: Sequence[tuple[str, str]]) -> Count:
    """Return the table of the (cell, number) `pairs`, the fullest cell first."""
    cells: dict[str, list[str]] = {}
    for cell, number in pairs:
        cells.setdefault(cell, []).append(number)
    ordered = sorted(cells.items(), key=lambda each: (-len(each[1]), each[0]))
    return Count(name, formula, {cell: tuple(sorted(numbers)) for cell, numbers in ordered})


def _of_cases(desk: Desk, tx: Transaction, opened: Mapping[str, str]) -> tuple[Count, ...]:
    held = [
        (row["case_number"], row["grievance"])
        for row in tx.among(CASE_GRIEVANCES, "case_number", opened, ("case_number", "grievance"))
    ]
    numbers = {number for _, number in held}
    sources = {row["number"]: row["source"] for row in tx.among(MATTERS, "number", numbers, ("number", "source"))}
    known = matters.grievances_of(desk.store, numbers)
    shown = {number: each for number, each in known.items() if may_be_shown(each)}
    fields = [(subject_of(shown[n]) or "其他", case) for case, n in held if n in shown]
    units = [
        (str(side.value), case)
        for case, n in held
        if n in shown and (side := shown[n].against) is not None and side.kind == "public_body"
    ]
    return (
        _table("来源", "本期立项的事项，按第一次从哪里来", [(sources.get(n, "夜话"), case) for case, n in held]),
        _table("领域", "本期立项的事项，按反映的内容；不能公开的不列", fields),
        _table("反映较多的单位", "本期立项的事项里，被反映的是单位的；不写个人，不能公开的不列", units),
    )


def _referred(tx: Transaction, period: Period, opened: Mapping[str, str]) -> Count:
    cases = {*opened, *tx.subjects(("entry.referral", "entry.non_acceptance_notice"))}
    names = {
        "referral": "转送、交办",
        "non_acceptance_notice": "不予受理告知",
        "concluded": "答复办结",
        "reopened": "重新办理",
    }
    pairs = [
        (names[entry.kind], case)
        for case, there in entries_of(tx, period.view, cases).items()
        for entry in there
        if entry.kind in names and period.holds(entry.date)
    ]
    return _table("转送交办和办理", "本期台账上的记录，按种类", pairs)


def _of_alerts(desk: Desk, tx: Transaction, period: Period) -> tuple[Count, ...]:
    on = min(period.last.isoformat(), period.view.on[:10])
    standing = standing_at(desk, tx, View(on, period.view.known))
    alerts = [("红色责任没有解除" if each.latched else f"{each.colour}色", each.case) for each in alerts_at(standing)]
    late = [(each.level, each.reminder) for each in reminders_at(standing) if period.holds(each.since)]
    return (
        _table("期末预警", f"{on} 的预警，按颜色", alerts),
        _table("督办", "本期的督办提醒和告诫，撤回的也在内", late),
    )


def _levels(tx: Transaction, period: Period) -> Count:
    rows = tx.events(
        ("contact.recorded",), None, f"{period.last} 24:00", since=period.first.isoformat(), names=("subject", "facts")
    )
    pairs = [(json.loads(row["facts"]).get("level"), row["subject"]) for row in rows]
    named = [(level, case) for level, case in pairs if level in LEVELS[1:]]
    return _table("到上级反映", "本期又来反映里，到县以上的，按层级，一次算一件", named)


def _others(desk: Desk, tx: Transaction, period: Period) -> tuple[Count, ...]:
    view = period.view
    clinics = [
        (each.state, f"{each.village} {each.date}")
        for year in range(period.first.year, period.last.year + 1)
        for each in clinics_of(desk, tx, view, year)
        if period.holds(each.date)
    ]
    panels = [
        (each.suggestion or "没有计分", each.session) for each in sessions_at(desk, tx, view) if period.holds(each.date)
    ]
    routes = [
        (each.route, each.session) for each in sessions_at(desk, tx, view) if each.route and period.holds(each.date)
    ]
    proposals = [
        (each.adopted or "还没有答复", each.proposal) for each in proposals_at(tx, view) if period.holds(each.made)
    ]
    visits = [(each.next_step, each.visit) for each in visits_at(tx, view) if period.holds(each.date)]
    plain = tx.events(
        ("duty.ended", "relief.referred"),
        None,
        f"{period.last} 24:00",
        since=period.first.isoformat(),
        names=("kind", "subject"),
    )
    names = {"duty.ended": "岗位交接", "relief.referred": "移送司法救助"}
    return (
        _table("法律诊所", "本期排定的坐诊，按状态", clinics),
        _table("法律咨询的下一步", "本期的咨询，按下一步", visits),
        _table("评议的建议", "本期的评议，按建议；建议不改变事项的状态", panels),
        _table("评议以后的决定", "本期的评议，承办机关依法定依据决定的", routes),
        _table("以案促治建议", "本期提出的建议，按答复（第四十条、第四十一条）", proposals),
        _table("其他", "本期的交接和移送", [(names[row["kind"]], row["subject"]) for row in plain]),
    )
