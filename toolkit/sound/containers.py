"""The promise of a sound file about its own end, read from the bytes of its container.

Decoders ignore a missing end. So that a cut-off recording is not taken for a short one, the walk through the container
checks that everything is there that it promises. Odd headers that recorders and phones really write
(no length, a length that was never mended, no end mark) are known here and are no fault.
"""

import math
import re
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

_ASF = bytes.fromhex("3026B2758E66CF11A6D900AA0062CE6C")
_ASF_PROPERTIES = bytes.fromhex("A1DCAB8C47A9CF118EE400C00C205365")
_XING = re.compile(rb"(\xff[\xe2\xe3\xf2\xf3\xfa\xfb]..).{9,34}?(?:Xing|Info)...(.)(....)", re.DOTALL)
_HEAD = 65_536  # bytes in which a header is looked for
_LOST = 1024  # bytes behind a WAV's data from which they are taken for sound that the header forgot
_REVERSED = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))


@dataclass(frozen=True)
class Promise:
    """The end of a sound as its container declares it.

    `broken_at` is the byte where sound is missing (the file's size when its end is), `seconds` how long the sound
    must at least be, give or take `slack_s`, and `stale` that a recorder never mended the length in a WAV header.
    """

    broken_at: int | None = None
    seconds: float | None = None
    slack_s: float = 0.2
    stale: bool = False


def promise(file: BinaryIO, size: int) -> Promise | None:
    """Return the promise of `file` of `size` bytes; None if it does not start like a known sound format."""
    head = _read(file, 0, 16)
    if head[4:8] in {b"ftyp", b"moov", b"mdat", b"wide"}:
        return _mp4(file, size)
    if head[:3] == b"ID3" or mp3_frame(head) is not None:
        return _mp3(file)
    reader = _READERS.get(head[:4])
    return reader(file, size) if reader else None


def _read(file: BinaryIO, place: int, count: int) -> bytes:
    file.seek(place)
    return file.read(count)


def _numbers(file: BinaryIO, place: int, form: str) -> tuple[Any, ...]:
    """Return the numbers of the struct `form` at `place`; beyond the end the file reads as zeros."""
    count = struct.calcsize(form)
    return struct.unpack(form, _read(file, place, count).ljust(count, b"\0"))


def _plain(_file: BinaryIO, _size: int) -> Promise:
    """Return an empty promise, for formats whose last frame shows by itself whether it is whole."""
    return Promise()


# -- WAV: RIFF, RF64 -------------------------------------------------------------------------------------------


def _wav(file: BinaryIO, size: int) -> Promise:
    if _read(file, 8, 4) != b"WAVE":
        return Promise()
    byte_rate, wide, place = 0, 0, 12
    while place + 8 <= size:
        kind, length = _numbers(file, place, "<4sI")
        if kind == b"data":
            return _wav_data(file, (place + 8, wide or length), byte_rate, size)
        if kind == b"fmt ":
            (byte_rate,) = _numbers(file, place + 16, "<I")
        if kind == b"ds64":
            (wide,) = _numbers(file, place + 16, "<Q")
        place += 8 + length + length % 2
    return Promise(broken_at=size)


def _wav_data(file: BinaryIO, data: tuple[int, int], byte_rate: int, size: int) -> Promise:
    start, length = data
    there = size - start
    torn = length > there + start and not _open_ended(length)  # some recorders count the header in
    stale = not _open_ended(length) and _goes_on(file, start + length, size)
    seconds = min(length, there) / byte_rate if byte_rate and not stale else None
    # The byte rate may be wrong: it gives the approximate length only, so nothing is concluded from it.
    return Promise(size if torn else None, seconds, slack_s=math.inf, stale=stale)


def _open_ended(length: int) -> bool:
    """Return whether `length` only says "to the end": what programs write that do not know it beforehand."""
    return length == 0 or any(abs(length - edge) <= _HEAD for edge in (2**31, 2**32))


def _goes_on(file: BinaryIO, end: int, size: int) -> bool:
    """Return whether sound goes on behind the data chunk: power failed, or the length passed 4 GB."""
    kind = _read(file, end + end % 2, 4)
    return size - end > _LOST and any(kind) and not (kind.isascii() and kind.decode().isprintable())


# -- MP4, M4A, 3GP, MOV ----------------------------------------------------------------------------------------


def _mp4(file: BinaryIO, size: int) -> Promise:
    place = 0
    while place + 8 <= size:
        length, kind = _numbers(file, place, ">I4s")
        if length == 1:
            (length,) = _numbers(file, place + 8, ">Q")
        if not kind.isalnum() or length == 0:
            break  # padding behind the last box, or a box that goes on to the end
        if place + length > size:
            return Promise(broken_at=size)
        place += max(length, 8)
    return Promise()


# -- Ogg -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Page:
    serial: int
    number: int
    last: bool
    packets: int
    whole: bool
    length: int


