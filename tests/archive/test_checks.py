"""Packages are checked by plan, restored from a copy when a person agreed, and vouched for on a sheet to sign."""

import datetime as dt
import shutil
from pathlib import Path

import bagit
import pytest
from docx import Document

from toolkit.archive import checks, packages, packing
from toolkit.archive.fixity import fixity_of
from toolkit.core.errors import PackageRefusedError, UnknownNumberError, WrongValueError
from toolkit.transcripts import correcting
from toolkit.workspace.desk import Desk


@pytest.fixture
def packed(kept) -> Desk:  # noqa: ANN001
    """Give a desk with the packages of both recordings."""
    for code in (kept.code, kept.other):
        packing.pack_into_workspace(kept.desk, code)
    return kept.desk


FIRST = "0194-LY·2026-D30-0001"
SECOND = "0194-LY·2026-D30-0002"


def package(desk: Desk, code: str = FIRST) -> Path:
    return desk.workspace.root / "packages" / code


def sound(desk: Desk) -> Path:
    (path,) = package(desk).glob("data/original/*")
    return path


def rot(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 4
    path.chmod(0o600)
    path.write_bytes(data)


def test_packing_enters_the_root_in_the_ledger(packed: Desk) -> None:
    sealed = fixity_of(packed).last_fixed(FIRST)
    assert packages.verify(Path(sealed.path), sealed.root) == ()
    packing.pack_into_workspace(packed, FIRST)
    assert [one.recording for one in fixity_of(packed).checks()] == [FIRST, SECOND]


def test_all_packages_are_checked_in_one_run(packed: Desk) -> None:
    rot(sound(packed))
    first, second = checks.check(packed, "李强")
    assert (first.result, second.result) == ("faulty", "sound")
    assert "约在" in first.faults[0].affects
    assert fixity_of(packed).broken() == ()


def test_disc_with_one_of_the_packages_is_checked_as_it_is(packed: Desk, tmp_path: Path) -> None:
    shutil.copytree(package(packed, SECOND), tmp_path / "光盘" / SECOND)
    (check,) = checks.check(packed, "李强", at=tmp_path / "光盘")
    assert (check.recording, check.result, check.path) == (SECOND, "sound", str(tmp_path / "光盘" / SECOND))
    (tmp_path / "空").mkdir()
    with pytest.raises(UnknownNumberError, match="固化过的档案包"):
        checks.check(packed, "李强", at=tmp_path / "空")


def test_a_package_stays_watched_by_its_own_root_after_packing_elsewhere(packed: Desk, tmp_path: Path) -> None:
    correcting.correct(packed, FIRST, {3: "清水河边的垃圾清了。"}, {})
    newer = packing.pack(packed, FIRST, tmp_path / "新")
    assert [(one.path, one.result) for one in checks.check(packed, "李强", [FIRST])] == [
        (str(package(packed)), "sound"),
        (str(newer.path), "sound"),
    ]
    rot(sound(packed))
    assert [one.result for one in checks.check(packed, "李强", [FIRST])] == ["faulty", "sound"]
    shutil.rmtree(package(packed))
    assert [one.path for one in checks.check(packed, "李强", [FIRST])] == [str(newer.path)]
    shutil.rmtree(newer.path)
    (lost,) = checks.check(packed, "李强", [FIRST])
    assert lost.result == "faulty"


def test_a_copy_of_an_older_package_is_sound_and_a_changed_one_is_not(packed: Desk, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(package(packed), tmp_path / "光盘" / FIRST))
    correcting.correct(packed, FIRST, {3: "清水河边的垃圾清了。"}, {})
    packing.pack(packed, FIRST, tmp_path / "新")
    assert [one.result for one in checks.check(packed, "李强", [FIRST], copy.parent)] == ["sound"]
    (copy / "data/grievances/grievances.json").write_text("{}", encoding="utf-8")
    bagit.Bag(str(copy)).save(manifests=True)
    assert [one.result for one in checks.check(packed, "李强", [FIRST], copy.parent)] == ["faulty"]


def test_a_package_is_not_restored_from_itself(packed: Desk) -> None:
    for copy in (package(packed), package(packed).parent):
        with pytest.raises(WrongValueError, match="档案包本身"):
            checks.compare(packed, FIRST, copy)
        with pytest.raises(WrongValueError, match="档案包本身"):
            checks.restore(packed, FIRST, copy, "李强")


def test_nothing_is_due_on_the_day_of_packing_and_all_a_year_later(packed: Desk) -> None:
    day = dt.datetime.fromisoformat(fixity_of(packed).checks()[-1].at).date()
    now = Desk(packed.workspace, packed.store, day)
    assert checks.check_due(now, "李强") == ()
    later = Desk(packed.workspace, packed.store, day + dt.timedelta(days=366))
    assert [one.recording for one in checks.check_due(later, "李强")] == [FIRST, SECOND]


def test_restoring_is_entered_and_checked_again(packed: Desk, tmp_path: Path) -> None:
    shutil.copytree(package(packed).parent, tmp_path / "异地")
    rot(sound(packed))
    (one,) = checks.compare(packed, FIRST, tmp_path / "异地")
    assert one.verdict == "restorable"
    assert checks.check(packed, "李强", [FIRST])[0].result == "faulty", "comparing changes nothing"
    done = checks.restore(packed, FIRST, tmp_path / "异地", "李强")
    assert (len(done.put_back), done.left) == (1, ())
    assert [one.kind for one in fixity_of(packed).checks(FIRST)] == ["sealed", "checked", "restored", "checked"]


def test_sheet_holds_code_root_time_and_two_signatures(packed: Desk, tmp_path: Path) -> None:
    sealed = fixity_of(packed).last_fixed(FIRST)
    document = Document(str(checks.write_fixity_sheet(packed, FIRST, tmp_path / "表.docx")))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    assert FIRST in cells
    typed = next(cell for cell in cells if cell.replace(" ", "") == sealed.root)
    assert packages.verify(package(packed), typed) == (), "what stands on the sheet can be typed as it stands"
    assert sum("（签名）" in cell for cell in cells) == 2
    assert any(sealed.hash in cell.replace(" ", "") for cell in cells)
    assert any(packed.events.head() in cell.replace(" ", "") for cell in cells)


def test_sheet_is_refused_for_what_can_no_longer_be_shown(packed: Desk, tmp_path: Path) -> None:
    (package(packed) / "data/grievances/grievances.json").write_text("{}", encoding="utf-8")
    bagit.Bag(str(package(packed))).save(manifests=True)
    with pytest.raises(PackageRefusedError, match="根值不符"):
        checks.write_fixity_sheet(packed, FIRST, tmp_path / "表.docx")
    shutil.rmtree(package(packed))
    with pytest.raises(PackageRefusedError, match="找不到文件"):
        checks.write_fixity_sheet(packed, FIRST, tmp_path / "表.docx")
    assert not (tmp_path / "表.docx").exists()
