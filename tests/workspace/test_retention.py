"""The centre's table is read however Excel saved it, and every wrong line is told at once."""

import datetime as dt
from pathlib import Path

import pytest

from toolkit.core.errors import MissingFileError, WrongValueError
from toolkit.workspace.retention import ends_on, period_of, read_table
from toolkit.workspace.settings import shipped


def written(folder: Path, text: str, encoding: str = "utf-8-sig") -> Path:
    path = folder / "retention.csv"
    path.write_bytes(text.encode(encoding))
    return path


def test_shipped_table_can_be_read() -> None:
    assert list(read_table(shipped("examples/retention.csv")).values()) == ["Y", "D30", "D10"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_table_is_read_however_it_was_saved(tmp_path: Path, encoding: str) -> None:
    path = written(tmp_path, "说明,类别,保管期限\r\nx,甲类,永久\r\n,,\r\nx,乙类, d10 \r\nx,丙类,30年\r\n", encoding)
    assert read_table(path) == {"甲类": "Y", "乙类": "D10", "丙类": "D30"}
    assert period_of(" 乙类 ", path) == "D10"


def test_every_wrong_line_is_told_at_once(tmp_path: Path) -> None:
    path = written(tmp_path, "类别,保管期限\n甲,D20\n,Y\n乙,Y\n乙,Y\n丙\n")
    with pytest.raises(WrongValueError) as told:
        read_table(path)
    assert all(f"第 {line} 行" in str(told.value) for line in (2, 3, 5, 6))


@pytest.mark.parametrize("text", ["", "类别,期限\n甲,Y\n"])
def test_table_without_its_headings_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(WrongValueError, match="第一行"):
        read_table(written(tmp_path, text))


def test_unknown_class_and_missing_table_are_told(tmp_path: Path) -> None:
    with pytest.raises(WrongValueError, match="里有：甲"):
        period_of("乙", written(tmp_path, "类别,保管期限\n甲,Y\n"))
    with pytest.raises(MissingFileError):
        read_table(tmp_path / "没有.csv")


def test_period_counts_from_the_year_after_formation() -> None:
    assert ends_on(2026, "D10") == dt.date(2036, 12, 31)
    assert ends_on(2026, "D30") == dt.date(2056, 12, 31)
    assert ends_on(2026, "Y") is None
