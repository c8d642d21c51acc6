"""Sheets of alerts: the weekly list of the party committee, the notice of an alert, the plan, reminders, facts of duty.

None has a score or a sum of money: what an official did or did not is told as facts, for whom the law names to judge
(公务员法 Art 35 to 39, 62, 80). Words of villagers stand in none of them.
"""

from dataclasses import dataclass
from pathlib import Path

from toolkit.chinese import official_date, same_person
from toolkit.core import WrongValueError
from toolkit.formats.word import Grid, signatures, write_tables
from toolkit.loop import moments
from toolkit.loop.alerts.acts import show, week_end
from toolkit.loop.alerts.reminders import Reminder
from toolkit.loop.alerts.standing import Alert, alerts_at, reminders_at, standing_at
from toolkit.loop.events import View, head_line
from toolkit.loop.rules import Rules
from toolkit.workspace import Desk

_NONE = "没有"
_FIELDS = (45, 125)
_BY_HAND_MM = 14
_RIGHT = (
    "对提醒所写的事实有不同意见的，可以自收到本单之日起{days}个工作日内书面提出，由签发人以外的人复核。"
    "收到的日子写在下面，最后一天从那天往后数；从签发那天数是 {due}，收到得晚就往后。"
    "本单不是处分，不涉及工资、奖金。"
)


@dataclass(frozen=True)
class WeekItem:
    """A line of the weekly review: the case, its colour and duty, why, overdue tasks, and whether it was reviewed.

    `late` tells which acts were written down late (补记).
    """

    case: str
    colour: str | None
    duty: str | None
    repeats: int
    why: str
    lead: str | None
    plan: str
    overdue: tuple[str, ...]
    reviewed: bool
    late: tuple[str, ...] = ()


@dataclass(frozen=True)
class Week:
    """The review of an ISO week: the last working day, by which it is held, its lines, and where the sheet lies."""

    week: str
    held_by: str
    why: str
    file: str
    items: tuple[WeekItem, ...]
    reminders: tuple[Reminder, ...]


def week(desk: Desk, name: str, path: Path | None = None) -> Week:
    """Return the review of the ISO week `name`, and write its sheet to the Word file `path` if there is one.

    Raise WrongValueError, also for a week without a working day.
    """
    due = week_end(desk, name)
    on = min(due.due, desk.present)
    with desk.store.reading() as tx:
        standing = standing_at(desk, tx, View(on))
        alerts = alerts_at(standing)
        open_ones = tuple(each for each in reminders_at(standing) if each.state not in {"撤回", "已办"})
    items = tuple(_item(alert, name) for alert in sorted(alerts, key=_urgency))
    sheet = Week(name, due.due, due.why, str(path or ""), items, open_ones)
    if path is not None:
        _write_week(desk, sheet, on, path)
    return sheet


def _urgency(alert: Alert) -> tuple[bool, int, str]:
    return (not alert.latched, -alert.repeats, alert.case)


def _item(alert: Alert, name: str) -> WeekItem:
    plan = alert.plan
    state = "" if plan is None else f"方案{plan.made}定" if plan.made else f"方案{plan.due}以前定，{plan.state}"
    overdue = tuple(
        f"第{task.task}项 {task.due} {task.owner}" for task in (plan.tasks if plan else ()) if task.state == "逾期"
    )
    return WeekItem(
        alert.case,
        alert.colour,
        alert.duty,
        alert.repeats,
        alert.why,
        alert.lead,
        state,
        overdue,
        alert.reviewed == name,
        alert.late,
    )


def _write_week(desk: Desk, sheet: Week, on: str, path: Path) -> None:
    rows = tuple(
        (
            item.case,
            item.duty or "",
            item.why,
            item.lead or "未定",
            "；".join(filter(None, (item.plan, *item.overdue, *(f"补记：{each}" for each in item.late)))),
            "",
        )
        for item in sheet.items
    )
    late = tuple((each.reminder, each.level, each.to, _told(each), each.state) for each in sheet.reminders)
    parts: list[str | Grid] = [
        f"应于 {sheet.held_by} 以前过堂（{sheet.why.rstrip('。')}）。情况截至 {on}。",
        "一、预警事项",
        Grid(
            ("事项", "预警", "怎么算的", "包案领导", "方案和逾期的任务", "决定"),
            rows or ((_NONE, *[""] * 5),),
            (32, 14, 88, 32, 55, 36),
        ),
        "二、督办提醒",
        Grid(("编号", "级别", "对谁", "事实", "状态"), late or ((_NONE, *[""] * 4),), (40, 16, 28, 145, 28)),
        signatures("主持人", "记录人"),
        head_line(desk),
    ]
    write_tables(path, f"{desk.settings.office.name}每周过堂清单（{sheet.week}）", parts, wide=True)


