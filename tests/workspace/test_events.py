"""The chain is shown as it was known at any moment, verified row by row, and holds after lawful erasure."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations

from toolkit.cases import cases
from toolkit.core.errors import StoreError, UnknownNumberError, WrongDateError
from toolkit.grievances.register import confirm_grievances
from toolkit.meetings import erasures
from toolkit.meetings.erasures import ErasureOrder
from toolkit.meetings.recordings import find_recording
from toolkit.restricted import erase_rows
from toolkit.store import chain
from toolkit.store.database import Store
from toolkit.store.migrations import joining
from toolkit.store.schema import EVENTS, METADATA
from toolkit.workspace.desk import Desk
from toolkit.workspace.events import Events

Older = Callable[[Desk, Path], Path]
MOMENT = "2026-10-10T00:00:00.000000+00:00"


@pytest.fixture
def used(kept) -> Desk:  # noqa: ANN001
    """Give a desk with a case and an entry that tells of a person."""
    (one,) = confirm_grievances(kept.desk.store, kept.code, [2], {"person": "赵大山"}, by="王芳")
    state = cases.open_case(kept.desk, [one.number or ""], "2026-10-08")
    cases.add_entry(kept.desk, state.case, "note", "2026-10-09", note="赵大山来过")
    desk: Desk = kept.desk
    return desk


def raw(desk: Desk, statement: str) -> None:
    """Run SQL as somebody does who wants to forge: the guards are taken away first."""
    with closing(sqlite3.connect(desk.workspace.root / "yehua.db")) as connection, connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute(statement)


# -- showing ---------------------------------------------------------------------------------------------------


def test_a_case_is_shown_in_order_without_what_was_noted(used: Desk) -> None:
    found = used.events.of("案2026-1")
    assert [one.kind for one in found] == ["case", "case_grievance", "entry.opened", "entry.note"]
    assert [one.seq for one in found] == [1, 2, 3, 4]
    assert (found[-1].at, found[-1].facts["number"]) == ("2026-10-09", 2)
    assert "赵大山" not in str(found)


def test_what_was_known_at_a_moment_leaves_later_facts_out(used: Desk) -> None:
    assert used.events.of("案2026-0001", "2020-01-01") == ()
    assert len(used.events.of("案2026-0001", "2999-01-01 00:00")) == 4


def test_an_unknown_subject_and_a_wrong_moment_are_told(used: Desk) -> None:
    with pytest.raises(UnknownNumberError):
        used.events.of("案2026-0099")
    with pytest.raises(WrongDateError):
        used.events.of("案2026-0001", "昨天")


# -- verifying -------------------------------------------------------------------------------------------------


def test_every_row_of_the_store_has_its_fact(used: Desk) -> None:
    verdict = used.events.verify()
    assert verdict.broken == ()
    with used.store.reading() as tx:
        rows = sum(len(tx.rows(METADATA.tables[name])) for name in chain.SOURCES)
    assert (verdict.count, verdict.head) == (rows, used.events.head())


@pytest.mark.parametrize(
    "statement, fault",
    [
        ("UPDATE entries SET note = '没来' WHERE number = 2", "台账记录）的内容被改动过"),
        ("DELETE FROM entries WHERE number = 2", "不见了：被删除过"),
        ("INSERT INTO case_grievances VALUES (9, '案2026-0001', 'x', '2026')", "不在总账里"),
        ("UPDATE events SET \"by\" = '张三' WHERE position = 3", "在总账里被改动过"),
        ("DELETE FROM events WHERE position = 3", "第 3 条缺失"),
        ("DELETE FROM events WHERE position = (SELECT MAX(position) FROM events)", "末尾被删过"),
        ("UPDATE events SET salt = NULL WHERE source = 'entries'", "没有了校验用的盐"),
        ("UPDATE events SET prev = hash WHERE position = 3", "接不上"),
    ],
)
def test_each_change_is_told_by_its_place(used: Desk, statement: str, fault: str) -> None:
    raw(used, statement)
    assert any(fault in told for told in used.events.verify().broken)


def chained_again(desk: Desk, table: str, change: str, *, erased: bool) -> None:
    """Change the last row of `table` and append an event that tells of it, as somebody does who knows the chain."""
    raw(desk, f"UPDATE {table} SET {change} WHERE id = (SELECT MAX(id) FROM {table})")  # noqa: S608
    with desk.store.transaction() as tx:
        row = tx.rows(METADATA.tables[table])[-1]
        tx.append(chain.news_of_erased(table, row, MOMENT) if erased else chain.news_of(table, row))


@pytest.mark.parametrize("erased", [False, True], ids=["as the first was", "as an erasure"])
@pytest.mark.parametrize(
    "table, change",
    [
        ("entries", "served_on = '2026-11-05'"),
        ("entries", "note = '没来'"),
        ("recordings", f"sha256 = '{'ab' * 32}'"),
        ("recordings", "json = replace(json, 'original', '0riginal')"),
    ],
)
def test_a_row_that_was_changed_and_chained_again_is_told(used: Desk, table: str, change: str, *, erased: bool) -> None:
    before = used.events.head()
    assert used.events.verify(before).broken == ()

    chained_again(used, table, change, erased=erased)

    assert any("被改动过" in told for told in used.events.verify(before).broken)


def test_the_guards_refuse_to_change_or_to_delete_an_event(used: Desk) -> None:
    for change in (EVENTS.delete(), EVENTS.update().values(kind="x"), EVENTS.update().values(salt="x")):
        with pytest.raises(StoreError, match="只能追加"), used.store.transaction() as tx, tx.erasing():
            tx._connection.execute(change)


def test_a_printed_head_is_found_until_the_workspace_is_rolled_back(used: Desk) -> None:
    older = (used.workspace.root / "yehua.db").read_bytes()
    cases.add_entry(used, "案2026-0001", "note", "2026-10-10")
    printed = used.events.head()
    assert used.events.last_held() is None
    assert used.events.verify(printed).broken == ()
    assert used.events.last_held() is not None
    (used.workspace.root / "yehua.db").write_bytes(older)
    assert used.events.verify().broken == ()
    assert "找不到" in used.events.verify(printed).broken[0]


# -- erasing ---------------------------------------------------------------------------------------------------


def test_erasing_drops_the_salts_and_leaves_the_chain_valid(used: Desk, kept) -> None:  # noqa: ANN001
    before = used.events.head()
    with used.store.transaction() as tx:
        recording = find_recording(used.store, kept.code)
        number = erasures.next_erasure(tx, "withdrawn", 2026)
        with tx.erasing():
            erase_rows.erase_all(tx, recording)
            erase_rows.erase_cases(tx, {row["number"] for row in tx.rows(METADATA.tables["grievances"])})
        erasures.note(tx, number, recording, ErasureOrder("withdrawn", "李强", "王芳", "本人请求"), {})
    assert used.events.verify(before).broken == ()
    with used.store.reading() as tx:
        events = tx.rows(EVENTS)
    gone = {(row["source"], row["source_row"]) for row in events if row["kind"].endswith(".erased")}
    assert {"transcripts", "grievances", "entries"} <= {source for source, _ in gone}
    salted = [(row["source"], row["source_row"]) for row in events if row["salt"] and row["source"]]
    assert len(salted) == len(set(salted)), "what was committed to before the erasing has no salt any more"
    assert "赵大山" not in str(events)


def test_what_is_emptied_to_the_same_adds_no_event(used: Desk, kept) -> None:  # noqa: ANN001
    recording = find_recording(used.store, kept.code)
    for _ in range(2):
        count = used.events.verify().count
        with used.store.transaction() as tx, tx.erasing():
            erase_rows.erase_all(tx, recording)
    assert used.events.verify().count == count


# -- an older workspace ----------------------------------------------------------------------------------------


def test_what_an_older_workspace_holds_joins_the_chain(used: Desk, tmp_path: Path, older: Older) -> None:
    (tmp_path / "旧").mkdir()
    store = Store.open(f"sqlite:///{older(used, tmp_path / '旧' / 'yehua.db')}")
    assert Events(store).verify().broken == ()
    with store.reading() as tx:
        events = tx.rows(EVENTS)
    with used.store.reading() as tx:
        later = [row for row in tx.rows(EVENTS) if row["source"] in {"accusation_judgements", "meeting_corrections"}]
    assert events[-1]["kind"] == "chain.began"
    assert len(events) == used.events.verify().count - len(later) + 1
    moments = [row["recorded_at"] for row in events]
    assert moments == sorted(moments)
    store.close()


def test_a_copy_issued_before_gets_its_hash_as_it_lies_there(used: Desk, tmp_path: Path, older: Older) -> None:
    home = tmp_path / "旧"
    (home / "papers").mkdir(parents=True)
    (home / "papers" / "1.docx").write_bytes(b"1")
    path = older(used, home / "yehua.db")
    with closing(sqlite3.connect(path)) as connection, connection:
        paper = (1, "文1", "legal_opinion", None, "2026-10-10", "f", "0", "{}", "{}", MOMENT)
        connection.execute("INSERT INTO papers VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", paper)
        copies = [(n, "文1", n, "甲", f"papers/{n}.docx", MOMENT) for n in (1, 2)]
        connection.executemany("INSERT INTO paper_copies VALUES (?, ?, ?, ?, ?, ?)", copies)
    store = Store.open(f"sqlite:///{path}")
    with store.reading() as tx:
        hashes = [row["sha256"] for row in tx.rows(METADATA.tables["paper_copies"])]
        assert (tx.row(METADATA.tables["counters"], scope="erasing") or {"value": 0})["value"] == 0
    assert hashes == ["6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b", None]
    store.close()


def test_a_table_that_comes_later_joins_the_chain_as_it_is(used: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Facts of a table that a later migration lets join are chained after those that are there."""
    monkeypatch.delitem(chain.SOURCES, "notices")
    with used.store.transaction() as tx:
        code = tx.rows(METADATA.tables["recordings"])[0]["code"]
        tx.add(METADATA.tables["notices"], recording=code, kind="given", by="李强", json="{}")
    count = used.events.verify().count
    monkeypatch.undo()
    assert any("不在总账里" in fault for fault in used.events.verify().broken)
    with (
        used.store._backend.connected("write") as connection,
        Operations.context(MigrationContext.configure(connection)),
    ):
        joining.join(("notices",))
    verdict = used.events.verify()
    assert (verdict.broken, verdict.count) == ((), count + 2)
