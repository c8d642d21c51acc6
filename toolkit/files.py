"""Files written whole or not at all, private to the user, and known by their hash."""

import contextlib
import errno
import hashlib
import itertools
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from toolkit import moves
from toolkit.errors import (
    DiskFullError,
    HeldFileError,
    MissingFileError,
    ReadOnlyWorkspaceError,
    UnreadableFileError,
)

_BLOCK = 1024 * 1024


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
    """Open `path` for reading bytes; raise MissingFileError, UnreadableFileError or HeldFileError."""
    try:
        file = moves.opened(path, "rb")
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
    """Turn the system's refusal to write at `path` into ReadOnlyWorkspaceError, HeldFileError or DiskFullError."""
    try:
        yield
    except OSError as fault:
        if moves.is_held(fault):
            raise HeldFileError(path=fault.filename) from fault
        if fault.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
            raise ReadOnlyWorkspaceError(path=path) from fault
        if fault.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise DiskFullError(path=path) from fault
        raise


@contextlib.contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """Give a temporary path beside `path`; when the block ends well, sync it and rename it to `path`.

    When the block raises, the temporary file is removed and `path` stays as it was.
    Raise ReadOnlyWorkspaceError, HeldFileError when another program keeps `path` open, or DiskFullError.
    """
    make_folder(path.parent)
    with writing_faults(path):
        handle, name = tempfile.mkstemp(prefix=f".{path.stem}-", suffix=path.suffix, dir=path.parent)
        os.close(handle)
        temporary = Path(name)
        try:
            yield temporary
            _sync(temporary)
            moves.replace(temporary, path)
        finally:
            moves.remove(temporary)
        _sync_folder(path.parent)


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


def _sync_folder(folder: Path) -> None:
    # Windows cannot open a folder; there the rename itself is durable enough.
    if not moves.IS_WINDOWS:
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
