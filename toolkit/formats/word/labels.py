"""Cards of one size on A4 sheets to be cut, each with a few lines and perhaps a picture, as a Word file."""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import Any

from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_ROW_HEIGHT_RULE
from docx.image.exceptions import InvalidImageStreamError, UnexpectedEndOfFileError, UnrecognizedImageError
from docx.image.image import Image
from docx.shared import Mm, Pt

from toolkit.core import write_whole
from toolkit.formats.word.reading import settled
from toolkit.formats.word.writing import FONT, TITLE_FONT, add_chinese_run, new_document

_COLUMNS, _ROWS = 2, 5
_WIDTH, _HEIGHT = 90, 54
_PAGE = (210, 297)
_PICTURE, _SMALL_PICTURE, _PORTRAIT = 26, 23, 24
_BESIDE = 28  # a picture with its margin
_INDENT = 2
_LARGE, _SMALL = 13, 8.5
PER_PAGE = _COLUMNS * _ROWS


@dataclass(frozen=True)
class Label:
    """One card: a heading, the lines below it, and at its right a PNG picture or none, with a portrait above it."""

    heading: str
    lines: tuple[str, ...]
    picture: bytes | None = None
    portrait: bytes | None = None


def is_picture(data: bytes) -> bool:
    """Return whether `data` is a picture (JPEG, PNG, GIF, BMP, TIFF) that a Word file can show."""
    try:
        Image.from_blob(data)
    except (InvalidImageStreamError, UnexpectedEndOfFileError, UnrecognizedImageError):
        return False
    return True


def write_labels(path: Path, title: str, labels: Sequence[Label | None]) -> None:
    """Write `labels` of 90 by 54 mm to the Word file `path`, ten on a page; a place stays empty for None.

    Raise WrongValueError naming the first text that may not stand in a Word file.
    """
    document = new_document(title, [text for label in labels if label for text in (label.heading, *label.lines)])
    section = document.sections[0]
    section.page_width, section.page_height = Mm(_PAGE[0]), Mm(_PAGE[1])
    section.left_margin = section.right_margin = Mm((_PAGE[0] - _COLUMNS * _WIDTH) / 2)
    section.top_margin = section.bottom_margin = Mm((_PAGE[1] - _ROWS * _HEIGHT) / 2 - 1)
    document.styles["Normal"].paragraph_format.space_after = Pt(0)
    rows = list(zip_longest(*[iter(labels)] * _COLUMNS))
    table = document.add_table(rows=len(rows), cols=_COLUMNS, style="Table Grid")
    table.autofit = False
    for column in table.columns:
        column.width = Mm(_WIDTH)
    for row, pair in zip(table.rows, rows, strict=True):
        row.height, row.height_rule = Mm(_HEIGHT), WD_ROW_HEIGHT_RULE.EXACTLY
        for cell, label in zip(row.cells, pair, strict=True):
            cell.width = Mm(_WIDTH)
            if label is not None:
                _fill(cell, label)
    write_whole(path, settled(document))


def _fill(cell: Any, label: Label) -> None:
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    if label.picture is None:
        _write(cell, label)
        return
    _shrink(cell.paragraphs[0])
    beside = cell.add_table(rows=1, cols=2)
    beside.autofit = False
    words, picture = beside.rows[0].cells
    words.width, picture.width = Mm(_WIDTH - _BESIDE - 4), Mm(_BESIDE)
    for column, width in zip(beside.columns, (_WIDTH - _BESIDE - 4, _BESIDE), strict=True):
        column.width = Mm(width)
    _write(words, label)
    picture.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    if label.portrait is not None:
        above = picture.paragraphs[0]
        above.add_run().add_picture(io.BytesIO(label.portrait), height=Mm(_PORTRAIT))
        _show(picture.add_paragraph(), label.picture, _SMALL_PICTURE)
    else:
        _show(picture.paragraphs[0], label.picture, _PICTURE)
    # Word wants a paragraph after a table in a cell.
    _shrink(cell.add_paragraph())


def _show(paragraph: Any, picture: bytes, width: float) -> None:
    paragraph.add_run().add_picture(io.BytesIO(picture), width=Mm(width))


def _write(cell: Any, label: Label) -> None:
    first, *others = _paragraphs(cell, 1 + len(label.lines))
    for paragraph in (first, *others):
        paragraph.paragraph_format.left_indent = Mm(_INDENT)
    add_chinese_run(first, label.heading, TITLE_FONT, _LARGE)
    for paragraph, line in zip(others, label.lines, strict=True):
        add_chinese_run(paragraph, line, FONT, _SMALL)


def _paragraphs(cell: Any, count: int) -> Iterator[Any]:
    """Give `count` paragraphs of `cell`, the one that it has among them."""
    yield cell.paragraphs[-1]
    for _ in range(count - 1):
        yield cell.add_paragraph()


def _shrink(paragraph: Any) -> None:
    paragraph.paragraph_format.line_spacing = Pt(1)
