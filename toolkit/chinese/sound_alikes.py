"""Words that sound like written text: an index of words by their syllables, and the cost of each mishearing.

Costs are in nats: the log-odds of hearing a syllable for itself rather than for the other. Tones cost
little, since weak models hardly hear them; which initials and finals are heard for each other, and at what cost, is
`data/confusions.csv`, which may be edited in Excel: a row per pair, 无 for a syllable without an initial.
"""

import csv
import functools
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from toolkit.chinese.script import all_syllables, toned_readings, toneless

CONFUSIONS = Path(__file__).parent / "data" / "confusions.csv"
_SAME_TONE = 0.6
_OTHER_TONE = 3.3
# More readings of a character are so rare that they would only make words sound alike that do not.
_READINGS = 2
_TONED_READINGS = 3
# The highest cost at which a word still counts: one mishearing in two characters; a serious and a slight one in more.
_DEAREST_PAIR = 9.0
_DEAREST_WORD = 13.0
_PAIR = 2

_INITIALS = ("zh", "ch", "sh", *"bpmfdtnlgkhjqxrzcs")
# Pinyin writes the same finals in other ways after no initial, after j, q, x, and after the lips.
_BARE = dict(
    pair.split("=")
    for pair in [
        "yi=i",
        "ya=ia",
        "yan=ian",
        "yang=iang",
        "ye=ie",
        "yao=iao",
        "you=iou",
        "yin=in",
        "ying=ing",
        "yong=iong",
        "yu=v",
        "yue=ve",
        "yuan=van",
        "yun=vn",
        "wu=u",
        "wa=ua",
        "wo=uo",
        "wai=uai",
        "wei=uei",
        "wan=uan",
        "wang=uang",
        "wen=uen",
        "weng=ong",
    ]
)
_SHORTENED = {"iu": "iou", "ui": "uei", "un": "uen", "ue": "ve"}
_BUZZING = frozenset({"zh", "ch", "sh", "r", "z", "c", "s"})


@dataclass
class _Node:
    """A place in the tree of syllables: the words that end here and how much the dearest below may cost."""

    below: dict[str, "_Node"] = field(default_factory=dict)
    words: list[str] = field(default_factory=list)
    dearest: float = 0.0


class SoundAlikes:
    """The `words` by their syllables; a character with several readings stands under each."""

    def __init__(self, words: Iterable[str]) -> None:
        self._root = _Node()
        for word in words:
            self._add(word)

    def _add(self, word: str) -> None:
        dearest = _dearest(word)
        nodes = [self._root]
        for char in word:
            for node in nodes:
                node.dearest = max(node.dearest, dearest)
            nodes = [
                node.below.setdefault(syllable, _Node()) for node in nodes for syllable in syllables(char) or (char,)
            ]
        for node in nodes:
            node.dearest = max(node.dearest, dearest)
            node.words.append(word)

    def at(self, text: str, start: int) -> dict[str, float]:
        """Return the words that the characters of `text` from `start` on sound like, each with its cost.

        A word that stands there just so is not among them.
        """
        costs: dict[str, float] = {}
        waiting = [(self._root, start, 0.0)]
        while waiting:
            node, place, cost = waiting.pop()
            for word in node.words:
                costs[word] = min(cost, costs.get(word, math.inf))
            if place < len(text):
                waiting += [(below, place + 1, dearer) for below, dearer in _steps(node, text[place], cost)]
        return {
            word: cost + tones
            for word, cost in costs.items()
            if cost <= _dearest(word) and (tones := _changed_tones(text[start : start + len(word)], word))
        }


def _steps(node: _Node, char: str, cost: float) -> Iterator[tuple[_Node, float]]:
    near = _near(char)
    if len(near) < len(node.below):
        pairs = ((node.below[said], cost + more) for said, more in near.items() if said in node.below)
    else:
        pairs = ((below, cost + near[said]) for said, below in node.below.items() if said in near)
    return ((below, dearer) for below, dearer in pairs if dearer <= below.dearest)


