"""The subject of a text, by a model that begins with shipped examples and that a centre trains with its own.

A linear classifier (`classifier`) weighs characters, pairs of characters and common words together with the keywords of
the shipped list. The shipped examples are invented (`data/examples.csv`, made by `benchmarks/train_subjects.py`); with
enough confirmed grievances of the centre they are left out. Every class of the list takes part by its names and
keywords, so that one without an example can still be proposed. Certainty, and the threshold below which an answer is
unsure, are measured on leave-one-out predictions: of the confirmed examples once they are enough, else of all.
"""

import csv
import functools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import accumulate, groupby
from math import exp
from pathlib import Path
from typing import Protocol

from toolkit.grievances.subject_words import Hit, weights, word_list
from toolkit.grievances.tagging.classifier import TextClassifier, hits
from toolkit.records import SubjectCandidate

# Prior weight of "no subject", equal to one weak keyword.
_DOUBT = 2.0
# On the meetings made up for tuning, every tag of the word list above this confidence is right.
_UNSURE_BELOW = 0.45
_CANDIDATES = 3
_KEPT = 10_000
# Target precision of tags not marked unsure. The threshold is tuned on the training data and is therefore optimistic:
# the largest of `_SPARE` that leaves enough sure tags is added to the target, and `_MISCOUNTED` taken off the measure.
_RIGHT = 0.95
_SPARE = (0.03, 0.025, 0.02, 0.015, 0.01, 0.0075)
_ENOUGH = 0.65
_MISCOUNTED = 0.005
# Inverse regularisation of the logistic regression: more examples count more against it.
_SHRINKING = 1.0
_NARROWEST = 0.05
# With fewer confirmed examples certainty is measured on the shipped ones, too. They have one class where some matters
# have two, so that less is asked: on authors left out, 91 of 100 sure answers were right (the word list: 90).
_MEASURABLE = 50
_RIGHT_OF_SHIPPED = 0.7
# With so many confirmed examples the shipped ones are left out.
_OUTWEIGHS = 1000
_EXAMPLES = Path(__file__).parent / "data" / "examples.csv"
_FEW = 20
# Older examples are left out, so that training takes seconds.
_MOST = 3000
_MANY = 500
_FEW_NEW = 0.02


@dataclass(frozen=True)
class SubjectExample:
    """A text and the subject that a person confirmed for it; `level2` may be None."""

    text: str
    level1: str
    level2: str | None = None


@dataclass(frozen=True)
class SubjectJudgement:
    """The subjects of a text, the most certain first, and the spans that decided for the first."""

    candidates: tuple[SubjectCandidate, ...]
    unsure: bool
    spans: tuple[tuple[int, int], ...]


class SubjectModel(Protocol):
    """Protocol of a subject classifier."""

    def judge(self, text: str) -> SubjectJudgement:
        """Return the subject of `text`."""


class WordListModel:
    """The shipped word list alone."""

    def judge(self, text: str) -> SubjectJudgement:
        """Return the subject with the most weight of keywords in `text`."""
        candidates = ranked_subjects(text)[:_CANDIDATES]
        if not candidates:
            return SubjectJudgement((), unsure=True, spans=())
        best = candidates[0]
        return SubjectJudgement(tuple(candidates), best.confidence < _UNSURE_BELOW, _spans(hits(text), best))


def _spans(hits_found: Iterable[Hit], best: SubjectCandidate) -> tuple[tuple[int, int], ...]:
    return tuple((hit.start, hit.end) for hit in hits_found if (best.level1, best.level2) in hit.pairs)


