"""Papers of the answer night: the list a leader signs (答复签字表), a slip for each person (答复单), the rates page."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from toolkit.answers import meetings, plans, rates, register
from toolkit.answers.plans import PlanLine
from toolkit.answers.register import DISPOSITIONS, Answer
from toolkit.answers.remedies import remedy_of
from toolkit.chinese import official_date
from toolkit.core import make_folder, moves, refuse_existing, refuse_no_folder, writing_faults
from toolkit.formats import PaperList
from toolkit.formats.word import Grid, write_tables
from toolkit.grievances import find_grievance
from toolkit.loop import events
from toolkit.policies import directory
from toolkit.workspace import Desk, file_name_of

_COLUMNS = {"诉求编号": 44, "反映什么": 54, "去向": 24, "答复": 64, "依据、途径、哪天办到": 44, "部门、答复人": 34}
_VOID = "作废"
_SLIP_WIDTHS = (35, 135)
# A slip of more characters is set smaller, so that it stays one page.
_LONG, _LARGE, _SMALL = 560, 14, 12


def write_list(desk: Desk, meeting: str, out: Path, *, replace: bool = False) -> tuple[Path, Path]:
    """Write the list of a meeting's answers that the leader signs to `out` as .docx and .xlsx, and return both.

    What is answered to a person alone stands there by its number only. Raise UnknownNumberError, or as
    `refuse_existing`.
    """
    refuse_existing(out.with_suffix(".docx"), out.with_suffix(".xlsx"), replace=replace)
    lines = plans.plan(desk, meeting)
    night = meetings.answer_night(meetings.grievances_of(desk, meeting)[0])
    without = sum(line.answer is None for line in lines)
    counts = Counter(line.answer.disposition for line in lines if line.answer)
    summary = "　".join(f"{kind} {name} {counts[kind]} 件" for kind, name in DISPOSITIONS.items())
    before = [
        f"{desk.settings.office.name}　{meeting}　答复之夜 {official_date(night)}",
        f"共 {len(lines)} 件：{summary}",
    ]
    before += [f"还有 {without} 件没有去向，补齐以后再签。"] if without else []
    signed = "主持人（镇领导）签名：______________　　日期：____年__月__日　　记录人签名：______________"
    after = (signed, events.head_line(desk))
    paper = PaperList("次月答复签字表", _COLUMNS, [_row(line) for line in lines], tuple(before), after)
    return paper.write(out, "答复签字表")


def _row(line: PlanLine) -> tuple[str, ...]:
    answer = line.answer
    if answer is None:
        return (line.number, line.request, "", "", "", "")
    kind = f"{answer.disposition} {DISPOSITIONS[answer.disposition]}"
    if answer.is_private:
        return (line.number, plans.ALONE, kind, "", answer.due, answer.organ)
    who = "、".join(filter(None, (answer.organ, answer.official)))
    return (line.number, line.request, kind, answer.words, "；".join(_grounds(answer)), who)


def _grounds(answer: Answer) -> Iterator[str]:
    yield from filter(None, (answer.basis, answer.channel))
    if answer.due:
        yield f"{answer.due} 以前"
    if answer.same_as:
        yield f"同 {answer.same_as}"


# -- slips -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Slip:
    """The slip of a grievance: its file, or in Chinese what it lacks."""

    grievance: str
    file: str = ""
    lacking: str = ""


def write_slips(desk: Desk, meeting: str, out: Path) -> tuple[Slip, ...]:
    """Write a page for each person that was answered into the folder `out`, and return all; one that is there stays.

    Where its answer holds no longer its name is marked 作废. A telephone on it was dialled within ninety days. Raise
    UnknownNumberError, WrongPlaceError or HeldFileError.
    """
    refuse_no_folder(out)
    answers = register.of_meeting(desk, meeting)
    with desk.store.reading() as tx:
        dialled = directory.Directory(tx)
    for number, answer in answers.items():
        _void_others(make_folder(out), number, answer)
    asked = ((number, answer) for number, answer in answers.items() if answer and answer.disposition != "G")
    return tuple(_slip(desk, number, answer, dialled, make_folder(out)) for number, answer in asked)


def _slip_of(out: Path, number: str, answer: Answer) -> Path:
    """Return the file of the slip; the position of the answer in the ledger tells it from one withdrawn before."""
    return out / f"{file_name_of(number)}-答复单-{answer.position}.docx"


def _void_others(out: Path, number: str, answer: Answer | None) -> None:
    """Mark in its name each slip of a grievance in the folder `out` that is not the one of `answer`."""
    valid = _slip_of(out, number, answer) if answer else None
    written = [each for each in out.iterdir() if each.name.startswith(f"{file_name_of(number)}-答复单")]
    for file in [each for each in written if each != valid]:
        with writing_faults(file):
            moves.move(file, file.with_name(f"{_VOID}-{file.name}"))


def _slip(desk: Desk, number: str, answer: Answer, dialled: directory.Directory, out: Path) -> Slip:
    tel = _telephone(desk, answer.organ, dialled)
    if not tel:
        return Slip(number, lacking=f"{answer.organ}的电话还没有在 {directory.FRESH.days} 天内试拨过（页面“政策”里记）")
    file = _slip_of(out, number, answer)
    if file.exists():
        return Slip(number, str(file))
    known = find_grievance(desk.store, number)
    asked = known.request.value if known.request else known.summary
    rows = [
        ("编号", f"{number}　{answer.case}"),
        ("反映人", str(known.person.value if known.person and known.person.value else "")),
        ("您反映的", str(asked)),
        ("答复", f"{DISPOSITIONS[answer.disposition]}。{answer.words}"),
        ("依据、途径", "；".join(filter(None, (answer.basis, answer.channel))) or "—"),
        ("哪天办到", answer.due or "—"),
        ("谁答复的", "　".join(filter(None, (answer.organ, answer.official)))),
        ("找谁问", f"{answer.organ}　{tel}"),
        ("还不满意", remedy_of(desk, answer)),
    ]
    day = official_date(register.day_of(answer))
    after = f"{desk.settings.office.name}　{day}　收到人签名、日期：______________"
    points = _LARGE if sum(len(text) for _, text in rows) <= _LONG else _SMALL
    write_tables(file, "答复单", [Grid((), tuple(rows), _SLIP_WIDTHS, height=12, points=points), after])
    return Slip(number, str(file))


def _telephone(desk: Desk, organ: str, dialled: directory.Directory) -> str:
    """Return the telephone of `organ`, or that of the office, whichever was dialled not long ago; empty without."""
    own, general = dialled.fresh(organ, desk.today), desk.settings.policies.telephone
    return own or (general if general and not any(dialled.faults(general, desk.today)) else "")


# -- rates -----------------------------------------------------------------------------------------------------


def write_rates(desk: Desk, meeting: str, out: Path, *, replace: bool = False) -> Path:
    """Write the page of a meeting's rates, with formulas and the figures of the plan beside them, and return `out`.

    It may be posted: counts under three are "<3", and no other figure tells them. Raise RatesRefusedError,
    UnknownNumberError, or as `refuse_existing`.
    """
    refuse_existing(out, replace=replace)
    counted = rates.rates(desk, meeting)
    counts, shares = rates.public_counts(counted), rates.public_partition(counted)
    by_kind = [
        (f"{kind} {name}", counts.get(kind, rates.public(counted.g)), shares.get(kind, "不计入"))
        for kind, name in DISPOSITIONS.items()
    ]
    figures = [(each.name, each.public, each.formula, each.planned) for each in rates.figures(counted)]
    parts: list[str | Grid] = [
        f"{desk.settings.office.name}　{meeting}　{official_date(desk.today)}",
        f"N＝{rates.public(counted.n)} 件（不含重复、撤回）。A＋B＋C＋D＋E＝N，各占多少加起来是 100%。",
        Grid(("去向", "件数", "占 N"), tuple(by_kind), (70, 40, 40)),
        Grid(("指标", "本场", "怎么算", "方案里写的"), tuple(figures), (46, 30, 74, 20)),
        "方案里的数没有写怎么算，这里按“怎么算”一栏；件数少于 3 的写“<3”，能减出它来的数写“—”。",
    ]
    write_tables(out, "次月答复情况", parts)
    return out
