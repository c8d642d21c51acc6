"""What is known of decoded segments besides their text: local words put right, and who speaks."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from toolkit import audio, lexicon, parallel, speakers
from toolkit.audio import Samples
from toolkit.decoders import Decoder, Options
from toolkit.errors import MissingWeightsError
from toolkit.lexicon import Lexicon
from toolkit.records import Segment, Stretch, Word

_ASKING = 0.4  # of the work here; telling speakers apart is the rest
_UNPROMPTED = Options(prompted=False)
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
        self,
        samples: Samples,
        segments: Sequence[Segment],
        spoken: tuple[Stretch, ...],
        told: Callable[[float], None] = lambda _part: None,
    ) -> tuple[Segment, ...]:
        """Return `segments` of `samples` (mono, 16 kHz) with misheard local words put right and with their speakers.

        `told` is told the part that is done, from 0 to 1.
        """
        share = _ASKING if self.speakers else 1.0
        corrected: list[Segment] = []
        at_once = self.decoder.at_once
        with parallel.working(lambda segment: self._corrected(samples, segment), segments, at_once) as results:
            for segment in results:
                corrected.append(segment)
                told(share * len(corrected) / len(segments))
        if not self.speakers:
            return tuple(corrected)
        try:
            turns = speakers.turns(samples, spoken, lambda part: told(share + (1 - share) * part))
        except MissingWeightsError as fault:
            self.warn(str(fault))
            return tuple(corrected)
        return speakers.labelled(corrected, turns)

    def _corrected(self, samples: Samples, segment: Segment) -> Segment:
        sound = audio.joined(samples, [Stretch(segment.start_s - _AROUND_S, segment.end_s + _AROUND_S)])
        text, changes = lexicon.corrected(segment.text, self.words, lambda texts: self._fits(sound, texts))
        return replace(
            segment,
            text=text,
            corrections=(*segment.corrections, *changes),
            words=tuple(_rewritten(segment.words, text)),
        )

    def _fits(self, sound: Samples, texts: Sequence[str]) -> tuple[float, ...]:
        """Return how well each of `texts` fits `sound`.

        The prompt is needed where a word of the workspace is asked for, which a model knows from nowhere else; other
        words are judged as well without it, and faster.
        """
        asks_local = any(entry.word in text for entry in self.words.local for text in texts)
        return self.decoder.likelihoods(sound, texts, self.options if asks_local else _UNPROMPTED)


def _rewritten(words: Sequence[Word], text: str) -> Iterator[Word]:
    """Yield `words` with the characters of `text`, which is as long as all of them."""
    at = 0
    for word in words:
        yield replace(word, text=text[at : at + len(word.text)])
        at += len(word.text)
