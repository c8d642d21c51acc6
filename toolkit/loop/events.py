"""Events of the closed loop: recorded in the one chain of facts by the registry of kinds, and read back for any moment.

An event has plain facts, which stay for ever and hold nothing personal, and a private part, which may be erased. What
a matter came to is folded from its events in the order in which they happened, so the order of writing them down makes
no difference.
"""

import datetime as dt
import functools
import json
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from toolkit.chinese import same_person
from toolkit.core import RepeatedError, UnknownNumberError, WrongValueError, YehuaError, hash_chain
from toolkit.grievances import access_log
from toolkit.loop import moments
from toolkit.store import EVENTS, Row, Transaction, chain, clock_remark, event_kinds, refuse_turned_back
from toolkit.workspace import Desk, normalised

_LATE = dt.timedelta(hours=24)
# As long as the columns of names are.
_LONGEST = 100
# Later than any moment, as text.
_ALWAYS = "9999"
CLOCK_CORRECTED = "clock.corrected"
_ERASING = event_kinds.Kind("抹去", frozenset(), frozenset(), two_persons=True)


class EventRefusedError(YehuaError):
    """Raised when something cannot be recorded as it is written; `listing` has a line for each fault."""

    sentence = "没有记下，有 {count} 处要改：\n{listing}"


@dataclass(frozen=True)
class Event:
    """An event read back; `recorded_at` is the local minute at which the machine noted it.

    `private` is None once it was lawfully erased.
    """

    position: int
    subject: str
    kind: str
    at: str
    recorded_at: str
    by: str
    second: str | None
    facts: Mapping[str, Any]
    private: Mapping[str, str] | None

    @property
    def day(self) -> dt.date:
        """The day on which it happened."""
        return dt.date.fromisoformat(self.at[:10])

    @property
    def is_late(self) -> bool:
        """Whether it was written down more than 24 hours after it happened (补记)."""
        return is_late(self.at, self.recorded_at)

    @property
    def noted(self) -> str:
        """The moment from which it undoes what was due before: when it happened, or was written down if that is later.

        The day is typed, so an earlier one would do away with what somebody was late with.
        """
        return max(self.at, self.recorded_at)

    @property
    def told_late(self) -> str:
        """In Chinese, what it is, the day that was written for it, and the day on which it was written down."""
        task = f"第{self.facts['task']}项" if "task" in self.facts else ""
        return late_words(f"{event_kinds.name_of(self.kind)}{task}", self.at, self.recorded_at)

    def words(self, field: str) -> str:
        """Return the private `field`, empty where there is none or it was erased."""
        return (self.private or {}).get(field) or ""


def is_late(at: str, recorded_at: str) -> bool:
    """Return whether what happened `at` a local day or minute was written down more than 24 hours later (补记).

    `recorded_at` is a local minute or a UTC moment (ISO).
    """
    is_day = len(at) == len("2026-09-30")
    happened = dt.datetime.fromisoformat(at) + (dt.timedelta(days=1) if is_day else dt.timedelta())
    written = dt.datetime.fromisoformat(recorded_at)
    if written.tzinfo is not None:
        written = written.astimezone().replace(tzinfo=None)
    return written - happened > _LATE


def late_words(what: str, at: str, recorded_at: str) -> str:
    """Return in Chinese that `what` happened `at` a moment and was only written down at another."""
    return f"{what}写的是{at}，{recorded_at[:10]}才记下"


def refuse(faults: Iterable[str]) -> None:
    """Raise EventRefusedError naming all `faults`, Chinese clauses; do nothing when there are none."""
    listed = [f"{fault}。" for fault in faults]
    if listed:
        raise EventRefusedError(count=len(listed), listing="\n".join(listed))


# -- recording -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Wish:
    """What somebody wants to record: `at` is a local day or minute as people write it, `by` who answers for it.

    `once` refuses what was recorded just so before, which may be a retry after a fault.
    """

    kind: str
    subject: str
    at: str
    by: str
    facts: Mapping[str, Any]
    private: Mapping[str, str | None] | None = None
    second: str | None = None
    once: bool = False


