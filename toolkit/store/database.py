"""The one database: its migrations, and transactions that give numbers without gaps.

Facts are only ever added. SQLite is the default; any other SQLAlchemy URL may stand in the settings. SQLite runs
with its rollback journal, not WAL: WAL needs memory shared between processes, which network drives and some USB
sticks do not give, and leaves files beside the database that people forget to copy.
"""

import contextlib
import datetime as dt
import json
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from toolkit.core import (
    DamagedStoreError,
    DiskFullError,
    ReadOnlyWorkspaceError,
    StoreError,
    UnknownNumberError,
    YehuaError,
    moves,
    private_file,
    turn,
    whole_file,
    writing_faults,
)
from toolkit.records import from_json, to_json
from toolkit.store import chain, wholeness
from toolkit.store.schema import COUNTERS, EVENTS, Table

# The newest migration; a test holds it against the scripts, so that opening need not load Alembic each time.
HEAD = "0010"
_SCRIPTS = Path(__file__).parent / "migrations"
_SQLITE_FILE = "sqlite:///"
# Issuing a paper holds the write lock while its copies are made; others wait this long before they give up.
_WAIT_S = 60
# The counter that the triggers look at: 1 while content may be overwritten.
_ERASING = "erasing"
# The counter that holds the day on which the database was last read through.
_LOOKED = "looked"
# Alembic keeps its running context in a module variable, so two threads must not migrate at once.
_MIGRATING = threading.Lock()

T = TypeVar("T")
Row = Mapping[str, Any]


