"""Files take their places with a commit or not at all, whoever died in between."""

import multiprocessing
import os
import shutil
import signal
from pathlib import Path

import pytest

from toolkit.core import pending_files
from toolkit.core.errors import AlreadyThereError


def yes(_: str) -> bool:
    return True


def no(_: str) -> bool:
    return False


def names(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def place(files: pending_files.PendingFiles, home: Path) -> None:
    """Make a read-only file and a folder with one, and place both."""
    (files.made / "甲.docx").write_bytes(b"a")
    (files.made / "甲.docx").chmod(0o400)
    (files.made / "盘" / "里").mkdir(parents=True)
    (files.made / "盘" / "里" / "乙.txt").write_bytes(b"b")
    moves = {files.made / "甲.docx": home / "案" / "甲.docx", files.made / "盘": home / "盘"}
    files.place("甲", moves)


def test_what_the_store_knows_stands_in_its_place_and_nothing_else_is_left(tmp_path: Path) -> None:
    with pending_files.begun(tmp_path, yes) as files:
        (files.made / "多余.tmp").write_bytes(b"x")
        place(files, tmp_path)
    assert names(tmp_path) == ["案/甲.docx", "盘/里/乙.txt"]
    assert not pending_files.any_left(tmp_path)


def test_what_the_store_does_not_know_is_taken_back(tmp_path: Path) -> None:
    with pending_files.begun(tmp_path, no) as files:
        place(files, tmp_path)
    assert names(tmp_path) == []
    assert not pending_files.any_left(tmp_path)


def test_a_fault_before_the_files_are_placed_leaves_nothing(tmp_path: Path) -> None:
    def fail() -> None:
        with pending_files.begun(tmp_path, no) as files:
            (files.made / "甲.docx").write_bytes(b"a")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_placed_over_what_is_there_and_that_stays(tmp_path: Path) -> None:
    (tmp_path / "案").mkdir()
    (tmp_path / "案" / "甲.docx").write_bytes(b"old")

    def begin() -> None:
        with pending_files.begun(tmp_path, no) as files:
            place(files, tmp_path)

    with pytest.raises(AlreadyThereError, match="甲"):
        begin()
    assert names(tmp_path) == ["案/甲.docx"]
    assert (tmp_path / "案" / "甲.docx").read_bytes() == b"old"


def die(home: Path, *, placed: bool) -> None:
    with pending_files.begun(home, no) as files:
        if placed:
            place(files, home)
        else:
            (files.made / "甲.docx").write_bytes(b"a")
        os.kill(os.getpid(), signal.SIGKILL)


def died(home: Path, *, placed: bool) -> None:
    """Have a process die that had begun in `home`."""
    child = multiprocessing.get_context("fork").Process(target=die, args=(home,), kwargs={"placed": placed})
    child.start()
    child.join(30)
    assert child.exitcode == -signal.SIGKILL


@pytest.mark.posix
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
@pytest.mark.parametrize("placed", [True, False])
@pytest.mark.parametrize("is_kept", [yes, no])
def test_what_a_dead_process_left_is_settled_by_what_the_store_knows(
    tmp_path: Path,
    placed: bool,  # noqa: FBT001
    is_kept: pending_files.IsKept,
) -> None:
    died(tmp_path, placed=placed)
    assert pending_files.any_left(tmp_path)

    pending_files.settle_left(tmp_path, is_kept)

    assert names(tmp_path) == (["案/甲.docx", "盘/里/乙.txt"] if placed and is_kept is yes else [])
    assert not pending_files.any_left(tmp_path)


@pytest.mark.posix
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_a_copied_workspace_settles_its_own_files_only(tmp_path: Path) -> None:
    died(tmp_path / "原来", placed=True)
    shutil.copytree(tmp_path / "原来", tmp_path / "复制")

    pending_files.settle_left(tmp_path / "复制", no)

    assert not pending_files.any_left(tmp_path / "复制")
    assert (tmp_path / "原来" / "案" / "甲.docx").exists()


def test_what_somebody_works_at_is_left_alone(tmp_path: Path) -> None:
    with pending_files.begun(tmp_path, yes) as files:
        (files.made / "甲.docx").write_bytes(b"a")
        assert not pending_files.any_left(tmp_path)
        pending_files.settle_left(tmp_path, no)
        assert (files.made / "甲.docx").exists()
