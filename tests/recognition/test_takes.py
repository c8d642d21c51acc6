"""Whatever a decoder comes back with: what is kept lies in the speech, what is not kept is accounted for."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.recognition import guards, takes
from toolkit.recognition.decoders import Heard, HeardWord
from toolkit.records import Chunk, Stretch

CHUNK = Chunk(0.0, 10.0, (Stretch(0.5, 3.5), Stretch(5.5, 8.5)))


def said(text: str, start_s: float, end_s: float) -> tuple[HeardWord, ...]:
    """Return the characters of `text` spread evenly from `start_s` to `end_s`."""
    step = (end_s - start_s) / max(1, len(text))
    return tuple(HeardWord(start_s + n * step, start_s + (n + 1) * step, sign, 0.9) for n, sign in enumerate(text))


def take(*parts: tuple[HeardWord, ...], log_probability: float = -0.2, prompt: str = "") -> takes.Take:
    """Return the judgement of what was heard in `parts`."""
    return takes.judged(Heard(tuple(word for part in parts for word in part), log_probability), CHUNK, prompt)


FIRST, SECOND = said("路灯坏了三个月。", 0.5, 3.5), said("没有人来修。", 5.5, 8.5)


def test_a_good_take_is_kept_whole_sentence_by_sentence() -> None:
    made = take(FIRST, SECOND)

    assert [one.text for one in made.kept] == ["路灯坏了三个月。", "没有人来修。"]
    assert made.is_sound


def test_a_sentence_ends_where_somebody_pauses_without_a_mark() -> None:
    made = take(said("路灯坏了三个月", 0.5, 3.5), said("我是五组的", 5.5, 8.5))

    assert [one.text for one in made.kept] == ["路灯坏了三个月", "我是五组的"]


def test_each_word_keeps_its_place_in_the_text() -> None:
    made = take(said("請修路燈,", 0.5, 3.5), SECOND)

    assert all("".join(word.text for word in one.words) == one.text for one in made.kept)


def test_speech_without_text_is_a_gap() -> None:
    assert take(FIRST).gaps == (Stretch(5.5, 8.5),)


def test_what_of_a_stretch_stands_outside_all_sentences_is_a_gap_as_it_is_uncovered() -> None:
    (gap,) = take(FIRST, said("没有人来修。", 5.5, 7.2)).gaps

    assert (gap.start_s, gap.end_s) == (pytest.approx(6.9, abs=0.05), 8.5)  # the mark has no sound


def test_far_too_few_characters_for_a_stretch_are_a_gap() -> None:
    assert take(FIRST, said("修。", 5.5, 8.5)).gaps == (Stretch(5.5, 8.5),)


def test_one_character_drawn_over_seconds_hides_a_gap() -> None:
    skipping = (*said("路灯", 0.5, 1.0), HeardWord(1.0, 3.3, "坏", 0.2), *said("了吗", 3.3, 3.5))

    assert take(skipping, SECOND).gaps


def test_what_lies_between_two_words_of_one_sentence_is_a_gap_where_words_end_with_their_sound() -> None:
    chunk = Chunk(0.0, 10.0, (Stretch(0.5, 9.5),))
    heard = Heard((*said("我们组的路灯坏了三个月", 0.5, 3.5), *said("到现在还没有人来修过", 6.0, 9.5)), None)

    made = takes.judged(heard, chunk, "")

    assert len(made.kept) == 1
    assert made.gaps == (Stretch(3.5, 6.0),)


def test_a_gap_in_a_sentence_whose_words_do_not_fit_its_text_is_seen() -> None:
    drawn = HeardWord(1.0, 3.3, "坏\ufffd\ufffd\ufffd", 0.2)  # broken characters, which are taken out of the text
    made = take((*said("路灯", 0.5, 1.0), drawn, *said("了吗", 3.3, 3.5)), SECOND)

    assert made.kept[0].words == ()
    assert made.gaps


def test_text_where_nobody_speaks_is_set_apart() -> None:
    made = take(FIRST, SECOND, said("请订阅", 9.4, 9.9))

    assert [(gone.text, gone.reason) for gone in made.removed] == [("请订阅", "这里没有人说话")]


def test_a_loop_is_taken_out_whole_since_nobody_can_tell_what_was_said_once() -> None:
    made = take(said("谢谢大家。" * 8, 0.5, 8.5))

    assert made.kept == ()
    assert {gone.reason for gone in made.removed} == {guards.LOOPING}
    assert made.gaps == CHUNK.speech


def test_a_long_sentence_that_comes_again_and_again_is_kept_once() -> None:
    sentence = "我反映一下我们组里的水渠去年冬天就垮了，"

    made = take(said(sentence * 4, 0.5, 8.5))

    assert [guards.letters(one.text) for one in made.kept] in ([], [guards.letters(sentence)])
    assert made.removed


def test_what_does_not_fit_the_sound_is_not_believed() -> None:
    doubtful = tuple(replace(word, probability=0.1) for word in SECOND)

    made = take(FIRST, doubtful)

    assert [one.text for one in made.kept] == ["路灯坏了三个月。"]
    assert [gone.reason for gone in made.removed] == ["听不清，机器没有把握"]


def test_where_most_cannot_be_right_the_rest_is_not_believed_either() -> None:
    made = take(said("嗯。", 0.5, 0.9), said("在那边" * 9, 1.0, 8.5))

    assert made.kept == ()
    assert {gone.text[0] for gone in made.removed} == {"嗯", "在"}


def test_a_decoder_without_confidence_is_not_believed() -> None:
    made = take(FIRST, SECOND, log_probability=-1.5)

    assert made.kept == ()
    assert {gone.reason for gone in made.removed} == {"听不清，机器没有把握"}
    assert made.gaps == CHUNK.speech


def test_more_text_ranks_before_more_confidence() -> None:
    whole, half = take(FIRST, SECOND, log_probability=-0.8), take(FIRST, log_probability=-0.1)

    assert min((half, whole), key=lambda one: one.rank) is whole


@pytest.mark.parametrize("log_probability,sure", [(0.0, 1.0), (-0.105, 0.9), (0.3, 1.0)])
def test_confidence_lies_between_nought_and_one(log_probability: float, sure: float) -> None:
    assert takes.confidence(log_probability) == pytest.approx(sure, abs=0.001)


words = st.lists(
    st.builds(
        lambda start, length, text: HeardWord(start, start + length, text, 0.5),
        st.floats(0, 10),
        st.floats(0, 3),
        st.sampled_from(["路", "灯", "坏了", "三個", "。", ",", " ", "15", "ok"]),
    ),
    max_size=30,
).map(lambda found: tuple(sorted(found, key=lambda word: word.start_s)))


@given(words, st.floats(-2, 0))
def test_no_letter_vanishes_and_everything_lies_in_the_chunk(heard: tuple[HeardWord, ...], sure: float) -> None:
    made = takes.judged(Heard(heard, sure), CHUNK, "")

    letters = sum(len(guards.letters(one.text)) for one in (*made.kept, *made.removed))
    assert letters == len(guards.letters("".join(word.text for word in heard)))
    assert all(CHUNK.start_s <= one.start_s < one.end_s <= CHUNK.end_s for one in (*made.kept, *made.removed))


@given(words)
def test_gaps_lie_in_the_speech_and_follow_each_other(heard: tuple[HeardWord, ...]) -> None:
    made = takes.judged(Heard(heard, -0.1), CHUNK, "")

    assert all(any(part.start_s <= gap.start_s < gap.end_s <= part.end_s for part in CHUNK.speech) for gap in made.gaps)
    assert all(one.start_s <= two.start_s for one, two in pairwise(made.gaps))
