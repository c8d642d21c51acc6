"""Stretches of a recording: overlap, difference and union."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol


class Timed(Protocol):
    """Anything that lies in a recording from `start_s` to `end_s`: a stretch, a word, a segment, a passage."""

    @property
    def start_s(self) -> float:
        """The start, in seconds."""

    @property
    def end_s(self) -> float:
        """The end, in seconds."""


@dataclass(frozen=True)
class Stretch:
    """A stretch of a recording, from `start_s` to `end_s`."""

    start_s: float
    end_s: float


def length_s(stretch: Timed) -> float:
    """Return the length of a stretch in seconds."""
    return stretch.end_s - stretch.start_s


def overlap_s(first: Timed, second: Timed) -> float:
    """Return how many seconds two stretches of one recording have in common."""
    return max(0.0, min(first.end_s, second.end_s) - max(first.start_s, second.start_s))


def overlaps(first: Timed, second: Timed) -> bool:
    """Return whether two stretches of one recording overlap; stretches that only touch do not.

    A moment without length overlaps the stretch it lies in, though they have no seconds in common.
    """
    return first.start_s < second.end_s and second.start_s < first.end_s


def any_overlap(firsts: Iterable[Timed], seconds: Iterable[Timed]) -> bool:
    """Return whether any of the stretches `firsts` overlaps any of `seconds`."""
    others = tuple(seconds)
    return any(overlaps(first, second) for first in firsts for second in others)


def without(stretch: Stretch, others: Iterable[Timed]) -> tuple[Stretch, ...]:
    """Return the parts of `stretch` that none of `others` covers, in order."""
    parts = [stretch]
    for other in others:
        parts = [
            rest
            for part in parts
            for rest in (
                Stretch(part.start_s, min(part.end_s, other.start_s)),
                Stretch(max(part.start_s, other.end_s), part.end_s),
            )
            if rest.start_s < rest.end_s
        ]
    return tuple(parts)


def merged(stretches: Iterable[Stretch], within_s: float = 0.0) -> tuple[Stretch, ...]:
    """Return `stretches` in order, those joined that overlap, touch or lie at most `within_s` seconds apart."""
    joined: list[Stretch] = []
    for stretch in sorted(stretches, key=lambda each: each.start_s):
        if joined and stretch.start_s <= joined[-1].end_s + within_s:
            joined[-1] = Stretch(joined[-1].start_s, max(joined[-1].end_s, stretch.end_s))
        else:
            joined.append(stretch)
    return tuple(joined)
