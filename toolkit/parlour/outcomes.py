"""Outcomes of calls in the ledger of events, and the matter that a call raised: its fifteen days run from the talk."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from toolkit import loop
from toolkit.cases import Matter, is_open, ledger_of, open_matter
from toolkit.chinese import dates
from toolkit.core import RepeatedError, UnknownNumberError, WrongValueError
from toolkit.parlour.tickets import AGAIN, ANSWERED, OUTCOMES
from toolkit.records import CaseState, Entry
from toolkit.store import EVENTS, Transaction
from toolkit.workspace import Desk

ENDED, REGISTERED = "parlour.ended", "parlour.registered"
_SOURCE = "网上"
_LONGEST_REPLY = 200


@dataclass(frozen=True)
class Call:
    """A call that ended: its number (`厅2026-11-29-A001`), when the talk began, and the case it became, if any."""

    number: str
    began: str
    leader: str
    outcome: str
    minutes: int
    case: str | None

    @property
    def waits(self) -> bool:
        """Whether the matter of the call has still to be registered: what was answered at once is registered, too."""
        return self.case is None


def number_of(day: dt.date, ticket: str) -> str:
    """Return the number of the call that `ticket` had on `day`."""
    return f"厅{day.isoformat()}-{ticket}"


def record(desk: Desk, number: str, *, leader: str, outcome: str, began: dt.datetime, minutes: int) -> None:
    """Record the outcome of a call once; the facts hold a number and a post, no name."""
    if outcome not in OUTCOMES:
        raise WrongValueError(field="结果", value=outcome, why=f"可以写 {'、'.join(OUTCOMES)}")
    facts = {"outcome": outcome, "minutes": minutes, "leader": leader}
    wish = loop.events.Wish(ENDED, number, began.strftime("%Y-%m-%d %H:%M"), leader, facts)
    with desk.store.transaction() as tx:
        if tx.row(EVENTS, subject=number, kind=ENDED) is None:
            loop.events.record(desk, tx, wish)


def calls(desk: Desk) -> tuple[Call, ...]:
    """Return every call that ended, the newest first."""
    with desk.store.reading() as tx:
        return tuple(calls_at(tx, loop.events.WHENEVER))


def calls_at(tx: Transaction, view: loop.events.View) -> Iterator[Call]:
    """Yield every call that ended by the moment of `view`, the newest first."""
    told = loop.events.history(tx, view, (ENDED, REGISTERED))
    events = [event for each in told.values() for event in each]
    registered = {event.subject: str(event.facts["case"]) for event in events if event.kind == REGISTERED}
    ended = [event for event in events if event.kind == ENDED]
    for event in sorted(ended, key=lambda event: event.position, reverse=True):
        facts = event.facts
        yield Call(
            event.subject,
            event.at,
            str(facts["leader"]),
            str(facts["outcome"]),
            int(facts["minutes"]),
            registered.get(event.subject),
        )


@dataclass(frozen=True)
class Registration:
    """What a call is registered as: a new matter (`person`, `about`, `home`), or the open `case` that it was about.

    `reply` is what was answered at once, `day` the day of the next talk: the outcome of the call asks for either.
    """

    by: str
    person: str = ""
    about: str = ""
    home: str | None = None
    case: str = ""
    reply: str = ""
    day: str = ""


def register(desk: Desk, number: str, wish: Registration) -> CaseState:
    """Register the call `number` as a matter received when the talk began, and return its case.

    Every matter that was raised is registered, whatever came of the talk (信访工作条例 Art 19, 21, 23). A reply given
    at once is entered as served that day; the next talk is a promise of the leader. Raise UnknownNumberError,
    RepeatedError when it has become a case, EventRefusedError naming every fault, WrongDateError, DateOrderError, or
    what opening a case raises.
    """
    with desk.store.together():
        call = _waiting(desk, number)
        loop.events.refuse(_faults(desk, call, wish))
        case = _known_case(desk, wish).case if wish.case.strip() else _opened(desk, call, wish)
        with desk.store.transaction() as tx:
            _enter(desk, tx, call, case, wish)
            # What was answered is private: until somebody judges the matter no word of it is shown.
            facts, private = {"case": case}, {"reply": wish.reply.strip()}
            loop.events.record(
                desk, tx, loop.events.Wish(REGISTERED, call.number, desk.present, wish.by, facts, private)
            )
    return ledger_of(desk).state(case, desk.today)


def _waiting(desk: Desk, number: str) -> Call:
    call = next((each for each in calls(desk) if each.number == number.strip()), None)
    if call is None:
        raise UnknownNumberError(what="视频会客", number=number)
    if call.case:
        raise RepeatedError(what=f"{call.number} 的登记", last=call.case)
    return call


def _faults(desk: Desk, call: Call, wish: Registration) -> Iterator[str]:
    if wish.case.strip():
        state = _known_case(desk, wish)
        if not is_open(state.entries):
            yield f"事项 {state.case} {state.state}，请先记一条重新办理，或者登记成新的事项（不写 --case）"
        if wish.person.strip() or wish.about.strip():
            yield "写了已有的事项（--case），就不再写反映人（--person）、反映的事（--about）"
    if call.outcome == ANSWERED and not wish.reply.strip():
        yield "当场答复的，要写明答复了什么（--reply）"
    if call.outcome != ANSWERED and wish.reply.strip():
        yield f"它的结果是{call.outcome}，不写当场答复的话（--reply）"
    if len(wish.reply) > _LONGEST_REPLY:
        yield f"答复的话有 {len(wish.reply)} 个字，最多 {_LONGEST_REPLY} 个"
    if call.outcome == AGAIN and not wish.day.strip():
        yield "约定再谈的，要写明约在哪一天（--day）"
    if call.outcome != AGAIN and wish.day.strip():
        yield f"它的结果是{call.outcome}，不写再谈的日子（--day）"
    elif wish.day.strip() and dates.parse_date(wish.day) < loop.moments.day_of(call.began):
        yield f"再谈的日子 {wish.day} 早于这次谈话（{call.began}）"


def _known_case(desk: Desk, wish: Registration) -> CaseState:
    return ledger_of(desk).state(wish.case, desk.today)


def _opened(desk: Desk, call: Call, wish: Registration) -> str:
    matter = Matter(_SOURCE, call.began, wish.about, wish.person, wish.home, by=wish.by)
    return open_matter(desk, matter).case


def _enter(desk: Desk, tx: Transaction, call: Call, case: str, wish: Registration) -> None:
    """Enter what came of the talk in the ledger of `case`."""
    day, ledger = loop.moments.day_of(call.began), ledger_of(desk)
    told = f"视频会客（{call.number}，{call.leader}）：{call.outcome}"
    if call.outcome == ANSWERED:
        ledger.append(tx, Entry(0, case, "reply", day, served_on=day, note=told), desk.today, again=True)
    elif wish.case.strip():
        ledger.append(tx, Entry(0, case, "note", day, note=told), desk.today, again=True)
    if call.outcome == AGAIN:
        facts = {"due": dates.parse_date(wish.day).isoformat(), "owner": call.leader}
        text = {"text": "按约定再谈"}
        loop.events.record(desk, tx, loop.events.Wish("promise.made", case, desk.present, wish.by, facts, text))
