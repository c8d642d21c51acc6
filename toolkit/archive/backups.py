"""The whole workspace onto another disk and back: consistent while people work, every file by its hash, and proved.

A backup is a BagIt bag whose payload is the workspace, so that any archive's tools can check it without this program.
The database is copied first, as of one moment; files are only ever added, so whatever it names is there to be copied.
"""

import contextlib
import datetime as dt
import errno
import itertools
import json
import os
import shutil
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from toolkit.archive.fixity import fixity_of
from toolkit.cases import ledger_of
from toolkit.core import (
    DiskFullError,
    MissingFileError,
    PackageRefusedError,
    ReadOnlyWorkspaceError,
    StoreError,
    UnfinishedError,
    WrongValueError,
    copy_verified,
    make_folder,
    moves,
    sha256_of,
    staging,
    sync_folder,
    windows_names,
    writing_faults,
)
from toolkit.formats import bags, flaws
from toolkit.meetings import list_meetings, list_recordings
from toolkit.papers import list_papers
from toolkit.store import BACKUPS, COUNTERS, EVENTS, METADATA, PENDING_WORK, Store, text_of, wholeness
from toolkit.workspace import Desk, Work, open_desk, pending

# Made again at will, or of this moment only.
_LEFT_OUT = ("search.db", "repeats.db")
_PASSING = ("-door", "-turn", ".who", ".lock", "-journal")
_SPARE = 1.02
_FRESH = "backup"
_FORM_OF_NAME = "夜话备份-20260101-000000"
# What a system says of a disk that is not there any more.
_GONE = {errno.EIO, errno.ENXIO, errno.ENODEV, errno.ESTALE, errno.ENOTCONN}


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
    _refuse_alike(root, wanted)
    windows_names.refuse_unfit(out, (f"{_FORM_OF_NAME}/data/{path.relative_to(root).as_posix()}" for path in wanted))
    with _disk_gone(out):
        make_folder(out)
        _refuse_full(out, [*wanted, database])
        key = _copied_out(desk, out, by.strip(), wanted)
    work, unfinished = pending.settled(desk, key, tell=False)
    if unfinished:
        raise UnfinishedError(listing="\n".join(unfinished))
    made = next(one for one in listing(desk) if one.path == work.result["path"])
    # Comes last: killed before it, the next run tells of this backup instead of making another.
    with desk.store.transaction() as tx:
        pending.told(tx, key)
    return made


def _copied_out(desk: Desk, out: Path, by: str, wanted: list[Path]) -> int:
    """Make the backup in a hidden folder of `out`, and return the key of the work that lets it count."""
    root, database = desk.workspace.root, _database(desk)
    place = staging.new_place(out.resolve(), "backup")
    details: dict[str, Any] = {"staging": str(place), "by": by}
    with desk.store.transaction() as tx:
        key = pending.enter(tx, "backup", place.parent.name or str(place.parent), details)
    try:
        with writing_faults(out), staging.staged(place) as half_made:
            fresh = half_made.path / _FRESH
            data = make_folder(fresh / "data")
            desk.store.copy_to(data / database.name)
            _drop_own_work(data / database.name, key)
            digests = dict(_copied(root, wanted, data))
            faults = (*_store_flaws(data / database.name), *_unlike(data / database.name, digests))
            bags.seal(fresh, _info(desk, by))
            _refuse_unlike(fresh, digests)
            sizes = [path.stat().st_size for path in data.rglob("*") if path.is_file()]
            details |= {"root": bags.root_of(fresh), "files": len(sizes), "size": sum(sizes), "faults": faults}
            with desk.store.transaction() as tx:
                pending.detail(tx, key, details | {"target": str(_free_name(place.parent))})
            half_made.keep()
    except BaseException:
        if place.parent.is_dir() and not place.exists():
            with desk.store.transaction() as tx:
                pending.done(tx, key, {})
                pending.told(tx, key)
        raise
    return key


