"""Measure one against two workers, and a worker against no cluster, each with one thread: by the clock and processor.

    python -m benchmarks.scaling [SOUND] [--times 2] [--rounds 3] [--model base]

The sound is repeated so many `--times`. Each round transcribes it, speakers told apart, three ways one after another,
so that a load which comes and goes meets all of them: in one process on one core, by a scheduler with one worker, by
one with two. Models are loaded and workers examined before the clock starts. Medians of the rounds are printed, then
whether the texts were the same to the letter, the scaling (at least 1.7 is asked for) and the overhead (at most 5 %).
By the clock they count on two idle cores only; the overhead in processor seconds can be read on a busy machine, too.
On such cores and with the sample meeting it takes some eight minutes; it ends with 1 where something falls short.
"""

import argparse
import contextlib
import multiprocessing
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path

import numpy as np
import psutil

from tests.cluster.machines import Machines, machines_in
from tests.cluster.played import Kind
from toolkit.cluster import Address, demands
from toolkit.cluster.pool import Patience, Pool
from toolkit.cluster.spread import SpreadHands
from toolkit.core import sha256_of
from toolkit.recognition import Recognizer, decoders, lexicon
from toolkit.records import RecordingRef, Transcript
from toolkit.sound import SAMPLE_RATE, Samples, audio, voices
from toolkit.transcribe import transcribe, transcribe_by
from toolkit.workspace import shipped

SCALING, OVERHEAD = 1.7, 0.05
_FIRST_S = 40  # of the sound, transcribed before the clock starts
_READY_S = 300.0


@dataclass(frozen=True)
class Work:
    """A transcription that is timed: the sound file, the number of its repetitions, and the name of the model."""

    path: Path
    times: int
    model: str

    def sound(self) -> tuple[Samples, RecordingRef]:
        """Return the samples and the reference to them."""
        samples = np.tile(audio.samples(self.path), self.times)
        return samples, RecordingRef(None, sha256_of(self.path), len(samples) / SAMPLE_RATE)

    def recognizer(self) -> Recognizer:
        """Return the recognizer, its model loaded, with one thread."""
        decoder = decoders.load("auto", self.model, Path("models"), 1)
        return Recognizer(decoder, decoders.Options(("柳树湾", "石桥村")), lexicon.load())


@dataclass
class Times:
    """The seconds of each round by the clock and of processors, and the texts."""

    clock: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)
    made: list[Transcript] = field(default_factory=list)

    @property
    def clock_s(self) -> float:
        """The median by the clock."""
        return statistics.median(self.clock)

    @property
    def processor_s(self) -> float:
        """The median of processor seconds."""
        return statistics.median(self.processor)


