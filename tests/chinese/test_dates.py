"""Dates are read or refused with a reason; lunar days and clocks hold against figures computed elsewhere."""

import contextlib
import datetime as dt
from pathlib import Path

import lunar_python
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.chinese.dates import (
    Calendar,
    Deadline,
    LunarDate,
    deadline,
    lunar,
    lunar_month_text,
    lunar_text,
    official_date,
    parse_date,
    parse_moment,
    working_days_after,
)
from toolkit.core.errors import SettingsError, UnreadableFileError, WrongDateError

PACKAGE = Calendar()
D = dt.date
known_days = st.dates(D(2004, 1, 1), D(2026, 9, 1))
all_days = st.dates(D(1901, 1, 1), D(2100, 12, 31))


@pytest.fixture
def holidays(tmp_path: Path) -> Path:
    """Return the path of a `holidays.csv` that a test may write."""
    return tmp_path / "夜话 工作" / "holidays.csv"


def write(path: Path, text: str, encoding: str = "utf-8-sig") -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(text.encode(encoding))
    return path


# -- reading a date --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "2026-09-25",
        "2026-9-25",
        "2026/9/25",
        "2026.9.25",
        "2026年9月25日",
        "2026年09月25号",
        "２０２６－０９－２５",
        "２０２６年９月２５日",
        " 2026 年 9 月 25 日\n",
        "2026–09–25",
    ],
)
def test_usual_ways_of_writing_are_read(text: str) -> None:
    assert parse_date(text) == D(2026, 9, 25)


@given(all_days)
def test_every_day_reads_back_in_every_form(day: dt.date) -> None:
    forms = (day.isoformat(), f"{day.year}/{day.month}/{day.day}", official_date(day))
    assert [parse_date(form) for form in forms] == [day, day, day]


@pytest.mark.parametrize(
    "text, why",
    [
        ("", "没有填写"),
        ("昨天", "看不出年、月、日"),
        ("9月25日", "看不出年、月、日"),
        ("20260925", "看不出年、月、日"),
        ("2026-13-01", "没有 13 月"),
        ("2026-0-1", "没有 0 月"),
        ("2026-09-31", "2026 年 9 月只有 30 天，没有 31 日"),
        ("2026年2月29日", "2026 年 2 月只有 28 天，没有 29 日"),
        ("26-9-25", "年份要写四位数"),
        ("1026-09-25", "年份要在 1900 到 2100 之间"),
        ("农历八月十五", "这是农历，请换成公历"),
        ("2026/9-25", "看不出年、月、日"),
    ],
)
def test_wrong_date_is_refused_with_its_reason(text: str, why: str) -> None:
    with pytest.raises(WrongDateError, match="日期不对") as caught:
        parse_date(text)
    assert caught.value.fields == {"text": text, "why": why}


@given(st.text(max_size=20))
def test_any_text_is_a_date_or_refused(text: str) -> None:
    with contextlib.suppress(WrongDateError):
        assert 1900 <= parse_date(text).year <= 2100


def test_official_date_has_no_leading_zeros() -> None:
    assert official_date(D(2026, 9, 5)) == "2026年9月5日"


@pytest.mark.parametrize(
    "text, moment",
    [
        ("2026-09-30", "2026-09-30"),
        ("2026-09-30 20:30", "2026-09-30 20:30"),
        ("2026年9月30日 8：05", "2026-09-30 08:05"),
        ("2026-09-30T00:00", "2026-09-30 00:00"),
    ],
)
def test_a_moment_is_a_day_or_a_minute(text: str, moment: str) -> None:
    assert parse_moment(text) == moment


@pytest.mark.parametrize("text", ["", "20:30", "2026-09-30 24:00", "2026-09-30 20:60", "2026-09-31 08:00", "昨天 8:00"])
def test_what_is_no_moment_is_refused(text: str) -> None:
    with pytest.raises(WrongDateError):
        parse_moment(text)


# -- lunar calendar --------------------------------------------------------------------------------------------


def of_lunar_python(day: dt.date) -> LunarDate:
    found = lunar_python.Solar.fromYmd(day.year, day.month, day.day).getLunar()
    return LunarDate(found.getYear(), abs(found.getMonth()), found.getDay(), found.getMonth() < 0)


@given(st.dates(D(1900, 2, 1), D(2057, 8, 31)))
def test_lunar_days_agree_with_another_library(day: dt.date) -> None:
    assert lunar(day) == of_lunar_python(day)


