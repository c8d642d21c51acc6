"""Words that a person put in place of others again and again: what may be missing from the workspace's word list."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from toolkit.chinese import SURNAMES, given_name_odds, is_word, names_a_person
from toolkit.recognition import letters, word_lists
from toolkit.transcripts.alignment import aligned
from toolkit.transcripts.learning.pairs import Pair

_SHORTEST, _LONGEST = 2, 6
_LEAST_SENTENCES = 2
_STAYS = 0.9  # a longer word stands for a shorter one if it has at least this share of its sentences
_LONGEST_NAME = 4
_RARE = -1.5  # log-odds of a given name below which characters around a word are hardly one
_SHARED = 2  # with so many characters of a known name a word may be a part of it
# A word neither starts nor ends with one of these.
_NO_EDGE = frozenset("的了是在有和就都也这那个到去来说要会着过还又我你他她它们不没吗呢吧啊嘛把被给跟向从对很太再只")
_PLACE_ENDS = frozenset("村湾坝沟组院镇乡坪冲塘桥垭坳寨屯庄营岭堰")
_NUMERALS = frozenset("零〇一二三四五六七八九十百千万亿两几半")  # a number is never corrected by a list
_HAN = re.compile(r"[一-龥]+")


@dataclass(frozen=True)
class Candidate:
    """A word that was corrected, the minute in which it was first, how it was heard, and in how many sentences."""

    word: str
    kind: word_lists.Kind
    learnt_in: tuple[str, int]
    heard_as: tuple[str, ...]
    times: int


@dataclass(frozen=True)
class _Place:
    """A character of a sentence that was corrected, among those that were heard one for one."""

    pair: Pair
    columns: Sequence[tuple[str, str]]
    at: int

    def word(self, start: int, end: int) -> str:
        return "".join(said for _, said in self.columns[start:end])

    def heard(self, start: int, end: int) -> str:
        return "".join(heard for heard, _ in self.columns[start:end])


def candidates(
    pairs: Sequence[Pair], known: Collection[str], places: Collection[str], people: Collection[str] = ()
) -> tuple[Candidate, ...]:
    """Return the words that were corrected in at least two sentences, those corrected most often first.

    Words that are `known` already are left out, and what may be somebody's name, or a part of it, in any sentence: a
    complaint must not move to a neighbour. `places` are the villages of the settings, `people` the names that the store
    knows.
    """
    sentences = [letters(pair.said) for pair in pairs]
    names = {*people, *(pair.speaker or "" for pair in pairs)} - {""}
    found: dict[str, list[tuple[Pair, str]]] = {}
    refused: set[str] = set()
    for place in _changed(pairs):
        start, end = _word_around(place, sentences)
        word = place.word(start, end)
        if len(word) >= _SHORTEST and word not in known:
            found.setdefault(word, []).append((place.pair, place.heard(start, end)))
            if word not in places and (_is_of(word, place, names) or _may_be_a_name(place, start, end)):
                refused.add(word)
    made = (_candidate(word, sources, places) for word, sources in found.items() if word not in refused)
    frequent = (each for each in made if each.times >= _LEAST_SENTENCES)
    return tuple(sorted(frequent, key=lambda each: (-each.times, each.word)))


def _candidate(word: str, sources: Sequence[tuple[Pair, str]], places: Collection[str]) -> Candidate:
    kind: word_lists.Kind = "place" if word in places or word[-1] in _PLACE_ENDS else "term"
    heard_as = tuple(dict.fromkeys(heard for _, heard in sources))
    times = len({(pair.recording, pair.start_s) for pair, _ in sources})
    return Candidate(word, kind, sources[0][0].minute, heard_as, times)


def _changed(pairs: Iterable[Pair]) -> Iterator[_Place]:
    """Yield each character that a person put in place of another, one for one."""
    for pair in pairs:
        for columns in _runs(aligned(letters(pair.heard), letters(pair.said))):
            yield from (
                _Place(pair, columns, at)
                for at, (heard, said) in enumerate(columns)
                if heard != said and said not in _NUMERALS and _HAN.fullmatch(heard + said)
            )


def _runs(columns: Iterable[tuple[str, str]]) -> Iterator[list[tuple[str, str]]]:
    """Yield the stretches in which nothing was lost or invented: a word of the list corrects as many characters."""
    run: list[tuple[str, str]] = []
    for heard, said in columns:
        if heard and said:
            run.append((heard, said))
        elif run:
            yield run
            run = []
    if run:
        yield run


def _word_around(place: _Place, sentences: Sequence[str]) -> tuple[int, int]:
    """Return start and end of the word around a changed character: as long as it stands in as many sentences."""

    def count(span: tuple[int, int]) -> int:
        word = place.word(*span)
        fits = _HAN.fullmatch(word) and word[0] not in _NO_EDGE and word[-1] not in _NO_EDGE
        return sum(word in sentence for sentence in sentences) if fits else 0

    def longer(start: int, end: int) -> list[tuple[int, int]]:
        ways = ((start - 1, end), (start, end + 1))
        return [(one, other) for one, other in ways if one >= 0 and other <= len(place.columns)]

    span, stands = (place.at, place.at + 1), 0
    while span[1] - span[0] < _LONGEST:
        counted = [(count(way), way) for way in longer(*span)]
        most, way = max(counted, key=lambda each: each[0], default=(0, span))
        if most < max(_LEAST_SENTENCES, _STAYS * stands):
            break
        span, stands = way, most
    return span


def _is_of(word: str, place: _Place, names: Iterable[str]) -> bool:
    """Return whether `word` may be a part of one of `names`, which holds the changed character at `place`."""
    _, changed = place.columns[place.at]
    return any(
        word in name or name in word or (changed in name and len(set(word) & set(name)) >= _SHARED) for name in names
    )


def _may_be_a_name(place: _Place, start: int, end: int) -> bool:
    """Return whether the character at `place`, of the word from `start` to `end`, may stand in somebody's name.

    A window of the word that begins with a surname is one unless it is a common word; a window of the sentence only if
    its other characters are used in given names, and its first ends no common word (提高). What ends as a village does
    is a place.
    """
    if place.columns[end - 1][1] in _PLACE_ENDS:
        return False
    last = min(len(place.columns), place.at + _LONGEST_NAME)
    return any(
        _is_name(place.word(left, right))
        and (
            (start <= left and right <= end)
            or _is_given(place.word(max(0, left - 1), left + 1), place.word(left + 1, right))
        )
        for left in range(max(0, place.at - _LONGEST_NAME + 1), place.at + 1)
        for right in range(max(place.at + 1, left + _SHORTEST), min(last, left + _LONGEST_NAME) + 1)
    )


def _is_name(window: str) -> bool:
    begins = window[0] in SURNAMES or window[:2] in SURNAMES
    return begins and bool(_HAN.fullmatch(window)) and window[-1] not in _PLACE_ENDS and names_a_person(window)


def _is_given(before: str, given: str) -> bool:
    ends_a_word = len(before) == _SHORTEST and is_word(before)
    return not ends_a_word and not _NO_EDGE & set(given) and given_name_odds(given) > _RARE
