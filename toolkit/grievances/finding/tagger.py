"""The tagger of sentences (begin, inside, outside a grievance): a learned linear chain.

Each feature of a sentence and each pair of neighbouring tags has a weight, and the best chain of tags is found by the
Viterbi algorithm. The weights are in `data/tagger.json`, trained by `benchmarks/train_tagger.py` on written meetings;
there is one set each for transcripts with voices, with pauses only, and with neither. What a centre's confirmed
meetings teach (`toolkit.grievances.learned`) is added to them, and kept apart from them.
"""

import functools
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from toolkit.chinese import Opening, is_call, is_of_matter, opening
from toolkit.grievances.finding import dangers, names_said
from toolkit.grievances.finding.passages import Clause, Talk, talks
from toolkit.grievances.finding.tag_features import MeetingFeatures, Sentence, meeting_features
from toolkit.grievances.subject_words import weights, word_list

Tag = Literal["out", "begin", "in"]
TAGS: tuple[Tag, ...] = ("out", "begin", "in")
SETS = ("labels", "plain", "bare")
_DATA = Path(__file__).parent / "data" / "tagger.json"
_NEVER = -1e9


@dataclass(frozen=True)
class Weights:
    """The weights of one set: of each feature for each tag, and of each tag after another (rows: the tag before)."""

    features: dict[str, tuple[float, ...]]
    after: tuple[tuple[float, ...], ...]
    first: tuple[float, ...]


@functools.cache
def shipped() -> dict[str, Weights]:
    """Return the shipped weights by the name of their set."""
    sets = json.loads(_DATA.read_text(encoding="utf-8"))
    return {name: weights_of(values) for name, values in sets.items()}


def weights_of(written: dict[str, list]) -> Weights:  # type: ignore[type-arg]  # as JSON has it
    """Return the weights from their JSON form, in which whole numbers are hundredths."""
    features = {name: tuple(value / 100 for value in values) for name, values in dict(written["features"]).items()}
    after = tuple(tuple(value / 100 for value in row) for row in written["after"])
    return Weights(features, after, tuple(value / 100 for value in written["first"]))


def set_for(meeting: MeetingFeatures) -> str:
    """Return the name of the set of weights for the labels and pauses of `meeting`."""
    return "labels" if meeting.labels else "plain" if meeting.pauses else "bare"


def tags(meeting: MeetingFeatures, weights: Weights | None = None, own: Weights | None = None) -> tuple[Tag, ...]:
    """Return the best chain of tags for the sentences of `meeting`, with what a centre's `own` weights add."""
    if not meeting.features:
        return ()
    known = weights or shipped()[set_for(meeting)]
    known = known if own is None else added(known, own)
    scores = [_scores(features, known) for features in meeting.features]
    return tuple(TAGS[place] for place in likeliest(scores, known))


def added(weights: Weights, own: Weights) -> Weights:
    """Return the sum of the `weights` that shipped and of a centre's `own`; a feature that did not ship has none."""
    known = {name: _sum(weights.features[name], row) for name, row in own.features.items() if name in weights.features}
    after = tuple(_sum(*rows) for rows in zip(weights.after, own.after, strict=True))
    return Weights(weights.features | known, after, _sum(weights.first, own.first))


def _sum(one: Sequence[float], other: Sequence[float]) -> tuple[float, ...]:
    return tuple(map(sum, zip(one, other, strict=True)))


def _scores(features: Sequence[str], weights: Weights) -> tuple[float, ...]:
    rows = [row for row in map(weights.features.get, features) if row]
    return tuple(sum(column) for column in zip(*rows, strict=True)) if rows else (0.0,) * len(TAGS)


def likeliest(scores: Sequence[Sequence[float]], weights: Weights) -> list[int]:
    """Return the places in `TAGS` of the best chain; `scores` has a row for each sentence and a column for each tag."""
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


def tagged_talks(cut: Sequence[Clause], own: Weights | None = None) -> tuple[Talk, ...]:
    """Return the talks in the clauses `cut`, one for each matter; speech that belongs to none is left out.

    `own` are the weights that a centre taught. A talk that resumes after another's word `continues` the one before it.
    """
    meeting = meeting_features(cut)
    if len(meeting.sentences) < _FEW:
        return tuple(talk for talk in talks(cut) if talk.continues or _has_content(talk))
    in_order: list[Talk] = []
    before: Tag = "out"
    voice: str | None = None
    for sentence, tag in zip(meeting.sentences, _with_introductions(meeting, own), strict=True):
        if tag == "in" and before != "out" and in_order:
            in_order[-1] = replace(in_order[-1], clauses=(*in_order[-1].clauses, *sentence.clauses))
        elif tag != "out":
            same = before != "out" and voice == sentence.speaker and not _pauses_long(sentence)
            goes_on = tag == "in" and bool(in_order)
            in_order.append(Talk(sentence.clauses, _opening(sentence), continues=goes_on, same_breath=same))
        before, voice = tag, sentence.speaker
    return tuple(in_order)


