"""Voice activity detection, and the cutting of a recording at silences into chunks."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from math import ceil

import numpy as np

from toolkit.records import Chunk, Stretch
from toolkit.sound.gathering import SAMPLE_RATE, Samples

LONGEST_S = 20.0

_FRAME = 512  # samples for each probability of silero
_FRAME_S = _FRAME / SAMPLE_RATE
# Blocks of two minutes bound the memory and run on all cores; some seconds before each settle silero's state.
_BLOCK = 3_750 * _FRAME
_WARM_UP = 250 * _FRAME

# Higher thresholds would lose quiet voices at the back of a courtyard; guards remove text over noise.
_BEGINS = 0.3
_ENDS = 0.15
_SILENCE_S = 0.3
_SHORTEST_S = 0.15
_PAD_S = 0.1

# Silero detects little below -50 dB: voices are amplified to about -20 dB by the loudest half second around them.
_LOUD = 0.1
_MOST_GAIN = 30.0
_LEVEL_FRAME = SAMPLE_RATE // 2
_LEVEL_REACH = 2

# Of a pause no more is decoded than this: silence costs as much as speech and invites inventions.
_PAUSE_S = 0.5
# Whisper was trained with silence around speech and does worse when a chunk begins with its first sound.
_MARGIN_S = 0.4


def speech_stretches(samples: Samples) -> tuple[Stretch, ...]:
    """Return the stretches of speech in `samples` (mono, 16 kHz), in order, in seconds, inside the recording.

    No two stretches touch, except where speech without a pause was cut at its quietest moment to fit into a chunk.
    Blocks of two minutes are examined, so twelve hours need hardly more memory than their samples.
    """
    return stretches_of(_probabilities(samples), len(samples) / SAMPLE_RATE)


def _probabilities(samples: Samples) -> Samples:
    """Return the probability of speech for each 32 ms of `samples`."""
    with ThreadPoolExecutor() as cores:
        blocks = list(cores.map(lambda start: _of_block(samples, start), range(0, len(samples), _BLOCK)))
    return np.concatenate(blocks) if blocks else np.zeros(0, np.float32)


def _of_block(samples: Samples, start: int) -> Samples:
    before = max(0, start - _WARM_UP)
    plain = samples[before : start + _BLOCK]
    if not plain.any():
        # Digital silence needs no detection.
        return np.zeros(ceil((len(plain) - start + before) / _FRAME), np.float32)
    block = _levelled(plain)
    padded = np.pad(block, (0, -len(block) % _FRAME))
    from faster_whisper.vad import get_vad_model  # noqa: PLC0415 - takes half a second, and most hear nothing

    heard: Samples = np.asarray(get_vad_model()(padded), np.float32).reshape(-1)
    return heard[(start - before) // _FRAME :]


def _levelled(samples: Samples) -> Samples:
    """Return `samples` with quiet passages amplified, so that far voices are detected as well as near ones."""
    frames = np.pad(samples, (0, -len(samples) % _LEVEL_FRAME)).reshape(-1, _LEVEL_FRAME)
    level = np.sqrt(np.mean(np.square(frames), axis=1))
    around = np.pad(level, _LEVEL_REACH)
    loudest = np.max([around[shift : shift + len(level)] for shift in range(2 * _LEVEL_REACH + 1)], axis=0)
    gain = np.clip(_LOUD / np.maximum(loudest, 1e-9), 1.0, _MOST_GAIN)
    centres = (np.arange(len(level)) + 0.5) * _LEVEL_FRAME
    curve = np.interp(np.arange(len(samples)), centres, gain)
    raised: Samples = np.clip(samples * curve, -1.0, 1.0).astype(np.float32)
    return raised


def stretches_of(probabilities: Samples, total_s: float) -> tuple[Stretch, ...]:
    """Return the stretches of speech for `probabilities` (one for each 32 ms), inside `total_s` seconds.

    A stretch begins where speech is likely and ends where it is unlikely for a third of a second.
    """
    runs = [run for run in _runs(probabilities) if (run[1] - run[0]) * _FRAME_S >= _SHORTEST_S]
    cut = [part for run in runs for part in _quietly_cut(probabilities, *run)]
    edges = [(start * _FRAME_S, min(end * _FRAME_S, total_s)) for start, end in cut]
    return tuple(_padded([edge for edge in edges if edge[0] < edge[1]], total_s))


def _runs(probabilities: Samples) -> Iterator[tuple[int, int]]:
    """Yield the first frame of each stretch and the first after it."""
    start: int | None = None
    last = 0  # the frame after the last that may still be speech
    for frame in np.flatnonzero(probabilities >= _ENDS).tolist():
        if start is not None and (frame - last) * _FRAME_S >= _SILENCE_S:
            yield start, last
            start = None
        if start is None and probabilities[frame] < _BEGINS:
            continue
        start = frame if start is None else start
        last = frame + 1
    if start is not None:
        yield start, last


def _quietly_cut(probabilities: Samples, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the frames `start` to `end` in parts that fit into a chunk, cut where speech is least likely."""
    most = int((LONGEST_S - 2 * _MARGIN_S) / _FRAME_S)
    while end - start > most:
        first = start + most // 2
        cut = first + int(np.argmin(probabilities[first : start + most]))
        yield start, cut
        start = cut
    yield start, end


