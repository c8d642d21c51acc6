"""Files renamed, replaced and removed, also where Windows refuses what other systems allow.

There nobody can rename, replace or remove a file that is open in any program, and a virus scanner opens each new file
for a moment; and a file that is read-only can be neither replaced nor removed. On other systems each function
makes the plain call at once.
"""

import contextlib
import errno
import os
import shutil
import stat
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, Literal, TextIO, TypeVar

from toolkit.core.errors import HeldFileError

IS_WINDOWS = os.name == "nt"
PATIENCE_S = 2.0
_FIRST_PAUSE_S = 0.01
_LONGEST_PAUSE_S = 0.2
_HELD = {32, 33}  # a sharing violation, a lock violation
_NOT_EMPTY_YET = 145  # a removal in the folder is still pending

T = TypeVar("T")


def patiently(act: Callable[[], T]) -> T:
    """Return what `act` returns; on Windows call it again, for two seconds, while another program holds a file.

    Raise HeldFileError when the program still holds it then, and what else `act` raises.
    """
    end, pause = time.monotonic() + PATIENCE_S, _FIRST_PAUSE_S
    while True:
        try:
            return act()
        except OSError as fault:
            if not _may_pass(fault):
                raise
            if time.monotonic() >= end:
                raise HeldFileError(path=fault.filename) from fault
        time.sleep(pause)
        pause = min(2 * pause, _LONGEST_PAUSE_S)


def _may_pass(fault: OSError) -> bool:
    """Return whether a new attempt may succeed; a write-protected stick, for example, is reported at once."""
    return IS_WINDOWS and (_windows_code(fault) == _NOT_EMPTY_YET or is_held_elsewhere(fault))


def is_held_elsewhere(fault: OSError) -> bool:
    """Return whether `fault` means that another program holds the file, rather than that the user has no right to it.

    Windows often says the same of both ("access denied"). Where the user can write into the folder, it is the file.
    """
    if not IS_WINDOWS or not isinstance(fault, PermissionError) or not isinstance(fault.filename, str | os.PathLike):
        return False
    if _windows_code(fault) in _HELD:
        return True
    path = Path(fault.filename)
    # Only what `open` refuses has no code: a folder can never be opened, a read-only file never be written to.
    barred = _windows_code(fault) is None and (path.is_dir() or _is_read_only(path))
    return not barred and path.exists() and is_writable(path.parent)


def _windows_code(fault: OSError) -> int | None:
    return getattr(fault, "winerror", None)


def is_writable(folder: Path) -> bool:
    """Return whether files can be made in `folder`."""
    try:
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


def opened(path: Path, mode: Literal["rb", "rb+"] = "rb") -> BinaryIO:
    """Open the file `path` as soon as no other program keeps it to itself.

    Raise HeldFileError when a program still does after two seconds, and what `open` raises.
    """
    return patiently(lambda: path.open(mode))


def open_to_append(path: Path) -> TextIO:
    """Open the file `path` to add UTF-8 text whose line ends are written as they are; raise as `opened`."""
    return patiently(lambda: path.open("a", encoding="utf-8", newline=""))


def replace(source: Path, target: Path) -> None:
    """Rename the file `source` to `target` in one step; a file that is there, also a read-only one, goes.

    Raise HeldFileError and OSError; the file that was there is then as it was.
    """
    was_read_only = IS_WINDOWS and _is_read_only(target)
    if was_read_only:
        make_writable(target)
    try:
        patiently(lambda: source.replace(target))
    except BaseException:
        if was_read_only:
            make_read_only(target)
        raise


def move(source: Path, target: Path) -> None:
    """Rename the file or folder `source` to `target`, where nothing is.

    Raise FileExistsError on every system when something is there, HeldFileError and OSError.
    """
    if os.path.lexists(target):
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(target))
    patiently(lambda: source.rename(target))


def remove(path: Path) -> None:
    """Remove the file or link `path`, also a read-only one, if it is there; raise HeldFileError and OSError."""
    with contextlib.suppress(FileNotFoundError):
        make_writable(path)
        patiently(path.unlink)


def try_to_remove(path: Path) -> bool:
    """Remove the file `path` unless a program keeps it open or the system refuses; return whether it is gone."""
    try:
        remove(path)
    except (OSError, HeldFileError):
        return False
    return True


def remove_tree(path: Path) -> None:
    """Remove the folder `path` with all that is in it, read-only files too, or the file or link, if it is there.

    Raise HeldFileError when nothing more could be removed for two seconds, and OSError; the rest is gone by then.
    """
    if path.is_symlink() or not path.is_dir():
        remove(path)
        return
    # A scanner may look at many new files one after another.
    is_gone, left = False, _count(path)
    while not is_gone:
        try:
            patiently(lambda: _remove_folder(path))
            is_gone = True
        except HeldFileError:
            before, left = left, _count(path)
            if left >= before:
                raise


def _count(folder: Path) -> int:
    return sum(1 for _ in folder.rglob("*")) if IS_WINDOWS else 0


def _remove_folder(folder: Path) -> None:
    if IS_WINDOWS:
        for place, _, names in os.walk(folder):
            for path in (Path(place), *(Path(place) / name for name in names)):
                with contextlib.suppress(FileNotFoundError):
                    make_writable(path)
    try:
        shutil.rmtree(folder)
    except FileNotFoundError:
        # Another process removes the same; it is a fault only if anything is left.
        if os.path.lexists(folder):
            raise


def make_read_only(path: Path) -> None:
    """Let the user read the file `path` and nobody write to it; on Windows that bars replacing and removing too."""
    path.chmod(stat.S_IRUSR)


def make_writable(path: Path) -> None:
    """Let the user write to the file or folder `path` again on Windows; elsewhere replacing and removing ask no such.

    Links stay as they are. Raise FileNotFoundError.
    """
    if IS_WINDOWS and _is_read_only(path):
        path.chmod(stat.S_IRUSR | stat.S_IWUSR)


def _is_read_only(path: Path) -> bool:
    try:
        mode = path.lstat().st_mode
    except FileNotFoundError:
        return False
    return not stat.S_ISLNK(mode) and not mode & stat.S_IWUSR
