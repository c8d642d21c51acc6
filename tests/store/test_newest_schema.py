"""A new file gets its tables from newest.sql; it is what the migrations make.

After a new migration run `python -m tests.store.test_newest_schema`, which writes the file anew.
"""

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from unittest import mock

import toolkit.store
from toolkit.store.backend import Backend
from toolkit.store.database import Store
from toolkit.store.sqlite import SqliteBackend

NEWEST = Path(toolkit.store.__file__).parent / "migrations" / "newest.sql"


def statements(path: Path) -> Iterator[str]:
    """Give the statements that make the database at `path` anew, rows included."""
    with closing(sqlite3.connect(path)) as connection:
        yield from (line for line in connection.iterdump() if line not in {"BEGIN TRANSACTION;", "COMMIT;"})


def migrated(path: Path) -> Path:
    """Let every migration make the database at `path`."""
    with mock.patch.object(SqliteBackend, "make_newest", Backend.make_newest):
        Store.open(f"sqlite:///{path}").close()
    return path


def test_a_new_file_is_what_the_migrations_make(tmp_path: Path) -> None:
    Store.open(f"sqlite:///{tmp_path / 'new.db'}").close()

    assert list(statements(tmp_path / "new.db")) == list(statements(migrated(tmp_path / "migrated.db")))


def test_the_statements_are_those_of_the_newest_migration(tmp_path: Path) -> None:
    assert NEWEST.read_text(encoding="utf-8").splitlines() == [
        line for statement in statements(migrated(tmp_path / "migrated.db")) for line in statement.splitlines()
    ]


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        made = statements(migrated(Path(folder) / "migrated.db"))
        NEWEST.write_text("".join(f"{statement}\n" for statement in made), encoding="utf-8", newline="\n")
