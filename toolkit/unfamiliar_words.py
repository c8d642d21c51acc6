"""Clauses with a word that nobody knows to be harmless: what no dictionary has, names of places, single characters.

A text is cut into common words. What is left over as a single character and is not said alone every day, what stands
before 家 or after 找 and is no common word, and what the dictionary calls a name of a person or a place, may be a name.
"""

import functools
import re
from itertools import pairwise

from toolkit import common_words, personal_words, word_lists
from toolkit.names_said import SURNAMES

_HAN = re.compile("[一-龥]")
# A place or a person that the dictionary has met so often is known all over the country.
_WIDELY_KNOWN = 2_000
_BEFORE_SURNAMES = frozenset("老小阿大")
_PLACEHOLDERS = re.compile(r"（[^）]{0,4}略）|.某[某甲乙丙丁戊己庚辛壬癸]?|某组")


@functools.cache
def _everyday() -> frozenset[str]:
    return frozenset(personal_words.words("日常单字"))


@functools.cache
def _proper() -> frozenset[str]:
    return frozenset(word for word in common_words.proper_names() if common_words.times(word) < _WIDELY_KNOWN)


@functools.cache
def _terms() -> dict[str, float]:
    with word_lists.SHIPPED.open(encoding="utf-8-sig") as file:
        return {line.split(",")[0]: 12.0 for line in file}


def unfamiliar(clause: str) -> tuple[str, ...]:
    """Return the words of `clause` that nothing knows to be harmless."""
    text = _PLACEHOLDERS.sub("，", clause)
    words = common_words.reading(text, _terms(), _proper()).words
    parts = [text[start:end] for start, end, _ in words]
    called = (
        f"{first}{second}" for first, second in pairwise(parts) if first in _BEFORE_SURNAMES and second in _surnames()
    )
    return (*(part for part in parts if not _is_familiar(part)), *called)


@functools.cache
def _surnames() -> frozenset[str]:
    return SURNAMES | frozenset(personal_words.words("单姓"))


def _is_familiar(word: str) -> bool:
    return not _HAN.match(word) or len(word) > 1 or word in _everyday()
