"""Speaker diarisation: turns with anonymous labels 发言人1, 发言人2 …; names are given by a person.

Neither the speakers nor their number are known beforehand. What is heard in a run of speech (`heard`) depends on its
sound only, so runs may be heard by several machines; who is who is told over the whole recording at the end
(`turns_of`), which takes a moment. Voice vectors are sensitive personal data (个人信息保护法 Art 28) and are never
written, so after an interruption the diarisation starts anew. The same sound gives the same labels. One person speaks
at a time: where two talk at once, the turn belongs to the clearer voice.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from sklearn.cluster import AgglomerativeClustering

from toolkit.records import Segment, Stretch, overlap_s
from toolkit.sound.gathering import Samples
from toolkit.sound.voices import Numbers, Voices, VoiceTrack, keep_to_one_thread, on_all_cores, voice_track

# Speech with short pauses is compared as one run, so that there is enough of slow and halting speakers.
_PAUSE_S = 1.0
_LONGEST_S = 60.0

# In blocks of 0.2 s.
_WINDOW = 8  # compared on each side of a moment
_SHORTEST = 4  # between two changes
_HALF = 10  # neighbours of this length show how alike one voice stays
_CORE = 10  # shorter parts do not make a speaker
_LEAST = 15  # nor do voices with less in all
_MOST = 6000  # parts that are clustered; twelve hours have more

# Cosines. Set on meetings of one to 28 synthetic voices, none of them the sample meeting's: near and far, in still and
# in noisy rooms, with and without pauses. Read Mandarin and Sichuan dialect allow a wider range around them.
_DOUBTFUL = 0.72  # a change is possible where the voices before and after are less alike than this
_DROP = 0.15  # and certain where they are so much less alike than at the median moment of the recording
_USUAL = 0.77  # how alike one voice stays, for recordings too short to measure it
_MARGIN = 0.09  # one voice may be this much less alike in another turn
_FEW = 3

_CHANGE = 0.3  # a change of speaker has to be worth this much,
_CHANGE_AT_PAUSE = 0.1  # less where there is a pause
_ROUNDS = 2

_BREATH_S = 2.0  # a turn goes on over shorter pauses
_CLEAR = 0.6  # of what turns cover of a segment, the least that is its speaker's
_LABEL = "发言人"
_ANONYMOUS = re.compile(rf"{_LABEL}\d+")

Order = NDArray[np.int_]


@dataclass(frozen=True)
class Turn:
    """One person's turn, from `start_s` to `end_s`, with its anonymous label."""

    start_s: float
    end_s: float
    speaker: str


@dataclass(frozen=True)
class Talk:
    """The voices in a run of speech with short pauses only.

    `around` holds the voice around each block, `alike` the likeness of the voices before and after each moment with
    enough speech on both sides. `track` has a mark before each of the blocks `doubtful`, where another voice may begin.
    `halves` holds the likeness of neighbours of 2 s, in a row from the first block on.
    """

    track: VoiceTrack
    around: Voices
    alike: Voices
    doubtful: Order
    halves: Voices


def turns(
    samples: Samples, speech: tuple[Stretch, ...], report: Callable[[float], None] = lambda _share: None
) -> tuple[Turn, ...]:
    """Return the speaker turns in the stretches `speech` of `samples` (mono, 16 kHz), in order of time.

    Labels are numbered by first appearance. Turns do not overlap; a pause of less than 2 s does not end a turn.
    `report` is called with the share that is done, from 0 to 1.
    Raise MissingWeightsError or WrongWeightsError.
    """
    whole = runs(speech)
    if not whole:
        return ()
    talks = []
    with on_all_cores(lambda run: _talk(voice_track(samples, run)), whole) as results:
        for number, talk in enumerate(results, start=1):
            report(number / len(whole))
            talks.append(talk)
    return turns_of(talks)


def heard(samples: Samples, run: Sequence[Stretch]) -> Talk | None:
    """Return the voices in one of the `runs` of speech in `samples`, heard by one thread; None if there are none.

    Raise MissingWeightsError or WrongWeightsError.
    """
    keep_to_one_thread()
    return _talk(voice_track(samples, run))


def turns_of(talks: Sequence[Talk | None]) -> tuple[Turn, ...]:
    """Return the speaker turns of a recording from what was heard in each of its runs of speech, in their order."""
    known = [talk for talk in talks if talk]
    if not known:
        return ()
    times = np.concatenate([talk.track.times for talk in known])
    around = np.concatenate([talk.around for talk in known])
    speakers = _speakers(around, _first_voices(known), _changes_cost(times))
    return tuple(_joined(times, speakers))


