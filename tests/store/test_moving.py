"""A store moves to a server and back, each row compared, and nobody goes on writing at the old place."""

import json
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.builders import CODE, Shelf
from tests.conftest import Kept
from tests.store.servers import Place
from toolkit.archive import backups, restoring
from toolkit.commands.cli import main
from toolkit.core.errors import YehuaError
from toolkit.store import chain, moving
from toolkit.store.database import Store
from toolkit.store.schema import MEETINGS, METADATA
from toolkit.workspace import open_desk


def rows(store: Store) -> dict[str, list[str]]:
    with store.reading() as tx:
        return {name: [chain.content_of(row) for row in tx.rows(table)] for name, table in METADATA.tables.items()}


def moved(root: Path, to: str) -> dict[str, object]:
    told = CliRunner().invoke(main, ["store", "move", to, "--workspace", str(root), "--json"], catch_exceptions=False)
    assert told.exit_code == 0, told.output
    return dict(json.loads(told.stdout))


def test_a_workspace_moves_to_a_server_and_back(kept: Kept, town: Place, tmp_path: Path) -> None:
    root = kept.desk.workspace.root
    before = rows(kept.desk.store)
    there = moved(root, town.url)
    assert there["rows"] == sum(map(len, before.values()))
    assert not (root / "yehua.db").exists()

    desk = open_desk(root)
    assert rows(desk.store) == before
    assert desk.events.verify().broken == ()
    with desk.store.transaction() as tx:
        tx.add(MEETINGS, number="后来", place="x", lunar_year=1, lunar_month=1, leap=False, held_on="2026-01-01")
    made = backups.make(desk, tmp_path / "移动盘", "王芳")
    later = rows(desk.store)
    desk.store.close()

    restored = restoring.restore(Path(made.path), tmp_path / "恢复")
    assert restored.faults == ()
    back = moved(root, "sqlite")
    assert back["rows"] == sum(map(len, later.values()))
    again = open_desk(root)
    assert again.workspace.database_url.startswith("sqlite")
    assert rows(again.store) == later
    assert again.events.verify().broken == ()
    again.store.close()
    with pytest.raises(YehuaError, match="yehua store init"):
        Store.open(town.url)


def test_a_move_that_was_broken_off_goes_on_and_a_place_with_facts_is_refused(listed: Shelf, town: Place) -> None:
    first = listed.store.copy_rows(town.url)
    assert listed.store.copy_rows(town.url) == first
    with listed.store.transaction() as tx:
        tx.next_number("甲")
    with pytest.raises(moving.TargetHoldsRowsError, match="已经有台账记录"):
        listed.store.copy_rows(town.url)


def test_a_row_that_is_not_read_back_as_it_was_stops_the_move(
    listed: Shelf,
    town: Place,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    store = town.open()
    honest = moving._refuse_unfit

    def spoil(target: object, table: object, batch: list[dict[str, object]]) -> None:
        honest(target, table, batch)  # type: ignore[arg-type]
        if batch[0].get("code") == CODE:
            batch[0]["sha256"] = "0" * 64

    monkeypatch.setattr(moving, "_refuse_unfit", spoil)
    with pytest.raises(moving.MovedRowsDifferError, match="recordings"):
        listed.store.copy_rows(town.url)
    assert not any(rows(store).values())


def test_a_character_that_the_server_cannot_hold_is_named_with_its_row(listed: Shelf, town: Place) -> None:
    with listed.store.transaction() as tx:
        tx.add(MEETINGS, number="空\0字", place="x", lunar_year=1, lunar_month=1, leap=False, held_on="2026-01-01")
    with pytest.raises(moving.MovedRowsDifferError, match="编码为 0"):
        listed.store.copy_rows(town.url)


def test_whoever_waits_while_the_rows_are_moved_is_told_that_nothing_was_kept(store: Store, tmp_path: Path) -> None:
    def write() -> None:
        with store.transaction() as tx:
            tx.next_number("甲")

    waiting: list[Future[None]] = []
    with ThreadPoolExecutor(1) as pool:
        store.move_rows(f"sqlite:///{tmp_path / 'new.db'}", lambda: waiting.append(pool.submit(write)))
        with pytest.raises(moving.MovedStoreError, match="没有记下任何内容"):
            waiting[0].result()
    with pytest.raises(moving.MovedStoreError), store.together():
        pass
    with pytest.raises(moving.MovedStoreError):
        store.move_rows(f"sqlite:///{tmp_path / 'second.db'}", lambda: None)


def test_a_move_that_fails_at_the_last_step_leaves_the_old_place_in_use(store: Store, tmp_path: Path) -> None:
    def fail() -> None:
        raise OSError

    with pytest.raises(OSError):  # noqa: PT011 - made here
        store.move_rows(f"sqlite:///{tmp_path / 'new.db'}", fail)
    with store.transaction() as tx:
        assert tx.next_number("甲") == 1


def test_a_backup_by_somebody_who_sees_less_is_refused_before_anything_is_made(
    kept: Kept, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Store, "sees_all", lambda _: False)
    with pytest.raises(moving.HiddenRowsError, match="纪检或技术员"):
        backups.make(kept.desk, tmp_path / "移动盘", "王芳")
    assert not (tmp_path / "移动盘").exists()
