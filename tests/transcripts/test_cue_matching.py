"""Cues that were split, merged and retimed are told from one another by their time."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from toolkit.formats.subtitles import Statement
from toolkit.records import Segment
from toolkit.transcripts import cue_matching

TOTAL_S = 40.0
SEGMENTS = tuple(Segment(f"s{n}", n, (n - 1) * 10.0, (n - 1) * 10.0 + 8, f"第{n}句") for n in (1, 2, 3))


def cues(*times: tuple[float, float]) -> list[Statement]:
    """Return a cue for each of `times`, numbered from one."""
    return [Statement(n, start, end, (f"字{n}",)) for n, (start, end) in enumerate(times, start=1)]


def olds(matches: tuple[cue_matching.Match, ...]) -> list[list[int]]:
    """Return the numbers of the segments of each match."""
    return [[one.number for one in match.olds] for match in matches]


def test_cues_with_their_old_times_stand_for_their_segments() -> None:
    matches, faults = cue_matching.matched(cues((0, 8), (10, 18), (20, 28)), SEGMENTS, TOTAL_S)

    assert (olds(matches), faults) == ([[1], [2], [3]], ())
    assert not any(match.moved for match in matches)


@given(st.lists(st.floats(-0.04, 0.04), min_size=6, max_size=6))
def test_times_that_an_editor_rounded_are_the_old_times(off: list[float]) -> None:
    edges = [max(0.0, one + by) for one, by in zip((0, 8, 10, 18, 20, 28), off, strict=True)]

    matches, faults = cue_matching.matched(cues(*zip(edges[::2], edges[1::2], strict=True)), SEGMENTS, TOTAL_S)

    assert (olds(matches), faults) == ([[1], [2], [3]], ())
    assert [(match.start_s, match.moved) for match in matches] == [(0, False), (10, False), (20, False)]


def test_a_split_a_merge_and_a_new_cue_are_told_apart() -> None:
    split, faults = cue_matching.matched(cues((0, 4), (4, 8), (10, 28), (30, 35)), SEGMENTS, TOTAL_S)

    assert (olds(split), faults) == ([[1], [1], [2, 3], []], ())
    assert not any(match.whole for match in split)


def test_a_retimed_cue_stands_for_its_segment_still() -> None:
    matches, faults = cue_matching.matched(cues((0, 8), (11, 19.5), (20, 28)), SEGMENTS, TOTAL_S)

    assert (olds(matches), faults) == ([[1], [2], [3]], ())
    assert [(match.whole, match.moved) for match in matches] == [(True, False), (True, True), (True, False)]


def test_renumbered_cues_are_matched_by_time() -> None:
    _, (fault,) = cue_matching.matched(cues((0, 8), (20, 28)), SEGMENTS, TOTAL_S)

    assert "第 2 句" in fault
    assert "清空文字" in fault


def test_small_overlaps_are_mended_and_never_at_the_cost_of_an_old_time() -> None:
    matches, faults = cue_matching.matched(cues((0, 8), (7.95, 19), (18.95, 19.9), (20, 28)), SEGMENTS, TOTAL_S)

    assert faults == ()
    assert all(one.end_s <= two.start_s for one, two in pairwise(matches))
    assert (matches[0].end_s, matches[-1].start_s) == (8, 20)


def test_every_wrong_time_is_told_at_once() -> None:
    _, faults = cue_matching.matched(cues((0, 8), (10, 9.5), (9, 19), (18, 28), (30, 45)), SEGMENTS, TOTAL_S)

    told = "\n".join(faults)
    assert all(f"第 {place} 条字幕" in told for place in (2, 3, 4, 5))
    assert ("开始之后" in told, "还早" in told, "重叠" in told, "录音" in told) == (True, True, True, True)


def test_a_cue_that_small_overlaps_leave_no_time_is_told() -> None:
    _, faults = cue_matching.matched(cues((0, 8), (7.95, 7.99), (10, 18), (20, 28)), SEGMENTS, TOTAL_S)

    assert ["太短" in fault for fault in faults] == [True]


edge = st.integers(0, 400).map(lambda tenths: tenths / 10)


@given(st.lists(edge, min_size=2, max_size=12, unique=True).map(sorted))
def test_no_segment_is_lost_without_a_fault_and_no_two_cues_overlap(edges: list[float]) -> None:
    times = list(pairwise(edges))[::2]

    matches, faults = cue_matching.matched(cues(*times), SEGMENTS, TOTAL_S)

    held = {number for numbers in olds(matches) for number in numbers}
    told = {n for n in (1, 2, 3) if any(f"第 {n} 句" in fault for fault in faults)}
    assert held | told == {1, 2, 3}
    assert held & told == set()
    assert all(one.end_s <= two.start_s for one, two in pairwise(matches))
    assert all(0 <= match.start_s < match.end_s <= TOTAL_S for match in matches)
