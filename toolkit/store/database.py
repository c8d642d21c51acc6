"""The database of a workspace: opening, migrating, reading and writing it.

Facts are only ever added. SQLite is the default; a PostgreSQL server may stand in the settings. SQLite runs with its
rollback journal, not WAL: WAL needs memory shared between processes, which network drives and some USB sticks do not
give, and leaves files beside the database that people forget to copy.
"""

import contextlib
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import sqlalchemy as sa

from toolkit.core import StoreError, whole_file
from toolkit.store import machine_clock, moving
from toolkit.store.addresses import server_of, sqlite_file
from toolkit.store.backend import OLD_SCHEMA, Backend
from toolkit.store.schema import Clock, now
from toolkit.store.sqlite import SqliteBackend
from toolkit.store.transactions import Memory, Transaction

# The newest migration; a test holds it against the scripts, so that opening need not load Alembic each time.
HEAD = "0012"
_SCRIPTS = Path(__file__).parent / "migrations"
# Alembic keeps its running context in a module variable, so two threads must not migrate at once.
_MIGRATING = threading.Lock()


class Store:
    """An open database, at the newest schema."""

    def __init__(self, backend: Backend, url: str, clock: Clock = now) -> None:
        """Use `backend`, which lies at `url`. Open one with `Store.open`.

        `clock` tells when a fact is noted: the machine's, but for made-up samples, which play one of their own.
        """
        self.clock = clock
        self._joint = threading.local()
        self._memory: Memory | None = None if backend.is_shared else {}
        self._backend = backend
        self.url = url

    @classmethod
    def open(cls, url: str, clock: Clock = now) -> "Store":
        """Return the database at the SQLAlchemy `url`; a SQLite file is made or migrated to the newest schema first.

        The path after `sqlite:///` is taken literally, percent signs and question marks included; of a server,
        `?town=` names the schema, which must have been made by `make`. Raise StoreError when it is no database of ours,
        damaged, in use, of an older or newer program, or neither SQLite nor PostgreSQL; ReadOnlyWorkspaceError;
        DiskFullError.
        """
        backend = backend_for(url)
        return cls._opened(backend, url, may_make=not backend.is_shared, clock=clock)

    @classmethod
    def make(cls, url: str) -> "Store":
        """Return the database at `url` as `open` does; on a server, too, it is made or migrated first."""
        return cls._opened(backend_for(url), url, may_make=True)

    @classmethod
    def _opened(cls, backend: Backend, url: str, *, may_make: bool, clock: Clock = now) -> "Store":
        store = cls(backend, url, clock)
        try:
            if may_make:
                backend.prepare_new()
            _migrate(backend, may_make=may_make)
        except BaseException:
            store.close()
            raise
        return store

    @property
    def is_on_server(self) -> bool:
        """Whether the store lies on a server, which several machines may use at once."""
        return self._backend.is_shared

    @property
    def place(self) -> str:
        """The place of the store as it may be shown, without a password."""
        return self._backend.place

    @contextlib.contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """Give a transaction for writing: all of it is kept when the block ends, none of it when it raises.

        One process writes at a time, on a server one for each town; the others wait up to a minute, each with the same
        chance to be next. Raise StoreError, ReadOnlyWorkspaceError or DiskFullError.
        """
        if joint := self._joined():
            with joint.begin_nested():
                yield Transaction(joint, self.clock)
            return
        with self._backend.turn(), self._backend.connected("write") as connection:
            _refuse_unfit(self._backend, connection, self.clock)
            yield Transaction(connection, self.clock)

    @contextlib.contextmanager
    def together(self) -> Iterator[None]:
        """Make one transaction of all that this thread reads and writes in the block: kept as a whole or not at all.

        Each transaction within it still ends well or leaves nothing, so that what is refused does not end the block.
        """
        with self._backend.turn(), self._backend.connected("write") as connection:
            _refuse_unfit(self._backend, connection, self.clock)
            self._joint.connection = connection
            try:
                yield
            finally:
                self._joint.connection = None

    def _joined(self) -> sa.Connection | None:
        """Return the connection of the block of `together` that this thread is in, if any."""
        joint: sa.Connection | None = getattr(self._joint, "connection", None)
        return joint

    @contextlib.contextmanager
    def reading(self) -> Iterator[Transaction]:
        """Give a transaction that only reads, all of it as of one moment; it works in a read-only workspace too."""
        if joint := self._joined():
            yield Transaction(joint, self.clock)
            return
        with self._backend.connected("read") as connection:
            yield Transaction(connection, self.clock, self._memory)

    def copy_to(self, target: Path) -> None:
        """Write the database, as of one moment, to the SQLite file `target`, while others may go on working.

        Raise StoreError for one in memory.
        """
        if not isinstance(self._backend, SqliteBackend):
            with whole_file(target) as copy:
                self.copy_rows(f"sqlite:///{copy}")
        elif self._backend.path is None:
            raise StoreError(path=self.place, why="它只在内存里，没有文件可以备份")
        else:
            self._backend.copy_to(target)

    def copy_rows(self, url: str) -> moving.Moved:
        """Copy every row, as of one moment, into the empty store at `url`, which is made if it is new.

        Every row is read back and compared. Raise HiddenRowsError for a user who may not read every row,
        TargetHoldsRowsError or MovedRowsDifferError, StoreError.
        """
        with self._backend.connected("read") as source:
            if not self._backend.sees_all(source):
                raise moving.HiddenRowsError(what="备份", path=self.place, who="纪检或技术员")
            return _copied(source, url)

    def move_rows(self, url: str, switch: Callable[[], None]) -> moving.Moved:
        """Copy every row as `copy_rows` does, and call `switch` when all are there, while nobody else can write.

        Afterwards nobody can write here any more. Raise HiddenRowsError unless this user owns the tables.
        """
        with self._backend.turn(), self._backend.connected("write") as source:
            _refuse_unfit(self._backend, source, self.clock)
            if not self._backend.owns(source):
                raise moving.HiddenRowsError(what="搬走", path=self.place, who="技术员")
            moved = _copied(source, url)
            # Whoever waits for this transaction would otherwise be told that something was kept which nobody sees.
            moving.mark_moved(Transaction(source, self.clock))
            switch()
            return moved

    def retire(self, stamp: str) -> str:
        """Keep the database under a name with `stamp`, so that nobody goes on writing there; return where it is."""
        return self._backend.retire(stamp)

    @contextlib.contextmanager
    def administered(self) -> Iterator[sa.Connection]:
        """Give a connection of the technician on a server, to change rights or figures; raise StoreError on a file."""
        if not self.is_on_server:
            raise StoreError(path=self.place, why="它是本机的文件，没有服务器上的用户和权限")
        with self._backend.connected("write") as connection:
            _refuse_unfit(self._backend, connection, self.clock)
            yield connection

    def sees_all(self) -> bool:
        """Return whether this user may read every word; on a server accusations are read by the discipline officer."""
        with self._backend.connected("read") as connection:
            return self._backend.sees_all(connection)

    def flaws(self) -> tuple[str, ...]:
        """Return in Chinese the faults that the database finds in its pages and references."""
        with self._backend.connected("read") as connection:
            return self._backend.flaws(connection)

    def guards(self) -> dict[str, str]:
        """Return the triggers that let facts only be added, name to SQL; on a server with the functions they call."""
        with self._backend.connected("read") as connection:
            return self._backend.guards(connection)

    def scrub(self) -> tuple[str, ...]:
        """Remove every byte of erased content from the database's files, and the older copies kept before an upgrade.

        Return a Chinese sentence for each thing on a server that keeps erased content all the same.
        """
        return self._backend.scrub()

    def close(self) -> None:
        """Close all connections."""
        self._backend.engine.dispose()