def _told(reminder: Reminder) -> str:
    """Return the ground of `reminder`, and which of its acts were written down late."""
    return "".join((reminder.ground, *(f"（补记：{each}）" for each in reminder.late)))


def write_notice(desk: Desk, case: str, path: Path, on: str | None = None) -> Alert:
    """Write the notice of the alert of `case` (预警通知单) with its plan to the Word file `path`; return the alert."""
    alert = show(desk, case, on)
    if alert.colour is None and not alert.latched:
        raise WrongValueError(field="预警通知单", value=alert.case, why=f"{alert.on} 没有预警：{alert.why}")
    plan = alert.plan
    rows = (
        ("事项", alert.case),
        ("预警", f"{alert.duty}（当天按次数是{alert.colour or '无'}）" if alert.latched else f"{alert.colour}"),
        ("怎么算的", alert.why),
        ("包案领导", alert.lead or ""),
        ("专班（3+2）", "、".join(alert.squad)),
        ("一事一策期限", f"{plan.due}　{plan.why}" if plan else "红色以后才要"),
    )
    tasks = tuple(
        (str(task.task), task.text, task.owner, task.due, task.state) for task in (plan.tasks if plan else ())
    )
    blank = tuple((str(n), "", "", "", "") for n in range(1, 4))
    parts: list[str | Grid] = [
        Grid((), rows, _FIELDS),
        "一事一策",
        Grid(
            ("序号", "任务", "责任人", "期限", "办理"),
            tasks or blank,
            (15, 75, 30, 28, 22),
            9 if tasks else _BY_HAND_MM,
        ),
        signatures("签发人", "接收人"),
        head_line(desk),
    ]
    write_tables(path, f"{desk.settings.office.name}预警通知单", parts)
    return alert


def write_reminder(desk: Desk, reminder: Reminder, path: Path) -> None:
    """Write a reminder (督办提醒单, 告诫单) with facts, rule and the right to object to the Word file `path`."""
    with desk.store.reading() as tx:
        days = Rules(tx, View(desk.present)).number("督办异议", reminder.since)
    rows = (
        ("编号", reminder.reminder),
        ("对谁", reminder.to),
        ("事实", reminder.ground),
        ("规则", "本单位规则：方案的任务逾期，次一工作日提醒；整改期限又过，告诫。"),
        ("不同意的", _RIGHT.format(days=days, due=reminder.objection_due)),
        ("收到本单", "____年__月__日　　异议最后一天：____年__月__日"),
        ("要做的", ""),
    )
    parts: list[str | Grid] = [Grid((), rows, _FIELDS), signatures("签发人", "收到人"), head_line(desk)]
    write_tables(path, f"{desk.settings.office.name}督办{reminder.level}单", parts)


def write_facts(desk: Desk, person: str, year: int, path: Path) -> tuple[Reminder, ...]:
    """Write the facts of duty (履职事实清单) of `person` in `year` to the Word file `path`; return its reminders.

    Facts only: the list goes to whoever assesses (公务员法 Art 35 to 39), and has no score and no sum.
    """
    on = min(f"{year}-12-31", desk.present)
    with desk.store.reading() as tx:
        there = reminders_at(standing_at(desk, tx, View(on)))
    mine = tuple(each for each in there if same_person(each.to, person) and each.since[:4] == str(year))
    rows = tuple((each.reminder, each.level, each.since, _told(each), each.state) for each in mine)
    parts: list[str | Grid] = [
        (
            f"{person.strip()}，{year}年，截至 {official_date(moments.day_of(on))}。"
            "只列事实，不打分，不涉及工资、奖金；撤回的也列出。"
        ),
        Grid(("编号", "级别", "日期", "事实", "状态"), rows or ((_NONE, *[""] * 4),), (38, 14, 24, 74, 20)),
        signatures("填表人", "本人"),
        head_line(desk),
    ]
    write_tables(path, f"{desk.settings.office.name}履职事实清单", parts)
    return mine
