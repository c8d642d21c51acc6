"""What is filed comes back as it was, also when it was filed by an earlier run."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.core.errors import AlreadyAddedError, BrokenRecordError, UnknownNumberError
from toolkit.meetings import meeting_rows, recordings
from toolkit.meetings.recordings import NewRecording
from toolkit.records import Correction, Coverage, Engine, Meeting, RecordingRef, Segment, SoundFacts, Transcript
from toolkit.store.database import Store, Transaction, record_of, text_of
from toolkit.store.schema import RECORDINGS
from toolkit.transcripts import versions

MEETING = Meeting("夜话2026-08-柳树湾", "柳树湾", 2026, 8, leap=False, held_on=dt.date(2026, 9, 25))
SOUND = SoundFacts("mp3", "mp3", 16_000, 1, 60.0, 1000)
NEW = NewRecording(Path("夜话.mp3"), "1" * 64, 60.0, "2" * 64, SOUND)


@pytest.fixture
def tx() -> Iterator[Transaction]:
    """Give a transaction on a fresh store in memory that holds the meeting."""
    store = Store.open("sqlite://")
    with store.transaction() as begun:
        meeting_rows.open_meeting(begun, MEETING)
        yield begun
    store.close()


def transcript(text: str) -> Transcript:
    corrections = (Correction("李国祥", "李国强", 0, "听录音改正", "田小禾"),)
    segment = Segment("s1", 1, 0.0, 9.5, text, corrections=corrections)
    engine = Engine("whisper", "1", "base", None, {"beam": 1})
    return Transcript(RecordingRef(None, "1" * 64, 60.0), engine, (segment,), (), Coverage(9.5, 9.5, ()))


def test_meeting_comes_back_as_it_was_filed(tx: Transaction) -> None:
    assert meeting_rows.open_meeting(tx, replace(MEETING, held_on=dt.date(2026, 9, 26))) == MEETING


def test_recording_comes_back_as_it_was_filed(tx: Transaction) -> None:
    recording = recordings.add_recording(tx, NEW, "0194-LY·2026-D30-0001", MEETING, ("a", "b"))
    assert recordings.recording_of(tx, "0194-LY.2026-D30-0001") == recording
    with pytest.raises(AlreadyAddedError, match="已经收录过"):
        recordings.refuse_known(tx, [NEW])


def test_transcript_comes_back_as_it_was_filed(tx: Transaction) -> None:
    recording = recordings.add_recording(tx, NEW, "0194-LY·2026-D30-0001", MEETING, ("a", "b"))
    kept = versions.add_transcript(tx, recording, transcript("李国强"))
    assert versions.transcript_of(tx, recording.code, None) == kept
    assert kept.segments == transcript("李国强").segments
    with pytest.raises(UnknownNumberError, match="第 2 版"):
        versions.transcript_of(tx, recording.code, 2)


@settings(max_examples=50)
@given(st.text(), st.text())
def test_text_is_the_same_only_for_the_same_content(one: str, other: str) -> None:
    first, second = text_of(transcript(one)), text_of(transcript(other))
    assert (first == second) is (one == other)
    assert record_of(Transcript, {"json": first}) == transcript(one)


def test_row_that_is_no_record_is_told(tx: Transaction) -> None:
    tx.add(RECORDINGS, code="x", meeting=MEETING.number, position=1, sha256="3" * 64, json='{"code": 1}')
    with pytest.raises(BrokenRecordError, match="文件内容不符合格式 Recording"):
        recordings.recording_of(tx, "x")
