"""The body of a Word file as blocks that a screen can show: paragraphs by style, and the rows of tables."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from docx.oxml.ns import qn

from toolkit.formats.word.reading import paragraph_text
from toolkit.formats.word.word_file import WordFile

ROW = "表格行"


@dataclass(frozen=True)
class Block:
    """A paragraph with the name of its style, "" for the usual one; or a row (style ROW) with the text of each cell."""

    style: str
    cells: tuple[str, ...]


def blocks(word: WordFile) -> Iterator[Block]:
    """Yield the blocks of the body of `word` in reading order, empty paragraphs left out."""
    names = {style.style_id: style.name for style in word.document.styles}
    for child in word.document.element.body:
        if child.tag == qn("w:p"):
            text = paragraph_text(child)
            if text.strip():
                yield Block(_style(child, names), (text,))
        elif child.tag == qn("w:tbl"):
            yield from (Block(ROW, _cells(row)) for row in child.iter(qn("w:tr")))


def _style(paragraph: Any, names: dict[str, str]) -> str:
    style = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
    return names.get(style.get(qn("w:val")), "") if style is not None else ""


def _cells(row: Any) -> tuple[str, ...]:
    cells = row.iter(qn("w:tc"))
    return tuple("\n".join(paragraph_text(each) for each in cell.iter(qn("w:p"))).strip() for cell in cells)
