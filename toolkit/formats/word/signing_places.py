"""Where a Word file is signed and sealed, by the shape of its tables and its last lines, whoever wrote the template."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from toolkit.formats.word.blocks import ROW, blocks
from toolkit.formats.word.word_file import WordFile

_SIGN, _SEAL = re.compile("签[名字]"), "（印章）"
# What the cell to sign in may say: how one signs there.
_HINT = re.compile("(?:签[名字]|[盖印]章|[手指]印|[或按者处（）()、：:＿_])*")
_BETWEEN = re.compile(r"[\s：:]+")  # role and name
_DAY = re.compile(r"\d{4}年\d{1,2}月\d{1,2}日")
_EMPTY = re.compile(r"[年月日时分]*")
_OTHERS = ("代收人", "见证人")
# A sentence is no name of an organ.
_ORGAN = re.compile(r"[^，。；：、！？]{4,40}")
_OF_PAGE = re.compile(r"([^（）：]+)（本页签[名字]）：[＿_]+")

SEALED = "印章"  # the role of an organ
How = Literal["cell", "sealed cell", "seal", "line"]


@dataclass(frozen=True)
class SigningPlace:
    """A place to sign: its `words` without white space, and in what `role` `who` signs there.

    One signs or seals in the cell beside the words ("cell", "sealed cell"), seals over them ("seal"), or signs on the
    line that they end with, on each page ("line").
    """

    words: str
    role: str
    who: str
    how: How


def signing_places(word: WordFile) -> Iterator[SigningPlace]:
    """Give each place in `word` where somebody has to sign or a seal lies, in reading order, those of each page last.

    Whoever takes a paper for another, or is a witness to its being left behind, signs only where that happened.
    """
    head, above = _Head(), ""
    for block in blocks(word):
        cells = [_bare(cell) for cell in block.cells]
        own = next((number for number, cell in enumerate(cells) if number and _SIGN.match(cell)), 0)
        if own or block.style != ROW or len(cells) == 1:
            head = _Head(own, len(cells))
        column = head.column_of(cells)
        if not own and column and _HINT.fullmatch(cells[column]):
            yield from _of_row(block.cells[:column])
        elif _is_label(cells):
            yield SigningPlace(cells[0], "", _SIGN.split(cells[0])[0].rstrip("（(：:"), "cell")
        lines = "\n".join(block.cells).strip().split("\n") if sum(map(bool, cells)) == 1 else [""]
        for line in map(_bare, lines):
            yield from _over(above, line)
            above = line
    yield from _of_pages(word)


def _bare(text: str) -> str:
    return "".join(text.split())


@dataclass(frozen=True)
class _Head:
    """The head of a table to sign in: the `column` in which one signs, 0 where it is no such head, of its `width`."""

    column: int = 0
    width: int = 0

    def column_of(self, cells: Sequence[str]) -> int:
        """Return in which of `cells`, a row below, one signs; 0 for none. Merged cells stand left of that column."""
        return max(0, self.column + len(cells) - self.width) if self.column else 0


def _of_row(labels: Sequence[str]) -> Iterator[SigningPlace]:
    """Give the place beside `labels`, cells below a head: a role and a name, or a name with a note.

    A role alone binds nobody.
    """
    words = _bare(labels[-1])  # beside these one signs
    if not words:
        return
    whole = _bare("".join(labels))
    role, *who = filter(None, _BETWEEN.split(" ".join(labels)))
    if whole.endswith(_SEAL):
        yield SigningPlace(words, SEALED, whole.removesuffix(_SEAL), "sealed cell")
    elif who:
        yield SigningPlace(words, role, "".join(who), "cell")
    elif "（" in whole:
        yield SigningPlace(words, "", whole.partition("（")[0], "cell")


def _is_label(cells: list[str]) -> bool:
    """Return whether the cells of a row are the words of who signs and the empty cell to sign in."""
    label, *rest = cells
    empty = len(rest) == 1 and _EMPTY.fullmatch(rest[0]) is not None
    return empty and _SIGN.search(label) is not None and not any(other in label for other in _OTHERS)


def _over(above: str, line: str) -> Iterator[SigningPlace]:
    """Give the seal over the name of an organ, the line `above`, and the day below it."""
    organ = above.removesuffix(_SEAL)
    if _DAY.fullmatch(line) and _ORGAN.fullmatch(organ):
        yield SigningPlace(above + line, SEALED, organ, "seal")


def _of_pages(word: WordFile) -> Iterator[SigningPlace]:
    """Give the lines at the foot of every page of which somebody signs each."""
    lines = [_bare(line) for part, lines in word.lines_by_part() if part == "footer" for line in lines]
    for line in dict.fromkeys(lines):
        if match := _OF_PAGE.fullmatch(line):
            yield SigningPlace(line, "", f"{match[1]}（本页）", "line")
