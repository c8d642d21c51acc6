"""Workers keep the files of a share: what is lost or damaged there is put right, and packages are written whole."""

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tests.cluster.machines import Here
from toolkit.archive import appraisals, list_packages, packages
from toolkit.archive.appraisals import Appraisal
from toolkit.cluster import tasks, upkeep
from toolkit.cluster.pool import Crew
from toolkit.cluster.shares import GoneShareError, Share
from toolkit.commands.cli import main
from toolkit.core import WrongValueError
from toolkit.meetings import find_recording, intake, list_recordings
from toolkit.restricted import destruction, sealed_workspace, sealing, sealing_plan
from toolkit.workspace import Desk, open_desk


@pytest.fixture
def crew() -> Any:
    """Give a crew of this process."""
    return Crew(Here(), None)  # type: ignore[arg-type]


@pytest.fixture
def share(tmp_path: Path) -> Share:
    """Give a share in a folder."""
    (tmp_path / "共用").mkdir()
    made = Share(str(tmp_path / "共用"))
    made.make()
    return made


def _nothing(_done: float, _total: float) -> None:
    pass


def test_lost_and_damaged_files_are_put_right(desk: Desk, beginning: Any, share: Share, crew: Any) -> None:
    (recording,) = intake.take_in(desk, [beginning(5)], "2026-09-25", "柳树湾")
    filled = upkeep.fill(desk, share, _nothing)
    assert (filled.sound, len(filled.put)) == (2, 2)
    original = Path(share.place) / recording.sha256[:2] / recording.sha256
    original.chmod(0o600)
    original.write_bytes(b"damaged")
    share.remove(recording.access_sha256)
    (desk.workspace.root / recording.access).unlink()

    done = upkeep.check(desk, share, crew, _nothing)

    assert (done.put, done.made, done.faults) == ([f"{recording.code} 原件"], [f"{recording.code} 试听件"], [])
    assert "make_access_copy" in crew.pool.asked
    assert upkeep.check(desk, share, crew, _nothing).sound == 2


def test_a_share_that_vanished_is_told_and_nothing_is_written(
    desk: Desk, beginning: Any, share: Share, crew: Any, tmp_path: Path
) -> None:
    intake.take_in(desk, [beginning(5)], "2026-09-25", "柳树湾")
    (tmp_path / "共用").rename(tmp_path / "挪走")

    for act in (lambda: upkeep.fill(desk, share, _nothing), lambda: upkeep.check(desk, share, crew, _nothing)):
        with pytest.raises(GoneShareError):
            act()
    assert not (tmp_path / "共用").exists()


def test_a_worker_writes_and_verifies_a_package(kept: Any, crew: Any, tmp_path: Path) -> None:
    ((code, written, faults),) = upkeep.pack(kept.desk, [kept.code], tmp_path / "包", crew, "何琳")

    assert (code, faults) == (kept.code, [])
    assert packages.verify(written.path) == ()
    assert [package.root for package in list_packages(kept.desk.store, code)] == [written.root]
    assert crew.pool.asked == ["write_package", "package_faults"]


def test_names_of_tasks_tell_nothing() -> None:
    assert "0194" not in tasks.name_of("0194-LY·2026-D30-0001", "/档案")


def test_sounds_from_before_a_sealing_are_removed_and_those_of_now_stay(
    kept: Any,
    share: Share,
    tmp_path: Path,
    quick_lock: None,  # noqa: ARG001
) -> None:
    desk, code = kept.desk, kept.code
    settings = desk.workspace.settings_file
    text = settings.read_text(encoding="utf-8").replace('\nshare = ""', f'\nshare = "{share.place}"', 1)
    settings.write_text(text, encoding="utf-8")
    desk = open_desk(desk.workspace.root, today=desk.today)
    for recording in list_recordings(desk.store):
        share.put(desk.workspace.root / recording.original, recording.sha256)
    with pytest.raises(WrongValueError, match="没有封存、删除或者销毁过"):
        upkeep.remove(desk, share, code, "李强")
    was = find_recording(desk.store, code)
    vault = sealed_workspace.make_vault(desk, tmp_path / "盘", "赵敏", "k7mp-2wxy-9abc-defg-h3jk")
    done = sealing.seal(desk, vault, sealing_plan.plan(desk, code), "李强")
    now = find_recording(desk.store, code)
    access = desk.workspace.root / now.access
    share.put(access, now.access_sha256)

    removed = upkeep.remove(desk, share, code, "李强")

    assert any(share.place in place and f"cluster share remove {code}" in place for place in done.elsewhere)
    assert removed == (was.sha256,)
    assert not share.holds(was.sha256)
    assert share.holds(now.access_sha256)
    assert share.holds(find_recording(desk.store, kept.other).sha256)
    assert [event.by for event in desk.events.of(code) if event.kind == "share.removed"] == ["李强"]
    assert desk.events.verify().broken == ()
    assert upkeep.remove(desk, share, code, "李强") == ()


def test_the_command_removes_both_sounds_of_a_destroyed_recording(desk: Desk, beginning: Any, share: Share) -> None:
    (recording,) = intake.take_in(desk, [beginning(5)], "2026-09-25", "柳树湾")
    upkeep.fill(desk, share, _nothing)
    later = replace(desk, today=dt.date(2057, 1, 5))
    appraisals.appraise(desk.store, Appraisal(recording.code, "destroy", ("王芳", "李强"), "没有价值"), 2057)
    destruction.destroy(later, recording.code, "王芳", "李强")
    words = ["cluster", "share", "remove", recording.code, "--share", share.place, "--by", "李强"]

    done = CliRunner().invoke(main, [*words, "--workspace", str(desk.workspace.root)])

    assert (done.exit_code, done.output.count("删去")) == (0, 2), done.output
    assert not share.holds(recording.sha256)
    assert not share.holds(recording.access_sha256)
