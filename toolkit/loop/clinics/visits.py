"""Visits to a clinic: who came stands in the adviser's book only; each ends with a coded next step and its last day.

Whoever leaves a telephone number gets a card (首问卡) for the visit, answered that day: so visitors are in the draw of
the month like everybody who was received, and the calls show whether anybody really came to a clinic.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from toolkit.cases import remedies
from toolkit.chinese import dates, official_date
from toolkit.core import UnknownNumberError, WrongDateError
from toolkit.loop import cards
from toolkit.loop.clinics.roster import SUBJECT, roster_at
from toolkit.loop.events import Event, View, Wish, history, record, refuse
from toolkit.loop.rules import Rules
from toolkit.store import CASES, Transaction
from toolkit.workspace import Desk, normalised

SUBJECTS = (
    "土地",
    "征收补偿",
    "婚姻家庭",
    "继承",
    "邻里",
    "债务",
    "劳动",
    "工伤",
    "交通事故",
    "低保社保",
    "消费",
    "其他",
)
# Next steps; those marked have a last day by law, which is printed.
STEPS = {
    "协商": False,
    "人民调解": False,
    "劳动仲裁": True,
    "土地仲裁": True,
    "诉讼": True,
    "行政复议": True,
    "行政诉讼": True,
    "复查": True,
    "复核": True,
    "司法确认": True,
    "法律援助": False,
    "信访登记": False,
    "补证据": False,
    "另请律师": False,
    "说清即可": False,
}
POST, VISITOR, ANSWERED = "法律诊所", "法律咨询来人", "已答复"
CONFLICTS = ("没有", "有")
NO_LAST_DAY = "不受期限限制"


@dataclass(frozen=True)
class NewVisit:
    """A visit as it is written down; `last_day` is an ISO day, or the words that there is none."""

    village: str
    date: str
    subject: str
    next_step: str
    conflict: str
    by: str
    last_day: str | None = None
    name: str | None = None
    question: str | None = None
    phone: str | None = None
    case: str | None = None


@dataclass(frozen=True)
class Visit:
    """A visit without what is private: its number, village, day, subject, next step, and the last day to act.

    `card` is the card by which its visitor may be drawn and called, None for whoever left no telephone number;
    `case` is the number of the case that it was about, None where there is none.
    """

    visit: str
    village: str
    date: str
    adviser: str
    subject: str
    next_step: str
    last_day: str | None
    conflict: str
    card: str | None = None
    case: str | None = None


def log(desk: Desk, wish: NewVisit) -> Visit:
    """Record a visit under its own number and return it; raise EventRefusedError naming every fault.

    What was said on a visit about a case is closed, sealed and erased with the case. Raise UnknownNumberError for it.
    """
    with desk.store.transaction() as tx:
        day = dates.parse_date(wish.date).isoformat()
        there = roster_at(tx, View(desk.present), wish.village).of(wish.village.strip(), day)
        refuse([*_faults(wish), *([] if there else [f"{wish.village} 在 {day} 没有法律顾问（名册里没有）"])])
        number = f"诊{day[:4]}-{tx.next_number(f'visit:{day[:4]}'):05d}"
        facts = {
            "visit": number,
            "village": wish.village.strip(),
            "adviser": there.adviser if there else "",
            "subject": wish.subject,
            "next": wish.next_step,
            "last_day": _last_day(wish.last_day),
            "conflict": wish.conflict,
            "card": _card(desk, tx, wish, number, day),
        }
        if wish.case:
            facts["case"] = str(tx.known(CASES, "事项", number=normalised(wish.case))["number"])
        private = {"name": wish.name, "question": wish.question}
        return _visit(record(desk, tx, Wish("visit.logged", number, day, wish.by, facts, private)))


def _card(desk: Desk, tx: Transaction, wish: NewVisit, number: str, day: str) -> str | None:
    """Return the card issued to the visitor, whose matter counts as answered that day; None without a telephone."""
    if not (wish.phone or "").strip():
        return None
    new = cards.NewCard(wish.by, POST, f"法律咨询 {number}", day, holder=VISITOR, phone=wish.phone)
    issued = cards.issue_within(desk, tx, new).card
    record(desk, tx, Wish("card.progressed", issued.number, day, wish.by, {"stage": ANSWERED}))
    return issued.number


def _last_day(text: str | None) -> str | None:
    return text if not text or text == NO_LAST_DAY else dates.parse_date(text).isoformat()


def _faults(wish: NewVisit) -> Iterator[str]:
    for what, text, allowed in (
        ("事由（--subject）", wish.subject, SUBJECTS),
        ("下一步（--next）", wish.next_step, tuple(STEPS)),
        ("利益冲突（--conflict）", wish.conflict, CONFLICTS),
    ):
        if text not in allowed:
            yield f"{what}不能写成“{text}”，可以写 {'、'.join(allowed)}"
    if STEPS.get(wish.next_step) and not wish.last_day:
        yield f"{wish.next_step}有期限，要写最后一天（--last-day）；确实没有的写“{NO_LAST_DAY}”"
    if wish.last_day and wish.last_day != NO_LAST_DAY:
        try:
            last = dates.parse_date(wish.last_day)
        except WrongDateError as fault:
            yield f"最后一天“{wish.last_day}”不对（{fault.fields['why']}）"
        else:
            if last < dates.parse_date(wish.date):
                yield f"最后一天 {last} 已经过了；过了期限的，下一步写“说清即可”或别的途径"


def _visit(event: Event) -> Visit:
    facts = event.facts
    return Visit(
        visit=facts["visit"],
        village=facts["village"],
        date=event.day.isoformat(),
        adviser=facts["adviser"],
        subject=facts["subject"],
        next_step=facts["next"],
        last_day=facts.get("last_day"),
        conflict=facts["conflict"],
        card=facts.get("card"),
        case=facts.get("case"),
    )


def visits_at(tx: Transaction, view: View) -> tuple[Visit, ...]:
    """Return every visit by the moment of `view`, in order."""
    logged = history(tx, view, ("visit.logged",)).values()  # the older ones all stand under one subject
    return tuple(sorted((_visit(event) for events in logged for event in events), key=lambda visit: visit.date))


def apply_for_aid(desk: Desk, number: str, *, to: str, at: str, by: str) -> None:
    """Record that legal aid was applied for after a visit; raise UnknownNumberError."""
    with desk.store.transaction() as tx:
        visit = _known(tx, desk, number)
        refuse([] if to.strip() else ["没有写向哪里申请（--to）"])
        record(desk, tx, Wish("aid.applied", SUBJECT, at, by, {"visit": visit.visit, "to": to.strip()}, once=True))


def _known(tx: Transaction, desk: Desk, number: str) -> Visit:
    there = visits_at(tx, View(desk.present))
    numbered = next((visit for visit in there if visit.visit == number.strip()), None)
    if numbered is None:
        raise UnknownNumberError(what="法律咨询", number=number)
    return numbered


def write_slip(desk: Desk, number: str, path: Path) -> Visit:
    """Write the slip that a visitor takes home, with the number only, and the page of the adviser's book."""
    with desk.store.reading() as tx:
        visit = _known(tx, desk, number)
    last = visit.last_day or "没有期限"
    if visit.last_day and visit.last_day != NO_LAST_DAY:
        last = f"{official_date(dt.date.fromisoformat(visit.last_day))}，过了这一天就可能办不成"
    fields = (45, 125)
    rows = [
        *(("编号", visit.visit), ("下一步", visit.next_step)),
        *_where(desk, visit),
        ("最后一天", last),
        *_whom(desk, visit),
        *_of_card(desk, visit),
    ]
    book = (("编号", visit.visit), ("村、日期", f"{visit.village} {visit.date}"), ("事由", visit.subject))
    from toolkit.formats.word import Grid, signatures, write_tables  # noqa: PLC0415 - Word is loaded for sheets only

    parts: list[str | Grid] = [
        "给来人的条子（只有编号，没有来人的姓名）",
        Grid((), tuple(rows), fields, 11, 14),
        "咨询登记（有姓名，只由法律顾问保管，不外传）",
        Grid((), (*book, ("姓名", ""), ("问题", ""), ("利益冲突", visit.conflict)), fields, 14, 14),
        signatures("法律顾问", "来人"),
    ]
    write_tables(path, f"{desk.settings.office.name}法律诊所", parts)
    return visit


