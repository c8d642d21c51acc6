"""The two speech engines behind one face: chunks of sound go in, what was heard comes out, nothing is kept.

Neither engine is asked for time marks while it decodes: the small models hear better without. The times of the words
are found afterwards, by laying the text over the sound.
"""

import contextlib
import ctypes
import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib.metadata import version
from math import ceil, log
from pathlib import Path
from threading import Lock
from typing import Any, Protocol

import numpy as np

from toolkit.core import UnknownEngineError
from toolkit.recognition import models
from toolkit.sound import SAMPLE_RATE, Samples

ENGINES = ("faster-whisper", "whisper")

# Few threads for a call and two calls at a time: the steps of a small model are too short to share. Each needs 250 MB.
_MOST_AT_ONCE = 2
_MOST_PROMPT_TOKENS = 200  # of the 224 that a model can hold
_TOKENS_A_SECOND = 16  # more than anybody says; it ends a model that is caught in a loop early
_MOST_TOKENS = 224
_LEAST_PROBABILITY = 1e-9
_ARENAS_OF_GLIBC = -8  # M_ARENA_MAX in malloc.h
_FRAMES_A_SECOND = 50  # of what an encoder makes of a sound
# CTranslate2 hears windows shorter than whisper's 30 s at a cost in proportion. With a window just as long as the
# sound the model loops, so each sound has half a second of silence behind it at least.
_LONGEST_S = 30
_SILENCE_AFTER_S = 0.5
# How a meeting of this kind sounds in writing: simplified, punctuated, in its own words. The commas are narrow since
# whisper has no token for the wide one and, prompted with it, ends it with a wrong byte.
_OPENING = "各位乡亲,今晚开院落夜话。"
_PLACES = "大家说说{}的事。"
_MATTERS = "我是三组的,我反映一下低保,补偿款,宅基地,水渠,修路,工资,学校和医保的事,请镇里派人来看一看,谢谢大家。"


@dataclass(frozen=True)
class Options:
    """How to decode: prompted or not and with which local names, how wide a beam, how long a phrase may not recur.

    Nothing is left to chance: CTranslate2 cannot be made to sample the same twice.
    """

    prompt_words: tuple[str, ...] = ()
    prompted: bool = True
    beam_size: int = 1
    no_repeat: int = 0  # tokens; 0 lets phrases recur
    language: str = "zh"


@dataclass(frozen=True)
class HeardWord:
    """A word or character: seconds from the start of the sound, and how sure the engine is, from 0 to 1."""

    start_s: float
    end_s: float
    text: str
    probability: float


@dataclass(frozen=True)
class Heard:
    """What was heard in one sound: its words in order, and the mean logarithm of a token's probability.

    `sound` is the sound as its engine has it, to be asked for the likelihood of other texts; it takes 2 MB and is not
    to be kept for long.
    """

    words: tuple[HeardWord, ...]
    log_probability: float
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
        """How many threads may call it at a time with profit."""

    def prompting(self, words: Sequence[str]) -> tuple[str, ...]:
        """Return as many of `words`, from the first, as a prompt can hold."""

    def decode(self, sounds: Sequence[Samples], options: Options) -> tuple[Heard, ...]:
        """Return what is said in each of `sounds`, at most 30 s, mono, 16 kHz; the same each time."""

    def likelihoods(
        self, sound: Any, part_s: tuple[float, float], texts: Sequence[str], words: Sequence[str]
    ) -> tuple[float, ...]:
        """Return the natural logarithm of how likely each of `texts` is to have been said in a part of a heard `sound`.

        `part_s` are the seconds from the start of the sound where the part starts and ends. The engine is prompted
        with `words`, which it may know from nowhere else.
        """

    def close(self) -> None:
        """Give its memory back; it cannot be asked anything more."""


def load(engine: str, model: str, folder: Path, threads: int = 0) -> Decoder:
    """Return the decoder of `engine` ("auto" is faster-whisper) with the weights of `model`.

    `folder` is the workspace's folder of models; `threads` 0 means all cores.
    Raise UnknownEngineError, MissingWeightsError or WrongWeightsError.
    """
    if engine in {"auto", "faster-whisper"}:
        weights = models.faster_whisper_folder(model, folder)
        return FasterWhisper(weights, model, models.weights_sha256(weights), threads)
    if engine == "whisper":
        checkpoint = models.whisper_checkpoint(model, folder)
        return OpenAIWhisper(checkpoint, model, models.weights_sha256(checkpoint), threads)
    raise UnknownEngineError(engine=engine, known="、".join(("auto", *ENGINES)))


