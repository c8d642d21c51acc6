"""Detect names of persons in running text by log-likelihood against common words.

A span of surname and given name is scored against the cheapest segmentation of the same characters into common words.
Character likelihoods in given names are counted from the dictionary's names; the context adds to the score. Names of
minorities are recognised by their dot, by their parts, and by titles.
"""

import functools
import math
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from toolkit.chinese import SURNAMES, common_words, personal_words
from toolkit.publishing.patterns import Patterns

# One character in a few hundred that are said at a meeting begins a name.
_NAME_COST = 5.5
_LEAST, _LEAST_RARE, _LEAST_SHORT = -10.0, -4.0, -6.0
_COMMON_SURNAME = 6.5
_LEAST_GIVEN = -1.0
_LEAST_SOUND = 8.0
# Surnames that are said far more often as other words.
_WORDS = set(
    "向和于从给常时都全经安成应当管同路水解关相高老小方公家国通平白明左石田金黄沙养文封颜句段单元夏红路马边干查"
)
_SURE = 7.0
_CONTEXT = 3.0
_TITLE_AFTER = 3.0
_ALONE_COST = 1.5  # a given name of one character is any word more often than one of two
_VERB_COST = 4.0
_COMMONEST = 3_000  # a word that occurs so often is a word, even if the dictionary calls it a name
_COMPOUND_COST = 7.0
_RARE_SURNAME = 9.5
_LEARNED_LENGTH = 3
_ONE, _TWO = 1, 2

# These end a name now and then, but are far more often what somebody does.
_VERBS = set(
    "来去到听打有要会能看骂找收拿占借还问做种养卖买住开上下里外头边家人两害签吵晓欠租推拆修堵告写挖砍偷抢赔追赶坐站走跑喊叫带送接拉扯扒倒养种搬交领"
)
_NO_GIVEN = set(
    "某略的了是在我你他她它们这那就不没也都很还又个么吗呢吧啊呀哦嘛着过给把被让跟和与及或但而且因为所如果说讲想可以谁什怎哪几多少每各"
)
_OVER_AND_OVER = re.compile(r"(.)[一不了]\1")  # 查一查
_PATTERNS = Patterns("names", verbs="".join(sorted(_VERBS)))
_BEFORE, _AFTER = _PATTERNS.compiled("before"), _PATTERNS.compiled("after")
_TITLE, _CALL = _PATTERNS.compiled("title"), _PATTERNS.compiled("call")
_PLACE, _SAYINGS = _PATTERNS.compiled("place"), _PATTERNS.compiled("sayings")
_SOUNDS, _DOTTED = _PATTERNS.compiled("sounds"), _PATTERNS.compiled("dotted")
_HAN = re.compile(r"[一-龥]+")


@dataclass(frozen=True)
class Guess:
    """A likely name: its span in the text, the words, and whether it is certain."""

    start: int
    end: int
    name: str
    sure: bool


def may_be_given(name: str) -> bool:
    """Return whether the part of `name` after the surname has no function word, which no given name contains."""
    return not set(name[1:]) & _NO_GIVEN and not _OVER_AND_OVER.fullmatch(name)


def surname_of(name: str) -> str:
    """Return the surname that `name` begins with; the empty text for a name of a minority with parts or a dot."""
    compound = next((each for each in _compounds() if name.startswith(each) and len(name) > len(each)), None)
    if compound:
        return compound
    end, parts = _parts_from(name, 0)
    return "" if "·" in name or (parts and end >= len(name)) else name[:1]


@functools.cache
def _compounds() -> tuple[str, ...]:
    return tuple(sorted(personal_words.words("姓"), key=len, reverse=True))


@functools.cache
def single_surnames() -> frozenset[str]:
    """Return the surnames of one character."""
    return SURNAMES | frozenset(personal_words.words("单姓"))


@functools.cache
def _part_words() -> frozenset[str]:
    return frozenset(word for word in personal_words.words("民族名") if len(word) >= _TWO)


def _parts_from(text: str, start: int) -> tuple[int, int]:
    """Return the end of the chain of known parts of minority names that begins at `start`, and how many they are.

    At the end of `text` a part counts as five characters, so that even a single short one there is certain.
    """
    end, count = start, 0
    while step := next((length for length in (5, 4, 3, 2) if text[end : end + length] in _part_words()), 0):
        end, count = end + step, count + 1
    return end, count


@functools.cache
def _learned() -> tuple[Counter[str], Counter[str], Counter[str]]:
    """Return the counts of characters as surname, first and last of a given name in the dictionary's names."""
    long_enough = (name for name in common_words.names() if len(name) == _LEARNED_LENGTH)
    names = [name for name in long_enough if name[0] in SURNAMES and _HAN.fullmatch(name)]
    surnames, first, last = (Counter(name[at] for name in names) for at in range(_LEARNED_LENGTH))
    return surnames, first, last


def _rarity(sign: str, counts: Counter[str], dearest: float = 11.0) -> float:
    whole = sum(counts.values())
    return min(dearest, math.log(whole) - math.log(counts[sign])) if counts[sign] else dearest


@functools.cache
def _no_words() -> frozenset[str]:
    """Return the dictionary's names, which would make a name look like a common word."""
    surnames = single_surnames()
    return frozenset(
        name
        for name in common_words.names()
        if (name[0] in surnames and len(name) == _LEARNED_LENGTH and common_words.times(name) < _COMMONEST)
        or (len(name) == _TWO and common_words.times(name) < 100)  # noqa: PLR2004 - 海燕, 志强: given names and rare words
    )


