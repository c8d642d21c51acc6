"""Decode a recording chunk by chunk with either engine, guard what comes back, and account for all speech.

A chunk is a pure function: it is decoded on its own, nothing is carried over, and sampling is seeded from its sound.
What a guard takes out is kept with its reason; speech that stays without text is listed, never hidden.
"""

import hashlib
import re
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from toolkit import models, script, speech
from toolkit.errors import NoSpeechError, UnknownEngineError
from toolkit.records import (
    Chunk,
    Coverage,
    Engine,
    RecordingRef,
    Removed,
    Segment,
    Stretch,
    Transcript,
)

ENGINES = ("faster-whisper", "whisper")
_RATE = 16_000
_TOO_REPETITIVE = 2.4  # whisper's own bound for the compression ratio
_FASTEST_SPEECH = 14.0  # characters a second; hurried Mandarin has about seven
_TELLING_CHARACTERS = 4  # fewer than this may be said by chance
_LONG_TEXT_CHARACTERS = 20  # shorter text does not compress
_SHORTEST_GAP_S = 1.0  # Whisper's times are true to about this
_PROMPT_CHARACTERS = 120  # well inside the 224 tokens that a prompt may have
_LADDER = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)

Samples = NDArray[np.float32]
Progress = Callable[[float, float], None]


@dataclass(frozen=True)
class Options:
    """How to decode: local names as prompt words, and the beam for the first and for the second try."""

    prompt_words: tuple[str, ...] = ()
    beam_size: int = 1
    second_beam_size: int = 5

    @property
    def prompt(self) -> str:
        """The sentence a model is prompted with: simplified, punctuated, holding the local names."""
        words = "、".join(self.prompt_words)[:_PROMPT_CHARACTERS]
        return f"以下是普通话的院落夜话录音，说的是{words}的事。" if words else "以下是普通话的院落夜话录音。"


@dataclass(frozen=True)
class Heard:
    """What a decoder heard: seconds from the start of the chunk, text, mean logarithm of its probability."""

    start_s: float
    end_s: float
    text: str
    log_probability: float


class Decoder(Protocol):
    """An engine with its weights loaded."""

    engine: Engine

    def decode(self, samples: Samples, prompt: str | None, beam_size: int) -> tuple[Heard, ...]:
        """Return what is said in `samples` (one chunk, 16 kHz)."""


def load(engine: str, model: str, folder: Path, threads: int = 0) -> Decoder:
    """Return the decoder of `engine` ("auto" is faster-whisper) with the weights of `model`; `threads` 0 is all.

    Raise UnknownEngineError, MissingWeightsError or WrongWeightsError.
    """
    if engine in {"auto", "faster-whisper"}:
        return _FasterWhisper(model, folder, threads)
    if engine == "whisper":
        return _Whisper(model, folder, threads)
    raise UnknownEngineError(engine=engine, known="、".join(("auto", *ENGINES)))


def transcribe(
    decoder: Decoder, samples: Samples, recording: RecordingRef, options: Options, progress: Progress | None = None
) -> Transcript:
    """Return the transcript of `samples` (mono, 16 kHz), version 1.

    `progress` is told the seconds done and in all. Raise NoSpeechError when nobody speaks.
    """
    total_s = len(samples) / _RATE
    spoken = speech.speech_stretches(samples)
    if not spoken:
        raise NoSpeechError(path=recording.code or "这段录音")
    heard: list[Segment] = []
    removed: list[Removed] = []
    for chunk in speech.chunks(spoken, total_s):
        kept, gone = _decode_guarded(decoder, samples, chunk, options)
        heard += kept
        removed += gone
        if progress:
            progress(chunk.end_s, total_s)
    segments = tuple(replace(one, id=f"s{n:05d}", number=n) for n, one in enumerate(heard, start=1))
    engine = replace(decoder.engine, options=asdict(options))
    return Transcript(recording, engine, segments, tuple(removed), coverage(spoken, segments))