def _ogg(file: BinaryIO, size: int) -> Promise:
    expected: dict[int, int] = {}
    open_streams: dict[int, int] = {}
    place = 0
    for page in _pages(file, size):
        if not page.whole or page.number != expected.get(page.serial, page.number):
            return Promise(broken_at=place)
        expected[page.serial] = page.number + 1
        open_streams[page.serial] = 0 if page.last else max(open_streams.get(page.serial, 1), page.packets)
        place += page.length
    # Android's recorder never marks the end, but it is the one that gives each packet a page of its own.
    unfinished = any(packets > 1 for packets in open_streams.values())
    torn = place < size and any(open_streams.values())
    return Promise(broken_at=place if torn else size) if torn or unfinished else Promise()


def _pages(file: BinaryIO, size: int) -> Iterator[_Page]:
    """Yield the pages one after the other, until what follows is no page or only a part of one."""
    place = 0
    while place + 27 <= size:
        mark, _, flags, _, serial, number, check, count = _numbers(file, place, "<4sBBqIIIB")
        lacing = _read(file, place + 27, count)
        length = 27 + count + sum(lacing)
        if mark != b"OggS" or place + length > size:
            return
        page = _read(file, place, length)
        whole = check == _ogg_check(page[:22] + bytes(4) + page[26:])
        yield _Page(serial, number, bool(flags & 4), sum(part < 255 for part in lacing), whole, length)  # noqa: PLR2004 - 255 means that the packet goes on
        place += length


def _ogg_check(page: bytes) -> int:
    """Return the CRC of an Ogg page: that of zlib, but with all bits in the other order and started at zero."""
    mirrored = zlib.crc32(page.translate(_REVERSED), 0xFFFFFFFF) ^ 0xFFFFFFFF
    return int(f"{mirrored:032b}"[::-1], 2)


# -- WMA (ASF) -------------------------------------------------------------------------------------------------


def _asf(file: BinaryIO, size: int) -> Promise:
    place = _read(file, 0, _HEAD).find(_ASF_PROPERTIES)
    if place < 0:
        return Promise(broken_at=size)
    length, play, preroll, flags = _numbers(file, place + 40, "<Q16xQ8xQI")
    live = flags & 1  # the header was written before the end was known
    if live:
        return Promise()
    # The time to play counts whole packets, so it may be a little too long.
    return Promise(broken_at=size if length > size else None, seconds=play / 1e7 - preroll / 1e3, slack_s=1.0)


# -- FLAC ------------------------------------------------------------------------------------------------------


def _flac(file: BinaryIO, _size: int) -> Promise:
    (packed,) = _numbers(file, 18, ">Q")
    rate, total = packed >> 44, packed & (2**36 - 1)
    return Promise(seconds=total / rate if rate and total else None, slack_s=0.001)


# -- MP3 -------------------------------------------------------------------------------------------------------

_BIT_RATES = {
    1: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    2: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
_RATES = (44_100, 48_000, 32_000)


@dataclass(frozen=True)
class _Mp3Frame:
    rate: int
    samples: int
    length: int


def mp3_frame(header: bytes) -> int | None:
    """Return how many bytes the MP3 frame has that starts with `header`, or None if it starts no frame."""
    frame = _mp3_header(header)
    return frame.length if frame else None


def _mp3_header(header: bytes) -> _Mp3Frame | None:
    (word,) = struct.unpack(">I", header[:4].ljust(4, b"\0"))
    version, layer, bit_rate, rate = word >> 19 & 3, word >> 17 & 3, word >> 12 & 15, word >> 10 & 3
    if word >> 21 != 0x7FF or version == 1 or layer != 1 or bit_rate in {0, 15} or rate == 3:  # noqa: PLR2004 - bit patterns of the header
        return None
    first = version == 3  # noqa: PLR2004 - 3 is MPEG-1, 2 is MPEG-2, 0 is MPEG-2.5
    hertz = _RATES[rate] // {3: 1, 2: 2, 0: 4}[version]
    bits = _BIT_RATES[1 if first else 2][bit_rate] * 1000
    samples = 1152 if first else 576
    return _Mp3Frame(hertz, samples, samples // 8 * bits // hertz + (word >> 9 & 1))


def _mp3(file: BinaryIO) -> Promise:
    """Return the length in the Xing or Info table of the first frame, if there is one."""
    tag = _read(file, 0, 10)
    behind = sum((byte & 127) << shift for byte, shift in zip(tag[6:], (21, 14, 7, 0), strict=False)) + 10
    table = _XING.search(_read(file, behind if tag[:3] == b"ID3" else 0, _HEAD))
    frame = _mp3_header(table[1]) if table else None
    if not (table and frame and table[2][0] & 1):
        return Promise()
    return Promise(seconds=int.from_bytes(table[3]) * frame.samples / frame.rate)


_READERS = {b"RIFF": _wav, b"RF64": _wav, b"OggS": _ogg, b"fLaC": _flac, _ASF[:4]: _asf, b"#!AM": _plain}