def record(desk: Desk, tx: Transaction, wish: Wish) -> Event:
    """Append the event of `wish` to the chain of facts and return it.

    Raise EventRefusedError naming every fault of its persons and its moment, or ClockTurnedBackError.
    """
    kind = event_kinds.kinds()[wish.kind]
    at = moments.parsed(wish.at)
    refuse([*_person_faults(kind, wish), *_text_faults(wish), *moments.faults(desk, at)])
    if wish.kind != CLOCK_CORRECTED:
        refuse_turned_back(tx)
    private = {name: text for name, text in (wish.private or {}).items() if text}
    if unknown := (set(wish.facts) - kind.facts) | (set(private) - kind.private):
        message = f"{wish.kind} has no fields {sorted(unknown)}"
        raise ValueError(message)
    news = chain.News(
        wish.subject,
        wish.kind,
        at,
        precision="day" if len(at) == len("2026-09-30") else "minute",
        by=wish.by.strip(),
        second=(wish.second or "").strip() or None,
        facts={name: fact for name, fact in wish.facts.items() if fact not in {None, ""}},
        private=hash_chain.canonical(private) if private else None,
    )
    if wish.once:
        _refuse_repeated(tx, news, kind.name)
    position = tx.append(news)
    return _event(tx.row(EVENTS, position=position) or {})


def _person_faults(kind: event_kinds.Kind, wish: Wish) -> Iterator[str]:
    second = (wish.second or "").strip()
    if not wish.by.strip():
        yield "没有写明谁记的（--by）"
    if kind.two_persons and not second:
        yield f"{kind.name}要两个人，没有写明第二个人"
    if same_person(second, wish.by):
        yield f"{kind.name}要两个人，写的是同一个人（{second}）"


def _text_faults(wish: Wish) -> Iterator[str]:
    """Give the faults of texts that no store can hold: halves of characters, zero bytes, names and facts too long."""
    for text in (wish.by, wish.second or "", *wish.facts.values()):
        if isinstance(text, str) and len(text) > _LONGEST:
            yield f"“{text[:20]}…”有 {len(text)} 个字，最多 {_LONGEST} 个"
    for text in (wish.by, wish.second, *wish.facts.values(), *(wish.private or {}).values()):
        if isinstance(text, str) and ("\0" in text or any(unicodedata.category(sign) == "Cs" for sign in text)):
            yield "有不能保存的字符，请重新输入"


def _refuse_repeated(tx: Transaction, news: chain.News, name: str) -> None:
    facts = hash_chain.canonical(news.facts)
    for row in tx.rows(EVENTS, subject=news.subject, kind=news.kind, at=news.at, by=news.by):
        if (row["facts"], row["private"]) == (facts, news.private):
            raise RepeatedError(what=f"{news.subject} 的{name}", last=f"{row['at']}，{row['by']}")


def clock_remarks(desk: Desk) -> tuple[str, ...]:
    """Return the Chinese warnings about the machine's clock, by which every due date is counted."""
    with desk.store.reading() as tx:
        return tuple(filter(None, (clock_remark(tx),)))


def head_line(desk: Desk) -> str:
    """Return the line with the head of the chain of facts for a sheet that is signed, in groups to be read aloud."""
    head = desk.events.head()
    return f"总账末条哈希：{' '.join(head[first : first + 8] for first in range(0, len(head), 8))}"


def correct_clock(desk: Desk, *, by: str, second: str, reason: str) -> Event:
    """Record that the machine's clock is right now, on the word of two persons, and return the event."""
    if not reason.strip():
        raise WrongValueError(field="事由", value=reason, why="要写明时钟是怎么错的")
    with desk.store.transaction() as tx:
        wish = Wish(CLOCK_CORRECTED, chain.WHOLE, desk.present, by, {"reason": reason.strip()}, second=second)
        return record(desk, tx, wish)


