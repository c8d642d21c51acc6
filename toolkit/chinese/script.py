"""Chinese script: simplified characters, full and half width, spoken numbers, how characters sound.

Every position is a character offset into the text given; nothing here rewrites what was said.
"""

import functools
import os
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import opencc

_DIGITS = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_TENS = {"十": 10, "百": 100, "千": 1000}
_MYRIADS = {"万": 10_000, "亿": 100_000_000}
_CHINESE = "零一二三四五六七八九"
_WIDE = {0xFF01 + shift: 0x21 + shift for shift in range(94)} | {0x3000: 0x20}

# Words that hold a number character but count nothing; "十分不满" is no ten and "一万个不同意" no vote.
_NOT_NUMBERS = re.compile(
    r"十分(?![之钟米贵地])|[一十百千]万个不"
    r"|(?<![零一二两三四五六七八九十百千几])万[一般分幸难](?![百千]?[元块])|千万(?=别|不|要|记|莫)|[一百千]般"
    r"|百姓|百货|千方百计"
    r"|一点(?![零一二两三四五六七八九])|一(?=[下些样起直定切共边旦向律概致时度会阵面边齐再边味来去走]|辈子"
    r"|家人|塌糊涂|清二楚)|(?<=[统唯专同划])一"
    r"|三番[五两]次|[乱横]七[八竖][糟八]|七上八下|五花八门|四面八方|三天两头|三言两语|一来二去|十字|四处|四周"
    r"|八成|百分之"
    r"|两口子|三轮|三角|九牛一毛|星期[一二三四五六]|礼拜[一二三四五六]|周[一二三四五六](?![0-9年个])"
    r"|老[二三四五六七八九]|说三道四"
)
_BARE_UNITS = ("百", "千", "万", "亿", "百万", "千万")
_RUN = re.compile(
    r"半(?=[年个天月亩斤里]|小时)|\d[\d,]*(?:\.\d+)?[百千万亿]*(?:\d+[百千万]?)*"
    r"|(?:[好]?几)[十百千万亿]*|[零〇一二两三四五六七八九十百千万亿]+(?:点[零〇一二两三四五六七八九]+)?[万亿]?"
)
_ABOUT_BEFORE = re.compile(r"(?:大概|大约|差不多|将近|接近|快|上|近|约)$")
_ABOUT_AFTER = re.compile(r"[多几余来把]")


@dataclass(frozen=True)
class SpokenNumber:
    """A number as said, at `start` to `end`; `value` is None for 几, and `approximate` for 十几, 两千多, 七八百."""

    value: float | None
    approximate: bool
    start: int
    end: int


@dataclass(frozen=True)
class Found:
    """A `value` read from the characters `start` to `end` of a text; `confidence` from 0 to 1."""

    value: Any
    start: int
    end: int
    confidence: float


def quoted(match: re.Match[str], group: int | str = 0, confidence: float = 0.8) -> Found:
    """Return the words of `group` of `match`, just as they stand."""
    return Found(match[group], *match.span(group), confidence)


@functools.cache
def _to_simplified() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


def simplified(text: str) -> str:
    """Return `text` with every traditional character made simplified; the length stays the same."""
    return str(_to_simplified().convert(text))


def half_width(text: str) -> str:
    """Return `text` with full-width letters, digits, signs and spaces made half-width; the length stays the same."""
    return text.translate(_WIDE)


# -- numbers ---------------------------------------------------------------------------------------------------


def chinese_number(number: int) -> str:
    """Return `number` (0 to below 10¹²) as it is read aloud in Chinese; raise ValueError outside that range."""
    if not 0 <= number < 10**12:
        raise ValueError(number)
    high, rest = divmod(number, 10**8)
    middle, low = divmod(rest, 10**4)
    read = ""
    for part, name in ((high, "亿"), (middle, "万"), (low, "")):
        gap = "零" if read and part and (part < 1000 or read.endswith("零")) else ""  # noqa: PLR2004 - a part has four places
        read += f"{gap}{_below_myriad(part)}{name}" if part else ""
    return re.sub("^一十", "十", _mend_gaps(read, high, middle, low)) or "零"