def stay_on_one_core() -> None:
    """Let this process use one core, where the system can say so."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})


def transcribe_when_asked(work: Work, asked: Connection) -> None:
    """Transcribe in this process whenever `asked`, and send back both seconds and the text."""
    stay_on_one_core()
    voices._MOST_AT_ONCE = 1  # noqa: SLF001 - it counts the cores of the machine
    samples, reference = work.sound()
    transcribe(work.recognizer(), samples[: _FIRST_S * SAMPLE_RATE], reference, speakers=True)
    while True:
        recognizer = work.recognizer()  # telling speakers apart closes it
        asked.send(None)
        if asked.recv() is None:
            return
        before, begun = psutil.Process().cpu_times(), time.monotonic()
        made = transcribe(recognizer, samples, reference, speakers=True)
        took_s, after = time.monotonic() - begun, psutil.Process().cpu_times()
        asked.send((took_s, after.user + after.system - before.user - before.system, made))


@contextlib.contextmanager
def own_process(work: Work) -> Iterator[Connection]:
    """Give the end at which a process on one core is asked to transcribe."""
    here, there = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=transcribe_when_asked, args=(work, there))
    process.start()
    here.recv()
    try:
        yield here
    finally:
        here.send(None)
        process.join()


@dataclass
class Cluster:
    """A scheduler with workers, and this process as the office; `processes` are those whose seconds count."""

    pool: Pool
    hands: SpreadHands
    processes: list[psutil.Process]

    def spent(self) -> float:
        """Return the processor seconds of all of them so far."""
        spent = [process.cpu_times() for process in self.processes]
        return sum(each.user + each.system for each in spent)

    def transcribed(self, reference: RecordingRef) -> tuple[float, float, Transcript]:
        """Return the seconds by the clock and of processors that the sound takes, and its text."""
        before, begun = self.spent(), time.monotonic()
        made = transcribe_by(self.hands, reference, speakers=True)
        return time.monotonic() - begun, self.spent() - before, made


@contextlib.contextmanager
def cluster(machines: Machines, workers: int, own: Recognizer, work: Work) -> Iterator[Cluster]:
    """Give a scheduler with so many workers, each with one thread, examined and used once."""
    machines.scheduler()
    for _ in range(workers):
        machines.worker(Kind(is_real=True))
    samples, reference = work.sound()
    demand = demands.demand_of(own)
    pool = Pool(Address(machines.url), lambda sentence: print(sentence, file=sys.stderr), Patience())
    try:
        end = time.monotonic() + _READY_S
        while len(pool.fit(demand)) < workers:
            pool.examined(demand)
            if time.monotonic() > end:
                sys.exit(f"workers are not ready after {_READY_S:.0f} s: {pool.refused(demand)}")
        first = SpreadHands(pool, demand, own.words.sha256, samples[: _FIRST_S * SAMPLE_RATE], reference.sha256)
        for _ in range(2 * workers):  # so that each has loaded what tells voices apart
            transcribe_by(first, reference, speakers=True)
        hands = SpreadHands(pool, demand, own.words.sha256, samples, reference.sha256)
        pids = [os.getpid(), *(process.pid or 0 for process in machines.processes)]
        yield Cluster(pool, hands, [psutil.Process(pid) for pid in pids])
    finally:
        pool.close()


def measured(work: Work, rounds: int) -> dict[str, Times]:
    """Return the times of each way after so many rounds."""
    times = {"here": Times(), "one worker": Times(), "two workers": Times()}
    own = work.recognizer()
    _, reference = work.sound()
    with contextlib.ExitStack() as stack:
        asked = stack.enter_context(own_process(work))
        clusters = {}
        for name, workers in (("one worker", 1), ("two workers", 2)):
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            machines = stack.enter_context(machines_in(folder))
            clusters[name] = stack.enter_context(cluster(machines, workers, own, work))
        stay_on_one_core()  # not before: the workers would inherit it
        for number in range(rounds):
            for name, kept in times.items():
                if name in clusters:
                    took = clusters[name].transcribed(reference)
                else:
                    asked.send("transcribe")
                    took = asked.recv()
                    asked.recv()  # it has loaded its model again
                for values, value in zip((kept.clock, kept.processor, kept.made), took, strict=True):
                    values.append(value)
                print(f"round {number + 1}, {name}: {took[0]:.1f} s, processor {took[1]:.1f} s", flush=True)
    return times


def told(times: dict[str, Times]) -> bool:
    """Print medians, scaling and overhead; return whether all that is asked for was reached."""
    for name, kept in times.items():
        print(f"{name:12} {kept.clock_s:7.1f} s by the clock, {kept.processor_s:7.1f} s of processors (medians)")
    here, one, two = times.values()
    texts = {repr(made) for kept in times.values() for made in kept.made}
    scaling, overhead = one.clock_s / two.clock_s, one.clock_s / here.clock_s - 1
    processor = one.processor_s / here.processor_s - 1
    print(f"text and speakers the same to the letter: {'yes' if len(texts) == 1 else 'NO'}")
    print(f"scaling from one to two workers {scaling:.2f} (at least {SCALING})")
    print(f"overhead of a worker over none {overhead:+.1%} by the clock, {processor:+.1%} of processors (at most 5 %)")
    return len(texts) == 1 and scaling >= SCALING and overhead <= OVERHEAD


def main() -> None:
    """Measure what the command line asks for."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("sound", nargs="?", type=Path, default=shipped("examples/2026-09-night-meeting.mp3"))
    asked.add_argument("--times", type=int, default=2)
    asked.add_argument("--rounds", type=int, default=3)
    asked.add_argument("--model", default="base")
    given = asked.parse_args()
    begun = time.monotonic()
    load = os.getloadavg()[0]
    print(f"load {load:.1f} on {os.cpu_count()} cores; {given.times} times {given.sound.name}", flush=True)
    reached = told(measured(Work(given.sound, given.times, given.model), given.rounds))
    print(f"load {os.getloadavg()[0]:.1f} at the end, after {time.monotonic() - begun:.0f} s")
    sys.exit(0 if reached else 1)


if __name__ == "__main__":
    main()
