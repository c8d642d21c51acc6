"""A server may be lost at any moment: no fact is lost, none is doubled, and the server is found again."""

import datetime as dt
import time
from collections.abc import Callable
from contextlib import closing

import pytest
import sqlalchemy as sa

from tests.store import servers
from tests.store.servers import Place
from tests.store.test_database import MEETING, add_meeting, later_scripts, numbers
from toolkit.core.errors import StoreError
from toolkit.store import database as room
from toolkit.store import machine_clock, store_checks
from toolkit.store.database import Store
from toolkit.store.postgres import backend, commits
from toolkit.store.schema import EVENTS, MATTERS, MEETINGS, REPEATS
from toolkit.workspace.events import Events

KILL = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
    "WHERE pid <> pg_backend_pid() AND datname = current_database()"
)


@pytest.fixture
def cut(database: str) -> Callable[[], None]:
    """Give a function that cuts every connection to the database."""
    return lambda: servers.run(database, KILL)


def test_a_connection_that_was_cut_is_found_again(town: Place, cut: Callable[[], None]) -> None:
    store = town.open()
    add_meeting(store, "甲")
    cut()
    add_meeting(store, "乙", month=9)
    assert numbers(store) == ["甲", "乙"]


def test_a_transaction_that_was_cut_leaves_nothing(town: Place, cut: Callable[[], None]) -> None:
    store = town.open()

    def lose() -> None:
        with store.transaction() as tx:
            tx.add(MEETINGS, number="甲", **MEETING)
            cut()

    with pytest.raises(StoreError, match="这一步没有记下任何内容"):
        lose()
    assert numbers(store) == []
    with store.reading() as tx:
        assert tx.row(EVENTS) is None


@pytest.mark.parametrize("written", [True, False])
def test_of_a_commit_whose_answer_was_lost_the_server_is_asked(
    town: Place, cut: Callable[[], None], *, written: bool
) -> None:
    store, other = town.open(), town.open()
    engine = store._backend.engine

    asked = []

    def lose_the_answer(connection: sa.Connection) -> None:
        if connection.get_execution_options().get("yehua_mode") == "write":
            if written:
                connection.exec_driver_sql("COMMIT")
            cut()
            asked.append(written)
            # Another one takes the turn, and after a crash even the server's number of the transaction.
            add_meeting(other, "乙", month=9)

    def add() -> None:
        add_meeting(store, "甲")

    sa.event.listen(engine, "commit", lose_the_answer)
    if written:
        add()
    else:
        with pytest.raises(StoreError, match="没有记下任何内容"):
            add()
    sa.event.remove(engine, "commit", lose_the_answer)
    assert asked == [written]
    assert numbers(store) == (["甲", "乙"] if written else ["乙"])
    assert Events(store).verify().broken == ()


def test_of_a_commit_that_others_overwrote_nothing_is_claimed(town: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commits, "_SLOTS", 1)
    store = town.open()
    with store._backend.connected("write") as connection:
        left = commits.mark(connection)
    assert store._backend._is_committed(left)  # type: ignore[attr-defined]
    add_meeting(store, "甲")
    with pytest.raises(StoreError, match="没有查到这一步记下没有"):
        store._backend._is_committed(left)  # type: ignore[attr-defined]


def test_a_town_of_an_older_version_gets_what_it_lacks(town: Place, database: str) -> None:
    servers.run(database, "DROP TABLE commits", town=True)
    with closing(Store.open(town.url)) as store, pytest.raises(StoreError, match="yehua store init"):
        add_meeting(store, "甲")
    Store.make(town.url).close()
    add_meeting(town.open(), "甲")


def test_a_server_that_is_away_is_waited_for_and_a_wrong_password_is_not(
    town: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backend, "SERVER_WAIT_S", 0.6)
    away = sa.make_url(town.url).set(port=1).render_as_string(hide_password=False)
    began = time.monotonic()
    with pytest.raises(StoreError, match="连不上数据库服务器"):
        Store.open(away)
    assert time.monotonic() - began > 0.5
    monkeypatch.setattr(backend, "SERVER_WAIT_S", 60)
    wrong = sa.make_url(town.url).set(database="没有这个库").render_as_string(hide_password=False)
    with pytest.raises(StoreError, match="请核对"):
        Store.open(wrong)


