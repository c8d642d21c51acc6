"""The database of a workspace: opening, migrating, reading and writing it.

Facts are only ever added. SQLite is the default; any other SQLAlchemy URL may stand in the settings. SQLite runs
with its rollback journal, not WAL: WAL needs memory shared between processes, which network drives and some USB
sticks do not give, and leaves files beside the database that people forget to copy.
"""

import contextlib
import datetime as dt
import threading
from collections.abc import Iterator
from pathlib import Path

import sqlalchemy as sa

from toolkit.core import StoreError, moves, turn, whole_file
from toolkit.store import wholeness
from toolkit.store.engines import (
    SQLITE_REASONS,
    WAIT_S,
    engine_for,
    make_private,
    sqlite_file,
    store_faults,
    without_password,
)
from toolkit.store.schema import COUNTERS
from toolkit.store.transactions import Transaction

# The newest migration; a test holds it against the scripts, so that opening need not load Alembic each time.
HEAD = "0012"
_SCRIPTS = Path(__file__).parent / "migrations"
# The counter that holds the day on which the database was last read through.
_LOOKED = "looked"
# Alembic keeps its running context in a module variable, so two threads must not migrate at once.
_MIGRATING = threading.Lock()


class Store:
    """An open database, at the newest schema."""

    def __init__(self, engine: sa.Engine, place: str, path: Path | None = None) -> None:
        """Use `engine`; `place` names the database in messages, `path` is its file. Open one with `Store.open`."""
        self._engine = engine
        self._place = place
        self._path = path
        self._looked = False

    @classmethod
    def open(cls, url: str) -> "Store":
        """Return the database at the SQLAlchemy `url`, made or migrated to the newest schema first.

        The path after `sqlite:///` is taken literally, percent signs and question marks included.
        An existing SQLite file is copied beside itself before it is migrated. Raise StoreError when it is no
        database of ours, damaged, in use, or of a newer program; ReadOnlyWorkspaceError; DiskFullError.
        """
        path = sqlite_file(url)
        store = cls(engine_for(url, path), str(path) if path else without_password(url), path)
        if path is not None:
            make_private(path)
        try:
            store._migrate(path)
        except BaseException:
            store.close()
            raise
        return store

    @contextlib.contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """Give a transaction for writing: all of it is kept when the block ends, none of it when it raises.

        On SQLite one process writes at a time, the others wait up to a minute, each with the same chance to be next.
        Raise StoreError, ReadOnlyWorkspaceError or DiskFullError.
        """
        with self._turn(), self._connected("write") as connection:
            self._refuse_damaged(connection)
            yield Transaction(connection)

    @contextlib.contextmanager
    def reading(self) -> Iterator[Transaction]:
        """Give a transaction that only reads, all of it as of one moment; it works in a read-only workspace too."""
        with self._connected("read") as connection:
            yield Transaction(connection)

    def copy_to(self, target: Path) -> None:
        """Write the database, as of one moment, to the SQLite file `target`, while others may go on working.

        Raise StoreError when it is no SQLite file of ours: other databases have tools of their own for it.
        """
        if self._path is None:
            raise StoreError(path=self._place, why="它不在工作文件夹里，请用该数据库自带的工具备份")
        with store_faults(self._place), whole_file(target) as copy, self._engine.connect() as connection:
            connection.exec_driver_sql("ROLLBACK")
            connection.exec_driver_sql("VACUUM INTO ?", (str(copy),))

    def flaws(self) -> tuple[str, ...]:
        """Return in Chinese the faults that SQLite finds in pages and references; an empty tuple on other databases."""
        if self._engine.dialect.name != "sqlite":
            return ()
        with self._connected("read") as connection:
            broken = connection.exec_driver_sql("PRAGMA integrity_check").scalars().all()
            orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        damages = [f"数据库有损坏：{line}" for line in broken if line != "ok"]
        return (*damages, *(f"数据库的 {row[0]} 表第 {row[1]} 行指向不存在的记录" for row in orphans))

    def guards(self) -> dict[str, str] | None:
        """Return the triggers that let facts only be added, name to SQL; None elsewhere than on SQLite."""
        if self._engine.dialect.name != "sqlite":
            return None
        with self._connected("read") as connection:
            rows = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").all()
        return {str(row[0]): str(row[1]) for row in rows}

    def scrub(self) -> tuple[Path, ...]:
        """Remove every byte of erased content from the database file, and return the older copies that were removed.

        Copies kept before an upgrade still hold content erased since. Other databases than SQLite do this themselves,
        and nothing is done.
        """
        if self._path is None:
            return ()
        with self._turn(), store_faults(self._place), self._engine.connect() as connection:
            connection.exec_driver_sql("ROLLBACK")
            connection.exec_driver_sql("VACUUM")
        older = tuple(sorted(self._path.parent.glob(f"{self._path.name}.before-upgrade-*.bak")))
        for copy in older:
            moves.remove(copy)
        return older

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()

    def _refuse_damaged(self, connection: sa.Connection) -> None:
        """Raise DamagedStoreError unless the database is whole: before the first write, a large one once a day."""
        if self._path is None or self._looked:
            return
        day = dt.datetime.now(dt.UTC).date().toordinal()
        large = self._path.stat().st_size > wholeness.ALWAYS_READ_BYTES
        counter = sa.select(COUNTERS.c.value).where(COUNTERS.c.scope == _LOOKED)
        if not large or connection.execute(counter).scalar() != day:
            wholeness.refuse_damaged(self._path, connection.exec_driver_sql("PRAGMA quick_check(1)").scalars())
            if large:
                Transaction(connection).set_counter(_LOOKED, day)
        self._looked = True

    @contextlib.contextmanager
    def _turn(self) -> Iterator[None]:
        # SQLite has no queue: with ten writers, one of them had waited for more than a minute.
        with contextlib.ExitStack() as stack:
            if self._path is not None:
                try:
                    stack.enter_context(turn(self._path, WAIT_S))
                except TimeoutError as fault:
                    raise StoreError(path=self._place, why=SQLITE_REASONS["BUSY"]) from fault
            yield

    @contextlib.contextmanager
    def _connected(self, mode: str) -> Iterator[sa.Connection]:
        with store_faults(self._place), self._engine.connect() as plain:
            connection = plain.execution_options(yehua_mode=mode)
            with connection.begin():
                yield connection

    def _migrate(self, path: Path | None) -> None:
        if self._is_newest():
            return
        try:
            with _MIGRATING, self._connected("write") as connection:
                # Another process may have migrated while this one waited for the lock.
                if (version := self._version(connection)) != HEAD:
                    self._upgrade(connection, version, path)
        except StoreError:
            # Where no lock holds the whole database, as on PostgreSQL, another process may have been faster.
            if not self._is_newest():
                raise

    def _is_newest(self) -> bool:
        with self._connected("read") as connection:
            return self._version(connection) == HEAD

    def _version(self, connection: sa.Connection) -> str | None:
        names = set(sa.inspect(connection).get_table_names())
        if "alembic_version" not in names:
            if names:
                raise StoreError(path=self._place, why="里面是别的程序的数据，不是本工具的台账")
            return None
        version = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
        return None if version is None else str(version)

    def _upgrade(self, connection: sa.Connection, version: str | None, path: Path | None) -> None:
        from alembic import command  # noqa: PLC0415 - only a database that is not up to date needs Alembic
        from alembic.config import Config  # noqa: PLC0415 - as above
        from alembic.script import ScriptDirectory  # noqa: PLC0415 - as above

        known = {script.revision for script in ScriptDirectory(str(_SCRIPTS)).walk_revisions()}
        if version is not None and version not in known:
            raise StoreError(path=self._place, why=f"它由更新版本的程序建立，结构版本是 {version}，请先升级本程序")
        if version is not None and path is not None:
            wholeness.refuse_damaged(path, connection.exec_driver_sql("PRAGMA quick_check(1)").scalars())
            self._back_up(path, version)
        config = Config()
        config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")

    def _back_up(self, path: Path, version: str) -> None:
        # A plain copy would, on closing, drop the lock that this process holds; SQLite's own copy does not.
        stamp = dt.datetime.now(dt.UTC).strftime("%Y%m%dT%H%M%S%fZ")
        backup = path.with_name(f"{path.name}.before-upgrade-from-{version}-{stamp}.bak")
        self.copy_to(backup)
