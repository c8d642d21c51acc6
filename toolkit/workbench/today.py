"""今天要办: what waits for somebody, each line with the reason in a sentence and the page where it is done.

A part of the program adds its lines by a function in `SOURCES`: `due(desk)` yields `Task`s. None of them holds words
that somebody said.
"""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from toolkit import answers, loop, parlour, policies
from toolkit.archive import backups, checks
from toolkit.meetings import list_meetings, list_recordings
from toolkit.papers import forms, issued_kinds, signing
from toolkit.workbench import closed_loop
from toolkit.workbench.standing import standings
from toolkit.workspace import Desk, kind_of, shipped

Urgency = Literal["danger", "overdue", "soon", "waiting"]
URGENCIES: tuple[Urgency, ...] = ("danger", "overdue", "soon", "waiting")
_BACKUP_DAYS = 7
# How urgent the states of a clock are; a day of a year without holidays (未校正) may be wrong, not late.
_URGENCY: dict[str, Urgency] = {"逾期": "overdue", "到期": "soon", "将到期": "soon", "未校正": "soon"}
# What waits at once, long before its clock ends.
_BEFORE: dict[str, Urgency] = dict.fromkeys(parlour.due.KINDS, "waiting")
# Whose reason says what is to be done, not only how the day was counted.
_TELLING = frozenset({*answers.due.KINDS, *policies.due.KINDS, *parlour.due.KINDS})


@dataclass(frozen=True)
class Task:
    """One line: what is to be done and why; `page` is the address after `#`, `due` an ISO date or empty.

    `count` says how the day was counted, with the dates; empty where there is nothing to count.
    """

    urgency: Urgency
    what: str
    why: str
    page: str
    due: str = ""
    count: str = ""


def tasks(desk: Desk) -> tuple[Task, ...]:
    """Return everything that waits on the desk's day: the most urgent first, then by day."""
    lines = [task for due in SOURCES for task in due(desk)]
    return tuple(sorted(lines, key=lambda task: (URGENCIES.index(task.urgency), task.due or "9999", task.what)))


def _clocks(desk: Desk) -> Iterator[Task]:
    """Yield what has a clock that is over or nearly so, each line of it counted by the overview, too."""
    for item in answers.due.everything(desk):
        urgency = _URGENCY.get(item.state, _BEFORE.get(item.what))
        if urgency:
            tells = item.what in _TELLING
            why, count = (item.why, "") if tells else (f"{item.owner}：{_standing(item, desk.today)}", item.why)
            page = closed_loop.page_of(item.what, item.subject)
            yield Task(urgency, closed_loop.name_of(item.what, item.subject), why, page, item.due, count)


def _standing(item: loop.Item, today: dt.date) -> str:
    """Return in Chinese how many days an item of the loop is late, or still has."""
    day, _, minute = item.due.partition(" ")
    days = (today - dt.date.fromisoformat(day)).days
    if item.calendar == "unknown":
        return "当年的节假日还没有公布，最后一天可能往后推"
    if days:
        return f"已经过了 {days} 天" if days > 0 else f"还有 {-days} 天"
    is_over = "已经过了期限" if item.state == "逾期" else "到期"
    return f"今天 {minute} {is_over}" if minute else "今天到期"


def _recordings(desk: Desk) -> Iterator[Task]:
    """Yield what waits in recordings: danger to life first; then transcribing, judging, confirming."""
    meetings = {meeting.number: meeting for meeting in list_meetings(desk.store)}
    recordings = [recording for recording in list_recordings(desk.store) if not recording.destroyed]
    known = standings(desk, recordings)
    for recording in recordings:
        standing, meeting = known[recording.code], meetings[recording.meeting]
        listed = standing.digest
        name = f"{meeting.place} {meeting.held_on.isoformat()} 第 {recording.position} 段"
        page = f"/meeting/{recording.code}"
        if listed.dangers and listed.unjudged + listed.proposed:
            why = f"有 {listed.dangers} 件诉求可能有人身危险，今晚必看"
            yield Task("danger", name, why, f"{page}/grievances")
        if not standing.has_text:
            yield Task("waiting", name, standing.job or "录音收录了，还没有转写", f"{page}/sound")
        elif not listed.has_list:
            yield Task("waiting", name, "转写好了，还没有校对、梳理诉求", f"{page}/text")
        if listed.unjudged:
            why = f"有 {listed.unjudged} 件诉求还没有判断是不是检举控告"
            yield Task("waiting", name, why, f"{page}/grievances")
        if listed.proposed:
            why = f"有 {listed.proposed} 件诉求还没有确认、编号"
            yield Task("waiting", name, why, f"{page}/grievances")


def _drafts(desk: Desk) -> Iterator[Task]:
    """Yield the facts files of cases from which no paper was issued yet."""
    issued = issued_kinds(desk.store)
    for case, paper, title in facts_files(desk):
        if (case, paper) not in issued:
            yield Task("waiting", f"{title}（{case}）", "开始写了，还没有签发", f"/paper/{case}/{paper}")


def _signing(desk: Desk) -> Iterator[Task]:
    """Yield the agreements whose days of signing were left to the pen and not entered yet."""
    for paper in signing.unsigned(desk):
        why = f"签好以后请登记签名日期（还差 {len(paper.missing)} 项），司法确认的三十日从那天起算"
        yield Task("waiting", f"{forms.PAPERS['mediation_agreement']} {paper.number}", why, f"/case/{paper.case}")


def facts_files(desk: Desk) -> Iterator[tuple[str, str, str]]:
    """Yield case, kind of paper and its title of each facts file that the workbench began, by case."""
    for file in sorted(desk.workspace.facts.glob("*.json")):
        case, _, paper = file.stem.rpartition("-")
        if paper in forms.PAPERS and kind_of(case) == "case":
            yield case, paper, forms.PAPERS[paper]


def is_made_up(desk: Desk) -> bool:
    """Return whether the settings are still those of the made-up township."""
    return desk.workspace.settings_file.read_bytes() == shipped("examples/yehua.toml").read_bytes()


def _first_start(desk: Desk) -> Iterator[Task]:
    """Yield a line while the settings are those of the made-up township and nothing was taken in yet."""
    if is_made_up(desk) and not list_recordings(desk.store):
        why = f"设置里还是样例的“{desk.settings.office.name}”，先写上本单位、村和全宗号"
        yield Task("waiting", "本单位的情况", why, "/settings")


def _packages(desk: Desk) -> Iterator[Task]:
    for planned in checks.plan(desk):
        why = f"档案包到期该核验，上次之后满 {checks.DEFAULT_MONTHS} 个月"
        yield Task("waiting", f"档案包 {planned.recording}", why, "/archive", planned.due.isoformat())


def _backups(desk: Desk) -> Iterator[Task]:
    made = backups.listing(desk)
    if not made:
        if list_recordings(desk.store):
            yield Task("waiting", "备份", "从来没有备份过：换一块盘，备份整个工作文件夹", "/settings")
        return
    days = (desk.today - dt.date.fromisoformat(made[-1].made_at[:10])).days
    if days > _BACKUP_DAYS:
        yield Task("waiting", "备份", f"上次备份是 {days} 天以前", "/settings")


# Each part of the program that has something due.
SOURCES: tuple[Callable[[Desk], Iterator[Task]], ...] = (
    _first_start,
    _clocks,
    _recordings,
    _drafts,
    _signing,
    _packages,
    _backups,
)
