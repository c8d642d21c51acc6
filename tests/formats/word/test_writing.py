"""Sheets and registers in Word: everything given stands in them, headers repeat, the same content is the same file."""

from pathlib import Path

import pytest
from docx import Document

from toolkit.core.errors import WrongValueError
from toolkit.formats.word import Grid, NewPage, WordFile, signatures, write_plain, write_tables

GRID = Grid(("档号", "题名"), (("0194-LY·2026-D30-0001", "柳树湾院落夜话"), ("", "=1+1")), (60, 100))


def test_everything_given_stands_in_the_file_in_order(tmp_path: Path) -> None:
    path = tmp_path / "清 单.docx"
    write_tables(path, "移交清单", ["第一行", GRID, "移交人："], wide=True)
    document = Document(str(path))
    assert [line.text for line in document.paragraphs if line.text] == ["移交清单", "第一行", "移交人："]
    (table,) = document.tables
    assert [tuple(cell.text for cell in row.cells) for row in table.rows] == [GRID.header, *GRID.rows]
    assert [column.width.mm for column in table.columns] == pytest.approx(GRID.widths, abs=0.1)
    assert document.sections[0].page_width > document.sections[0].page_height


def test_header_repeats_and_rows_do_not_break(tmp_path: Path) -> None:
    write_tables(tmp_path / "a.docx", "表", [GRID])
    rows = Document(str(tmp_path / "a.docx")).tables[0].rows
    tags = [{child.tag.rpartition("}")[2] for child in row._tr.get_or_add_trPr()} for row in rows]
    assert [tag & {"cantSplit", "tblHeader"} for tag in tags] == [
        {"cantSplit", "tblHeader"},
        {"cantSplit"},
        {"cantSplit"},
    ]


def test_table_may_do_without_a_header(tmp_path: Path) -> None:
    write_tables(tmp_path / "a.docx", "表", [Grid((), (("档号", "x"),), (40, 100))])
    (row,) = Document(str(tmp_path / "a.docx")).tables[0].rows
    assert [cell.text for cell in row.cells] == ["档号", "x"]


def test_same_content_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a.docx", "b.docx"):
        write_tables(tmp_path / name, "表", ["行", GRID])
    assert (tmp_path / "a.docx").read_bytes() == (tmp_path / "b.docx").read_bytes()


def test_signs_that_word_cannot_hold_are_refused(tmp_path: Path) -> None:
    with pytest.raises(WrongValueError):
        write_tables(tmp_path / "a.docx", "表", [Grid(("一",), (("\x00",),), (40,))])
    assert not (tmp_path / "a.docx").exists()


def test_a_plain_file_reads_back_and_is_the_same_each_time(tmp_path: Path) -> None:
    for name in ("一.docx", "二.docx"):
        write_plain(tmp_path / name, "夜话记录", ["张三：3亩<5亩 & 是。", "第二段"])

    assert WordFile.open(tmp_path / "一.docx").lines == ("夜话记录", "张三：3亩<5亩 & 是。", "第二段")
    assert (tmp_path / "一.docx").read_bytes() == (tmp_path / "二.docx").read_bytes()


def test_a_plain_file_refuses_what_word_cannot_hold(tmp_path: Path) -> None:
    with pytest.raises(WrongValueError, match=r"控制字符 U\+0001"):
        write_plain(tmp_path / "一.docx", "题", ["坏\x01"])

    assert not (tmp_path / "一.docx").exists()


def kept(path: Path) -> tuple[list[bool], list[bool]]:
    """Return which lines outside of tables stand with the next, and which rows of tables do."""
    document = Document(str(path))
    lines = [bool(each.paragraph_format.keep_with_next) for each in document.paragraphs]
    rows = [row for table in document.tables for row in table.rows]
    return lines, [all(cell.paragraphs[0].paragraph_format.keep_with_next for cell in row.cells) for row in rows]


def test_what_is_signed_stands_on_a_page_with_the_last_row_of_the_list(tmp_path: Path) -> None:
    rows = tuple((str(n), "x") for n in range(60))
    parts = [
        "第一行",
        Grid(("一", "二"), rows, (40, 100)),
        "主持人签名：",
        signatures("移交人", "接收人"),
        "总账末条哈希",
    ]
    write_tables(tmp_path / "a.docx", "表", parts)

    lines, there = kept(tmp_path / "a.docx")

    assert there == [*[False] * 60, True, False, True], "header, 60 rows; the heads of who signs and where"
    assert lines[-4:] == [True, True, True, False], "below the list, who leads it, below who signs; the hash is last"


def test_a_list_that_nothing_follows_is_kept_with_nothing(tmp_path: Path) -> None:
    write_tables(tmp_path / "a.docx", "表", ["第一行", GRID])

    assert not any(kept(tmp_path / "a.docx")[1])


def test_what_others_keep_begins_a_page_with_a_title_of_its_own(tmp_path: Path) -> None:
    write_tables(tmp_path / "a.docx", "一", ["甲", GRID, NewPage("二"), "乙", GRID, "丙"])

    paragraphs = Document(str(tmp_path / "a.docx")).paragraphs
    breaks = [each.text for each in paragraphs if each.paragraph_format.page_break_before]
    assert breaks == ["二"]
    assert [each.text for each in paragraphs if each.text] == ["一", "甲", "二", "乙", "丙"]
