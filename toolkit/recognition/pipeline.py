"""Decode a recording chunk by chunk, guard what comes back, and account for all speech.

A chunk is a pure function: it is decoded on its own, nothing is carried over, nothing is left to chance.
Chunks are decoded in batches that are planned before the first, several batches at a time. A chunk whose text cannot
be right is decoded again alone in other ways; what a guard takes out is kept with its reason, and speech that stays
without text is listed. Misheard local words are put right while the engine still has the sound before it.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version
from typing import Any

from toolkit import records
from toolkit.chinese import script
from toolkit.core import NoSpeechError, parallel
from toolkit.recognition import decoders, lexicon
from toolkit.recognition.decoders import Decoder, Heard, HeardWord, Options, Reserve
from toolkit.recognition.journal import Journal
from toolkit.recognition.lexicon import Lexicon
from toolkit.recognition.takes import Take, confidence, judged
from toolkit.records import Chunk, Coverage, Engine, RecordingRef, Segment, Stretch, Transcript, Word, merged
from toolkit.sound import Samples, audio, speech

# Chunks are sorted by length in stretches of so many, about four minutes of speech, and parted into two batches: in
# larger ones each step costs less, but a power cut costs more, and all in a batch are as long as its longest.
_AHEAD = 14
# A step of a batch costs as much as those of so many chunks more: it reads all weights.
_STEP = 3
_SHORTEST_GAP_S = 1.0  # words are laid over the sound to about this
_SHORT_CUT_S = 10.0
_SHORTEST_SEGMENT_S = 0.02
_NO_WORDS = Lexicon(())
_AROUND_S = 1.0  # how much around a sentence is heard when the sound is asked for its words
# How a chunk is decoded again: with more patience, then in shorter pieces, then forbidden to say a phrase twice.
_AGAIN = (
    {"beam_size": 5},
    {"beam_size": 5, "prompted": False, "cut": True},
    {"beam_size": 5, "prompted": False, "no_repeat": 4},
)

Progress = Callable[[float, float], None]
Segments = tuple[Segment, ...]
Finish = Callable[[Segments, tuple[Stretch, ...]], Segments]


def _as_they_are(segments: Segments, _spoken: tuple[Stretch, ...]) -> Segments:
    """Leave the segments as they were decoded."""
    return segments


@dataclass(frozen=True)
class _Way:
    """How each batch is decoded: by whom, with which options, which local words, and which of them a prompt holds.

    `reserve` hears what cannot be right otherwise.
    """

    decoder: Decoder
    options: Options
    words: Lexicon
    told: tuple[str, ...]
    reserve: Reserve | None


@dataclass(frozen=True)
class Plan:
    """Where somebody speaks, the chunks, and which of them are decoded together."""

    speech: tuple[Stretch, ...]
    chunks: tuple[Chunk, ...]
    batches: tuple[tuple[int, ...], ...]

    def seconds(self, batch: int) -> float:
        """Return how long the chunks of the batch with this number are together."""
        return sum(self.chunks[n].end_s - self.chunks[n].start_s for n in self.batches[batch])


def plan_of(samples: Samples) -> Plan:
    """Return the plan for `samples` (mono, 16 kHz); the same each time."""
    total_s = len(samples) / audio.SAMPLE_RATE
    spoken = speech.speech_stretches(samples)
    chunks = speech.chunks(spoken, total_s)
    return Plan(spoken, chunks, tuple(_batches(chunks)))


def _batches(chunks: Sequence[Chunk]) -> Iterator[tuple[int, ...]]:
    """Yield the chunks' numbers in pairs of batches, the shorter chunks and the longer ones, that take equally long."""
    for first in range(0, len(chunks), _AHEAD):
        ahead = range(first, min(first + _AHEAD, len(chunks)))
        heard_s = {number: sum(map(records.length_s, speech.parts_heard(chunks[number]))) for number in ahead}
        near = sorted(ahead, key=lambda number: heard_s[number])
        halves = ((near[:count], near[count:]) for count in range(1, len(near) + 1))
        fairest = min(halves, key=lambda two: max(_cost([heard_s[number] for number in batch]) for batch in two))
        yield from (tuple(batch) for batch in fairest if batch)


def _cost(heard_s: Sequence[float]) -> float:
    """Return what a batch of chunks with so many seconds to hear costs: all are decoded as the longest is."""
    return max(heard_s) * (len(heard_s) + _STEP) if heard_s else 0.0


