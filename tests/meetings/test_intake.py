"""Recordings are taken in whole, once, untouched, or refused with a clear sentence."""

import datetime as dt
import os
import stat
from dataclasses import replace
from pathlib import Path

import pytest

from toolkit.core.errors import (
    AlreadyAddedError,
    DamagedSoundError,
    MissingFileError,
    NoSpeechError,
    ReadOnlyWorkspaceError,
    SameSoundError,
    UnknownPlaceError,
    UnknownSoundError,
    WrongDateError,
    WrongValueError,
)
from toolkit.core.files import sha256_of
from toolkit.meetings import erasures, intake
from toolkit.meetings.recordings import list_recordings
from toolkit.meetings.register import list_meetings
from toolkit.store.schema import RECORDINGS
from toolkit.store.transactions import text_of
from toolkit.workspace.desk import Desk

SAMPLE = Path(__file__).parents[2] / "examples" / "2026-09-night-meeting.mp3"
DAY, PLACE = "2026-09-25", "柳树湾"


def test_a_recording_is_numbered_and_its_original_is_the_same_to_the_byte(desk: Desk) -> None:
    (taken,) = intake.take_in(desk, [SAMPLE], DAY, PLACE)

    assert (taken.code, taken.meeting, taken.position) == ("0194-LY·2026-D30-0001", "夜话2026-08-柳树湾", 1)
    assert sha256_of(desk.workspace.root / taken.original) == sha256_of(SAMPLE) == taken.sha256
    assert sha256_of(desk.workspace.root / taken.access) == taken.access_sha256


@pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX's")
def test_the_original_in_the_workspace_is_read_only(desk: Desk) -> None:
    (taken,) = intake.take_in(desk, [SAMPLE], DAY, PLACE)

    assert stat.S_IMODE((desk.workspace.root / taken.original).stat().st_mode) == 0o400


def test_a_recording_added_twice_is_told_by_its_number(desk: Desk, tmp_path: Path) -> None:
    (taken,) = intake.take_in(desk, [SAMPLE], DAY, PLACE)
    renamed = tmp_path / "换了名字.mp3"
    renamed.write_bytes(SAMPLE.read_bytes())

    with pytest.raises(AlreadyAddedError, match="已经收录过") as caught:
        intake.take_in(desk, [renamed], DAY, PLACE)

    assert taken.code in str(caught.value)
    assert len(list_recordings(desk.store)) == 1


def test_a_copy_saved_anew_is_asked_about(desk: Desk, tmp_path: Path) -> None:
    (taken,) = intake.take_in(desk, [SAMPLE], DAY, PLACE)
    saved = tmp_path / "另存.mp3"
    tag = b"ID3\x03\x00\x00\x00\x00\x00\x0a" + bytes(10)
    saved.write_bytes(tag + SAMPLE.read_bytes())

    with pytest.raises(SameSoundError, match=r"完全相同.*--again") as caught:
        intake.take_in(desk, [saved], DAY, PLACE, again=False)

    assert taken.code in str(caught.value)
    assert len(list_recordings(desk.store)) == 1


@pytest.mark.parametrize("again", [False, True])
def test_the_sound_from_before_a_sealing_or_deletion_is_refused_even_when_meant(
    desk: Desk, tmp_path: Path, *, again: bool
) -> None:
    (taken,) = intake.take_in(desk, [SAMPLE], DAY, PLACE)
    order = erasures.ErasureOrder("withdrawn", "李强", "何琳", "本人请求")
    silent = replace(taken, access_sha256="0" * 64)
    with desk.store.transaction() as tx, tx.erasing():
        (row,) = tx.rows(RECORDINGS, code=taken.code)
        tx.erase(RECORDINGS, row["id"], json=text_of(silent))
        erasures.note(tx, "删2026-0001", silent, order, {"erased": [taken.access_sha256]})
    saved = tmp_path / "另存.mp3"
    saved.write_bytes(b"ID3\x03\x00\x00\x00\x00\x00\x0a" + bytes(10) + SAMPLE.read_bytes())

    with pytest.raises(WrongValueError, match=f"{taken.code} 里已经封存或者删去的话"):
        intake.take_in(desk, [saved], "2026-10-24", PLACE, again=again)

    assert list_recordings(desk.store) == (silent,)
    assert len(list_meetings(desk.store)) == 1


