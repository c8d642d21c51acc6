"""A rotten sound is told by its seconds, from the package alone, with the grievances and papers it touches."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import builders
from toolkit.archive import damage
from toolkit.core.files import write_whole
from toolkit.records import (
    Grievance,
    GrievanceList,
    Recording,
    SoundFacts,
    TranscriptRef,
    to_text,
)

CODE = "0194-LY·2026-D30-0001"
SOUND = f"data/original/{CODE}.mp3"
SECONDS = 100.0
SIZE = 10 * 64 * 1024  # ten blocks of ten seconds


def grievance(ordinal: int, start_s: float, end_s: float, number: str | None = None) -> Grievance:
    return builders.grievance(ordinal, (start_s, end_s), ids=("s1", "s1"), text="话", summary="事", number=number)


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a package (without its manifests, which are not needed here) of ten blocks of sound."""
    folder = tmp_path_factory.mktemp("档案 包")
    facts = SoundFacts("mp3", "mp3", 16000, 1, SECONDS, SIZE)
    recording = Recording(CODE, "夜话2026-08-柳树湾", 1, "0" * 64, SECONDS, "a.mp3", "a", "b", "0" * 64, facts)
    write_whole(folder / SOUND, os.urandom(SIZE))
    write_whole(folder / damage.BLOCKS_FILE, damage.blocks_of({SOUND: folder / SOUND}))
    write_whole(folder / "data/metadata/recording.json", to_text(recording))
    found = (grievance(1, 5.0, 9.0), grievance(2, 40.0, 55.0, "夜话2026-08-柳树湾-诉002"))
    write_whole(folder / "data/grievances/grievances.json", to_text(GrievanceList(TranscriptRef(CODE, 1), found)))
    write_whole(folder / "data/papers/告知书.docx", b"paper")
    return folder


def changed(package: Path, at: int, data: bytes) -> str:
    """Return what is told of the sound when `data` stands at byte `at` of it."""
    path = package / SOUND
    whole = path.read_bytes()
    path.write_bytes(whole[:at] + data + whole[at + len(data) :])
    told = damage.Surroundings(package).affected(SOUND)
    path.write_bytes(whole)
    return told


def flipped(package: Path, at: int) -> bytes:
    return bytes([(package / SOUND).read_bytes()[at] ^ 1])


def test_flipped_byte_is_told_by_seconds_grievance_and_paper(package: Path) -> None:
    at = int(SIZE * 0.45)
    told = changed(package, at, flipped(package, at))
    assert told == (
        "原始录音（不可替代，请立即用备份恢复）；录音 0194-LY·2026-D30-0001 约在 00:00:40.0 至 00:00:50.0；"
        "诉求 夜话2026-08-柳树湾-诉002；依据本录音的文书 《告知书》"
    )


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(at=st.integers(0, SIZE - 1))
def test_the_seconds_told_hold_the_place_of_the_change(package: Path, at: int) -> None:
    told = changed(package, at, flipped(package, at))
    start, end = (at // (64 * 1024)) * 10, (at // (64 * 1024)) * 10 + 10
    assert f"00:{start // 60:02d}:{start % 60:02d}.0 至 00:{end // 60:02d}:{end % 60:02d}.0" in told


def test_seconds_where_nothing_is_complained_of_touch_no_grievance(package: Path) -> None:
    told = changed(package, SIZE - 1, flipped(package, SIZE - 1))
    assert "诉求" not in told
    assert "文书" not in told


def test_a_sound_cut_off_is_rotten_from_there_on(package: Path) -> None:
    path = package / SOUND
    whole = path.read_bytes()
    path.write_bytes(whole[: SIZE // 2])
    told = damage.Surroundings(package).affected(SOUND)
    path.write_bytes(whole)
    assert "约在 00:00:50.0 至 00:01:40.0" in told


def test_a_lost_sound_touches_everything(package: Path, tmp_path: Path) -> None:
    moved = (package / SOUND).rename(tmp_path / "moved.mp3")
    told = damage.Surroundings(package).affected(SOUND)
    moved.rename(package / SOUND)
    assert "全部 00:01:40.0" in told
    assert "诉求 1、夜话2026-08-柳树湾-诉002" in told


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"data/original/x": 1}', "null"])
def test_broken_blocks_are_no_reason_to_fail(package: Path, text: str) -> None:
    path = package / damage.BLOCKS_FILE
    whole = path.read_bytes()
    path.write_text(text, encoding="utf-8")
    told = damage.Surroundings(package).affected(SOUND)
    path.write_bytes(whole)
    assert "全部" in told


def test_a_bag_made_elsewhere_has_only_plain_meanings(tmp_path: Path) -> None:
    assert damage.Surroundings(tmp_path).affected("data/original/x.wav") == "原始录音（不可替代，请立即用备份恢复）"
    assert damage.Surroundings(tmp_path).affected("data/stray.txt") == "包内其他文件"


def test_long_sounds_have_no_more_blocks_than_short_lists_hold(tmp_path: Path) -> None:
    path = tmp_path / "long.wav"
    with path.open("wb") as file:
        file.truncate(2048 * 64 * 1024 + 1)
    assert damage._blocks(path)["block"] == 128 * 1024
