"""Talks to matters: which talks are of one matter, and what was said around each by others.

A matter taken up again is known by an opening (刚才, 再补充), by the voice, by the name, or by its wording.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from toolkit.chinese import may_open, opening
from toolkit.grievances.finding.passages import Clause, Talk
from toolkit.grievances.finding.said import Said
from toolkit.grievances.finding.tagger import tagged_talks
from toolkit.grievances.subject_words import likeness, summed

_LIKE_ENOUGH = 0.2
_SAME_MATTER = 0.5
_SAME_VOICE = 0.35
_AROUND = 90
_A_WORD_S = 20.0


@dataclass(frozen=True)
class Around:
    """What others said right before and right after a talk, or the speaker before he came to the matter."""

    before: Said | None = None
    after: Said | None = None


@dataclass
class Matter:
    """The talks on one matter with what was said around each.

    `own` is what else its voice said, known by its label; `speaker` is where he named himself, if not here.
    """

    said: list[Said]
    around: list[Around] = field(default_factory=list)
    speaker: Said | None = None
    own: tuple[Said, ...] = ()


def matters(cut: Sequence[Clause]) -> tuple[Matter, ...]:
    """Return the matters that are spoken of in the clauses `cut` of a transcript, in order of their start."""
    found: list[Matter] = []
    talks = tagged_talks(cut)
    for talk, around in zip(talks, _around(cut, talks), strict=True):
        said = Said(talk)
        earlier = _taken_up(said, found)
        if earlier is None:
            found.append(Matter([said], [around]))
        else:
            earlier.said.append(said)
            earlier.around.append(around)
    _carry(found)
    turns = tuple(_turns(cut))
    for matter in found:
        voice = matter.said[0].voice
        matter.own = tuple(turn for turn in turns if voice is not None and turn.voice == voice)
    return tuple(found)


def _turns(cut: Sequence[Clause]) -> Iterator[Said]:
    """Give what each voice says in one go, where the voices have labels."""
    run: list[Clause] = []
    for clause in cut:
        if run and clause.segment.speaker != run[-1].segment.speaker:
            yield Said(Talk(tuple(run), None))
            run = []
        run.append(clause)
    if run:
        yield Said(Talk(tuple(run), None))


def _around(cut: Sequence[Clause], talks: Sequence[Talk]) -> Iterator[Around]:
    place = {(clause.segment.id, clause.start): at for at, clause in enumerate(cut)}
    spans = [
        (
            place[talk.clauses[0].segment.id, talk.clauses[0].start],
            place[talk.clauses[-1].segment.id, talk.clauses[-1].start],
        )
        for talk in talks
    ]
    ends = [-1, *(last for _, last in spans)]
    starts = [*(first for first, _ in spans), len(cut)]
    for at, (first, last) in enumerate(spans):
        yield Around(_laid_out(_last(cut[ends[at] + 1 : first])), _laid_out(_first(cut[last + 1 : starts[at + 1]])))


def _last(clauses: Sequence[Clause]) -> Sequence[Clause]:
    at, length = len(clauses), 0
    while at and length < _AROUND:
        at -= 1
        length += len(clauses[at].text)
    return clauses[at:]


def _first(clauses: Sequence[Clause]) -> Sequence[Clause]:
    at = length = 0
    while at < len(clauses) and length < _AROUND:
        length += len(clauses[at].text)
        at += 1
    return clauses[:at]


def _laid_out(clauses: Sequence[Clause]) -> Said | None:
    return Said(Talk(tuple(clauses), None)) if clauses else None


# -- one matter, several passages ------------------------------------------------------------------------------


def _taken_up(one: Said, groups: list[Matter]) -> Matter | None:
    """Return the earlier matter that `one` goes on with, if it is one."""
    if not groups:
        return None
    if one.talk.continues:
        return max(groups, key=lambda group: group.said[-1].talk.clauses[-1].end_s)
    if _goes_on_after_a_word(one, groups[-1]):
        return groups[-1]
    if one.talk.opening == "again":
        score, best = _likest(one, groups)
        return best if score >= _LIKE_ENOUGH else None
    own = [group for group in groups if _same_person(one, group) or _same_voice(one, group)]
    score, best = _likest(one, own)
    least = _SAME_MATTER if best is None or _same_person(one, best) else _SAME_VOICE
    return best if score >= least else None


def _goes_on_after_a_word(one: Said, latest: Matter) -> bool:
    """Tell whether the voice of the latest matter goes on after a short word of others, and opens nothing new."""
    last = latest.said[-1]
    gap = one.talk.clauses[0].start_s - last.talk.clauses[-1].end_s
    opens = any(
        opening(clause.text) in {"another", "intro"} or may_open(clause.text) for clause in one.talk.clauses[:2]
    )
    return (
        one.voice is not None
        and one.voice == last.voice
        and 0 < gap < _A_WORD_S
        and not opens
        and not one.talk.same_breath
    )


def _same_person(one: Said, group: Matter) -> bool:
    return bool(one.person and group.said[0].person and one.person.value == group.said[0].person.value)


def _same_voice(one: Said, group: Matter) -> bool:
    return one.voice is not None and one.voice in {part.voice for part in group.said}


def _likest(one: Said, groups: Sequence[Matter]) -> tuple[float, Matter | None]:
    ranked = [(_alike(one, group), group) for group in groups]
    return max(ranked, key=lambda pair: pair[0], default=(0.0, None))


def _alike(one: Said, group: Matter) -> float:
    """Return how alike two matters are: by their subjects, by the pairs of characters they share, and by the voice."""
    told = summed([part.topics for part in group.said])
    shared = len(one.pairs & frozenset().union(*(part.pairs for part in group.said))) / max(1, len(one.pairs))
    return likeness(one.topics, told) + shared + (0.15 if _same_voice(one, group) else 0.0)


def _carry(groups: Sequence[Matter]) -> None:
    """Give each matter the one whose speaker went on to it in the same breath: the name said there holds here."""
    speaker: Said | None = None
    for group in groups:
        first = group.said[0]
        speaker = speaker if first.talk.same_breath else None
        group.speaker = speaker
        speaker = speaker if speaker is not None and first.person is None else first
