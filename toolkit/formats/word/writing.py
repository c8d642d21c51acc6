"""Word files written from scratch: plain texts, and registers, lists and sheets made of lines and tables."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph

from toolkit.core import WrongValueError, write_whole
from toolkit.formats.word.reading import settled, text_fault

FONT = "仿宋_GB2312"
TITLE_FONT = "方正小标宋简体"
_LONG_SIDE, _SHORT_SIDE = Mm(297), Mm(210)
_MARGIN = Mm(20)
_ROW_MM, _SIGNATURE_MM = 9, 14
_TYPE_AREA_MM = 170
_CELL_POINTS = 11


@dataclass(frozen=True)
class Grid:
    """A table: its header (may be empty) and rows; `widths` in millimetres, one for each column.

    `height` is that of a row at least, in millimetres: what is written by hand needs more than type. `points` is the
    size of the type: what people take home is set larger.
    """

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]
    height: int = _ROW_MM
    points: int = _CELL_POINTS

    @property
    def texts(self) -> tuple[str, ...]:
        """The texts of all cells, header first."""
        return (*self.header, *(text for row in self.rows for text in row))


@dataclass(frozen=True)
class Picture:
    """A picture (PNG) that stands between lines and tables, `width` millimetres wide."""

    png: bytes
    width: int = _TYPE_AREA_MM


@dataclass(frozen=True)
class NewPage:
    """A new page headed `title`: what other people get or keep than those of the page before it."""

    title: str


Part = str | Grid | Picture | NewPage


def signatures(*people: str) -> Grid:
    """Return a table in which each of `people`, named by what they do (移交人), signs and writes the date."""
    width = _TYPE_AREA_MM // len(people)
    return Grid(
        tuple(f"{name}签字、日期" for name in people),
        (("",) * len(people),),
        (width,) * len(people),
        _SIGNATURE_MM,
    )


def write_plain(path: Path, title: str, paragraphs: Iterable[str]) -> None:
    """Write a Word file with a centred `title` and `paragraphs` to `path`, laid out by GB/T 9704-2012.

    The same text gives the same bytes. Raise WrongValueError when a text may not stand in a Word file.
    """
    texts = tuple(paragraphs)
    document = new_document(title, texts)
    section = document.sections[0]
    section.page_width, section.page_height = _SHORT_SIDE, _LONG_SIDE
    # GB/T 33476.2-2016: where Word's margins must lie so that the type area is that of GB/T 9704.
    section.top_margin, section.bottom_margin = Mm(34.58), Mm(32.58)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    normal = document.styles["Normal"]
    normal.paragraph_format.line_spacing = Pt(28.95)
    normal.paragraph_format.space_after = Pt(0)
    _set_language(normal.element.get_or_add_rPr())
    _add_run(_add_title_paragraph(document, Pt(16)), title, TITLE_FONT, 22)
    for text in texts:
        paragraph = document.add_paragraph()
        paragraph.paragraph_format.first_line_indent = Pt(32)
        _add_run(paragraph, text, FONT, 16)
    write_whole(path, settled(document))


def write_tables(path: Path, title: str, parts: Sequence[Part], *, wide: bool = False) -> None:
    """Write a Word file (A4; `wide`: landscape) with `title` and `parts`: lines, tables, pictures, pages in order.

    The header of a table is repeated on each page, no row breaks across pages, and what is signed below the last list
    never stands on a page without a row of it. The same content gives the same bytes. Raise WrongValueError naming the
    first text that may not stand in a Word file.
    """
    document = new_document(title, [text for part in parts for text in _texts(part)])
    section = document.sections[0]
    if wide:
        section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = (_LONG_SIDE, _SHORT_SIDE) if wide else (_SHORT_SIDE, _LONG_SIDE)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = _MARGIN
    document.styles["Normal"].paragraph_format.space_after = Pt(0)
    for number, (head, body) in enumerate(_pages(title, parts)):
        heading = _add_title_paragraph(document, Pt(12))
        heading.paragraph_format.page_break_before = True if number else None
        add_chinese_run(heading, head, TITLE_FONT, 20)
        _add_parts(document, body)
    write_whole(path, settled(document))


def _pages(title: str, parts: Sequence[Part]) -> list[tuple[str, list[str | Grid | Picture]]]:
    """Return what each page is headed, and what stands on it."""
    pages: list[tuple[str, list[str | Grid | Picture]]] = [(title, [])]
    for part in parts:
        if isinstance(part, NewPage):
            pages.append((part.title, []))
        else:
            pages[-1][1].append(part)
    return pages


def _add_parts(document: WordDocument, parts: Sequence[str | Grid | Picture]) -> None:
    """Add what stands between two new pages."""
    listed = _last_list(parts)
    for place, part in enumerate(parts):
        is_below = listed <= place < len(parts) - 1
        if isinstance(part, Grid):
            _add_grid(document, part, kept=0 if not is_below else 1 if place == listed else len(part.rows))
        elif isinstance(part, Picture):
            document.add_picture(io.BytesIO(part.png), Mm(part.width))
        else:
            line = document.add_paragraph()
            line.paragraph_format.space_before = line.paragraph_format.space_after = Pt(6)
            # What stands above a table, and its own title above that, begins no page without it.
            line.paragraph_format.keep_with_next = is_below or _is_above_table(parts[place + 1 :])
            add_chinese_run(line, part, FONT, 14)


def _is_above_table(rest: Sequence[str | Grid | Picture]) -> bool:
    return any(isinstance(part, Grid) for part in rest[:1]) or (len(rest) > 1 and isinstance(rest[1], Grid))


def _last_list(parts: Sequence[str | Grid | Picture]) -> int:
    """Return the place of the last table that says something; where there is none, that of the end."""
    full = (place for place, part in enumerate(parts) if isinstance(part, Grid) and any(map(any, part.rows)))
    return max(full, default=len(parts))


def _texts(part: Part) -> tuple[str, ...]:
    if isinstance(part, Grid):
        return part.texts
    if isinstance(part, NewPage):
        return (part.title,)
    return () if isinstance(part, Picture) else (part,)


def new_document(title: str, texts: Iterable[str]) -> WordDocument:
    """Return an empty document named `title`; raise WrongValueError if the title or one of `texts` has a fault."""
    for text in (title, *texts):
        if fault := text_fault(text):
            raise WrongValueError(field="文字", value=text[:40], why=fault)
    document = Document()
    document.settings.element.find(qn("w:themeFontLang")).set(qn("w:eastAsia"), "zh-CN")
    document.core_properties.title = title[:255]
    return document


def _add_title_paragraph(document: WordDocument, space_after: Pt) -> Paragraph:
    heading = document.add_paragraph()
    heading.alignment = WD_ALIGN_PARAGRAPH.CENTER
    heading.paragraph_format.space_after = space_after
    return heading


def _add_grid(document: WordDocument, grid: Grid, *, kept: int = 0) -> None:
    """Add `grid`, whose last `kept` rows stand on one page with what follows."""
    rows = (grid.header, *grid.rows) if grid.header else grid.rows
    table = document.add_table(rows=len(rows), cols=len(grid.widths), style="Table Grid")
    table.autofit = False
    # Word goes by the cells' widths, LibreOffice and WPS by the columns'.
    for column, width in zip(table.columns, grid.widths, strict=True):
        column.width = Mm(width)
    # Asking the table for each cell takes time that grows with the square of its rows.
    for left, row, texts in zip(range(len(rows), 0, -1), table.rows, rows, strict=True):
        is_header = texts is grid.header and bool(grid.header)
        row.height = Mm(_ROW_MM if is_header else grid.height)
        _keep_together(row, is_header=is_header)
        for cell, text, width in zip(row.cells, texts, grid.widths, strict=True):
            cell.width = Mm(width)
            cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
            add_chinese_run(cell.paragraphs[0], text, FONT, grid.points)
            cell.paragraphs[0].paragraph_format.keep_with_next = True if left <= kept else None
            if texts is grid.header:
                cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
    # Two tables that touch are one table to Word.
    document.add_paragraph().paragraph_format.keep_with_next = True if kept else None


def _keep_together(row: Any, *, is_header: bool) -> None:
    properties = row._tr.get_or_add_trPr()  # noqa: SLF001 - python-docx has no name for it
    for tag in ("w:cantSplit", *(["w:tblHeader"] if is_header else [])):
        properties.append(OxmlElement(tag))


def _add_run(paragraph: Paragraph, text: str, font: str, points: float) -> Any:
    """Add `text` to `paragraph` in `font` for every script, and return the XML of the run's properties."""
    run = paragraph.add_run(text)
    run.font.size = Pt(points)
    properties = run._r.get_or_add_rPr()  # noqa: SLF001 - python-docx has no East Asian font name
    for script in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        properties.get_or_add_rFonts().set(qn(script), font)
    return properties


def add_chinese_run(paragraph: Paragraph, text: str, font: str, points: float) -> None:
    """Add `text` to `paragraph` in `font`, marked as Chinese."""
    _set_language(_add_run(paragraph, text, font, points))


def _set_language(properties: Any) -> None:
    """Set Chinese as the East Asian language; without it Word sets commas the Japanese or Taiwanese way."""
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "en-US")
    language.set(qn("w:eastAsia"), "zh-CN")
    properties.append(language)
