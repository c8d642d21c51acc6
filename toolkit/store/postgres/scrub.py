"""Erased words taken out of a PostgreSQL server's files, and what keeps them there all the same.

The words lie in dead rows, in values that statistics sampled, and in the log since the last checkpoint. An older
transaction keeps dead rows, a replication slot keeps rows or log: whoever scrubs is told of each. A transaction that
writes keeps them in every database of the server: no snapshot taken meanwhile, not even the one a rewrite takes, is
younger than it.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from toolkit.store.postgres.tables import IS_OWNER
from toolkit.store.schema import METADATA

# Whoever only looks something up is gone by then; a table in use is waited for as long.
WAIT_S = 10.0
_PAUSE_S = 0.2
_LOCKED = "55P03"
_NOT_OWNER = "服务器数据文件里的旧内容由表的所有者清：请技术员运行 yehua store scrub，或者等夜间的定时任务"
# Dead rows stay while somebody might still see them; a row that was erased before `horizon` is seen by these.
_SESSIONS = """
SELECT pid::text || '（' || coalesce(usename, '备库') || '）' FROM pg_stat_activity
WHERE (datname = current_database() OR datname IS NULL) AND pid <> pg_backend_pid()
AND backend_type <> 'autovacuum worker' AND age(backend_xmin) > age(CAST(:horizon AS xid8)::xid) ORDER BY pid
"""
_OLDER_WRITERS = "SELECT pg_snapshot_xmin(pg_current_snapshot()) < CAST(:horizon AS xid8)"
_PREPARED = "SELECT gid FROM pg_prepared_xacts WHERE database = current_database() ORDER BY gid"
_SLOTS = """
SELECT slot_name FROM pg_replication_slots WHERE restart_lsn < CAST(:log AS pg_lsn)
OR age(xmin) > age(CAST(:horizon AS xid8)::xid) OR age(catalog_xmin) > age(CAST(:horizon AS xid8)::xid)
ORDER BY slot_name
"""
_OWNS_DATABASE = "SELECT pg_has_role(datdba, 'USAGE') FROM pg_database WHERE datname = current_database()"


@dataclass(frozen=True)
class _Start:
    """The moment at which scrubbing began: transactions from `horizon` on see nothing erased, the log was at `log`."""

    horizon: str
    log: str


def scrub(connection: sa.Connection) -> tuple[str, ...]:
    """Rewrite every table of the current schema and the statistics, and write all of it down, as PostgreSQL can.

    Return a Chinese sentence for each thing that keeps erased words in the server's files. Only the technician who
    owns the tables rewrites them; `connection` commits each statement. See `docs/county.md`.
    """
    if not connection.exec_driver_sql(IS_OWNER).scalar():
        return (_NOT_OWNER,)
    start = _started(connection)
    older = _older(connection, start)
    locked = tuple(_rewritten(connection))
    # The statistics were taken anew since `start`: their old rows are dead since then only.
    statistics = tuple(_rewritten_statistics(connection))
    # Segments of the log are closed, so that the one with the erased words is used again or removed.
    for _ in range(2):
        connection.exec_driver_sql("SELECT pg_switch_wal()")
        connection.exec_driver_sql("CHECKPOINT")
    return tuple(dict.fromkeys((*older, *locked, *statistics, *_kept_by_server(connection, start))))


def _started(connection: sa.Connection) -> _Start:
    asked = "SELECT pg_snapshot_xmax(pg_current_snapshot())::text, pg_current_wal_lsn()::text"
    horizon, log = connection.exec_driver_sql(asked).one()
    return _Start(str(horizon), str(log))


def _older(connection: sa.Connection, start: _Start) -> tuple[str, ...]:
    """Return sentences on transactions that began before `start` and do not end within `WAIT_S` seconds."""
    end = time.monotonic() + WAIT_S
    while told := tuple(_transactions(connection, start.horizon)):
        if time.monotonic() >= end:
            break
        time.sleep(_PAUSE_S)
    return told


def _transactions(connection: sa.Connection, horizon: str) -> Iterator[str]:
    """Give sentences on the transactions that began before `horizon` and have not ended."""
    if found := _listed(connection, _SESSIONS, horizon=horizon):
        yield f"还有更早开始、没有结束的连接，它还看得到的旧行清不掉：进程 {found}。请结束它们再运行一次"
    if prepared := _listed(connection, _PREPARED):
        yield f"还有预备好而没有提交的事务，它还看得到的旧行清不掉：{prepared}。请提交或撤回它们再运行一次"
    elif not found and connection.execute(sa.text(_OLDER_WRITERS), {"horizon": horizon}).scalar():
        yield "这台服务器的别的数据库里还有更早开始、没有写完的事务，旧行清不掉。请等它结束再运行一次"


def _rewritten(connection: sa.Connection) -> Iterator[str]:
    """Rewrite the tables; give a sentence on one that could not be rewritten."""
    connection.exec_driver_sql(f"SET lock_timeout = '{int(WAIT_S)}s'")
    for table in METADATA.sorted_tables:
        try:
            connection.exec_driver_sql(f"VACUUM (FULL, ANALYZE) {table.name}")
        except DBAPIError as fault:
            if getattr(fault.orig, "sqlstate", None) != _LOCKED:
                raise
            yield f"表 {table.name} 正被别的连接占用，没有重写完。请等它用完再运行一次"
            return


def _rewritten_statistics(connection: sa.Connection) -> Iterator[str]:
    """Rewrite the values that statistics sampled; give sentences on what keeps the old ones."""
    if connection.exec_driver_sql(_OWNS_DATABASE).scalar():
        yield from _older(connection, _started(connection))
        connection.exec_driver_sql("VACUUM FULL pg_catalog.pg_statistic")
    else:
        yield "统计信息里抽样的旧值清不掉：这个用户不是数据库的所有者。请用数据库的所有者再运行一次"


def _kept_by_server(connection: sa.Connection, start: _Start) -> Iterator[str]:
    """Give sentences on slots and settings of the server that keep its log, or rows, from before `start`."""
    if slots := _listed(connection, _SLOTS, horizon=start.horizon, log=start.log):
        yield f"复制槽还留着旧的日志或旧行：{slots}。请让备库跟上，或删掉不用的复制槽，再运行一次"
    if connection.exec_driver_sql("SHOW wal_recycle").scalar() == "on":
        yield "服务器会把旧的日志文件连同内容留着再用：请把 wal_recycle 设为 off，再运行一次"
    if str(connection.exec_driver_sql("SHOW wal_keep_size").scalar()) != "0":
        yield "服务器按 wal_keep_size 留着旧的日志文件：请设为 0，再运行一次"


def _listed(connection: sa.Connection, statement: str, **values: Any) -> str:
    return "、".join(connection.execute(sa.text(statement), values).scalars())
