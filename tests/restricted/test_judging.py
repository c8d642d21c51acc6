"""What is hidden as an accusation leaves the packages that lie here, and what lies elsewhere is told."""

from pathlib import Path
from typing import Any

from toolkit.archive import packing
from toolkit.archive.fixity import fixity_of
from toolkit.grievances import access_log
from toolkit.grievances.register import judge_accusations
from toolkit.restricted import judging


def words_of(folder: Path) -> str:
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and path.suffix not in {".wav", ".mp3"})
    return "".join(path.read_text(encoding="utf-8", errors="ignore") for path in files)


def test_a_package_is_written_again_without_the_words_and_the_ledger_tells(kept: Any, tmp_path: Path) -> None:
    desk, code = kept.desk, kept.code
    access_log.close(desk, code, "何琳")
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
    access_log.close(desk, code, "何琳")
    inside = packing.pack_into_workspace(desk, code).path
    judge_accusations(desk.store, code, [3], "yes", "李静")

    assert judging.renew_packages(desk, code, "李静") == (inside,)
    assert judging.renew_packages(desk, code, "李静") == ()
    assert "清水河" not in words_of(inside)
