"""A store on a PostgreSQL server: one schema for each town, one writer of a town at a time, commits never in doubt."""

import contextlib
import datetime as dt
import time
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from toolkit.core import DiskFullError, ReadOnlyWorkspaceError, StoreError, YehuaError
from toolkit.store import backend, event_kinds
from toolkit.store.addresses import Server
from toolkit.store.postgres import commits, scrub, tables

# How long a call waits for a server that restarts, and how long a commit in doubt is asked after.
SERVER_WAIT_S = 20.0
DOUBT_WAIT_S = 60.0
_PAUSE_S = 0.25
_NO_DRIVER = "没有装 PostgreSQL 的驱动程序：请技术员在本工具的 .venv 里装上 psycopg（见 docs/county.md）"
_LOST = "连不上数据库服务器，或者连接断了；这一步没有记下任何内容，请检查网络后重做这一步"
_DOUBT = "提交时连接断了，没有查到这一步记下没有；服务器恢复以后请先查看，没有记下再重做"
# Starting up, shutting down, too many connections: the server is there and will serve.
_PASSING = {"57P03", "57P01", "57P02", "53300"}
# The schema of what a role may see of a town is named after the town, with this after it.
SHOWN = "_所见"
_PATH = (
    "SELECT set_config('search_path', CASE WHEN EXISTS (SELECT FROM pg_namespace WHERE nspname = %(town)s "
    "AND NOT pg_has_role(nspowner, 'USAGE')) THEN quote_ident(%(shown)s) || ', ' ELSE '' END "
    "|| quote_ident(%(town)s) || ', pg_temp', false)"
)
_PASSING_WORDS = (
    "connection refused",
    "starting up",
    "shutting down",
    "recovery mode",
    "unexpectedly",
    "connection is closed",
    "connection is lost",
    "no such file",
    "too many clients",
    "timeout expired",
    "bad connection",
)
# By SQLSTATE, or by its class of two characters.
_REASONS = {
    "55P03": backend.BUSY,
    "57014": backend.BUSY,
    "23": backend.CONFLICT,
    "42501": "这个用户没有这样做的权限；请技术员用 yehua store grant 授权",
    "28": "用户名或密码不对，或者这台电脑不许连接；请核对 yehua.toml 里 [store] 的 url",
    "3D": "服务器上没有这个数据库；请核对 yehua.toml 里 [store] 的 url",
    "3F": backend.OLD_SCHEMA,
    "42P01": backend.OLD_SCHEMA,
    "22021": "内容里有数据库存不了的字符（编码为 0 的字符）",
    "22P05": "内容里有数据库存不了的字符（编码为 0 的字符）",
    "22001": "有一项内容太长",
    "XX001": "服务器报告数据损坏，请技术员立即停用并用备份恢复",
    "XX002": "服务器报告索引损坏，请技术员立即停用并用备份恢复",
}


