"""The workbench as a browser shows it, at a workspace with the made-up meeting."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.servers import Served
from toolkit.cases import open_case
from toolkit.grievances import access_log, confirm_grievances, lists
from toolkit.transcripts import DraftLog, list_versions, load_transcript
from toolkit.workspace import open_desk

# Counts what a hand does: clicks of the mouse, not those that a key makes.
COUNTER = "addEventListener('click', (event) => { if (event.detail) window.clicks = (window.clicks ?? 0) + 1; }, true)"

PATIENCE_S = 180


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


def logged(bench: Bench) -> str:
    """Return the log of edits as it lies on the disk: what stands there is not lost."""
    log = bench.served.root / "edits" / f"{bench.code}-v1.log"
    return log.read_text(encoding="utf-8") if log.exists() else ""


def until(page: Any, is_so: Callable[[], bool]) -> None:
    """Wait until `is_so`, half a minute at most; the page goes on meanwhile."""
    end = time.monotonic() + PATIENCE_S
    while not is_so() and time.monotonic() < end:
        page.wait_for_timeout(50)
    assert is_so()


def drawn(page: Any) -> None:
    """Wait until `page` was drawn anew and nothing on it moves: what watches its size has answered by then."""
    page.evaluate(
        """async () => {
          const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
          for (let n = 0; n < 3; n += 1) await frame();
          const moving = document.getAnimations().filter((each) => each.effect?.getComputedTiming().endTime < 2000);
          await Promise.allSettled(moving.map((each) => each.finished));
        }"""
    )


def edited(bench: Bench) -> str:
    """Return the text of the draft that lies in the workspace."""
    desk = open_desk(bench.served.root)
    base = load_transcript(desk.store, bench.code, list_versions(desk.store, bench.code)[-1])
    draft = DraftLog(base, desk.workspace.edits(bench.code, base.version)).draft
    desk.store.close()
    return "".join(segment.text for segment in draft.segments.values())


def released(root: Path, code: str) -> None:
    """Find the grievances, judge that nobody is accused, and confirm the first."""
    desk = open_desk(root)
    lists.find_grievances(desk, code)
    access_log.close(desk, code, "何琳", sure=True)
    (grievance, *_) = confirm_grievances(desk.store, code, [1], {})
    open_case(desk, [grievance.number or ""], "2026-09-28")
    desk.store.close()
