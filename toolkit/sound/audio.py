"""Sound files of phones and recorders: mono 16 kHz samples, facts, and the access copy for browsers.

A sound is decoded to its end in one pass and is either whole or refused: the promise of the container, the reports of
the decoder and the decoded length must agree, so that a cut-off file is not taken for a short one.
"""

import contextlib
import itertools
import tempfile
import threading
import weakref
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, TypeAlias, cast

import av
import numpy as np
from numpy.typing import NDArray

from toolkit.core import (
    DamagedSoundError,
    EmptySoundError,
    SoundTooLongError,
    UnknownSoundError,
    UnreadableFileError,
    open_to_read,
    sha256_of,
    whole_file,
    writing_faults,
)
from toolkit.records import SoundFacts, Stretch, Timed
from toolkit.sound.containers import Promise, mp3_frame, promise

if TYPE_CHECKING:
    from av.audio.stream import AudioStream

SAMPLE_RATE = 16_000
LIMIT_H = 12
# At 24 kHz and 64 kb/s every frame has exactly 192 bytes and 24 ms, so a browser finds any second by one division.
ACCESS_RATE = 24_000
ACCESS_BIT_RATE = 64_000
# The encoder starts 1105 samples late; without its first two frames of 576 the copy keeps the original's time to 2 ms.
_LEAD = 2

# PyAV's packets know the kind of their stream, but only in its type stubs.
_Packet: TypeAlias = "av.Packet[AudioStream]"
_READABLE = "wav,mp3,mov,aac,amr,ogg,flac,asf"
_BATCH = 65_536  # samples that are resampled in one go; single frames of 26 ms take twice the time
_JUNK = 65_536  # bytes: more than this without sound after the last frame is no padding, but a copy that broke off
_SECTOR = 512
_LEAST_BYTES_A_SECOND = 100  # of any codec for speech
_IN_MEMORY_S = 2 * 3600  # 0.46 GB
_SCALE = np.float32(1 / 32768)

Samples = NDArray[np.float32]


def sound_facts(path: Path) -> SoundFacts:
    """Return container, codec, rate, channels, length and size of the sound file at `path`; the length is decoded.

    Raise MissingFileError, UnreadableFileError, EmptySoundError, UnknownSoundError, DamagedSoundError or
    SoundTooLongError.
    """
    with _opened(path) as sound:
        for _ in sound.frames():
            pass
        return sound.facts()


