"""What of the closed loop belongs to a case, for its page: calls, cards, notes, alert, panels, opinions, proposals."""

from collections.abc import Iterator
from dataclasses import dataclass

from toolkit import loop
from toolkit.cases import ledger_of
from toolkit.loop.clinics import opinions
from toolkit.loop.jury import sessions
from toolkit.loop.reports import proposals
from toolkit.store import Transaction
from toolkit.workbench.closed_loop.followups import CallLine, call_line
from toolkit.workbench.fields import Given
from toolkit.workspace import Desk


@dataclass(frozen=True)
class Related:
    """Something that belongs to a case: what it is, how it stands, and the page that shows it."""

    name: str
    text: str
    page: str


@dataclass(frozen=True)
class CaseLoop:
    """What of the closed loop belongs to a case: its follow-up, its cards, the notes it came from, and the rest."""

    case: str
    call: CallLine | None
    cards: tuple[str, ...]
    notes: tuple[str, ...]
    related: tuple[Related, ...]


def case_loop(desk: Desk, given: Given) -> CaseLoop:
    """Return what of the closed loop belongs to the case `case`; raise UnknownNumberError."""
    number = ledger_of(desk).state(given.get("case", ""), desk.today).case
    view = loop.events.View(desk.present)
    with desk.store.reading() as tx:
        call = loop.calls.follow_up_of(desk, tx, view, number)
        numbers = {origin for origin, case in loop.origins.cases_by_origin(tx).items() if case == number}
        # Only the cards that name the case are read: there are many.
        named = tx.events(("card.issued", "card.linked"), None, view.until, holding=f'"case":"{number}"')
        asked = {row["subject"] for row in named} | numbers
        cards = [card.number for card in loop.cards.all_cards(tx, view, asked) if card.case == number]
        related = tuple(_related(desk, tx, view, number))
    notes = sorted(numbers - set(cards))
    return CaseLoop(number, call_line(call) if call else None, tuple(cards), tuple(notes), related)


def _related(desk: Desk, tx: Transaction, view: loop.events.View, case: str) -> Iterator[Related]:
    """Give the alert, panels, opinions and proposals of a case."""
    for alert in loop.alerts.standing.alerts_at(loop.alerts.standing.standing_at(desk, tx, view), (case,)):
        state = "红色责任" if alert.latched else f"{alert.colour}色" if alert.colour else "没有预警"
        yield Related("预警", f"{state}，重复 {alert.repeats} 次", f"/alert/{case}")
    called = tx.events(("session.called",), None, view.until, holding=f'"case":"{case}"', names=("subject",))
    for row in called:
        session = sessions.find(desk, tx, row["subject"])
        route = "，已取消" if session.cancelled else f"，决定{session.route}" if session.route else ""
        yield Related("评议", f"{session.session}（{session.date}{route}）", f"/jury/{session.session}")
    for opinion in opinions.opinions_at(tx, view, desk.calendar):
        if opinion.case == case:
            yield Related("法律意见", f"{opinion.opinion}（{opinion.state}，期限 {opinion.due}）", "/clinics")
    for proposal in proposals.proposals_at(tx, view):
        if case in proposal.cases:
            state = proposal.adopted or f"等答复到 {proposal.due}"
            words = f"{proposal.proposal} {proposal.to}：{proposal.topic}（{state}）"
            yield Related("以案促治", words, "/proposals")