def _with_introductions(meeting: MeetingFeatures, own: Weights | None) -> tuple[Tag, ...]:
    """Return the tags, but with a new matter where somebody gives a name and a trouble in one sentence.

    A plain danger to life is a matter, too. No introduction may be lost or joined to another's matter; nor does a
    voice that speaks at length and has told no matter yet continue another's.
    """
    corrected: list[Tag] = []
    name: str | None = None
    voice: str | None = None
    tellers: set[str | None] = {None}
    at_length = frozenset(_at_length(meeting))
    for at, (sentence, tag) in enumerate(zip(meeting.sentences, tags(meeting, own=own), strict=True)):
        said = names_said.person(sentence.text)
        own_name = str(said.value) if said is not None and said.confidence >= _SURE_NAME else None
        same = voice is not None and voice == sentence.speaker
        another = tag == "in" and not same and None not in (own_name, name) and own_name != name
        whole = tag == "out" and ((own_name is not None and _tells_whole(sentence)) or _in_danger(sentence))
        first = tag == "in" and at in at_length and sentence.speaker not in tellers
        announced = tag == "in" and not (meeting.labels or meeting.pauses) and _announces(sentence)
        corrected.append("begin" if another or whole or first or announced else tag)
        if corrected[-1] == "begin":
            name, voice = own_name, sentence.speaker
            tellers.add(voice)
        elif tag == "in":
            name = name or own_name
    return tuple(corrected)


def _announces(sentence: Sentence) -> bool:
    """Return whether a sentence takes the floor and names its matter: 我反映一下班车的事."""
    return _opening(sentence) in {"floor", "another"} and _NAMED_MATTER.search(sentence.text) is not None


def _in_danger(sentence: Sentence) -> bool:
    """Return whether a sentence, not the host's, tells of a danger so plainly that it is a matter by itself."""
    if sentence.clauses[0].by_host:
        return False
    danger = dangers.read(sentence.text)
    return danger is not None and danger.confidence >= _PLAIN_DANGER


def _at_length(meeting: MeetingFeatures) -> Iterator[int]:
    """Yield the sentences at which a labelled voice begins to speak at length."""
    if not meeting.labels:
        return
    lengths: dict[int, int] = {}
    for sentence in meeting.sentences:
        lengths[sentence.turn] = lengths.get(sentence.turn, 0) + len(sentence.text)
    for at, sentence in enumerate(meeting.sentences):
        begins = at == 0 or meeting.sentences[at - 1].turn != sentence.turn
        if begins and lengths[sentence.turn] >= _AT_LENGTH:
            yield at


def _tells_whole(sentence: Sentence) -> bool:
    opens = _opening(sentence) == "intro" or sentence.text[:1] in "我俺"
    return opens and len(sentence.text) >= _WHOLE and _has_content(Talk(sentence.clauses, "intro"))


_NAMED_MATTER = re.compile(r"的(?:事情?|问题|情况)[，,。]?$")
_SURE_NAME, _WHOLE, _AT_LENGTH = 0.75, 25, 40
_PLAIN_DANGER = 0.8
_BREATH_S = 1.0
# With so few sentences there is no context to learn from: the rules alone decide.
_FEW = 8
_LEAST_TOPIC, _LEAST_TEXT = 2.0, 15


def _has_content(talk: Talk) -> bool:
    """Return whether a talk is a matter, not small talk: it names a subject, or opens and names a trouble."""
    names_subject = sum(weights(word_list().hits(talk.text)).values()) >= _LEAST_TOPIC
    trouble = is_of_matter(talk.text)
    if talk.opening is not None:
        return names_subject or (trouble and len(talk.text) >= _LEAST_TEXT)
    return names_subject and trouble


def _pauses_long(sentence: Sentence) -> bool:
    return sentence.clauses[0].pause_s >= _BREATH_S


def _opening(sentence: Sentence) -> Opening | None:
    first = sentence.clauses[0]
    opens = opening(first.text)
    if opens is None and len(sentence.clauses) > 1 and is_call(first.text):
        return opening(first.text.strip() + sentence.clauses[1].text)
    return opens
