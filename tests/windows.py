"""Windows played in the real file system, below one folder: what it refuses is refused, what it lacks is missing.

A file counts as open when the system says that this process has it open, so that SQLite and other libraries in C are
seen as well. `Windows.hold` plays another program: Word, or a virus scanner. What is not played: how C libraries open
files, and that `Path.glob` and the equality of paths disregard case there (pyfakefs plays that).
"""

import builtins
import contextlib
import errno
import fcntl
import io
import os
import shutil
import stat
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from toolkit.core import moves

LONGEST = 259
_FORBIDDEN = set('<>:"|?*') | {chr(number) for number in range(32)}
_DEVICES = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in "123456789¹²³")}
_MISSING = ("fork", "forkpty", "killpg", "getuid", "geteuid", "getgid", "setsid", "mkfifo", "nice", "chown", "sync")
# Windows' number, Python's number for it, and the words.
_FAULTS: Mapping[int, tuple[int, str]] = {
    3: (errno.ENOENT, "系统找不到指定的路径。"),
    5: (errno.EACCES, "拒绝访问。"),
    32: (errno.EACCES, "另一个程序正在使用此文件，进程无法访问。"),
    123: (errno.EINVAL, "文件名、目录名或卷标语法不正确。"),
    183: (errno.EEXIST, "当文件已存在时，无法创建该文件。"),
    206: (errno.ENOENT, "文件名或扩展名太长。"),
    1314: (errno.EINVAL, "客户端没有所需的特权。"),
}

Place = str | os.PathLike[str]


def refusal(code: int, path: Place) -> OSError:
    """Return the error that Windows gives with the number `code` about `path`."""
    number, words = _FAULTS[code]
    fault = OSError(number, words, os.fspath(path))
    fault.winerror = code  # type: ignore[attr-defined] # Python sets it on Windows only
    return fault


def cannot_open(path: Place) -> OSError:
    """Return the error of `open`, which has no number of Windows' own."""
    return PermissionError(errno.EACCES, "Permission denied", os.fspath(path))