class Reserve:
    """A stronger model, loaded only when something is to be heard by it."""

    def __init__(self, model: str, load_it: Callable[[], Decoder]) -> None:
        """Keep the name of the `model` and how to load it."""
        self.model = model
        self._load = load_it
        self._loading = Lock()
        self._decoder: Decoder | None = None

    @property
    def decoder(self) -> Decoder:
        """The decoder, loaded once, whoever asks first."""
        with self._loading:
            self._decoder = self._decoder or self._load()
            return self._decoder


def reserve(engine: str, model: str, folder: Path, threads: int = 0) -> Reserve | None:
    """Return the next stronger model than `model` on this machine for `engine`, not yet loaded; None without one."""
    stronger = models.stronger(model, folder)
    return Reserve(stronger, lambda: load(engine, stronger, folder, threads)) if stronger else None


def prompt_of(words: Sequence[str]) -> str:
    """Return the sentences a model is prompted with, `words` among them."""
    return _OPENING + _told_of(words) + _MATTERS


def _told_of(words: Sequence[str]) -> str:
    """Return the sentence that holds `words`, "" without any."""
    return _PLACES.format(",".join(words)) if words else ""


def _asking_tokens(words: Sequence[str], encode: Callable[[str], Sequence[int]]) -> list[int]:
    """Return the tokens of what a model is told of `words` when it is asked about them, as few as can be."""
    return list(encode(" " + _told_of(words))) if words else []


def _frames(part_s: tuple[float, float]) -> slice:
    """Return where `part_s`, in seconds, lies in what an encoder makes of a sound."""
    return slice(max(0, int(part_s[0] * _FRAMES_A_SECOND)), int(part_s[1] * _FRAMES_A_SECOND) + 1)


def prompt_tokens(options: Options, encode: Callable[[str], Sequence[int]]) -> list[int]:
    """Return the tokens of the prompt, with as many of its words, from the first, as a model can hold."""
    if not options.prompted:
        return []
    return list(encode(" " + prompt_of(fitting(options.prompt_words, encode))))


def fitting(words: Sequence[str], encode: Callable[[str], Sequence[int]]) -> tuple[str, ...]:
    """Return as many of `words`, from the first, as a prompt can hold."""
    counts = range(len(words), -1, -1)
    return tuple(words[: next(n for n in counts if len(encode(" " + prompt_of(words[:n]))) <= _MOST_PROMPT_TOKENS)])


def window_s(seconds: float) -> int:
    """Return how many whole seconds a model is given to hear `seconds` of sound with silence behind."""
    return min(_LONGEST_S, ceil(seconds + _SILENCE_AFTER_S))


def _token_budget(seconds: float) -> int:
    return min(_MOST_TOKENS, 20 + int(seconds * _TOKENS_A_SECOND))


def _cores(threads: int) -> int:
    return threads or os.cpu_count() or 1


def _seconds(samples: Samples) -> float:
    return len(samples) / SAMPLE_RATE


def _padded(samples: Samples, window: int) -> Samples:
    return np.pad(samples, (0, max(0, window * SAMPLE_RATE - len(samples))))[: window * SAMPLE_RATE]


