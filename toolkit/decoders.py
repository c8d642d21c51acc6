"""The two speech engines behind one face: a chunk of sound goes in, what was heard comes out, nothing is kept."""

import hashlib
import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

_RATE = 16_000
_TICK_S = 0.02  # whisper's times are multiples of it
_MOST_PROMPT_TOKENS = 200  # of the 224 that a model can hold
_TOKENS_A_SECOND = 16  # more than anybody says; it ends a model that is caught in a loop early
_MOST_TOKENS = 224
_BEST_OF = 5
# CTranslate2 can hear windows shorter than whisper's 30 s, at a cost in proportion. With a window just as long as
# the sound the model loops, so each sound has half a second of silence behind it at least.
_WINDOWS_S = (10, 20, 30)
_SILENCE_AFTER_S = 0.5

Samples = NDArray[np.float32]


@dataclass(frozen=True)
class Options:
    """How to decode one chunk: local names as prompt words (none: no prompt), beam, temperature, seed."""

    prompt_words: tuple[str, ...] = ()
    beam_size: int = 1
    temperature: float = 0.0
    seed: int = 0
    language: str = "zh"


@dataclass(frozen=True)
class Heard:
    """What a decoder heard: seconds from the start of the chunk, text, mean logarithm of a token's probability."""

    start_s: float
    end_s: float
    text: str
    log_probability: float


class Decoder(Protocol):
    """An engine with its weights loaded; `sha256` is the hash of the weights file."""

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

    def decode(self, samples: Samples, options: Options) -> tuple[Heard, ...]:
        """Return what is said in `samples`, one chunk of at most 30 s, mono, 16 kHz; the same each time."""


def prompt_of(words: Sequence[str]) -> str:
    """Return the sentence a model is prompted with to write simplified, punctuated Chinese with `words` in it.

    "" when there are no words.
    """
    return f"各位乡亲，今晚在院坝开院落夜话。大家说说{'、'.join(words)}的事。" if words else ""


def prompt_tokens(words: Sequence[str], encode: Callable[[str], Sequence[int]]) -> list[int]:
    """Return the tokens of the prompt with as many of `words`, from the first, as the model can hold."""
    for count in range(len(words), 0, -1):
        tokens = list(encode(" " + prompt_of(words[:count])))
        if len(tokens) <= _MOST_PROMPT_TOKENS:
            return tokens
    return []


def heard_in(
    tokens: Iterable[int], first_time: int, text_of: Callable[[list[int]], str], *, end_s: float, log_probability: float
) -> tuple[Heard, ...]:
    """Return the pieces of text between the time tokens in `tokens`.

    Tokens from `first_time` on are times in steps of 0.02 s. A piece without an end lasts to `end_s`.
    """
    pieces: list[Heard] = []
    words: list[int] = []
    start = 0.0
    for token in tokens:
        if token < first_time:
            words.append(token)
            continue
        time = (token - first_time) * _TICK_S
        if words:
            pieces.append(Heard(start, max(start, time), text_of(words), log_probability))
            words = []
        start = time
    if words:
        pieces.append(Heard(start, max(start, end_s), text_of(words), log_probability))
    return tuple(pieces)


def seed_of(samples: Samples, seed: int) -> int:
    """Return a seed for sampling that hangs on the sound and `seed` only, from 0 to 2^31 - 1."""
    digest = hashlib.sha256(samples.tobytes() + seed.to_bytes(8, "big")).digest()
    return int.from_bytes(digest[:4], "big") >> 1


def _token_budget(samples: Samples) -> int:
    return min(_MOST_TOKENS, 20 + int(len(samples) / _RATE * _TOKENS_A_SECOND))


def _cores(threads: int) -> int:
    return threads or os.cpu_count() or 1


