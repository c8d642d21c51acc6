"""Transactions: facts are added, rows read, numbers given in series without gaps."""

import contextlib
import dataclasses
import functools
import json
from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

import sqlalchemy as sa

from toolkit.core import UnknownNumberError, hash_chain
from toolkit.records import from_json, to_json
from toolkit.store import chain, documents
from toolkit.store.schema import COUNTERS, EVENTS, Clock, Table, now

# The counter that the triggers look at: 1 while content may be overwritten.
_ERASING = "erasing"
# Later than any moment, as text.
_ALWAYS = "9999"
_AT_ONCE = 500
# Rows fetched at once: a hundred transcripts are some megabytes.
_PART = 100

# Statements of every fact: built once, since building one takes longer than running it.
_COUNT = sa.select(COUNTERS.c.value).where(COUNTERS.c.scope == sa.bindparam("of"))
_UP = COUNTERS.update().where(COUNTERS.c.scope == sa.bindparam("of")).values(value=COUNTERS.c.value + 1)
_ENDS = sa.select(
    sa.select(EVENTS.c.hash).where(EVENTS.c.position == sa.bindparam("before")).scalar_subquery(),
    sa.select(sa.func.max(EVENTS.c.seq)).where(EVENTS.c.subject == sa.bindparam("of")).scalar_subquery(),
)

T = TypeVar("T")
Row = Mapping[str, Any]
# By key the newest event that something was computed at, and what came of it.
Memory = dict[Hashable, tuple[Any, Any]]


def text_of(record: Any) -> str:
    """Return `record` as JSON text for a column, the same text for the same content."""
    return hash_chain.canonical(to_json(record))


def record_of(kind: type[T], row: Row) -> T:
    """Return the record of `kind` in the column `json` of `row`."""
    return from_json(kind, json.loads(row["json"]))


def row_as(kind: type[T], row: Row) -> T:
    """Return the record of `kind` whose fields are columns of `row` or names in the JSON of its column `json`."""
    return from_json(kind, {**json.loads(row["json"]), **row})


