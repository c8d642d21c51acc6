"""Who takes the floor when: clauses of a transcript, which of them are the host's, and where a new matter begins.

Works from the words and the pauses alone; speaker labels, where there are any, only add to them.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from toolkit.chinese import (
    Opening,
    asks,
    hands_over,
    is_call,
    is_hosts,
    is_of_matter,
    is_of_own,
    may_open,
    names_a_thing,
    opening,
    own_name,
    simplified,
)
from toolkit.grievances.subject_words import Topics, likeness, summed, weights, word_list
from toolkit.records import Segment

_BREAK = re.compile(r"[。！？!?；;]|[，,、：:](?!\d{3})|\s+")
_STOPS = "。！？!?"

_LONG_PAUSE_S, _LONGEST_PAUSE_S = 1.2, 4.0
# So many sentences apart two of the host's still enclose what is his too.
_NEAR = 3
_OPENS = {"intro": 2.0, "floor": 1.7, "another": 1.7, "again": 1.7}
_MAY_OPEN = 0.7
_SPLITS_AT = 1.5
# How alike the subjects before and after must be to count as the same, or as another; and how much that weighs.
_SAME, _OTHER, _SHIFT = 0.45, 0.15, 0.8
_TOLD = 2.0
_AHEAD = 60
_BARE = 14
_ASIDE = 40


@dataclass(frozen=True)
class Clause:
    """Some words of `segment` between two marks: characters `start` to `end`, with times and the pause before them."""

    segment: Segment
    start: int
    end: int
    text: str
    start_s: float
    end_s: float
    pause_s: float
    opens_sentence: bool
    by_host: bool = False


@dataclass(frozen=True)
class Talk:
    """What was said on one matter in one go; `continues` the one before it after the host had put in a word."""

    clauses: tuple[Clause, ...]
    opening: Opening | None
    continues: bool = False
    same_breath: bool = False

    @property
    def text(self) -> str:
        """What was said, as written."""
        return "".join(clause.text for clause in self.clauses)


# -- clauses ---------------------------------------------------------------------------------------------------


def clauses(segments: Sequence[Segment]) -> tuple[Clause, ...]:
    """Return the clauses of all `segments` in order, the host's marked; times inside a segment are by its words."""
    cut = [clause for segment in segments for clause in _cut(segment)]
    paused = [replace(clause, pause_s=max(0.0, clause.start_s - before.end_s)) for before, clause in pairwise(cut)]
    return _with_host((*cut[:1], *paused))


def _cut(segment: Segment) -> Iterator[Clause]:
    text = simplified(segment.text)
    edges = [0, *(match.end() for match in _BREAK.finditer(text)), len(text)]
    fresh = True
    for start, end in pairwise(edges):
        if text[start:end].strip():
            times = (_time_at(segment, start), _time_at(segment, end))
            yield Clause(segment, start, end, text[start:end], *times, 0.0, fresh)
            fresh = text[end - 1] in _STOPS


def _time_at(segment: Segment, place: int) -> float:
    if not segment.words:
        share = place / max(1, len(segment.text))
        return segment.start_s + share * (segment.end_s - segment.start_s)
    passed = 0
    for word in segment.words:
        if passed >= place:
            return word.start_s
        passed += len(word.text)
    return segment.words[-1].end_s


# -- the host --------------------------------------------------------------------------------------------------


def _with_host(cut: Sequence[Clause]) -> tuple[Clause, ...]:
    sentences = list(_sentences(cut))
    voice = _host_voice(sentences)
    marks = [_is_hosts(sentence, voice) for sentence in sentences]
    filled = _filled(sentences, marks, voice)
    return tuple(
        replace(clause, by_host=host) for sentence, host in zip(sentences, filled, strict=True) for clause in sentence
    )


def _sentences(cut: Sequence[Clause]) -> Iterator[tuple[Clause, ...]]:
    sentence: list[Clause] = []
    for clause in cut:
        if sentence and clause.opens_sentence:
            yield tuple(sentence)
            sentence = []
        sentence.append(clause)
    if sentence:
        yield tuple(sentence)


def _host_voice(sentences: Sequence[tuple[Clause, ...]]) -> str | None:
    """Return the speaker label that says most of the host's phrases, if one says at least two more than any other."""
    counts: dict[str, int] = {}
    for sentence in sentences:
        speaker = sentence[0].segment.speaker
        if speaker is not None and is_hosts(_joined(sentence)):
            counts[speaker] = counts.get(speaker, 0) + 1
    ranked = sorted(counts.items(), key=lambda item: -item[1])
    (voice, most), (_, second) = [*ranked, ("", 0), ("", 0)][:2]
    return voice if most >= second + 2 else None