def text_of(record: Any) -> str:
    """Return `record` as JSON text for a column, the same text for the same content."""
    return json.dumps(to_json(record), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def record_of(kind: type[T], row: Row) -> T:
    """Return the record of `kind` in the column `json` of `row`."""
    return from_json(kind, json.loads(row["json"]))


class Transaction:
    """What may be done inside one transaction: add facts, read rows, take the next number."""

    def __init__(self, connection: sa.Connection) -> None:
        """Work on `connection`, whose transaction has begun."""
        self._connection = connection

    def add(self, table: Table, **values: Any) -> int:
        """Add one row to `table` and return its id; `made_at` is set by itself, and a fact joins the chain."""
        keys = self._connection.execute(table.insert().values(**values)).inserted_primary_key
        key = int(keys[0]) if keys and table is not COUNTERS else 0
        if table.name in chain.SOURCES:
            # Read back, since the commitment is to what is stored.
            self.append(chain.news_of(table.name, self.row(table, id=key) or {}))
        return key

    def append(self, news: chain.News) -> None:
        """Append `news` to the chain of facts, the next one in it and the next one of its subject."""
        position = self.next_number(chain.SERIES)
        before = self.row(EVENTS, position=position - 1)
        newest = sa.select(sa.func.max(EVENTS.c.seq)).where(EVENTS.c.subject == news.subject)
        seq = 1 + (self._connection.execute(newest).scalar() or 0)
        event = chain.linked(news, position, seq, before["hash"] if before else chain.START)
        self._connection.execute(EVENTS.insert().values(**event))

    def rows(self, table: Table, **where: Any) -> list[Row]:
        """Return the rows of `table` whose columns equal `where`, in the order in which they were added."""
        return self.columns(table, tuple(column.name for column in table.columns), **where)

    def columns(self, table: Table, names: tuple[str, ...], **where: Any) -> list[Row]:
        """Return only the columns `names` of those rows, so that long texts need not be read."""
        wanted = sa.select(*(table.c[name] for name in names))
        equal = [table.c[name] == value for name, value in where.items()]
        found = self._connection.execute(wanted.where(*equal).order_by(*table.primary_key))
        return [dict(row) for row in found.mappings()]

    def holding(self, table: Table, column: str, text: str, names: tuple[str, ...]) -> list[Row]:
        """Return only the columns `names` of the rows whose `column` holds `text`, in the order they were added."""
        wanted = sa.select(*(table.c[name] for name in names)).where(table.c[column].contains(text, autoescape=True))
        return [dict(row) for row in self._connection.execute(wanted.order_by(*table.primary_key)).mappings()]

    def after(self, table: Table, key: int, names: tuple[str, ...]) -> Iterator[Row]:
        """Give only the columns `names` of the rows that were added after the one with the id `key`, in order."""
        wanted = sa.select(*(table.c[name] for name in names)).where(table.c.id > key).order_by(table.c.id)
        for row in self._connection.execute(wanted).mappings():
            yield dict(row)

    def row(self, table: Table, **where: Any) -> Row | None:
        """Return the newest of those rows, or None."""
        equal = [table.c[name] == value for name, value in where.items()]
        newest = sa.select(table).where(*equal).order_by(*(column.desc() for column in table.primary_key)).limit(1)
        found = self._connection.execute(newest).mappings().first()
        return dict(found) if found is not None else None

    def known(self, table: Table, what: str, **where: str) -> Row:
        """Return the newest row with that number; raise UnknownNumberError, which says `what` was looked for."""
        row = self.row(table, **where)
        if row is None:
            raise UnknownNumberError(what=what, number=next(iter(where.values())))
        return row

    @contextlib.contextmanager
    def erasing(self) -> Iterator[None]:
        """Let `erase` overwrite content while the block runs; nobody outside this transaction ever sees that state."""
        self.set_counter(_ERASING, 1)
        yield
        self.set_counter(_ERASING, 0)

    def set_counter(self, scope: str, value: int) -> None:
        """Set a counter that gives no numbers to `value`."""
        counter = COUNTERS.update().where(COUNTERS.c.scope == scope).values(value=value)
        if not self._connection.execute(counter).rowcount:
            self.add(COUNTERS, scope=scope, value=value)

    def erase(self, table: Table, key: int, **content: Any) -> None:
        """Overwrite columns that hold content in the row `key` of `table`; numbers, hashes, who and when cannot be.

        Only inside `erasing`, and always with an entry that tells who erased what and why. Raise StoreError.
        """
        before = self.row(table, id=key) or {}
        self._connection.execute(table.update().where(table.c.id == key).values(**content))
        after = self.row(table, id=key) or {}
        if table.name in chain.SOURCES and after != before:
            # Without the salt nobody can tell what was committed to; the chain goes on holding.
            of_row = (EVENTS.c.source == table.name) & (EVENTS.c.source_row == key)
            self._connection.execute(EVENTS.update().where(of_row).values(salt=None, private=None))
            self.append(chain.news_of_erased(table.name, after))

    def change(self, table: Table, key: int, **values: Any) -> None:
        """Overwrite columns in the row `key` of `table`, which must be one that holds no facts. Raise StoreError."""
        self._connection.execute(table.update().where(table.c.id == key).values(**values))

    def next_number(self, scope: str) -> int:
        """Return the next number of the series `scope`, from 1 on, without gaps and never given twice.

        The number is taken only when the transaction ends well; until then others that want one of the same
        series wait.
        """
        # Changing before reading takes the lock on the row, on any database.
        if not self._count_up(scope):
            self._begin_series(scope)
        value = self._connection.execute(sa.select(COUNTERS.c.value).where(COUNTERS.c.scope == scope)).scalar_one()
        return int(value)

    def _count_up(self, scope: str) -> bool:
        up = COUNTERS.update().where(COUNTERS.c.scope == scope).values(value=COUNTERS.c.value + 1)
        return self._connection.execute(up).rowcount > 0

    def _begin_series(self, scope: str) -> None:
        try:
            with self._connection.begin_nested():
                self.add(COUNTERS, scope=scope, value=1)
        except sa.exc.IntegrityError:
            # Another process began the same series a moment before; SQLite never comes here.
            self._count_up(scope)


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

        What follows `sqlite:///` is a path as it is, so that percent signs and question marks in it are no fault.
        An existing SQLite file is copied beside itself before it is migrated. Raise StoreError when it is no
        database of ours, damaged, in use, or of a newer program; ReadOnlyWorkspaceError; DiskFullError.
        """
        path = sqlite_file(url)
        store = cls(_engine(url, path), str(path) if path else _hidden(url), path)
        if path is not None:
            _make_private(path)
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
        with _faults(self._place), whole_file(target) as copy, self._engine.connect() as connection:
            connection.exec_driver_sql("ROLLBACK")
            connection.exec_driver_sql("VACUUM INTO ?", (str(copy),))

    def flaws(self) -> tuple[str, ...]:
        """Return in Chinese what SQLite finds wrong in the database, whole and by its references; nothing elsewhere."""
        if self._engine.dialect.name != "sqlite":
            return ()
        with self._connected("read") as connection:
            broken = connection.exec_driver_sql("PRAGMA integrity_check").scalars().all()
            orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        told = [f"数据库有损坏：{line}" for line in broken if line != "ok"]
        return (*told, *(f"数据库的 {row[0]} 表第 {row[1]} 行指向不存在的记录" for row in orphans))

    def guards(self) -> dict[str, str] | None:
        """Return the triggers that let facts only be added, name to SQL; None elsewhere than on SQLite."""
        if self._engine.dialect.name != "sqlite":
            return None
        with self._connected("read") as connection:
            rows = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").all()
        return {str(row[0]): str(row[1]) for row in rows}

    def scrub(self) -> tuple[Path, ...]:
        """Leave no byte of what was erased in the database, and return the older copies of it that were removed.

        Copies that were kept before an upgrade hold what has been erased since. Elsewhere than on SQLite this is the
        database's own affair, and nothing is done.
        """
        if self._path is None:
            return ()
        with self._turn(), _faults(self._place), self._engine.connect() as connection:
            connection.exec_driver_sql("ROLLBACK")
            connection.exec_driver_sql("VACUUM")
        older = tuple(sorted(self._path.parent.glob(f"{self._path.name}.before-upgrade-*.bak")))
        for copy in older:
            moves.remove(copy)
        return older

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    def _refuse_damaged(self, connection: sa.Connection) -> None:
        """Raise DamagedStoreError unless the database is whole: looked at before the first write, a large one daily."""
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
        # SQLite lets whoever asks at the right moment in: with ten writers one had waited for more than a minute.
        with contextlib.ExitStack() as stack:
            if self._path is not None:
                try:
                    stack.enter_context(turn(self._path, _WAIT_S))
                except TimeoutError as fault:
                    raise StoreError(path=self._place, why=_SQLITE_REASONS["BUSY"]) from fault
            yield

    @contextlib.contextmanager
    def _connected(self, mode: str) -> Iterator[sa.Connection]:
        with _faults(self._place), self._engine.connect() as plain:
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
        found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
        return None if found is None else str(found)

    def _upgrade(self, connection: sa.Connection, version: str | None, path: Path | None) -> None:
        from alembic import command  # noqa: PLC0415 - only a database that is not up to date needs Alembic
        from alembic.config import Config  # noqa: PLC0415
        from alembic.script import ScriptDirectory  # noqa: PLC0415

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


# -- engines ---------------------------------------------------------------------------------------------------


def sqlite_file(url: str) -> Path | None:
    """Return the file of the SQLite database at `url`; None for one in memory or on a server."""
    rest = url.removeprefix(_SQLITE_FILE)
    return None if rest == url or rest in {"", ":memory:"} else Path(rest)


def _hidden(url: str) -> str:
    try:
        return sa.make_url(url).render_as_string(hide_password=True)
    except SQLAlchemyError:
        return "设置里的数据库地址"


def _engine(url: str, path: Path | None) -> sa.Engine:
    target = sa.URL.create("sqlite", database=str(path)) if path else url
    memory = path is None and url.startswith("sqlite")
    # A connection for each transaction: no file stays open, so a stick can be pulled and a folder moved.
    pool = sa.pool.StaticPool if memory else sa.pool.NullPool
    try:
        engine = sa.create_engine(target, poolclass=pool)
    except (SQLAlchemyError, ImportError) as fault:
        raise StoreError(path=_hidden(url), why="设置里的数据库地址不对，或者没有装它的驱动程序") from fault
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", _prepare_sqlite)
        sa.event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _: Any) -> None:
    # The driver must not begin transactions of its own: BEGIN is given below.
    connection.isolation_level = None
    cursor = connection.cursor()
    for setting in (
        f"busy_timeout = {_WAIT_S * 1000}",
        "foreign_keys = ON",
        "recursive_triggers = ON",
        "secure_delete = ON",
    ):
        cursor.execute(f"PRAGMA {setting}")
    # Also sync the folder after the journal is gone, so that a power cut never brings back a finished transaction.
    cursor.execute("PRAGMA synchronous = EXTRA")
    cursor.close()


def _begin_sqlite(connection: sa.Connection) -> None:
    # Taking the write lock at once is what keeps numbers gap-free with several processes.
    writing = connection.get_execution_options().get("yehua_mode") == "write"
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def _make_private(path: Path) -> None:
    if path.exists():
        return
    try:
        with writing_faults(path):
            private_file(path)
    except OSError as fault:
        raise StoreError(path=path, why=f"建不了这个文件：{fault.strerror}") from fault


# -- faults ----------------------------------------------------------------------------------------------------

_SQLITE_REASONS = {
    "BUSY": "别的窗口或程序正在写入，等了一分钟还没有写完",
    "LOCKED": "别的窗口或程序正在写入",
    "NOTADB": "它不是数据库文件",
    "IOERR": "磁盘读写出错",
    "CANTOPEN": "打不开这个文件",
    "PERM": "没有读取权限",
    "CONSTRAINT": "与已有的记录冲突；记录只能追加，不能改动或删除",
}


@contextlib.contextmanager
def _faults(place: str) -> Iterator[None]:
    try:
        yield
    except SQLAlchemyError as fault:
        raise _told(place, fault) from fault


def _told(place: str, fault: SQLAlchemyError) -> YehuaError:
    cause = fault.orig if isinstance(fault, DBAPIError) else fault
    name = str(getattr(cause, "sqlite_errorname", "")).removeprefix("SQLITE_").split("_")[0]
    if name == "READONLY":
        return ReadOnlyWorkspaceError(path=place)
    if name == "FULL":
        return DiskFullError(path=place)
    if name == "CORRUPT":
        return DamagedStoreError(path=place, why="文件已损坏", way=wholeness.way_back(Path(place).parent))
    return StoreError(path=place, why=_SQLITE_REASONS.get(name) or f"数据库报告：{str(cause).splitlines()[0]}")