def _where(desk: Desk, visit: Visit) -> Iterator[tuple[str, str]]:
    """Give to which organ the next step leads, with a line for its place and telephone; nothing for one to nobody."""
    if ways := remedies.remedies_in(desk, visit.next_step):
        yield "去哪里", "；".join(way.organ for way in ways)
        yield "地址、电话", ""


def _whom(desk: Desk, visit: Visit) -> Iterator[tuple[str, str]]:
    """Give the adviser, with title and firm, and the telephone of the office."""
    with desk.store.reading() as tx:
        view = View(desk.present)
        adviser = roster_at(tx, view, visit.village).of(visit.village, visit.date)
        telephone = Rules(tx, view).text("办公电话")
    is_known = adviser and adviser.adviser == visit.adviser
    yield "找谁问", f"{adviser.title}，{adviser.firm}" if adviser and is_known else visit.adviser
    yield "电话", f"{desk.settings.office.name}　{telephone}"


def _of_card(desk: Desk, visit: Visit) -> Iterator[tuple[str, str]]:
    """Give the line of the slip with number and code of the visitor's card, by which its matter is asked about."""
    if visit.card:
        with desk.store.reading() as tx:
            card = cards.known(tx, View(desk.present), visit.card)
        yield "首问卡", f"{card.number}　查验码 {cards.code_of(desk, card)}（可能抽到回访）"
