"""A half-made folder belongs to a living process or goes."""

import os
import signal
import time
from pathlib import Path

import pytest

from toolkit.core import moves, staging
from toolkit.core.files import whole_file, write_whole


def test_a_staging_is_held_while_its_block_runs_and_gone_afterwards(tmp_path: Path) -> None:
    place = staging.new_place(tmp_path, "packing")
    with staging.staged(place) as made:
        write_whole(made.path / "x", "x")
        assert staging.is_alive(place)
        assert staging.sweep(tmp_path) == ()
        assert place.is_dir()
    assert list(tmp_path.iterdir()) == []


def test_what_was_kept_stays_until_somebody_sweeps_and_does_not_spare_it(tmp_path: Path) -> None:
    place = staging.new_place(tmp_path, "incoming")
    with staging.staged(place) as made:
        made.keep()
    assert staging.sweep(tmp_path, spare=[place]) == ()
    assert staging.sweep(tmp_path) == (place,)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.posix
def test_what_a_killed_process_left_goes_whatever_its_age(tmp_path: Path) -> None:
    child = os.fork()
    if child == 0:
        with staging.staged(staging.new_place(tmp_path, "sealing")) as made, whole_file(tmp_path / "说.docx"):
            (made.path / "x").write_text("x")
            (tmp_path / "ready").write_text("x")
            time.sleep(60)
    while not (tmp_path / "ready").exists():
        time.sleep(0.01)
    assert staging.sweep(tmp_path) == () == staging.sweep_files(tmp_path), "its process lives"
    assert len(staging.left_in(tmp_path)) == 2
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    assert len(staging.sweep(tmp_path)) == 1
    assert len(staging.sweep_files(tmp_path)) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["ready"]


def test_the_folders_and_files_of_version_0_1_are_known(tmp_path: Path) -> None:
    (tmp_path / ".packing-abcd1234").mkdir()
    write_whole(tmp_path / ".意见书-a1b2c3d4.docx", "x")
    write_whole(tmp_path / ".隐藏的.txt", "x")
    assert len(staging.left_in(tmp_path)) == 2
    staging.sweep(tmp_path)
    staging.sweep_files(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [".隐藏的.txt"]


def test_a_lock_without_a_folder_goes_too(tmp_path: Path) -> None:
    (tmp_path / ".packing-abcd1234.lock").touch()
    assert staging.sweep(tmp_path) == ()
    assert list(tmp_path.iterdir()) == []


def test_read_only_files_are_removed_with_their_folder(tmp_path: Path) -> None:
    write_whole(tmp_path / "a" / "b", "x").chmod(0o400)
    moves.remove_tree(tmp_path / "a")
    moves.remove_tree(tmp_path / "a")
    assert list(tmp_path.iterdir()) == []
