"""Digests: what the list of each recording comes to, in numbers and tags, for pages that show hundreds of lists.

A digest holds no word that was said. Making a list takes some hundredths of a second, so that digests are kept, in
memory and in a file, until a row that their list depends on was added.
"""

import contextlib
import threading
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from toolkit import records
from toolkit.core import YehuaError, write_whole
from toolkit.grievances.accusations import is_accusation, is_unjudged, may_be_shown
from toolkit.grievances.rows import grievances_or_none
from toolkit.meetings import list_meetings, list_recordings
from toolkit.records import Grievance, GrievanceList, Meeting, Status
from toolkit.store import (
    ACCUSATION_JUDGEMENTS,
    ERASURES,
    EVENTS,
    GRIEVANCE_LISTS,
    GRIEVANCES,
    REPEATS,
    REVISIONS,
    TRANSCRIPTS,
    Table,
    Transaction,
    remembered,
)
from toolkit.workspace import Desk

# A list depends on these tables only; each is appended to, so a recording's newest keys say whether it changed.
_TABLES: tuple[Table, ...] = (TRANSCRIPTS, GRIEVANCE_LISTS, GRIEVANCES, REVISIONS, ACCUSATION_JUDGEMENTS, ERASURES)
_LISTS = _TABLES.index(GRIEVANCE_LISTS)
Mark = tuple[int, ...]
_NOTHING: Mark = (0,) * len(_TABLES)
# So many may be counted anew at the next start; the file is written when there are more.
_FEW = 10


@dataclass(frozen=True)
class Counted:
    """A numbered grievance that may be shown: its status, the first level of its subject, and its colour."""

    number: str
    status: Status
    subject: str | None
    colour: str | None


@dataclass(frozen=True)
class Digest:
    """What a list comes to: how many grievances wait for a judgement, for confirmation, or are confirmed.

    `dangers` counts those that speak of danger to life, `waiting` those proposed that may be shown. `has_list` is false
    before anybody looked for grievances.
    """

    has_list: bool = False
    unjudged: int = 0
    proposed: int = 0
    confirmed: int = 0
    dangers: int = 0
    waiting: int = 0
    counted: tuple[Counted, ...] = ()


@dataclass(frozen=True)
class Confirmed:
    """A confirmed grievance that may be shown, with its recording's code and meeting; whether it repeats another."""

    counted: Counted
    code: str
    meeting: Meeting
    is_repeat: bool


@dataclass(frozen=True)
class _Kept:
    """A digest with the newest keys of the rows it was made from."""

    mark: Mark
    digest: Digest


@dataclass(frozen=True)
class _File:
    """Digests by code; the event at `position` with `hash` says of which store they are, and at which time of it."""

    position: int = 0
    hash: str = ""
    digests: dict[str, _Kept] = field(default_factory=dict)


@dataclass
class _Shelf:
    """What the file of one workspace should hold; `unwritten` counts the digests that it lacks."""

    file: _File | None = None
    unwritten: int = 0
    turn: threading.Lock = field(default_factory=threading.Lock)


_SHELVES: dict[Path, _Shelf] = {}


def digests_of(desk: Desk, codes: Iterable[str]) -> dict[str, Digest]:
    """Return the digest of the list of each recording in `codes`, by code."""
    shelf = _SHELVES.setdefault(desk.workspace.digests_file, _Shelf())
    with shelf.turn, desk.store.reading() as tx:
        file = _of_this_store(shelf.file or _read(desk.workspace.digests_file), tx)
        marks, fresh = marks_of(tx), {}
        for code in (wanted := tuple(codes)):
            mark = marks.get(code, _NOTHING)
            kept = file.digests.get(code)
            if kept is None or kept.mark != mark:
                fresh[code] = _Kept(mark, _digest(tx, code, has_list=bool(mark[_LISTS])))
        shelf.file = replace(file, digests=file.digests | fresh)
        shelf.unwritten += len(fresh)
        if shelf.unwritten > _FEW:
            _write(desk.workspace.digests_file, shelf.file)
            shelf.unwritten = 0
    return {code: shelf.file.digests[code].digest for code in wanted}