def transcribe(  # noqa: PLR0913 - what it needs, and what may be left out
    decoder: Decoder,
    samples: Samples,
    recording: RecordingRef,
    options: Options,
    *,
    progress: Progress | None = None,
    journal: Journal | None = None,
    words: Lexicon = _NO_WORDS,
    reserve: Reserve | None = None,
    finish: Finish = _as_they_are,
) -> Transcript:
    """Return the transcript of `samples` (mono, 16 kHz), version 1; what `journal` holds is not decoded again.

    What cannot be right however it is decoded is heard by the stronger model in `reserve`, if there is one.
    `progress` is told the seconds done and in all. Misheard `words` are put right, each change logged; when not all
    words of `options` find room in a prompt, a chunk that sounds like others of them is decoded again with those.
    `finish` is given all segments and where somebody speaks, and returns the segments with what else is known of them.
    Raise NoSpeechError when nobody speaks.
    """
    engine = _engine(decoder, options, reserve)
    key = {"sound": recording.sha256, "engine": records.to_json(engine), "words": words.sha256}
    plan, done = _resumed(journal, key, samples)
    if not plan.chunks:
        raise NoSpeechError(path=recording.code or "这段录音")
    left = [number for number in range(len(plan.batches)) if number not in done]
    way = _Way(decoder, options, words, decoder.prompting(options.prompt_words), reserve)
    total_s = sum(map(plan.seconds, range(len(plan.batches))))
    done_s = sum(map(plan.seconds, done))

    def decode(number: int) -> tuple[Take, ...]:
        return _decoded(way, samples, [plan.chunks[n] for n in plan.batches[number]])

    with parallel.working(decode, left, decoder.at_once) as results:
        for number, takes_of_batch in zip(left, results, strict=True):
            done[number] = takes_of_batch
            if journal is not None:
                journal.append(number, records.to_json(takes_of_batch))
            done_s += plan.seconds(number)
            if progress:
                progress(done_s / total_s * recording.seconds, recording.seconds)
    takes = {n: take for number, batch in enumerate(plan.batches) for n, take in zip(batch, done[number], strict=True)}
    ordered = [takes[n] for n in range(len(plan.chunks))]
    segments = finish(_segments(ordered, recording.seconds), plan.speech)
    removed = tuple(gone for take in ordered for gone in take.removed)
    gaps = [gap for take in ordered for gap in take.gaps]
    return Transcript(recording, engine, segments, removed, coverage(plan.speech, segments, gaps))


def _engine(decoder: Decoder, options: Options, reserve: Reserve | None) -> Engine:
    told = {
        "prompt_words": list(options.prompt_words),
        "language": options.language,
        "reserve": reserve and reserve.model,
        "program": version("yehua"),
    }
    return Engine(decoder.name, decoder.version, decoder.model, decoder.sha256, told)


def _resumed(
    journal: Journal | None, key: dict[str, Any], samples: Samples
) -> tuple[Plan, dict[int, tuple[Take, ...]]]:
    """Return the plan and the takes that the journal holds, or a new plan, entered in it."""
    if journal is None:
        return plan_of(samples), {}
    if journal.fits(key):
        takes = {number: records.from_json(tuple[Take, ...], told) for number, told in journal.done.items()}
        return records.from_json(Plan, journal.plan), takes
    plan = plan_of(samples)
    journal.begin(key, records.to_json(plan))
    return plan, {}


def heard_last(journal: Journal) -> Segment | None:
    """Return the last sentence of the batch that `journal` got last, for people to see that it goes on; None if none.

    It has no id, and its number is 0.
    """
    takes = records.from_json(tuple[Take, ...], next(reversed(journal.done.values()), ()))
    return max((one for take in takes for one in take.kept), key=lambda one: one.start_s, default=None)


# -- one batch -------------------------------------------------------------------------------------------------


def _decoded(way: _Way, samples: Samples, chunks: Sequence[Chunk]) -> tuple[Take, ...]:
    """Return the best take of each of `chunks`, the local words in it put right."""
    heard = _heard(way.decoder, samples, chunks, way.options)
    return tuple(
        _put_right(_best(one, way, samples, chunk), one, chunk, way) for one, chunk in zip(heard, chunks, strict=True)
    )


def _best(first: Heard, way: _Way, samples: Samples, chunk: Chunk) -> Take:
    """Return the best take of `chunk`: the `first`, one with the words it sounds like, or one decoded otherwise."""
    take = judged(first, chunk, decoders.prompt_of(way.told))
    untold = _untold(first.text, way)
    if untold:
        again = replace(way.options, prompt_words=(*untold, *way.told))
        (anew,) = _heard(way.decoder, samples, [chunk], again)
        prompt = decoders.prompt_of(way.decoder.prompting(again.prompt_words))
        take = min(judged(anew, chunk, prompt), take, key=lambda each: each.rank)
    if not take.is_sound:
        take = _better(take, way.decoder, samples, chunk, way.options)
    if not take.is_sound and way.reserve:
        take = _better(take, way.reserve.decoder, samples, chunk, way.options)
    return take


def _untold(text: str, way: _Way) -> tuple[str, ...]:
    """Return the prompt words that `text` holds or sounds like and that found no room in the prompt."""
    if len(way.told) == len(way.options.prompt_words):
        return ()
    near = set(lexicon.words_near(script.simplified(text), way.words)) - set(way.told)
    return tuple(word for word in way.options.prompt_words if word in near)


