"""Texts to labels by regularised least squares over their characters, their words and the words of the shipped list.

Least squares have one solution, found in one step, and with it, for nothing, what every example would have been told by
a machine that had not seen it (Rifkin and Lippert, Notes on regularized least squares, 2007). So a centre's machine is
made in the time of one look at the list, and how far it can be trusted is measured on all that the centre confirmed.
"""

import functools
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from toolkit.chinese import parted
from toolkit.grievances.subject_words import Hit, weights, word_list

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]

# A class's own names and words count as much as a third of a confirmed example.
_NAMES_COUNT = 0.3
# Rare classes count as much as frequent ones, but no example more than this: a single mistake must not rule.
_MOST_COUNT = 4.0
# How much is held against large weights, and how much the word list counts beside the characters; which of them
# suits a centre best, its own confirmations tell.
_PENALTIES = (0.3, 1.0, 3.0)
_MIDDLE = 1.0
_LIST_COUNTS = (0.0, 0.25, 0.5, 1.0, 2.0, 4.0)
_SHARPNESS = (2.0, 3.0, 5.0, 7.0, 10.0)
# Many come to their matter at once. How much more that counts than what follows, the confirmations tell, too.
_OPENING = 40
_OPENING_COUNTS = (0.0, 0.5, 1.0)
# To choose among them, the newest are enough.
_CHOSEN_ON = 600
_DECISIVE = 5
_LOOKED_AT = 30
_KEPT = 10_000


@functools.lru_cache(maxsize=_KEPT)
def hits(text: str) -> tuple[Hit, ...]:
    """Return the words of the list that are said in `text`."""
    return word_list().hits(text)


@dataclass(frozen=True)
class _Weighed:
    """What is `written` in a text and known, where it stands among all that is known, and what each weighs."""

    written: list[str]
    places: list[int]
    values: "Array"


class _Kind:
    """One kind of what texts are written with, characters or words, weighed by TF-IDF to the length 1."""

    def __init__(self, cut: Callable[[str], list[str]], texts: Sequence[str]) -> None:
        from sklearn.feature_extraction.text import TfidfVectorizer  # noqa: PLC0415 - a second to load

        counted = TfidfVectorizer(analyzer=cut, sublinear_tf=True)
        self.told = counted.fit_transform(texts)
        self._cut = cut
        self._places: dict[str, int] = counted.vocabulary_
        self._rarity = counted.idf_

    def likeness(self) -> "Array":
        """Return how like each text is to each."""
        return (self.told @ self.told.T).toarray()  # type: ignore[no-any-return] # the library tells no types

    def learn(self, duals: "Array") -> None:
        """Keep what follows from the weights `duals` of the texts, and let the texts go."""
        self.weights = self.told.T @ duals
        del self.told

    def weighed(self, text: str) -> _Weighed:
        """Return what is written in `text`.

        Asked one text at a time, the library spends ten times longer on checks than on the sum itself.
        """
        import numpy as np  # noqa: PLC0415 - heavy

        counted = [(sign, n) for sign, n in Counter(self._cut(text)).items() if sign in self._places]
        written = [sign for sign, _ in counted]
        places = [self._places[sign] for sign in written]
        values = (1 + np.log([n for _, n in counted] or [1])[: len(places)]) * self._rarity[places]
        return _Weighed(written, places, values / (np.linalg.norm(values) or 1.0))


