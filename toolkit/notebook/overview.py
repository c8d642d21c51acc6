"""What a leader sees at a glance: meetings, grievances by subject, place and colour over months, repeats, open cases.

Only what a person confirmed counts. Accusations, and what nobody judged yet, are in none of the figures (信访工作条例
Art 30).
"""

import html
import uuid
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from toolkit.cases import CLOSING, ledger_of
from toolkit.core import UnknownNumberError, write_whole
from toolkit.formats import charts
from toolkit.grievances import load_grievances
from toolkit.grievances.accusations import shown_and_withheld
from toolkit.meetings import list_meetings, list_recordings
from toolkit.records import Grievance
from toolkit.workspace import Desk

_COLOURS = ("红", "黄", "绿", "未定")
_MONTHS = 12
_SUBJECTS = 10
_AGES = ((30, "一个月内"), (60, "一到两个月"), (90, "两到三个月"), (180, "三到六个月"))
_OLDEST = "半年以上"

_STYLE = Path(__file__).parent / "overview.css"


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
    """What is counted: meetings by month, confirmed grievances, how many wait, and the age of open cases in days."""

    meetings: dict[str, int]
    matters: tuple[Matter, ...]
    waiting: int
    open_cases: dict[str, int]


def figures(desk: Desk) -> Figures:
    """Return what is counted at `desk` today."""
    meetings = {meeting.number: meeting for meeting in list_meetings(desk.store)}
    matters: list[Matter] = []
    waiting = 0
    for recording in list_recordings(desk.store):
        meeting = meetings[recording.meeting]
        for one in _listed(desk, recording.code):
            waiting += one.status == "proposed"
            if one.status == "confirmed":
                matters.append(_matter(one, meeting.held_on.isoformat()[:7], meeting.place))
    months = Counter(meeting.held_on.isoformat()[:7] for meeting in meetings.values())
    return Figures(dict(months), tuple(matters), waiting, dict(_open_cases(desk)))


def _listed(desk: Desk, code: str) -> tuple[Grievance, ...]:
    try:
        return shown_and_withheld(load_grievances(desk.store, code))[0].grievances
    except UnknownNumberError:
        return ()  # nobody looked for grievances in it yet


def _matter(one: Grievance, month: str, place: str) -> Matter:
    is_repeat = any(repeat.confirmed for repeat in one.repeat_of)
    return Matter(month, place, one.subject.level1 or "待定", one.colour.value or "未定", is_repeat)


def _open_cases(desk: Desk) -> Iterator[tuple[str, int]]:
    for case in ledger_of(desk).cases(desk.today):
        if not any(entry.kind in CLOSING for entry in case.entries):
            yield case.case, (desk.today - min(entry.date for entry in case.entries)).days


def age_name(days: int) -> str:
    """Return in which of the steps of age a case of `days` days falls."""
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
        head = '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>夜话总览</title></head><body>'
        return write_whole(path, f"{head}{self.body}</body></html>\n")


def written(desk: Desk, shown: Page, *, wanted: bool) -> tuple[Path, ...]:
    """Return the file that the page `shown` was written to in the workspace: none unless somebody `wanted` it."""
    return (shown.write(desk.workspace.root / "总览.html"),) if wanted else ()


def page(desk: Desk) -> Page:
    """Return the overview of `desk` as it stands today."""
    known = figures(desk)
    months = sorted({*known.meetings, *(one.month for one in known.matters)})[-_MONTHS:]
    shown = [_month_name(month, months) for month in months]
    by_colour = {
        name: [_count(known.matters, month=month, colour=name) for month in months]
        for name in _COLOURS
        if name != "未定" or any(one.colour == name for one in known.matters)
    }
    repeated = {
        name: [_count(known.matters, month=month, is_repeat=flag) for month in months]
        for name, flag in (("首次", False), ("重复", True))
    }
    ages = Counter(age_name(days) for days in known.open_cases.values())
    drawn = (
        charts.columns("每月夜话", shown, {"场次": [known.meetings.get(month, 0) for month in months]}, "场"),
        charts.columns("每月诉求，按颜色", shown, by_colour, "件"),
        charts.bars("诉求，按内容分类", _most(one.subject for one in known.matters), "件"),
        charts.bars("诉求，按地点", _most(one.place for one in known.matters), "件"),
        charts.columns("首次反映和重复反映", shown, repeated, "件"),
        charts.columns(
            "未办结事项，按已过时间",
            [*(name for _, name in _AGES), _OLDEST],
            {"事项": [ages[name] for name in (*(name for _, name in _AGES), _OLDEST)]},
            "件",
        ),
    )
    tiles = "".join(
        f'<div class="tile"><b>{value}</b><span>{html.escape(name)}</span></div>' for name, value in _tiles(known)
    )
    figures_shown = "".join(f"<figure>{svg}</figure>" for svg in drawn)
    note = "只数经人确认的诉求；检举控告和还没有判断的不在其内。图表也能打印，黑白打印靠花纹分辨。"
    style = _STYLE.read_text(encoding="utf-8")
    title = f"{html.escape(desk.settings.office.name)}　夜话总览"
    return Page(
        f"<style>{style}</style><div class='over'><h1>{title}</h1><p>截至 {desk.today.isoformat()}。{note}</p>"
        f"<div class='tiles'>{tiles}</div><div class='charts'>{figures_shown}</div></div>"
    )


def _tiles(known: Figures) -> Iterator[tuple[str, str]]:
    total, repeats = len(known.matters), sum(one.is_repeat for one in known.matters)
    yield "场夜话", str(sum(known.meetings.values()))
    yield "件已确认的诉求", str(total)
    yield "件红色，需马上办", str(sum(one.colour == "红" for one in known.matters))
    yield "件重复反映", f"{repeats}" + (f"（{repeats / total:.0%}）" if total else "")
    yield "件事项未办结", str(len(known.open_cases))
    yield "件诉求待确认", str(known.waiting)


def _count(matters: Iterable[Matter], **wanted: object) -> int:
    return sum(all(getattr(one, name) == value for name, value in wanted.items()) for one in matters)


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
