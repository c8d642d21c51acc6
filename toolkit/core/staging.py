"""Hidden folders in which something is made before it counts; a held lock tells those of living processes.

A folder `.KIND-…` has the lock `.KIND-….lock` beside it, held by the process that fills it. When that process dies the
lock is free, and whoever comes next removes the folder: what lies in it was never part of any fact.
"""

import contextlib
import re
import secrets
from collections.abc import Collection, Iterator
from pathlib import Path

from toolkit.core import files, locks, moves
from toolkit.core.errors import HeldFileError
from toolkit.core.files import make_folder

# Every kind of staging there is: by these names they are looked for in a workspace that must hold no trace.
KINDS = ("backup", "copying", "disc", "incoming", "packing", "proving", "removing", "restoring", "sealing")
_LOCK = ".lock"
# Temporary files, as they are called now and were called by version 0.1.
_TEMPORARY = re.compile(rf"{re.escape(files.WRITING)}|\..+-[a-z0-9_]{{8}}\.[A-Za-z0-9]+$")


class Staging:
    """A hidden folder at `path` that goes when its block ends, unless it was kept."""

    def __init__(self, path: Path) -> None:
        """Use the folder at `path`."""
        self.path = path
        self.is_kept = False

    def keep(self) -> None:
        """Leave the folder when the block ends: a fact names it by now, and what is in it is still to be moved."""
        self.is_kept = True


def new_place(folder: Path, kind: str) -> Path:
    """Return a path for a staging of `kind` in `folder` that nobody uses."""
    # Short, since Windows opens no path of more than 259 signs.
    return folder / f".{kind}-{secrets.token_hex(6)}"


@contextlib.contextmanager
def staged(place: Path) -> Iterator[Staging]:
    """Make the folder `place` (see `new_place`) and hold its lock while the block runs; then remove both.

    Raise ReadOnlyWorkspaceError or DiskFullError.
    """
    make_folder(place.parent)
    with locks.held_while_alive(_lock_of(place)):
        staging = Staging(make_folder(place))
        try:
            yield staging
        finally:
            if not staging.is_kept:
                # What Windows holds on to is swept at the next opening.
                with contextlib.suppress(OSError, HeldFileError):
                    moves.remove_tree(place)


def is_alive(place: Path) -> bool:
    """Tell whether a living process fills the staging `place`, or nobody can tell."""
    return locks.is_held(_lock_of(place))


def sweep(folder: Path, kinds: Collection[str] = KINDS, spare: Collection[Path] = ()) -> tuple[Path, ...]:
    """Remove the stagings of `kinds` in `folder` whose process is dead, but none of `spare`; return what was removed.

    Raise ReadOnlyWorkspaceError.
    """
    gone = []
    for place in _stagings(folder, kinds):
        if place not in spare and not is_alive(place):
            with files.writing_faults(place):
                moves.remove_tree(place)
                gone.append(place)
    for lock in (path for kind in kinds for path in folder.glob(f".{kind}-*{_LOCK}")):
        # A lock alone: its process died before or after there was a folder.
        if not lock.with_suffix("").exists():
            locks.remove_free(lock)
    return tuple(gone)


def left_in(root: Path) -> tuple[Path, ...]:
    """Return every staging and temporary file anywhere below `root`, living or dead."""
    folders = {path for kind in KINDS for path in root.rglob(f".{kind}-*") if path.is_dir()}
    return tuple(sorted(folders | set(temporaries(root))))


def temporaries(root: Path, *, deep: bool = True) -> Iterator[Path]:
    """Give the files below `root`, or in `root` itself only, that `files.whole_file` writes before renaming them."""
    for path in root.rglob(".*") if deep else root.glob(".*"):
        if _TEMPORARY.match(path.name) and path.is_file():
            yield path


def sweep_files(root: Path, *, deep: bool = True) -> tuple[Path, ...]:
    """Remove the temporary files that `temporaries` gives and no living process writes, and return them."""
    # Windows removes no file that somebody writes.
    left = tuple(temporaries(root, deep=deep))
    return tuple(path for path in left if not files.is_being_written(path) and moves.try_to_remove(path))


def _stagings(folder: Path, kinds: Collection[str]) -> list[Path]:
    return sorted(path for kind in kinds for path in folder.glob(f".{kind}-*") if path.is_dir())


def _lock_of(place: Path) -> Path:
    return place.with_name(place.name + _LOCK)