def erase(desk: Desk, subject: str, *, by: str, second: str, reason: str) -> int:
    """Erase the private parts of all events of `subject` on the order of two persons, and return how many there were.

    The chain still holds: it covers a commitment, whose salt goes too. Raise EventRefusedError, UnknownNumberError
    where the chain holds nothing of `subject`, or WrongValueError where `by` may not see withheld words.
    """
    faults = ["没有写明事由（--reason）"] if not reason.strip() else []
    refuse(
        [
            *faults,
            *_person_faults(_ERASING, Wish("", "", "", by, {}, second=second)),
        ]
    )
    access_log.refuse_stranger(desk, by)
    with desk.store.transaction() as tx:
        there = tx.rows(EVENTS, subject=subject) or tx.rows(EVENTS, subject=normalised(subject))
        if not there:
            raise UnknownNumberError(what="记录", number=subject)
        rows = [row for row in there if row["private"] is not None]
        with tx.erasing():
            for row in rows:
                tx.erase_private(row["position"], by.strip(), second.strip(), reason.strip())
    return len(rows)


# -- reading ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class View:
    """A moment that is looked at: what happened by `on`, as far as it was written down by `known` (None: by now)."""

    on: str
    known: str | None = None

    @property
    def until(self) -> str:
        """The last minute of `on`."""
        return moments.end_of(self.on)

    @property
    def recorded_before(self) -> str:
        """The UTC moment (ISO) before which everything was noted that is known then."""
        return moments.utc_after(self.known) if self.known else _ALWAYS


# A day that never comes, and the view of everything that was written down until now, whenever it happens.
EVER = "9999-12-31"
WHENEVER = View(EVER)


def history(
    tx: Transaction,
    view: View,
    prefixes: Collection[str],
    subjects: Collection[str] | None = None,
    since: str = "",
    *,
    holding: str = "",
) -> dict[str, list[Event]]:
    """Return by subject the events whose kinds begin with one of `prefixes`, in the order in which they happened.

    With `subjects`, only theirs; with the ISO day `since`, only from that day on; with `holding`, only those that have
    that text in their facts.
    """
    wanted = [kind for kind in event_kinds.kinds() if kind.startswith(tuple(prefixes))]
    histories: dict[str, list[Event]] = {}
    recorded = tx.events(
        wanted, subjects, view.until, since=since, holding=holding, recorded_before=view.recorded_before
    )
    for row in recorded:
        histories.setdefault(row["subject"], []).append(_event(row))
    return {subject: in_order(events) for subject, events in histories.items()}


def of_subject(tx: Transaction, view: View, subject: str, *prefixes: str) -> list[Event]:
    """Return the events of `subject` whose kinds begin with one of `prefixes`, in the order they happened."""
    return history(tx, view, prefixes, (subject,)).get(subject, [])


@functools.cache
def _ranks() -> Mapping[str, int]:
    return {kind: rank for rank, kind in enumerate(event_kinds.kinds())}


def in_order(events: Collection[Event]) -> list[Event]:
    """Return `events` in the order in which they happened; what was written first decides last."""
    alike = Counter((event.at, event.kind) for event in events)

    def place(event: Event) -> tuple[str, int, str, int]:
        # Facts are put into words only where something else happened in the same minute, since that takes long.
        facts = hash_chain.canonical(event.facts) if alike[event.at, event.kind] > 1 else ""
        return (event.at, _ranks()[event.kind], facts, event.position)

    return sorted(events, key=place)


def _event(row: Row) -> Event:
    private = row["private"] if row["salt"] else None
    return Event(
        position=row["position"],
        subject=row["subject"],
        kind=row["kind"],
        at=row["at"],
        recorded_at=chain.local_minute(row["recorded_at"]),
        by=row["by"] or "",
        second=row["second"],
        facts=json.loads(row["facts"]),
        private=json.loads(private) if private else {} if row["salt"] else None,
    )
