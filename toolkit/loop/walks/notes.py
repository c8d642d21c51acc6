"""Notes of the walk-round ledger (民情台账) as they stand: colours, clocks, and what may stand in a list.

A note is folded from its events. Its words stand in a list only once somebody gave it a colour and it holds nothing
about health, children or officials, nor became a case that is withheld; so a list does not tell which of these it is.
"""

import datetime as dt
import json
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from toolkit.cases import Matter, matters
from toolkit.chinese import Calendar, clocks
from toolkit.grievances.accusations import cues
from toolkit.loop import moments
from toolkit.loop.events import Event, View, history
from toolkit.loop.origins import cases_by_origin, opened_by, opening_days
from toolkit.loop.rules import Rules
from toolkit.loop.walks.masking import masked
from toolkit.store import Transaction

COLOURS = ("绿", "黄", "红")  # the more urgent later
FLAGS = ("health", "minor", "accusation")
TRIAGE, VISIT, FORWARD, REPLY, ANSWER = "分色", "主要领导上门", "当天转办", "回复", "答复"
_HEALTH = re.compile(r"药|病|住院|残疾|怀孕|孕|癌|艾滋|精神|抑郁|手术|透析|瘫")
_MINOR = re.compile(r"孩子|小孩|儿童|娃|学生|未成年|孙子|孙女|辍学")
_NUMBER = re.compile(r"民(\d{4})-(\d{1,9})", re.ASCII)
_PREFIXES = ("note.", "visit.")
_LEADERS = "主要领导"


@dataclass(frozen=True)
class Step:
    """An act on a note: when, by whom, and what it says plainly (a colour, a receiver, a leader).

    `late` says that it was written down more than a day afterwards (补记).
    """

    at: str
    by: str
    what: str = ""
    post: str = ""
    late: bool = False


@dataclass(frozen=True)
class Note:
    """A note as it stands at a moment; `case` is what it became, on the day `case_opened`.

    Text, persons and flags are private.

    `flags` are what its words say or somebody told, `told_flags` what somebody told.

    `is_withheld` says that the case is an accusation, or that nobody judged yet whether it is one.
    """

    number: str
    date: str
    place: str
    walk: str | None
    by: str
    text: str
    person: str | None
    against: str | None
    flags: frozenset[str]
    is_late: bool
    told_flags: frozenset[str] = frozenset()
    colours: tuple[Step, ...] = ()
    visits: tuple[Step, ...] = ()
    forwarded: tuple[Step, ...] = ()
    replied: tuple[Step, ...] = ()
    answered: tuple[Step, ...] = ()
    case: str | None = None
    case_opened: str | None = None
    is_withheld: bool = False

    @property
    def triage(self) -> str | None:
        """The colour that it has, None while nobody gave it one."""
        return self.colours[-1].what if self.colours else None

    @property
    def first_triage(self) -> str | None:
        """The colour that it got first, which the year counts."""
        return self.colours[0].what if self.colours else None

    @property
    def recoloured(self) -> int:
        """How often its colour was changed."""
        return max(0, len(self.colours) - 1)

    @property
    def late_steps(self) -> tuple[str, ...]:
        """The kinds of steps of which one was written down more than a day afterwards (补记)."""
        kinds = {"分色": self.colours, "上门": self.visits, "转办": self.forwarded, "回复": self.replied}
        kinds[ANSWER] = self.answered
        return tuple(name for name, steps in kinds.items() if any(step.late for step in steps))

    @property
    def is_sensitive(self) -> bool:
        """Whether its words are for those only who may see accusations, and each look is recorded."""
        return bool(self.flags) or self.is_withheld

    @property
    def shown_text(self) -> str | None:
        """Its words as a list may show them; None while nobody gave it a colour, or for a sensitive one."""
        return None if self.triage is None or self.is_sensitive else masked(self.text, self.person)


def note_number(year: int, serial: int) -> str:
    """Return the number of the `serial`th note of `year`: `民2026-00123`."""
    return f"民{year:04d}-{serial:05d}"


