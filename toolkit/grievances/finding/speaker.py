"""The speaker of each matter and the home: what is said with certainty first, then what a learned model chooses.

The model (`facts.json`, see `linear`) weighs every name or home in the speaker's own words, in his other turns, and in
what others say around them. Of two matters that others' words would give the same name, one gets it.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial

from toolkit.chinese import Found
from toolkit.grievances import linear
from toolkit.grievances.finding import names_said, speaker_candidates
from toolkit.grievances.finding.candidates import Candidate, Choice, choices, exclusive
from toolkit.grievances.finding.matters import Matter
from toolkit.grievances.finding.talk_text import TalkText
from toolkit.records import Fact

_CERTAIN = 0.85
_SHORTEST = 2
_LIKELY, _CARRIED = 0.8, 0.6


def persons(in_order: Sequence[Matter], villages: tuple[str, ...] = ()) -> list[Fact | None]:
    """Return the speaker of each matter, or None where no name is said; the name of a village is nobody's."""
    model = linear.model("person")
    said = [_OwnWords(matter, _without_villages(villages)) for matter in in_order]
    found = [speaker_candidates.persons(matter, villages) for matter in in_order]
    ranked = [
        () if own.certain is not None else choices(candidates, model)
        for own, candidates in zip(said, found, strict=True)
    ]
    voices = [matter.talks[0].voice for matter in in_order]
    chosen = exclusive(ranked, voices, model.least_for(labels=any(voices)))
    return [
        own.certain or _fact(choice) or own.unlisted(candidates) or own.carried
        for own, choice, candidates in zip(said, chosen, found, strict=True)
    ]


def homes(in_order: Sequence[Matter], villages: tuple[str, ...]) -> list[Fact | None]:
    """Return the home of each matter's speaker, village and group as far as they are said, or None.

    A village is named as in the settings: 柳沟二社 is 柳沟村二社.
    """
    return [_as_in_settings(_home(matter, villages), villages) for matter in in_order]


def _as_in_settings(home: Fact | None, villages: tuple[str, ...]) -> Fact | None:
    said = "" if home is None else str(home.value)
    short = next((name for name in _short_names(villages) if said.startswith(name)), None)
    if home is None or short is None or said.startswith(f"{short}村"):
        return home
    return replace(home, value=f"{short}村{said[len(short) :]}")


def _short_names(villages: tuple[str, ...]) -> tuple[str, ...]:
    """Return the names of `villages` as they are said without 村."""
    return tuple(name[:-1] for name in villages if len(name) > _SHORTEST and name.endswith("村"))


def _home(matter: Matter, villages: tuple[str, ...]) -> Fact | None:
    own = _OwnWords(matter, partial(names_said.home, villages=(*villages, *_short_names(villages))))
    if own.certain is not None:
        return own.certain
    model = linear.model("home")
    candidates = speaker_candidates.homes(matter, villages)
    ranked = choices(candidates, model)
    likely = bool(ranked) and ranked[0].share >= model.least_for(labels=matter.talks[0].voice is not None)
    return _fact(ranked[0]) if likely else own.unlisted(candidates)


Reader = Callable[[str], Found | None]


@dataclass(frozen=True)
class _OwnWords:
    """What the rule `read` finds in the speaker's own words."""

    matter: Matter
    read: Reader

    @cached_property
    def certain(self) -> Fact | None:
        """The first value that is read with certainty."""
        return next((fact for fact in self._facts() if fact.confidence >= _CERTAIN), None)

    def unlisted(self, candidates: Sequence[Candidate]) -> Fact | None:
        """Return the first value that is no candidate of the model, such as a misheard name."""
        listed = {candidate.value for candidate in candidates}
        return next((fact for fact in self._facts() if fact.value not in listed), None)

    @cached_property
    def carried(self) -> Fact | None:
        """The value of the matter before, told in the same breath."""
        before = self._facts_in(() if self.matter.speaker is None else (self.matter.speaker,))
        return next((replace(fact, confidence=_CARRIED) for fact in before if fact.confidence >= _CERTAIN), None)

    def _facts(self) -> Iterator[Fact]:
        return self._facts_in(self.matter.talks)

    def _facts_in(self, texts: Sequence[TalkText]) -> Iterator[Fact]:
        for text in texts:
            match = self.read(text.text)
            if match is not None:
                yield Fact(match.value, text.evidence(match.start, match.end), match.confidence)


def _without_villages(villages: tuple[str, ...]) -> Reader:
    def read(text: str) -> Found | None:
        match = names_said.person(text)
        return None if match is None or any(match.value in village for village in villages) else match

    return read


def _fact(choice: Choice | None) -> Fact | None:
    if choice is None:
        return None
    return Fact(choice.value, choice.candidate.evidence, round(min(_LIKELY, choice.share), 2))
