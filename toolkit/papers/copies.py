"""The frozen file of an issued paper and its copies: one text, told apart only by the mark that names the keeper."""

import hashlib
import json
from pathlib import Path

from toolkit.core import make_folder, moves, sha256_of, write_whole
from toolkit.formats.word import WordFile
from toolkit.papers.drafts import OpenedDraft
from toolkit.papers.forms import DRAFT_MARK, NUMBER_MARK
from toolkit.papers.values import holders
from toolkit.records import Copy, Finding, IssuedPaper
from toolkit.workspace import Workspace, file_name_of

_FROZEN = "定稿"


def write(
    workspace: Workspace,
    draft: OpenedDraft,
    number: str,
    folder: Path,
    *,
    corrects: str | None,
    findings: tuple[Finding, ...],
) -> tuple[IssuedPaper, Path]:
    """Write `draft`, which passed its gates, under `number` into `folder`: the frozen file and its copies.

    Return the paper, with the `findings` to be watched, and the frozen file. A paper that `corrects` another names
    it in the mark. When anything is raised, nothing is left in `folder`.
    """
    keepers = holders(draft.paper, draft.facts, workspace)
    base, replaced = file_name_of(number), _replaced(corrects)
    marks = {f"{base}.docx": f"{_FROZEN}{replaced}"}
    for n, holder in enumerate(keepers, start=1):
        mark = f"共{len(keepers)}份　第{n}份　执存：{holder}{replaced}"
        marks[f"{base}-{n}-{file_name_of(holder)}.docx"] = mark
    frozen, *files = _written(draft, number, make_folder(folder), marks)
    copies = tuple(
        Copy(holder, workspace.relative(file), sha256_of(file)) for holder, file in zip(keepers, files, strict=True)
    )
    return IssuedPaper(draft.paper, number, sha256_of(frozen), copies, findings), frozen


def _written(draft: OpenedDraft, number: str, folder: Path, marks: dict[str, str]) -> list[Path]:
    """Write a read-only file for each name of `marks`, with its mark and `number`, all of them or none."""
    files: list[Path] = []
    try:
        for name, mark in marks.items():
            content = draft.word.with_marks_replaced({NUMBER_MARK: number, DRAFT_MARK: mark})
            files.append(write_whole(folder / name, content))
            moves.make_read_only(files[-1])
    except BaseException:
        for file in files:
            moves.remove(file)
        raise
    return files


def _replaced(corrects: str | None) -> str:
    return f"（更正并代替{corrects}）" if corrects else ""


def is_issued_from(draft: OpenedDraft, file: Path, number: str, *, corrects: str | None = None) -> bool:
    """Return whether the frozen `file` of the paper `number`, which may correct another, reads as `draft` does.

    Raise MissingFileError or UnreadableFileError.
    """
    marks = {NUMBER_MARK: number, DRAFT_MARK: f"{_FROZEN}{_replaced(corrects)}"}
    text = "\n".join(draft.word.lines)
    for mark, words in marks.items():
        text = text.replace(mark, words)
    return text == "\n".join(WordFile.open(file).lines)


def origin(case: str, draft: OpenedDraft, corrects: str | None) -> str:
    """Return the hash by which the store knows the draft of a paper of `case`, 64 hexadecimal digits.

    It stands for the text of `draft` and for the paper that is to be replaced, if any.
    """
    content = json.dumps([case, draft.paper, corrects, draft.word.lines], ensure_ascii=False)
    return hashlib.sha256(content.encode()).hexdigest()
