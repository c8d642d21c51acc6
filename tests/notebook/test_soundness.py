"""An unsound result raises, and says what is wrong with it."""

from pathlib import Path

import pytest

from toolkit.meetings.recordings import find_recording
from toolkit.notebook import soundness
from toolkit.notebook.soundness import UnsoundError


@pytest.mark.slow
def test_the_sample_is_sound_from_end_to_end(sample_run) -> None:  # noqa: ANN001
    desk, told = sample_run.desk, sample_run.told

    assert "一致" in soundness.recording(desk, told.recordings[0])
    assert "次序和时间无误" in soundness.transcript(desk, told.recordings[0])
    assert "原话" in soundness.grievances(desk, told.recordings[0])
    assert "文件与签发时一致" in soundness.papers_of(desk, *told.cases)
    assert "核验通过" in soundness.package(Path(told.package), told.root)


@pytest.mark.slow
def test_another_root_than_the_noted_one_is_unsound(sample_run) -> None:  # noqa: ANN001
    with pytest.raises(UnsoundError, match="结果有问题"):
        soundness.package(Path(sample_run.told.package), "0" * 64)


@pytest.mark.slow
def test_a_changed_access_copy_is_named(sample_run) -> None:  # noqa: ANN001
    desk, code = sample_run.desk, sample_run.told.recordings[0]
    path = desk.workspace.root / find_recording(desk.store, code).access
    kept = path.read_bytes()
    path.write_bytes(kept + b"x")
    try:
        with pytest.raises(UnsoundError, match="试听副本被改动过"):
            soundness.recording(desk, code)
    finally:
        path.write_bytes(kept)