def _padded(edges: Sequence[tuple[float, float]], total_s: float) -> Iterator[Stretch]:
    """Yield `edges` with a little silence around each, at most half of what lies between two."""
    for number, (start, end) in enumerate(edges):
        before = edges[number - 1][1] if number else -_PAD_S * 2
        after = edges[number + 1][0] if number + 1 < len(edges) else total_s + _PAD_S * 2
        pad_before = min(_PAD_S, (start - before) / 3)
        pad_after = min(_PAD_S, (after - end) / 3)
        yield Stretch(max(0.0, round(start - pad_before, 3)), min(total_s, round(end + pad_after, 3)))


def chunks(speech: tuple[Stretch, ...], total_s: float, longest_s: float = LONGEST_S) -> tuple[Chunk, ...]:
    """Return all of `speech` in chunks, cut at pauses, with at most `longest_s` seconds to decode in each.

    Every moment of speech lies in exactly one chunk; a stretch longer than a chunk can be is cut into equal
    parts.
    """
    room = longest_s - 2 * _MARGIN_S
    groups = list(_groups([part for stretch in speech for part in _fitting(stretch, room)], room))
    edges = [Stretch(group[0].start_s, group[-1].end_s) for group in groups]
    return tuple(Chunk(*_with_margin(edges, n, total_s), tuple(group)) for n, group in enumerate(groups))


def parts_heard(chunk: Chunk) -> tuple[Stretch, ...]:
    """Return the parts of the recording that are decoded for `chunk`, in order: all but the middle of long pauses."""
    parts = [Stretch(chunk.start_s, chunk.end_s)]
    for before, after in pairwise(chunk.speech):
        if after.start_s - before.end_s > _PAUSE_S:
            last = parts.pop()
            parts.append(Stretch(last.start_s, before.end_s + _PAUSE_S / 2))
            parts.append(Stretch(after.start_s - _PAUSE_S / 2, last.end_s))
    return tuple(parts)


def moment(parts: Sequence[Stretch], heard_s: float) -> float:
    """Return the second of the recording that lies `heard_s` seconds into the joined `parts`."""
    for part in parts:
        length = part.end_s - part.start_s
        if heard_s <= length:
            return part.start_s + heard_s
        heard_s -= length
    return parts[-1].end_s + heard_s


def heard_at(parts: Sequence[Stretch], moment_s: float) -> float:
    """Return the seconds into the joined `parts` at which `moment_s` of the recording lies.

    A moment that is left out lies where the next part starts; a moment before or after all parts, at their ends.
    """
    heard = 0.0
    for part in parts:
        if moment_s <= part.end_s:
            return heard + max(0.0, moment_s - part.start_s)
        heard += part.end_s - part.start_s
    return heard


def _fitting(stretch: Stretch, room: float) -> Iterator[Stretch]:
    count = max(1, ceil((stretch.end_s - stretch.start_s) / room))
    edges = [float(edge) for edge in np.linspace(stretch.start_s, stretch.end_s, count + 1)]
    yield from (Stretch(start, end) for start, end in pairwise(edges))


def _groups(parts: Sequence[Stretch], room: float) -> Iterator[list[Stretch]]:
    """Yield `parts` in groups of at most `room` seconds to decode, cut at the longest pause of the second half."""
    left = list(parts)
    while left:
        upto = list(_heard_upto(left))
        fitting = sum(seconds <= room for seconds in upto)
        if fitting < len(left):
            late = [n for n in range(1, fitting + 1) if upto[n - 1] >= room / 2] or [fitting]
            fitting = max(late, key=lambda n: (left[n].start_s - left[n - 1].end_s, n))
        yield left[:fitting]
        left = left[fitting:]


def _heard_upto(parts: Sequence[Stretch]) -> Iterator[float]:
    """Yield for each of `parts` the seconds to decode from the start of the first to its end."""
    heard, before = 0.0, parts[0].start_s
    for part in parts:
        heard += min(part.start_s - before, _PAUSE_S) + part.end_s - part.start_s
        before = part.end_s
        yield heard


def _with_margin(edges: Sequence[Stretch], number: int, total_s: float) -> tuple[float, float]:
    """Return start and end of chunk `number` with a little of the silence around, never into a neighbour."""
    own = edges[number]
    before = (edges[number - 1].end_s + own.start_s) / 2 if number else 0.0
    after = (own.end_s + edges[number + 1].start_s) / 2 if number + 1 < len(edges) else total_s
    return max(own.start_s - _MARGIN_S, before), min(own.end_s + _MARGIN_S, after)
