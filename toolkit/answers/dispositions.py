"""Dispositions (处理去向): what was answered to each grievance, by whom and on what basis, and the case it moves.

Exactly one holds for a grievance; a wrong one is revoked with its reason before another is written down. Every answer
from A to E is a reply that was served, and starts the fifteen days of the call afterwards. One that ends the matter
concludes its case; what is moved into the loop (D), or waits for another grievance of its case, keeps its clocks.
"""

import csv
import functools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from toolkit.answers import meetings
from toolkit.answers.register import (
    DISPOSITIONS,
    GIVEN,
    PROPOSED,
    REVOKED,
    Answer,
    all_answers,
    is_answered,
    of_grievance,
    proposals,
)
from toolkit.cases import ledger_of, procedure
from toolkit.chinese import bare_name, dates, narrow
from toolkit.core import UnknownNumberError, WrongDateError
from toolkit.grievances import find_grievance
from toolkit.loop import duties, events, moments
from toolkit.loop.walks import accused
from toolkit.policies import Basis, PolicyTexts
from toolkit.records import CaseState, Entry, Grievance
from toolkit.store import Transaction
from toolkit.workspace import Desk, normalised

_ELSEWHERE = Path(__file__).parent / "data" / "decided_elsewhere.csv"
# What ends a matter with a reply that was served; what is moved into the loop goes on.
_CONCLUDING = frozenset("ABCE")
_LONGEST = 200
_NO_PROOF = frozenset({"", "无", "没", "没有", "暂无", "否", "不", "无证明", "没有证明", "暂无证明"})
# Nothing is a way of the law, and petitioning is the way that one is on.
_NO_CHANNEL = re.compile(r"[-—/]*|无|没有|暂无|信访|上访|不知道|其他(?:途径)?")
_NOT_TAKEN = re.compile(r"不(?:予|能|给)?受理|不归(?:我|我们|咱们|本)?[^，。；]{0,6}管")
_BODY = re.compile(r"(?:办公室|[办所局站部科厂社队]|中心|村?委会|委员会|政府|公司|党委|支部)$")
# By disposition the field that it asks for beside organ, official and words.
ASKED: Mapping[str, str] = {"A": "proof", "B": "due", "C": "basis", "D": "due", "E": "channel", "G": "same_as"}


@dataclass(frozen=True)
class NewAnswer:
    """An answer as written down: the moment, the organ and the official, the words, and what the disposition asks for.

    B and D name the day `due`, C its `basis` (law and place, with blanks between), E the statutory `channel`, G the
    earlier grievance `same_as` (empty: withdrawn). `is_private`: told to the person alone (单独答复). `proof` says how
    it was seen that A is done.
    """

    disposition: str
    at: str
    by: str
    organ: str = ""
    official: str = ""
    words: str = ""
    due: str = ""
    basis: str = ""
    channel: str = ""
    same_as: str = ""
    proof: str = ""
    is_private: bool = False


def give(desk: Desk, grievance: str, answer: NewAnswer) -> Answer:
    """Write down the answer to a confirmed grievance, move its case, and return the answer.

    Raise UnknownNumberError, or EventRefusedError naming every fault.
    """
    number = normalised(grievance)
    events.refuse(faults_of(desk, number, answer))
    at = moments.parsed(answer.at)
    if answer.disposition == "G":
        with desk.store.transaction() as tx:
            return _written(desk, tx, number, answer, "")
    # Registering is due whatever is answered; whoever is stopped here finds the case open and answers once more.
    case = meetings.opened_case(desk, number, moments.day_of(at))
    _serve(desk, case, number, answer, at)
    return of_grievance(desk, number)


def propose(desk: Desk, grievance: str, answer: NewAnswer) -> Answer:
    """Keep what a department means to answer to a grievance on the night, and return it; nothing of it holds yet.

    Raise UnknownNumberError, or EventRefusedError naming every fault.
    """
    number = normalised(grievance)
    events.refuse(faults_of(desk, number, answer))
    with desk.store.transaction() as tx:
        _record(desk, tx, PROPOSED, number, answer, "")
        return proposals(tx, (number,))[number]


def revoke(desk: Desk, grievance: str, *, by: str, second: str, reason: str) -> None:
    """Take back the answer to a grievance on the word of two persons; what its case holds stays there.

    Raise UnknownNumberError or EventRefusedError.
    """
    number = normalised(grievance)
    events.refuse([] if reason.strip() else ["没有写为什么收回"])
    with desk.store.transaction() as tx:
        if number not in all_answers(tx, (number,)):
            raise UnknownNumberError(what="答复", number=number)
        wish = events.Wish(REVOKED, number, desk.present, by, {"reason": reason.strip()}, second=second)
        events.record(desk, tx, wish)


