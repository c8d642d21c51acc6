"""Sentences of the text fields of a paper: what they say, in which part of the paper, and what in them is quoted."""

import functools
import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from toolkit.papers.facts import pattern_of, steps_of, texts

Part = Literal["binds", "states", "tells"]

_DATA = Path(__file__).parent / "data" / "parts.toml"
_ENDS = re.compile(r"[。；！？\n]")
_BLANK = re.compile(r"[\s\u200b\u200c\u200d\ufeff]")
_WIDE = str.maketrans({"“": "“", "”": "”", "「": "“", "」": "”", "『": "“", "』": "”", ";": "；", "!": "！", "?": "？"})
_COMMA = re.compile(r"(?<!\d),|,(?!\d)")
_QUOTED = re.compile("“[^“”]*”")
_CLAUSE_ENDS = "，。；：！？、"
_MOST_KNOWN = 8192  # texts that are remembered; one paper holds some hundred, papers of a batch share most


@dataclass(frozen=True)
class Sentence:
    """One sentence of the field at the dotted path `field`, without white space.

    Its part: a paper that `binds` its parties, one that `states` in the words of who issues it, or one that only
    `tells` what others said or did. `quoted` are the spans between quotation marks.
    """

    field: str
    part: Part
    text: str
    quoted: tuple[tuple[int, int], ...] = ()

    def is_quoted(self, start: int) -> bool:
        """Return whether the character at `start` stands between quotation marks."""
        return any(first <= start < last for first, last in self.quoted)

    def clause_before(self, start: int) -> str:
        """Return the text before `start` back to the mark that begins its clause."""
        begin = max(self.text.rfind(mark, 0, start) for mark in _CLAUSE_ENDS) + 1
        return self.text[begin:start]

    def clause_after(self, end: int) -> str:
        """Return the text after `end` up to the mark that ends its clause."""
        ends = [place for mark in _CLAUSE_ENDS if (place := self.text.find(mark, end)) >= 0]
        return self.text[end : min(ends, default=len(self.text))]


def sentences_of(paper: str, facts: Mapping[str, Any]) -> tuple[Sentence, ...]:
    """Return the sentences of every text field of the plain `facts` of `paper`, in the order of the fields."""
    return tuple(
        sentence
        for path, text in texts(facts)
        if path != "paper"
        for sentence in split(path, text, part_of(paper, path))
    )


def split(field: str, text: str, part: Part) -> Iterator[Sentence]:
    """Yield the sentences of `text`; a mark within quotation marks ends a sentence too."""
    return (Sentence(field, part, own, quoted) for own, quoted in _cut(text))


@functools.lru_cache(maxsize=_MOST_KNOWN)
def _cut(text: str) -> tuple[tuple[str, tuple[tuple[int, int], ...]], ...]:
    """Return each sentence of `text`, tidied, with the spans between quotation marks in it."""
    tidy = tidied(text)
    quoted = [match.span() for match in _QUOTED.finditer(tidy)]
    sentences, start = [], 0
    for end in [*(match.end() for match in _ENDS.finditer(tidy)), len(tidy)]:
        if tidy[start:end].strip("。；！？\n"):
            spans = tuple((max(a, start) - start, min(b, end) - start) for a, b in quoted if a < end and b > start)
            sentences.append((tidy[start:end], spans))
        start = end
    return tuple(sentences)


def tidied(text: str) -> str:
    """Return `text` with half-width letters and digits, full-width punctuation, and no blanks within a line."""
    lines = (_BLANK.sub("", unicodedata.normalize("NFC", _half(line))) for line in text.split("\n"))
    return _COMMA.sub("，", "\n".join(lines)).translate(_WIDE)


def _half(text: str) -> str:
    """Return `text` with full-width letters and digits made half-width; punctuation stays."""
    return "".join(chr(ord(sign) - 0xFEE0) if "０" <= sign <= "ｚ" and sign.isalnum() else sign for sign in text)


@functools.lru_cache(maxsize=_MOST_KNOWN)
def part_of(paper: str, path: str) -> Part:
    """Return the part that the field at `path` of `paper` plays; what no list names states."""
    pattern = pattern_of(steps_of(path)).replace("[]", "")
    lists = _parts()
    for part in ("binds", "tells"):
        for name in (*lists[part].get(paper, ()), *lists[part]["every_paper"]):
            if pattern == name or pattern.startswith(f"{name}."):
                return part
    return "states"


@functools.cache
def _parts() -> Mapping[str, Mapping[str, list[str]]]:
    return tomllib.loads(_DATA.read_text(encoding="utf-8"))
