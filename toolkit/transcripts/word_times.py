"""Times and places of words when the text of a segment is retyped, split or merged."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from toolkit.records import Correction, Segment, Word

SHORTEST_S = 0.2  # the shortest segment that an edit may make


def shifted(segments: Iterable[Segment]) -> Iterator[Correction]:
    """Yield the corrections of `segments` with their positions in the text of all of them joined."""
    offset = 0
    for segment in segments:
        yield from (replace(correction, at=correction.at + offset) for correction in segment.corrections)
        offset += len(segment.text)


def respelled(segment: Segment, text: str) -> tuple[Word, ...]:
    """Return the timed words of `segment` once its text is `text`: unchanged ones, and one word for the changed part.

    Without words that add up to the present text, return none.
    """
    if "".join(word.text for word in segment.words) != segment.text:
        return ()
    same_before = _common_prefix(segment.text, text)
    rest = min(len(segment.text), len(text)) - same_before
    same_after = _common_prefix(segment.text[::-1][:rest], text[::-1][:rest])
    first, last, position = [], [], 0
    for word in segment.words:
        position += len(word.text)
        if position <= same_before:
            first.append(word)
        elif position - len(word.text) >= len(segment.text) - same_after:
            last.append(word)
    head, foot = (sum(len(word.text) for word in words) for words in (first, last))
    changed = text[head : len(text) - foot]
    start_s = first[-1].end_s if first else segment.start_s
    middle = Word(start_s, max(start_s, last[0].start_s if last else segment.end_s), changed)
    return (*first, *([middle] if changed else ()), *last)


def _common_prefix(text: str, other: str) -> int:
    pairs = enumerate(zip(text, other, strict=False))
    return next((place for place, (a, b) in pairs if a != b), min(len(text), len(other)))


def second_at(segment: Segment, position: int) -> float:
    """Return the second at which the character at `position` of `segment` is said: by its words, else in proportion."""
    if "".join(word.text for word in segment.words) == segment.text:
        place = 0
        for word in segment.words:
            if place >= position:
                break
            place += len(word.text)
        else:
            word = segment.words[-1]
        if segment.start_s + SHORTEST_S <= word.start_s <= segment.end_s - SHORTEST_S:
            return round(word.start_s, 3)
    return round(segment.start_s + (segment.end_s - segment.start_s) * position / len(segment.text), 3)
