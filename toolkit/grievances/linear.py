"""Linear models over named features, with weights from `data/facts.json`.

A feature is a short name that is present or absent; the sum of the weights of those present gives a probability. The
weights are trained by `benchmarks/train_facts.py` on written meetings. A model that is missing gives 0.
"""

import functools
import json
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from math import exp
from pathlib import Path

_DATA = Path(__file__).parent / "data" / "facts.json"
_HUNDREDTHS = 100.0
_LONGEST = 3
_MARKS = re.compile(r"[\s，,。.！!？?；;：:、“”\"]+")


@dataclass(frozen=True)
class LinearModel:
    """The weights of one question, and the probability from which it is answered, with and without voice labels."""

    weights: dict[str, float]
    base: float
    least: float
    least_unlabelled: float

    def least_for(self, *, labels: bool) -> float:
        """Return the probability from which an answer is given."""
        return self.least if labels else self.least_unlabelled

    def of_text(self, signs: Iterable[str], runs: Collection[str], share: float) -> float:
        """Return the probability of yes for a text with the `signs` and the known `runs` of characters.

        The runs count together as a vector of the length `share`, so that a long text weighs no more than a short one.
        """
        known = [self.weights[run] for run in runs if run in self.weights]
        total = self.base + sum(self.weights.get(sign, 0.0) for sign in set(signs))
        total += share * sum(known) / len(known) ** 0.5 if known else 0.0
        return 1 / (1 + exp(-max(-30.0, min(30.0, total))))

    def choices(self, candidates: Sequence[Iterable[str]]) -> list[float]:
        """Return for the features of each of the `candidates` the probability that it is the one right answer.

        The rest to 1 is the probability that none is.
        """
        totals = [self.base + sum(self.weights.get(name, 0.0) for name in set(names)) for names in candidates]
        highest = max([0.0, *totals])
        likely = [exp(total - highest) for total in totals]
        return [value / (sum(likely) + exp(-highest)) for value in likely]


_UNTRAINED = LinearModel({}, -30.0, 1.0, 1.0)


def model(name: str) -> LinearModel:
    """Return the shipped model `name`, one that always answers no if there is none."""
    return shipped().get(name, _UNTRAINED)


@functools.cache
def shipped() -> dict[str, LinearModel]:
    """Return the shipped models by name."""
    if not _DATA.exists():
        return {}
    return {name: model_of(written) for name, written in json.loads(_DATA.read_text(encoding="utf-8")).items()}


def model_of(written: dict[str, object]) -> LinearModel:
    """Return the model from its JSON form, in which whole numbers are hundredths."""
    weights = {name: value / _HUNDREDTHS for name, value in dict(written["weights"]).items()}  # type: ignore[call-overload]  # as JSON has it
    numbers = (float(str(written[name])) / _HUNDREDTHS for name in ("base", "least", "least_unlabelled"))
    return LinearModel(weights, *numbers)


def runs(text: str) -> set[str]:
    """Return the runs of one to three characters in `text`; marks and blanks are alike."""
    plain = _MARKS.sub("，", text)
    return {plain[at : at + length] for length in range(1, _LONGEST + 1) for at in range(len(plain) - length + 1)}
