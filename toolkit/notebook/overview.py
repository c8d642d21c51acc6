"""The overview for leaders: what is overdue, alerts, clinics and the trend; then meetings, grievances, open cases.

Of grievances only confirmed ones count. Accusations, and grievances that nobody judged yet, are in none of the figures
(信访工作条例 Art 30). What the closed loop has due is counted by numbers, a sealed matter as any other.
"""

import uuid
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from toolkit import formats
from toolkit.cases import open_entries
from toolkit.core import write_whole
from toolkit.formats import html
from toolkit.grievances import digests
from toolkit.loop import Alert
from toolkit.meetings import list_meetings, list_recordings
from toolkit.notebook import leaders
from toolkit.notebook.leaders import Leaders
from toolkit.records import Entry
from toolkit.store import remembered
from toolkit.workspace import Desk

COLOURS = ("红", "黄", "绿", "未定")
_MONTHS = 12
_SUBJECTS = 10
_ALERTS = 20
_AGES = ((30, "一个月内"), (60, "一到两个月"), (90, "两到三个月"), (180, "三到六个月"))
_OLDEST = "半年以上"
AGE_NAMES = (*(name for _, name in _AGES), _OLDEST)

_FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Matter:
    """A confirmed grievance as the overview counts it; `month` is that of its meeting, as 2026-09."""

    month: str
    place: str
    subject: str
    colour: str
    is_repeat: bool


@dataclass(frozen=True)
class Figures:
    """Meetings by month, confirmed grievances, the number that wait for confirmation, and open cases.

    `open_cases` are their ages in days by number, `entries` what holds of each.
    """

    meetings: dict[str, int]
    matters: tuple[Matter, ...]
    waiting: int
    open_cases: dict[str, int]
    entries: dict[str, tuple[Entry, ...]]


def figures(desk: Desk) -> Figures:
    """Return the figures of `desk` as of today."""
    months = Counter(meeting.held_on.isoformat()[:7] for meeting in list_meetings(desk.store))
    codes = [recording.code for recording in list_recordings(desk.store)]
    waiting = sum(digest.waiting for digest in digests.digests_of(desk, codes).values())
    with desk.store.reading() as tx:
        matters = remembered(tx, "matters of the overview", lambda: tuple(map(_matter, digests.confirmed(desk))))
        entries = open_entries(tx, desk.today)
    ages = {case: (desk.today - min(entry.date for entry in each)).days for case, each in entries.items()}
    return Figures(dict(months), matters, waiting, ages, entries)


def _matter(each: digests.Confirmed) -> Matter:
    month, counted = each.meeting.held_on.isoformat()[:7], each.counted
    return Matter(month, each.meeting.place, counted.subject or "待定", counted.colour or "未定", each.is_repeat)


def age_name(days: int) -> str:
    """Return the name of the age group of a case that is `days` days old."""
    return next((name for limit, name in _AGES if days <= limit), _OLDEST)


@dataclass(frozen=True)
class Page:
    """The overview as one page of HTML that holds all it needs; a notebook shows it, a browser prints it."""

    body: str

    def _repr_html_(self) -> str:
        # Several overviews may be open in one window, and one cell may be shown twice.
        return formats.charts.with_own_ids(self.body, uuid.uuid4().hex[:8])

    def write(self, path: Path) -> Path:
        """Write the page to `path` as a file that opens by double click and return the path."""
        return write_whole(path, html.render(_FOLDER / "overview_page.html", {"body": self.body}))


def written(desk: Desk, shown: Page, *, wanted: bool) -> tuple[Path, ...]:
    """Write the page `shown` into the workspace if it is `wanted`, and return the paths of the files written."""
    return (shown.write(desk.workspace.root / "总览.html"),) if wanted else ()


def page(desk: Desk) -> Page:
    """Return the overview of `desk` as it stands today."""
    known, standing = figures(desk), leaders.standing(desk)
    values = {
        "style": (_FOLDER / "overview.css").read_text(encoding="utf-8"),
        "office": desk.settings.office.name,
        "today": desk.today.isoformat(),
        "tiles": (*_urgent(standing), *_tiles(known)),
        "late": tuple(_late(standing)),
        "alerts": tuple(map(_alert_row, standing.alerts[:_ALERTS])),
        "charts": (*_loop_charts(standing), *_charts(known)),
    }
    return Page(html.render(_FOLDER / "overview.html", values))


def _urgent(known: Leaders) -> Iterator[tuple[str, str, str]]:
    """Give the figures of the closed loop, what is overdue first, each with its look."""
    late = leaders.OVERDUE
    for name, number, look in (
        ("件逾期", known.count(late), "bad"),
        ("件三日之内到期", known.count(leaders.NEAR), "warn"),
        ("件红色责任", known.red, "bad"),
        ("件黄色预警", len(known.alerts) - known.red, "warn"),
        ("次回访逾期", known.count(late, leaders.CALLS), "bad"),
        ("张卡过了告知期限", known.count(late, leaders.CARDS), "bad"),
        ("次缺诊没有补（本月）", known.missed, "bad"),
        ("件法律意见等着出", len(known.opinions), ""),
        ("件以案促治等答复", len(known.proposals), ""),
    ):
        yield name, str(number), look if number else ""


