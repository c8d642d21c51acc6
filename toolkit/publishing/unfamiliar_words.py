"""Find unfamiliar words of a clause, which may be a name or a place.

A text is segmented into common words. Unfamiliar are single characters left over that are not everyday words (扎 and 迫
in 扎迫跟我说), and a surname after 老, 小, 阿 or 大. Names in the dictionary do not count as common words.
"""

import csv
import functools
import re
from itertools import pairwise

from toolkit.chinese import common_words, personal_words
from toolkit.publishing.name_detection import single_surnames
from toolkit.recognition import word_lists

_HAN = re.compile("[一-龥]")
# A place or person that occurs so often in the dictionary is known all over the country.
_WIDELY_KNOWN = 2_000
# The cost of a word of the shipped list in a reading, in nats: about that of a rare common word.
_TERM_COST = 12.0
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
    with word_lists.SHIPPED.open(encoding="utf-8-sig", newline="") as file:
        return {row["词"]: _TERM_COST for row in csv.DictReader(file)}


def unfamiliar(clause: str) -> tuple[str, ...]:
    """Return the unfamiliar words of `clause`."""
    text = _PLACEHOLDERS.sub("，", clause)
    words = common_words.reading(text, _terms(), _proper()).words
    parts = [text[start:end] for start, end, _ in words]
    called = (
        f"{first}{second}"
        for first, second in pairwise(parts)
        if first in _BEFORE_SURNAMES and second in single_surnames()
    )
    return (*(part for part in parts if not _is_familiar(part)), *called)


def _is_familiar(word: str) -> bool:
    return not _HAN.match(word) or len(word) > 1 or word in _everyday()