@functools.lru_cache(maxsize=_KEPT)
def ranked_subjects(text: str) -> tuple[SubjectCandidate, ...]:
    """Return every class with keywords in `text`, each with its best second level, the most certain first.

    Keywords of a class as a whole count for each of its members.
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


@functools.cache
def shipped_examples() -> tuple[SubjectExample, ...]:
    """Return the shipped examples; they have a first level only."""
    with _EXAMPLES.open(encoding="utf-8-sig", newline="") as file:
        return tuple(SubjectExample(row["文字"], row["一级"]) for row in csv.DictReader(file))


def trained_model(examples: tuple[SubjectExample, ...]) -> SubjectModel:
    """Return the model trained on the shipped examples and on the confirmed `examples`, the newest last.

    Training happens on first use. With many examples a few new ones change little, so the newest model is returned
    until two per cent are new. A corrected or withdrawn example is unlearned at once.
    """
    if not examples:
        return _shipped_model()
    if not _LATEST or not _still_holds(_LATEST[0][0], examples):
        prior = shipped_examples() if len(examples) < _OUTWEIGHS else ()
        _LATEST[:] = [(examples, LearnedModel(examples[-_MOST:], prior))]
    return _LATEST[0][1]


@functools.cache
def _shipped_model() -> "LearnedModel":
    return LearnedModel((), shipped_examples())


def _still_holds(taught: tuple[SubjectExample, ...], examples: tuple[SubjectExample, ...]) -> bool:
    new = len(examples) - len(taught)
    few = len(taught) * _FEW_NEW if len(taught) >= _MANY else 0
    return 0 <= new <= few and examples[: len(taught)] == taught


class LearnedModel:
    """The classifier trained on examples, on top of the word list."""

    def __init__(self, examples: Sequence[SubjectExample], prior: Sequence[SubjectExample] = ()) -> None:
        """Train on the confirmed `examples` and on `prior` ones, at least one in all, on first use.

        Thousands of them take seconds.
        """
        self._examples = (*prior, *examples)
        self._confirmed = len(examples)
        self._taught = _with_level2(examples)
        self._within: dict[str, TextClassifier] = {}

    @functools.cached_property
    def _classes(self) -> TextClassifier:
        return _first_level(self._examples)

    @functools.cached_property
    def _certainty(self) -> "_Certainty":
        if self._confirmed >= _MEASURABLE:
            return _Certainty.measured(self._classes, self._examples, self._confirmed, _RIGHT)
        if len(self._examples) >= _MEASURABLE:
            return _Certainty.measured(self._classes, self._examples, len(self._examples), _RIGHT_OF_SHIPPED)
        return _Certainty()

    def judge(self, text: str) -> SubjectJudgement:
        """Return the subject of `text` in two levels."""
        scores = self._classes.scores(text)
        order = sorted(scores, key=lambda level1: -scores[level1])
        sure = self._certainty.of(_answer(scores, self._classes.by_words(text), text)[1])
        listed = {candidate.level1: candidate for candidate in ranked_subjects(text)}
        shares = _shares(scores, order[:_CANDIDATES], sure)
        candidates = tuple(
            SubjectCandidate(level1, self._level2(level1, text, listed.get(level1)), round(share, 3))
            for level1, share in shares
        )
        spans = self._decisive(text, candidates[0])
        # Without a word that speaks for it, an answer is a guess from the frequency of classes.
        return SubjectJudgement(candidates, sure < self._certainty.least or not spans, spans)

    def _level2(self, level1: str, text: str, listed: SubjectCandidate | None) -> str | None:
        if level1 not in self._taught:
            return None if listed is None else listed.level2
        if level1 not in self._within:
            known = [(example.text, str(example.level2)) for example in self._taught[level1]]
            self._within[level1] = TextClassifier(known, _names_of(level1))
        scores = self._within[level1].scores(text)
        return max(scores, key=lambda level2: scores[level2])

    def _decisive(self, text: str, best: SubjectCandidate) -> tuple[tuple[int, int], ...]:
        """Return the spans of keywords for the class and of the features that weigh most."""
        listed = [(hit.start, hit.end) for hit in hits(text) if best.level1 in dict(hit.pairs)]
        return _merged([*listed, *self._classes.decisive(text, str(best.level1))])


def _shares(scores: Mapping[str, float], order: Sequence[str], sure: float) -> list[tuple[str, float]]:
    """Return the first label with its certainty, and the others with the rest of it by their scores."""
    likely = [exp(2 * scores[level1]) for level1 in order[1:]]
    left = (1 - sure) / sum(likely) if likely else 0.0
    shares = [sure, *(min(sure, left * weight) for weight in likely)]
    return list(zip(order, shares, strict=True))


def _merged(spans: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


def _first_level(examples: Sequence[SubjectExample]) -> TextClassifier:
    names = [(text, pair[0]) for pair, text in _names().items()]
    return TextClassifier([(example.text, example.level1) for example in examples], names)


def _with_level2(examples: Sequence[SubjectExample]) -> dict[str, list[SubjectExample]]:
    known = sorted((example for example in examples if example.level2), key=lambda example: example.level1)
    return {level1: list(same) for level1, same in groupby(known, key=lambda example: example.level1)}


def _names_of(level1: str) -> list[tuple[str, str]]:
    return [(text, pair[1]) for pair, text in _names().items() if pair[0] == level1]


@functools.cache
def _names() -> dict[tuple[str, str], str]:
    """Return the names and keywords of each subject."""
    shipped = word_list()
    return {pair: " ".join((*pair, *shipped.words_of(pair))) for pair in shipped.subjects}


# -- how sure --------------------------------------------------------------------------------------------------

# The lead of an answer, its confidence by the word list, and its lead by the common words alone.
_Measures = tuple[float, float, float]
_NO_LEAD: _Measures = (0.0, 0.0, 0.0)
_FULL_LEAD: _Measures = (1.0, 1.0, 1.0)


@dataclass(frozen=True)
class _Certainty:
    """The probability that an answer is right, by its lead, its lead by words, and the word list."""

    line: tuple[float, ...] | None = None
    least: float = _UNSURE_BELOW

    def of(self, signs: _Measures) -> float:
        """Return the probability of an answer with these `signs`, from 0 to 1."""
        if self.line is None:
            return signs[1]
        base, *slopes = self.line
        return 1 / (1 + exp(-(base + sum(slope * sign for slope, sign in zip(slopes, signs, strict=True)))))

    @classmethod
    def measured(
        cls, classifier: TextClassifier, examples: Sequence[SubjectExample], newest: int, wanted: float
    ) -> "_Certainty":
        """Return the certainty measured on leave-one-out predictions of the `newest` of the `examples` of `classifier`.

        Of the answers that are sure the share `wanted` is to be right.
        """
        if classifier.left_out is None or classifier.left_out_by_words is None:
            return cls()
        scores = (classifier.left_out.tolist()[-newest:], classifier.left_out_by_words.tolist()[-newest:])
        examples = examples[-newest:]
        rows = zip(*scores, examples, strict=True)
        named = partial(zip, classifier.labels, strict=True)
        answers = [_answer(dict(named(row)), dict(named(by_words)), example.text) for row, by_words, example in rows]
        right = [best == example.level1 for (best, _), example in zip(answers, examples, strict=True)]
        seen = [signs for _, signs in answers]
        fitted = cls(_line(seen, right))
        return cls(fitted.line, _least([fitted.of(signs) for signs in seen], right, wanted))


def _line(seen: Sequence[_Measures], right: Sequence[bool]) -> tuple[float, ...]:
    """Return intercept and slopes of the logistic regression of `right` on the measures `seen`."""
    import numpy as np
    from sklearn.linear_model import LogisticRegression

    middle, width = np.mean(seen, axis=0), np.maximum(np.std(seen, axis=0), _NARROWEST)
    # No lead counts as wrong and a full lead as right, so that both classes are always present.
    scaled = (np.array([*seen, _NO_LEAD, _FULL_LEAD]) - middle) / width
    fitted = LogisticRegression(C=_SHRINKING).fit(scaled, [*right, False, True])
    slopes = fitted.coef_[0] / width
    return float(fitted.intercept_[0] - slopes @ middle), *map(float, slopes)


def _answer(scores: Mapping[str, float], by_words: Mapping[str, float], text: str) -> tuple[str, _Measures]:
    """Return the class with the highest score, and the measures of its certainty."""
    first, second = sorted(scores, key=lambda level1: -scores[level1])[:2]
    listed = next((candidate.confidence for candidate in ranked_subjects(text) if candidate.level1 == first), 0.0)
    return first, (scores[first] - scores[second], listed, by_words[first] - by_words[second])


def _least(certainties: Sequence[float], right: Sequence[bool], target: float = _RIGHT) -> float:
    """Return the lowest certainty at which enough answers are right, above 1 if there is none.

    Both estimates must agree: the mean of the probabilities, which no lucky run moves, and the share of right answers,
    which no wrong line moves. Where many answers are sure the target is higher, for the examples may have been easy.
    """
    best = sorted(zip(certainties, right, strict=True), reverse=True)
    sure, were = [certainty for certainty, _ in best], [float(hit) for _, hit in best]
    least = 1.01
    for spare in _SPARE:
        wanted = target + spare
        least = max(_lowest(sure, sure, wanted), _lowest(sure, were, wanted - _MISCOUNTED))
        if sum(certainty >= least for certainty in sure) >= _ENOUGH * len(sure):
            break
    return least


def _lowest(sure: Sequence[float], worth: Sequence[float], wanted: float) -> float:
    """Return the last of the falling certainties `sure` up to which the mean of `worth` is at least `wanted`."""
    sums = enumerate(accumulate(worth), start=1)
    # A few prove nothing, and equal certainties are accepted or refused together.
    ends = ((n, total) for n, total in sums if n >= _FEW and sure[n : n + 1] != [sure[n - 1]])
    return min((sure[n - 1] for n, total in ends if total / n >= wanted), default=1.01)


# The newest trained model, with its confirmed examples.
_LATEST: list[tuple[tuple[SubjectExample, ...], LearnedModel]] = []
