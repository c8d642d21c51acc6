"""Word files, the one door: rendered strictly, read back, marked, compared, written plainly, turned to PDF."""

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph

from toolkit.core import MissingMarkError, WrongValueError, write_whole
from toolkit.formats.pdf import office_program, to_pdf
from toolkit.formats.word.reading import (
    leaves,
    open_word,
    paragraphs,
    properties,
    roots,
    settled,
    signature_blocks,
    text_fault,
    text_lines,
    unfinished,
)
from toolkit.formats.word.templates import Filters, render, rendered, template_fields

__all__ = [
    "Difference",
    "Filters",
    "differences",
    "get_draft_id",
    "office_program",
    "page_layout",
    "properties",
    "render",
    "rendered",
    "replace_mark",
    "set_draft_id",
    "signature_blocks",
    "template_fields",
    "text_fault",
    "text_lines",
    "to_pdf",
    "unfinished",
    "with_marks_replaced",
    "write_plain",
]

_ALIKE = 0.5


def replace_mark(path: Path, marks: Mapping[str, str], target: Path) -> None:
    """Write to `target` the Word file at `path` with each mark of `marks` replaced by its text, wherever it stands.

    A mark that Word or WPS has split into several runs is found too; the new text takes the format of the mark's
    first character. Raise MissingMarkError naming all marks that are not there, WrongValueError when a new text may
    not stand in a paper, MissingFileError or UnreadableFileError.
    """
    write_whole(target, with_marks_replaced(open_word(path), marks, path))


def with_marks_replaced(document: WordDocument, marks: Mapping[str, str], path: Path) -> bytes:
    """Return the bytes of `document`, which was read from `path`, with each mark of `marks` replaced by its text.

    The text of `document` is as before afterwards. Raise MissingMarkError or WrongValueError, as `replace_mark` does.
    """
    for mark, text in marks.items():
        if fault := text_fault(text):
            raise WrongValueError(field=mark, value=text, why=fault)
    places = [paragraph for _, root in roots(document) for paragraph in paragraphs(root)]
    before = [(leaf, leaf.text) for place in places for leaf in leaves(place) if leaf.tag == qn("w:t")]
    try:
        missing = [mark for mark, text in marks.items() if not sum(_replace(place, mark, text) for place in places)]
        if missing:
            raise MissingMarkError(path=path, marks="、".join(missing))
        return settled(document)
    finally:
        for leaf, text in before:
            leaf.text = text


def _replace(paragraph: Any, mark: str, text: str) -> int:
    """Replace `mark` in the runs of `paragraph`; return how often it stood there."""
    runs = [leaf for leaf in leaves(paragraph) if leaf.tag == qn("w:t")]
    joined = "".join(run.text or "" for run in runs)
    starts = [found.start() for found in re.finditer(re.escape(mark), joined)]
    for start in reversed(starts):  # from the end, so that the places before it stay true
        _splice(runs, start, start + len(mark), text)
    return len(starts)


def _splice(runs: Sequence[Any], start: int, end: int, text: str) -> None:
    position = 0
    for run in runs:
        old = run.text or ""
        low, high = max(start - position, 0), max(end - position, 0)
        if low < len(old) and high:
            run.text = old[:low] + (text if position <= start else "") + old[high:]
            run.set(qn("xml:space"), "preserve")
        position += len(old)


def get_draft_id(path: Path) -> str | None:
    """Return the draft id that the Word file at `path` carries in its core property `identifier`, or None.

    Raise MissingFileError or UnreadableFileError.
    """
    return open_word(path).core_properties.identifier or None


def page_layout(path: Path) -> tuple[tuple[int, ...], ...]:
    """Return, section by section, width, height and the four margins of the Word file at `path`, in whole mm.

    Raise MissingFileError or UnreadableFileError.
    """
    names = ("page_width", "page_height", "top_margin", "bottom_margin", "left_margin", "right_margin")
    return tuple(
        tuple(round((getattr(section, name) or Mm(0)).mm) for name in names) for section in open_word(path).sections
    )


