"""Night meetings and the recordings taken in at them."""

import datetime as dt
from dataclasses import dataclass

from toolkit.records.stretches import Stretch


@dataclass(frozen=True)
class SoundFacts:
    """Format and length of a sound file; `container` and `codec` by ffmpeg's names, `rate` in Hz, `size` in bytes."""

    container: str
    codec: str
    rate: int
    channels: int
    seconds: float
    size: int


@dataclass(frozen=True)
class Meeting:
    """A night meeting, identified by place and lunar month; `held_on` is the Gregorian day on which it took place."""

    number: str
    place: str
    lunar_year: int
    lunar_month: int
    leap: bool
    held_on: dt.date


@dataclass(frozen=True)
class Recording:
    """A recording taken in: original and access copy, both hashed; paths are relative to the workspace.

    Where something was sealed apart, `original` and `sha256` are those of the recording with `silenced` taken out,
    `source_sha256` is that of the file taken in, and `sealed` holds the numbers under which the whole is kept. Of a
    recording that was destroyed, `destroyed` is the number of its destruction; its files are gone.
    """

    code: str
    meeting: str
    position: int
    sha256: str
    seconds: float
    source_name: str
    original: str
    access: str
    access_sha256: str
    sound: SoundFacts
    silenced: tuple[Stretch, ...] = ()
    source_sha256: str | None = None
    sealed: tuple[str, ...] = ()
    destroyed: str | None = None
