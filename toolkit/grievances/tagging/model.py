"""The subject of a text, by a model that a centre trains itself with what its people confirm.

Before anything is confirmed the shipped word list decides alone. From the first confirmation on, a linear machine
(`subject_machine`) weighs the text's characters, pairs of characters and common words together with the words of the
list; every class of the list takes part by its names and words, so that one which nobody confirmed yet can still be
given. How sure an answer is, and below what it is called unsure, is measured on the confirmed examples themselves,
each as it would be told if it had been left out.
"""

import functools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import accumulate, groupby
from math import exp
from typing import Protocol

from toolkit.grievances.subject_words import Hit, weights, word_list
from toolkit.grievances.tagging.machine import Machine, hits
from toolkit.records import SubjectCandidate

# What nothing speaks for weighs as much as one weak word.
_DOUBT = 2.0
# Of the made-up meetings meant for tuning, all tags of the word list above this are right.
_UNSURE_BELOW = 0.45
_CANDIDATES = 3
_KEPT = 10_000
# So many of the tags given without "unsure" shall be right. A threshold set on what one has looks a little better
# there than elsewhere, so more is expected of the tags, the most that leaves enough of them, and half a hundredth
# less is counted.
_RIGHT = 0.95
_SPARE = (0.03, 0.025, 0.02, 0.015, 0.01, 0.0075)
_ENOUGH = 0.65
_MISCOUNTED = 0.005
# What tells sure answers from others is measured the more boldly the more examples there are.
_SHRINKING = 1.0
_NARROWEST = 0.05
# With fewer examples nothing can be measured on them.
_MEASURABLE = 50
_FEW = 20
# Older examples are left out, so that training takes seconds.
_MOST = 3000
_MANY = 500
_FEW_NEW = 0.02


@dataclass(frozen=True)
class Example:
    """A text and the subject that a person confirmed for it; `level2` may be open."""

    text: str
    level1: str
    level2: str | None = None


@dataclass(frozen=True)
class Judgement:
    """The subjects of a text, the surest first, and the places of the words that decided for the first."""

    candidates: tuple[SubjectCandidate, ...]
    unsure: bool
    spans: tuple[tuple[int, int], ...]


class SubjectModel(Protocol):
    """Whatever tells the subject of a text."""

    def judge(self, text: str) -> Judgement:
        """Return the subject of `text`."""


class WordListModel:
    """The shipped word list alone: what a centre begins with."""

    def judge(self, text: str) -> Judgement:
        """Return the subject that the words of `text` speak for."""
        candidates = ranked(text)[:_CANDIDATES]
        if not candidates:
            return Judgement((), unsure=True, spans=())
        best = candidates[0]
        return Judgement(tuple(candidates), best.confidence < _UNSURE_BELOW, _spans(hits(text), best))


def _spans(found: Iterable[Hit], best: SubjectCandidate) -> tuple[tuple[int, int], ...]:
    return tuple((hit.start, hit.end) for hit in found if (best.level1, best.level2) in hit.pairs)


@functools.lru_cache(maxsize=_KEPT)
def ranked(text: str) -> tuple[SubjectCandidate, ...]:
    """Return every class that the word list speaks for with its likeliest second level, the surest first.

    What speaks for a class as a whole helps each of its members.
    """
    totals = weights(hits(text))
    classes = _by_class(totals)
    whole = sum(totals.values()) + _DOUBT
    best_first = sorted(totals.items(), key=lambda item: (-classes[item[0][0]], -item[1]))
    leading = {pair[0]: pair for pair, _ in reversed(best_first)}
    return tuple(
        SubjectCandidate(*pair, round(classes[level1] / whole, 3))
        for level1, pair in sorted(leading.items(), key=lambda item: -classes[item[0]])
    )


def _by_class(totals: Mapping[tuple[str, str], float]) -> dict[str, float]:
    classes: dict[str, float] = {}
    for (level1, _), weight in totals.items():
        classes[level1] = classes.get(level1, 0.0) + weight
    return classes


