"""Panels of the made-up year: seats drawn, ballots typed by two, an opinion read, and a route decided apart from it."""

import datetime as dt
from functools import partial

from toolkit.loop.jury import members, scoring, sessions, sheets, tally
from toolkit.practice.office import Office

# The day, how high the marks lie, and the route that is decided: what the score suggests decides nothing.
_SITTINGS: tuple[tuple[dt.date, int, str, str | None], ...] = (
    (dt.date(2026, 3, 25), 6, "受理", None),
    (dt.date(2026, 6, 24), 8, "绿色通道", None),
    (dt.date(2026, 9, 28), 4, "受理", None),
    (dt.date(2026, 11, 18), 7, "引导法定途径", "31(2)"),
)
_AHEAD = 9


def take_in_members(office: Office) -> None:
    """Take the roster of the panel in."""
    rows = [(office.town.person(), kind, "2025-12-01", "2028-11-30") for kind in office.town.cast["members"]]
    members.take_in(office.desk, office.sheet("评议团名册", members.HEADINGS, rows), office.clerk)


def day(office: Office, on: dt.date) -> None:
    """Call and hold the panels of a day."""
    for sitting, level, route, ground in _SITTINGS:
        if on == sitting - dt.timedelta(days=_AHEAD):
            office.plan(office.working_day(on), "10:00", partial(_call, office, sitting, level, (route, ground)))


def _call(office: Office, sitting: dt.date, level: int, decided: tuple[str, str | None]) -> None:
    case = office.newest_case()
    if case is None:
        return
    public = f"{office.today}|SSE|{office.dice.randrange(320000, 420000) / 100:.2f}"
    session = sessions.call(office.desk, case, sessions.Call(sitting.isoformat(), office.clerk, public, "3526")).session
    office.plan(sitting, "16:10", partial(_sit, office, session, level, decided))


def ballots(office: Office, session: str, level: int) -> list[tuple[str, int, int, int]]:
    """Return the made-up ballots of a session, a row for each seat, with marks near `level`."""
    with office.desk.store.reading() as tx:
        seats = len(sessions.find(office.desk, tx, session).seats)
    marks = range(max(level - 1, 0), min(level + 3, 11))
    return [(str(n), *(office.dice.choice(marks) for _ in range(3))) for n in range(1, seats + 1)]  # type: ignore[misc]


def _sit(office: Office, session: str, level: int, decided: tuple[str, str | None]) -> None:
    for side in sessions.SIDES:
        sessions.note_side(office.desk, session, side, heard=True, at=office.now, by=office.clerk)
    rows = ballots(office, session, level)
    typed = tuple(office.sheet(f"计票{who}", ("票号", *scoring.MARKS), rows) for who in "甲乙")
    witness = office.town.cast["witness"]
    tally.count(office.desk, session, (typed[0], typed[1]), tally.Tellers(office.clerk, witness, office.now))
    sheets.write_opinion(office.desk, session, office.papers / "评议意见书.docx", office.clerk)
    route, ground = decided
    sessions.decide_route(office.desk, session, sessions.Decision(route, ground, office.now, office.clerk))
