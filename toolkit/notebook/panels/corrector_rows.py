"""The rows of the corrector: sentences, speech without text, and text that was kept out, in order of time."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from toolkit.recognition import lexicon, rereading
from toolkit.records import Correction, Segment
from toolkit.transcripts import Draft, second_ear

# Probability of a word below which it is marked as unsure, set on the meetings of `benchmarks.spoken_meetings`: at
# 0.5 it stops at 66 of 79 wrong sentences, at 0.6 at 75, and 75 of the 80 sentences it stops at are wrong.
_UNSURE = 0.6
_PROGRAM = (lexicon.BY, rereading.BY)  # not a person
_PUNCTUATION = "，。？！、；：“”…—,.?! "

Propose = Callable[[str], Sequence[Correction]]


@dataclass(frozen=True, kw_only=True)
class Row:
    """A line of the corrector, from `start` to `end` in seconds: `gap` is speech without text."""

    id: str
    kind: Literal["gap", "removed", "text"]
    start: float
    end: float
    checked: bool


@dataclass(frozen=True, kw_only=True)
class GapRow(Row):
    """Speech without text."""

    kind: Literal["gap"] = "gap"


@dataclass(frozen=True, kw_only=True)
class RemovedRow(Row):
    """Text that was kept out of the transcript, and why."""

    kind: Literal["removed"] = "removed"
    text: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class SentenceRow(Row):
    """A sentence; `sure` is its probability, `unsure` has (first character, length) of what is marked as unsure.

    `fixes` are corrections by the program, `proposals` are further ones.
    """

    kind: Literal["text"] = "text"
    number: int
    text: str
    speaker: str | None
    sure: float | None
    unsure: tuple[tuple[int, int], ...]
    fixes: tuple[Correction, ...]
    proposals: tuple[Correction, ...]
    changed: bool


AnyRow = GapRow | RemovedRow | SentenceRow


def rows(
    draft: Draft, propose: Propose = lambda _: (), ear: second_ear.SecondEar = second_ear.NO_SECOND_EAR
) -> list[AnyRow]:
    """Return the rows of the corrector in order of time: sentences, speech without text, removed text.

    `propose` returns the names that may have been misheard in a text; what `ear` heard otherwise is marked as unsure.
    """
    listed: list[AnyRow] = [
        _sentence_row(draft, number, segment, propose, ear) for number, segment in enumerate(draft.in_order(), start=1)
    ]
    listed += [GapRow(id=key, start=gap.start_s, end=gap.end_s, checked=False) for key, gap in draft.gaps.items()]
    listed += [
        RemovedRow(
            id=key,
            start=removed.start_s,
            end=removed.end_s,
            text=removed.text,
            reason=removed.reason,
            checked=key in draft.checked,
        )
        for key, removed in draft.removed.items()
    ]
    return sorted(listed, key=lambda row: (row.start, row.kind))


def _sentence_row(
    draft: Draft, number: int, segment: Segment, propose: Propose, ear: second_ear.SecondEar
) -> SentenceRow:
    corrections = segment.corrections
    changed = draft.is_changed(segment) or any(change.by not in {None, *_PROGRAM} for change in corrections)
    # A sentence that a person corrected or listened to needs no proposals any more.
    settled = changed or segment.id in draft.checked
    return SentenceRow(
        id=segment.id,
        number=number,
        start=segment.start_s,
        end=segment.end_s,
        text=segment.text,
        speaker=segment.speaker,
        sure=segment.confidence,
        unsure=second_ear.joined((*_unsure(segment), *(() if changed else ear.places(segment)))),
        fixes=tuple(change for change in corrections if change.by in _PROGRAM and _stands(change, segment.text)),
        proposals=() if settled else tuple(propose(segment.text)),
        checked=segment.id in draft.checked,
        changed=changed,
    )


def _stands(change: Correction, text: str) -> bool:
    """Return whether what was put by `change` still stands; a single character only counts at its place."""
    return text.startswith(change.to, change.at) or (len(change.to) > 1 and change.to in text)


def _unsure(segment: Segment) -> Iterator[second_ear.Place]:
    """Yield (first character, length) of the words below the limit of probability."""
    if "".join(word.text for word in segment.words) != segment.text:
        return
    at = 0
    for word in segment.words:
        length = len(word.text)
        if word.confidence is not None and word.confidence < _UNSURE and word.text.strip(_PUNCTUATION):
            yield at, length
        at += length
