"""The regular expressions in `data/patterns.toml`, by section and name."""

import functools
import re
import tomllib
from pathlib import Path
from typing import Any

from toolkit.chinese import personal_words

SHIPPED = Path(__file__).parent / "data" / "patterns.toml"
_REFERENCE = re.compile("⟨(:?)([^⟩]+)⟩")


@functools.cache
def _document() -> dict[str, dict[str, Any]]:
    return tomllib.loads(SHIPPED.read_text(encoding="utf-8"))


class Patterns:
    """The expressions of a section, which may refer to each other, to those of `common`, and to the texts `more`."""

    def __init__(self, section: str, **more: str) -> None:
        """Read the section of that name; raise KeyError when there is none."""
        self._texts = _document()["common"] | _document()[section] | more

    def _resolved(self, text: str | list[str]) -> str:
        joined = text if isinstance(text, str) else "|".join(text)
        return _REFERENCE.sub(self._referred, joined)

    def _referred(self, match: re.Match[str]) -> str:
        return personal_words.alternatives(*match[2].split()) if match[1] else self._resolved(self._texts[match[2]])

    def compiled(self, name: str) -> re.Pattern[str]:
        """Return the expression `name`; raise KeyError for an unknown one."""
        return re.compile(self._resolved(self._texts[name]))

    def table(self, name: str) -> tuple[tuple[re.Pattern[str], str], ...]:
        """Return the rows of the table `name`: each an expression and the text that belongs to it."""
        return tuple((re.compile(self._resolved(text)), value) for text, value in self._texts[name])
