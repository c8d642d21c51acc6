"""Sound files of phones and recorders: mono 16 kHz samples, facts, and the access copy for browsers.

A sound is decoded to its end in one pass and is either whole or refused, see `decoding`.
"""

import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray

from toolkit.core import sha256_of, whole_file
from toolkit.records import SoundFacts, Stretch, Timed
from toolkit.sound.decoding import opened
from toolkit.sound.gathering import SAMPLE_RATE, GatheredSamples, Samples

# At 24 kHz and 64 kb/s every frame has exactly 192 bytes and 24 ms, so a browser finds any second by one division.
ACCESS_RATE = 24_000
ACCESS_BIT_RATE = 64_000
# The encoder starts 1105 samples late; without its first two frames of 576 the copy keeps the original's time to 2 ms.
_LEAD = 2

_BATCH = 65_536  # samples that are resampled in one go; single frames of 26 ms take twice the time


def sound_facts(path: Path) -> SoundFacts:
    """Return container, codec, rate, channels, length and size of the sound file at `path`; the length is decoded.

    Raise MissingFileError, UnreadableFileError, EmptySoundError, UnknownSoundError, DamagedSoundError or
    SoundTooLongError.
    """
    with opened(path) as sound:
        for _ in sound.frames():
            pass
        return sound.facts()


def samples(path: Path, progress: Callable[[float], None] | None = None, *, whole: bool = True) -> Samples:
    """Return the sound at `path` as one channel of 16 000 samples a second between -1 and 1.

    What is longer than two hours reads its slices from a temporary file: it has a length and slices, no more.
    `progress` is called with the share that is done, from 0 to 1. Raise what `sound_facts` raises; when not `whole`,
    what cannot be read is silent instead of DamagedSoundError.
    """
    with opened(path) as sound:
        gathered = GatheredSamples(sound.expected_s)
        # 16-bit numbers: PyAV weakens both channels to a half for them, but not for floats, which would then clip.
        for block in resampled(sound.frames(whole=whole), "s16", SAMPLE_RATE):
            gathered.add(block.to_ndarray()[0])
            if progress:
                progress(sound.part_done)
    if progress:
        progress(1.0)
    return gathered.whole()


def peaks(path: Path, per_second: int) -> NDArray[np.uint8]:
    """Return the peaks of the sound at `path`, from 0 to 255, `per_second` for each second, to draw a waveform.

    Of a sound that breaks off, what can be read counts. Only a few seconds are held in memory at a time.
    Raise what `sound_facts` raises, except DamagedSoundError.
    """
    step = SAMPLE_RATE // per_second
    loudest: list[NDArray[np.int16]] = []
    rest = np.empty(0, np.int16)
    with opened(path) as sound:
        for block in resampled(sound.frames(whole=False), "s16", SAMPLE_RATE):
            samples = np.concatenate([rest, block.to_ndarray()[0]])
            whole = len(samples) // step * step
            loudest.append(_loudest(samples[:whole].reshape(-1, step)))
            rest = samples[whole:]
    if len(rest):
        loudest.append(_loudest(rest[np.newaxis]))
    return (np.concatenate(loudest) >> 7).astype(np.uint8)


def _loudest(rows: NDArray[np.int16]) -> NDArray[np.int16]:
    # The lowest sample has no positive counterpart in 16 bits.
    loudest: NDArray[np.int32] = np.abs(rows.astype(np.int32)).max(axis=1)
    return np.minimum(loudest, 32767).astype(np.int16)


def joined(samples: Samples, parts: Iterable[Timed]) -> Samples:
    """Return the `parts` of `samples` (mono, 16 kHz) joined; parts outside the sound are left out."""
    edges = [(max(0, round(part.start_s * SAMPLE_RATE)), max(0, round(part.end_s * SAMPLE_RATE))) for part in parts]
    row: Samples = np.concatenate([samples[:0], *(samples[start:end] for start, end in edges)])
    return row


def write_access_copy(source: Path, target: Path) -> str:
    """Write the sound at `source` to `target` as the MP3 that desks and player use; return its SHA-256.

    One channel, constant rate, no header frame: the same source gives the same bytes. Raise what `sound_facts`
    raises, ReadOnlyWorkspaceError or DiskFullError; `target` is written whole or not at all.
    """
    return take_in(source, target)[1]