def trained(examples: tuple[Example, ...]) -> SubjectModel:
    """Return the model that `examples` teach, the newest last; the word list alone when there are none.

    It learns when it is first asked. Among many examples a few new ones change little: the model at hand is returned
    as it is until they are two in a hundred. One that was corrected or withdrawn is unlearned at once.
    """
    if not examples:
        return WordListModel()
    if not _LATEST or not _still_holds(_LATEST[0][0], examples):
        _LATEST[:] = [(examples, LearnedModel(examples[-_MOST:]))]
    return _LATEST[0][1]


def _still_holds(taught: tuple[Example, ...], examples: tuple[Example, ...]) -> bool:
    new = len(examples) - len(taught)
    few = len(taught) * _FEW_NEW if len(taught) >= _MANY else 0
    return 0 <= new <= few and examples[: len(taught)] == taught


class LearnedModel:
    """What the confirmed examples teach, on top of the word list."""

    def __init__(self, examples: Sequence[Example]) -> None:
        """Learn from `examples`, at least one, when first asked; this takes seconds for thousands of them."""
        self._examples = examples
        self._taught = _with_level2(examples)
        self._within: dict[str, Machine] = {}

    @functools.cached_property
    def _classes(self) -> Machine:
        return _first_level(self._examples)

    @functools.cached_property
    def _certainty(self) -> "_Certainty":
        enough = len(self._examples) >= _MEASURABLE
        return _Certainty.measured(self._classes, self._examples) if enough else _Certainty()

    def judge(self, text: str) -> Judgement:
        """Return the subject of `text` in two levels."""
        scores = self._classes.scores(text)
        order = sorted(scores, key=lambda level1: -scores[level1])
        sure = self._certainty.of(_answer(scores, self._classes.by_words(text), text)[1])
        listed = {one.level1: one for one in ranked(text)}
        shares = _shares(scores, order[:_CANDIDATES], sure)
        candidates = tuple(
            SubjectCandidate(level1, self._level2(level1, text, listed.get(level1)), round(share, 3))
            for level1, share in shares
        )
        return Judgement(candidates, sure < self._certainty.least, self._decisive(text, candidates[0]))

    def _level2(self, level1: str, text: str, listed: SubjectCandidate | None) -> str | None:
        if level1 not in self._taught:
            return None if listed is None else listed.level2
        if level1 not in self._within:
            known = [(one.text, str(one.level2)) for one in self._taught[level1]]
            self._within[level1] = Machine(known, _names_of(level1))
        scores = self._within[level1].scores(text)
        return max(scores, key=lambda level2: scores[level2])

    def _decisive(self, text: str, best: SubjectCandidate) -> tuple[tuple[int, int], ...]:
        """Return the words of the list that speak for the class, and what else in the text weighs most."""
        listed = [(hit.start, hit.end) for hit in hits(text) if best.level1 in dict(hit.pairs)]
        return _merged([*listed, *self._classes.decisive(text, str(best.level1))])


def _shares(scores: Mapping[str, float], order: Sequence[str], sure: float) -> list[tuple[str, float]]:
    """Give the first the certainty measured, and the others what is left of it, by their scores."""
    likely = [exp(2 * scores[level1]) for level1 in order[1:]]
    left = (1 - sure) / sum(likely) if likely else 0.0
    shares = [sure, *(min(sure, left * one) for one in likely)]
    return list(zip(order, shares, strict=True))


