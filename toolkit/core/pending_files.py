"""Files that are committed together with rows of the store: staged, moved into place before the commit, or removed.

They are made in a staging (see `staging`) that also holds a plan of the moves. The next process settles what a dead
process had begun: files whose row was committed stay, all others are removed. So a kill, a full disk or a refusal
leaves nothing. A plain staging would not do: files in their places may be removed only if the store lacks their row.
"""

import contextlib
import json
import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from toolkit.core import moves, staging
from toolkit.core.errors import AlreadyThereError, DiskFullError, ReadOnlyWorkspaceError, YehuaError
from toolkit.core.files import make_folder, sync_folder, write_whole, writing_faults

_KIND = "pending"
_PLAN = "plan.json"

IsKept = Callable[[str], bool]


class PendingFiles:
    """A staging `folder` of files that do not stand in their places yet; they are made in `made`."""

    def __init__(self, folder: Path) -> None:
        """Use the new `folder`; begin one with `begun`."""
        self._folder = folder
        self.made = make_folder(folder / "made")

    def place(self, key: str, targets: Mapping[Path, Path]) -> None:
        """Move each file or folder from `made` to its place, as the last act of the transaction that names it.

        Every place lies in the folder that this was begun in; `key` is the name by which the store will know the files.
        Raise AlreadyThereError when something lies at a place, and then nothing is moved; DiskFullError or
        ReadOnlyWorkspaceError.
        """
        if occupied := next((target for target in targets.values() if os.path.lexists(target)), None):
            raise AlreadyThereError(path=occupied)
        # Relative, so that a workspace that is copied or moved meanwhile settles its own files only.
        places = [
            (source.relative_to(self._folder).as_posix(), target.relative_to(self._folder.parent).as_posix())
            for source, target in targets.items()
        ]
        write_whole(self._folder / _PLAN, json.dumps({"key": key, "places": places}, ensure_ascii=False))
        for source, target in targets.items():
            make_folder(target.parent)
            with writing_faults(target):
                moves.move(source, target)
        for folder in {target.parent for target in targets.values()}:
            sync_folder(folder)


@contextlib.contextmanager
def begun(home: Path, is_kept: IsKept) -> Iterator[PendingFiles]:
    """Give a staging in the folder `home` to make files in; at the end, files that the store does not know are removed.

    `is_kept` returns whether the store knows the key that the files were placed with.
    Raise DiskFullError or ReadOnlyWorkspaceError.
    """
    make_folder(home)
    folder = staging.new_place(home, _KIND)
    with _faults_at(home, folder), writing_faults(home), staging.staged(folder) as half_made:
        half_made.keep()  # only `_settle` may remove it
        try:
            yield PendingFiles(folder)
        finally:
            # Where the store cannot be asked now, the next one asks.
            with contextlib.suppress(YehuaError, OSError):
                _settle(folder, is_kept)


@contextlib.contextmanager
def _faults_at(home: Path, folder: Path) -> Iterator[None]:
    """Name `home` in faults of writing, instead of the staging `folder`, which is gone by then."""
    try:
        yield
    except (DiskFullError, ReadOnlyWorkspaceError) as fault:
        if str(folder) in str(fault.fields["path"]):
            raise type(fault)(path=home) from fault
        raise


def any_left(home: Path) -> bool:
    """Return whether a process that died left something in the folder `home`."""
    return bool(staging.left_behind(home, [_KIND]))


def settle_left(home: Path, is_kept: IsKept) -> None:
    """Settle the files that dead processes had begun in the folder `home`; those of living processes stay.

    Call it inside a write transaction, so that no other process places or settles files. `is_kept` as for `begun`.
    """
    for folder in staging.left_behind(home, [_KIND]):
        _settle(folder, is_kept)
        staging.remove_left(folder)


def _settle(folder: Path, is_kept: IsKept) -> None:
    """Remove the files that were moved out of `folder` unless the store knows them, and then the folder."""
    plan_file = folder / _PLAN
    if plan_file.exists():
        plan = json.loads(plan_file.read_text(encoding="utf-8"))
        if not is_kept(plan["key"]):
            for source, target in plan["places"]:
                # A file still in the folder was never moved: then the file at its place belongs to somebody else.
                if not os.path.lexists(folder / source):
                    moves.remove_tree(folder.parent / target)
        moves.remove(plan_file)
    moves.remove_tree(folder)
