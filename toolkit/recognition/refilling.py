"""Gaps of a take heard again: each is cut out of the sound and decoded by itself, until it has text or no way is left.

A model may skip a sentence in the middle of a chunk, and skips it again whenever it decodes the whole chunk. Alone, or
with other sound around it, the same sentence is heard.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from toolkit.recognition import decoders, guards
from toolkit.recognition.decoders import Decoder, Heard, HeardWord, Options
from toolkit.recognition.takes import LEAST_LOG_PROBABILITY, Take, judged
from toolkit.records import Chunk, Stretch, overlap_s

_BEAM = 5
_EDGE_S = 0.15  # times of words are exact to about this
_MOST_REPEATED = 4  # characters at the edge of a gap that both the piece and what stands beside it may hold

Hear = Callable[[Chunk, Options], Heard]  # what a decoder hears in a chunk, in seconds of the recording


@dataclass(frozen=True)
class Attempt:
    """What was heard in a chunk, and the take it was judged to be."""

    heard: Heard
    take: Take


@dataclass(frozen=True)
class _Way:
    """A way to hear a gap: with how many seconds of the sound on both sides, and how."""

    around_s: float
    beam_size: int = 1
    prompted: bool = False

    def options(self, usual: Options) -> Options:
        """Return the `usual` options changed to this way."""
        return replace(usual, beam_size=self.beam_size, prompted=usual.prompted and self.prompted)


# Cut exactly, then wider; the same with a beam, and last with the words of the prompt.
_WAYS = (_Way(0.2), _Way(1.5), _Way(0.2, _BEAM), _Way(1.5, _BEAM), _Way(1.0, _BEAM, prompted=True))


def filled(attempt: Attempt, chunk: Chunk, decoder: Decoder, usual: Options, hear: Hear) -> Attempt:
    """Return `attempt` at `chunk` with what `hear` hears in its gaps, as far as guards let it pass.

    `decoder` is the one that hears, and `usual` its options for a whole chunk.
    """
    prompt = decoders.prompt_of(usual.prompt_words) if usual.prompted else ""
    for way in _WAYS if decoder.takes_options else (way for way in _WAYS if way.beam_size == 1):
        for gap in attempt.take.gaps:
            piece = hear(_piece(gap, chunk, way.around_s), way.options(usual))
            if (piece.log_probability or 0.0) < LEAST_LOG_PROBABILITY:  # in the mean of the whole it would not show
                continue
            both = spliced(attempt.heard, gap, piece)
            attempt = min(attempt, Attempt(both, judged(both, chunk, prompt)), key=lambda each: each.take.rank)
        if not attempt.take.gaps:
            break
    return attempt


def _piece(gap: Stretch, chunk: Chunk, around_s: float) -> Chunk:
    """Return the `gap` as a chunk of its own, with `around_s` seconds on both sides as far as `chunk` has them."""
    return Chunk(max(chunk.start_s, gap.start_s - around_s), min(chunk.end_s, gap.end_s + around_s), (gap,))


def spliced(whole: Heard, gap: Stretch, piece: Heard) -> Heard:
    """Return `whole` with the words that `piece` has in `gap` in place of its own there."""
    before = [word for word in whole.words if not _lies_in(word, gap) and word.start_s < gap.start_s]
    after = [word for word in whole.words if not _lies_in(word, gap) and word.start_s >= gap.start_s]
    middle = [word for word in piece.words if gap.start_s - _EDGE_S <= _middle_s(word) <= gap.end_s + _EDGE_S]
    middle = middle[_repeated(before, middle) :]
    ends = _repeated(middle, after)
    middle = middle[: len(middle) - ends]
    shares = ((whole.log_probability, len(before) + len(after)), (piece.log_probability, len(middle)))
    return replace(whole, words=(*before, *middle, *after), log_probability=mean_log(shares))


def mean_log(shares: Iterable[tuple[float | None, int]]) -> float | None:
    """Return the mean of log probabilities, each of so many words; None where the engine gives none."""
    known = [(mean, count) for mean, count in shares if mean is not None]
    if not known:
        return None
    return sum(mean * count for mean, count in known) / max(1, sum(count for _, count in known))


def _lies_in(word: HeardWord, gap: Stretch) -> bool:
    return overlap_s(word, gap) * 2 >= word.end_s - word.start_s


def _middle_s(word: HeardWord) -> float:
    return (word.start_s + word.end_s) / 2


def _repeated(first: list[HeardWord], then: list[HeardWord]) -> int:
    """Return how many words at the start of `then` stand at the end of `first`, too, so near that they are the same."""
    near = first and then and then[0].start_s - first[-1].end_s < _EDGE_S
    counts = range(min(_MOST_REPEATED, len(first), len(then)) if near else 0, 0, -1)
    return next((count for count in counts if _letters(first[-count:]) == _letters(then[:count])), 0)


def _letters(words: list[HeardWord]) -> list[str]:
    return [guards.letters(word.text) for word in words]
