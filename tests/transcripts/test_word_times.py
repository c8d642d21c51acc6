"""Words keep the times at which they were heard when a person retypes the text around them."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from toolkit.records import Segment, Word
from toolkit.transcripts.word_times import respelled, second_at


def said(text: str) -> Segment:
    """Return a segment of `text` in which every sign is a word of half a second, heard with confidence 0.4."""
    words = tuple(Word(10.0 + n / 2, 10.5 + n / 2, sign, 0.4) for n, sign in enumerate(text))
    return Segment("s00001", 1, 10.0, 16.0, text, words=words)


@given(st.text("路灯坏了", max_size=6), st.text("没修ab", max_size=4), st.text("路灯坏了", max_size=6))
def test_the_words_add_up_to_the_text_whatever_is_typed_and_stay_outside_of_it(head: str, mid: str, tail: str) -> None:
    text = f"{head}{mid}{tail}"

    after = respelled(said("路灯坏了三个月"), text)

    assert "".join(word.text for word in after) == text
    assert all(word.start_s <= word.end_s for word in after)
    assert all(word.end_s <= other.start_s for word, other in pairwise(after))
    assert sum(word.confidence is None for word in after) <= 1


def test_one_wrong_character_leaves_the_words_around_it_as_they_were_heard() -> None:
    segment = said("路登坏了")

    assert respelled(segment, "路灯坏了") == (segment.words[0], Word(10.5, 11.0, "灯"), *segment.words[2:])


def test_without_words_a_position_is_said_in_proportion() -> None:
    assert second_at(Segment("s00001", 1, 10.0, 16.0, "路灯坏了"), 2) == 13.0
    assert second_at(said("路灯坏了"), 2) == 11.0
