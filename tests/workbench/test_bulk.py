"""成批收录 on the page 收录: a folder becomes a table, and the completed table becomes recordings, or nothing does."""

import base64
import shutil
import threading
import time
from pathlib import Path

import pytest

from tests.conftest import SAMPLE
from toolkit.core import WrongValueError
from toolkit.formats import read_rows, write_rows
from toolkit.meetings import list_recordings
from toolkit.meetings.bulk_intake import BulkRefusedError
from toolkit.workbench import acts
from toolkit.workbench.fields import Done
from toolkit.workbench.keeping import bulk_acts
from toolkit.workspace import Desk


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """Give a folder of old recordings: a meeting, and its copy under another name."""
    folder = tmp_path / "旧 光盘"
    folder.mkdir()
    (folder / "柳树湾 2026-09-25.mp3").write_bytes(SAMPLE.read_bytes()[:600_000])
    shutil.copy(folder / "柳树湾 2026-09-25.mp3", folder / "附 又一份.mp3")
    return folder


def listed(desk: Desk, folder: Path, place: Path) -> Path:
    """Return the table that the browser was given for `folder`, written to `place`."""
    done = acts.ACTS["bulk_list"](desk, {"folder": str(folder)})
    assert done.sheet is not None
    place.write_bytes(base64.b64decode(done.sheet.content))
    return place


def complete(table: Path, column: str, text: str) -> None:
    """Write `text` into the `column` of the first sound, as a person does in Excel."""
    heading, *rows = [list(row) for row in read_rows(table)]
    rows[0][heading.index(column)] = text
    write_rows(table, [str(name) for name in heading], rows, "收录清单")


def add(desk: Desk, folder: Path, table: Path) -> Done:
    """Hand the completed `table` back."""
    content = base64.b64encode(table.read_bytes()).decode()
    return acts.ACTS["bulk_add"](desk, {"folder": str(folder), "table": content, "table_name": table.name})


def ended(desk: Desk, patience_s: float = 300) -> bulk_acts.BulkState:
    """Return how the intake ended."""
    until = time.monotonic() + patience_s
    while bulk_acts.bulk(desk, {}).is_running and time.monotonic() < until:
        time.sleep(0.1)
    return bulk_acts.bulk(desk, {})


def test_a_folder_is_listed_completed_and_taken_in_once(desk: Desk, old: Path, tmp_path: Path) -> None:
    table = listed(desk, old, tmp_path / "收录清单.xlsx")
    add(desk, old, table)
    cut_off = ended(desk).refused
    complete(table, "原件不完整", "是")

    add(desk, old, table)
    first = ended(desk)
    add(desk, old, table)
    second = ended(desk)

    assert "在这一行的“原件不完整”里写“是”" in cut_off
    assert first.refused == ""
    (recording,) = list_recordings(desk.store)
    assert recording.source_name == "柳树湾 2026-09-25.mp3"
    assert recording.code in " ".join(first.words)
    assert "跳过 1 段" in second.words[0]


def test_a_table_with_a_wrong_line_takes_nothing_in(desk: Desk, old: Path, tmp_path: Path) -> None:
    table = listed(desk, old, tmp_path / "收录清单.xlsx")
    complete(table, "日期", "2026-13-40")

    with pytest.raises(BulkRefusedError, match="第 2 行"):
        add(desk, old, table)

    assert list_recordings(desk.store) == ()


def test_a_sound_that_cannot_be_read_is_told_when_the_intake_ends(desk: Desk, old: Path, tmp_path: Path) -> None:
    (old / "柳树湾 2026-09-26.mp3").write_bytes(b"no sound")
    add(desk, old, listed(desk, old, tmp_path / "收录清单.xlsx"))

    assert "柳树湾 2026-09-26.mp3" in ended(desk).refused
    assert list_recordings(desk.store) == ()


def test_a_folder_that_is_not_there_is_told(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(WrongValueError, match="没有这个文件夹"):
        acts.ACTS["bulk_list"](desk, {"folder": str(tmp_path / "没有")})


def test_a_second_intake_waits_for_the_first(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threading.Thread, "start", lambda _thread: None)
    intakes = bulk_acts.BulkIntakes()
    intakes.begin(desk, ())
    with pytest.raises(WrongValueError, match=r"^成批收录：上一批还在收录，请等它做完。$"):
        intakes.begin(desk, ())
