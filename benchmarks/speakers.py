"""Measure who speaks: `python -m benchmarks.speakers [SOUND TRUTH …] [--long HOURS]`, else both made-up meetings.

TRUTH is a JSON list of turns with `speaker`, `start` and `end` in seconds. With `--long` the sample is repeated for so
many hours, each time with other noise and at another loudness, and the seconds of work and the most memory are printed.

The diarisation error rate is what NIST's Rich Transcription evaluations define: seconds of speech that were missed,
seconds invented and seconds given to the wrong person, over all seconds of speech; labels are mapped to people so that
most seconds agree. It is told without a collar, and with 0.25 s around each true beginning and end left out. Where the
truth counts the pauses in a turn as speech, so do the turns, up to 2 s; what the truth has before the first sound and
after the last one is missed.
"""

import argparse
import json
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np
import psutil
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from toolkit.sound import Turn, audio, speakers, speech

TOP = Path(__file__).parent.parent
SAMPLE = TOP / "examples" / "2026-09-night-meeting"
SECOND = TOP / "benchmarks" / "second_meeting" / "meeting"
RATE = audio.SAMPLE_RATE
STEP_S = 0.01
COLLAR_S = 0.25

Mask = NDArray[np.bool_]
Result = TypeVar("Result")


@dataclass(frozen=True)
class Errors:
    """Shares of all seconds of speech, and how many people there are in truth and in what was found."""

    missed: float
    invented: float
    confused: float
    people: int
    found: int

    @property
    def rate(self) -> float:
        """The diarisation error rate."""
        return self.missed + self.invented + self.confused


def errors(truth: Sequence[Turn], found: Sequence[Turn], collar_s: float = 0.0) -> Errors:
    """Return the errors of `found` against `truth`, with `collar_s` left out around each edge of the truth."""
    steps = round(max(turn.end_s for turn in (*truth, *found)) / STEP_S) + 1
    said, heard = masks(truth, steps), masks(found, steps)
    scored = ~near_edges(truth, steps, collar_s)
    said, heard = said[:, scored], heard[:, scored]
    together = said.astype(int) @ heard.T.astype(int)
    people, labels = linear_sum_assignment(-together)
    talking, labelled = said.sum(axis=0), heard.sum(axis=0)
    seconds = talking.sum()
    both = np.minimum(talking, labelled).sum()
    return Errors(
        missed=float(np.maximum(talking - labelled, 0).sum() / seconds),
        invented=float(np.maximum(labelled - talking, 0).sum() / seconds),
        confused=float((both - together[people, labels].sum()) / seconds),
        people=len(said),
        found=len(heard),
    )


def masks(turns: Sequence[Turn], steps: int) -> Mask:
    """Return a row for each person of `turns`: true at each step at which this person speaks."""
    people = list(dict.fromkeys(turn.speaker for turn in turns))
    rows = np.zeros((len(people), steps), bool)
    for turn in turns:
        rows[people.index(turn.speaker), round(turn.start_s / STEP_S) : round(turn.end_s / STEP_S)] = True
    return rows


def near_edges(turns: Sequence[Turn], steps: int, collar_s: float) -> Mask:
    """Return true at each step within `collar_s` of a beginning or an end."""
    near = np.zeros(steps, bool)
    reach = round(collar_s / STEP_S)
    for edge in (round(second / STEP_S) for turn in turns for second in (turn.start_s, turn.end_s)):
        near[max(0, edge - reach) : edge + reach] = True
    return near


def true_turns(path: Path) -> list[Turn]:
    """Return the turns in the file of truth at `path`."""
    said = json.loads(path.read_text(encoding="utf-8"))
    return [Turn(turn["start"], turn["end"], turn["speaker"]) for turn in said]


def found_turns(samples: NDArray[np.float32]) -> tuple[Turn, ...]:
    """Return the turns the program finds, told with the seconds of work."""
    spoken = timed("speech", lambda: speech.speech_stretches(samples))
    print(f"  {sum(part.end_s - part.start_s for part in spoken):8.1f} s of speech in {len(spoken)} stretches")
    return timed("speakers", lambda: speakers.turns(samples, spoken))


def timed(name: str, work: Callable[[], Result]) -> Result:
    """Return what `work` returns and print its seconds on the clock and of all cores."""
    clock, cores = time.perf_counter(), time.process_time()
    result = work()
    print(f"  {time.perf_counter() - clock:8.1f} s for {name} ({time.process_time() - cores:.1f} s of all cores)")
    return result


def judge(sound: Path, truth: Path) -> None:
    """Print the errors on one recording."""
    samples = audio.samples(sound)
    print(f"{sound.name}: {len(samples) / RATE:.1f} s")
    found = found_turns(samples)
    for collar_s in (0.0, COLLAR_S):
        error = errors(true_turns(truth), found, collar_s)
        parts = f"missed {error.missed:.1%}, invented {error.invented:.1%}, confused {error.confused:.1%}"
        labels = f"{error.found} labels, {error.people} people"
        print(f"  DER {error.rate:.1%} with a collar of {collar_s} s: {parts}; {labels}")


def stretch_out(samples: NDArray[np.float32], hours: float) -> NDArray[np.float32]:
    """Return `samples` repeated for `hours`, each time in other noise and at another loudness."""
    rng = np.random.default_rng(15)
    long = np.zeros(round(hours * 3600 * RATE), np.float32)
    for start in range(0, len(long), len(samples)):
        part = long[start : start + len(samples)]
        part += samples[: len(part)] * np.float32(rng.uniform(0.2, 1.0))
        part += rng.standard_normal(len(part), np.float32) * np.float32(rng.uniform(0.0005, 0.004))
    return long


def endure(hours: float) -> None:
    """Print what a recording of `hours` costs."""
    samples = stretch_out(audio.samples(SAMPLE.with_suffix(".mp3")), hours)
    print(f"{hours} h: {samples.nbytes / 2**20:.0f} MB of samples")
    with most_memory():
        found = found_turns(samples)
    print(f"  {len(found)} turns of {len({turn.speaker for turn in found})} labels")


@contextmanager
def most_memory() -> Iterator[None]:
    """Print the most memory this process had, looked at ten times a second."""
    seen, over = [psutil.Process().memory_info().rss], threading.Event()

    def watch() -> None:
        while not over.wait(0.1):
            seen.append(psutil.Process().memory_info().rss)

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield
    finally:
        over.set()
        watcher.join()
    print(f"  {max(seen) / 2**20:8.0f} MB at most, {seen[0] / 2**20:.0f} MB before")


def main() -> None:
    """Measure what the command line names."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path, metavar="SOUND TRUTH")
    parser.add_argument("--long", type=float, metavar="HOURS")
    asked = parser.parse_args()
    if asked.long:
        endure(asked.long)
        return
    both = [path.with_suffix(suffix) for path in (SAMPLE, SECOND) for suffix in (".mp3", ".truth.json")]
    files = asked.files or both
    for sound, truth in zip(files[::2], files[1::2], strict=True):
        judge(sound, truth)


if __name__ == "__main__":
    main()
