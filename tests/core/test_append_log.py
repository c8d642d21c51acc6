"""What was written is there again, whatever went away in between; what was tampered with is not trusted."""

import multiprocessing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from toolkit.core.append_log import AppendLog, Line, SharedLog
from toolkit.core.errors import BrokenRecordError, WrongValueError


def test_what_was_appended_is_there_when_opened_again(tmp_path: Path) -> None:
    log = SharedLog(tmp_path / "校对 记录.log")
    log.append({"key": "a", "text": "路灯"})
    log.append({"key": "b", "text": "补偿款\n没有拿到"})

    assert SharedLog(tmp_path / "校对 记录.log").lines == [
        {"key": "a", "text": "路灯"},
        {"key": "b", "text": "补偿款\n没有拿到"},
    ]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(st.data())
def test_cut_off_anywhere_it_holds_whole_lines_only_and_goes_on(tmp_path: Path, data: st.DataObject) -> None:
    path = tmp_path / "甲.log"
    path.unlink(missing_ok=True)
    log = SharedLog(path)
    lines = [{"key": str(n), "text": "字" * n} for n in range(3)]
    for line in lines:
        log.append(line)
    content = path.read_bytes()
    path.write_bytes(content[: data.draw(st.integers(0, len(content)))])

    cut = SharedLog(path)
    kept = list(cut.lines)
    cut.append({"key": "neu"})

    assert kept == lines[: len(kept)]
    assert SharedLog(path).lines == [*kept, {"key": "neu"}]


def test_a_line_changed_in_the_middle_is_named_and_nothing_is_written_over_it(tmp_path: Path) -> None:
    path = tmp_path / "甲.log"
    log = SharedLog(path)
    log.append({"key": "a", "text": "三万元"})
    log.append({"key": "b"})
    changed = path.read_bytes().replace("三万元".encode(), "五万元".encode())
    path.write_bytes(changed)

    with pytest.raises(BrokenRecordError, match="第 1 行"):
        SharedLog(path)

    assert path.read_bytes() == changed


def test_what_the_check_refuses_is_not_written(tmp_path: Path) -> None:
    log = SharedLog(tmp_path / "甲.log")

    def refuse(_: tuple[Line, ...]) -> None:
        raise WrongValueError(field="文字", value="", why="要写字")

    with pytest.raises(WrongValueError):
        log.append({"key": "a"}, refuse)

    assert SharedLog(tmp_path / "甲.log").lines == []


def write_many(path: Path, name: str, count: int) -> None:
    log = SharedLog(path)
    for n in range(count):
        log.append({"key": f"{name}{n}"})


def test_two_windows_writing_at_once_lose_no_line(tmp_path: Path) -> None:
    path, at_once = tmp_path / "甲.log", multiprocessing.get_context("spawn")
    writers = [at_once.Process(target=write_many, args=(path, name, 15)) for name in "ab"]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()

    keys = [line["key"] for line in SharedLog(path).lines]

    assert sorted(keys) == sorted(f"{name}{n}" for name in "ab" for n in range(15))


def test_only_the_user_may_read_it(tmp_path: Path) -> None:
    SharedLog(tmp_path / "甲.log").append({"key": "a"})

    assert (tmp_path / "甲.log").stat().st_mode & 0o077 == 0


def test_a_line_has_the_form_that_workspaces_keep(tmp_path: Path) -> None:
    SharedLog(tmp_path / "甲.log").append({"key": "a", "text": "路灯"})

    assert (tmp_path / "甲.log").read_text(encoding="utf-8") == '74ac549463e42739 {"key":"a","text":"路灯"}\n'


def test_a_log_that_is_salvaged_ends_before_the_damaged_line_and_goes_on_there(tmp_path: Path) -> None:
    path = tmp_path / "甲.log"
    log = AppendLog(path, salvage=True)
    log.restart({"key": "a"})
    log.append({"key": "b"})
    log.append({"key": "c"})
    path.write_bytes(path.read_bytes().replace(b'"b"', b'"x"'))

    salvaged = AppendLog(path, salvage=True)
    assert salvaged.lines == [{"key": "a"}]
    salvaged.append({"key": "d"})

    assert AppendLog(path).lines == [{"key": "a"}, {"key": "d"}]
    salvaged.restart({"key": "e"})
    assert AppendLog(path).lines == [{"key": "e"}]
