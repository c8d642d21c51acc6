"""A backup is the whole workspace as of one moment, to the byte, and comes back into an empty folder and works."""

import errno
import json
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import bagit
import pytest
from click.testing import CliRunner, Result

from toolkit.archive import backups, restoring
from toolkit.cases import cases
from toolkit.commands.cli import main
from toolkit.core.errors import DiskFullError, MissingFileError, StoreError, WrongValueError
from toolkit.core.files import write_whole
from toolkit.meetings.recordings import find_recording
from toolkit.restricted import destruction
from toolkit.store import database as stores
from toolkit.workspace import desk as desks
from toolkit.workspace import pending
from toolkit.workspace.desk import Desk, open_desk

TOP = Path(__file__).parents[2]


def test_any_archive_s_own_tools_can_check_it(full: Desk, tmp_path: Path) -> None:
    made = backups.make(full, tmp_path / "盘", "王芳")
    bagit.Bag(made.path).validate()
    data = Path(made.path) / "data"
    names = {path.relative_to(data).as_posix() for path in data.rglob("*")}
    assert {"yehua.db", "yehua.toml", "retention.csv", "templates/自己的 模板.docx"} <= names
    assert not any(
        name.startswith((".", "search.db", "repeats.db")) or name.endswith(("-door", "-turn")) for name in names
    )


@pytest.mark.parametrize("place", ["tls/192.168.1.5", "parlour/tls"])
def test_the_keys_of_tls_are_in_no_backup(full: Desk, tmp_path: Path, place: str) -> None:
    folder = full.workspace.root / place
    for name in ("authority.key", "server.key", "authority.crt"):
        write_whole(folder / name, "x")
    try:
        made = backups.make(full, tmp_path / "盘", "王芳")
    finally:
        shutil.rmtree(folder.parent)

    assert [path.name for path in (Path(made.path) / "data" / place).iterdir()] == ["authority.crt"]


WRITER = """
import sys
from toolkit.store.database import Store
from toolkit.store.schema import MEETINGS
store = Store.open('sqlite:///' + sys.argv[1])
print('ready', flush=True)
for n in range(100000):
    with store.transaction() as tx:
        for half in ('a', 'b'):
            lunar = {'lunar_year': n, 'lunar_month': 1, 'leap': False}
            tx.add(MEETINGS, number=f'{n}{half}', place=half, held_on='2026-01-01', **lunar)
"""


