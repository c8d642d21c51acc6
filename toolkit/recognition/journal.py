"""Journal of a transcription: the batches decoded so far, so that after a power cut only the rest is decoded.

The first line holds the plan, each other line the result of a batch. While a journal is open, a lock that dies with its
process keeps others out.
"""

import contextlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from toolkit.core import AppendLog, BusyRecordingError, locks, moves


class Journal:
    """The journal at a path; `plan` is that of the first line, `done` holds the results by batch.

    `started_anew` is set where the journal was of another sound, model or other options and does not count.
    """

    def __init__(self, path: Path) -> None:
        """Read the journal at `path`, which need not exist."""
        self._path = path
        self._log = AppendLog(path, salvage=True)
        self.key: dict[str, Any] | None = None
        self.plan: Any = None
        self.done: dict[int, Any] = {}
        self.started_anew = False
        if self._log.lines:
            first, *batches = self._log.lines
            self.key, self.plan = first["key"], first["plan"]
            self.done = {batch["batch"]: batch["result"] for batch in batches}

    def fits(self, key: dict[str, Any]) -> bool:
        """Return whether the journal is of the same sound, decoded in the same way; forget its content when not."""
        if self.key == json.loads(json.dumps(key)):
            return True
        self.started_anew = self.key is not None
        self.key, self.plan, self.done = None, None, {}
        return False

    def begin(self, key: dict[str, Any], plan: Any) -> None:
        """Write the plan as the first line of a new journal; raise ReadOnlyWorkspaceError or DiskFullError."""
        self._log.restart({"key": key, "plan": plan})
        self.key, self.plan = key, plan

    def append(self, batch: int, result: Any) -> None:
        """Add the `result` of a batch and sync it; raise ReadOnlyWorkspaceError or DiskFullError."""
        self._log.append({"batch": batch, "result": result})
        self.done[batch] = result

    def remove(self) -> None:
        """Remove the journal when the transcript is saved elsewhere."""
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
