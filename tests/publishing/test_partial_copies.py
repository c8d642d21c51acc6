"""A copy that leaves the office holds nothing of what must not be known, neither as text nor as sound."""

import json
from dataclasses import replace
from pathlib import Path

import bagit
import numpy as np
import pytest

from toolkit.archive import packages, packing
from toolkit.archive.contents import Contents
from toolkit.core.errors import PackageRefusedError
from toolkit.meetings.recordings import find_recording
from toolkit.publishing import partial_copies
from toolkit.records import Fact
from toolkit.sound import audio

LAMP, MONEY, RIVER = "三组的路灯坏了三个月", "村主任收了我三万块钱", "清水河边的垃圾要清一清"


@pytest.fixture
def contents(kept) -> Contents:  # noqa: ANN001
    """Give the contents of a recording whose second grievance accuses somebody."""
    given: Contents = packing.contents_of(kept.desk, find_recording(kept.desk.store, kept.code))
    return given


def bytes_of(folder: Path) -> bytes:
    return b"\n".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def loudness(folder: Path, start_s: float, end_s: float) -> float:
    """Return the loudest sample from `start_s` to `end_s` over all sound files of the copy."""
    (path,) = folder.glob("data/access/*")
    samples = audio.samples(path)
    return float(np.abs(samples[int(start_s * audio.SAMPLE_RATE) : int(end_s * audio.SAMPLE_RATE)]).max())


def test_open_copy_holds_no_byte_and_no_sound_of_an_accusation(contents: Contents, tmp_path: Path) -> None:
    copy = partial_copies.write(contents, partial_copies.open_share(contents), tmp_path / "给 人的")
    whole = bytes_of(copy)
    for word in ("村主任", "收了我", "收钱", "纪检", '检举控告"'):
        assert word.encode() not in whole
        assert json.dumps(word)[1:-1].encode() not in whole
    assert LAMP.encode() in whole
    assert RIVER.encode() in whole
    assert loudness(copy, 3.0, 6.0) < 0.002
    assert loudness(copy, 0.5, 2.5) > 0.1
    assert loudness(copy, 6.5, 9.5) > 0.1


def test_copy_has_no_original_and_is_sound_to_everybody(contents: Contents, tmp_path: Path) -> None:
    copy = partial_copies.write(contents, partial_copies.open_share(contents), tmp_path)
    assert packages.verify(copy) == ()
    bagit.Bag(str(copy)).validate()
    assert not (copy / "data/original").exists()
    assert contents.recording.sha256.encode() in bytes_of(copy), "the transcript still tells which sound it is of"
    assert "利用副本" in (copy / "index.html").read_text(encoding="utf-8")
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_name_of_who_accuses_is_left_out_wherever_it_stands(contents: Contents, tmp_path: Path) -> None:
    assert contents.grievances is not None
    first, second, third = contents.grievances.grievances
    named = replace(contents.grievances, grievances=(first, replace(second, person=Fact("清水河", (), 1.0)), third))
    copy = partial_copies.write(
        replace(contents, grievances=named), partial_copies.open_share(replace(contents, grievances=named)), tmp_path
    )
    assert "清水河".encode() not in bytes_of(copy)
    assert loudness(copy, 6.0, 9.0) < 0.002


def test_party_gets_only_its_own_words_and_seconds(contents: Contents, tmp_path: Path) -> None:
    copy = partial_copies.write(contents, partial_copies.party_share(contents, ["3"]), tmp_path)
    whole = bytes_of(copy)
    assert RIVER.encode() in whole
    assert all(text.encode() not in whole for text in (LAMP, MONEY, "王桂芳", "路灯损坏"))
    assert loudness(copy, 0.0, 5.9) < 0.002
    assert loudness(copy, 9.5, 10.0) < 0.002, "nor what comes after"
    assert loudness(copy, 6.5, 8.5) > 0.1


@pytest.mark.parametrize("numbers", [["2"], ["9"], ["1", "9"]])
def test_accusations_and_unknown_numbers_give_no_copy(contents: Contents, numbers: list[str]) -> None:
    with pytest.raises(PackageRefusedError, match="没有可以给本人的诉求"):
        partial_copies.party_share(contents, numbers)


def test_without_transcript_or_list_nothing_can_be_told_apart(contents: Contents) -> None:
    for lacking in (replace(contents, transcripts=()), replace(contents, grievances=None)):
        with pytest.raises(PackageRefusedError, match="分不清"):
            partial_copies.open_share(lacking)


def test_anything_left_refuses_the_whole_copy(
    contents: Contents, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    share = partial_copies.open_share(contents)
    measured = partial_copies._audible
    with pytest.raises(PackageRefusedError, match=r"index\.html 里还有隐去的话"):
        partial_copies.write(contents, replace(share, notice=f"他说{MONEY}。"), tmp_path)
    monkeypatch.setattr(partial_copies, "_audible", lambda sound, _: measured(sound, share.silenced))
    with pytest.raises(PackageRefusedError, match="还有声音"):
        partial_copies.write(contents, replace(share, silenced=()), tmp_path)
    assert list(tmp_path.glob("0194*")) == []


def test_copy_is_never_written_over_another(contents: Contents, tmp_path: Path) -> None:
    share = partial_copies.open_share(contents)
    partial_copies.write(contents, share, tmp_path)
    with pytest.raises(PackageRefusedError, match="没有覆盖"):
        partial_copies.write(contents, share, tmp_path)
