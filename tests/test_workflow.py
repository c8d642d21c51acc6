"""The stages follow each other, and running one again is safe."""

from pathlib import Path

import pytest

from toolkit import workflow
from toolkit.errors import UnknownNumberError

TOP = Path(__file__).parent.parent


@pytest.mark.slow
def test_transcribing_again_gives_the_kept_transcript(sample_run) -> None:  # noqa: ANN001
    code = sample_run.told.recordings[0]

    assert workflow.transcribe(sample_run.desk, code) == workflow.transcribe(sample_run.desk, code)


@pytest.mark.slow
def test_no_stage_calls_out(sample_run, no_network: None, tmp_path: Path) -> None:  # noqa: ANN001, ARG001
    desk, code = sample_run.desk, sample_run.told.recordings[0]
    short = tmp_path / "一段.mp3"
    short.write_bytes((desk.workspace.root / desk.catalogue.recording(code).access).read_bytes()[: 192 * 400])

    transcript = workflow.transcribe(desk, str(short))
    workflow.find_grievances(desk, code)
    package = workflow.pack(desk, code, tmp_path)

    assert transcript.segments
    assert workflow.verify(package.path, package.root) == ()


@pytest.mark.slow
def test_both_engines_hear_the_same_clip(sample_run, tmp_path: Path) -> None:  # noqa: ANN001
    desk, code = sample_run.desk, sample_run.told.recordings[0]
    short = tmp_path / "一段.mp3"
    short.write_bytes((desk.workspace.root / desk.catalogue.recording(code).access).read_bytes()[: 192 * 1000])

    fast, slow = (
        "".join(one.text for one in workflow.transcribe(desk, str(short), engine=engine).segments)
        for engine in ("faster-whisper", "whisper")
    )

    common = len(set(fast) & set(slow)) / len(set(fast) | set(slow))
    assert common > 0.7


@pytest.mark.slow
def test_packing_again_gives_the_same_root(sample_run, tmp_path: Path) -> None:  # noqa: ANN001
    desk, code = sample_run.desk, sample_run.told.recordings[0]

    assert workflow.pack(desk, code, tmp_path / "一").root == workflow.pack(desk, code, tmp_path / "二").root


def test_an_empty_workspace_has_no_latest_recording(desk) -> None:  # noqa: ANN001
    with pytest.raises(UnknownNumberError, match="还没有收录"):
        workflow.latest_recording(desk)


@pytest.mark.slow
def test_a_correction_makes_a_new_version_and_keeps_the_old(sample_run) -> None:  # noqa: ANN001
    desk, code = sample_run.desk, sample_run.told.recordings[0]
    before = desk.catalogue.transcript(code, 1)

    wrong = before.segments[1].text[:2]

    after = workflow.correct(desk, code, {}, {wrong: "改过"})

    assert (after.version, after.parent) == (2, 1)
    assert [one.id for one in after.segments] == [one.id for one in before.segments]
    assert desk.catalogue.transcript(code, 1) == before
    assert workflow.correct(desk, code, {}, {wrong: "改过"}) == after


@pytest.mark.slow
def test_a_correction_of_an_unknown_sentence_is_refused(sample_run) -> None:  # noqa: ANN001
    with pytest.raises(UnknownNumberError, match="语句"):
        workflow.correct(sample_run.desk, sample_run.told.recordings[0], {9999: "x"}, {})


@pytest.mark.slow
def test_of_a_sound_that_breaks_off_all_up_to_there_is_transcribed(desk, tmp_path: Path) -> None:  # noqa: ANN001
    path = tmp_path / "断了.mp3"
    path.write_bytes((TOP / "examples" / "2026-09-night-meeting.mp3").read_bytes()[:160_077])
    told: list[str] = []

    transcript = workflow.transcribe(desk, str(path), warn=told.append)

    assert transcript.recording.seconds == pytest.approx(20, abs=0.2)
    assert transcript.segments
    assert "只能读出前 20 秒" in told[0]
