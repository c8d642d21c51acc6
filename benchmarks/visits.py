"""A made log of a million lines is counted in ten seconds, and every figure is exact.

    python -m benchmarks.visits [LINES]

Prints the seconds for reading and counting, and whether counts by hour, day, matter and wall are those that were made.
"""

import random
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from toolkit.policies import visits

LIMIT_S = 10.0

MATTERS = tuple(f"m{n}" for n in range(21))


def write_log(path: Path, lines: int, seed: int = 1) -> dict[str, Counter[str]]:
    """Write a made log of so many `lines` to `path`, and return its true counts by name."""
    dice = random.Random(seed)  # noqa: S311 - the same log each time
    pages = ["/", *(f"/d/{each}.html" for each in MATTERS), *(f"/z/d{n:03d}/" for n in range(1, 137))]
    hours = dice.choices(range(24), [14 if hour in {20, 21} else 1 for hour in range(24)], k=lines)
    true: dict[str, Counter[str]] = {name: Counter() for name in ("by_hour", "by_day", "by_matter", "by_wall", "noise")}
    with path.open("w", encoding="utf-8") as file:
        for hour in hours:
            day, page, kind = dice.randint(1, 30), dice.choice(pages), dice.random()
            at = f"2026-11-{day:02d}T{hour:02d}:{dice.randint(0, 59):02d}:00+08:00"
            if kind < 0.1:  # noqa: PLR2004 - a tenth are parts of sound files, robots and lines cut short
                file.write(dice.choice([f'{at} "GET /m/a.m4a" 206 other\n', f'{at} "GET {page}" 200 robot\n', "??\n"]))
                true["noise"]["all"] += 1
                continue
            file.write(f'{at} "GET {page}" 200 {"wechat" if kind < 0.6 else "other"}\n')  # noqa: PLR2004 - as above
            true["by_hour"][f"{hour:02d}"] += 1
            true["by_day"][f"2026-11-{day:02d}"] += 1
            if page.startswith("/d/"):
                true["by_matter"][page[3:-5]] += 1
            elif page.startswith("/z/"):
                true["by_wall"][page[3:-1]] += 1
    return true


def is_exact(counted: visits.Visits, true: dict[str, Counter[str]]) -> bool:
    """Return whether what was `counted` is what was made."""
    return (
        all(getattr(counted, name) == true[name] for name in ("by_hour", "by_day", "by_matter", "by_wall"))
        and counted.views == true["by_hour"].total()
        and counted.skipped.total() == true["noise"].total()
    )


def main(lines: int) -> None:
    """Make the log, count it, and print the seconds."""
    with tempfile.TemporaryDirectory(prefix="yehua-log-") as name:
        path = Path(name) / "log.txt"
        true = write_log(path, lines)
        begun, busy = time.perf_counter(), time.process_time()
        counted = visits.read(path, MATTERS)
        took, worked = time.perf_counter() - begun, time.process_time() - busy
        told = f"{lines} lines in {took:.1f} s, {worked:.1f} s of them of this process (limit {LIMIT_S:.0f} s)"
        print(f"{told}, exact: {is_exact(counted, true)}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
