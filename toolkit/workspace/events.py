"""Reading the chain of facts: the history of a matter as known at any moment, and checks that nothing was changed."""

import contextlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from toolkit.core import ReadOnlyWorkspaceError, UnknownNumberError, WrongDateError, hash_chain
from toolkit.records import from_json
from toolkit.store import COUNTERS, EVENTS, FIXITY_CHECKS, METADATA, Row, Store, Transaction, chain
from toolkit.workspace.numbering import normalised

_HELD = "chain.held"
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}( \d{2}:\d{2})?")
NOT_ON_PAPER = "登记在纸上的账末哈希在账里找不到：账的末尾被删过，整个工作文件夹被换回过旧的，或者整本账被重做过。"


@dataclass(frozen=True)
class Event:
    """One fact in the chain; `at` is when it happened (local), `recorded_at` when the machine noted it (UTC, ISO)."""

    position: int
    subject: str
    seq: int
    kind: str
    at: str
    precision: str
    recorded_at: str
    by: str | None
    second: str | None
    facts: Mapping[str, Any]
    corrects: int | None
    commitment: str
    previous: str
    hash: str


@dataclass(frozen=True)
class Verdict:
    """The number of facts in the chain, the hash of the last, and each broken place as a Chinese sentence."""

    count: int
    head: str
    broken: tuple[str, ...]


class Events:
    """The chain of facts in `store`."""

    def __init__(self, store: Store) -> None:
        """Work on `store`."""
        self._store = store

    def of(self, subject: str, known: str | None = None) -> tuple[Event, ...]:
        """Return what happened to `subject` (a code or number), in order, as it was known by the local moment `known`.

        `known` is a day or a minute and counts to its end. Raise UnknownNumberError when the chain holds nothing of
        it, WrongDateError.
        """
        if known is not None and not _MOMENT.fullmatch(known):
            raise WrongDateError(text=known, why="时刻写成 2026-09-30 或 2026-09-30 20:30")
        with self._store.reading() as tx:
            rows = tx.rows(EVENTS, subject=subject) or tx.rows(EVENTS, subject=normalised(subject))
        if not rows:
            raise UnknownNumberError(what="记录", number=subject)
        return tuple(_event(row) for row in rows if known is None or _local(row)[: len(known)] <= known)

    def head(self) -> str:
        """Return the hash of the last fact, which stands for all of them; 64 zeros where there is none."""
        last = self.last()
        return last.hash if last else hash_chain.START

    def last(self) -> Event | None:
        """Return the last fact, or None where there is none."""
        with self._store.reading() as tx:
            row = tx.row(EVENTS)
        return _event(row) if row else None

    def holds(self, head: str) -> bool:
        """Return whether `head`, a hash that was printed, is one of this chain or of the ledger of checks in it."""
        with self._store.reading() as tx:
            known = tx.row(EVENTS, hash=head) or tx.row(FIXITY_CHECKS, hash=head)
        return head == hash_chain.START or known is not None

    def verify(self, head: str | None = None) -> Verdict:
        """Check every fact against the chain, every row of the store against its fact, and the printed `head`.

        Where `head` is in the chain and nothing is broken, the check is noted with today's date.
        """
        sees_all = self._store.sees_all()
        with self._store.reading() as tx:
            rows = tx.rows(EVENTS)
            # Whoever may not read the words of accusations checks the links, which every word is committed to.
            content = _content_faults(tx, rows) if sees_all else ()
            broken = [*_link_faults(tx, rows), *content]
        if head is not None and not self.holds(head):
            broken.append(NOT_ON_PAPER)
        verdict = Verdict(len(rows), str(rows[-1]["hash"]) if rows else hash_chain.START, tuple(broken))
        if head is not None and not broken:
            self.note_held(head)
        return verdict

    def note_held(self, head: str) -> None:
        """Note that the printed `head` was checked and is in the chain; a read-only workspace keeps no note."""
        with contextlib.suppress(ReadOnlyWorkspaceError), self._store.transaction() as tx:
            tx.append(chain.news(chain.WHOLE, _HELD, {"head": head}, moment=tx.now()))

    def last_held(self) -> str | None:
        """Return the local day on which a printed head was last checked; None when it never was."""
        with self._store.reading() as tx:
            last = tx.row(EVENTS, kind=_HELD)
        return str(last["at"])[:10] if last else None


def _local(row: Row) -> str:
    return chain.local_minute(row["recorded_at"])


def _event(row: Row) -> Event:
    return from_json(Event, {**row, "facts": json.loads(row["facts"]), "previous": row["prev"]})


