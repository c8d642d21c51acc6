"""The desks of a running server: one for real work, opened anew with each day, and two for practice."""

import datetime as dt
import threading
from collections.abc import Mapping
from pathlib import Path

from toolkit import notebook, practice
from toolkit.core import WrongValueError
from toolkit.workbench.practising import PracticeYear
from toolkit.workspace import Desk, Workspace, open_desk

# What an address says after `practice=`: the sample meeting, or the year of a township.
MEETING, YEAR = "1", "year"
# Longer texts are no paths.
_LONGEST = 4096


class Desks:
    """The desks of the workspace at `root`; safe to be used by several threads."""

    def __init__(self, root: Path) -> None:
        """Open nothing yet: a server has to answer at once."""
        self._root = root
        self._turn = threading.Lock()
        self._real: tuple[dt.date, Desk] | None = None
        self._practice: dict[str, Desk] = {}
        self.year = PracticeYear(root)

    @property
    def log_file(self) -> Path:
        """The file that keeps records of faults."""
        return Workspace(self._root).log_file

    def desk(self, practice: str = "") -> Desk:
        """Return the desk for real work, or that for `practice` (MEETING, YEAR).

        The first desk of the sample meeting takes a minute, since it is transcribed; where the year is not made yet,
        the sample meeting stands for it. Raise what `open_desk` raises.
        """
        with self._turn:
            if practice == YEAR and self.year.state().state == "好了":
                return self._practised(YEAR)
            return self._practised(MEETING) if practice in {MEETING, YEAR} else self._worked()

    def _worked(self) -> Desk:
        today = dt.datetime.now().astimezone().date()
        if self._real is None or self._real[0] != today:
            # Clocks count from the day on which somebody looks, and a server may run for weeks.
            self._real = (today, open_desk(self._root, today=today))
        return self._real[1]

    def opened(self) -> Desk | None:
        """Return the desk for real work if anybody has opened it."""
        return self._real and self._real[1]

    def _practised(self, which: str) -> Desk:
        if which not in self._practice:
            is_year = which == YEAR
            # Loaded only now: a server has to answer at once, and few practise.
            self._practice[which] = (
                practice.year.open_year(self.year.root) if is_year else notebook.demo.practice_desk(self._root)
            )
        return self._practice[which]

    def refuse_real_places(self, practice: str, given: Mapping[str, str]) -> None:
        """Raise WrongValueError where somebody who practises names a place in the workspace for real work."""
        if not practice:
            return
        real, own = self._root.resolve(), self.desk(practice).workspace.root
        for text in given.values():
            place = _place_in(text)
            if place and place.is_relative_to(real) and not place.is_relative_to(own):
                why = "现在是练习，不能动正式的工作文件夹；请换一个文件夹"
                raise WrongValueError(field="位置", value=text, why=why)

    def close(self) -> None:
        """Close the stores of the desks and forget them."""
        self.year.close()
        with self._turn:
            for desk in (self._real and self._real[1], *self._practice.values()):
                if desk is not None:
                    desk.store.close()
            self._real, self._practice = None, {}


def _place_in(text: str) -> Path | None:
    """Return `text` as an absolute path with its links resolved, or None where it is no absolute path."""
    if "\0" in text or len(text) > _LONGEST:
        return None
    place = Path(text.strip().strip('"“”'))  # Windows copies a path with quotation marks
    return place.resolve() if place.is_absolute() else None
