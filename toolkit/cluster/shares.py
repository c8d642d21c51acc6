"""A share: files under their SHA-256, in a folder that several machines see or at an address that fsspec takes.

A share that is not mounted is an empty folder like any other, so a share carries a mark, and without it nothing is
read or written. Whatever is read is held against its hash before anybody gets it.
"""

import contextlib
import hashlib
import json
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path, PurePosixPath
from typing import Any

from toolkit.core import MissingFileError, YehuaError, copy_verified, make_folder, moves, sha256_of, write_whole

_MARK = "yehua-share.json"
_BLOCK = 1024 * 1024


class GoneShareError(YehuaError):
    """Raised when a share is not there; `why` is a Chinese clause."""

    sentence = (
        "共用存放处 {place} 不见了（{why}）。什么也没有写、没有丢；请让技术员查看它有没有挂上、网络通不通，"
        "再做一次就接着做。第一次用的，先运行 yehua cluster share make。"
    )


class DamagedShareError(YehuaError):
    """Raised when a file of a share does not have the hash that is its name."""

    sentence = (
        "共用存放处 {place} 里的文件 {sha256} 已损坏：读出来的内容与校验值不符，没有使用。请用原件或备份重新放入。"
    )


@dataclass(frozen=True)
class Share:
    """The share at `place`: a folder, or an address such as `s3://bucket/yehua` for which fsspec has a driver."""

    place: str

    def make(self) -> None:
        """Mark the place as a share; one that is marked stays as it is. Raise GoneShareError."""
        if not self._is_marked():
            self._write(_MARK, json.dumps({"format": "yehua-share/1"}).encode())

    def require(self) -> None:
        """Raise GoneShareError unless the share is there."""
        if not self._is_marked():
            raise GoneShareError(place=self.place, why="那里没有本工具的标记文件，多半没有挂上")

    def holds(self, sha256: str) -> bool:
        """Return whether a file of that hash lies in the share, which must be there; its content is not read."""
        self.require()
        with self._faults():
            if self._folder:
                return (self._folder / _name(sha256)).is_file()
            return bool(self._system[0].exists(self._address(sha256)))

    def put(self, source: Path, sha256: str) -> None:
        """Copy the file at `source` into the share and read it back; one that is there already is held to its hash.

        Raise GoneShareError, DamagedShareError if `source` has another hash, MissingFileError, DiskFullError.
        """
        self.require()
        if sha256_of(source) != sha256:
            raise DamagedShareError(place=source.parent, sha256=sha256)
        if self.holds(sha256):
            with contextlib.suppress(DamagedShareError), self.opened(sha256):
                return
        with self._faults():
            if self._folder:
                make_folder((self._folder / _name(sha256)).parent)
                copy_verified(source, self._folder / _name(sha256))
            else:
                self._system[0].makedirs(f"{self._system[1]}/{sha256[:2]}", exist_ok=True)
                self._system[0].put_file(str(source), self._address(sha256))
        with self.opened(sha256):  # read back
            pass

    @contextlib.contextmanager
    def opened(self, sha256: str) -> Iterator[Path]:
        """Give a path at which the file of that hash can be read while the block runs; its content was checked.

        Raise GoneShareError, MissingFileError or DamagedShareError.
        """
        self.require()
        if self._folder:
            path = self._folder / _name(sha256)
            with self._faults():
                digest = sha256_of(path)
            if digest != sha256:
                raise DamagedShareError(place=self.place, sha256=sha256)
            yield path
            return
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            yield self._fetched(sha256, Path(folder) / sha256)

    def remove(self, sha256: str) -> None:
        """Remove the file of that hash, if it is there; raise GoneShareError."""
        if not self.holds(sha256):
            return
        with self._faults():
            if self._folder:
                moves.remove(self._folder / _name(sha256))
            else:
                self._system[0].rm_file(self._address(sha256))

    def _fetched(self, sha256: str, target: Path) -> Path:
        digest = hashlib.sha256()
        with self._faults():
            if not self._system[0].exists(self._address(sha256)):
                raise MissingFileError(path=f"{self.place}/{sha256}")
            with self._system[0].open(self._address(sha256), "rb") as there, target.open("wb") as here:
                while block := there.read(_BLOCK):
                    digest.update(block)
                    here.write(block)
        if digest.hexdigest() != sha256:
            raise DamagedShareError(place=self.place, sha256=sha256)
        return target

    @property
    def _folder(self) -> Path | None:
        """The folder, or None where the share is an address."""
        return None if "://" in self.place else Path(self.place)

    @property
    def _system(self) -> tuple[Any, str]:
        """The file system of fsspec, and the path of the share in it."""
        if find_spec("fsspec") is None:
            raise GoneShareError(place=self.place, why="这台电脑没有装 fsspec")
        import fsspec

        try:
            system, path = fsspec.core.url_to_fs(self.place)
        except (ImportError, ValueError) as fault:
            raise GoneShareError(place=self.place, why=f"没有能打开这种地址的驱动（{fault}）") from fault
        return system, str(path)

    def _address(self, sha256: str) -> str:
        return f"{self._system[1]}/{_name(sha256)}"

    def _is_marked(self) -> bool:
        with self._faults():
            if self._folder:
                return (self._folder / _MARK).is_file()
            return bool(self._system[0].exists(f"{self._system[1]}/{_MARK}"))

    def _write(self, name: str, content: bytes) -> None:
        with self._faults():
            if self._folder:
                if not self._folder.is_dir():
                    raise GoneShareError(place=self.place, why="没有这个文件夹")
                write_whole(self._folder / name, content)
            else:
                self._system[0].pipe_file(f"{self._system[1]}/{name}", content)

    @contextlib.contextmanager
    def _faults(self) -> Iterator[None]:
        """Turn what a share raises that goes away meanwhile into GoneShareError."""
        try:
            yield
        except YehuaError:
            self._refuse_if_gone()
            raise
        except Exception as fault:  # drivers of fsspec raise what their libraries raise
            raise GoneShareError(place=self.place, why=f"{type(fault).__name__}") from fault

    def _refuse_if_gone(self) -> None:
        """Raise GoneShareError where a file is missing since the whole folder is."""
        if self._folder and not self._folder.is_dir():
            raise GoneShareError(place=self.place, why="没有这个文件夹")


def _name(sha256: str) -> str:
    """Return where the file of that hash lies: two digits make a folder, so that none gets too large."""
    return str(PurePosixPath(sha256[:2]) / sha256)
