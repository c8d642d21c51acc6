"""The search index is built while the server has nothing else to do, so that the first question of the day is quick."""

import threading
from collections.abc import Callable

from toolkit.notebook import plain_faults
from toolkit.search import building
from toolkit.workspace import Desk

_EACH_S = 10.0
_PAUSE_S = 0.2  # after every few recordings: pages come first


class IndexKeeper:
    """A thread that keeps the index of the desk up to date that `desk` gives; None while nobody has opened it."""

    def __init__(self, desk: Callable[[], Desk | None]) -> None:
        """Begin; the first look comes after the first pages."""
        self._desk = desk
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._keep, name="search-index", daemon=True)
        self._thread.start()

    def _keep(self) -> None:
        while not self._ended.wait(_EACH_S):
            if desk := self._desk():
                try:
                    building.build(desk, lambda: self._ended.wait(_PAUSE_S))
                except Exception as fault:  # noqa: BLE001 - a search then updates the index itself, and tells
                    plain_faults.keep(fault, desk.workspace.log_file)

    def close(self) -> None:
        """Stop building; what is indexed stays."""
        self._ended.set()
        self._thread.join()
