"""A lost database is not made anew, a damaged one takes no entry, and both tell the way back."""

import random
import shutil
from pathlib import Path

import pytest

from toolkit.archive import backups, restoring
from toolkit.cases import cases
from toolkit.core.errors import DamagedStoreError, LostStoreError, YehuaError
from toolkit.grievances.register import confirm_grievances
from toolkit.meetings.recordings import list_recordings
from toolkit.store import wholeness
from toolkit.workspace.desk import Desk, open_desk

PAGE = 4096


def lose(desk: Desk, how: str) -> Path:
    """Take the database of `desk` away, or leave an empty file; return its path."""
    path = desk.workspace.root / "yehua.db"
    path.unlink()
    if how == "empty":
        path.write_bytes(b"")
    return path


@pytest.mark.parametrize("how", ["gone", "empty"])
def test_a_lost_database_is_told_and_none_is_made(kept, how: str) -> None:  # noqa: ANN001
    path = lose(kept.desk, how)
    with pytest.raises(LostStoreError, match=r"recordings.*没有新建.*yehua backup restore"):
        open_desk(kept.desk.workspace.root)
    assert not path.exists() or path.stat().st_size == 0


def test_the_way_back_names_the_last_backup(kept, tmp_path: Path) -> None:  # noqa: ANN001
    made = backups.make(kept.desk, tmp_path / "移动盘", "王芳")
    lose(kept.desk, "gone")
    with pytest.raises(LostStoreError) as fault:
        open_desk(kept.desk.workspace.root)
    assert made.path in str(fault.value)
    restored = restoring.restore(Path(made.path), tmp_path / "新的")
    assert restored.faults == ()


def test_an_older_copy_of_the_database_is_named(kept) -> None:  # noqa: ANN001
    (kept.desk.workspace.root / "yehua.db.before-upgrade-from-0003-x.bak").write_bytes(b"x")
    assert "before-upgrade-from-0003" in wholeness.way_back(kept.desk.workspace.root)


@pytest.mark.parametrize("there", ["nothing", "an empty database", "folders without work"])
def test_a_new_workspace_opens(tmp_path: Path, there: str) -> None:
    if there == "an empty database":
        (tmp_path / "yehua.db").write_bytes(b"")
    if there == "folders without work":
        (tmp_path / "recordings" / ".incoming-1").mkdir(parents=True)
    desk = open_desk(tmp_path)
    assert list_recordings(desk.store) == ()
    desk.store.close()


def test_a_damaged_database_takes_no_entry(kept, tmp_path: Path) -> None:  # noqa: ANN001
    (one,) = confirm_grievances(kept.desk.store, kept.code, [1], {}, by="王芳")
    state = cases.open_case(kept.desk, [one.number or ""], "2026-10-08")
    kept.desk.store.close()
    chance = random.Random(1)  # noqa: S311 - a seed, no secret
    pages = (kept.desk.workspace.root / "yehua.db").stat().st_size // PAGE
    refused = 0
    for n, page in enumerate(chance.sample(range(1, pages), 20)):
        root = Path(shutil.copytree(kept.desk.workspace.root, tmp_path / f"坏{n}"))
        with (root / "yehua.db").open("r+b") as file:
            file.seek(page * PAGE)
            file.write(chance.randbytes(PAGE))
        damaged = (root / "yehua.db").read_bytes()
        with pytest.raises(YehuaError) as fault:
            cases.add_entry(open_desk(root), state.case, "note", "2026-10-09")
        refused += isinstance(fault.value, DamagedStoreError)
        assert (root / "yehua.db").read_bytes() == damaged
    assert refused == 20


def test_damage_is_told_in_chinese_with_the_way_back(tmp_path: Path) -> None:
    with pytest.raises(DamagedStoreError, match="yehua backup restore"):
        wholeness.refuse_damaged(tmp_path / "yehua.db", ["*** in database main ***\nPage 12: never used"])
    wholeness.refuse_damaged(tmp_path / "yehua.db", ["ok"])
