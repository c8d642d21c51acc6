"""A meeting's row never changes; what is seen is the meeting as last corrected, under the number it was opened with."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from toolkit.chinese import dates
from toolkit.core.errors import UnknownNumberError
from toolkit.meetings import meeting_rows
from toolkit.meetings.register import find_meeting, open_meeting
from toolkit.store.schema import MEETINGS

OCTOBER = dt.date(2026, 10, 24)


def opened(desk: Any, day: dt.date, place: str = "柳树湾") -> Any:
    return open_meeting(desk.store, place, day, dates.lunar(day))


def moved(one: Any, day: dt.date) -> Any:
    lunar = dates.lunar(day)
    return replace(one, held_on=day, lunar_year=lunar.year, lunar_month=lunar.month, leap=lunar.leap)


def test_the_newest_correction_counts_and_the_row_stays(desk: Any) -> None:
    one = opened(desk, dt.date(2026, 9, 25))
    for day in (dt.date(2026, 8, 27), OCTOBER):
        with desk.store.transaction() as tx:
            meeting_rows.correct(tx, moved(one, day), by="李静", reason="写错了")

    with desk.store.reading() as tx:
        assert meeting_rows.meeting(tx, one.number).held_on == OCTOBER
        assert meeting_rows.meetings(tx)[one.number].held_on == OCTOBER
        assert [each.before.held_on.month for each in meeting_rows.corrections(tx, one.number)] == [9, 8]
        assert tx.rows(MEETINGS)[0]["held_on"] == "2026-09-25"


def test_sound_of_the_right_meeting_joins_it_under_its_old_number(desk: Any) -> None:
    one = opened(desk, dt.date(2026, 9, 25))
    with desk.store.transaction() as tx:
        meeting_rows.correct(tx, moved(one, OCTOBER), by="李静", reason="写错了")

    assert opened(desk, OCTOBER).number == one.number


def test_the_meeting_that_was_really_held_then_gets_a_number_of_its_own(desk: Any) -> None:
    one = opened(desk, dt.date(2026, 9, 25))
    with desk.store.transaction() as tx:
        meeting_rows.correct(tx, moved(one, OCTOBER), by="李静", reason="写错了")

    real = opened(desk, dt.date(2026, 9, 25))

    assert (real.number, real.place, real.held_on) == (f"{one.number}-2", "柳树湾", dt.date(2026, 9, 25))
    assert opened(desk, dt.date(2026, 9, 26)).number == real.number
    assert find_meeting(desk.store, real.number).place == "柳树湾"


def test_a_recording_names_its_meeting_and_an_unknown_code_is_told(kept: Any) -> None:
    with kept.desk.store.reading() as tx:
        number = meeting_rows.number_of(tx, kept.code)
        assert meeting_rows.number_of(tx, number.replace("-", "－")) == number
        with pytest.raises(UnknownNumberError, match="夜话或录音"):
            meeting_rows.number_of(tx, "夜话2020-01-无")
