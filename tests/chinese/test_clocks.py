"""Clocks of the closed loop, counted against a second library of Chinese holidays."""

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.second_calendar import nth_working_day, rolled, twenty_days, works
from toolkit.chinese import clocks
from toolkit.chinese.dates import Calendar

D = dt.date
CALENDAR = Calendar()
DAYS_OF_2025_AND_2026 = st.dates(D(2025, 1, 1), D(2026, 11, 1))


# -- worked examples -------------------------------------------------------------------------------------------


def test_forty_eight_hours_neither_roll_nor_pause_over_a_holiday() -> None:
    due = clocks.hours_after("2026-09-30 20:30", 48)

    assert (due.raw, due.due, due.calendar) == ("2026-10-02 20:30", "2026-10-02 20:30", "known")


@pytest.mark.parametrize(
    "start,days,raw,due,calendar",
    [
        # Notice of a card.
        (D(2026, 9, 16), 15, "2026-10-01", "2026-10-08", "known"),
        (D(2026, 11, 28), 15, "2026-12-13", "2026-12-14", "known"),
        # Follow-up calls.
        (D(2026, 11, 2), 15, "2026-11-17", "2026-11-17", "known"),
        (D(2026, 11, 6), 15, "2026-11-21", "2026-11-23", "known"),
        (D(2026, 9, 17), 15, "2026-10-02", "2026-10-08", "known"),
        (D(2026, 2, 2), 15, "2026-02-17", "2026-02-24", "known"),
        (D(2026, 4, 24), 15, "2026-05-09", "2026-05-09", "known"),
        (D(2026, 12, 20), 15, "2027-01-04", "2027-01-04", "unknown"),
        (D(2026, 11, 9), 15, "2026-11-24", "2026-11-24", "known"),
    ],
)
def test_days_roll_over_days_off(start: dt.date, days: int, raw: str, due: str, calendar: str) -> None:
    counted = clocks.days_after(start, days, CALENDAR)

    assert (counted.raw, counted.due, counted.calendar) == (raw, due, calendar)


@pytest.mark.parametrize(
    "start,days,due,calendar",
    [
        (D(2026, 9, 24), 5, "2026-10-09", "known"),
        (D(2026, 12, 28), 5, "2027-01-04", "unknown"),
        # Opinions of a lawyer.
        (D(2026, 2, 11), 10, "2026-03-03", "known"),
        (D(2026, 9, 29), 10, "2026-10-19", "known"),
        (D(2026, 11, 18), 10, "2026-12-02", "known"),
    ],
)
def test_working_days_are_counted_with_make_up_days(start: dt.date, days: int, due: str, calendar: str) -> None:
    counted = clocks.working_days(start, days, CALENDAR)

    assert (counted.due, counted.calendar) == (due, calendar)


def test_a_clock_tells_the_dates_it_counted_and_those_it_did_not() -> None:
    why = clocks.working_days(D(2026, 9, 24), 5, CALENDAR).why

    for day in ("2026年9月28日", "2026年9月29日", "2026年9月30日", "2026年10月8日", "2026年10月9日"):
        assert day in why
    assert "2026年9月25日至2026年9月27日、2026年10月1日至2026年10月7日休假" in why


@pytest.mark.parametrize(
    "month,weekday,n,raw,due,calendar",
    [
        ((2026, 1), 4, 1, "2026-01-01", "2026-01-04", "known"),
        ((2026, 10), 4, 1, "2026-10-01", "2026-10-08", "known"),
        ((2027, 1), 4, 1, "2027-01-07", "2027-01-07", "unknown"),
    ],
)
def test_the_nth_weekday_rolls_to_the_next_working_day(
    month: tuple[int, int], weekday: int, n: int, *, raw: str, due: str, calendar: str
) -> None:
    counted = clocks.nth_weekday(*month, weekday, n, CALENDAR)

    assert (counted.raw, counted.due, counted.calendar) == (raw, due, calendar)


def test_there_is_no_sixth_thursday() -> None:
    with pytest.raises(ValueError, match="no weekday"):
        clocks.nth_weekday(2026, 10, 4, 6, CALENDAR)


@pytest.mark.parametrize(
    "month,due", [((2026, 1), "2026-01-04"), ((2026, 5), "2026-05-06"), ((2026, 10), "2026-10-08")]
)
def test_the_first_working_day_of_a_month(month: tuple[int, int], due: str) -> None:
    assert clocks.first_working_day(*month, CALENDAR).due == due


