"""What people did by hand, a line each, appended and synced at once: nothing to lose when a window or the power goes.

Each line has its own hash. Only the last line may be cut off, by a power cut; it then is not there. Two windows may
write by turns: each takes in what the other wrote before it adds its own.
"""

import contextlib
import hashlib
import json
import os
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from toolkit.core import locks, moves
from toolkit.core.errors import BrokenRecordError
from toolkit.core.files import private_file, writing_faults

_MARK = 16  # hexadecimal digits of a line's hash
_PATIENCE_S = 5.0
_PAUSE_S = 0.02

Line = Mapping[str, Any]


class EditLog:
    """The lines at a path that need not exist; `lines` are those read so far."""

    def __init__(self, path: Path) -> None:
        """Read what is at `path`; raise BrokenRecordError when a line in the middle is not what was written."""
        self._path = path
        self._size = 0
        self.lines: list[Line] = []
        self.catch_up()

    def catch_up(self) -> tuple[Line, ...]:
        """Read and return the lines that were written since, by another window."""
        if not self._path.exists():
            return ()
        with moves.opened(self._path) as file:
            file.seek(self._size)
            fresh = file.read().splitlines(keepends=True)
        read = []
        for number, raw in enumerate(fresh, start=1):
            line = _read(raw)
            if line is None and number == len(fresh):
                break
            if line is None:
                why = f"第 {len(self.lines) + 1} 行不是当时写下的内容"
                raise BrokenRecordError(path=self._path, format="yehua-edits/1", why=why)
            self._size += len(raw)
            self.lines.append(line)
            read.append(line)
        return tuple(read)

    def append(self, line: Line, check: Callable[[tuple[Line, ...]], None] = lambda _: None) -> None:
        """Add `line` and sync it.

        `check` is first given what another window wrote meanwhile, and may raise: nothing is written then.
        Raise ReadOnlyWorkspaceError or DiskFullError.
        """
        private_file(self._path)
        with self._turn(), writing_faults(self._path):
            check(self.catch_up())
            raw = _written(line)
            with moves.opened(self._path, "rb+") as file:
                file.truncate(self._size)  # what a power cut left of a line
                file.seek(self._size)
                file.write(raw)
                file.flush()
                os.fsync(file.fileno())
            self._size += len(raw)
            self.lines.append(line)

    @contextlib.contextmanager
    def _turn(self) -> Iterator[None]:
        """Wait until the other window has written its line, which takes some milliseconds."""
        until = time.monotonic() + _PATIENCE_S
        with contextlib.ExitStack() as stack:
            while True:
                try:
                    stack.enter_context(locks.held(self._path.with_suffix(".lock")))
                    break
                except locks.HeldError:
                    if time.monotonic() > until:
                        raise
                    time.sleep(_PAUSE_S)
            yield


def _written(line: Line) -> bytes:
    text = json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode()
    return _mark_of(text) + b" " + text + b"\n"


def _read(raw: bytes) -> Line | None:
    mark, _, text = raw.rstrip(b"\n").partition(b" ")
    if not raw.endswith(b"\n") or mark != _mark_of(text):
        return None
    line: Line = json.loads(text)
    return line


def _mark_of(text: bytes) -> bytes:
    return hashlib.sha256(text).hexdigest()[:_MARK].encode()