class PostgresBackend(backend.Backend):
    """One town on a PostgreSQL server."""

    is_shared = True

    def __init__(self, server: Server) -> None:
        """Connect to `server`, whose town is the schema of this store; without a town, the user's own schema counts."""
        self.town = server.town
        arguments = {
            "connect_timeout": 10,
            "keepalives_idle": 30,
            "tcp_user_timeout": 30_000,
            "options": f"-c lock_timeout={backend.WAIT_S}s -c synchronous_commit=on -c client_min_messages=warning",
        }
        place = server.url.render_as_string(hide_password=True)
        try:
            # A pooled connection is tried before it is used, so a server that came back is found again.
            engine = sa.create_engine(server.url, pool_pre_ping=True, connect_args=arguments)
        except ImportError as fault:
            raise StoreError(path=place, why=_NO_DRIVER) from fault
        super().__init__(engine, f"{place}（{self.town}）" if self.town else place)
        sa.event.listen(engine, "connect", self._prepare)

    @contextlib.contextmanager
    def connected(self, mode: backend.Mode) -> Iterator[sa.Connection]:
        """Give a connection in a transaction; of a commit whose answer was lost, the server is asked what became."""
        with self.faults(), self._found() as plain:
            connection = plain.execution_options(yehua_mode=mode)
            mark = _begin(connection, mode)
            try:
                yield connection
            except BaseException:
                connection.rollback()
                raise
            try:
                connection.commit()
            except DBAPIError as fault:
                if not (mark and _is_lost(fault) and self._is_committed(mark)):
                    raise

    def prepare_new(self) -> None:
        """Do nothing: a schema is made by the migration."""

    def prepare_schema(self, connection: sa.Connection) -> None:
        """Make the schema of the town."""
        if self.town is not None:
            quoted = connection.dialect.identifier_preparer.quote_identifier(self.town)
            connection.exec_driver_sql(f"CREATE SCHEMA IF NOT EXISTS {quoted}")

    def refuse_damaged(self, connection: sa.Connection) -> None:
        """Do nothing: the server checks its pages when it reads them."""

    def before_upgrade(self, connection: sa.Connection, version: str) -> None:
        """Do nothing: an upgrade that fails is taken back whole, the tables included."""

    def is_finished(self, connection: sa.Connection) -> bool:
        """Return whether the tables of this version are there that no migration makes."""
        return commits.is_prepared(connection)

    def after_upgrade(self, connection: sa.Connection) -> None:
        """Keep JSON as JSONB, guard the tables, and make that of marks."""
        tables.finish(connection)

    def flaws(self, connection: sa.Connection) -> tuple[str, ...]:
        """Return the references that are not held any more: the server checks them when rows are added."""
        loose = sa.text(
            "SELECT conname FROM pg_constraint WHERE contype = 'f' AND NOT convalidated "  # noqa: S608 - ours
            f"AND connamespace = {tables.HOME}"
        )
        return tuple(f"数据库的外键 {name} 没有生效" for name in connection.execute(loose).scalars())

    def moment(self, connection: sa.Connection) -> dt.datetime | None:
        """Return the present moment by the clock of the server."""
        moment: dt.datetime = connection.exec_driver_sql("SELECT clock_timestamp()").scalar_one()
        return moment

    def sees_all(self, connection: sa.Connection) -> bool:
        """Return whether this user may read every word: the owner of the tables, or the discipline officer."""
        return self.owns(connection) or bool(connection.exec_driver_sql("SELECT sees_accusations()").scalar())

    def owns(self, connection: sa.Connection) -> bool:
        """Return whether this user owns the tables."""
        return bool(connection.exec_driver_sql(tables.IS_OWNER).scalar())

    def guards(self, connection: sa.Connection) -> dict[str, str]:
        """Return the enabled triggers and the functions they call, name to SQL."""
        return tables.guards(connection)

    def scrub(self) -> tuple[str, ...]:
        """Rewrite the tables, so that no file of theirs holds erased content, and return what keeps it all the same."""
        with self.faults(), self.engine.connect() as plain:
            connection = plain.execution_options(isolation_level="AUTOCOMMIT")
            try:
                return scrub.scrub(connection)
            finally:
                connection.invalidate()  # its settings are not those of the others

    def _prepare(self, connection: Any, _: Any) -> None:
        if self.town is not None:
            with connection.cursor() as cursor:
                # Everybody but the owner reads the chain through the schema before the town's own. Names of temporary
                # tables must not hide ours.
                cursor.execute(_PATH, {"town": self.town, "shown": f"{self.town}{SHOWN}"})
            connection.commit()

    def retire(self, stamp: str) -> str:
        """Rename the schema; it stays until the technician drops it."""
        with self.connected("migrate") as connection:
            name = str(connection.exec_driver_sql("SELECT current_schema()").scalar())
            quote = connection.dialect.identifier_preparer.quote_identifier
            kept = f"{name}_moved_{stamp}"
            connection.exec_driver_sql(f"ALTER SCHEMA {quote(name)} RENAME TO {quote(kept)}")
        return kept

    @contextlib.contextmanager
    def _found(self, wait_s: float | None = None) -> Iterator[sa.Connection]:
        """Give a connection; while the server restarts, wait for it."""
        end = time.monotonic() + (SERVER_WAIT_S if wait_s is None else wait_s)
        while True:
            try:
                connection = self.engine.connect()
                break
            except DBAPIError as fault:
                if not _is_passing(fault) or time.monotonic() > end:
                    raise
                time.sleep(_PAUSE_S)
        with connection:
            yield connection

    def _is_committed(self, mark: commits.Mark) -> bool:
        """Return whether the transaction that left `mark` was committed; raise StoreError when that cannot be known."""
        end = time.monotonic() + DOUBT_WAIT_S
        while time.monotonic() < end:
            try:
                with self._found(end - time.monotonic()) as connection:
                    answer = commits.is_committed(connection, mark)
            except SQLAlchemyError:
                time.sleep(_PAUSE_S)
                continue
            if answer is not None:
                return answer
            break
        raise StoreError(path=self.place, why=_DOUBT)

    def _fault_of(self, fault: SQLAlchemyError) -> YehuaError | None:
        if not isinstance(fault, DBAPIError):
            return None
        state = _state(fault)
        if state == event_kinds.REFUSED:
            return event_kinds.refusal(_detail(fault))
        if state in {"53100", "58030"}:
            return DiskFullError(path=self.place)
        if state == "25006":
            return ReadOnlyWorkspaceError(path=self.place)
        return StoreError(path=self.place, why=_why(fault))


def _why(fault: DBAPIError) -> str:
    """Return in Chinese what is wrong and what to do; not the server's own words, which may hold values of a row."""
    state, kind = _state(fault), type(fault.orig).__name__
    if (why := _REASONS.get(state) or _REASONS.get(state[:2])) is not None:
        return why
    if _is_lost(fault):
        return _LOST
    return f"数据库报告错误 {state}" if state or kind != "OperationalError" else _REASONS["28"]


def _begin(connection: sa.Connection, mode: backend.Mode) -> commits.Mark | None:
    """Begin a transaction; return the mark by which a lost commit is asked after, None for one that is repeated."""
    if mode == "read":
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        return None
    if mode == "migrate":
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(hashtext(current_database()), hashtext('yehua'))")
        return None
    # One writer of a town at a time, in the order of asking: what a step decides holds until it commits.
    connection.exec_driver_sql("LOCK TABLE counters IN SHARE ROW EXCLUSIVE MODE")
    return commits.mark(connection)


def _is_lost(fault: DBAPIError) -> bool:
    """Return whether the connection is gone, not only the statement refused."""
    state = _state(fault)
    return bool(fault.connection_invalidated) or state[:2] in {"08", "57"} or (not state and _is_passing(fault))


def _is_passing(fault: DBAPIError) -> bool:
    """Return whether a server that could not be reached may be there in a moment; a wrong password stays wrong."""
    # Before it has let somebody in, the server's refusal has words only.
    words = str(fault.orig).lower()
    return _state(fault) in _PASSING or any(sign in words for sign in _PASSING_WORDS)


def _state(fault: DBAPIError) -> str:
    """Return the SQLSTATE of `fault`, empty where there is none."""
    return str(getattr(fault.orig, "sqlstate", None) or "")


def _detail(fault: DBAPIError) -> str:
    """Return the detail that the server gives with `fault`, empty where there is none."""
    return str(getattr(getattr(fault.orig, "diag", None), "message_detail", None) or "")
