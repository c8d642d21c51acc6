"""The whole workspace onto another disk and back: consistent while people work, every file by its hash, and proved.

A backup is a BagIt bag whose payload is the workspace, so that any archive's tools can check it without this program.
The database is copied first, as of one moment; files are only ever added, so whatever it names is there to be copied.
"""

import contextlib
import datetime as dt
import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from toolkit import bags, moves, windows_names
from toolkit.bag_flaws import flaws
from toolkit.desk import Desk, open_desk
from toolkit.errors import DiskFullError, MissingFileError, PackageRefusedError, StoreError, WrongValueError
from toolkit.files import copy_verified, make_folder, sha256_of, writing_faults
from toolkit.schema import BACKUPS
from toolkit.store import Store, text_of

# Made again at will, or of this moment only.
_LEFT_OUT = ("search.db", "repeats.db")
_PASSING = ("-door", "-turn", ".who", ".lock", "-journal")
_SPARE = 1.02
_FORM_OF_NAME = "夜话备份-20260101-000000"


@dataclass(frozen=True)
class Backup:
    """A backup that was made: its folder, root, files, bytes; in `faults` what was wrong in the workspace already."""

    path: str
    root: str
    by: str
    files: int
    size: int
    faults: tuple[str, ...]
    made_at: str = ""


@dataclass(frozen=True)
class Restored:
    """A workspace that was put back from a backup: where, what was counted in it, and in Chinese what is wrong."""

    path: str
    counted: Mapping[str, int]
    faults: tuple[str, ...]


# -- making ----------------------------------------------------------------------------------------------------


def make(desk: Desk, out: Path, by: str) -> Backup:
    """Copy the whole workspace into a new folder in `out`, read it back, register it, and return it.

    What is wrong in the workspace already (a recording that is not as it was taken in) is copied as it is and told.
    Raise WrongValueError for a place inside the workspace or no name, DiskFullError before anything is copied,
    StoreError for a database that is no file of the workspace, UnreadableFileError, ReadOnlyWorkspaceError.
    """
    root = desk.workspace.root
    if not by.strip():
        raise WrongValueError(field="备份人", value=by, why="要写明是谁备份的")
    if out.resolve().is_relative_to(root):
        raise WrongValueError(field="备份的位置", value=str(out), why="不能放在工作文件夹里面，请换一块盘")
    database = _database(desk)
    wanted = list(_files(root, database))
    windows_names.refuse_unfit(out, (f"{_FORM_OF_NAME}/data/{path.relative_to(root).as_posix()}" for path in wanted))
    make_folder(out)
    _refuse_full(out, [*wanted, database])
    target = out / f"夜话备份-{dt.datetime.now().astimezone():%Y%m%d-%H%M%S}"
    with (
        writing_faults(out),
        tempfile.TemporaryDirectory(prefix=".backup-", dir=out, ignore_cleanup_errors=True) as temporary,
    ):
        fresh = Path(temporary) / "backup"
        data = make_folder(fresh / "data")
        desk.store.copy_to(data / database.name)
        digests = dict(_copied(root, wanted, data))
        faults = (*_store_flaws(data / database.name), *_unlike(data / database.name, digests))
        bags.seal(fresh, _info(desk, by.strip()))
        _refuse_unlike(fresh, digests)
        moves.move(fresh, target)
    return _registered(desk, target, by.strip(), faults)


def _database(desk: Desk) -> Path:
    path = Path(desk.workspace.database_url.removeprefix("sqlite:///"))
    if not path.is_relative_to(desk.workspace.root):
        raise StoreError(path=desk.workspace.database_url, why="它不在工作文件夹里，请用该数据库自带的工具备份")
    return path


def _files(root: Path, database: Path) -> Iterator[Path]:
    """Give the files of the workspace at `root` but the `database`, what is made again at will, and what is passing."""
    for folder, inner, names in os.walk(root):
        # Folders that begin with a dot are work in progress: their content counts only when it is renamed.
        inner[:] = sorted(name for name in inner if not name.startswith("."))
        for name in sorted(names):
            path = Path(folder) / name
            passing = name.startswith(".") or name.endswith(_PASSING) or name.startswith(_LEFT_OUT)
            if path != database and not passing and path.is_file() and not path.is_symlink():
                yield path


def _refuse_full(out: Path, files: list[Path]) -> None:
    needed = sum(path.stat().st_size for path in files if path.exists()) * _SPARE
    if shutil.disk_usage(out).free < needed:
        raise DiskFullError(path=out)


def _copied(root: Path, wanted: list[Path], data: Path) -> Iterator[tuple[str, str]]:
    """Copy `wanted` into `data`, and give name and hash of each; what went away meanwhile was no part of any fact."""
    for path in wanted:
        name = path.relative_to(root).as_posix()
        with contextlib.suppress(MissingFileError):
            yield name, copy_verified(path, data / name)


def _store_flaws(database: Path) -> tuple[str, ...]:
    store = Store.open(f"sqlite:///{database}")
    try:
        return store.flaws()
    finally:
        store.close()


def _unlike(database: Path, digests: Mapping[str, str]) -> Iterator[str]:
    """Give in Chinese the recordings and papers whose files are missing or not as the store says."""
    for name, sha256 in _named(database):
        if name not in digests:
            yield f"台账里登记的文件不在：{name}"
        elif digests[name] != sha256:
            yield f"文件与台账登记的校验值不符：{name}"


