"""Candidates for a fact of a matter, and the choice among them by a learned model."""

from collections.abc import Sequence
from dataclasses import dataclass

from toolkit.grievances.finding.talk_text import TalkText
from toolkit.grievances.linear import LinearModel
from toolkit.records import Evidence

_BY_OTHERS = ("before", "after", "call", "reply")


@dataclass(frozen=True)
class Source:
    """A text in which a fact may be said: the speaker's `own` words, `beside` (other turns), or others' around them."""

    kind: str
    text: TalkText


@dataclass(frozen=True)
class Candidate:
    """A value that may be a fact of a matter: the text and the span in it, with the features for the model."""

    value: str
    source: Source
    start: int
    end: int
    features: tuple[str, ...]

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """The words it was read from."""
        return self.source.text.evidence(self.start, self.end)


@dataclass(frozen=True)
class Choice:
    """A value that may be the answer for one matter, its probability, and its likeliest mention."""

    value: str
    share: float
    candidate: Candidate


def choices(candidates: Sequence[Candidate], model: LinearModel) -> tuple[Choice, ...]:
    """Return the values of `candidates`, the likeliest first; the shares of mentions of one value are added."""
    shares = model.choices([candidate.features for candidate in candidates])
    by_value: dict[str, list[tuple[float, Candidate]]] = {}
    for share, candidate in zip(shares, candidates, strict=True):
        by_value.setdefault(candidate.value, []).append((share, candidate))
    merged = [
        Choice(value, sum(share for share, _ in same), max(same, key=lambda pair: pair[0])[1])
        for value, same in by_value.items()
    ]
    return tuple(sorted(merged, key=lambda choice: -choice.share))


def exclusive(ranked: Sequence[Sequence[Choice]], voices: Sequence[str | None], least: float) -> list[Choice | None]:
    """Return the choice for each matter, None where none is likely; others' words give one name to one matter only.

    `voices` are the labels of the matters' voices: two matters of one voice may share a name.
    """
    answers: list[Choice | None] = [None] * len(ranked)
    in_turn = [(choice, at) for at, choices_of in enumerate(ranked) for choice in choices_of if choice.share >= least]
    for choice, at in sorted(in_turn, key=lambda pair: -pair[0].share):
        taken = [other for other, answer in enumerate(answers) if answer is not None and answer.value == choice.value]
        by_others = choice.candidate.source.kind.startswith(_BY_OTHERS)
        another = any(voices[other] is None or voices[other] != voices[at] for other in taken)
        if answers[at] is None and not (by_others and another):
            answers[at] = choice
    return answers
