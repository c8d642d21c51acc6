"""The fewest edits from what was heard to what was said, and each character beside its own."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.transcripts.alignment import aligned, edits

texts = st.text("路灯坏了三个月", max_size=12)


@pytest.mark.parametrize(
    "heard, said, fewest",
    [
        ("路灯坏了", "路灯坏了", 0),
        ("六书碗的路灯", "柳树湾的路灯", 3),
        ("路坏了", "路灯坏了", 1),
        ("路路灯", "路灯", 1),
        ("", "路灯", 2),
    ],
)
def test_edits_are_counted_as_by_hand(heard: str, said: str, fewest: int) -> None:
    assert edits(heard, said) == fewest


def test_a_character_misheard_stands_beside_the_one_that_was_said() -> None:
    assert aligned("六书碗", "柳树湾") == [("六", "柳"), ("书", "树"), ("碗", "湾")]


@given(heard=texts, said=texts)
def test_both_texts_are_whole_in_an_alignment_with_the_fewest_edits(heard: str, said: str) -> None:
    columns = aligned(heard, said)

    assert "".join(one for one, _ in columns) == heard
    assert "".join(other for _, other in columns) == said
    assert sum(one != other for one, other in columns) == edits(heard, said)
    assert ("", "") not in columns


@given(heard=texts, said=texts, third=texts)
def test_edits_are_a_distance(heard: str, said: str, third: str) -> None:
    assert edits(heard, said) == edits(said, heard)
    assert edits(heard, third) <= edits(heard, said) + edits(said, third)
    assert (edits(heard, said) == 0) == (heard == said)