def marks_of(tx: Transaction) -> Mapping[str, Mark]:
    """Return by recording the newest keys of the rows that its list was made from."""
    return remembered(tx, "marks of lists", lambda: _marks(tx))


def _marks(tx: Transaction) -> Mapping[str, Mark]:
    newest = [tx.newest(table, "recording") for table in _TABLES]
    return {code: tuple(keys.get(code, 0) for keys in newest) for code in {code for keys in newest for code in keys}}


def confirmed(desk: Desk) -> tuple[Confirmed, ...]:
    """Return every confirmed grievance that may be shown, by recording in the order in which these were taken in."""
    with desk.store.reading() as tx:
        return remembered(tx, "confirmed grievances", lambda: tuple(_confirmed(desk, tx)))


def _confirmed(desk: Desk, tx: Transaction) -> Iterator[Confirmed]:
    meetings = {meeting.number: meeting for meeting in list_meetings(desk.store)}
    held = {recording.code: meetings[recording.meeting] for recording in list_recordings(desk.store)}
    known = digests_of(desk, held)
    repeats = _repeating(tx, known.values())
    for code, digest in known.items():
        for each in digest.counted:
            if each.status == "confirmed":
                yield Confirmed(each, code, held[code], is_repeat=each.number in repeats)


def _repeating(tx: Transaction, digests: Iterable[Digest]) -> frozenset[str]:
    """Return the numbers of those grievances that repeat an earlier one of `digests`, as a person confirmed."""
    known = {each.number for digest in digests for each in digest.counted}
    rows = tx.columns(REPEATS, ("number", "earlier", "verdict"))
    newest = {(row["number"], row["earlier"]): row["verdict"] for row in rows}
    return frozenset(
        number for (number, earlier), verdict in newest.items() if verdict == "confirmed" and earlier in known
    )


def _digest(tx: Transaction, code: str, *, has_list: bool) -> Digest:
    listed = grievances_or_none(tx, code) if has_list else None
    return Digest() if listed is None else _counted(listed)


def _counted(listed: GrievanceList) -> Digest:
    active = [each for each in listed.grievances if each.status in {"proposed", "confirmed"}]
    proposed = [each for each in active if each.status == "proposed" and not is_accusation(each)]
    return Digest(
        has_list=True,
        unjudged=sum(map(is_unjudged, active)),
        proposed=len(proposed),
        confirmed=sum(each.status == "confirmed" for each in active),
        dangers=sum(each.danger is not None for each in active),
        waiting=sum(map(may_be_shown, proposed)),
        counted=tuple(_one(each) for each in listed.grievances if each.number and may_be_shown(each)),
    )


def _one(grievance: Grievance) -> Counted:
    return Counted(str(grievance.number), grievance.status, grievance.subject.level1, grievance.colour.value)


def _of_this_store(file: _File, tx: Transaction) -> _File:
    """Return `file` as of the newest event; empty where it was made from another store, as after a restoration."""
    event, newest = tx.row(EVENTS, position=file.position), tx.row(EVENTS) or {"position": 0, "hash": ""}
    is_same = event is not None and event["hash"] == file.hash
    return _File(newest["position"], newest["hash"], file.digests if is_same else {})


def _read(path: Path) -> _File:
    """Return the file at `path`; an empty one where it is missing or broken."""
    with contextlib.suppress(YehuaError, OSError):
        return records.from_file(_File, path)
    return _File()


def _write(path: Path, file: _File) -> None:
    """Write `file` to `path`; where that is refused, its digests are counted at each start."""
    with contextlib.suppress(YehuaError, OSError):
        write_whole(path, records.to_text(file))
