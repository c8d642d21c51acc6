"""The desks of a running server: one for real work, one for practice, opened anew with each day."""

import datetime as dt
import threading
from pathlib import Path

from toolkit.notebook import demo
from toolkit.workspace import Desk, Workspace, open_desk


class Desks:
    """The desks of the workspace at `root`; safe to be used by several threads."""

    def __init__(self, root: Path) -> None:
        """Open nothing yet: a server has to answer at once."""
        self._root = root
        self._turn = threading.Lock()
        self._real: tuple[dt.date, Desk] | None = None
        self._practice: Desk | None = None

    @property
    def log_file(self) -> Path:
        """The file that keeps records of faults."""
        return Workspace(self._root).log_file

    def desk(self, *, practice: bool) -> Desk:
        """Return the desk; the first desk for practice takes a minute, since its sample is transcribed.

        Raise what `open_desk` raises.
        """
        with self._turn:
            return self._practised() if practice else self._worked()

    def _worked(self) -> Desk:
        today = dt.datetime.now().astimezone().date()
        if self._real is None or self._real[0] != today:
            # Clocks count from the day on which somebody looks, and a server may run for weeks.
            self._real = (today, open_desk(self._root, today=today))
        return self._real[1]

    def _practised(self) -> Desk:
        if self._practice is None:
            self._practice = demo.practice_desk(self._root)
        return self._practice

    def close(self) -> None:
        """Close the stores of the desks and forget them."""
        with self._turn:
            for desk in (self._real and self._real[1], self._practice):
                if desk is not None:
                    desk.store.close()
            self._real = self._practice = None
