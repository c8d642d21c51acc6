"""The walk-round ledger as it is read: the list of an evening, the trend of a year, and what is read once more."""

import datetime as dt
import hashlib
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import NoReturn

from toolkit import grievances
from toolkit.chinese import half_width
from toolkit.core import WrongValueError
from toolkit.loop import moments
from toolkit.loop.events import View, history
from toolkit.loop.rules import Rules
from toolkit.loop.walks.ledger import known_note, walks_of
from toolkit.loop.walks.masking import for_villagers, masked, shown_place
from toolkit.loop.walks.notes import Note, clocks_of, notes_at, notes_between, open_notes
from toolkit.store import Transaction
from toolkit.workspace import Desk

_RECENT = dt.timedelta(days=31)
_RED, _GREEN = "红", "绿"
_ISO_WEEK = re.compile(r"(\d{4})-W(\d{2})", re.ASCII)
NOT_WALKED = "未走"


@dataclass(frozen=True)
class ClockLine:
    """A clock of a note in a list."""

    name: str
    due: str
    raw: str
    state: str
    why: str


@dataclass(frozen=True)
class NoteLine:
    """A note in a list; `text` is None where its words are not for everybody, `place` its village and group.

    `late_steps` are the kinds of steps that were written down afterwards (补记), `late` says it of the note itself.
    """

    note: str
    date: str
    place: str
    text: str | None
    triage: str | None
    first_triage: str | None
    recoloured: int
    walk: str
    late: bool
    late_steps: tuple[str, ...]
    forwarded_to: str | None
    case: str | None
    clocks: tuple[ClockLine, ...]


def line_of(desk: Desk, note: Note, rules: Rules, on: str, walked: Iterable[str]) -> NoteLine:
    """Return the line of `note` at the moment `on`; `walked` are the walks that have times."""
    clocks = tuple(
        ClockLine(each.name, each.due.due, each.due.raw, each.state(on, rules.number("临近")), each.due.why)
        for each in clocks_of(note, rules, desk.calendar)
    )
    return NoteLine(
        note=note.number,
        date=note.date,
        place=shown_place(note.place, desk.settings.places),
        text=note.shown_text,
        triage=note.triage,
        first_triage=note.first_triage,
        recoloured=note.recoloured,
        walk=note.walk if note.walk and note.walk in set(walked) else NOT_WALKED,
        late=note.is_late,
        late_steps=note.late_steps,
        forwarded_to=note.forwarded[-1].what if note.forwarded else None,
        case=note.case,
        clocks=clocks,
    )


def state_of(desk: Desk, note: str, on: str | None = None) -> NoteLine:
    """Return the line of one note at the moment `on` (now); raise UnknownNumberError."""
    view = View(moments.looked_at(desk, on))
    with desk.store.reading() as tx:
        known = known_note(desk, tx, note)
        (then,) = notes_at(tx, view, (known.number,)) or (known,)
        walked = _walked(tx, view, (then,))
        return line_of(desk, then, Rules(tx, view), view.on, walked)


def _walked(tx: Transaction, view: View, notes: Iterable[Note]) -> set[str]:
    """Return the walks of `notes` that have times."""
    named = {note.walk for note in notes if note.walk}
    return {walk.number for walk in walks_of(tx, view, named) if walk.is_walked}


def listed(desk: Desk, on: str | None = None) -> tuple[NoteLine, ...]:
    """Return the notes on which something is to be done, and those of the last month, at the moment `on` (now)."""
    view = View(moments.looked_at(desk, on))
    recent = (moments.day_of(view.on) - _RECENT).isoformat()
    with desk.store.reading() as tx:
        rules = Rules(tx, view)
        notes = open_notes(tx, view, recent)
        walked = _walked(tx, view, notes)
        lines = [line_of(desk, note, rules, view.on, walked) for note in notes]
    return tuple(
        each for each in lines if each.date >= recent or any(_is_waiting(clock.state) for clock in each.clocks)
    )


def _is_waiting(state: str) -> bool:
    return state not in {"已办", "逾期办", "隔日转"}


@dataclass(frozen=True)
class Shown:
    """A note with its words, for whoever gives it a colour or answers for it; `recorded`, that the look was."""

    note: str
    place: str
    text: str
    person: str | None
    against: str | None
    flags: tuple[str, ...]
    recorded: bool


def show(desk: Desk, text: str, by: str) -> Shown:
    """Return a note with its words; a sensitive one only to a name that may see accusations, and the look is recorded.

    Raise UnknownNumberError, or WrongValueError for a name that may not.
    """
    with desk.store.reading() as tx:
        note = known_note(desk, tx, text)
    if note.is_sensitive:
        grievances.access_log.open_for(desk, by, note.number)
    flags = tuple(sorted(note.flags))
    return Shown(
        note.number, note.place, masked(note.text), note.person, note.against, flags, recorded=note.is_sensitive
    )


