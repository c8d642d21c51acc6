"""Where a second hearing of a recording disagrees with its transcript: what is worth listening to.

The second hearing is a rehearing, by another model or with a wider beam; it changes nothing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from toolkit.recognition import letters
from toolkit.records import Segment
from toolkit.transcripts.alignment import aligned
from toolkit.transcripts.rehearing import Rehearing

_EDGE_S = 0.5  # by which two hearings of the same sentence may begin or end apart

Place = tuple[int, int]  # the first character, and how many


@dataclass(frozen=True)
class SecondEar:
    """Rehearings as a second opinion on sentences."""

    hearings: tuple[Rehearing, ...]

    def places(self, segment: Segment) -> tuple[Place, ...]:
        """Return the places in the text of `segment` that a rehearing of all of it heard otherwise, in order."""
        wide = (each for each in self.hearings if each.start_s <= segment.start_s and segment.end_s <= each.end_s)
        return joined(place for each in wide for place in disagreements(segment.text, _text_near(segment, each)))


NO_SECOND_EAR = SecondEar(())


@cache
def disagreements(text: str, other: str) -> tuple[Place, ...]:
    """Return the places in `text` at which `other` says something else; punctuation and blanks do not count.

    What `other` has before and behind all of `text` belongs to other sentences. Where it has more in between, the
    character before is the place.
    """
    at = [place for place, sign in enumerate(text) if letters(sign)]
    columns = aligned("".join(text[place] for place in at), letters(other))
    first, last = _edges(columns)
    places, number = [], 0
    for column, (ours, theirs) in enumerate(columns):
        if ours != theirs and at and (ours or first < column < last):
            places.append((at[number if ours else max(0, number - 1)], 1))
        number += bool(ours)
    return tuple(places)


def joined(places: Iterable[Place]) -> tuple[Place, ...]:
    """Return `places` in order, those that overlap or touch as one."""
    whole: list[Place] = []
    for first, length in sorted(places):
        if whole and first <= sum(whole[-1]):
            start, before = whole.pop()
            whole.append((start, max(before, first + length - start)))
        else:
            whole.append((first, length))
    return tuple(whole)


def _edges(columns: Sequence[tuple[str, str]]) -> tuple[int, int]:
    """Return the first and the last column that holds a character of the first text."""
    ours = [number for number, (one, _) in enumerate(columns) if one]
    return (ours[0], ours[-1]) if ours else (0, 0)


def _text_near(segment: Segment, heard: Rehearing) -> str:
    """Return what `heard` has where `segment` lies, with a little on both sides."""
    start_s, end_s = segment.start_s - _EDGE_S, segment.end_s + _EDGE_S
    words = (word for each in heard.segments for word in each.words or (each,))
    return "".join(word.text for word in words if start_s <= (word.start_s + word.end_s) / 2 <= end_s)
