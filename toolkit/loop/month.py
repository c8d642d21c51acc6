"""The monthly sheet: calls with their denominators, the draw with its interval, notes without names, what is overdue.

A cell below three is printed as `<3`, and no cell is a rate without the counts that it was made of.
"""

import calendar
import datetime as dt
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path

from toolkit.chinese import half_width
from toolkit.core import UnknownNumberError, WrongValueError
from toolkit.formats.word import Grid, signatures, write_tables
from toolkit.loop import draw, draw_calls, draws, moments
from toolkit.loop.alerts.proposals import OfAKind, of_a_kind
from toolkit.loop.calls import answered_cards
from toolkit.loop.events import Event, View, head_line
from toolkit.loop.followup import Satisfaction, all_follow_ups, satisfaction
from toolkit.loop.reports.figures import PeriodFigures
from toolkit.loop.reports.figures import figures as period_figures
from toolkit.loop.reports.rates import FEW, few, part_of, percent
from toolkit.loop.reports.sheets import count_grid, rate_grid
from toolkit.loop.today import Item, items
from toolkit.loop.walks.masking import shown_place
from toolkit.loop.walks.notes import COLOURS, notes_between
from toolkit.store import Transaction
from toolkit.workspace import Desk

_SHOWN = frozenset({"来源", "期末预警", "督办", "法律诊所", "以案促治建议", "到上级反映", "其他"})
_NONE = "没有"
# Of many alike, so many are named.
_NAMED = 10


@dataclass(frozen=True)
class DrawFigures:
    """The draw of a month: how many cards, drawn, reached, answered as bad, and how many bad ones there may be.

    `power_percent` is the chance that those reached would show one of `power_of` bad ones, a tenth of the population.
    """

    population: int
    drawn: int
    reached: int
    bad: int
    low: int | None
    high: int | None
    power_of: int | None = None
    power_percent: float | None = None


@dataclass(frozen=True)
class Figures:
    """The figures of a month; `notes` holds by place and colour the notes that got it first.

    `period` has the rates and counts of the sheet, None where no sheet is written.
    """

    month: str
    calls: Satisfaction
    draw: DrawFigures | None
    notes: dict[str, dict[str, int]]
    late_notes: int
    overdue: int
    quickest_minutes: int | None
    head: str
    period: PeriodFigures | None = None
    alike: tuple[OfAKind, ...] = ()


def figures(desk: Desk, month: str) -> tuple[Figures, tuple[Item, ...]]:
    """Return the figures of `month` (`2026-10`) as they are known now, and the items overdue at its end.

    Raise WrongValueError.
    """
    month = half_width(month).strip()
    first, last = _days(month)
    view = View(desk.present)
    with desk.store.reading() as tx:
        follow_ups = all_follow_ups(desk, tx, view, answered_cards(tx, view))
        notes = notes_between(tx, view, first.isoformat(), last.isoformat())
        quickest = _quickest(tx, first, last)
        many = of_a_kind(desk, tx, view, last)
    counted: dict[str, Counter[str]] = {}
    for note in notes:
        village = next((place for place in desk.settings.places if place in note.place), None)
        village = village or shown_place(note.place, ())
        counted.setdefault(village, Counter())[note.first_triage or "未分色"] += 1
    late = tuple(item for item in items(desk, min(last, desk.today).isoformat()) if item.state == "逾期")
    tally = Figures(
        month=month,
        calls=satisfaction(follow_ups, first, last),
        draw=draw_figures(desk, month),
        notes={place: dict(colours) for place, colours in sorted(counted.items())},
        late_notes=sum(note.is_late for note in notes),
        overdue=len(late),
        quickest_minutes=quickest,
        head=desk.events.head(),
        alike=many,
    )
    return tally, late


def _days(month: str) -> tuple[dt.date, dt.date]:
    try:
        first = dt.date.fromisoformat(f"{half_width(month).strip()}-01")
    except ValueError as fault:
        raise WrongValueError(field="月份", value=month, why="写成 2026-10 的样子") from fault
    return first, first.replace(day=calendar.monthrange(first.year, first.month)[1])


def _quickest(tx: Transaction, first: dt.date, last: dt.date) -> int | None:
    """Return the fewest minutes between two calls that one person wrote down: answers made up come in bulk."""
    rows = tx.events(("followup.done",), None, moments.end_of(last.isoformat()), since=first.isoformat())
    by_person: dict[str, list[dt.datetime]] = {}
    for row in rows:
        by_person.setdefault(row["by"], []).append(dt.datetime.fromisoformat(row["recorded_at"]))
    gaps = [
        round((later - earlier).total_seconds() / 60)
        for times in by_person.values()
        for earlier, later in zip(sorted(times), sorted(times)[1:], strict=False)
    ]
    return min(gaps, default=None)


