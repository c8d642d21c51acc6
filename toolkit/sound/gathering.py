"""Samples of a recording gathered block by block: in memory up to two hours, beyond that in a temporary file."""

import tempfile
import threading
import weakref
from pathlib import Path
from typing import cast

import numpy as np
from numpy.typing import NDArray

from toolkit.core import writing_faults

SAMPLE_RATE = 16_000  # samples a second, of one channel, wherever sound is listened to
_BLOCK = 65_536  # samples that are moved to the file in one go
_IN_MEMORY_S = 2 * 3600  # 0.46 GB
_SCALE = np.float32(1 / 32768)

Samples = NDArray[np.float32]


class GatheredSamples:
    """Samples gathered in one array that grows in place, so that two hours are held once, not twice.

    Everything beyond `_IN_MEMORY_S` is gathered in a file, so that twelve hours need no more memory than two.
    """

    def __init__(self, expected_s: float) -> None:
        """Make room for the length that is expected, in seconds."""
        expected = int((expected_s + 60) * SAMPLE_RATE)
        self._most = _IN_MEMORY_S * SAMPLE_RATE
        self._array = np.empty(min(expected, self._most), np.float32)
        self._used = 0
        self._file: LongSound | None = None

    def add(self, block: NDArray[np.int16]) -> None:
        """Append `block`, scaled to -1..1."""
        end = self._used + len(block)
        if self._file is None and end > self._most:
            self._file = LongSound()
            for start in range(0, self._used, _BLOCK):
                self._file.add((self._array[start : min(start + _BLOCK, self._used)] / _SCALE).astype(np.int16))
            self._array = np.empty(0, np.float32)
        if self._file is not None:
            self._file.add(block)
            return
        if end > len(self._array):
            self._array.resize(min(end * 5 // 4, self._most), refcheck=False)
        np.multiply(block, _SCALE, out=self._array[self._used : end])
        self._used = end

    def whole(self) -> Samples:
        """Return the gathered samples without spare room."""
        if self._file is not None:
            # It has a length and slices, and callers need no more of hours of sound.
            return cast("Samples", self._file)
        self._array.resize(self._used, refcheck=False)
        return self._array


class LongSound:
    """Samples of a long recording, 16 bits each, in a temporary file without a name; a slice of them is an array."""

    def __init__(self) -> None:
        """Make the file; it is removed when the object is, or when the process ends."""
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - it lives as long as the samples
        weakref.finalize(self, self._file.close)
        self._lock = threading.Lock()
        self._length = 0

    def add(self, block: NDArray[np.int16]) -> None:
        """Append `block`; raise DiskFullError."""
        with writing_faults(Path(tempfile.gettempdir())):
            self._file.seek(0, 2)
            self._file.write(block.data)
            self._file.flush()
        self._length += len(block)

    def __len__(self) -> int:
        """Return the number of samples."""
        return self._length

    def __getitem__(self, part: slice) -> Samples:
        """Return the samples of `part`, whose step is one."""
        start, end, _ = part.indices(self._length)
        with self._lock:
            self._file.seek(start * 2)
            content = self._file.read(max(0, end - start) * 2)
        scaled: Samples = np.frombuffer(content, np.int16) * _SCALE
        return scaled
