"""Whisper on CTranslate2 as a decoder.

The engine is not asked for time marks while it decodes: small models decode better without. The times of the words are
computed afterwards, by aligning the text with the sound.
"""

import contextlib
import ctypes
from collections.abc import Sequence
from functools import cache, lru_cache
from importlib.metadata import version
from math import ceil, log
from pathlib import Path
from typing import Any

import numpy as np

from toolkit.recognition.decoders.base import (
    Heard,
    HeardWord,
    Options,
    core_count,
    frames_of,
    heard_words,
    seconds_of,
    token_budget,
)
from toolkit.recognition.decoders.prompts import fitting, naming_tokens, prompt_tokens
from toolkit.sound import SAMPLE_RATE, Samples

# Few threads for a call and two calls at a time: the steps of a small model are too short to divide. Each needs 250 MB.
_MOST_AT_ONCE = 2
_LEAST_PROBABILITY = 1e-9
_MOST_ALIGNED = 440  # tokens; a model has room for 448
_ARENAS_OF_GLIBC = -8  # M_ARENA_MAX in malloc.h
# CTranslate2 decodes windows shorter than whisper's 30 s at a cost in proportion. In a window just as long as the sound
# the model loops, so each sound is followed by at least half a second of silence.
_LONGEST_S = 30
_SILENCE_AFTER_S = 0.5


def window_s(seconds: float) -> int:
    """Return the whole seconds of a window that holds `seconds` of sound with silence behind it."""
    return min(_LONGEST_S, ceil(seconds + _SILENCE_AFTER_S))


def _padded(samples: Samples, window: int) -> Samples:
    return np.pad(samples, (0, max(0, window * SAMPLE_RATE - len(samples))))[: window * SAMPLE_RATE]