def draw_figures(desk: Desk, month: str) -> DrawFigures | None:
    """Return the figures of the draw of `month`; None where none was seeded."""
    try:
        shown = draws.show(desk, month)
    except UnknownNumberError:
        return None
    with desk.store.reading() as tx:
        counted = draw_calls.counted_calls(tx, View(desk.present), month)
    spoken = ([call for call in calls if call.facts["outcome"] == "接通"] for calls in counted.values())
    answered = [calls for calls in spoken if calls]
    bad = sum(_is_bad(calls) for calls in answered)
    exact = draw.interval(shown.population, len(answered), bad) if answered else None
    tenth = (shown.population + 9) // 10
    return DrawFigures(
        population=shown.population,
        drawn=len(shown.drawn),
        reached=len(answered),
        bad=bad,
        low=exact.low if exact else None,
        high=exact.high if exact else None,
        power_of=tenth if answered else None,
        power_percent=_percent(draw.chance_to_meet(shown.population, len(answered), tenth)) if answered else None,
    )


def _percent(chance: float) -> float:
    return round(100 * chance, 1)


def _is_bad(calls: list[Event]) -> bool:
    return any(call.facts.get("kept") in {"部分", "没办到"} for call in calls)


# -- the sheet -------------------------------------------------------------------------------------------------


def write(desk: Desk, month: str, path: Path) -> Figures:
    """Write the sheet of `month` to the Word file `path`, and return its figures; raise WrongValueError."""
    counted, late = figures(desk, month)
    period = period_figures(desk, *_days(month))
    counted = replace(counted, period=period)
    parts: list[str | Grid] = [
        "一、案后回访",
        Grid(("项目", "件数", "占多少"), _call_rows(counted), (90, 30, 50)),
        "二、首问卡抽样",
        _draw_line(counted.draw),
        "三、走访台账（按首次分色）",
        _notes_grid(counted),
        f"补记 {few(counted.late_notes)} 条。",
        "四、月末逾期",
        _late_grid(late),
        "五、来源、预警、诊所、交接",
        *(count_grid(count) for count in period.counts if count.name in _SHOWN and count.cells),
        "六、比率",
        rate_grid(period.rates),
        "七、本季度到月末同类三件以上（按关键词归类，请人核对；信访工作条例第四十条：可以提改进工作、完善政策的建议）",
        _alike_grid(counted),
        head_line(desk),
        signatures("填表人", "负责人"),
    ]
    write_tables(path, f"{desk.settings.office.name}闭环月报（{month}）", parts)
    return counted


def _call_rows(counted: Figures) -> tuple[tuple[str, str, str], ...]:
    """Return the lines about calls: each count, and the counts that a share is made of."""
    calls = counted.calls
    quickest = _NONE if counted.quickest_minutes is None else str(counted.quickest_minutes)
    return (
        ("到期应回访", few(calls.due), ""),
        ("联系上", part_of(calls.reached, calls.due), share(calls.reached, calls.due)),
        ("三个问题都答了（参评）", part_of(calls.answered, calls.due), share(calls.answered, calls.due)),
        ("办到了（解决）", part_of(calls.solved, calls.answered), share(calls.solved, calls.answered)),
        (
            "满意（没有推诿收受、办到、清楚）",
            part_of(calls.satisfied, calls.answered),
            share(calls.satisfied, calls.answered),
        ),
        ("未联系上（不算满意）", part_of(calls.unreached, calls.due), share(calls.unreached, calls.due)),
        ("逾期没有回访", part_of(calls.overdue, calls.due), share(calls.overdue, calls.due)),
        ("同一人两次回访最短间隔（分钟）", quickest, ""),
    )


def share(part: int, whole: int) -> str:
    """Return `part` of `whole` as printed on a sheet; empty where a count is so small that it identifies somebody."""
    if not whole or 0 < part < FEW or whole < FEW or 0 < whole - part < FEW:
        return ""
    return f"{part}/{whole}，{percent(part, whole)}%"


def _alike_grid(counted: Figures) -> Grid:
    rows = tuple(
        (each.subject, str(len(each.numbers)), "、".join(each.numbers[:_NAMED]) + "等" * (len(each.numbers) > _NAMED))
        for each in counted.alike
    )
    return Grid(("类别", "件数", "编号"), rows or ((_NONE, "", ""),), (50, 20, 100))


def _draw_line(draw: DrawFigures | None) -> str:
    if draw is None:
        return "本月没有抽样。"
    line = f"名单 {draw.population} 张，抽 {draw.drawn} 张，接通 {draw.reached} 张，其中没有办完 {few(draw.bad)} 张。"
    if draw.low is None:
        return line
    # The lower end would tell a count that is hidden.
    estimate = (
        "推算的范围不列。"
        if 0 < draw.bad < FEW
        else f"按接通的推算（95%），名单里没有办完的在 {draw.low} 到 {draw.high} 张之间。"
    )
    return (
        f"{line}{estimate}"
        f"假如名单里有 {draw.power_of} 张没有办完，接通 {draw.reached} 张至少问到一张的机会是 {draw.power_percent}%。"
    )


def _notes_grid(tally: Figures) -> Grid:
    colours = (*reversed(COLOURS), "未分色")
    rows = tuple(
        (place, *(few(counted.get(colour, 0)) for colour in colours)) for place, counted in tally.notes.items()
    )
    return Grid(("村", *colours), rows or ((_NONE, *("0" for _ in colours)),), (50, 30, 30, 30, 30))


def _late_grid(late: tuple[Item, ...]) -> Grid:
    rows = tuple((item.what, item.subject, item.due, item.owner) for item in late)
    return Grid(("事项", "编号", "期限", "责任人"), rows or ((_NONE, "", "", ""),), (40, 50, 40, 40))
