"""A backup comes back into an empty folder, whole and at work, and a spoiled one does not."""

import shutil
from pathlib import Path

import bagit
import pytest

from toolkit.archive import backups, restoring
from toolkit.archive.fixity import fixity_of
from toolkit.core.errors import PackageRefusedError
from toolkit.core.files import sha256_of, write_whole
from toolkit.grievances.register import confirm_grievances, load_grievances
from toolkit.search.searching import search
from toolkit.workspace import desk as desks
from toolkit.workspace.desk import Desk


def hashes(root: Path) -> dict[str, str]:
    return {path.relative_to(root).as_posix(): sha256_of(path) for path in root.rglob("*") if path.is_file()}


def test_backup_restored_into_an_empty_folder_is_the_workspace(full: Desk, tmp_path: Path, kept) -> None:  # noqa: ANN001
    made = backups.make(full, tmp_path / "移动 硬盘", "王芳")
    before = {name: sha for name, sha in hashes(full.workspace.root).items() if ".db" not in name and name[0] != "."}
    done = restoring.restore(Path(made.path), tmp_path / "新 电脑" / "工作")
    assert (done.faults, made.faults) == ((), ())
    assert {name: sha for name, sha in hashes(Path(done.path)).items() if ".db" not in name} == before
    assert done.counted == {"夜话": 1, "录音": 2, "文书": 0, "事项": 1, "按校验值核对的文件": 4}
    again = desks.open_desk(Path(done.path), today=full.today)
    assert load_grievances(again.store, kept.code) == load_grievances(full.store, kept.code)
    assert [one.hash for one in fixity_of(again).checks()] == [one.hash for one in fixity_of(full).checks()]
    assert all(Path(one.path).is_relative_to(done.path) for one in fixity_of(again).checks()), (
        "its own packages are meant"
    )
    assert [hit.code for hit in search(again, "路灯")] == [hit.code for hit in search(full, "路灯")]
    number = confirm_grievances(again.store, kept.code, [3], {}, by="王芳")[0].number
    assert str(number).endswith("-诉002"), "numbers go on where they were"
    again.store.close()


def test_a_package_is_found_where_the_restored_workspace_lies(full: Desk, tmp_path: Path, kept) -> None:  # noqa: ANN001
    made = backups.make(full, tmp_path / "盘", "王芳")
    restoring.restore(Path(made.path), tmp_path / "新")
    shutil.rmtree(full.workspace.root / "packages")
    again = desks.open_desk(tmp_path / "新", today=full.today)
    assert fixity_of(again).check(kept.code, None, "王芳").result == "sound"
    assert fixity_of(again).last_fixed(kept.code).path == str(tmp_path / "新" / "packages" / kept.code)
    again.store.close()


@pytest.mark.parametrize("spoil", ["changed", "lost", "added"])
def test_a_spoiled_backup_is_told_and_nothing_is_restored(full: Desk, tmp_path: Path, spoil: str) -> None:
    made = backups.make(full, tmp_path / "盘", "王芳")
    file = Path(made.path) / "data" / "retention.csv"
    if spoil == "changed":
        file.write_bytes(file.read_bytes() + b"x")
    elif spoil == "lost":
        file.unlink()
    else:
        write_whole(file.with_name("多的.txt"), "x")
    assert len(restoring.check(full, Path(made.path))) >= 1
    with pytest.raises(PackageRefusedError, match="没有恢复"):
        restoring.restore(Path(made.path), tmp_path / "新")
    assert not (tmp_path / "新").exists()


def test_a_backup_whose_manifests_were_made_anew_is_told_by_the_register(full: Desk, tmp_path: Path) -> None:
    made = backups.make(full, tmp_path / "盘", "王芳")
    assert restoring.check(full, Path(made.path)) == ()
    bag = bagit.Bag(made.path)
    write_whole(Path(made.path) / "data" / "retention.csv", "类别,保管期限\n")
    bag.save(manifests=True)
    assert [fault for fault in restoring.check(full, Path(made.path)) if "根值" in fault] != []
    renamed = Path(made.path).rename(tmp_path / "盘" / "换了名字")
    assert [fault for fault in restoring.check(full, renamed) if "根值" in fault] != []
    with pytest.raises(PackageRefusedError, match="根值"):
        restoring.restore(renamed, tmp_path / "新", made.root)


def test_a_renamed_backup_and_one_of_another_workspace_are_held_against_a_root(full: Desk, tmp_path: Path) -> None:
    made = backups.make(full, tmp_path / "盘", "王芳")
    renamed = Path(made.path).rename(tmp_path / "盘" / "换了名字")
    assert restoring.check(full, renamed) == ()
    other = desks.open_desk(tmp_path / "别处", today=full.today)
    assert [fault for fault in restoring.check(other, renamed) if "--against" in fault] != []
    assert restoring.check(other, renamed, made.root) == ()
    assert restoring.check(full, renamed, "0" * 64) != ()
    other.store.close()


def test_proving_leaves_nothing_behind(full: Desk, tmp_path: Path) -> None:
    made = backups.make(full, tmp_path / "盘", "王芳")
    assert restoring.prove(Path(made.path)).faults == ()
    assert [path.name for path in (tmp_path / "盘").iterdir()] == [Path(made.path).name]


@pytest.mark.parametrize("name", ["Lu\u0308.txt", "\uf900.txt"])
def test_a_name_in_another_unicode_form_is_backed_up_and_comes_back(full: Desk, tmp_path: Path, name: str) -> None:
    write_whole(full.workspace.root / "proofs" / name, "x")
    made = backups.make(full, tmp_path / "盘", "王芳")
    done = restoring.restore(Path(made.path), tmp_path / "新")
    assert done.faults == ()
    assert (tmp_path / "新" / "proofs" / name).read_text(encoding="utf-8") == "x"
