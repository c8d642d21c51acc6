"""The subject of a text, by a model that a centre trains itself with what its people confirm.

Before anything is confirmed the shipped word list decides alone. From the first confirmation on, a linear support
vector machine weighs the text's characters and pairs of characters together with the words of the list; every class
of the list takes part by its names and words, so that one which nobody confirmed yet can still be given. How sure
an answer is, and below what it is called unsure, is measured on the confirmed examples themselves, each judged by a
model that did not see it.
"""

import functools
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from math import exp
from typing import TYPE_CHECKING, Any, Protocol

from toolkit.records import SubjectCandidate
from toolkit.subject_words import Hit, weights, word_list

if TYPE_CHECKING:
    import numpy as np

    _Weighed = tuple[list[str], list[int], np.ndarray[Any, Any]]

# What nothing speaks for weighs as much as one weak word.
_DOUBT = 2.0
# Of the made-up meetings meant for tuning, all tags of the word list above this are right.
_UNSURE_BELOW = 0.45
_CANDIDATES = 3
# So many of the tags given without "unsure" shall be right.
_RIGHT = 0.95
# With fewer examples nothing can be measured on them.
_MEASURABLE = 50
_FEW = 20
_FOLDS = 5
# Older examples are left out, so that training takes seconds.
_MOST = 5000
# A class's own names and words count as much as a third of a confirmed example.
_NAMES_COUNT = 0.3
_PENALTY = 0.5
_DECISIVE = 5


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
        return Judgement(tuple(candidates), best.confidence < _UNSURE_BELOW, _spans(_hits(text), best))


def _spans(hits: Iterable[Hit], best: SubjectCandidate) -> tuple[tuple[int, int], ...]:
    return tuple((hit.start, hit.end) for hit in hits if (best.level1, best.level2) in hit.pairs)


def ranked(text: str) -> list[SubjectCandidate]:
    """Return every class that the word list speaks for with its likeliest second level, the surest first.

    What speaks for a class as a whole helps each of its members.
    """
    totals = weights(_hits(text))
    classes = _by_class(totals)
    whole = sum(totals.values()) + _DOUBT
    best_first = sorted(totals.items(), key=lambda item: (-classes[item[0][0]], -item[1]))
    leading = {pair[0]: pair for pair, _ in reversed(best_first)}
    return [
        SubjectCandidate(*pair, round(classes[level1] / whole, 3))
        for level1, pair in sorted(leading.items(), key=lambda item: -classes[item[0]])
    ]


@functools.lru_cache(maxsize=2 * _MOST)
def _hits(text: str) -> tuple[Hit, ...]:
    return word_list().hits(text)


def _by_class(totals: Mapping[tuple[str, str], float]) -> dict[str, float]:
    classes: dict[str, float] = {}
    for (level1, _), weight in totals.items():
        classes[level1] = classes.get(level1, 0.0) + weight
    return classes


@functools.lru_cache(maxsize=2)
def trained(examples: tuple[Example, ...]) -> SubjectModel:
    """Return the model that `examples` teach, the newest last; the word list alone when there are none."""
    return LearnedModel(examples[-_MOST:]) if examples else WordListModel()


class LearnedModel:
    """What the confirmed examples teach, on top of the word list."""

    def __init__(self, examples: Sequence[Example]) -> None:
        """Learn from `examples`, at least one; this takes seconds for thousands of them."""
        self._classes = _first_level(examples)
        self._within = {
            level1: _Classifier([(one.text, str(one.level2)) for one in known], _names_of(level1))
            for level1, known in _with_level2(examples).items()
        }
        self._certainty = _Certainty.measured(examples) if len(examples) >= _MEASURABLE else _Certainty()

    def judge(self, text: str) -> Judgement:
        """Return the subject of `text` in two levels."""
        scores = self._classes.scores(text)
        order = sorted(scores, key=lambda level1: -scores[level1])
        _, margin, told = _answer(scores, text)
        sure = self._certainty.of(margin, told)
        listed = {one.level1: one for one in ranked(text)}
        shares = _shares(scores, order[:_CANDIDATES], sure)
        candidates = tuple(
            SubjectCandidate(level1, self._level2(level1, text, listed.get(level1)), round(share, 3))
            for level1, share in shares
        )
        return Judgement(candidates, sure < self._certainty.least, self._decisive(text, candidates[0]))

    def _level2(self, level1: str, text: str, listed: SubjectCandidate | None) -> str | None:
        if level1 not in self._within:
            return None if listed is None else listed.level2
        scores = self._within[level1].scores(text)
        return max(scores, key=lambda level2: scores[level2])

    def _decisive(self, text: str, best: SubjectCandidate) -> tuple[tuple[int, int], ...]:
        """Return the words of the list that speak for the class, and the pairs of characters that weigh most."""
        listed = [(hit.start, hit.end) for hit in _hits(text) if best.level1 in dict(hit.pairs)]
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


