"""Locked files of the sealed workspace (age-encryption.org): a tar of folders, encrypted for public keys."""

import hashlib
import os
import tarfile
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from typing import IO, BinaryIO, cast

import pyrage
from pyrage import x25519

from toolkit.core import SealBrokenError, moves, writing_faults

_BLOCK = 1024 * 1024


class _Hashing:
    """A writable file that passes its bytes on to `file`, if there is one, and keeps their SHA-256."""

    def __init__(self, file: BinaryIO | None = None) -> None:
        self._digest = hashlib.sha256()
        self._file = file

    def write(self, data: bytes) -> int:
        """Write `data` and add it to the hash."""
        self._digest.update(data)
        return self._file.write(data) if self._file else len(data)

    def flush(self) -> None:
        """Do nothing: no bytes are buffered."""

    def hexdigest(self) -> str:
        """Return the SHA-256 of all bytes so far."""
        return self._digest.hexdigest()


def lock(folders: dict[str, Path], path: Path, recipient: x25519.Recipient) -> None:
    """Lock `folders`, by their name in the tar, for `recipient` into the new file `path`, and read it back.

    It is locked for a second key as well, which exists in memory only, so that it can be read back. The file is removed
    when this raises. Raise SealBrokenError, DiskFullError, ReadOnlyWorkspaceError.
    """
    witness = x25519.Identity.generate()
    with writing_faults(path):
        try:
            with path.open("xb") as file:
                went_in = _piped(
                    lambda out: _write_tar(out, folders),
                    lambda source: pyrage.encrypt_io(source, file, [recipient, witness.to_public()]),
                )
                file.flush()
                os.fsync(file.fileno())
            _refuse_unlike(path, witness, went_in)
        except BaseException:
            moves.remove(path)
            raise


def _refuse_unlike(fresh: Path, witness: x25519.Identity, went_in: str) -> None:
    """Raise SealBrokenError unless the locked file `fresh`, opened by `witness`, has the SHA-256 `went_in`."""
    came_out = _Hashing()
    try:
        with fresh.open("rb") as file:
            pyrage.decrypt_io(file, came_out, [witness])
    except (OSError, pyrage.DecryptError) as fault:
        raise SealBrokenError(path=fresh) from fault
    if came_out.hexdigest() != went_in:
        raise SealBrokenError(path=fresh)


def unlock(path: Path, identity: x25519.Identity, out: Path, target: Path) -> None:
    """Unlock the file `path` in a temporary folder of `out`, move its content to `target`; raise SealBrokenError."""
    with (
        writing_faults(out),
        tempfile.TemporaryDirectory(prefix=".opening-", dir=out, ignore_cleanup_errors=True) as temporary,
    ):
        plain = Path(temporary) / "plain.tar"
        try:
            with path.open("rb") as file, plain.open("wb") as copy:
                pyrage.decrypt_io(file, copy, [identity])
            with tarfile.open(plain) as tar:
                _extract(tar, Path(temporary) / "content")
        except (OSError, pyrage.DecryptError, tarfile.TarError) as fault:
            raise SealBrokenError(path=path) from fault
        # The unlocked tar must not lie in a folder whose removal is only tried.
        moves.remove(plain)
        moves.move(Path(temporary) / "content", target)


def _extract(tar: tarfile.TarFile, folder: Path) -> None:
    """Extract `tar` into `folder`; raise tarfile.TarError for a member that is no file or folder, or leads out."""
    if hasattr(tarfile, "data_filter"):
        tar.extractall(folder, filter="data")
        return
    # Python before 3.11.4, which Debian 12 has, knows no filters.
    for member in tar.getmembers():
        place = (folder / member.name).resolve()
        if not (member.isfile() or member.isdir()) or not place.is_relative_to(folder.resolve()):
            message = f"{member.name} is no plain file of the item"
            raise tarfile.ExtractError(message)
    tar.extractall(folder)  # noqa: S202 - each member was looked at


def _write_tar(out: _Hashing, folders: dict[str, Path]) -> None:
    with tarfile.open(fileobj=cast("IO[bytes]", out), mode="w|", format=tarfile.PAX_FORMAT, bufsize=_BLOCK) as tar:
        for name, folder in folders.items():
            tar.add(folder, arcname=name)


def _piped(write: Callable[[_Hashing], None], read: Callable[[BinaryIO], None]) -> str:
    """Pipe the bytes of `write` into `read`, so that they are never unlocked on the disk; return their SHA-256."""
    reading, writing = os.pipe()
    digests: list[str] = []
    faults: list[BaseException] = []

    def feed() -> None:
        try:
            with os.fdopen(writing, "wb") as out:
                hashing = _Hashing(out)
                write(hashing)
            digests.append(hashing.hexdigest())
        except BaseException as fault:  # noqa: BLE001 - raised again below, in the thread that asked
            faults.append(fault)

    feeder = threading.Thread(target=feed)
    feeder.start()
    try:
        with os.fdopen(reading, "rb") as source:
            read(source)
    finally:
        feeder.join()
    if faults:
        raise faults[0]
    return digests[0]