def _mend_gaps(read: str, high: int, middle: int, low: int) -> str:
    """Insert the 零 for an empty 万 section: 一亿零五千 is read with it."""
    skipped = high and not middle and low >= 1000  # noqa: PLR2004 - below it the 零 stands already
    return read.replace("亿", "亿零", 1) if skipped else read


def _below_myriad(part: int) -> str:
    digits = f"{part:04d}"
    read = "".join(
        _CHINESE[int(digit)] + unit if digit != "0" else "零" for digit, unit in zip(digits, "千百十 ", strict=True)
    )
    return re.sub("零+", "零", read.replace(" ", "")).strip("零")


def number_value(said: str) -> float | None:
    """Return the number that the whole of `said` writes in digits, characters or both (`19万8`), else None."""
    said = half_width(said).replace(",", "")
    if re.fullmatch(r"\d+(?:\.\d+)?", said):
        return _plain(float(said))
    if re.fullmatch(r"[零〇一二两三四五六七八九]{2,}", said):
        return int("".join(str(_DIGITS[char]) for char in said))
    whole, point, rest = said.partition("点")
    if point:
        return _with_point(whole, rest)
    return _with_units(said)


def _with_point(whole: str, rest: str) -> float | None:
    decimals, unit = rest.rstrip("万亿"), rest[-1:] if rest[-1:] in _MYRIADS else ""
    before = _with_units(whole)
    if before is None or not decimals or any(char not in _DIGITS for char in decimals):
        return None
    read = float(f"{int(before)}.{''.join(str(_DIGITS[char]) for char in decimals)}")
    return _plain(round(read * _MYRIADS.get(unit, 1), 6))


def _with_units(said: str) -> float | None:
    """Add up 三万六千, 十九万八, 3.6万: a unit multiplies what stands before it, a last bare digit counts tenths."""
    total, digit, unit = 0.0, None, 1
    section = 0.0
    for mark in re.findall(r"\d+(?:\.\d+)?|.", said):
        if mark in _TENS:
            section, digit, unit = section + (1 if digit is None else digit) * _TENS[mark], None, _TENS[mark]
        elif mark in _MYRIADS:
            total, section, digit, unit = _carried(total, section + (digit or 0), mark), 0.0, None, _MYRIADS[mark]
        elif mark in "零〇":
            digit, unit = None, 1
        elif digit is not None or (mark not in _DIGITS and not mark[0].isdigit()):
            return None
        else:
            digit = _DIGITS[mark] if mark in _DIGITS else float(mark)
    return _plain(total + section + _last_digit(digit or 0, unit)) if said else None


def _carried(total: float, section: float, mark: str) -> float:
    if mark == "亿":
        return (total + section or 1) * _MYRIADS[mark]
    return total + (section or 1) * _MYRIADS[mark]


