"""Rows of one database copied into another, and each compared by its hash when it was read back."""

import contextlib
import hashlib
import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from toolkit.core import YehuaError
from toolkit.store import chain
from toolkit.store.schema import COUNTERS, METADATA, Table
from toolkit.store.transactions import Transaction

_AT_ONCE = 500
# The counter that says that the rows lie elsewhere now.
_MOVED = "moved"
_IS_MOVED = sa.select(COUNTERS.c.value).where(COUNTERS.c.scope == _MOVED)


class MovedRowsDifferError(YehuaError):
    """Raised when what was read back is not what was written, or what cannot be written as it is."""

    sentence = "搬运没有完成，两边都没有改动：{table} 表第 {row} 行{why}。请把这句话告诉维护人员。"


class TargetHoldsRowsError(YehuaError):
    """Raised when the database that rows should be moved to holds facts already."""

    sentence = "那里已经有台账记录（{table} 表），没有搬运。请换一个空的数据库，或换一个乡镇名称。"


class HiddenRowsError(YehuaError):
    """Raised when rows would be copied by a user of a server who does not read all of them: the rest would be lost."""

    sentence = (
        "没有{what}：{path} 的这个用户看不到全部内容（检举控告只有纪检能看），{what}会漏掉看不到的，什么也没有改动。"
        "请{who}用自己的用户来做（yehua.toml 里 [store] 的 url）。"
    )


class MovedStoreError(YehuaError):
    """Raised when somebody writes where the rows are no longer: they were moved while he waited."""

    sentence = "台账刚刚搬到了别处，{path} 不再记入，这一步没有记下任何内容。请关掉这个窗口，重新打开后再做一次。"


@dataclass(frozen=True)
class Moved:
    """The number of rows that were copied, and one SHA-256 over the hashes of all."""

    rows: int
    sha256: str


def refuse_moved(connection: sa.Connection, place: str) -> None:
    """Raise MovedStoreError when the rows behind `connection`, which lie at `place`, were moved."""
    if connection.execute(_IS_MOVED).scalar():
        raise MovedStoreError(path=place)


def mark_moved(tx: Transaction) -> None:
    """Let nobody write in this database any more, from the end of `tx` on."""
    tx.set_counter(_MOVED, 1)


def copy(source: sa.Connection, target: sa.Connection) -> Moved:
    """Copy every row of `source` into the empty tables of `target`, read them back, and return what was moved.

    Ids stay, since the chain of facts names them. Raise TargetHoldsRowsError, MovedRowsDifferError.
    """
    held = [table for table in METADATA.sorted_tables if _holds_rows(target, table)]
    if held:
        return _same(source, target, held[0])
    for table in METADATA.sorted_tables:
        with _rows(source, table) as rows:
            for part in _parts(rows):
                _refuse_unfit(target, table, part)
                target.execute(table.insert(), part)
        _count_on(target, table)
    return _compared(source, target)


def _holds_rows(connection: sa.Connection, table: Table) -> bool:
    return connection.execute(sa.select(sa.literal(1)).select_from(table).limit(1)).first() is not None


def _same(source: sa.Connection, target: sa.Connection, held: Table) -> Moved:
    """Return what `target` holds, if that is what a move that was broken off had put there."""
    try:
        return _compared(source, target)
    except MovedRowsDifferError as fault:
        raise TargetHoldsRowsError(table=held.name) from fault


def _compared(source: sa.Connection, target: sa.Connection) -> Moved:
    """Return what `target` holds; raise MovedRowsDifferError at the first row that is not that of `source`."""
    whole, count = hashlib.sha256(), 0
    for table in METADATA.sorted_tables:
        with _rows(source, table) as before, _rows(target, table) as after:
            for old, new in itertools.zip_longest(before, after):
                digest = _hash_of(table, new or {})
                if old is None or new is None or digest != _hash_of(table, old):
                    key = _key(table, old or new or {})
                    raise MovedRowsDifferError(table=table.name, row=key, why="读回的内容与原来的不同")
                whole.update(bytes.fromhex(digest))
                count += 1
    return Moved(count, whole.hexdigest())


@contextlib.contextmanager
def _rows(connection: sa.Connection, table: Table) -> Iterator[Iterator[dict[str, Any]]]:
    """Give the rows of `table` by key, in the order that every database has, a part at a time."""
    keys = [column.collate("C") if _is_text(column, connection) else column for column in table.primary_key]
    # An option of the statement: of the connection, it would hold for what is written later, too.
    streamed = sa.select(table).order_by(*keys).execution_options(yield_per=_AT_ONCE)
    with connection.execute(streamed) as result:
        yield (dict(row) for row in result.mappings())


def _is_text(column: sa.Column[Any], connection: sa.Connection) -> bool:
    return connection.dialect.name == "postgresql" and isinstance(column.type, sa.String)


def _parts(rows: Iterator[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    while part := list(itertools.islice(rows, _AT_ONCE)):
        yield part


def _refuse_unfit(target: sa.Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    """Raise MovedRowsDifferError for a text that the target cannot hold."""
    if target.dialect.name == "sqlite":
        return
    for row in rows:
        if any(isinstance(cell, str) and "\0" in cell for cell in row.values()):
            raise MovedRowsDifferError(table=table.name, row=_key(table, row), why="有服务器存不了的字符（编码为 0）")


def _count_on(target: sa.Connection, table: Table) -> None:
    """Let the next id of `table` follow the last that was moved."""
    if target.dialect.name == "postgresql" and "id" in table.columns:
        last = sa.select(sa.func.max(table.c.id)).scalar_subquery()
        series = sa.func.pg_get_serial_sequence(table.name, "id")
        target.execute(sa.select(sa.func.setval(series, sa.func.coalesce(last, 1), last.is_not(None))))


def _hash_of(table: Table, row: dict[str, Any]) -> str:
    return hashlib.sha256(f"{table.name}\n{chain.content_of(row)}".encode()).hexdigest()


def _key(table: Table, row: dict[str, Any]) -> str:
    return "、".join(str(row.get(column.name)) for column in table.primary_key)