class Machine:
    """What tells the label of a text, taught by examples and by the names of the labels."""

    def __init__(self, examples: Sequence[tuple[str, str]], names: Sequence[tuple[str, str]]) -> None:
        """Learn from the (text, label) of `examples`, and less from those of `names`."""
        texts, labels = zip(*examples, *names, strict=True)
        self.labels: list[str] = sorted(set(labels))
        # What each example would be told by a machine that had not seen it, one score a label.
        self.unseen: Array | None = None
        # What of that its words alone would say.
        self.unseen_by_words: Array | None = None
        self._last: tuple[str, tuple[_Weighed, ...]] | None = None
        if len(self.labels) > 1:
            self._learn(texts, labels, len(examples))

    def _learn(self, texts: Sequence[str], labels: Sequence[str], known: int) -> None:
        import numpy as np  # noqa: PLC0415 - heavy

        self._kinds = tuple(_Kind(cut, texts) for cut in (signs, words, opening))
        by_signs, by_words, by_opening = (kind.likeness() for kind in self._kinds)
        told = listed(texts)
        targets = np.where(np.array(labels)[:, None] == np.array(self.labels)[None], 1.0, -1.0)
        counts = np.array([*_balanced(labels[:known]), *[_NAMES_COUNT] * (len(labels) - known)])
        # One more sign that every text has stands for how frequent a label is.
        kernels = by_signs + by_words + 1.0, told @ told.T, by_opening
        penalty, share, begun = _chosen(kernels, targets, counts, known)
        inverse = inverted(kernels[0] + share * kernels[1] + begun * kernels[2], counts, penalty)
        duals = inverse @ targets
        self.unseen = left_out(targets, inverse, duals)[:known]
        self.unseen_by_words = part_left_out(by_words, inverse, duals)[:known]
        self._of_list, self._always = share * (told.T @ duals), duals.sum(axis=0)
        for kind, count in zip(self._kinds, (1.0, 1.0, begun), strict=True):
            kind.learn(count * duals)

    def scores(self, text: str) -> dict[str, float]:
        """Return how far `text` lies on the side of each label: near 1 if it is its own, near -1 if not."""
        if len(self.labels) == 1:
            return {self.labels[0]: 0.0}
        told = sum(self._told(text)) + listed([text])[0] @ self._of_list + self._always
        return dict(zip(self.labels, map(float, told), strict=True))

    def by_words(self, text: str) -> dict[str, float]:
        """Return what of the scores the common words of `text` give."""
        if len(self.labels) == 1:
            return {self.labels[0]: 0.0}
        return dict(zip(self.labels, map(float, self._told(text)[1]), strict=True))

    def _told(self, text: str) -> "list[Array]":
        """Return what each kind of what is written in `text` gives to the score of each label."""
        pairs = zip(self._kinds, self._weighed(text), strict=True)
        return [weighed.values @ kind.weights[weighed.places] for kind, weighed in pairs]

    def decisive(self, text: str, label: str) -> list[tuple[int, int]]:
        """Return the places of the words and pairs of characters in `text` that speak most for `label`."""
        if len(self.labels) == 1:
            return []
        spoken: dict[str, float] = {}
        for kind, weighed in zip(self._kinds, self._weighed(text), strict=True):
            told = kind.weights[weighed.places, self.labels.index(label)] * weighed.values
            for at in told.argsort(kind="stable")[-_LOOKED_AT:]:
                spoken[weighed.written[at]] = spoken.get(weighed.written[at], 0.0) + float(told[at])
        best = sorted(((weight, sign) for sign, weight in spoken.items()), reverse=True)
        pairs = [sign for weight, sign in best if weight > 0 and len(sign.strip()) > 1][:_DECISIVE]
        low = text.lower()
        return [(at, at + len(pair)) for pair in pairs if (at := low.find(pair)) >= 0]

    def _weighed(self, text: str) -> tuple[_Weighed, ...]:
        if self._last is None or self._last[0] != text:
            self._last = (text, tuple(kind.weighed(text) for kind in self._kinds))
        return self._last[1]


def _balanced(labels: Sequence[str]) -> list[float]:
    """Return what each example counts, so that every label counts alike as far as `_MOST_COUNT` allows."""
    each = Counter(labels)
    return [min(len(labels) / (len(each) * each[label]), _MOST_COUNT) for label in labels]