def guessed(text: str) -> Iterator[Guess]:
    """Yield the likely names in `text` in order; of overlapping ones the highest score wins."""
    seen = common_words.reading(text, {}, _no_words())
    by_form = (_dotted(text), _of_parts(text))
    by_score = (_of_surnames(text, seen), _of_given(text, seen), _of_sounds(text, seen))
    scored = [pair for pairs in (*by_form, *by_score) for pair in pairs if not _in_a_saying(text, pair[1])]
    taken: list[Guess] = []
    for _, guess in sorted(scored, key=lambda pair: -pair[0]):
        if not any(guess.start < other.end and other.start < guess.end for other in taken):
            taken.append(guess)
    yield from sorted(taken, key=lambda guess: guess.start)


def _dotted(text: str) -> Iterator[tuple[float, Guess]]:
    for match in _DOTTED.finditer(text):
        head = min(
            (n for n in range(len(match[0].split("·")[0]) + 1) if _BEFORE.search(text[: match.start() + n])), default=0
        )
        start = match.start() + (head if match.start() + head < match.end() - _TWO else 0)
        yield 100.0, Guess(start, match.end(), text[start : match.end()], sure=True)


def _of_parts(text: str) -> Iterator[tuple[float, Guess]]:
    """Yield chains of parts of minority names; two parts, or one long part, are certain."""
    for start in range(len(text)):
        end, count = _parts_from(text, start)
        name, length = text[start:end], end - start
        if count > _ONE or (count == _ONE and length > _TWO):
            yield 40.0 + length, Guess(start, end, name, sure=True)
        elif count == _ONE and _is_framed(text, start, end) and common_words.times(name) < _COMMONEST:
            yield 1.0, Guess(start, end, name, sure=False)


def _is_framed(text: str, start: int, end: int) -> bool:
    return bool(_BEFORE.search(text[:start]) and (_AFTER.match(text[end:]) or _TITLE.match(text[end:])))


def _in_a_saying(text: str, guess: Guess) -> bool:
    return any(saying.start() < guess.end and guess.start < saying.end() for saying in _SAYINGS.finditer(text))


def _of_given(text: str, seen: common_words.Reading) -> Iterator[tuple[float, Guess]]:
    """Yield given names without a surname in the context of a name: 彩凤 in 姓邬的彩凤推给水厂."""
    for start in range(len(text) - _ONE):
        name = text[start : start + _TWO]
        if (
            not _HAN.fullmatch(name)
            or set(name) & _NO_GIVEN
            or name[1] in _VERBS
            or not _is_framed(text, start, start + _TWO)
        ):
            continue
        score = seen.strain(start, start + _TWO) - _NAME_COST - _given_cost(name)
        if score > _LEAST_GIVEN and not _PLACE.search(name) and not _is_title(name):
            yield score - _CONTEXT, Guess(start, start + _TWO, name, sure=False)


def _of_sounds(text: str, seen: common_words.Reading) -> Iterator[tuple[float, Guess]]:
    """Yield spans of characters typical of minority names that form no words."""
    for match in _SOUNDS.finditer(text):
        each = seen.strain(match.start(), match.end()) / len(match[0])
        if each > _LEAST_SOUND:
            yield each, Guess(match.start(), match.end(), match[0], sure=False)


def _of_surnames(text: str, seen: common_words.Reading) -> Iterator[tuple[float, Guess]]:
    surnames = single_surnames()
    places = [n for n, sign in enumerate(text) if sign in surnames or text.startswith(_compounds(), n)]
    for start in places:
        for length, cost in _surnames_at(text, start):
            for given in (_TWO, _ONE):
                end = start + length + given
                name = text[start:end]
                if end > len(text) or not _HAN.fullmatch(name) or not may_be_given(name[length - 1 :]):
                    continue
                score = seen.strain(start, end) - cost - _given_cost(name[length:]) + _context(text, start, end, given)
                if (
                    score > _least(text[start : start + length], given)
                    and not _PLACE.search(name)
                    and not _is_title(name[length:])
                ):
                    yield score + given, Guess(start, end, name, sure=score > _SURE)


def _least(surname: str, given: int) -> float:
    """Return the threshold of a name's score, lower for commoner surnames and longer names."""
    common = len(surname) > _ONE or (surname not in _WORDS and _rarity(surname, _learned()[0]) < _COMMON_SURNAME)
    if given == _ONE:
        return _LEAST_SHORT if common else 0.0
    return _LEAST if common else _LEAST_RARE


def _surnames_at(text: str, start: int) -> Iterator[tuple[int, float]]:
    compound = next((each for each in _compounds() if text.startswith(each, start)), None)
    if compound:
        yield len(compound), _NAME_COST + _COMPOUND_COST
    if text[start] in single_surnames():
        yield 1, _NAME_COST + _rarity(text[start], _learned()[0], _RARE_SURNAME)


def _given_cost(given: str) -> float:
    _, first, last = _learned()
    if len(given) == _ONE:
        return _ALONE_COST + min(_rarity(given, first), _rarity(given, last)) + _VERB_COST * (given in _VERBS)
    return _rarity(given[0], first) + _rarity(given[1], last, 13.0) + _VERB_COST * (given[1] in _VERBS)


def _context(text: str, start: int, end: int, given: int) -> float:
    before, after = bool(_BEFORE.search(text[:start])), bool(_AFTER.match(text[end:]))
    titled = bool(_TITLE.match(text[end:]))
    called = bool(_CALL.search(text[:start]))
    # A given name of one character needs more than an accident of the reading.
    if given == _ONE and not (before and (after or titled)):
        return -2 * _CONTEXT
    return _CONTEXT * (before + after - 1) + _TITLE_AFTER * (titled + called)


def _is_title(given: str) -> bool:
    return bool(_TITLE.fullmatch(given))
