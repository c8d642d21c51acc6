"""OpenAI's Whisper as a decoder."""

from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from toolkit.recognition import models
from toolkit.recognition.decoders.base import (
    Heard,
    Options,
    core_count,
    frames_of,
    heard_words,
    seconds_of,
    token_budget,
)
from toolkit.recognition.decoders.prompts import fitting, naming_tokens, prompt_tokens
from toolkit.sound import Samples


class OpenAIWhisper:
    """OpenAI's own Whisper, the reference."""

    name = "whisper"
    takes_options = True
    version = version("openai-whisper")
    at_once = 1  # torch divides each step among all cores

    def __init__(self, checkpoint: Path, model: str, sha256: str | None, threads: int) -> None:
        """Load the weights in the file `checkpoint`; `threads` 0 means all cores."""
        import torch
        import whisper

        self.model = model
        self.sha256 = sha256
        torch.set_num_threads(core_count(threads))
        self._whisper = whisper.load_model(str(checkpoint), device="cpu")
        heads = models.alignment_heads(checkpoint)
        if heads:
            self._whisper.set_alignment_heads(heads)

    def prompting(self, words: Sequence[str]) -> tuple[str, ...]:
        """Return the first of `words`, as many as fit into the prompt."""
        from whisper.tokenizer import get_tokenizer

        return fitting(words, get_tokenizer(self._whisper.is_multilingual, language=Options.language).encode)

    def decode(self, sounds: Sequence[Samples], options: Options) -> tuple[Heard, ...]:
        """Return the hypothesis for each of `sounds` (at most 30 s, mono, 16 kHz), the same each time."""
        return tuple(self._decoded(sound, options) for sound in sounds)

    def _decoded(self, samples: Samples, options: Options) -> Heard:
        import torch
        import whisper
        from whisper.timing import find_alignment
        from whisper.tokenizer import get_tokenizer

        tokenizer = get_tokenizer(self._whisper.is_multilingual, language=options.language, task="transcribe")
        decoding = whisper.DecodingOptions(
            language=options.language,
            prompt=prompt_tokens(options, tokenizer.encode),
            sample_len=token_budget(seconds_of(samples)),
            beam_size=options.beam_size if options.beam_size > 1 else None,
            without_timestamps=True,
            fp16=False,
        )
        mel = whisper.log_mel_spectrogram(whisper.pad_or_trim(samples), self._whisper.dims.n_mels)
        with torch.inference_mode():
            encoded = self._whisper.embed_audio(mel[None])
        result = whisper.decode(self._whisper, encoded[0], decoding)
        tokens = [token for token in result.tokens if token < tokenizer.eot]
        words = find_alignment(self._whisper, tokenizer, tokens, mel, round(100 * seconds_of(samples)))
        timed = heard_words((word.start, word.end, word.word, word.probability) for word in words)
        return Heard(timed, result.avg_logprob, encoded)

    def likelihoods(
        self, sound: Any, part_s: tuple[float, float], texts: Sequence[str], words: Sequence[str]
    ) -> tuple[float, ...]:
        """Return the log likelihood (natural) of each of `texts` in a part of the encoded `sound`."""
        import torch
        from whisper.tokenizer import get_tokenizer

        tokenizer = get_tokenizer(self._whisper.is_multilingual, language=Options.language, task="transcribe")
        prompt = naming_tokens(words, tokenizer.encode)
        start = [*([tokenizer.sot_prev, *prompt] if prompt else []), *tokenizer.sot_sequence_including_notimestamps]
        part = sound[:, frames_of(part_s)]

        def likelihood(text: str) -> float:
            tokens = tokenizer.encode(text)
            scores = self._whisper.logits(torch.tensor([[*start, *tokens]]), part)[0]
            expected = scores[len(start) - 1 : -1].log_softmax(dim=-1)
            return sum(float(expected[place, token]) for place, token in enumerate(tokens))

        with torch.inference_mode():
            return tuple(likelihood(text) for text in texts)

    def close(self) -> None:
        """Free the model's memory. The decoder is unusable afterwards."""
        del self._whisper
