"""Text classification by regularised least squares over characters, words and keywords of the shipped list.

The closed-form solution also gives leave-one-out predictions at no extra cost (Rifkin and Lippert, Notes on regularized
least squares, 2007). So training takes seconds, and certainty is measured on all confirmed examples.

RidgeClassifierCV of scikit-learn solves the same problem, but has no leave-one-out scores by groups of features and no
weights of groups chosen by likelihood; with 1,000 examples its macro-F1 was 0.010 lower and it answered slower.
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

# Weight of the names and keywords of a class, relative to a confirmed example.
_NAMES_COUNT = 0.3
# Classes are balanced, but no example weighs more than this: a single mistake must not decide.
_MOST_COUNT = 4.0
# Ridge penalties, and weights of the word list relative to the characters; chosen on the confirmed examples.
_PENALTIES = (0.3, 1.0, 3.0)
_MIDDLE = 1.0
_LIST_COUNTS = (0.0, 0.25, 0.5, 1.0, 2.0, 4.0)
_SHARPNESS = (2.0, 3.0, 5.0, 7.0, 10.0)
# Many name their matter at once: the additional weight of the opening is chosen on the examples, too.
_OPENING = 40
_OPENING_COUNTS = (0.0, 0.5, 1.0)
# The choice is made on the newest examples.
_CHOSEN_ON = 600
_DECISIVE = 5
_LOOKED_AT = 30
_KEPT = 10_000


@functools.lru_cache(maxsize=_KEPT)
def hits(text: str) -> tuple[Hit, ...]:
    """Return the keywords of the list in `text`."""
    return word_list().hits(text)


@dataclass(frozen=True)
class _WeighedText:
    """The known features `written` in a text, their places in the vocabulary, and their TF-IDF values."""

    written: list[str]
    places: list[int]
    values: "Array"


class _Vocabulary:
    """The features of one kind, characters or words, weighted by TF-IDF to vectors of length 1."""

    def __init__(self, cut: Callable[[str], list[str]], texts: Sequence[str]) -> None:
        from sklearn.feature_extraction.text import TfidfVectorizer

        counted = TfidfVectorizer(analyzer=cut, sublinear_tf=True)
        self.matrix = counted.fit_transform(texts)
        self._cut = cut
        self._places: dict[str, int] = counted.vocabulary_
        self._rarity = counted.idf_

    def likeness(self) -> "Array":
        """Return the matrix of inner products of the texts."""
        return (self.matrix @ self.matrix.T).toarray()  # type: ignore[no-any-return] # the library has no types

    def learn(self, duals: "Array") -> None:
        """Keep the primal weights that follow from the dual weights `duals`, and free the texts."""
        self.weights = self.matrix.T @ duals
        del self.matrix

    def weighed(self, text: str) -> _WeighedText:
        """Return the features of `text` with their TF-IDF values.

        For a single text the vectorizer would spend ten times longer on checks than on the sum.
        """
        import numpy as np

        counted = [(sign, n) for sign, n in Counter(self._cut(text)).items() if sign in self._places]
        written = [sign for sign, _ in counted]
        places = [self._places[sign] for sign in written]
        values = (1 + np.log([n for _, n in counted] or [1])[: len(places)]) * self._rarity[places]
        return _WeighedText(written, places, values / (np.linalg.norm(values) or 1.0))


class TextClassifier:
    """A classifier of texts, trained on examples and on the names of the labels."""

    def __init__(self, examples: Sequence[tuple[str, str]], names: Sequence[tuple[str, str]]) -> None:
        """Train on the (text, label) pairs of `examples`, and with less weight on those of `names`."""
        texts, labels = zip(*examples, *names, strict=True)
        self.labels: list[str] = sorted(set(labels))
        # Leave-one-out scores of the examples, one column for each label.
        self.left_out: Array | None = None
        # The part of these scores that comes from the common words.
        self.left_out_by_words: Array | None = None
        self._last: tuple[str, tuple[_WeighedText, ...]] | None = None
        if len(self.labels) > 1:
            self._learn(texts, labels, len(examples))

    def _learn(self, texts: Sequence[str], labels: Sequence[str], known: int) -> None:
        import numpy as np

        self._vocabularies = tuple(_Vocabulary(cut, texts) for cut in (characters, words, opening))
        by_signs, by_words, by_opening = (vocabulary.likeness() for vocabulary in self._vocabularies)
        list_vectors = listed(texts)
        targets = np.where(np.array(labels)[:, None] == np.array(self.labels)[None], 1.0, -1.0)
        counts = np.array([*_balanced(labels[:known]), *[_NAMES_COUNT] * (len(labels) - known)])
        # A constant feature learns how frequent a label is.
        kernels = by_signs + by_words + 1.0, list_vectors @ list_vectors.T, by_opening
        penalty, share, begun = _chosen(kernels, targets, counts, known)
        inverse = inverted(kernels[0] + share * kernels[1] + begun * kernels[2], counts, penalty)
        duals = inverse @ targets
        self.left_out = left_out(targets, inverse, duals)[:known]
        self.left_out_by_words = part_left_out(by_words, inverse, duals)[:known]
        self._of_list, self._always = share * (list_vectors.T @ duals), duals.sum(axis=0)
        for vocabulary, count in zip(self._vocabularies, (1.0, 1.0, begun), strict=True):
            vocabulary.learn(count * duals)

    def scores(self, text: str) -> dict[str, float]:
        """Return the score of each label for `text`: near 1 for its own label, near -1 for others."""
        if len(self.labels) == 1:
            return {self.labels[0]: 0.0}
        scores = sum(self._contributions(text)) + listed([text])[0] @ self._of_list + self._always
        return dict(zip(self.labels, map(float, scores), strict=True))

    def by_words(self, text: str) -> dict[str, float]:
        """Return the part of the scores that comes from the common words of `text`."""
        if len(self.labels) == 1:
            return {self.labels[0]: 0.0}
        return dict(zip(self.labels, map(float, self._contributions(text)[1]), strict=True))

    def _contributions(self, text: str) -> "list[Array]":
        """Return the part of the scores that each vocabulary gives, one column for each label."""
        pairs = zip(self._vocabularies, self._weighed(text), strict=True)
        return [weighed.values @ vocabulary.weights[weighed.places] for vocabulary, weighed in pairs]

    def decisive(self, text: str, label: str) -> list[tuple[int, int]]:
        """Return the spans of the words and pairs of characters in `text` that weigh most for `label`."""
        if len(self.labels) == 1:
            return []
        spoken: dict[str, float] = {}
        for vocabulary, weighed in zip(self._vocabularies, self._weighed(text), strict=True):
            contributions = vocabulary.weights[weighed.places, self.labels.index(label)] * weighed.values
            for at in contributions.argsort(kind="stable")[-_LOOKED_AT:]:
                spoken[weighed.written[at]] = spoken.get(weighed.written[at], 0.0) + float(contributions[at])
        best = sorted(((weight, sign) for sign, weight in spoken.items()), reverse=True)
        pairs = [sign for weight, sign in best if weight > 0 and len(sign.strip()) > 1][:_DECISIVE]
        low = text.lower()
        return [(at, at + len(pair)) for pair in pairs if (at := low.find(pair)) >= 0]

    def _weighed(self, text: str) -> tuple[_WeighedText, ...]:
        if self._last is None or self._last[0] != text:
            self._last = (text, tuple(vocabulary.weighed(text) for vocabulary in self._vocabularies))
        return self._last[1]


def _balanced(labels: Sequence[str]) -> list[float]:
    """Return the weight of each example, which balances the labels as far as `_MOST_COUNT` allows."""
    each = Counter(labels)
    return [min(len(labels) / (len(each) * each[label]), _MOST_COUNT) for label in labels]


def _chosen(
    kernels: "tuple[Array, Array, Array]", targets: "Array", counts: "Array", known: int
) -> tuple[float, float, float]:
    """Return the penalty and the weights of list and opening with the best leave-one-out likelihood.

    The likelihood of the right label is taken at its best sharpness: the squared error would prefer weights that pull
    all scores to their targets over weights that separate the labels.
    """
    import numpy as np

    newest = np.arange(max(known - _CHOSEN_ON, 0), len(counts))
    asked = newest < known
    written, by_list, by_opening = (kernel[np.ix_(newest, newest)] for kernel in kernels)
    right = targets[newest].argmax(axis=1)

    def surprise(penalty: float, share: float, begun: float) -> float:
        kernel = written + share * by_list + begun * by_opening
        _, unseen = solved(kernel, targets[newest], counts[newest], penalty)
        scored = unseen[asked], right[asked], counts[newest][asked]
        return min(_surprise(*scored, sharpness) for sharpness in _SHARPNESS)

    share = min(_LIST_COUNTS, key=lambda value: surprise(_MIDDLE, value, _OPENING_COUNTS[-1]))
    begun = min(_OPENING_COUNTS, key=lambda value: surprise(_MIDDLE, share, value))
    return min(_PENALTIES, key=lambda value: surprise(value, share, begun)), share, begun


def _surprise(scores: "Array", right: "Array", counts: "Array", sharpness: float) -> float:
    """Return the mean negative log-likelihood of the right labels under the softmax of `scores`."""
    import numpy as np

    exponents = sharpness * (scores - scores.max(axis=1, keepdims=True))
    missed = np.log(np.exp(exponents).sum(axis=1)) - exponents[np.arange(len(right)), right]
    return float(np.average(missed, weights=counts))


def solved(kernel: "Array", targets: "Array", counts: "Array", penalty: float) -> "tuple[Array, Array]":
    """Return the dual weights of the examples, and their leave-one-out scores.

    `kernel` is the matrix of inner products, `targets` has a column of 1 and -1 for each label, `counts` the weights of
    the examples.
    """
    inverse = inverted(kernel, counts, penalty)
    duals = inverse @ targets
    return duals, left_out(targets, inverse, duals)


def inverted(kernel: "Array", counts: "Array", penalty: float) -> "Array":
    """Return the inverse of the regularised kernel, from which dual weights follow for any targets."""
    import numpy as np

    return np.linalg.inv(kernel + np.diag(penalty / counts))


def left_out(targets: "Array", inverse: "Array", duals: "Array") -> "Array":
    """Return the leave-one-out scores of the examples."""
    return targets - duals / inverse.diagonal()[:, None]


def part_left_out(part: "Array", inverse: "Array", duals: "Array") -> "Array":
    """Return the part of the leave-one-out scores that comes from `part`, one summand of the kernel."""
    import numpy as np

    own = np.einsum("ij,ji->i", part, inverse)[:, None]
    return part @ duals - own * duals / inverse.diagonal()[:, None]  # type: ignore[no-any-return]


def words(text: str) -> list[str]:
    """Return the common words of `text`."""
    return parted(text.lower())


def opening(text: str) -> list[str]:
    """Return the characters and words of the beginning of `text`."""
    return [*characters(text[:_OPENING]), *words(text[:_OPENING])]


def characters(text: str) -> list[str]:
    """Return the characters and pairs of characters of `text`."""
    low = text.lower()
    return [*low, *map("".join, pairwise(low))]


def listed(texts: Sequence[str]) -> "Array":
    """Return for each text the weights of classes and of subjects by the word list, two vectors of length 1."""
    import numpy as np

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
