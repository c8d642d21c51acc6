"""The stages follow each other, and running one again is safe."""

from pathlib import Path

import pytest

from toolkit.archive import packages, packing
from toolkit.grievances import lists
from toolkit.meetings.recordings import find_recording
from toolkit.transcripts import corrected_files, correcting, making


@pytest.mark.slow
def test_no_stage_calls_out(sample_run, no_network: None, tmp_path: Path) -> None:  # noqa: ANN001, ARG001
    desk, code = sample_run.desk, sample_run.told.recordings[0]
    short = tmp_path / "一段.mp3"
    short.write_bytes((desk.workspace.root / find_recording(desk.store, code).access).read_bytes()[: 192 * 400])

    transcript = making.transcribe(desk, str(short))
    lists.find_grievances(desk, code)
    package = packing.pack(desk, code, tmp_path)

    assert transcript.segments
    assert packages.verify(package.path, package.root) == ()


@pytest.mark.slow
def test_packing_again_gives_the_same_root(sample_run, tmp_path: Path) -> None:  # noqa: ANN001
    desk, code = sample_run.desk, sample_run.told.recordings[0]

    assert packing.pack(desk, code, tmp_path / "一").root == packing.pack(desk, code, tmp_path / "二").root


def exports(desk, code: str, version: int) -> dict[str, Path]:  # noqa: ANN001
    """Return the files for people of that `version` of the transcript of `code`, by their endings."""
    folder = (desk.workspace.root / find_recording(desk.store, code).original).parent
    return {path.suffix: path for path in folder.glob(f"转写-第{version}版.*")}


def test_a_correction_appears_in_every_export_and_in_the_package(kept, tmp_path: Path) -> None:  # noqa: ANN001
    correcting.correct(kept.desk, kept.code, {1: "四组的路灯 & 井盖"}, {})

    files = exports(kept.desk, kept.code, 2)
    said = {ending: corrected_files.read_corrected_file(path).statements[0].text for ending, path in files.items()}
    package = packing.pack(kept.desk, kept.code, tmp_path)

    assert said == dict.fromkeys((".srt", ".vtt", ".txt", ".docx"), "说话人1：四组的路灯 & 井盖")
    assert {f"data/exports/转写-第2版{ending}" for ending in said} <= set(package.files)
