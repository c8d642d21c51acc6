"""Script: numbers as they are said, and how characters sound."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.chinese.script import (
    chinese_number,
    half_width,
    number_value,
    readings,
    simplified,
    sounds,
    spoken_numbers,
    syllable,
)

HAN = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), max_size=40)


@settings(deadline=None)
@given(st.integers(0, 10**12 - 1))
def test_a_number_read_aloud_is_understood(number: int) -> None:
    assert number_value(chinese_number(number)) == number


@settings(deadline=None)
@given(st.integers(1, 10**9))
def test_digits_with_commas_are_understood(number: int) -> None:
    assert number_value(f"{number:,}") == number


@settings(deadline=None)
@given(st.integers(11, 10**9))
def test_a_number_is_found_where_it_was_said(number: int) -> None:
    said = chinese_number(number)

    (found,) = spoken_numbers(f"赔了{said}元钱")

    assert (found.value, found.start, found.end) == (number, 2, 2 + len(said))


@settings(deadline=None)
@given(HAN)
def test_numbers_lie_in_the_text_in_order(text: str) -> None:
    ends = [edge for number in spoken_numbers(text) for edge in (number.start, number.end)]

    assert ends == sorted(ends)
    assert all(0 <= edge <= len(text) for edge in ends)


@pytest.mark.parametrize(
    "text, value, approximate, words",
    [
        ("每亩补偿三万六千元", 36000, False, "三万六千"),
        ("一共十九万八千", 198000, False, "十九万八千"),
        ("19万8千元", 198000, False, "19万8千"),
        ("36,000元", 36000, False, "36,000"),
        ("十二万五", 125000, False, "十二万五"),
        ("两千多块", 2000, True, "两千多"),
        ("七八百块", 700, True, "七八百"),
        ("十几头", 10, True, "十几"),
        ("三十来个人", 30, True, "三十来"),
        ("万把块钱", 10000, True, "万把"),
        ("好几次", None, True, "好几"),
        ("半个月", 0.5, False, "半"),
        ("一点五亩", 1.5, False, "一点五"),
        ("快三个月", 3, True, "三"),
        ("九八年", 98, False, "九八"),
        ("七月份", 7, False, "七"),
    ],
)
def test_spoken_forms_have_their_value(text: str, value: float | None, approximate: bool, words: str) -> None:  # noqa: FBT001 - parametrized
    (number,) = spoken_numbers(text)

    assert (number.value, number.approximate, text[number.start : number.end]) == (value, approximate, words)


@pytest.mark.parametrize(
    "text",
    [
        "十分不满",
        "一万个不同意",
        "万一下雨",
        "千万别去",
        "老百姓",
        "一起来",
        "万和花园",
        "乱七八糟",
        "星期三",
        "吴老三家",
    ],
)
def test_words_that_only_look_like_numbers_count_nothing(text: str) -> None:
    assert spoken_numbers(text) == ()


@pytest.mark.parametrize("text", ["", "人", "一二三四万五六", "万和", "点"])
def test_what_is_no_number_has_no_value(text: str) -> None:
    assert number_value(text) is None


@pytest.mark.parametrize("number", [-1, 10**12])
def test_numbers_beyond_speech_are_refused(number: int) -> None:
    with pytest.raises(ValueError, match=str(number)):
        chinese_number(number)


@settings(deadline=None)
@given(HAN)
def test_every_character_keeps_its_place(text: str) -> None:
    assert len(simplified(text)) == len(half_width(text)) == len(sounds(text)) == len(text)


def test_traditional_and_wide_characters_become_usual_ones() -> None:
    assert simplified("補償款") == "补偿款"
    assert half_width("３６，０００") == "36,000"


def test_sounds_that_southern_ears_confuse_are_one() -> None:
    assert sounds("六叔晚二助") == sounds("柳树湾二组")
    assert (syllable("组"), syllable("助"), syllable("绿")) == ("zu", "zhu", "lv")


def test_every_reading_of_a_character_is_known() -> None:
    assert set(readings("单")) >= {"dan", "shan"}
    assert readings("a") == ("a",)