def test_a_town_that_was_not_made_is_refused_and_none_is_made(database: str) -> None:
    for _ in range(2):
        with pytest.raises(StoreError, match="yehua store init"):
            Store.open(servers.address(database, "没有建过镇"))


def test_json_is_kept_as_jsonb_and_read_to_the_letter(town: Place, database: str) -> None:
    store = town.open()
    with store.transaction() as tx:
        for number, text in enumerate(('{"a":1.0,"b":"柳"}', '{"b": 1}', "不是 JSON")):
            tx.add(REPEATS, number=str(number), earlier="x", verdict="no", by="王芳", json=text)
        assert [row["json"] for row in tx.rows(REPEATS)] == ['{"a":1.0,"b":"柳"}', '{"b": 1}', "不是 JSON"]
    wanted = "jsonb_typeof(json) = 'object' AND json ->> 'b' = '柳'"
    servers.run(database, f"SELECT 1 / count(*) FROM repeats WHERE {wanted}", town=True)  # noqa: S608 - ours
    assert Events(store).verify().broken == ()


def test_parts_of_json_are_found_in_any_form(town: Place) -> None:
    with town.open().transaction() as tx:
        for number, text in (("甲", '{"origin":"民2026"}'), ("乙", '{"origin": "民2026"}'), ("丙", '{"origin":null}')):
            tx.add(MATTERS, number=number, source="窗口", received="2026-10-01", by="王芳", json=text)
        assert [row["number"] for row in tx.holding(MATTERS, "json", '"origin":"民', ("number",))] == ["甲", "乙"]
        assert [row["number"] for row in tx.holding(MATTERS, "json", '"origin":', ("number",))] == ["甲", "乙", "丙"]


def test_a_migration_broken_off_in_the_middle_changes_nothing(
    town: Place, tmp_path: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = town.open()
    add_meeting(store, "甲")
    body = "op.execute('CREATE TABLE later (id INTEGER)'); op.execute('SELECT * FROM nowhere')"
    with monkeypatch.context() as patch:
        patch.setattr(room, "_SCRIPTS", later_scripts(tmp_path / "坏", body))  # type: ignore[operator]
        patch.setattr(room, "HEAD", "later")
        with pytest.raises(StoreError):
            town.open()
    with store._backend.connected("read") as connection:
        assert "later" not in sa.inspect(connection).get_table_names()
    assert numbers(town.open()) == ["甲"]


@pytest.mark.parametrize("minutes", [60, -60])
def test_a_machine_whose_clock_differs_by_an_hour_notes_nothing(
    town: Place, monkeypatch: pytest.MonkeyPatch, minutes: int
) -> None:
    store = town.open()
    wrong = (dt.datetime.now(dt.UTC) + dt.timedelta(minutes=minutes)).isoformat()
    with monkeypatch.context() as patch:
        patch.setattr(room, "now", lambda: wrong)
        store.clock = room.now
        with pytest.raises(machine_clock.OtherClockError, match="时钟要一致，所以没有记下"):
            add_meeting(store, "甲")
    store.clock = room.now
    add_meeting(store, "乙")
    assert numbers(store) == ["乙"]


@pytest.mark.parametrize(
    "statement",
    [
        "DROP TRIGGER events_no_change ON events",
        "ALTER TABLE entries DISABLE TRIGGER entries_no_change",
        "DROP TRIGGER papers_no_truncate ON papers",
        "CREATE OR REPLACE FUNCTION facts_are_only_added() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
        "INSERT INTO counters VALUES ('erasing', 1)",
    ],
)
def test_each_weakness_of_the_guards_is_told(town: Place, database: str, statement: str) -> None:
    store = town.open()
    assert store_checks.faults(store) == ()
    servers.run(database, statement, town=True)
    assert len(store_checks.faults(store)) == 1


def test_a_temporary_table_of_the_counters_opens_nothing(town: Place, database: str) -> None:
    with town.open().transaction() as tx:
        tx.add(REPEATS, number="诉1", earlier="诉0", verdict="no", by="王芳", json="{}")
    opened = "CREATE TEMP TABLE counters (scope text, value int); INSERT INTO counters VALUES ('erasing', 1)"
    with pytest.raises(sa.exc.DBAPIError, match="only added"):
        servers.run(database, opened, "UPDATE repeats SET json = NULL", town=True)
