"""A hypothesis for a chunk judged as a take: cut into sentences, inventions removed with their reason, gaps listed.

Pure functions of a hypothesis and of the stretches of speech in its chunk.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import exp, log

from toolkit.chinese import script
from toolkit.recognition import guards
from toolkit.recognition.decoders import Heard
from toolkit.records import Chunk, Removed, Segment, Stretch, Word, length_s, merged, overlap_s, without

SHORTEST_GAP_S = 1.0  # word times are exact to about this
# Alignment is exact to some tenths of a second; words further than this from any speech were not said.
_SLACK_S = 0.6
_NEW_BREATH_S = 0.8  # a pause that ends a sentence, marked or not: another person may go on
_LONGEST_SENTENCE_S = 15.0
_LONGEST_LETTER_S = 1.5
_ENDS, _PAUSES = "。？！?!", "，,；;、 "
# Below this a decoder invents: over crickets and hum, or over voices too far away to understand.
LEAST_LOG_PROBABILITY = -0.9
# Text copied from the prompt or from earlier text fits the sound badly. In the recordings at hand no sentence that was
# said has a mean log probability below -1.3, and text written over a murmur has -1.7 and less.
_LEAST_LOG_CONFIDENCE = -1.5
_LEAST_CONFIDENCE = 0.001
# If guards leave a smaller share of the seconds than this, the rest is removed as well.
_LEAST_SHARE = 1 / 3
_NO_ONE = "这里没有人说话"
_NOT_SURE = "听不清，机器没有把握"


@dataclass(frozen=True)
class Take:
    """A judged hypothesis: sentences `kept` in order of time without ids, phrases `removed`, `gaps` in the speech."""

    kept: tuple[Segment, ...]
    removed: tuple[Removed, ...]
    gaps: tuple[Stretch, ...]
    log_probability: float | None

    @property
    def is_sound(self) -> bool:
        """True if all speech has text and nothing was removed."""
        return not self.removed and not self.gaps

    @property
    def rank(self) -> tuple[float, int, float]:
        """Sort key, best first: seconds without text, number of removed phrases, negative log probability."""
        missing_s = sum(gap.end_s - gap.start_s for gap in self.gaps)
        return (round(missing_s, 1), len(self.removed), -(self.log_probability or 0.0))


def judged(heard: Heard, chunk: Chunk, prompt: str) -> Take:
    """Return the take of `chunk` from the hypothesis `heard`, decoded with `prompt`.

    The words of `heard` are in seconds of the recording.
    """
    looping = guards.repeats(guards.letters(heard.text))
    judgements: list[tuple[Segment, str | None]] = []
    spoken: list[Word] = []
    for words, sentence in _said(heard, chunk):
        again = looping and any(_same(earlier, sentence) for earlier, reason in judgements if reason is None)
        reason = guards.LOOPING if again else _reason(sentence, words, heard, chunk, prompt)
        judgements.append((sentence, reason))
        spoken += words if reason is None else ()
    kept = [sentence for sentence, reason in judgements if reason is None]
    if sum(map(length_s, kept)) < _LEAST_SHARE * sum(length_s(sentence) for sentence, _ in judgements):
        judgements = [(sentence, reason or _NOT_SURE) for sentence, reason in judgements]
        kept, spoken = [], []
    removed = [Removed(s.start_s, s.end_s, s.text, reason) for s, reason in judgements if reason is not None]
    return Take(tuple(kept), tuple(removed), _gaps(kept, spoken, chunk), heard.log_probability)


def _said(heard: Heard, chunk: Chunk) -> Iterator[tuple[Sequence[Word], Segment]]:
    for words in _sentences(_as_words(heard), chunk):
        sentence = _segment(words, chunk)
        if guards.letters(sentence.text):
            yield words, sentence


def _reason(sentence: Segment, words: Sequence[Word], heard: Heard, chunk: Chunk, prompt: str) -> str | None:
    """Return the reason, in Chinese, why `sentence` cannot have been said; None when it can."""
    if all(_distance_s(word, chunk) > _SLACK_S for word in words):
        return _NO_ONE
    if guards.is_of_the_loop(guards.letters(sentence.text), guards.letters(heard.text)):
        return guards.LOOPING
    fault = guards.fault(sentence.text, sentence.end_s - sentence.start_s, prompt)
    doubtful = (heard.log_probability or 0.0) < LEAST_LOG_PROBABILITY or _mean_log(words) < _LEAST_LOG_CONFIDENCE
    return fault or (_NOT_SURE if doubtful else None)


def _mean_log(words: Sequence[Word]) -> float:
    """Return the mean log confidence of `words`; 0 when none has a confidence."""
    known = [log(max(word.confidence, _LEAST_CONFIDENCE)) for word in words if word.confidence is not None]
    return sum(known) / len(known) if known else 0.0


def _same(sentence: Segment, other: Segment) -> bool:
    return guards.letters(sentence.text) == guards.letters(other.text)


def _as_words(heard: Heard) -> tuple[Word, ...]:
    return tuple(Word(word.start_s, word.end_s, word.text, word.probability) for word in heard.words)


# -- sentences -------------------------------------------------------------------------------------------------


def _sentences(words: Sequence[Word], chunk: Chunk) -> Iterator[tuple[Word, ...]]:
    """Yield `words` in sentences, cut after closing marks, at pauses, and at commas of long sentences."""
    sentence: list[Word] = []
    for word in words:
        if sentence and guards.letters(word.text) and _ends(sentence, word, chunk):
            yield tuple(sentence)
            sentence = []
        sentence.append(word)
    if sentence:
        yield tuple(sentence)


def _ends(sentence: Sequence[Word], following: Word, chunk: Chunk) -> bool:
    last = sentence[-1].text[-1:]
    if last in _ENDS or _pause_s(sentence, following, chunk) >= _NEW_BREATH_S:
        return True
    return last in _PAUSES and following.end_s - sentence[0].start_s > _LONGEST_SENTENCE_S


def _pause_s(sentence: Sequence[Word], following: Word, chunk: Chunk) -> float:
    """Return the longest pause in seconds between the last letter of `sentence` and the middle of `following`."""
    spoken = next((word for word in reversed(sentence) if guards.letters(word.text)), sentence[-1])
    start, end = spoken.start_s, (following.start_s + following.end_s) / 2
    return max(
        (
            after.start_s - before.end_s
            for before, after in zip(chunk.speech, chunk.speech[1:], strict=False)
            if start <= before.end_s and after.start_s <= end
        ),
        default=0.0,
    )


def _segment(words: Sequence[Word], chunk: Chunk) -> Segment:
    """Return the sentence of `words`, moved into the speech of `chunk`; with words only if all keep their length."""
    raw = "".join(word.text for word in words)
    text = guards.tidy(script.simplified(raw))
    said = [word for word in words if guards.letters(word.text)] or list(words)
    start, end = _inside(said[0].start_s, said[-1].end_s, chunk)
    return Segment("", 0, start, end, text, words=_worded(words, text))


def _worded(words: Sequence[Word], text: str) -> tuple[Word, ...]:
    """Return `words` with their parts of the tidied `text`; () when the lengths do not fit."""
    lengths = [len(word.text.strip()) for word in words]
    if sum(lengths) < len(text) or sum(lengths) > len(text) + 1:  # a closing comma may have been taken off
        return ()
    parts, at = [], 0
    for word, length in zip(words, lengths, strict=True):
        part = text[at : at + length]
        at += length
        if part:
            parts.append(Word(round(word.start_s, 2), round(word.end_s, 2), part, word.confidence))
    return tuple(parts)


def _inside(start: float, end: float, chunk: Chunk) -> tuple[float, float]:
    """Return `start` and `end`, moved to the next speech of `chunk` if they lie in a pause."""
    middle = (start + end) / 2
    begins = next((part.start_s for part in chunk.speech if part.end_s > start), chunk.speech[-1].start_s)
    ends = next((part.end_s for part in reversed(chunk.speech) if part.start_s < end), chunk.speech[0].end_s)
    start, end = max(start, begins), min(end, ends)
    if end <= start:
        start, end = middle, middle + 0.05
    start = min(max(start, chunk.start_s), chunk.end_s - 0.05)
    return round(start, 3), round(min(max(end, start + 0.05), chunk.end_s), 3)


def confidence(log_probability: float | None) -> float | None:
    """Return the confidence, from 0 to 1, for a mean log probability of tokens; None for None."""
    return None if log_probability is None else round(exp(min(0.0, log_probability)), 3)


# -- what is missing -------------------------------------------------------------------------------------------


def _gaps(kept: Sequence[Segment], spoken: Sequence[Word], chunk: Chunk) -> tuple[Stretch, ...]:
    """Return the stretches of speech in `chunk` without text, or with far too little; `spoken` are the words `kept`."""
    lettered = [(word, text) for word in spoken if (text := guards.letters(word.text))]
    bare = (gap for stretch in chunk.speech for gap in without(stretch, kept) if length_s(gap) >= SHORTEST_GAP_S)
    return merged([*bare, *(gap for stretch in chunk.speech for gap in _gaps_in(stretch, lettered))])


def _gaps_in(stretch: Stretch, spoken: Sequence[tuple[Word, str]]) -> Iterator[Stretch]:
    inside = [(word, text) for word, text in spoken if overlap_s(word, stretch) > 0]
    seconds = stretch.end_s - stretch.start_s
    letters = "".join(text for word, text in inside if overlap_s(word, stretch) * 2 >= word.end_s - word.start_s)
    if guards.is_sparse(letters, seconds) or not inside:
        if seconds >= guards.SHORTEST_TO_JUDGE_S:
            yield stretch
        return
    for word, text in inside:
        if overlap_s(word, stretch) > _LONGEST_LETTER_S * max(1, len(text)):
            yield Stretch(max(word.start_s, stretch.start_s), min(word.end_s, stretch.end_s))
    # Some engines end a word where its sound ends: what they skip then lies between two words of one sentence.
    words = sorted((word for word, _ in inside), key=lambda word: word.start_s)
    yield from (gap for gap in without(stretch, words) if length_s(gap) >= _LONGEST_LETTER_S)


def _distance_s(word: Word, chunk: Chunk) -> float:
    return min(max(part.start_s - word.end_s, word.start_s - part.end_s, 0.0) for part in chunk.speech)
