"""Sessions of the panel: members drawn by lot after recusals, by quotas of kind, with the engine of the card draw.

Whoever is recused for the case, whoever it speaks against, and whoever raised it sits on no panel about it; a recusal
after the draw leaves the seat empty. A case has one session, so that nobody looks for a better bench; cancelling it
takes two persons and stays visible.
"""

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from toolkit.chinese import Calendar, bare_name, dates, half_width, is_among
from toolkit.core import UnknownNumberError
from toolkit.loop import draw, moments
from toolkit.loop.alerts.contacts import known_case, names_of
from toolkit.loop.alerts.recusals import barred
from toolkit.loop.events import WHENEVER, Event, View, Wish, history, of_subject, record, refuse
from toolkit.loop.jury.members import Member, members_at
from toolkit.loop.jury.scoring import route_faults
from toolkit.loop.rules import Rules
from toolkit.store import Transaction
from toolkit.workspace import Desk

SIDES = ("来访人", "承办单位")
_QUOTA = re.compile(r"(\D+)(\d+)")
_PREFIXES = ("session.", "side.", "ballot.", "tally.", "opinion.read", "route.", "disc.")


@dataclass(frozen=True)
class Call:
    """A session as it is called: its day, and the seed of the draw: a public number, or dice, or both."""

    date: str
    by: str
    public: str = ""
    dice: str = ""
    trim: bool = True


@dataclass(frozen=True)
class Seat:
    """A seat: its number in the order of the draw, who sits there, and whether it is empty by a recusal."""

    seat: int
    member: str
    name: str
    kind: str
    recused: bool = False


@dataclass(frozen=True)
class Cancelled:
    """When a session was cancelled, by which two persons, and why."""

    at: str
    by: str
    second: str | None
    reason: str


@dataclass(frozen=True)
class Session:
    """A session as it stands: the case, its day, by when it had to be called, seats, and what came of it."""

    session: str
    case: str
    date: str
    call_by: str
    seats: tuple[Seat, ...]
    seed: str
    trim: bool
    quorum: int
    unheard: tuple[str, ...] = ()
    exact: str | None = None
    suggestion: str | None = None
    ballots: int = 0
    void: int = 0
    route: str | None = None
    ground: str | None = None
    cancelled: Cancelled | None = None

    @property
    def seated(self) -> tuple[Seat, ...]:
        """The seats of those who are not recused."""
        return tuple(seat for seat in self.seats if not seat.recused)


def call(desk: Desk, case: str, wish: Call) -> Session:
    """Draw the seats of a session about `case`, record it, and return it; raise EventRefusedError with every fault."""
    day = dates.parse_date(wish.date).isoformat()
    with desk.store.transaction() as tx:
        known, view = known_case(tx, case), View(desk.present)
        rules = Rules(tx, view)
        there = members_at(tx, view, day)
        free = _free(tx, view, known, there)
        refuse([*_call_faults(desk, tx, known, wish, day), *_bench_faults(rules, there, free)])
        number = f"评{day[:4]}-{tx.next_number(f'jury:{day[:4]}'):03d}"
        seed = draw.seed_of(half_width(wish.public).strip(), _thrown(wish))
        seats = drawn(number, seed, free, _quotas(rules))
        facts = {
            "session": number,
            "case": known,
            "date": day,
            "seats": " ".join(member.member for member in seats),
            "seed": seed,
            "trim": "去掉最高最低" if wish.trim else "不去掉",
            "quorum": rules.number("评议人数"),
        }
        record(desk, tx, Wish("session.called", number, desk.present, wish.by, facts))
        return find(desk, tx, number)


def _call_faults(desk: Desk, tx: Transaction, case: str, wish: Call, day: str) -> Iterator[str]:
    if day < desk.today.isoformat():
        yield f"开会的日期 {day} 已经过了，今天是 {desk.today}"
    if there := _standing(tx, case):
        yield f"{case} 已经召集过 {there}，一件事项只抽一次席位；要重来，先由两个人取消：yehua jury cancel {there}"
    # Who may choose the seed may choose the bench: the hash of all facts can be changed by recording trifles.
    if not wish.public.strip() and not _thrown(wish):
        yield "没有写抽签用的公开数字（--public），也没有掷骰子（--dice），至少要有一样"
    if _thrown(wish).strip("0123456789"):
        yield f"骰子（--dice）只写数字，如 36115264，不能写成“{wish.dice}”"


