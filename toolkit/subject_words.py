"""The shipped list of words that tell the subject of a petition, and where they are said.

`data/subjects.csv` may be edited in Excel: a row per subject of the national classes (信访内容分类, two upper levels),
its words in three columns from telling to weak, parted by spaces.
"""

import csv
import functools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

from toolkit.script import sounds

SHIPPED = Path(__file__).parent / "data" / "subjects.csv"
_WEIGHTS = {"强词": 3.0, "词": 2.0, "弱词": 0.7}
# Shorter words have too many that sound like them.
_SHORTEST_HEARD = 3
_HEARD_SHARE = 0.7

Pair = tuple[str, str]
Topics = Mapping[Pair, float]


@dataclass(frozen=True)
class Hit:
    """A word of the list at `start` to `end`; it counts `weight` in all for the subjects `pairs` it speaks for."""

    word: str
    start: int
    end: int
    weight: float
    pairs: tuple[Pair, ...]


@dataclass(frozen=True)
class WordList:
    """The words with their subjects, ready to be looked for in a text."""

    subjects: tuple[Pair, ...]
    _words: dict[str, tuple[float, tuple[Pair, ...]]]
    _written: re.Pattern[str]
    _heard: re.Pattern[str]
    _by_sound: dict[str, str]

    def hits(self, text: str) -> tuple[Hit, ...]:
        """Return the words said in `text` in order, the longest first where they overlap; misheard ones count less."""
        written = [self._hit(match[0], match.start(), match.end(), 1.0) for match in self._written.finditer(text)]
        taken = {place for hit in written for place in range(hit.start, hit.end)}
        heard = [hit for hit in self._misheard(text) if taken.isdisjoint(range(hit.start, hit.end))]
        return tuple(sorted((*written, *heard), key=lambda hit: hit.start))

    def _hit(self, word: str, start: int, end: int, share: float) -> Hit:
        weight, pairs = self._words[word]
        return Hit(word, start, end, weight * share, pairs)

    def _misheard(self, text: str) -> Iterator[Hit]:
        heard = sounds(text)
        begins = dict(zip(accumulate((1 + len(one) for one in heard), initial=0), range(len(heard)), strict=False))
        for match in self._heard.finditer(_spaced(heard)):
            word, start = self._by_sound[match[0]], begins[match.start()]
            yield self._hit(word, start, start + len(word), _HEARD_SHARE)


def _spaced(heard: Iterable[str]) -> str:
    return "".join(f" {one}" for one in heard)


@functools.cache
def word_list(path: Path = SHIPPED) -> WordList:
    """Return the word list in the CSV file at `path`, read once."""
    words: dict[str, list[tuple[float, Pair]]] = {}
    subjects: list[Pair] = []
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            subjects.append((row["一级"], row["二级"]))
            for column, weight in _WEIGHTS.items():
                for word in row[column].split():
                    words.setdefault(word, []).append((weight, subjects[-1]))
    return _ready(tuple(subjects), words)


def _ready(subjects: tuple[Pair, ...], words: dict[str, list[tuple[float, Pair]]]) -> WordList:
    told = {word: (max(weight for weight, _ in uses), tuple(pair for _, pair in uses)) for word, uses in words.items()}
    by_sound = {_spaced(sounds(word)): word for word in told if len(word) >= _SHORTEST_HEARD}
    heard = re.compile(_longest_first(by_sound) + "(?= |$)")
    return WordList(subjects, told, re.compile(_longest_first(told)), heard, by_sound)


def _longest_first(words: Iterable[str]) -> str:
    return "(?:" + "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)) + ")"


def weights(hits: Iterable[Hit]) -> dict[Pair, float]:
    """Return how much the `hits` speak for each subject; a word said again counts half, then nothing more."""
    totals: dict[Pair, float] = {}
    seen: dict[str, int] = {}
    for hit in hits:
        seen[hit.word] = seen.get(hit.word, 0) + 1
        again = {1: 1.0, 2: 0.5}.get(seen[hit.word], 0.0)
        for pair in hit.pairs:
            totals[pair] = totals.get(pair, 0.0) + hit.weight * again / len(hit.pairs)
    return totals


def summed(topics: Sequence[Topics]) -> dict[Pair, float]:
    """Return the `topics` added up."""
    total: dict[Pair, float] = {}
    for topic in topics:
        for pair, weight in topic.items():
            total[pair] = total.get(pair, 0.0) + weight
    return total


def likeness(one: Topics, other: Topics) -> float:
    """Return the cosine of two sums of subjects, 0 if either is empty."""
    product = sum(weight * other.get(pair, 0.0) for pair, weight in one.items())
    lengths = sum(weight**2 for weight in one.values()) * sum(weight**2 for weight in other.values())
    return product / lengths**0.5 if lengths else 0.0
