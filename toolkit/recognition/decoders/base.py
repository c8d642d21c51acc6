"""The interface of speech decoders: options, hypotheses, and the arithmetic that the engines share."""

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import psutil

from toolkit.core import TooLittleMemoryError
from toolkit.sound import SAMPLE_RATE, Samples

_TOKENS_A_SECOND = 16  # more than anybody says; it ends a model that loops early
_MOST_TOKENS = 224
_MB = 1024 * 1024
_FRAMES_A_SECOND = 50  # of the encoder's output


@dataclass(frozen=True)
class Options:
    """Decoding options: local words for the prompt, whether to prompt, beam size, longest n-gram without repeats.

    Nothing is sampled, since CTranslate2 cannot repeat a sample.
    """

    prompt_words: tuple[str, ...] = ()
    prompted: bool = True
    beam_size: int = 1
    no_repeat: int = 0  # tokens; 0 allows repeated phrases
    language: str = "zh"


@dataclass(frozen=True)
class HeardWord:
    """A word or character, in seconds from the start of the sound, with its probability from 0 to 1.

    The probability is None where the engine gives none.
    """

    start_s: float
    end_s: float
    text: str
    probability: float | None


@dataclass(frozen=True)
class Heard:
    """The hypothesis for one sound: its words in order, and the mean log probability of a token, None if not given.

    `sound` is the encoder's output, from which the likelihood of other texts is computed; it takes 2 MB, so it should
    not be kept for long.
    """

    words: tuple[HeardWord, ...]
    log_probability: float | None
    sound: Any = field(default=None, repr=False, compare=False)

    @property
    def text(self) -> str:
        """All words joined."""
        return "".join(word.text for word in self.words)


class Decoder(Protocol):
    """An engine with its weights loaded."""

    @property
    def name(self) -> str:
        """The engine's name, as in `--engine`."""

    @property
    def version(self) -> str:
        """The version of the engine's package."""

    @property
    def model(self) -> str:
        """The model's name, such as `base`."""

    @property
    def sha256(self) -> str | None:
        """The SHA-256 of the weights, None when unknown."""

    @property
    def at_once(self) -> int:
        """The number of threads that may usefully call it at the same time."""

    @property
    def takes_options(self) -> bool:
        """Whether prompt, beam and repeats of the options make a difference; without, a second try gives the same."""

    def prompting(self, words: Sequence[str]) -> tuple[str, ...]:
        """Return the first of `words`, as many as fit into the prompt."""

    def decode(self, sounds: Sequence[Samples], options: Options) -> tuple[Heard, ...]:
        """Return the hypothesis for each of `sounds` (at most 30 s, mono, 16 kHz), the same each time."""

    def likelihoods(
        self, sound: Any, part_s: tuple[float, float], texts: Sequence[str], words: Sequence[str]
    ) -> tuple[float, ...]:
        """Return the log likelihood (natural) of each of `texts` in a part of an encoded `sound`.

        `part_s` are the seconds from the start of the sound at which the part starts and ends. The engine is prompted
        with `words`, names that it cannot know otherwise.
        """

    def close(self) -> None:
        """Free the model's memory. The decoder is unusable afterwards."""


def frames_of(part_s: tuple[float, float]) -> slice:
    """Return the frames of an encoder's output from the first to the second of `part_s`, in seconds."""
    return slice(max(0, int(part_s[0] * _FRAMES_A_SECOND)), int(part_s[1] * _FRAMES_A_SECOND) + 1)


def token_budget(seconds: float) -> int:
    """Return the most tokens that are decoded for a sound of so many `seconds`."""
    return min(_MOST_TOKENS, 20 + int(seconds * _TOKENS_A_SECOND))


def refuse_if_too_large(model: str, file_bytes: int, for_each_byte: float) -> None:
    """Raise TooLittleMemoryError if the `model`, files of so many bytes, needs more memory than is free now.

    `for_each_byte` is how many bytes of memory the engine takes for each of the files: their numbers as it holds them.
    """
    needed, free = file_bytes * for_each_byte, psutil.virtual_memory().available
    if needed > free:
        raise TooLittleMemoryError(model=model, needed_mb=round(needed / _MB), free_mb=round(free / _MB))


def core_count(threads: int) -> int:
    """Return the number of threads to use; `threads` 0 means one for each core."""
    return threads or os.cpu_count() or 1


def seconds_of(samples: Samples) -> float:
    """Return the length of `samples` (16 kHz) in seconds."""
    return len(samples) / SAMPLE_RATE


def heard_words(aligned: Iterable[tuple[float, float, str, float]]) -> tuple[HeardWord, ...]:
    """Return `aligned` words (start, end, text, probability) as plain values."""
    return tuple(
        HeardWord(float(start), float(end), text, round(float(probability), 3))
        for start, end, text, probability in aligned
    )
