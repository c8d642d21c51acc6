"""The files of a workspace that a backup holds, and their comparison with the database."""

import os
import shutil
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath

from toolkit.archive import kept_files
from toolkit.archive.fixity import fixity_of
from toolkit.core import DiskFullError, StoreError, WrongValueError
from toolkit.formats import bags
from toolkit.store import Store, sqlite_file
from toolkit.workspace import REBUILT, Desk

# Ends of files that exist only while a process works.
_PASSING = ("-door", "-turn", ".who", ".lock", "-journal")
# Keys of TLS: made anew when they are missing, and whoever finds a disk must not speak for the office.
_KEYS = ("tls/*/*.key", "parlour/tls/*.key")
_SPARE = 1.02


def database_of(desk: Desk) -> Path:
    """Return the database file of the workspace, of a server the file that its copy gets in a backup.

    Raise StoreError when it is a file that lies elsewhere.
    """
    path = sqlite_file(desk.workspace.database_url) or desk.workspace.database_file
    if not path.is_relative_to(desk.workspace.root):
        raise StoreError(path=desk.workspace.database_url, why="它不在工作文件夹里，请用该数据库自带的工具备份")
    return path


def files_of(root: Path, database: Path) -> Iterator[Path]:
    """Yield the files of the workspace at `root` without the `database`, keys of TLS, rebuilt and passing files.

    Links are not followed; `links_of` names them.
    """
    for path in _kept_paths(root):
        if path != database and path.is_file() and not _is_link(path):
            yield path


def links_of(root: Path) -> Iterator[Path]:
    """Yield the files and folders of the workspace at `root` that are links, whose content lies elsewhere."""
    return (path for path in _kept_paths(root) if _is_link(path))


def _kept_paths(root: Path) -> Iterator[Path]:
    """Yield the folders and files below `root` but keys of TLS, rebuilt and passing files."""
    for folder, inner, names in os.walk(root):
        # Folders that begin with a dot are work in progress: their content counts only when it is renamed.
        inner[:] = sorted(name for name in inner if not name.startswith("."))
        yield from (Path(folder) / name for name in inner)
        for name in sorted(names):
            path = Path(folder) / name
            is_key = any(path.relative_to(root).match(pattern) for pattern in _KEYS)
            if not (is_key or name.startswith((".", *REBUILT)) or name.endswith(_PASSING)):
                yield path


def _is_link(path: Path) -> bool:
    # Before 3.12 a junction of Windows is an ordinary folder to `os.walk`, and its files are copied.
    return path.is_symlink() or (sys.version_info >= (3, 12) and path.is_junction())


def refuse_full(out: Path, files: list[Path]) -> None:
    """Raise DiskFullError when `files` do not fit onto the disk of the folder `out`."""
    needed = sum(path.stat().st_size for path in files if path.exists()) * _SPARE
    if shutil.disk_usage(out).free < needed:
        raise DiskFullError(path=out)


def refuse_alike(root: Path, files: list[Path]) -> None:
    """Raise WrongValueError for names that are equal in Unicode form NFC: a bag and many disks cannot hold both."""
    seen: dict[str, Path] = {}
    for path in files:
        first = seen.setdefault(bags.nfc(path.relative_to(root).as_posix()), path)
        if first is not path:
            why = "看起来一样、编码不同，备份里放不下两个，请改其中一个的名字"
            raise WrongValueError(field="文件名", value=f"{first} 和 {path}", why=why)


def faults_of_copy(database: Path, digests: Mapping[str, str]) -> Iterator[str]:
    """Yield in Chinese the faults of the copied `database`, and of the files it names by their copies' `digests`.

    How many files have no hash to be held against is told last.
    """
    store = Store.open(f"sqlite:///{database}")
    try:
        yield from store.flaws()
        with store.reading() as tx:
            registered = list(kept_files.all_named(tx))
        for file in registered:
            if file.path not in digests:
                yield f"台账里登记的文件不在：{file.path}"
            elif file.sha256 and digests[file.path] != file.sha256:
                yield f"文件与台账登记的校验值不符：{file.path}"
        if bare := sum(not file.sha256 for file in registered):
            yield f"有 {bare} 个文件台账里没有登记校验值，改没改查不出来，只看了在不在"
    finally:
        store.close()


def left_out(desk: Desk, copied: Iterable[str]) -> Iterator[str]:
    """Yield in Chinese the links of the workspace, and the packages of the ledger none of whose files is `copied`.

    `copied` are the names of the files in the backup, relative to the workspace.
    """
    root, folders = desk.workspace.root, {str(PurePosixPath(name).parent) for name in copied}
    for link in links_of(root):
        yield (
            f"{link.relative_to(root).as_posix()} 是个链接，真正的内容在 {os.path.realpath(link)}，没有备份进来；"
            "请把内容搬回工作文件夹，或者另外备份那里"
        )
    ledger = fixity_of(desk)
    for code in ledger.standing():
        places = [Path(fixing.path) for fixing in ledger.watched(code)]
        inside = [place.relative_to(root).as_posix() for place in places if place.is_relative_to(root)]
        if not folders.intersection(inside):
            yield f"档案包 {code} 不在这份备份里，登记的位置是 {places[-1]}；请另外备份它，或者先查明它在哪里"