def _migrate(backend: Backend, *, may_make: bool) -> None:
    with backend.connected("read") as connection:
        if _version(backend, connection) == HEAD and (not may_make or backend.is_finished(connection)):
            return
    # Of twenty offices, none may change the tables under the others, or make new ones for lost ones.
    if not may_make:
        raise StoreError(path=backend.place, why=OLD_SCHEMA)
    with _MIGRATING, backend.connected("migrate") as connection:
        backend.prepare_schema(connection)
        # Another process may have migrated while this one waited for the lock.
        version = _version(backend, connection)
        if version is None and backend.make_newest(connection):
            version = _version(backend, connection)
        if version != HEAD:
            _upgrade(backend, connection, version)
        backend.after_upgrade(connection)


def _version(backend: Backend, connection: sa.Connection) -> str | None:
    names = set(sa.inspect(connection).get_table_names())
    if "alembic_version" not in names:
        if names:
            raise StoreError(path=backend.place, why="里面是别的程序的数据，不是本工具的台账")
        return None
    version = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    return None if version is None else str(version)


def _upgrade(backend: Backend, connection: sa.Connection, version: str | None) -> None:
    """Bring the tables from the schema `version` to the newest; raise StoreError for one of a newer program."""
    from alembic import command  # noqa: PLC0415 - only a database that is not up to date needs Alembic
    from alembic.config import Config  # noqa: PLC0415 - as above
    from alembic.script import ScriptDirectory  # noqa: PLC0415 - as above

    known = {script.revision for script in ScriptDirectory(str(_SCRIPTS)).walk_revisions()}
    if version is not None and version not in known:
        raise StoreError(path=backend.place, why=f"它由更新版本的程序建立，结构版本是 {version}，请先升级本程序")
    if version is not None:
        backend.before_upgrade(connection, version)
    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _refuse_unfit(backend: Backend, connection: sa.Connection, clock: Clock) -> None:
    """Raise DamagedStoreError; MovedStoreError for who waited while rows were moved elsewhere; OtherClockError."""
    backend.refuse_damaged(connection)
    moving.refuse_moved(connection, backend.place)
    if clock is now:  # a made-up sample plays a clock of its own
        machine_clock.refuse_other(now(), backend.moment(connection))


def _copied(source: sa.Connection, url: str) -> moving.Moved:
    """Copy every row of `source` into the store at `url`, which is made if it is new."""
    Store.make(url).close()
    backend = backend_for(url)
    try:
        with backend.connected("write") as target:
            if not backend.owns(target):
                raise moving.HiddenRowsError(what="搬进", path=backend.place, who="技术员")
            return moving.copy(source, target)
    finally:
        backend.engine.dispose()


def backend_for(url: str) -> Backend:
    """Return the backend for the database at `url`; raise StoreError for a wrong address."""
    path = sqlite_file(url)
    server = None if path is not None else server_of(url)
    if server is None:
        return SqliteBackend(path)
    from toolkit.store.postgres.backend import PostgresBackend  # noqa: PLC0415 - an office without a server waits for no driver

    return PostgresBackend(server)
