"""sherpa-onnx as a decoder: SenseVoice, Paraformer, FireRedASR2, Dolphin, Qwen3-ASR, transducers, Whisper in ONNX.

What such a model cannot give, another can: a Whisper model, the aligner, lays a text without times over the sound, and
judges which of two words the sound fits. The aligner is loaded when it is first needed.
"""

from collections.abc import Iterator, Sequence
from functools import cached_property
from importlib.metadata import version
from itertools import pairwise
from typing import Any

import numpy as np

from toolkit.core import UnusableModelError
from toolkit.recognition.decoders.base import Heard, HeardWord, Options, core_count, seconds_of
from toolkit.recognition.decoders.faster_whisper import FasterWhisper
from toolkit.recognition.decoders.in_reserve import Reserve
from toolkit.recognition.families import ModelFolder
from toolkit.sound import SAMPLE_RATE, Samples

_LONGEST_CHARACTER_S = 0.4
_MARK_AT_S = 0.45  # a pause that is written as a comma, where the family writes no marks
# A cut is made at the quietest tenth of a second among the last seconds before a sound gets too long.
_SEARCHED_S, _QUIET_S = 5.0, 0.1
_STARTS, _GOES_ON = "▁", "@@"


class _Sound:
    """A sound that the aligner encodes when it is first asked about it."""

    def __init__(self, samples: Samples, aligner: Reserve[FasterWhisper]) -> None:
        self._samples, self._aligner = samples, aligner

    @cached_property
    def _encoded(self) -> Any:
        return self._aligner.decoder.encoded(self._samples)

    def aligned(self, text: str) -> tuple[HeardWord, ...]:
        """Return the words of `text` with their times."""
        return self._aligner.decoder.aligned(self._encoded, seconds_of(self._samples), text)

    def likelihoods(self, part_s: tuple[float, float], texts: Sequence[str], words: Sequence[str]) -> tuple[float, ...]:
        """Return the log likelihood (natural) of each of `texts` in a part of the sound, as a decoder does."""
        return self._aligner.decoder.likelihoods(self._encoded, part_s, texts, words)


class SherpaOnnx:
    """A model of one of the families that sherpa-onnx loads."""

    name = "sherpa-onnx"
    takes_options = False
    at_once = 1  # onnxruntime divides each step among all cores

    def __init__(
        self, folder: ModelFolder, model: str, sha256: str | None, threads: int, aligner: Reserve[FasterWhisper]
    ) -> None:
        """Load the model in `folder`; `threads` 0 means all cores. Raise UnusableModelError."""
        self.model, self.sha256 = model, sha256
        self.version = version("sherpa-onnx")
        self._family, self.aligner = folder.family, aligner
        self._recognizer = _loaded(folder, core_count(threads))

    def prompting(self, words: Sequence[str]) -> tuple[str, ...]:  # noqa: ARG002 - the interface of decoders
        """Return the words that can be given to the model: none."""
        return ()

    def decode(self, sounds: Sequence[Samples], options: Options) -> tuple[Heard, ...]:  # noqa: ARG002 - as above
        """Return the hypothesis for each of `sounds` (at most 30 s, mono, 16 kHz), the same each time."""
        return tuple(self._heard(sound) for sound in sounds)

    def likelihoods(
        self, sound: Any, part_s: tuple[float, float], texts: Sequence[str], words: Sequence[str]
    ) -> tuple[float, ...]:
        """Return the log likelihood (natural) of each of `texts` in a part of the `sound`, by the aligner."""
        likelihoods: tuple[float, ...] = sound.likelihoods(part_s, texts, words)
        return likelihoods

    def close(self) -> None:
        """Free the memory of the model and of the aligner. The decoder is unusable afterwards."""
        del self._recognizer
        if self.aligner.is_loaded:
            self.aligner.decoder.close()

    def _heard(self, samples: Samples) -> Heard:
        words: list[HeardWord] = []
        start_s = 0.0
        for piece in pieces(samples, self._family.longest_s):
            words.extend(
                HeardWord(word.start_s + start_s, word.end_s + start_s, word.text, None)
                for word in self._words_of(piece)
            )
            start_s += seconds_of(piece)
        timed = tuple(words) if self._family.has_marks else tuple(_with_commas(words))
        return Heard(timed, None, _Sound(samples, self.aligner))

    def _words_of(self, samples: Samples) -> tuple[HeardWord, ...]:
        """Return the words in `samples`, which are short enough to be heard at once."""
        stream = self._recognizer.create_stream()
        stream.accept_waveform(SAMPLE_RATE, samples)
        self._recognizer.decode_streams([stream])
        result = stream.result
        # Tokens of families without times may be parts of characters, which cannot be read at all.
        if self._family.has_times and result.timestamps and len(result.timestamps) == len(result.tokens):
            return tuple(_timed(result.tokens, result.timestamps, seconds_of(samples)))
        text = result.text.strip()
        return _Sound(samples, self.aligner).aligned(text) if text else ()


def pieces(samples: Samples, longest_s: float) -> Iterator[Samples]:
    """Yield `samples` in order in pieces of at most `longest_s` seconds, cut where it is quietest."""
    while seconds_of(samples) > longest_s:
        latest = int(longest_s * SAMPLE_RATE)
        earliest = latest - int(min(_SEARCHED_S, longest_s / 2) * SAMPLE_RATE)
        block = int(_QUIET_S * SAMPLE_RATE)
        searched = samples[earliest:latest]
        blocks = np.abs(searched[: len(searched) // block * block]).reshape(-1, block).mean(axis=1)
        cut = earliest + int(blocks.argmin()) * block + block // 2
        yield samples[:cut]
        samples = samples[cut:]
    yield samples


def _loaded(folder: ModelFolder, threads: int) -> Any:
    import sherpa_onnx

    family = folder.family
    files = {argument: str(path) for argument, path in folder.files.items()}
    try:
        return getattr(sherpa_onnx.OfflineRecognizer, family.constructor)(
            **files, **family.options, num_threads=threads
        )
    except (RuntimeError, ValueError) as fault:
        raise UnusableModelError(path=folder.path, why="模型程序装不进去") from fault


def _timed(tokens: Sequence[str], starts: Sequence[float], seconds: float) -> Iterator[HeardWord]:
    """Yield `tokens` as words with their times; a word ends where the next starts, or earlier at a pause."""
    texts = written(tokens)
    for (text, start), (_, next_start) in pairwise([*zip(texts, starts, strict=True), ("", seconds)]):
        end = min(max(next_start, start), start + _LONGEST_CHARACTER_S, seconds)
        yield HeardWord(min(start, seconds), end, text, None)


def written(tokens: Sequence[str]) -> Iterator[str]:
    """Yield `tokens` as they are written: Latin words with a blank before them, Chinese characters without.

    Token lists mark either where a word starts (SentencePiece) or where it goes on (Paraformer).
    """
    marks_starts = any(_STARTS in token for token in tokens)
    before = _GOES_ON
    for token in tokens:
        text = token.removesuffix(_GOES_ON).replace(_STARTS, "")
        starts = token.startswith(_STARTS) if marks_starts else not before.endswith(_GOES_ON)
        yield f" {text}" if starts and text.isascii() and text.isalpha() else text
        before = token


def _with_commas(words: Sequence[HeardWord]) -> Iterator[HeardWord]:
    """Yield `words` with a comma at each pause inside, as the other families write it."""
    for word, following in zip(words, [*words[1:], None], strict=True):
        pauses = following is not None and following.start_s - word.end_s >= _MARK_AT_S
        yield HeardWord(word.start_s, word.end_s, word.text + "，" if pauses else word.text, None)
