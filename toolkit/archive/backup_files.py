"""The files of a workspace that a backup holds, and their comparison with the database."""

import os
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

from toolkit.archive import kept_files
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
    """Yield the files of the workspace at `root` without the `database`, keys of TLS, rebuilt and passing files."""
    for folder, inner, names in os.walk(root):
        # Folders that begin with a dot are work in progress: their content counts only when it is renamed.
        inner[:] = sorted(name for name in inner if not name.startswith("."))
        for name in sorted(names):
            path = Path(folder) / name
            is_key = any(path.relative_to(root).match(pattern) for pattern in _KEYS)
            is_left_out = is_key or name.startswith((".", *REBUILT)) or name.endswith(_PASSING)
            if path != database and not is_left_out and path.is_file() and not path.is_symlink():
                yield path


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
    """Yield in Chinese the faults of the copied `database`, and of the files it names by their copies' `digests`."""
    store = Store.open(f"sqlite:///{database}")
    try:
        yield from store.flaws()
        with store.reading() as tx:
            registered = list(kept_files.sounds_and_papers(tx))
        for file in registered:
            if file.path not in digests:
                yield f"台账里登记的文件不在：{file.path}"
            elif digests[file.path] != file.sha256:
                yield f"文件与台账登记的校验值不符：{file.path}"
    finally:
        store.close()
