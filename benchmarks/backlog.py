"""Measure the cost of transcribing a county's backlog on this machine, and simulate it for 1 to 200 workers.

    python -m benchmarks.backlog measure [SOUND] [--model base] [--threads 1]
    python -m benchmarks.backlog simulate [--seed 1] [--workers 1 2 5 …] [--network 110]

`measure` counts the processor time (not the time by the clock, which a busy machine makes longer) that each step takes
for an hour of sound. `simulate` plays 20 towns × 136 villages × 12 meetings × 2 hours with `COSTS`, one month of it in
full, from a seed: queues of office PCs, scheduler, its network, workers with stragglers and deaths, and the store.
"""

import argparse
import heapq
import pickle
import random
import resource
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from toolkit import records
from toolkit.cluster.excerpts import excerpt_of
from toolkit.recognition import Journal, Recognizer, decoders, lexicon, plan_of
from toolkit.sound import SAMPLE_RATE, audio, speakers
from toolkit.workspace import shipped

_VOICES_S = 90  # of speech in a batch whose voices are heard, as in toolkit/cluster/spread.py
TOWNS, VILLAGES, MEETINGS, HOURS = 20, 136, 12, 2
DAY_S = 86_400.0


@dataclass(frozen=True)
class Costs:
    """Processor seconds of each step, from `measure`; `batch_mb` is what is sent for a batch."""

    decode_s: float = 0.0  # of a worker, for a batch
    voices_s: float = 0.0  # of a worker, for the voices of a batch of runs
    read_s: float = 0.0  # of an office PC, for a recording: sound read, speech found
    hand_out_s: float = 0.0  # of an office PC, for a batch: excerpt, journal
    schedule_s: float = 0.003  # of the scheduler, for a task (measured by `overhead` in docs/scale.md)
    store_s: float = 0.3  # of a store, for a recording: transcript and chain in one transaction
    batch_mb: float = 5.5
    batches: int = 41  # of a recording of two hours: two for fourteen chunks of some 25 s
    voices_batches: int = 80  # of a recording of two hours: one for 90 s of speech
    compare_s: float = 0.8  # of an office PC, for a recording: the voices of all batches told apart


@dataclass(frozen=True)
class World:
    """The setting of a simulation: workers, network of the scheduler in MB a second, stragglers, deaths, office PCs."""

    workers: int
    network_mb: float = 110.0
    slow_share: float = 0.05
    slow_times: float = 3.0
    life_s: float = 200 * 3600.0
    found_dead_s: float = 60.0
    back_s: float = 300.0
    offices: int = TOWNS
    at_once: int = 12  # recordings under way at an office PC


@dataclass
class Result:
    """The duration of a simulation in hours, and the share of it in which each part was at work."""

    hours: float
    busy: dict[str, float]
    redone: int


class Line:
    """A part that does one thing after another: when it is free, and how long it was at work."""

    def __init__(self) -> None:
        self.free_s = self.busy_s = 0.0

    def done(self, now_s: float, takes_s: float) -> float:
        """Return when something that arrives now and takes so long is done."""
        self.free_s = max(now_s, self.free_s) + takes_s
        self.busy_s += takes_s
        return self.free_s


