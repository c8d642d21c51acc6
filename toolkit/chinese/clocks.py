"""Clocks of hours, days, weeks, working days and nth weekdays, each with the dates that it was counted by.

An hour clock starts at its minute and never rolls; only a last day that is a day off does (民法典 Art 201 and 203). A
due date is computed whenever it is asked for, so that a holiday announced later moves clocks that run. Where the
holidays of a year are not known, the plain day is kept and `calendar` says so.
"""

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from toolkit.chinese.dates import Calendar, deadline, official_date, working_days_after

State = Literal["未到", "将到期", "到期", "逾期", "未校正"]

_DAY = dt.timedelta(days=1)
_DAY_LENGTH = len("2026-09-30")
_SUNDAY = 7
WEEKDAYS = "一二三四五六日"
FIRST_WORKING_DAY = "第1个工作日"
_NTH_WEEKDAY = re.compile(f"第([1-4])个周([{WEEKDAYS}])")


@dataclass(frozen=True)
class Due:
    """The end of a clock: `raw` as plainly counted, `due` after rolling; each a local day or minute in ISO form.

    A day counts to its end. `calendar` is `unknown` where the holidays of a year are not on this machine; `why` is one
    Chinese sentence with the dates that were counted.
    """

    raw: str
    due: str
    calendar: Literal["known", "unknown"]
    why: str

    def is_over(self, moment: str) -> bool:
        """Return whether the clock has run out at the local `moment`, a minute or a day."""
        return moment[: len(self.due)] > self.due

    def state(self, moment: str, near_days: int = 3) -> State:
        """Return how the clock stands at `moment`; it is near within `near_days` days before its last day."""
        today, last = dt.date.fromisoformat(moment[:_DAY_LENGTH]), dt.date.fromisoformat(self.due[:_DAY_LENGTH])
        if self.calendar == "unknown":
            return "未校正"
        if self.is_over(moment):
            return "逾期"
        if today >= last:
            return "到期"
        return "将到期" if (last - today).days <= near_days else "未到"


# -- hours and days --------------------------------------------------------------------------------------------


def hours_after(start: str, hours: int) -> Due:
    """Return the minute `hours` hours after the local minute `start`; holidays neither roll nor pause it."""
    end = dt.datetime.fromisoformat(start) + dt.timedelta(hours=hours)
    due = end.strftime("%Y-%m-%d %H:%M")
    return Due(due, due, "known", f"从{_minute(start)}起算{hours}小时，到{_minute(due)}，按小时计算，遇休假日不顺延。")


def end_of(day: dt.date) -> Due:
    """Return the clock that ends with `day`."""
    return Due(day.isoformat(), day.isoformat(), "known", f"当天办，到{official_date(day)}24时为止。")


def promised_for(day: dt.date) -> Due:
    """Return the clock of something that was promised for `day`: it does not roll."""
    return Due(day.isoformat(), day.isoformat(), "known", f"答应{official_date(day)}办到，重新办理也不改期限。")


def days_after(start: dt.date, days: int, calendar: Calendar) -> Due:
    """Return the last of `days` natural days after `start`, rolled forward over days off."""
    counted = deadline(start, days, calendar, roll_forward=True)
    raw, due = counted.raw, counted.last_day
    why = f"{official_date(start)}的次日起算第1天，第{days}天是{official_date(raw)}（周{WEEKDAYS[raw.weekday()]}）"
    if due != raw:
        why += f"，{_spans(_days(raw, due - _DAY))}放假，顺延到{official_date(due)}"
    return Due(raw.isoformat(), due.isoformat(), _known(counted.warnings), f"{why}。{_uncorrected(counted.warnings)}")


def weeks_after(start: dt.date, weeks: int, calendar: Calendar) -> Due:
    """Return the day `weeks` weeks after `start`, rolled forward over days off."""
    return days_after(start, 7 * weeks, calendar)


# -- working days ----------------------------------------------------------------------------------------------


def working_days(start: dt.date, days: int, calendar: Calendar) -> Due:
    """Return the `days`th working day after `start`, make-up days counted; `raw` counts Monday to Friday only."""
    counted = working_days_after(start, days, calendar)
    off = [day for day in _days(start + _DAY, counted.last_day) if _is_off(day, calendar)]
    worked = [day for day in _days(start + _DAY, counted.last_day) if not _is_off(day, calendar)]
    why = f"{official_date(start)}的次日起数工作日：{'、'.join(map(official_date, worked))}，共{days}个"
    if off:
        why += f"（{_spans(off)}休假，不算）"
    return Due(
        counted.raw.isoformat(),
        counted.last_day.isoformat(),
        _known(counted.warnings),
        f"{why}。{_uncorrected(counted.warnings)}",
    )