def tidy_number(text: str) -> str:
    """Return the number of a note as the store has it; what is no such number comes back as it is."""
    match = _NUMBER.fullmatch("".join(text.split()))
    return note_number(int(match[1]), int(match[2])) if match else text.strip()


def flags_of(text: str, person: str | None, against: str | None, given: Iterable[str]) -> frozenset[str]:
    """Return what makes a note sensitive: as somebody told, and as its words say."""
    flags = set(given) | ({"accusation"} if _queued(text, person, against).why else set())
    flags |= {"health"} if _HEALTH.search(text) else set()
    flags |= {"minor"} if _MINOR.search(text) else set()
    return frozenset(flags)


def seems_to_accuse(note: Note) -> bool:
    """Return whether a note is likely to accuse an official; one cue alone, which hides its words, is not enough."""
    queued = _queued(note.text, note.person, note.against)
    return "accusation" in note.told_flags or queued.warn or len(queued.why) > 1


def _queued(text: str, person: str | None, against: str | None) -> cues.Queued:
    (queued,) = cues.queue(matters.alone(Matter("台账", "2000-01-01", text, person, against=against)))
    return queued


# -- reading ---------------------------------------------------------------------------------------------------


def notes_at(tx: Transaction, view: View, numbers: Collection[str] | None = None) -> tuple[Note, ...]:
    """Return every note (of those `numbers`) as it stood at the moment of `view`, by number.

    Whether it is withheld is judged as of now, whatever the moment.
    """
    logs = {number: events for number, events in history(tx, view, _PREFIXES, numbers).items() if _birth(events)}
    opened = cases_by_origin(tx, "民")
    cases = {number: opened[number] for number in logs if number in opened}
    withheld = matters.withheld_cases(tx, set(cases.values()))
    then = opened_by(tx, view, cases)
    days = opening_days(tx, set(then.values()))
    notes = (
        replace(
            _note(events, is_withheld=cases.get(number) in withheld),
            case=then.get(number),
            case_opened=days.get(then.get(number, "")),
        )
        for number, events in logs.items()
    )
    return tuple(sorted(notes, key=lambda note: note.number))


def notes_between(tx: Transaction, view: View, first: str, last: str) -> tuple[Note, ...]:
    """Return the notes of walks from the ISO day `first` to `last` as they stood at the moment of `view`."""
    written = tx.events(("note.written",), None, min(last, view.until), since=first, names=("subject",))
    return notes_at(tx, view, {row["subject"] for row in written})


def open_notes(tx: Transaction, view: View, since: str | None = None) -> tuple[Note, ...]:
    """Return the notes on which something may still be to be done, and all those from the day `since` on."""
    known = view.recorded_before
    waiting = set(tx.subjects(("note.written",), ("note.answered", "note.replied"), view.until, recorded_before=known))
    waiting |= _red_ones(tx, view)
    if since is not None:
        written = tx.events(("note.written",), None, view.until, since=since, names=("subject",))
        waiting |= {row["subject"] for row in written}
    return notes_at(tx, view, waiting)


def _red_ones(tx: Transaction, view: View) -> set[str]:
    """Return the notes that were red once and that no main leader came about: a reply does not settle these."""
    known = view.recorded_before
    colours = ("note.triaged", "note.recoloured")
    coloured = tx.subjects(colours, (), view.until, holding='"triage":"红"', recorded_before=known)
    leaders = Rules(tx, view).words(_LEADERS)
    visits = tx.events(("visit.done",), None, view.until, recorded_before=known, names=("subject", "facts"))
    # No visit is written down before its note, so each of a leader stops the clock.
    came = {row["subject"] for row in visits if json.loads(row["facts"])["post"] in leaders}
    return {*coloured} - came


def _birth(events: Sequence[Event]) -> Event | None:
    return next((event for event in events if event.kind == "note.written"), None)


