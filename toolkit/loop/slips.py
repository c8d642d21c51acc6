"""Slips to be filled in by hand and signed: forwarding, visits, follow-up calls, the slip at the door, a page of notes.

Whoever a slip passes on its way learns nothing from it: of a sensitive note only the number stands there. What is
asked about officials has a page of its own, for whoever handles the matter sees the others.
"""

import datetime as dt
from pathlib import Path

from toolkit.cases import all_may_be_shown
from toolkit.chinese import clocks, official_date
from toolkit.core import UnknownNumberError
from toolkit.formats.word import Grid, NewPage, Part, signatures, write_tables
from toolkit.loop import moments
from toolkit.loop.calls import Said, follow_up_of, may_accuse, promises_of, questions, said_in
from toolkit.loop.cards import known
from toolkit.loop.duties import Duties
from toolkit.loop.events import View, head_line, of_subject
from toolkit.loop.followup import ANSWERS
from toolkit.loop.rules import Rules
from toolkit.loop.today import NOBODY, REDO, items_of, office_at
from toolkit.loop.walks import listing
from toolkit.loop.walks.ledger import known_note
from toolkit.loop.walks.masking import shown_place
from toolkit.loop.walks.notes import REPLY, Note, clocks_of, notes_at
from toolkit.store import CASE_GRIEVANCES, CASES
from toolkit.workspace import Desk, normalised

_BY_HAND = "（内容由专人当面交）"
_BLANK = ""
_LINE = "＿＿＿＿＿＿＿＿"
_CUT = "┄" * 12 + "　沿线剪开，下面的留在门上　" + "┄" * 12
_CUT_REPLY = "┄" * 12 + "　办完沿线剪下，下面的交回　" + "┄" * 12
_BY_HAND_MM = 11
_SIGNED_MM = 14
_WORDS_MM = 60
_HANDED_OVER = f"内容由专人当面交。交的人签字、日期：{_LINE}"
_LACKING_BY_PEN = f"（出通知的人照回访记录写）{_LINE}"
_OWNER_BY_PEN = f"（出通知以前写明姓名、职务）{_LINE}{_LINE}"
_TRIES = tuple((f"第 {n} 次：时间、电话或入户、结果", _BLANK) for n in (1, 2, 3))
_OTHER_WORDS = ("其他的话（关于干部的只写在另一张）", _BLANK)
_APART = (
    "这一张只写号，不写姓名和什么事。答有、没有都要写、都要交，由回访人当天封好，直接交纪委专人收存；不和回访记录放在一起，"
    "不给承办人看（《信访工作条例》第三十条第三款、第四十六条第五项）。"
)
_ROWS_OF_A_PAGE = 20
_FIELDS = (45, 125)


def write_note_slips(desk: Desk, text: str, path: Path) -> Path:
    """Write the forwarding slip (转办单) of a note and, of a red one, the record of a visit (上门核实记录) apart.

    Whoever it is forwarded to does not get the record of the leader's visit. Raise UnknownNumberError.
    """
    view = View(desk.present)
    with desk.store.reading() as tx:
        note = known_note(desk, tx, text)
        ends = {clock.name: clock.due for clock in clocks_of(note, Rules(tx, view), desk.calendar)}
    name = REPLY if REPLY in ends else next(iter(ends))
    end = ends[name]
    parts: list[Part] = [
        "转办单",
        Grid((), (*_of_note(note), (f"{name}期限", end.due), ("期限怎么算的", end.why), ("转给", _to(note))), _FIELDS),
        Grid(("转办人签字、日期、几时几分", "接收人签字、日期、几时几分"), ((_BLANK, _BLANK),), (85, 85), _SIGNED_MM),
        _CUT_REPLY,
        "回执",
        Grid((), (("编号", note.number), ("办理情况", _BLANK), ("承办人、日期", _BLANK)), _FIELDS, _BY_HAND_MM),
        *(_record_of_visit(note) if note.triage == "红" else ()),
    ]
    write_tables(path, f"{desk.settings.office.name}民情转办", parts)
    return path


def _record_of_visit(note: Note) -> tuple[Part, ...]:
    came = (("编号", note.number), ("到场领导、职务", _BLANK), ("到达时间", _BLANK))
    return (
        NewPage("上门核实记录"),
        Grid((), came, _FIELDS, _BY_HAND_MM),
        Grid((), (("核实情况", _BLANK),), _FIELDS, _WORDS_MM),
        signatures("领导", "本人"),
    )


