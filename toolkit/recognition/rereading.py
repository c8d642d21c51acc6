"""Characters misheard for others of the same syllable: found by a language model, changed where the sound agrees.

A weak model of speech hears the syllables and writes the wrong characters for them. Where it was unsure of a character,
those that sound alike are tried: a beam of readings is weighed by how it is usually said at meetings, and each change
that this proposes is put to the sound. The score of a change is the gain in the log likelihood of the sound and that of
the language, in nats, the same for both. Numbers, negations, pronouns, words and possible names stay as they are.
"""

import functools
import math
import re
from collections import defaultdict
from collections.abc import Sequence

from toolkit.chinese import character_model, script, syllables
from toolkit.recognition.lexicon import Hearing
from toolkit.recognition.mishearings import NUMERALS, may_be_put, protected
from toolkit.recognition.word_lists import Lexicon
from toolkit.records import Correction

BY = "语境"
# Bounds were set on two meetings of `benchmarks.spoken_meetings` and measured on others: docs/decisions/0032.
_ENOUGH = 2.0
_SURE = 0.98  # of a character that is not doubted
_OTHER_TONE = 2.0
_BEAM = 16
_RELUCTANCES = (0.0, 2.0)  # nats; the beam is run with each
_APART = 2  # characters; changes nearer to each other are one
_HAN = re.compile(r"[一-龥]+")

Change = tuple[int, str]  # the place in a text, and the characters that are put there


def reread(
    text: str, confidences: Sequence[float | None], words: Lexicon, hearing: Hearing
) -> tuple[str, tuple[Correction, ...]]:
    """Return `text` with characters changed that were misheard, and each change with its reason, in order.

    `confidences` has one for each character; without them nothing is doubted. Changes keep the length and do not
    overlap. `hearing` returns the log likelihood of texts given the sound of this very text.
    """
    if len(confidences) != len(text):
        return text, ()
    proposed = sorted(_proposed(text, confidences, protected(text, words)))
    if not proposed:
        return text, ()
    read = [_put(text, change) for change in proposed]
    as_written, *changed = hearing([text, *read], ())
    cost = _cost(text)
    scores = [fits - as_written + cost - _cost(other) for fits, other in zip(changed, read, strict=True)]
    chosen: list[tuple[Change, float]] = []
    for change, score in sorted(zip(proposed, scores, strict=True), key=lambda pair: (-pair[1], pair[0])):
        if score >= _ENOUGH and not any(_overlap(change, other) for other, _ in chosen):
            chosen.append((change, score))
    corrections = []
    for (at, said), score in sorted(chosen):
        corrections.append(_correction(text[at : at + len(said)], (at, said), score))
    for change, _ in chosen:
        text = _put(text, change)
    return text, tuple(corrections)


def _proposed(text: str, confidences: Sequence[float | None], fixed: frozenset[int]) -> set[Change]:
    """Return the changes that the language model proposes for `text`, none at the places `fixed`."""
    changes: set[Change] = set()
    for run in _HAN.finditer(text):
        places = range(*run.span())
        doubts = [1.0 if place in fixed else _or_sure(confidences[place]) for place in places]
        if all(sure >= _SURE for sure in doubts):
            continue
        for reluctance in _RELUCTANCES:
            changes |= {
                (run.start() + at, said) for at, said in _differences(run[0], _likeliest(run[0], doubts, reluctance))
            }
    return changes


def _or_sure(confidence: float | None) -> float:
    return 1.0 if confidence is None else confidence


def _likeliest(run: str, confidences: Sequence[float], reluctance: float) -> str:
    """Return the reading of `run` with the lowest cost that a beam search finds."""
    spoken = character_model.spoken()
    beam = {character_model.START: (0.0, "")}
    for char, confidence in zip(run, confidences, strict=True):
        reached: dict[str, tuple[float, str]] = {}
        choices = _choices(char, confidence, reluctance)
        for before, (cost, read) in beam.items():
            for other, dearer in choices:
                way = (cost + dearer + spoken.cost(before, other), read + other)
                last = (before + other)[-2:]
                reached[last] = min(way, reached.get(last, way))
        beam = dict(sorted(reached.items(), key=lambda item: item[1])[:_BEAM])
    return min((cost + spoken.cost(before, character_model.END), read) for before, (cost, read) in beam.items())[1]


def _choices(char: str, confidence: float, reluctance: float) -> list[tuple[str, float]]:
    """Return what may have been said where `char` is written, each with its cost."""
    if confidence >= _SURE:
        return [(char, 0.0)]
    sure = max(confidence, 1 - _SURE)
    changing = reluctance - math.log(1 - sure)
    return [(char, -math.log(sure)), *((other, changing + tone) for other, tone in _alike(char))]


@functools.cache
def _alike(char: str) -> tuple[tuple[str, float], ...]:
    """Return the characters said at meetings that sound like `char`, and what another tone costs."""
    if char in NUMERALS:
        return ()
    tones = set(script.toned_readings(char))
    return tuple(
        (other, 0.0 if tones & set(script.toned_readings(other)) else _OTHER_TONE)
        for other in dict.fromkeys(other for syllable in syllables(char) for other in _characters().get(syllable, ()))
        if other != char and other not in NUMERALS and may_be_put(char, other)
    )


@functools.cache
def _characters() -> dict[str, list[str]]:
    """Return the characters that are said at meetings by their syllables."""
    by_syllable: dict[str, list[str]] = defaultdict(list)
    for char in sorted(filter(_HAN.fullmatch, (key for key in character_model.spoken().times if len(key) == 1))):
        for syllable in syllables(char):
            by_syllable[syllable].append(char)
    return by_syllable


def _differences(run: str, read: str) -> list[Change]:
    """Return where `read` differs from `run`; differences near to each other are one."""
    spans: list[list[int]] = []
    for place in (place for place, char in enumerate(run) if read[place] != char):
        if spans and place - spans[-1][1] < _APART:
            spans[-1][1] = place + 1
        else:
            spans.append([place, place + 1])
    return [(start, read[start:end]) for start, end in spans]


def _put(text: str, change: Change) -> str:
    at, said = change
    return text[:at] + said + text[at + len(said) :]


def _overlap(one: Change, other: Change) -> bool:
    return one[0] < other[0] + len(other[1]) and other[0] < one[0] + len(one[1])


def _cost(text: str) -> float:
    return sum(character_model.spoken().cost_of(run) for run in _HAN.findall(text))


def _correction(written: str, change: Change, score: float) -> Correction:
    at, said = change
    reason = f"读音相近，照会上常说的话应作“{said}”，声音也合，得分 {score:.1f}，满 {_ENOUGH:.0f} 分才改"
    return Correction(written, said, at, reason, BY)
