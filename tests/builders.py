"""Records that many tests need, made with as few words as possible, and a workspace to keep them in."""

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from toolkit.chinese.dates import lunar
from toolkit.meetings.recordings import NewRecording, add_recordings
from toolkit.meetings.register import open_meeting
from toolkit.records import (
    Colour,
    Coverage,
    Engine,
    Grievance,
    GrievanceList,
    Meeting,
    Passage,
    Recording,
    RecordingRef,
    Segment,
    SoundFacts,
    Subject,
    Transcript,
    TranscriptRef,
)
from toolkit.store.database import Store
from toolkit.store.schema import GRIEVANCES
from toolkit.workspace.settings import Workspace

HELD = dt.date(2026, 9, 25)
MEETING = Meeting("夜话2026-08-柳树湾", "柳树湾", 2026, 8, leap=False, held_on=HELD)
CODE = "0194-LY·2026-D30-0001"
SOUND = SoundFacts("mov,mp4", "aac", 48_000, 2, 60.0, 1000)
ENGINE = Engine("made-up", "1", "none", None)
SAID = ("我叫王桂芳，是三组的。", "路灯坏了三个月。", "我是李国强。", "补偿款没有拿到。")
NO_SUBJECT = Subject(None, None, 0.0, unsure=True, candidates=(), evidence=())


def new_recording(mark: str) -> NewRecording:
    """Return a recording to be taken in; its hash is the one character `mark` again and again."""
    return NewRecording(Path(f"/u盘/{mark}.m4a"), mark * 64, 60.0, "f" * 64, SOUND)


def settle(code: str, _: NewRecording) -> tuple[str, str]:
    """Return where the files of recording `code` would lie; none is written."""
    return f"recordings/{code}/{code}.m4a", f"recordings/{code}/{code}-试听.mp3"


def segments(
    texts: Sequence[str],
    *,
    step_s: float = 10.0,
    length_s: float = 10.0,
    start_s: float | None = None,
    first: int = 1,
    speaker: str | None = None,
) -> tuple[Segment, ...]:
    """Return a segment for each text, numbered from `first`; the first begins at `start_s`, or after one step."""
    begin = step_s if start_s is None else start_s
    return tuple(
        Segment(f"s{first + n}", first + n, begin + n * step_s, begin + n * step_s + length_s, text, speaker)
        for n, text in enumerate(texts)
    )


def transcript(
    *texts: str, code: str | None = None, mark: str = "0", seconds: float = 9999.0, **spaced: Any
) -> Transcript:
    """Return a transcript of `texts`, whose segments are spaced as `segments` says; the hash is `mark` repeated."""
    reference = RecordingRef(code, mark * 64, seconds)
    return Transcript(reference, ENGINE, segments(texts, **spaced), (), Coverage(0, 0, ()))


def said_transcript(mark: str = "1", texts: Sequence[str] = SAID, **more: Any) -> Transcript:
    """Return a transcript of the recording that a Shelf takes in as `mark`; `more` sets any field."""
    return replace(transcript(*texts, mark=mark, seconds=60.0), **more)


def said_grievance(ordinal: int, first: int, last: int) -> Grievance:
    """Return a grievance said in the segments `first` to `last` of a `said_transcript`."""
    return grievance(ordinal, (first * 10.0, last * 10 + 10.0), ids=(f"s{first}", f"s{last}"))


def grievance(ordinal: int, *said: tuple[float, float], ids: Sequence[str] = (), **more: Any) -> Grievance:
    """Return a grievance said from and to the seconds of each of `said`, by default in segment `s<ordinal>`.

    `ids` name the first and last segment of a single passage; `more` sets any field.
    """
    first, last = ids or (f"s{ordinal}", f"s{ordinal}")
    passages = tuple(Passage(first, last, start_s, end_s) for start_s, end_s in said)
    plain = Grievance(
        ordinal=ordinal,
        passages=passages,
        start_s=passages[0].start_s,
        text="原话",
        summary="摘要",
        subject=NO_SUBJECT,
        kinds=("申诉求决",),
        colour=Colour(None, "", ()),
    )
    return replace(plain, **more)


def grievance_list(*grievances: Grievance, code: str | None = CODE, version: int = 1) -> GrievanceList:
    """Return the list of `grievances` found in a transcript version of recording `code`."""
    return GrievanceList(TranscriptRef(code, version), grievances)


def grievance_history(store: Store, number: str) -> tuple[dict[str, Any], ...]:
    """Return the row of every version of grievance `number`, its `changes` read from JSON."""
    with store.reading() as tx:
        return tuple({**row, "changes": json.loads(row["changes"])} for row in tx.rows(GRIEVANCES, number=number))


@dataclass(frozen=True)
class Shelf:
    """A workspace with its store, without the desk around them."""

    workspace: Workspace
    store: Store

    def take_in(self, *marks: str, held_on: dt.date = HELD) -> tuple[Recording, ...]:
        """Take in a recording for each of `marks`, all of one meeting."""
        meeting = open_meeting(self.store, "柳树湾", held_on, lunar(held_on))
        new = [new_recording(mark) for mark in marks]
        return add_recordings(self.store, meeting, self.workspace.settings.archive, new, settle)