def _last_digit(digit: float, unit: int) -> float:
    """Return the value of a bare digit after `unit`: in 十九万八 the 八 is 80 000."""
    shortened = unit >= _TENS["百"] and digit < _TENS["十"]
    return digit * (unit // 10 if shortened else 1)


def _plain(number: float) -> float:
    return int(number) if number == int(number) else number


def spoken_numbers(text: str) -> tuple[SpokenNumber, ...]:
    """Return the numbers said in `text`, in digits or characters, in order; words like 十分 or 万一 hold none."""
    return tuple(_spoken(half_width(text)))


def _spoken(text: str) -> Iterator[SpokenNumber]:
    hidden = _NOT_NUMBERS.sub(lambda match: "　" * len(match[0]), text)
    at = 0
    while match := _RUN.search(hidden, at):
        number = _read(hidden, match)
        at = match.end() if number is None else number.end
        if number is not None:
            yield number


def _read(text: str, match: re.Match[str]) -> SpokenNumber | None:
    start, said = match.start(), match[0].rstrip(",")
    if said in _BARE_UNITS and not re.match("把|来块|多[块元]|元|块", text[match.end() :]):
        return None
    # 两万八一亩 is 28 000 and then one: the longest beginning that is a number.
    read = ((said[:length], _said_value(said[:length])) for length in range(len(said), 0, -1))
    return next(
        (_spread(text, start, words, value) for words, value in read if value is not None or "几" in words), None
    )


def _said_value(said: str) -> float | None:
    if said == "半":
        return 0.5
    vague = _vague(said)
    return number_value(said) if vague is None else vague


def _spread(text: str, start: int, said: str, value: float | None) -> SpokenNumber:
    """Return the number with the 多 or 把 after it, and the 万 after that: 十多万."""
    end = start + len(said)
    about = value is None or _vague(said) is not None or bool(_ABOUT_BEFORE.search(text[:start]))
    if value is not None and said[-1] in "十百千万亿0" and _ABOUT_AFTER.match(text, end):
        unit = re.match("[百千万亿]*", text[end + 1 :])
        units = unit[0] if unit else ""
        return SpokenNumber(value * _product(units), approximate=True, start=start, end=end + 1 + len(units))
    return SpokenNumber(value, about, start, end)


def _product(units: str) -> int:
    factors = _TENS | _MYRIADS
    return functools.reduce(lambda product, unit: product * factors[unit], units, 1)


def _vague(said: str) -> float | None:
    """Return the lower of two neighbours said together (七八百, 二三十, 十七八): what is meant is about that much."""
    match = re.fullmatch(r"(.*?)([一二两三四五六七八九])([二两三四五六七八九])([十百千万亿]*)", said)
    if match is None or re.search(r"[一二两三四五六七八九]$", match[1]):
        return None
    before, low, high, unit = match.groups()
    return number_value(before + low + unit) if _DIGITS[high] == _DIGITS[low] + 1 else None


# -- sound -----------------------------------------------------------------------------------------------------


@functools.cache
def _readings() -> dict[int, str]:
    # Only characters are looked up here; the readings of phrases would take most of the time to load.
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")
    from pypinyin.constants import PINYIN_DICT  # noqa: PLC0415 - many callers never need it

    return dict(PINYIN_DICT)


@functools.cache
def toned_readings(char: str) -> tuple[str, ...]:
    """Return every reading of `char` with its tone mark, the most usual one first; () if it has none."""
    listed = _readings().get(ord(char), "")
    return tuple(listed.split(",")) if listed else ()


def toneless(reading: str) -> str:
    """Return `reading` in plain letters, ü as v."""
    letters = unicodedata.normalize("NFD", reading).replace("u\u0308", "v")
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def readings(char: str) -> tuple[str, ...]:
    """Return every reading of `char` in plain letters, the most usual one first, or the character itself."""
    return tuple(toneless(reading) for reading in toned_readings(char) or (char,))


@functools.cache
def syllable(char: str) -> str:
    """Return the most usual reading of `char` in plain letters (ü as v), or the character itself if it has none."""
    return readings(char)[0]


@functools.cache
def all_syllables() -> frozenset[str]:
    """Return every syllable there is, in plain letters."""
    return frozenset(toneless(reading) for listed in set(_readings().values()) for reading in listed.split(","))


@functools.cache
def sound(char: str) -> str:
    """Return how `char` sounds to an ear that does not part zh from z, n from l, or -ng from -n.

    Southern speakers say, and weak models hear, one for the other.
    """
    heard = re.sub("^([zcs])h", r"\1", syllable(char))
    return re.sub("^n", "l", re.sub("ng$", "n", heard)) if heard.isascii() and heard.isalpha() else heard


def sounds(text: str) -> tuple[str, ...]:
    """Return the sound of each character of `text`, as many as it has characters."""
    return tuple(sound(char) for char in text)
