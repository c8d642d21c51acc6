"""A PostgreSQL server for tests: a database of its own for each test, copied from one that was migrated once."""

import itertools
import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import sqlalchemy as sa

from toolkit.store.database import Store

URL = os.environ.get("YEHUA_TEST_POSTGRES", "")
WHY = "YEHUA_TEST_POSTGRES names no PostgreSQL server to test on"
TOWN = "青石镇"
_numbers = itertools.count(1)


@dataclass
class Place:
    """A place where a store lies, and every store that a test opened there."""

    url: str
    path: Path | None = None
    stores: list[Store] = field(default_factory=list)

    @property
    def is_file(self) -> bool:
        """Whether it is a SQLite file."""
        return self.path is not None

    def open(self) -> Store:
        """Open the store, made if it is not there."""
        self.stores.append(Store.make(self.url))
        return self.stores[-1]

    def close(self) -> None:
        """Close every store that was opened."""
        for store in self.stores:
            store.close()


def run(database: str, *statements: str, town: bool = False) -> None:
    """Run `statements`, each for itself, in `database` of the server, with `town` among the tables of the town."""
    url = sa.make_url(URL).set(database=database, drivername="postgresql+psycopg")
    engine = sa.create_engine(url, poolclass=sa.pool.NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        if town:
            connection.exec_driver_sql(f'SET search_path = "{TOWN}"')
        for statement in statements:
            connection.exec_driver_sql(statement)


def address(database: str, town: str = TOWN, **parts: str) -> str:
    """Return the address of `town` in `database`; `parts` are others of the address, such as `username`."""
    url = sa.make_url(URL).set(database=database, drivername="postgresql+psycopg", **parts)
    return url.update_query_dict({"town": town}).render_as_string(hide_password=False)


@contextmanager
def template() -> Iterator[str]:
    """Give the name of a database that was migrated once, to be copied."""
    name = f"yehua_test_{os.getpid()}"
    home = sa.make_url(URL).database or "postgres"
    run(home, f"DROP DATABASE IF EXISTS {name}", f"CREATE DATABASE {name}")
    with closing(Store.make(address(name))):
        pass
    yield name
    run(home, f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def database(of: str) -> Iterator[str]:
    """Give the name of a fresh copy of the database `of`."""
    name = f"{of}_{next(_numbers)}"
    home = sa.make_url(URL).database or "postgres"
    run(home, f"CREATE DATABASE {name} TEMPLATE {of} STRATEGY file_copy")
    yield name
    run(home, f"DROP DATABASE {name} WITH (FORCE)")