def _thrown(wish: Call) -> str:
    return "".join(half_width(wish.dice).split())


def _bench_faults(rules: Rules, there: Sequence[Member], free: Sequence[Member]) -> Iterator[str]:
    least, quorum = rules.number("评议名册"), rules.number("评议人数")
    if len(there) < least:
        yield f"名册上那天在任的只有 {len(there)} 人，至少要 {least} 人，先收名册：yehua jury roster 名册.xlsx"
    elif len(free) < quorum:
        yield f"回避以后只剩 {len(free)} 人，不到 {quorum} 人，开不成"


def _standing(tx: Transaction, case: str) -> str | None:
    """Return the session of `case` that was called and not cancelled."""
    called = history(tx, WHENEVER, ("session.called",), holding=f'"case":"{case}"')
    return next((number for number in called if not of_subject(tx, WHENEVER, number, "session.cancelled")), None)


def _free(tx: Transaction, view: View, case: str, there: Sequence[Member]) -> list[Member]:
    """Return those of the members `there` who may sit on a panel about `case`."""
    people = barred(tx, view, case)
    out = {*people.recused, *(name for name in names_of(tx, case).values() if name)}
    return [member for member in there if not people.bars(bare_name(member.name)) and not is_among(member.name, out)]


def cancel(desk: Desk, session: str, *, by: str, second: str, reason: str) -> Session:
    """Record on the word of two persons that a session does not take place; it stays visible.

    Raise EventRefusedError for one that was counted, whose result stands, or UnknownNumberError.
    """
    with desk.store.transaction() as tx:
        known = standing_session(desk, tx, session)
        refuse([f"{known.session} 已经计过票，结果不能取消"] if known.ballots else [])
        record(desk, tx, Wish("session.cancelled", known.session, desk.present, by, {"reason": reason}, second=second))
        return find(desk, tx, known.session)


def _quotas(rules: Rules) -> dict[str, int]:
    parts = (_QUOTA.fullmatch(word) for word in rules.words("评议席位"))
    return {match[1]: int(match[2]) for match in parts if match}


def drawn(session: str, seed: str, free: Sequence[Member], quotas: Mapping[str, int]) -> list[Member]:
    """Return the members drawn for a session: by ticket within each quota, then by ticket for the seats left over."""
    by_number = {member.member: member for member in free}
    ordered = [by_number[ticket.card] for ticket in draw.in_order(session, seed, by_number)]
    chosen = [member for group, count in quotas.items() for member in [m for m in ordered if m.group == group][:count]]
    rest = [member for member in ordered if member not in chosen]
    return chosen + rest[: max(0, sum(quotas.values()) - len(chosen))]


def call_by(day: dt.date, days: int, calendar: Calendar) -> dt.date:
    """Return the `days`th working day before `day`."""
    while days:
        day -= dt.timedelta(days=1)
        off = calendar.is_day_off(day)
        days -= not (day.weekday() > 4 if off is None else off)  # noqa: PLR2004 - Friday is 4
    return day


# -- reading ---------------------------------------------------------------------------------------------------


def find(desk: Desk, tx: Transaction, text: str) -> Session:
    """Return the session meant by `text` as it stands now; raise UnknownNumberError."""
    log = of_subject(tx, WHENEVER, text.strip(), *_PREFIXES)
    if not log:
        raise UnknownNumberError(what="评议", number=text)
    return _session(desk, tx, log)


def standing_session(desk: Desk, tx: Transaction, text: str) -> Session:
    """Return the session meant by `text`; raise EventRefusedError where it was cancelled, or UnknownNumberError."""
    session = find(desk, tx, text)
    refuse([f"{session.session} 已经取消"] if session.cancelled else [])
    return session


