"""A word is suspected where the text makes little sense, and never where a number, a negation or a name stands."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.recognition.mishearings import Suspect, keeps_numbers, suspected_people, suspected_words
from toolkit.recognition.word_lists import Entry, Lexicon, load

LEXICON = Lexicon((Entry("黄桷坪", "place", local=True), Entry("覃红旗", "cadre", local=True), *load().entries))


def score_of(word: str, text: str) -> float:
    """Return the best score of `word` as a suspect in `text`; minus infinity if it is none."""
    found = suspected_words(text, LEXICON, float("-inf"))
    return max((one.score for one in found if one.word == word), default=float("-inf"))


def test_a_suspect_tells_its_place_and_its_score() -> None:
    suspect = max(suspected_words("把花芬池挖了", LEXICON, 6.0), key=lambda one: one.score)

    assert (suspect.at, suspect.written, suspect.word, suspect.end) == (1, "花芬池", "化粪池", 4)
    assert suspect.put_into("把花芬池挖了") == "把化粪池挖了"


def test_what_makes_no_sense_is_suspected_more_than_what_is_a_word() -> None:
    assert score_of("程序", "按城序办") > score_of("工伤", "按工商办") == float("-inf")


def test_a_longer_word_is_suspected_more_than_a_short_one() -> None:
    assert score_of("化粪池", "把花芬池挖了") > score_of("粪池", "把花芬池挖了")


def test_a_word_of_the_list_is_never_suspected() -> None:
    assert score_of("公示", "公势贴了") > score_of("公示", "公事贴了") == float("-inf")


def test_what_follows_a_surname_is_suspected_less() -> None:
    assert score_of("尤其", "隔壁的王优居说") < score_of("尤其", "隔壁的那优居说")


def test_little_words_are_suspected_less() -> None:
    assert score_of("听一个", "提一个") == float("-inf")
    assert score_of("村道", "那条村到没修") < score_of("村道", "那条村稻没修")


@pytest.mark.parametrize(
    "word,text",
    [
        *(("五组的", "无阻的"), ("不动产", "布动产"), ("没有", "梅有"), ("哪个", "那个"), ("买房", "卖房")),
        *(("他们", "她们"), ("三组的", "山组的"), ("一次", "以资")),
    ],
)
def test_numbers_negations_pronouns_and_questions_are_never_suspected(word: str, text: str) -> None:
    assert score_of(word, f"我说{text}事") == float("-inf")


def test_what_sounds_like_a_listed_name_is_no_word() -> None:
    text = "村主任秦红旗不管"

    assert [(one.written, one.word) for one in suspected_people(text, LEXICON)] == [("秦红旗", "覃红旗")]
    assert not [one for one in suspected_words(text, LEXICON, float("-inf")) if one.at < 6 and one.end > 3]


def test_a_listed_name_written_right_is_neither_proposed_nor_touched() -> None:
    text = "村主任覃红旗不管"

    assert suspected_people(text, LEXICON) == []
    assert not [one for one in suspected_words(text, LEXICON, float("-inf")) if one.at < 6 and one.end > 3]


@settings(deadline=None, max_examples=60)
@given(st.text(st.sampled_from("城序养住黄绝平工商秦红旗一三百不我的，a"), max_size=16))
def test_every_suspect_stands_in_the_text_and_is_a_word_of_the_list(text: str) -> None:
    found = suspected_words(text, LEXICON, 0.0)

    assert all(text[one.at : one.end] == one.written and one.word in LEXICON.by_word for one in found)
    assert all(one.score >= 0.0 and LEXICON.by_word[one.word].kind != "cadre" for one in found)
    assert [(one.at, one.end) for one in found] == sorted((one.at, one.end) for one in found)


def test_a_change_of_a_number_is_seen() -> None:
    assert not keeps_numbers("每亩无百块", Suspect(2, "无百", "五百", 0.0))
    assert keeps_numbers("同意标准", Suspect(0, "同意", "统一", 0.0))


@pytest.mark.parametrize("text", ["我是六书碗二组的", "我四六书碗的"])
def test_a_digit_that_counts_nothing_may_be_the_sound_of_a_place(text: str) -> None:
    at = text.index("六")

    assert keeps_numbers(text, Suspect(at, "六书碗", "柳树湾", 0.0), "place")
    assert not keeps_numbers(text, Suspect(at, "六书碗", "柳树湾", 0.0), "term")


@pytest.mark.parametrize(
    "text,written,word", [("补了六亩湾", "六亩湾", "柳木湾"), ("一共十六书湾", "六书湾", "柳树湾")]
)
def test_a_digit_with_something_counted_stays(text: str, written: str, word: str) -> None:
    assert not keeps_numbers(text, Suspect(text.index(written), written, word, 0.0), "place")