def _dearest(word: str) -> float:
    return _DEAREST_PAIR if len(word) <= _PAIR else _DEAREST_WORD


def _changed_tones(written: str, word: str) -> float:
    """Return the cost of the changed characters beside that of their syllables; 0 when none is changed."""
    pairs = [(char, other) for char, other in zip(written, word, strict=True) if char != other]
    return sum(_SAME_TONE if set(_usual(char)) & set(_usual(other)) else _OTHER_TONE for char, other in pairs)


@functools.cache
def _near(char: str) -> dict[str, float]:
    """Return the syllables that may have been said where `char` was written, each with its cost."""
    near: dict[str, float] = {}
    for heard in syllables(char):
        for said, cost in _neighbours(heard).items():
            near[said] = min(cost, near.get(said, math.inf))
    return near


@functools.cache
def _neighbours(heard: str) -> dict[str, float]:
    costs = ((said, _cost(heard, said)) for said in sorted(all_syllables()))
    return {said: cost for said, cost in costs if cost <= _DEAREST_WORD}


def _cost(heard: str, said: str) -> float:
    """Return how much less likely it is that `said` was said where `heard` is written than `heard` itself."""
    initials, finals = confusions()
    (heard_initial, heard_final), (said_initial, said_final) = parts(heard), parts(said)
    return _pair_cost(initials, heard_initial, said_initial) + _pair_cost(finals, heard_final, said_final)


def _pair_cost(costs: dict[frozenset[str], float], heard: str, said: str) -> float:
    return 0.0 if heard == said else costs.get(frozenset({heard, said}), math.inf)


@functools.cache
def confusions(path: Path = CONFUSIONS) -> tuple[dict[frozenset[str], float], dict[frozenset[str], float]]:
    """Return which initials and which finals are heard for each other, with their costs, from the CSV at `path`."""
    initials: dict[frozenset[str], float] = {}
    finals: dict[frozenset[str], float] = {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            pair = frozenset(row[side].replace("无", "") for side in ("一", "另一"))
            (initials if row["部位"] == "声母" else finals)[pair] = float(row["代价"])
    return initials, finals


@functools.cache
def parts(syllable: str) -> tuple[str, str]:
    """Return the initial ("" if none) and the full final of a `syllable` in plain letters; -i is that of zhi and zi."""
    if syllable in _BARE:
        return "", _BARE[syllable]
    initial = next((letters for letters in _INITIALS if syllable.startswith(letters)), "")
    final = syllable[len(initial) :]
    if initial in _BUZZING and final == "i":
        return initial, "-i"
    if initial and initial in "jqx" and final.startswith("u"):
        final = "v" + final[1:]
    if initial and initial in "bpmf" and final == "o":
        final = "uo"
    return initial, _SHORTENED.get(final, final)


@functools.cache
def syllables(char: str) -> tuple[str, ...]:
    """Return the usual readings of `char` in plain letters (ü as v), the most usual first; () if it has none."""
    return tuple(dict.fromkeys(map(toneless, _usual(char))))[:_READINGS]


def mishearings(heard: str, said: str) -> tuple[tuple[str, str, str], ...]:
    """Return what of a syllable was misheard where the character `heard` was written for `said`.

    Each is the part (声母 or 韵母), as it was heard and as it was said; of several readings those count that differ
    least. Nothing for characters that sound the same but for the tone, or that are not Chinese.
    """
    ways = [
        tuple(
            (part, one, other)
            for part, one, other in zip(("声母", "韵母"), parts(first), parts(second), strict=True)
            if one != other
        )
        for first in syllables(heard)
        for second in syllables(said)
    ]
    return min(ways, key=len, default=())


def _usual(char: str) -> tuple[str, ...]:
    return toned_readings(char)[:_TONED_READINGS]
