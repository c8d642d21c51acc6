"""The plan of a decoding: the stretches of speech, the chunks they are cut into, and the batches of chunks."""

import itertools
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from toolkit.records import Chunk, Stretch, length_s
from toolkit.sound import SAMPLE_RATE, Samples, speech

# Chunks are sorted by length in groups of so many, about four minutes of speech, and each group is split into two
# batches: larger batches cost less for each step, but a power cut costs more, and every chunk of a batch is padded to
# its longest.
_GROUP = 14
# A step of a batch costs as much as those of so many chunks more, since it reads all weights.
_STEP_COST = 3

T = TypeVar("T")


@dataclass(frozen=True)
class Plan:
    """The stretches of speech, the chunks, and the numbers of the chunks in each batch."""

    speech: tuple[Stretch, ...]
    chunks: tuple[Chunk, ...]
    batches: tuple[tuple[int, ...], ...]

    def chunks_of(self, batch: int) -> tuple[Chunk, ...]:
        """Return the chunks of the batch with this number."""
        return tuple(self.chunks[number] for number in self.batches[batch])

    def in_order(self, results: Mapping[int, Sequence[T]]) -> list[T]:
        """Return the results of all batches, one for each chunk, in the order of the chunks."""
        pairs = (zip(self.batches[batch], several, strict=True) for batch, several in results.items())
        by_chunk = dict(itertools.chain.from_iterable(pairs))
        return [by_chunk[number] for number in range(len(self.chunks))]

    def share(self, batches: Collection[int]) -> float:
        """Return the share of all seconds in chunks that lies in these `batches`, from 0 to 1."""
        seconds = [sum(map(length_s, self.chunks_of(batch))) for batch in range(len(self.batches))]
        return sum(seconds[batch] for batch in batches) / sum(seconds)


def plan_of(samples: Samples) -> Plan:
    """Return the plan for `samples` (mono, 16 kHz); the same samples give the same plan."""
    stretches = speech.speech_stretches(samples)
    chunks = speech.chunks(stretches, len(samples) / SAMPLE_RATE)
    return Plan(stretches, chunks, tuple(_batches(chunks)))


def _batches(chunks: Sequence[Chunk]) -> Iterator[tuple[int, ...]]:
    """Yield the chunks' numbers in pairs of batches, one of shorter and one of longer chunks, of about equal cost."""
    for first in range(0, len(chunks), _GROUP):
        group = range(first, min(first + _GROUP, len(chunks)))
        heard_s = {number: sum(map(length_s, speech.parts_heard(chunks[number]))) for number in group}
        by_length = sorted(group, key=lambda number: heard_s[number])
        splits = ((by_length[:count], by_length[count:]) for count in range(1, len(by_length) + 1))
        fairest = min(splits, key=lambda split: max(_cost([heard_s[number] for number in batch]) for batch in split))
        yield from (tuple(batch) for batch in fairest if batch)


def _cost(heard_s: Sequence[float]) -> float:
    """Return the relative cost of a batch of chunks of these lengths: all are decoded as long as the longest."""
    return max(heard_s) * (len(heard_s) + _STEP_COST) if heard_s else 0.0
