"""A spreadsheet gives a draft a row; a bad row is told and stops nothing."""

import datetime as dt
from pathlib import Path

import pytest

from toolkit.core.errors import WrongValueError
from toolkit.formats import excel
from toolkit.formats.word import WordFile
from toolkit.papers import batches, forms
from toolkit.papers.batches import BatchRow
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


NOTICE = forms.example("acceptance_notice")


def notices(desk: Desk, tmp_path: Path, header: tuple[str, ...], *rows: tuple[object, ...]) -> tuple[BatchRow, ...]:
    """Fill a batch of acceptance notices."""
    return batches.fill(desk, "acceptance_notice", NOTICE, table(tmp_path, header, *rows), tmp_path / "出")


def test_an_empty_addressee_is_never_that_of_the_base(desk: Desk, tmp_path: Path) -> None:
    header = ("case", "petitioner.name", "petitioner.address")
    rows = notices(
        desk,
        tmp_path,
        header,
        ("案2026-0101", None, "青石镇柳树湾村一组"),
        ("案2026-0102", "钱秀兰", "  "),
        (None, "钱秀兰", "青石镇柳树湾村一组"),
        ("案2026-0103", "同底稿", "同底稿"),
    )

    assert ["空着" in (row.fault or "") for row in rows] == [True, True, True, False]
    assert "同底稿" in str(rows[0].fault)
    assert rows[3].file
    assert NOTICE["petitioner"]["name"] in "\n".join(WordFile.open(rows[3].file).lines)


def test_a_detail_of_another_person_is_warned_of(desk: Desk, tmp_path: Path) -> None:
    rows = notices(desk, tmp_path, ("case", "petitioner.name"), ("案2026-0101", "钱秀兰"))

    assert rows[0].file
    assert any("住址" in warning and "请核对" in warning for warning in rows[0].warnings)


def test_a_case_given_twice_is_told(desk: Desk, tmp_path: Path) -> None:
    header = ("case", "petitioner.name", "petitioner.address")
    same = ("案2026-0101", "钱秀兰", "青石镇柳树湾村一组")
    rows = notices(desk, tmp_path, header, same, ("案2026-0102", *same[1:]), same)

    assert [bool(row.fault) for row in rows] == [True, False, True]
    assert "第 4 行相同" in str(rows[0].fault)


def test_warnings_reach_the_report(desk: Desk, tmp_path: Path) -> None:
    rows = notices(desk, tmp_path, ("case", "petitioner.name"), ("案2026-0101", "钱秀兰"))

    report = excel.read_rows(tmp_path / "出" / "出文书结果.xlsx")
    assert report[0][4] == "提醒"
    assert report[1][4] == "；".join(rows[0].warnings) != ""
