"""Transcripts: words, segments, corrections, and what of the speech has no text."""

from dataclasses import dataclass, field
from typing import Any, Literal

from toolkit.records.stretches import Stretch


@dataclass(frozen=True)
class Chunk:
    """A part of the sound that is decoded at once: at most 30 s, with the stretches of speech in it."""

    start_s: float
    end_s: float
    speech: tuple[Stretch, ...]


@dataclass(frozen=True)
class Word:
    """A word or character as heard; `confidence` is that of the engine, from 0 to 1."""

    start_s: float
    end_s: float
    text: str
    confidence: float | None = None


@dataclass(frozen=True)
class Correction:
    """One change of a segment's text: at character `at` of the text as it was, `from_` became `to`."""

    from_: str
    to: str
    at: int
    reason: str
    by: str | None = None


@dataclass(frozen=True)
class Segment:
    """A stretch of speech with its text; `id` never changes and is never used again."""

    id: str
    number: int
    start_s: float
    end_s: float
    text: str
    speaker: str | None = None
    confidence: float | None = None
    words: tuple[Word, ...] = ()
    corrections: tuple[Correction, ...] = ()
    from_ids: tuple[str, ...] = ()


@dataclass(frozen=True)
class Removed:
    """Text that a guard removed from the transcript, kept with the reason."""

    start_s: float
    end_s: float
    text: str
    reason: str


@dataclass(frozen=True)
class Coverage:
    """Seconds of speech, seconds of it with text, and the stretches of speech without text."""

    speech_s: float
    text_s: float
    uncovered: tuple[Stretch, ...]


@dataclass(frozen=True)
class RecordingRef:
    """The recording a transcript belongs to; `code` is None for a file that was not taken in."""

    code: str | None
    sha256: str
    seconds: float


@dataclass(frozen=True)
class Engine:
    """The engine, model and options that decoded the sound, exactly enough to decode it again."""

    name: str
    version: str
    model: str
    model_sha256: str | None
    options: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Transcript:
    """The segments of a recording in order of time; they never overlap and lie inside the recording."""

    recording: RecordingRef
    engine: Engine
    segments: tuple[Segment, ...]
    removed: tuple[Removed, ...]
    coverage: Coverage
    version: int = 1
    parent: int | None = None
    format: Literal["yehua-transcript/1"] = "yehua-transcript/1"


@dataclass(frozen=True)
class TranscriptRef:
    """The transcript version that evidence points into."""

    recording: str | None
    version: int