def test_a_day_that_is_not_the_fifteenth_is_remarked_upon() -> None:
    assert intake.remark_on_day(DAY) is None
    assert "按历法这天是八月十四，不是十五" in str(intake.remark_on_day("2026-09-24"))


def test_taking_in_once_gives_the_known_recording_again(desk: Desk) -> None:
    first = intake.take_in_once(desk, [SAMPLE], DAY, PLACE)

    assert intake.take_in_once(desk, [SAMPLE], DAY, PLACE) == first


def test_one_bad_file_keeps_the_whole_meeting_out(desk: Desk, silence: Path) -> None:
    with pytest.raises(NoSpeechError, match="没有听到人说话"):
        intake.take_in(desk, [SAMPLE, silence], DAY, PLACE)

    assert list_recordings(desk.store) == ()
    assert list(desk.workspace.recordings.iterdir()) == []


def test_a_missing_sound_file_is_named(desk: Desk) -> None:
    with pytest.raises(MissingFileError, match="找不到文件"):
        intake.take_in(desk, ["没有.mp3"], DAY, PLACE)


def test_what_is_no_sound_is_refused(desk: Desk, tmp_path: Path) -> None:
    letter = tmp_path / "信.docx"
    letter.write_text("这不是录音" * 100, encoding="utf-8")

    with pytest.raises(UnknownSoundError, match="不是能识别的录音"):
        intake.take_in(desk, [letter], DAY, PLACE)


def test_a_meeting_of_tomorrow_is_refused(desk: Desk) -> None:
    with pytest.raises(WrongValueError, match=r"比今天.*还晚"):
        intake.take_in(desk, [SAMPLE], (desk.today + dt.timedelta(days=1)).isoformat(), "柳树湾")

    assert list_recordings(desk.store) == ()


def test_an_unknown_place_names_the_known_ones(desk: Desk) -> None:
    with pytest.raises(UnknownPlaceError, match="柳树湾、石桥村、杨家坝"):
        intake.take_in(desk, [SAMPLE], DAY, "桃花源")


def test_a_wrong_date_is_refused_before_anything_is_copied(desk: Desk) -> None:
    with pytest.raises(WrongDateError, match="日期不对"):
        intake.take_in(desk, [SAMPLE], "2026-02-30", PLACE)

    assert not desk.workspace.recordings.exists()


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="the administrator may write everywhere")
def test_a_read_only_workspace_is_refused_and_nothing_changes(desk: Desk) -> None:
    desk.workspace.root.chmod(0o500)
    try:
        with pytest.raises(ReadOnlyWorkspaceError, match="不能写入"):
            intake.take_in(desk, [SAMPLE], DAY, PLACE)
    finally:
        desk.workspace.root.chmod(0o700)


def test_a_refused_copy_leaves_no_half_recording(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(source: Path, target: Path) -> str:
        raise ReadOnlyWorkspaceError(path=target.parent or source)

    monkeypatch.setattr(intake, "copy_verified", refuse)

    with pytest.raises(ReadOnlyWorkspaceError, match="不能写入"):
        intake.take_in(desk, [SAMPLE], DAY, PLACE)

    assert list_recordings(desk.store) == ()
    assert list(desk.workspace.recordings.iterdir()) == []


def cut_off(tmp_path: Path) -> Path:
    """Return the sample broken off in the middle of a frame, some 40 s into it."""
    path = tmp_path / "断了.mp3"
    path.write_bytes(SAMPLE.read_bytes()[:320_077])
    return path


def test_a_recording_that_breaks_off_is_refused_unless_a_person_knows(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(DamagedSoundError, match=r"只能读出前 40 秒.*--incomplete"):
        intake.take_in(desk, [cut_off(tmp_path)], DAY, PLACE)

    (taken,) = intake.take_in(desk, [cut_off(tmp_path)], DAY, PLACE, whole=False)

    assert taken.seconds == pytest.approx(40, abs=0.2)
    assert sha256_of(desk.workspace.root / taken.original) == sha256_of(cut_off(tmp_path))