# -- writing down ----------------------------------------------------------------------------------------------


def _written(desk: Desk, tx: Transaction, number: str, answer: NewAnswer, case: str) -> Answer:
    """Record the answer; raise EventRefusedError where another one was written down meanwhile."""
    events.refuse(_repeated(tx, number))
    _record(desk, tx, GIVEN, number, answer, case)
    return all_answers(tx, (number,))[number]


def _record(desk: Desk, tx: Transaction, kind: str, number: str, answer: NewAnswer, case: str) -> None:  # noqa: PLR0917 - the parts of one event
    facts = {
        "disposition": answer.disposition,
        "organ": answer.organ.strip(),
        "official": answer.official.strip(),
        "due": _day(answer.due),
        "basis": answer.basis.strip(),
        "channel": answer.channel.strip(),
        "same_as": normalised(answer.same_as) if answer.same_as else "",
        "is_private": answer.is_private,
        "has_proof": _is_proof(answer.proof),
        "case": case,
    }
    private = {"words": answer.words.strip(), "proof": answer.proof.strip()}
    events.record(desk, tx, events.Wish(kind, number, answer.at, answer.by, facts, private))


def _serve(desk: Desk, case: str, number: str, answer: NewAnswer, at: str) -> None:
    """Enter the reply as served that day, with the answer and what it promises in the same transaction."""
    day, ledger = moments.day_of(at), ledger_of(desk)
    note = f"答复之夜：{DISPOSITIONS[answer.disposition]}"
    with desk.store.transaction() as tx:
        _written(desk, tx, number, answer, case)
        _promise(desk, tx, case, answer, at)
        state = ledger.state_within(tx, case, desk.today)
        ends = answer.disposition in _CONCLUDING and _others_ended(tx, state, number)
        if not ends and not procedure.is_open(state.entries):
            ledger.append(tx, Entry(0, case, "reopened", day), desk.today)
        kind = "concluded" if ends else "reply"
        ledger.append(tx, Entry(0, case, kind, day, served_on=day, note=note), desk.today, again=True)


def _promise(desk: Desk, tx: Transaction, case: str, answer: NewAnswer, at: str) -> None:
    if answer.due:
        facts = {"due": _day(answer.due), "owner": answer.official.strip() or None}
        text = answer.words.strip() or DISPOSITIONS[answer.disposition]
        events.record(desk, tx, events.Wish("promise.made", case, at, answer.by, facts, {"text": text}))


def _others_ended(tx: Transaction, state: CaseState, number: str) -> bool:
    """Return whether every other grievance in the case has an answer that ends it."""
    others = [each for each in state.grievances if each != number]
    answered = all_answers(tx, others)
    return all(each in answered and answered[each].disposition in {*_CONCLUDING, "G"} for each in others)


def _day(text: str) -> str:
    return dates.parse_date(text).isoformat() if text.strip() else ""


# -- faults ----------------------------------------------------------------------------------------------------


def faults_of(desk: Desk, grievance: str, answer: NewAnswer) -> tuple[str, ...]:
    """Return in Chinese why the answer to a grievance cannot be written down; raise UnknownNumberError."""
    known = find_grievance(desk.store, grievance)
    with desk.store.reading() as tx:
        return tuple(_faults(desk, tx, known, answer))


def _faults(desk: Desk, tx: Transaction, known: Grievance, answer: NewAnswer) -> Iterator[str]:
    number = known.number or ""
    if not meetings.may_be_answered(desk, number):
        yield f"{number} 不在答复之列：是检举控告，或者还没有人判断过；请按检举控告另行办理"
    if known.status != "withdrawn" and answer.disposition == "G" and not answer.same_as.strip():
        yield f"{number} 没有撤回；记 G 要写明重复哪一件（--same-as），撤回的先在诉求里记撤回"
    if known.status == "withdrawn" and answer.disposition != "G":
        yield f"{number} 已经撤回，只能记 G（重复或撤回）"
    if answer.disposition not in DISPOSITIONS:
        yield f"处理去向“{answer.disposition}”要写 {'、'.join(DISPOSITIONS)} 中的一个"
    official = answer.official.strip()
    side, place = known.against, f"{known.home.value if known.home else ''} {known.text}"
    heard = meetings.heard_on(desk, number).isoformat()
    days = (heard, moments.parsed(answer.at), desk.present)
    holders = accused.holders_on(duties.Duties(tx, events.View(desk.present)), days)
    if official and side and (reason := accused.why_not(str(side.value or ""), official, holders, place)):
        yield f"{official}不能来答复这一件：{reason}"
    if side and side.kind not in {"firm", "public_body"}:
        yield from _organ_faults(str(side.value or ""), answer.organ.strip(), holders, place)
    if len(answer.words) > _LONGEST:
        yield f"答复的话有 {len(answer.words)} 个字，最多 {_LONGEST} 个"
    yield from _repeated(tx, number)
    yield from _lacking(desk, tx, answer)


