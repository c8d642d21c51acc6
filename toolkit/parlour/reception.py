"""The parlour at work: the line of the day, the leaders and their rooms, joined.

The journal of a day lies in the folder `parlour` of the workspace; who a number is, only the office's own ledger tells.
"""

import datetime as dt
import hashlib
import os
import re
import secrets
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from toolkit.core import WrongValueError
from toolkit.parlour import outcomes
from toolkit.parlour.rooms import Engine, Room
from toolkit.parlour.tickets import Line, Rules, Ticket, TurnedAway
from toolkit.workspace import Desk

_POST = re.compile(r"[\w（）()·]{1,20}")
_POINT = re.compile(r"\w{0,20}")
_SEATS, _MINUTES, _LONGEST = 2, 60, 240


@dataclass(frozen=True)
class Meeting:
    """The open room of a mediation and when it closes, in seconds of the epoch."""

    room: Room
    ends: float


@dataclass
class Parlour:
    """A parlour that serves `leaders`, each known by the hash of a key; `rooms` holds the open room of each.

    `supervisors`, known likewise, see the line, and whether it is left alone; they call nobody.
    `open_desk` opens the desk of a day, since a server may run for weeks; the journals lie in `folder`.
    """

    open_desk: Callable[[dt.date], Desk]
    folder: Path
    rules: Rules
    engine: Engine
    leaders: dict[str, str]
    supervisors: dict[str, str] = field(default_factory=dict)
    clock: Callable[[], float] = time.time
    rooms: dict[str, Room] = field(default_factory=dict)
    meetings: dict[str, Meeting] = field(default_factory=dict)
    _origins: dict[str, str] = field(default_factory=dict)
    _line: Line | None = None
    _desk: Desk | None = None

    @property
    def desk(self) -> Desk:
        """The desk of the present day."""
        if self._desk is None or self._desk.today != self.line.day:
            if self._desk is not None:
                self._desk.store.close()
            self._desk = self.open_desk(self.line.day)
        return self._desk

    @property
    def line(self) -> Line:
        """The line of the present day; yesterday's is closed when the day turns."""
        day = dt.datetime.fromtimestamp(self.clock()).date()  # noqa: DTZ006 - the office's own day
        if self._line is None or self._line.day != day:
            self._line = opened_line(self.folder, day, self.rules)
        return self._line

    def leader_of(self, key: str) -> str | None:
        """Return the post whose key it is, None for a stranger."""
        return self.leaders.get(hashlib.sha256(key.encode()).hexdigest())

    def supervisor_of(self, key: str) -> str | None:
        """Return the post of the supervisor whose key it is, None for a stranger and for a leader."""
        return self.supervisors.get(hashlib.sha256(key.encode()).hexdigest())

    # -- villagers ---------------------------------------------------------------------------------------------

    def take(self, device: str, point: str, origin: str = "") -> tuple[str, str]:
        """Give number and secret; raise TurnedAway, or WrongValueError for a point that is more than a place.

        `origin` is the network address, empty where it is not known; it is held in memory alone.
        """
        if not _POINT.fullmatch(point):
            raise WrongValueError(field="村点", value=point[:30], why="只写地名，最多 20 个字")
        waiting = set(self.line.waiting)
        self._origins = {number: each for number, each in self._origins.items() if number in waiting}
        if origin and self._is_crowded(origin) and not self.line.of_device(device):
            why = f"这个地方已经有{self.rules.each}个人在排队。请等前面的人谈了再取号，或者打电话。"
            raise TurnedAway(why)
        taken = self.line.take(self.clock(), device, point)
        if origin and taken.key:
            self._origins[taken.number] = origin
        return taken.number, taken.key

    def _is_crowded(self, origin: str) -> bool:
        return 0 < self.rules.each <= list(self._origins.values()).count(origin)

    def guest_url(self, ticket: Ticket) -> str:
        """Return what the holder of a called ticket opens, empty where there is no room for it."""
        room = self.rooms.get(ticket.leader)
        return room.guest_urls[0] if room and ticket.state in {"called", "talking"} else ""

    def fresh(self, ticket: Ticket) -> str:
        """Return a new address for a guest whose line broke, empty where there is no room."""
        room = self.rooms.get(ticket.leader)
        return self.engine.fresh(room) if room and ticket.state in {"called", "talking"} else ""

    # -- leaders -----------------------------------------------------------------------------------------------

    def call(self, leader: str) -> Ticket | None:
        """Call the next and open a room for the two; None when nobody waits."""
        before = self.line.held_by(leader)
        self.tidy()
        ticket = self.line.call(leader, self.clock())
        if ticket and (ticket is not before or leader not in self.rooms):
            self._shut(leader)
            self.rooms[leader] = self.engine.open(ticket.number, _SEATS, _MINUTES)
        return ticket

    def begin(self, leader: str) -> Ticket | None:
        """Note that the talk began."""
        ticket = self.line.begin(leader, self.clock())
        self.tidy()
        return ticket

    def end(self, leader: str, outcome: str) -> Ticket | None:
        """End the talk, close its room and record the outcome in the ledger of events; None where nobody talks."""
        ticket = self.line.held_by(leader)
        if ticket is None or ticket.state != "talking":
            return None
        # The ledger first: a talk that is over without an outcome on record would be lost.
        now = self.clock()
        began = dt.datetime.fromtimestamp(ticket.began)  # noqa: DTZ006 - the ledger keeps local minutes
        number = outcomes.number_of(self.line.day, ticket.number)
        minutes = max(1, round((now - ticket.began) / 60))
        outcomes.record(self.desk, number, leader=leader, outcome=outcome, began=began, minutes=minutes)
        self.line.end(leader, outcome, now)
        self._shut(leader)
        return ticket

    def tidy(self) -> None:
        """Sweep the line; close the rooms of talks that came to nothing and of mediations whose time is up."""
        self.line.sweep(self.clock())
        for number in [each for each, meeting in self.meetings.items() if meeting.ends <= self.clock()]:
            self.close_meeting(number)
        for leader in [each for each in self.rooms if self.line.held_by(each) is None]:
            self._shut(leader)

    def leave(self, ticket: Ticket) -> None:
        """Take a ticket out of the line at its holder's wish."""
        self.line.leave(ticket, self.clock())
        self.tidy()

    def _shut(self, leader: str) -> None:
        if room := self.rooms.pop(leader, None):
            self.engine.close(room)

    # -- mediations --------------------------------------------------------------------------------------------

    def open_meeting(self, seats: int, minutes: int) -> Room:
        """Open a room of `seats` for a mediation, beside the line, that closes after `minutes`."""
        if not 2 <= seats <= 6:  # noqa: PLR2004 - a mediator, the parties, their agents
            raise WrongValueError(field="座位数", value=str(seats), why="要 2 到 6 个")
        if not 1 <= minutes <= _LONGEST:
            raise WrongValueError(field="开多久", value=str(minutes), why=f"要 1 到 {_LONGEST} 分钟")
        room = self.engine.open("当事人", seats, minutes)
        self.meetings[room.number] = Meeting(room, self.clock() + 60 * minutes)
        return room

    def close_meeting(self, number: str) -> bool:
        """Close the room of a mediation; return whether there was one."""
        meeting = self.meetings.get(number)
        if meeting:
            # Forgotten only once it is closed: a room that Janus kept is tried again.
            self.engine.close(meeting.room)
            del self.meetings[number]
        return meeting is not None


def posts(names: Iterable[str]) -> tuple[dict[str, str], dict[str, str]]:
    """Return the keys of the posts of leaders or supervisors by the post, and the posts by the hash of the key.

    Raise WrongValueError for what is no post of at most 20 characters.
    """
    keys: dict[str, str] = {}
    for name in names:
        if not _POST.fullmatch(name):
            raise WrongValueError(field="职务", value=name, why="写职务，如 镇长，最多 20 个字")
        keys[name] = secrets.token_urlsafe(16)
    return keys, {hashlib.sha256(key.encode()).hexdigest(): name for name, key in keys.items()}


def opened_line(folder: Path, day: dt.date, rules: Rules) -> Line:
    """Return the line of `day` as its journal in `folder` has it; a last line cut off by a power cut is left out."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{day.isoformat()}.jsonl"
    content = path.read_bytes() if path.exists() else b""
    whole = content[: content.rfind(b"\n") + 1]
    if whole != content:
        with path.open("r+b") as journal:
            journal.truncate(len(whole))

    def keep(text: str) -> None:
        with path.open("ab") as journal:
            journal.write(text.encode() + b"\n")
            journal.flush()
            os.fsync(journal.fileno())

    return Line(day, rules, keep, whole.decode().splitlines())
