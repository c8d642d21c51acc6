"""Days as people tell them: in characters, by this or the last year, or without a year."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from toolkit.papers.rules.dates import spoken_days

TOLD_ON = dt.date(2026, 11, 4)


def test_a_day_in_characters_is_read() -> None:
    assert list(spoken_days("九月一号赶场天收下", TOLD_ON)) == [("九月一号", dt.date(2026, 9, 1))]


def test_a_day_without_a_year_is_the_last_one() -> None:
    assert list(spoken_days("12月20日领的", TOLD_ON)) == [("12月20日", dt.date(2025, 12, 20))]


def test_last_year_is_told_by_its_word() -> None:
    assert list(spoken_days("去年八月二十号", TOLD_ON)) == [("去年八月二十号", dt.date(2025, 8, 20))]


def test_a_day_that_no_calendar_has_is_none() -> None:
    assert list(spoken_days("二月三十号", TOLD_ON)) == [("二月三十号", None)]


@given(st.dates(dt.date(2000, 1, 1), dt.date(2026, 11, 4)))
def test_a_whole_date_is_that_day(day: dt.date) -> None:
    assert [on for _, on in spoken_days(f"{day.year}年{day.month}月{day.day}日", TOLD_ON)] == [day]
