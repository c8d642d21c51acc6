"""What the store no longer tells, no file tells; and what is still told somewhere is named."""

from pathlib import Path

from toolkit.archive import packing
from toolkit.core import staging
from toolkit.core.files import write_whole
from toolkit.meetings.recordings import find_recording
from toolkit.restricted import erase_files


def test_clearing_keeps_sound_exports_and_the_package_of_what_stands(kept) -> None:  # noqa: ANN001
    desk, code = kept.desk, kept.code
    recording = find_recording(desk.store, code)
    package = packing.pack_into_workspace(desk, code)
    folder = desk.workspace.recordings / code
    write_whole(folder / "多余.txt", "x")
    write_whole(desk.workspace.jobs / f"transcribe-{code}.json", "{}")
    erase_files.erase(desk, code)
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
    erase_files.erase(desk, code)
    assert not own.exists()
    assert others.exists()
    assert [path.name for path in desk.workspace.jobs.glob("*")] == [f"{code}7.journal"]


def test_what_a_killed_process_left_goes_and_what_a_living_one_makes_stays(kept) -> None:  # noqa: ANN001
    root = kept.desk.workspace.root
    dead = write_whole(root / "packages" / ".packing-a" / "x", "x").parent
    write_whole(root / "papers" / ".意见书-a1b2c3d4.docx", "x")
    with staging.staged(staging.new_place(root, "sealing")) as living:
        erase_files.erase(kept.desk, kept.code)
        assert living.path.exists()
    assert not dead.exists()
    assert staging.left_in(root) == ()


def test_packages_and_discs_elsewhere_are_named(kept, tmp_path: Path) -> None:  # noqa: ANN001
    from toolkit.archive import discs  # noqa: PLC0415

    packing.pack(kept.desk, kept.code, tmp_path / "别 处")
    discs.make(kept.desk, tmp_path / "盘", "李强")
    told = list(erase_files.copies_elsewhere(kept.desk, kept.code))
    assert len(told) == 2
    assert "别 处" in told[0]
    assert "光盘" in told[1]
