"""The takes of all chunks put together: segments in order of time, and the coverage of the speech by text."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace

from toolkit.recognition.takes import SHORTEST_GAP_S, Take, confidence
from toolkit.records import Coverage, Segment, Stretch, length_s, merged, without

_SHORTEST_SEGMENT_S = 0.02


def segments_of(takes: Sequence[Take], total_s: float) -> tuple[Segment, ...]:
    """Return the segments of all `takes`, numbered in order of time, not overlapping, inside `total_s` seconds."""
    kept = [replace(segment, confidence=confidence(take.log_probability)) for take in takes for segment in take.kept]
    placed = enumerate(_in_order(kept, total_s), start=1)
    return tuple(replace(segment, id=f"s{number:05d}", number=number) for number, segment in placed)


def _in_order(segments: Sequence[Segment], total_s: float) -> Iterator[Segment]:
    """Yield `segments` so that each ends before the next begins, none is empty, and all lie inside the recording."""
    placed = sorted(segments, key=lambda segment: segment.start_s)
    latest_end = total_s
    fitted: list[Segment] = []
    for segment in reversed(placed):
        end = min(segment.end_s, latest_end)
        start = min(segment.start_s, max(0.0, end - _SHORTEST_SEGMENT_S))
        fitted.append(replace(segment, start_s=round(start, 3), end_s=round(end, 3)))
        latest_end = start
    yield from reversed(fitted)


def coverage(speech: Sequence[Stretch], segments: Sequence[Segment], gaps: Sequence[Stretch] = ()) -> Coverage:
    """Return the seconds of `speech` with text, and the stretches of at least a second without text.

    `gaps` are stretches inside `segments` in which words are missing.
    """
    textless = merged([*gaps, *(gap for stretch in speech for gap in _without_text(stretch, segments))])
    speech_s = sum(map(length_s, speech))
    text_s = max(0.0, speech_s - sum(map(length_s, textless)))
    uncovered = tuple(gap for gap in textless if length_s(gap) >= SHORTEST_GAP_S)
    return Coverage(round(speech_s, 3), round(text_s, 3), uncovered)


def _without_text(stretch: Stretch, segments: Sequence[Segment]) -> tuple[Stretch, ...]:
    """Return the parts of `stretch` that lie in none of `segments`, which are in order of time."""
    first = bisect_right(segments, stretch.start_s, key=lambda segment: segment.end_s)
    last = bisect_left(segments, stretch.end_s, key=lambda segment: segment.start_s)
    return without(stretch, segments[first:last])