def _named(database: Path) -> Iterator[tuple[str, str]]:
    from toolkit.catalogue import Catalogue  # noqa: PLC0415 - a catalogue of the copy, not of the desk

    store = Store.open(f"sqlite:///{database}")
    try:
        catalogue = Catalogue(store, database.with_name("search.db"))
        for one in catalogue.recordings():
            if not one.destroyed:
                yield from ((one.original, one.sha256), (one.access, one.access_sha256))
        yield from ((paper.file, paper.sha256) for paper in catalogue.papers() if not paper.is_emptied)
    finally:
        store.close()


def _info(desk: Desk, by: str) -> dict[str, str]:
    return {
        "Source-Organization": desk.settings.office.name,
        "Contact-Name": by,
        "External-Description": "夜话工作文件夹的整体备份",
        "Bagging-Date": desk.today.isoformat(),
    }


def _refuse_unlike(fresh: Path, digests: Mapping[str, str]) -> None:
    """Hold what the manifest says, which was read from the copies, against what was read from the workspace."""
    written = {
        name.removeprefix("data/"): digest
        for one in bags.manifests(bags.listing(fresh), "utf-8")
        if not one.is_tag and one.algorithm == "sha256"
        for name, digest in one.digests.items()
    }
    wrong = [name for name, digest in digests.items() if written.get(name) != digest]
    if wrong:
        raise PackageRefusedError(path=fresh, why=f"写完读回的内容不同：{'、'.join(wrong)}，请检查磁盘")


def _registered(desk: Desk, target: Path, by: str, faults: tuple[str, ...]) -> Backup:
    sizes = [path.stat().st_size for path in (target / "data").rglob("*") if path.is_file()]
    told = {"files": len(sizes), "size": sum(sizes), "faults": faults}
    with desk.store.transaction() as tx:
        tx.add(BACKUPS, path=str(target.resolve()), root=bags.root_of(target), by=by, json=text_of(told))
    return listing(desk)[-1]


def listing(desk: Desk) -> tuple[Backup, ...]:
    """Return the backups that were made, oldest first."""
    with desk.store.reading() as tx:
        rows = tx.rows(BACKUPS)
    found = []
    for row in rows:
        told = json.loads(row["json"])
        values = {name: row[name] for name in ("path", "root", "by", "made_at")}
        found.append(Backup(files=told["files"], size=told["size"], faults=tuple(told["faults"]), **values))
    return tuple(found)


# -- checking and restoring ------------------------------------------------------------------------------------


def check(desk: Desk, backup: Path) -> tuple[str, ...]:
    """Return in Chinese everything that is not as it was when `backup` was made; nothing when it is sound.

    Where it is in the register of this workspace, its root is held against that, so that manifests made anew are told.
    Raise MissingFileError.
    """
    if not (backup / "bagit.txt").is_file():
        raise MissingFileError(path=backup / "bagit.txt")
    found = [f"{flaw.path}：{flaw.fault}" for flaw in flaws(backup)]
    known = [one.root for one in listing(desk) if Path(one.path).name == backup.name]
    if known and (backup / bags.ROOT_FILE).is_file() and bags.root_of(backup) not in known:
        found.append("根值与备份时登记的不同：有人改动后重做了校验清单，或者拿错了备份")
    return tuple(found)


def restore(backup: Path, into: Path) -> Restored:
    """Put the workspace in `backup` back into the empty or new folder `into`, open it, and prove that all is there.

    The backup itself is only read. Raise MissingFileError, PackageRefusedError naming every file that is not as it was
    backed up, WrongValueError when `into` holds anything, DiskFullError, ReadOnlyWorkspaceError.
    """
    if not (backup / "bagit.txt").is_file():
        raise MissingFileError(path=backup / "bagit.txt")
    if into.exists() and any(into.iterdir()):
        raise WrongValueError(field="恢复到的文件夹", value=str(into), why="里面已有内容，没有覆盖，请换一个空的文件夹")
    if wrong := [f"{flaw.path}：{flaw.fault}" for flaw in flaws(backup)]:
        raise PackageRefusedError(path=backup, why="备份已损坏，没有恢复：" + "；".join(wrong))
    data = backup / "data"
    files = [path for path in sorted(data.rglob("*")) if path.is_file()]
    windows_names.refuse_unfit(into, (path.relative_to(data).as_posix() for path in files))
    make_folder(into.parent)
    _refuse_full(into.parent, files)
    with (
        writing_faults(into),
        tempfile.TemporaryDirectory(prefix=".restoring-", dir=into.parent, ignore_cleanup_errors=True) as temporary,
    ):
        fresh = make_folder(Path(temporary) / "workspace")
        for path in files:
            copy_verified(path, fresh / path.relative_to(data))
        if into.exists():
            moves.patiently(into.rmdir)
        moves.move(fresh, into)
    return _proved(into)


def prove(backup: Path) -> Restored:
    """Restore `backup` into a folder beside it, look at it as `restore` does, remove it, and return what was found."""
    with tempfile.TemporaryDirectory(prefix=".proving-", dir=backup.parent, ignore_cleanup_errors=True) as temporary:
        return restore(backup, Path(temporary) / "workspace")


def _proved(root: Path) -> Restored:
    desk = open_desk(root)
    try:
        database = _database(desk)
        faults = [*desk.store.flaws(), *desk.fixity.broken()]
        digests = {}
        for name, sha256 in _named(database):
            path = root / name
            digests[name] = sha256_of(path) if path.is_file() else ""
            if digests[name] != sha256:
                faults.append(f"文件与台账登记的校验值不符：{name}")
        counted = {
            "夜话": len(desk.catalogue.meetings()),
            "录音": len(desk.catalogue.recordings()),
            "文书": len(desk.catalogue.papers()),
            "事项": len(desk.ledger.cases()),
            "按校验值核对的文件": len(digests),
        }
    finally:
        desk.store.close()
    return Restored(str(root), counted, tuple(faults))
