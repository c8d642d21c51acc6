"""The plan of the answers (答复计划表): made a week before the night, filled in, and read back all or none."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from toolkit import formats
from toolkit.answers import dispositions, meetings, register
from toolkit.answers.dispositions import NewAnswer
from toolkit.answers.register import DISPOSITIONS, Answer
from toolkit.chinese import narrow
from toolkit.core import WrongValueError, YehuaError, refuse_existing
from toolkit.loop import moments
from toolkit.publishing import deidentified
from toolkit.records import Grievance
from toolkit.workspace import Desk, normalised

_KNOWN = ("诉求编号", "主题", "诉求", "告知期限")
_ASKED = ("去向", "答复部门", "答复人", "答复", "依据", "哪天办到", "法定途径", "重复哪一件", "单独答复", "办结的证明")
COLUMNS = (*_KNOWN, *_ASKED)
_HINT = "；".join(f"{kind} {name}" for kind, name in DISPOSITIONS.items())
ALONE = "（单独答复）"
_YES = frozenset({"是", "√", "y", "Y", "1"})


class PlanRefusedError(YehuaError):
    """Raised when a plan cannot be taken; `listing` has a line for each fault."""

    sentence = "答复表一行也没有收，有 {count} 处要改：\n{listing}"


@dataclass(frozen=True)
class PlanLine:
    """A grievance on the plan: what it asks, by when its notice leaves, and its answer, None while there is none.

    Names and numbers of persons are not in `request`. `proposal` is what a department means to answer.
    """

    number: str
    subject: str
    request: str
    notice_by: dt.date
    is_calendar_known: bool
    answer: Answer | None
    proposal: Answer | None = None


def plan(desk: Desk, meeting: str) -> tuple[PlanLine, ...]:
    """Return the plan of the answers to a meeting's grievances, without accusations; raise UnknownNumberError."""
    held, found = meetings.grievances_of(desk, meeting)
    deadline = meetings.notice_deadline(held.held_on, desk.calendar)
    numbers = [each.number or "" for each in found]
    with desk.store.reading() as tx:
        answers, proposed = register.all_answers(tx, numbers), register.proposals(tx, numbers)
    return tuple(
        PlanLine(
            number,
            _subject(each),
            _request(each),
            deadline.day,
            deadline.is_known,
            answers.get(number),
            proposed.get(number),
        )
        for number, each in zip(numbers, found, strict=True)
    )


def write(desk: Desk, meeting: str, out: Path, *, replace: bool = False) -> tuple[PlanLine, ...]:
    """Write the plan as an Excel table to be filled in, and return its lines; raise as `refuse_existing`."""
    refuse_existing(out, replace=replace)
    lines = plan(desk, meeting)
    formats.write_rows(out, COLUMNS, [_row(line) for line in lines], f"去向：{_HINT}"[:31])
    return lines


def read(
    desk: Desk, meeting: str, path: Path, *, by: str, at: str | None = None, proposed: bool = False
) -> tuple[Answer, ...]:
    """Write down the answers that the table at `path` adds, all or none of them checked before, and return them.

    With `proposed` they are what departments mean to answer on the night, and nothing of it holds yet. A row without a
    disposition is left for later; one that stands already is passed over. Raise PlanRefusedError naming every fault
    with its row, or as `formats.read_rows`.
    """
    moment = moments.parsed(at) if at else desk.present
    open_lines = {line.number: line for line in plan(desk, meeting)}
    wanted, faults = [], []
    for row_number, cells in _rows(path):
        number, kind = normalised(cells["诉求编号"]), _kind(cells["去向"])
        line = open_lines.get(number)
        if line is None:
            faults.append(f"第 {row_number} 行：{number or '没有编号'}不是这一场的诉求，或者不在答复之列。")
        elif kind and line.answer is None:
            answer = _answer(cells if proposed else _with_private(cells, line.proposal), kind, moment, by)
            faults += [f"第 {row_number} 行：{why}。" for why in dispositions.faults_of(desk, number, answer)]
            wanted.append((number, answer))
    times = Counter(number for number, _ in wanted)
    faults += [f"{number} 写了 {count} 次。" for number, count in times.items() if count > 1]
    if faults:
        raise PlanRefusedError(count=len(faults), listing="\n".join(faults))
    put = dispositions.propose if proposed else dispositions.give
    return tuple(put(desk, number, answer) for number, answer in wanted)


