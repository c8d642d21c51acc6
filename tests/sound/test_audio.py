"""Sound files of every format, whole and broken, made here with the encoders that PyAV ships."""

import struct
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from tests.conftest import write_wav
from toolkit.core.errors import (
    DamagedSoundError,
    EmptySoundError,
    MissingFileError,
    SoundTooLongError,
    UnknownSoundError,
    UnreadableFileError,
)
from toolkit.core.files import sha256_of
from toolkit.records import Stretch
from toolkit.sound import audio, decoding, gathering
from toolkit.sound.containers import mp3_frame
from toolkit.sound.gathering import SAMPLE_RATE, GatheredSamples

SECONDS = 3
BARE = {"write_xing": "0", "id3v2_version": "0"}

# name: codec, rate, channels, more for the container
WHOLE: dict[str, tuple[str, int, int, dict[str, str]]] = {
    "phone.wav": ("pcm_s16le", 16_000, 1, {}),
    "stereo.wav": ("pcm_s16le", 44_100, 2, {}),
    "deep.wav": ("pcm_s24le", 48_000, 2, {}),
    "float.wav": ("pcm_f32le", 48_000, 1, {}),
    "telephone.wav": ("pcm_mulaw", 8_000, 1, {}),
    "pen.wav": ("adpcm_ima_wav", 22_050, 1, {}),
    "player.mp3": ("libmp3lame", 44_100, 2, {}),
    "pen.mp3": ("libmp3lame", 16_000, 1, {}),
    "bare.mp3": ("libmp3lame", 44_100, 1, BARE),
    "phone.m4a": ("aac", 44_100, 2, {}),
    "web.m4a": ("aac", 16_000, 1, {"movflags": "faststart"}),
    "parts.mp4": ("aac", 48_000, 1, {"movflags": "frag_keyframe+empty_moov", "frag_duration": "500000"}),
    "radio.aac": ("aac", 48_000, 2, {}),
    "old.amr": ("libopencore_amrnb", 8_000, 1, {}),
    "old.3gp": ("libopencore_amrnb", 8_000, 1, {}),
    "chat.opus": ("libopus", 48_000, 1, {}),
    "chat.ogg": ("vorbis", 44_100, 2, {}),
    "office.flac": ("flac", 44_100, 2, {}),
    "packed.ogg": ("flac", 16_000, 1, {}),
    "pen.wma": ("wmav2", 44_100, 2, {}),
    "pen1.wma": ("wmav1", 16_000, 1, {}),
}
FORMATS = {"wma": "asf", "m4a": "ipod", "aac": "adts", "opus": "ogg"}
BIT_RATES = {"libopencore_amrnb": 12_200, "wmav2": 128_000, "wmav1": 24_000}
# No header tells their length, so only a torn frame gives a cut away.
FRAMES_ONLY = {"bare.mp3", "radio.aac", "old.amr"}
INDEX_LAST = {"phone.m4a", "old.3gp"}


def tone(seconds: float, rate: int) -> NDArray[np.int16]:
    """Return a tone of 440 Hz that swells and fades, with a little noise so that encoders have work."""
    time = np.arange(int(seconds * rate)) / rate
    noise = np.random.default_rng(7).standard_normal(len(time)) * 0.02
    wave = 0.4 * np.sin(2 * np.pi * 440 * time) * (1 + 0.5 * np.sin(2 * np.pi * 2 * time)) + noise
    return (wave * 20_000).astype(np.int16)


