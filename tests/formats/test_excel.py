"""Tables in Excel files: what was written is read back, and nothing becomes a formula."""

import datetime as dt
import io
import re
import tempfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from toolkit.core.errors import MissingFileError, UnreadableFileError, WrongValueError
from toolkit.formats import excel

texts = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff"), min_size=1, max_size=30
)
values = st.one_of(texts, st.integers(-(10**9), 10**9), st.dates(dt.date(1901, 1, 1), dt.date(2100, 1, 1)), st.none())


rows_with_text = st.tuples(values, texts, values)  # an empty row at the end would not be a row


@settings(max_examples=40, deadline=None)
@given(rows=st.lists(rows_with_text, max_size=5))
def test_rows_read_back_as_they_were_written(rows: list[tuple[excel.Value, ...]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "台账 一.xlsx"
        excel.write_rows(path, ("甲", "乙", "丙"), rows)

        assert excel.read_rows(path) == (("甲", "乙", "丙"), *rows)


@pytest.mark.parametrize("text", ["=1+1", "+86 138", "-5", "@SUM(A1)", "\t=1", '=HYPERLINK("http://x")', "＝1", "\n=1"])
def test_text_that_looks_like_a_formula_stays_text(text: str, tmp_path: Path) -> None:
    path = tmp_path / "表.xlsx"
    excel.write_rows(path, ("说的话",), [(text,)])

    cell = load_workbook(path).worksheets[0]["A2"]

    assert (cell.data_type, cell.value, cell.quotePrefix) == ("s", text, True)


@pytest.mark.parametrize("text", ["_x000D_", "a_x0041_b", "_x005F_x0041_", "x_y"])
def test_text_that_excel_would_unescape_reads_back(text: str, tmp_path: Path) -> None:
    excel.write_rows(tmp_path / "表.xlsx", ("文字",), [(text,)])

    assert excel.read_rows(tmp_path / "表.xlsx")[1] == (text,)


def test_all_cells_excel_cannot_hold_are_named(tmp_path: Path) -> None:
    rows = [("好", "坏\x0b"), ("长" * 40_000, "好")]

    with pytest.raises(WrongValueError, match=r"B2 含有表格不允许的控制字符 U\+000B；A3 有 40000 个字"):
        excel.write_rows(tmp_path / "表.xlsx", ("甲", "乙"), rows)

    assert not (tmp_path / "表.xlsx").exists()


def test_a_formula_in_a_foreign_file_is_refused_by_name(tmp_path: Path) -> None:
    book = Workbook()
    book.active["B2"] = "=1+1"
    book.save(tmp_path / "别人的.xlsx")

    with pytest.raises(WrongValueError, match="B2不能写成“公式”"):
        excel.read_rows(tmp_path / "别人的.xlsx")


def test_a_file_that_is_no_excel_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "假的.xlsx").write_bytes(b"not a zip")

    with pytest.raises(UnreadableFileError, match="不是完好的 Excel 文件"):
        excel.read_rows(tmp_path / "假的.xlsx")
    with pytest.raises(MissingFileError, match="找不到文件"):
        excel.read_rows(tmp_path / "没有.xlsx")


def _with_rows(path: Path, rows: str) -> Path:
    """Write an Excel file whose sheet holds the XML `rows`, however many, without building them in memory twice."""
    book = io.BytesIO()
    made = Workbook()
    made.active["A1"] = "甲"
    made.save(book)
    with zipfile.ZipFile(book) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "xl/worksheets/sheet1.xml":
                content = re.sub(rb"<sheetData>.*</sheetData>", f"<sheetData>{rows}</sheetData>".encode(), content)
            target.writestr(name, content)
    return path


@pytest.mark.parametrize(
    "rows",
    [
        "<row><c><v>1</v></c></row>" * 1_000_000,
        '<row r="1048576"><c r="A1048576"><v>1</v></c></row>',
        '<row r="1"><c r="XFD1"><v>1</v></c></row>',
    ],
    ids=["a million rows", "the last row", "the last column"],
)
def test_a_table_without_end_is_refused(tmp_path: Path, rows: str) -> None:
    path = _with_rows(tmp_path / "大.xlsx", rows)
    with pytest.raises(UnreadableFileError, match="20000 行"):
        excel.read_rows(path)


def test_a_table_is_read_whole_whatever_size_its_file_declares(tmp_path: Path) -> None:
    path = _with_rows(
        tmp_path / "表.xlsx", '<row r="1"><c r="A1"><v>1</v></c></row><row r="3"><c r="B3"><v>2</v></c></row>'
    )
    assert excel.read_rows(path) == ((1, None), (None, None), (None, 2))


def test_a_table_that_would_swell_is_not_opened(tmp_path: Path) -> None:
    path = _with_rows(tmp_path / "弹.xlsx", " " * 70_000_000)
    with pytest.raises(UnreadableFileError, match="表太大"):
        excel.read_rows(path)
