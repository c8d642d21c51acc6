"""Hidden folders in which files are made before they count; each belongs to a living process or is removed.

A folder `.KIND-…` has the lock `.KIND-….lock` beside it, held by the process that fills it. When that process dies the
lock is free, and the next process removes the folder: its content was never part of any fact. `pending_files` moves
staged files into place together with a commit; `toolkit.workspace.pending` finishes work that must follow a commit.
"""

import contextlib
import os
import re
import secrets
from collections.abc import Collection, Iterator
from pathlib import Path

from toolkit.core import files, locks, moves
from toolkit.core.errors import HeldFileError
from toolkit.core.files import make_folder

# The kinds of staging: by these names they are looked for in a workspace that must hold no trace.
KINDS = ("backup", "copying", "disc", "incoming", "packing", "proving", "removing", "restoring", "sealing")
_STAGING = re.compile(rf"\.({'|'.join(KINDS)})-")
# Beside a staging lie its lock and, from version 0.1, a note of who holds it.
_BESIDE = {".lock", ".who"}
# Temporary files, by their present names and by those of version 0.1.
_TEMPORARY = re.compile(rf"{re.escape(files.WRITING)}|\..+-[a-z0-9_]{{8}}\.[A-Za-z0-9]+$")


class Staging:
    """A hidden folder at `path` that is removed when its block ends, unless it was kept."""

    def __init__(self, path: Path) -> None:
        """Use the folder at `path`."""
        self.path = path
        self.is_kept = False

    def keep(self) -> None:
        """Leave the folder when the block ends: its content is still to be moved."""
        self.is_kept = True


def new_place(folder: Path, kind: str) -> Path:
    """Return an unused path for a staging of `kind` in `folder`."""
    # Short, since Windows opens no path of more than 259 signs.
    return folder / f".{kind}-{secrets.token_hex(6)}"


@contextlib.contextmanager
def staged(place: Path) -> Iterator[Staging]:
    """Make the folder `place` (see `new_place`) and hold its lock while the block runs; then remove both.

    Raise ReadOnlyWorkspaceError or DiskFullError.
    """
    make_folder(place.parent)
    # The lock comes first, so that nobody takes the folder for one that a dead process left.
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
    """Return whether a living process fills the staging `place`, or whether that cannot be known."""
    return locks.is_held(_lock_of(place))


def left_behind(folder: Path, kinds: Collection[str]) -> tuple[Path, ...]:
    """Return the stagings of `kinds` in `folder` whose process is dead; of some only the lock is left."""
    paths = (path for kind in kinds for path in folder.glob(f".{kind}-*"))
    places = {path.with_suffix("") if path.suffix in _BESIDE else path for path in paths}
    return tuple(sorted(place for place in places if not is_alive(place)))


def remove_left(place: Path) -> None:
    """Remove the staging `place` of a dead process with what lies beside it; raise ReadOnlyWorkspaceError."""
    with files.writing_faults(place):
        moves.remove_tree(place)
    locks.remove_free(_lock_of(place))
    moves.try_to_remove(place.with_suffix(".who"))


def sweep(folder: Path, kinds: Collection[str] = KINDS, spare: Collection[Path] = ()) -> tuple[Path, ...]:
    """Remove the stagings of `kinds` in `folder` whose process is dead, but none of `spare`; return those removed.

    Raise ReadOnlyWorkspaceError.
    """
    removed = []
    for place in left_behind(folder, kinds):
        if place not in spare:
            if place.exists():
                removed.append(place)
            remove_left(place)
    return tuple(removed)


def left_in(root: Path) -> tuple[Path, ...]:
    """Return every staging and temporary file anywhere below `root`, of living and dead processes."""
    return tuple(
        sorted(
            Path(entry.path)
            for entry in _hidden(root, deep=True)
            if (entry.is_dir() and _STAGING.match(entry.name)) or _is_temporary(entry)
        )
    )


def sweep_files(root: Path, *, deep: bool = True) -> tuple[Path, ...]:
    """Remove the temporary files below `root` that no living process writes; return those removed.

    They are the files that `files.whole_file` writes before it renames them. Without `deep` only those in `root`
    itself are looked for.
    """
    left = [Path(entry.path) for entry in _hidden(root, deep=deep) if _is_temporary(entry)]
    # Windows removes no file that somebody writes.
    return tuple(path for path in left if not files.is_being_written(path) and moves.try_to_remove(path))


def _hidden(folder: str | Path, *, deep: bool) -> Iterator[os.DirEntry[str]]:
    """Give the files and folders below `folder` whose names begin with a dot, without asking the disk about others."""
    try:
        with os.scandir(folder) as listing:
            entries = list(listing)
    except (FileNotFoundError, NotADirectoryError, PermissionError):
        return
    for entry in entries:
        if entry.name.startswith("."):
            yield entry
        if deep and entry.is_dir(follow_symlinks=False):
            yield from _hidden(entry.path, deep=True)


def _is_temporary(entry: os.DirEntry[str]) -> bool:
    return _TEMPORARY.match(entry.name) is not None and entry.is_file()


def _lock_of(place: Path) -> Path:
    return place.with_name(f"{place.name}.lock")
