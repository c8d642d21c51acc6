"""The walk-round ledger (民情台账) is written: walks, notes, colours, visits, forwarding, replies and answers."""

import contextlib
import datetime as dt
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from toolkit.chinese import bare_name, dates, half_width, is_among
from toolkit.core import UnknownNumberError, WrongDateError
from toolkit.loop import moments, photos
from toolkit.loop.duties import Duties, Holder
from toolkit.loop.events import View, Wish, history, record, refuse
from toolkit.loop.photos import Photo
from toolkit.loop.walks.accused import holders_on, why_not
from toolkit.loop.walks.notes import COLOURS, FLAGS, Note, flags_of, note_number, notes_at, seems_to_accuse, tidy_number
from toolkit.store import Transaction
from toolkit.workspace import Desk, normalised

_CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)", re.ASCII)
_LONGEST_PLACE = 60
# Of many villages, so many are named.
_NAMED = 20


@dataclass(frozen=True)
class NewWalk:
    """A walk as it is written down: its day, its route, from when to when (None: nobody wrote it), and who walked."""

    date: str
    route: str
    walkers: tuple[str, ...]
    first: str | None = None
    last: str | None = None
    households: int | None = None


@dataclass(frozen=True)
class NewNote:
    """A note as it is written down; `flags` are what the writer knows of it (health, minor, accusation)."""

    text: str
    date: str
    place: str
    by: str
    person: str | None = None
    against: str | None = None
    flags: tuple[str, ...] = ()


@dataclass(frozen=True)
class Walk:
    """A walk on record; without times nobody knows that it was walked (未走).

    `photo` is the place of the photo taken in with it, `is_late` says that it was written down afterwards (补记).
    """

    number: str
    date: str
    route: str
    walkers: tuple[str, ...]
    is_walked: bool
    photo: str | None = None
    is_late: bool = False


# -- walks and notes -------------------------------------------------------------------------------------------


def add_walk(desk: Desk, wish: NewWalk, photo: Path | None = None) -> Walk:
    """Record a walk, with the photo of its written page if there is one, and return it.

    Raise EventRefusedError naming every fault, or MissingFileError.
    """
    refuse(walk_faults(desk, wish))
    with contextlib.ExitStack() as stack:
        page = stack.enter_context(photos.copied(desk, photo)) if photo else None
        tx = stack.enter_context(desk.store.transaction())
        if page:
            photos.settle(desk, tx)
        walk = write_walk(desk, tx, wish, page)
        if page:
            page.place(desk, walk.number)
    return walk


def write_walk(desk: Desk, tx: Transaction, wish: NewWalk, page: Photo | None = None) -> Walk:
    """Record a walk without faults in the transaction `tx`, with the photo of its page if there is one; return it."""
    day = dates.parse_date(wish.date)
    number = f"巡{day.year}-{tx.next_number(f'walk:{day.year}'):05d}"
    facts = {
        "date": day.isoformat(),
        "route": wish.route.strip(),
        "from": _clock(wish.first),
        "to": _clock(wish.last),
        "walkers": "、".join(name.strip() for name in wish.walkers),
        "households": wish.households,
        "photo": page.place_of(number) if page else None,
        "photo_sha256": page.sha256 if page else None,
    }
    record(desk, tx, Wish("walk.done", number, day.isoformat(), wish.walkers[0], facts))
    return known_walk(desk, tx, number)


def add_photo(desk: Desk, text: str, photo: Path, by: str) -> str:
    """Keep one more `photo` of the written page of a walk as proof, and return its place in the workspace.

    Raise UnknownNumberError or MissingFileError.
    """
    with photos.copied(desk, photo) as page, desk.store.transaction() as tx:
        photos.settle(desk, tx)
        walk = known_walk(desk, tx, text)
        number = f"页{desk.today.year}-{tx.next_number(f'page:{desk.today.year}'):05d}"
        facts = {"walk": walk.number, "photo": page.place_of(number), "photo_sha256": page.sha256}
        record(desk, tx, Wish("walk.pictured", number, desk.present, by, facts))
        return page.place(desk, number)


def known_walk(desk: Desk, tx: Transaction, text: str) -> Walk:
    """Return the walk that is meant by `text`; raise UnknownNumberError."""
    number = normalised(text)
    walks = walks_of(tx, View(desk.present), (number,))
    if not walks:
        raise UnknownNumberError(what="走访", number=text)
    return walks[0]


def walk_faults(desk: Desk, wish: NewWalk) -> Iterator[str]:
    """Give the Chinese faults of a walk as it is written."""
    yield from _day_faults(desk, wish.date)
    if not wish.route.strip():
        yield "没有写路线"
    if not any(name.strip() for name in wish.walkers):
        yield "没有写走访的人"
    times = [_clock(text) for text in (wish.first, wish.last)]
    for name, text, clock in zip(("起", "止"), (wish.first, wish.last), times, strict=True):
        if text and clock is None:
            yield f"走访的{name}“{text}”不是钟点，写成 09:00 的样子"
    if times[0] and times[1] and times[0] >= times[1]:
        yield f"走访从 {times[0]} 到 {times[1]}，起要在止的前面"


