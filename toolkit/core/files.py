"""Files written whole or not at all, private to the user, and known by their hash."""

import contextlib
import errno
import hashlib
import itertools
import os
import stat
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from toolkit.core import moves
from toolkit.core.errors import (
    AlreadyThereError,
    DiskFullError,
    HeldFileError,
    MissingFileError,
    ReadOnlyWorkspaceError,
    UnreadableFileError,
    WrongPlaceError,
)

_BLOCK = 1024 * 1024
_LONGEST_NAME = 255  # bytes, on every common file system
# How files are called while they are written: a name of their own, by which leftovers of a killed process are known.
WRITING = ".writing-"


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of the file at `path` as 64 hexadecimal digits.

    Raise MissingFileError or UnreadableFileError.
    """
    digest = hashlib.sha256()
    with open_to_read(path) as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


@contextlib.contextmanager
def open_to_read(path: Path) -> Iterator[BinaryIO]:
    """Open `path` for reading bytes; raise MissingFileError, UnreadableFileError or HeldFileError.

    A pipe or a device would be waited for, or read, without end: only a regular file, or a link to one, is opened.
    """
    try:
        refuse_special(path)
        file = moves.opened(path, "rb")
    except FileNotFoundError as fault:
        raise MissingFileError(path=path) from fault
    except OSError as fault:
        raise UnreadableFileError(path=shown(path), why=_refusal(fault)) from fault
    with file:
        yield file


def refuse_existing(*paths: Path, replace: bool) -> None:
    """Refuse to write files at `paths` where anything is, or where no file can be.

    With `replace` a regular file may be there: it is what somebody asked to have replaced. A link, a device, a pipe
    or a folder may never. Raise AlreadyThereError or WrongPlaceError.
    """
    for path in paths:
        mode = _mode_of(path)
        if mode is None:
            continue
        if not stat.S_ISREG(mode):
            raise WrongPlaceError(path=path, why="那里是文件夹、链接或设备，不是普通文件")
        if not replace:
            raise AlreadyThereError(path=path)


def refuse_no_folder(path: Path) -> None:
    """Refuse `path` as a folder to write into when it is something else, or can never be one.

    A link to a folder is a folder. Raise WrongPlaceError.
    """
    mode = _mode_of(path)
    if mode is not None and not path.is_dir():
        raise WrongPlaceError(path=path, why="那里不是文件夹")


def _mode_of(path: Path) -> int | None:
    """Return kind and mode of the file or folder at `path`, or None when nothing is there; raise WrongPlaceError."""
    text = str(path)
    if "\0" in text or any("\ud800" <= sign <= "\udfff" for sign in text):
        raise WrongPlaceError(path=shown(path), why="名称里有不能用的字符")
    if any(len(os.fsencode(part)) > _LONGEST_NAME for part in path.parts):
        raise WrongPlaceError(path=shown(path), why="名称太长")
    try:
        return path.lstat().st_mode
    except FileNotFoundError:
        _refuse_no_way_to(path)
        return None
    except NotADirectoryError as fault:
        raise WrongPlaceError(path=path, why="上一级不是文件夹") from fault
    except OSError as fault:
        raise WrongPlaceError(path=shown(path), why="系统不让用这个位置") from fault


def _refuse_no_way_to(path: Path) -> None:
    above = next((folder for folder in path.parents if os.path.lexists(folder)), None)
    if above is not None and not above.is_dir():
        raise WrongPlaceError(path=path, why=f"{above} 不是文件夹")


def shown(path: Path | str, most: int = 120) -> str:
    """Return `path` as it may stand in a sentence: no more than `most` characters, and none that cannot be written."""
    text = str(path).encode("utf-8", "replace").decode().replace("\0", "?")
    return text if len(text) <= most else f"{text[:most]}…"


def _refusal(fault: OSError) -> str:
    reasons = {
        errno.ENAMETOOLONG: "名称太长",
        errno.ELOOP: "链接绕成了圈",
        errno.EACCES: "没有读取的权限",
        errno.EIO: "磁盘读不出来",
    }
    return reasons.get(fault.errno or 0, "系统拒绝读取")


def refuse_special(path: Path) -> None:
    """Refuse anything at `path` but a regular file or a link to one; raise UnreadableFileError.

    Raise OSError when nothing can be learned about it.
    """
    try:
        mode = path.stat().st_mode
    except ValueError as fault:  # a NUL, or half a pair of surrogates
        raise UnreadableFileError(path=shown(path), why="名称里有不能用的字符") from fault
    if stat.S_ISDIR(mode):
        raise UnreadableFileError(path=path, why="这是文件夹，不是文件")
    if not stat.S_ISREG(mode):
        raise UnreadableFileError(path=path, why="这是设备或管道，不是普通文件")


def office_text(content: bytes) -> str:
    """Return the text of a file that Excel, WPS or Notepad saved: UTF-8, with or without its mark, or else GB 18030.

    Raise UnicodeDecodeError when it is neither.
    """
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("gb18030")


def make_folder(path: Path) -> Path:
    """Make the folder `path` private to the user (0700 where the system knows modes) and return it.

    So is every folder above it that is not there yet; a folder that is there keeps its mode.
    Raise WrongPlaceError where no folder can be, ReadOnlyWorkspaceError or DiskFullError.
    """
    refuse_no_folder(path)
    with writing_faults(path):
        # `parents=True` would leave those above open to everybody.
        missing = itertools.takewhile(lambda folder: not folder.exists(), path.parents)
        for folder in reversed(tuple(missing)):
            folder.mkdir(mode=0o700, exist_ok=True)
        path.mkdir(mode=0o700, exist_ok=True)
    return path


def private_file(path: Path) -> Path:
    """Make an empty file at `path` that only the user may read, unless there is one, and return it."""
    make_folder(path.parent)
    with contextlib.suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    return path


@contextlib.contextmanager
def writing_faults(path: Path) -> Iterator[None]:
    """Turn the system's refusal to write at `path` into ReadOnlyWorkspaceError, HeldFileError or DiskFullError."""
    try:
        yield
    except OSError as fault:
        if moves.is_held_elsewhere(fault):
            raise HeldFileError(path=fault.filename) from fault
        if fault.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
            raise ReadOnlyWorkspaceError(path=path) from fault
        if fault.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise DiskFullError(path=path) from fault
        raise


