"""How long `import toolkit` and the rooms every command needs take, in fresh interpreters: the median of the runs.

Exits with 1 when `import toolkit` alone needs 0.2 s or more beyond the bare interpreter.
"""

import statistics
import subprocess
import sys
import time
from pathlib import Path

RUNS = 9
LIMIT_S = 0.2
TOP = Path(__file__).parent.parent


def seconds(code: str) -> float:
    """Return the median of the seconds that a fresh interpreter needs for `code`."""
    spent = []
    for _ in range(RUNS + 1):
        begun = time.perf_counter()
        subprocess.run([sys.executable, "-c", code], check=True, cwd=TOP)
        spent.append(time.perf_counter() - begun)
    # The first run also reads the files from the disk.
    return statistics.median(spent[1:])


def main() -> None:
    """Measure and print; leave with 1 when the limit is missed."""
    bare = seconds("pass")
    print(f"bare interpreter            {bare:.3f} s")
    figures = {}
    for module in (
        "toolkit",
        "toolkit.workspace.settings",
        "toolkit.store.database",
        "toolkit.chinese.dates",
        "toolkit.grievances.register",
        "toolkit.cases.ledger",
    ):
        figures[module] = seconds(f"import {module}") - bare
        print(f"import {module:<20} {figures[module]:.3f} s")
    sys.exit(figures["toolkit"] >= LIMIT_S)


if __name__ == "__main__":
    main()
