"""Chunks of a recording to takes: decoded in a batch, decoded again where the text cannot be right, and corrected.

A chunk is decoded on its own: nothing is carried over from the chunk before and nothing is sampled, so the same chunk
always gives the same take. What was misheard is corrected while the engine still holds the encoded sound.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from importlib.metadata import version

from toolkit.chinese import script
from toolkit.recognition import decoders, guards, lexicon, rereading
from toolkit.recognition.decoders import Decoder, Heard, HeardWord, Options, Reserve
from toolkit.recognition.lexicon import Lexicon
from toolkit.recognition.refilling import Attempt, filled, mean_log
from toolkit.recognition.takes import Take, judged
from toolkit.records import Chunk, Engine, Segment, Stretch, Word, length_s
from toolkit.sound import SAMPLE_RATE, Samples, audio, speech

_AROUND_S = 1.0  # how much around a sentence is asked when the sound is asked for its words
_PIECE_S = 10.0
_NO_WORDS = Lexicon(())


@dataclass(frozen=True)
class _Retry:
    """A way to decode a chunk once more, with a wider beam; `longest_s` is the longest piece it is cut into."""

    prompted: bool = True
    no_repeat: int = 0
    longest_s: float | None = None

    def makes_a_difference(self, decoder: Decoder) -> bool:
        """Return whether `decoder` can hear anything else this way than at first."""
        return decoder.takes_options or self.longest_s is not None

    def options(self, usual: Options) -> Options:
        """Return the `usual` options changed to this way."""
        prompted, no_repeat = usual.prompted and self.prompted, self.no_repeat or usual.no_repeat
        return replace(usual, beam_size=5, prompted=prompted, no_repeat=no_repeat)


# Tried in this order: with the same prompt, in shorter pieces, without repeated phrases.
_RETRIES = (_Retry(), _Retry(prompted=False, longest_s=_PIECE_S), _Retry(prompted=False, no_repeat=4))


@dataclass(frozen=True)
class Recognizer:
    """A decoder and everything that shapes its text: options, local words, and a stronger model for doubtful chunks."""

    decoder: Decoder
    options: Options = field(default_factory=Options)
    words: Lexicon = _NO_WORDS
    reserve: Reserve[Decoder] | None = None

    @property
    def engine(self) -> Engine:
        """The record of the engine, its version, its weights and its options, exact enough to decode again."""
        options = {
            "prompt_words": list(self.options.prompt_words),
            "language": self.options.language,
            "reserve": self.reserve and self.reserve.model,
            "program": version("yehua"),
        }
        decoder = self.decoder
        return Engine(decoder.name, decoder.version, decoder.model, decoder.sha256, options)

    def recognized(self, samples: Samples, chunks: Sequence[Chunk]) -> tuple[Take, ...]:
        """Return the best take of each of `chunks` of `samples`, its misheard local words corrected."""
        heard = _heard(self.decoder, samples, chunks, self.options)
        return tuple(
            self._corrected(self._best(first, samples, chunk), first, chunk)
            for first, chunk in zip(heard, chunks, strict=True)
        )

    @cached_property
    def _prompted(self) -> tuple[str, ...]:
        """The words of `options` that fit into the prompt."""
        return self.decoder.prompting(self.options.prompt_words)

    def _best(self, first: Heard, samples: Samples, chunk: Chunk) -> Take:
        """Return the best take of `chunk`: the `first`, one prompted with words it resembles, or one by a retry.

        What then still has no text is heard again by itself.
        """
        best = Attempt(first, judged(first, chunk, decoders.prompt_of(self._prompted)))
        if unprompted := self._unprompted_words(first.text):
            options = replace(self.options, prompt_words=(*unprompted, *self._prompted))
            (again,) = _heard(self.decoder, samples, [chunk], options)
            prompt = decoders.prompt_of(self.decoder.prompting(options.prompt_words))
            best = min(Attempt(again, judged(again, chunk, prompt)), best, key=_rank)
        best = self._mended(best, self.decoder, samples, chunk)
        if not best.take.is_sound and self.reserve:
            best = self._mended(best, self.reserve.decoder, samples, chunk)
        return best.take

    def _unprompted_words(self, text: str) -> tuple[str, ...]:
        """Return the prompt words that `text` holds or sounds like and that did not fit into the prompt."""
        if not self.decoder.takes_options or len(self._prompted) == len(self.options.prompt_words):
            return ()
        near = set(lexicon.words_near(script.simplified(text), self.words)) - set(self._prompted)
        return tuple(word for word in self.options.prompt_words if word in near)

    def _mended(self, attempt: Attempt, decoder: Decoder, samples: Samples, chunk: Chunk) -> Attempt:
        """Return the best that `decoder` hears by each retry and in each gap that is left; `attempt` if it is sound."""
        if attempt.take.is_sound:
            return attempt

        def hear(piece: Chunk, options: Options) -> Heard:
            return _heard(decoder, samples, [piece], options)[0]

        # A gap of a word or two is not worth hearing the whole chunk again.
        if attempt.take.removed or any(length_s(gap) >= guards.SHORTEST_TO_JUDGE_S for gap in attempt.take.gaps):
            attempt = self._retried(attempt, decoder, samples, chunk)
        return filled(attempt, chunk, decoder, self.options, hear)

    def _retried(self, attempt: Attempt, decoder: Decoder, samples: Samples, chunk: Chunk) -> Attempt:
        """Return the best of `attempt` and what is heard in all of `chunk` by each retry, until one is sound."""
        attempts = [attempt]
        for retry in (each for each in _RETRIES if each.makes_a_difference(decoder)):
            options = retry.options(self.options)
            heard = _heard_in_pieces(decoder, samples, chunk, options, retry.longest_s)
            prompt = decoders.prompt_of(options.prompt_words) if options.prompted else ""
            attempts.append(Attempt(heard, judged(heard, chunk, prompt)))
            if attempts[-1].take.is_sound:
                break
        return min(attempts, key=_rank)

    def _corrected(self, take: Take, heard: Heard, chunk: Chunk) -> Take:
        """Return `take` with misheard words and characters corrected where they fit the sound of `chunk` `heard`."""
        parts = speech.parts_heard(chunk)

        def corrected(segment: Segment) -> Segment:
            begins, ends = (speech.heard_at(parts, moment) for moment in (segment.start_s, segment.end_s))
            part_s = (begins - _AROUND_S, ends + _AROUND_S)

            def hearing(texts: Sequence[str], words: Sequence[str]) -> Sequence[float]:
                return self.decoder.likelihoods(heard.sound, part_s, texts, words)

            text, by_list = lexicon.corrected(segment.text, self.words, hearing)
            confidences = [word.confidence for word in segment.words for _ in word.text]
            text, reread = rereading.reread(text, confidences, self.words, hearing)
            if not by_list and not reread:
                return segment
            words = tuple(_rewritten(segment.words, text))
            return replace(segment, text=text, corrections=(*by_list, *reread), words=words)

        return replace(take, kept=tuple(map(corrected, take.kept)))


def _rewritten(words: Sequence[Word], text: str) -> Iterator[Word]:
    """Yield `words` with the characters of `text`, which is as long as all of them."""
    at = 0
    for word in words:
        yield replace(word, text=text[at : at + len(word.text)])
        at += len(word.text)


def _heard(decoder: Decoder, samples: Samples, chunks: Sequence[Chunk], options: Options) -> tuple[Heard, ...]:
    """Return what is heard in each of `chunks`, the words in seconds of the recording."""
    parts_of_chunks = [speech.parts_heard(chunk) for chunk in chunks]
    heard_chunks = decoder.decode([audio.joined(samples, parts) for parts in parts_of_chunks], options)
    return tuple(
        replace(heard, words=tuple(_placed(word, parts) for word in heard.words))
        for heard, parts in zip(heard_chunks, parts_of_chunks, strict=True)
    )


def _placed(word: HeardWord, parts: Sequence[Stretch]) -> HeardWord:
    start, end = speech.moment(parts, word.start_s), speech.moment(parts, word.end_s)
    return replace(word, start_s=start, end_s=end)


def _heard_in_pieces(
    decoder: Decoder, samples: Samples, chunk: Chunk, options: Options, longest_s: float | None
) -> Heard:
    """Return what is heard in `chunk`, cut at pauses into pieces of at most `longest_s`; None leaves it whole."""
    if longest_s is None:
        return _heard(decoder, samples, [chunk], options)[0]
    pieces = _heard(decoder, samples, speech.chunks(chunk.speech, len(samples) / SAMPLE_RATE, longest_s), options)
    return Heard(
        tuple(word for piece in pieces for word in piece.words),
        mean_log((piece.log_probability, len(piece.words)) for piece in pieces),
    )


def _rank(attempt: Attempt) -> tuple[float, int, float]:
    return attempt.take.rank
