"""Outcomes of calls in the ledger of events, and the matter that a call raised: its fifteen days run from the talk."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from toolkit import loop
from toolkit.cases import Matter, open_matter
from toolkit.core import RepeatedError, UnknownNumberError, WrongValueError
from toolkit.parlour.tickets import OUTCOMES
from toolkit.records import CaseState
from toolkit.store import EVENTS, Transaction
from toolkit.workspace import Desk

ENDED, REGISTERED = "parlour.ended", "parlour.registered"
TO_REGISTER = "转入台账"
_SOURCE = "网上"


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
        """Whether the matter of the call has still to be registered."""
        return self.outcome == TO_REGISTER and self.case is None


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


def register(desk: Desk, number: str, *, person: str, about: str, home: str | None, by: str) -> CaseState:
    """Open a case from the call `number`, received when the talk began (信访工作条例 Art 19, 23), and return it.

    Raise UnknownNumberError, RepeatedError when it has become a case, or what opening a case raises.
    """
    with desk.store.together():
        call = next((each for each in calls(desk) if each.number == number.strip()), None)
        if call is None:
            raise UnknownNumberError(what="视频会客", number=number)
        if call.case:
            raise RepeatedError(what=f"{call.number} 的登记", last=call.case)
        if call.outcome != TO_REGISTER:
            raise WrongValueError(field="视频会客", value=call.number, why=f"它的结果是{call.outcome}，不用登记成事项")
        matter = Matter(source=_SOURCE, received=call.began, about=about, person=person, home=home, by=by)
        state = open_matter(desk, matter)
        wish = loop.events.Wish(REGISTERED, call.number, desk.present, by, {"case": state.case})
        with desk.store.transaction() as tx:
            loop.events.record(desk, tx, wish)
    return state
