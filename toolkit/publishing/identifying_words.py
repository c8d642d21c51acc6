"""Find and replace words that identify a person without a name: titles, kinship, illness, nicknames.

Certain matches are replaced; doubtful ones are listed for a person. A word must begin and end at the edges of common
words, so that 外公 is not found in 对外公布.
"""

import functools
import re
from collections.abc import Iterator

from toolkit.chinese import common_words, personal_words
from toolkit.publishing import identifying_clauses
from toolkit.publishing.identifying_numbers import Doubt
from toolkit.publishing.name_detection import single_surnames
from toolkit.publishing.patterns import Patterns

# Surnames that are said far more often as other words: before a title they are hardly ever a name.
_WORDS = set("向和于从给常时都全经安成应当管同路水解关相高老小方公家国通平白明左石田金黄沙养让由对有到")
_PATTERNS = Patterns(
    "words",
    sure=f"(?:{personal_words.alternatives('姓')}|[{''.join(sorted(single_surnames() - _WORDS))}])",
    short="|".join(personal_words.words("短称")),
)
_TITLED, _NICKNAMES = _PATTERNS.table("titled"), _PATTERNS.table("nicknames")
_NO_NICK, _SAYINGS = _PATTERNS.compiled("no_nick"), _PATTERNS.compiled("sayings")
_KIN, _ILL = _PATTERNS.compiled("kin"), _PATTERNS.compiled("ill")
_UNSURE, _LIKE_ILL = _PATTERNS.compiled("unsure"), _PATTERNS.compiled("like_ill")


def without_words(text: str) -> str:
    """Return `text` with identifying titles, kinship and illness replaced."""
    for pattern, instead in _TITLED:
        text = pattern.sub(functools.partial(_titled, instead=instead), text)
    text = _in_words(_ILL, text, "（病情略）")
    text = _in_words(_KIN, text, "家人")
    return re.sub(r"(?:家人[、和]?){2,}", "家人", text)


def _titled(match: re.Match[str], instead: str) -> str:
    around = match.string[max(0, match.start() - 4) : match.end() + 4]
    return match[0] if _NO_NICK.match(match[0]) or _SAYINGS.search(around) else match.expand(instead)


def _in_words(pattern: re.Pattern[str], text: str, instead: str) -> str:
    edges = _edges(text)

    def replaced(match: re.Match[str]) -> str:
        return instead if match[2] and _stands_alone(match, edges) else match[0]

    return pattern.sub(replaced, text)


def _edges(text: str) -> frozenset[int]:
    return frozenset((0, len(text), *(start for start, _, _ in common_words.reading(text, {}).words)))


def _stands_alone(match: re.Match[str], edges: frozenset[int]) -> bool:
    """Return whether the word is unambiguously long, or begins and ends at the edges of common words."""
    word = match[0]
    if len(word) > 2 or word.isascii():  # noqa: PLR2004 - two characters may be the end of one word and the next one's start
        return True
    return match.start() in edges and (
        match.end() in edges or match.string[match.end() : match.end() + 1] in "病人者患症期"
    )


def doubts(text: str) -> Iterator[Doubt]:
    """Yield the words of `text` that may identify a person."""
    edges = _edges(text)
    for match in _UNSURE.finditer(text):
        if match[2] and _stands_alone(match, edges):
            yield Doubt("像亲属、病情或私事", match[2])
    for match in _LIKE_ILL.finditer(text):
        yield Doubt("像病情", match[0])
    for match in _KIN.finditer(text):
        if match[2] and _stands_alone(match, edges):
            yield Doubt("像亲属、病情或私事", match[2])
    for pattern, what in _NICKNAMES:
        for match in pattern.finditer(text):
            surname = match[1].removeprefix("姓")
            if "某" not in match[1] and f"{surname}某" not in text:
                yield Doubt(what, match[1])
    yield from identifying_clauses.doubts(text)
