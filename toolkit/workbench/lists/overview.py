"""The page 总览: figures, each of which opens the list behind it; what is overdue stands first.

Only confirmed grievances count. Accusations, and grievances that nobody judged yet, are in none of the figures
(信访工作条例 Art 30).
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlencode

from toolkit.cases import ledger_of
from toolkit.notebook import overview
from toolkit.workbench.fields import Given
from toolkit.workbench.lists import cases as case_list
from toolkit.workspace import Desk

_MONTHS = 12
_BARS = 10

Look = Literal["bad", "warn", "plain"]


@dataclass(frozen=True)
class Figure:
    """A number with the page that lists what it counts."""

    name: str
    number: int
    page: str
    look: Look = "plain"


@dataclass(frozen=True)
class Bar:
    """A bar: its name and its parts, each with the page that lists it."""

    name: str
    parts: tuple[Figure, ...]


@dataclass(frozen=True)
class Chart:
    """Bars under a title; `unit` counts them. Each bar has a part for each of `parts`, by name."""

    title: str
    unit: str
    parts: tuple[str, ...]
    bars: tuple[Bar, ...]


@dataclass(frozen=True)
class Overview:
    """The figures of the desk's day and the charts below them."""

    office: str
    today: str
    figures: tuple[Figure, ...]
    charts: tuple[Chart, ...]


def show_overview(desk: Desk, _given: Given) -> Overview:
    """Return the overview as it stands on the desk's day."""
    known = overview.figures(desk)
    return Overview(desk.settings.office.name, desk.today.isoformat(), _figures(desk, known), _charts(known))


def _figures(desk: Desk, known: overview.Figures) -> tuple[Figure, ...]:
    dues = Counter(case_list.dues(desk, ledger_of(desk).cases(desk.today)).values())
    over, near = dues[case_list.OVER], dues[case_list.NEAR]
    red = sum(matter.colour == "红" for matter in known.matters)
    repeats = sum(matter.is_repeat for matter in known.matters)
    return (
        Figure("件事项期限已过", over, _page("cases", due=case_list.OVER), "bad" if over else "plain"),
        Figure("件事项三日内到期", near, _page("cases", due=case_list.NEAR), "warn" if near else "plain"),
        Figure("件事项未办结", len(known.open_cases), _page("cases", state=case_list.OPEN)),
        Figure("件诉求待确认", known.waiting, _page("meetings", standing="待确认")),
        Figure("件红色，需马上办", red, _page("grievances", colour="红")),
        Figure("件重复反映", repeats, _page("grievances", repeat="重复")),
        Figure("件已确认的诉求", len(known.matters), _page("grievances")),
        Figure("场夜话", sum(known.meetings.values()), _page("meetings")),
    )


def _page(name: str, **filters: str) -> str:
    return f"/{name}/{urlencode(filters)}" if filters else f"/{name}"


def _charts(known: overview.Figures) -> tuple[Chart, ...]:
    months = sorted({*known.meetings, *(matter.month for matter in known.matters)})[-_MONTHS:]
    coloured = Counter((matter.month, matter.colour) for matter in known.matters)
    repeated = Counter((matter.month, "重复" if matter.is_repeat else "首次") for matter in known.matters)
    ages = Counter(map(overview.age_name, known.open_cases.values()))
    held = tuple(
        Bar(month, (Figure("场次", known.meetings.get(month, 0), _page("meetings", date=month)),)) for month in months
    )
    old = tuple(Bar(name, (Figure("事项", ages[name], _page("cases", age=name)),)) for name in overview.AGE_NAMES)
    return (
        Chart("每月夜话", "场", ("场次",), held),
        Chart("每月诉求，按颜色", "件", overview.COLOURS, _by_month(months, coloured, overview.COLOURS, "colour")),
        _most("诉求，按内容分类", "subject", (matter.subject for matter in known.matters)),
        _most("诉求，按地点", "place", (matter.place for matter in known.matters)),
        Chart("首次反映和重复反映", "件", ("首次", "重复"), _by_month(months, repeated, ("首次", "重复"), "repeat")),
        Chart("未办结事项，按已过时间", "件", ("事项",), old),
    )


def _by_month(
    months: Iterable[str], counted: Mapping[tuple[str, str], int], names: Iterable[str], kind: str
) -> tuple[Bar, ...]:
    parts = tuple(names)
    return tuple(
        Bar(
            month,
            tuple(
                Figure(name, counted.get((month, name), 0), _page("grievances", month=month, **{kind: name}))
                for name in parts
            ),
        )
        for month in months
    )


def _most(title: str, kind: str, values: Iterable[str]) -> Chart:
    """Return a chart of the most frequent of `values`; the others are reached by the list's own filter."""
    counted = Counter(values).most_common(_BARS)
    bars = tuple(Bar(name, (Figure("诉求", number, _page("grievances", **{kind: name})),)) for name, number in counted)
    return Chart(title, "件", ("诉求",), bars)