class FasterWhisper:
    """Whisper on CTranslate2 with 8-bit weights: what an office PC runs, on its graphics card where one works."""

    name = "faster-whisper"

    def __init__(self, folder: Path, model: str, sha256: str | None, threads: int) -> None:
        """Load the weights in `folder`; `threads` 0 means all cores."""
        # Threads take memory from the same heaps, or glibc keeps what each has freed, 150 MB more in all.
        _tell_glibc("mallopt", _ARENAS_OF_GLIBC, _MOST_AT_ONCE)
        self.model = model
        self.sha256 = sha256
        self.at_once = min(_cores(threads), _MOST_AT_ONCE)
        on_card = _on_card(folder, self.at_once)
        self._whisper = on_card or _loaded(
            folder,
            device="cpu",
            compute_type="int8",
            cpu_threads=_cores(threads) // self.at_once,
            num_workers=self.at_once,
        )
        # Both count a little differently, so what one began the other does not go on with.
        self.version = version("faster-whisper") + (" cuda" if on_card else "")
        self._start = lru_cache(maxsize=8)(self._start_tokens)
        self._tokenizer = cache(self._new_tokenizer)

    def prompting(self, words: Sequence[str]) -> tuple[str, ...]:
        """Return as many of `words`, from the first, as a prompt can hold."""
        return fitting(words, self._tokenizer(Options.language).encode)

    def decode(self, sounds: Sequence[Samples], options: Options) -> tuple[Heard, ...]:
        """Return what is said in each of `sounds`, at most 30 s, mono, 16 kHz; the same each time."""
        if not sounds:
            return ()
        tokenizer = self._tokenizer(options.language)
        start = self._start(options)
        longest = max(_seconds(sound) for sound in sounds)
        # Sound is encoded, and text laid over it, one by one: that is faster, and what all words might be takes much
        # memory. The words themselves are found for all together, since each step reads all weights.
        encoded = [self._encoded(sound, window_s(longest)) for sound in sounds]
        results = self._whisper.model.generate(
            _together(encoded),
            [start] * len(sounds),
            max_length=len(start) + _token_budget(longest),
            beam_size=options.beam_size,
            no_repeat_ngram_size=options.no_repeat,
            return_scores=True,
        )
        tokens = [[token for token in result.sequences_ids[0] if token < tokenizer.eot] for result in results]
        words = [
            self._whisper.find_alignment(tokenizer, [said], one, [round(100 * _seconds(sound))])[0]
            for said, one, sound in zip(tokens, encoded, sounds, strict=True)
        ]
        return tuple(
            Heard(
                _words((word["start"], word["end"], word["word"], word["probability"]) for word in said),
                result.scores[0],
                one,
            )
            for said, result, one in zip(words, results, encoded, strict=True)
        )

    def likelihoods(
        self, sound: Any, part_s: tuple[float, float], texts: Sequence[str], words: Sequence[str]
    ) -> tuple[float, ...]:
        """Return the natural logarithm of how likely each of `texts` is to have been said in a part of `sound`."""
        tokenizer = self._tokenizer(Options.language)
        # Only what was made of the part is asked: that is as good as hearing the part alone, and nothing is encoded.
        part = _stored(np.asarray(sound)[:, _frames(part_s)])
        start = self._whisper.get_prompt(tokenizer, _asking_tokens(words, tokenizer.encode))

        def likelihood(text: str) -> float:
            told = self._whisper.model.align(part, start, [tokenizer.encode(text)], 2 * part.shape[1])[0]
            return sum(log(max(probability, _LEAST_PROBABILITY)) for probability in told.text_token_probs)

        return tuple(likelihood(text) for text in texts)

    def close(self) -> None:
        """Give its memory back; it cannot be asked anything more."""
        self._whisper.model.unload_model()
        _tell_glibc("malloc_trim", 0)  # else what was freed stays with the process

    def _start_tokens(self, options: Options) -> list[int]:
        tokenizer = self._tokenizer(options.language)
        tokens: list[int] = self._whisper.get_prompt(
            tokenizer, prompt_tokens(options, tokenizer.encode), without_timestamps=True
        )
        return tokens

    def _new_tokenizer(self, language: str) -> Any:
        from faster_whisper.tokenizer import Tokenizer  # noqa: PLC0415

        return Tokenizer(self._whisper.hf_tokenizer, multilingual=True, task="transcribe", language=language)

    def _encoded(self, sound: Samples, window: int) -> Any:
        """Return what the encoder makes of `sound` with silence behind up to `window` seconds."""
        return _encoded_by(self._whisper, self._features(sound, window))

    def _features(self, samples: Samples, window: int) -> Samples:
        """Return the features of `samples` with silence behind, as OpenAI's engine does it, but no more than needed."""
        features: Samples = self._whisper.feature_extractor(_padded(samples, window), padding=0)[:, : window * 100]
        return features


def _tell_glibc(what: str, *how: int) -> None:
    """Call `what` of glibc's memory; systems without it give memory back by themselves."""
    with contextlib.suppress(AttributeError, OSError, TypeError):
        getattr(ctypes.CDLL(None), what)(*how)


def _loaded(folder: Path, **how: Any) -> Any:
    from faster_whisper import WhisperModel  # noqa: PLC0415 - loading it takes a second

    return WhisperModel(str(folder), local_files_only=True, **how)


def _on_card(folder: Path, workers: int) -> Any:
    """Return the model on the graphics card; None where there is none, or its driver, libraries or memory do not do."""
    import ctranslate2  # noqa: PLC0415

    if not ctranslate2.get_cuda_device_count():
        return None
    try:
        whisper = _loaded(folder, device="cuda", compute_type="int8_float16", num_workers=workers)
        _encoded_by(whisper, whisper.feature_extractor(np.zeros(SAMPLE_RATE, np.float32), padding=0))
    except (RuntimeError, ValueError):  # what is missing shows only when something is encoded
        return None
    return whisper