def _is_hosts(sentence: tuple[Clause, ...], voice: str | None) -> bool:
    if voice is not None and sentence[0].segment.speaker is not None:
        return sentence[0].segment.speaker == voice
    return is_hosts(_joined(sentence))


def _filled(sentences: Sequence[tuple[Clause, ...]], marks: list[bool], voice: str | None) -> list[bool]:
    """Give the host what stands between two of his sentences, or after his last one, and is nobody else's."""
    filled = list(marks)
    for index in range(1, len(sentences)):
        near = marks[index + 1 : index + 1 + _NEAR]
        goes_on = filled[index - 1] and not asks(_joined(sentences[index - 1])) and (any(near) or len(near) < _NEAR)
        labelled = voice is not None and sentences[index][0].segment.speaker is not None
        if goes_on and not labelled and not _villager_cue(sentences[index]):
            filled[index] = True
    return filled


def _villager_cue(sentence: tuple[Clause, ...]) -> bool:
    return any(opening(clause.text) is not None or is_of_own(clause.text) for clause in sentence)


def _joined(sentence: tuple[Clause, ...]) -> str:
    return "".join(clause.text for clause in sentence)


# -- where a matter begins -------------------------------------------------------------------------------------


def talks(cut: Sequence[Clause]) -> tuple[Talk, ...]:
    """Return what the villagers said in the clauses `cut` of a transcript, a talk a matter."""
    topics = [weights(word_list().hits(clause.text)) for clause in cut]
    long_pause = long_pause_s(cut)
    cut = _without_asides(cut, topics, long_pause)
    own = [{} if clause.by_host else topic for clause, topic in zip(cut, topics, strict=True)]
    found: list[Talk] = []
    matter = begin = 0
    for index, clause in enumerate(cut):
        if clause.by_host:
            continue
        if index == 0 or cut[index - 1].by_host:
            fresh = not found or _fresh_start(cut, own, (matter, index))
            matter, begin = index if fresh else matter, index
            found.append(Talk((clause,), _opening(cut, index), continues=not fresh))
        elif _splits(cut, own, (matter, begin, index), long_pause):
            same = clause.pause_s < long_pause and _same_voice(cut[index - 1], clause)
            found.append(Talk((clause,), _opening(cut, index), same_breath=same))
            matter = begin = index
        else:
            found[-1] = _longer(found[-1], clause)
    return tuple(found)


def _without_asides(cut: Sequence[Clause], topics: Sequence[Topics], long_pause: float) -> list[Clause]:
    """Set apart, like the host's words, a few words between two long pauses that tell nothing: small talk."""
    edges = [at for at, clause in enumerate(cut) if at == 0 or clause.pause_s >= long_pause or _turns(cut, at)]
    kept = list(cut)
    for begin, end in pairwise([*edges, len(cut)]):
        run = cut[begin:end]
        told = sum(sum(topic.values()) for topic in topics[begin:end])
        answers = begin > 0 and cut[begin - 1].by_host and asks(cut[begin - 1].text)
        if run[0].pause_s >= long_pause and told < 1 and not answers and not _tells(run):
            kept[begin:end] = [replace(clause, by_host=True) for clause in run]
    return kept


def _turns(cut: Sequence[Clause], index: int) -> bool:
    return cut[index].by_host != cut[index - 1].by_host


def _tells(run: Sequence[Clause]) -> bool:
    text = "".join(clause.text for clause in run)
    return len(text) > _ASIDE or is_of_matter(text) or _villager_cue(tuple(run))


def long_pause_s(cut: Sequence[Clause]) -> float:
    """Return from how many seconds on a pause is long in this recording: speakers pause unlike each other."""
    between = [clause.pause_s for before, clause in pairwise(cut) if clause.segment is not before.segment]
    beside = 1.8 * median(between) if between else 0.0
    return min(max(_LONG_PAUSE_S, beside), _LONGEST_PAUSE_S)


def _opening(cut: Sequence[Clause], index: int) -> Opening | None:
    """Return how the clause takes the floor; where the recogniser set a blank for a comma, the next one helps."""
    clause, after = cut[index], cut[min(index + 1, len(cut) - 1)]
    opens = opening(clause.text)
    unmarked = clause.text[-1:].isspace() and after.segment is clause.segment
    if opens is None and (unmarked or is_call(clause.text)):
        return opening(clause.text.strip() + after.text)
    return opens


