"""What was signed can be checked from an archive package, and after a restore, as on the day it was signed."""

import datetime as dt
import random
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from tests.kill_scenarios_issue import CODE, TODAY, opened
from tests.signing.conftest import CASE, Office
from tests.signing.papers import as_pdf, scan_of
from tests.signing.signers import SEALING, SIGNERS, drawn, minute, signed_by_all
from toolkit import archive, formats
from toolkit.archive import backups, packing, restoring
from toolkit.signing import acts, checking, preparing
from toolkit.signing import packing as signed_files
from toolkit.signing.scanning import keeping
from toolkit.signing.signings import DRAWN
from toolkit.workspace.desk import Desk, open_desk

NAME = "青石人调字〔2026〕1号"


def packed(desk: Desk, out: Path) -> Path:
    """Return the folder of the signed files in the package of the recording, written into `out`."""
    return packing.pack(desk, CODE, out).path / "data" / "signed"


def text_of(pdf: Path) -> str:
    """Return the text of `pdf` without white space."""
    return "".join(formats.pdf.page_texts(pdf))


def test_a_package_holds_the_signed_file_who_must_sign_and_how_a_reader_checks_it(
    office: Office, tmp_path: Path
) -> None:
    step = signed_by_all(office)["Seal"]

    folder = packed(office.desk, tmp_path / "档案包")

    signed, listed, page = (folder / f"{NAME}-{what}" for what in ("电子签.pdf", "应签名单.json", "签名情况说明.pdf"))
    assert sorted(path.name for path in folder.iterdir()) == sorted(path.name for path in (signed, listed, page))
    assert signed.read_bytes() == step.file.read_bytes()
    told = text_of(page)
    assert all(who in told for who in (*SIGNERS, "青石镇人民调解委员会"))
    assert step.sha256 in told
    assert all(each.fingerprint in told for each in step.signing.signatures)
    assert "用能验签的PDF阅读软件打开" in told
    assert "2026-11-2012:01" in told


def test_the_file_of_a_package_is_checked_in_an_office_that_never_saw_it(office: Office, tmp_path: Path) -> None:
    signed_by_all(office)
    folder = packed(office.desk, tmp_path / "档案包")
    elsewhere, _ = opened(tmp_path / "别处")

    verdict = checking.verify(elsewhere, folder / f"{NAME}-电子签.pdf", folder / f"{NAME}-应签名单.json")
    elsewhere.store.close()

    assert verdict.faults == ()
    assert len(verdict.signatures) == 5
    assert "名单和根证书是随文件带来的" in verdict.remarks[0]


def test_packing_again_on_another_day_finds_the_same_package(office: Office, tmp_path: Path) -> None:
    signed_by_all(office)
    first = packing.pack(office.desk, CODE, tmp_path / "档案包")
    later = replace(office.desk, today=TODAY + dt.timedelta(days=40))

    assert packing.pack(later, CODE, tmp_path / "档案包").root == first.root
    assert archive.packages.verify(first.path) == ()


def test_a_paper_on_which_nobody_signed_adds_nothing(office: Office, tmp_path: Path) -> None:
    office.prepared(DRAWN)

    assert not packed(office.desk, tmp_path / "档案包").exists()


def test_the_scan_of_a_paper_original_is_in_the_package_with_its_hash(office: Office, tmp_path: Path) -> None:
    printed = office.prepared().file.read_bytes()
    scan = as_pdf(scan_of(printed, random.Random(3), dots=150), tmp_path / "全.pdf")  # noqa: S311 - the same scan
    keeping.check_scan(office.desk, [scan], office.number, "何琳")

    folder = packed(office.desk, tmp_path / "档案包")

    assert (folder / f"{NAME}-扫描件-001.pdf").read_bytes() == scan.read_bytes()
    assert archive.packages.sha256_of(scan) in text_of(folder / f"{NAME}-签名情况说明.pdf")


def test_nothing_signed_of_a_withheld_case_is_in_a_package(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed_by_all(office)
    monkeypatch.setattr(packing, "all_may_be_shown", lambda *_: False)

    assert not packed(office.desk, tmp_path / "档案包").exists()


def test_a_replaced_paper_keeps_its_signed_file_and_has_no_page_that_vouches_for_it(
    office: Office, tmp_path: Path
) -> None:
    signed_by_all(office)
    office.issued("mediation_agreement", corrects=office.number, place="村委会", signing={"place": "村委会"})

    files = signed_files.files_of(office.desk, office.paper, tmp_path / "签名")

    assert sorted(path.name for path in files) == sorted([f"{NAME}-应签名单.json", f"{NAME}-电子签.pdf"])


def test_a_changed_file_is_not_packed_and_told_and_the_rest_is_packed(office: Office, tmp_path: Path) -> None:
    signed_by_all(office)["Seal"].file.write_bytes(b"changed")

    package = packing.pack(office.desk, CODE, tmp_path / "档案包")

    assert not (package.path / "data" / "signed").exists()
    assert list((package.path / "data" / "papers").iterdir())
    (told,) = package.remarks
    assert office.number in told
    assert "校验值不符" in told


def restored(office: Office, tmp_path: Path) -> Desk:
    """Return a desk at the workspace that was restored from a backup of the office."""
    made = backups.make(office.desk, tmp_path / "盘", "王芳")
    assert restoring.restore(Path(made.path), tmp_path / "恢复").faults == ()
    return open_desk(tmp_path / "恢复", today=TODAY)


def test_what_was_signed_is_verified_after_a_restore(office: Office, tmp_path: Path) -> None:
    step = signed_by_all(office)["Seal"]
    file = tmp_path / "拿回来的.pdf"
    shutil.copyfile(step.file, file)

    desk = restored(office, tmp_path)
    again = preparing.now(desk, office.number)
    verdict = checking.verify(desk, file)
    spoiled = tmp_path / "改过的.pdf"
    spoiled.write_bytes(file.read_bytes() + b"x")
    told = checking.verify(desk, spoiled)
    desk.store.close()

    assert (again.sha256, again.signing) == (step.sha256, step.signing)
    assert verdict.faults == ()
    assert told.faults


def test_a_signing_that_was_begun_goes_on_after_a_restore_to_the_seal(office: Office, tmp_path: Path) -> None:
    office.prepared(DRAWN)
    acts.sign(office.desk, office.number, drawn("孙玉兰"), minute(1))

    desk = restored(office, tmp_path)
    for number, who in enumerate(SIGNERS[1:], start=2):
        acts.sign(desk, office.number, drawn(who), minute(number))
    sealed = acts.seal(desk, office.number, SEALING, minute(9))
    verdict = checking.verify(desk, sealed.file)
    desk.store.close()

    assert verdict.faults == ()
    assert sealed.signing.case == CASE
