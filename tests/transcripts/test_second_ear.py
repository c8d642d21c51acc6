"""Where a second hearing says something else, that is worth listening to; what it says of other sentences is not."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.records import Engine, Segment, Word
from toolkit.transcripts.rehearing import Rehearing, is_of_the_whole
from toolkit.transcripts.second_ear import SecondEar, disagreements, joined

ENGINE = Engine("e", "1", "other", None)
SENTENCE = Segment("s1", 1, 10.0, 13.0, "三组的路灯坏了三个月。")


def rehearing(*segments: Segment, start_s: float = 0.0, end_s: float = 100.0) -> Rehearing:
    """Return a second hearing of `segments`."""
    return Rehearing("A", 1, "2026", start_s, end_s, ENGINE, segments)


def heard(text: str, start_s: float = 10.0, end_s: float = 13.0) -> Segment:
    """Return a sentence with its words, one for each character."""
    step = (end_s - start_s) / len(text)
    words = tuple(Word(start_s + n * step, start_s + (n + 1) * step, sign, None) for n, sign in enumerate(text))
    return Segment("r1", 1, start_s, end_s, text, words=words)


@pytest.mark.parametrize(
    "other, places",
    [
        ("三组的路灯坏了三个月", ()),
        ("三组的，路灯坏了，三个月！", ()),
        ("三组的路灯坏了五个月", ((7, 1),)),
        ("散组的鹿登坏了三个月", ((0, 1), (3, 1), (4, 1))),
        ("三组的路灯坏三个月", ((6, 1),)),
        ("三组的路灯都坏了三个月", ((4, 1),)),
        ("那边三组的路灯坏了三个月没人修", ()),
        ("", tuple((place, 1) for place in range(10))),
    ],
)
def test_what_the_other_says_otherwise_is_a_place(other: str, places: tuple[tuple[int, int], ...]) -> None:
    assert disagreements(SENTENCE.text, other) == places


def test_the_words_that_lie_where_the_sentence_lies_are_compared() -> None:
    whole = rehearing(heard("大家晚上好", 6.0, 9.8), heard("三组的路灯坏了五个月"), heard("没有人来修", 13.2, 15.0))

    assert SecondEar((whole,)).places(SENTENCE) == ((7, 1),)


def test_two_hearings_mark_what_either_heard_otherwise_as_one_place() -> None:
    ear = SecondEar((rehearing(heard("三组的路灯坏了五个月")), rehearing(heard("三组的路灯坏料三个月"))))

    assert ear.places(SENTENCE) == ((6, 2),)


def test_a_hearing_of_another_stretch_says_nothing_of_the_sentence() -> None:
    assert SecondEar((rehearing(heard("别的话", 20.0, 25.0), start_s=11.0),)).places(SENTENCE) == ()


def test_a_hearing_of_the_whole_recording_is_told_from_one_of_a_place() -> None:
    assert is_of_the_whole(rehearing(), 100.0)
    assert not is_of_the_whole(rehearing(start_s=20.0, end_s=50.0), 100.0)
    assert not is_of_the_whole(rehearing(end_s=8.0), 8.0)


texts = st.text("路灯坏了三个月，。", max_size=12)


@given(text=texts, other=texts)
def test_places_lie_on_characters_that_were_said_and_only_where_the_texts_differ(text: str, other: str) -> None:
    places = disagreements(text, other)

    assert all(length == 1 and text[first] not in "，。" for first, length in places)
    assert not disagreements(text, text)


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(1, 5))))
def test_joined_places_cover_the_same_and_do_not_touch(places: list[tuple[int, int]]) -> None:
    whole = joined(places)

    assert {n for first, length in whole for n in range(first, first + length)} == {
        n for first, length in places for n in range(first, first + length)
    }
    assert all(one[0] + one[1] < two[0] for one, two in pairwise(whole))
