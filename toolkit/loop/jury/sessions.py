"""Sessions of the panel: members drawn by lot after recusals, by quotas of kind, with the engine of the card draw.

Whoever is recused for the case, whoever it speaks against, and whoever raised it sits on no panel about it.
"""

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from toolkit.chinese import Calendar, dates
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
    """A session as it is called: its day, and the seed of the draw: a public number and dice, if there are any."""

    date: str
    by: str
    public: str = ""
    dice: str = ""
    trim: bool = True


@dataclass(frozen=True)
class Seat:
    """A seat: its number in the order of the draw, and who sits there."""

    seat: int
    member: str
    name: str
    kind: str


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


def call(desk: Desk, case: str, wish: Call) -> Session:
    """Draw the seats of a session about `case`, record it, and return it; raise EventRefusedError with every fault."""
    day = dates.parse_date(wish.date).isoformat()
    with desk.store.transaction() as tx:
        known, view = known_case(tx, case), View(desk.present)
        rules = Rules(tx, view)
        there = members_at(tx, view, day)
        free = _free(tx, view, known, there)
        least, quorum = rules.number("评议名册"), rules.number("评议人数")
        wrong = []
        if len(there) < least:
            wrong.append(
                f"名册上那天在任的只有 {len(there)} 人，至少要 {least} 人，先收名册：yehua jury roster 名册.xlsx"
            )
        elif len(free) < quorum:
            wrong.append(f"回避以后只剩 {len(free)} 人，不到 {quorum} 人，开不成")
        refuse(wrong)
        number = f"评{day[:4]}-{tx.next_number(f'jury:{day[:4]}'):03d}"
        seed = _seed(desk, wish)
        seats = drawn(number, seed, free, _quotas(rules))
        facts = {
            "session": number,
            "case": known,
            "date": day,
            "seats": " ".join(member.member for member in seats),
            "seed": seed,
            "trim": "去掉最高最低" if wish.trim else "不去掉",
            "quorum": quorum,
        }
        record(desk, tx, Wish("session.called", number, desk.present, wish.by, facts))
        return find(desk, tx, number)


def _seed(desk: Desk, wish: Call) -> str:
    if wish.public.strip():
        return draw.seed_of(wish.public.strip(), "".join(wish.dice.split()))
    # Nobody named a public number: the newest hash of all facts cannot be chosen either, only waited for.
    return draw.seed_of(desk.events.head()[:32], "".join(wish.dice.split()))


def _free(tx: Transaction, view: View, case: str, there: Sequence[Member]) -> list[Member]:
    people = barred(tx, view, case)
    own = {name for name in names_of(tx, case).values() if name}
    return [member for member in there if not people.bars(member.name) and member.name not in own]


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


def sessions_at(desk: Desk, tx: Transaction, view: View) -> tuple[Session, ...]:
    """Return every session called by the moment of `view`, by number."""
    logs = history(tx, view, _PREFIXES)
    return tuple(_session(desk, tx, logs[number]) for number in sorted(logs) if number.startswith("评2"))


def _session(desk: Desk, tx: Transaction, log: Sequence[Event]) -> Session:
    by_kind = {event.kind: event for event in log}
    facts = by_kind["session.called"].facts
    names = {member.member: member for member in members_at(tx, WHENEVER, facts["date"])}
    seats = tuple(
        Seat(
            place, number, names[number].name if number in names else "", names[number].kind if number in names else ""
        )
        for place, number in enumerate(facts["seats"].split(), 1)
    )
    sides = {event.facts["side"]: event.facts["heard"] for event in log if event.kind == "side.heard"}
    days = Rules(tx, View(facts["date"])).number("评议通知")
    tally, route = by_kind.get("tally.signed"), by_kind.get("route.decided")
    return Session(
        session=facts["session"],
        case=facts["case"],
        date=facts["date"],
        call_by=call_by(dt.date.fromisoformat(facts["date"]), days, desk.calendar).isoformat(),
        seats=seats,
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
    )


# -- hearing and deciding --------------------------------------------------------------------------------------


def note_side(desk: Desk, session: str, side: str, *, heard: bool, at: str, by: str) -> Session:
    """Record whether a side was heard in a session; raise EventRefusedError or UnknownNumberError."""
    with desk.store.transaction() as tx:
        known = find(desk, tx, session)
        refuse([] if side in SIDES else [f"哪一方不能写成“{side}”，可以写 {'、'.join(SIDES)}"])
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
        known = find(desk, tx, session)
        refuse([*route_faults(wish.route, wish.ground), *_late(wish, known)])
        facts = {"route": wish.route, "ground": wish.ground}
        record(desk, tx, Wish("route.decided", known.session, wish.at, wish.by, facts))
        return find(desk, tx, known.session)


def _late(wish: Decision, known: Session) -> Iterator[str]:
    if moments.parsed(wish.at)[:10] < known.date:
        yield f"时间 {wish.at} 早于评议的日期 {known.date}"
