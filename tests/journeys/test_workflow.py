"""The stages follow each other, and running one again is safe."""

from dataclasses import replace
from pathlib import Path

import pytest

from toolkit.archive import packages, packing
from toolkit.core.errors import ChangedMeanwhileError, ProofRefusedError, StaleProofError, UnknownNumberError
from toolkit.grievances import lists
from toolkit.meetings.recordings import find_recording
from toolkit.transcripts import correcting, corrections, making
from toolkit.transcripts import exports as transcript_exports
from toolkit.transcripts.versions import list_versions, load_transcript, save_transcript

TOP = Path(__file__).parents[2]


@pytest.mark.slow
def test_transcribing_again_gives_the_kept_transcript(sample_run) -> None:  # noqa: ANN001
    code = sample_run.told.recordings[0]

    assert making.transcribe(sample_run.desk, code) == making.transcribe(sample_run.desk, code)


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
def test_packing_again_gives_the_same_root(sample_run, tmp_path: Path) -> None:  # noqa: ANN001
    desk, code = sample_run.desk, sample_run.told.recordings[0]

    assert packing.pack(desk, code, tmp_path / "一").root == packing.pack(desk, code, tmp_path / "二").root


@pytest.mark.slow
def test_a_correction_makes_a_new_version_and_keeps_the_old(sample_run) -> None:  # noqa: ANN001
    desk, code = sample_run.desk, sample_run.told.recordings[0]
    before = load_transcript(desk.store, code, 1)

    wrong = before.segments[1].text[:2]

    after = correcting.correct(desk, code, {}, {wrong: "改过"})

    assert (after.version, after.parent) == (2, 1)
    assert [one.id for one in after.segments] == [one.id for one in before.segments]
    assert load_transcript(desk.store, code, 1) == before
    assert correcting.correct(desk, code, {}, {wrong: "改过"}) == after


@pytest.mark.slow
def test_a_correction_of_an_unknown_sentence_is_refused(sample_run) -> None:  # noqa: ANN001
    with pytest.raises(UnknownNumberError, match="语句"):
        correcting.correct(sample_run.desk, sample_run.told.recordings[0], {9999: "x"}, {})


@pytest.mark.slow
def test_of_a_sound_that_breaks_off_all_up_to_there_is_transcribed(desk, tmp_path: Path) -> None:  # noqa: ANN001
    path = tmp_path / "断了.mp3"
    path.write_bytes((TOP / "examples" / "2026-09-night-meeting.mp3").read_bytes()[:160_077])
    told: list[str] = []

    transcript = making.transcribe(desk, str(path), warn=told.append)

    assert transcript.recording.seconds == pytest.approx(20, abs=0.2)
    assert transcript.segments
    assert "只能读出前 20 秒" in told[0]


def exports(desk, code: str, version: int) -> dict[str, Path]:  # noqa: ANN001
    """Return the files for people of that `version` of the transcript of `code`, by their endings."""
    folder = (desk.workspace.root / find_recording(desk.store, code).original).parent
    return {path.suffix: path for path in folder.glob(f"转写-第{version}版.*")}


def test_a_correction_appears_in_every_export_and_in_the_package(kept, tmp_path: Path) -> None:  # noqa: ANN001
    correcting.correct(kept.desk, kept.code, {1: "四组的路灯 & 井盖"}, {})

    files = exports(kept.desk, kept.code, 2)
    said = {ending: corrections.read(path).statements[0].text for ending, path in files.items()}
    package = packing.pack(kept.desk, kept.code, tmp_path)

    assert said == dict.fromkeys((".srt", ".vtt", ".txt", ".docx"), "说话人1：四组的路灯 & 井盖")
    assert {f"data/exports/转写-第2版{ending}" for ending in said} <= set(package.files)


