"""Stretches overlap where they have time in common, and what is merged or left covers exactly what it should."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.records import Stretch, any_overlap, length_s, merged, overlap_s, overlaps, without

tenths = st.integers(0, 30).map(float)
some = st.lists(st.builds(lambda start, length: Stretch(start, start + length), tenths, st.integers(1, 9)), max_size=6)


@pytest.mark.parametrize("start, end", [(0.0, 3.0), (6.0, 9.0)])
def test_stretches_that_only_touch_do_not_overlap(start: float, end: float) -> None:
    assert not overlaps(Stretch(3.0, 6.0), Stretch(start, end))


def test_a_moment_without_length_overlaps_the_stretch_it_lies_in() -> None:
    moment = Stretch(4.0, 4.0)

    assert overlaps(moment, Stretch(3.0, 6.0))
    assert overlap_s(moment, Stretch(3.0, 6.0)) == 0


@given(some, some)
def test_what_is_left_of_a_stretch_overlaps_nothing_that_was_taken_out(
    stretches: list[Stretch], out: list[Stretch]
) -> None:
    whole = Stretch(0.0, 39.0)
    left = without(whole, stretches)

    assert not any_overlap(left, stretches)
    assert sum(map(length_s, left)) + sum(map(length_s, merged(stretches))) == length_s(whole)
    assert any_overlap(out, stretches) == any(overlap_s(one, other) > 0 for one in out for other in stretches)


def test_merging_joins_what_overlaps_touches_or_lies_near_enough() -> None:
    given_stretches = [Stretch(5.0, 6.0), Stretch(0.0, 4.0), Stretch(1.0, 2.0), Stretch(6.0, 7.0), Stretch(7.5, 8.0)]

    assert merged(given_stretches) == (Stretch(0.0, 4.0), Stretch(5.0, 7.0), Stretch(7.5, 8.0))
    assert merged(given_stretches, within_s=1.0) == (Stretch(0.0, 8.0),)
