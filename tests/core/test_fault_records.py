"""A fault that nobody foresaw is one sentence for the clerk and a private record that quotes nobody."""

import errno
import json
import os
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from toolkit.commands import doctor
from toolkit.commands.cli import main
from toolkit.core import fault_records

FAULTS = (
    OSError(errno.EIO, "Input/output error", "/u盘/a.docx"),
    PermissionError(errno.EACCES, "Permission denied", "/u盘/a.docx"),
    FileExistsError(errno.EEXIST, "File exists", b"/tmp/a"),
    TypeError("argument of type 'int' is not iterable"),
    ValueError("embedded null byte"),
    UnicodeEncodeError("utf-8", "\ud800", 0, 1, "surrogates not allowed"),
    RecursionError("maximum recursion depth exceeded"),
    MemoryError(),
    AssertionError("钱永富 13812345678"),
    KeyError("钱永富"),
)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: type(fault).__name__)
def test_every_fault_is_a_sentence_of_what_why_and_what_to_do(fault: BaseException) -> None:
    told = fault_records.sentence(fault, "yehua add ", Path("logs/command.log"))
    assert told.startswith("yehua add ")
    assert "没有做完" in told
    assert re.search("请|再做一次", told)
    assert "logs/command.log" in told
    assert not re.search(r"[A-Za-z]+Error|Errno|Traceback", told)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: type(fault).__name__)
def test_the_record_names_the_fault_and_quotes_nobody(tmp_path: Path, fault: BaseException) -> None:
    log = tmp_path / "logs" / "command.log"
    assert fault_records.keep(fault, log)
    kept = log.read_text(encoding="utf-8")
    assert type(fault).__name__ in kept
    assert not re.search(r"钱永富|13812345678|u盘", kept)
    if os.name == "posix":
        assert log.stat().st_mode & 0o077 == 0


def test_a_circle_of_causes_is_recorded_once() -> None:
    one, other = ValueError("1"), TypeError("2")
    one.__cause__, other.__cause__ = other, one
    assert fault_records.record(one).count("ValueError") == 1


def test_a_fault_that_cannot_be_told_is_recorded_all_the_same() -> None:
    class Dumb(Exception):  # noqa: N818 - a fault for this test
        def __str__(self) -> str:
            raise RuntimeError

    assert "Dumb: ?" in fault_records.record(Dumb())


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: type(fault).__name__)
@pytest.mark.parametrize("words", [[], ["--json"]], ids=["plain", "json"])
def test_no_fault_leaves_the_command_line_as_a_traceback(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: BaseException, words: list[str]
) -> None:
    def fail(_root: Path) -> None:
        raise fault

    monkeypatch.setattr(doctor, "checks", fail)
    result = CliRunner().invoke(main, ["doctor", *words, "--workspace", str(tmp_path)], prog_name="yehua")
    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr.startswith("出错：yehua doctor ")
    assert len(result.stderr.splitlines()) == 1
    assert (tmp_path / "logs" / "command.log").exists()


def test_stopping_by_hand_is_no_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(_root: Path) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(doctor, "checks", stop)
    result = CliRunner().invoke(main, ["doctor", "--workspace", str(tmp_path)])
    assert (result.exit_code, result.stderr) == (1, "已停下，没有做完；已经存下的内容都在。\n")
    assert not (tmp_path / "logs").exists()


def test_without_a_workspace_no_folder_is_made_for_a_record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "checks", lambda _root: json.loads("{"))
    result = CliRunner().invoke(main, ["doctor", "--workspace", str(tmp_path / "没有")])
    assert "没有做完" in result.stderr
    assert "记录存在" not in result.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("words", ["\ud800", "长" * 5000, "a\0b"])
def test_odd_arguments_are_answered_by_a_sentence(tmp_path: Path, words: str) -> None:
    for command in (
        ["search"],
        ["case", "show"],
        ["verify"],
        ["check", "legal_opinion"],
        ["correct", "X", "--by", "甲"],
    ):
        result = CliRunner().invoke(main, [*command, words, "--workspace", str(tmp_path)])
        assert result.exception is None or isinstance(result.exception, SystemExit), (command, result.exception)
        assert "Traceback" not in result.output