def _first_level(examples: Sequence[Example]) -> "_Classifier":
    names = [(text, pair[0]) for pair, text in _names().items()]
    return _Classifier([(one.text, one.level1) for one in examples], names)


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


@dataclass(frozen=True)
class _Certainty:
    """How likely an answer is right, by how far it leads and how much the word list speaks for it."""

    line: tuple[float, float, float] | None = None
    least: float = _UNSURE_BELOW

    def of(self, margin: float, told: float) -> float:
        """Return how likely it is right, from 0 to 1."""
        if self.line is None:
            return told
        base, by_margin, by_words = self.line
        return 1 / (1 + exp(-(base + by_margin * margin + by_words * told)))

    @classmethod
    def measured(cls, examples: Sequence[Example]) -> "_Certainty":
        """Measure on the examples, each judged by a model that learned from others only."""
        from sklearn.linear_model import LogisticRegression  # noqa: PLC0415 - a second to load
        from sklearn.model_selection import KFold  # noqa: PLC0415

        seen: list[tuple[float, float]] = []
        right: list[bool] = []
        for learn, ask in KFold(_FOLDS, shuffle=True, random_state=0).split(examples):
            model = _first_level([examples[at] for at in learn])
            for one in (examples[at] for at in ask):
                best, margin, told = _answer(model.scores(one.text), one.text)
                seen.append((margin, told))
                right.append(best == one.level1)
        # Leading by nothing is as good as wrong, by all as good as right; so both kinds are always there.
        fitted = LogisticRegression().fit([*seen, (0.0, 0.0), (1.0, 1.0)], [*right, False, True])
        line = (float(fitted.intercept_[0]), float(fitted.coef_[0][0]), float(fitted.coef_[0][1]))
        found = cls(line)
        return cls(line, _least([(found.of(*one), ok) for one, ok in zip(seen, right, strict=True)]))


def _answer(scores: Mapping[str, float], text: str) -> tuple[str, float, float]:
    """Return the class in front, how far it leads, and how much the word list speaks for it."""
    first, second = sorted(scores, key=lambda level1: -scores[level1])[:2]
    told = next((one.confidence for one in ranked(text) if one.level1 == first), 0.0)
    return first, scores[first] - scores[second], told


def _least(judged: Sequence[tuple[float, bool]]) -> float:
    """Return the lowest certainty down to which the answers are right often enough; above 1 if there is none."""
    least, right = 1.01, 0
    for count, (sure, ok) in enumerate(sorted(judged, reverse=True), start=1):
        right += ok
        # A few lucky ones prove nothing.
        if count >= _FEW and right / count >= _RIGHT:
            least = sure
    return least


# -- the machine -----------------------------------------------------------------------------------------------