def test_a_corrected_file_makes_a_new_version_once(kept, tmp_path: Path) -> None:  # noqa: ANN001
    desk, code = kept.desk, kept.code
    correcting.correct(desk, code, {}, {"三万": "四万"})
    path = tmp_path / "转写-第2版.txt"
    text = exports(desk, code, 2)[".txt"].read_text(encoding="utf-8-sig")
    path.write_text(text.replace("没有人", "没有谁"), encoding="gb18030")

    made = correcting.correct_from(desk, code, path, "李文书")
    again = correcting.correct_from(desk, code, path, "李文书")

    assert (made.version, made.parent, made.segments[0].corrections[-1].by) == (3, 2, "李文书")
    assert again == made == load_transcript(desk.store, code)
    assert set(exports(desk, code, 3)) == {".srt", ".vtt", ".txt", ".docx"}


def test_a_corrected_file_that_was_taken_over_is_known_after_more_corrections(kept, tmp_path: Path) -> None:  # noqa: ANN001
    desk, code = kept.desk, kept.code
    correcting.correct(desk, code, {}, {"三万": "四万"})
    path = tmp_path / "转写-第2版.srt"
    text = exports(desk, code, 2)[".srt"].read_text(encoding="utf-8")
    path.write_text(text.replace("没有人", "没有谁"), encoding="utf-8")
    correcting.correct_from(desk, code, path, "李文书")
    last = correcting.correct(desk, code, {}, {"垃圾": "垃圾堆"})

    assert correcting.correct_from(desk, code, path, "李文书") == last
    path.write_text(text.replace("路灯", "灯"), encoding="utf-8")
    with pytest.raises(StaleProofError, match="第 4 版"):
        correcting.correct_from(desk, code, path, "李文书")


def test_without_a_file_or_a_change_there_is_no_new_version(kept) -> None:  # noqa: ANN001
    desk, code = kept.desk, kept.code
    made = correcting.correct(desk, code, {}, {"三万": "四万"})

    assert correcting.correct_from(desk, code, None) == made
    assert [correcting.correct_from(desk, code, path) for path in exports(desk, code, 2).values()] == [made] * 4
    assert list_versions(desk.store, code) == (1, 2)


def test_a_refused_file_changes_nothing(kept) -> None:  # noqa: ANN001
    desk, code = kept.desk, kept.code
    made = correcting.correct(desk, code, {}, {"三万": "四万"})
    path = exports(desk, code, 2)[".txt"]
    text = path.read_text(encoding="utf-8").replace("没有人", "没有谁").replace("3　[", "9　[")
    path.write_text(text, encoding="utf-8")

    with pytest.raises(ProofRefusedError, match="没有改动任何内容"):
        correcting.correct_from(desk, code, path)

    assert load_transcript(desk.store, code) == made


@pytest.mark.parametrize("ending", [".srt", ".vtt", ".txt"])
def test_an_export_that_was_corrected_in_place_is_kept_and_says_what_its_version_says_again(kept, ending: str) -> None:  # noqa: ANN001
    desk, code = kept.desk, kept.code
    correcting.correct(desk, code, {}, {"三万": "四万"})
    path = exports(desk, code, 2)[ending]
    before = path.read_bytes()
    handed_in = before.replace("没有人".encode(), "没有谁".encode())
    path.write_bytes(handed_in)

    made = correcting.correct_from(desk, code, path, "李文书")

    assert path.read_bytes() == before
    assert path.with_name(f"校对稿-第3版{ending}").read_bytes() == handed_in
    assert correcting.correct_from(desk, code, path, "李文书") == made
    assert transcript_exports.newest_exports(desk, code) == tuple(
        exports(desk, code, 3)[each] for each in transcript_exports._EXPORTS
    )


def test_a_correction_does_not_silently_undo_one_that_was_made_meanwhile(kept) -> None:  # noqa: ANN001
    desk, code = kept.desk, kept.code
    seen = load_transcript(desk.store, code)
    mine = replace(seen, segments=(replace(seen.segments[0], text="我改的"), *seen.segments[1:]), parent=1)
    correcting.correct(desk, code, {1: "别人改的"}, {})

    with pytest.raises(ChangedMeanwhileError, match="没有改动"):
        save_transcript(desk.store, code, mine)

    assert load_transcript(desk.store, code).segments[0].text == "别人改的"
