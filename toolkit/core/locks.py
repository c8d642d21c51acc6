"""Locks between processes: a lock file that is free when its process dies, with a note of its holder."""

import contextlib
import datetime as dt
import json
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import filelock

from toolkit.core import moves
from toolkit.core.errors import HeldFileError
from toolkit.core.files import make_folder, write_whole

# The first in the queue polls often, so that the place is never empty for long; the others need not.
_FIRST_POLLS_S = 0.001
_OTHERS_POLL_S = 0.005
_PROBE_PATIENCE_S = 5.0  # far longer than anybody holds a lock to see whether it is free


@dataclass(frozen=True)
class Holder:
    """The process that holds a lock, and the time of day since when, as HH:MM; None where unknown."""

    process: int | None
    since: str | None


class HeldError(Exception):
    """Raised when another process holds the lock; `holder` is that process."""

    def __init__(self, holder: Holder) -> None:
        """Keep the `holder`."""
        super().__init__(str(holder))
        self.holder = holder


def held(path: Path) -> contextlib.AbstractContextManager[None]:
    """Hold the lock `path` while the block runs; raise HeldError at once when another has it."""
    return held_in_turn(path, 0.0)


@contextlib.contextmanager
def held_in_turn(path: Path, wait_s: float) -> Iterator[None]:
    """Hold the lock `path` while the block runs; raise HeldError when another has it for `wait_s` seconds."""
    make_folder(path.parent)
    lock = filelock.FileLock(path, mode=0o600)
    who = path.with_suffix(".who")
    try:
        lock.acquire(timeout=wait_s)
    except filelock.Timeout as fault:
        raise HeldError(_holder(who)) from fault
    try:
        since = dt.datetime.now().astimezone().strftime("%H:%M")
        # The note is for people; on Windows somebody who reads the last note keeps it from being replaced.
        with contextlib.suppress(HeldFileError):
            write_whole(who, json.dumps({"process": os.getpid(), "since": since}))
        yield
    finally:
        with contextlib.suppress(HeldFileError, OSError):
            moves.remove(who)
        lock.release()


@contextlib.contextmanager
def held_while_alive(path: Path) -> Iterator[None]:
    """Hold the lock `path`, which belongs to this process alone, while the block runs, as a sign that it is alive.

    The lock file is removed at the end. Where no lock can be made the block runs all the same: see `is_held`.
    """
    lock = _quick_lock(path)
    # A process that probes for free locks may remove this one between its making and its taking.
    while _taken(lock, _PROBE_PATIENCE_S, _FIRST_POLLS_S) and not path.exists():
        lock.release()
    try:
        yield
    finally:
        _end(lock, path)


def is_held(path: Path) -> bool:
    """Return whether a living process holds the lock `path`, or that cannot be known; a missing lock is free."""
    if not path.exists():
        return False
    lock = _quick_lock(path)
    try:
        taken = _taken(lock, 0.0, _FIRST_POLLS_S)
    except TimeoutError:
        return True
    lock.release()
    return not taken


def remove_free(path: Path) -> None:
    """Remove the lock `path` unless a living process holds it."""
    lock = _quick_lock(path)
    with contextlib.suppress(TimeoutError):
        if _taken(lock, 0.0, _FIRST_POLLS_S):
            _end(lock, path)


def _end(lock: filelock.BaseFileLock, path: Path) -> None:
    """Remove the file of `lock` at `path`, and release it afterwards, so that nobody takes a lock on a deleted file."""
    if moves.IS_WINDOWS:
        # There an open file cannot be removed; a process that probes for free locks removes it otherwise.
        lock.release()
        moves.try_to_remove(path)
    else:
        moves.try_to_remove(path)
        lock.release()


@contextlib.contextmanager
def turn(path: Path, wait_s: float) -> Iterator[None]:
    """Run the block when it is this process's turn; raise TimeoutError when that does not come in `wait_s` seconds.

    Two locks beside `path` make the queue fair. The first process in the queue holds the lock `-door` while it waits
    for the lock `-turn`, so that a process which has just had its turn must queue again behind it. Where no lock can be
    made (a read-only folder, a drive without locks) the block runs at once: the queue gives order, not safety.
    """
    end = time.monotonic() + wait_s
    door, place = (_quick_lock(path.with_name(f"{path.name}{ending}")) for ending in ("-door", "-turn"))
    try:
        if _taken(door, wait_s, _OTHERS_POLL_S):
            try:
                _taken(place, end - time.monotonic(), _FIRST_POLLS_S)
            finally:
                door.release()
        yield
    finally:
        place.release()


def _quick_lock(path: Path) -> filelock.BaseFileLock:
    # A soft lock would outlive a process that was killed.
    return filelock.FileLock(path, mode=0o600, fallback_to_soft=False)


def _taken(lock: filelock.BaseFileLock, wait_s: float, poll_s: float) -> bool:
    """Return whether `lock` was taken; False where this folder knows no locks. Raise TimeoutError."""
    try:
        lock.acquire(timeout=max(wait_s, 0.0), poll_interval=poll_s)
    except filelock.Timeout as fault:
        raise TimeoutError from fault
    except (OSError, NotImplementedError):
        return False
    return True


def _holder(who: Path) -> Holder:
    try:
        note = json.loads(who.read_text(encoding="utf-8"))
        return Holder(note["process"], note["since"])
    except (OSError, ValueError, KeyError):
        return Holder(None, None)
