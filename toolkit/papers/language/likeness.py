"""Likeness of a text to wordings that lawyers found fault with: a linear score over single and paired characters.

The weights of `data/likeness.json` were learned by `benchmarks/train_likeness.py` from faulty and lawful texts of
papers. The score decides on which text a lawyer is asked, and that an added remark is none; it bars no facts.
"""

import functools
import json
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from toolkit.papers.language.sentences import tidied

_DATA = Path(__file__).parent / "data" / "likeness.json"
_SURELY = 1.4  # above the threshold, where a text is barred and not only asked about
_SOMEWHAT = 0.7  # below the threshold, from where on a doubtful word is asked about
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True)
class _Weights:
    """The rarity and the weight of each run of one or two characters, the constant, and the score to ask from."""

    runs: Mapping[str, tuple[float, float]]
    constant: float
    threshold: float


def runs(text: str) -> frozenset[str]:
    """Return the single and paired characters of `text`, every number as one 0, punctuation tidied."""
    tidy = _DIGITS.sub("0", tidied(text))
    return frozenset((*tidy, *map("".join, pairwise(tidy))))


@functools.lru_cache(maxsize=2048)  # facts are checked again and again while they are filled in
def likeness(text: str) -> float:
    """Return how much `text` is like the faulty wordings; no unit, below zero for most lawful texts."""
    weights = _weights()
    known = [weights.runs[run] for run in runs(text) if run in weights.runs]
    length = math.sqrt(sum(rarity * rarity for rarity, _ in known))
    return weights.constant + (sum(rarity * weight for rarity, weight in known) / length if length else 0)


def is_like_faulty(text: str, *, surely: bool = False) -> bool:
    """Return whether a lawyer should look at `text`; `surely` asks for more than that."""
    return likeness(text) >= _weights().threshold + (_SURELY if surely else 0)


def is_somewhat_like_faulty(text: str) -> bool:
    """Return whether `text` is like enough to the faulty wordings that a doubtful word in it is worth a question."""
    return likeness(text) >= _weights().threshold - _SOMEWHAT


def likest(sentences: Iterator[str]) -> str:
    """Return the sentence that is most like the faulty wordings."""
    return max(sentences, key=likeness)


@functools.cache
def _weights() -> _Weights:
    rows = json.loads(_DATA.read_text(encoding="utf-8"))
    weights = {run: (rarity, weight) for run, (rarity, weight) in rows["runs"].items()}
    return _Weights(weights, rows["constant"], rows["threshold"])