# -- answers for everybody -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class PublicAnswer:
    """A green note and its answer as they may be posted to a group of villagers: without a person of either side."""

    note: str
    question: str
    answer: str


def public_answers(desk: Desk, day: str | None = None) -> tuple[PublicAnswer, ...]:
    """Return the green notes that were answered on the `day` (today), without persons; sensitive ones are left out.

    Raise WrongDateError.
    """
    on = moments.looked_at(desk, day)[:10]
    view = View(on)
    with desk.store.reading() as tx:
        answered = tx.events(("note.answered",), None, view.until, since=on, names=("subject",))
        numbers = {row["subject"] for row in answered}
        answers = history(tx, view, ("note.answered",), numbers)
        listed = [note for note in notes_at(tx, view, numbers) if note.triage == _GREEN and note.shown_text]
    return tuple(
        PublicAnswer(
            note.number,
            for_villagers(str(note.shown_text), note.against),
            for_villagers(answers[note.number][-1].words("words"), note.person, note.against),
        )
        for note in listed
    )


# -- trend -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Trend:
    """The red notes of a year by the colour that they got first, per hundred walk-days, and the change in per cent.

    Changes are None without notes, or walk-days, in the year before. Without the walk-days a change says nothing: who
    walks half as often finds half as much.
    """

    year: int
    red: int
    walk_days: int
    per_100: float | None
    recoloured: int
    change_percent: float | None
    change_per_walk_day_percent: float | None


def trend(desk: Desk, year: int) -> Trend:
    """Return the trend of `year` against the year before."""
    view = View(desk.present)
    now, before = str(year), str(year - 1)
    with desk.store.reading() as tx:
        walks = walks_of(tx, view, since=before)
        written = tx.events(("note.written",), None, view.until, since=before, names=("subject", "at"))
        years = {row["subject"]: row["at"][:4] for row in written}
        red = Counter(
            years[number]
            for number in tx.subjects(("note.triaged",), (), view.until, holding=f'"triage":"{_RED}"')
            if number in years
        )
        changed = tx.events(("note.recoloured",), None, view.until, since=before, names=("subject",))
        recoloured = Counter(years.get(row["subject"]) for row in changed)[now]
    days = Counter(date[:4] for date, _ in {(walk.date, walk.route) for walk in walks if walk.is_walked})
    return trend_of((red[before], days[before]), (red[now], days[now]), year=year, recoloured=recoloured)


def trend_of(before: tuple[int, int], now: tuple[int, int], *, year: int, recoloured: int) -> Trend:
    """Return the trend from `before` to `now`, each red notes and walk-days."""
    rates = [Fraction(100 * red, days) if days else None for red, days in (before, now)]
    return Trend(
        year=year,
        red=now[0],
        walk_days=now[1],
        per_100=_rounded(rates[1]),
        recoloured=recoloured,
        change_percent=_change(Fraction(before[0]), Fraction(now[0])),
        change_per_walk_day_percent=_change(*rates),
    )


def _change(before: Fraction | None, now: Fraction | None) -> float | None:
    return None if not before or now is None else _rounded(100 * (now - before) / before)


def _rounded(value: Fraction | None) -> float | None:
    """Return `value` to one decimal, halves away from zero."""
    if value is None:
        return None
    tenths = int(abs(value) * 10 + Fraction(1, 2))
    return (tenths if value >= 0 else -tenths) / 10


# -- reading once more -----------------------------------------------------------------------------------------


def first_day(week: str) -> dt.date:
    """Return the Monday of the ISO `week` (`2026-W41`); raise WrongValueError."""
    match = _ISO_WEEK.fullmatch(half_width(week).strip().upper())
    try:
        return dt.date.fromisocalendar(int(match[1]), int(match[2]), 1) if match else _no_week(week)
    except ValueError:
        return _no_week(week)


def _no_week(week: str) -> NoReturn:
    raise WrongValueError(field="周", value=week, why="写成 2026-W41 的样子")


def to_reread(desk: Desk, week: str) -> tuple[str, ...]:
    """Return a tenth of the yellow and green notes of the ISO `week` (`2026-W41`), drawn by hash, to be read once more.

    Raise WrongValueError.
    """
    first = first_day(week)
    week = half_width(week).strip().upper()
    days = {(first + dt.timedelta(days=n)).isoformat() for n in range(7)}
    with desk.store.reading() as tx:
        notes = notes_between(tx, View(desk.present), min(days), max(days))
    mild = [note.number for note in notes if note.date in days and note.triage not in {None, _RED}]
    tickets = sorted(mild, key=lambda number: hashlib.sha256(f"yehua-reread/1|{week}|{number}".encode()).hexdigest())
    return tuple(tickets[: (len(mild) + 9) // 10])
