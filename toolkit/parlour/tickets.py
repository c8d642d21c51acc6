"""Line of a day: tickets as numbers, twenty at most and none that closing time would cut off; facts, never a name.

Each step is a fact that is written down before it counts; the state is folded from the facts, so a restart at noon
goes on where the line stopped. Of a ticket's secret and of the device that took it only hashes are kept.
"""

import datetime as dt
import hashlib
import hmac
import json
import math
import secrets
import statistics
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

State = Literal["waiting", "called", "talking", "done", "left", "missed"]
ANSWERED, AGAIN = "当场答复", "约定再谈"
OUTCOMES = (ANSWERED, "转入台账", AGAIN, "达成协议")
_PRESENT = frozenset({"waiting", "called", "talking"})
_USUAL_S = 600.0  # a talk takes ten minutes until the day has shown otherwise
_LAST_TALKS = 10


@dataclass(frozen=True)
class Rules:
    """The rules of the line; `closes` is a local time, after which nobody could be heard any more.

    `each` is how many may wait from one network address, 0 for any number; after `patience_s` in which people wait and
    no leader calls, the leader counts as away.
    """

    most: int = 20
    each: int = 5
    back: int = 3
    grace_s: float = 90
    patience_s: float = 15 * 60
    closes: dt.time = dt.time(17, 0)
    phone: str = ""


@dataclass
class Ticket:
    """A place in the line; the times are seconds of the epoch. `point` is a village point, never a person."""

    number: str
    key_hash: str
    device_hash: str
    point: str
    taken: float
    state: State = "waiting"
    called: float = 0
    began: float = 0
    ended: float = 0
    misses: int = 0
    leader: str = ""
    outcome: str = ""

    @property
    def is_live(self) -> bool:
        """Whether the ticket still stands in the line or in a talk."""
        return self.state in _PRESENT


@dataclass(frozen=True)
class Taken:
    """A ticket just taken, with its secret, which is told once; `key` is empty where the device has a live ticket."""

    number: str
    key: str


@dataclass(frozen=True)
class View:
    """The line as somebody sees it: seconds of the longest wait; `ahead` and `minutes` only for a waiting ticket."""

    waiting: int
    present: int
    longest_s: int
    turned_away: int
    ahead: int | None = None
    minutes: int | None = None


class TurnedAway(Exception):  # noqa: N818 - an answer of the line, no fault of the program
    """Raised when no ticket is given; `why` is one Chinese sentence for the villager."""

    def __init__(self, why: str) -> None:
        """Keep the sentence."""
        super().__init__(why)
        self.why = why


def hashed(secret: str) -> str:
    """Return the hash under which a secret of a ticket or a device is kept."""
    return hashlib.sha256(secret.encode()).hexdigest()