def _kind(cell: str) -> str:
    """Return the disposition in a cell (Ａ, B 当场拍板), or what stands there where it is none."""
    text = narrow(cell).upper()
    name = text[1:].strip("、.:：，,")
    return text[:1] if name in {"", DISPOSITIONS.get(text[:1])} else text


def _due(cell: str) -> str:
    """Return a day as it stands in a cell; where Excel made a date of it, without the midnight."""
    return cell.removesuffix(" 00:00:00").removesuffix("T00:00:00")


def _rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    names, rows = formats.read_texts(path)
    if missing := [name for name in COLUMNS if name not in names]:
        raise WrongValueError(field="表头", value="、".join(names), why=f"少了{'、'.join(missing)}；请用答复计划表填")
    for number, cells in enumerate(rows, 2):
        if any(cells.values()):
            yield number, {name: cells.get(name, "") for name in COLUMNS}


def _with_private(cells: dict[str, str], proposal: Answer | None) -> dict[str, str]:
    """Return `cells` with what the plan leaves out of a private `proposal`, as long as nobody wrote another answer."""
    if proposal is None or not proposal.is_private or cells["单独答复"] not in _YES or cells["答复"]:
        return cells
    kept = {
        "答复人": proposal.official,
        "答复": proposal.words,
        "依据": proposal.basis,
        "法定途径": proposal.channel,
        "重复哪一件": proposal.same_as,
    }
    return cells | {name: cells[name] or text for name, text in kept.items()}


def _answer(cells: dict[str, str], kind: str, at: str, by: str) -> NewAnswer:
    return NewAnswer(
        kind,
        at,
        by,
        organ=cells["答复部门"],
        official=cells["答复人"],
        words=cells["答复"],
        due=_due(cells["哪天办到"]),
        basis=cells["依据"],
        channel=cells["法定途径"],
        same_as=cells["重复哪一件"],
        proof=cells["办结的证明"],
        is_private=cells["单独答复"] in _YES,
    )


def _row(line: PlanLine) -> tuple[str, ...]:
    answer = line.answer or line.proposal
    notice = line.notice_by.isoformat() + ("" if line.is_calendar_known else "（未校正）")
    if answer is None:
        return (line.number, line.subject, line.request, notice, *[""] * len(_ASKED))
    if answer.is_private:
        # The plan goes to every department.
        hidden = dict.fromkeys(COLUMNS, "") | {"诉求编号": line.number, "诉求": ALONE, "告知期限": notice}
        alone = {"去向": answer.disposition, "答复部门": answer.organ, "哪天办到": answer.due, "单独答复": "是"}
        return tuple((hidden | alone | {"办结的证明": "有" if answer.has_proof else ""}).values())
    cells = (answer.organ, answer.official, answer.words, answer.basis, answer.due, answer.channel, answer.same_as)
    marks = ("是" if answer.is_private else "", "有" if answer.has_proof else "")
    return (line.number, line.subject, line.request, notice, answer.disposition, *cells, *marks)


def _subject(grievance: Grievance) -> str:
    return " · ".join(filter(None, (grievance.subject.level1, grievance.subject.level2)))


def _request(grievance: Grievance) -> str:
    asked = grievance.request.value if grievance.request else None
    names = [str(side.value) for side in (grievance.person, grievance.against) if side and side.value]
    return deidentified.for_a_list(str(asked or grievance.summary), names)