def samples(path: Path, progress: Callable[[float], None] | None = None, *, whole: bool = True) -> NDArray[np.float32]:
    """Return the sound at `path` as one channel of 16 000 samples a second between -1 and 1.

    What is longer than two hours reads its slices from a temporary file: it has a length and slices, no more.
    `progress` is called with the share that is done, from 0 to 1. Raise what `sound_facts` raises; when not `whole`,
    the samples before a fault are returned instead of DamagedSoundError.
    """
    with _opened(path) as sound:
        gathered = _Gathered(sound.expected_s)
        # 16-bit numbers: PyAV weakens both channels to a half for them, but not for floats, which would then clip.
        for block in _resampled(sound.frames(whole=whole), "s16", SAMPLE_RATE):
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
    with _opened(path) as sound:
        for block in _resampled(sound.frames(whole=False), "s16", SAMPLE_RATE):
            heard = np.concatenate([rest, block.to_ndarray()[0]])
            whole = len(heard) // step * step
            loudest.append(_loudest(heard[:whole].reshape(-1, step)))
            rest = heard[whole:]
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

    The same as `sound_facts` and `write_access_copy`, but `source` is decoded only once. When not `whole`, both tell
    of what can be read before a fault.
    """
    with _opened(source) as sound, whole_file(target) as temporary:
        _encode(_resampled(sound.frames(whole=whole), "s16p", ACCESS_RATE), temporary)
        digest = sha256_of(temporary)
        facts = sound.facts()
    return facts, digest


def write_silenced(source: Path, target: Path, stretches: Sequence[Stretch]) -> tuple[SoundFacts, str]:
    """Write the sound at `source` to `target` as FLAC of its own rate and channels, `stretches` of it silent.

    All that can be read before a fault is taken; everything else stays as it was, to 16 bits. Return the facts and
    the SHA-256 of what was written. Raise what `sound_facts` raises, ReadOnlyWorkspaceError or DiskFullError.
    """
    with _opened(source) as sound, whole_file(target) as temporary:
        frames = sound.frames(whole=False)
        first = next(frames)
        rate, layout = first.sample_rate, first.layout.name
        plain = _resampled(itertools.chain([first], frames), "s16", rate, layout)
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
        for one in stretches:
            start, end = (max(int(at) - done, 0) for at in (one.start_s * rate, np.ceil(one.end_s * rate)))
            block[:, start * channels : end * channels] = 0
        done += frame.samples
        quiet = av.AudioFrame.from_ndarray(block, format="s16", layout=frame.layout.name)
        quiet.sample_rate = rate
        yield quiet


def loudest(path: Path, stretches: Sequence[Stretch], edge_s: float = 0.0) -> float:
    """Return the loudest sample in `stretches` of the sound at `path`, 0 to 1; `edge_s` at both ends do not count."""
    heard = samples(path)
    found = [0.0]
    for one in stretches:
        start, end = (
            (at * SAMPLE_RATE) for at in (one.start_s + edge_s, max(one.end_s - edge_s, one.start_s + edge_s))
        )
        stretch = heard[int(start) : int(end)]
        found += [float(np.abs(stretch).max())] if stretch.size else []
    return max(found)


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


def _resampled(frames: Iterator[av.AudioFrame], form: str, rate: int, layout: str = "mono") -> Iterator[av.AudioFrame]:
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


class _Gathered:
    """Samples gathered in one array that grows in place, so that two hours are held once, not twice.

    Everything beyond `_IN_MEMORY_S` is gathered in a file, so that twelve hours need no more memory than two.
    """

    def __init__(self, expected_s: float) -> None:
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
            for start in range(0, self._used, _BATCH):
                self._file.add((self._array[start : min(start + _BATCH, self._used)] / _SCALE).astype(np.int16))
            self._array = np.empty(0, np.float32)
        if self._file is not None:
            self._file.add(block)
            return
        if end > len(self._array):
            self._array.resize(min(end * 5 // 4, self._most), refcheck=False)
        np.multiply(block, _SCALE, out=self._array[self._used : end])
        self._used = end

    def whole(self) -> NDArray[np.float32]:
        """Return the gathered samples without spare room."""
        if self._file is not None:
            # It has a length and slices, and callers need no more of hours of sound.
            return cast("NDArray[np.float32]", self._file)
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

    def __getitem__(self, part: slice) -> NDArray[np.float32]:
        """Return the samples of `part`, whose step is one."""
        start, end, _ = part.indices(self._length)
        with self._lock:
            self._file.seek(start * 2)
            content = self._file.read(max(0, end - start) * 2)
        scaled: NDArray[np.float32] = np.frombuffer(content, np.int16) * _SCALE
        return scaled


@contextlib.contextmanager
def _opened(path: Path) -> Iterator["_Sound"]:
    with open_to_read(path) as file:
        size = file.seek(0, 2)
        if not size:
            raise EmptySoundError(path=path)
        promised = _promise(path, file, size)
    # Only the formats we can judge, and only from this file: a playlist in disguise must not call out.
    options = {"format_whitelist": _READABLE, "protocol_whitelist": "file"}
    if promised and promised.stale:
        options["ignore_length"] = "1"
    try:
        # Tags may be in any encoding (GBK in old recorders); nobody needs them here.
        container = av.open(str(path.resolve()), options=options, metadata_errors="replace")
    except av.error.FFmpegError as fault:
        raise _unreadable(path, promised) from fault
    with container:
        # A fuzzed header may name a codec that there is no decoder for.
        if not container.streams.audio or container.streams.audio[0].codec_context is None:
            # Half an index may hold no sound track, so a broken file is reported as damaged, not as foreign.
            raise _unreadable(path, promised if promised and promised.broken_at is not None else None)
        yield _Sound(path, container, promised, size)


def _promise(path: Path, file: BinaryIO, size: int) -> Promise | None:
    try:
        return promise(file, size)
    except OSError as fault:
        raise UnreadableFileError(path=path, why="读到一半，磁盘或 U 盘没有响应") from fault


def _unreadable(path: Path, promised: Promise | None) -> DamagedSoundError | UnknownSoundError:
    # A file that starts like sound but cannot be opened lost what comes last: the index of an M4A, for one.
    return DamagedSoundError(path=path, good_s=0.0) if promised else UnknownSoundError(path=path)


class _Sound:
    """One pass over a sound file, which yields decoded frames and raises at the first fault."""

    def __init__(self, path: Path, container: av.container.InputContainer, promised: Promise | None, size: int) -> None:
        self._path, self._container, self._promise, self._size = path, container, promised or Promise(), size
        self._stream = container.streams.audio[0]
        self._raw = container.format.name in {"mp3", "aac"}  # no container: foreign bytes may stand around the sound
        self._format = (self._stream.codec_context.sample_rate, self._stream.codec_context.channels)
        self._last: _Packet | None = None
        self._loose = 0
        self._foreign = promised is None
        self._seconds = 0.0
        self.expected_s = self._expected_s()
        self.part_done = 0.0

    def frames(self, *, whole: bool = True) -> Iterator[av.AudioFrame]:
        """Yield the decoded frames; raise at the first fault, or at the end if less came than was promised.

        When not `whole`, end there instead, unless nothing could be read at all.
        """
        try:
            yield from self._whole_frames()
        except DamagedSoundError:
            if whole or not self._seconds:
                raise

    def _whole_frames(self) -> Iterator[av.AudioFrame]:
        self._refuse_if_long(self.expected_s)
        for packet in self._packets():
            for frame in self._decoded(packet):
                yield self._counted(frame)
        self._check_end()

    def facts(self) -> SoundFacts:
        """Return the facts; call it when all frames were taken."""
        codec = self._stream.codec_context.codec.canonical_name
        name = self._container.format.name
        return SoundFacts(name, codec, *self._format, seconds=round(self._seconds, 6), size=self._size)

    def _expected_s(self) -> float:
        """Return the length in the header in seconds, 0.0 without a credible one."""
        seconds = self._promise.seconds
        # For the others ffmpeg only guesses, from the size and the first frame.
        if self._container.format.name[:3] in {"mov", "ogg"} and self._stream.duration and self._stream.time_base:
            seconds = float(self._stream.duration * self._stream.time_base)
        # A header with less is wrong, and the length is known after decoding.
        return seconds if seconds and self._size / seconds > _LEAST_BYTES_A_SECOND else 0.0

    def _packets(self) -> Iterator[_Packet]:
        broken_at = self._promise.broken_at
        try:
            for packet in self._container.demux(self._stream):
                if broken_at is not None and (packet.pos or 0) >= broken_at:
                    raise self._damaged()
                self.part_done = max(self.part_done, min(1.0, (packet.pos or 0) / self._size))
                yield packet
        except av.error.FFmpegError as fault:
            raise self._damaged() from fault

    def _decoded(self, packet: _Packet) -> list[av.AudioFrame]:
        """Return the frames of `packet`; raise DamagedSoundError if it is broken and not merely foreign."""
        try:
            frames = packet.decode()
        except av.error.FFmpegError as fault:
            self._pass_over(packet, fault)
            return []
        # PCM is flagged at every open-ended header; there the promise decides.
        if packet.is_corrupt and self._container.format.name != "wav":
            raise self._damaged()
        if frames and self._loose:
            raise self._damaged()
        self._last = packet if packet.size else self._last
        return frames

    def _pass_over(self, packet: _Packet, fault: Exception) -> None:
        start = bytes(packet)[:8]
        tagged = start.startswith((b"ID3", b"TAG", b"APETAGEX", b"LYRICSBE"))
        loose = self._container.format.name == "mp3" and mp3_frame(start) is None
        if not (self._raw and (tagged or loose or not self._seconds)):
            raise self._damaged() from fault
        self._foreign = True
        if self._seconds and not tagged:
            self._loose += packet.size

    def _counted(self, frame: av.AudioFrame) -> av.AudioFrame:
        # FLAC frames carry their number, so the place of a dropped one is known; elsewhere gaps are pauses.
        if self._container.format.name == "flac" and self._seconds and (frame.time or 0) > self._seconds + 0.01:
            raise self._damaged()
        self._format = (frame.sample_rate, len(frame.layout.channels))
        self._seconds += frame.samples / frame.sample_rate
        if self._seconds > LIMIT_H * 3600:
            self._refuse_if_long(self._seconds / (self.part_done or 1.0))
        return frame

    def _refuse_if_long(self, seconds: float) -> None:
        if seconds > LIMIT_H * 3600:
            raise SoundTooLongError(path=self._path, hours=seconds / 3600, limit_h=LIMIT_H)

    def _check_end(self) -> None:
        promised = self._promise.seconds or 0.0
        missing = self._seconds < promised - self._promise.slack_s
        if missing or self._promise.broken_at is not None or self._loose > _JUNK or self._ends_in_a_frame():
            raise self._damaged()
        if not self._seconds:
            raise UnknownSoundError(path=self._path) if self._foreign else EmptySoundError(path=self._path)

    def _ends_in_a_frame(self) -> bool:
        """Return whether the last MP3 frame is not all there.

        Recorders that write whole sectors may end in a part of a frame; that is no loss.
        """
        if self._container.format.name != "mp3" or self._last is None or self._size % _SECTOR == 0:
            return False
        return self._last.size < (mp3_frame(bytes(self._last)[:4]) or 0)

    def _damaged(self) -> DamagedSoundError:
        return DamagedSoundError(path=self._path, good_s=self._seconds)