def _of_note(note: Note) -> tuple[tuple[str, str], ...]:
    return (
        ("编号", note.number),
        ("走访日期、地点", f"{note.date} {note.place}"),
        ("颜色", note.triage or "还没有分色"),
        ("什么事", note.shown_text or _BY_HAND),
    )


def _to(note: Note) -> str:
    return note.forwarded[-1].what if note.forwarded else _BLANK


def write_call_slips(desk: Desk, case: str, path: Path) -> Path:
    """Write the record of a follow-up call (回访记录), the slip for the door, and what is said about officials apart.

    The slip at the door tells no subject: a neighbour may read it. Raise UnknownNumberError.
    """
    with desk.store.reading() as tx:
        number = str(tx.known(CASES, "事项", number=normalised(case))["number"])
        view = View(desk.present)
        follow_up = follow_up_of(desk, tx, view, number)
        promises = promises_of(tx, view, number)
        phone = Rules(tx, view).text("办公电话")
    if follow_up is None:
        raise UnknownNumberError(what="送达的答复（答复办结）", number=number)
    shown = all_may_be_shown(desk.store, _grievances_of(desk, number))
    promised = "；".join(f"{promise.text if shown else _BY_HAND}（{promise.due}）" for promise in promises) or "没有"
    about_officials, *others = questions(desk)
    rows = (
        ("编号", number),
        ("送达日期", follow_up.served.isoformat()),
        ("回访期限", follow_up.due.due),
        ("答应的事", promised),
    )
    asked = (*_TRIES, *((question, _BLANK) for question in others), _OTHER_WORDS)
    parts: list[Part] = [
        "回访记录",
        Grid((), rows, _FIELDS),
        Grid((), asked, (75, 95), _BY_HAND_MM),
        signatures("回访人", "本人"),
        _CUT,
        f"您好，{desk.settings.office.name}今天来访，您不在家。方便时请打办公电话，报编号即可。",
        f"办公电话：{phone}　编号：{number}",
        *_said_apart(("编号", number), about_officials),
    ]
    write_tables(path, f"{desk.settings.office.name}案后回访", parts)
    return path


def _said_apart(number: tuple[str, str], question: str) -> tuple[Part, ...]:
    """Return the page for the answer about officials and for who coached the person, under a number alone.

    The handler sees the record of the call and may be the one complained of: 信访工作条例 30 (3), 46 (5).
    """
    codes = f"{question}（圈一个：{'　'.join(ANSWERS['q1'])}）"
    return (
        NewPage("回访另纸"),
        _APART,
        Grid((), (number, ("回访时间", _BLANK)), _FIELDS, _BY_HAND_MM),
        Grid((), ((codes, _BLANK), ("有没有人教您怎么说，是谁", _BLANK)), (75, 95), _WORDS_MM),
        signatures("回访人", "收存人"),
    )


def write_reread(desk: Desk, week: str, path: Path) -> tuple[str, ...]:
    """Write the sheet on which a tenth of the mild notes of an ISO `week` are read once more; return their numbers.

    It is signed by the last working day of the week, and holds the head of the chain of facts: whoever changes what
    was written before that day cannot change the paper. Raise WrongValueError.
    """
    numbers, (year, number, _) = listing.to_reread(desk, week), listing.first_day(week).isocalendar()
    due = clocks.last_working_day_of_week(year, number, desk.calendar)
    with desk.store.reading() as tx:
        notes = notes_at(tx, View(desk.present), numbers)
    villages = desk.settings.places
    rows = tuple(
        (note.number, note.date, shown_place(note.place, villages), note.triage or _BLANK, _BLANK, _BLANK)
        for note in notes
    )
    last = official_date(moments.day_of(due.due)) if due else ""
    limit = f"请在本周最后一个工作日（{last}）签字。" if due else "本周没有工作日，请在下周第一个工作日签字。"
    parts: list[Part] = [
        f"{week}：黄色、绿色的抽十分之一重看，共 {len(rows)} 条。{limit}",
        Grid(
            ("编号", "走访日期", "地点", "现在的颜色", "应是的颜色", "理由"),
            rows or (("没有", *[_BLANK] * 5),),
            (33, 30, 35, 24, 24, 24),
        ),
        signatures("重看人", "见证人"),
        head_line(desk),
    ]
    write_tables(path, f"{desk.settings.office.name}民情台账每周重看", parts)
    return numbers