class FasterWhisper:
    """Whisper on CTranslate2 with 8-bit weights, for an office PC; on its graphics card if there is one that works."""

    name = "faster-whisper"
    takes_options = True

    def __init__(self, folder: Path, model: str, sha256: str | None, threads: int) -> None:
        """Load the weights in `folder`; `threads` 0 means all cores."""
        # Threads share heaps; with a heap each, glibc would keep 150 MB more of freed memory.
        _call_glibc("mallopt", _ARENAS_OF_GLIBC, _MOST_AT_ONCE)
        self.model = model
        self.sha256 = sha256
        self.at_once = min(core_count(threads), _MOST_AT_ONCE)
        on_card = _on_card(folder, self.at_once)
        self._whisper = on_card or _loaded(
            folder,
            device="cpu",
            compute_type="int8",
            cpu_threads=core_count(threads) // self.at_once,
            num_workers=self.at_once,
        )
        # Card and processor round differently, so neither resumes a run that the other began.
        self.version = version("faster-whisper") + (" cuda" if on_card else "")
        self._start = lru_cache(maxsize=8)(self._start_tokens)
        self._tokenizer = cache(self._new_tokenizer)

    def prompting(self, words: Sequence[str]) -> tuple[str, ...]:
        """Return the first of `words`, as many as fit into the prompt."""
        return fitting(words, self._tokenizer(Options.language).encode)

    def decode(self, sounds: Sequence[Samples], options: Options) -> tuple[Heard, ...]:
        """Return the hypothesis for each of `sounds` (at most 30 s, mono, 16 kHz), the same each time."""
        if not sounds:
            return ()
        tokenizer = self._tokenizer(options.language)
        start = self._start(options)
        longest = max(seconds_of(sound) for sound in sounds)
        # Encoding and alignment run one sound at a time: that is faster, and the alignment of all needs much memory.
        # Tokens are generated for all together, since each step reads all weights.
        encoded = [self._encoded(sound, window_s(longest)) for sound in sounds]
        results = self._whisper.model.generate(
            _together(encoded),
            [start] * len(sounds),
            max_length=len(start) + token_budget(longest),
            beam_size=options.beam_size,
            no_repeat_ngram_size=options.no_repeat,
            return_scores=True,
        )
        tokens = [[token for token in result.sequences_ids[0] if token < tokenizer.eot] for result in results]
        words = [
            self._whisper.find_alignment(tokenizer, [said], one, [round(100 * seconds_of(sound))])[0]
            for said, one, sound in zip(tokens, encoded, sounds, strict=True)
        ]
        return tuple(
            Heard(
                heard_words((word["start"], word["end"], word["word"], word["probability"]) for word in said),
                result.scores[0],
                one,
            )
            for said, result, one in zip(words, results, encoded, strict=True)
        )

    def encoded(self, sound: Samples) -> Any:
        """Return the encoder's output for `sound` (at most 30 s, mono, 16 kHz)."""
        return self._encoded(sound, window_s(seconds_of(sound)))

    def aligned(self, sound: Any, seconds: float, text: str) -> tuple[HeardWord, ...]:
        """Return the words of `text` with their times in an encoded `sound` of so many `seconds`."""
        tokenizer = self._tokenizer(Options.language)
        tokens = tokenizer.encode(text)[:_MOST_ALIGNED]
        words = self._whisper.find_alignment(tokenizer, [tokens], sound, [round(100 * seconds)])[0]
        return heard_words((word["start"], word["end"], word["word"], word["probability"]) for word in words)

    def likelihoods(
        self, sound: Any, part_s: tuple[float, float], texts: Sequence[str], words: Sequence[str]
    ) -> tuple[float, ...]:
        """Return the log likelihood (natural) of each of `texts` in a part of the encoded `sound`."""
        tokenizer = self._tokenizer(Options.language)
        # The part is cut out of the encoder's output: that is as good as encoding the part alone, and costs nothing.
        part = _stored(np.asarray(sound)[:, frames_of(part_s)])
        start = self._whisper.get_prompt(tokenizer, naming_tokens(words, tokenizer.encode))

        def likelihood(text: str) -> float:
            alignment = self._whisper.model.align(part, start, [tokenizer.encode(text)], 2 * part.shape[1])[0]
            return sum(log(max(probability, _LEAST_PROBABILITY)) for probability in alignment.text_token_probs)

        return tuple(likelihood(text) for text in texts)

    def close(self) -> None:
        """Free the model's memory. The decoder is unusable afterwards."""
        self._whisper.model.unload_model()
        _call_glibc("malloc_trim", 0)  # otherwise freed memory stays with the process

    def _start_tokens(self, options: Options) -> list[int]:
        tokenizer = self._tokenizer(options.language)
        tokens: list[int] = self._whisper.get_prompt(
            tokenizer, prompt_tokens(options, tokenizer.encode), without_timestamps=True
        )
        return tokens

    def _new_tokenizer(self, language: str) -> Any:
        from faster_whisper.tokenizer import Tokenizer

        return Tokenizer(self._whisper.hf_tokenizer, multilingual=True, task="transcribe", language=language)

    def _encoded(self, sound: Samples, window: int) -> Any:
        """Return the encoder's output for `sound`, padded with silence to `window` seconds."""
        return _encoded_by(self._whisper, self._features(sound, window))

    def _features(self, samples: Samples, window: int) -> Samples:
        """Return the log mel features of `samples` padded to `window` seconds, as OpenAI does up to 30 s."""
        features: Samples = self._whisper.feature_extractor(_padded(samples, window), padding=0)[:, : window * 100]
        return features


def _call_glibc(function: str, *arguments: int) -> None:
    """Call a `function` of glibc's allocator; systems without glibc free memory by themselves."""
    with contextlib.suppress(AttributeError, OSError, TypeError):
        getattr(ctypes.CDLL(None), function)(*arguments)


def _loaded(folder: Path, **options: Any) -> Any:
    from faster_whisper import WhisperModel

    return WhisperModel(str(folder), local_files_only=True, **options)


def _on_card(folder: Path, workers: int) -> Any:
    """Return the model on the graphics card; None without a card whose driver, libraries and memory suffice."""
    import ctranslate2

    if not ctranslate2.get_cuda_device_count():
        return None
    try:
        whisper = _loaded(folder, device="cuda", compute_type="int8_float16", num_workers=workers)
        _encoded_by(whisper, whisper.feature_extractor(np.zeros(SAMPLE_RATE, np.float32), padding=0))
    except (RuntimeError, ValueError):  # a missing library shows only when something is encoded
        return None
    return whisper


def _encoded_by(whisper: Any, features: Samples) -> Any:
    """Return the encoder's output for `features`, in main memory wherever the model runs."""
    return whisper.model.encode(_stored(features[None]), to_cpu=True)


def _together(encoded: Sequence[Any]) -> Any:
    return _stored(np.concatenate([np.asarray(each) for each in encoded]))


def _stored(array: Samples) -> Any:
    from ctranslate2 import StorageView

    return StorageView.from_array(np.ascontiguousarray(array))
