"""Plans (一事一策): what is done by whom until when, as it stands, and read from its sheet."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from toolkit import formats
from toolkit.chinese import clocks, dates, official_date, persons_in
from toolkit.core import YehuaError
from toolkit.loop.events import Event

HEADINGS = ("任务", "责任人", "期限")


class PlanRefusedError(YehuaError):
    """Raised when the sheet of a plan has faults; `listing` has a line for each."""

    sentence = "{path} 没有收进来，有 {count} 处要改，什么也没有记下：\n{listing}"


@dataclass(frozen=True)
class NewTask:
    """A task as the sheet has it: what, who, and the ISO day by which."""

    text: str
    owner: str
    due: str


@dataclass(frozen=True)
class Task:
    """A task of a plan as it stands: its first owner and since when, its due day now and at first, when it was done.

    `noted` is the moment from which the deed counts for reminders, no earlier than it was written down.
    """

    number: int
    text: str
    owner: str
    since: str
    due: str
    first_due: str
    done: str | None
    noted: str | None = None

    @property
    def clock(self) -> clocks.Due:
        """The clock that ends with its due day, which does not roll."""
        day = official_date(dt.date.fromisoformat(self.due))
        return clocks.Due(self.due, self.due, "known", f"一事一策写明{day}办好，到当天24时为止。")


def tasks_in(events: Sequence[Event]) -> tuple[Task, ...]:
    """Return the tasks that `events` of a case tell, those of the newest plan, by number."""
    log = logs[-1] if (logs := logs_of_plans(events)) else ()
    done: dict[int, Event] = {}
    for event in log:
        if event.kind == "task.done":
            done.setdefault(event.facts["task"], event)
    return tuple(
        Task(
            number=(number := event.facts["task"]),
            text=event.words("text"),
            owner=event.facts["owner"],
            since=event.at,
            due=_extended(event, log),
            first_due=event.facts["due"],
            done=done[number].at if number in done else None,
            noted=done[number].noted if number in done else None,
        )
        for event in sorted(
            (event for event in log if event.kind == "task.set"), key=lambda event: int(event.facts["task"])
        )
    )


def logs_of_plans(events: Sequence[Event]) -> tuple[Sequence[Event], ...]:
    """Return the `events` of each plan of a case, from its making to that of the next; a case may turn red again."""
    made = [place for place, event in enumerate(events) if event.kind == "plan.made"]
    return tuple(events[begun:end] for begun, end in pairwise([*made, len(events)]))


def _extended(task: Event, log: Sequence[Event]) -> str:
    """Return the due day of `task` by those extensions that were written down before it was overdue."""
    due = str(task.facts["due"])
    for event in log:
        if event.kind == "extension.granted" and event.facts["task"] == task.facts["task"] and event.noted[:10] <= due:
            due = str(event.facts["due"])
    return due


def write_form(path: Path) -> None:
    """Write an empty plan with the headings and a made-up row to the Excel file `path`."""
    formats.write_rows(path, HEADINGS, [("请供电所换两盏路灯（示例，请删去）", "李强", "2026-10-16")], "一事一策")


def read(path: Path, made: dt.date) -> tuple[NewTask, ...]:
    """Return the tasks of the Excel file `path`, a plan made on the day `made`.

    Raise PlanRefusedError naming every fault, UnreadableFileError or MissingFileError.
    """
    names, rows = formats.read_texts(path)
    if lacking := [name for name in HEADINGS if name not in names]:
        _refuse(path, [f"第 1 行缺少列名：{'、'.join(lacking)}（照 yehua alert form 出的空表填）"])
    tasks, faults = [], []
    for number, cells in enumerate(rows, 2):
        if not any(cells.values()):
            continue
        empty = [name for name in HEADINGS if not cells.get(name)]
        faults += [f"第 {number} 行没有填{'、'.join(empty)}"] if empty else []
        due = dates.date_or_none(cells.get("期限", ""))
        if due is None and cells.get("期限"):
            faults.append(f"第 {number} 行的期限“{cells['期限']}”不是日期，写成 2026-10-16 的样子")
        elif due is not None and due < made:
            faults.append(f"第 {number} 行的期限 {due} 早于定方案的 {made}")
        if len(persons_in(cells.get("责任人", ""))) > 1:
            faults.append(f"第 {number} 行的责任人“{cells['责任人']}”是几个人，一项任务只写一个人")
        tasks.append(NewTask(cells.get("任务", ""), cells.get("责任人", ""), due.isoformat() if due else ""))
    _refuse(path, faults or ([] if tasks else ["表里没有填任何一行"]))
    return tuple(tasks)


def _refuse(path: Path, faults: Sequence[str]) -> None:
    if faults:
        raise PlanRefusedError(path=path, count=len(faults), listing="\n".join(f"{fault}。" for fault in faults))
