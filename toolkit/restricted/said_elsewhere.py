"""Sentences of other recordings that hold sealed or deleted words: a second recorder on the table heard them, too.

They stay until a person decides. No word of them is told: it may be withheld.
"""

from collections.abc import Collection, Iterable, Iterator

from toolkit.core import timecode
from toolkit.meetings import list_recordings
from toolkit.records import Recording, Segment
from toolkit.store import TRANSCRIPTS, text_of
from toolkit.transcripts import load_transcript
from toolkit.workspace import Desk


def said_elsewhere(desk: Desk, own: Recording, clauses: Iterable[str], stays: Iterable[Segment]) -> tuple[str, ...]:
    """Return in Chinese where other recordings than `own` hold one of the `clauses`, those of its meeting first.

    A clause that also stands in one of its segments that `stays` does not count. Each recording gets one line.
    """
    standing = "\n".join(segment.text for segment in stays)
    sought = [clause for clause in clauses if clause not in standing]
    holding = _recordings_holding(desk, sought)
    others = [each for each in list_recordings(desk.store) if each.code in holding and each.code != own.code]
    others.sort(key=lambda each: each.meeting != own.meeting)
    return tuple(line for other in others for line in _lines(desk, own, other, sought))


def _recordings_holding(desk: Desk, clauses: Collection[str]) -> set[str]:
    """Return the codes of the recordings with a version that holds one of the `clauses`: few need be read."""
    with desk.store.reading() as tx:
        return {
            row["recording"]
            for clause in clauses
            for row in tx.holding(TRANSCRIPTS, "json", text_of(clause)[1:-1], ("recording",))
        }


def _lines(desk: Desk, own: Recording, other: Recording, clauses: Collection[str]) -> Iterator[str]:
    segments = load_transcript(desk.store, other.code).segments
    if hits := [segment for segment in segments if any(clause in segment.text for clause in clauses)]:
        which = "同一场夜话的录音" if other.meeting == own.meeting else "录音"
        yield f"{which} {other.code} 里也有这样的话：{'、'.join(map(_place, hits))}"


def _place(segment: Segment) -> str:
    return f"第 {segment.number} 句（{timecode(segment.start_s)}）"
