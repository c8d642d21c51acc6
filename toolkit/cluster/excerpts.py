"""Excerpts: the parts of a recording's sound that a batch of chunks needs, small enough to be sent to a machine."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from toolkit.records import Stretch, Timed, merged
from toolkit.sound import SAMPLE_RATE, Samples

# A second try hears a little more than the chunk: more than the silence that is ever added around one.
_AROUND_S = 1.0
_SCALE = np.float32(1 / 32768)


@dataclass(frozen=True)
class Excerpt:
    """Parts of a recording of `length` samples (mono, 16 kHz), each with its first sample, 16 bits a sample.

    It has a length and slices as the whole recording has; a slice that is in no part raises IndexError, so that what
    was not sent is never taken for silence.
    """

    length: int
    parts: tuple[tuple[int, bytes], ...]

    def __len__(self) -> int:
        """Return the number of samples of the whole recording."""
        return self.length

    def __getitem__(self, wanted: slice) -> Samples:
        """Return the samples of `wanted`, whose step is one."""
        start, end, _ = wanted.indices(self.length)
        if start >= end:
            return np.empty(0, np.float32)
        for first, content in self.parts:
            if first <= start and end <= first + len(content) // 2:
                part = np.frombuffer(content, np.int16, count=end - start, offset=(start - first) * 2)
                scaled: Samples = part * _SCALE
                return scaled
        raise IndexError(start, end)


def excerpt_of(samples: Samples, parts: Sequence[Timed]) -> Excerpt:
    """Return the excerpt of `samples` that holds each of `parts` with a second around it.

    Samples of recordings are 16-bit numbers, scaled; so nothing is lost.
    """
    edges = merged(Stretch(max(0.0, part.start_s - _AROUND_S), part.end_s + _AROUND_S) for part in parts)
    return Excerpt(len(samples), tuple(_contents(samples, edges)))


def _contents(samples: Samples, edges: Iterable[Stretch]) -> Iterator[tuple[int, bytes]]:
    for edge in edges:
        first, last = int(edge.start_s * SAMPLE_RATE), int(np.ceil(edge.end_s * SAMPLE_RATE))
        yield first, np.rint(samples[first:last] / _SCALE).astype(np.int16).tobytes()
