"""One process at a time: a lock on a file that dies with its process, and who holds it."""

import contextlib
import datetime as dt
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import filelock

from toolkit.files import make_folder, write_whole


@dataclass(frozen=True)
class Holder:
    """The process that holds a lock, and the time of day since when, as HH:MM; None where nobody could tell."""

    process: int | None
    since: str | None


class HeldError(Exception):
    """Raised when another process holds the lock; `holder` tells which."""

    def __init__(self, holder: Holder) -> None:
        """Keep the `holder`."""
        super().__init__(str(holder))
        self.holder = holder


@contextlib.contextmanager
def held(path: Path) -> Iterator[None]:
    """Hold the lock `path` while the block runs; raise HeldError at once when another has it."""
    make_folder(path.parent)
    lock = filelock.FileLock(path)
    who = path.with_suffix(".who")
    try:
        lock.acquire(timeout=0)
    except filelock.Timeout as fault:
        raise HeldError(_holder(who)) from fault
    try:
        since = dt.datetime.now().astimezone().strftime("%H:%M")
        write_whole(who, json.dumps({"process": os.getpid(), "since": since}))
        yield
    finally:
        who.unlink(missing_ok=True)
        lock.release()


def _holder(who: Path) -> Holder:
    try:
        told = json.loads(who.read_text(encoding="utf-8"))
        return Holder(told["process"], told["since"])
    except (OSError, ValueError, KeyError):
        return Holder(None, None)
