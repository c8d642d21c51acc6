"""Files that take their places together with rows of the store: made aside, moved in before the commit, taken back.

Whoever makes such files holds a lock on the folder they are made in. What a process that died had begun is settled by
the next one: files whose row was committed stay, all others go. So a kill, a full disk or a refusal leaves nothing.
"""

import contextlib
import json
import os
import secrets
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from toolkit.core import moves
from toolkit.core.errors import AlreadyThereError, DiskFullError, ReadOnlyWorkspaceError, YehuaError
from toolkit.core.files import make_folder, sync_folder, write_whole, writing_faults
from toolkit.core.locks import HeldError, held

_PREFIX = ".pending-"
_PLAN = "plan.json"

IsKept = Callable[[str], bool]


class PendingFiles:
    """A folder in which files are made that do not stand in their places yet."""

    def __init__(self, folder: Path) -> None:
        """Use the new `folder`; begin one with `begun`."""
        self._folder = folder
        self.made = make_folder(folder / "made")

    def place(self, key: str, targets: Mapping[Path, Path]) -> None:
        """Move each file or folder from `made` to its place, as the last act of the transaction that names it.

        Every place lies in the folder that this was begun in; `key` is what the store will know the files by.
        Raise AlreadyThereError when something lies at a place, and then nothing is moved; DiskFullError or
        ReadOnlyWorkspaceError.
        """
        if there := next((target for target in targets.values() if os.path.lexists(target)), None):
            raise AlreadyThereError(path=there)
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
    """Give a place in the folder `home` to make files in; at the end, what the store does not know is taken back.

    `is_kept` tells whether the store knows the key that the files were placed with.
    Raise DiskFullError or ReadOnlyWorkspaceError.
    """
    make_folder(home)
    # The lock comes first and lies beside the folder, so that nobody takes the folder for one that was left.
    folder = home / f"{_PREFIX}{secrets.token_hex(6)}"
    with _faults_at(home, folder), writing_faults(home):
        try:
            with held(_lock_of(folder)):
                try:
                    yield PendingFiles(folder)
                finally:
                    # Where the store cannot be asked now, the next one asks.
                    with contextlib.suppress(YehuaError, OSError):
                        _settle(folder, is_kept)
        finally:
            moves.try_to_remove(_lock_of(folder))


@contextlib.contextmanager
def _faults_at(home: Path, folder: Path) -> Iterator[None]:
    """Name `home` where a disk is full or may not be written to: nobody knows the `folder` that is gone by then."""
    try:
        yield
    except (DiskFullError, ReadOnlyWorkspaceError) as fault:
        if str(folder) in str(fault.fields["path"]):
            raise type(fault)(path=home) from fault
        raise


def any_left(home: Path) -> bool:
    """Tell whether something in the folder `home` was left by a process that died."""
    return any(not _is_alive(folder) for folder in _begun_in(home))


def _is_alive(folder: Path) -> bool:
    """Tell whether a living process works in `folder`, or nobody can tell because nothing may be written here."""
    try:
        with held(_lock_of(folder)):
            return False
    except (HeldError, YehuaError, OSError):
        return True


def _begun_in(home: Path) -> list[Path]:
    names = {path.with_suffix("").name for path in home.glob(f"{_PREFIX}*")}
    return sorted(home / name for name in names)


def settle_left(home: Path, is_kept: IsKept) -> None:
    """Finish or take back in the folder `home` what processes that died had begun; what others work at stays.

    To be called inside a write transaction, so that nobody places files meanwhile. `is_kept` as for `begun`.
    """
    for folder in _begun_in(home):
        with contextlib.suppress(HeldError):
            with held(_lock_of(folder)):
                _settle(folder, is_kept)
            moves.try_to_remove(_lock_of(folder))


def _lock_of(folder: Path) -> Path:
    return folder.with_name(f"{folder.name}.lock")


def _settle(folder: Path, is_kept: IsKept) -> None:
    """Take back what was moved out of `folder` unless the store knows it, and remove the folder."""
    plan = folder / _PLAN
    if plan.exists():
        told = json.loads(plan.read_text(encoding="utf-8"))
        if not is_kept(told["key"]):
            for source, target in told["places"]:
                # What is still in the folder was never moved: then the place belongs to somebody else.
                if not os.path.lexists(folder / source):
                    moves.remove_tree(folder.parent / target)
        moves.remove(plan)
    moves.remove_tree(folder)
