"""What the county is told of small counts: nothing, and nothing from which they could be computed."""

from collections import Counter
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.store import figures

COUNTS = st.lists(st.tuples(st.sampled_from("甲乙丙丁"), st.sampled_from("红黄绿")), max_size=25)


@pytest.mark.parametrize(
    "cells, told",
    [
        ((("甲", 9), ("乙", 2)), {"甲": None, "乙": None}),
        ((("甲", 9), ("乙", 2), ("丙", 5)), {"甲": 9, "乙": None, "丙": None}),
        ((("甲", 9), ("乙", 2), ("丙", 1)), {"甲": None, "乙": None, "丙": None}),
        ((("甲", 9), ("乙", 2), ("丙", 1), ("丁", 11)), {"甲": None, "乙": None, "丙": None, "丁": 11}),
        ((("甲", 9), ("乙", 3)), {"甲": 9, "乙": 3}),
        ((), {}),
    ],
)
def test_small_counts_are_hidden_and_cannot_be_computed(cells: tuple[tuple[str, int], ...], told: object) -> None:
    assert dict(figures.hidden(cells)) == told


def told(grievances: list[tuple[str, str]]) -> dict[str, dict[str, int | None]]:
    """Return what the county is told of grievances, each of a subject and a colour."""
    subjects, colours = Counter(subject for subject, _ in grievances), Counter(colour for _, colour in grievances)
    whole = [("合计", len(grievances))]
    counts = {"诉求": whole, "诉求内容": [*subjects.items()], "诉求颜色": [*colours.items()]}
    return figures.told(counts)


def known_sum(shown: Mapping[str, Mapping[str, int | None]]) -> int | None:
    """Return the number of all grievances, told or added up from what is told; None where neither goes."""
    sums = [[*cells.values()] for cells in shown.values() if cells]
    return next((sum(map(int, filter(None, cells))) for cells in sums if None not in cells), None)


@given(COUNTS)
def test_no_hidden_count_follows_from_the_sum_told_or_added_up_elsewhere(grievances: list[tuple[str, str]]) -> None:
    shown = told(grievances)
    if (whole := known_sum(shown)) is None:
        return
    for cells in shown.values():
        hidden = [name for name, number in cells.items() if number is None]
        rest = whole - sum(number for number in cells.values() if number is not None)
        # Each of them may be a count that is shown: nobody can say of one that it is small.
        assert not hidden or (len(hidden) > 1 and rest >= figures.SMALLEST * len(hidden))


@given(COUNTS)
def test_what_is_told_is_right_and_never_small(grievances: list[tuple[str, str]]) -> None:
    real = Counter(subject for subject, _ in grievances)
    for name, number in told(grievances)["诉求内容"].items():
        assert number is None or number == real[name] >= figures.SMALLEST


@pytest.mark.parametrize(
    "grievances, shown",
    [
        # Two and one make three: the sum would tell both, and so would the other table.
        ("甲红甲红乙红", {"诉求": [None], "诉求内容": [None, None], "诉求颜色": [None]}),
        ("甲红甲红甲红乙红乙红乙红", {"诉求": [6], "诉求内容": [3, 3], "诉求颜色": [6]}),
        # One and five are hidden beside six that is shown: the sum leaves open which of them is small.
        ("甲红" * 6 + "乙红" * 5 + "丙红", {"诉求": [12], "诉求内容": [6, None, None], "诉求颜色": [12]}),
        ("", {"诉求": [0], "诉求内容": [], "诉求颜色": []}),
    ],
)
def test_a_sum_is_hidden_with_its_parts_where_it_would_tell_them(grievances: str, shown: dict[str, list[int]]) -> None:
    pairs = [*zip(grievances[::2], grievances[1::2], strict=True)]
    assert {figure: [*cells.values()] for figure, cells in told(pairs).items()} == shown