def first_working_day(year: int, month: int, calendar: Calendar) -> Due:
    """Return the first working day of a month."""
    first = dt.date(year, month, 1)
    return _rolled(first, calendar, f"{year}年{month}月的第一个工作日")


def nth_weekday(year: int, month: int, weekday: int, n: int, calendar: Calendar) -> Due:
    """Return the `n`th `weekday` (Monday is 1) of a month, rolled forward over days off; raise ValueError for none."""
    first = dt.date(year, month, 1)
    day = first + ((weekday - first.isoweekday()) % 7 + 7 * (n - 1)) * _DAY
    if n < 1 or day.month != month:
        message = f"no weekday {weekday} number {n} in {year}-{month}"
        raise ValueError(message)
    return _rolled(day, calendar, f"{year}年{month}月第{n}个周{WEEKDAYS[weekday - 1]}")


def is_day_of_month(name: str) -> bool:
    """Return whether `name` is 第1个工作日 or an nth weekday such as 第2个周四."""
    return name == FIRST_WORKING_DAY or _NTH_WEEKDAY.fullmatch(name) is not None


def day_of_month(name: str, year: int, month: int, calendar: Calendar) -> Due:
    """Return the day of a month that `name` names: 第2个周四, else the first working day."""
    nth = _NTH_WEEKDAY.fullmatch(name)
    if nth is None:
        return first_working_day(year, month, calendar)
    return nth_weekday(year, month, 1 + WEEKDAYS.index(nth[2]), int(nth[1]), calendar)


def last_working_day_of_week(year: int, week: int, calendar: Calendar) -> Due | None:
    """Return the last working day of an ISO week; None where the week has none."""
    days = [dt.date.fromisocalendar(year, week, weekday) for weekday in range(1, _SUNDAY + 1)]
    worked = [day for day in days if not _is_off(day, calendar)]
    if not worked:
        return None
    why = f"第{week}周最后一个工作日{official_date(worked[-1])}。"
    is_known = all(calendar.is_day_off(day) is not None for day in days)
    return Due(days[4].isoformat(), worked[-1].isoformat(), "known" if is_known else "unknown", why)


def _rolled(raw: dt.date, calendar: Calendar, name: str) -> Due:
    due = raw
    while calendar.is_day_off(due):
        due += _DAY
    known = calendar.is_day_off(due) is not None
    why = f"{name}是{official_date(raw)}" + (f"，放假，顺延到{official_date(due)}" if due != raw else "")
    last = due if known else raw
    return Due(raw.isoformat(), last.isoformat(), "known" if known else "unknown", f"{why}。")


def _is_off(day: dt.date, calendar: Calendar) -> bool:
    off = calendar.is_day_off(day)
    return day.isoweekday() >= _SUNDAY - 1 if off is None else off


# -- words -----------------------------------------------------------------------------------------------------


def _known(warnings: Sequence[str]) -> Literal["known", "unknown"]:
    return "unknown" if warnings else "known"


def _uncorrected(warnings: Sequence[str]) -> str:
    return "".join(f"未校正：{warning}" for warning in warnings)


def _days(first: dt.date, last: dt.date) -> Iterator[dt.date]:
    while first <= last:
        yield first
        first += _DAY


def _spans(days: Iterator[dt.date] | Sequence[dt.date]) -> str:
    """Return `days` in Chinese, those that follow each other as one span: `9月25日至27日、10月1日`."""
    listed = list(days)
    starts = [day for before, day in pairwise([dt.date.min, *listed]) if day - _DAY != before]
    ends = [day for day, after in pairwise([*listed, dt.date.max]) if after - _DAY != day]
    return "、".join(
        official_date(a) if a == b else f"{official_date(a)}至{official_date(b)}"
        for a, b in zip(starts, ends, strict=True)
    )


def _minute(moment: str) -> str:
    return f"{official_date(dt.date.fromisoformat(moment[:_DAY_LENGTH]))}{moment[_DAY_LENGTH + 1 :]}"
