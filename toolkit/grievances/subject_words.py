"""The shipped list of words that tell the subject of a petition, and where they are said.

`data/subjects.csv` may be edited in Excel: a row per subject of the national classes (信访内容分类, two upper levels),
its words in three columns from telling to weak, parted by spaces.
"""

import csv
import functools
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from toolkit.chinese import sound

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


class _Finder:
    """Finds the words it was made of, from left to right, the longest first where several begin."""

    def __init__(self, words: Iterable[str]) -> None:
        self._by_first: dict[str, list[str]] = {}
        for word in sorted(words, key=len, reverse=True):
            self._by_first.setdefault(word[0], []).append(word)

    def found(self, text: str) -> Iterator[tuple[str, int]]:
        """Give each word with its place; none overlaps another."""
        at, by_first = 0, self._by_first
        while at < len(text):
            for word in by_first.get(text[at], ()):
                if text.startswith(word, at):
                    yield word, at
                    at += len(word)
                    break
            else:
                at += 1


# What Unicode leaves to private use: 6,400 characters, and there are some 400 sounds.
_FIRST_SIGN, _LAST_SIGN = 0xE000, 0xF8FF


class _Heard(dict[int, str]):
    """One character for each sound, so that a text can be written as it sounds, each character in its place."""

    def __init__(self) -> None:
        super().__init__()
        self._signs: dict[str, str] = {}
        self._giving = threading.Lock()

    def __missing__(self, code: int) -> str:
        heard = sound(chr(code))
        if heard.isascii() and heard.isalpha():
            with self._giving:
                sign = self._signs.setdefault(heard, chr(_FIRST_SIGN + len(self._signs)))
        else:
            sign = " " if _FIRST_SIGN <= code <= _LAST_SIGN else heard
        self[code] = sign
        return sign


_HEARD = _Heard()


@dataclass(frozen=True)
class WordList:
    """The words with their subjects, ready to be looked for in a text."""

    subjects: tuple[Pair, ...]
    _words: dict[str, tuple[float, tuple[Pair, ...]]]
    _written: _Finder
    _heard: _Finder
    _by_sound: dict[str, str]

    def hits(self, text: str) -> tuple[Hit, ...]:
        """Return the words said in `text` in order, the longest first where they overlap; misheard ones count less."""
        written = [self._hit(word, start, 1.0) for word, start in self._written.found(text)]
        taken = {place for hit in written for place in range(hit.start, hit.end)}
        heard = [hit for hit in self._misheard(text) if taken.isdisjoint(range(hit.start, hit.end))]
        return tuple(sorted((*written, *heard), key=lambda hit: hit.start))

    def words_of(self, pair: Pair) -> tuple[str, ...]:
        """Return the words that speak for the subject `pair`, in the order of the list."""
        return tuple(word for word, (_, pairs) in self._words.items() if pair in pairs)

    def _hit(self, word: str, start: int, share: float) -> Hit:
        weight, pairs = self._words[word]
        return Hit(word, start, start + len(word), weight * share, pairs)

    def _misheard(self, text: str) -> Iterator[Hit]:
        for heard, start in self._heard.found(text.translate(_HEARD)):
            yield self._hit(self._by_sound[heard], start, _HEARD_SHARE)


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
    by_sound = {word.translate(_HEARD): word for word in told if len(word) >= _SHORTEST_HEARD}
    return WordList(subjects, told, _Finder(told), _Finder(by_sound), by_sound)


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