def coverage(spoken: Sequence[Stretch], segments: Sequence[Segment]) -> Coverage:
    """Return how much of `spoken` has text, and the stretches of a second and more that have none."""
    gaps = [gap for stretch in spoken for gap in _gaps(stretch, segments)]
    speech_s = sum(stretch.end_s - stretch.start_s for stretch in spoken)
    without_s = sum(gap.end_s - gap.start_s for gap in gaps)
    uncovered = tuple(gap for gap in gaps if gap.end_s - gap.start_s >= _SHORTEST_GAP_S)
    return Coverage(round(speech_s, 3), round(speech_s - without_s, 3), uncovered)


def _gaps(stretch: Stretch, segments: Sequence[Segment]) -> Iterator[Stretch]:
    position = stretch.start_s
    for segment in segments:
        if segment.end_s <= position or segment.start_s >= stretch.end_s:
            continue
        if segment.start_s > position:
            yield Stretch(position, segment.start_s)
        position = max(position, segment.end_s)
    if position < stretch.end_s:
        yield Stretch(position, stretch.end_s)


def _decode_guarded(
    decoder: Decoder, samples: Samples, chunk: Chunk, options: Options
) -> tuple[list[Segment], list[Removed]]:
    """Decode `chunk`; where a guard speaks, decode it again more carefully and keep the try with fewer faults."""
    sound = samples[round(chunk.start_s * _RATE) : round(chunk.end_s * _RATE)]
    tries = []
    for prompt, beam in ((options.prompt, options.beam_size), (None, options.second_beam_size)):
        tries.append(_judged(decoder.decode(sound, prompt, beam), chunk, options))
        if tries[-1].sound:
            break
    best = max(tries, key=lambda one: one.characters)
    return best.kept, best.removed


@dataclass(frozen=True)
class _Judged:
    kept: list[Segment]
    removed: list[Removed]

    @property
    def sound(self) -> bool:
        return bool(self.kept) and not self.removed

    @property
    def characters(self) -> int:
        return sum(len(segment.text) for segment in self.kept)


def _judged(heard: Sequence[Heard], chunk: Chunk, options: Options) -> _Judged:
    kept: list[Segment] = []
    removed: list[Removed] = []
    for one in heard:
        placed = _placed(one, chunk)
        reason = _fault(placed, options) if placed else "这里没有人说话"
        if placed and not placed.text:
            continue
        if placed and reason is None:
            kept.append(placed)
        else:
            start, end = chunk.start_s + one.start_s, min(chunk.start_s + one.end_s, chunk.end_s)
            removed.append(Removed(start, max(start, end), script.simplified(one.text.strip()), reason or ""))
    return _Judged(_in_order(kept, chunk), removed)


def _placed(one: Heard, chunk: Chunk) -> Segment | None:
    """Return what was heard as a segment inside the speech of `chunk`; None where nobody speaks."""
    start, end = chunk.start_s + one.start_s, chunk.start_s + one.end_s
    spoken = [part for part in chunk.speech if part.start_s < end and part.end_s > start]
    if not spoken:
        return None
    start = max(start, spoken[0].start_s)
    end = min(max(end, start + 0.05), spoken[-1].end_s)
    confidence = round(float(np.exp(min(0.0, one.log_probability))), 3)
    return Segment("", 0, start, end, _tidy(one.text), confidence=confidence) if end > start else None


def _in_order(kept: list[Segment], chunk: Chunk) -> list[Segment]:
    """Make segments follow each other; the short silences and inexact times between them go to the earlier one."""
    ordered = sorted(kept, key=lambda segment: segment.start_s)
    placed: list[Segment] = []
    for segment in ordered:
        start = max(segment.start_s, placed[-1].end_s if placed else chunk.speech[0].start_s)
        if placed and start - placed[-1].end_s < _SHORTEST_GAP_S:
            placed[-1] = replace(placed[-1], end_s=round(start, 3))
        if not placed and start - chunk.speech[0].start_s < _SHORTEST_GAP_S:
            start = chunk.speech[0].start_s
        if segment.end_s > start:
            placed.append(replace(segment, start_s=round(start, 3), end_s=round(segment.end_s, 3)))
        else:
            placed[-1] = replace(placed[-1], text=placed[-1].text + segment.text)
    last = chunk.speech[-1].end_s
    if placed and last - placed[-1].end_s < _SHORTEST_GAP_S:
        placed[-1] = replace(placed[-1], end_s=round(last, 3))
    return placed