@contextlib.contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """Give a temporary path beside `path`; when the block ends well, sync it and rename it to `path`.

    When the block raises, the temporary file is removed and `path` stays as it was. A link is replaced, never what it
    points to. While the block runs the temporary file is claimed (see `is_being_written`), so that nobody takes it for
    one that a killed process left. Raise WrongPlaceError when `path` is a folder, device or pipe, HeldFileError when
    another program keeps `path` open, ReadOnlyWorkspaceError or DiskFullError.
    """
    mode = _mode_of(path)
    if mode is not None and not (stat.S_ISREG(mode) or stat.S_ISLNK(mode)):
        raise WrongPlaceError(path=path, why="那里是文件夹或设备，不是普通文件")
    make_folder(path.parent)
    with writing_faults(path):
        handle, name = tempfile.mkstemp(prefix=WRITING, suffix=path.suffix, dir=path.parent)
        temporary = Path(name)
        let_go = _claim(handle)
        try:
            yield temporary
            _sync(temporary)
            if moves.IS_WINDOWS:
                let_go()  # there nobody renames a file that is open
            moves.replace(temporary, path)
        except BaseException:
            let_go()
            moves.remove(temporary)
            raise
        let_go()
        sync_folder(path.parent)


def _claim(handle: int) -> Callable[[], None]:
    """Show others that this process writes the open file `handle`; return how to close it, which may be done twice."""
    if sys.platform != "win32":
        import fcntl  # noqa: PLC0415 - POSIX only

        # A drive that knows no locks: then nobody takes anything away there, see `is_being_written`.
        with contextlib.suppress(OSError):
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    handles = [handle]

    def let_go() -> None:
        while handles:
            os.close(handles.pop())

    return let_go


def is_being_written(path: Path) -> bool:
    """Return whether a living process writes the temporary file `path`, or whether that cannot be known.

    On Windows nothing is asked: a file that somebody writes cannot be removed there.
    """
    if sys.platform == "win32":
        return False
    import fcntl  # noqa: PLC0415 - POSIX only

    try:
        with path.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except OSError:
        return True
    return False


def write_whole(path: Path, content: bytes | str) -> Path:
    """Write `content` (text as UTF-8) to `path`, whole or not at all, and return `path`."""
    data = content.encode() if isinstance(content, str) else content
    with whole_file(path) as temporary:
        temporary.write_bytes(data)
    return path


def copy_verified(source: Path, target: Path) -> str:
    """Copy `source` to `target`, read the copy back, and return the SHA-256 that both have.

    Raise UnreadableFileError when the copy does not read back as the source.
    """
    digest = hashlib.sha256()
    with whole_file(target) as temporary:
        with open_to_read(source) as original, temporary.open("wb") as copy:
            while block := original.read(_BLOCK):
                digest.update(block)
                copy.write(block)
        if sha256_of(temporary) != digest.hexdigest():
            raise UnreadableFileError(path=target, why="复制后读回的内容与原件不同")
    return digest.hexdigest()


def _sync(path: Path) -> None:
    with moves.opened(path, "rb+") as file:
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Sync `folder`, so that renamings and removals in it outlast a power cut."""
    # Windows cannot open a folder; there the rename itself is durable enough.
    if not moves.IS_WINDOWS:
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
