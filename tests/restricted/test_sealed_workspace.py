"""The sealed workspace lies outside the ordinary one, is made once, and is found again."""

import shutil
from pathlib import Path

import pytest

from toolkit.commands import doctor
from toolkit.core.errors import UnknownNumberError, WrongValueError
from toolkit.restricted import sealed_workspace, sealing, sealing_plan
from toolkit.workspace.desk import Desk, open_desk

PASS = "k7mp-2wxy-9abc-defg-h3jk"  # noqa: S105 - of the test only


def test_it_may_not_lie_in_the_ordinary_workspace(desk: Desk) -> None:
    with pytest.raises(WrongValueError, match="工作文件夹以外"):
        sealed_workspace.make_vault(desk, desk.workspace.root / "封存", "赵敏", PASS)


def test_it_is_made_once_and_found_again(desk: Desk, tmp_path: Path, quick_lock: None) -> None:  # noqa: ARG001
    with pytest.raises(UnknownNumberError, match="还没有建立"):
        sealed_workspace.vault_of(desk)
    made = sealed_workspace.make_vault(desk, tmp_path / "封 存", "赵敏", PASS)
    assert sealed_workspace.vault_of(desk).folder == made.folder
    with pytest.raises(WrongValueError, match="已经建立过"):
        sealed_workspace.make_vault(desk, tmp_path / "另一个", "赵敏", PASS)
    assert sealed_workspace.sealed_items(desk) == ()


def test_a_weak_passphrase_leaves_no_pointer(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(WrongValueError, match="至少 12 个字符"):
        sealed_workspace.make_vault(desk, tmp_path / "封", "赵敏", "123")
    with pytest.raises(UnknownNumberError):
        sealed_workspace.vault_of(desk)


def test_a_workspace_restored_from_before_a_sealing_is_told_to_seal_again(
    kept,  # noqa: ANN001
    tmp_path: Path,
    quick_lock: None,  # noqa: ARG001
) -> None:
    desk = kept.desk
    vault = sealed_workspace.make_vault(desk, tmp_path / "盘", "赵敏", PASS)
    older = shutil.copytree(desk.workspace.root, tmp_path / "备份")
    done = sealing.seal(desk, vault, sealing_plan.plan(desk, kept.code), "李强")
    assert sealed_workspace.lost(desk, vault) == ()

    restored = open_desk(older)
    (told,) = sealed_workspace.lost(restored, vault)
    assert done.item in told
    assert "再封存一次" in told
    assert [check.name for check in doctor.archive_checks(older) if not check.ok] == ["封存登记"]

    sealing.seal(restored, vault, sealing_plan.plan(restored, kept.code), "李强")

    assert sealed_workspace.lost(restored, vault) == ()
    (to_compare,) = sealed_workspace.doubtful(restored, vault)
    assert done.item in to_compare
    assert [check.name for check in doctor.archive_checks(older) if not check.ok] == []


def test_a_disk_that_is_not_here_stops_no_work(desk: Desk, tmp_path: Path, quick_lock: None) -> None:  # noqa: ARG001
    vault = sealed_workspace.make_vault(desk, tmp_path / "盘", "赵敏", PASS)
    shutil.move(vault.folder, tmp_path / "别处")

    (told,) = (check for check in doctor.archive_checks(desk.workspace.root) if check.name == "封存登记")

    assert told.ok
    assert "没有接上" in told.message
