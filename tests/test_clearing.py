"""What the store no longer tells, no file tells; and what is still told somewhere is named."""

import os
from pathlib import Path

import pytest

from toolkit import clearing, workflow
from toolkit.files import write_whole
from toolkit.records import Segment
from toolkit.redaction import Cut
from toolkit.schema import REPEATS
from toolkit.word_tables import write_tables

SAID = "镇上的会计拿了修路的钱"


@pytest.fixture
def out(kept) -> Cut:  # noqa: ANN001
    """Give a cut of what no transcript tells any longer, and a row of the store that still does."""
    with kept.desk.store.transaction() as tx:
        tx.add(REPEATS, number="诉1", earlier="诉0", verdict="refused", by="王芳", json=SAID)
    return Cut((), (), (Segment("s9", 9, 0.0, 1.0, f"{SAID}。"),))


def test_every_kind_of_file_that_still_tells_is_named(kept, out: Cut) -> None:  # noqa: ANN001
    root = kept.desk.workspace.root
    write_whole(root / "笔记.txt", f"听到：{SAID}。")
    write_tables(root / "表 格.docx", "表", [f"有人说{SAID}"])
    write_whole(root / "无关.txt", "路灯坏了")
    write_whole(root / "models" / "x.txt", SAID)
    told = "".join(clearing.leaks(kept.desk, out))
    assert "笔记.txt" in told
    assert "表 格.docx" in told
    assert "yehua.db" in told
    assert "无关" not in told
    assert "models" not in told


def test_what_is_also_said_where_it_may_stay_does_not_count(kept, out: Cut) -> None:  # noqa: ANN001
    workflow.correct(kept.desk, kept.other, {1: SAID}, {})
    assert clearing.leaks(kept.desk, out) == ()


def test_clearing_keeps_sound_exports_and_the_package_of_what_stands(kept) -> None:  # noqa: ANN001
    desk, code = kept.desk, kept.code
    recording = desk.catalogue.recording(code)
    package = workflow.pack_into_workspace(desk, code)
    folder = desk.workspace.recordings / code
    write_whole(folder / "多余.txt", "x")
    write_whole(desk.workspace.jobs / f"transcribe-{code}.json", "{}")
    assert clearing.clear(desk, code, "李强") is False
    names = {path.name for path in folder.iterdir()}
    assert {Path(recording.original).name, Path(recording.access).name, "转写-第1版.txt"} <= names
    assert "多余.txt" not in names
    assert package.path.is_dir()
    assert list(desk.workspace.jobs.glob("*")) == []


def test_what_is_of_a_recording_whose_number_goes_on_is_left_alone(kept) -> None:  # noqa: ANN001
    desk, code = kept.desk, kept.code
    own, others = desk.workspace.root / "packages" / f"{code}-利用副本", desk.workspace.root / "packages" / f"{code}0"
    for folder in (own, others):
        write_whole(folder / "bagit.txt", "x")
    write_whole(desk.workspace.jobs / f"{code}7.journal", "x")
    clearing.clear(desk, code, "李强")
    assert not own.exists()
    assert others.exists()
    assert [path.name for path in desk.workspace.jobs.glob("*")] == [f"{code}7.journal"]


def test_what_a_power_cut_left_of_a_sealing_goes_and_one_going_on_stays(kept) -> None:  # noqa: ANN001
    old, young = (write_whole(kept.desk.workspace.root / f".sealing-{name}" / "x", "x").parent for name in "ab")
    os.utime(old, (1, 1))
    clearing.clear(kept.desk, kept.code, "李强")
    assert (old.exists(), young.exists()) == (False, True)


def test_packages_and_discs_elsewhere_are_named(kept, tmp_path: Path) -> None:  # noqa: ANN001
    from toolkit import discs  # noqa: PLC0415

    workflow.pack(kept.desk, kept.code, tmp_path / "别 处")
    discs.make(kept.desk, tmp_path / "盘", "李强")
    told = list(clearing.copies_elsewhere(kept.desk, kept.code))
    assert len(told) == 2
    assert "别 处" in told[0]
    assert "光盘" in told[1]
