"""Which sentences belong to a grievance: a learned tagger of sentences, begin, inside or outside.

A linear chain: each feature of a sentence and each pair of neighbouring tags has a weight, and the likeliest chain of
tags is found (Viterbi). The weights lie in `data/tagger.json`, made by `benchmarks/train_tagger.py` from written
meetings; there is one set each for transcripts with voices, with pauses only, and with neither.
"""

import functools
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from toolkit.chinese import Opening, is_call, is_of_matter, opening
from toolkit.grievances.finding import names_said
from toolkit.grievances.finding.passages import Clause, Talk, talks
from toolkit.grievances.finding.tag_features import Seen, Sentence, seen
from toolkit.grievances.subject_words import weights, word_list

Tag = Literal["out", "begin", "in"]
TAGS: tuple[Tag, ...] = ("out", "begin", "in")
SETS = ("labels", "plain", "bare")
_DATA = Path(__file__).parent / "data" / "tagger.json"
_NEVER = -1e9


@dataclass(frozen=True)
class Weights:
    """The weights of one set: of a feature for each tag, and of one tag after another (rows: the tag before)."""

    features: dict[str, tuple[float, ...]]
    after: tuple[tuple[float, ...], ...]
    first: tuple[float, ...]


@functools.cache
def shipped() -> dict[str, Weights]:
    """Return the weights that ship with the program, by the name of their set."""
    told = json.loads(_DATA.read_text(encoding="utf-8"))
    return {name: weights_of(one) for name, one in told.items()}


def weights_of(told: dict[str, list]) -> Weights:  # type: ignore[type-arg]  # as JSON has it
    """Return the weights written as JSON; whole numbers there are hundredths."""
    features = {name: tuple(value / 100 for value in values) for name, values in dict(told["features"]).items()}
    after = tuple(tuple(value / 100 for value in row) for row in told["after"])
    return Weights(features, after, tuple(value / 100 for value in told["first"]))


def set_for(meeting: Seen) -> str:
    """Return the name of the set of weights that fits what the transcript has."""
    return "labels" if meeting.labels else "plain" if meeting.pauses else "bare"


def tags(meeting: Seen, told: Weights | None = None) -> tuple[Tag, ...]:
    """Return the likeliest chain of tags for the sentences of `meeting`."""
    if not meeting.features:
        return ()
    known = told or shipped()[set_for(meeting)]
    scores = [_scores(features, known) for features in meeting.features]
    return tuple(TAGS[place] for place in _likeliest(scores, known))


def _scores(features: Sequence[str], weights: Weights) -> tuple[float, ...]:
    rows = [row for row in map(weights.features.get, features) if row]
    return tuple(sum(column) for column in zip(*rows, strict=True)) if rows else (0.0,) * len(TAGS)


def _likeliest(scores: Sequence[tuple[float, ...]], weights: Weights) -> list[int]:
    best = [first + score for first, score in zip(weights.first, scores[0], strict=True)]
    came: list[list[int]] = []
    for row in scores[1:]:
        ways = [[best[old] + weights.after[old][new] for old in range(len(TAGS))] for new in range(len(TAGS))]
        came.append([max(range(len(TAGS)), key=way.__getitem__) for way in ways])
        best = [max(way) + score for way, score in zip(ways, row, strict=True)]
    chain = [max(range(len(TAGS)), key=best.__getitem__)]
    for back in reversed(came):
        chain.append(back[chain[-1]])
    return chain[::-1]


# -- from tags to talks ----------------------------------------------------------------------------------------


def tagged_talks(cut: Sequence[Clause]) -> tuple[Talk, ...]:
    """Return what was said on each matter in the clauses `cut`, a talk a matter; what belongs to none is left out.

    A talk that goes on after another's word `continues` the one before it.
    """
    meeting = seen(cut)
    if len(meeting.sentences) < _FEW:
        return tuple(talk for talk in talks(cut) if talk.continues or _has_content(talk))
    found: list[Talk] = []
    before: Tag = "out"
    voice: str | None = None
    for sentence, tag in zip(meeting.sentences, _with_introductions(meeting), strict=True):
        if tag == "in" and before != "out" and found:
            found[-1] = replace(found[-1], clauses=(*found[-1].clauses, *sentence.clauses))
        elif tag != "out":
            same = before != "out" and voice == sentence.speaker and not _pauses_long(sentence)
            goes_on = tag == "in" and bool(found)
            found.append(Talk(sentence.clauses, _opening(sentence), continues=goes_on, same_breath=same))
        before, voice = tag, sentence.speaker
    return tuple(found)


def _with_introductions(meeting: Seen) -> tuple[Tag, ...]:
    """Return the tags, but where somebody says who he is and what troubles him in one sentence, a matter begins.

    Nobody who introduces himself may go unheard, nor be taken for another who did so before; nor does a voice that
    is heard for the first time, at length, go on with another's matter.
    """
    told: list[Tag] = []
    name: str | None = None
    voice: str | None = None
    new_voices = frozenset(_new_voices(meeting))
    for at, (sentence, tag) in enumerate(zip(meeting.sentences, tags(meeting), strict=True)):
        said = names_said.person(sentence.text)
        own = str(said.value) if said is not None and said.confidence >= _SURE_NAME else None
        same = voice is not None and voice == sentence.speaker
        another = tag == "in" and not same and None not in (own, name) and own != name
        whole = tag == "out" and own is not None and _tells_whole(sentence)
        told.append("begin" if another or whole or (tag == "in" and at in new_voices) else tag)
        if told[-1] == "begin":
            name, voice = own, sentence.speaker
        elif tag == "in":
            name = name or own
    return tuple(told)


def _new_voices(meeting: Seen) -> Iterator[int]:
    """Give the sentences with which a voice that was not heard before begins to speak at length."""
    if not meeting.labels:
        return
    lengths: dict[int, int] = {}
    for sentence in meeting.sentences:
        lengths[sentence.turn] = lengths.get(sentence.turn, 0) + len(sentence.text)
    heard: set[str | None] = {None}
    for at, sentence in enumerate(meeting.sentences):
        if sentence.speaker not in heard and lengths[sentence.turn] >= _AT_LENGTH:
            yield at
        heard.add(sentence.speaker)


def _tells_whole(sentence: Sentence) -> bool:
    opens = _opening(sentence) == "intro" or sentence.text[:1] in "我俺"
    return opens and len(sentence.text) >= _WHOLE and _has_content(Talk(sentence.clauses, "intro"))


_SURE_NAME, _WHOLE, _AT_LENGTH = 0.75, 25, 60
_BREATH_S = 1.0
# Of so few sentences nothing is learned from what stands around; the rules alone decide.
_FEW = 8
_LEAST_TOPIC, _LEAST_TEXT = 2.0, 15


def _has_content(talk: Talk) -> bool:
    """Tell a matter from small talk: it names a subject, or takes the floor and tells of a trouble."""
    told = sum(weights(word_list().hits(talk.text)).values()) >= _LEAST_TOPIC
    trouble = is_of_matter(talk.text)
    if talk.opening is not None:
        return told or (trouble and len(talk.text) >= _LEAST_TEXT)
    return told and trouble


def _pauses_long(sentence: Sentence) -> bool:
    return sentence.clauses[0].pause_s >= _BREATH_S


def _opening(sentence: Sentence) -> Opening | None:
    first = sentence.clauses[0]
    opens = opening(first.text)
    if opens is None and len(sentence.clauses) > 1 and is_call(first.text):
        return opening(first.text.strip() + sentence.clauses[1].text)
    return opens
