"""Comparison of a text that was heard with what was said: characters, ends of turns, words and names.

Texts are compared without punctuation and blanks, in simplified characters, letters large. Numbers are unified: 27,400
is 两万七千四百, 60% is 百分之六十, 2026年 is 二零二六年, 两 is 二, and 三百二 is 三百二十. The alignment has the fewest
edits; where several have, a character misheard is preferred to one lost and one invented.
"""

import re
from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from toolkit.chinese import script

ENDING = 4  # characters at the end of a turn, of which one may be lost
NEAR = 2  # characters by which a word may stand beside its place


def normal(text: str) -> str:
    """Return `text` as the module's docstring says it is compared."""
    plain = script.half_width(script.simplified(text)).upper()
    plain = re.sub(r"(?<=\d),(?=\d{3})", "", plain)
    plain = re.sub(r"(\d+(?:\.\d+)?)\s*%", r"百分之\1", plain)
    plain = re.sub(r"\d+(?:\.\d+)?(\s*年)?", _read, plain)
    plain = plain.replace("两", "二").replace("〇", "零")
    plain = re.sub(r"([百千万])([一二三四五六七八九])(?![一二三四五六七八九十百千万亿])", _whole, plain)
    return re.sub(r"[\W_]", "", plain)


def _read(match: re.Match[str]) -> str:
    """Read digits aloud: years, long numbers and those that begin with 0 digit by digit."""
    whole, _, decimals = match[0].removesuffix(match[1] or "").partition(".")
    year = match[1] and len(whole) == len("2026")
    one_by_one = year or len(whole) > len("12345678") or (whole.startswith("0") and whole != "0")
    said = _digits(whole) if one_by_one else script.chinese_number(int(whole))
    return said + (f"点{_digits(decimals)}" if decimals else "") + (match[1] or "")


def _digits(digits: str) -> str:
    return "".join("零一二三四五六七八九"[int(digit)] for digit in digits)


def _whole(match: re.Match[str]) -> str:
    return match[0] + {"百": "十", "千": "百", "万": "千"}[match[1]]


def aligned(said: str, heard: str) -> tuple[list[int], list[int]]:
    """Align `heard` to `said` with the fewest edits.

    Return for each character of `said` the place of its counterpart in `heard` (-1: it was lost), and for each how
    many characters of `heard` stand before it (with one more for the end).
    """
    target = np.array([ord(char) for char in heard], np.int32)
    columns = np.arange(len(heard) + 1, dtype=np.int32)
    row, kept = columns, []
    for number, char in enumerate(said, start=1):
        across, down = row[:-1] + (target != ord(char)), row[1:] + 1
        best = np.append(np.int32(number), np.minimum(across, down))
        row = np.minimum.accumulate(best - columns) + columns
        kept.append((np.packbits(row[1:] == across), np.packbits(row[1:] == down)))
    places, before = [-1] * len(said), [0] * len(said) + [len(heard)]
    i, j = len(said), len(heard)
    while i:
        across_bits, down_bits = kept[i - 1]
        if j and _bit(across_bits, j - 1):
            i, j = i - 1, j - 1
            places[i] = before[i] = j
        elif not j or _bit(down_bits, j - 1):
            i -= 1
            before[i] = j
        else:
            j -= 1
    return places, before


def _bit(packed: NDArray[np.uint8], place: int) -> bool:
    return bool(packed[place >> 3] >> (7 - (place & 7)) & 1)


def score(turns: Sequence[str], heard_raw: str, words: Sequence[str], names: Sequence[str]) -> Counter[str]:
    """Count what became of the characters, the ends of turns, the words and the names of `turns`."""
    parts = [normal(turn) for turn in turns]
    said, heard = "".join(parts), normal(heard_raw)
    places, before = aligned(said, heard)
    counts: Counter[str] = Counter(said=len(said), turns=len(parts), lost=places.count(-1))
    counts["invented"] = len(heard) - (len(said) - counts["lost"])
    counts["wrong"] = sum(place >= 0 and heard[place] != char for place, char in zip(places, said, strict=True))
    end = 0
    for part in parts:
        end += len(part)
        counts["ends"] += places[max(end - ENDING, end - len(part)) : end].count(-1) <= 1
    for kind, wanted in (("words", words), ("names", names)):
        for word in {normal(one) for one in wanted}:
            found = [match.start() for match in re.finditer(re.escape(word), said)]
            right = sum(_stands(word, at, heard, before) for at in found)
            counts[kind] += right
            counts[f"{kind} said"] += len(found)
            counts[f"{kind} forced"] += max(0, heard.count(word) - right)
    return counts


def _stands(word: str, at: int, heard: str, before: Sequence[int]) -> bool:
    """Tell whether `word`, said at `at`, stands there in `heard`, give or take the next characters."""
    return word in heard[before[max(0, at - NEAR)] : before[min(at + len(word) + NEAR, len(before) - 1)]]
