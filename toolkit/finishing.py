"""What is known of decoded segments besides their text: local words put right, and who speaks."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from toolkit import lexicon, speakers
from toolkit.decoders import Decoder, Options, Samples
from toolkit.errors import MissingWeightsError
from toolkit.lexicon import Lexicon
from toolkit.records import Segment, Stretch, Word

_RATE = 16_000
_AROUND_S = 0.25  # a little of the silence around a sentence, as the decoder heard it


@dataclass(frozen=True)
class Finishing:
    """How a transcript is finished: by whom it was decoded and how, the local words, whether speakers are told apart.

    `warn` is told when they are to be and this machine has no model for it.
    """

    decoder: Decoder
    options: Options
    words: Lexicon
    speakers: bool
    warn: Callable[[str], None]

    def segments(
        self, samples: Samples, segments: Sequence[Segment], spoken: tuple[Stretch, ...]
    ) -> tuple[Segment, ...]:
        """Return `segments` of `samples` (mono, 16 kHz) with misheard local words put right and with their speakers."""
        corrected = tuple(self._corrected(samples, segment) for segment in segments)
        if not self.speakers:
            return corrected
        try:
            return speakers.labelled(corrected, speakers.turns(samples, spoken))
        except MissingWeightsError as fault:
            self.warn(str(fault))
            return corrected

    def _corrected(self, samples: Samples, segment: Segment) -> Segment:
        start, end = max(0.0, segment.start_s - _AROUND_S), segment.end_s + _AROUND_S
        sound = samples[round(start * _RATE) : round(end * _RATE)]
        text, changes = lexicon.corrected(
            segment.text, self.words, lambda texts: self.decoder.likelihoods(sound, texts, self.options)
        )
        return replace(
            segment,
            text=text,
            corrections=(*segment.corrections, *changes),
            words=tuple(_rewritten(segment.words, text)),
        )


def _rewritten(words: Sequence[Word], text: str) -> Iterator[Word]:
    """Yield `words` with the characters of `text`, which is as long as all of them."""
    at = 0
    for word in words:
        yield replace(word, text=text[at : at + len(word.text)])
        at += len(word.text)
