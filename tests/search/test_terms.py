"""What people type finds what was said, however a number, a name or a date is written."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.chinese import dates
from toolkit.chinese.script import chinese_number
from toolkit.core.errors import WrongValueError
from toolkit.records import Meeting
from toolkit.search.terms import holds_number, is_held_on, names_of, numbered


@given(st.integers(1, 99_999_999))
def test_a_number_is_the_same_in_characters_and_digits(number: int) -> None:
    assert numbered(f"给了{chinese_number(number)}元") == numbered(f"给了{number}元") == f"给了{number}元"


def test_a_number_with_its_unit_is_read_as_one() -> None:
    assert numbered("3万块") == numbered("三万块") == numbered("30000块") == "30000块"
    assert numbered("两百五十亩") == "250亩"


def test_text_without_numbers_stays_as_it_is() -> None:
    assert numbered("村口的路灯坏了") == "村口的路灯坏了"


@pytest.mark.parametrize(
    "text, words, holds",
    [
        ("收了30000块", "30000块", True),
        ("收了30000块", "3", False),
        ("收了30000块", "0块", False),
        ("3.5万", "3", False),
        ("3组的灯", "3组", True),
    ],
)
def test_no_number_is_cut_in_two(text: str, words: str, holds: bool) -> None:  # noqa: FBT001
    assert holds_number(text, words) is holds


def test_initials_find_names_and_parts_of_names() -> None:
    names = ("王桂芳", "单雄信", "柳树湾", "王桂芳")
    assert names_of("wgf", names) == ("王桂芳",)
    assert names_of("gf", names) == ("王桂芳",)
    assert names_of("sxx", names) == ("单雄信",), "a surname may be read in a way of its own"
    assert names_of("lsw", names) == ("柳树湾",)
    assert names_of("w", names) == ()
    assert names_of("王gf", names) == ()


def meeting(day: str) -> Meeting:
    held_on = dt.date.fromisoformat(day)
    when = dates.lunar(held_on)
    return Meeting("夜话", "柳树湾", when.year, when.month, when.leap, held_on)


MIDDLE, LEAP, WINTER = meeting("2026-09-25"), meeting("2025-08-08"), meeting("2026-02-02")


@pytest.mark.parametrize(
    "text, held",
    [
        ("2026-09-25", MIDDLE),
        ("2026年9月25日", MIDDLE),
        ("2026-9", MIDDLE),
        ("2026-03 至 2026-12", MIDDLE),
        ("农历八月", MIDDLE),
        ("八月十五", MIDDLE),
        ("农历2026年八月十五", MIDDLE),
        ("2025", LEAP),
        ("闰六月", LEAP),
        ("农历2025年闰六月十五", LEAP),
        ("2026-02", WINTER),
        ("腊月", WINTER),
        ("2025年十二月", WINTER),
    ],
)
def test_a_date_finds_its_meeting_and_no_other(text: str, held: Meeting) -> None:
    assert [one for one in (MIDDLE, LEAP, WINTER) if is_held_on(text)(one)] == [held]


@pytest.mark.parametrize("text", ["", "去年", "2026-09-25-1", "十三月", "八月三十二", "2026至", "至", "农历"])
def test_what_is_no_date_is_refused_with_the_forms(text: str) -> None:
    with pytest.raises(WrongValueError, match="农历八月"):
        is_held_on(text)


@given(st.dates(dt.date(1950, 1, 1), dt.date(2080, 1, 1)))
def test_every_day_is_found_by_both_calendars(day: dt.date) -> None:
    held = meeting(day.isoformat())
    when = dates.lunar(day)
    assert is_held_on(day.isoformat())(held)
    assert is_held_on(dates.lunar_text(day).replace("农历", f"农历{when.year}年"))(held)
