"""What was decoded so far, kept beside the work: after a power cut only the rest is decoded.

A line a batch, each with its own hash, appended and synced; the first line holds the plan. A line that was cut off is
not there. While a journal is open, a lock that dies with its process keeps others out.
"""

import contextlib
import hashlib
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from toolkit.core import BusyRecordingError, locks, moves, write_whole, writing_faults

_MARK = 16  # hexadecimal digits of a line's hash


class Journal:
    """The journal at a path; `plan` is what the first line holds, `done` the results by batch.

    `started_anew` tells that there was one for another sound, model or other options, which does not count.
    """

    def __init__(self, path: Path) -> None:
        """Read what is at `path`, if anything."""
        self._path = path
        self._size = 0
        self.key: dict[str, Any] | None = None
        self.plan: Any = None
        self.done: dict[int, Any] = {}
        self.started_anew = False
        for number, entry in enumerate(self._entries()):
            if number == 0:
                self.key, self.plan = entry["key"], entry["plan"]
            else:
                self.done[entry["batch"]] = entry["result"]

    def _entries(self) -> Iterator[Any]:
        if not self._path.exists():
            return
        with moves.opened(self._path) as file:
            lines = file.read().splitlines(keepends=True)
        for line in lines:
            mark, _, text = line.rstrip(b"\n").partition(b" ")
            if not line.endswith(b"\n") or mark != _mark_of(text):
                return
            self._size += len(line)
            yield json.loads(text)

    def fits(self, key: dict[str, Any]) -> bool:
        """Tell whether what is kept was decoded from the same sound in the same way; forget it when not."""
        if self.key == json.loads(json.dumps(key)):
            return True
        self.started_anew = self.key is not None
        self.key, self.plan, self.done = None, None, {}
        return False

    def begin(self, key: dict[str, Any], plan: Any) -> None:
        """Write the plan as the first line of a new journal; raise ReadOnlyWorkspaceError or DiskFullError."""
        line = _line({"key": key, "plan": plan})
        write_whole(self._path, line)
        self._size = len(line)
        self.key, self.plan = key, plan

    def append(self, batch: int, result: Any) -> None:
        """Add the `result` of a batch and sync it; raise ReadOnlyWorkspaceError or DiskFullError."""
        line = _line({"batch": batch, "result": result})
        with writing_faults(self._path), moves.opened(self._path, "rb+") as file:
            file.truncate(self._size)  # what a power cut left of a line
            file.seek(self._size)
            file.write(line)
            file.flush()
            os.fsync(file.fileno())
        self._size += len(line)
        self.done[batch] = result

    def remove(self) -> None:
        """Remove the journal when its work is saved elsewhere."""
        moves.remove(self._path)


@contextlib.contextmanager
def opened(path: Path, what: str) -> Iterator[Journal]:
    """Give the journal at `path`, which nobody else can open meanwhile; `what` is the name of the work's recording.

    Raise BusyRecordingError that says who is at it.
    """
    with contextlib.ExitStack() as stack:
        try:
            stack.enter_context(locks.held(path.with_suffix(".lock")))
        except locks.HeldError as fault:
            process, since = fault.holder.process or "？", fault.holder.since or "刚才"
            raise BusyRecordingError(what=what, process=process, since=since) from fault
        yield Journal(path)


def _line(entry: Any) -> bytes:
    text = json.dumps(entry, ensure_ascii=False, separators=(",", ":")).encode()
    return _mark_of(text) + b" " + text + b"\n"


def _mark_of(text: bytes) -> bytes:
    return hashlib.sha256(text).hexdigest()[:_MARK].encode()