class Line:
    """The line of `day`; `keep` writes a fact down before it counts, `earlier` are the facts of the same day."""

    def __init__(self, day: dt.date, rules: Rules, keep: Callable[[str], None], earlier: Iterable[str] = ()) -> None:
        """Fold the earlier facts, one JSON text each."""
        self.day, self.rules = day, rules
        self.tickets: dict[str, Ticket] = {}
        self.waiting: list[str] = []
        self.turned_away = 0
        self._keep = keep
        for text in earlier:
            self._fold(json.loads(text))

    # -- facts -------------------------------------------------------------------------------------------------

    def _note(self, what: str, at: float, number: str = "", **more: str) -> None:
        fact: dict[str, str | float] = {"what": what, "at": round(at, 3), "number": number, **more}
        self._keep(json.dumps(fact, ensure_ascii=False))
        self._fold(fact)

    def _fold(self, fact: Mapping[str, str | float]) -> None:
        what, at, number = str(fact["what"]), float(fact["at"]), str(fact["number"])
        if what == "away":
            self.turned_away += 1
        elif what == "taken":
            self.tickets[number] = Ticket(number, str(fact["key"]), str(fact["device"]), str(fact["point"]), at)
            self.waiting.append(number)
        else:
            self._fold_step(what, at, self.tickets[number], fact)

    def _fold_step(self, what: str, at: float, ticket: Ticket, fact: Mapping[str, str | float]) -> None:
        if ticket.number in self.waiting:
            self.waiting.remove(ticket.number)
        if what == "called":
            ticket.state, ticket.called, ticket.leader = "called", at, str(fact["leader"])
        elif what == "began":
            ticket.state, ticket.began = "talking", at
        elif what == "ended":
            ticket.state, ticket.ended, ticket.outcome = "done", at, str(fact["outcome"])
        elif what == "left":
            ticket.state = "left"
        elif what == "absent":
            ticket.misses += 1
            ticket.leader = ""
            ticket.state = "waiting" if ticket.misses == 1 else "missed"
            if ticket.state == "waiting":
                self.waiting.insert(min(self.rules.back, len(self.waiting)), ticket.number)

    # -- steps -------------------------------------------------------------------------------------------------

    def take(self, now: float, device: str, point: str = "") -> Taken:
        """Give a ticket, or raise TurnedAway: the line is full, or closing time comes first.

        A device with a live ticket keeps that one.
        """
        self.sweep(now)
        if mine := self.of_device(device):
            return Taken(mine.number, "")
        ahead = len(self.waiting)
        phone = f"，或者打 {self.rules.phone}，我们回电话" if self.rules.phone else "，或者到镇上来"
        if len(self.present()) >= self.rules.most:
            self._note("away", now)
            why = f"现在人满（{self.rules.most}人）。请过一会儿再来{phone}。"
            raise TurnedAway(why)
        if now + 60 * self.minutes(ahead) > self._closing():
            self._note("away", now)
            why = f"今天{self.rules.closes:%H:%M}结束，现在取号已经轮不到了。请改天再来{phone}。"
            raise TurnedAway(why)
        number, key = f"A{len(self.tickets) + 1:03d}", secrets.token_urlsafe(16)
        self._note("taken", now, number, key=hashed(key), device=hashed(device), point=point)
        return Taken(number, key)

    def mine(self, number: str, key: str) -> Ticket | None:
        """Return the ticket `number` to whoever holds its secret, None to a stranger."""
        ticket = self.tickets.get(number)
        return ticket if ticket and hmac.compare_digest(ticket.key_hash, hashed(key)) else None

    def call(self, leader: str, now: float) -> Ticket | None:
        """Call the next for `leader`, who has one at a time; None when nobody waits."""
        self.sweep(now)
        if held := self.held_by(leader):
            return held
        if not self.waiting:
            return None
        number = self.waiting[0]
        self._note("called", now, number, leader=leader)
        return self.tickets[number]

    def begin(self, leader: str, now: float) -> Ticket | None:
        """Begin the talk of `leader` with the one called; None when that one is gone."""
        self.sweep(now)
        ticket = self.held_by(leader)
        if ticket and ticket.state == "called":
            self._note("began", now, ticket.number)
        return ticket

    def end(self, leader: str, outcome: str, now: float) -> Ticket | None:
        """End the talk of `leader` with one of OUTCOMES; None when there is none. Raise ValueError for another."""
        if outcome not in OUTCOMES:
            raise ValueError(outcome)
        ticket = self.held_by(leader)
        if ticket is None or ticket.state != "talking":
            return None
        self._note("ended", now, ticket.number, outcome=outcome)
        return ticket

    def leave(self, ticket: Ticket, now: float) -> None:
        """Take a live ticket out of the line at its holder's wish."""
        if ticket.is_live:
            self._note("left", now, ticket.number)

    def sweep(self, now: float) -> None:
        """Put back whoever was called and did not come, once; the second time the number is to be rung up."""
        for ticket in tuple(self.tickets.values()):
            if ticket.state == "called" and now - ticket.called > self.rules.grace_s:
                self._note("absent", now, ticket.number)

    # -- views -------------------------------------------------------------------------------------------------

    def present(self) -> list[Ticket]:
        """Return the tickets that wait, are called or talk."""
        return [ticket for ticket in self.tickets.values() if ticket.is_live]

    def of_device(self, device: str) -> Ticket | None:
        """Return the live ticket that `device` took."""
        return next((t for t in self.tickets.values() if t.is_live and t.device_hash == hashed(device)), None)

    def held_by(self, leader: str) -> Ticket | None:
        """Return the ticket that `leader` has called or talks with."""
        return next((t for t in self.tickets.values() if t.leader == leader and t.state in {"called", "talking"}), None)

    def to_ring_up(self) -> list[Ticket]:
        """Return the tickets that were missed twice, who are promised a call."""
        return [ticket for ticket in self.tickets.values() if ticket.state == "missed"]

    def minutes(self, ahead: int) -> int:
        """Return how long somebody with `ahead` before him waits about, from the last talks."""
        talks = sorted((t for t in self.tickets.values() if t.state == "done"), key=lambda t: t.ended)[-_LAST_TALKS:]
        each = statistics.median([t.ended - t.began for t in talks]) if talks else _USUAL_S
        leaders = len({t.leader for t in self.tickets.values() if t.state in {"called", "talking"}})
        return math.ceil((ahead + 1) * each / max(1, leaders) / 60)

    def view(self, now: float, number: str = "") -> View:
        """Return the line as the leader sees it, or as the holder of ticket `number` does."""
        longest = max((now - self.tickets[each].taken for each in self.waiting), default=0)
        ahead = self.waiting.index(number) if number in self.waiting else None
        minutes = None if ahead is None else self.minutes(ahead)
        return View(len(self.waiting), len(self.present()), int(longest), self.turned_away, ahead, minutes)

    def idle_s(self, now: float) -> float:
        """Return for how many seconds people have waited while no leader called or talked; 0 where none does."""
        if not self.waiting or any(ticket.state in {"called", "talking"} for ticket in self.tickets.values()):
            return 0
        acted = (max(ticket.called, ticket.began, ticket.ended) for ticket in self.tickets.values())
        return now - max(min(self.tickets[number].taken for number in self.waiting), *acted)

    def _closing(self) -> float:
        return dt.datetime.combine(self.day, self.rules.closes).timestamp()
