"""Files are renamed, replaced and removed also where Windows refuses at first; a file that stays held is named."""

import sqlite3
import stat
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.windows import Windows
from toolkit.core import moves
from toolkit.core.errors import HeldFileError, ReadOnlyWorkspaceError
from toolkit.core.files import open_to_read, write_whole, writing_faults

OVER_A_NEW_FILE = [
    pytest.param(lambda path: write_whole(path, "新"), id="write_whole"),
    pytest.param(moves.remove, id="remove"),
    pytest.param(lambda path: moves.move(path, path.with_name("去.docx")), id="move"),
    pytest.param(lambda path: moves.remove_tree(path.parent), id="remove_tree"),
    pytest.param(lambda path: moves.opened(path, "rb+").close(), id="opened"),
]
Act = Callable[[Path], object]


@pytest.fixture
def paper(windows: Windows, tmp_path: Path) -> Path:
    """Return the path of a file in a folder of its own, on what is played as Windows."""
    assert moves.IS_WINDOWS
    assert windows
    (tmp_path / "文书").mkdir()
    path = tmp_path / "文书" / "草稿.docx"
    path.write_bytes("旧".encode())
    return path


@pytest.mark.parametrize("act", OVER_A_NEW_FILE)
def test_a_scanner_that_holds_a_file_for_a_moment_is_waited_for(windows: Windows, paper: Path, act: Act) -> None:
    scanner = windows.hold_for(paper, 0.15)
    act(paper)
    scanner.join()


@pytest.mark.parametrize("act", OVER_A_NEW_FILE)
def test_a_file_that_stays_open_in_word_is_named_and_left_as_it_was(
    windows: Windows, paper: Path, monkeypatch: pytest.MonkeyPatch, act: Act
) -> None:
    monkeypatch.setattr(moves, "PATIENCE_S", 0.05)
    with windows.hold(paper), pytest.raises(HeldFileError, match=r"正被别的程序打开.*文书.*请关掉.*Word"):
        act(paper)

    assert paper.read_bytes() == "旧".encode()
    assert [path.name for path in paper.parent.iterdir()] == ["草稿.docx"]


def test_an_open_database_is_not_replaced_under_its_readers(paper: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(moves, "PATIENCE_S", 0.05)
    database = paper.with_name("yehua.db")
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("CREATE TABLE a (b)")
        with pytest.raises(HeldFileError, match=r"yehua\.db"):
            write_whole(database, b"")
    write_whole(database, b"")


@pytest.mark.parametrize("act", OVER_A_NEW_FILE[:-1])
def test_a_read_only_file_is_replaced_moved_and_removed_as_elsewhere(paper: Path, act: Act) -> None:
    moves.make_read_only(paper)
    act(paper)


def test_a_read_only_file_that_could_not_be_replaced_is_read_only_still(
    windows: Windows, paper: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(moves, "PATIENCE_S", 0.05)
    moves.make_read_only(paper)
    with windows.hold(paper), pytest.raises(HeldFileError):
        write_whole(paper, "新")

    assert not paper.stat().st_mode & stat.S_IWUSR


def test_writing_to_a_read_only_file_is_no_matter_of_another_program(paper: Path) -> None:
    moves.make_read_only(paper)
    with pytest.raises(ReadOnlyWorkspaceError), writing_faults(paper), moves.opened(paper, "rb+"):
        pass


def test_a_folder_full_of_read_only_files_goes_whole(paper: Path) -> None:
    for name in ("a.wav", "b.wav", "里/c.wav"):
        path = paper.parent / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"")
        moves.make_read_only(path)
    moves.remove_tree(paper.parent)

    assert not paper.parent.exists()


def test_a_folder_moves_when_nothing_in_it_is_open_any_more(windows: Windows, paper: Path) -> None:
    scanner = windows.hold_for(paper, 0.15)
    moves.move(paper.parent, paper.parent.with_name("移走"))
    scanner.join()

    assert (paper.parent.with_name("移走") / "草稿.docx").exists()


@pytest.mark.parametrize("makes_there", [lambda path: path.mkdir(), lambda path: path.write_bytes(b"x")])
def test_nothing_is_ever_moved_over_something(tmp_path: Path, makes_there: Act) -> None:
    (tmp_path / "来").mkdir()
    makes_there(tmp_path / "在")
    with pytest.raises(FileExistsError):
        moves.move(tmp_path / "来", tmp_path / "在")

    assert (tmp_path / "来").is_dir()


def test_removing_what_is_not_there_is_no_fault(tmp_path: Path) -> None:
    moves.remove(tmp_path / "没有")
    moves.remove_tree(tmp_path / "没有")


@pytest.mark.posix
def test_what_a_link_leads_to_stays(tmp_path: Path) -> None:
    (tmp_path / "原").mkdir()
    (tmp_path / "原" / "a").write_bytes(b"")
    (tmp_path / "链").symlink_to(tmp_path / "原")
    moves.remove_tree(tmp_path / "链")

    assert (tmp_path / "原" / "a").exists()
    assert not (tmp_path / "链").is_symlink()


def test_elsewhere_a_refusal_is_told_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(moves.time, "sleep", lambda _s: pytest.fail("waited"))

    def refused() -> None:
        raise PermissionError(13, "Permission denied", str(tmp_path))

    if not moves.IS_WINDOWS:
        with pytest.raises(PermissionError):
            moves.patiently(refused)


def test_a_folder_cannot_be_read_and_nobody_waits_for_that(paper: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(moves.time, "sleep", lambda _s: pytest.fail("waited"))
    with pytest.raises(PermissionError), moves.opened(paper.parent):
        pass


def test_reading_waits_for_who_replaces_the_file(windows: Windows, paper: Path) -> None:
    scanner = windows.hold_for(paper, 0.15)
    with open_to_read(paper) as file:
        assert file.read() == "旧".encode()
    scanner.join()


def test_a_scanner_that_looks_at_many_files_in_turn_is_waited_for_as_long_as_it_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(moves, "PATIENCE_S", 0.05)
    assert Windows(tmp_path, monkeypatch, scanner=True)
    for number in range(40):
        write_whole(tmp_path / "包" / f"{number}.txt", "x")

    moves.remove_tree(tmp_path / "包")

    assert list(tmp_path.iterdir()) == []
