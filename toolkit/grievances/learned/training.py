"""Training of the tagger on confirmed meetings, on top of the weights that shipped.

The same conditional random field as the shipped weights come from (Lafferty, McCallum and Pereira 2001), with these as
its prior: what is learned is a difference from them, and is kept small. Only features that shipped get a weight, so
that no word of a meeting can stand in what was learned.
"""

import functools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from toolkit.grievances.finding import MeetingFeatures, tagger
from toolkit.grievances.finding.tagger import Weights

# How much a difference from the shipped weights counts against it; chosen on authors that these were not trained with.
_PENALTY = 5.0
# Resilient propagation (Riedmiller and Braun 1993): the rounds, the first step, and how steps grow and shrink.
_ROUNDS, _FIRST, _GROWS, _SHRINKS = 15, 0.05, 1.3, 0.5
_PARTS = 5
_REACH = 1
_BEGIN = tagger.TAGS.index("begin")
# The weights of features and tags (rows: features), of tags after others, and of the first tag.
_Parts = tuple[np.ndarray, np.ndarray, np.ndarray]


@dataclass(frozen=True)
class Chain:
    """A confirmed meeting: `code` of its recording, what is seen of each sentence, and the place of its right tag."""

    code: str
    meeting: MeetingFeatures
    right: tuple[int, ...]


@dataclass(frozen=True)
class Begins:
    """Beginnings of matters: how many there are, were said, and were right within one sentence."""

    true: int = 0
    said: int = 0
    right: int = 0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall, 0 to 1."""
        return 2 * self.right / max(1, self.true + self.said)


def learned(chains: Sequence[Chain]) -> Weights:
    """Return what `chains` teach, to be added to the weights that shipped."""
    return _learned([_Seen(chain) for chain in chains])


def held_out(chains: Sequence[Chain]) -> tuple[Begins, Begins]:
    """Return how the shipped weights find the beginnings in `chains`, and how those do that learned from the others.

    The meetings are parted in five; each part is tagged by what the rest teach.
    """
    seen = [_Seen(chain) for chain in chains]
    before, after = [], []
    for part in (seen[at::_PARTS] for at in range(min(_PARTS, len(seen)))):
        own = _parts_of(_learned([one for one in seen if one not in part]))
        before += [_begins(one, _zeros()) for one in part]
        after += [_begins(one, own) for one in part]
    return _summed(before), _summed(after)


# -- one meeting -----------------------------------------------------------------------------------------------


@functools.cache
def _places() -> dict[str, int]:
    """Return a place for each feature that shipped; place 0 is of those that did not."""
    names = {name for weights in tagger.shipped().values() for name in weights.features}
    return {name: at for at, name in enumerate(sorted(names), start=1)}


class _Seen:
    """A meeting as it is learned from: the places of the features of each sentence, and their shipped scores."""

    def __init__(self, chain: Chain) -> None:
        self.right = chain.right
        self.shipped = tagger.shipped()[tagger.set_for(chain.meeting)]
        known = self.shipped.features
        names = [[name for name in each if name in known] for each in chain.meeting.features]
        self.rows = [np.array([_places()[name] for name in each] or [0], dtype=int) for each in names]
        none = (0.0,) * len(tagger.TAGS)
        self.base = np.array([np.sum([none, *(known[name] for name in each)], axis=0) for each in names])

    def scores(self, own: _Parts) -> tuple[np.ndarray, Weights]:
        """Return the scores of the tags of each sentence, and the weights between tags, with `own` added."""
        after, first = np.array(self.shipped.after) + own[1], np.array(self.shipped.first) + own[2]
        between = Weights({}, tuple(map(tuple, after.tolist())), tuple(first.tolist()))
        return self.base + np.stack([own[0][row].sum(axis=0) for row in self.rows]), between

    def slope(self, own: _Parts) -> _Parts:
        """Return how much likelier each feature and pair of tags is by the weights than in the right chain."""
        scores, between = self.scores(own)
        tags, pairs = _marginals(scores, np.array(between.after), np.array(between.first))
        tags[np.arange(len(self.right)), list(self.right)] -= 1
        np.subtract.at(pairs, (list(self.right[:-1]), list(self.right[1:])), 1)
        features, _, _ = _zeros()
        lengths = [len(row) for row in self.rows]
        np.add.at(features, np.concatenate(self.rows), np.repeat(tags, lengths, axis=0))
        features[0] = 0
        return features, pairs, tags[0]


def _marginals(scores: np.ndarray, after: np.ndarray, first: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the probability of each tag of each sentence, and the expected number of each pair of tags."""
    ahead, behind = np.zeros_like(scores), np.zeros_like(scores)
    ahead[0] = scores[0] + first
    for at in range(1, len(scores)):
        ahead[at] = np.logaddexp.reduce(ahead[at - 1][:, None] + after, axis=0) + scores[at]
    for at in range(len(scores) - 2, -1, -1):
        behind[at] = np.logaddexp.reduce(after + (scores[at + 1] + behind[at + 1])[None], axis=1)
    whole = np.logaddexp.reduce(ahead[-1])
    joint = np.exp(ahead[:-1, :, None] + after + (scores + behind)[1:, None, :] - whole)
    return np.exp(ahead + behind - whole), joint.sum(axis=0)


