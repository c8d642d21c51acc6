"""Sound files opened and decoded to their end in one pass, whole or refused.

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
    """One pass over a sound file, which yields decoded frames and raises at the first fault."""

    def __init__(self, path: Path, container: av.container.InputContainer, promised: Promise | None, size: int) -> None:
        """Begin with the `container` of the file at `path`, which has `size` bytes and made that promise."""
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
