"""Search terms as people type them: numbers spoken or written, initials of names, solar and lunar dates."""

import re
from collections.abc import Callable, Iterable
from functools import cache

from toolkit.chinese import LunarDate, dates, half_width, readings, sound, spoken_numbers
from toolkit.core import WrongValueError
from toolkit.records import Meeting

_MAY_HOLD_NUMBERS = re.compile(r"[0-9零〇一二三四五六七八九十百千万亿两半]")
_INITIALS = re.compile(r"[a-z]{2,}")
# A single character sounds like too many others to mean one.
_HAN_WORD = re.compile(r"[一-龥]{2,}")
_HAN = range(ord("一"), ord("龥") + 1)
_MONTHS = {name: number for number, name in enumerate("正二三四五六七八九十冬腊", start=1)}
_MONTHS |= {"一": 1, "十一": 11, "十二": 12}
_LUNAR = re.compile(r"(?:农历)?(?:(\d{4})年?)?(闰?)(正|一|二|三|四|五|六|七|八|九|十一|十二|十|冬|腊)月(.{2,3})?")
_GREGORIAN = re.compile(r"(\d{4})(?:[-年./](\d{1,2})(?:[-月./](\d{1,2}))?)?[年月日]?", re.ASCII)
_DATE_FORMS = "请写成 2026-09-25、2026-09、2026、2026-01 至 2026-06、农历八月、农历2026年闰六月 或 农历八月十五"


def numbered(text: str) -> str:
    """Return `text` with every number in digits: 三万块, 3万块 and 30000块 all become 30000块."""
    if not _MAY_HOLD_NUMBERS.search(text):
        return text
    plain = half_width(text)
    for number in reversed(spoken_numbers(plain)):
        if number.value is not None:
            plain = f"{plain[: number.start]}{number.value:.12g}{plain[number.end :]}"
    return plain


def holds_number(text: str, words: str) -> bool:
    """Return whether `words` are in `text` (both `numbered`) without cutting a number: 3 is not in 30."""
    return re.search(f"(?<![0-9.]){re.escape(words)}(?!\\.?[0-9])", text) is not None


def names_of(initials: str, names: Iterable[str]) -> tuple[str, ...]:
    """Return the `names` with `initials` as the first letters of adjacent characters: wgf finds 王桂芳.

    Every reading of a character counts, for surnames have readings of their own (单 shan, 仇 qiu).
    """
    if not _INITIALS.fullmatch(initials):
        return ()
    return tuple(name for name in dict.fromkeys(names) if _has_initials(name, initials))


def _has_initials(name: str, initials: str) -> bool:
    letters = [_first_letters(char) for char in name]
    starts = range(len(letters) - len(initials) + 1)
    return any(all(sign in letters[at + n] for n, sign in enumerate(initials)) for at in starts)


@cache
def _first_letters(char: str) -> frozenset[str]:
    return frozenset(reading[:1] for reading in readings(char))


def characters_alike(word: str) -> tuple[str, ...]:
    """Return for each character of `word` all that sound like it (王桂芳 and 王贵方); empty unless all are Chinese."""
    return tuple(_by_sound()[sound(char)] for char in word) if _HAN_WORD.fullmatch(word) else ()


@cache
def _by_sound() -> dict[str, str]:
    alike: dict[str, str] = {}
    for char in map(chr, _HAN):
        alike[sound(char)] = alike.get(sound(char), "") + char
    return alike


def is_held_on(text: str) -> Callable[[Meeting], bool]:
    """Return a predicate of meetings held on the day, in the month, year or span that `text` names.

    A lunar month without a year is that month of any year. Raise WrongValueError.
    """
    tidy = "".join(half_width(text).split())
    if "至" in tidy:
        first, _, last = tidy.partition("至")
        begin, end = _span(first), _span(last)
        if begin and end:
            return lambda meeting: begin[0] <= meeting.held_on.isoformat() <= end[1]
    elif span := _span(tidy):
        return lambda meeting: span[0] <= meeting.held_on.isoformat() <= span[1]
    elif lunar := _LUNAR.fullmatch(tidy):
        year, leap, month, day = lunar.groups()
        number = _day_number(day) if day else None
        if day is None or number:
            return lambda meeting: _is_lunar(meeting, year, _MONTHS[month], number, leap=bool(leap))
    raise WrongValueError(field="日期", value=text, why=_DATE_FORMS)


def _span(text: str) -> tuple[str, str] | None:
    """Return the first and the last ISO day of a Gregorian day, month or year, None for other text."""
    match = _GREGORIAN.fullmatch(text)
    if match is None:
        return None
    year, month, day = match.groups()
    parts = [part.zfill(2) for part in (month, day) if part]
    # Texts of ISO days compare as days do; there is no need to know how long the month is.
    return "-".join([year, *parts]), "-".join([year, *parts, *["99"] * (2 - len(parts))])


def _day_number(text: str) -> int | None:
    days = [dates.lunar_text(LunarDate(2026, 1, day, leap=False))[len("农历正月") :] for day in range(1, 31)]
    return days.index(text) + 1 if text in days else None


def _is_lunar(meeting: Meeting, year: str | None, month: int, day: int | None, *, leap: bool) -> bool:
    when = dates.lunar(meeting.held_on)
    wanted = (meeting.lunar_month, meeting.leap) if day is None else (when.month, when.leap)
    years = meeting.lunar_year if day is None else when.year
    return wanted == (month, leap) and (year is None or int(year) == years) and day in {None, when.day}
