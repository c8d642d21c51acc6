"""The review list of possible identifiers left in a text for publication, and the preview of that text.

A person ticks in the list which words may stay. List and preview hold identifying words, and so their file names say
that they are not released.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from toolkit.core import WrongValueError, make_folder, refuse_existing
from toolkit.formats import read_rows, write_rows
from toolkit.formats.word import write_tables

EVERYWHERE = "全文"
PREVIEW = "预览（未放行，不得外传）.docx"
LIST = "待核对清单（未放行，不得外传）.xlsx"
_ALLOWED = "可以公开就打√"
_HEADINGS = ("位置", "像什么", "原文", _ALLOWED)
_NO = {"", "否", "不", "不可以", "×", "x", "X", "n", "no", "0"}


@dataclass(frozen=True)
class Residue:
    """A possible identifier left in a text: its place, its kind in Chinese, and the words."""

    where: str
    what: str
    words: str


@dataclass(frozen=True)
class Published:
    """The files written, the residues for a person to review, and whether the text was released."""

    files: tuple[Path, ...]
    residues: tuple[Residue, ...]
    released: bool


def write_preview(
    title: str, lines: Sequence[tuple[str, str]], residues: tuple[Residue, ...], folder: Path, *, replace: bool
) -> Published:
    """Write the text, marked as not released, and the list of its `residues` into `folder`.

    Raise AlreadyThereError when a list, perhaps already ticked, is there, unless `replace`.
    """
    make_folder(folder)
    word, excel = folder / PREVIEW, folder / LIST
    refuse_existing(word, excel, replace=replace)
    notice = f"未放行，不得外传。下面的文字还有 {len(residues)} 处可能认得出是谁，请对照《{LIST}》逐处核对。"
    write_tables(word, f"（未放行）{title}", [notice, *(f"[{when}] {text}" for when, text in lines)])
    write_rows(excel, _HEADINGS, [(each.where, each.what, each.words, "") for each in residues], "待核对")
    return Published((word, excel), residues, released=False)


def allowed(folder: Path) -> frozenset[tuple[str, str]]:
    """Return the (place, words) ticked in the list in `folder`; empty without a list.

    Raise WrongValueError when the list has other columns, or UnreadableFileError.
    """
    path = folder / LIST
    if not path.is_file():
        return frozenset()
    rows = read_rows(path)
    if not rows or rows[0][: len(_HEADINGS)] != _HEADINGS:
        raise WrongValueError(field=path.name, value="表头", why=f"第一行要有 {'、'.join(_HEADINGS)}，请不要改动")
    cells = (tuple("" if cell is None else str(cell).strip() for cell in row[: len(_HEADINGS)]) for row in rows[1:])
    return frozenset((where, words) for where, _, words, tick in cells if tick not in _NO)
