"""The page 保管: its acts ask by name for what they need, undo nothing without agreement, and are written down."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Kept
from toolkit.archive import backups, pack_into_workspace
from toolkit.core import WrongValueError
from toolkit.workbench import acts, keeping, pages
from toolkit.workbench.fields import Done
from toolkit.workspace import Desk

EMPTY = sorted(set(keeping.ACTS) - {"examine"})


def kept_now(desk: Desk) -> Any:
    """Return the data of the page 保管."""
    return pages.PAGES["keeping"](desk, {})


def act(desk: Desk, name: str, **given: str) -> Done:
    """Return the answer of the act `name`."""
    return acts.ACTS[name](desk, given)


@pytest.mark.parametrize("name", EMPTY)
def test_an_act_with_nothing_given_is_refused_by_the_name_of_a_field(desk: Desk, name: str) -> None:
    with pytest.raises(WrongValueError, match="还没有写"):
        act(desk, name)


@pytest.mark.parametrize("name, field", [("make_discs", "out"), ("check_backup", "path"), ("read_disc", "at")])
def test_a_path_that_depends_on_the_servers_folder_is_refused(desk: Desk, name: str, field: str) -> None:
    given = {"by": "李静", "label": "A", "kind": "dvd", "set": "封存", field: "../somewhere"}

    with pytest.raises(WrongValueError, match="完整的路径"):
        act(desk, name, **given)


def test_a_check_is_written_down_under_the_name_of_whoever_made_it(kept: Kept) -> None:
    pack_into_workspace(kept.desk, kept.code, "李静")

    done = act(kept.desk, "check_packages", code=kept.code, by="周档案")

    assert kept.code in done.words
    (line,) = kept_now(kept.desk).packages
    assert "周档案" in line.checked


def test_a_damaged_package_is_only_compared_until_somebody_agrees(kept: Kept, tmp_path: Path) -> None:
    package = Path(pack_into_workspace(kept.desk, kept.code, "李静").path)
    copy = shutil.copytree(package, tmp_path / "异地" / package.name)
    harmed = next((package / "data").rglob("*.wav"))
    harmed.chmod(0o644)
    harmed.write_bytes(b"x")
    given = {"code": kept.code, "copy": str(copy), "by": "周档案"}

    compared = act(kept.desk, "restore_package", **given)
    assert "没有改动" in compared.words
    assert harmed.read_bytes() == b"x"

    assert "恢复了 1 个文件" in act(kept.desk, "restore_package", **given, agree="1").words
    assert harmed.read_bytes() != b"x"


def test_a_recording_that_may_not_be_destroyed_stays_though_two_persons_agree(kept: Kept) -> None:
    given = {"code": kept.code, "by": "李静", "witness": "周档案", "agree": "1"}

    assert act(kept.desk, "destroy", **given).words.startswith("还不能销毁")
    assert kept_now(kept.desk).erasures == ()
    assert kept.code in kept_now(kept.desk).codes


def test_one_person_alone_destroys_nothing(kept: Kept) -> None:
    done = act(kept.desk, "destroy", code=kept.code, by="李静", witness="李静", agree="1")

    assert "两个不同的姓名" in done.words


def test_a_notice_that_was_entered_is_no_longer_missing(kept: Kept) -> None:
    assert all(line.is_missing for line in kept_now(kept.desk).notices)

    act(kept.desk, "enter_notice", code=kept.code, kind="已告知", person="王主持", how="board", by="李静")

    assert [line.is_missing for line in kept_now(kept.desk).notices if line.code == kept.code] == [False]


def test_a_backup_is_proved_from_the_page(desk: Desk, tmp_path: Path) -> None:
    made = backups.make(desk, tmp_path / "备份盘", "李静")

    assert "与备份时一致" in act(desk, "check_backup", path=made.path).words
    assert "全部一致" in act(desk, "prove_backup", path=made.path).words
    assert [line.path for line in kept_now(desk).backups] == [made.path]
