"""A recording transcribed by the workers of a pool: the hands of `toolkit.transcribe`, spread over many machines.

The machine with the workspace reads the sound, plans and keeps the journal; each worker gets the sound of a batch and
gives back its takes.
"""

import hashlib
import itertools
import json
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from toolkit import records, sound
from toolkit.cluster import demands, tasks
from toolkit.cluster.demands import Demand
from toolkit.cluster.excerpts import excerpt_of
from toolkit.cluster.pool import Pool, Task
from toolkit.recognition import Plan, Take, plan_of
from toolkit.records import Engine, Recording, RecordingRef, Stretch
from toolkit.sound import Samples
from toolkit.transcribe import Decoded, Hands, Warn
from toolkit.transcripts import making
from toolkit.workspace import Desk, Transcription

if TYPE_CHECKING:
    from toolkit.sound import Talk, Turn  # their module imports the clustering

_VOICES_S = 90.0


@dataclass(frozen=True)
class SpreadHands:
    """The workers of `pool` at work on `samples` (mono, 16 kHz) by `demand`; higher priorities go first."""

    pool: Pool
    demand: Demand
    words_sha256: str
    samples: Samples
    sha256: str
    priority: int = 0

    @property
    def engine(self) -> Engine:
        """The record of the engine on this machine, which is that of each worker."""
        return self.demand.engine

    def plan(self) -> Plan:
        """Return the plan of the samples."""
        return plan_of(self.samples)

    @contextmanager
    def decoded(self, plan: Plan, batches: Sequence[int]) -> Iterator[Decoded]:
        """Give each of `batches` as a worker gives it back."""

        def make(batch: int) -> Task:
            chunks = plan.chunks_of(batch)
            key = self._key("decode", records.to_json(chunks))
            return Task(tasks.decode, (self.demand, excerpt_of(self.samples, chunks), chunks), key)

        with self.pool.working(self.demand, make, batches, priority=self.priority) as results:
            yield ((batch, records.from_json(tuple[Take, ...], takes)) for batch, takes in results)

    def turns(self, speech: tuple[Stretch, ...], report: Callable[[float], None]) -> "tuple[Turn, ...]":
        """Return who speaks when: workers hear the voices, and this machine compares them, which takes a moment."""
        batches = tuple(_batches_of_runs(speech))
        heard: dict[int, Sequence[Talk | None]] = {}

        def make(batch: int) -> Task:
            runs = batches[batch]
            key = self._key("voices", records.to_json(runs))
            parts = tuple(itertools.chain.from_iterable(runs))
            return Task(tasks.hear, (excerpt_of(self.samples, parts), runs), key)

        with self.pool.working(self.demand, make, range(len(batches)), priority=self.priority) as results:
            for batch, talks in results:
                heard[batch] = talks
                report(len(heard) / len(batches))
        # Through the door, which imports the clustering only here.
        return sound.speakers.turns_of([talk for batch in range(len(batches)) for talk in heard[batch]])

    def _key(self, work: str, what: object) -> str:
        """Return a name for `work` that says nothing of the recording to who reads the scheduler's pages."""
        content = json.dumps([self.sha256, self.demand.mark, what], sort_keys=True)
        return f"yehua-{work}-{hashlib.sha256(content.encode()).hexdigest()[:32]}"


def _batches_of_runs(speech: Sequence[Stretch]) -> Iterator[tuple[tuple[Stretch, ...], ...]]:
    """Yield the runs of `speech` in batches of some `_VOICES_S` seconds: a few seconds of work for one core."""
    batch: list[tuple[Stretch, ...]] = []
    for run in sound.speakers.runs(speech):
        batch.append(run)
        if run[-1].end_s - batch[0][0].start_s >= _VOICES_S:
            yield tuple(batch)
            batch = []
    if batch:
        yield tuple(batch)


@dataclass
class Hiring:
    """Hands for the recordings of a desk: what is demanded is found out once for each model."""

    pool: Pool
    priorities: dict[str, int] = field(default_factory=dict)  # by recording; 0 for the others
    _known: dict[Transcription, tuple[Demand, str]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __call__(self, desk: Desk, recording: Recording, wish: Transcription, warn: Warn) -> tuple[Hands, RecordingRef]:
        """Return who transcribes `recording` by `wish`, and the reference to its sound; see `making.Hire`."""
        demand, words = self._demanded(desk, wish)
        samples, reference = making.sound_of(desk.workspace.root / recording.original, recording.code, warn)
        priority = self.priorities.get(recording.code, 0)
        return SpreadHands(self.pool, demand, words, samples, reference.sha256, priority), reference

    def demand(self, desk: Desk, wish: Transcription) -> Demand:
        """Return what is demanded of the machines that transcribe for `desk` by `wish`."""
        return self._demanded(desk, wish)[0]

    def _demanded(self, desk: Desk, wish: Transcription) -> tuple[Demand, str]:
        with self._lock:
            if wish not in self._known:
                recognizer = making.recognizer_of(desk, wish)
                self._known[wish] = demands.demand_of(recognizer), recognizer.words.sha256
                recognizer.decoder.close()  # this machine does not decode
            return self._known[wish]
