"""A transcript to its grievances: who, where, what, how much, since when, how often, with the words for each.

Subject, kinds, colour and mediation are left open here; the room `subjects` fills them.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from toolkit import danger, facts_said, names_said
from toolkit.passages import Clause, Talk, clauses, talks
from toolkit.phrases import is_of_matter, opening
from toolkit.records import (
    Amount,
    Colour,
    Evidence,
    Fact,
    Grievance,
    GrievanceList,
    Passage,
    Side,
    Stretch,
    Subject,
    Transcript,
    TranscriptRef,
)
from toolkit.script import Found
from toolkit.settings import Village
from toolkit.sides import kind_of
from toolkit.subject_words import Topics, likeness, summed, weights, word_list

_NO_SUBJECT = Subject(level1=None, level2=None, confidence=0.0, unsure=True, candidates=(), evidence=())
_NO_COLOUR = Colour(value=None, reason="尚未判定。", evidence=())
_EMPTY = frozenset("我你他的了是一这那个不有，,。. ")
_LIKE_ENOUGH = 0.2
_SAME_MATTER = 0.5
_LEAST_TOPIC = 2.0
_LEAST_TEXT = 15
_SUMMARY = 30
_SURE_SIDE = 0.7


@dataclass(frozen=True)
class _Said:
    """One talk laid out as text; its clauses are a contiguous run of the transcript."""

    talk: Talk

    @cached_property
    def text(self) -> str:
        return "".join(clause.text + _blank(clause) for clause in self.talk.clauses).rstrip(" ")

    @cached_property
    def topics(self) -> Topics:
        return weights(word_list().hits(self.text))

    @cached_property
    def person(self) -> Found | None:
        return names_said.person(self.text)

    @cached_property
    def pairs(self) -> frozenset[str]:
        """The pairs of characters that tell something: what the matter shares with another, whatever the subject."""
        pairs = (self.text[at : at + 2] for at in range(len(self.text) - 1))
        return frozenset(pair for pair in pairs if _EMPTY.isdisjoint(pair))

    def evidence(self, start: int, end: int) -> tuple[Evidence, ...]:
        found: list[Evidence] = []
        begin = 0
        for clause in self.talk.clauses:
            low, high = max(start, begin) - begin, min(end, begin + len(clause.text)) - begin
            if low < high:
                _add(found, Evidence(clause.segment.id, clause.start + low, clause.start + high))
            begin += len(clause.text) + len(_blank(clause))
        return tuple(found)


def _blank(clause: Clause) -> str:
    """Return a blank where a segment ends without a mark, so that its last words do not run into the next."""
    return " " if clause.end == len(clause.segment.text) and clause.text[-1:].isalnum() else ""


def _add(found: list[Evidence], new: Evidence) -> None:
    if found and found[-1].segment == new.segment and found[-1].end == new.start:
        found[-1] = Evidence(new.segment, found[-1].start, new.end)
    else:
        found.append(new)


def find(transcript: Transcript, villages: tuple[Village, ...], words: tuple[str, ...] = ()) -> GrievanceList:
    """Return the grievances said in `transcript`, in order of their start, each fact with its words.

    `villages` and `words` are the local names of the settings. What the host says and small talk belong to none;
    a matter taken up again is one more passage of its grievance.
    """
    said = [_Said(talk) for talk in talks(clauses(transcript.segments))]
    groups = _grouped([one for one in said if one.talk.continues or _has_content(one)])
    places = tuple(village.name for village in villages)
    listed = tuple(_grievance(group, ordinal, places, words) for ordinal, group in enumerate(_carried(groups), start=1))
    return GrievanceList(TranscriptRef(transcript.recording.code, transcript.version), listed)


def read(
    transcript: Transcript, stretches: Sequence[Stretch], villages: tuple[Village, ...], words: tuple[str, ...] = ()
) -> Grievance | None:
    """Return what was said in the `stretches` of `transcript` as one grievance, a passage each, or None for nothing.

    A clause belongs to the stretch its middle lies in; it counts as the villager's, whoever it was taken for.
    """
    cut = clauses(transcript.segments)
    parts = [tuple(one for one in cut if _lies_in(one, stretch)) for stretch in stretches]
    said = [_Said(Talk(part, opening(part[0].text))) for part in parts if part]
    places = tuple(village.name for village in villages)
    return _grievance((said, None), 1, places, words) if said else None


def _lies_in(clause: Clause, stretch: Stretch) -> bool:
    return stretch.start_s <= (clause.start_s + clause.end_s) / 2 < stretch.end_s


def _has_content(said: _Said) -> bool:
    """Tell a matter from small talk: it names a subject, or takes the floor and tells of a trouble."""
    told = sum(said.topics.values()) >= _LEAST_TOPIC
    trouble = is_of_matter(said.text)
    if said.talk.opening is not None:
        return told or (trouble and len(said.text) >= _LEAST_TEXT)
    return told and trouble


# -- one matter, several passages ------------------------------------------------------------------------------


def _grouped(said: Sequence[_Said]) -> list[list[_Said]]:
    groups: list[list[_Said]] = []
    for one in said:
        earlier = _taken_up(one, groups)
        if earlier is not None:
            earlier.append(one)
        elif _has_content(one):
            groups.append([one])
    return groups


def _taken_up(one: _Said, groups: list[list[_Said]]) -> list[_Said] | None:
    """Return the earlier matter that `one` goes on with, if it is one."""
    if not groups:
        return None
    if one.talk.continues:
        return max(groups, key=lambda group: group[-1].talk.clauses[-1].end_s)
    if one.talk.opening == "again":
        score, best = _likest(one, groups)
        return best if score >= _LIKE_ENOUGH else None
    same = [group for group in groups if one.person and group[0].person and one.person.value == group[0].person.value]
    score, best = _likest(one, same)
    return best if score >= _SAME_MATTER else None


def _likest(one: _Said, groups: Sequence[list[_Said]]) -> tuple[float, list[_Said]]:
    ranked = [(_alike(one, group), group) for group in groups]
    return max(ranked, key=lambda pair: pair[0], default=(0.0, []))


def _alike(one: _Said, group: Sequence[_Said]) -> float:
    """Return how alike two matters are: by their subjects, by the pairs of characters they share, and by the voice."""
    told = summed([part.topics for part in group])
    shared = len(one.pairs & frozenset().union(*(part.pairs for part in group))) / max(1, len(one.pairs))
    voices = {part.talk.clauses[0].segment.speaker for part in group} - {None}
    voice = 0.15 if one.talk.clauses[0].segment.speaker in voices else 0.0
    return likeness(one.topics, told) + shared + voice


# -- the record ------------------------------------------------------------------------------------------------


def _carried(groups: list[list[_Said]]) -> Iterator[tuple[list[_Said], _Said | None]]:
    """Give each matter the one whose speaker went on to it in the same breath: the name said there holds here."""
    speaker: _Said | None = None
    for group in groups:
        first = group[0]
        speaker = speaker if first.talk.same_breath and first.talk.opening == "another" else None
        yield group, speaker
        speaker = speaker if speaker is not None and first.person is None else first


def _grievance(
    group: tuple[list[_Said], _Said | None], ordinal: int, places: tuple[str, ...], words: tuple[str, ...]
) -> Grievance:
    said, speaker = group
    first = _Facts(said, speaker)
    passages = tuple(_passage(one.talk) for one in said)
    against, speaks = _parted(_side(first(names_said.against)), first.of_speaker(names_said.person))
    text = "\n".join(one.text for one in said)
    return Grievance(
        ordinal=ordinal,
        passages=passages,
        start_s=passages[0].start_s,
        text=text,
        summary=_summary(said[0]),
        subject=_NO_SUBJECT,
        kinds=("申诉求决",),
        colour=_NO_COLOUR,
        person=speaks,
        home=first.of_speaker(lambda words_said: names_said.home(words_said, places)),
        site=first(lambda words_said: names_said.site(words_said, words)),
        against=against,
        request=first.surest(facts_said.request),
        people=first(facts_said.people),
        since=first(facts_said.since),
        earlier_reports=first.surest(facts_said.earlier_reports),
        dates=tuple(fact for one in said for fact in _facts(one, facts_said.dates(one.text))),
        amounts=tuple(amount for one in said for amount in _amounts(one)),
        sensitive=facts_said.sensitive(text),
        danger=first.gravest(danger.read),
    )


Reader = Callable[[str], Found | None]


@dataclass(frozen=True)
class _Facts:
    """Reads facts out of the passages of one matter; `speaker` is where he named himself, if not here."""

    said: Sequence[_Said]
    speaker: _Said | None

    def __call__(self, read: Reader) -> Fact | None:
        """Return the first that is said."""
        return next(self._all(self.said, read), None)

    def surest(self, read: Reader) -> Fact | None:
        """Return the most certain, the greatest number among equals."""
        return max(self._all(self.said, read), key=_certainty, default=None)

    def gravest(self, read: Reader) -> Fact | None:
        """Return the one of the gravest kind, in the order of `danger.KIND_NAMES`."""
        return min(self._all(self.said, read), key=lambda fact: list(danger.KIND_NAMES).index(fact.value), default=None)

    def of_speaker(self, read: Reader) -> Fact | None:
        """Return what is said here, or less surely what the same speaker said in the matter just before."""
        here = self(read)
        if here is not None or self.speaker is None:
            return here
        before = next(self._all([self.speaker], read), None)
        return None if before is None else replace(before, confidence=min(before.confidence, 0.6))

    @staticmethod
    def _all(said: Iterable[_Said], read: Reader) -> Iterator[Fact]:
        for one in said:
            found = read(one.text)
            if found is not None:
                yield from _facts(one, (found,))


def _side(fact: Fact | None) -> Side | None:
    return None if fact is None else Side(fact.value, fact.evidence, fact.confidence, kind_of(str(fact.value)))


def _parted(against: Side | None, speaks: Fact | None) -> tuple[Side | None, Fact | None]:
    """Return the other side and the speaker; of two of one name only the one that is surer to be named there."""
    if against is None or speaks is None or against.value != speaks.value:
        return against, speaks
    return (against, None) if against.confidence >= _SURE_SIDE else (None, speaks)


def _certainty(fact: Fact) -> tuple[float, float]:
    return (fact.confidence, fact.value if isinstance(fact.value, int) else 0)


def _facts(said: _Said, found: Iterable[Found]) -> Iterator[Fact]:
    for one in found:
        yield Fact(one.value, said.evidence(one.start, one.end), one.confidence)


def _amounts(said: _Said) -> Iterator[Amount]:
    for one in facts_said.amounts(said.text):
        yield Amount(one.yuan, one.per, one.approximate, said.evidence(one.start, one.end))


def _passage(talk: Talk) -> Passage:
    first, last = talk.clauses[0], talk.clauses[-1]
    return Passage(first.segment.id, last.segment.id, round(first.start_s, 2), round(last.end_s, 2))


def _summary(said: _Said) -> str:
    """Return the clause that tells most, with the next if it is short: the speaker's own words."""
    told = [clause for clause in said.talk.clauses if opening(clause.text) is None] or list(said.talk.clauses)
    best = max(range(len(told)), key=lambda at: _telling(told[at].text))
    words = "".join(clause.text for clause in told[best : best + 2])
    return words.strip(" ，,。.！!？?；;：:、")[:_SUMMARY]


def _telling(text: str) -> float:
    return (
        sum(weights(word_list().hits(text)).values()) + (1.5 if is_of_matter(text) else 0.0) + min(len(text), 16) / 16
    )
