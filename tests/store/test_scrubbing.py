"""What was erased is in no file of the server's data directory, once the tables were rewritten."""

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.store import cluster, servers
from tests.store.servers import Place
from toolkit.store.chain import News
from toolkit.store.database import Store
from toolkit.store.postgres import scrub
from toolkit.store.schema import EVENTS, REPEATS

WORDS = "村主任收了三万块钱的事"


def data_folder(database: str) -> Path:
    """Return the folder of the server's files, if it is on this machine and may be read."""
    url = sa.make_url(servers.URL).set(database=database, drivername="postgresql+psycopg")
    engine = sa.create_engine(url, poolclass=sa.pool.NullPool)
    with engine.connect() as connection:
        if connection.exec_driver_sql("SHOW wal_recycle").scalar() == "on":
            pytest.skip("this server reuses the files of its log with what was in them (wal_recycle)")
        folder = Path(str(connection.exec_driver_sql("SHOW data_directory").scalar()))
    if not os.access(folder / "base", os.R_OK | os.X_OK):
        pytest.skip("the server's files are not here, or may not be read")
    return folder


def holding(folder: Path, words: bytes) -> list[str]:
    """Return the files below `folder` that hold `words`."""
    return [str(path) for path in folder.rglob("*") if path.is_file() and words in content(path)]


def content(path: Path) -> bytes:
    """Return what is in `path`; nothing where the server, which other tests use meanwhile, has just removed it."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""


def test_erased_words_are_in_no_file_of_the_server(town: Place, database: str) -> None:
    folder = data_folder(database)
    store = town.open()
    with store.transaction() as tx:
        for number in range(3):
            tx.add(REPEATS, number=f"诉{number}", earlier="x", verdict="no", by="王芳", json=f'{{"reason":"{WORDS}"}}')
        position = tx.append(News("案1", "promise.made", "2026-10-01", private=f'{{"text":"{WORDS}"}}'))
    servers.run(database, "ANALYZE", "CHECKPOINT")
    assert holding(folder / "base", WORDS.encode()) != []

    with store.transaction() as tx, tx.erasing():
        for number in range(1, 4):
            tx.erase(REPEATS, number, json="{}")
        tx.erase_private(position, "何琳", "李强", "本人请求")
    assert store.scrub() == ()

    assert holding(folder, WORDS.encode()) == []
    with closing(store), store.reading() as tx:
        assert tx.row(EVENTS, position=position) is not None


@contextmanager
def session(database: str, *statements: str) -> Iterator[sa.Connection]:
    """Give a connection to `database` that ran `statements` in a transaction of snapshots and has not ended it."""
    url = sa.make_url(servers.URL).set(database=database, drivername="postgresql+psycopg")
    engine = sa.create_engine(url, poolclass=sa.pool.NullPool, isolation_level="REPEATABLE READ")
    with engine.connect() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
        yield connection


def erased(store: Store) -> None:
    """Add a repeat and erase its words."""
    with store.transaction() as tx:
        tx.add(REPEATS, number="诉1", earlier="x", verdict="no", by="王芳", json=f'{{"reason":"{WORDS}"}}')
    with store.transaction() as tx, tx.erasing():
        tx.erase(REPEATS, 1, json="{}")


@contextmanager
def hurried() -> Iterator[None]:
    """Let scrubbing wait a moment only: what keeps erased words will not go away."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(scrub, "WAIT_S", 1.0)
        yield


def test_a_transaction_that_is_older_than_the_erasing_is_told(town: Place, database: str) -> None:
    store = town.open()
    with session(database, "SELECT 1"), hurried():
        erased(store)
        (kept,) = store.scrub()
    assert "更早开始、没有结束的连接" in kept
    assert store.scrub() == ()


def test_a_transaction_that_is_older_than_the_new_statistics_is_told(town: Place, database: str) -> None:
    store = town.open()
    erased(store)
    with session(database, "SELECT 1"), hurried():  # it sees no erased row, but the values that were sampled before
        (kept,) = store.scrub()
    assert "更早开始、没有结束的连接" in kept
    assert store.scrub() == ()


def test_a_transaction_that_writes_in_another_database_is_told(town: Place, migrated: str) -> None:
    store = town.open()
    with servers.database(migrated) as another:
        with session(another, "CREATE TABLE public.unfinished (x int)"), hurried():
            erased(store)
            assert any("别的数据库里" in kept for kept in store.scrub())
        assert store.scrub() == ()


def test_a_table_in_use_is_told(town: Place, database: str) -> None:
    store = town.open()
    erased(store)
    with session(database, f'SELECT * FROM "{servers.TOWN}".repeats'), hurried():  # noqa: S608 - ours
        assert any("正被别的连接占用" in kept for kept in store.scrub())
    assert store.scrub() == ()


def test_a_prepared_transaction_is_told(town: Place, database: str) -> None:
    store = town.open()
    with session(database, "SHOW max_prepared_transactions") as asked:
        if asked.exec_driver_sql("SHOW max_prepared_transactions").scalar() == "0":
            pytest.skip("this server prepares no transactions")
    with session(database, "CREATE TABLE public.later (x int)", "PREPARE TRANSACTION 'yehua-left'"):
        pass
    try:
        erased(store)
        with hurried():
            assert any("yehua-left" in kept for kept in store.scrub())
    finally:
        servers.run(database, "ROLLBACK PREPARED 'yehua-left'")


def test_slots_and_settings_that_keep_the_log_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    if cluster.programs() is None:
        pytest.skip("the package postgresql is not installed")
    monkeypatch.setattr(scrub, "WAIT_S", 1.0)
    with cluster.running() as server, closing(Store.make(f"{server.url}?town={servers.TOWN}")) as store:
        server.superuser("postgres", "SELECT pg_create_physical_replication_slot('gone_replica', true)")
        erased(store)
        (kept,) = store.scrub()
        assert "复制槽" in kept
        assert "gone_replica" in kept
        server.superuser("postgres", "SELECT pg_drop_replication_slot('gone_replica')")
        server.superuser("postgres", "ALTER SYSTEM SET wal_recycle = on")
        server.superuser("postgres", "ALTER SYSTEM SET wal_keep_size = '64MB'")
        server.stop("fast")
        monkeypatch.setattr(cluster, "_SETTINGS", ("fsync=off",))
        server.start()
        assert [("wal_recycle" in kept, "wal_keep_size" in kept) for kept in store.scrub()] == [
            (True, False),
            (False, True),
        ]
