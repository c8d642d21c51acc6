"""Dispositions (处理去向): what was answered to each grievance, by whom and on what basis, and the case it moves.

Exactly one holds for a grievance; a wrong one is revoked with its reason before another is written down. An answer that
ends a matter is a reply that was served, and starts the fifteen days of the call afterwards.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from toolkit.answers import meetings
from toolkit.cases import cases, ledger_of, procedure
from toolkit.chinese import dates
from toolkit.core import UnknownNumberError, WrongDateError
from toolkit.grievances import find_grievance
from toolkit.loop import events, moments
from toolkit.policies import Basis, PolicyTexts
from toolkit.records import Entry, Grievance
from toolkit.store import Transaction
from toolkit.workspace import Desk, normalised

DISPOSITIONS: Mapping[str, str] = {
    "A": "当场办结",
    "B": "当场拍板",
    "C": "政策解释",
    "D": "转入闭环",
    "E": "告知其他途径",
    "G": "重复或撤回",
}
# What ends a matter with a reply that was served; what is moved into the loop goes on.
_CONCLUDING = frozenset("ABCE")
_GIVEN, _REVOKED = "answer.given", "answer.revoked"
_LONGEST = 200


@dataclass(frozen=True)
class NewAnswer:
    """What somebody writes down: the moment, the organ and the official, the words, and what the disposition asks for.

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


@dataclass(frozen=True)
class Answer:
    """An answer as it stands; `counted` is the disposition in the rates: A without proof counts as B."""

    grievance: str
    disposition: str
    at: str
    organ: str
    official: str
    due: str
    basis: str
    channel: str
    same_as: str
    is_private: bool
    has_proof: bool
    case: str
    words: str
    position: int

    @property
    def counted(self) -> str:
        """The disposition as the rates count it."""
        return "B" if self.disposition == "A" and not self.has_proof else self.disposition


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
    if answer.disposition in _CONCLUDING and _is_last(desk, case, number):
        _conclude(desk, case, number, answer, at)
    else:
        with desk.store.transaction() as tx:
            _written(desk, tx, number, answer, case)
            _promise(desk, tx, case, answer, at)
    return of_grievance(desk, number)


def revoke(desk: Desk, grievance: str, *, by: str, second: str, reason: str) -> None:
    """Take back the answer to a grievance on the word of two persons; what its case holds stays there.

    Raise UnknownNumberError or EventRefusedError.
    """
    number = normalised(grievance)
    events.refuse([] if reason.strip() else ["没有写为什么收回"])
    with desk.store.transaction() as tx:
        if number not in all_answers(tx, (number,)):
            raise UnknownNumberError(what="答复", number=number)
        wish = events.Wish(_REVOKED, number, moments.present(desk), by, {"reason": reason.strip()}, second=second)
        events.record(desk, tx, wish)


def of_grievance(desk: Desk, number: str) -> Answer:
    """Return the answer that holds for a grievance; raise UnknownNumberError."""
    with desk.store.reading() as tx:
        found = all_answers(tx, (number,)).get(number)
    if found is None:
        raise UnknownNumberError(what="答复", number=number)
    return found


def all_answers(tx: Transaction, grievances: Sequence[str]) -> dict[str, Answer]:
    """Return by number the answers that hold for `grievances`."""
    told = events.history(tx, events.View("9999-12-31"), ("answer.",), grievances)
    found = {number: _standing(acts) for number, acts in told.items()}
    return {number: answer for number, answer in found.items() if answer}


def _standing(acts: Sequence[events.Event]) -> Answer | None:
    last = max(acts, key=lambda act: act.position)
    if last.kind == _REVOKED:
        return None
    facts = last.facts
    return Answer(
        grievance=last.subject,
        disposition=facts["disposition"],
        at=last.at,
        organ=facts.get("organ", ""),
        official=facts.get("official", ""),
        due=facts.get("due", ""),
        basis=facts.get("basis", ""),
        channel=facts.get("channel", ""),
        same_as=facts.get("same_as", ""),
        is_private=bool(facts.get("is_private")),
        has_proof=bool(facts.get("has_proof")),
        case=facts.get("case", ""),
        words=last.words("words"),
        position=last.position,
    )


