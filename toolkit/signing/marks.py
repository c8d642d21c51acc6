"""The code on each page of a paper original: which page of how many it is, and of which text."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass

# Upper case, digits, slash and colon alone make the smallest code, which a poor scan still reads.
PREFIX = "Y1:"
_CODE = re.compile(r"Y1:(\d{1,3})/(\d{1,3}):([0-9A-F]{16})", re.ASCII)
_DIGITS = 16


@dataclass(frozen=True)
class PageMark:
    """Page `page` of `pages` of the text `text` (see `text_mark`)."""

    page: int
    pages: int
    text: str

    @property
    def code(self) -> str:
        """What the code on the page says."""
        return f"{PREFIX}{self.page}/{self.pages}:{self.text}"


def parsed(code: str) -> PageMark | None:
    """Return the mark that `code` says, None when it is none of ours."""
    match = _CODE.fullmatch(code)
    if match is None:
        return None
    mark = PageMark(int(match[1]), int(match[2]), match[3])
    return mark if 1 <= mark.page <= mark.pages else None


def text_mark(sha256: str, pages: Sequence[str]) -> str:
    """Return the mark of a text: 16 digits of a hash over the paper's own hash and the text of each page.

    A paper printed again with the same breaks of pages keeps it; another draft, or other breaks, never share it.
    """
    content = "\f".join((sha256, *pages))
    return hashlib.sha256(content.encode()).hexdigest()[:_DIGITS].upper()