class County:
    """A month's recordings on their way through offices, scheduler, network and workers; events in order of time."""

    def __init__(self, costs: Costs, world: World, recordings: int, seed: int) -> None:
        self._costs, self._world, self._chance = costs, world, random.Random(seed)  # noqa: S311
        self._events: list[tuple[float, int, Callable[..., None], tuple[Any, ...]]] = []
        self._count = 0
        self._now_s = 0.0
        self.offices = [Line() for _ in range(world.offices)]
        self.stores = [Line() for _ in range(world.offices)]
        self.scheduler, self.network = Line(), Line()
        self._left = [recordings // world.offices + (n < recordings % world.offices) for n in range(world.offices)]
        self._queue: list[tuple[int, float, int, int]] = []  # kind first: voices before batches, then by arrival
        self._free = list(range(world.workers))
        self._dies_s = [self._chance.expovariate(1 / world.life_s) for _ in self._free]
        self.busy_s = 0.0
        self.redone = 0
        self._open: dict[tuple[int, int], int] = {}  # batches that are not done, by recording and kind

    def run(self) -> Result:
        """Play until all is done."""
        for office in range(self._world.offices):
            for _ in range(self._world.at_once):
                self._at(0.0, self._begin, office)
        while self._events:
            self._now_s, _, act, given = heapq.heappop(self._events)
            act(*given)
        busy = {
            "workers": self.busy_s / self._world.workers,
            "scheduler": self.scheduler.busy_s,
            "network": self.network.busy_s,
            "busiest office": max(line.busy_s for line in self.offices),
            "busiest store": max(line.busy_s for line in self.stores),
        }
        took_s = self._now_s
        shares = {name: spent / took_s for name, spent in busy.items()}
        return Result(took_s / 3600, shares, self.redone)

    def _at(self, when_s: float, act: Callable[..., None], *given: Any) -> None:
        self._count += 1
        heapq.heappush(self._events, (when_s, self._count, act, given))

    def _begin(self, office: int) -> None:
        """Read the next recording of an office, if there is one, and hand out its batches."""
        if not self._left[office]:
            return
        self._left[office] -= 1
        self._count += 1
        recording = self._count
        self._open[recording, 1] = self._costs.batches
        self.offices[office].done(self._now_s, self._costs.read_s)
        for _ in range(self._costs.batches):
            ready_s = self.offices[office].done(self._now_s, self._costs.hand_out_s)
            self._at(ready_s, self._send, office, recording, 1)

    def _send(self, office: int, recording: int, kind: int) -> None:
        """Send a task through the scheduler; kind 0 hears the voices of a batch, 1 decodes one."""
        ordered_s = self.scheduler.done(self._now_s, self._costs.schedule_s)
        mb = self._costs.batch_mb * (self._costs.batches / self._costs.voices_batches if kind == 0 else 1)
        arrived_s = self.network.done(ordered_s, 2 * mb / self._world.network_mb)  # in and out again
        self._at(arrived_s, self._wait, office, recording, kind)

    def _wait(self, office: int, recording: int, kind: int) -> None:
        heapq.heappush(self._queue, (kind, self._now_s, office, recording))
        self._assign()

    def _assign(self) -> None:
        while self._queue and self._free:
            kind, _, office, recording = heapq.heappop(self._queue)
            worker = self._free.pop()
            takes_s = self._costs.voices_s if kind == 0 else self._costs.decode_s
            takes_s *= self._chance.lognormvariate(0.0, 0.25)
            if self._chance.random() < self._world.slow_share:
                takes_s *= self._world.slow_times
            if self._now_s + takes_s > self._dies_s[worker]:
                self._die(worker, office, recording, kind)
                continue
            self.busy_s += takes_s
            self._at(self._now_s + takes_s, self._done, worker, office, recording, kind)

    def _die(self, worker: int, office: int, recording: int, kind: int) -> None:
        self.redone += 1
        dead_s = max(self._now_s, self._dies_s[worker])
        self._at(dead_s + self._world.found_dead_s, self._wait, office, recording, kind)
        self._dies_s[worker] = dead_s + self._world.back_s + self._chance.expovariate(1 / self._world.life_s)
        self._at(dead_s + self._world.back_s, self._back, worker)

    def _back(self, worker: int) -> None:
        self._free.append(worker)
        self._assign()

    def _done(self, worker: int, office: int, recording: int, kind: int) -> None:
        self._back(worker)
        self._open[recording, kind] -= 1
        if self._open[recording, kind]:
            return
        del self._open[recording, kind]
        if kind == 0:
            self.offices[office].done(self._now_s, self._costs.compare_s)
            self.stores[office].done(self._now_s, self._costs.store_s)
            self._begin(office)
            return
        self._open[recording, 0] = self._costs.voices_batches
        for _ in range(self._costs.voices_batches):
            self._send(office, recording, 0)


def simulate(costs: Costs, counts: list[int], network_mb: float, seed: int) -> None:
    """Print for each number of workers how long the year's recordings take, and what is at its limit."""
    year = TOWNS * VILLAGES * MEETINGS
    print(f"{year} recordings of {HOURS} h, {year * HOURS} h of sound; network {network_mb:g} MB/s; seed {seed}")
    print("workers | days for a year | h of sound an h | workers busy | scheduler | network | office | store | redone")
    for workers in counts:
        # A month in full; with few workers a part of it, which is as good and does not take all day here.
        recordings = min(year // MEETINGS, max(240, workers * 40))
        result = County(costs, World(workers, network_mb), recordings, seed).run()
        days = result.hours / 24 * year / recordings
        shares = " | ".join(f"{share:.0%}" for share in result.busy.values())
        print(f"{workers} | {days:.1f} | {recordings * HOURS / result.hours:.0f} | {shares} | {result.redone}")


def spent(work: Callable[[], Any]) -> tuple[float, Any]:
    """Return the processor seconds that `work` takes in this process, and what it returns."""
    before = resource.getrusage(resource.RUSAGE_SELF)
    made = work()
    after = resource.getrusage(resource.RUSAGE_SELF)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, made


def measure(sound: Path, model: str, threads: int) -> None:
    """Print the processor seconds of each step for an hour of sound, and the costs of a recording of two hours."""
    read_s, samples = spent(lambda: audio.samples(sound))
    hours = len(samples) / SAMPLE_RATE / 3600
    plan_s, plan = spent(lambda: plan_of(samples))
    load_s, decoder = spent(lambda: decoders.load("auto", model, Path("models"), threads))
    words = lexicon.load()
    recognizer = Recognizer(decoder, decoders.Options(("柳树湾", "石桥村")), words)
    begun = time.monotonic()
    numbers = range(len(plan.batches))
    decode_s, takes = spent(lambda: [recognizer.recognized(samples, plan.chunks_of(n)) for n in numbers])
    clock_s = time.monotonic() - begun
    cut_s, excerpts = spent(lambda: [excerpt_of(samples, plan.chunks_of(n)) for n in numbers])
    pickle_s, pickled = spent(lambda: [pickle.dumps(excerpt) for excerpt in excerpts])
    with tempfile.TemporaryDirectory() as folder:
        journal = Journal(Path(folder) / "j")
        journal.begin({}, records.to_json(plan))
        journal_s, _ = spent(lambda: [journal.append(n, records.to_json(take)) for n, take in enumerate(takes)])
    runs = speakers.runs(plan.speech)
    voices_s, talks = spent(lambda: [speakers.heard(samples, run) for run in runs])
    compare_s, _ = spent(lambda: speakers.turns_of(talks))
    steps = {
        "read": read_s,
        "plan": plan_s,
        "decode": decode_s,
        "voices": voices_s,
        "compare": compare_s,
        "excerpts": cut_s + pickle_s,
        "journal": journal_s,
    }
    count = len(plan.batches)
    print(f"{hours * 60:.1f} min of sound, {count} batches, model {model}, {threads} thread(s), loading {load_s:.1f} s")
    for name, took_s in steps.items():
        print(f"{name:9} {took_s / hours:8.1f} s of processor time for an hour of sound")
    print(f"decode took {clock_s / hours:.0f} s by the clock for an hour")
    print(_costs_of(steps, hours, pickled))


def _costs_of(steps: Mapping[str, float], hours: float, pickled: Sequence[bytes]) -> Costs:
    """Return the costs of a recording of `HOURS` from the seconds of `steps` for `pickled` batches of `hours`."""
    count, whole = len(pickled), HOURS / hours
    voices_batches = round(HOURS * 3600 / _VOICES_S)
    return Costs(
        decode_s=round(steps["decode"] / count, 2),
        voices_s=round(steps["voices"] * whole / voices_batches, 2),
        read_s=round((steps["read"] + steps["plan"]) * whole, 1),
        hand_out_s=round((steps["excerpts"] + steps["journal"]) / count, 4),
        batch_mb=round(sum(map(len, pickled)) / count / 1e6, 2),
        batches=round(count * whole),
        voices_batches=voices_batches,
        compare_s=round(steps["compare"] * whole, 1),
    )


# As measured for docs/scale.md on a beginning of the sample meeting, the batches counted as of a long recording.
COSTS = Costs(decode_s=12.0, voices_s=2.6, read_s=30.0, hand_out_s=0.01, batch_mb=5.5, batches=41)


def main() -> None:
    """Measure or simulate."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words = asked.add_subparsers(dest="word", required=True)
    measuring = words.add_parser("measure")
    measuring.add_argument("sound", nargs="?", type=Path, default=shipped("examples/2026-09-night-meeting.mp3"))
    measuring.add_argument("--model", default="base")
    measuring.add_argument("--threads", type=int, default=1)
    playing = words.add_parser("simulate")
    playing.add_argument("--workers", type=int, nargs="+", default=[1, 2, 5, 10, 20, 50, 100, 200])
    playing.add_argument("--network", type=float, default=110.0, help="MB a second at the scheduler: 110 is 1 Gbit/s")
    playing.add_argument("--seed", type=int, default=1)
    playing.add_argument("--read-by-workers", action="store_true", help="workers read the sound from the share")
    given = asked.parse_args()
    if given.word == "measure":
        measure(given.sound, given.model, given.threads)
        return
    costs = COSTS
    if given.read_by_workers:  # the office only plans; what passes the scheduler is names and texts
        costs = replace(COSTS, batch_mb=0.05, hand_out_s=0.005, read_s=0.0)
    simulate(costs, given.workers, given.network, given.seed)


if __name__ == "__main__":
    main()
