"""Recordings and sound files are transcribed; a recording is transcribed once."""

from pathlib import Path

import pytest

from toolkit.meetings.recordings import find_recording
from toolkit.transcripts import making

TOP = Path(__file__).parents[2]


@pytest.mark.slow
def test_transcribing_again_gives_the_kept_transcript(sample_run) -> None:  # noqa: ANN001
    code = sample_run.told.recordings[0]

    assert making.transcribe(sample_run.desk, code) == making.transcribe(sample_run.desk, code)


@pytest.mark.slow
def test_both_engines_hear_the_same_clip(sample_run, tmp_path: Path) -> None:  # noqa: ANN001
    desk, code = sample_run.desk, sample_run.told.recordings[0]
    short = tmp_path / "一段.mp3"
    short.write_bytes((desk.workspace.root / find_recording(desk.store, code).access).read_bytes()[: 192 * 1000])

    fast, slow = (
        "".join(one.text for one in making.transcribe(desk, str(short), engine=engine).segments)
        for engine in ("faster-whisper", "whisper")
    )

    common = len(set(fast) & set(slow)) / len(set(fast) | set(slow))
    assert common > 0.7


@pytest.mark.slow
def test_of_a_sound_that_breaks_off_all_up_to_there_is_transcribed(desk, tmp_path: Path) -> None:  # noqa: ANN001
    path = tmp_path / "断了.mp3"
    path.write_bytes((TOP / "examples" / "2026-09-night-meeting.mp3").read_bytes()[:160_077])
    told: list[str] = []

    transcript = making.transcribe(desk, str(path), warn=told.append)

    assert transcript.recording.seconds == pytest.approx(20, abs=0.2)
    assert transcript.segments
    assert "只能读出前 20 秒" in told[0]
