"""Measure how long the year of the made-up township takes to be made, opened, replayed and reported.

Run by hand: `python -m benchmarks.year [FOLDER]`. It makes the year in FOLDER if one is named, where a second run finds
it, and prints wall and processor seconds of each step with the load of the machine.
"""

import datetime as dt
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from toolkit.loop import month, today
from toolkit.loop.alerts import acts
from toolkit.loop.reports import sheets
from toolkit.practice import year
from toolkit.practice.office import FIRST, LAST

REPLAYED = 20


def timed(what: str, target: float, work: Callable[[], object]) -> object:
    """Do `work`, print how long it took beside the `target`, and return what it gave."""
    wall, processor = time.perf_counter(), time.process_time()
    answer = work()
    wall, processor = time.perf_counter() - wall, time.process_time() - processor
    print(
        f"{what}: {wall:.2f} s (target {target:.0f} s), {processor:.2f} s of processor, load {os.getloadavg()[0]:.1f}"
    )
    return answer


def main() -> None:
    """Make the year if it is new, ask, and print."""
    with tempfile.TemporaryDirectory() as scratch:
        root = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(scratch) / "year"
        if not year.is_made(root):
            timed("made", 60, lambda: year.make(root))
        desk = year.open_year(root)
        timed("what is due on the last day", 2, lambda: today.due(desk))
        dice = random.Random(7)  # noqa: S311 - the same days each time
        days = [FIRST + dt.timedelta(days=dice.randrange((LAST - FIRST).days)) for _ in range(REPLAYED)]
        for name, ask in (("alerts", acts.listed), ("what is due", today.due)):
            timed(f"{name} on {REPLAYED} past days", REPLAYED, lambda ask=ask: [ask(desk, str(day)) for day in days])  # type: ignore[misc]
        timed("sheet of a month", 10, lambda: month.write(desk, "2026-10", Path(scratch) / "month.docx"))
        timed("report of the year", 10, lambda: sheets.write_year(desk, 2026, Path(scratch) / "year.docx"))
        desk.store.close()


if __name__ == "__main__":
    main()