class Windows:
    """The stand-in for everything below `root`, while the patches of `monkeypatch` hold.

    `fat` plays a stick: its clock shows even seconds only. `scanner` plays a virus scanner that has each new file open
    when somebody first wants to rename or remove it.
    """

    def __init__(
        self, root: Path, monkeypatch: pytest.MonkeyPatch, *, fat: bool = False, scanner: bool = False
    ) -> None:
        """Patch what the standard library asks the system with."""
        self._root = os.path.realpath(root)
        self._fat, self._scanner = fat, scanner
        self._scanned: set[str] = set()
        self._held: set[str] = set()
        self._was = {name: getattr(os, name) for name in _WRAPPED}
        self._was_open = builtins.open
        self._was_fsync, self._was_fstat = os.fsync, os.fstat
        for name in _WRAPPED:
            monkeypatch.setattr(os, name, getattr(self, f"_{name}"))
        for module in (builtins, io, sys.modules["_io"]):
            monkeypatch.setattr(module, "open", self._builtin_open)
        # `pathlib` asks this before it opens; started in UTF-8 mode, it would never come to the code page.
        monkeypatch.setattr(io, "text_encoding", lambda encoding, _level=2: encoding or "locale")
        monkeypatch.setattr(os, "fsync", self._fsync)
        monkeypatch.setattr(os, "symlink", self._symlink)
        for name in _MISSING:
            monkeypatch.delattr(os, name, raising=False)
        monkeypatch.setattr(subprocess.Popen, "__init__", _begun(subprocess.Popen.__init__))
        monkeypatch.setattr(shutil, "_use_fd_functions", False)
        # As there; elsewhere it opens its folder, or removes the file while it is open.
        monkeypatch.setattr(tempfile, "TemporaryFile", tempfile.NamedTemporaryFile)
        monkeypatch.setattr(moves, "IS_WINDOWS", True)

    # -- another program ---------------------------------------------------------------------------------------

    @contextlib.contextmanager
    def hold(self, path: Path) -> Iterator[None]:
        """Play a program that keeps the file at `path` to itself while the block runs."""
        self._held.add(str(path))
        try:
            yield
        finally:
            self._held.discard(str(path))

    def hold_for(self, path: Path, seconds: float) -> threading.Timer:
        """Play a virus scanner that lets `path` go after some `seconds`; return its timer, to be joined."""
        self._held.add(str(path))
        timer = threading.Timer(seconds, self._held.discard, (str(path),))
        timer.start()
        return timer

    def _is_held(self, path: str) -> bool:
        return path in self._held

    def _is_open(self, path: str) -> bool:
        """Tell whether this process, or a program that is played, has `path` or anything below it open."""
        scanned = {name for name in self._scanned if _is_below(name, path)}
        self._scanned -= scanned
        return bool(scanned) or any(_is_below(name, path) for name in (*self._held, *_open_files()))

    # -- names -------------------------------------------------------------------------------------------------

    def _is_mine(self, path: Any) -> bool:
        if not isinstance(path, str | os.PathLike):
            return False
        name = os.path.abspath(os.fspath(path))
        return isinstance(name, str) and name.startswith(self._root + os.sep)

    def _real(self, path: Place) -> str:
        """Return `path` as it is written on the disk; raise what Windows says to a name it does not take."""
        whole = os.path.abspath(os.fspath(path))
        if len(whole.encode("utf-16-le", "surrogatepass")) // 2 > LONGEST:
            raise refusal(206, whole)
        at = self._root
        for name in Path(whole).relative_to(self._root).parts:
            _refuse_name(name, whole)
            at = os.path.join(at, self._as_written(at, name))
        return at

    def _as_written(self, folder: str, name: str) -> str:
        try:
            self._was["lstat"](os.path.join(folder, name))
        except OSError:
            with contextlib.suppress(OSError):
                alike = [other for other in self._was["listdir"](folder) if other.casefold() == name.casefold()]
                return alike[0] if alike else name
        return name

    # -- opening -----------------------------------------------------------------------------------------------

    def _refuse_opening(self, path: str, *, writes: bool) -> None:
        if self._is_held(path) or os.path.isdir(path) or (writes and self._is_read_only(path)):
            raise cannot_open(path)
        if writes and self._scanner:
            self._scanned.add(path)

    def _is_read_only(self, path: str) -> bool:
        try:
            return not self._was["stat"](path).st_mode & stat.S_IWUSR
        except OSError:
            return False

    def _builtin_open(self, file: Any, mode: str = "r", *more: Any, **named: Any) -> Any:
        names = ("buffering", "encoding", "errors", "newline", "closefd", "opener")
        how = {**dict(zip(names, more, strict=False)), **named}
        if "b" not in mode and how.get("encoding") in {None, "locale"}:
            how["encoding"] = "gbk"
        if "b" not in mode and how.get("newline") is None and set(mode) & set("wax"):
            how["newline"] = "\r\n"
        # An opener asks `os.open`, perhaps for another file than is named here.
        if self._is_mine(file) and how.get("opener") is None:
            file = self._real(file)
            self._refuse_opening(file, writes=bool(set(mode) & set("wax+")))
        return self._was_open(file, mode, **how)

    def _open(self, path: Any, flags: int, *more: Any, **named: Any) -> int:
        if self._is_mine(path):
            path = self._real(path)
            self._refuse_opening(path, writes=bool(flags & (os.O_WRONLY | os.O_RDWR)))
        return int(self._was["open"](path, flags, *more, **named))

    def _fsync(self, handle: Any) -> None:
        number = handle if isinstance(handle, int) else handle.fileno()
        if fcntl.fcntl(number, fcntl.F_GETFL) & os.O_ACCMODE == os.O_RDONLY:
            raise OSError(errno.EBADF, "Bad file descriptor")
        self._was_fsync(number)

    # -- renaming and removing ---------------------------------------------------------------------------------

    def _rename(self, source: Any, target: Any, **named: Any) -> None:
        self._moved(source, target, named, over=False)

    def _replace(self, source: Any, target: Any, **named: Any) -> None:
        self._moved(source, target, named, over=True)

    def _moved(self, source: Any, target: Any, named: Mapping[str, Any], *, over: bool) -> None:
        source = self._real(source) if self._is_mine(source) else source
        target = self._real(target) if self._is_mine(target) else target
        if self._is_mine(source) and self._is_open(os.fspath(source)):
            raise refusal(5 if os.path.isdir(source) else 32, source)
        if self._is_mine(target) and os.path.lexists(target) and os.fspath(source) != os.fspath(target):
            if not over:
                raise refusal(183, target)
            if os.path.isdir(target) or self._is_read_only(target) or self._is_open(target):
                raise refusal(5, target)
        self._was["replace" if over else "rename"](source, target, **named)
        if self._scanner and self._is_mine(target):
            self._scanned.add(os.fspath(target))

    def _unlink(self, path: Any, **named: Any) -> None:
        self._removed("unlink", path, named)

    def _remove(self, path: Any, **named: Any) -> None:
        self._removed("remove", path, named)

    def _rmdir(self, path: Any, **named: Any) -> None:
        self._removed("rmdir", path, named)

    def _removed(self, how: str, path: Any, named: Mapping[str, Any]) -> None:
        if self._is_mine(path):
            path = self._real(path)
            if self._is_open(path):
                raise refusal(32, path)
            if self._is_read_only(path):
                raise refusal(5, path)
        self._was[how](path, **named)

    def _symlink(self, _source: Any, target: Any, *_more: Any, **_named: Any) -> None:
        raise refusal(1314, target)

    # -- what only needs the name ------------------------------------------------------------------------------

    def _stat(self, path: Any, *more: Any, **named: Any) -> os.stat_result:
        return self._coarse(self._was["stat"](self._mine(path), *more, **named))

    def _lstat(self, path: Any, *more: Any, **named: Any) -> os.stat_result:
        return self._coarse(self._was["lstat"](self._mine(path), *more, **named))

    def _coarse(self, told: os.stat_result) -> os.stat_result:
        if not self._fat:
            return told
        even_s = int(told.st_mtime) // 2 * 2
        times = {"st_mtime": float(even_s), "st_mtime_ns": even_s * 10**9}
        kept = {name: getattr(told, name) for name in ("st_atime", "st_ctime", "st_atime_ns", "st_ctime_ns")}
        return os.stat_result((*tuple(told)[:8], even_s, told[9]), {**kept, **times})

    def _listdir(self, path: Any = ".") -> Any:
        return self._was["listdir"](self._mine(path))

    def _scandir(self, path: Any = ".") -> Any:
        return self._was["scandir"](self._mine(path))

    def _mkdir(self, path: Any, *more: Any, **named: Any) -> None:
        self._was["mkdir"](self._mine(path), *more, **named)

    def _chmod(self, path: Any, mode: int, **named: Any) -> None:
        self._was["chmod"](self._mine(path), mode, **named)

    def _utime(self, path: Any, *more: Any, **named: Any) -> None:
        self._was["utime"](self._mine(path), *more, **named)

    def _access(self, path: Any, *more: Any, **named: Any) -> bool:
        return bool(self._was["access"](self._mine(path), *more, **named))

    def _mine(self, path: Any) -> Any:
        return self._real(path) if self._is_mine(path) else path


_WRAPPED = (
    *("open", "rename", "replace", "unlink", "remove", "rmdir"),
    *("stat", "lstat", "listdir", "scandir", "mkdir", "chmod", "utime", "access"),
)
_readlink: Callable[[str], str] = os.readlink


def _begun(begin: Callable[..., None]) -> Callable[..., None]:
    """Return how a process begins: the flags of Windows mean nothing to the system that plays it."""

    def begun(self: Any, *given: Any, creationflags: int = 0, **more: Any) -> None:
        del creationflags
        begin(self, *given, **more)

    return begun


def _is_below(name: str, path: str) -> bool:
    return name == path or name.startswith(path + os.sep)


def _open_files() -> set[str]:
    """Return the paths of the files that this process has open, as the system tells."""
    found = set()
    with os.scandir("/proc/self/fd") as handles:
        for handle in handles:
            with contextlib.suppress(OSError):
                found.add(_readlink(handle.path))
    return found


def _refuse_name(name: str, whole: str) -> None:
    device = name.partition(".")[0].rstrip(" ").casefold()
    if set(name) & _FORBIDDEN or (name.endswith((".", " ")) and name not in {".", ".."}) or device in _DEVICES:
        raise refusal(123, whole)
