"""Learn the weights of the tagger from written meetings, and try them on authors that were left out.

Run by hand: `python benchmarks/train_tagger.py [FOLDER…] [--try] [--write]`. A linear-chain conditional random field
(Lafferty, McCallum and Pereira 2001) with a quadratic penalty.
"""

import argparse
import json
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from pathlib import Path
from typing import Any

import numpy as np
import scripts
import unheard
from scipy.optimize import minimize
from scipy.sparse import csr_matrix
from scripts import Line, Script, Way

from toolkit.grievances.finding import MeetingFeatures, clauses, meeting_features, tagger
from toolkit.grievances.learned.confirmed import right_tags

TOP = Path(__file__).parent.parent
MIXED, MATTERS = 50, 9  # meetings put together, and matters in each
ONE_VOICE, NO_ANSWER = 0.35, 0.6
LEAST = 3  # a rarer feature is left out
PENALTY = 1.0
ROUNDS = 150
LEAST_WEIGHT = 2  # hundredths: a smaller weight is left out
VARIANTS = {
    "labels": (
        Way(labels=True),
        Way(labels=True, pauses=False),
        Way(labels=True, wrong_ends=0.2),
    ),
    "plain": (Way(), Way(wrong_ends=0.2), Way(misheard=0.15)),
    "bare": (Way(pauses=False), Way(pauses=False, misheard=0.15)),
}


@dataclass(frozen=True)
class Chain:
    """A meeting as it is learned from: what is seen of each sentence, and its right tag."""

    author: str
    features: tuple[tuple[str, ...], ...]
    tags: tuple[int, ...]


def chains(written: Sequence[Script], way: Way, seed: int) -> list[Chain]:
    """Return each script as a chain, made harder in the `way`."""
    found = []
    for script in written:
        transcript = scripts.transcript(script, way, seed)
        number = {one.id: line.grievance for one, line in zip(transcript.segments, script.lines, strict=True)}
        meeting = meeting_features(clauses(transcript.segments))
        found.append(Chain(script.author, meeting.features, _right(meeting, number)))
    return found


def _right(meeting: MeetingFeatures, number: dict[str, str | None]) -> tuple[int, ...]:
    """Return the right tags: a matter begins, goes on, or an earlier one is taken up again, which begins a passage."""
    return right_tags([number[sentence.clauses[0].segment.id] for sentence in meeting.sentences])


