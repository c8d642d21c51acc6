"""Short clips made small for old phones: the sound alone in AAC, and the picture in H.264 that any phone plays.

Both begin with their index, so that playing starts before all has arrived, and name no version and no time: the same
clip gives the same bytes on one machine.
"""

import contextlib
import heapq
import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np

from toolkit.core import UnknownSoundError, open_to_read, sha256_of, whole_file
from toolkit.sound.audio import resampled
from toolkit.sound.decoding import opened

SOUND_RATE, SOUND_BIT_RATE = 24_000, 40_000
# Baseline at level 3.0 holds 640 by 360 points, upright or lying, and at most 250 kbit/s play on a village's network.
_LONG_SIDE, _SHORT_SIDE = 640, 360
_PICTURES_A_SECOND = 15
_PICTURE = {"profile": "baseline", "level": "3.0", "crf": "30", "maxrate": "250k", "bufsize": "500k", "threads": "1"}
_BARE = {"movflags": "+faststart", "fflags": "+bitexact"}
_READABLE = {"format_whitelist": "mov,matroska,avi,asf", "protocol_whitelist": "file"}


@dataclass(frozen=True)
class SmallClip:
    """A clip that was made small: its bytes and their SHA-256, and its length in seconds."""

    path: Path
    bytes: int
    sha256: str
    seconds: float


def has_picture(path: Path) -> bool:
    """Return whether the file at `path` holds moving pictures beside its sound; raise MissingFileError."""
    with open_to_read(path):
        pass
    try:
        with av.open(str(path.resolve()), options=_READABLE, metadata_errors="replace") as file:
            return any(_is_moving(stream) for stream in file.streams.video)
    except av.error.FFmpegError:
        return False


def _is_moving(stream: Any) -> bool:
    # The cover of a song is a picture too, and does not move.
    return stream.codec_context is not None and not stream.disposition & av.stream.Disposition.attached_pic


def write_sound(source: Path, target: Path, comment: str = "") -> SmallClip:
    """Write the sound of `source` to `target` as AAC of one channel and return it; raise what `sound_facts` raises.

    `comment` lies hidden in the file.
    """
    with opened(source) as sound, whole_file(target) as temporary:
        with av.open(str(temporary), "w", format="ipod", options=_BARE) as file:
            file.metadata.update({"comment": comment} if comment else {})
            stream = _sound_stream(file)
            for frame in itertools.chain(_steady(sound.frames()), [None]):
                file.mux(stream.encode(frame))
        seconds = sound.facts().seconds
        return _made(temporary, target, seconds)


def write_video(source: Path, target: Path, comment: str = "") -> SmallClip:
    """Write the pictures and the sound of `source` to `target` as a small MP4, with a hidden `comment`; return it.

    Raise what `sound_facts` raises, or UnknownSoundError where the pictures cannot be read.
    """
    with opened(source) as sound, whole_file(target) as temporary:
        with av.open(str(temporary), "w", format="mp4", options=_BARE) as file, _pictures(source) as pictures:
            file.metadata.update({"comment": comment} if comment else {})
            first = next(pictures, None)
            if first is None:
                raise UnknownSoundError(path=source)
            video = _video_stream(file, first)
            heard = _sound_stream(file)
            shown = (small_picture(each, video.width, video.height) for each in itertools.chain([first], pictures))
            # Sound and picture of one second lie side by side: over a slow line both come at once.
            parts = heapq.merge(
                zip(itertools.repeat(video), shown, strict=False),
                zip(itertools.repeat(heard), _steady(sound.frames()), strict=False),
                key=_moment,
            )
            for stream, frame in itertools.chain(parts, [(video, None), (heard, None)]):
                file.mux(stream.encode(frame))
        return _made(temporary, target, sound.facts().seconds)


def _moment(part: tuple[Any, Any]) -> float:
    return float(part[1].pts * part[1].time_base)


def _made(temporary: Path, target: Path, seconds: float) -> SmallClip:
    return SmallClip(target, temporary.stat().st_size, sha256_of(temporary), seconds)


def _sound_stream(file: Any) -> Any:
    stream = file.add_stream("aac", rate=SOUND_RATE, layout="mono")
    stream.bit_rate = SOUND_BIT_RATE
    stream.codec_context.flags |= av.codec.context.Flags.bitexact
    return stream


def _video_stream(file: Any, first: av.VideoFrame) -> Any:
    stream = file.add_stream("libx264", rate=_PICTURES_A_SECOND, options=_PICTURE)
    is_turned = first.rotation % 180 != 0
    across, down = (first.height, first.width) if is_turned else (first.width, first.height)
    stream.width, stream.height = _size(across, down)
    stream.pix_fmt = "yuv420p"
    stream.codec_context.flags |= av.codec.context.Flags.bitexact
    return stream


def _size(width: int, height: int) -> tuple[int, int]:
    """Return width and height made to fit, never larger than they are, both even as H.264 asks for."""
    scale = min(1.0, _LONG_SIDE / max(width, height), _SHORT_SIDE / min(width, height))
    return max(2, round(width * scale / 2) * 2), max(2, round(height * scale / 2) * 2)


def small_picture(picture: av.VideoFrame, width: int, height: int) -> av.VideoFrame:
    """Return `picture` of that size; one that a phone held upright took is turned as it was held."""
    turns = picture.rotation // 90 % 4
    if turns == 0:
        return picture.reformat(width=width, height=height, format="yuv420p")
    across, down = (height, width) if turns % 2 else (width, height)
    lying = picture.reformat(width=across, height=down, format="rgb24").to_ndarray().astype(np.uint8)
    turned = av.VideoFrame.from_ndarray(np.ascontiguousarray(np.rot90(lying, turns)), "rgb24")
    turned.pts, turned.time_base = picture.pts, picture.time_base
    return turned.reformat(width=width, height=height, format="yuv420p")


@contextlib.contextmanager
def _pictures(source: Path) -> Iterator[Iterator[av.VideoFrame]]:
    """Give the pictures of `source` at an even rate, each with its number as its time."""
    try:
        with av.open(str(source.resolve()), options=_READABLE, metadata_errors="replace") as file:
            yield _evenly(file)
    except av.error.FFmpegError as fault:
        raise UnknownSoundError(path=source) from fault


def _evenly(file: Any) -> Iterator[av.VideoFrame]:
    number, begun = 0, None
    for picture in file.decode(video=0):
        at = picture.time or 0.0
        begun = at if begun is None else begun
        # A picture stands until the next comes; of those that come too fast, the first of each step is taken.
        if (at - begun) * _PICTURES_A_SECOND < number:
            continue
        number = int((at - begun) * _PICTURES_A_SECOND) if at > begun else number
        picture.pts, picture.time_base = number, Fraction(1, _PICTURES_A_SECOND)
        number += 1
        yield picture


def _steady(frames: Iterator[av.AudioFrame]) -> Iterator[av.AudioFrame]:
    """Yield `frames` as one channel at the rate of a clip, timed by their samples."""
    done = 0
    for frame in resampled(frames, "fltp", SOUND_RATE):
        frame.pts, frame.time_base = done, Fraction(1, SOUND_RATE)
        done += frame.samples
        yield frame
