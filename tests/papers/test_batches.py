"""A spreadsheet gives a draft a row; a bad row is told and stops nothing."""

import datetime as dt
from pathlib import Path

import pytest

from toolkit.core.errors import WrongValueError
from toolkit.formats import excel
from toolkit.formats.word import WordFile
from toolkit.papers import batches, forms
from toolkit.workspace.desk import Desk

BASE = forms.example("follow_up_record")


def table(tmp_path: Path, header: tuple[str, ...], *rows: tuple[object, ...]) -> Path:
    """Write a spreadsheet of `rows` and return it."""
    excel.write_rows(tmp_path / "回访 表.xlsx", header, rows)  # type: ignore[arg-type]  # what people type
    return tmp_path / "回访 表.xlsx"


def test_one_bad_row_does_not_stop_the_rest(desk: Desk, tmp_path: Path) -> None:
    header = ("case", "parties.0.name", "date", "how")
    path = table(
        tmp_path,
        header,
        ("案2026-0011", "甲某", dt.date(2026, 11, 17), None),
        ("案2026-0012", "乙某", "2026-10-01", "电话"),
        ("案2026-0013", "丙某", "2026-11-18", "电话"),
    )

    rows = batches.fill(desk, "follow_up_record", BASE, path, tmp_path / "出")

    assert [(row.number, row.case, bool(row.file)) for row in rows] == [
        (2, "案2026-0011", True),
        (3, "案2026-0012", False),
        (4, "案2026-0013", True),
    ]
    assert rows[0].file is not None
    text = "\n".join(WordFile.open(rows[0].file).lines)
    assert all(words in text for words in ("甲某", "2026年11月17日", "上门"))
    assert "早于协议日期" in str(rows[1].fault)
    report = excel.read_rows(tmp_path / "出" / "出文书结果.xlsx")
    assert [bool(line[3]) for line in report[1:]] == [False, True, False]


def test_a_column_that_the_facts_do_not_have_is_refused_before_anything_is_written(desk: Desk, tmp_path: Path) -> None:
    path = table(tmp_path, ("case", "parties.7.name", "姓名"), ("案2026-0011", "甲某", "乙某"))

    with pytest.raises(WrongValueError, match=r"parties\.7\.name、姓名"):
        batches.fill(desk, "follow_up_record", BASE, path, tmp_path / "出")

    assert not (tmp_path / "出").exists()