def _link_faults(tx: Transaction, rows: Sequence[Row]) -> Iterator[str]:
    for gap in chain.EVENT_CHAIN.breaks(rows):
        row = gap.row
        if gap.fault == "missing":
            yield f"总账第 {gap.position} 条缺失，接着的是第 {row['position']} 条。"
        elif gap.fault == "unlinked":
            yield f"总账第 {row['position']} 条与前一条接不上。"
        else:
            yield f"{_named(row)}在总账里被改动过。"
    position = rows[-1]["position"] if rows else 0
    counted = tx.row(COUNTERS, scope=chain.SERIES)
    count = counted["value"] if counted else 0
    if count != position:
        yield f"总账应有 {count} 条，末条却是第 {position} 条：末尾被删过或添过。"


def _content_faults(tx: Transaction, rows: Sequence[Row]) -> Iterator[str]:
    yield from _private_faults(rows)
    of_rows = [row for row in rows if row["source"] is not None]
    yield from _repeated_faults(of_rows, _last_order(rows))
    oldest, newest = {_key(row): row for row in reversed(of_rows)}, {_key(row): row for row in of_rows}
    for name, source in chain.SOURCES.items():
        table = METADATA.tables[name]
        columns = tuple(column.name for column in table.columns)
        for row in tx.after(table, -1, columns):
            event = newest.pop((name, row["id"]), None)
            if event is None:
                yield f"{source.name}（{row[source.subject]}）不在总账里：它不是由本程序记下的。"
            elif not event["salt"]:
                yield f"{_named(event)}没有了校验用的盐，又没有封存或删除的记录。"
            elif event["commitment"] != chain.commitment(event["salt"], chain.content_of(row)):
                yield f"{_named(event)}的内容被改动过。"
            elif not _tells_of(oldest[name, row["id"]], name, row):
                yield f"{_named(oldest[name, row['id']])}说的和这一行不符：这一行被换过，又重记了一条。"
    yield from (f"{_named(event)}不见了：被删除过。" for event in newest.values())


def _last_order(rows: Sequence[Row]) -> int:
    """Return the position of the last order to erase rows: in the register of erasures, or an event about a matter.

    That register is one of recordings, in which a matter that was written down does not lie.
    """
    matters = {row["position"] for row in rows if row["source"] == "matters"}
    orders = (
        row["position"]
        for row in rows
        if row["source"] == "erasures" or (row["kind"] == chain.ERASED and row["corrects"] in matters)
    )
    return max(orders, default=0)


def _repeated_faults(rows: Sequence[Row], ordered: int) -> Iterator[str]:
    """Give each further event of a row that is no lawful erasure: whoever forges a row appends one for it.

    An erasure empties the salts of the events before, and its order, the last of which is at `ordered`, follows it.
    """
    before: dict[tuple[str, int], Row] = {}
    for row in rows:
        earlier, before[_key(row)] = before.get(_key(row)), row
        if earlier is None:
            continue
        is_erasure = row["kind"] == f"{chain.SOURCES[row['source']].kind}.erased"
        if not is_erasure or earlier["salt"] or row["position"] > ordered:
            yield f"{_named(row)}是同一行又记的一条，却没有封存或删除的登记：这一行被改动过。"


def _key(event: Row) -> tuple[str, int]:
    """Return the table and the id of the row of the store that `event` tells of."""
    return event["source"], event["source_row"]


def _tells_of(event: Row, table: str, row: Row) -> bool:
    """Return whether the first `event` of `row` says what such an event says of it, but for minutes of another zone."""
    source, told = chain.SOURCES[table], chain.news_of(table, row)
    facts = json.loads(event["facts"])
    # A column that an event shows only since a later version is not asked of the older ones.
    shown = {name: value for name, value in told.facts.items() if name in facts}
    is_day_told = source.day is None or row[source.day] is None or event["at"] == told.at
    return is_day_told and (event["subject"], event["kind"], facts) == (told.subject, told.kind, shown)


def _private_faults(rows: Iterable[Row]) -> Iterator[str]:
    """Give the faults of events that hold their content themselves."""
    emptied: dict[int, Row] = {}
    for row in rows:
        if row["kind"] == chain.ERASED:
            emptied.pop(row["corrects"], None)
        if row["source"] is None and not row["salt"]:
            emptied[row["position"]] = row
        elif row["source"] is None and row["commitment"] != chain.commitment(row["salt"], row["private"] or ""):
            yield f"{_named(row)}的内容被改动过。"
    yield from (f"{_named(event)}没有了校验用的盐，又没有抹去的记录。" for event in emptied.values())


def _named(event: Row) -> str:
    source = chain.SOURCES.get(event["source"] or "")
    return f"总账第 {event['position']} 条（{event['subject']} 的{source.name if source else event['kind']}）"
