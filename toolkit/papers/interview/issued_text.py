"""The text of an issued paper with the fields that its lines are from, also where somebody edited the draft in Word."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from pathlib import Path

from toolkit.formats.word import Block, WordFile, blocks
from toolkit.papers.interview.preview import Piece, Preview, Section, kind_of


def as_issued(shown: Preview, file: Path) -> Preview:
    """Return how the issued paper at `file` reads; `shown` is the same paper filled from its facts.

    A line that reads otherwise leads to the first field of the line in its place. Raise MissingFileError or
    UnreadableFileError.
    """
    issued = list(blocks(WordFile.open(file)))
    return replace(shown, sections=tuple(_aligned(shown.sections, issued)))


def _aligned(sections: Sequence[Section], issued: Sequence[Block]) -> Iterator[Section]:
    texts = [tuple(_text(cell) for cell in section.cells) for section in sections]
    matching = SequenceMatcher(None, texts, [block.cells for block in issued], autojunk=False)
    for _, start, end, first, last in matching.get_opcodes():
        pairs_up = end - start == last - first
        for position, block in enumerate(issued[first:last]):
            yield _carried(sections[start + position] if pairs_up else None, block)


def _carried(section: Section | None, block: Block) -> Section:
    """Return `block` with the fields of `section` where it has as many cells."""
    cells = section.cells if section and len(section.cells) == len(block.cells) else ((),) * len(block.cells)
    return Section(kind_of(block), tuple(_cell(pieces, text) for pieces, text in zip(cells, block.cells, strict=True)))


def _cell(pieces: tuple[Piece, ...], text: str) -> tuple[Piece, ...]:
    if _text(pieces) == text:
        return pieces
    return (Piece(text, next((piece.field for piece in pieces if piece.field), "")),)


def _text(pieces: Sequence[Piece]) -> str:
    return "".join(piece.text for piece in pieces)