def _chosen(
    kernels: "tuple[Array, Array, Array]", targets: "Array", counts: "Array", known: int
) -> tuple[float, float, float]:
    """Return the penalty and the counts of the list and of the opening by which unseen examples are told most right.

    Held to is the likelihood of the right label, at the sharpness that suits best: the squared error would prefer a
    list that pulls all scores towards their targets to one that parts them.
    """
    import numpy as np  # noqa: PLC0415 - heavy

    newest = np.arange(max(known - _CHOSEN_ON, 0), len(counts))
    asked = newest < known
    written, by_list, by_opening = (kernel[np.ix_(newest, newest)] for kernel in kernels)
    right = targets[newest].argmax(axis=1)

    def surprise(penalty: float, share: float, begun: float) -> float:
        kernel = written + share * by_list + begun * by_opening
        _, unseen = solved(kernel, targets[newest], counts[newest], penalty)
        told = unseen[asked], right[asked], counts[newest][asked]
        return min(_surprise(*told, sharpness) for sharpness in _SHARPNESS)

    share = min(_LIST_COUNTS, key=lambda one: surprise(_MIDDLE, one, _OPENING_COUNTS[-1]))
    begun = min(_OPENING_COUNTS, key=lambda one: surprise(_MIDDLE, share, one))
    return min(_PENALTIES, key=lambda one: surprise(one, share, begun)), share, begun


def _surprise(scores: "Array", right: "Array", counts: "Array", sharpness: float) -> float:
    """Return how little the right labels were expected by the rows of `scores`: minus the log of their shares."""
    import numpy as np  # noqa: PLC0415 - heavy

    told = sharpness * (scores - scores.max(axis=1, keepdims=True))
    missed = np.log(np.exp(told).sum(axis=1)) - told[np.arange(len(right)), right]
    return float(np.average(missed, weights=counts))


def solved(kernel: "Array", targets: "Array", counts: "Array", penalty: float) -> "tuple[Array, Array]":
    """Return the weights of the examples in dual form, and the score each would get if it had been left out.

    `kernel` holds the likeness of each example to each, `targets` a column of 1 and -1 for each label, `counts` what
    each example counts.
    """
    inverse = inverted(kernel, counts, penalty)
    duals = inverse @ targets
    return duals, left_out(targets, inverse, duals)


def inverted(kernel: "Array", counts: "Array", penalty: float) -> "Array":
    """Return the inverse from which the weights of the examples follow, whatever their targets."""
    import numpy as np  # noqa: PLC0415 - heavy

    return np.linalg.inv(kernel + np.diag(penalty / counts))


def left_out(targets: "Array", inverse: "Array", duals: "Array") -> "Array":
    """Return the score that each example would get if it had been left out."""
    return targets - duals / inverse.diagonal()[:, None]


def part_left_out(part: "Array", inverse: "Array", duals: "Array") -> "Array":
    """Return what the likenesses `part`, one summand of the kernel, would add to the score of each example left out."""
    import numpy as np  # noqa: PLC0415 - heavy

    own = np.einsum("ij,ji->i", part, inverse)[:, None]
    return part @ duals - own * duals / inverse.diagonal()[:, None]  # type: ignore[no-any-return]


def words(text: str) -> list[str]:
    """Return the common words of `text`."""
    return parted(text.lower())


def opening(text: str) -> list[str]:
    """Return the signs and the words of what `text` begins with."""
    return [*signs(text[:_OPENING]), *words(text[:_OPENING])]


def signs(text: str) -> list[str]:
    """Return the characters and pairs of characters of `text`."""
    low = text.lower()
    return [*low, *map("".join, pairwise(low))]


def listed(texts: Sequence[str]) -> "Array":
    """Return for each text how much the word list speaks for each class and each subject, two vectors of length 1."""
    import numpy as np  # noqa: PLC0415 - heavy

    pairs, classes = _columns()
    both = np.zeros((len(texts), len(classes) + len(pairs)))
    for row, text in zip(both, texts, strict=True):
        for pair, weight in weights(hits(text)).items():
            row[classes[pair[0]]] += weight
            row[len(classes) + pairs[pair]] += weight
    halves = (both[:, : len(classes)], both[:, len(classes) :])
    return np.hstack([half / np.maximum(np.linalg.norm(half, axis=1, keepdims=True), 1e-9) for half in halves])


@functools.cache
def _columns() -> tuple[dict[tuple[str, str], int], dict[str, int]]:
    pairs = word_list().subjects
    classes = dict.fromkeys(level1 for level1, _ in pairs)
    return {pair: at for at, pair in enumerate(pairs)}, {level1: at for at, level1 in enumerate(classes)}
