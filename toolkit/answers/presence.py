"""The list of an answer night's officials (到会名单), held against the organs that answer, to be signed on coming."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from toolkit.answers import meetings, officials, plans
from toolkit.answers.officials import Official
from toolkit.chinese import official_date
from toolkit.core import refuse_existing
from toolkit.formats.word import Grid, write_tables
from toolkit.loop import events
from toolkit.meetings import find_meeting
from toolkit.workspace import Desk

_COLUMNS = ("部门", "姓名", "职务", "哪天通知的", "答复几件", "到会", "签到")
_WIDTHS = (48, 30, 36, 32, 24, 40, 50)


@dataclass(frozen=True)
class Presence:
    """The officials of an answer night: those asked to come, answers by organ, and organs of which nobody was asked."""

    officials: tuple[Official, ...]
    answers: dict[str, int]
    missing: tuple[str, ...]


def of_meeting(desk: Desk, meeting: str) -> Presence:
    """Return who was asked to the answer night of `meeting`; answers given or proposed count; as `find_meeting`."""
    counts = Counter(_organs(plans.plan(desk, meeting)))
    called = officials.listed(desk, meeting)
    there = {each.organ for each in called}
    return Presence(called, dict(counts), tuple(sorted(counts.keys() - there)))


def _organs(lines: tuple[plans.PlanLine, ...]) -> Iterator[str]:
    for line in lines:
        answer = line.answer or line.proposal
        if answer is not None and answer.organ:
            yield answer.organ


def write_list(desk: Desk, meeting: str, out: Path, *, replace: bool = False) -> Path:
    """Write the list of officials, on which each signs when coming, to the Word file `out`, and return it.

    Raise UnknownNumberError, or as `refuse_existing`.
    """
    refuse_existing(out, replace=replace)
    there = of_meeting(desk, meeting)
    night = official_date(meetings.answer_night(find_meeting(desk.store, meeting)))
    rows = [
        (each.organ, each.name, each.duty, each.told[:10], str(there.answers.get(each.organ, 0)), each.came, "")
        for each in there.officials
    ]
    parts: list[str | Grid] = [
        f"{desk.settings.office.name}　{meeting}　答复之夜 {night}　共通知 {len(there.officials)} 人",
        *([f"计划表上有、还没有通知人来的部门：{'、'.join(there.missing)}。"] if there.missing else []),
        Grid(_COLUMNS, tuple(rows), _WIDTHS, height=12),
        "被反映的人不答复反映自己的那一件。　　记录人签名：______________",
        events.head_line(desk),
    ]
    write_tables(out, "答复之夜到会名单", parts, wide=True)
    return out
