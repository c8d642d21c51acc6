"""Backups: the whole workspace as a BagIt bag on another disk, consistent while people work.

The database is copied first, as of one moment; files are only ever added, so every file it names is there to be copied.
"""

import contextlib
import datetime as dt
import errno
import itertools
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from toolkit.archive.backup_files import (
    database_of,
    faults_of_copy,
    files_of,
    left_out,
    refuse_alike,
    refuse_full,
)
from toolkit.core import (
    MissingFileError,
    PackageRefusedError,
    ReadOnlyWorkspaceError,
    UnfinishedError,
    WrongValueError,
    copy_verified,
    make_folder,
    moves,
    staging,
    sync_folder,
    windows_names,
    writing_faults,
)
from toolkit.formats import bags
from toolkit.store import (
    BACKUPS,
    COUNTERS,
    EVENTS,
    METADATA,
    PENDING_WORK,
    HiddenRowsError,
    Store,
    row_as,
    text_of,
    wholeness,
)
from toolkit.workspace import Desk, Work, pending

_FRESH = "backup"
_FORM_OF_NAME = "夜话备份-20260101-000000"
# The errors of a disk that is not there any more.
_GONE = {errno.EIO, errno.ENXIO, errno.ENODEV, errno.ESTALE, errno.ENOTCONN}


@dataclass(frozen=True)
class Backup:
    """A registered backup: its folder, root, files, bytes; `faults` says in Chinese what was wrong, or lacks."""

    path: str
    root: str
    by: str
    files: int
    size: int
    faults: tuple[str, ...]
    made_at: str = ""


def make(desk: Desk, out: Path, by: str) -> Backup:
    """Copy the whole workspace into a new folder in `out`, read it back, register it, and return it.

    Files that are faulty already, such as a changed recording, are copied unchanged and listed in `faults`. Raise
    HiddenRowsError for a user of a server who may not read every row, WrongValueError for a place inside the workspace
    or no name, DiskFullError before anything is copied, UnreadableFileError, ReadOnlyWorkspaceError.
    """
    root = desk.workspace.root
    if not desk.store.sees_all():
        raise HiddenRowsError(what="备份", path=desk.store.place, who="纪检或技术员")
    if not by.strip():
        raise WrongValueError(field="备份人", value=by, why="要写明是谁备份的")
    if out.resolve().is_relative_to(root):
        raise WrongValueError(field="备份的位置", value=str(out), why="不能放在工作文件夹里面，请换一块盘")
    database = database_of(desk)
    wanted = list(files_of(root, database))
    refuse_alike(root, wanted)
    windows_names.refuse_unfit(out, (f"{_FORM_OF_NAME}/data/{path.relative_to(root).as_posix()}" for path in wanted))
    with _disk_gone(out):
        make_folder(out)
        refuse_full(out, [*wanted, database])
        key = _copy_out(desk, out, by.strip(), wanted)
    work, unfinished = pending.settled(desk, key, report=False)
    if unfinished:
        raise UnfinishedError(listing="\n".join(unfinished))
    made = next(backup for backup in listing(desk) if backup.path == work.result["path"])
    # Comes last: after a kill before it, the next run reports this backup instead of making another.
    with desk.store.transaction() as tx:
        pending.mark_reported(tx, key)
    return made


def _copy_out(desk: Desk, out: Path, by: str, wanted: list[Path]) -> int:
    """Make the backup in a hidden folder of `out`, and return the id of the pending work that registers it."""
    database = database_of(desk)
    place = staging.new_place(out.resolve(), "backup")
    details: dict[str, Any] = {"staging": str(place), "by": by}
    subject = place.parent.name or str(place.parent)
    with (
        pending.entered(
            desk, "backup", subject, details, is_void=lambda: place.parent.is_dir() and not place.exists()
        ) as key,
        writing_faults(out),
        staging.staged(place) as half_made,
    ):
        fresh = half_made.path / _FRESH
        data = make_folder(fresh / "data")
        desk.store.copy_to(data / database.name)
        _close_own_work(data / database.name, key)
        digests = dict(_copied(desk.workspace.root, wanted, data))
        faults = (*faults_of_copy(data / database.name, digests), *left_out(desk, digests))
        bags.seal(fresh, _info(desk, by))
        _refuse_unlike(fresh, digests)
        sizes = [path.stat().st_size for path in data.rglob("*") if path.is_file()]
        details |= {"root": bags.root_of(fresh), "files": len(sizes), "size": sum(sizes), "faults": faults}
        with desk.store.transaction() as tx:
            pending.set_details(tx, key, details | {"target": str(_free_name(place.parent))})
        half_made.keep()
    return key


def _close_own_work(database: Path, key: int) -> None:
    """Close the work `key`, the making of this very copy, in the copied `database`."""
    store = Store.open(f"sqlite:///{database}")
    try:
        with store.transaction() as tx:
            pending.close(tx, key)
    finally:
        store.close()
        for passing in database.parent.glob(f"{database.name}-*"):
            moves.remove(passing)


def _free_name(out: Path) -> Path:
    """Return an unused path for a backup in `out`: two may be made within one second."""
    stem = f"夜话备份-{dt.datetime.now().astimezone():%Y%m%d-%H%M%S}"
    names = itertools.chain([stem], (f"{stem}-{n}" for n in itertools.count(2)))
    return next(out / name for name in names if not os.path.lexists(out / name))