def encode(path: Path, codec: str, rate: int, sound: NDArray[np.int16], options: dict[str, str]) -> Path:
    """Write `sound` (one row a channel) to `path`."""
    layout = "mono" if len(sound) == 1 else "stereo"
    form = FORMATS.get(path.suffix[1:])
    with av.open(str(path), "w", format=form, options=options) as file:
        stream: Any = file.add_stream(codec, rate=rate, layout=layout)
        stream.bit_rate = BIT_RATES.get(codec, 64_000)
        if codec == "vorbis":
            stream.options = {"strict": "experimental"}
        for start in range(0, sound.shape[1], rate):
            part = np.ascontiguousarray(sound[:, start : start + rate].T).reshape(1, -1)
            frame = av.AudioFrame.from_ndarray(part, format="s16", layout=layout)
            frame.rate, frame.pts, frame.time_base = rate, start, Fraction(1, rate)
            file.mux(stream.encode(frame))
        file.mux(stream.encode(None))
    return path


@pytest.fixture(scope="module")
def sounds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with three seconds of sound in every format."""
    folder = tmp_path_factory.mktemp("夜话 录音")
    for name, (codec, rate, channels, options) in WHOLE.items():
        encode(folder / name, codec, rate, np.tile(tone(SECONDS, rate), (channels, 1)), options)
    return folder


@pytest.fixture
def put(tmp_path: Path) -> Callable[[str, bytes], Path]:
    """Return a function that writes bytes to a named file and returns its path."""

    def write(name: str, data: bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(data)
        return path

    return write


def wav(data: bytes, *, length: int | None = None, channels: int = 1, form: tuple[int, int] = (1, 2)) -> bytes:
    """Return a WAV file of 16 kHz around `data` that says it has `length` bytes; `form` is format and width."""
    kind, width = form
    head = struct.pack("<HHIIHH", kind, channels, 16_000, 16_000 * channels * width, channels * width, width * 8)
    told = len(data) if length is None else length
    body = b"WAVEfmt " + struct.pack("<I", len(head)) + head + b"data" + struct.pack("<I", told) + data
    return b"RIFF" + struct.pack("<I", len(body)) + body


def second() -> bytes:
    """Return one second of sound as WAV data of 16 kHz."""
    return tone(1, 16_000).tobytes()


# -- whole files of every format -------------------------------------------------------------------------------


@pytest.mark.parametrize("name", WHOLE)
def test_a_whole_file_of_any_format_gives_its_samples(sounds: Path, name: str) -> None:
    facts = audio.sound_facts(sounds / name)
    sound = audio.samples(sounds / name)
    loudest = np.argmax(np.abs(np.fft.rfft(sound[: 2 * audio.SAMPLE_RATE]))) / 2

    assert facts.seconds == pytest.approx(SECONDS, abs=0.15)
    assert len(sound) / audio.SAMPLE_RATE == pytest.approx(facts.seconds, abs=0.002)
    assert sound.dtype == np.float32
    assert np.abs(sound).max() < 1
    assert loudest == pytest.approx(440, abs=1)


@pytest.mark.parametrize("name", WHOLE)
def test_facts_tell_rate_channels_and_size(sounds: Path, name: str) -> None:
    codec, rate, channels, _ = WHOLE[name]
    facts = audio.sound_facts(sounds / name)

    assert (rate, channels, (sounds / name).stat().st_size) == (facts.rate, facts.channels, facts.size)
    assert facts.codec in {codec, "mp3", "amr_nb", "opus"}


def test_a_film_gives_its_sound_track(tmp_path: Path) -> None:
    path = tmp_path / "会议 录像.mp4"
    with av.open(str(path), "w") as file:
        picture: Any = file.add_stream("mpeg4", rate=10)
        picture.width = picture.height = 64
        picture.pix_fmt = "yuv420p"
        track: Any = file.add_stream("aac", rate=48_000, layout="mono")
        for start in range(3):
            for _ in range(10):
                file.mux(picture.encode(av.VideoFrame.from_ndarray(np.zeros((64, 64, 3), np.uint8), format="rgb24")))
            frame = av.AudioFrame.from_ndarray(tone(1, 48_000)[None], format="s16", layout="mono")
            frame.rate, frame.pts = 48_000, start * 48_000
            file.mux(track.encode(frame))
        file.mux(picture.encode(None))
        file.mux(track.encode(None))

    assert audio.sound_facts(path).codec == "aac"
    assert len(audio.samples(path)) / audio.SAMPLE_RATE == pytest.approx(3, abs=0.1)


def test_wide_band_amr_is_read(put: Callable[[str, bytes], Path]) -> None:
    silence = b"\x7c"  # PyAV cannot encode AMR-WB; a frame without data is one byte and lasts 20 ms
    path = put("call.awb", b"#!AMR-WB\n" + silence * 100)

    facts = audio.sound_facts(path)

    assert (facts.codec, facts.rate, facts.seconds) == ("amr_wb", 16_000, 2.0)


def test_both_channels_weigh_half_each(put: Callable[[str, bytes], Path]) -> None:
    left = tone(1, 16_000)
    same = audio.samples(put("same.wav", wav(np.stack([left, left], 1).tobytes(), channels=2)))
    opposed = audio.samples(put("opposed.wav", wav(np.stack([left, -left], 1).tobytes(), channels=2)))

    assert np.abs(same - left / 32768).max() < 1e-4
    assert np.abs(opposed).max() < 1e-4


@pytest.mark.parametrize("channels", [3, 4, 6, 8])
def test_many_channels_become_one(put: Callable[[str, bytes], Path], channels: int) -> None:
    data = np.repeat(tone(1, 16_000)[:, None], channels, axis=1).tobytes()

    assert len(audio.samples(put("room.wav", wav(data, channels=channels)))) == audio.SAMPLE_RATE


def test_numbers_that_are_none_do_not_reach_the_model(put: Callable[[str, bytes], Path]) -> None:
    data = np.array([np.nan, np.inf, -np.inf, 0.5] * 4000, np.float32).tobytes()

    sound = audio.samples(put("nan.wav", wav(data, form=(3, 4))))

    assert np.isfinite(sound).all()
    assert np.abs(sound).max() <= 1


def test_progress_rises_to_one(sounds: Path) -> None:
    told: list[float] = []
    audio.samples(sounds / "player.mp3", told.append)

    assert told == sorted(told)
    assert told[-1] == 1.0


def test_sound_longer_than_expected_is_kept_whole() -> None:
    gathered = GatheredSamples(0.0)
    blocks = [np.full(audio.SAMPLE_RATE * 25, value, np.int16) for value in (1, 2, 3, 4)]
    for block in blocks:
        gathered.add(block)

    assert np.array_equal(gathered.whole() * 32768, np.concatenate(blocks))


def test_a_change_of_format_in_the_middle_loses_nothing(sounds: Path, put: Callable[[str, bytes], Path]) -> None:
    joined = put("joined.mp3", (sounds / "bare.mp3").read_bytes() + (sounds / "pen.mp3").read_bytes())

    assert len(audio.samples(joined)) / audio.SAMPLE_RATE == pytest.approx(2 * SECONDS, abs=0.3)


# -- harmless oddities -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("length", [0, 0xFFFFFFFF, 0xFFFFFFFF - 36, 0x7FFFFFFF, 0x7FFFF000, 32_000 + 36, 4_000])
def test_a_wav_header_without_its_true_length_is_no_fault(put: Callable[[str, bytes], Path], length: int) -> None:
    path = put("pen.wav", wav(second(), length=length))

    assert audio.sound_facts(path).seconds == pytest.approx(1.0, abs=0.01)


def test_chunks_around_the_wav_data_may_hold_any_bytes(put: Callable[[str, bytes], Path]) -> None:
    name = "录音四号".encode("gbk")
    tags = b"LIST" + struct.pack("<I", 12 + len(name)) + b"INFOINAM" + struct.pack("<I", len(name)) + name
    plain = wav(second())

    assert audio.sound_facts(put("tagged.wav", plain[:36] + tags + plain[36:] + tags)).seconds == 1.0


ID3 = b"ID3\x03\0\0\0\0\x07\x76" + b"T" * 1014
TAG = b"TAG" + b"t" * 125


@pytest.mark.parametrize(
    "before,after",
    [(ID3, TAG), (b"\0" * 5000, b"\0" * 5000), (bytes(range(256)), b"LYRICSBEGIN" + b"x" * 3000), (b"", b"x" * 700)],
)
def test_tags_and_padding_around_an_mp3_are_no_fault(
    sounds: Path, put: Callable[[str, bytes], Path], before: bytes, after: bytes
) -> None:
    path = put("tagged.mp3", before + (sounds / "bare.mp3").read_bytes() + after)

    assert audio.sound_facts(path).seconds == pytest.approx(SECONDS, abs=0.1)


def test_recordings_appended_to_one_mp3_are_read_to_the_end(sounds: Path, put: Callable[[str, bytes], Path]) -> None:
    one = (sounds / "player.mp3").read_bytes()

    assert audio.sound_facts(put("two.mp3", one + TAG + one)).seconds == pytest.approx(2 * SECONDS, abs=0.2)


def test_an_mp3_written_in_whole_sectors_may_end_in_a_frame(sounds: Path, put: Callable[[str, bytes], Path]) -> None:
    data = (sounds / "bare.mp3").read_bytes()
    sectors = data[: len(data) // 512 * 512]

    assert audio.sound_facts(put("pen.mp3", sectors)).seconds == pytest.approx(SECONDS, abs=0.1)


def test_the_content_counts_and_not_the_ending_of_the_name(sounds: Path, put: Callable[[str, bytes], Path]) -> None:
    path = put("renamed.mp3", (sounds / "phone.m4a").read_bytes())

    assert audio.sound_facts(path).codec == "aac"


# -- cut off, broken, foreign ----------------------------------------------------------------------------------


def torn(data: bytes, name: str, share: float) -> bytes:
    """Return about the first `share` of `data`, cut inside a frame."""
    end = int(len(data) * share)
    if name == "old.amr":
        end = 6 + (end // 32) * 32 + 15
    if name in {"bare.mp3", "radio.aac"}:
        end = data.find(data[:2], end) + 20
    return data[: end + (end % 512 == 0)]


@pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
@pytest.mark.parametrize("name", WHOLE)
def test_a_cut_off_file_is_refused_with_its_good_seconds(
    sounds: Path, put: Callable[[str, bytes], Path], name: str, share: float
) -> None:
    path = put(name, torn((sounds / name).read_bytes(), name, share))

    with pytest.raises(DamagedSoundError, match=r"录音不完整：.*只能读出前 \d+ 秒，.*请从录音设备重新复制") as caught:
        audio.sound_facts(path)

    good = caught.value.fields["good_s"]
    low = 0.0 if name in INDEX_LAST else SECONDS * share - 1.3  # an Ogg page may hold a second
    assert low <= good <= SECONDS * share + 0.3


@pytest.mark.parametrize("name", sorted(WHOLE.keys() - FRAMES_ONLY))
def test_a_file_without_its_last_bytes_is_refused(sounds: Path, put: Callable[[str, bytes], Path], name: str) -> None:
    data = (sounds / name).read_bytes()

    with pytest.raises(DamagedSoundError, match="录音不完整"):
        audio.samples(put(name, data[: len(data) - 120]))


@pytest.mark.parametrize(
    "name", ["bare.mp3", "web.m4a", "radio.aac", "chat.opus", "chat.ogg", "office.flac", "pen.wma"]
)
def test_a_hole_in_the_middle_is_damage(sounds: Path, put: Callable[[str, bytes], Path], name: str) -> None:
    data = bytearray((sounds / name).read_bytes())
    half = len(data) // 2
    data[half : half + 3000] = bytes(3000)

    with pytest.raises(DamagedSoundError) as caught:
        audio.samples(put(name, bytes(data)))

    assert caught.value.fields["good_s"] < SECONDS * 0.7


@pytest.mark.parametrize("name", ["bare.mp3", "web.m4a", "chat.opus", "office.flac"])
def test_what_is_said_behind_a_hole_is_heard_and_keeps_its_second_where_the_original_is_taken_as_it_is(
    sounds: Path, put: Callable[[str, bytes], Path], name: str
) -> None:
    data = bytearray((sounds / name).read_bytes())
    half = len(data) // 2
    data[half : half + 3000] = bytes(3000)

    heard = audio.samples(put(name, bytes(data)), whole=False)
    whole = audio.samples(sounds / name)

    assert abs(len(heard) - len(whole)) < 0.1 * SAMPLE_RATE
    tail = slice(-SAMPLE_RATE // 2, None)
    assert np.abs(heard[tail]).max() > 0.9 * np.abs(whole[tail]).max()


def test_a_copy_that_broke_off_into_zeros_is_damage(sounds: Path, put: Callable[[str, bytes], Path]) -> None:
    data = (sounds / "bare.mp3").read_bytes()

    with pytest.raises(DamagedSoundError, match="只能读出前 3 秒"):
        audio.sound_facts(put("usb.mp3", data + bytes(100_000)))


@pytest.mark.parametrize(
    "name,start",
    [("a.wav", 20), ("b.wav", 44), ("c.mp3", 0), ("d.m4a", 300), ("e.wma", 60), ("f.flac", 30), ("g.ogg", 40)],
)
def test_a_file_that_is_only_a_beginning_is_damaged(
    sounds: Path, put: Callable[[str, bytes], Path], name: str, start: int
) -> None:
    source = {"wav": "phone.wav", "mp3": "", "m4a": "phone.m4a", "wma": "pen.wma", "flac": "office.flac"}
    whole = source.get(name[2:], "chat.opus")
    data = (sounds / whole).read_bytes()[:start] if whole else ID3

    with pytest.raises(DamagedSoundError, match="只能读出前 0 秒"):
        audio.sound_facts(put(name, data))


@pytest.mark.parametrize("data", [b"", wav(b"")])
def test_a_file_without_sound_is_empty(put: Callable[[str, bytes], Path], data: bytes) -> None:
    with pytest.raises(EmptySoundError, match=r"录音是空的：.*从录音设备重新复制一次"):
        audio.sound_facts(put("空.wav", data))


@pytest.mark.parametrize("ending", ["mp3", "wav", "m4a", "amr", "ogg", "flac", "wma", "aac", "docx"])
@pytest.mark.parametrize(
    "data", [b"\xe4\xbf\xae\xe8\xb7\xaf\n" * 900, np.random.default_rng(3).bytes(60_000), bytes(50_000)]
)
def test_what_is_no_sound_is_refused_as_such(put: Callable[[str, bytes], Path], ending: str, data: bytes) -> None:
    with pytest.raises(UnknownSoundError, match=r"不是能识别的录音：.*可用的格式有 WAV、MP3"):
        audio.sound_facts(put(f"file.{ending}", data))


def test_a_playlist_in_disguise_is_not_followed(put: Callable[[str, bytes], Path], sounds: Path) -> None:
    other = sounds / "player.mp3"
    playlist = f"#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\n{other.as_uri()}\n#EXT-X-ENDLIST\n"

    with pytest.raises(UnknownSoundError):
        audio.sound_facts(put("list.mp3", playlist.encode()))


def test_a_picture_or_silent_film_is_no_sound(tmp_path: Path) -> None:
    path = tmp_path / "film.mp4"
    with av.open(str(path), "w") as file:
        picture: Any = file.add_stream("mpeg4", rate=10)
        picture.width = picture.height = 64
        picture.pix_fmt = "yuv420p"
        file.mux(picture.encode(av.VideoFrame.from_ndarray(np.zeros((64, 64, 3), np.uint8), format="rgb24")))
        file.mux(picture.encode(None))

    with pytest.raises(UnknownSoundError):
        audio.samples(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(MissingFileError, match=r"找不到文件：.*没有\.mp3"):
        audio.sound_facts(tmp_path / "没有.mp3")


def test_a_disk_that_goes_away_is_said(sounds: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(*_: object) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(decoding, "promise", gone)

    with pytest.raises(UnreadableFileError, match="U 盘没有响应"):
        audio.sound_facts(sounds / "phone.wav")


# -- over twelve hours -----------------------------------------------------------------------------------------


def test_more_than_twelve_hours_are_refused_by_the_header(tmp_path: Path) -> None:
    path = tmp_path / "long.wav"
    length = 13 * 3600 * 32_000
    with path.open("wb") as file:
        file.write(wav(b"", length=length))
        file.truncate(44 + length)  # a hole in the file: it takes no room on the disk

    with pytest.raises(SoundTooLongError, match=r"有 13\.0 小时，超过 12 小时"):
        audio.samples(path)


def test_a_header_without_length_does_not_hide_too_long_a_sound(sounds: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decoding, "LIMIT_H", 2 / 3600)

    with pytest.raises(SoundTooLongError, match="录音太长"):
        audio.samples(sounds / "bare.mp3")


# -- the access copy -------------------------------------------------------------------------------------------


def frame_sizes(path: Path) -> set[int]:
    """Return the sizes of the MP3 frames in `path`, walked from the first byte to the last."""
    data, place, sizes = path.read_bytes(), 0, set()
    while place < len(data):
        length = mp3_frame(data[place : place + 4])
        assert length is not None
        sizes.add(length)
        place += length
    return sizes


@pytest.mark.parametrize("name", ["phone.wav", "stereo.wav", "old.amr", "chat.opus", "pen.wma"])
def test_the_access_copy_is_the_same_sound_at_the_same_time(sounds: Path, tmp_path: Path, name: str) -> None:
    target = tmp_path / "试听 副本.mp3"
    digest = audio.write_access_copy(sounds / name, target)
    original, copy = audio.samples(sounds / name), audio.samples(target)
    middle = slice(16_000, 32_000)
    lags = {lag: float(original[middle] @ copy[16_000 + lag : 32_000 + lag]) for lag in range(-500, 500)}

    assert len(digest) == 64
    assert abs(max(lags, key=lags.__getitem__)) < 0.005 * audio.SAMPLE_RATE
    assert len(copy) / len(original) == pytest.approx(1, abs=0.02)


def test_the_access_copy_has_frames_of_one_size_only(sounds: Path, tmp_path: Path) -> None:
    audio.write_access_copy(sounds / "stereo.wav", tmp_path / "copy.mp3")

    assert frame_sizes(tmp_path / "copy.mp3") == {192}


def test_the_access_copy_can_be_entered_at_any_frame(
    sounds: Path, tmp_path: Path, put: Callable[[str, bytes], Path]
) -> None:
    audio.write_access_copy(sounds / "phone.wav", tmp_path / "copy.mp3")
    data = (tmp_path / "copy.mp3").read_bytes()
    entered = audio.samples(put("entered.mp3", data[192 * 50 :]))
    whole = audio.samples(tmp_path / "copy.mp3")

    frame = int(audio.SAMPLE_RATE * 0.024)
    assert np.abs(entered[2 * frame :][:16_000] - whole[52 * frame :][:16_000]).max() < 0.01


def test_the_same_source_gives_the_same_access_copy(sounds: Path, tmp_path: Path) -> None:
    digests = {audio.write_access_copy(sounds / "phone.m4a", tmp_path / f"{number}.mp3") for number in range(3)}

    assert len(digests) == 1


def test_taking_in_gives_the_facts_and_the_hash_at_once(sounds: Path, tmp_path: Path) -> None:
    facts, digest = audio.take_in(sounds / "chat.ogg", tmp_path / "one.mp3")

    assert facts == audio.sound_facts(sounds / "chat.ogg")
    assert digest == audio.write_access_copy(sounds / "chat.ogg", tmp_path / "two.mp3")


def test_a_damaged_source_leaves_no_access_copy(
    sounds: Path, tmp_path: Path, put: Callable[[str, bytes], Path]
) -> None:
    source = put("cut.flac", (sounds / "office.flac").read_bytes()[:-2000])
    folder = tmp_path / "copies"

    with pytest.raises(DamagedSoundError):
        audio.write_access_copy(source, folder / "copy.mp3")

    assert list(folder.iterdir()) == []


# -- silence -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["phone.wav", "stereo.wav", "deep.wav", "player.mp3", "phone.m4a", "old.amr", "pen.wma"]
)
def test_a_silenced_copy_is_silent_there_and_the_same_elsewhere(sounds: Path, tmp_path: Path, name: str) -> None:
    whole = audio.samples(sounds / name)
    facts, digest = audio.write_silenced(
        sounds / name, tmp_path / "消 音.flac", [Stretch(1.0, 1.5), Stretch(2.0, 2.25)]
    )
    quiet = audio.samples(tmp_path / "消 音.flac")

    assert (facts.codec, facts.rate) == ("flac", audio.sound_facts(sounds / name).rate)
    assert digest == sha256_of(tmp_path / "消 音.flac")
    assert abs(len(quiet) - len(whole)) <= 2
    assert audio.loudest(tmp_path / "消 音.flac", [Stretch(1.0, 1.5), Stretch(2.0, 2.25)], edge_s=0.01) == 0.0
    for start, end in ((0.0, 0.99), (1.51, 1.99), (2.26, 2.9)):
        one, other = (each[int(start * 16_000) : int(end * 16_000)] for each in (whole, quiet))
        assert np.abs(one - other).max() < 0.002


def test_nothing_silenced_gives_the_same_sound(sounds: Path, tmp_path: Path) -> None:
    audio.write_silenced(sounds / "stereo.wav", tmp_path / "x.flac", [])
    assert np.array_equal(audio.samples(sounds / "stereo.wav"), audio.samples(tmp_path / "x.flac"))


# -- waveforms ---------------------------------------------------------------------------------------------------


def test_a_waveform_is_loud_where_the_sound_is(put: Callable[[str, bytes], Path]) -> None:
    sound = np.zeros(16_000 * 3, np.int16)
    sound[16_000:32_000] = 16_384 * np.sign(np.sin(np.arange(16_000) * 0.3)).astype(np.int16)

    loud = audio.peaks(put("中间响.wav", wav(sound.tobytes(), form=(1, 2))), 50)

    assert len(loud) == 150
    assert loud[:49].max() == 0
    assert loud[51:99].min() == 128
    assert loud[101:].max() == 0


def test_hours_of_sound_are_the_same_to_the_bit_when_they_are_gathered_in_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    noise = np.random.default_rng(7).integers(-32768, 32767, 5 * 16_000).astype(np.int16)
    path = write_wav(tmp_path / "长.wav", noise)
    held = audio.samples(path)
    monkeypatch.setattr(gathering, "_IN_MEMORY_S", 2)
    filed = audio.samples(path)
    assert not isinstance(filed, np.ndarray)
    assert len(filed) == len(held)
    for part in (slice(0, 100), slice(31_000, 50_000), slice(70_000, 90_000), slice(5, 5), slice(99, 3)):
        assert np.array_equal(filed[part], held[part])
    stretches = [Stretch(0.5, 1.0), Stretch(1.9, 2.1), Stretch(4.9, 9.0)]
    assert np.array_equal(audio.joined(filed, stretches), audio.joined(held, stretches))


def test_a_codec_that_there_is_no_decoder_for_is_a_sentence(tmp_path: Path) -> None:
    path = write_wav(tmp_path / "坏头.wav", np.ones(16_000, np.int16))
    content = bytearray(path.read_bytes())
    content[20:22] = b"\xfe\x7f"  # a format tag that nobody gave out
    path.write_bytes(content)
    with pytest.raises((UnknownSoundError, DamagedSoundError)):
        audio.sound_facts(path)
