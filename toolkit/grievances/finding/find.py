"""Find the grievances of a transcript with their facts, each fact with the words it was read from.

Subject, kinds, colour and mediation are filled in by `tagging`.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from toolkit.chinese import Found, is_of_matter, opening
from toolkit.grievances.finding import dangers, facts_said, names_said, side_mentions, speaker, sums_said
from toolkit.grievances.finding.matters import Matter, matters
from toolkit.grievances.finding.passages import Clause, Talk, clauses
from toolkit.grievances.finding.tagger import Weights
from toolkit.grievances.finding.talk_text import TalkText
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


def find(
    transcript: Transcript, villages: tuple[Village, ...], words: tuple[str, ...] = (), own: Weights | None = None
) -> GrievanceList:
    """Return the grievances in `transcript`, in order of their start.

    `villages` and `words` are the local names of the settings, `own` what the centre taught the tagger. Speech of the
    host and small talk are left out; a matter that is continued later is another passage of the same grievance.
    """
    places = tuple(village.name for village in villages)
    in_order = matters(clauses(transcript.segments), own)
    persons, homes = speaker.persons(in_order, places), speaker.homes(in_order, places)
    listed = tuple(
        _grievance(matter, ordinal, _Speaker(person, home, places), words)
        for ordinal, (matter, person, home) in enumerate(zip(in_order, persons, homes, strict=True), start=1)
    )
    return GrievanceList(TranscriptRef(transcript.recording.code, transcript.version), listed)


def read(
    transcript: Transcript, stretches: Sequence[Stretch], villages: tuple[Village, ...], words: tuple[str, ...] = ()
) -> Grievance | None:
    """Return the speech in the `stretches` of `transcript` as one grievance, one passage each, or None without speech.

    A clause belongs to the stretch that holds its middle; all of it counts as the villager's.
    """
    cut = clauses(transcript.segments)
    parts = [tuple(clause for clause in cut if _lies_in(clause, stretch)) for stretch in stretches]
    talks = [TalkText(Talk(part, opening(part[0].text))) for part in parts if part]
    places = tuple(village.name for village in villages)
    if not talks:
        return None
    alone = [Matter(talks)]
    teller = _Speaker(speaker.persons(alone, places)[0], speaker.homes(alone, places)[0], places)
    return _grievance(alone[0], 1, teller, words)


def _lies_in(clause: Clause, stretch: Stretch) -> bool:
    return stretch.start_s <= (clause.start_s + clause.end_s) / 2 < stretch.end_s


# -- the record ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Speaker:
    """Who tells a matter, and the home, as far as they are said; the known villages."""

    person: Fact | None
    home: Fact | None
    villages: tuple[str, ...]


def _grievance(matter: Matter, ordinal: int, teller: _Speaker, words: tuple[str, ...]) -> Grievance:
    talks = matter.talks
    first = _Facts(talks)
    passages = tuple(_passage(text.talk) for text in talks)
    said_name = None if teller.person is None else str(teller.person.value)
    against, speaks = _without_same_name(side_mentions.side(matter, said_name, teller.villages), teller.person)
    whole = "\n".join(text.text for text in talks)
    grave = dangers.gravity(whole)
    return Grievance(
        ordinal=ordinal,
        passages=passages,
        start_s=passages[0].start_s,
        text=whole,
        summary=_summary(talks[0]),
        subject=_NO_SUBJECT,
        kinds=("申诉求决",),
        colour=_NO_COLOUR,
        person=speaks,
        home=teller.home,
        site=first(lambda words_said: names_said.site(words_said, words)),
        against=against,
        request=first.surest(facts_said.request),
        people=first(facts_said.people),
        since=first(facts_said.since),
        earlier_reports=first.surest(facts_said.earlier_reports),
        dates=tuple(fact for text in talks for fact in _facts(text, facts_said.dates(text.text))),
        amounts=tuple(amount for text in talks for amount in _amounts(text)),
        sensitive=facts_said.sensitive(whole),
        danger=first.gravest(lambda said: dangers.read(said, grave)),
    )


Reader = Callable[[str], Found | None]


@dataclass(frozen=True)
class _Facts:
    """Extraction of facts from the passages of one matter."""

    talks: Sequence[TalkText]

    def __call__(self, read: Reader) -> Fact | None:
        """Return the first fact that `read` finds."""
        return next(self._all(self.talks, read), None)

    def surest(self, read: Reader) -> Fact | None:
        """Return the fact with the highest confidence, and among equals the greatest number."""
        return max(self._all(self.talks, read), key=_certainty, default=None)

    def gravest(self, read: Reader) -> Fact | None:
        """Return the weightiest danger."""
        return max(self._all(self.talks, read), key=dangers.weight, default=None)

    @staticmethod
    def _all(talks: Iterable[TalkText], read: Reader) -> Iterator[Fact]:
        for text in talks:
            match = read(text.text)
            if match is not None:
                yield from _facts(text, (match,))


def _without_same_name(against: Side | None, speaks: Fact | None) -> tuple[Side | None, Fact | None]:
    """Return other side and speaker; where both have one name, the less certain one becomes None."""
    if against is None or speaks is None or against.value != speaks.value:
        return against, speaks
    return (against, None) if against.confidence >= _SURE_SIDE else (None, speaks)


def _certainty(fact: Fact) -> tuple[float, float]:
    return (fact.confidence, fact.value if isinstance(fact.value, int) else 0)


def _facts(text: TalkText, matches: Iterable[Found]) -> Iterator[Fact]:
    for match in matches:
        yield Fact(match.value, text.evidence(match.start, match.end), match.confidence)


def _amounts(text: TalkText) -> Iterator[Amount]:
    for amount in sums_said.amounts(text.text):
        yield Amount(amount.yuan, amount.per, amount.approximate, text.evidence(amount.start, amount.end))


def _passage(talk: Talk) -> Passage:
    first, last = talk.clauses[0], talk.clauses[-1]
    return Passage(first.segment.id, last.segment.id, round(first.start_s, 2), round(last.end_s, 2))


def _summary(text: TalkText) -> str:
    """Return the most informative clause, with the next one if it is short, in the speaker's own words."""
    candidates = [clause for clause in text.talk.clauses if opening(clause.text) is None] or list(text.talk.clauses)
    best = max(range(len(candidates)), key=lambda at: _informativeness(candidates[at].text))
    words = "".join(clause.text for clause in candidates[best : best + 2])
    return words.strip(" ，,。.！!？?；;：:、")[:_SUMMARY]


def _informativeness(text: str) -> float:
    return (
        sum(weights(word_list().hits(text)).values()) + (1.5 if is_of_matter(text) else 0.0) + min(len(text), 16) / 16
    )