class _Classifier:
    """Texts to labels, by characters, pairs of characters and the words of the list."""

    def __init__(self, examples: Sequence[tuple[str, str]], names: Sequence[tuple[str, str]]) -> None:
        """Learn from the (text, label) of `examples`, and less from those of `names`."""
        from sklearn.feature_extraction.text import TfidfVectorizer  # noqa: PLC0415 - a second to load
        from sklearn.pipeline import make_union  # noqa: PLC0415
        from sklearn.preprocessing import FunctionTransformer  # noqa: PLC0415
        from sklearn.svm import LinearSVC  # noqa: PLC0415

        texts, labels = zip(*examples, *names, strict=True)
        self.labels: list[str] = sorted(set(labels))
        if len(self.labels) == 1:
            return
        counts = [1.0] * len(examples) + [_NAMES_COUNT] * len(names)
        pairs = TfidfVectorizer(analyzer=_signs, sublinear_tf=True)
        features = make_union(pairs, FunctionTransformer(_told)).fit_transform(texts)
        machine = LinearSVC(C=_PENALTY, random_state=0).fit(features, labels, counts)
        # Asked one text at a time, the library spends ten times longer on checks than on the sum itself.
        self._last: tuple[str, _Weighed] | None = None
        self._places: dict[str, int] = pairs.vocabulary_
        self._rarity = pairs.idf_
        self._weights, self._bias = machine.coef_, machine.intercept_

    def scores(self, text: str) -> dict[str, float]:
        """Return how far `text` lies on the side of each label."""
        if len(self.labels) == 1:
            return {self.labels[0]: 0.0}
        _, places, values = self._weighed(text)
        known = len(self._places)
        told = self._weights[:, places] @ values + self._weights[:, known:] @ _told([text])[0] + self._bias
        sides = told.tolist() if len(told) > 1 else [-told[0], told[0]]
        return dict(zip(self.labels, map(float, sides), strict=True))

    def decisive(self, text: str, label: str) -> list[tuple[int, int]]:
        """Return the places of the pairs of characters in `text` that speak most for `label`."""
        if len(self.labels) < 3:  # noqa: PLR2004 - one line of weights stands for both labels
            return []
        written, places, values = self._weighed(text)
        spoken = self._weights[self.labels.index(label), places] * values
        best = sorted(zip(spoken, written, strict=True), reverse=True)
        pairs = [sign for weight, sign in best if weight > 0 and len(sign.strip()) > 1][:_DECISIVE]
        low = text.lower()
        return [(at, at + len(pair)) for pair in pairs if (at := low.find(pair)) >= 0]

    def _weighed(self, text: str) -> "_Weighed":
        """Return the known signs of `text`, their places, and what each weighs: TF-IDF of length 1."""
        import numpy as np  # noqa: PLC0415 - heavy

        if self._last is not None and self._last[0] == text:
            return self._last[1]
        counted = [(sign, n) for sign, n in Counter(_signs(text)).items() if sign in self._places]
        written = [sign for sign, _ in counted]
        places = [self._places[sign] for sign in written]
        values = (1 + np.log([n for _, n in counted] or [1])[: len(places)]) * self._rarity[places]
        self._last = (text, (written, places, values / (np.linalg.norm(values) or 1.0)))
        return self._last[1]


def _signs(text: str) -> list[str]:
    """Return the characters and pairs of characters of `text`."""
    low = text.lower()
    return [*low, *map("".join, pairwise(low))]


def _told(texts: Sequence[str]) -> "np.ndarray[Any, Any]":
    """Return for each text how much the word list speaks for each class and each subject, two vectors of length 1."""
    import numpy as np  # noqa: PLC0415 - heavy

    pairs, classes = _columns()
    both = np.zeros((len(texts), len(classes) + len(pairs)))
    for row, text in zip(both, texts, strict=True):
        for pair, weight in weights(_hits(text)).items():
            row[classes[pair[0]]] += weight
            row[len(classes) + pairs[pair]] += weight
    halves = (both[:, : len(classes)], both[:, len(classes) :])
    return np.hstack([half / np.maximum(np.linalg.norm(half, axis=1, keepdims=True), 1e-9) for half in halves])


@functools.cache
def _columns() -> tuple[dict[tuple[str, str], int], dict[str, int]]:
    pairs = word_list().subjects
    classes = dict.fromkeys(level1 for level1, _ in pairs)
    return {pair: at for at, pair in enumerate(pairs)}, {level1: at for at, level1 in enumerate(classes)}
