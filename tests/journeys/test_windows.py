"""The program on Windows, as far as that can be played elsewhere: refusals, consoles, editors, clocks, paths."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path, PureWindowsPath

import psutil
import pytest
from pyfakefs.fake_filesystem import FakeFilesystem, OSType
from pyfakefs.fake_filesystem_unittest import Patcher

from tests.windows import LONGEST, Windows
from toolkit.core import locks, moves
from toolkit.core.errors import HeldFileError, SettingsError
from toolkit.core.files import copy_verified, make_folder, private_file, sha256_of, write_whole
from toolkit.formats import bags, pdf
from toolkit.meetings import intake
from toolkit.meetings.inbox import Inbox
from toolkit.recognition.journal import Journal
from toolkit.transcripts import worker
from toolkit.workspace import jobs
from toolkit.workspace.desk import Desk
from toolkit.workspace.settings import Workspace, shipped

TOP = Path(__file__).parents[2]
RARE = "𬱖"  # a character of names that GBK lacks
Beginning = Callable[[float], Path]


# -- the stand-in refuses what Windows refuses -----------------------------------------------------------------


def refusals(folder: Path) -> Iterator[tuple[str, Callable[[], object], int | None]]:
    """Give acts in `folder` that Windows refuses, and the number of its error; None where it has none."""
    (folder / "a").write_bytes(b"")
    (folder / "b").write_bytes(b"")
    (folder / "里").mkdir()
    (folder / "里" / "c").write_bytes(b"")
    (folder / "空").mkdir()
    (folder / "只读").write_bytes(b"")
    (folder / "只读").chmod(0o400)
    yield "rename over a file", lambda: (folder / "a").rename(folder / "b"), 183
    yield "replace a folder", lambda: (folder / "里").replace(folder / "空"), 5
    yield "replace a read-only file", lambda: (folder / "a").replace(folder / "只读"), 5
    yield "remove a read-only file", (folder / "只读").unlink, 5
    yield "write to a read-only file", lambda: (folder / "只读").open("ab"), None
    yield "open a folder", lambda: os.open(folder / "里", os.O_RDONLY), None
    yield "link", lambda: (folder / "l").symlink_to(folder / "a"), 1314
    yield "a colon", lambda: (folder / "a:b").write_bytes(b""), 123
    yield "a device", lambda: (folder / "Nul.txt").write_bytes(b""), 123
    yield "a dot at the end", (folder / "a.").mkdir, 123
    yield "a long path", lambda: (folder / ("x" * LONGEST)).write_bytes(b""), 206
    for name in ("a", "里"):
        yield f"rename what is open: {name}", lambda name=name: while_open(folder, name), 5 if name == "里" else 32


def while_open(folder: Path, name: str) -> None:
    """Rename `name` while a file of that name, or in it, is open."""
    path = folder / name
    with (path / "c" if path.is_dir() else path).open("rb"):
        path.rename(folder / "fort")


@pytest.mark.usefixtures("windows")
def test_the_stand_in_refuses_what_windows_refuses(tmp_path: Path) -> None:
    for name, act, number in refusals(tmp_path):
        with pytest.raises(OSError, match=r".") as told:
            act()
        assert getattr(told.value, "winerror", None) == number, name


@pytest.mark.usefixtures("windows")
def test_the_stand_in_has_the_habits_of_windows(tmp_path: Path) -> None:
    (tmp_path / "Paper.DOCX").write_text("李国强\n", encoding=None)

    assert (tmp_path / "paper.docx").read_bytes() == "李国强\r\n".encode("gbk")
    assert not any(hasattr(os, name) for name in ("fork", "getuid", "killpg", "sync"))
    with (tmp_path / "paper.docx").open("rb") as file, pytest.raises(OSError, match="Bad file descriptor"):
        os.fsync(file.fileno())


def test_a_stick_shows_even_seconds_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Windows(tmp_path, monkeypatch, fat=True)
    (tmp_path / "a").write_bytes(b"")
    os.utime(tmp_path / "a", (1_700_000_001.5, 1_700_000_001.5))

    assert (tmp_path / "a").stat().st_mtime == 1_700_000_000
    assert (tmp_path / "a").stat().st_mtime_ns == 1_700_000_000 * 10**9


# -- the main ways ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "how,files",
    [
        (
            "scanner",
            (
                "core/test_files",
                "recognition/test_journal",
                "workspace/test_jobs",
                "grievances/test_access_log",
                "archive/test_discs",
            ),
        ),
        # These spoil files themselves at once, which a scanner of all new files would not let them do.
        ("plain", ("archive/test_backups",)),
    ],
)
def test_the_tests_of_the_file_layer_hold_on_windows_too(how: str, files: tuple[str, ...]) -> None:
    options = ["-q", "-x", "-p", "no:cacheprovider", "-m", "not slow and not browser", "--as-windows", how]
    named = [f"tests/{name}.py" for name in files]
    ended = subprocess.run(
        [sys.executable, "-m", "pytest", *options, *named], cwd=TOP, check=False, capture_output=True, encoding="utf-8"
    )

    assert ended.returncode == 0, ended.stdout[-3000:]
    assert " passed" in ended.stdout


def test_a_lock_is_given_back_though_somebody_reads_who_holds_it(
    windows: Windows, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(moves, "PATIENCE_S", 0.05)
    with locks.held(tmp_path / "甲.lock"):
        pass
    with windows.hold(tmp_path / "甲.who"), locks.held(tmp_path / "甲.lock"):
        pass
    with (tmp_path / "甲.who").open("ab"), locks.held(tmp_path / "甲.lock"):
        pass
    with locks.held(tmp_path / "甲.lock"):
        pass


def test_a_job_goes_on_while_windows_read_how_far_it_is(tmp_path: Path, windows: Windows) -> None:
    with jobs.recorded(tmp_path, "0194-LY·2026-D30-0001", "transcribe") as report:
        reader = windows.hold_for(next(tmp_path.glob("transcribe-*.json")), 0.2)
        report(1.0, 10.0)
        reader.join()

        assert jobs.listing(tmp_path)[0].done_s == 1.0


def test_a_sound_that_is_still_being_copied_is_not_offered(windows: Windows, desk: Desk, beginning: Beginning) -> None:
    now = [0.0]
    inbox = Inbox(desk, lambda: now[0])
    path = inbox.folder / "录音.wav"
    path.write_bytes(beginning(2).read_bytes())
    (inbox.folder / "desktop.ini").write_bytes(b"")
    with windows.hold(path):
        for now[0] in (0.0, 100.0):
            assert [one.state for one in inbox.look()] == ["growing"]

    assert [(one.name, one.state) for one in inbox.look()] == [("录音.wav", "whole")]


def test_what_is_taken_away_at_this_very_moment_is_no_fault(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    inbox = Inbox(desk)
    monkeypatch.setattr(inbox, "_files", lambda: iter([inbox.folder / "已拿走.wav"]))

    assert inbox.look() == ()


def test_nothing_is_left_of_a_meeting_that_could_not_be_taken_in(
    windows: Windows, desk: Desk, beginning: Beginning, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert windows
    sound = beginning(40)
    monkeypatch.setattr(intake, "add_recordings", failing_after_all(intake.add_recordings))
    with pytest.raises(ZeroDivisionError):
        intake.take_in(desk, [sound], "2026-09-25", "柳树湾")

    assert list(desk.workspace.recordings.iterdir()) == []


def failing_after_all(add: Callable[..., object]) -> Callable[..., object]:
    """Return `add`, but raising when each sound has its read-only place."""

    def added(*given: object, follow: object) -> object:
        *before, settle = given

        def settled(*sound: object) -> object:
            settle(*sound)  # type: ignore[operator]
            raise ZeroDivisionError

        return add(*before, settled, follow=follow)

    return added


# -- editors ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_settings_that_notepad_saved_are_read(tmp_path: Path, encoding: str, line_end: str) -> None:
    workspace = Workspace.open(tmp_path)
    text = workspace.settings_file.read_text(encoding="utf-8")
    known = workspace.settings
    workspace.settings_file.write_bytes(text.replace("\n", line_end).encode(encoding))

    assert Workspace.open(tmp_path).settings == known


def test_settings_that_are_no_text_are_told_as_such(tmp_path: Path) -> None:
    Workspace.open(tmp_path).settings_file.write_bytes(b"\xff\xfe\x00\x81")
    with pytest.raises(SettingsError):
        _ = Workspace.open(tmp_path).settings


# -- consoles --------------------------------------------------------------------------------------------------


def on_a_chinese_console(*arguments: str) -> subprocess.CompletedProcess[bytes]:
    """Run Python with `arguments` as into a pipe of a Chinese Windows: GBK, and strict."""
    told = {**os.environ, "PYTHONUTF8": "0", "PYTHONIOENCODING": "gbk:strict", "LC_ALL": "C.UTF-8"}
    return subprocess.run([sys.executable, *arguments], cwd=TOP, env=told, check=False, capture_output=True)


def test_json_keeps_every_character_on_a_gbk_pipe() -> None:
    console = "from toolkit.commands.frame.console import Console; console = Console(as_json=True)"
    code = f"import sys; {console}; console.print({{'name': sys.argv[1]}}, [])"
    told = on_a_chinese_console("-c", code, f"李{RARE}")

    assert json.loads(told.stdout.decode("utf-8")) == {"name": f"李{RARE}"}
    assert told.stdout.isascii()


@pytest.mark.parametrize("arguments", [("--help",), (RARE,), ("case", RARE), ("verify", RARE), ("search", f"--{RARE}")])
def test_what_gbk_lacks_never_ends_the_program(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    place = ("--workspace", str(tmp_path)) if len(arguments) > 1 else ()
    told = on_a_chinese_console("-m", "toolkit", *arguments, *place)
    words = (told.stdout + told.stderr).decode("gbk")

    assert "Traceback" not in words
    assert "UnicodeEncodeError" not in words
    assert ("夜话" if arguments == ("--help",) else "出错") in words


# -- programs --------------------------------------------------------------------------------------------------


def test_the_worker_is_apart_from_the_window_and_writes_utf8(
    tmp_path: Path, windows: Windows, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert windows
    begun: list[dict[str, object]] = []

    class Noted:
        def __init__(self, _command: list[str], **how: object) -> None:
            begun.append(how)

        def wait(self) -> int:
            return 0

    monkeypatch.setattr(worker.subprocess, "Popen", Noted)
    worker.wake(tmp_path)

    # DETACHED_PROCESS: closing the console does not end it. CREATE_NEW_PROCESS_GROUP: nor does Ctrl+C.
    assert begun[0]["creationflags"] == 0x208
    assert "start_new_session" not in begun[0]
    assert begun[0]["env"]["PYTHONUTF8"] == "1"  # type: ignore[index]


def test_a_program_that_hangs_ends_with_all_that_it_started(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(moves, "IS_WINDOWS", True)
    code = "import subprocess, sys, time; subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']); "
    launcher = subprocess.Popen([sys.executable, "-c", code + "time.sleep(60)"])
    for _ in range(200):
        started = psutil.Process(launcher.pid).children(recursive=True)
        if started:
            break
        time.sleep(0.05)

    pdf._end(launcher)

    assert started
    gone, alive = psutil.wait_procs(started, timeout=10)
    assert (len(gone), alive) == (1, [])
    assert launcher.poll() is not None


# -- paths -----------------------------------------------------------------------------------------------------


@pytest.fixture
def drive(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeFilesystem]:
    """Give the file system of a Windows machine in memory; what is written in C does not see it."""
    with Patcher() as patcher:
        assert patcher.fs is not None
        patcher.fs.os = OSType.WINDOWS
        monkeypatch.setattr(moves, "IS_WINDOWS", True)
        yield patcher.fs


FOLDERS = [r"C:\夜话 工作", r"\\server\共享\夜话", r"D:archive"]


@pytest.mark.usefixtures("drive")
@pytest.mark.parametrize("folder", FOLDERS)
def test_files_are_kept_on_any_drive(folder: str) -> None:
    root = make_folder(Path(folder))
    path = write_whole(root / "台账.json", "{}")
    write_whole(path, "旧")
    digest = copy_verified(path, root / "副本" / "台账.json")
    private_file(root / "logs" / "a.log")

    assert digest == sha256_of(root / "副本" / "台账.json")
    assert sorted(one.name for one in root.iterdir()) == ["logs", "副本", "台账.json"]


@pytest.mark.usefixtures("drive")
@pytest.mark.parametrize("folder", FOLDERS)
def test_a_bag_names_its_files_with_slashes_on_any_drive(folder: str) -> None:
    root = make_folder(Path(folder))
    write_whole(root / "data" / "papers" / "一.docx", "x")
    bags.seal(root, {})

    assert "  data/papers/一.docx\n" in (root / "manifest-sha256.txt").read_text(encoding="utf-8")
    assert set(bags.listing(root).files) > {"data/papers/一.docx"}


@pytest.mark.usefixtures("drive")
def test_lines_that_were_acknowledged_are_there_after_opening_again() -> None:
    folder = make_folder(Path(r"C:\jobs"))
    journal = Journal(folder / "a.journal")
    journal.begin({"model": "base"}, [1, 2])
    journal.append(0, "说")

    assert Journal(folder / "a.journal").done == {0: "说"}
    journal.remove()
    assert not (folder / "a.journal").exists()


@pytest.mark.usefixtures("drive")
def test_a_file_that_is_open_is_not_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(moves, "PATIENCE_S", 0.02)
    path = write_whole(Path(r"C:\a.docx"), "旧")
    with path.open("rb"), pytest.raises(HeldFileError, match=r"a\.docx"):
        moves.remove(path)

    assert path.exists()


@pytest.mark.parametrize("path", [r"..\x", r"C:\x", r"C:x", r"\\server\x", r"\x", "data/../x"])
def test_no_name_in_a_manifest_leads_out_of_a_bag_on_windows(path: str) -> None:
    assert bags._leaves_bag(path)
    assert PureWindowsPath(path).is_absolute() or ".." in path or PureWindowsPath(path).anchor


def test_shipped_files_have_names_that_windows_keeps(monkeypatch: pytest.MonkeyPatch) -> None:
    from toolkit.core import windows_names  # noqa: PLC0415 - patched first

    monkeypatch.setattr(moves, "IS_WINDOWS", True)
    folders = (TOP / "toolkit", TOP / "notebooks", shipped("examples"), shipped("templates/docx"))
    names = [path.relative_to(TOP).as_posix() for folder in folders for path in folder.rglob("*")]

    windows_names.refuse_unfit(Path("D:/yehua"), names)
