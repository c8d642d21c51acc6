"""Files written whole or not at all, private to the user, and known by their hash."""

import contextlib
import errno
import hashlib
import itertools
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from toolkit.errors import DiskFullError, MissingFileError, ReadOnlyWorkspaceError, UnreadableFileError

_BLOCK = 1024 * 1024
# How files are called while they are written: a name of their own, so that what a killed process left is known.
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
    """Open `path` for reading bytes; raise MissingFileError or UnreadableFileError."""
    try:
        file = path.open("rb")
    except FileNotFoundError as fault:
        raise MissingFileError(path=path) from fault
    except OSError as fault:
        raise UnreadableFileError(path=path, why=fault.strerror or "系统拒绝读取") from fault
    with file:
        yield file


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
    """
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
    """Turn the system's refusal to write at `path` into ReadOnlyWorkspaceError or DiskFullError."""
    try:
        yield
    except OSError as fault:
        if fault.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
            raise ReadOnlyWorkspaceError(path=path) from fault
        if fault.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise DiskFullError(path=path) from fault
        raise


@contextlib.contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """Give a temporary path beside `path`; when the block ends well, sync it and rename it to `path`.

    When the block raises, the temporary file is removed and `path` stays as it was. While the block runs the temporary
    file is held (see `is_held`), so that nobody takes it for one that a killed process left.
    Raise ReadOnlyWorkspaceError or DiskFullError.
    """
    make_folder(path.parent)
    with writing_faults(path):
        handle, name = tempfile.mkstemp(prefix=WRITING, suffix=path.suffix, dir=path.parent)
        temporary = Path(name)
        let_go = _hold(handle)
        try:
            yield temporary
            _sync(temporary)
            if os.name != "posix":
                let_go()  # Windows renames no file that is open
            temporary.replace(path)
        except BaseException:
            let_go()
            temporary.unlink(missing_ok=True)
            raise
        let_go()
        sync_folder(path.parent)


def _hold(handle: int) -> Callable[[], None]:
    """Hold the open file `handle` and return how it is let go, which may be done twice."""
    if sys.platform != "win32":
        import fcntl  # noqa: PLC0415 - POSIX only

        # A drive that knows no locks: then nobody takes anything away there, see `is_held`.
        with contextlib.suppress(OSError):
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    handles = [handle]

    def let_go() -> None:
        while handles:
            os.close(handles.pop())

    return let_go


def is_held(path: Path) -> bool:
    """Tell whether a living process writes the temporary file `path`, or nobody can tell.

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


def remove(path: Path) -> None:
    """Remove the file or the whole folder `path`, read-only parts too; what is not there is no fault."""
    if path.is_dir() and not path.is_symlink():
        for folder, _, names in os.walk(path):
            # Windows deletes nothing that is read-only.
            for name in names:
                with contextlib.suppress(OSError):
                    (Path(folder) / name).chmod(0o600)
        shutil.rmtree(path)
    elif os.path.lexists(path):
        if not path.is_symlink():
            path.chmod(0o600)
        path.unlink(missing_ok=True)


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
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Have the names in `folder` on the disk, where the system needs to be asked for that."""
    # Windows cannot open a folder; there the rename itself is durable enough.
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
