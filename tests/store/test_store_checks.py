"""A guard that is gone or rewritten, an open gate, a broken page, a lost reference: each is told."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from toolkit.store import store_checks
from toolkit.store.database import Store


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return the path of a fresh database."""
    path = tmp_path / "yehua.db"
    Store.open(f"sqlite:///{path}").close()
    return path


@pytest.fixture
def opened(path: Path) -> Iterator[Store]:
    """Give the store at `path`."""
    store = Store.open(f"sqlite:///{path}")
    yield store
    store.close()


def raw(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        for statement in statements:
            connection.execute(statement)


def test_nothing_is_told_of_a_sound_database(opened: Store) -> None:
    assert store_checks.faults(opened) == ()


EMPTY = "CREATE TRIGGER events_no_update BEFORE UPDATE ON events BEGIN SELECT 1; END"


@pytest.mark.parametrize(
    "statements, fault",
    [
        (("DROP TRIGGER entries_no_delete",), "entries_no_delete"),
        (("DROP TRIGGER events_no_update", EMPTY), "events_no_update"),
        (("INSERT INTO counters VALUES ('erasing', 1)",), "开关没有关上"),
        (("INSERT INTO case_grievances VALUES (1, '案9', 'x', '2026')",), "不存在的记录"),
    ],
)
def test_each_fault_is_told(path: Path, opened: Store, statements: tuple[str, ...], fault: str) -> None:
    raw(path, *statements)
    (told,) = store_checks.faults(opened)
    assert fault in told


def test_a_database_that_is_no_file_is_checked_too() -> None:
    store = Store.open("sqlite://")
    assert store_checks.faults(store) == ()
    store.close()