# -- writing down ----------------------------------------------------------------------------------------------


def _written(desk: Desk, tx: Transaction, number: str, answer: NewAnswer, case: str) -> Answer:
    """Record the answer; raise EventRefusedError where another one was written down meanwhile."""
    events.refuse(_repeated(tx, number))
    facts = {
        "disposition": answer.disposition,
        "organ": answer.organ.strip(),
        "official": answer.official.strip(),
        "due": _day(answer.due),
        "basis": answer.basis.strip(),
        "channel": answer.channel.strip(),
        "same_as": normalised(answer.same_as) if answer.same_as else "",
        "is_private": answer.is_private,
        "has_proof": bool(answer.proof.strip()),
        "case": case,
    }
    private = {"words": answer.words.strip(), "proof": answer.proof.strip()}
    events.record(desk, tx, events.Wish(_GIVEN, number, answer.at, answer.by, facts, private))
    return all_answers(tx, (number,))[number]


def _conclude(desk: Desk, case: str, number: str, answer: NewAnswer, at: str) -> None:
    """Enter the reply as served that day, with the answer and what it promises in the same transaction."""

    def write_down(tx: Transaction, _entry: Entry) -> None:
        _written(desk, tx, number, answer, case)
        _promise(desk, tx, case, answer, at)

    day = moments.day_of(at).isoformat()
    note = f"答复之夜：{DISPOSITIONS[answer.disposition]}"
    cases.add_entry(desk, case, "concluded", day, served=day, note=note, also=write_down)


def _promise(desk: Desk, tx: Transaction, case: str, answer: NewAnswer, at: str) -> None:
    if answer.due:
        facts = {"due": _day(answer.due), "owner": answer.official.strip() or None}
        text = answer.words.strip() or DISPOSITIONS[answer.disposition]
        events.record(desk, tx, events.Wish("promise.made", case, at, answer.by, facts, {"text": text}))


def _is_last(desk: Desk, case: str, number: str) -> bool:
    """Return whether the case is open and every other grievance in it has an answer that ends it."""
    state = ledger_of(desk).state(case, desk.today)
    others = [each for each in state.grievances if each != number]
    with desk.store.reading() as tx:
        answered = all_answers(tx, others)
    ended = all(each in answered and answered[each].disposition in {*_CONCLUDING, "G"} for each in others)
    return ended and procedure.is_open(state.entries)


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
    if known.status == "withdrawn" and answer.disposition != "G":
        yield f"{number} 已经撤回，只能记 G（重复或撤回）"
    if answer.disposition not in DISPOSITIONS:
        yield f"处理去向“{answer.disposition}”要写 {'、'.join(DISPOSITIONS)} 中的一个"
    official = answer.official.strip()
    if official and known.against and official in str(known.against.value or ""):
        yield f"被反映的人（{official}）不能自己来答复"
    if len(answer.words) > _LONGEST:
        yield f"答复的话有 {len(answer.words)} 个字，最多 {_LONGEST} 个"
    yield from _repeated(tx, number)
    yield from _lacking(desk, tx, answer)


def _lacking(desk: Desk, tx: Transaction, answer: NewAnswer) -> Iterator[str]:
    """Give what the disposition asks for and the answer lacks."""
    kind = answer.disposition
    if kind in {"B", "D"} or answer.due:
        yield from _due_faults(answer)
    if kind == "C":
        yield from _basis_faults(desk, tx, answer)
    if kind == "E" and not answer.channel.strip():
        yield "E（告知其他途径）要写明是哪条法定途径，如 申请行政复议"
    if kind in DISPOSITIONS and kind != "G" and not answer.organ.strip():
        yield "没有写由哪个部门答复"
    if kind == "G" and answer.same_as and not all_answers(tx, (normalised(answer.same_as),)):
        yield f"{answer.same_as} 还没有答复，先记那一件，再记这一件重复"


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