def test_a_backup_while_others_write_is_of_one_moment(kept, tmp_path: Path) -> None:  # noqa: ANN001
    database = kept.desk.workspace.root / "yehua.db"
    command = [sys.executable, "-c", WRITER, str(database)]
    with subprocess.Popen(command, cwd=TOP, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        child.stdout.readline()
        try:
            made = [backups.make(kept.desk, tmp_path / f"盘{n}", "王芳") for n in range(3)]
        finally:
            child.kill()
    counts = []
    for one in made:
        with sqlite3.connect(Path(one.path) / "data" / "yehua.db") as copy:
            assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            (pairs,) = copy.execute("SELECT count(*) FROM meetings WHERE length(place) = 1").fetchone()
        copy.close()
        assert pairs % 2 == 0, "never half a transaction"
        counts.append(pairs)
    assert counts == sorted(counts)
    assert counts[-1] > 0


def test_what_was_wrong_in_the_workspace_is_told_and_copied_as_it_is(full: Desk, tmp_path: Path, kept) -> None:  # noqa: ANN001
    recording = find_recording(full.store, kept.code)
    original = full.workspace.root / recording.original
    original.write_bytes(original.read_bytes()[:-1] + b"x")
    (full.workspace.root / recording.access).unlink()
    made = backups.make(full, tmp_path / "盘", "王芳")
    assert made.faults == (
        f"文件与台账登记的校验值不符：{recording.original}",
        f"台账里登记的文件不在：{recording.access}",
    )
    assert len(restoring.prove(Path(made.path)).faults) == 2


def test_a_changed_proof_is_told_when_a_backup_is_made_and_when_it_comes_back(full: Desk, tmp_path: Path) -> None:
    proof = write_whole(tmp_path / "回证.txt", "收到")
    cases.add_entry(full, "案2026-0001", "note", "2026-10-09", proof=proof)
    kept_proof = next((full.workspace.root / "proofs").rglob("*.txt"))
    kept_proof.chmod(0o644)
    kept_proof.write_bytes(b"x")
    made = backups.make(full, tmp_path / "盘", "王芳")
    for faults in (made.faults, restoring.prove(Path(made.path)).faults):
        (fault,) = faults
        assert kept_proof.name in fault


@pytest.mark.posix
def test_a_link_is_told_and_so_is_a_package_that_lies_behind_it(full: Desk, tmp_path: Path, kept) -> None:  # noqa: ANN001
    packages = full.workspace.root / "packages"
    packages.rename(tmp_path / "大盘")
    packages.symlink_to(tmp_path / "大盘", target_is_directory=True)
    link, package = backups.make(full, tmp_path / "盘", "王芳").faults
    assert str(tmp_path / "大盘") in link
    assert kept.code in package


def test_nothing_is_overwritten_and_places_that_cannot_be_are_refused(full: Desk, tmp_path: Path) -> None:
    made = backups.make(full, tmp_path / "盘", "王芳")
    with pytest.raises(WrongValueError, match="没有覆盖"):
        restoring.restore(Path(made.path), full.workspace.root)
    with pytest.raises(WrongValueError, match="工作文件夹里面"):
        backups.make(full, full.workspace.root / "备份", "王芳")
    with pytest.raises(WrongValueError, match="谁备份"):
        backups.make(full, tmp_path / "盘", " ")
    with pytest.raises(MissingFileError):
        restoring.restore(tmp_path / "没有", tmp_path / "x")
    with pytest.raises(MissingFileError):
        restoring.check(full, tmp_path / "没有")


def test_a_disk_too_small_is_told_before_anything_is_copied(
    full: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(1, 1, 0))
    with pytest.raises(DiskFullError):
        backups.make(full, tmp_path / "盘", "王芳")
    assert list((tmp_path / "盘").iterdir()) == []
    assert backups.listing(full) == ()


def test_a_database_elsewhere_is_left_to_its_own_tools(full: Desk, tmp_path: Path) -> None:
    toml = full.workspace.settings_file
    elsewhere = tmp_path / "别处.db"
    full.store.copy_to(elsewhere)
    write_whole(toml, toml.read_text(encoding="utf-8") + f'\n[store]\nurl = "sqlite:///{elsewhere.as_posix()}"\n')
    moved = desks.open_desk(full.workspace.root, today=full.today)
    with pytest.raises(StoreError, match="自带的工具"):
        backups.make(moved, tmp_path / "盘", "王芳")
    moved.store.close()


def test_what_is_destroyed_later_names_the_backups_that_still_hold_it(full: Desk, tmp_path: Path, kept) -> None:  # noqa: ANN001
    made = backups.make(full, tmp_path / "盘", "王芳")
    assert any(made.path in place for place in destruction.erase_files.copies_elsewhere(full, kept.code))


def test_every_flaw_of_a_database_is_told(tmp_path: Path) -> None:
    store = stores.Store.open(f"sqlite:///{tmp_path / 'x.db'}")
    assert store.flaws() == ()
    with sqlite3.connect(tmp_path / "x.db") as raw:
        raw.execute(
            "INSERT INTO recordings (code, meeting, position, sha256, json, made_at) VALUES ('x','y',1,'z','{}','')"
        )
    raw.close()
    assert len(store.flaws()) == 1
    store.close()


# -- commands --------------------------------------------------------------------------------------------------


def run(desk: Desk, *words: object) -> Result:
    """Return what `yehua` answers to `words` at the workspace of `desk`."""
    return CliRunner().invoke(main, [*map(str, words), "--workspace", str(desk.workspace.root)])


def test_backup_is_made_checked_proved_restored_and_listed(full: Desk, tmp_path: Path) -> None:
    made = json.loads(run(full, "backup", "make", "--to", tmp_path / "盘", "--by", "王芳", "--json").stdout)
    assert "与备份时一致" in run(full, "backup", "check", made["path"]).output
    assert "全部一致" in run(full, "backup", "prove", made["path"]).output
    told = json.loads(run(full, "backup", "restore", made["path"], "--into", tmp_path / "新", "--json").stdout)
    assert told["faults"] == []
    assert made["path"] in run(full, "backup", "list").output
    (Path(made["path"]) / "data" / "yehua.toml").unlink()
    assert run(full, "backup", "check", made["path"]).exit_code == 1


def test_two_backups_in_one_second_are_two(full: Desk, tmp_path: Path) -> None:
    made = [backups.make(full, tmp_path / "盘", "王芳") for _ in range(3)]
    assert len({one.path for one in made}) == 3
    assert [one.path for one in backups.listing(full)] == [one.path for one in made]
    assert all(restoring.check(full, Path(one.path)) == () for one in made)


def test_two_names_that_look_alike_are_told_before_anything_is_copied(full: Desk, tmp_path: Path) -> None:
    for name in ("Lu\u0308.txt", "L\u00fc.txt"):
        write_whole(full.workspace.root / "proofs" / name, name)
    with pytest.raises(WrongValueError, match="看起来一样"):
        backups.make(full, tmp_path / "盘", "王芳")
    assert not (tmp_path / "盘").exists()


@pytest.mark.posix
def test_a_disk_pulled_out_in_the_middle_is_told_and_what_lies_on_it_goes_when_it_is_back(
    full: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = tmp_path / "media" / "盘"
    away = tmp_path / "拔下"

    def pull(*_: object) -> str:
        disk.parent.rename(away)
        raise OSError(errno.EIO, "Input/output error")

    with monkeypatch.context() as patch:
        patch.setattr(backups, "copy_verified", pull)
        with pytest.raises(MissingFileError, match="U 盘"):
            backups.make(full, disk, "王芳")
    (said,) = open_desk(full.workspace.root).unfinished
    assert "备份还没有收尾" in said
    away.rename(disk.parent)
    assert open_desk(full.workspace.root).unfinished == ()
    assert list(disk.iterdir()) == []
    assert backups.listing(full) == ()


def test_a_whole_backup_that_no_register_knows_is_named(full: Desk, tmp_path: Path) -> None:
    made = Path(backups.make(full, tmp_path / "盘", "王芳").path)
    assert backups.unregistered(full, tmp_path / "盘") == ()
    unknown = made.rename(made.with_name("夜话备份-20200101-000000"))
    assert backups.unregistered(full, tmp_path / "盘") == (unknown,)


def test_a_backup_does_not_say_that_its_own_making_is_pending(full: Desk, tmp_path: Path) -> None:
    made = backups.make(full, tmp_path / "盘", "王芳")
    restoring.restore(Path(made.path), tmp_path / "新")
    again = open_desk(tmp_path / "新")
    assert again.unfinished == ()
    with again.store.reading() as tx:
        assert pending.waiting(tx) == ()