class Transaction:
    """A transaction in which facts are added, rows read and numbers taken."""

    def __init__(self, connection: sa.Connection, clock: Clock = now, memory: Memory | None = None) -> None:
        """Work on `connection`, whose transaction has begun; `clock` tells when a fact is noted.

        `memory` holds what was computed from the same facts before; None where each must be read.
        """
        self._connection = connection
        self.memory = memory
        self.now = clock

    def add(self, table: Table, **values: Any) -> int:
        """Add one row to `table` and return its id; `made_at` is filled in, and a fact joins the chain."""
        made = {"made_at": self.now()} if "made_at" in table.c and "made_at" not in values else {}
        keys = self._connection.execute(table.insert(), {**values, **made}).inserted_primary_key
        key = int(keys[0]) if keys and table is not COUNTERS else 0
        if table.name in chain.SOURCES:
            # Read back, since the commitment is to what is stored.
            self.append(chain.news_of(table.name, self.row(table, id=key) or {}))
        return key

    def append(self, news: chain.News) -> int:
        """Append `news` to the chain of facts as the next event of all and of its subject, and return its position."""
        position = self.next_number(chain.SERIES)
        prev, seq = self._connection.execute(_ENDS, {"before": position - 1, "of": news.subject}).one()
        noted = news if news.recorded_at else dataclasses.replace(news, recorded_at=self.now())
        event = chain.linked(noted, position, 1 + (seq or 0), prev or hash_chain.START)
        self._connection.execute(EVENTS.insert(), event)
        return position

    def events(
        self,
        kinds: Collection[str],
        subjects: Collection[str] | None = None,
        until: str = _ALWAYS,
        *,
        since: str = "",
        holding: str = "",
        lacking: str = "",
        recorded_before: str = _ALWAYS,
        names: Sequence[str] = EVENTS.c.keys(),
    ) -> Iterator[Row]:
        """Give the events of those `kinds` that happened by the local moment `until`, in the order of the chain.

        `subjects` leaves out the events of all others, `since` earlier ones, `holding` those without that text in
        their facts, `lacking` those with it, `recorded_before` those noted at that UTC moment (ISO) or later. Of
        each, only the columns `names` are read.
        """
        wanted = (
            sa.select(*(EVENTS.c[name] for name in names))
            .where(
                *_happened(kinds, until, recorded_before),
                *_told(self._connection, holding, lacking),
                EVENTS.c.at >= since,
            )
            .order_by(EVENTS.c.position)
        )
        if subjects is None:
            yield from _dicts(self._connection.execute(wanted))
            return
        # Databases take some thousand values at once only.
        for part in _parts(sorted(subjects)):
            yield from _dicts(self._connection.execute(wanted.where(EVENTS.c.subject.in_(part))))

    def subjects(
        self,
        kinds: Collection[str],
        without: Collection[str] = (),
        until: str = _ALWAYS,
        *,
        holding: str = "",
        lacking: str = "",
        recorded_before: str = _ALWAYS,
        most: int | None = None,
    ) -> list[str]:
        """Return the subjects of events of those `kinds`, as `events` reads them, that had none of the kinds `without`.

        `until` and `recorded_before` hold for both, `holding` and `lacking` for the former.
        No more than `most` are read.
        """
        begun = sa.select(EVENTS.c.subject).where(
            *_happened(kinds, until, recorded_before), *_told(self._connection, holding, lacking)
        )
        ended = sa.select(EVENTS.c.subject).where(*_happened(without, until, recorded_before))
        wanted = begun.except_(ended) if without else begun.distinct()
        return sorted(self._connection.execute(wanted.limit(most)).scalars().all())

    def rows(self, table: Table, **where: Any) -> list[Row]:
        """Return the rows of `table` whose columns equal `where`, in the order in which they were added."""
        return self.columns(table, tuple(column.name for column in table.columns), **where)

    def columns(self, table: Table, names: tuple[str, ...], **where: Any) -> list[Row]:
        """Return only the columns `names` of those rows, so that long texts need not be read."""
        equal = [table.c[name] == value for name, value in where.items()]
        return _selected(self._connection, sa.select(*(table.c[name] for name in names)).where(*equal), table)

    def among(self, table: Table, column: str, values: Collection[str], names: tuple[str, ...]) -> Iterator[Row]:
        """Give only the columns `names` of the rows whose `column` is one of `values`, in the order they were added."""
        for part in _parts(sorted(values)):
            wanted = sa.select(*(table.c[name] for name in names)).where(table.c[column].in_(part))
            yield from _selected(self._connection, wanted, table)

    def holding(self, table: Table, column: str, text: str, names: tuple[str, ...]) -> list[Row]:
        """Return only the columns `names` of the rows whose `column` holds `text`, in the order they were added."""
        wanted = sa.select(*(table.c[name] for name in names)).where(_holds(self._connection, table.c[column], text))
        return _selected(self._connection, wanted, table)

    def after(self, table: Table, key: int, names: tuple[str, ...]) -> Iterator[Row]:
        """Give only the columns `names` of the rows that were added after the row with the id `key`, in order."""
        wanted = sa.select(*(table.c[name] for name in names)).where(table.c.id > key).order_by(table.c.id)
        yield from _dicts(self._connection.execute(wanted))

    def newest(self, table: Table, column: str) -> dict[str, int]:
        """Return the id of the newest row of `table` by what stands in its `column`."""
        wanted = sa.select(table.c[column], sa.func.max(table.c.id)).group_by(table.c[column])
        return {str(value): int(key) for value, key in self._connection.execute(wanted)}

    def row(self, table: Table, **where: Any) -> Row | None:
        """Return the newest of those rows, or None."""
        return next(_dicts(self._connection.execute(_newest(table, tuple(where)), where)), None)

    def known(self, table: Table, what: str, **where: str) -> Row:
        """Return the newest row with that number; raise UnknownNumberError, which names it as `what`."""
        row = self.row(table, **where)
        if row is None:
            raise UnknownNumberError(what=what, number=next(iter(where.values())))
        return row

    @contextlib.contextmanager
    def erasing(self) -> Iterator[None]:
        """Allow `erase` to overwrite content while the block runs; other transactions never see that state."""
        self.set_counter(_ERASING, 1)
        yield
        self.set_counter(_ERASING, 0)

    def set_counter(self, scope: str, value: int) -> None:
        """Set the counter `scope`, which gives no numbers, to `value`."""
        counter = COUNTERS.update().where(COUNTERS.c.scope == scope).values(value=value)
        if not self._connection.execute(counter).rowcount:
            self.add(COUNTERS, scope=scope, value=value)

    def erase(self, table: Table, key: int, **content: Any) -> None:
        """Overwrite content columns of the row `key` of `table`; not numbers, hashes, persons, moments.

        Only inside `erasing`, and always with an entry of who erased what and why. Raise StoreError.
        """
        before = self.row(table, id=key) or {}
        self._connection.execute(table.update().where(table.c.id == key).values(**content))
        after = self.row(table, id=key) or {}
        if table.name in chain.SOURCES and after != before:
            # Without the salt the commitment reveals nothing of its content; the chain still holds.
            of_row = (EVENTS.c.source == table.name) & (EVENTS.c.source_row == key)
            self._connection.execute(EVENTS.update().where(of_row).values(salt=None, private=None))
            self.append(chain.news_of_erased(table.name, after, self.now()))

    def erase_private(self, position: int, by: str, second: str | None, reason: str) -> None:
        """Empty the private part of the event at `position` with its salt, and append who ordered that and why.

        Only inside `erasing`. Whether the event has a private part is not asked.
        """
        event = self.row(EVENTS, position=position) or {}
        self._connection.execute(EVENTS.update().where(EVENTS.c.position == position).values(salt=None, private=None))
        news = chain.news(event["subject"], chain.ERASED, {"reason": reason}, by, moment=self.now())
        self.append(dataclasses.replace(news, second=second, corrects=position))

    def change(self, table: Table, key: int, **values: Any) -> None:
        """Overwrite columns of the row `key` of `table`, which must hold no facts; raise StoreError."""
        self._connection.execute(table.update().where(table.c.id == key).values(**values))

    def next_number(self, scope: str) -> int:
        """Return the next number of the series `scope`, from 1 on, without gaps and without repeats.

        The number is taken only when the transaction ends well; until then others that want one of the same
        series wait.
        """
        # Changing before reading takes the lock on the row, on any database.
        if not _count_up(self._connection, scope):
            self._begin_series(scope)
        return int(self._connection.execute(_COUNT, {"of": scope}).scalar_one())

    def _begin_series(self, scope: str) -> None:
        try:
            with self._connection.begin_nested():
                self.add(COUNTERS, scope=scope, value=1)
        except sa.exc.IntegrityError:
            # Another process began the same series a moment before; SQLite never comes here.
            _count_up(self._connection, scope)


