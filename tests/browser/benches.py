"""The workbench as a browser shows it, at a workspace with the made-up meeting."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.servers import Served
from toolkit.cases import open_case
from toolkit.grievances import access_log, confirm_grievances, lists
from toolkit.workspace import open_desk

# Counts what a hand does: clicks of the mouse, not those that a key makes.
COUNTER = "addEventListener('click', (event) => { if (event.detail) window.clicks = (window.clicks ?? 0) + 1; }, true)"


@dataclass(frozen=True)
class Bench:
    """A served workbench, the recording that it holds, and the page that shows it."""

    served: Served
    code: str
    page: Any

    def go(self, place: str) -> None:
        """Open the page at `place` and wait until it is shown."""
        self.page.goto(self.served.page(place))
        self.page.reload()
        self.page.locator(f".wb-main[data-page={place.split('/')[1]}]").wait_for()


def released(root: Path, code: str) -> None:
    """Find the grievances, judge that nobody is accused, and confirm the first."""
    desk = open_desk(root)
    lists.find_grievances(desk, code)
    access_log.close(desk, code, "何琳", sure=True)
    (grievance, *_) = confirm_grievances(desk.store, code, [1], {})
    open_case(desk, [grievance.number or ""], "2026-09-28")
    desk.store.close()