def take_in(source: Path, target: Path, *, whole: bool = True) -> tuple[SoundFacts, str]:
    """Write the access copy of `source` to `target` and return the facts of `source` and the copy's SHA-256.

    The same as `sound_facts` and `write_access_copy`, but `source` is decoded only once. When not `whole`, both are of
    all that can be read.
    """
    with opened(source) as sound, whole_file(target) as temporary:
        _encode(resampled(sound.frames(whole=whole), "s16p", ACCESS_RATE), temporary)
        digest = sha256_of(temporary)
        facts = sound.facts()
    return facts, digest


def write_silenced(source: Path, target: Path, stretches: Sequence[Stretch]) -> tuple[SoundFacts, str]:
    """Write the sound at `source` to `target` as FLAC of its own rate and channels, `stretches` of it silent.

    All that can be read is taken; everything else stays as it was, to 16 bits. Return the facts and
    the SHA-256 of what was written. Raise what `sound_facts` raises, ReadOnlyWorkspaceError or DiskFullError.
    """
    with opened(source) as sound, whole_file(target) as temporary:
        frames = sound.frames(whole=False)
        first = next(frames)
        rate, layout = first.sample_rate, first.layout.name
        plain = resampled(itertools.chain([first], frames), "s16", rate, layout)
        with av.open(str(temporary), "w", format="flac") as file:
            stream = file.add_stream("flac", rate=rate, layout=layout)
            for frame in itertools.chain(_silent(plain, stretches), [None]):
                file.mux(stream.encode(frame))
        digest = sha256_of(temporary)
    return sound_facts(target), digest


def _silent(frames: Iterator[av.AudioFrame], stretches: Sequence[Stretch]) -> Iterator[av.AudioFrame]:
    """Yield packed `frames` with zeros in `stretches`, whose seconds are counted in samples from the first one on."""
    done = 0
    for frame in frames:
        channels, rate = len(frame.layout.channels), frame.sample_rate
        block = frame.to_ndarray().copy()
        for stretch in stretches:
            edges = stretch.start_s * rate, np.ceil(stretch.end_s * rate)
            start, end = (max(int(edge) - done, 0) for edge in edges)
            block[:, start * channels : end * channels] = 0
        done += frame.samples
        quiet = av.AudioFrame.from_ndarray(block, format="s16", layout=frame.layout.name)
        quiet.sample_rate = rate
        yield quiet


def loudest(path: Path, stretches: Sequence[Stretch], edge_s: float = 0.0) -> float:
    """Return the loudest sample in `stretches` of the sound at `path`, 0 to 1; `edge_s` at both ends do not count."""
    whole = samples(path)
    loudest_samples = [0.0]
    for stretch in stretches:
        start, end = stretch.start_s + edge_s, stretch.end_s - edge_s
        part = whole[int(start * SAMPLE_RATE) : int(max(start, end) * SAMPLE_RATE)]
        loudest_samples += [float(np.abs(part).max())] if part.size else []
    return max(loudest_samples)


def _encode(frames: Iterator[av.AudioFrame], target: Path) -> None:
    # Without Xing table and tags: the table is too coarse to seek by in hours of sound, the tags name a version.
    bare = {"write_xing": "0", "id3v2_version": "0"}
    with av.open(str(target), "w", format="mp3", options=bare) as file:
        # Without a bit reservoir a frame can be played without the one before it.
        stream = file.add_stream("libmp3lame", rate=ACCESS_RATE, layout="mono", options={"reservoir": "0"})
        stream.bit_rate = ACCESS_BIT_RATE
        packets = (packet for frame in itertools.chain(frames, [None]) for packet in stream.encode(frame))
        for packet in itertools.islice(packets, _LEAD, None):
            file.mux(packet)


def resampled(frames: Iterator[av.AudioFrame], form: str, rate: int, layout: str = "mono") -> Iterator[av.AudioFrame]:
    """Yield `frames` as `layout` of `rate`; a change of format in the middle of a recording starts a new resampler."""
    last: tuple[Any, ...] | None = None
    queue = av.AudioFifo()
    resampler = av.AudioResampler(form, layout, rate)
    for frame in frames:
        kind = (frame.format.name, frame.layout.name, frame.sample_rate)
        if last not in {None, kind}:
            yield from _drained(queue, resampler)
            queue, resampler = av.AudioFifo(), av.AudioResampler(form, layout, rate)
        last = kind
        frame.pts = None  # the length is what was decoded: a gap in the time stamps is not filled up
        queue.write(frame)
        if queue.samples >= _BATCH:
            yield from resampler.resample(queue.read())
    yield from _drained(queue, resampler)


def _drained(queue: av.AudioFifo, resampler: av.AudioResampler) -> Iterator[av.AudioFrame]:
    rest = queue.read()
    if rest is not None:
        yield from resampler.resample(rest)
    yield from resampler.resample(None)
