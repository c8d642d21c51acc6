"""A fault in a notebook is one Chinese sentence; the record is kept, the cell still counts as failed."""

from pathlib import Path
from typing import Any

import pytest
from IPython.core.interactiveshell import InteractiveShell

from toolkit.core import fault_records
from toolkit.core.errors import MissingFileError, StoppedError
from toolkit.notebook import plain_faults


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Give a shell of its own that keeps what it shows."""
    made: Any = InteractiveShell()
    made.shown = []
    monkeypatch.setattr(made, "_showtraceback", lambda kind, words, lines: made.shown.append((kind, str(words), lines)))
    monkeypatch.setattr(plain_faults, "get_ipython", lambda: made)
    monkeypatch.setattr(plain_faults, "display", lambda shown: made.shown.append(shown.data))
    plain_faults.install(tmp_path / "logs" / "记录.log")
    return made


@pytest.mark.parametrize(
    "cell,words",
    [
        ("1 / 0", "程序内部出错"),
        ("no_such_name", "上面的格子还没有运行"),
        ("x = [1, 2", "第 1 行写得不对"),
        ("WHO = “李静”", "引号是不是英文的"),
        ("import no_such_part", "缺少部件 no_such_part"),
        ("open('/nowhere/at/all')", "程序内部出错"),
        ("raise MemoryError", "内存不够"),
    ],
)
def test_every_fault_is_one_chinese_sentence_without_a_traceback(shell: Any, cell: str, words: str) -> None:
    done = shell.run_cell(cell)

    _, said, lines = shell.shown[0]
    assert words in said
    assert lines == [said]
    assert "Traceback" not in said
    assert "Error" not in said
    assert not done.success


def test_a_fault_that_a_user_can_mend_has_nothing_folded(shell: Any) -> None:
    shell.user_ns["fault"] = MissingFileError(path="甲.mp3")
    shell.run_cell("raise fault")

    assert [said for _, said, _ in shell.shown] == [str(MissingFileError(path="甲.mp3"))]


@pytest.mark.parametrize("fault", [KeyboardInterrupt(), StoppedError(what="0194-LY·2026-D30-0001")])
def test_what_a_person_stopped_is_told_without_alarm_and_the_cells_below_do_not_run(
    shell: Any, fault: Exception
) -> None:
    shell.user_ns["fault"] = fault
    done = shell.run_cell("raise fault")

    (shown,) = shell.shown
    assert "已停下" in shown
    assert not done.success


def test_the_record_is_folded_and_kept(shell: Any, tmp_path: Path) -> None:
    shell.run_cell("secret = '<b>王桂芳</b>'\n1 / 0")

    folded, log = shell.shown[1], (tmp_path / "logs" / "记录.log")
    assert folded.startswith("<details")
    assert "ZeroDivisionError" in folded
    assert "<b>" not in folded
    assert "ZeroDivisionError" in log.read_text(encoding="utf-8")
    assert log.stat().st_mode & 0o077 == 0


def test_the_log_does_not_grow_for_ever(shell: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fault_records, "_LARGEST", 5_000)
    for _ in range(30):
        shell.run_cell("1 / 0")

    assert (tmp_path / "logs" / "记录.log").stat().st_size < 12_000


def test_a_full_disk_does_not_hide_the_fault(shell: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(fault_records, "private_file", full)
    shell.run_cell("1 / 0")

    assert "程序内部出错" in shell.shown[0][1]


def test_outside_a_notebook_nothing_is_changed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(plain_faults, "get_ipython", lambda: None)

    plain_faults.install(tmp_path / "记录.log")

    assert not (tmp_path / "记录.log").exists()