def _grievances_of(desk: Desk, case: str) -> list[str]:
    """Return the numbers of the grievances of `case`."""
    with desk.store.reading() as tx:
        return [row["grievance"] for row in tx.columns(CASE_GRIEVANCES, ("grievance",), case_number=case)]


def write_card_slip(desk: Desk, text: str, path: Path) -> Path:
    """Write the record of a call about a drawn card (抽样回访记录): facts are asked, no marks; officials apart.

    Raise UnknownNumberError.
    """
    view = View(desk.present)
    with desk.store.reading() as tx:
        card = known(tx, view, text)
        receivers = Duties(tx, view).owners(card.receiver, card.issued)
    rows = (
        ("卡号", card.number),
        ("发卡时间", card.issued),
        ("接待、盯办", "、".join(dict.fromkeys(name for name, _, _ in receivers))),
    )
    about_officials, *others = questions(desk)
    asked = (*_TRIES, *((question, _BLANK) for question in others), _OTHER_WORDS)
    parts: list[Part] = [
        "回访人不能是接待人、盯办人和他们的上级；三次打不通（分两天，一次在晚上或周末），换下一张。",
        Grid((), rows, _FIELDS),
        Grid((), asked, (75, 95), _BY_HAND_MM),
        signatures("回访人"),
        *_said_apart(("卡号", card.number), about_officials),
    ]
    write_tables(path, f"{desk.settings.office.name}抽样回访记录", parts)
    return path


def write_redo_notice(desk: Desk, case: str, path: Path) -> Path:
    """Write the notice of what is to be redone (整改通知) of a case that a call reopened, with its first due date.

    What was said about officials is not in it. Raise UnknownNumberError where the case was not reopened.
    """
    with desk.store.reading() as tx:
        office = office_at(desk, tx, View(desk.present))
        number = str(tx.known(CASES, "事项", number=normalised(case))["number"])
        redo = next((item for item in items_of(office) if (item.what, item.subject) == (REDO, number)), None)
        said = list(said_in(of_subject(tx, office.view, number, "followup.")))
    if redo is None:
        raise UnknownNumberError(what="重新办理的事项", number=number)
    shown = all_may_be_shown(desk.store, _grievances_of(desk, number))
    lacking = (_lacking(said[-1]) if shown else _HANDED_OVER) if said else _BLANK
    rows = (
        ("编号", number),
        ("回访时间", said[-1].at if said else _BLANK),
        ("还差什么", lacking or _LACKING_BY_PEN),
        ("办理期限（重新办理不改）", redo.due),
        ("期限怎么算的", redo.why),
        ("谁办", _OWNER_BY_PEN if redo.owner == NOBODY else redo.owner),
    )
    filled_in = (("怎么改的", _BLANK), ("办好的日期", _BLANK))
    parts: list[Part] = [
        Grid((), rows, _FIELDS),
        Grid((), filled_in, _FIELDS, _BY_HAND_MM),
        signatures("通知人", "承办人"),
        head_line(desk),
    ]
    write_tables(path, f"{desk.settings.office.name}整改通知", parts)
    return path


def _lacking(said: Said) -> str:
    """Return what is still lacking as the person said it; nothing where the words may accuse somebody.

    A line for the pen then stands there, as where nobody said anything: the handler learns nothing from it.
    """
    return _BLANK if may_accuse(said.words[1]) else said.words[1]


def write_page(desk: Desk, path: Path, day: dt.date) -> Path:
    """Write an empty numbered page for the notes of a walk on `day` to the Word file `path`; return `path`."""
    rows = tuple((str(n), _BLANK, _BLANK, _BLANK, _BLANK, _BLANK) for n in range(1, _ROWS_OF_A_PAGE + 1))
    parts: list[Part] = [
        f"日期：{official_date(day)}　路线：{_LINE}{_LINE}",
        f"走访人：{_LINE}{_LINE}　从＿＿＿到＿＿＿",
        Grid(("序号", "地点", "什么事", "谁说的", "时间", "已录"), rows, (14, 30, 70, 24, 18, 14)),
    ]
    write_tables(path, f"{desk.settings.office.name}走访记录", parts)
    return path
