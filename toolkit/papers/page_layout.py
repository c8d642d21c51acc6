"""Check of the PDF of a paper: signatures and seal share a page with the end of the text."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from toolkit.formats import pdf
from toolkit.formats.word import WordFile
from toolkit.papers.rules.base import warning
from toolkit.records import Finding

_RULE = "R29"
_BASIS = "GB/T 9704—2012：印章、签名与正文同处一面"
_REMEDY = "请在 Word 或 WPS 里增减前面的空行或者文字，使签名、印章和正文的末段在同一页。"


def check(paper: Path, page: Path) -> tuple[Finding, ...]:
    """Return a warning for each block of signatures in the Word file `paper` that its PDF `page` splits.

    Raise MissingFileError or UnreadableFileError.
    """
    return split_blocks(WordFile.open(paper).signature_blocks, pdf.page_texts(page))


def split_blocks(blocks: Iterable[tuple[str, ...]], pages: tuple[str, ...]) -> tuple[Finding, ...]:
    """Return a warning for each of `blocks` (lines of signatures, the paragraph above first) that `pages` split."""
    return tuple(finding for block in blocks for finding in _parted(block, pages))


def _parted(block: tuple[str, ...], pages: tuple[str, ...]) -> Iterator[Finding]:
    """Yield a warning when no page holds all lines of `block` and the end of the paragraph above it."""
    lines = [_end(block[0]), *("".join(line.split()) for line in block[1:])]
    if any(all(line in page for line in lines) for page in pages):
        return
    places = [str(n) for n, page in enumerate(pages, start=1) if any(line in page for line in lines[1:])]
    yield warning(_RULE, "", f"签名盖章的部分没有和正文在同一页（第 {'、'.join(places)} 页）。", _REMEDY, _BASIS)


def _end(text: str) -> str:
    # A page may begin in the middle of the paragraph above: what counts is that it is not left alone.
    return "".join(text.split())[-8:]