def _drop_own_work(database: Path, key: int) -> None:
    """Note in the copied `database` that the work `key`, the making of this very copy, is nothing to be finished."""
    store = Store.open(f"sqlite:///{database}")
    try:
        with store.transaction() as tx:
            pending.done(tx, key, {})
            pending.told(tx, key)
    finally:
        store.close()
        for passing in database.parent.glob(f"{database.name}-*"):
            moves.remove(passing)


def _free_name(out: Path) -> Path:
    """Return a path for a backup in `out` that is not taken: two may be made within one second."""
    stem = f"夜话备份-{dt.datetime.now().astimezone():%Y%m%d-%H%M%S}"
    names = itertools.chain([stem], (f"{stem}-{n}" for n in itertools.count(2)))
    return next(out / name for name in names if not os.path.lexists(out / name))


def finish(desk: Desk, work: Work, at: Path | None) -> dict[str, Any]:
    """Let a backup count that was made whole, and register it, or remove what there is of one: work `backup`.

    Raise MissingFileError when its disk is not here, PackageRefusedError when it is not as it was made.
    """
    del at
    told = work.details
    place, target = Path(told["staging"]), Path(told["target"]) if "target" in told else None
    if staging.is_alive(place):
        raise pending.StillRunningError
    if not place.parent.is_dir():
        raise MissingFileError(path=place.parent)
    if target is None:
        moves.remove_tree(place)
        staging.sweep(place.parent, ("backup",))
        return {}
    if (place / _FRESH).is_dir():
        target = _renamed(desk, work, place, target)
    moves.remove_tree(place)
    staging.sweep(place.parent, ("backup",))
    if not target.is_dir():
        return {}
    if bags.root_of(target) != told["root"]:
        raise PackageRefusedError(path=target, why="备份与做完时不同，没有登记，请删掉它重新备份")
    with desk.store.transaction() as tx:
        if tx.row(BACKUPS, path=str(target)) is None:
            text = text_of({name: told[name] for name in ("files", "size", "faults")})
            tx.add(BACKUPS, path=str(target), root=told["root"], by=told["by"], json=text)
    newest = listing(desk)[-1]
    wholeness.note_backup(desk.workspace.root, Path(newest.path), newest.made_at)
    return {"path": str(target), "begun": work.made_at}


def _renamed(desk: Desk, work: Work, place: Path, target: Path) -> Path:
    """Rename what was made at `place` to `target`, or to a free name where another backup took that one meanwhile."""
    if os.path.lexists(target):
        target = _free_name(target.parent)
        with desk.store.transaction() as tx:
            pending.detail(tx, work.id, {**work.details, "target": str(target)})
    moves.move(place / _FRESH, target)
    sync_folder(target.parent)
    return target


def finished_earlier(desk: Desk, out: Path) -> Backup | None:
    """Return the backup in `out` that a power cut left to be finished, if nobody was told and nothing changed since."""
    with desk.store.reading() as tx:
        known = [one for one in pending.untold(tx, "backup") if "path" in one.result]
    for one in known:
        with desk.store.transaction() as tx:
            pending.told(tx, one.id)
    paths = [
        one.result["path"]
        for one in known
        if Path(one.result["path"]).parent == out.resolve() and not _changed_since(desk, one.result["begun"])
    ]
    return next((one for one in listing(desk) if one.path in paths[-1:]), None)


def _changed_since(desk: Desk, moment: str) -> bool:
    """Tell whether the workspace holds a row or file that is newer than `moment` (UTC, ISO).

    What registering a backup itself adds does not count; a row of the chain always comes with the fact it binds.
    """
    own = {BACKUPS, PENDING_WORK, COUNTERS, EVENTS}
    tables = [table for table in METADATA.sorted_tables if table not in own]
    with desk.store.reading() as tx:
        newest = [row["made_at"] for table in tables for row in [tx.row(table)] if row]
    begun = dt.datetime.fromisoformat(moment).timestamp()
    root = desk.workspace.root
    files = (path for path in _files(root, _database(desk)) if path != wholeness.backup_note(root))
    return any(each > moment for each in newest) or any(path.stat().st_mtime > begun for path in files)