def _note(events: Sequence[Event], *, is_withheld: bool) -> Note:
    birth = next(event for event in events if event.kind == "note.written")

    def steps(*kinds: str) -> tuple[Step, ...]:
        return tuple(_step(event) for event in events if event.kind in kinds)

    return Note(
        number=birth.subject,
        date=birth.facts["date"],
        place=birth.facts["place"],
        walk=birth.facts.get("walk"),
        by=birth.by,
        text=birth.words("text"),
        person=birth.words("person") or None,
        against=birth.words("against") or None,
        flags=_flags(birth, "flags"),
        told_flags=_flags(birth, "told"),
        is_late=birth.is_late,
        colours=steps("note.triaged", "note.recoloured"),
        visits=steps("visit.done"),
        forwarded=steps("note.forwarded"),
        replied=steps("note.replied"),
        answered=steps("note.answered"),
        is_withheld=is_withheld,
    )


def _flags(birth: Event, name: str) -> frozenset[str]:
    return frozenset(filter(None, birth.words(name).split(";")))


def _step(event: Event) -> Step:
    facts = event.facts
    what = facts.get("triage") or facts.get("to") or facts.get("leader") or ""
    return Step(event.at, event.by, str(what), str(facts.get("post", "")), event.is_late)


# -- clocks ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class NoteClock:
    """A clock of a note: its name, its end, when what it waits for was done (None: not yet), and if late, how."""

    name: str
    due: clocks.Due
    done: str | None
    late: str = "逾期办"

    def state(self, moment: str, near_days: int = 3) -> str:
        """Return how it stands at `moment`: a state of a clock, or that it was done, in time or late."""
        if self.done is None:
            return self.due.state(moment, near_days)
        if not self.due.is_over(self.done):
            return "已办"
        return self.late


def clocks_of(note: Note, rules: Rules, calendar: Calendar) -> tuple[NoteClock, ...]:
    """Return the clocks of `note` by the colour that it has: open ones, and what was done in time or late.

    From the day on which a case was opened from the note, the clocks of the case go on in the place of these.
    """
    day = dt.date.fromisoformat(note.date)
    if note.triage is None:
        return (NoteClock(TRIAGE, clocks.end_of(day), note.case_opened),)
    since = _colour_since(note)
    if note.triage == "红":
        start = min(since, f"{(day + dt.timedelta(days=1)).isoformat()} 00:00") if note.first_triage == "红" else since
        due = clocks.hours_after(start, rules.number("红色上门", note.date))
        leaders = rules.words(_LEADERS)
        came = next((step.at for step in note.visits if step.post in leaders and step.at[:10] >= note.date), None)
        return (NoteClock(VISIT, due, came),)
    start_day = day if note.recoloured == 0 else max(day, moments.day_of(since))
    if note.triage == "黄":
        return tuple(_yellow(note, start_day, rules, calendar))
    due = clocks.working_days(start_day, rules.number("绿色答复", note.date), calendar)
    return (NoteClock(ANSWER, due, _first((*note.answered, *note.replied)) or note.case_opened),)


def _yellow(note: Note, day: dt.date, rules: Rules, calendar: Calendar) -> Iterator[NoteClock]:
    forwarded = _first(note.forwarded)
    yield NoteClock(FORWARD, clocks.end_of(day), forwarded or note.case_opened, "隔日转" if forwarded else "逾期办")
    # Before it is forwarded, the reply is counted as if that were done in time.
    start = moments.day_of(forwarded) if forwarded else day
    due = clocks.working_days(start, rules.number("黄色回复", note.date), calendar)
    yield NoteClock(REPLY, due, _first((*note.replied, *note.answered)) or note.case_opened)


def _colour_since(note: Note) -> str:
    """Return since when the note has its colour without a break; one that it had before counts from then."""
    return next(step.at for step in note.colours if step.what == note.triage)


def _first(steps: Sequence[Step]) -> str | None:
    return min((step.at for step in steps), default=None)
