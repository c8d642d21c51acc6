"""Group talks into matters, with what others said before and after each talk.

A matter that is continued is recognised by an opening (刚才, 再补充), the voice, the name or the wording.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from toolkit.chinese import may_open, opening
from toolkit.grievances.finding.passages import Clause, Talk
from toolkit.grievances.finding.tagger import Weights, tagged_talks
from toolkit.grievances.finding.talk_text import TalkText
from toolkit.grievances.subject_words import likeness, summed

_LIKE_ENOUGH = 0.2
_SAME_MATTER = 0.5
_SAME_VOICE = 0.35
_AROUND, _CALLED = 160, 40
_A_WORD_S = 20.0


@dataclass(frozen=True)
class Around:
    """The speech of others right before and right after a talk."""

    before: TalkText | None = None
    after: TalkText | None = None


@dataclass
class Matter:
    """The talks on one matter, and the speech around each.

    `own` is the other speech of its voice, known by the label, and `beside_own` the words of others right before and
    after that; `speaker` is the talk in which the same speaker gave a name, if not here.
    """

    talks: list[TalkText]
    around: list[Around] = field(default_factory=list)
    speaker: TalkText | None = None
    own: tuple[TalkText, ...] = ()
    beside_own: tuple[Around, ...] = ()


def matters(cut: Sequence[Clause], own: Weights | None = None) -> tuple[Matter, ...]:
    """Return the matters in the clauses `cut` of a transcript, in order of their start; `own` as in `tagged_talks`."""
    in_order: list[Matter] = []
    cut_talks = tagged_talks(cut, own)
    for talk, around in zip(cut_talks, _around(cut, cut_talks), strict=True):
        text = TalkText(talk)
        earlier = _continued_matter(text, in_order)
        if earlier is None:
            in_order.append(Matter([text], [around]))
        else:
            earlier.talks.append(text)
            earlier.around.append(around)
    _carry_names(in_order)
    turns = tuple(_turns(cut))
    for matter in in_order:
        voice = matter.talks[0].voice
        places = [at for at, turn in enumerate(turns) if voice is not None and turn.voice == voice]
        matter.own = tuple(turns[at] for at in places)
        matter.beside_own = tuple(_beside(turns, at) for at in places)
    return tuple(in_order)


def _turns(cut: Sequence[Clause]) -> Iterator[TalkText]:
    """Yield the turns of the labelled voices."""
    run: list[Clause] = []
    for clause in cut:
        if run and clause.segment.speaker != run[-1].segment.speaker:
            yield TalkText(Talk(tuple(run), None))
            run = []
        run.append(clause)
    if run:
        yield TalkText(Talk(tuple(run), None))


def _beside(turns: Sequence[TalkText], at: int) -> Around:
    """Return the end of the turn before the one at `at`, and the beginning of the turn after it."""
    before = _laid_out(_last(turns[at - 1].talk.clauses, _CALLED)) if at else None
    after = _laid_out(_first(turns[at + 1].talk.clauses, _CALLED)) if at + 1 < len(turns) else None
    return Around(before, after)


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


def _last(clauses: Sequence[Clause], least: int = _AROUND) -> Sequence[Clause]:
    at, length = len(clauses), 0
    while at and length < least:
        at -= 1
        length += len(clauses[at].text)
    return clauses[at:]


def _first(clauses: Sequence[Clause], least: int = _AROUND) -> Sequence[Clause]:
    at = length = 0
    while at < len(clauses) and length < least:
        length += len(clauses[at].text)
        at += 1
    return clauses[:at]


def _laid_out(clauses: Sequence[Clause]) -> TalkText | None:
    return TalkText(Talk(tuple(clauses), None)) if clauses else None


# -- one matter, several passages ------------------------------------------------------------------------------


def _continued_matter(text: TalkText, groups: list[Matter]) -> Matter | None:
    """Return the earlier matter that `talk` continues, None for a new one."""
    if not groups:
        return None
    if text.talk.continues:
        return max(groups, key=lambda group: group.talks[-1].talk.clauses[-1].end_s)
    if _resumes_after_interjection(text, groups[-1]):
        return groups[-1]
    if text.talk.opening == "again":
        score, best = _most_alike(text, groups)
        return best if score >= _LIKE_ENOUGH else None
    own = [group for group in groups if _same_person(text, group) or _same_voice(text, group)]
    score, best = _most_alike(text, own)
    least = _SAME_MATTER if best is None or _same_person(text, best) else _SAME_VOICE
    return best if score >= least else None


def _resumes_after_interjection(text: TalkText, latest: Matter) -> bool:
    """Return whether the voice of the latest matter resumes after an interjection and opens nothing new."""
    last = latest.talks[-1]
    gap = text.talk.clauses[0].start_s - last.talk.clauses[-1].end_s
    opens = any(
        opening(clause.text) in {"another", "intro"} or may_open(clause.text) for clause in text.talk.clauses[:2]
    )
    return (
        text.voice is not None
        and text.voice == last.voice
        and 0 < gap < _A_WORD_S
        and not opens
        and not text.talk.same_breath
    )


def _same_person(text: TalkText, group: Matter) -> bool:
    return bool(text.person and group.talks[0].person and text.person.value == group.talks[0].person.value)


def _same_voice(text: TalkText, group: Matter) -> bool:
    return text.voice is not None and text.voice in {part.voice for part in group.talks}


def _most_alike(text: TalkText, groups: Sequence[Matter]) -> tuple[float, Matter | None]:
    ranked = [(_alike(text, group), group) for group in groups]
    return max(ranked, key=lambda pair: pair[0], default=(0.0, None))


def _alike(text: TalkText, group: Matter) -> float:
    """Return the similarity of a talk and a matter by subjects, shared pairs of characters and voice."""
    topics = summed([part.topics for part in group.talks])
    shared = len(text.pairs & frozenset().union(*(part.pairs for part in group.talks))) / max(1, len(text.pairs))
    return likeness(text.topics, topics) + shared + (0.15 if _same_voice(text, group) else 0.0)


def _carry_names(groups: Sequence[Matter]) -> None:
    """Pair each matter with the preceding one by the same speaker, whose name then applies to it."""
    speaker: TalkText | None = None
    for group in groups:
        first = group.talks[0]
        speaker = speaker if first.talk.same_breath else None
        group.speaker = speaker
        speaker = speaker if speaker is not None and first.person is None else first
