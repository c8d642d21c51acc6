"""Plans (一事一策): what is done by whom until when, as it stands, and read from its sheet."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from toolkit import formats
from toolkit.chinese import clocks, dates, official_date
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
    """A task of a plan as it stands: its first owner and since when, its due day now and at first, when it was done."""

    number: int
    text: str
    owner: str
    since: str
    due: str
    first_due: str
    done: str | None

    @property
    def clock(self) -> clocks.Due:
        """The clock that ends with its due day, which does not roll."""
        day = official_date(dt.date.fromisoformat(self.due))
        return clocks.Due(self.due, self.due, "known", f"一事一策写明{day}办好，到当天24时为止。")


def tasks_in(events: Sequence[Event]) -> tuple[Task, ...]:
    """Return the tasks that `events` of a case tell, those of the newest plan, by number."""
    plans = [place for place, event in enumerate(events) if event.kind == "plan.made"]
    log = events[plans[-1] :] if plans else ()
    done: dict[int, str] = {}
    for event in log:
        if event.kind == "task.done":
            done.setdefault(event.facts["task"], event.at)
    granted = {event.facts["task"]: event.facts["due"] for event in log if event.kind == "extension.granted"}
    return tuple(
        Task(
            number=(number := event.facts["task"]),
            text=event.words("text"),
            owner=event.facts["owner"],
            since=event.at,
            due=granted.get(number, event.facts["due"]),
            first_due=event.facts["due"],
            done=done.get(number),
        )
        for event in sorted(
            (event for event in log if event.kind == "task.set"), key=lambda event: int(event.facts["task"])
        )
    )


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
        tasks.append(NewTask(cells.get("任务", ""), cells.get("责任人", ""), due.isoformat() if due else ""))
    _refuse(path, faults or ([] if tasks else ["表里没有填任何一行"]))
    return tuple(tasks)


def _refuse(path: Path, faults: Sequence[str]) -> None:
    if faults:
        raise PlanRefusedError(path=path, count=len(faults), listing="\n".join(f"{fault}。" for fault in faults))
