"""A language model of Chinese characters: trigrams of what is said at meetings, smoothed after Witten and Bell.

The trigrams were counted by `benchmarks.train_characters` in written meetings; names of people are not among them.
"""

import csv
import functools
import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

TRIGRAMS = Path(__file__).parent / "data" / "trigrams.csv"
START, END = "<", ">"
_ORDER = 3
_CHARACTERS = 7_000  # any of which may come where nothing is known


@dataclass(frozen=True)
class CharacterModel:
    """Counts of sequences of one to three characters, and how many different ones follow each beginning."""

    times: Counter[str]
    follow: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        """Count what follows each beginning."""
        for sequence, often in self.times.items():
            self.follow[sequence[:-1]] += often
            self.kinds[sequence[:-1]] += 1

    def cost(self, before: str, char: str) -> float:
        """Return the cost in nats of `char` after the last two characters of `before`."""
        return -math.log(self._probability(before[1 - _ORDER :], char))

    def cost_of(self, run: str) -> float:
        """Return the cost in nats of a whole `run` of characters."""
        bounded = START + run + END
        return sum(self.cost(bounded[:place], bounded[place]) for place in range(1, len(bounded)))

    def _probability(self, before: str, char: str) -> float:
        shorter = self._probability(before[1:], char) if before else 1 / _CHARACTERS
        kinds = self.kinds[before]
        if not kinds:
            return shorter
        return (self.times[before + char] + kinds * shorter) / (self.follow[before] + kinds)


def counted(runs: Iterator[str]) -> Counter[str]:
    """Return how often each sequence of up to three characters stands in `runs`."""
    times: Counter[str] = Counter()
    for run in runs:
        bounded = START + run + END
        for end in range(2, len(bounded) + 1):
            times.update(bounded[start:end] for start in range(max(0, end - _ORDER), end))
    return times


@functools.cache
def spoken() -> CharacterModel:
    """Return the model of what is said at meetings."""
    with TRIGRAMS.open(encoding="utf-8", newline="") as file:
        return CharacterModel(Counter({row["字"]: int(row["次数"]) for row in csv.DictReader(file)}))
