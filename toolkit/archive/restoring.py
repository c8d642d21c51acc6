"""Checks of backups, and their restoration into a new workspace."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from toolkit.archive import kept_files, packages
from toolkit.archive.backup_files import refuse_full
from toolkit.archive.backups import listing
from toolkit.archive.fixity import fixity_of
from toolkit.cases import ledger_of
from toolkit.core import (
    MissingFileError,
    PackageRefusedError,
    WrongValueError,
    copy_verified,
    make_folder,
    moves,
    sha256_of,
    staging,
    windows_names,
    writing_faults,
)
from toolkit.formats import bags, flaws
from toolkit.meetings import list_meetings, list_recordings
from toolkit.papers import list_papers
from toolkit.store import sqlite_file
from toolkit.workspace import Desk, Workspace, open_desk, settings_editing


@dataclass(frozen=True)
class Restored:
    """A workspace restored from a backup: its path, the number of its records by kind, its faults in Chinese."""

    path: str
    counted: Mapping[str, int]
    faults: tuple[str, ...]


def check(desk: Desk, backup: Path, against: str | None = None) -> tuple[str, ...]:
    """Return in Chinese every fault of `backup`, nothing when it is sound.

    Its root must be `against` (64 hexadecimal digits), by default one of those this workspace registered, whatever its
    folder is called now, so that manifests made anew are found. Raise MissingFileError or WrongValueError.
    """
    known = {packages.as_root(against)} if against else {registered.root for registered in listing(desk)}
    return (*_flaws(backup), *_root_faults(backup, known))


def _root_faults(backup: Path, known: Collection[str]) -> Iterator[str]:
    if not (backup / bags.ROOT_FILE).is_file():
        yield f"缺少 {bags.ROOT_FILE}，算不出根值"
    elif bags.root_of(backup) not in known:
        yield (
            f"根值 {bags.root_of(backup)} 与登记过的备份、给出的根值都不同：有人改动后重做了校验清单，或者拿错了备份；"
            "如果是别的工作文件夹的备份，请加 --against 和备份时记下的根值"
        )


def _flaws(backup: Path) -> list[str]:
    if not (backup / "bagit.txt").is_file():
        raise MissingFileError(path=backup / "bagit.txt")
    return [f"{flaw.path}：{flaw.fault}" for flaw in flaws(backup)]


def restore(backup: Path, into: Path, against: str | None = None) -> Restored:
    """Restore the workspace in `backup` into the empty or new folder `into`, open it, and check all files and chains.

    The backup is only read; with `against`, that must be its root. Raise MissingFileError, PackageRefusedError naming
    every changed file, WrongValueError when `into` holds anything, DiskFullError, ReadOnlyWorkspaceError.
    """
    if not (backup / "bagit.txt").is_file():
        raise MissingFileError(path=backup / "bagit.txt")
    if into.exists() and any(into.iterdir()):
        raise WrongValueError(field="恢复到的文件夹", value=str(into), why="里面已有内容，没有覆盖，请换一个空的文件夹")
    unlike = _root_faults(backup, {packages.as_root(against)}) if against else ()
    if wrong := [*_flaws(backup), *unlike]:
        raise PackageRefusedError(path=backup, why="备份已损坏，没有恢复：" + "；".join(wrong))
    data = backup / "data"
    files = [path for path in sorted(data.rglob("*")) if path.is_file()]
    windows_names.refuse_unfit(into, (path.relative_to(data).as_posix() for path in files))
    make_folder(into.parent)
    refuse_full(into.parent, files)
    staging.sweep(into.parent, ("restoring",))
    with writing_faults(into), staging.staged(staging.new_place(into.parent, "restoring")) as half_made:
        fresh = make_folder(half_made.path / "workspace")
        for path in files:
            copy_verified(path, fresh / path.relative_to(data))
        # What was on a server lies in the file of the backup; the server may hold later facts and is left alone.
        if sqlite_file(Workspace(fresh).database_url) is None:
            settings_editing.point_store(Workspace(fresh), None)
        if into.exists():
            moves.patiently(into.rmdir)
        moves.move(fresh, into)
    return _checked(into)


def prove(backup: Path) -> Restored:
    """Restore `backup` into a temporary folder beside it, check it as `restore` does, remove it, return the result."""
    staging.sweep(backup.parent, ("proving",))
    with staging.staged(staging.new_place(backup.parent, "proving")) as half_made:
        return restore(backup, half_made.path / "workspace")


def _checked(root: Path) -> Restored:
    desk = open_desk(root)
    try:
        faults = [*desk.store.flaws(), *fixity_of(desk).broken(), *desk.events.verify().broken]
        with desk.store.reading() as tx:
            registered = {file.path: file.sha256 for file in kept_files.all_named(tx)}
        faults += _faults_of(root, registered)
        bare = sum(not sha256 for sha256 in registered.values())
        counted = {
            "夜话": len(list_meetings(desk.store)),
            "录音": len(list_recordings(desk.store)),
            "文书": len(list_papers(desk.store)),
            "事项": len(ledger_of(desk).cases()),
            "按校验值核对的文件": len(registered) - bare,
            **({"没有登记校验值、只看了在不在的文件": bare} if bare else {}),
        }
    finally:
        desk.store.close()
    return Restored(str(root), counted, tuple(faults))


def _faults_of(root: Path, registered: Mapping[str, str]) -> Iterator[str]:
    """Yield in Chinese the `registered` files, by their hash or "", that are gone from `root` or changed."""
    for name, sha256 in registered.items():
        path = root / name
        if not path.is_file():
            yield f"台账里登记的文件不在：{name}"
        elif sha256 and sha256_of(path) != sha256:
            yield f"文件与台账登记的校验值不符：{name}"