class FasterWhisper:
    """Whisper on CTranslate2 with 8-bit weights: what an office PC runs."""

    name = "faster-whisper"
    version = version("faster-whisper")

    def __init__(self, folder: Path, model: str, sha256: str | None, threads: int) -> None:
        """Load the weights in `folder`; `threads` 0 means all cores."""
        from faster_whisper import WhisperModel  # noqa: PLC0415 - loading it takes a second

        self.model = model
        self.sha256 = sha256
        self._whisper = WhisperModel(
            str(folder), device="cpu", compute_type="int8", cpu_threads=_cores(threads), local_files_only=True
        )
        self._start = lru_cache(maxsize=4)(self._start_tokens)

    def decode(self, samples: Samples, options: Options) -> tuple[Heard, ...]:
        """Return what is said in `samples`, one chunk of at most 30 s, mono, 16 kHz; the same each time."""
        tokenizer, start = self._start(options.prompt_words, options.language)
        result = self._whisper.model.generate(
            self._whisper.encode(self._features(samples)),
            [start],
            max_length=len(start) + _token_budget(samples),
            return_scores=True,
            max_initial_timestamp_index=round(1 / _TICK_S),
            **self._search(samples, options),
        )[0]
        return heard_in(
            result.sequences_ids[0],
            tokenizer.timestamp_begin,
            tokenizer.decode,
            end_s=len(samples) / _RATE,
            log_probability=result.scores[0],
        )

    def _start_tokens(self, words: tuple[str, ...], language: str) -> tuple[Any, list[int]]:
        from faster_whisper.tokenizer import Tokenizer  # noqa: PLC0415

        whisper = self._whisper
        tokenizer = Tokenizer(whisper.hf_tokenizer, multilingual=True, task="transcribe", language=language)
        return tokenizer, whisper.get_prompt(tokenizer, prompt_tokens(words, tokenizer.encode))

    def _features(self, samples: Samples) -> Samples:
        """Return the features of `samples` with silence behind, as OpenAI's engine does it, but no more than needed."""
        needed = len(samples) / _RATE + _SILENCE_AFTER_S
        window = next((window for window in _WINDOWS_S if needed <= window), _WINDOWS_S[-1])
        padded = np.pad(samples, (0, max(0, window * _RATE - len(samples))))[: window * _RATE]
        features: Samples = self._whisper.feature_extractor(padded, padding=0)[:, : window * 100]
        return features

    @staticmethod
    def _search(samples: Samples, options: Options) -> dict[str, Any]:
        import ctranslate2  # noqa: PLC0415

        if not options.temperature:
            return {"beam_size": options.beam_size}
        ctranslate2.set_random_seed(seed_of(samples, options.seed))
        return {
            "beam_size": 1,
            "num_hypotheses": _BEST_OF,
            "sampling_topk": 0,
            "sampling_temperature": options.temperature,
        }


class OpenAIWhisper:
    """OpenAI's own Whisper: the reference."""

    name = "whisper"
    version = version("openai-whisper")

    def __init__(self, checkpoint: Path, model: str, sha256: str | None, threads: int) -> None:
        """Load the weights in the file `checkpoint`; `threads` 0 means all cores."""
        import torch  # noqa: PLC0415 - loading it takes seconds
        import whisper  # noqa: PLC0415

        self.model = model
        self.sha256 = sha256
        torch.set_num_threads(_cores(threads))
        self._whisper = whisper.load_model(str(checkpoint), device="cpu")

    def decode(self, samples: Samples, options: Options) -> tuple[Heard, ...]:
        """Return what is said in `samples`, one chunk of at most 30 s, mono, 16 kHz; the same each time."""
        import torch  # noqa: PLC0415
        import whisper  # noqa: PLC0415
        from whisper.tokenizer import get_tokenizer  # noqa: PLC0415

        multilingual = self._whisper.is_multilingual
        tokenizer = get_tokenizer(multilingual, language=options.language, task="transcribe")
        sampled = options.temperature > 0
        wish = whisper.DecodingOptions(
            language=options.language,
            prompt=prompt_tokens(options.prompt_words, tokenizer.encode),
            sample_len=_token_budget(samples),
            temperature=options.temperature,
            best_of=_BEST_OF if sampled else None,
            beam_size=options.beam_size if options.beam_size > 1 and not sampled else None,
            fp16=False,
        )
        torch.manual_seed(seed_of(samples, options.seed))
        mel = whisper.log_mel_spectrogram(whisper.pad_or_trim(samples), self._whisper.dims.n_mels)
        told = whisper.decode(self._whisper, mel, wish)
        return heard_in(
            told.tokens,
            tokenizer.timestamp_begin,
            tokenizer.decode,
            end_s=len(samples) / _RATE,
            log_probability=told.avg_logprob,
        )
