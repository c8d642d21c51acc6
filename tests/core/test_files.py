"""Files are written whole or not at all and known by their hash."""

import errno
import hashlib
import os
import stat
from pathlib import Path

import pytest

from toolkit.core.errors import (
    AlreadyThereError,
    DiskFullError,
    MissingFileError,
    ReadOnlyWorkspaceError,
    UnreadableFileError,
    WrongPlaceError,
)
from toolkit.core.files import (
    copy_verified,
    make_folder,
    refuse_existing,
    refuse_no_folder,
    sha256_of,
    shown,
    whole_file,
    write_whole,
    writing_faults,
)

posix_only = pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX's")


def test_a_file_is_hashed_as_hashlib_hashes_it(tmp_path: Path) -> None:
    path = write_whole(tmp_path / "录音 一.txt", "夜话" * 1_000_000)

    assert sha256_of(path) == hashlib.sha256(("夜话" * 1_000_000).encode()).hexdigest()


def test_hashing_a_missing_file_names_it(tmp_path: Path) -> None:
    with pytest.raises(MissingFileError, match=r"找不到文件：.*没有"):
        sha256_of(tmp_path / "没有.wav")


@posix_only
def test_hashing_a_folder_says_it_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError, match="读不了文件"):
        sha256_of(tmp_path)


def test_a_failed_write_leaves_the_old_file_and_no_rest(tmp_path: Path) -> None:
    path = write_whole(tmp_path / "a.txt", "旧")

    def write_half_and_fail() -> None:
        with whole_file(path) as temporary:
            temporary.write_text("half", encoding="utf-8")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_half_and_fail()

    assert path.read_text(encoding="utf-8") == "旧"
    assert list(tmp_path.iterdir()) == [path]


def test_a_verified_copy_has_the_hash_of_its_source(tmp_path: Path) -> None:
    source = write_whole(tmp_path / "原件.bin", os.urandom(3_000_000))

    digest = copy_verified(source, tmp_path / "里面" / "副本.bin")

    assert digest == sha256_of(source) == sha256_of(tmp_path / "里面" / "副本.bin")


def test_copying_a_missing_source_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(MissingFileError):
        copy_verified(tmp_path / "没有.wav", tmp_path / "副本.wav")

    assert list(tmp_path.iterdir()) == []


@posix_only
def test_folders_and_files_are_private_to_the_user(tmp_path: Path) -> None:
    folder = make_folder(tmp_path / "工作")
    path = write_whole(folder / "证词.txt", "x")

    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "code,error,words",
    [
        (errno.EACCES, ReadOnlyWorkspaceError, "不能写入"),
        (errno.EROFS, ReadOnlyWorkspaceError, "不能写入"),
        (errno.ENOSPC, DiskFullError, "磁盘空间不足"),
    ],
)
def test_the_systems_refusal_to_write_becomes_a_sentence(code: int, error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words), writing_faults(Path("工作")):
        raise OSError(code, os.strerror(code))


def test_another_fault_of_the_system_is_not_dressed_up() -> None:
    with pytest.raises(OSError, match="Bad file descriptor"), writing_faults(Path("工作")):
        raise OSError(errno.EBADF, os.strerror(errno.EBADF))


@posix_only
def test_every_folder_that_is_made_on_the_way_is_private_and_none_that_was_there_changes(tmp_path: Path) -> None:
    (tmp_path / "在").mkdir(mode=0o755)
    (tmp_path / "在").chmod(0o755)
    make_folder(tmp_path / "在" / "录音" / "0194" / "再听")
    modes = [stat.S_IMODE((tmp_path / name).stat().st_mode) for name in ("在", "在/录音", "在/录音/0194")]
    assert modes == [0o755, 0o700, 0o700]


def test_a_place_where_nothing_is_may_be_written_to(tmp_path: Path) -> None:
    refuse_existing(tmp_path / "新" / "草稿.docx", replace=False)
    refuse_no_folder(tmp_path / "新" / "更新")
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_there_is_replaced_only_when_asked_for(tmp_path: Path) -> None:
    edited = write_whole(tmp_path / "律师改过.docx", "改")
    with pytest.raises(AlreadyThereError, match="--replace"):
        refuse_existing(tmp_path / "新.docx", edited, replace=False)
    refuse_existing(edited, replace=True)


@pytest.mark.posix
@pytest.mark.parametrize("replace", [False, True])
def test_a_folder_a_link_and_a_pipe_are_never_written_over(tmp_path: Path, replace: bool) -> None:  # noqa: FBT001
    (tmp_path / "夹").mkdir()
    write_whole(tmp_path / "原文.txt", "x")
    (tmp_path / "链接").symlink_to(tmp_path / "原文.txt")
    (tmp_path / "断链").symlink_to(tmp_path / "没有")
    os.mkfifo(tmp_path / "管道")
    for name in ("夹", "链接", "断链", "管道", "原文.txt/下面.docx", "原文.txt/再/下面.docx"):
        with pytest.raises(WrongPlaceError, match="不能写到这里"):
            refuse_existing(tmp_path / name, replace=replace)


@pytest.mark.parametrize("name", ["长" * 5000, "a\0b", "\ud800.docx"])
def test_a_name_that_no_disk_takes_is_refused_in_a_short_sentence(tmp_path: Path, name: str) -> None:
    for refuse in (lambda path: refuse_existing(path, replace=False), refuse_no_folder):
        with pytest.raises(WrongPlaceError) as caught:
            refuse(tmp_path / name)
        assert len(str(caught.value)) < 250
        assert str(caught.value).encode()


def test_a_file_is_no_folder_to_write_into_and_a_folder_is(tmp_path: Path) -> None:
    path = write_whole(tmp_path / "a.txt", "x")
    with pytest.raises(WrongPlaceError, match="不是文件夹"):
        refuse_no_folder(path)
    refuse_no_folder(tmp_path)


def test_what_is_shown_of_a_path_can_be_written_down() -> None:
    assert shown("a\ud800\0b") == "a??b"
    assert shown(Path("短")) == "短"
