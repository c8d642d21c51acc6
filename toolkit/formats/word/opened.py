"""A Word file that is read and parsed once and then asked several times."""

import hashlib
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path

from toolkit.core import open_to_read
from toolkit.formats.word import editing, reading


class OpenedWord:
    """The Word file at one path as it read at one moment."""

    def __init__(self, path: Path) -> None:
        """Read the file at `path`; raise MissingFileError or UnreadableFileError."""
        with open_to_read(path) as file:
            content = file.read()
        self.path = path
        self.sha256 = hashlib.sha256(content).hexdigest()
        self._document = reading.load_word(content, path)

    @property
    def draft_id(self) -> str | None:
        """The draft id in the core property `identifier`, if there is one."""
        return self._document.core_properties.identifier or None

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """The lines that a reader sees, as `text_lines` returns them."""
        return reading.lines_of(self._document)

    @cached_property
    def unfinished(self) -> tuple[str, ...]:
        """What must not leave the house, in Chinese, as `unfinished` returns it."""
        return reading.unfinished_in(self._document)

    def with_marks_replaced(self, marks: Mapping[str, str]) -> bytes:
        """Return the content of the file with each mark of `marks` replaced by its text, as `replace_mark` writes it.

        Raise MissingMarkError naming all marks that are not there, or WrongValueError.
        """
        return editing.with_marks_replaced(self._document, marks, self.path)
