"""Measure signing: the certified text, drawn signatures and the seal, and their check.

Run by hand: `python benchmarks/signing.py WORKSPACE NUMBER --party NAME --party NAME --mediator NAME`, on a copy of a
workspace: the agreement NUMBER of it is signed. Seconds are told as passed and as spent by the processor.
"""

import argparse
import math
import time
from collections.abc import Callable
from pathlib import Path

from toolkit import signing
from toolkit.signing import looks
from toolkit.workspace import open_desk


def measured(name: str, work: Callable[[], object]) -> None:
    """Do `work` and print how long it took."""
    passed, spent = time.perf_counter(), time.process_time()
    work()
    print(f"{name}: {time.perf_counter() - passed:.2f} s passed, {time.process_time() - spent:.2f} s of processor")


def name_written() -> looks.Drawing:
    """Return four strokes of twenty-four points."""
    strokes = [
        [[40 + k * 60 + 22 * math.sin(i / 4), 40 + i * 5 + 8 * math.cos(k + i / 3), 0.5, i * 12] for i in range(24)]
        for k in range(4)
    ]
    return looks.drawing_of({"canvas": [340, 220], "strokes": strokes})


def main() -> None:
    """Sign the agreement and check it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("workspace", type=Path)
    parser.add_argument("number")
    parser.add_argument("--party", action="append", required=True)
    parser.add_argument("--mediator", action="append", required=True)
    given = parser.parse_args()
    desk, witness = open_desk(given.workspace), signing.Witness("测量", signing.HOW[0], "本机")
    wish = signing.Wish("手写", "测量", tuple(given.party), again=True)
    measured("text as PDF, seats, certified", lambda: signing.prepare(desk, given.number, wish))

    def signed() -> None:
        for who in (*given.party, *given.mediator):
            signing.sign(desk, given.number, signing.Drawn(who, name_written(), (), witness))
        signing.seal(desk, given.number, signing.Sealing("测量", "measured-2026"))

    measured(f"{len(given.party) + len(given.mediator)} drawn signatures and the seal", signed)
    file = signing.preparing.now(desk, given.number).file
    measured("check", lambda: print(signing.verify(desk, file).faults or "no faults"))
    desk.store.close()


if __name__ == "__main__":
    main()