def _zeros() -> _Parts:
    count = len(tagger.TAGS)
    return np.zeros((len(_places()) + 1, count)), np.zeros((count, count)), np.zeros(count)


# -- all meetings ----------------------------------------------------------------------------------------------


def _learned(seen: Sequence[_Seen]) -> Weights:
    """Return the most likely difference from the shipped weights, in hundredths like those."""
    own, steps, before = _zeros(), tuple(part + _FIRST for part in _zeros()), _zeros()
    for _ in range(_ROUNDS if seen else 0):
        slopes = [one.slope(own) for one in seen]
        for at in range(len(own)):
            slope = sum(each[at] for each in slopes) + _PENALTY * own[at]
            _move(own[at], slope, steps[at], before[at])
    features, after, first = (np.round(part, 2) for part in own)
    names = {name: tuple(features[at].tolist()) for name, at in _places().items() if features[at].any()}
    return Weights(names, tuple(map(tuple, after.tolist())), tuple(first.tolist()))


def _move(weights: np.ndarray, slope: np.ndarray, steps: np.ndarray, before: np.ndarray) -> None:
    """Move `weights` down the `slope`; `steps` and the slope `before` are kept for the next round."""
    turn = np.sign(slope * before)
    steps *= np.where(turn > 0, _GROWS, np.where(turn < 0, _SHRINKS, 1.0))
    before[...] = np.where(turn < 0, 0.0, slope)
    weights -= np.sign(before) * steps


def _parts_of(own: Weights) -> _Parts:
    features, _, _ = _zeros()
    for name, row in own.features.items():
        features[_places()[name]] = row
    return features, np.array(own.after), np.array(own.first)


def _begins(one: _Seen, own: _Parts) -> Begins:
    """Return how the tagger finds the beginnings in a meeting with a centre's `own` weights."""
    scores, between = one.scores(own)
    said = {at for at, tag in enumerate(tagger.likeliest(scores.tolist(), between)) if tag == _BEGIN}
    true = {at for at, tag in enumerate(one.right) if tag == _BEGIN}
    counts = len(true), len(said)
    for reach in range(_REACH + 1):
        for at in sorted(true):
            near = min((other for other in said if abs(other - at) == reach), default=None)
            if near is not None:
                said.discard(near)
                true.discard(at)
    return Begins(*counts, counts[0] - len(true))


def _summed(counts: Iterable[Begins]) -> Begins:
    every = tuple(counts)
    return Begins(sum(one.true for one in every), sum(one.said for one in every), sum(one.right for one in every))