def _clock(text: str | None) -> str | None:
    match = _CLOCK.fullmatch(half_width(text or "").strip().replace("：", ":"))
    return f"{int(match[1]):02d}:{match[2]}" if match else None


def _day_faults(desk: Desk, text: str) -> Iterator[str]:
    try:
        day = dates.parse_date(text)
    except WrongDateError as fault:
        yield f"日期“{text}”不对（{fault.fields['why']}）"
    else:
        yield from moments.faults(desk, day.isoformat())


def walks_of(tx: Transaction, view: View, numbers: Collection[str] | None = None, since: str = "") -> tuple[Walk, ...]:
    """Return every walk on record (of those `numbers`; from the ISO day `since` on), by number."""
    logs = history(tx, view, ("walk.done",), numbers, since)
    return tuple(
        Walk(
            number,
            event.facts["date"],
            event.facts["route"],
            tuple(event.facts["walkers"].split("、")),
            bool(event.facts.get("from") and event.facts.get("to")),
            event.facts.get("photo"),
            event.is_late,
        )
        for number, (event,) in sorted(logs.items())
    )


def photos_of(tx: Transaction, view: View, walks: Iterable[Walk]) -> dict[str, tuple[str, ...]]:
    """Return by walk the places of the photos of its written page, in the order in which they were taken in."""
    photos = {walk.number: [walk.photo] if walk.photo else [] for walk in walks}
    first = min((walk.date for walk in walks), default="")
    for (event,) in history(tx, view, ("walk.pictured",), since=first).values():
        if event.facts["walk"] in photos:
            photos[event.facts["walk"]].append(event.facts["photo"])
    return {walk: tuple(places) for walk, places in photos.items()}


def add_note(desk: Desk, wish: NewNote) -> Note:
    """Record a note and return it; raise EventRefusedError naming every fault."""
    refuse(note_faults(desk, wish))
    with desk.store.transaction() as tx:
        return write_note(desk, tx, wish, None)


def note_faults(desk: Desk, wish: NewNote) -> Iterator[str]:
    """Give the Chinese faults of a note as it is written."""
    yield from _day_faults(desk, wish.date)
    if not wish.text.strip():
        yield "没有写看到、听到的是什么事"
    place, known = wish.place.strip(), desk.settings.places
    if not any(village in place for village in known):
        named = "、".join(known[:_NAMED]) + (f"等 {len(known)} 个" if len(known) > _NAMED else "")
        yield f"地点“{place}”里没有设置里的村，已有：{named}"
    if len(place) > _LONGEST_PLACE:
        yield f"地点有 {len(place)} 个字，最多 {_LONGEST_PLACE} 个"
    if wrong := [flag for flag in wish.flags if flag not in FLAGS]:
        yield f"标记不能写成“{'、'.join(wrong)}”，可以写 {'、'.join(FLAGS)}"


def write_note(desk: Desk, tx: Transaction, wish: NewNote, walk: str | None) -> Note:
    """Record a note without faults in the transaction `tx`, as of the walk `walk` if it is known, and return it."""
    day = dates.parse_date(wish.date)
    number = note_number(day.year, tx.next_number(f"note:{day.year}"))
    private = {"text": wish.text.strip(), "person": _filled(wish.person), "against": _filled(wish.against)}
    private["flags"] = ";".join(sorted(flags_of(wish.text, wish.person, wish.against, wish.flags)))
    private["told"] = ";".join(sorted(wish.flags)) or None
    facts = {"date": day.isoformat(), "place": wish.place.strip(), "walk": walk or walk_of(tx, day, wish.by)}
    record(desk, tx, Wish("note.written", number, day.isoformat(), wish.by, facts, private))
    return known_note(desk, tx, number)


def _filled(text: str | None) -> str | None:
    return (text or "").strip() or None


def walk_of(tx: Transaction, day: dt.date, by: str) -> str | None:
    """Return the walk of `by` on `day`, or the only one of that day; None where that says nothing."""
    there = walks_of(tx, View(day.isoformat()), since=day.isoformat())
    own = [walk for walk in there if is_among(by, walk.walkers)] or there
    return own[0].number if len(own) == 1 else None


def known_note(desk: Desk, tx: Transaction, text: str) -> Note:
    """Return the note that is meant by `text` as it stands now; raise UnknownNumberError."""
    number = tidy_number(text)
    notes = notes_at(tx, View(desk.present), (number,))
    if not notes:
        raise UnknownNumberError(what="民情台账", number=text)
    return notes[0]


# -- colours ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Colouring:
    """A colour given to a note: when, by whom; a second person and a reason where it becomes less urgent."""

    colour: str
    at: str
    by: str
    second: str | None = None
    reason: str | None = None