def _late(known: Leaders) -> Iterator[str]:
    """Give the charts of what is overdue; none where nothing is."""
    if known.count(leaders.OVERDUE):
        yield formats.charts.bars("逾期的，按什么事", dict(known.overdue_by_kind.most_common(_SUBJECTS)), "件")
        yield formats.charts.bars("逾期的，按谁的", dict(known.overdue_by_owner.most_common(_SUBJECTS)), "件")


def _alert_row(alert: Alert) -> tuple[str, str, tuple[bool, ...], str, str]:
    """Return case, colour, whether somebody came on each of the thirty days, leader, and how it was counted."""
    colour = "红色责任" if alert.latched else f"{alert.colour}色"
    return alert.case, colour, tuple(map(bool, alert.strip)), alert.lead or "", alert.why


def _loop_charts(known: Leaders) -> Iterator[str]:
    """Give the calls by state, the clinics of the year, and the trend per walk-day, as far as there are any."""
    calls = Counter(item.state for item in known.items if item.what == leaders.CALLS)
    if calls:
        yield formats.charts.bars("案后回访，按期限", dict(calls), "件")
    walked = [each for each in known.trend if each.walk_days]
    if walked:
        months = [each.month for each in walked]
        per_100 = {"红色记录": [each.per_100 or 0 for each in walked]}
        yield formats.charts.columns(
            "每百走访日的红色记录", [_month_name(month, months) for month in months], per_100, "件"
        )
    by_month = sorted(known.clinics_by_month().items())
    if by_month:
        months = [month for month, _ in by_month]
        series = {state: [counts[state] for _, counts in by_month] for state in leaders.CLINIC_STATES}
        yield formats.charts.columns("法律诊所，按月", [_month_name(month, months) for month in months], series, "次")


def _charts(known: Figures) -> Iterator[str]:
    matters = known.matters
    months = sorted({*known.meetings, *(matter.month for matter in matters)})[-_MONTHS:]
    names = [_month_name(month, months) for month in months]
    steps = list(AGE_NAMES)
    ages = Counter(age_name(days) for days in known.open_cases.values())
    colours = [name for name in COLOURS if name != "未定" or any(matter.colour == name for matter in matters)]
    coloured = Counter((matter.month, matter.colour) for matter in matters)
    repeated = Counter((matter.month, matter.is_repeat) for matter in matters)
    by_colour = {name: [coloured[month, name] for month in months] for name in colours}
    by_repeat = {name: [repeated[month, flag] for month in months] for name, flag in (("首次", False), ("重复", True))}
    yield formats.charts.columns("每月夜话", names, {"场次": [known.meetings.get(month, 0) for month in months]}, "场")
    yield formats.charts.columns("每月诉求，按颜色", names, by_colour, "件")
    yield formats.charts.bars("诉求，按内容分类", _most(matter.subject for matter in matters), "件")
    yield formats.charts.bars("诉求，按地点", _most(matter.place for matter in matters), "件")
    yield formats.charts.columns("首次反映和重复反映", names, by_repeat, "件")
    yield formats.charts.columns("未办结事项，按已过时间", steps, {"事项": [ages[name] for name in steps]}, "件")


def _tiles(known: Figures) -> Iterator[tuple[str, str, str]]:
    total, repeats = len(known.matters), sum(matter.is_repeat for matter in known.matters)
    yield "场夜话", str(sum(known.meetings.values())), ""
    yield "件已确认的诉求", str(total), ""
    yield "件红色，需马上办", str(sum(matter.colour == "红" for matter in known.matters)), ""
    yield "件重复反映", f"{repeats}" + (f"（{repeats / total:.0%}）" if total else ""), ""
    yield "件事项未办结", str(len(known.open_cases)), ""
    yield "件诉求待确认", str(known.waiting), ""


def _most(names: Iterable[str]) -> dict[str, int]:
    """Return the most frequent of `names` with their numbers, the rest together as 其余."""
    counted = Counter(names).most_common()
    shown = dict(counted[:_SUBJECTS])
    rest = sum(number for _, number in counted[_SUBJECTS:])
    return {**shown, "其余": rest} if rest else shown


def _month_name(month: str, months: list[str]) -> str:
    """Return `9月`, with the year where it begins: the first month shown and each January."""
    year, _, number = month.partition("-")
    return f"{int(number)}月\n{year}年" if month == months[0] or number == "01" else f"{int(number)}月"
