"""Cues of edited subtitles matched to segments: people split, merge and retime cues in a subtitle editor.

A cue with unchanged times matches its segment; the others are matched by the time they have in common.
"""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from toolkit.core import timecode
from toolkit.formats import Statement
from toolkit.records import Segment, Stretch, length_s, overlap_s

# Subtitle editors keep times to the picture of a film, of which there are 25 a second, or to a hundredth.
_SAME_S = 0.05
_MOST_OVERLAP_S = 0.1
_BELONGS = 0.5


@dataclass(frozen=True)
class Match:
    """A statement and its time, matched to the segments `olds`; `whole` if it is one statement for one segment.

    Without `olds` the statement is new.
    """

    said: Statement
    start_s: float
    end_s: float
    olds: tuple[Segment, ...]
    whole: bool

    @property
    def moved(self) -> bool:
        """Whether the time differs from that of the segment."""
        return not self.olds or (self.start_s, self.end_s) != (self.olds[0].start_s, self.olds[0].end_s)


def matched(
    cues: Sequence[Statement], segments: Sequence[Segment], total_s: float
) -> tuple[tuple[Match, ...], tuple[str, ...]]:
    """Match `cues` to `segments`; return the matches in order of time, and the faults in Chinese.

    Cues must be in order, within the recording of `total_s` seconds, and overlap by at most a tenth of a second, which
    is cut from one of the two; every segment must have a cue.
    """
    same = _same(cues, segments)
    faults = list(_time_faults(cues, same, total_s))
    if faults:  # wrong times cannot be matched
        return (), tuple(faults)
    fitted = _fitted(cues, same, total_s)
    faults += [
        f"{_named(place, cues[place])}太短，与前后的字幕连不上。请并入前后一条，或改时间。"
        for place, time in enumerate(fitted)
        if place not in same and time.end_s <= time.start_s
    ]
    used = {segment.id for segment in same.values()}
    left = sorted((segment for segment in segments if segment.id not in used), key=lambda segment: segment.start_s)
    olds = {place: _belonging(time, left) for place, time in enumerate(fitted) if place not in same}
    shares = Counter(segment.id for held in olds.values() for segment in held)
    faults += [
        f"第 {segment.number} 句（{timecode(segment.start_s)} 至 {timecode(segment.end_s)}）没有字幕了。要删去这一句，"
        "就留着它的编号和时间，只清空文字；要并进别的句，就把那一条的时间拉长到盖住它。"
        for segment in left
        if not shares[segment.id]
    ]
    matches = []
    for place, cue in enumerate(cues):
        held = (same[place],) if place in same else olds[place]
        whole = place in same or (len(held) == 1 and shares[held[0].id] == 1)
        matches.append(Match(cue, fitted[place].start_s, fitted[place].end_s, held, whole=whole))
    return tuple(matches), tuple(faults)


def _same(cues: Sequence[Statement], segments: Sequence[Segment]) -> dict[int, Segment]:
    """Return, by the place of a cue, the segment whose times it still has."""
    kept: dict[int, Segment] = {}
    free = {segment.id: segment for segment in segments}
    numbers = {segment.number: segment for segment in segments}

    def keep(fits: Callable[[Statement], Iterable[Segment]]) -> None:
        for place, cue in enumerate(cues):
            near = [segment for segment in fits(cue) if segment.id in free and _off_s(cue, segment) <= _SAME_S]
            if place not in kept and near:
                kept[place] = min(near, key=lambda segment: _off_s(cue, segment))
                del free[kept[place].id]

    keep(lambda cue: [numbers[cue.number]] if cue.number in numbers else [])
    others = sorted(free.values(), key=lambda segment: segment.start_s)
    starts = [segment.start_s for segment in others]
    keep(lambda cue: others[bisect_left(starts, cue.start_s - 1) : bisect_right(starts, cue.start_s + 1)])
    return kept


def _off_s(cue: Statement, segment: Segment) -> float:
    # Rounded to a thousandth, as subtitles are written, so that a difference of 0.05 s is exact.
    return round(max(abs(cue.start_s - segment.start_s), abs(_end(cue) - segment.end_s)), 3)


def _end(cue: Statement) -> float:
    return cue.start_s if cue.end_s is None else cue.end_s


def _time_faults(cues: Sequence[Statement], same: dict[int, Segment], total_s: float) -> Iterator[str]:
    for place, cue in enumerate(cues):
        if place not in same and _end(cue) <= cue.start_s:
            yield f"{_named(place, cue)}的结束不在开始之后。请把结束时间改到开始之后。"
        if place not in same and _end(cue) > total_s + _MOST_OVERLAP_S:
            yield f"{_named(place, cue)}超出了录音（全长 {timecode(total_s)}）。请把时间改到录音之内。"
    for place, (before, after) in enumerate(pairwise(cues), start=1):
        if place in same and place - 1 in same:
            if same[place].start_s < same[place - 1].start_s:
                yield f"{_named(place, after)}排在了后面的话之后。请按时间先后排列。"
        elif after.start_s < before.start_s:
            yield f"{_named(place, after)}比上一条开始得还早。请按时间先后排列。"
        elif round(_end(before) - after.start_s, 3) > _MOST_OVERLAP_S:
            yield f"{_named(place, after)}与上一条重叠 {_end(before) - after.start_s:.1f} 秒。请改时间，使两条不重叠。"


def _named(place: int, cue: Statement) -> str:
    return f"第 {place + 1} 条字幕（{timecode(cue.start_s)} 开始）"


def _fitted(cues: Sequence[Statement], same: dict[int, Segment], total_s: float) -> list[Stretch]:
    """Return the time of each cue: that of its segment if unchanged, else its own without small overlaps."""
    times = [
        Stretch(same[place].start_s, same[place].end_s)
        if place in same
        else Stretch(cue.start_s, min(_end(cue), total_s))
        for place, cue in enumerate(cues)
    ]
    for place, (before, after) in enumerate(pairwise(times), start=1):
        if before.end_s <= after.start_s or (place in same and place - 1 in same):
            continue
        if place in same:
            times[place - 1] = replace(times[place - 1], end_s=after.start_s)
        else:
            times[place] = replace(after, start_s=times[place - 1].end_s)
    return times


def _belonging(cue: Stretch, left: Sequence[Segment]) -> tuple[Segment, ...]:
    """Return the segments of `left` that share half of their own length, or of the cue's, with `cue`."""
    first = bisect_right(left, cue.start_s, key=lambda segment: segment.end_s)
    last = bisect_left(left, cue.end_s, key=lambda segment: segment.start_s)
    return tuple(
        segment
        for segment in left[first:last]
        if overlap_s(cue, segment) >= _BELONGS * min(length_s(cue), length_s(segment))
    )