@functools.cache
def _newest(table: Table, names: tuple[str, ...]) -> sa.Select[Any]:
    """Return the statement that reads the newest row of `table` whose columns `names` equal parameters of that name."""
    equal = (table.c[name] == sa.bindparam(name) for name in names)
    return sa.select(table).where(*equal).order_by(*(column.desc() for column in table.primary_key)).limit(1)


def _count_up(connection: sa.Connection, scope: str) -> bool:
    return connection.execute(_UP, {"of": scope}).rowcount > 0


def _happened(kinds: Collection[str], until: str, recorded_before: str) -> Iterator[sa.ColumnElement[bool]]:
    """Give the conditions of events of those `kinds` that `Transaction.events` describes; empty ones are left out."""
    yield EVENTS.c.kind.in_(kinds)
    if until != _ALWAYS:
        yield EVENTS.c.at <= until
    if recorded_before != _ALWAYS:
        yield EVENTS.c.recorded_at < recorded_before


def _told(connection: sa.Connection, holding: str, lacking: str) -> Iterator[sa.ColumnElement[bool]]:
    """Give the conditions that the facts of an event hold the text `holding`, and that they lack the text `lacking`."""
    if holding:
        yield _holds(connection, EVENTS.c.facts, holding)
    if lacking:
        yield ~_holds(connection, EVENTS.c.facts, lacking)


def _holds(connection: sa.Connection, column: sa.ColumnElement[str], text: str) -> sa.ColumnElement[bool]:
    """Return the condition that the JSON of `column` holds `text`, a part of JSON in canonical form."""
    if connection.dialect.name == "sqlite":
        return column.contains(text, autoescape=True)
    # A text that is not canonical is kept as it was, everything else with a blank after each colon.
    written = column.op("#>>", return_type=sa.Text())(sa.literal_column("'{}'"))
    forms = dict.fromkeys((text, documents.spaced(text)))
    return sa.or_(*(written.contains(form, autoescape=True) for form in forms))


def _selected(connection: sa.Connection, wanted: sa.Select[Any], table: Table) -> list[Row]:
    """Return the rows `wanted` of `table` in the order in which they were added."""
    return list(_dicts(connection.execute(wanted.order_by(*table.primary_key))))


def _parts(values: Sequence[str]) -> Iterator[Sequence[str]]:
    """Give `values` in parts of a length that each database takes in one question."""
    for first in range(0, len(values), _AT_ONCE):
        yield values[first : first + _AT_ONCE]


def _dicts(answer: sa.CursorResult[Any]) -> Iterator[Row]:
    # Of tens of thousands of rows, dict(mapping) takes twice as long.
    names = tuple(answer.keys())
    # One by one, the driver of a server takes ten times as long.
    return (dict(zip(names, row, strict=True)) for part in answer.partitions(_PART) for row in part)
