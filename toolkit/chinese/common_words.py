"""Segmentation of Chinese text into common words by a unigram model: the reading with the lowest cost.

A cost is a negative natural log-probability. Words and frequencies are those of jieba's dictionary (MIT); only its file
is read, jieba itself is never started, so nothing is written to a temporary folder.
"""

import functools
import importlib.util
import math
from collections import Counter
from collections.abc import Container, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

_LONGEST = 8
_LENGTHS = (4, 3, 2)
# The highest cost of a single character: else rare characters, which are mostly in names, would look like errors.
_DEAREST_CHARACTER = 11.0


@dataclass(frozen=True)
class Reading:
    """The reading of `text` with the lowest cost, and its cost up to and from each of the n + 1 places of n characters.

    `words` holds start, end and cost of each word of that reading.
    """

    text: str
    upto: tuple[float, ...]
    onwards: tuple[float, ...]
    words: tuple[tuple[int, int, float], ...]

    @cached_property
    def alone(self) -> frozenset[int]:
        """The places of the characters that stand as words of one character."""
        return frozenset(start for start, end, _ in self.words if end - start == 1)

    def strain(self, start: int, end: int) -> float:
        """Return the cost that the characters `start` to `end` add, as written, to the cost of the rest."""
        return self.upto[-1] - self.upto[start] - self.onwards[end]


def _dictionary() -> list[str]:
    """Return the dictionary as one flat list: word, frequency, part of speech, of one entry after the other."""
    spec = importlib.util.find_spec("jieba")
    folder = Path(next(iter((spec and spec.submodule_search_locations) or ["jieba"])))
    return (folder / "dict.txt").read_text(encoding="utf-8").split()


@functools.cache
def _occurrences() -> tuple[dict[str, int], float]:
    """Return the frequency of each word, and the logarithm of their sum."""
    cells = _dictionary()
    counted = dict(zip(cells[::3], map(int, cells[1::3]), strict=True))
    return counted, math.log(sum(counted.values()))


@functools.cache
def names() -> frozenset[str]:
    """Return the words of the dictionary that are marked as names of persons; many of them are not names."""
    cells = _dictionary()
    return frozenset(word for word, kind in zip(cells[::3], cells[2::3], strict=True) if kind.startswith("nr"))


@functools.cache
def proper_names() -> frozenset[str]:
    """Return the words of the dictionary that are marked as names of persons, places, bodies or brands."""
    cells = _dictionary()
    kinds = ("nr", "ns", "nt", "nz")
    return frozenset(word for word, kind in zip(cells[::3], cells[2::3], strict=True) if kind.startswith(kinds))


def _cost(word: str) -> float:
    """Return the cost of the common word `word`; infinity if it is not a common word."""
    counted, total = _occurrences()
    return total - math.log(max(counted[word], 1)) if word in counted else math.inf


def times(text: str) -> int:
    """Return the frequency of the common word `text` in the corpus of the dictionary; 0 if it is not a common word."""
    return _occurrences()[0].get(text, 0)


@functools.cache
def character_times() -> Counter[str]:
    """Return how often each character stands in the corpus of the dictionary."""
    counted: Counter[str] = Counter()
    for word, often in _occurrences()[0].items():
        for char in word:
            counted[char] += often
    return counted


def is_word(text: str) -> bool:
    """Return whether `text` is a common word."""
    return text in _occurrences()[0]


def parted(text: str) -> list[str]:
    """Return `text` cut into common words by longest match, the rest into single characters.

    Ten times faster than `reading`, and accurate enough where words are counted, not judged.
    """
    counted, words, at = _occurrences()[0], [], 0
    while at < len(text):
        word = text[at]
        for length in _LENGTHS:
            if (longer := text[at : at + length]) in counted:
                word = longer
                break
        words.append(word)
        at += len(word)
    return words


def reading(text: str, own: Mapping[str, float], without: Container[str] = ()) -> Reading:
    """Return the reading of `text` with the lowest cost, as common words and the words of `own` with their costs.

    Common words in `without` are not used.
    """
    steps = [_steps(text, start, own, without) for start in range(len(text))]
    upto, came_from = _forwards(steps)
    onwards = _backwards(steps)
    words, end = [], len(text)
    while end:
        words.append((came_from[end], end, upto[end] - upto[came_from[end]]))
        end = came_from[end]
    return Reading(text, tuple(upto), tuple(onwards), tuple(reversed(words)))


def _steps(text: str, start: int, own: Mapping[str, float], without: Container[str]) -> list[tuple[int, float]]:
    """Return end and cost of each word that begins at `start`."""
    steps = [(start + 1, min(_cost(text[start]), _DEAREST_CHARACTER))]
    for end in range(start + 2, min(len(text), start + _LONGEST) + 1):
        word = text[start:end]
        cost = min(math.inf if word in without else _cost(word), own.get(word, math.inf))
        if cost < math.inf:
            steps.append((end, cost))
    return steps


def _forwards(steps: list[list[tuple[int, float]]]) -> tuple[list[float], list[int]]:
    upto, came_from = [0.0, *[math.inf] * len(steps)], [0] * (len(steps) + 1)
    for start, words in enumerate(steps):
        for end, cost in words:
            if upto[start] + cost < upto[end]:
                upto[end], came_from[end] = upto[start] + cost, start
    return upto, came_from


def _backwards(steps: list[list[tuple[int, float]]]) -> list[float]:
    onwards = [0.0] * (len(steps) + 1)
    for start in range(len(steps) - 1, -1, -1):
        onwards[start] = min(cost + onwards[end] for end, cost in steps[start])
    return onwards


@functools.cache
def _speech() -> dict[str, str]:
    """Return the part of speech of each common word."""
    cells = _dictionary()
    return dict(zip(cells[::3], cells[2::3], strict=True))


def part_of_speech(word: str) -> str | None:
    """Return the part of speech of a common word, as the dictionary writes it (n, v, r …); None for another."""
    return _speech().get(word)


def names_a_person(text: str) -> bool:
    """Return whether `text` is not a common word, or is marked as a person's name."""
    return _speech().get(text, "nr").startswith("nr")
