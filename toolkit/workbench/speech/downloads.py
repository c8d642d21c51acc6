"""Models that this server fetches, beside everything else, and how far each is.

A download that the server's end breaks off leaves what arrived; the next one goes on with it.
"""

import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from toolkit.core import UnfetchableModelError, YehuaError
from toolkit.recognition import catalogue, installing


@dataclass(frozen=True)
class Download:
    """How far a download is, in bytes; `refused` is the sentence that tells why it ended without a model."""

    done: int
    total: int
    is_running: bool = True
    refused: str = ""


class Downloads:
    """The downloads of a process by the folder that each makes."""

    def __init__(self) -> None:
        """Begin with none."""
        self._known: dict[Path, Download] = {}
        self._lock = threading.Lock()

    def state(self, target: Path) -> Download | None:
        """Return the download that makes the folder `target`, running or ended; None for one that was not begun."""
        with self._lock:
            return self._known.get(target)

    def begin(self, entry: catalogue.Entry, models: Path, hubs: Sequence[str]) -> None:
        """Fetch `entry` into the folder `models` in a thread of its own, unless one is at it already.

        Raise UnfetchableModelError for a model without published hashes.
        """
        if not entry.is_fetchable:
            raise UnfetchableModelError(model=entry.name, why=entry.note.rstrip("。") or "没有公开的校验值")
        target = models / entry.name
        with self._lock:
            known = self._known.get(target)
            if known and known.is_running:
                return
            self._known[target] = Download(0, entry.bytes)
        threading.Thread(target=self._fetch, args=(entry, models, tuple(hubs)), daemon=True).start()

    def _fetch(self, entry: catalogue.Entry, models: Path, hubs: Sequence[str]) -> None:
        target = models / entry.name

        def report(done: int, total: int) -> None:
            with self._lock:
                self._known[target] = Download(done, total)

        refused = ""
        try:
            installing.fetch(entry, models, hubs, report)
        except YehuaError as fault:
            refused = str(fault)
        except Exception as fault:
            refused = f"没有下载成：{fault}"
            raise
        finally:
            with self._lock:
                self._known[target] = replace(self._known[target], is_running=False, refused=refused)


RUNNING = Downloads()
