"""Build the index of a workspace beside other work, a few recordings at a time, so that nobody who searches waits."""

import contextlib
import sqlite3
from collections.abc import Callable
from pathlib import Path

from toolkit.search import index
from toolkit.search.searching import source_in
from toolkit.workspace import Desk

# The index files that a thread of this process builds, with the number of recordings that each still lacks.
_LEFT: dict[Path, int] = {}


def left(desk: Desk) -> int:
    """Return how many recordings the index lacks that is being built; 0 where nobody builds it."""
    return _LEFT.get(desk.workspace.index_file, 0)


def build(desk: Desk, pause: Callable[[], bool]) -> None:
    """Index what is new or changed; stop when `pause`, called after every few recordings, returns True.

    Where the file cannot be written nothing is built: a search then works in memory.
    """
    file = desk.workspace.index_file
    try:
        with contextlib.suppress(OSError, sqlite3.Error):
            while _next(desk, file) and not pause():
                pass
    finally:
        _LEFT.pop(file, None)


def _next(desk: Desk, file: Path) -> int:
    with desk.store.reading() as tx:  # not longer: whoever writes would have to wait
        _LEFT[file] = index.index_next(file, source_in(tx))
    return _LEFT[file]