def _copied(root: Path, wanted: list[Path], data: Path) -> Iterator[tuple[str, str]]:
    """Copy `wanted` into `data` and yield name and hash of each; files deleted meanwhile are no recorded files."""
    for path in wanted:
        name = path.relative_to(root).as_posix()
        with contextlib.suppress(MissingFileError):
            yield name, copy_verified(path, data / name)


def _info(desk: Desk, by: str) -> dict[str, str]:
    return {
        "Source-Organization": desk.settings.office.name,
        "Contact-Name": by,
        "External-Description": "夜话工作文件夹的整体备份",
        "Bagging-Date": desk.today.isoformat(),
    }


def _refuse_unlike(fresh: Path, digests: Mapping[str, str]) -> None:
    """Raise PackageRefusedError unless the manifest, made from the copies, has the `digests` of the sources."""
    written = {
        name.removeprefix("data/"): digest
        for manifest in bags.manifests(bags.listing(fresh), "utf-8")
        if not manifest.is_tag and manifest.algorithm == "sha256"
        for name, digest in manifest.digests.items()
    }
    wrong = [name for name, digest in digests.items() if written.get(bags.nfc(name)) != digest]
    if wrong:
        raise PackageRefusedError(path=fresh, why=f"写完读回的内容不同：{'、'.join(wrong)}，请检查磁盘")


def finish(desk: Desk, work: Work, at: Path | None) -> dict[str, Any]:
    """Register a backup that was made whole, or remove a part of one: pending work of the kind `backup`.

    Raise MissingFileError when its disk is not here, PackageRefusedError when it was changed since.
    """
    del at
    details = work.details
    place, target = Path(details["staging"]), Path(details["target"]) if "target" in details else None
    if staging.is_alive(place):
        raise pending.StillRunningError
    if not place.parent.is_dir():
        raise MissingFileError(path=place.parent)
    if target is not None and (place / _FRESH).is_dir():
        target = _renamed(desk, work, place, target)
    moves.remove_tree(place)
    staging.sweep(place.parent, ("backup",))
    if target is None or not target.is_dir():
        return {}
    if bags.root_of(target) != details["root"]:
        raise PackageRefusedError(path=target, why="备份与做完时不同，没有登记，请删掉它重新备份")
    with desk.store.transaction() as tx:
        if tx.row(BACKUPS, path=str(target)) is None:
            text = text_of({name: details[name] for name in ("files", "size", "faults")})
            tx.add(BACKUPS, path=str(target), root=details["root"], by=details["by"], json=text)
    newest = listing(desk)[-1]
    wholeness.note_backup(desk.workspace.root, Path(newest.path), newest.made_at)
    return {"path": str(target), "begun": work.made_at}


def _renamed(desk: Desk, work: Work, place: Path, target: Path) -> Path:
    """Rename the backup made at `place` to `target`, or to a free name where another backup took that one meanwhile."""
    if os.path.lexists(target):
        target = _free_name(target.parent)
        with desk.store.transaction() as tx:
            pending.set_details(tx, work.id, {**work.details, "target": str(target)})
    moves.move(place / _FRESH, target)
    sync_folder(target.parent)
    return target


def finished_earlier(desk: Desk, out: Path) -> Backup | None:
    """Return a backup in `out` that an opening finished after a power cut, if it is unreported and nothing changed."""
    with desk.store.reading() as tx:
        finished = [work for work in pending.unreported(tx, "backup") if "path" in work.result]
    for work in finished:
        with desk.store.transaction() as tx:
            pending.mark_reported(tx, work.id)
    paths = [
        work.result["path"]
        for work in finished
        if Path(work.result["path"]).parent == out.resolve() and not _changed_since(desk, work.result["begun"])
    ]
    return next((backup for backup in listing(desk) if backup.path in paths[-1:]), None)


def _changed_since(desk: Desk, moment: str) -> bool:
    """Return whether the workspace holds a row or file that is newer than `moment` (UTC, ISO).

    Rows that registering a backup adds do not count; a row of the chain always comes with the fact it binds.
    """
    own = {BACKUPS, PENDING_WORK, COUNTERS, EVENTS}
    tables = [table for table in METADATA.sorted_tables if table not in own]
    with desk.store.reading() as tx:
        newest = [row["made_at"] for table in tables for row in [tx.row(table)] if row]
    begun = dt.datetime.fromisoformat(moment).timestamp()
    root = desk.workspace.root
    files = (path for path in files_of(root, database_of(desk)) if path != wholeness.backup_note(root))
    return any(made_at > moment for made_at in newest) or any(path.stat().st_mtime > begun for path in files)


def unregistered(desk: Desk, out: Path) -> tuple[Path, ...]:
    """Return the backups in `out` that the register of this workspace lacks, as after the loss of a workspace."""
    known = {Path(backup.path).name for backup in listing(desk)}
    folders = (path for path in sorted(out.glob("夜话备份-*")) if (path / "bagit.txt").is_file())
    return tuple(path for path in folders if path.name not in known)


@contextlib.contextmanager
def _disk_gone(out: Path) -> Iterator[None]:
    """Turn the errors of a disk that was pulled out into MissingFileError."""
    try:
        yield
    except (OSError, ReadOnlyWorkspaceError) as fault:
        # Windows says "access denied" of a drive that is not there.
        if getattr(fault, "errno", None) in _GONE or not out.parent.is_dir():
            raise MissingFileError(path=out) from fault
        raise


def listing(desk: Desk) -> tuple[Backup, ...]:
    """Return the registered backups, oldest first."""
    with desk.store.reading() as tx:
        return tuple(row_as(Backup, row) for row in tx.rows(BACKUPS))
