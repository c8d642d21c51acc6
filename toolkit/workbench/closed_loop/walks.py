"""The page 走访: an evening's notes, the list with its clocks, one note, and the trend of a year.

No words of a note stand here but those that a list may show; who asks for the others is written down (`walk_acts`).
"""

import datetime as dt
from dataclasses import dataclass

from toolkit import loop
from toolkit.loop import NoteLine
from toolkit.loop.walks import accused, notes
from toolkit.workbench.fields import Given
from toolkit.workspace import Desk

_RECENT = dt.timedelta(days=31)


@dataclass(frozen=True)
class WalkLine:
    """A walk of the last month with its photos; `late` says that it was written down afterwards (补记)."""

    number: str
    date: str
    route: str
    walkers: str
    is_walked: bool
    late: bool
    photos: tuple[str, ...]


@dataclass(frozen=True)
class RouteLine:
    """A route of the roster: who walks it, on which days of the week."""

    name: str
    walkers: str
    weekdays: str


@dataclass(frozen=True)
class LeftOutLine:
    """A walk of the roster of which nothing was written down."""

    day: str
    route: str
    walkers: str


@dataclass(frozen=True)
class Walks:
    """The walks of the last month, the newest first, the villages, the roster, and the notes with their clocks."""

    today: str
    week: str
    places: tuple[str, ...]
    routes: tuple[RouteLine, ...]
    left_out: tuple[LeftOutLine, ...]
    walks: tuple[WalkLine, ...]
    notes: tuple[NoteLine, ...]


def walks(desk: Desk, _given: Given) -> Walks:
    """Return the walks of the last month, and the notes of it or on which something is to be done."""
    since = (desk.today - _RECENT).isoformat()
    view = loop.events.View(desk.present)
    with desk.store.reading() as tx:
        known = loop.walks.ledger.walks_of(tx, view, since=since)
        photos = loop.walks.ledger.photos_of(tx, view, known)
        routes = loop.walks.roster.routes(tx, view)
        left_out = loop.walks.roster.left_out(desk, tx, view)
    newest = sorted(known, key=lambda walk: (walk.date, walk.number), reverse=True)
    year, week, _ = desk.today.isocalendar()
    return Walks(
        today=desk.today.isoformat(),
        week=f"{year}-W{week:02d}",
        places=desk.settings.places,
        routes=tuple(RouteLine(each.name, "、".join(each.walkers), each.weekdays) for each in routes),
        left_out=tuple(LeftOutLine(each.day, each.route, "、".join(each.walkers)) for each in left_out),
        walks=tuple(_walk_line(walk, photos[walk.number]) for walk in newest),
        notes=loop.walks.listing.listed(desk),
    )


def _walk_line(walk: loop.walks.ledger.Walk, photos: tuple[str, ...]) -> WalkLine:
    walkers = "、".join(walk.walkers)
    return WalkLine(walk.number, walk.date, walk.route, walkers, walk.is_walked, walk.is_late, photos)


@dataclass(frozen=True)
class StepLine:
    """Something that was done about a note: when, what, by whom, and whether it was written down afterwards (补记)."""

    at: str
    what: str
    by: str
    late: bool


@dataclass(frozen=True)
class Receiver:
    """Somebody to whom a note may be forwarded, and the post with its village if it has one."""

    name: str
    post: str


@dataclass(frozen=True)
class NotePage:
    """One note with its clocks, what was done about it, and to whom it may be forwarded."""

    line: NoteLine
    steps: tuple[StepLine, ...]
    receivers: tuple[Receiver, ...]


def note(desk: Desk, given: Given) -> NotePage:
    """Return the page of the note `note`; raise UnknownNumberError."""
    line = loop.walks.listing.state_of(desk, given.get("note", ""))
    with desk.store.reading() as tx:
        known = loop.walks.ledger.known_note(desk, tx, line.note)
    steps = [StepLine(step.at, f"分为{step.what}色", step.by, step.late) for step in known.colours]
    steps += [StepLine(step.at, f"{step.post}{step.what}上门", step.by, step.late) for step in known.visits]
    steps += [StepLine(step.at, f"转给{step.what}", step.by, step.late) for step in known.forwarded]
    steps += [StepLine(step.at, "承办人回复", step.by, step.late) for step in known.replied]
    steps += [StepLine(step.at, "答复本人", step.by, step.late) for step in known.answered]
    # Whom a list leaves out tells against whom a note is; so there is one only where its words are for everybody.
    receivers = _receivers(desk, known) if known.shown_text is not None else ()
    return NotePage(line, tuple(sorted(steps, key=lambda step: step.at)), receivers)


def _receivers(desk: Desk, known: notes.Note) -> tuple[Receiver, ...]:
    """Return who holds a post of the village or of the town and is not who the note speaks against; villages first."""
    with desk.store.reading() as tx:
        holders = loop.walks.ledger.holders_of(desk, tx, known)
        now = loop.duties.Duties(tx, loop.events.View(desk.present)).holders()
    there = [each for each in now if each.village is None or each.village in known.place]
    allowed = [each for each in there if not accused.why_not(known.against, each.person, holders, known.place)]
    named = sorted(allowed, key=lambda each: each.village is None)
    return tuple(Receiver(each.person, f"{each.village or ''}{each.post}") for each in named)


def trend(desk: Desk, given: Given) -> loop.walks.listing.Trend:
    """Return the trend of the year `year`, by default this one, against the year before."""
    year = given.get("year", "")
    return loop.walks.listing.trend(desk, int(year) if year.isdecimal() else desk.today.year)
