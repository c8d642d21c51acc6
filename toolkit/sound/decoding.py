"""Sound files opened and decoded to their end in one pass, whole or refused, or all of it that can be read.

The promise of the container, the reports of the decoder and the decoded length must agree, so that a cut-off file is
not taken for a short one.
"""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, TypeAlias

import av

from toolkit.core import (
    DamagedSoundError,
    EmptySoundError,
    SoundTooLongError,
    UnknownSoundError,
    UnreadableFileError,
    open_to_read,
)
from toolkit.records import SoundFacts
from toolkit.sound.containers import Promise, mp3_frame, promise

if TYPE_CHECKING:
    from av.audio.stream import AudioStream

LIMIT_H = 12
# PyAV's packets know the kind of their stream, but only in its type stubs.
_Packet: TypeAlias = "av.Packet[AudioStream]"
_READABLE = "wav,mp3,mov,aac,amr,ogg,flac,asf"
_JUNK = 65_536  # bytes: more than this without sound after the last frame is no padding, but a copy that broke off
_SECTOR = 512
_LEAST_BYTES_A_SECOND = 100  # of any codec for speech
_MOST_HOLES = 10_000  # in a container; then the rest is given up


@contextlib.contextmanager
def opened(path: Path) -> Iterator["OpenedSound"]:
    """Give the sound at `path`, closed when the block ends; raise what the frames of the sound may raise, too."""
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
        yield OpenedSound(path, container, promised, size)


def _promise(path: Path, file: BinaryIO, size: int) -> Promise | None:
    try:
        return promise(file, size)
    except OSError as fault:
        raise UnreadableFileError(path=path, why="读到一半，磁盘或 U 盘没有响应") from fault


def _unreadable(path: Path, promised: Promise | None) -> DamagedSoundError | UnknownSoundError:
    # A file that starts like sound but cannot be opened lost what comes last: the index of an M4A, for one.
    return DamagedSoundError(path=path, good_s=0.0) if promised else UnknownSoundError(path=path)


class OpenedSound:
    """One pass over a sound file, which yields decoded frames, and raises at the first fault or passes over it."""

    def __init__(self, path: Path, container: av.container.InputContainer, promised: Promise | None, size: int) -> None:
        """Begin with the `container` of the file at `path`, which has `size` bytes and made that promise."""
        self._path, self._container, self._promise, self._size = path, container, promised or Promise(), size
        self._stream = container.streams.audio[0]
        self._raw = container.format.name in {"mp3", "aac"}  # no container: foreign bytes may stand around the sound
        self._format = (self._stream.codec_context.sample_rate, self._stream.codec_context.channels)
        self._last: _Packet | None = None
        self._loose = 0
        self._is_whole = True
        self._good = 0  # bytes of the packets that were decoded
        self._hole: int | None = None  # the byte where what cannot be read begins
        self._foreign = promised is None
        self._seconds = 0.0
        self.expected_s = self._expected_s()
        self.part_done = 0.0

    def frames(self, *, whole: bool = True) -> Iterator[av.AudioFrame]:
        """Yield the decoded frames; raise at the first fault, or at the end if less came than was promised.

        When not `whole`, what cannot be read is passed over, unless nothing can be read at all. Silence stands in its
        place, about as long, so that what follows keeps its second.
        """
        self._is_whole = whole
        self._refuse_if_long(self.expected_s)
        for packet in self._packets():
            frames = self._decoded(packet)
            silence = self._silence(packet, frames[0]) if frames and self._hole is not None else ()
            for frame in (*silence, *frames):
                yield self._counted(frame)
        try:
            self._check_end()
        except DamagedSoundError:
            if whole or not self._seconds:
                raise

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
        for packet in self._demuxed():
            if broken_at is not None and (packet.pos or 0) >= broken_at:
                self._found_broken(packet)
                broken_at = None
            self.part_done = max(self.part_done, min(1.0, (packet.pos or 0) / self._size))
            yield packet

    def _demuxed(self) -> Iterator[_Packet]:
        """Yield the packets; go on behind a place that the container cannot read, as far as there is anything."""
        for _ in range(_MOST_HOLES):
            before = self._good
            try:
                yield from self._container.demux(self._stream)
            except av.error.FFmpegError as fault:
                if self._is_whole:
                    raise self._damaged() from fault
                if self._good == before or self._last is None:
                    return
                self._found_broken(self._last)
            else:
                return

    def _decoded(self, packet: _Packet) -> list[av.AudioFrame]:
        """Return the frames of `packet`, none of one that is broken or merely foreign."""
        try:
            frames = packet.decode()
        except av.error.FFmpegError as fault:
            self._pass_over(packet, fault)
            return []
        # PCM is flagged at every open-ended header; there the promise decides.
        if packet.is_corrupt and self._container.format.name != "wav":
            self._found_broken(packet)
            return []
        if frames and self._loose:
            self._found_broken(packet)
            self._loose = 0
        # FLAC frames carry their number, so the place of a dropped one is known; elsewhere gaps are pauses.
        is_late = frames and self._seconds and (frames[0].time or 0) > self._seconds + 0.01
        if is_late and self._container.format.name == "flac":
            self._found_broken(packet)
        self._last = packet if packet.size else self._last
        self._good += packet.size if frames else 0
        return frames

    def _found_broken(self, packet: _Packet) -> None:
        """Raise DamagedSoundError, or note that there is a hole from the last good packet to `packet`."""
        if self._is_whole:
            raise self._damaged()
        if self._hole is None:
            self._hole = (self._last.pos or 0) + self._last.size if self._last else packet.pos or 0

    def _silence(self, packet: _Packet, frame: av.AudioFrame) -> Iterator[av.AudioFrame]:
        """Yield silence, of the kind of `frame`, from the hole to `packet`."""
        samples = int(self._lost_s(packet, frame) * frame.sample_rate)
        if self._raw:
            self._hole = None  # elsewhere time stamps show it, of Ogg only those of the packet after the next
        while samples > 0:
            silent = av.AudioFrame(frame.format.name, frame.layout.name, min(samples, frame.sample_rate))
            silent.sample_rate = frame.sample_rate
            for plane in silent.planes:
                plane.update(bytes(plane.buffer_size))
            samples -= silent.samples
            yield silent

    def _lost_s(self, packet: _Packet, frame: av.AudioFrame) -> float:
        """Return the length of the hole before `packet`: by its time stamp, or by bytes where the format has none."""
        behind = self._good - packet.size
        if not self._raw and frame.time is not None:
            lost = frame.time - self._seconds
        else:
            lost = ((packet.pos or 0) - (self._hole or 0)) * self._seconds / behind if behind > 0 else 0.0
        return min(lost, self.expected_s - self._seconds) if self.expected_s else lost

    def _pass_over(self, packet: _Packet, fault: Exception) -> None:
        start = bytes(packet)[:8]
        tagged = start.startswith((b"ID3", b"TAG", b"APETAGEX", b"LYRICSBE"))
        loose = self._container.format.name == "mp3" and mp3_frame(start) is None
        if not (self._raw and (tagged or loose or not self._seconds)):
            if self._is_whole:
                raise self._damaged() from fault
            self._found_broken(packet)
            return
        self._foreign = True
        if self._seconds and not tagged:
            self._loose += packet.size

    def _counted(self, frame: av.AudioFrame) -> av.AudioFrame:
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