def labelled(segments: Sequence[Segment], turns: Sequence[Turn]) -> tuple[Segment, ...]:
    """Return `segments` with the label of the turn that covers most of each; None where no turn clearly does.

    Names given by a person stay.
    """
    return tuple(
        replace(segment, speaker=_speaker_of(segment, turns)) if _is_open(segment) else segment for segment in segments
    )


def _is_open(segment: Segment) -> bool:
    return segment.speaker is None or _ANONYMOUS.fullmatch(segment.speaker) is not None


def _speaker_of(segment: Segment, turns: Sequence[Turn]) -> str | None:
    shares: dict[str, float] = {}
    for turn in turns:
        both = overlap_s(segment, turn)
        if both:
            shares[turn.speaker] = shares.get(turn.speaker, 0.0) + both
    best = max(shares, key=lambda speaker: shares[speaker], default=None)
    return best if best is not None and shares[best] >= _CLEAR * sum(shares.values()) else None


# -- runs of speech ---------------------------------------------------------------------------------------------


def runs(speech: Sequence[Stretch]) -> tuple[tuple[Stretch, ...], ...]:
    """Return `speech` in runs that only short pauses interrupt, none much longer than a minute."""
    made: list[list[Stretch]] = []
    for stretch in speech:
        run = made[-1] if made else []
        is_new = not run or stretch.start_s - run[-1].end_s >= _PAUSE_S or stretch.end_s - run[0].start_s > _LONGEST_S
        if is_new:
            made.append([])
        made[-1].append(stretch)
    return tuple(map(tuple, made))