def _organ_faults(against: str, organ: str, holders: tuple[duties.Holder, ...], place: str) -> Iterator[str]:
    """Give why the person `against` answers himself, written as the `organ`; an organ may be the other side."""
    if not organ or not against or _BODY.search(against):
        return
    is_named = bare_name(against) in bare_name(organ)
    if is_named or (not _BODY.search(organ) and accused.why_not(against, organ, holders, place)):
        yield f"{organ}不能来答复这一件：他就是被反映的人，或者说不准是不是；答复部门要写部门的名称"


def _lacking(desk: Desk, tx: Transaction, answer: NewAnswer) -> Iterator[str]:
    """Give what the disposition asks for and the answer lacks."""
    kind, channel = answer.disposition, "" if _NO_CHANNEL.fullmatch(narrow(answer.channel)) else answer.channel.strip()
    if kind in {"B", "D"} or answer.due:
        yield from _due_faults(answer)
    if kind == "C" or answer.basis.strip():
        yield from _basis_faults(desk, tx, answer)
    if kind == "E" and not channel:
        yield "E（告知其他途径）要写明是哪条法定途径，如 申请行政复议；“无”“信访”不是"
    if _NOT_TAKEN.search(narrow(answer.words)) and not (answer.basis.strip() or channel):
        yield "说不予受理，要写明依据哪一条，或者该走哪条法定途径"
    if kind in {"A", "B"}:
        yield from _decided_elsewhere(answer.words)
    if kind in DISPOSITIONS and kind != "G" and not answer.organ.strip():
        yield "没有写由哪个部门答复"
    if kind == "G" and answer.same_as and not is_answered(tx, answer.same_as):
        yield f"{answer.same_as} 还没有答复（A 到 E），先记那一件，再记这一件重复"


@functools.cache
def _reserved() -> tuple[tuple[re.Pattern[str], str, str], ...]:
    with _ELSEWHERE.open(encoding="utf-8", newline="") as file:
        return tuple((re.compile(row["说法"]), row["谁来定"], row["依据"]) for row in csv.DictReader(file))


def _is_proof(text: str) -> bool:
    return narrow(text).strip("。.，,、-—/（）()") not in _NO_PROOF


def _decided_elsewhere(words: str) -> Iterator[str]:
    """Give what a leader cannot grant on the spot because a statute has another organ decide it."""
    for said, organ, basis in _reserved():
        match = said.search(words)
        if match:
            yield f"“{match[0]}”要由{organ}来定（{basis}），不能当场拍板；请记 D（转入闭环），写明哪天有结果"


def _due_faults(answer: NewAnswer) -> Iterator[str]:
    if not answer.due.strip():
        yield f"{answer.disposition}（{DISPOSITIONS[answer.disposition]}）要写明哪天办到"
        return
    try:
        due = dates.parse_date(answer.due)
    except WrongDateError as fault:
        yield str(fault).rstrip("。")
        return
    if due < moments.day_of(moments.parsed(answer.at)):
        yield f"答应的日期 {due} 在答复以前"


def _basis_faults(desk: Desk, tx: Transaction, answer: NewAnswer) -> Iterator[str]:
    if not answer.basis.strip():
        yield "C（政策解释）要写依据的是哪一条，如 社会救助法 第十八条"
        return
    day = moments.day_of(moments.parsed(answer.at))
    yield from PolicyTexts(desk, tx).faults(Basis.parsed(answer.basis), day)


def _repeated(tx: Transaction, number: str) -> Iterator[str]:
    standing = all_answers(tx, (number,)).get(number)
    if standing:
        what = f"{standing.disposition}（{DISPOSITIONS[standing.disposition]}）"
        yield f"{number} 已经记了 {what}；一件只有一个去向，记错了先收回再记"
