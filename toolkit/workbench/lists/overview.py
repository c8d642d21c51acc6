"""The page 总览: figures, each of which opens the list behind it; what is overdue stands first.

Of grievances only confirmed ones count. Accusations, and grievances that nobody judged yet, are in none of the figures
(信访工作条例 Art 30). What the closed loop has due is counted by numbers, a sealed matter as any other.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlencode

from toolkit.notebook import leaders, overview
from toolkit.workbench.fields import Given
from toolkit.workbench.lists import cases as case_list
from toolkit.workbench.lists import dues
from toolkit.workspace import Desk

_MONTHS = 12
_BARS = 10
_ALERTS = 20

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
class AlertLine:
    """The alert of a case: its colour or its red duty, the contacts of each of thirty days, the leader, and why."""

    case: str
    latched: bool
    colour: str | None
    strip: tuple[int, ...]
    lead: str | None
    why: str


@dataclass(frozen=True)
class Overview:
    """The figures of the desk's day, overdue first, the charts about what is overdue, the alerts, and other charts.

    `of_county` where the county's page has towns.
    """

    office: str
    today: str
    figures: tuple[Figure, ...]
    late: tuple[Chart, ...]
    alerts: tuple[AlertLine, ...]
    charts: tuple[Chart, ...]
    of_county: bool


def show_overview(desk: Desk, _given: Given) -> Overview:
    """Return the overview as it stands on the desk's day."""
    known, standing = overview.figures(desk), leaders.standing(desk)
    return Overview(
        office=desk.settings.office.name,
        today=desk.today.isoformat(),
        figures=(*_urgent(standing), *_figures(desk, known)),
        late=_late(standing) if standing.count(leaders.OVERDUE) else (),
        alerts=tuple(
            AlertLine(each.case, each.latched, each.colour, each.strip, each.lead, each.why)
            for each in standing.alerts[:_ALERTS]
        ),
        charts=(*(chart for chart in _loop_charts(standing) if chart.bars), *_charts(known)),
        of_county=bool(desk.settings.county.url),
    )


def _urgent(known: leaders.Leaders) -> Iterator[Figure]:
    """Give the figures of the closed loop, what is overdue first."""
    late, near = leaders.OVERDUE, leaders.NEAR
    over = late[0]
    yield _told("件逾期", known.count(late), _page("dues", state=over), "bad")
    yield _told("件三日之内到期", known.count(near), _page("dues", state=dues.SOON), "warn")
    yield _told("件红色责任", known.red, "/alerts", "bad")
    yield _told("件黄色预警", len(known.alerts) - known.red, "/alerts", "warn")
    for name, what in (("次回访逾期", leaders.CALLS), ("张卡过了告知期限", leaders.CARDS)):
        yield _told(name, known.count(late, what), _page("dues", what=what, state=over), "bad")
    yield _told("次缺诊没有补（本月）", known.missed, "/clinics", "bad")
    yield _told("件法律意见等着出", len(known.opinions), "/clinics", "plain")
    yield _told("件以案促治等答复", len(known.proposals), "/proposals", "plain")


def _told(name: str, number: int, page: str, look: Look) -> Figure:
    return Figure(name, number, page, look if number else "plain")


def _late(known: leaders.Leaders) -> tuple[Chart, ...]:
    """Return what is overdue by kind and by whose it is."""
    over = leaders.OVERDUE[0]
    kinds, owners = known.overdue_by_kind, known.overdue_by_owner
    return (
        _bars("逾期的，按种类", {name: (n, _page("dues", what=name, state=over)) for name, n in kinds.items()}),
        _bars("逾期的，按承办人", {name: (n, _page("dues", owner=name, state=over)) for name, n in owners.items()}),
    )


def _bars(title: str, counted: Mapping[str, tuple[int, str]]) -> Chart:
    most = sorted(counted.items(), key=lambda pair: -pair[1][0])[:_BARS]
    return Chart(title, "件", ("件",), tuple(Bar(name, (Figure("件", n, page),)) for name, (n, page) in most))


def _loop_charts(known: leaders.Leaders) -> Iterator[Chart]:
    """Give the calls by state, the clinics of the year by month, and the red notes per hundred walk-days."""
    calls = Counter(item.state for item in known.items if item.what == leaders.CALLS)
    pages = {state: (n, _page("dues", what=leaders.CALLS, state=state)) for state, n in calls.items()}
    yield _bars("案后回访，按期限", pages)
    walked = [each for each in known.trend if each.walk_days]
    yield Chart(
        "每百走访日的红色记录",
        "件",
        ("件",),
        tuple(
            Bar(f"{each.month}（{each.red} 件，走 {each.walk_days} 天）", (Figure("件", each.per_100 or 0, "/walks"),))
            for each in walked
        ),
    )
    yield Chart(
        "法律诊所，按月",
        "次",
        leaders.CLINIC_STATES,
        tuple(
            Bar(month, tuple(Figure(state, counts[state], "/clinics") for state in leaders.CLINIC_STATES))
            for month, counts in sorted(known.clinics_by_month().items())
        ),
    )


def _figures(desk: Desk, known: overview.Figures) -> tuple[Figure, ...]:
    due = Counter(case_list.dues(desk, known.entries).values())
    over, near = due[case_list.OVER], due[case_list.NEAR]
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