def _encoded_by(whisper: Any, features: Samples) -> Any:
    """Return what the encoder makes of `features`, in the computer's memory wherever it runs."""
    return whisper.model.encode(_stored(features[None]), to_cpu=True)


def _together(encoded: Sequence[Any]) -> Any:
    return _stored(np.concatenate([np.asarray(one) for one in encoded]))


def _stored(array: Samples) -> Any:
    from ctranslate2 import StorageView  # noqa: PLC0415 - loading it takes a second

    return StorageView.from_array(np.ascontiguousarray(array))


class OpenAIWhisper:
    """OpenAI's own Whisper: the reference."""

    name = "whisper"
    version = version("openai-whisper")
    at_once = 1  # torch shares each step among all cores

    def __init__(self, checkpoint: Path, model: str, sha256: str | None, threads: int) -> None:
        """Load the weights in the file `checkpoint`; `threads` 0 means all cores."""
        import torch  # noqa: PLC0415 - loading it takes seconds
        import whisper  # noqa: PLC0415

        self.model = model
        self.sha256 = sha256
        torch.set_num_threads(_cores(threads))
        self._whisper = whisper.load_model(str(checkpoint), device="cpu")
        heads = models.alignment_heads(checkpoint)
        if heads:
            self._whisper.set_alignment_heads(heads)

    def prompting(self, words: Sequence[str]) -> tuple[str, ...]:
        """Return as many of `words`, from the first, as a prompt can hold."""
        from whisper.tokenizer import get_tokenizer  # noqa: PLC0415

        return fitting(words, get_tokenizer(self._whisper.is_multilingual, language=Options.language).encode)

    def decode(self, sounds: Sequence[Samples], options: Options) -> tuple[Heard, ...]:
        """Return what is said in each of `sounds`, at most 30 s, mono, 16 kHz; the same each time."""
        return tuple(self._decoded(sound, options) for sound in sounds)

    def _decoded(self, samples: Samples, options: Options) -> Heard:
        import torch  # noqa: PLC0415
        import whisper  # noqa: PLC0415
        from whisper.timing import find_alignment  # noqa: PLC0415
        from whisper.tokenizer import get_tokenizer  # noqa: PLC0415

        tokenizer = get_tokenizer(self._whisper.is_multilingual, language=options.language, task="transcribe")
        wish = whisper.DecodingOptions(
            language=options.language,
            prompt=prompt_tokens(options, tokenizer.encode),
            sample_len=_token_budget(_seconds(samples)),
            beam_size=options.beam_size if options.beam_size > 1 else None,
            without_timestamps=True,
            fp16=False,
        )
        mel = whisper.log_mel_spectrogram(whisper.pad_or_trim(samples), self._whisper.dims.n_mels)
        with torch.inference_mode():
            encoded = self._whisper.embed_audio(mel[None])
        told = whisper.decode(self._whisper, encoded[0], wish)
        tokens = [token for token in told.tokens if token < tokenizer.eot]
        words = find_alignment(self._whisper, tokenizer, tokens, mel, round(100 * _seconds(samples)))
        timed = _words((word.start, word.end, word.word, word.probability) for word in words)
        return Heard(timed, told.avg_logprob, encoded)

    def likelihoods(
        self, sound: Any, part_s: tuple[float, float], texts: Sequence[str], words: Sequence[str]
    ) -> tuple[float, ...]:
        """Return the natural logarithm of how likely each of `texts` is to have been said in a part of `sound`."""
        import torch  # noqa: PLC0415
        from whisper.tokenizer import get_tokenizer  # noqa: PLC0415

        tokenizer = get_tokenizer(self._whisper.is_multilingual, language=Options.language, task="transcribe")
        told = _asking_tokens(words, tokenizer.encode)
        start = [*([tokenizer.sot_prev, *told] if told else []), *tokenizer.sot_sequence_including_notimestamps]
        part = sound[:, _frames(part_s)]

        def likelihood(text: str) -> float:
            tokens = tokenizer.encode(text)
            scores = self._whisper.logits(torch.tensor([[*start, *tokens]]), part)[0]
            expected = scores[len(start) - 1 : -1].log_softmax(dim=-1)
            return sum(float(expected[place, token]) for place, token in enumerate(tokens))

        with torch.inference_mode():
            return tuple(likelihood(text) for text in texts)

    def close(self) -> None:
        """Give its memory back; it cannot be asked anything more."""
        del self._whisper


def _words(told: Iterable[tuple[float, float, str, float]]) -> tuple[HeardWord, ...]:
    return tuple(
        HeardWord(float(start), float(end), text, round(float(probability), 3))
        for start, end, text, probability in told
    )
