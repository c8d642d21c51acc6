"""Word files made of a title, lines and tables: registers, hand-over lists and sheets to sign."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from toolkit.core import WrongValueError, write_whole
from toolkit.formats.word.reading import settled, text_fault

_FONT = "仿宋_GB2312"
_TITLE_FONT = "方正小标宋简体"
_LONG_SIDE, _SHORT_SIDE = Mm(297), Mm(210)
_MARGIN = Mm(20)
_ROW = Mm(9)


@dataclass(frozen=True)
class Grid:
    """A table: its header (may be empty) and rows; `widths` in millimetres, one a column."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]


def write_tables(path: Path, title: str, parts: Sequence[str | Grid], *, wide: bool = False) -> None:
    """Write a Word file (A4; `wide`: lying) with `title` and `parts`, lines of text and tables in their order.

    The header of a table is repeated on each page, and no row breaks across pages. The same content gives the same
    bytes. Raise WrongValueError naming the first text that may not stand in a Word file.
    """
    for text in (title, *(text for part in parts for text in _texts(part))):
        if fault := text_fault(text):
            raise WrongValueError(field="文字", value=text[:40], why=fault)
    document = Document()
    section = document.sections[0]
    if wide:
        section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = (_LONG_SIDE, _SHORT_SIDE) if wide else (_SHORT_SIDE, _LONG_SIDE)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = _MARGIN
    document.settings.element.find(qn("w:themeFontLang")).set(qn("w:eastAsia"), "zh-CN")
    document.styles["Normal"].paragraph_format.space_after = Pt(0)
    heading = document.add_paragraph()
    heading.alignment = WD_ALIGN_PARAGRAPH.CENTER
    heading.paragraph_format.space_after = Pt(12)
    _write(heading, title, _TITLE_FONT, 20)
    for part in parts:
        if isinstance(part, Grid):
            _add_grid(document, part)
        else:
            line = document.add_paragraph()
            line.paragraph_format.space_before = line.paragraph_format.space_after = Pt(6)
            _write(line, part, _FONT, 14)
    document.core_properties.title = title[:255]
    write_whole(path, settled(document))


def _texts(part: str | Grid) -> tuple[str, ...]:
    return (part,) if isinstance(part, str) else (*part.header, *(text for row in part.rows for text in row))


def _add_grid(document: Any, grid: Grid) -> None:
    rows = (grid.header, *grid.rows) if grid.header else grid.rows
    table = document.add_table(rows=len(rows), cols=len(grid.widths), style="Table Grid")
    table.autofit = False
    # Word goes by the cells' widths, LibreOffice and WPS by the columns'.
    for column, width in zip(table.columns, grid.widths, strict=True):
        column.width = Mm(width)
    # Asking the table for each cell takes time that grows with the square of its rows.
    for row, texts in zip(table.rows, rows, strict=True):
        row.height = _ROW
        _keep_together(row, is_header=texts is grid.header and bool(grid.header))
        for cell, text, width in zip(row.cells, texts, grid.widths, strict=True):
            cell.width = Mm(width)
            cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
            _write(cell.paragraphs[0], text, _FONT, 11)
            if texts is grid.header:
                cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
    # Two tables that touch are one to Word.
    document.add_paragraph()


def _keep_together(row: Any, *, is_header: bool) -> None:
    properties = row._tr.get_or_add_trPr()  # noqa: SLF001 - python-docx has no name for it
    for tag in ("w:cantSplit", *(["w:tblHeader"] if is_header else [])):
        properties.append(OxmlElement(tag))


def _write(paragraph: Any, text: str, font: str, points: int) -> None:
    run = paragraph.add_run(text)
    run.font.size = Pt(points)
    properties = run._r.get_or_add_rPr()  # noqa: SLF001 - python-docx has no East Asian font name
    for script in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        properties.get_or_add_rFonts().set(qn(script), font)
    # Without it Word sets commas the Japanese or Taiwanese way.
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "en-US")
    language.set(qn("w:eastAsia"), "zh-CN")
    properties.append(language)