def _talk(track: VoiceTrack) -> Talk | None:
    """Return the voices around and the likely changes of voice in `track`; None if it holds no block."""
    if not len(track):
        return None
    blocks = np.arange(len(track))
    first = np.clip(blocks - _WINDOW // 2, 0, max(0, len(track) - _WINDOW))
    around = track.voices(first, np.minimum(first + _WINDOW, len(track)))
    moments = np.arange(_SHORTEST, len(track) - _SHORTEST + 1)
    alike = _likeness(track, np.maximum(moments - _WINDOW, 0), moments, np.minimum(moments + _WINDOW, len(track)))
    doubtful = np.array([0, *_doubtful(moments, alike), len(track)])
    starts = np.arange(0, len(track) - 2 * _HALF + 1, _HALF)
    halves = _likeness(track, starts, starts + _HALF, starts + 2 * _HALF)
    return Talk(track.thinned(doubtful), around, alike, doubtful, halves)


def _likeness(track: VoiceTrack, first: Order, middle: Order, last: Order) -> Voices:
    """Return the likeness (cosine) of the voices before and after each middle mark."""
    if not len(middle):
        return np.zeros(0, np.float32)
    likeness: Voices = np.sum(track.voices(first, middle) * track.voices(middle, last), axis=1)
    return likeness


def _doubtful(moments: Order, alike: Voices) -> list[int]:
    """Return the moments at which another voice may begin: those with the least alike voices before and after."""
    chosen: list[int] = []
    for place in np.argsort(alike, kind="stable"):
        if alike[place] >= _DOUBTFUL:
            break
        if all(abs(moments[place] - other) >= _SHORTEST for other in chosen):
            chosen.append(int(moments[place]))
    return sorted(chosen)


# -- parts of one voice ------------------------------------------------------------------------------------------


def _cuts(talk: Talk, changed: float) -> Order:
    """Return the marks of `talk` that split it into parts of one voice: those with a likeness below `changed`."""
    kept = talk.alike[talk.doubtful[1:-1] - _SHORTEST] < changed
    cuts: Order = np.flatnonzero([True, *kept, True])
    return cuts


def _one_voice(talk: Talk, cuts: Order) -> Voices:
    """Return the likeness of the neighbours of 2 s that no cut separates."""
    starts = np.arange(len(talk.halves)) * _HALF
    places = talk.doubtful[cuts]
    whole = np.searchsorted(places, starts, side="right") == np.searchsorted(places, starts + 2 * _HALF, side="left")
    within: Voices = talk.halves[whole]
    return within


# -- whose voice it is -------------------------------------------------------------------------------------------


def _first_voices(talks: Sequence[Talk]) -> Voices:
    """Return a first guess of the speakers' voices, one row each, from the parts that are long enough to compare."""
    alike = np.concatenate([talk.alike for talk in talks])
    changed = float(np.median(alike)) - _DROP if len(alike) else 0.0
    cuts = [_cuts(talk, changed) for talk in talks]
    lengths = np.concatenate([np.diff(talk.doubtful[at]) for talk, at in zip(talks, cuts, strict=True)])
    parts = np.concatenate([talk.track.voices(at[:-1], at[1:]) for talk, at in zip(talks, cuts, strict=True)])
    longest = np.argsort(-lengths, kind="stable")[: max(1, min(_MOST, int(np.sum(lengths >= _CORE))))]
    lengths, parts = lengths[longest], parts[longest]
    usual = _usual(np.concatenate([_one_voice(talk, at) for talk, at in zip(talks, cuts, strict=True)]))
    groups = _groups(parts, usual - _MARGIN)
    return _centres(parts * lengths[:, None], groups, np.bincount(groups, lengths).astype(np.float64))


def _usual(halves: Voices) -> float:
    """Return how alike one voice stays in this recording, which differs with room, microphone and dialect."""
    return float(np.median(halves)) if len(halves) >= _FEW else _USUAL


def _groups(parts: Voices, alike: float) -> Order:
    """Return the cluster number of each of `parts`, by average linkage down to a likeness of `alike`."""
    if len(parts) == 1:
        return np.zeros(1, np.int_)
    clustering = AgglomerativeClustering(
        n_clusters=None, distance_threshold=1.0 - alike, metric="cosine", linkage="average"
    )
    groups: Order = clustering.fit_predict(parts)
    return groups


def _centres(voices: Voices, groups: Order, weights: Numbers) -> Voices:
    """Return the mean voice, of length 1, of each group with enough weight, or of the heaviest if none has."""
    enough = np.flatnonzero(weights >= _LEAST)
    kept = enough if len(enough) else np.array([int(np.argmax(weights))])
    centres: Voices = np.stack([voices[groups == group].sum(axis=0) for group in kept])
    centres /= np.linalg.norm(centres, axis=1, keepdims=True)
    return centres


def _speakers(around: Voices, centres: Voices, costs: Numbers) -> Order:
    """Return the speaker of each block; the voices are re-estimated from the blocks of each speaker twice."""
    for _ in range(_ROUNDS):
        speakers = _best_path(around @ centres.T, costs)
        centres = _centres(around, speakers, np.bincount(speakers).astype(np.float64))
    return _best_path(around @ centres.T, costs)


def _changes_cost(times: Numbers) -> Numbers:
    """Return the cost of a change of speaker before each block; it is lower after a pause."""
    pauses = np.concatenate([[0.0], times[1:, 0] - times[:-1, 1]])
    return np.where(pauses > 0.0, _CHANGE_AT_PAUSE, _CHANGE)


def _best_path(likeness: Voices, costs: Numbers) -> Order:
    """Return the speaker of each block on the Viterbi path: most likeness less the costs of all changes."""
    blocks, speakers = likeness.shape
    stay = np.arange(speakers)
    came_from = np.zeros((blocks, speakers), np.int_)
    best = likeness[0].astype(np.float64)
    for block in range(1, blocks):
        leader = int(np.argmax(best))
        changed = best[leader] - costs[block]
        came_from[block] = np.where(best >= changed, stay, leader)
        best = np.maximum(best, changed) + likeness[block]
    path = np.zeros(blocks, np.int_)
    path[-1] = int(np.argmax(best))
    for block in range(blocks - 1, 0, -1):
        path[block - 1] = came_from[block, path[block]]
    return path


def _joined(times: Numbers, speakers: Order) -> Iterator[Turn]:
    """Yield one turn for each row of blocks with one speaker, labelled by first appearance."""
    labels: dict[int, str] = {}
    ends = [n for n in range(1, len(times)) if _ends(times, speakers, n)]
    for first, after in pairwise([0, *ends, len(times)]):
        label = labels.setdefault(int(speakers[first]), f"{_LABEL}{len(labels) + 1}")
        yield Turn(round(float(times[first, 0]), 3), round(float(times[after - 1, 1]), 3), label)


def _ends(times: Numbers, speakers: Order, block: int) -> bool:
    """Return whether a turn ends before `block`."""
    return bool(speakers[block] != speakers[block - 1] or times[block, 0] - times[block - 1, 1] >= _BREATH_S)
