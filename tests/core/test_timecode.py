"""Seconds to a time code and back."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.core.timecode import seconds, subtitle_time, timecode


@given(st.integers(min_value=0, max_value=12 * 3600 * 10))
def test_a_timecode_read_back_gives_its_seconds(tenths: int) -> None:
    assert seconds(timecode(tenths / 10)) == pytest.approx(tenths / 10)


def test_a_timecode_shows_hours_minutes_and_tenths() -> None:
    assert timecode(4351.4) == "01:12:31.4"


def test_rounding_carries_into_the_next_minute() -> None:
    assert timecode(59.96) == "00:01:00.0"


def test_minutes_and_seconds_alone_are_understood() -> None:
    assert seconds("02:05") == 125


@pytest.mark.parametrize("text", [" ", "12", "1:60", "aa:bb", "00:61:00", "1:2:3"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=re.escape(text)):
        seconds(text)


def test_a_subtitle_time_has_milliseconds_and_its_mark() -> None:
    assert (subtitle_time(3661.0005, ","), subtitle_time(0.25, ".")) == ("01:01:01,000", "00:00:00.250")