class _Field:
    """The sums that a conditional random field is fitted by, for chains that are padded to one length."""

    def __init__(self, learned: Sequence[Chain]) -> None:
        counts = Counter(name for chain in learned for row in chain.features for name in set(row))
        self.names = sorted(name for name, count in counts.items() if count >= LEAST)
        place = {name: at for at, name in enumerate(self.names)}
        self.length = max(len(chain.tags) for chain in learned)
        rows, columns = [], []
        self.right = np.zeros((len(learned), self.length), dtype=int)
        self.there = np.zeros((len(learned), self.length), dtype=bool)
        for number, chain in enumerate(learned):
            self.right[number, : len(chain.tags)] = chain.tags
            self.there[number, : len(chain.tags)] = True
            for at, names in enumerate(chain.features):
                known = sorted({place[name] for name in names if name in place})
                rows += [number * self.length + at] * len(known)
                columns += known
        shape = (len(learned) * self.length, len(self.names))
        self.seen = csr_matrix((np.ones(len(rows)), (rows, columns)), shape=shape)
        self.turned = self.seen.T.tocsr()

    def fit(self, penalty: float) -> tagger.Weights:
        """Return the weights that fit best."""
        size = len(self.names) * 3
        begun = np.zeros(size + 12)
        fitted = minimize(self._loss, begun, args=(penalty,), jac=True, method="L-BFGS-B", options={"maxiter": ROUNDS})
        told = np.round(fitted.x * 100).astype(int)
        rows = told[:size].reshape(-1, 3)
        kept = {
            name: row.tolist() for name, row in zip(self.names, rows, strict=True) if np.abs(row).max() >= LEAST_WEIGHT
        }
        after, first = told[size : size + 9].reshape(3, 3).tolist(), told[size + 9 :].tolist()
        return {"features": kept, "after": after, "first": first}  # type: ignore[return-value]

    def _loss(self, weights: np.ndarray, penalty: float) -> tuple[float, np.ndarray]:
        size = len(self.names) * 3
        of_names, after, first = (
            weights[:size].reshape(-1, 3),
            weights[size : size + 9].reshape(3, 3),
            weights[size + 9 :],
        )
        scores = np.asarray(self.seen @ of_names).reshape(*self.right.shape, 3)
        ahead, whole = self._forward(scores, after, first)
        behind = self._backward(scores, after)
        likely = np.exp(ahead + behind - whole[:, None, None]) * self.there[:, :, None]
        truth = np.eye(3)[self.right] * self.there[:, :, None]
        pairs = self.there[:, 1:]
        joint = (
            np.exp(ahead[:, :-1, :, None] + after + (scores + behind)[:, 1:, None, :] - whole[:, None, None, None])
            * pairs[:, :, None, None]
        )
        true_joint = truth[:, :-1, :, None] * truth[:, 1:, None, :]
        right = (scores * truth).sum() + (true_joint * after).sum() + (truth[:, 0] * first).sum()
        gap = likely - truth
        gradient = np.concatenate(
            [
                np.asarray(self.turned @ gap.reshape(-1, 3)).ravel(),
                (joint - true_joint).sum(axis=(0, 1)).ravel(),
                gap[:, 0].sum(axis=0),
            ]
        )
        return float(whole.sum() - right + penalty / 2 * weights @ weights), gradient + penalty * weights

    def _forward(self, scores: np.ndarray, after: np.ndarray, first: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        ahead = np.zeros_like(scores)
        ahead[:, 0] = scores[:, 0] + first
        for at in range(1, self.length):
            step = np.logaddexp.reduce(ahead[:, at - 1, :, None] + after, axis=1) + scores[:, at]
            ahead[:, at] = np.where(self.there[:, at, None], step, ahead[:, at - 1])
        return ahead, np.logaddexp.reduce(ahead[:, -1], axis=1)

    def _backward(self, scores: np.ndarray, after: np.ndarray) -> np.ndarray:
        behind = np.zeros_like(scores)
        for at in range(self.length - 2, -1, -1):
            step = np.logaddexp.reduce(after + (scores[:, at + 1] + behind[:, at + 1])[:, None, :], axis=2)
            behind[:, at] = np.where(self.there[:, at + 1, None], step, 0.0)
        return behind


# -- mixed meetings --------------------------------------------------------------------------------------------


def mixed(written: Sequence[Script], count: int, seed: int = 5) -> list[Script]:
    """Return so many meetings put together from matters of the scripts `written`, some told by one voice in a row.

    They teach where a matter ends and another begins, whatever the two are about.
    """
    dice = random.Random(seed)  # noqa: S311 - chance, not a secret
    parted = [(number, *_blocks(script)) for number, script in enumerate(written)]
    pool = [(number, block) for number, _, blocks in parted for block in blocks]
    found = []
    for _ in range(count):
        number, head, _ = dice.choice(parted)
        lines = [_renamed(line, number) for line in head]
        for other, block in dice.sample(pool, min(MATTERS, len(pool))):
            _append(lines, [_renamed(line, other) for line in block], dice)
        found.append(Script("mixed", "mixed", "mixed", (), tuple(lines), {}))
    return found


def _blocks(script: Script) -> tuple[tuple[Line, ...], list[tuple[Line, ...]]]:
    """Return what stands before the first matter, and each matter with what follows it."""
    firsts = sorted(unheard.starts(script).values())
    ends = [*firsts[1:], len(script.lines)]
    return script.lines[: firsts[0]], [script.lines[first:end] for first, end in zip(firsts, ends, strict=True)]


def _renamed(line: Line, number: int) -> Line:
    speaker = "H" if line.role == "host" else f"{number}-{line.speaker}"
    return replace(line, speaker=speaker, grievance=None if line.grievance is None else f"{number}/{line.grievance}")


def _append(lines: list[Line], block: list[Line], dice: random.Random) -> None:
    """Add a matter; now and then the voice of the one before tells it, at times with no answer between."""
    teller = next((line.speaker for line in reversed(lines) if line.grievance is not None), None)
    main = block[0].speaker
    if teller is not None and dice.random() < ONE_VOICE:
        block = [replace(line, speaker=teller) if line.speaker == main else line for line in block]
        if dice.random() < NO_ANSWER:
            while lines[-1].speaker != teller and lines[-1].grievance is None:
                lines.pop()
    begins = not lines or lines[-1].speaker != block[0].speaker or dice.random() >= ONE_VOICE
    lines += [replace(block[0], begins_turn=begins, pause_s=dice.uniform(0.6, 2.5)), *block[1:]]


def learned_from(written: Sequence[Script]) -> dict[str, dict]:
    """Return the weights of every set, learned from the scripts `written`, as JSON has them."""
    found = {}
    told = [*written, *mixed(written, MIXED)]
    for name, ways in VARIANTS.items():
        every = [chain for seed, way in enumerate(ways, start=1) for chain in chains(told, way, seed)]
        found[name] = _Field(every).fit(PENALTY * len(ways))
    return found


def averaged(one: Any, other: Any) -> Any:
    """Return the mean of two sets of weights: it hears worse sound better than either, on authors left out."""
    if isinstance(one, dict) or isinstance(other, dict):
        one, other = one or {}, other or {}
        return {name: averaged(one.get(name), other.get(name)) for name in sorted({*one, *other})}
    if isinstance(one, list) or isinstance(other, list):
        pairs = zip_longest(one or (), other or ())
        return [averaged(*pair) for pair in pairs]
    return round(((one or 0) + (other or 0)) / 2)


def main() -> None:
    """Try the weights on each author left out, and write those learned from all."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folders", nargs="*", type=Path, default=scripts.training_folders())
    parser.add_argument("--try", dest="tried", action="store_true")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--verbose", action="store_true")
    asked = parser.parse_args()
    written = list(scripts.of_folders(*asked.folders))
    authors = sorted({one.author for one in written})
    if asked.tried:
        for author in authors:
            told = learned_from([one for one in written if one.author != author])
            tagger.shipped = lambda told=told: {name: tagger.weights_of(one) for name, one in told.items()}
            print(f"-- left out: {author}", flush=True)
            unheard.boundaries([one for one in written if one.author == author], verbose=asked.verbose)
    if asked.write:
        told = learned_from(written)
        for left_out in (authors[-1:], authors[-2:]):
            told = averaged(told, learned_from([one for one in written if one.author not in left_out]))
        text = json.dumps(told, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
        (TOP / "toolkit" / "grievances" / "finding" / "data" / "tagger.json").write_text(
            text.replace('],"', '],\n"') + "\n", encoding="utf-8"
        )


if __name__ == "__main__":
    main()
