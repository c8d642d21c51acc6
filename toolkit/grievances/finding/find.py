"""A transcript to its grievances: who, where, what, how much, since when, how often, with the words for each.

Subject, kinds, colour and mediation are left open here; the room `subjects` fills them.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from toolkit.chinese import Found, is_of_matter, opening
from toolkit.grievances.accusations import danger
from toolkit.grievances.finding import facts_said, names_said, others_said, sums_said, who
from toolkit.grievances.finding.matters import Matter, matters
from toolkit.grievances.finding.passages import Clause, Talk, clauses
from toolkit.grievances.finding.said import Said
from toolkit.grievances.subject_words import weights, word_list
from toolkit.records import (
    Amount,
    Colour,
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
from toolkit.workspace import Village

_NO_SUBJECT = Subject(level1=None, level2=None, confidence=0.0, unsure=True, candidates=(), evidence=())
_NO_COLOUR = Colour(value=None, reason="尚未判定。", evidence=())
_SUMMARY = 30
_SURE_SIDE = 0.7


def find(transcript: Transcript, villages: tuple[Village, ...], words: tuple[str, ...] = ()) -> GrievanceList:
    """Return the grievances said in `transcript`, in order of their start, each fact with its words.

    `villages` and `words` are the local names of the settings. What the host says and small talk belong to none;
    a matter taken up again is one more passage of its grievance.
    """
    places = tuple(village.name for village in villages)
    found = matters(clauses(transcript.segments))
    listed = tuple(_grievance(matter, ordinal, places, words) for ordinal, matter in enumerate(found, start=1))
    return GrievanceList(TranscriptRef(transcript.recording.code, transcript.version), listed)


def read(
    transcript: Transcript, stretches: Sequence[Stretch], villages: tuple[Village, ...], words: tuple[str, ...] = ()
) -> Grievance | None:
    """Return what was said in the `stretches` of `transcript` as one grievance, a passage each, or None for nothing.

    A clause belongs to the stretch its middle lies in; it counts as the villager's, whoever it was taken for.
    """
    cut = clauses(transcript.segments)
    parts = [tuple(one for one in cut if _lies_in(one, stretch)) for stretch in stretches]
    said = [Said(Talk(part, opening(part[0].text))) for part in parts if part]
    places = tuple(village.name for village in villages)
    return _grievance(Matter(said), 1, places, words) if said else None


def _lies_in(clause: Clause, stretch: Stretch) -> bool:
    return stretch.start_s <= (clause.start_s + clause.end_s) / 2 < stretch.end_s


# -- the record ------------------------------------------------------------------------------------------------


def _grievance(matter: Matter, ordinal: int, places: tuple[str, ...], words: tuple[str, ...]) -> Grievance:
    said = matter.said
    first = _Facts(said)
    named, lives = who.person(matter, places), who.home(matter, places)
    passages = tuple(_passage(one.talk) for one in said)
    against, speaks = _parted(_side(said), named)
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
        home=lives,
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
    """Reads facts out of the passages of one matter."""

    said: Sequence[Said]

    def __call__(self, read: Reader) -> Fact | None:
        """Return the first that is said."""
        return next(self._all(self.said, read), None)

    def surest(self, read: Reader) -> Fact | None:
        """Return the most certain, the greatest number among equals."""
        return max(self._all(self.said, read), key=_certainty, default=None)

    def gravest(self, read: Reader) -> Fact | None:
        """Return the one of the gravest kind, in the order of `danger.KIND_NAMES`."""
        return min(self._all(self.said, read), key=lambda fact: list(danger.KIND_NAMES).index(fact.value), default=None)

    @staticmethod
    def _all(said: Iterable[Said], read: Reader) -> Iterator[Fact]:
        for one in said:
            found = read(one.text)
            if found is not None:
                yield from _facts(one, (found,))


def _side(said: Sequence[Said]) -> Side | None:
    """Return the first other side that is said."""
    for one in said:
        found = others_said.against(one.text)
        if found is not None:
            evidence = one.evidence(found.start, found.end)
            return Side(found.value, evidence, found.confidence, others_said.kind(one.text, found))
    return None


def _parted(against: Side | None, speaks: Fact | None) -> tuple[Side | None, Fact | None]:
    """Return the other side and the speaker; of two of one name only the one that is surer to be named there."""
    if against is None or speaks is None or against.value != speaks.value:
        return against, speaks
    return (against, None) if against.confidence >= _SURE_SIDE else (None, speaks)


def _certainty(fact: Fact) -> tuple[float, float]:
    return (fact.confidence, fact.value if isinstance(fact.value, int) else 0)


def _facts(said: Said, found: Iterable[Found]) -> Iterator[Fact]:
    for one in found:
        yield Fact(one.value, said.evidence(one.start, one.end), one.confidence)


def _amounts(said: Said) -> Iterator[Amount]:
    for one in sums_said.amounts(said.text):
        yield Amount(one.yuan, one.per, one.approximate, said.evidence(one.start, one.end))


def _passage(talk: Talk) -> Passage:
    first, last = talk.clauses[0], talk.clauses[-1]
    return Passage(first.segment.id, last.segment.id, round(first.start_s, 2), round(last.end_s, 2))


def _summary(said: Said) -> str:
    """Return the clause that tells most, with the next if it is short: the speaker's own words."""
    told = [clause for clause in said.talk.clauses if opening(clause.text) is None] or list(said.talk.clauses)
    best = max(range(len(told)), key=lambda at: _telling(told[at].text))
    words = "".join(clause.text for clause in told[best : best + 2])
    return words.strip(" ，,。.！!？?；;：:、")[:_SUMMARY]


def _telling(text: str) -> float:
    return (
        sum(weights(word_list().hits(text)).values()) + (1.5 if is_of_matter(text) else 0.0) + min(len(text), 16) / 16
    )