@pytest.mark.parametrize(
    "fifteenth, month, leap",
    [
        (D(2025, 7, 9), 6, False),
        (D(2025, 8, 8), 6, True),
        (D(2026, 9, 25), 8, False),
        (D(2027, 1, 22), 12, False),
        (D(2028, 7, 7), 5, True),
        (D(2031, 5, 6), 3, True),
        (D(2034, 1, 5), 11, True),
    ],
)
def test_fifteenths_known_from_two_libraries_hold(fifteenth: dt.date, month: int, *, leap: bool) -> None:
    found = lunar(fifteenth)
    assert (found.month, found.day, found.leap) == (month, 15, leap)


def test_twelfth_month_belongs_to_the_lunar_year_before() -> None:
    assert lunar(D(2026, 2, 2)) == LunarDate(2025, 12, 15, leap=False)


def test_lunar_text_is_in_chinese_numerals() -> None:
    assert lunar_text(D(2026, 9, 25)) == "农历八月十五"
    assert lunar_text(D(2025, 8, 8)) == "农历闰六月十五"
    assert lunar_text(LunarDate(2026, 1, 1, leap=False)) == "农历正月初一"
    assert lunar_month_text(6, leap=True) == "闰六月"


@given(st.dates(D(1901, 1, 1), D(2057, 8, 31)))
def test_lunar_text_agrees_with_another_library(day: dt.date) -> None:
    other = lunar_python.Solar.fromYmd(day.year, day.month, day.day).getLunar()
    month = other.getMonthInChinese().replace("冬", "十一").replace("腊", "十二")
    assert lunar_text(day) == f"农历{month}月{other.getDayInChinese()}"


def test_lunar_day_outside_the_tables_is_refused() -> None:
    with pytest.raises(WrongDateError, match="农历只能推算"):
        lunar(D(1899, 12, 31))


# -- days off --------------------------------------------------------------------------------------------------


def test_package_knows_its_years_and_no_other() -> None:
    assert PACKAGE.is_day_off(D(2026, 10, 1)) is True
    assert PACKAGE.is_day_off(D(2026, 10, 8)) is False
    assert PACKAGE.is_day_off(D(2027, 1, 1)) is None
    assert PACKAGE.is_day_off(D(2026, 7, 1)) is not None
    assert PACKAGE.is_day_off(D(2027, 7, 1)) is None


def test_rows_of_the_workspace_extend_the_package(holidays: Path) -> None:
    calendar = Calendar(write(holidays, "date,kind,note\r\n2027-01-01,休,元旦\r\n2027/1/3,班,调休\r\n\r\n"))
    days = [D(2027, 1, day) for day in (1, 2, 3, 4)]
    assert [calendar.is_day_off(day) for day in days] == [True, True, False, False]
    assert calendar.is_day_off(D(2027, 7, 1)) is not None
    assert calendar.is_day_off(D(2028, 7, 1)) is None


def test_rows_of_the_workspace_override_the_package(holidays: Path) -> None:
    calendar = Calendar(write(holidays, "date,kind,note\n2026-10-08,休,本地放假\n2026-10-01,班,\n"))
    assert calendar.is_day_off(D(2026, 10, 8)) is True
    assert calendar.is_day_off(D(2026, 10, 1)) is False


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030"])
def test_encodings_that_excel_writes_are_read(holidays: Path, encoding: str) -> None:
    calendar = Calendar(write(holidays, "日期,类型,备注\n2027年1月1日,休,元旦\n", encoding))
    assert calendar.is_day_off(D(2027, 1, 1)) is True


@pytest.mark.parametrize("text", ["", "date,kind,note\n", "date,kind,note\n,,\n"])
def test_file_without_rows_changes_nothing(holidays: Path, text: str) -> None:
    calendar = Calendar(write(holidays, text))
    assert calendar.is_day_off(D(2027, 1, 1)) is None
    assert calendar.is_day_off(D(2026, 10, 1)) is True


def test_missing_holidays_file_is_no_fault(holidays: Path) -> None:
    assert Calendar(holidays).is_day_off(D(2026, 10, 1)) is True


def test_every_malformed_row_is_named_at_once(holidays: Path) -> None:
    text = "date,kind,note\n2027-02-30,休,\n2027-01-01,放假,\n2027-01-02,休,\n2027-01-02,班,\n只有日期\n"
    with pytest.raises(SettingsError, match=r"holidays\.csv") as caught:
        Calendar(write(holidays, text))
    why = caught.value.fields["why"]
    assert [f"第 {row} 行" in why for row in (2, 3, 4, 5, 6)] == [True, True, False, True, True]
    assert "2027 年 2 月只有 28 天" in why
    assert "应写“休”或“班”" in why
    assert "既是休又是班" in why


