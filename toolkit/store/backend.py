"""What SQLite and PostgreSQL do each in its own way: connecting, waiting for a turn, checks, copies, scrubbing."""

import abc
import contextlib
import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from toolkit.core import StoreError, YehuaError

Mode = Literal["read", "write", "migrate"]

# Issuing a paper holds the write lock while its copies are made; others wait this long before they give up.
WAIT_S = 60
BUSY = "别的窗口或程序正在写入，等了一分钟还没有写完"
OLD_SCHEMA = (
    "数据库的结构还没有建立，或者与本程序的版本不同；请技术员用同一版本的程序运行 yehua store init（见 docs/county.md）"
)
CONFLICT = "与已有的记录冲突；记录只能追加，不能改动或删除"


class Backend(abc.ABC):
    """One database and its engine; `place` names it in messages, `path` is its file if it has one.

    `is_shared` says whether other machines use it, too.
    """

    is_shared = False

    def __init__(self, engine: sa.Engine, place: str, path: Path | None = None) -> None:
        """Use `engine`."""
        self.engine = engine
        self.place = place
        self.path = path

    @contextlib.contextmanager
    def faults(self) -> Iterator[None]:
        """Turn database errors of the block into StoreError and its kin."""
        try:
            yield
        except SQLAlchemyError as fault:
            first = self._first(fault)
            if (known := self._fault_of(first)) is not None:
                raise known from fault
            cause = first.orig if isinstance(first, DBAPIError) else first
            raise StoreError(path=self.place, why=f"数据库报告：{str(cause).splitlines()[0]}") from fault

    @contextlib.contextmanager
    def connected(self, mode: Mode) -> Iterator[sa.Connection]:
        """Give a connection whose transaction has begun: committed when the block ends, taken back when it raises."""
        with self.faults(), self.engine.connect() as plain:
            connection = plain.execution_options(yehua_mode=mode)
            with connection.begin():
                yield connection

    @contextlib.contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for the turn to write where the database itself has no queue."""
        yield

    @abc.abstractmethod
    def prepare_new(self) -> None:
        """Make the place of a new database ready, unless it is there."""

    @abc.abstractmethod
    def prepare_schema(self, connection: sa.Connection) -> None:
        """Make the schema that holds the tables, unless it is there."""

    @abc.abstractmethod
    def refuse_damaged(self, connection: sa.Connection) -> None:
        """Raise DamagedStoreError unless the database is whole, where the database does not see to that itself."""

    def make_newest(self, connection: sa.Connection) -> bool:  # noqa: ARG002 - a server's tables are made by migrations
        """Make the tables of the newest schema at once in an empty database, and return whether this was done."""
        return False

    @abc.abstractmethod
    def before_upgrade(self, connection: sa.Connection, version: str) -> None:
        """Keep what lies at the schema `version`, so that a failed upgrade can be taken back."""

    def is_finished(self, connection: sa.Connection) -> bool:  # noqa: ARG002 - a file has nothing beside the tables
        """Return whether all that `after_upgrade` adds is there."""
        return True

    @abc.abstractmethod
    def after_upgrade(self, connection: sa.Connection) -> None:
        """Add what this kind of database needs beside the tables."""

    @abc.abstractmethod
    def flaws(self, connection: sa.Connection) -> tuple[str, ...]:
        """Return in Chinese the faults of pages and references that the database finds."""

    def moment(self, connection: sa.Connection) -> dt.datetime | None:  # noqa: ARG002 - a file has no clock
        """Return the present moment by the clock of the server, None where there is none."""
        return None

    def sees_all(self, connection: sa.Connection) -> bool:  # noqa: ARG002 - a file shows all of itself
        """Return whether this user may read every word of the database."""
        return True

    def owns(self, connection: sa.Connection) -> bool:  # noqa: ARG002 - as above
        """Return whether the tables are this user's own, so that no rule hides rows from him."""
        return True

    @abc.abstractmethod
    def guards(self, connection: sa.Connection) -> dict[str, str]:
        """Return what lets facts only be added, name to SQL."""

    @abc.abstractmethod
    def scrub(self) -> tuple[str, ...]:
        """Remove every byte of erased content, and return in Chinese what keeps some of it all the same."""

    @abc.abstractmethod
    def retire(self, stamp: str) -> str:
        """Keep the database under another name with `stamp` in it, and return where it is."""

    @abc.abstractmethod
    def _fault_of(self, fault: SQLAlchemyError) -> YehuaError | None:
        """Return the fault a clerk can mend, or None where there is none."""

    def _first(self, fault: SQLAlchemyError) -> SQLAlchemyError:
        """Return the error that came first, where `fault` is only its consequence."""
        return fault
