"""What containers promise of their end, on bytes put together by hand after the published formats."""

import io
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.sound.containers import Promise, mp3_frame, promise

MARKS = [b"RIFF\0\0\0\0WAVE", b"RF64\0\0\0\0WAVE", b"OggS", b"fLaC", b"#!AMR\n", b"ID3\x03", b"\0\0\0\x18ftyp"]
ASF = bytes.fromhex("3026B2758E66CF11A6D900AA0062CE6C")
ASF_PROPERTIES = bytes.fromhex("A1DCAB8C47A9CF118EE400C00C205365")


def promised(data: bytes) -> Promise | None:
    """Return what `data` promises."""
    return promise(io.BytesIO(data), len(data))


def crc_of_ogg(data: bytes) -> int:
    """Return the CRC of RFC 3533, computed bit by bit."""
    check = 0
    for byte in data:
        check ^= byte << 24
        for _ in range(8):
            check = (check << 1 ^ (0x04C11DB7 if check & 0x80000000 else 0)) & 0xFFFFFFFF
    return check


def page(number: int, *packets: bytes, last: bool = False, serial: int = 5) -> bytes:
    """Return an Ogg page of short `packets`."""
    lacing = bytes(len(packet) for packet in packets)
    head = struct.pack("<4sBBqII", b"OggS", 0, 4 if last else 0, number * 960, serial, number)
    tail = bytes([len(lacing)]) + lacing + b"".join(packets)
    return head + struct.pack("<I", crc_of_ogg(head + bytes(4) + tail)) + tail


@given(st.sampled_from(MARKS), st.binary(max_size=400))
def test_no_bytes_behind_a_known_mark_make_it_fail(mark: bytes, rest: bytes) -> None:
    assert isinstance(promised(mark + rest), Promise)


@given(st.binary(max_size=400).filter(lambda data: not data.startswith((b"ID3", b"\xff"))))
def test_bytes_of_no_known_mark_promise_nothing(data: bytes) -> None:
    known = data[4:8] in {b"ftyp", b"moov", b"mdat", b"wide"} or data[:4] in {mark[:4] for mark in MARKS}

    assert known or promised(data) is None


# -- Ogg -------------------------------------------------------------------------------------------------------


def test_ogg_with_an_end_mark_is_whole() -> None:
    assert promised(page(0, b"head") + page(1, b"ab", b"cd") + page(2, b"ef", last=True)) == Promise()


def test_ogg_of_full_pages_without_an_end_mark_is_cut_off() -> None:
    data = page(0, b"head") + page(1, b"ab", b"cd")

    assert promised(data) == Promise(broken_at=len(data))


def test_ogg_of_a_phone_that_never_marks_the_end_is_whole() -> None:
    assert promised(page(0, b"head") + page(1, b"tags") + page(2, b"ab") + page(3, b"cd")) == Promise()


def test_ogg_of_a_phone_that_ends_in_a_page_is_torn_there() -> None:
    whole = page(0, b"head") + page(1, b"tags") + page(2, b"ab")

    assert promised(whole + page(3, b"cd")[:-1]) == Promise(broken_at=len(whole))


def test_an_ogg_page_with_a_flipped_bit_is_broken() -> None:
    first, second = page(0, b"head"), bytearray(page(1, b"ab"))
    second[-1] ^= 1

    assert promised(first + bytes(second) + page(2, b"cd", last=True)) == Promise(broken_at=len(first))


def test_a_missing_ogg_page_is_noticed_by_its_number() -> None:
    first = page(0, b"head")

    assert promised(first + page(2, b"cd", last=True)) == Promise(broken_at=len(first))


def test_ogg_streams_one_behind_the_other_are_whole() -> None:
    one = page(0, b"head") + page(1, b"ab", b"cd", last=True)
    two = page(0, b"head", serial=6) + page(1, b"ab", last=True, serial=6)

    assert promised(one + two) == Promise()


# -- WAV -------------------------------------------------------------------------------------------------------


def wav(length: int, there: int, mark: bytes = b"RIFF", before: bytes = b"") -> bytes:
    """Return a WAV of 16 000 bytes a second that says it has `length` bytes and has `there`."""
    head = struct.pack("<HHIIHH", 1, 1, 8_000, 16_000, 2, 16)
    body = before + b"fmt " + struct.pack("<I", 16) + head + b"data" + struct.pack("<I", length) + b"\x81" * there
    return mark + bytes(4) + b"WAVE" + body


def test_a_wav_that_is_shorter_than_it_says_is_cut_off() -> None:
    told = promised(wav(32_000, 16_000))

    assert told is not None
    assert (told.broken_at, told.seconds) == (16_044, 1.0)


