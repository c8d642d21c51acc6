"""Dates of ledger entries are held to their order, and every fault is told at once, with what to do."""

import datetime as dt

import pytest

from toolkit.cases import entry_dates
from toolkit.core.errors import DateOrderError
from toolkit.records import Entry

D = dt.date
TODAY = D(2026, 11, 23)
HELD = entry_dates.Receipt(entry_dates.MEETING, "2026-09-25")


@pytest.mark.parametrize("day", [HELD.day, TODAY, D(2026, 10, 1)])
def test_days_from_the_meeting_to_today_stand(day: dt.date) -> None:
    assert entry_dates.faults("日期", day, HELD, TODAY) == []


def test_all_that_is_out_of_order_is_told_at_once_and_the_remedy_is_about_order() -> None:
    wish = Entry(0, "案2026-0001", "note", D(2026, 11, 24), served_on=D(2026, 9, 1))
    with pytest.raises(DateOrderError) as caught:
        entry_dates.refuse_entry(wish, HELD, TODAY)
    assert len(caught.value.fields["why"].split("；")) == 3
    assert "先后" in str(caught.value)
    assert "公历" not in str(caught.value)


def test_without_a_today_the_future_is_let_pass() -> None:
    assert entry_dates.faults("日期", D(2030, 1, 1), HELD, None) == []