def _merged(spans: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


def _first_level(examples: Sequence[Example]) -> Machine:
    names = [(text, pair[0]) for pair, text in _names().items()]
    return Machine([(one.text, one.level1) for one in examples], names)


def _with_level2(examples: Sequence[Example]) -> dict[str, list[Example]]:
    known = sorted((one for one in examples if one.level2), key=lambda one: one.level1)
    return {level1: list(same) for level1, same in groupby(known, key=lambda one: one.level1)}


def _names_of(level1: str) -> list[tuple[str, str]]:
    return [(text, pair[1]) for pair, text in _names().items() if pair[0] == level1]


@functools.cache
def _names() -> dict[tuple[str, str], str]:
    """Return for each subject its names and its words: what describes it."""
    shipped = word_list()
    return {pair: " ".join((*pair, *shipped.words_of(pair))) for pair in shipped.subjects}


# -- how sure --------------------------------------------------------------------------------------------------

# How far an answer leads, how much the word list speaks for it, how far it leads by the common words alone.
_Signs = tuple[float, float, float]
_LEADS_BY_NOTHING: _Signs = (0.0, 0.0, 0.0)
_LEADS_BY_ALL: _Signs = (1.0, 1.0, 1.0)


@dataclass(frozen=True)
class _Certainty:
    """How likely an answer is right, by how far it leads, as a whole and by its words, and by the word list."""

    line: tuple[float, ...] | None = None
    least: float = _UNSURE_BELOW

    def of(self, told: _Signs) -> float:
        """Return how likely it is right, from 0 to 1."""
        if self.line is None:
            return told[1]
        base, *slopes = self.line
        return 1 / (1 + exp(-(base + sum(slope * sign for slope, sign in zip(slopes, told, strict=True)))))

    @classmethod
    def measured(cls, machine: Machine, examples: Sequence[Example]) -> "_Certainty":
        """Measure on the `examples` that taught `machine`, each as it would be told if it had been left out."""
        if machine.unseen is None or machine.unseen_by_words is None:
            return cls()
        rows = zip(machine.unseen.tolist(), machine.unseen_by_words.tolist(), examples, strict=True)
        named = partial(zip, machine.labels, strict=True)
        answers = [_answer(dict(named(row)), dict(named(by_words)), one.text) for row, by_words, one in rows]
        right = [best == one.level1 for (best, _), one in zip(answers, examples, strict=True)]
        seen = [told for _, told in answers]
        found = cls(_line(seen, right))
        return cls(found.line, _least([found.of(told) for told in seen], right))


def _line(seen: Sequence[_Signs], right: Sequence[bool]) -> tuple[float, ...]:
    """Return the line of the logistic regression by which answers with such signs are `right`: base and slopes."""
    import numpy as np  # noqa: PLC0415 - heavy
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415 - a second to load

    middle, width = np.mean(seen, axis=0), np.maximum(np.std(seen, axis=0), _NARROWEST)
    # Leading by nothing is as good as wrong, by all as good as right; so both kinds are always there.
    told = (np.array([*seen, _LEADS_BY_NOTHING, _LEADS_BY_ALL]) - middle) / width
    fitted = LogisticRegression(C=_SHRINKING).fit(told, [*right, False, True])
    slopes = fitted.coef_[0] / width
    return float(fitted.intercept_[0] - slopes @ middle), *map(float, slopes)


def _answer(scores: Mapping[str, float], by_words: Mapping[str, float], text: str) -> tuple[str, _Signs]:
    """Return the class in front, and what tells how sure it is."""
    first, second = sorted(scores, key=lambda level1: -scores[level1])[:2]
    listed = next((one.confidence for one in ranked(text) if one.level1 == first), 0.0)
    return first, (scores[first] - scores[second], listed, by_words[first] - by_words[second])


def _least(certainties: Sequence[float], right: Sequence[bool]) -> float:
    """Return the lowest certainty down to which enough answers are right on the whole; above 1 if there is none.

    Both must say so: how likely each is right, summed up, which no lucky run moves, and which ones were, which no
    wrong line moves. Where many answers are sure, more is asked of them: the examples may have been easy ones.
    """
    best = sorted(zip(certainties, right, strict=True), reverse=True)
    sure, were = [one for one, _ in best], [float(hit) for _, hit in best]
    found = 1.01
    for spare in _SPARE:
        wanted = _RIGHT + spare
        found = max(_lowest(sure, sure, wanted), _lowest(sure, were, wanted - _MISCOUNTED))
        if sum(one >= found for one in sure) >= _ENOUGH * len(sure):
            break
    return found


def _lowest(sure: Sequence[float], worth: Sequence[float], wanted: float) -> float:
    """Return the last of the certainties `sure`, falling, up to which the mean of `worth` is as `wanted`."""
    sums = enumerate(accumulate(worth), start=1)
    # A few prove nothing, and what is as sure as the next stands or falls with it.
    ends = ((n, total) for n, total in sums if n >= _FEW and sure[n : n + 1] != [sure[n - 1]])
    return min((sure[n - 1] for n, total in ends if total / n >= wanted), default=1.01)


# The model at hand, with what taught it.
_LATEST: list[tuple[tuple[Example, ...], LearnedModel]] = []
