"""The likelihood that characters are a given name and no running text, by the names in the common dictionary."""

import functools
import math
from collections import Counter

from toolkit.chinese import common_words
from toolkit.chinese.surnames import SURNAMES

_SMOOTHED = 2.0
_NAME_LENGTHS = (2, 3)


def given_name_odds(given: str) -> float:
    """Return the mean log-odds of the characters of `given` as part of a given name against running text."""
    in_names, of_names, in_text, of_text = _counts()
    odds = [
        math.log((in_names[char] + _SMOOTHED) / of_names) - math.log((in_text[char] + _SMOOTHED) / of_text)
        for char in given
    ]
    return sum(odds) / len(odds) if odds else 0.0


@functools.cache
def _counts() -> tuple[Counter[str], int, Counter[str], int]:
    """Return how often each character stands in given names and in running text, each with its sum."""
    in_names: Counter[str] = Counter()
    for name in common_words.names():
        if len(name) in _NAME_LENGTHS and name[0] in SURNAMES:
            in_names.update(name[1:])
    in_text = common_words.character_times()
    return in_names, sum(in_names.values()), in_text, sum(in_text.values())
