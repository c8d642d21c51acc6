"""The old names of the Word functions, by path. Use `WordFile`; this module goes when `papers` does so."""

from collections.abc import Mapping
from pathlib import Path

from toolkit.core import write_whole
from toolkit.formats.pdf import to_pdf
from toolkit.formats.word.differences import Difference, differences
from toolkit.formats.word.templates import Filters, rendered, template_fields
from toolkit.formats.word.word_file import WordFile

__all__ = ["Difference", "Filters", "differences", "rendered", "template_fields", "to_pdf"]


def text_lines(path: Path) -> tuple[str, ...]:
    """Return `WordFile.lines` of the file at `path`."""
    return WordFile.open(path).lines


def unfinished(path: Path) -> tuple[str, ...]:
    """Return `WordFile.unfinished` of the file at `path`."""
    return WordFile.open(path).unfinished()


def get_draft_id(path: Path) -> str | None:
    """Return `WordFile.draft_id` of the file at `path`."""
    return WordFile.open(path).draft_id


def page_layout(path: Path) -> tuple[tuple[int, ...], ...]:
    """Return `WordFile.page_layout` of the file at `path`."""
    return WordFile.open(path).page_layout


def signature_blocks(path: Path) -> tuple[tuple[str, ...], ...]:
    """Return `WordFile.signature_blocks` of the file at `path`."""
    return WordFile.open(path).signature_blocks


def replace_mark(path: Path, marks: Mapping[str, str], target: Path) -> None:
    """Write the file at `path` with `marks` replaced to `target`."""
    write_whole(target, WordFile.open(path).with_marks_replaced(marks))
