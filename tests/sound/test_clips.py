"""Clips made small: any phone plays them, they begin with their index, and the same clip gives the same bytes."""

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from toolkit.core.errors import UnknownSoundError
from toolkit.sound import clips

RATE = 48_000


def write_clip(path: Path, seconds: float, size: tuple[int, int] = (1280, 720), rate: int = 30) -> Path:
    """Write a clip as a phone makes it: large pictures, and a tone on two channels."""
    with av.open(str(path), "w") as file:
        video, sound = file.add_stream("libx264", rate=rate), file.add_stream("aac", rate=RATE, layout="stereo")
        video.width, video.height, video.pix_fmt = *size, "yuv420p"
        for n in range(int(seconds * rate)):
            grey = np.full((size[1], size[0], 3), n * 3 % 255, np.uint8)
            file.mux(video.encode(av.VideoFrame.from_ndarray(grey, "rgb24")))
        for n in range(int(seconds * RATE) // 1024):
            wave = (np.sin(2 * np.pi * 300 * (np.arange(1024) + n * 1024) / RATE) * 8000).astype(np.int16)
            frame = av.AudioFrame.from_ndarray(np.stack([wave, wave], 1).reshape(1, -1), "s16", "stereo")
            frame.sample_rate, frame.pts = RATE, n * 1024
            file.mux(sound.encode(frame))
        for stream in (video, sound):
            file.mux(stream.encode(None))
    return path


def begins_with_its_index(path: Path) -> bool:
    content = path.read_bytes()
    return content.find(b"moov") < content.find(b"mdat")


@pytest.mark.parametrize(
    "size, small", [((1280, 720), (640, 360)), ((720, 1280), (360, 640)), ((320, 240), (320, 240))]
)
def test_a_video_is_small_enough_for_old_phones(tmp_path: Path, size: tuple[int, int], small: tuple[int, int]) -> None:
    made = clips.write_video(write_clip(tmp_path / "phone.mp4", 2, size), tmp_path / "small.mp4")

    with av.open(str(made.path)) as file:
        picture, sound = file.streams.video[0], file.streams.audio[0]
        assert (picture.codec_context.width, picture.codec_context.height) == small
        assert picture.codec_context.profile in {"Baseline", "Constrained Baseline"}
        assert sound.codec_context.name == "aac"
        assert sound.codec_context.channels == 1
        assert [float(stream.duration * stream.time_base) for stream in (picture, sound)] == pytest.approx(
            [2, 2], abs=0.1
        )
    assert begins_with_its_index(made.path)
    # Three minutes at this rate stay under the 6.5 MB that were measured.
    assert made.bytes / made.seconds <= 300_000 / 8


def test_sound_alone_is_a_seventh_and_both_are_the_same_again(tmp_path: Path) -> None:
    source = write_clip(tmp_path / "phone.mp4", 3)
    assert clips.has_picture(source)

    heard = [clips.write_sound(source, tmp_path / f"{name}.m4a") for name in "ab"]
    seen = [clips.write_video(source, tmp_path / f"{name}.mp4") for name in "ab"]

    assert heard[0].sha256 == heard[1].sha256
    assert seen[0].sha256 == seen[1].sha256
    assert begins_with_its_index(heard[0].path)
    assert not clips.has_picture(heard[0].path)
    assert heard[0].bytes / heard[0].seconds <= 48_000 / 8


def test_a_picture_held_upright_is_turned() -> None:
    lying = np.zeros((4, 8, 3), np.uint8)
    lying[:, -1] = 255  # what was on the right comes to the top

    class Turned:
        rotation, pts, time_base = 90, 5, Fraction(1, 15)

        @staticmethod
        def reformat(**asked: object) -> av.VideoFrame:
            assert asked == {"width": 8, "height": 4, "format": "rgb24"}
            return av.VideoFrame.from_ndarray(lying, "rgb24")

    upright = clips.small_picture(Turned(), 4, 8)  # type: ignore[arg-type]

    shown = upright.reformat(format="rgb24").to_ndarray()
    assert shown.shape == (8, 4, 3)
    assert shown[0].mean() > 200
    assert shown[4:].mean() < 50


def test_the_hidden_mark_of_a_machines_voice_is_in_the_file(tmp_path: Path) -> None:
    made = clips.write_sound(write_clip(tmp_path / "phone.mp4", 2), tmp_path / "small.m4a", 'AIGC {"Label": "1"}')

    with av.open(str(made.path)) as file:
        assert file.metadata["comment"] == 'AIGC {"Label": "1"}'


def test_what_has_no_picture_makes_no_video(tmp_path: Path, sound_only: Callable[[], Path]) -> None:
    source = sound_only()
    assert not clips.has_picture(source)
    with pytest.raises(UnknownSoundError):
        clips.write_video(source, tmp_path / "small.mp4")
    assert not (tmp_path / "small.mp4").exists()


@pytest.fixture
def sound_only(tmp_path: Path) -> Callable[[], Path]:
    """Give a function that makes a sound file of a second."""

    def make() -> Path:
        from tests.conftest import write_wav  # noqa: PLC0415 - tests here make their own files

        return write_wav(tmp_path / "tone.wav", (np.sin(np.arange(16_000) / 20) * 9000).astype(np.int16))

    return make
