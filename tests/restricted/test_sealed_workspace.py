"""The sealed workspace lies outside the ordinary one, is made once, and is found again."""

from pathlib import Path

import pytest

from toolkit.core.errors import UnknownNumberError, WrongValueError
from toolkit.restricted import sealed_workspace
from toolkit.workspace.desk import Desk

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