def _longer(talk: Talk, clause: Clause) -> Talk:
    """Add `clause`; an opening may take a few words to come (我先说。我叫…)."""
    opens = talk.opening
    if opens in {None, "floor"} and len(talk.text) < _BARE:
        opens = opening(clause.text) or opens
    return replace(talk, clauses=(*talk.clauses, clause), opening=opens)


def _fresh_start(cut: Sequence[Clause], topics: Sequence[Topics], place: tuple[int, int]) -> bool:
    """Tell whether the villager's word at the second place, after the host's, begins a matter of its own."""
    matter, index = place
    first = index - 1
    while first > 0 and cut[first - 1].by_host:
        first -= 1
    score = _words_score(cut, index)
    score += 1.0 if _hands_over(cut[first:index]) else 0.0
    return score + _shift(summed(topics[matter:first]), _ahead(cut, topics, index)) >= 1.0


def _hands_over(host: Sequence[Clause]) -> bool:
    """Tell whether the host's words end a turn: a question that does not call the next one wants an answer."""
    last = _joined(tuple(_sentences(host))[-1]) if host else ""
    return (not asks(last) or hands_over(last)) and any(hands_over(clause.text) for clause in host)


def _splits(cut: Sequence[Clause], topics: Sequence[Topics], place: tuple[int, int, int], long_pause: float) -> bool:
    matter, begin, index = place
    clause, before = cut[index], cut[index - 1]
    starting = clause.pause_s < long_pause or _opening(cut, begin) is not None
    if starting and _is_bare(cut[begin:index], topics[begin:index]) and not _other_voice(before, clause):
        return False
    if _names_another(cut[matter:index], clause):
        return True
    score = _words_score(cut, index)
    score += 1.0 if clause.pause_s >= long_pause else 0.0
    score += 1.0 if _other_voice(before, clause) else 0.0
    score += _shift(summed(topics[matter:index]), _ahead(cut, topics, index))
    return score >= _SPLITS_AT and (clause.opens_sentence or score >= _SPLITS_AT + 0.2)


def _names_another(said: Sequence[Clause], clause: Clause) -> bool:
    """Tell whether the clause gives another name than was given in the matter: then another person speaks."""
    name = own_name(clause.text)
    return name is not None and any(own_name(one.text) not in {None, name} for one in said if not one.by_host)


def _is_bare(said: Sequence[Clause], topics: Sequence[Topics]) -> bool:
    """Tell whether `said` is no more than a greeting, a name, a start."""
    content = [clause for clause in said if not (opening(clause.text) or names_a_thing(clause.text))]
    return sum(len(clause.text) for clause in content) < _BARE and not any(
        sum(topic.values()) > 1 for clause, topic in zip(said, topics, strict=True) if clause in content
    )


def _words_score(cut: Sequence[Clause], index: int) -> float:
    opens = _opening(cut, index)
    if opens is not None:
        return _OPENS[opens]
    first = index + 1 if is_call(cut[index].text) and index + 1 < len(cut) else index
    return _MAY_OPEN if may_open(cut[first].text) else 0.0


def _same_voice(before: Clause, clause: Clause) -> bool:
    voices = (before.segment.speaker, clause.segment.speaker)
    return before.segment is clause.segment or (voices[0] is not None and voices[0] == voices[1])


def _other_voice(before: Clause, clause: Clause) -> bool:
    voices = (before.segment.speaker, clause.segment.speaker)
    return None not in voices and voices[0] != voices[1]


def _ahead(cut: Sequence[Clause], topics: Sequence[Topics], index: int) -> dict[tuple[str, str], float]:
    """Return the subjects of the next words, as far as the same villager goes on."""
    length, last = 0, index
    while last < len(cut) and length < _AHEAD and not cut[last].by_host:
        length += len(cut[last].text)
        last += 1
    return summed(topics[index:last])


def _shift(behind: Topics, ahead: Topics) -> float:
    """Return how much the subject changes: 0.8 for quite another one, -0.8 for the same, 0 if either is unclear."""
    if min(sum(behind.values()), sum(ahead.values())) < _TOLD:
        return 0.0
    alike = likeness(behind, ahead)
    return _SHIFT if alike < _OTHER else -_SHIFT if alike > _SAME else 0.0