def test_a_week_ends_with_its_last_working_day_and_may_have_none() -> None:
    def last(year: int, week: int) -> str | None:
        due = clocks.last_working_day_of_week(year, week, CALENDAR)
        return due.due if due else None

    weeks = [D(2026, 10, 5), D(2026, 2, 9), D(2026, 2, 16)]
    assert [last(*day.isocalendar()[:2]) for day in weeks] == ["2026-10-10", "2026-02-14", None]


# -- rules -----------------------------------------------------------------------------------------------------


@given(DAYS_OF_2025_AND_2026, st.integers(1, 30))
def test_days_end_on_a_working_day_of_the_second_library_and_not_earlier(start: dt.date, days: int) -> None:
    due = clocks.days_after(start, days, CALENDAR)
    raw, last = D.fromisoformat(due.raw), D.fromisoformat(due.due)

    assert raw == start + dt.timedelta(days=days)
    assert works(last)
    assert not any(works(raw + dt.timedelta(days=n)) for n in range((last - raw).days))


@given(DAYS_OF_2025_AND_2026, st.integers(1, 20))
def test_working_days_are_those_of_the_second_library(start: dt.date, days: int) -> None:
    last = D.fromisoformat(clocks.working_days(start, days, CALENDAR).due)

    passed = [start + dt.timedelta(days=n) for n in range(1, (last - start).days + 1)]
    assert sum(map(works, passed)) == days
    assert works(last)


@pytest.mark.parametrize("start", twenty_days("S0"))
def test_twenty_days_end_where_the_second_library_ends_them(start: dt.date) -> None:
    fifteen, five = clocks.days_after(start, 15, CALENDAR), clocks.working_days(start, 5, CALENDAR)
    first = start.replace(day=1)

    assert fifteen.due == rolled(start + dt.timedelta(days=15)).isoformat()
    assert five.due == nth_working_day(start, 5).isoformat()
    assert clocks.first_working_day(start.year, start.month, CALENDAR).due == rolled(first).isoformat()
    third = next(day for n in range(14, 21) if (day := first + dt.timedelta(days=n)).isoweekday() == 4)
    assert clocks.nth_weekday(start.year, start.month, 4, 3, CALENDAR).due == rolled(third).isoformat()


@given(DAYS_OF_2025_AND_2026, st.integers(1, 6))
def test_weeks_are_seven_days_each(start: dt.date, weeks: int) -> None:
    assert clocks.weeks_after(start, weeks, CALENDAR) == clocks.days_after(start, 7 * weeks, CALENDAR)


@given(st.integers(1, 4), st.sampled_from(clocks.WEEKDAYS), st.integers(1, 12), st.integers(2018, 2026))
def test_no_named_day_of_a_month_lies_on_a_day_off_or_before_the_weekday_named(
    nth: int, weekday: str, month: int, year: int
) -> None:
    due = clocks.day_of_month(f"第{nth}个周{weekday}", year, month, CALENDAR)

    assert CALENDAR.is_day_off(dt.date.fromisoformat(due.due)) is False
    assert due.due >= due.raw
    assert due.raw[:7] == f"{year}-{month:02d}"
    assert clocks.WEEKDAYS[dt.date.fromisoformat(due.raw).weekday()] == weekday


def test_a_holiday_announced_later_moves_a_clock_that_runs(tmp_path: Path) -> None:
    announced = tmp_path / "holidays.csv"
    announced.write_text("date,kind,note\n2027-01-04,休,元旦\n", encoding="utf-8")

    counted = clocks.days_after(D(2026, 12, 20), 15, Calendar(announced))

    assert (counted.due, counted.calendar) == ("2027-01-05", "known")


@pytest.mark.parametrize(
    "due,moment,state",
    [
        ("2026-10-02 20:30", "2026-10-02 20:30", "到期"),
        ("2026-10-02 20:30", "2026-10-02 20:31", "逾期"),
        ("2026-10-02 20:30", "2026-10-02", "到期"),
        ("2026-10-02", "2026-10-02 23:59", "到期"),
        ("2026-10-02", "2026-10-03 00:00", "逾期"),
        ("2026-10-02", "2026-09-29", "将到期"),
        ("2026-10-02", "2026-09-28", "未到"),
    ],
)
def test_a_clock_is_over_after_its_last_minute_or_day(due: str, moment: str, state: str) -> None:
    assert clocks.Due(due, due, "known", "").state(moment) == state


def test_a_clock_of_an_unknown_year_is_never_called_overdue() -> None:
    assert clocks.Due("2027-01-04", "2027-01-04", "unknown", "").state("2027-01-09") == "未校正"
