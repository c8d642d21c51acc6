"""What is hidden as an accusation leaves the packages that lie here, and what lies elsewhere is told."""

import json
from pathlib import Path
from typing import Any

import pytest

from toolkit.archive import packages, packing
from toolkit.archive.fixity import fixity_of
from toolkit.cases import cases
from toolkit.core.errors import DiskFullError
from toolkit.core.files import sha256_of, write_whole
from toolkit.grievances import access_log
from toolkit.grievances.register import confirm_grievances, judge_accusations
from toolkit.restricted import judging
from toolkit.store import PAPERS
from toolkit.workspace.desk import Desk


def words_of(folder: Path) -> str:
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and path.suffix not in {".wav", ".mp3"})
    return "".join(path.read_text(encoding="utf-8", errors="ignore") for path in files)


def shared_case(desk: Desk, codes: tuple[str, str]) -> None:
    """Open a case of the first grievance of both recordings, with a paper; nothing in the first is withheld."""
    judge_accusations(desk.store, codes[0], [2], "no", "何琳")
    pairs = zip(codes, (1, 4), strict=True)
    told = [confirm_grievances(desk.store, code, [ordinal], {}, by="王芳")[0].number or "" for code, ordinal in pairs]
    state = cases.open_case(desk, told, "2026-10-08")
    file = write_whole(desk.workspace.papers / state.case / "意见书.txt", "赵大山告的是村主任")
    row = {"number": "号1", "paper": "legal_opinion", "case_number": state.case, "issued_on": "2026-10-10"}
    digest, relative = sha256_of(file), desk.workspace.relative(file)
    issued = {"paper": "legal_opinion", "number": "号1", "sha256": digest, "copies": [], "findings": []}
    with desk.store.transaction() as tx:
        tx.add(PAPERS, **row, file=relative, sha256=digest, facts='{"x": "y"}', json=json.dumps(issued))


def test_papers_of_a_case_with_an_accusation_of_another_recording_are_in_no_package(kept: Any, tmp_path: Path) -> None:
    shared_case(kept.desk, (kept.code, kept.other))
    assert "赵大山" in words_of(packing.pack(kept.desk, kept.code, tmp_path / "先").path)

    judge_accusations(kept.desk.store, kept.other, [4], "yes", "李静")

    package = packing.pack(kept.desk, kept.code, tmp_path / "后").path
    assert "路灯" in words_of(package)
    assert "赵大山" not in words_of(package)


def test_hiding_renews_the_packages_of_recordings_that_share_a_case(kept: Any) -> None:
    shared_case(kept.desk, (kept.code, kept.other))
    inside = packing.pack_into_workspace(kept.desk, kept.code).path
    assert "赵大山" in words_of(inside)

    judging.hide(kept.desk, kept.other, [4], "李静")

    assert "路灯" in words_of(inside)
    assert "赵大山" not in words_of(inside)
    assert judging.renew_packages(kept.desk, kept.other, "李静") == ()


def test_a_package_is_written_again_without_the_words_and_the_ledger_tells(kept: Any, tmp_path: Path) -> None:
    desk, code = kept.desk, kept.code
    access_log.close(desk, code, "何琳", sure=True)
    inside = packing.pack_into_workspace(desk, code).path
    outside = packing.pack(desk, code, tmp_path / "U盘").path
    assert "清水河" in words_of(inside)

    told = "".join(judging.hide(desk, code, [3], "李静"))

    assert "清水河" not in words_of(inside)
    assert "路灯" in words_of(inside)
    assert str(outside) in told
    assert [one.kind for one in fixity_of(desk).checks(code)][-2:] == ["apart", "sealed"]


def test_what_a_power_cut_left_is_finished_at_the_next_opening(kept: Any) -> None:
    desk, code = kept.desk, kept.code
    access_log.close(desk, code, "何琳", sure=True)
    inside = packing.pack_into_workspace(desk, code).path
    judge_accusations(desk.store, code, [3], "yes", "李静")

    assert judging.renew_packages(desk, code, "李静") == (inside,)
    assert judging.renew_packages(desk, code, "李静") == ()
    assert "清水河" not in words_of(inside)


def test_a_package_that_cannot_be_renewed_stays_and_is_renewed_at_the_next_opening(
    kept: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, code = kept.desk, kept.code
    access_log.close(desk, code, "何琳", sure=True)
    inside = packing.pack_into_workspace(desk, code).path

    with monkeypatch.context() as patch:
        patch.setattr(packages.player, "page", full_disk)
        with pytest.raises(DiskFullError):
            judging.hide(desk, code, [3], "李静")
    assert packages.verify(inside) == ()
    assert "apart" not in [one.kind for one in fixity_of(desk).checks(code)]

    assert judging.renew_packages(desk, code, "李静") == (inside,)
    assert packages.verify(inside) == ()
    assert "清水河" not in words_of(inside)


def full_disk(_view: object) -> str:
    """Fail as a full disk does."""
    raise DiskFullError(path="档案包")
