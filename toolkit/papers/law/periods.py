"""Periods in texts (三十日, 六个月, 二年) and the table of periods that the law gives for each right."""

import functools
import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from toolkit.chinese import number_value

_DATA = Path(__file__).parent / "data" / "periods.toml"
_NUMBER = r"(?:\d+|半|[零一二两三四五六七八九十百]+)"
_DURATION = re.compile(rf"({_NUMBER})(个?工作日|个月|日|天|年|周)(?!级|度|代|期款)")
_DAYS = {"日": 1, "天": 1, "周": 7, "个月": 30, "年": 365}
_DATE_PART = re.compile(r"(?:\d{1,4}年)?\d{1,2}月$|\d{4}$")


@dataclass(frozen=True)
class Duration:
    """A period as a text says it; `unit` is 日, 工作日, 个月, 年 or 周, `end` where it ends in the text."""

    words: str
    number: int
    unit: str
    start: int
    end: int


@dataclass(frozen=True)
class Period:
    """The periods that the law gives for a right, with the pattern of its names and its article."""

    right: re.Pattern[str]
    allowed: tuple[str, ...]
    basis: str

    def allows(self, duration: Duration) -> bool:
        """Return whether `duration` is one of the periods of this right."""
        return any(same(duration, own) for text in self.allowed for own in durations(text))


def durations(text: str) -> Iterator[Duration]:
    """Yield each period in `text`; days and years of a date are none."""
    for match in _DURATION.finditer(text):
        before = text[: match.start()]
        is_date = match[2] in {"日", "年"} and (_DATE_PART.search(before) or len(match[1]) == len("2026"))
        is_ordinal = before.endswith(("第", "〔", "月"))
        if not is_date and not is_ordinal:
            unit = "工作日" if "工作日" in match[2] else match[2]
            unit = "日" if unit == "天" else unit
            number, unit = _counted(match[1], unit)
            yield Duration(match[0], number, unit, match.start(), match.end())


def _counted(number: str, unit: str) -> tuple[int, str]:
    """Return number and unit; half a year is six months."""
    if number == "半":
        return (6, "个月") if unit == "年" else (1, unit)
    return int(number_value(number) or 0), unit


def duration_days(duration: Duration) -> int:
    """Return about how many days `duration` is; working days as they are."""
    return duration.number * _DAYS.get(duration.unit, 1)


def same(one: Duration, other: Duration) -> bool:
    """Return whether two durations are the same, 两年 and 二年, 一年 and 十二个月."""
    if one.unit == other.unit:
        return one.number == other.number
    months = {"年": 12, "个月": 1}
    if one.unit in months and other.unit in months:
        return one.number * months[one.unit] == other.number * months[other.unit]
    return False


@functools.cache
def periods() -> Sequence[Period]:
    """Return the table of periods by right."""
    rows = tomllib.loads(_DATA.read_text(encoding="utf-8"))["period"]
    return [Period(re.compile(row["right"]), tuple(row["allowed"]), row["basis"]) for row in rows]


def period_of(right: str) -> Period | None:
    """Return the period of the right called `right`; None when the table does not know it."""
    return next((period for period in periods() if period.right.search(right)), None)
