"""A store in a SQLite file: one writer at a time in a fair queue, pages checked, erased content scrubbed."""

import contextlib
import datetime as dt
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from toolkit.core import (
    DamagedStoreError,
    DiskFullError,
    ReadOnlyWorkspaceError,
    StoreError,
    YehuaError,
    moves,
    private_file,
    turn,
    whole_file,
    writing_faults,
)
from toolkit.store import backend, wholeness
from toolkit.store.schema import COUNTERS
from toolkit.store.transactions import Transaction

# What the migrations make of an empty file, as tests/store/test_newest_schema.py writes it.
_NEWEST = Path(__file__).parent / "migrations" / "newest.sql"
# The counter that holds the day on which the database was last read through.
_LOOKED = "looked"
_REASONS = {
    "BUSY": backend.BUSY,
    "LOCKED": "别的窗口或程序正在写入",
    "NOTADB": "它不是数据库文件",
    "IOERR": "磁盘读写出错",
    "CANTOPEN": "打不开这个文件",
    "PERM": "没有读取权限",
    "CONSTRAINT": backend.CONFLICT,
}


class SqliteBackend(backend.Backend):
    """A SQLite file, or with no path a database in memory."""

    def __init__(self, path: Path | None) -> None:
        """Use the file `path`, which is taken literally, percent signs and question marks included."""
        # A connection for each transaction: no file stays open, so a stick can be pulled and a folder moved.
        pool = sa.pool.StaticPool if path is None else sa.pool.NullPool
        engine = sa.create_engine(sa.URL.create("sqlite", database=str(path) if path else None), poolclass=pool)
        super().__init__(engine, str(path) if path else "sqlite://", path)
        self._looked = False
        sa.event.listen(engine, "connect", _prepare)
        sa.event.listen(engine, "begin", _begin)

    @contextlib.contextmanager
    def turn(self) -> Iterator[None]:
        """Wait in the queue beside the file, each with the same chance to be next."""
        # SQLite has no queue: with ten writers, one of them had waited for more than a minute.
        with contextlib.ExitStack() as stack:
            if self.path is not None:
                try:
                    stack.enter_context(turn(self.path, backend.WAIT_S))
                except TimeoutError as fault:
                    raise StoreError(path=self.place, why=backend.BUSY) from fault
            yield

    def prepare_new(self) -> None:
        """Make an empty file that only the user may read, unless there is one."""
        if self.path is None or self.path.exists():
            return
        try:
            with writing_faults(self.path):
                private_file(self.path)
        except OSError as fault:
            raise StoreError(path=self.path, why=f"建不了这个文件：{fault.strerror}") from fault

    def prepare_schema(self, connection: sa.Connection) -> None:
        """Do nothing: a file is one schema."""

    def make_newest(self, connection: sa.Connection) -> bool:
        """Run the statements of newest.sql: a twentieth of the time that twelve migrations take."""
        statement = ""
        for line in _NEWEST.read_text(encoding="utf-8").splitlines(keepends=True):
            statement += line
            if sqlite3.complete_statement(statement):
                connection.exec_driver_sql(statement)
                statement = ""
        return True

    def refuse_damaged(self, connection: sa.Connection) -> None:
        """Read the pages before the first write, of a large file once a day; raise DamagedStoreError."""
        if self.path is None or self._looked:
            return
        day = dt.datetime.now(dt.UTC).date().toordinal()
        large = self.path.stat().st_size > wholeness.ALWAYS_READ_BYTES
        counter = sa.select(COUNTERS.c.value).where(COUNTERS.c.scope == _LOOKED)
        if not large or connection.execute(counter).scalar() != day:
            wholeness.refuse_damaged(self.path, connection.exec_driver_sql("PRAGMA quick_check(1)").scalars())
            if large:
                Transaction(connection).set_counter(_LOOKED, day)
        self._looked = True

    def before_upgrade(self, connection: sa.Connection, version: str) -> None:
        """Copy the file beside itself, once its pages were read."""
        if self.path is None:
            return
        wholeness.refuse_damaged(self.path, connection.exec_driver_sql("PRAGMA quick_check(1)").scalars())
        # A plain copy would, on closing, drop the lock that this process holds; SQLite's own copy does not.
        stamp = dt.datetime.now(dt.UTC).strftime("%Y%m%dT%H%M%S%fZ")
        self.copy_to(self.path.with_name(f"{self.path.name}.before-upgrade-from-{version}-{stamp}.bak"))

    def after_upgrade(self, connection: sa.Connection) -> None:
        """Add nothing: the migrations make the triggers."""

    def copy_to(self, target: Path) -> None:
        """Write the database, as of one moment, to the file `target`, while others may go on working."""
        with self.faults(), whole_file(target) as copy, self.engine.connect() as connection:
            connection.exec_driver_sql("ROLLBACK")
            connection.exec_driver_sql("VACUUM INTO ?", (str(copy),))

    def flaws(self, connection: sa.Connection) -> tuple[str, ...]:
        """Return the faults that SQLite finds in pages and references."""
        broken = connection.exec_driver_sql("PRAGMA integrity_check").scalars().all()
        orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        damages = [f"数据库有损坏：{line}" for line in broken if line != "ok"]
        return (*damages, *(f"数据库的 {row[0]} 表第 {row[1]} 行指向不存在的记录" for row in orphans))

    def guards(self, connection: sa.Connection) -> dict[str, str]:
        """Return the triggers, name to SQL."""
        rows = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").all()
        return {str(row[0]): str(row[1]) for row in rows}

    def scrub(self) -> tuple[str, ...]:
        """Rewrite the file, and remove the copies kept before upgrades: they still hold content erased since."""
        if self.path is None:
            return ()
        with self.turn(), self.faults(), self.engine.connect() as connection:
            connection.exec_driver_sql("ROLLBACK")
            connection.exec_driver_sql("VACUUM")
        for copy in self.path.parent.glob(f"{self.path.name}.before-*.bak"):
            moves.remove(copy)
        return ()

    def retire(self, stamp: str) -> str:
        """Rename the file; like a copy before an upgrade it goes when content is erased."""
        if self.path is None:
            return self.place
        kept = self.path.with_name(f"{self.path.name}.before-move-{stamp}.bak")
        moves.move(self.path, kept)
        return str(kept)

    def _first(self, fault: SQLAlchemyError) -> SQLAlchemyError:
        """Return the error that made SQLite roll back everything, if `fault` only says that a savepoint went too."""
        before = fault.__context__
        is_lost = isinstance(fault, DBAPIError) and "no such savepoint" in str(fault.orig)
        while is_lost and before is not None and not isinstance(before, SQLAlchemyError):
            before = before.__context__
        return before if is_lost and isinstance(before, SQLAlchemyError) else fault

    def _fault_of(self, fault: SQLAlchemyError) -> YehuaError | None:
        cause = fault.orig if isinstance(fault, DBAPIError) else fault
        name = str(getattr(cause, "sqlite_errorname", "")).removeprefix("SQLITE_").split("_")[0]
        if name == "READONLY":
            return ReadOnlyWorkspaceError(path=self.place)
        if name == "FULL":
            return DiskFullError(path=self.place)
        if name == "CORRUPT":
            return DamagedStoreError(path=self.place, why="文件已损坏", way=wholeness.way_back(Path(self.place).parent))
        return StoreError(path=self.place, why=_REASONS[name]) if name in _REASONS else None


def _prepare(connection: Any, _: Any) -> None:
    # The driver must not begin transactions of its own: BEGIN is given below.
    connection.isolation_level = None
    cursor = connection.cursor()
    for setting in (
        f"busy_timeout = {backend.WAIT_S * 1000}",
        "foreign_keys = ON",
        "recursive_triggers = ON",
        "secure_delete = ON",
    ):
        cursor.execute(f"PRAGMA {setting}")
    # Also sync the folder after the journal is gone, so that a power cut never brings back a finished transaction.
    cursor.execute("PRAGMA synchronous = EXTRA")
    cursor.close()


def _begin(connection: sa.Connection) -> None:
    # Taking the write lock at once is what keeps numbers gap-free with several processes.
    writing = connection.get_execution_options().get("yehua_mode") in {"write", "migrate"}
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")
