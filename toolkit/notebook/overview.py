"""The overview for leaders: meetings, grievances by subject, place and colour over months, repeats, open cases.

Only confirmed grievances count. Accusations, and grievances that nobody judged yet, are in none of the figures
(信访工作条例 Art 30).
"""

import uuid
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from toolkit.cases import is_open, ledger_of
from toolkit.core import write_whole
from toolkit.formats import charts, html
from toolkit.grievances import digests
from toolkit.meetings import list_meetings, list_recordings
from toolkit.records import Meeting
from toolkit.workspace import Desk

COLOURS = ("红", "黄", "绿", "未定")
_MONTHS = 12
_SUBJECTS = 10
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
    """Meetings by month, confirmed grievances, the number that wait for confirmation, the age of open cases in days."""

    meetings: dict[str, int]
    matters: tuple[Matter, ...]
    waiting: int
    open_cases: dict[str, int]


def figures(desk: Desk) -> Figures:
    """Return the figures of `desk` as of today."""
    meetings = {meeting.number: meeting for meeting in list_meetings(desk.store)}
    held = {recording.code: meetings[recording.meeting] for recording in list_recordings(desk.store)}
    known = digests.digests_of(desk, held)
    repeats = digests.repeating(desk, known.values())
    matters = (
        _matter(each, held[code], is_repeat=each.number in repeats)
        for code, digest in known.items()
        for each in digest.counted
        if each.status == "confirmed"
    )
    months = Counter(meeting.held_on.isoformat()[:7] for meeting in meetings.values())
    waiting = sum(digest.waiting for digest in known.values())
    return Figures(dict(months), tuple(matters), waiting, dict(_open_cases(desk)))


def _matter(counted: digests.Counted, meeting: Meeting, *, is_repeat: bool) -> Matter:
    month = meeting.held_on.isoformat()[:7]
    return Matter(month, meeting.place, counted.subject or "待定", counted.colour or "未定", is_repeat)


def _open_cases(desk: Desk) -> Iterator[tuple[str, int]]:
    for case in ledger_of(desk).cases(desk.today):
        if is_open(case.entries):
            yield case.case, (desk.today - min(entry.date for entry in case.entries)).days


def age_name(days: int) -> str:
    """Return the name of the age group of a case that is `days` days old."""
    return next((name for limit, name in _AGES if days <= limit), _OLDEST)


@dataclass(frozen=True)
class Page:
    """The overview as one page of HTML that holds all it needs; a notebook shows it, a browser prints it."""

    body: str

    def _repr_html_(self) -> str:
        # Several overviews may be open in one window, and one cell may be shown twice.
        return charts.with_own_ids(self.body, uuid.uuid4().hex[:8])

    def write(self, path: Path) -> Path:
        """Write the page to `path` as a file that opens by double click and return the path."""
        return write_whole(path, html.render(_FOLDER / "overview_page.html", {"body": self.body}))


def written(desk: Desk, shown: Page, *, wanted: bool) -> tuple[Path, ...]:
    """Write the page `shown` into the workspace if it is `wanted`, and return the paths of the files written."""
    return (shown.write(desk.workspace.root / "总览.html"),) if wanted else ()


def page(desk: Desk) -> Page:
    """Return the overview of `desk` as it stands today."""
    known = figures(desk)
    values = {
        "style": (_FOLDER / "overview.css").read_text(encoding="utf-8"),
        "office": desk.settings.office.name,
        "today": desk.today.isoformat(),
        "tiles": tuple(_tiles(known)),
        "charts": tuple(_charts(known)),
    }
    return Page(html.render(_FOLDER / "overview.html", values))


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
    yield charts.columns("每月夜话", names, {"场次": [known.meetings.get(month, 0) for month in months]}, "场")
    yield charts.columns("每月诉求，按颜色", names, by_colour, "件")
    yield charts.bars("诉求，按内容分类", _most(matter.subject for matter in matters), "件")
    yield charts.bars("诉求，按地点", _most(matter.place for matter in matters), "件")
    yield charts.columns("首次反映和重复反映", names, by_repeat, "件")
    yield charts.columns("未办结事项，按已过时间", steps, {"事项": [ages[name] for name in steps]}, "件")


def _tiles(known: Figures) -> Iterator[tuple[str, str]]:
    total, repeats = len(known.matters), sum(matter.is_repeat for matter in known.matters)
    yield "场夜话", str(sum(known.meetings.values()))
    yield "件已确认的诉求", str(total)
    yield "件红色，需马上办", str(sum(matter.colour == "红" for matter in known.matters))
    yield "件重复反映", f"{repeats}" + (f"（{repeats / total:.0%}）" if total else "")
    yield "件事项未办结", str(len(known.open_cases))
    yield "件诉求待确认", str(known.waiting)


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
