"""Characters read anew: changed where unsure, usual and fitting the sound; never numbers, names or what was sure."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.recognition.mishearings import may_be_put
from toolkit.recognition.rereading import BY, reread
from toolkit.recognition.word_lists import Entry, Lexicon

MISHEARD = "排水勾堵了"
UNSURE = [0.99, 0.99, 0.3, 0.99, 0.99]
_NONE = Lexicon(())


def agreeing(texts: Sequence[str], _words: Sequence[str]) -> Sequence[float]:
    """Find all texts as likely."""
    return [0.0] * len(texts)


def disagreeing(texts: Sequence[str], _words: Sequence[str]) -> Sequence[float]:
    """Find what was written far likelier."""
    return [0.0, *(-40.0 for _ in texts[1:])]


def test_an_unsure_character_becomes_the_one_that_is_usual_there() -> None:
    text, (change,) = reread(MISHEARD, UNSURE, _NONE, agreeing)
    assert text == "排水沟堵了"
    assert (change.from_, change.to, change.at, change.by) == ("勾", "沟", 2, BY)
    assert "得分" in change.reason


def test_what_does_not_fit_the_sound_stays() -> None:
    assert reread(MISHEARD, UNSURE, _NONE, disagreeing) == (MISHEARD, ())


def test_what_was_heard_for_sure_stays_and_the_sound_is_not_asked() -> None:
    def asked(_texts: Sequence[str], _words: Sequence[str]) -> Sequence[float]:
        raise AssertionError

    for confidences in ([0.99] * len(MISHEARD), [None] * len(MISHEARD), []):
        assert reread(MISHEARD, confidences, _NONE, asked) == (MISHEARD, ())


def test_words_of_the_list_stay() -> None:
    words = Lexicon((Entry("勾堵", "term"),))
    assert reread(MISHEARD, UNSURE, words, agreeing) == (MISHEARD, ())


@pytest.mark.parametrize("negation", "不没未无非别莫勿否冇唔弗甭嫑毋")
def test_no_negation_is_put_and_none_is_replaced(negation: str) -> None:
    assert not may_be_put(negation, "路")
    assert not may_be_put("路", negation)


def test_what_negates_at_times_stays_and_may_be_put() -> None:
    assert not may_be_put("休", "修")  # 休想
    assert may_be_put("修", "休")  # 退休


@pytest.mark.parametrize("written, said", [("塔", "他"), ("拟", "你"), ("卧", "我"), ("他", "塔")])
def test_no_pronoun_is_put_where_none_was_said(written: str, said: str) -> None:
    assert not may_be_put(written, said)


@given(
    st.sampled_from(["三", "十", "百", "半", "3", "30", "１"]),
    st.sampled_from(["", "多"]),
    st.sampled_from("亩块元倍分斤里米"),
    st.text(alphabet="的水取去渠修路勾堵", max_size=6),
)
def test_a_unit_right_behind_a_number_stays(number: str, more: str, unit: str, rest: str) -> None:
    text = f"排水{number}{more}{unit}{rest}"
    read, _ = reread(text, [0.2] * len(text), _NONE, agreeing)
    at = len(f"排水{number}")
    assert read[at : at + len(more + unit)] == more + unit


@given(st.text(alphabet="王桂香我叫不没他二十三两亩的水取去渠修路勾堵", min_size=1, max_size=20))
def test_numbers_negations_pronouns_and_the_length_stay(text: str) -> None:
    read, changes = reread(text, [0.2] * len(text), _NONE, agreeing)
    assert len(read) == len(text)
    kept = "不没他我二十三两"
    assert [(at, char) for at, char in enumerate(read) if char in kept] == [
        (at, char) for at, char in enumerate(text) if char in kept
    ]
    for change in reversed(changes):
        read = read[: change.at] + change.from_ + read[change.at + len(change.to) :]
    assert read == text
