"""The pages 评议团: the roster and the sessions, and one session with seats, two tellers, the opinion, and the disc."""

from dataclasses import dataclass
from fractions import Fraction

from toolkit import loop
from toolkit.loop import Session
from toolkit.loop.jury import members, scoring, sessions, sheets
from toolkit.workbench.fields import Given
from toolkit.workspace import Desk


@dataclass(frozen=True)
class JuriesPage:
    """The members in office today, by how many and which kinds a panel is drawn, and the sessions, the newest first."""

    today: str
    members: tuple[members.Member, ...]
    least: int
    quorum: int
    quotas: str
    sessions: tuple[Session, ...]


def juries(desk: Desk, _given: Given) -> JuriesPage:
    """Return the roster and the sessions."""
    view = loop.events.View(desk.present)
    with desk.store.reading() as tx:
        rules = loop.rules.Rules(tx, view)
        return JuriesPage(
            today=desk.today.isoformat(),
            members=members.members_at(tx, view, desk.today.isoformat()),
            least=rules.number("评议名册"),
            quorum=rules.number("评议人数"),
            quotas="、".join(rules.words("评议席位")),
            sessions=tuple(reversed(sessions.sessions_at(desk, tx, view))),
        )


@dataclass(frozen=True)
class JuryPage:
    """One session, with what may be chosen: papers, marks, sides, routes with their statutory grounds; discs made."""

    session: Session
    score: str | None
    papers: tuple[str, ...]
    marks: tuple[str, ...]
    sides: tuple[str, ...]
    routes: tuple[str, ...]
    grounds: tuple[tuple[str, str], ...]
    discs: tuple[str, ...]


def jury(desk: Desk, given: Given) -> JuryPage:
    """Return the session `session`; raise UnknownNumberError."""
    view = loop.events.View(desk.present)
    with desk.store.reading() as tx:
        session = sessions.find(desk, tx, given.get("session", ""))
        discs = loop.events.of_subject(tx, view, session.session, "disc.made")
    return JuryPage(
        session=session,
        score=scoring.floored(Fraction(session.exact)) if session.exact else None,
        papers=tuple(sheets.PAPERS),
        marks=scoring.MARKS,
        sides=sessions.SIDES,
        routes=scoring.ROUTES,
        grounds=tuple(scoring.GROUNDS.items()),
        discs=tuple(f"第 {event.facts['copy']} 份　{event.at}" for event in discs),
    )