def set_draft_id(path: Path, draft_id: str) -> None:
    """Put `draft_id` (at most 255 characters) into the core properties of the Word file at `path`.

    It stands in `identifier`, which Word and LibreOffice keep when they save.
    Raise MissingFileError or UnreadableFileError.
    """
    document = open_word(path)
    document.core_properties.identifier = draft_id
    write_whole(path, settled(document))


@dataclass(frozen=True)
class Difference:
    """One line that differs; `old` is None for an added line, `new` for a removed one."""

    kind: Literal["added", "removed", "changed"]
    old: str | None
    new: str | None


def differences(before: Sequence[str], after: Sequence[str]) -> tuple[Difference, ...]:
    """Return what differs between two versions' lines (see `text_lines`), in the order of the text.

    Two lines count as one changed line when more than half of their characters agree.
    """
    found: list[Difference] = []
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    for kind, low, high, new_low, new_high in matcher.get_opcodes():
        if kind != "equal":
            found += _pairs(list(before[low:high]), after[new_low:new_high])
    return tuple(found)


def _pairs(old: list[str], new: Sequence[str]) -> Iterator[Difference]:
    for line in new:
        like = next((n for n, was in enumerate(old) if _alike(was, line)), None)
        if like is None:
            yield Difference("added", None, line)
            continue
        yield from (Difference("removed", gone, None) for gone in old[:like])
        yield Difference("changed", old[like], line)
        del old[: like + 1]
    yield from (Difference("removed", gone, None) for gone in old)


def _alike(one: str, other: str) -> bool:
    return difflib.SequenceMatcher(None, one, other, autojunk=False).ratio() > _ALIKE


def write_plain(path: Path, title: str, paragraphs: Iterable[str]) -> None:
    """Write a Word file with a centred `title` and `paragraphs` to `path`, laid out by GB/T 9704-2012.

    The same text gives the same bytes. Raise WrongValueError when a text may not stand in a Word file.
    """
    texts = [title, *paragraphs]
    for text in texts:
        if fault := text_fault(text):
            raise WrongValueError(field="文字", value=text[:40], why=fault)
    document = Document()
    _lay_out(document)
    heading = document.add_paragraph()
    heading.alignment = WD_ALIGN_PARAGRAPH.CENTER
    heading.paragraph_format.space_after = Pt(16)
    _write_run(heading, title, "方正小标宋简体", 22)
    for text in texts[1:]:
        paragraph = document.add_paragraph()
        paragraph.paragraph_format.first_line_indent = Pt(32)
        _write_run(paragraph, text, "仿宋_GB2312", 16)
    document.core_properties.title = title[:255]
    write_whole(path, settled(document))


def _lay_out(document: WordDocument) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    # GB/T 33476.2-2016: where Word's margins must lie so that the type area is that of GB/T 9704.
    section.top_margin, section.bottom_margin = Mm(34.58), Mm(32.58)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    document.settings.element.find(qn("w:themeFontLang")).set(qn("w:eastAsia"), "zh-CN")
    normal = document.styles["Normal"]
    normal.paragraph_format.line_spacing = Pt(28.95)
    normal.paragraph_format.space_after = Pt(0)
    _speak_chinese(normal.element.get_or_add_rPr())


def _speak_chinese(properties: Any) -> None:
    # Without it Word sets commas the Japanese or Taiwanese way.
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "en-US")
    language.set(qn("w:eastAsia"), "zh-CN")
    properties.append(language)


def _write_run(paragraph: Paragraph, text: str, font: str, points: int) -> None:
    run = paragraph.add_run(text)
    run.font.size = Pt(points)
    fonts = run._r.get_or_add_rPr().get_or_add_rFonts()  # noqa: SLF001 - python-docx has no East Asian font name
    for script in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        fonts.set(qn(script), font)
