"""Find and replace numbers, accounts and addresses that identify a person, written or spoken.

Certain matches are replaced; doubtful ones are listed for a person. Amounts, years, lengths and the like stay.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from toolkit.publishing.patterns import Patterns

_PATTERNS = Patterns("numbers")
_SPOKEN = dict(zip("〇零一二三四五六七八九幺两洞拐勾壹贰叁肆伍陆柒捌玖", "0012345678912079123456789", strict=True))
_NARROW = re.compile(r"(?<=[一-龥）”])\s?[,;:!?]\s?|[,;:!?](?=[一-龥（“])")
_WIDE = str.maketrans(",;:!?", "，；：！？", " ")
_YEARS = re.compile(r"(?:19|20)\d\d")
_DAY = re.compile(r"(?:19|20)\d\d[-./](?:1[0-2]|0?[1-9])(?:[-./](?:3[01]|[12]\d|0?[1-9]))?")
_RUN, _UNIT = _PATTERNS.compiled("run"), _PATTERNS.compiled("unit")
# In their order: an expression of a longer number comes before one that would match a part of it.
_REPLACED = (_PATTERNS.table("accounts"), _PATTERNS.table("addresses"))
_DOUBTFUL = (*_PATTERNS.table("like_home"), *_PATTERNS.table("like_numbers"))
_MOBILE, _IDENTITY, _OLD_IDENTITY = 11, 18, 15
_SHORTEST_NUMBER, _LOCAL = 7, 12
_LIKE_NUMBERS = ("像证件、电话、账号的数字", "像说出来的号码")


@dataclass(frozen=True)
class Doubt:
    """A possible identifier: its kind in Chinese, and the words."""

    what: str
    words: str


def plain(text: str) -> str:
    """Return `text` with digits, letters and characters in their common form (NFKC), without invisible characters.

    The rules would miss a full-width digit or a name in compatibility characters. Punctuation beside Chinese
    characters takes its Chinese form: speech recognition writes both.
    """
    return _NARROW.sub(lambda match: match[0].translate(_WIDE), "".join(_plain_sign(sign) for sign in text))


def _plain_sign(sign: str) -> str:
    if unicodedata.category(sign) in {"Cf", "Cc"} and sign not in "\n\t":
        return ""
    if sign in "　\u00a0\u2002\u2003\u2009":
        return " "
    common = unicodedata.normalize("NFKC", sign)
    return common if common.isalnum() or sign in "＠．－＿＋／＃" else sign


def _digits_of(run: str) -> str:
    return "".join(_SPOKEN.get(sign, sign) for sign in run if sign.isdigit() or sign in _SPOKEN)


def _is_counting(run: str) -> bool:
    """Return whether `run` counts up or lists amounts, instead of spelling one number."""
    parts = [_digits_of(part) for part in re.split(r"[，,、/]\s?", run)]
    if len(parts) < 2:  # noqa: PLR2004 - nothing is listed
        return False
    whole = "".join(parts)
    if len(whole) in {_MOBILE, _IDENTITY} and whole[0] == "1":
        return False
    if not run.isascii() and len(whole) >= _SHORTEST_NUMBER and all(len(part) > 1 for part in parts):
        return False
    if len(parts) >= _SHORTEST_NUMBER and all(len(part) == 1 for part in parts):
        steps = {int(after) - int(before) for before, after in pairwise(parts)}
        return steps == {1}
    return True


def _instead(match: re.Match[str]) -> str:
    run, digits = match[0], _digits_of(match[0])
    if _is_harmless(match):
        return run
    if len(digits) == _MOBILE and re.fullmatch(r"1[3-9]\d{9}", digits):
        return f"{digits[:3]}****{digits[7:]}" if run.isascii() else "（号码略）"
    if len(digits) in {_IDENTITY, _OLD_IDENTITY} or run[-1] in "Xx叉":
        return "（证件号略）"
    if len(digits) > _OLD_IDENTITY:
        return "（账号略）"
    if digits[0] == "0" and len(digits) <= _LOCAL and len(digits) > _SHORTEST_NUMBER + 2:
        return "（电话略）"
    return "（号码略）" if len(digits) >= _SHORTEST_NUMBER else run


def _is_harmless(match: re.Match[str]) -> bool:
    run, after = match[0], match.string[match.end() : match.end() + 8]
    digits = _digits_of(run)
    if _is_counting(run) or _DAY.fullmatch(run):
        return True
    if len(digits) < _MOBILE and _UNIT.match(after):
        return True
    years = re.split(r"[\-–—~、，,]", run)
    if len(years) > 1 and all(_YEARS.fullmatch(year) for year in years):
        return True
    # 3.1415926 and 1234567.89 are amounts; 138.0013.8000 has more than one dot.
    return run.isascii() and run.count(".") == 1 and not re.search(r"[ \-]", run)


def without_numbers(text: str) -> str:
    """Return the plain `text` with certain numbers, accounts and addresses replaced."""
    accounts, addresses = _REPLACED
    for pattern, instead in accounts:
        text = pattern.sub(instead, text)
    text = _RUN.sub(_instead, text)
    for pattern, instead in addresses:
        text = pattern.sub(instead, text)
    return text


def doubts(text: str) -> Iterator[Doubt]:
    """Yield the possible numbers and addresses in the plain `text` after replacement."""
    for match in _RUN.finditer(text):
        if not _is_harmless(match) and "*" not in text[max(0, match.start() - 1) : match.end() + 1]:
            yield Doubt(_LIKE_NUMBERS[not match[0].isascii()], match[0])
    for pattern, what in _DOUBTFUL:
        for match in pattern.finditer(text):
            if "略" not in match[1] and "某" not in match[1]:
                yield Doubt(what, match[1])
