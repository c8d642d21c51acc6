"""A meeting is known by its place and lunar month, and numbered by them."""

import datetime as dt
from functools import partial

import pytest

from tests.builders import HELD, MEETING, Shelf
from toolkit.chinese.dates import lunar
from toolkit.core.errors import UnknownNumberError, UnknownPlaceError
from toolkit.meetings.register import find_meeting, known_place, list_meetings, open_meeting
from toolkit.records import Meeting


def test_known_place_is_spelled_as_in_the_settings(shelf: Shelf) -> None:
    assert known_place(" 柳树湾\u3000", shelf.workspace.settings) == "柳树湾"


def test_unknown_place_names_the_known_ones(shelf: Shelf) -> None:
    with pytest.raises(UnknownPlaceError, match="设置里没有这个地点：桃花坪。已有：柳树湾、石桥村、杨家坝"):
        known_place("桃花坪", shelf.workspace.settings)


def test_meeting_is_known_by_place_and_lunar_month(shelf: Shelf) -> None:
    opened = partial(open_meeting, shelf.store)
    first = opened("柳树湾", HELD, lunar(HELD))
    assert first == Meeting(MEETING.number, "柳树湾", 2026, 8, leap=False, held_on=HELD)
    assert opened("柳树湾", dt.date(2026, 9, 26), lunar(dt.date(2026, 9, 26))) == first
    assert opened("石桥村", HELD, lunar(HELD)).number == "夜话2026-08-石桥村"
    assert find_meeting(shelf.store, "夜话２０２６-8-柳树湾") == first
    assert len(list_meetings(shelf.store)) == 2


def test_two_meetings_of_one_gregorian_month_are_two(shelf: Shelf) -> None:
    days = (dt.date(2026, 5, 1), dt.date(2026, 5, 31))
    numbers = [open_meeting(shelf.store, "柳树湾", day, lunar(day)).number for day in days]
    assert numbers == ["夜话2026-03-柳树湾", "夜话2026-04-柳树湾"]


def test_leap_month_is_a_meeting_of_its_own(shelf: Shelf) -> None:
    days = (dt.date(2025, 7, 9), dt.date(2025, 8, 8))
    numbers = [open_meeting(shelf.store, "柳树湾", day, lunar(day)).number for day in days]
    assert numbers == ["夜话2025-06-柳树湾", "夜话2025-闰06-柳树湾"]


def test_unknown_meeting_is_named(shelf: Shelf) -> None:
    with pytest.raises(UnknownNumberError, match="没有找到夜话：夜话2026-01-柳树湾"):
        find_meeting(shelf.store, "夜话2026-01-柳树湾")
