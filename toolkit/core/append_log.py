"""Append-only logs: a line is on the disk before it is acknowledged, and is never changed afterwards.

The lines of `AppendLog` are JSON with a checksum each. A power cut can leave only the last line incomplete; it does not
count, and the next line replaces it.
"""

import hashlib
import json
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import IO, Any, AnyStr

from toolkit.core import locks, moves
from toolkit.core.errors import BrokenRecordError
from toolkit.core.files import private_file, write_whole, writing_faults

_CHECKSUM_DIGITS = 16  # of the SHA-256 of a line
# Another window needs some milliseconds to write its line.
_PATIENCE_S = 5.0

Line = Mapping[str, Any]


class AppendLog:
    """The log at `path`, which one process writes and which need not exist; `lines` are those read or written so far.

    With `salvage` a damaged line ends the log: the lines before it count, and the next line replaces it.
    """

    def __init__(self, path: Path, *, salvage: bool = False) -> None:
        """Read the lines at `path`; without `salvage` raise BrokenRecordError for a damaged line before the last."""
        self._path = path
        self._salvage = salvage
        self._size = 0
        self.lines: list[Line] = []
        self.catch_up()

    def catch_up(self) -> tuple[Line, ...]:
        """Read and return the lines that another window wrote since; raise BrokenRecordError as when opening."""
        if not self._path.exists():
            return ()
        known = len(self.lines)
        with moves.opened(self._path) as file:
            file.seek(self._size)
            fresh = file.read().splitlines(keepends=True)
        for number, raw in enumerate(fresh, start=1):
            line = _parsed(raw)
            if line is None:
                if number < len(fresh) and not self._salvage:
                    why = f"第 {len(self.lines) + 1} 行不是当时写下的内容"
                    raise BrokenRecordError(path=self._path, format="yehua-edits/1", why=why)
                break
            self._size += len(raw)
            self.lines.append(line)
        return tuple(self.lines[known:])

    def restart(self, line: Line) -> None:
        """Replace the whole log by `line`; raise ReadOnlyWorkspaceError or DiskFullError."""
        raw = _written(line)
        write_whole(self._path, raw)
        self._size = len(raw)
        self.lines = [line]

    def append(self, line: Line) -> None:
        """Add `line` to the log, which exists, and sync it; raise ReadOnlyWorkspaceError or DiskFullError."""
        raw = _written(line)
        with writing_faults(self._path), moves.opened(self._path, "rb+") as file:
            file.truncate(self._size)  # the rest of a line that a power cut left
            file.seek(self._size)
            _write_synced(file, raw)
        self._size += len(raw)
        self.lines.append(line)


class SharedLog(AppendLog):
    """A log that several windows write by turns: each reads what the others wrote before it adds a line."""

    def append(self, line: Line, check: Callable[[tuple[Line, ...]], None] = lambda _: None) -> None:
        """Add `line` and sync it; make the log where there is none.

        `check` gets the lines that another window wrote meanwhile and may raise: then nothing is written.
        Raise ReadOnlyWorkspaceError or DiskFullError.
        """
        private_file(self._path)
        with writing_faults(self._path), locks.held_in_turn(self._path.with_suffix(".lock"), _PATIENCE_S):
            check(self.catch_up())
            super().append(line)


def append_synced(path: Path, text: str) -> None:
    """Append `text` as UTF-8 to the file `path` and sync it; make a private file where there is none.

    Raise ReadOnlyWorkspaceError, HeldFileError or DiskFullError.
    """
    with writing_faults(path), moves.open_to_append(private_file(path)) as file:
        _write_synced(file, text)


def _write_synced(file: IO[AnyStr], data: AnyStr) -> None:
    file.write(data)
    file.flush()
    os.fsync(file.fileno())


def _written(line: Line) -> bytes:
    text = json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode()
    return _checksum(text) + b" " + text + b"\n"


def _parsed(raw: bytes) -> Line | None:
    """Return the line that `raw` holds, None when it is incomplete or damaged."""
    checksum, _, text = raw.rstrip(b"\n").partition(b" ")
    if not raw.endswith(b"\n") or checksum != _checksum(text):
        return None
    line: Line = json.loads(text)
    return line


def _checksum(text: bytes) -> bytes:
    return hashlib.sha256(text).hexdigest()[:_CHECKSUM_DIGITS].encode()
