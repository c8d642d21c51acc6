"""A Word file parsed once: its text, its properties, everything hidden in it, and its marks replaced."""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from docx.shared import Mm

from toolkit.core import MissingMarkError, WrongValueError, open_to_read
from toolkit.formats.word import reading
from toolkit.formats.word.dangers import dangers

_PROPERTIES = ("title", "subject", "author", "last_modified_by", "category", "keywords", "comments", "identifier")
_LAYOUT = ("page_width", "page_height", "top_margin", "bottom_margin", "left_margin", "right_margin")
_XML_SPACE = qn("xml:space")


@dataclass(frozen=True)
class WordFile:
    """A parsed Word file, never changed; `path` names it in errors, `sha256` is the hash of its bytes."""

    path: Path
    document: WordDocument
    sha256: str

    @classmethod
    def open(cls, path: Path) -> "WordFile":
        """Return the Word file at `path`; raise MissingFileError or UnreadableFileError."""
        with open_to_read(path) as file:
            return cls.of(file.read(), path)

    @classmethod
    def of(cls, content: bytes, path: Path) -> "WordFile":
        """Return the Word file whose bytes are `content`; raise UnreadableFileError naming `path`."""
        return cls(path, reading.load_word(content, path), hashlib.sha256(content).hexdigest())

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """Every line that a reader sees, in reading order, empty lines left out.

        Headers first, then body and tables, footers, footnotes, endnotes, comments. A header that the file holds for
        odd and for even pages counts once. Deleted (tracked) and hidden text, page numbers and automatic list numbers
        are not among the lines; see `unfinished` for hidden text.
        """
        return reading.lines_of(self.document)

    def lines_by_part(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Yield (place, lines) of each part with text, empty lines too; place is "body", "header", "footnotes" …."""
        return reading.lines_by_part(self.document)

    @property
    def properties(self) -> dict[str, str]:
        """The core properties that hold text, by name."""
        core = self.document.core_properties
        return {name: text for name in _PROPERTIES if (text := str(getattr(core, name)))}

    @property
    def draft_id(self) -> str | None:
        """The draft id in the core property `identifier`, which Word and LibreOffice keep; None without one."""
        return self.document.core_properties.identifier or None

    @property
    def page_layout(self) -> tuple[tuple[int, ...], ...]:
        """Width, height and the four margins of each section, in whole millimetres."""
        return tuple(
            tuple(round((getattr(section, name) or Mm(0)).mm) for name in _LAYOUT) for section in self.document.sections
        )

    @property
    def signature_blocks(self) -> tuple[tuple[str, ...], ...]:
        """The lines of each block of signatures and seals, with the paragraph before it.

        A block is a part that the templates keep together: tables to sign in, and the organ with its date (style 落款).
        """
        return reading.signature_blocks(self.document)

    def editing_marks(self) -> tuple[str, ...]:
        """Return, in Chinese, the traces of editing: tracked changes, comments, hidden text."""
        return tuple(reading.editing_marks(self.document))

    @cached_property
    def unfinished(self) -> tuple[str, ...]:
        """Everything that must not leave the office, in Chinese, each once.

        Tracked changes, comments, hidden text, template tags, properties with text, programs, and external content.
        """
        document = self.document
        faults = (*reading.leftovers(document), *reading.telling_properties(document), *dangers(document))
        return tuple(dict.fromkeys((*self.editing_marks(), *faults)))

    def with_marks_replaced(self, marks: Mapping[str, str]) -> bytes:
        """Return the bytes of a file like this one with each mark of `marks` replaced by its text, wherever it stands.

        A mark that Word or WPS has split into several runs is found too; the new text takes the format of the mark's
        first character. The same replacement gives the same bytes, and this object stays as it is.
        Raise MissingMarkError naming all marks that are absent, WrongValueError when a new text may not stand in a
        paper.
        """
        for mark, text in marks.items():
            if fault := reading.text_fault(text):
                raise WrongValueError(field=mark, value=text, why=fault)
        paragraphs = [paragraph for _, root in reading.roots(self.document) for paragraph in reading.paragraphs(root)]
        runs = [[leaf for leaf in reading.leaves(each) if leaf.tag == qn("w:t")] for each in paragraphs]
        before = [(run, run.text, run.get(_XML_SPACE)) for of_paragraph in runs for run in of_paragraph]
        try:
            missing = [mark for mark, text in marks.items() if not sum(_replace(each, mark, text) for each in runs)]
            if missing:
                raise MissingMarkError(path=self.path, marks="、".join(missing))
            return reading.settled(self.document)
        finally:
            for run, text, space in before:
                _restore(run, text, space)


def _replace(runs: Sequence[Any], mark: str, text: str) -> int:
    """Replace `mark` in the text `runs` of one paragraph; return how often it stood there."""
    joined = "".join(run.text or "" for run in runs)
    starts = [match.start() for match in re.finditer(re.escape(mark), joined)]
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
            run.set(_XML_SPACE, "preserve")
        position += len(old)


def _restore(run: Any, text: str | None, space: str | None) -> None:
    if run.text == text and run.get(_XML_SPACE) == space:
        return
    run.text = text
    if space is None:
        run.attrib.pop(_XML_SPACE, None)
    else:
        run.set(_XML_SPACE, space)