def sessions_at(desk: Desk, tx: Transaction, view: View) -> tuple[Session, ...]:
    """Return every session called by the moment of `view`, by number."""
    logs = history(tx, view, _PREFIXES)
    return tuple(_session(desk, tx, logs[number]) for number in sorted(logs) if number.startswith("评2"))


def _session(desk: Desk, tx: Transaction, log: Sequence[Event]) -> Session:
    by_kind = {event.kind: event for event in log}
    facts = by_kind["session.called"].facts
    sides = {event.facts["side"]: event.facts["heard"] for event in log if event.kind == "side.heard"}
    days = Rules(tx, View(facts["date"])).number("评议通知")
    tally, route, end = (by_kind.get(kind) for kind in ("tally.signed", "route.decided", "session.cancelled"))
    return Session(
        session=facts["session"],
        case=facts["case"],
        date=facts["date"],
        call_by=call_by(dt.date.fromisoformat(facts["date"]), days, desk.calendar).isoformat(),
        seats=_seats(tx, facts),
        seed=facts["seed"],
        trim=facts["trim"] == "去掉最高最低",
        quorum=facts["quorum"],
        unheard=tuple(side for side in SIDES if sides.get(side) == "没有"),
        exact=tally.facts.get("exact") if tally else None,
        suggestion=tally.facts.get("suggestion") if tally else None,
        ballots=tally.facts["ballots"] if tally else 0,
        void=tally.facts["void"] if tally else 0,
        route=route.facts["route"] if route else None,
        ground=route.facts.get("ground") if route else None,
        cancelled=Cancelled(end.at, end.by, end.second, end.facts["reason"]) if end else None,
    )


def _seats(tx: Transaction, facts: Mapping[str, Any]) -> tuple[Seat, ...]:
    """Return the seats that were drawn for a session, those recused by its day empty."""
    names = {member.member: member for member in members_at(tx, WHENEVER, facts["date"])}
    seated = [names[number] for number in facts["seats"].split() if number in names]
    free = {member.member for member in _free(tx, View(facts["date"]), facts["case"], seated)}
    nobody = Member("", "", "", "", "")
    return tuple(
        Seat(place, number, member.name, member.kind, recused=number in names and number not in free)
        for place, number in enumerate(facts["seats"].split(), 1)
        for member in (names.get(number, nobody),)
    )


# -- hearing and deciding --------------------------------------------------------------------------------------


def note_side(desk: Desk, session: str, side: str, *, heard: bool, at: str, by: str) -> Session:
    """Record whether a side was heard in a session; raise EventRefusedError or UnknownNumberError."""
    with desk.store.transaction() as tx:
        known = standing_session(desk, tx, session)
        wrong = [] if side in SIDES else [f"哪一方不能写成“{side}”，可以写 {'、'.join(SIDES)}"]
        refuse([*wrong, *early(at, known)])
        facts = {"side": side, "heard": "有" if heard else "没有"}
        record(desk, tx, Wish("side.heard", known.session, at, by, facts))
        return find(desk, tx, known.session)


@dataclass(frozen=True)
class Decision:
    """How the organ goes on with a case after a panel, and on which statutory ground where one is needed."""

    route: str
    ground: str | None
    at: str
    by: str


def decide_route(desk: Desk, session: str, wish: Decision) -> Session:
    """Record how the organ goes on; the ledger of the case is not touched, and a score is no ground.

    Raise EventRefusedError naming every fault.
    """
    with desk.store.transaction() as tx:
        known = standing_session(desk, tx, session)
        refuse([*route_faults(wish.route, wish.ground), *early(wish.at, known)])
        facts = {"route": wish.route, "ground": wish.ground}
        record(desk, tx, Wish("route.decided", known.session, wish.at, wish.by, facts))
        return find(desk, tx, known.session)


def early(at: str, session: Session) -> Iterator[str]:
    """Give the reason why nothing of `session` can have happened `at`: it lies before the sitting."""
    if moments.parsed(at)[:10] < session.date:
        yield f"时间 {at} 早于评议的日期 {session.date}"