def give_colour(desk: Desk, text: str, wish: Colouring) -> Note:
    """Record the colour of a note and return it; raise EventRefusedError naming every fault."""
    with desk.store.transaction() as tx:
        note = known_note(desk, tx, text)
        refuse(_colour_faults(note, wish))
        if note.triage is None:
            record(desk, tx, Wish("note.triaged", note.number, wish.at, wish.by, {"triage": wish.colour}))
        else:
            facts = {"triage": wish.colour, "before": note.triage}
            private = {"reason": wish.reason}
            event = Wish("note.recoloured", note.number, wish.at, wish.by, facts, private, wish.second)
            record(desk, tx, event)
        return known_note(desk, tx, note.number)


def _colour_faults(note: Note, wish: Colouring) -> Iterator[str]:
    if wish.colour not in COLOURS:
        yield f"颜色不能写成“{wish.colour}”，可以写 红、黄、绿"
        return
    if len(moments.parsed(wish.at)) == len("2026-09-30"):
        yield "分色的时间（--at）要写到分钟，如 “2026-09-30 20:30”"
    yield from _order_faults(note, wish.at)
    if note.triage == wish.colour:
        yield f"{note.number} 已经是{wish.colour}色"
    elif note.triage is not None and COLOURS.index(wish.colour) < COLOURS.index(note.triage):
        if not (wish.second or "").strip():
            yield f"从{note.triage}改成{wish.colour}要第二个人同意（--second）"
        if not (wish.reason or "").strip():
            yield f"从{note.triage}改成{wish.colour}要写明事由（--reason）"
    if note.colours and moments.parsed(wish.at) < note.colours[-1].at:
        yield f"改色的时间早于上一次分色（{note.colours[-1].at}）"


def _order_faults(note: Note, at: str) -> Iterator[str]:
    if moments.parsed(at)[:10] < note.date:
        yield f"时间 {at} 早于走访的日期 {note.date}"


# -- acts ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Act:
    """An act on a note: when, and who writes it down; `again`, that it is no retry of one that was recorded so."""

    at: str
    by: str
    again: bool = False


def visit(desk: Desk, text: str, act: Act, *, leader: str, post: str) -> Note:
    """Record that `leader`, who is `post`, came to the door; only the first leaders stop the clock of a red note."""
    facts = {"leader": leader.strip(), "post": post.strip()}
    with desk.store.transaction() as tx:
        note = known_note(desk, tx, text)
        empty = [] if facts["leader"] and facts["post"] else ["谁上的门、任什么职务都要写"]
        other = Duties(tx, View(moments.parsed(act.at))).not_in_post(leader, post)
        wish = Wish("visit.done", note.number, act.at, act.by, facts, once=not act.again)
        return _written(desk, tx, note, wish, [*empty, *other])


def forward(desk: Desk, text: str, act: Act, to: str) -> Note:
    """Record that a note was forwarded to the person `to`; refused for the person whom it speaks against.

    One that seems to accuse an official goes to nobody while it does not say whom, nor to a person whom its words name.
    """
    with desk.store.transaction() as tx:
        note = known_note(desk, tx, text)
        faults = _receiver_faults(note, to, holders_of(desk, tx, note, moments.parsed(act.at)))
        return _written(
            desk,
            tx,
            note,
            Wish("note.forwarded", note.number, act.at, act.by, {"to": to.strip()}, once=not act.again),
            faults,
        )


def holders_of(desk: Desk, tx: Transaction, note: Note, *moments: str) -> tuple[Holder, ...]:
    """Return who may be meant by a post in `note`: whoever is in it now, or was on its day or on those of `moments`."""
    return holders_on(Duties(tx, View(desk.present)), (note.date, desk.present, *moments))


def _receiver_faults(note: Note, to: str, holders: Sequence[Holder]) -> Iterator[str]:
    if not to.strip():
        yield "没有写转给谁（--to）"
    if seems_to_accuse(note) and (not note.against or bare_name(to) in bare_name(note.text)):
        yield f"{note.number} 像是在反映干部，说不准反映的是不是{to.strip()}，不转；请按检举控告交专人"
    elif reason := why_not(note.against, to, holders, note.place):
        yield f"{note.number} 不能转给{to.strip()}：{reason}。请转包村领导，或者按检举控告交专人"


def reply(desk: Desk, text: str, act: Act, words: str) -> Note:
    """Record what the receiver replied."""
    return _said(desk, text, act, "note.replied", words)


def answer(desk: Desk, text: str, act: Act, words: str) -> Note:
    """Record what the person was answered."""
    return _said(desk, text, act, "note.answered", words)


def _said(desk: Desk, text: str, act: Act, kind: str, words: str) -> Note:
    with desk.store.transaction() as tx:
        note = known_note(desk, tx, text)
        wish = Wish(kind, note.number, act.at, act.by, {}, {"words": words}, once=not act.again)
        return _written(desk, tx, note, wish, [] if words.strip() else ["没有写内容"])


def _written(desk: Desk, tx: Transaction, note: Note, wish: Wish, faults: Iterable[str]) -> Note:
    refuse([*faults, *_order_faults(note, wish.at)])
    record(desk, tx, wish)
    return known_note(desk, tx, note.number)
