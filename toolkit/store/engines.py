"""Connections to the database: how SQLite is set up, and database errors as faults that a clerk can mend."""

import contextlib
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
    private_file,
    writing_faults,
)
from toolkit.store import wholeness

_SQLITE_FILE = "sqlite:///"
# Issuing a paper holds the write lock while its copies are made; others wait this long before they give up.
WAIT_S = 60


def sqlite_file(url: str) -> Path | None:
    """Return the file of the SQLite database at `url`; None for one in memory or on a server."""
    rest = url.removeprefix(_SQLITE_FILE)
    return None if rest == url or rest in {"", ":memory:"} else Path(rest)


def without_password(url: str) -> str:
    """Return the database `url` as it may be shown, without its password."""
    try:
        return sa.make_url(url).render_as_string(hide_password=True)
    except SQLAlchemyError:
        return "设置里的数据库地址"


def engine_for(url: str, path: Path | None) -> sa.Engine:
    """Return the engine for `url`, whose SQLite file is `path` if it has one; raise StoreError for a wrong address."""
    target = sa.URL.create("sqlite", database=str(path)) if path else url
    memory = path is None and url.startswith("sqlite")
    # A connection for each transaction: no file stays open, so a stick can be pulled and a folder moved.
    pool = sa.pool.StaticPool if memory else sa.pool.NullPool
    try:
        engine = sa.create_engine(target, poolclass=pool)
    except (SQLAlchemyError, ImportError) as fault:
        raise StoreError(path=without_password(url), why="设置里的数据库地址不对，或者没有装它的驱动程序") from fault
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", _prepare_sqlite)
        sa.event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _: Any) -> None:
    # The driver must not begin transactions of its own: BEGIN is given below.
    connection.isolation_level = None
    cursor = connection.cursor()
    for setting in (
        f"busy_timeout = {WAIT_S * 1000}",
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


def make_private(path: Path) -> None:
    """Make an empty database file at `path` that only the user may read, unless there is one.

    Raise StoreError, ReadOnlyWorkspaceError or DiskFullError.
    """
    if path.exists():
        return
    try:
        with writing_faults(path):
            private_file(path)
    except OSError as fault:
        raise StoreError(path=path, why=f"建不了这个文件：{fault.strerror}") from fault


SQLITE_REASONS = {
    "BUSY": "别的窗口或程序正在写入，等了一分钟还没有写完",
    "LOCKED": "别的窗口或程序正在写入",
    "NOTADB": "它不是数据库文件",
    "IOERR": "磁盘读写出错",
    "CANTOPEN": "打不开这个文件",
    "PERM": "没有读取权限",
    "CONSTRAINT": "与已有的记录冲突；记录只能追加，不能改动或删除",
}


@contextlib.contextmanager
def store_faults(place: str) -> Iterator[None]:
    """Turn database errors of the block into StoreError and its kin; `place` names the database in messages."""
    try:
        yield
    except SQLAlchemyError as fault:
        raise _as_store_fault(place, _first_fault(fault)) from fault


def _first_fault(fault: SQLAlchemyError) -> SQLAlchemyError:
    """Return the error that made SQLite roll back everything, if `fault` only says that a savepoint went with it."""
    before = fault.__context__
    is_lost = isinstance(fault, DBAPIError) and "no such savepoint" in str(fault.orig)
    while is_lost and before is not None and not isinstance(before, SQLAlchemyError):
        before = before.__context__
    return before if is_lost and isinstance(before, SQLAlchemyError) else fault


def _as_store_fault(place: str, fault: SQLAlchemyError) -> YehuaError:
    cause = fault.orig if isinstance(fault, DBAPIError) else fault
    name = str(getattr(cause, "sqlite_errorname", "")).removeprefix("SQLITE_").split("_")[0]
    if name == "READONLY":
        return ReadOnlyWorkspaceError(path=place)
    if name == "FULL":
        return DiskFullError(path=place)
    if name == "CORRUPT":
        return DamagedStoreError(path=place, why="文件已损坏", way=wholeness.way_back(Path(place).parent))
    return StoreError(path=place, why=SQLITE_REASONS.get(name) or f"数据库报告：{str(cause).splitlines()[0]}")