@pytest.mark.parametrize("length", [32_000, 32_000 + 44, 32_000 + 36, 0, 0xFFFFFFFF, 0x7FFFFFFF - 36, 0x80000000])
def test_a_wav_that_has_what_it_says_or_says_nothing_is_whole(length: int) -> None:
    told = promised(wav(length, 32_000))

    assert told is not None
    assert (told.broken_at, told.stale) == (None, False)


def test_a_wav_whose_length_was_never_mended_is_stale() -> None:
    told = promised(wav(4_000, 32_000))

    assert told is not None
    assert told.stale


def test_an_rf64_file_tells_its_length_in_64_bits() -> None:
    wide = b"ds64" + struct.pack("<IQQQI", 28, 0, 6_000_000_000, 0, 0)
    told = promised(wav(0xFFFFFFFF, 16_000, b"RF64", wide))

    assert told is not None
    assert told.broken_at is not None


# -- MP4 -------------------------------------------------------------------------------------------------------


def box(kind: bytes, content: bytes = b"") -> bytes:
    """Return an MP4 box."""
    return struct.pack(">I", 8 + len(content)) + kind + content


def test_mp4_boxes_that_fill_the_file_are_whole() -> None:
    wide = struct.pack(">I4sQ", 1, b"mdat", 26) + b"0123456789"

    assert promised(box(b"ftyp", b"M4A ") + wide + box(b"moov", b"xx")) == Promise()
    assert promised(box(b"ftyp", b"M4A ") + box(b"moov") + struct.pack(">I4s", 0, b"mdat") + b"xxx") == Promise()
    assert promised(box(b"ftyp", b"M4A ") + box(b"moov") + bytes(600)) == Promise()


def test_an_mp4_box_that_goes_beyond_the_end_is_cut_off() -> None:
    data = box(b"ftyp", b"M4A ") + box(b"moov") + box(b"mdat", b"x" * 100)

    assert promised(data[:-1]) == Promise(broken_at=len(data) - 1)


# -- WMA, FLAC, MP3 --------------------------------------------------------------------------------------------


def asf(length: int, flags: int, size: int = 500) -> bytes:
    """Return the beginning of a WMA file that says it has `length` bytes and 20 s after a preroll of 3 s."""
    properties = struct.pack("<Q16sQQQQQQI", 104, bytes(16), length, 0, 9, 230_000_000, 230_000_000, 3_000, flags)
    return (ASF + bytes(14) + ASF_PROPERTIES + properties).ljust(size, b"\0")


def test_wma_tells_its_size_and_time() -> None:
    assert promised(asf(500, 2)) == Promise(seconds=20.0, slack_s=1.0)
    assert promised(asf(501, 2)) == Promise(broken_at=500, seconds=20.0, slack_s=1.0)


def test_wma_written_live_promises_nothing() -> None:
    assert promised(asf(0, 1)) == Promise()


def test_flac_tells_its_samples_exactly() -> None:
    stream = bytes(10) + struct.pack(">Q", 44_100 << 44 | 1 << 41 | 15 << 36 | 441_000) + bytes(16)

    assert promised(b"fLaC\x80\0\0\x22" + stream) == Promise(seconds=10.0, slack_s=0.001)


@pytest.mark.parametrize(
    "header,length",
    [
        ("fffb9064", 417),  # MPEG-1, 128 kb/s, 44.1 kHz
        ("fffb9264", 418),  # the same, padded
        ("fff384c4", 192),  # MPEG-2, 64 kb/s, 24 kHz
        ("fffb54c4", 192),  # MPEG-1, 64 kb/s, 48 kHz
        ("ffe318c4", 72),  # MPEG-2.5, 8 kb/s, 8 kHz
        ("fff15080", None),  # AAC
        ("fffbf064", None),  # no such bit rate
        ("fffb0064", None),  # free rate: the length is told nowhere
        ("fffd9064", None),  # layer II
        ("49443303", None),
        ("", None),
    ],
)
def test_an_mp3_header_tells_the_bytes_of_its_frame(header: str, length: int | None) -> None:
    assert mp3_frame(bytes.fromhex(header)) == length


def test_the_table_in_the_first_mp3_frame_tells_the_length() -> None:
    frame = bytes.fromhex("fffb9064") + bytes(32) + b"Info" + struct.pack(">II", 1, 500) + bytes(400)

    assert promised(frame) == Promise(seconds=500 * 1152 / 44_100)
    assert promised(b"ID3\x03\0\0\0\0\0\x0a" + bytes(10) + frame) == Promise(seconds=500 * 1152 / 44_100)


def test_an_mp3_without_a_table_promises_nothing() -> None:
    assert promised(bytes.fromhex("fffb9064") + bytes(413)) == Promise()
