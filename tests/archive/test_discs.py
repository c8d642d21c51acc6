"""Discs hold what fits, in order, under numbers without gaps, and are read back against the ledger."""

from itertools import pairwise
from pathlib import Path

import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st

from toolkit.archive import discs, packages, packing
from toolkit.archive.discs import Item
from toolkit.archive.fixity import fixity_of
from toolkit.core.errors import PackageRefusedError, UnknownNumberError, WrongValueError
from toolkit.transcripts import correcting
from toolkit.workspace.desk import Desk

FIRST, SECOND = "0194-LY·2026-D30-0001", "0194-LY·2026-D30-0002"


@pytest.fixture
def packed(kept) -> Desk:  # noqa: ANN001
    """Give a desk with two packages."""
    for code in (kept.code, kept.other):
        packing.pack_into_workspace(kept.desk, code)
    desk: Desk = kept.desk
    return desk


@given(st.lists(st.integers(1, 4_600_000_000), max_size=40), st.sampled_from(sorted(discs.CAPACITIES)))
def test_no_disc_is_overfull_and_nothing_is_left_out_or_moved(sizes: list[int], kind: str) -> None:
    items = [Item(f"{number:04d}", "0" * 64, size) for number, size in enumerate(sizes)]
    found = discs.volumes(items, kind)
    assert [item for volume in found for item in volume] == items
    assert all(volume and sum(item.size for item in volume) < discs.CAPACITIES[kind] for volume in found)
    # No two neighbours would have fitted on one disc.
    room = discs.CAPACITIES[kind] - discs._RESERVE
    assert all(sum(item.size for item in one) + other[0].size > room for one, other in pairwise(found))


def test_package_too_large_for_a_disc_is_named() -> None:
    items = [Item("a", "", 5_000_000_000), Item("b", "", 1), Item("c", "", 9_000_000_000)]
    with pytest.raises(WrongValueError, match="a、c"):
        discs.volumes(items, "dvd")
    assert len(discs.volumes(items, "bd")) == 1


def test_size_counts_whole_sectors(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"x")
    (tmp_path / "b").write_bytes(b"x" * 2049)
    assert discs.size_on_disc(tmp_path) == (2 + 3) * 2048


def test_disc_holds_sound_packages_a_list_and_a_label(packed: Desk, tmp_path: Path) -> None:
    (disc,) = discs.make(packed, tmp_path / "要 刻的", "李强")
    folder = tmp_path / "要 刻的" / disc.label
    assert disc.label == "0194-LY-2026-P001"
    assert sorted(path.name for path in folder.iterdir()) == sorted([FIRST, SECOND, "目录.csv"])
    for item in disc.items:
        assert packages.verify(folder / item.code, item.root) == ()
    listed = (folder / "目录.csv").read_text(encoding="utf-8-sig").splitlines()
    assert [line.split(",")[2] for line in listed[1:]] == [FIRST, SECOND]
    label = Document(str(tmp_path / "要 刻的" / f"{disc.label}-盘签和目录.docx"))
    assert label.tables[0].rows[0].cells[1].text == disc.label


def test_what_is_on_a_disc_of_a_set_is_not_put_there_again(packed: Desk, tmp_path: Path) -> None:
    discs.make(packed, tmp_path / "a", "李强", codes=[SECOND])
    assert [[item.code for item in items] for items in discs.plan(packed)] == [[FIRST]]
    assert [len(items) for items in discs.plan(packed, set_name="异地")] == [2]
    discs.make(packed, tmp_path / "b", "王芳", kind="bd", set_name="异地")
    register = discs.listing(packed)
    assert [(one.label, one.set_name, one.kind, one.by) for one in register] == [
        ("0194-LY-2026-P001", "封存", "dvd", "李强"),
        ("0194-LY-2026-P002", "异地", "bd", "王芳"),
    ]


def test_rotten_package_is_not_burned_and_uses_no_number(packed: Desk, tmp_path: Path) -> None:
    (packed.workspace.root / "packages" / SECOND / "index.html").write_text("x", encoding="utf-8")
    with pytest.raises(PackageRefusedError, match="不能刻盘"):
        discs.make(packed, tmp_path / "out", "李强")
    assert list((tmp_path / "out").iterdir()) == []
    assert discs.listing(packed) == ()
    (disc,) = discs.make(packed, tmp_path / "out", "李强", codes=[FIRST])
    assert disc.label.endswith("P001")


def test_reading_back_is_entered_and_reported(packed: Desk, tmp_path: Path) -> None:
    (disc,) = discs.make(packed, tmp_path / "out", "李强")
    reading = discs.read_back(packed, disc.label.lower(), tmp_path / "out" / disc.label, "王芳", tmp_path / "报告.docx")
    assert reading.is_sound
    assert [one.path for one in fixity_of(packed).checks()[-2:]] == [one.path for one in reading.checks]
    cells = [
        cell.text for table in Document(str(tmp_path / "报告.docx")).tables for row in table.rows for cell in row.cells
    ]
    assert "2 件全部完好" in cells


def test_disc_that_reads_wrong_or_lacks_a_package_fails(packed: Desk, tmp_path: Path) -> None:
    (disc,) = discs.make(packed, tmp_path / "out", "李强")
    folder = tmp_path / "out" / disc.label
    (folder / FIRST / "bag-info.txt").write_text("x", encoding="utf-8")
    (folder / SECOND).rename(tmp_path / "别处")
    reading = discs.read_back(packed, disc.label, folder, "王芳", tmp_path / "报告.docx")
    assert [one.result for one in reading.checks] == ["faulty", "faulty"]
    assert reading.lacking == (SECOND,)
    assert not reading.is_sound


def test_a_disc_is_held_against_its_own_root_after_later_packings(packed: Desk, tmp_path: Path) -> None:
    (disc,) = discs.make(packed, tmp_path / "out", "李强", codes=[FIRST])
    correcting.correct(packed, FIRST, {3: "清水河边的垃圾清了。"}, {})
    newer = packing.pack(packed, FIRST, tmp_path / "新")
    assert newer.root != disc.items[0].root
    reading = discs.read_back(packed, disc.label, tmp_path / "out" / disc.label, "王芳")
    assert [(one.result, one.root) for one in reading.checks] == [("sound", disc.items[0].root)]


def test_where_the_disc_is_not_nothing_is_entered(packed: Desk, tmp_path: Path) -> None:
    first, second = (
        discs.make(packed, tmp_path / "out", "李强", codes=[FIRST], set_name=name)[0] for name in ("封存", "异地")
    )
    before = fixity_of(packed).checks()
    for at in (tmp_path / "out", tmp_path / "没有", tmp_path / "out" / second.label):
        with pytest.raises(WrongValueError, match=f"不是光盘 {first.label}"):
            discs.read_back(packed, first.label, at, "王芳")
    assert fixity_of(packed).checks() == before


def test_unknown_disc_kind_set_or_maker_is_refused(packed: Desk, tmp_path: Path) -> None:
    with pytest.raises(UnknownNumberError, match="没有找到光盘"):
        discs.read_back(packed, "0194-LY-2026-P009", tmp_path, "王芳")
    with pytest.raises(WrongValueError, match="dvd 或 bd"):
        discs.plan(packed, "cd")
    with pytest.raises(WrongValueError, match="谁制作"):
        discs.make(packed, tmp_path, " ")
