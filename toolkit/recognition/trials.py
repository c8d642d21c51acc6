"""Two models on the same sound, side by side: what each hears, how long it takes, how much memory it needs.

Each model runs in a process of its own, so that its memory is measured alone and is given back.
"""

import multiprocessing
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

import psutil

from toolkit.recognition import decoders, guards, lexicon
from toolkit.recognition.plan import plan_of
from toolkit.recognition.recognizer import Recognizer
from toolkit.records import Segment
from toolkit.sound import SAMPLE_RATE, Samples

_MB = 1024 * 1024
_HOUR_S = 3600
_AROUND = 8  # characters shown on both sides of a difference


@dataclass(frozen=True)
class Trial:
    """What a model made of a sound: its segments in order, the seconds of work for an hour of sound, and memory."""

    model: str
    engine: str
    segments: tuple[Segment, ...]
    seconds_an_hour: float
    memory_mb: int

    @property
    def text(self) -> str:
        """All segments joined, without punctuation."""
        return guards.letters("".join(segment.text for segment in self.segments))


@dataclass(frozen=True)
class Difference:
    """A place where two models heard something else: each text, and the characters before and behind."""

    before: str
    first: str
    second: str
    behind: str


@dataclass(frozen=True)
class Piece:
    """A part of two texts with its punctuation: `same` tells whether both say the same there."""

    first: str
    second: str
    same: bool


def run(model: str, samples: Samples, models: Path, words: lexicon.Lexicon, threads: int = 0) -> Trial:
    """Return what `model`, a name in the folder `models`, makes of `samples` (mono, 16 kHz), in a process of its own.

    Raise what loading a decoder raises.
    """
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_run, (model, samples, models, words, threads))


def differences(first: Trial, second: Trial) -> tuple[Difference, ...]:
    """Return the places where the texts of two trials differ, in order; punctuation does not count."""
    return tuple(_differences(first.text, second.text))


def pieces(first: Trial, second: Trial) -> tuple[Piece, ...]:
    """Return the texts of two trials in pieces that are the same or differ, in order; punctuation does not count."""
    ours, theirs = (_lettered("".join(segment.text for segment in trial.segments)) for trial in (first, second))
    alike = SequenceMatcher(None, [each[0] for each in ours], [each[0] for each in theirs], autojunk=False)
    return tuple(
        Piece("".join(ours[a:b]), "".join(theirs[c:d]), tag == "equal") for tag, a, b, c, d in alike.get_opcodes()
    )


def _lettered(text: str) -> list[str]:
    """Return the characters of `text`, each with the punctuation behind it."""
    return re.findall(r"[^\W_][\W_]*", text)


def _run(model: str, samples: Samples, models: Path, words: lexicon.Lexicon, threads: int) -> Trial:
    process = psutil.Process()
    before = process.memory_info().rss
    decoder = decoders.load("auto", model, models, threads)
    options = decoders.Options(lexicon.prompt_words(words))
    recognizer = Recognizer(decoder, options, words, decoders.reserve(decoder, models, threads))
    begun = time.perf_counter()
    takes = recognizer.recognized(samples, plan_of(samples).chunks)
    spent = time.perf_counter() - begun
    segments = tuple(segment for take in takes for segment in take.kept)
    memory = process.memory_info().rss - before
    return Trial(
        model, decoder.name, segments, spent / len(samples) * SAMPLE_RATE * _HOUR_S, round(max(0, memory) / _MB)
    )


def _differences(first: str, second: str) -> Iterator[Difference]:
    for tag, a, b, c, d in SequenceMatcher(None, first, second, autojunk=False).get_opcodes():
        if tag != "equal":
            yield Difference(first[max(0, a - _AROUND) : a], first[a:b], second[c:d], first[b : b + _AROUND])