def test_wrong_headings_are_refused(holidays: Path) -> None:
    with pytest.raises(SettingsError, match="第 1 行应是列名 date,kind,note"):
        Calendar(write(holidays, "2027-01-01,休,元旦\n"))


def test_other_contents_than_text_are_refused(holidays: Path) -> None:
    holidays.parent.mkdir()
    holidays.write_bytes(b"PK\x03\x04\xff\xff\x00\x80")
    with pytest.raises(SettingsError, match=r"文字编码看不懂|第 1 行应是列名"):
        Calendar(holidays)


def test_folder_in_place_of_the_file_is_refused(holidays: Path) -> None:
    holidays.mkdir(parents=True)
    with pytest.raises(UnreadableFileError, match="读不了文件"):
        Calendar(holidays)


# -- clocks ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "start, days, raw, last",
    [
        (D(2026, 3, 2), 60, D(2026, 5, 1), D(2026, 5, 6)),
        (D(2026, 2, 2), 15, D(2026, 2, 17), D(2026, 2, 24)),
        (D(2025, 9, 17), 15, D(2025, 10, 2), D(2025, 10, 9)),
        (D(2026, 10, 12), 30, D(2026, 11, 11), D(2026, 11, 11)),
    ],
)
def test_clocks_roll_over_days_off(start: dt.date, days: int, raw: dt.date, last: dt.date) -> None:
    assert deadline(start, days, PACKAGE, roll_forward=True) == Deadline(raw, last)
    assert deadline(start, days, PACKAGE, roll_forward=False) == Deadline(raw, raw)


@pytest.mark.parametrize("start, last", [(D(2026, 2, 12), D(2026, 2, 26)), (D(2025, 9, 28), D(2025, 10, 11))])
def test_five_working_days_count_make_up_days(start: dt.date, last: dt.date) -> None:
    found = working_days_after(start, 5, PACKAGE)
    assert (found.last_day, found.warnings) == (last, ())


def test_unknown_year_keeps_the_plain_day_and_warns() -> None:
    found = deadline(D(2026, 12, 17), 15, PACKAGE, roll_forward=True)
    assert (found.raw, found.last_day) == (D(2027, 1, 1), D(2027, 1, 1))
    assert len(found.warnings) == 1
    assert "2027 年的放假安排还没有登记" in found.warnings[0]
    assert "holidays.csv" in found.warnings[0]


def test_unknown_year_is_never_guessed_for_working_days() -> None:
    found = working_days_after(D(2026, 12, 30), 5, PACKAGE)
    assert (found.raw, found.last_day) == (D(2027, 1, 6), D(2027, 1, 6))
    assert "2027 年的放假安排还没有登记" in found.warnings[0]


def test_year_in_holidays_file_lifts_the_warning(holidays: Path) -> None:
    calendar = Calendar(write(holidays, "date,kind,note\n2027-01-01,休,元旦\n"))
    assert deadline(D(2026, 12, 17), 15, calendar, roll_forward=True) == Deadline(D(2027, 1, 1), D(2027, 1, 4))


def test_both_days_are_shown_in_chinese() -> None:
    rolled = deadline(D(2026, 3, 2), 60, PACKAGE, roll_forward=True)
    assert rolled.text == "2026年5月6日（原为2026年5月1日，因休假日顺延）"
    assert deadline(D(2026, 10, 12), 30, PACKAGE, roll_forward=True).text == "2026年11月11日"


@given(known_days, st.integers(0, 90))
def test_last_day_is_the_first_working_day_not_earlier(start: dt.date, days: int) -> None:
    found = deadline(start, days, PACKAGE, roll_forward=True)
    assert found.raw == start + dt.timedelta(days=days)
    between = [found.raw + dt.timedelta(days=n) for n in range((found.last_day - found.raw).days)]
    assert all(PACKAGE.is_day_off(day) for day in between)
    assert PACKAGE.is_day_off(found.last_day) is False


@given(known_days, st.integers(0, 20))
def test_working_days_between_are_as_many_as_asked(start: dt.date, days: int) -> None:
    found = working_days_after(start, days, PACKAGE)
    after = [start + dt.timedelta(days=n + 1) for n in range((found.last_day - start).days)]
    assert sum(PACKAGE.is_day_off(day) is False for day in after) == days
