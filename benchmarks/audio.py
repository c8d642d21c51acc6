"""How long reading, checking and copying a recording takes: `python -m benchmarks.audio SOUND…`, else the sample.

Prints the seconds of work, and how many times faster than the sound itself that is.
"""

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from toolkit.sound import audio

SAMPLE = Path(__file__).parent.parent / "examples" / "2026-09-night-meeting.mp3"


def timed(name: str, seconds: float, work: Callable[[], object]) -> None:
    """Run `work` on `seconds` of sound and print its figures."""
    start = time.perf_counter()
    work()
    took = time.perf_counter() - start
    print(f"  {name:<12} {took:7.2f} s  {seconds / took:7.0f} x")


def main() -> None:
    """Measure each sound named on the command line."""
    for path in [Path(name) for name in sys.argv[1:]] or [SAMPLE]:
        facts = audio.sound_facts(path)
        print(f"{path.name}: {facts.seconds:.1f} s, {facts.codec}, {facts.rate} Hz, {facts.channels} channels")
        with tempfile.TemporaryDirectory() as folder:
            timed("facts", facts.seconds, lambda path=path: audio.sound_facts(path))
            timed("samples", facts.seconds, lambda path=path: audio.samples(path))
            timed("access copy", facts.seconds, lambda path=path, to=folder: audio.take_in(path, Path(to) / "copy.mp3"))


if __name__ == "__main__":
    main()