def _tidy(text: str) -> str:
    """Return `text` simplified, with Chinese punctuation and without the blanks a model puts between characters."""
    plain = re.sub(r"(?<=[^\x00-\x7f])\s+|\s+(?=[^\x00-\x7f])", "，", script.simplified(text.strip()))
    for narrow, wide in zip(",?!;:", "，？！；：", strict=True):
        plain = re.sub(rf"(?<=[^\x00-\x7f]){re.escape(narrow)}\s*", wide, plain)
    return re.sub(r"[，\s]*([，。？！；：])[，\s]*", r"\1", plain).strip("，")


def _fault(segment: Segment, options: Options) -> str | None:
    plain = re.sub(r"\W", "", segment.text)
    if len(plain) >= _TELLING_CHARACTERS and plain in re.sub(r"\W", "", options.prompt):
        return "照抄了提示词"
    if _repeats(plain):
        return "反复说同一句，像是机器打转"
    if len(plain) / max(segment.end_s - segment.start_s, 0.2) > _FASTEST_SPEECH and len(plain) > _LONG_TEXT_CHARACTERS:
        return "字数多得说不完"
    return None


def _repeats(plain: str) -> bool:
    encoded = plain.encode()
    if len(plain) > _LONG_TEXT_CHARACTERS and len(encoded) / len(zlib.compress(encoded)) > _TOO_REPETITIVE:
        return True
    return re.search(r"(.{2,12}?)\1{4,}", plain) is not None


def _seed(samples: Samples) -> int:
    return int.from_bytes(hashlib.sha256(samples.tobytes()).digest()[:4], "big") >> 1


class _FasterWhisper:
    """Whisper on CTranslate2 with 8-bit weights: what an office PC runs."""

    def __init__(self, model: str, folder: Path, threads: int) -> None:
        from faster_whisper import WhisperModel  # noqa: PLC0415 - loading it takes a second and half a GB

        weights = models.faster_whisper_folder(model, folder)
        self._model = WhisperModel(
            str(weights), device="cpu", compute_type="int8", cpu_threads=threads, local_files_only=True
        )
        digest = models.weights_sha256(weights / "model.bin")
        self.engine = Engine("faster-whisper", version("faster-whisper"), model, digest)

    def decode(self, samples: Samples, prompt: str | None, beam_size: int) -> tuple[Heard, ...]:
        import ctranslate2  # noqa: PLC0415

        ctranslate2.set_random_seed(_seed(samples))
        segments, _ = self._model.transcribe(samples, **_settings(prompt, beam_size))
        return tuple(Heard(one.start, one.end, one.text, one.avg_logprob) for one in segments)


class _Whisper:
    """OpenAI's own Whisper: the reference."""

    def __init__(self, model: str, folder: Path, threads: int) -> None:
        import torch  # noqa: PLC0415 - loading it takes seconds
        import whisper  # noqa: PLC0415

        if threads:
            torch.set_num_threads(threads)
        checkpoint = models.whisper_checkpoint(model, folder)
        self._model = whisper.load_model(str(checkpoint), device="cpu")
        self.engine = Engine("whisper", version("openai-whisper"), model, models.weights_sha256(checkpoint))

    def decode(self, samples: Samples, prompt: str | None, beam_size: int) -> tuple[Heard, ...]:
        import torch  # noqa: PLC0415

        torch.manual_seed(_seed(samples))
        wish = _settings(prompt, None if beam_size == 1 else beam_size) | {"fp16": False, "verbose": None}
        told: dict[str, Any] = self._model.transcribe(samples, **wish)
        return tuple(Heard(one["start"], one["end"], one["text"], one["avg_logprob"]) for one in told["segments"])


def _settings(prompt: str | None, beam_size: int | None) -> dict[str, Any]:
    return {
        "language": "zh",
        "initial_prompt": prompt,
        "beam_size": beam_size,
        "temperature": _LADDER,
        "condition_on_previous_text": False,
        # Both engines would otherwise drop a quiet passage without a word.
        "no_speech_threshold": None,
        "compression_ratio_threshold": _TOO_REPETITIVE,
    }
