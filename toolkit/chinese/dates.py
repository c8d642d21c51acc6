"""Dates: reading them, the lunar calendar, and statutory clocks with holidays and make-up days.

Counting follows 民法典 Art 201 and 203 and 民诉法 Art 85 by analogy, because 信访工作条例 has no counting rule: the
day of the start is not counted, and a last day that is a day off moves to the first day after.
"""

import csv
import datetime as dt
import functools
import io
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import chinese_calendar
from borax.calendars.lunardate import LunarDate as _BoraxDate

from toolkit.core import MissingFileError, SettingsError, WrongDateError, office_text, open_to_read

_FIRST_YEAR, _LAST_YEAR = 1900, 2100
_FORMS = tuple(
    re.compile(form, re.ASCII)
    for form in (
        r"(\d+)-(\d{1,2})-(\d{1,2})",
        r"(\d+)/(\d{1,2})/(\d{1,2})",
        r"(\d+)\.(\d{1,2})\.(\d{1,2})",
        r"(\d+)年(\d{1,2})月(\d{1,2})[日号]",
    )
)
_WITH_CLOCK = re.compile(r"(.+?)[ T]+(\d{1,2}):(\d{2})", re.ASCII)
_HOURS, _MINUTES = 24, 60
_DASHES = re.compile("[\u2010-\u2015\u2212]")
_YEAR_DIGITS = 4
_MONTHS = ("正", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二")
_DIGITS = "一二三四五六七八九十"
_DAYS = (
    *(f"初{digit}" for digit in _DIGITS),
    *(f"十{digit}" for digit in _DIGITS[:9]),
    "二十",
    *(f"廿{digit}" for digit in _DIGITS[:9]),
    "三十",
)
_DAY = dt.timedelta(days=1)
_SATURDAY = 5
_OFF_WORDS = {"休": True, "班": False}
_HEADINGS = {"日期": "date", "类型": "kind", "类别": "kind", "备注": "note", "说明": "note"}


# -- reading and writing a date --------------------------------------------------------------------------------


def parse_date(text: str) -> dt.date:
    """Return the Gregorian date in `text`: 2026-09-25, 2026/9/25, 2026.9.25 or 2026年9月25日, full-width digits too.

    Raise WrongDateError with the reason for everything else.
    """
    tidy = _DASHES.sub("-", "".join(unicodedata.normalize("NFKC", text).split()))
    match = next(filter(None, (form.fullmatch(tidy) for form in _FORMS)), None)
    if match is None:
        raise WrongDateError(text=text, why=_why_unreadable(tidy))
    if len(match[1]) != _YEAR_DIGITS:
        raise WrongDateError(text=text, why="年份要写四位数")
    year, month, day = (int(part) for part in match.groups())
    return _existing(text, year, month, day)


def date_or_none(text: str) -> dt.date | None:
    """Return the day in `text` as `parse_date` reads it, None where it is no day."""
    try:
        return parse_date(text)
    except WrongDateError:
        return None


def parse_moment(text: str) -> str:
    """Return the local day or minute in `text` in ISO form: `2026-09-30` or `2026-09-30 20:30`.

    The day is written as `parse_date` takes it. Raise WrongDateError.
    """
    tidy = unicodedata.normalize("NFKC", text).strip()
    match = _WITH_CLOCK.fullmatch(tidy)
    day = parse_date(match[1] if match else tidy).isoformat()
    if match is None:
        return day
    hour, minute = int(match[2]), int(match[3])
    if hour >= _HOURS or minute >= _MINUTES:
        raise WrongDateError(text=text, why="钟点要在 00:00 到 23:59 之间")
    return f"{day} {hour:02d}:{minute:02d}"


def _why_unreadable(tidy: str) -> str:
    if not tidy:
        return "没有填写"
    if any(word in tidy for word in ("农历", "闰", "初", "廿", "正月", "腊月")):
        return "这是农历，请换成公历"
    return "看不出年、月、日"


def _existing(text: str, year: int, month: int, day: int) -> dt.date:
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise WrongDateError(text=text, why=f"年份要在 {_FIRST_YEAR} 到 {_LAST_YEAR} 之间")
    if not 1 <= month <= len(_MONTHS):
        raise WrongDateError(text=text, why=f"没有 {month} 月")
    last = _last_of_month(year, month)
    if not 1 <= day <= last:
        raise WrongDateError(text=text, why=f"{year} 年 {month} 月只有 {last} 天，没有 {day} 日")
    return dt.date(year, month, day)


def _last_of_month(year: int, month: int) -> int:
    first_of_next = dt.date(year + month // 12, month % 12 + 1, 1)
    return (first_of_next - _DAY).day


def official_date(day: dt.date) -> str:
    """Return `day` as papers write it, `2026年9月25日`: Arabic numerals without padding (GB/T 9704-2012 7.3.5.4)."""
    return f"{day.year}年{day.month}月{day.day}日"


# -- lunar calendar --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class LunarDate:
    """A day of the lunar calendar; `year` is the Gregorian year in which that lunar year begins."""

    year: int
    month: int
    day: int
    leap: bool


def lunar(day: dt.date) -> LunarDate:
    """Return the lunar date of `day`, as GB/T 33661-2017 counts it in Beijing time.

    borax differs from astronomy by a day in the ninth month of 2089 and the eighth of 2097.
    Raise WrongDateError outside the years 1900 to 2100.
    """
    try:
        date = _BoraxDate.from_solar(day)
    except ValueError as fault:
        raise WrongDateError(text=day.isoformat(), why="农历只能推算 1900 年到 2100 年") from fault
    return LunarDate(date.year, date.month, date.day, bool(date.leap))


def lunar_text(day: LunarDate | dt.date) -> str:
    """Return the lunar month and day in Chinese numerals, `农历八月十五` or `农历闰六月十五`."""
    when = lunar(day) if isinstance(day, dt.date) else day
    return f"农历{lunar_month_text(when.month, leap=when.leap)}{_DAYS[when.day - 1]}"


def lunar_month_text(month: int, *, leap: bool) -> str:
    """Return the name of a lunar month, `八月`, `正月` or `闰六月`."""
    return f"{'闰' if leap else ''}{_MONTHS[month - 1]}月"


# -- days off --------------------------------------------------------------------------------------------------


class Calendar:
    """Days off and make-up days: the calendar package, extended and overridden by a workspace's `holidays.csv`."""

    def __init__(self, holidays_file: Path | None = None) -> None:
        """Read `holidays_file` (columns date, kind 休 or 班, note) if it is there.

        Raise SettingsError naming every row that is wrong.
        """
        self._own = _read_holidays(holidays_file) if holidays_file is not None else {}
        self._own_years = frozenset(day.year for day in self._own)

    def is_day_off(self, day: dt.date) -> bool | None:
        """Return whether nobody works on `day`; None when the holidays of its year are not known."""
        if day in self._own:
            return self._own[day]
        published = _published(day)
        if published is None and day.year in self._own_years:
            return day.weekday() >= _SATURDAY
        return published


# The package reads all its tables for each day that is asked for.
@functools.cache
def _published(day: dt.date) -> bool | None:
    try:
        return bool(chinese_calendar.is_holiday(day))
    except NotImplementedError:
        return None


def _read_holidays(path: Path) -> dict[dt.date, bool]:
    try:
        with open_to_read(path) as file:
            rows = csv.reader(io.StringIO(_decoded(file.read(), path), newline=""))
            return _days_of_rows(rows, path)
    except MissingFileError:
        return {}
    except csv.Error as fault:
        raise SettingsError(path=path, why=f"不是 CSV 表格（{fault}）") from fault


def _decoded(content: bytes, path: Path) -> str:
    try:
        return office_text(content)
    except UnicodeDecodeError as fault:
        raise SettingsError(path=path, why="文字编码看不懂，请在 Excel 里另存为“CSV UTF-8”") from fault


def _days_of_rows(rows: Iterator[list[str]], path: Path) -> dict[dt.date, bool]:
    columns = _columns(next(rows, []), path)
    days: dict[dt.date, bool] = {}
    faults: list[str] = []
    for number, row in enumerate(rows, start=2):
        if not any(cell.strip() for cell in row):
            continue
        cells = dict(zip(columns, (cell.strip() for cell in row), strict=False))
        fault = _take_row(cells, days)
        faults += [f"第 {number} 行{fault}"] if fault else []
    if faults:
        raise SettingsError(path=path, why="；".join(faults))
    return days


def _columns(headings: list[str], path: Path) -> list[str]:
    names = [_HEADINGS.get(name.strip(), name.strip().lower()) for name in headings]
    if names and not {"date", "kind"} <= set(names):
        raise SettingsError(path=path, why="第 1 行应是列名 date,kind,note")
    return names


def _take_row(cells: dict[str, str], days: dict[dt.date, bool]) -> str | None:
    kind = cells.get("kind", "")
    if kind not in _OFF_WORDS:
        return f"的 kind 应写“休”或“班”，写的是“{kind}”"
    try:
        day = parse_date(cells.get("date", ""))
    except WrongDateError as fault:
        return f"的日期“{fault.fields['text']}”不对（{fault.fields['why']}）"
    if days.setdefault(day, _OFF_WORDS[kind]) is not _OFF_WORDS[kind]:
        return f"与前面的行矛盾：{day.isoformat()} 既是休又是班"
    return None


# -- clocks ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Deadline:
    """The last day of a clock: as plainly counted (`raw`), and moved over days off (`last_day`)."""

    raw: dt.date
    last_day: dt.date
    warnings: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """Both days in Chinese: the plain one, and the moved one when it differs."""
        if self.raw == self.last_day:
            return official_date(self.raw)
        return f"{official_date(self.last_day)}（原为{official_date(self.raw)}，因休假日顺延）"


def deadline(start: dt.date, days: int, calendar: Calendar, *, roll_forward: bool) -> Deadline:
    """Return the last day of a clock of `days` natural days that starts on `start`, which is not counted.

    With `roll_forward` a last day that is a day off moves to the first working day after (民法典 Art 203 by analogy).
    A year whose holidays are not known keeps the plain day and gives a warning: nothing is guessed.
    """
    raw = start + days * _DAY
    if not roll_forward:
        return Deadline(raw, raw)
    last = raw
    while calendar.is_day_off(last):
        last += _DAY
    if calendar.is_day_off(last) is None:
        return Deadline(raw, raw, (_unknown_year(last.year),))
    return Deadline(raw, last)


def working_days_after(start: dt.date, days: int, calendar: Calendar) -> Deadline:
    """Return the `days`th working day after `start`, make-up days counted; `raw` counts Monday to Friday only.

    Days of a year whose holidays are not known are counted Monday to Friday, and a warning says so.
    """
    last, left, unknown = start, days, set[int]()
    while left:
        last += _DAY
        off = calendar.is_day_off(last)
        if off is None:
            unknown.add(last.year)
        left -= not (_is_weekend(last) if off is None else off)
    return Deadline(_weekdays_after(start, days), last, tuple(_unknown_year(year) for year in sorted(unknown)))


def _weekdays_after(start: dt.date, days: int) -> dt.date:
    last, left = start, days
    while left:
        last += _DAY
        left -= not _is_weekend(last)
    return last


def _is_weekend(day: dt.date) -> bool:
    return day.weekday() >= _SATURDAY


def _unknown_year(year: int) -> str:
    return (
        f"{year} 年的放假安排还没有登记，期限没有按节假日校正；"
        f"请对照国务院办公厅的通知，把 {year} 年的休息日和调休上班日填进 holidays.csv 再核对。"
    )
