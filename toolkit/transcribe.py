"""Decode a recording chunk by chunk, guard what comes back, and account for all speech.

A chunk is a pure function: it is decoded on its own, nothing is carried over, nothing is left to chance.
Chunks are decoded in batches that are planned before the first. A chunk whose text cannot be right is decoded again
alone in other ways; what a guard takes out is kept with its reason, and speech that stays without text is listed.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version
from typing import Any

from toolkit import decoders, records, speech
from toolkit.decoders import Decoder, Heard, HeardWord, Options, Samples
from toolkit.errors import NoSpeechError
from toolkit.journal import Journal
from toolkit.records import Chunk, Coverage, Engine, RecordingRef, Segment, Stretch, Transcript
from toolkit.takes import Take, confidence, judged

_RATE = 16_000
_BATCH = 4  # two minutes of speech: more hardly go faster, and a power cut costs no more than these
_AHEAD = 12  # chunks that are sorted by length together: about six minutes
_SHORTEST_GAP_S = 1.0  # words are laid over the sound to about this
_SHORT_CUT_S = 10.0
_SHORTEST_SEGMENT_S = 0.02
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
class Plan:
    """Where somebody speaks, the chunks, and which of them are decoded together."""

    speech: tuple[Stretch, ...]
    chunks: tuple[Chunk, ...]
    batches: tuple[tuple[int, ...], ...]


def plan_of(samples: Samples) -> Plan:
    """Return the plan for `samples` (mono, 16 kHz); the same each time."""
    total_s = len(samples) / _RATE
    spoken = speech.speech_stretches(samples)
    chunks = speech.chunks(spoken, total_s)
    return Plan(spoken, chunks, tuple(_batches(chunks)))


def _batches(chunks: Sequence[Chunk]) -> Iterator[tuple[int, ...]]:
    """Yield the chunks' numbers in batches of like length: the longest sets what a batch costs."""
    for first in range(0, len(chunks), _AHEAD):
        near = sorted(range(first, min(first + _AHEAD, len(chunks))), key=lambda n: chunks[n].end_s - chunks[n].start_s)
        yield from (tuple(near[at : at + _BATCH]) for at in range(0, len(near), _BATCH))


def transcribe(  # noqa: PLR0913 - what it needs, and what may be left out
    decoder: Decoder,
    samples: Samples,
    recording: RecordingRef,
    options: Options,
    *,
    progress: Progress | None = None,
    journal: Journal | None = None,
    finish: Finish = _as_they_are,
) -> Transcript:
    """Return the transcript of `samples` (mono, 16 kHz), version 1; what `journal` holds is not decoded again.

    `progress` is told the seconds done and in all. `finish` is given all segments and where somebody speaks, and
    returns the segments with what else is known of them. Raise NoSpeechError when nobody speaks.
    """
    engine = _engine(decoder, options)
    plan, done = _resumed(journal, {"sound": recording.sha256, "engine": records.to_json(engine)}, samples)
    if not plan.chunks:
        raise NoSpeechError(path=recording.code or "这段录音")
    total_s = sum(chunk.end_s - chunk.start_s for chunk in plan.chunks)
    done_s = 0.0
    for number, batch in enumerate(plan.batches):
        if number not in done:
            done[number] = _decoded(decoder, samples, [plan.chunks[n] for n in batch], options)
            if journal is not None:
                journal.append(number, records.to_json(done[number]))
        done_s += sum(plan.chunks[n].end_s - plan.chunks[n].start_s for n in batch)
        if progress:
            progress(done_s / total_s * recording.seconds, recording.seconds)
    takes = {n: take for number, batch in enumerate(plan.batches) for n, take in zip(batch, done[number], strict=True)}
    ordered = [takes[n] for n in range(len(plan.chunks))]
    segments = finish(_segments(ordered, recording.seconds), plan.speech)
    removed = tuple(gone for take in ordered for gone in take.removed)
    gaps = [gap for take in ordered for gap in take.gaps]
    return Transcript(recording, engine, segments, removed, coverage(plan.speech, segments, gaps))


def _engine(decoder: Decoder, options: Options) -> Engine:
    told = {"prompt_words": list(options.prompt_words), "language": options.language, "program": version("yehua")}
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


# -- one batch -------------------------------------------------------------------------------------------------


def _decoded(decoder: Decoder, samples: Samples, chunks: Sequence[Chunk], options: Options) -> tuple[Take, ...]:
    heard = decoder.decode([_sound(samples, chunk) for chunk in chunks], options)
    prompt = decoders.prompt_of(options.prompt_words)
    first = [judged(one, chunk, prompt) for one, chunk in zip(heard, chunks, strict=True)]
    return tuple(
        take if take.is_sound else _better(take, decoder, samples, chunk, options)
        for take, chunk in zip(first, chunks, strict=True)
    )


def _sound(samples: Samples, chunk: Chunk) -> Samples:
    return samples[round(chunk.start_s * _RATE) : round(chunk.end_s * _RATE)]


def _better(take: Take, decoder: Decoder, samples: Samples, chunk: Chunk, options: Options) -> Take:
    """Decode `chunk` again alone until a take is sound; return the best of all."""
    takes = [take]
    for how in _AGAIN:
        wish = {key: value for key, value in how.items() if key != "cut"}
        other = replace(options, **wish)  # type: ignore[arg-type]  # the keys are those of Options
        heard = (
            _in_pieces(decoder, samples, chunk, other)
            if "cut" in how
            else decoder.decode([_sound(samples, chunk)], other)[0]
        )
        takes.append(judged(heard, chunk, decoders.prompt_of(options.prompt_words) if other.prompted else ""))
        if takes[-1].is_sound:
            break
    return min(takes, key=lambda one: one.rank)


def _in_pieces(decoder: Decoder, samples: Samples, chunk: Chunk, options: Options) -> Heard:
    """Decode `chunk` cut at its pauses into pieces of some ten seconds; return what was heard as of the whole."""
    pieces = speech.chunks(chunk.speech, len(samples) / _RATE, _SHORT_CUT_S)
    heard = decoder.decode([_sound(samples, piece) for piece in pieces], options)
    words = [
        _shifted(word, piece.start_s - chunk.start_s)
        for piece, one in zip(pieces, heard, strict=True)
        for word in one.words
    ]
    weights = [len(one.words) for one in heard]
    mean = sum(one.log_probability * weight for one, weight in zip(heard, weights, strict=True)) / max(1, sum(weights))
    return Heard(tuple(words), mean)


def _shifted(word: HeardWord, by_s: float) -> HeardWord:
    return replace(word, start_s=word.start_s + by_s, end_s=word.end_s + by_s)


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
    without = _merged([*gaps, *(gap for stretch in spoken for gap in _between(stretch, segments))])
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


def _merged(gaps: Sequence[Stretch]) -> list[Stretch]:
    merged: list[Stretch] = []
    for gap in sorted(gaps, key=lambda one: one.start_s):
        if merged and gap.start_s <= merged[-1].end_s:
            merged[-1] = Stretch(merged[-1].start_s, max(merged[-1].end_s, gap.end_s))
        else:
            merged.append(gap)
    return merged