def _put_right(take: Take, heard: Heard, chunk: Chunk, way: _Way) -> Take:
    """Return `take` with misheard local words put right where they fit the sound of `chunk` that was `heard`."""
    parts = speech.parts_heard(chunk)

    def corrected(segment: Segment) -> Segment:
        begins, ends = (speech.heard_at(parts, moment) for moment in (segment.start_s, segment.end_s))
        part_s = (begins - _AROUND_S, ends + _AROUND_S)
        text, changes = lexicon.corrected(
            segment.text,
            way.words,
            lambda texts, words: way.decoder.likelihoods(heard.sound, part_s, texts, words),
        )
        if not changes:
            return segment
        return replace(segment, text=text, corrections=changes, words=tuple(_rewritten(segment.words, text)))

    return replace(take, kept=tuple(map(corrected, take.kept)))


def _rewritten(words: Sequence[Word], text: str) -> Iterator[Word]:
    """Yield `words` with the characters of `text`, which is as long as all of them."""
    at = 0
    for word in words:
        yield replace(word, text=text[at : at + len(word.text)])
        at += len(word.text)


def _heard(decoder: Decoder, samples: Samples, chunks: Sequence[Chunk], options: Options) -> tuple[Heard, ...]:
    """Return what is heard in each of `chunks`, the words in seconds of the recording."""
    parts = [speech.parts_heard(chunk) for chunk in chunks]
    heard = decoder.decode([audio.joined(samples, one) for one in parts], options)
    return tuple(
        replace(one, words=tuple(_placed(word, where) for word in one.words))
        for one, where in zip(heard, parts, strict=True)
    )


def _placed(word: HeardWord, parts: Sequence[Stretch]) -> HeardWord:
    start, end = speech.moment(parts, word.start_s), speech.moment(parts, word.end_s)
    return replace(word, start_s=start, end_s=end)


def _better(take: Take, decoder: Decoder, samples: Samples, chunk: Chunk, options: Options) -> Take:
    """Decode `chunk` again alone until a take is sound; return the best of all."""
    takes = [take]
    for how in _AGAIN:
        wish = {key: value for key, value in how.items() if key != "cut"}
        other = replace(options, **wish)  # type: ignore[arg-type]  # the keys are those of Options
        heard = (
            _in_pieces(decoder, samples, chunk, other) if "cut" in how else _heard(decoder, samples, [chunk], other)[0]
        )
        takes.append(judged(heard, chunk, decoders.prompt_of(options.prompt_words) if other.prompted else ""))
        if takes[-1].is_sound:
            break
    return min(takes, key=lambda one: one.rank)


def _in_pieces(decoder: Decoder, samples: Samples, chunk: Chunk, options: Options) -> Heard:
    """Decode `chunk` cut at its pauses into pieces of some ten seconds; return what was heard as of the whole."""
    pieces = speech.chunks(chunk.speech, len(samples) / audio.SAMPLE_RATE, _SHORT_CUT_S)
    heard = _heard(decoder, samples, pieces, options)
    weights = [len(one.words) for one in heard]
    mean = sum(one.log_probability * weight for one, weight in zip(heard, weights, strict=True)) / max(1, sum(weights))
    return Heard(tuple(word for one in heard for word in one.words), mean)


# -- the whole -------------------------------------------------------------------------------------------------


def _segments(takes: Sequence[Take], total_s: float) -> Segments:
    kept = [replace(one, confidence=confidence(take.log_probability)) for take in takes for one in take.kept]
    placed = enumerate(_in_order(kept, total_s), start=1)
    return tuple(replace(one, id=f"s{number:05d}", number=number) for number, one in placed)


def _in_order(segments: Sequence[Segment], total_s: float) -> Iterator[Segment]:
    """Yield `segments` so that each ends before the next begins, none empty, all inside the recording."""
    placed = sorted(segments, key=lambda one: one.start_s)
    ends = total_s
    fitted: list[Segment] = []
    for one in reversed(placed):
        end = min(one.end_s, ends)
        start = min(one.start_s, max(0.0, end - _SHORTEST_SEGMENT_S))
        fitted.append(replace(one, start_s=round(start, 3), end_s=round(end, 3)))
        ends = start
    yield from reversed(fitted)


def coverage(spoken: Sequence[Stretch], segments: Sequence[Segment], gaps: Sequence[Stretch] = ()) -> Coverage:
    """Return how much of `spoken` has text, and the stretches of a second and more that have none.

    `gaps` are stretches inside `segments` in which words are missing.
    """
    without = merged([*gaps, *(gap for stretch in spoken for gap in _between(stretch, segments))])
    speech_s = sum(stretch.end_s - stretch.start_s for stretch in spoken)
    without_s = sum(gap.end_s - gap.start_s for gap in without)
    uncovered = tuple(gap for gap in without if gap.end_s - gap.start_s >= _SHORTEST_GAP_S)
    return Coverage(round(speech_s, 3), round(max(0.0, speech_s - without_s), 3), uncovered)


def _between(stretch: Stretch, segments: Sequence[Segment]) -> Iterator[Stretch]:
    position = stretch.start_s
    for segment in segments:
        if segment.end_s <= position or segment.start_s >= stretch.end_s:
            continue
        if segment.start_s > position:
            yield Stretch(position, segment.start_s)
        position = max(position, segment.end_s)
    if position < stretch.end_s:
        yield Stretch(position, stretch.end_s)