def unregistered(desk: Desk, out: Path) -> tuple[Path, ...]:
    """Return the backups in `out` that no register of this workspace knows, as after the loss of one."""
    known = {Path(one.path).name for one in listing(desk)}
    return tuple(
        one for one in sorted(out.glob("夜话备份-*")) if one.name not in known and (one / "bagit.txt").is_file()
    )


@contextlib.contextmanager
def _disk_gone(out: Path) -> Iterator[None]:
    """Turn what a system says when a disk is pulled out into MissingFileError, which says so."""
    try:
        yield
    except (OSError, ReadOnlyWorkspaceError) as fault:
        # Windows says "access denied" of a drive that is not there.
        if getattr(fault, "errno", None) in _GONE or not out.parent.is_dir():
            raise MissingFileError(path=out) from fault
        raise


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
    store = Store.open(f"sqlite:///{database}")
    try:
        for one in list_recordings(store):
            if not one.destroyed:
                yield from ((one.original, one.sha256), (one.access, one.access_sha256))
        yield from ((paper.file, paper.sha256) for paper in list_papers(store) if not paper.is_emptied)
    finally:
        store.close()


def _info(desk: Desk, by: str) -> dict[str, str]:
    return {
        "Source-Organization": desk.settings.office.name,
        "Contact-Name": by,
        "External-Description": "夜话工作文件夹的整体备份",
        "Bagging-Date": desk.today.isoformat(),
    }


def _refuse_alike(root: Path, wanted: list[Path]) -> None:
    """Raise WrongValueError for names that are one in Unicode form NFC: a bag, and many a disk, cannot hold both."""
    seen: dict[str, Path] = {}
    for path in wanted:
        name = _plain(path.relative_to(root).as_posix())
        if name in seen:
            both = f"{seen[name]} 和 {path}"
            raise WrongValueError(
                field="文件名", value=both, why="看起来一样、编码不同，备份里放不下两个，请改其中一个的名字"
            )
        seen[name] = path


def _plain(name: str) -> str:
    return unicodedata.normalize("NFC", name)


def _refuse_unlike(fresh: Path, digests: Mapping[str, str]) -> None:
    """Hold what the manifest says, which was read from the copies, against what was read from the workspace."""
    written = {
        name.removeprefix("data/"): digest
        for one in bags.manifests(bags.listing(fresh), "utf-8")
        if not one.is_tag and one.algorithm == "sha256"
        for name, digest in one.digests.items()
    }
    wrong = [name for name, digest in digests.items() if written.get(_plain(name)) != digest]
    if wrong:
        raise PackageRefusedError(path=fresh, why=f"写完读回的内容不同：{'、'.join(wrong)}，请检查磁盘")


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
    staging.sweep(into.parent, ("restoring",))
    with writing_faults(into), staging.staged(staging.new_place(into.parent, "restoring")) as half_made:
        fresh = make_folder(half_made.path / "workspace")
        for path in files:
            copy_verified(path, fresh / path.relative_to(data))
        if into.exists():
            moves.patiently(into.rmdir)
        moves.move(fresh, into)
    return _proved(into)


def prove(backup: Path) -> Restored:
    """Restore `backup` into a folder beside it, look at it as `restore` does, remove it, and return what was found."""
    staging.sweep(backup.parent, ("proving",))
    with staging.staged(staging.new_place(backup.parent, "proving")) as half_made:
        return restore(backup, half_made.path / "workspace")


def _proved(root: Path) -> Restored:
    desk = open_desk(root)
    try:
        database = _database(desk)
        faults = [*desk.store.flaws(), *fixity_of(desk).broken(), *desk.events.verify().broken]
        digests = {}
        for name, sha256 in _named(database):
            path = root / name
            digests[name] = sha256_of(path) if path.is_file() else ""
            if digests[name] != sha256:
                faults.append(f"文件与台账登记的校验值不符：{name}")
        counted = {
            "夜话": len(list_meetings(desk.store)),
            "录音": len(list_recordings(desk.store)),
            "文书": len(list_papers(desk.store)),
            "事项": len(ledger_of(desk).cases()),
            "按校验值核对的文件": len(digests),
        }
    finally:
        desk.store.close()
    return Restored(str(root), counted, tuple(faults))
