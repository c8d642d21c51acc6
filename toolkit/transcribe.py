"""A recording to a transcript: speech found, chunks decoded, segments put in order, speakers told apart, gaps listed.

This is the whole way, readable from top to bottom; each step is a function of `toolkit.sound` or
`toolkit.recognition`, done by this process (`OwnHands`) or by other hands, such as those of several machines. Chunks
are decoded independently of each other, so a run that was interrupted goes on with the batches that its journal lacks,
batches run in parallel, and the result is the same to the letter.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from toolkit import records, sound
from toolkit.core import MissingWeightsError, NoSpeechError, parallel
from toolkit.recognition import Journal, Plan, Recognizer, Take, coverage, plan_of, segments_of
from toolkit.records import Engine, RecordingRef, Segment, Stretch, Transcript
from toolkit.sound import Samples

if TYPE_CHECKING:
    from toolkit.sound import Turn  # its module imports the clustering

Progress = Callable[[float, float], None]  # seconds of the recording done, and in all
Warn = Callable[[str], None]  # a sentence for the user
Decoded = Iterator[tuple[int, tuple[Take, ...]]]  # the number of a batch, and the takes of its chunks

_DECODING_SHARE = 0.65  # of the time that decoding and telling speakers apart take together


def silently(_done_s: float, _total_s: float) -> None:
    """Take progress and show nothing."""


def without_warning(_sentence: str) -> None:
    """Take a warning and show nothing."""


class Hands(Protocol):
    """Whoever does the steps of a transcription of one recording; each step is a pure function of its sound."""

    @property
    def engine(self) -> Engine:
        """The record of the engine, exact enough to decode again."""

    @property
    def words_sha256(self) -> str:
        """The SHA-256 of the local words that correct the text."""

    def plan(self) -> Plan:
        """Return the speech of the recording, its chunks and batches."""

    def decoded(self, plan: Plan, batches: Sequence[int]) -> AbstractContextManager[Decoded]:
        """Give each of `batches` of `plan` as it is decoded, in any order; the rest is dropped at the block's end."""

    def turns(self, speech: tuple[Stretch, ...], report: Callable[[float], None]) -> "tuple[Turn, ...]":
        """Return who speaks when in `speech`, once all is decoded; raise MissingWeightsError."""


@dataclass(frozen=True)
class OwnHands:
    """This process at work on `samples` (mono, 16 kHz) with a `recognizer`."""

    recognizer: Recognizer
    samples: Samples

    @property
    def engine(self) -> Engine:
        """The record of the recognizer's engine."""
        return self.recognizer.engine

    @property
    def words_sha256(self) -> str:
        """The SHA-256 of the recognizer's words."""
        return self.recognizer.words.sha256

    def plan(self) -> Plan:
        """Return the plan of the samples."""
        return plan_of(self.samples)

    @contextmanager
    def decoded(self, plan: Plan, batches: Sequence[int]) -> Iterator[Decoded]:
        """Give each of `batches` in its order, several decoded at a time."""

        def decode(batch: int) -> tuple[Take, ...]:
            return self.recognizer.recognized(self.samples, plan.chunks_of(batch))

        with parallel.working(decode, batches, self.recognizer.decoder.at_once) as results:
            yield zip(batches, results, strict=True)

    def turns(self, speech: tuple[Stretch, ...], report: Callable[[float], None]) -> "tuple[Turn, ...]":
        """Return the turns, the decoder closed before: two hours of sound and both models would need too much."""
        self.recognizer.decoder.close()
        # Through the door, which imports the clustering and its 150 MB only here, when the decoder is gone.
        return sound.speakers.turns(self.samples, speech, report)


def transcribe(
    recognizer: Recognizer,
    samples: Samples,
    recording: RecordingRef,
    *,
    speakers: bool = False,
    journal: Journal | None = None,
    progress: Progress = silently,
    warn: Warn = without_warning,
) -> Transcript:
    """Return the transcript of `samples` (mono, 16 kHz), version 1, made by this process; see `transcribe_by`."""
    hands = OwnHands(recognizer, samples)
    return transcribe_by(hands, recording, speakers=speakers, journal=journal, progress=progress, warn=warn)


def transcribe_by(
    hands: Hands,
    recording: RecordingRef,
    *,
    speakers: bool = False,
    journal: Journal | None = None,
    progress: Progress = silently,
    warn: Warn = without_warning,
) -> Transcript:
    """Return the transcript of `recording`, version 1, made by `hands`.

    Batches that `journal` holds are not decoded again; each new one is appended to it before the progress is reported.
    With `speakers` each segment gets the anonymous label of its speaker; without a speaker model on this machine
    nobody is labelled and `warn` is called. Raise NoSpeechError when nobody speaks.
    """
    # Voice activity detection finds the speech, which is cut at pauses into chunks.
    plan, takes = _begun_or_resumed(hands, recording, journal)
    if not plan.chunks:
        raise NoSpeechError(path=recording.code or "这段录音")
    decoding = _DECODING_SHARE if speakers else 1.0

    def report(share: float) -> None:
        progress(share * recording.seconds, recording.seconds)

    # Each chunk is decoded to a take: its sentences, what guards removed, and the gaps that are left.
    _decode_missing(hands, plan, takes, journal=journal, report=lambda done: report(decoding * done))
    ordered = plan.in_order(takes)
    segments = segments_of(ordered, recording.seconds)
    # Voices are compared over the whole recording, so speakers are told apart when all is decoded.
    if speakers:
        segments = _labelled(segments, hands, plan.speech, report, warn)
    # What was removed and what has no text is listed, so that a person can listen to it.
    removed = tuple(phrase for take in ordered for phrase in take.removed)
    gaps = [gap for take in ordered for gap in take.gaps]
    return Transcript(recording, hands.engine, segments, removed, coverage(plan.speech, segments, gaps))


def latest_segment(journal: Journal) -> Segment | None:
    """Return the last segment of the batch that `journal` got last, to show how far a run is; None before the first.

    It has no id, and its number is 0.
    """
    takes = _takes_in(next(reversed(journal.done.values()), ()))
    segments = (segment for take in takes for segment in take.kept)
    return max(segments, key=lambda segment: segment.start_s, default=None)


def _begun_or_resumed(
    hands: Hands, recording: RecordingRef, journal: Journal | None
) -> tuple[Plan, dict[int, tuple[Take, ...]]]:
    """Return the plan and the takes by batch that `journal` holds for this very work, or a new plan, entered in it."""
    if journal is None:
        return hands.plan(), {}
    engine = records.to_json(hands.engine)
    key = {"sound": recording.sha256, "engine": engine, "words": hands.words_sha256}
    if journal.fits(key):
        return records.from_json(Plan, journal.plan), {batch: _takes_in(kept) for batch, kept in journal.done.items()}
    plan = hands.plan()
    journal.begin(key, records.to_json(plan))
    return plan, {}


def _decode_missing(
    hands: Hands,
    plan: Plan,
    takes: dict[int, tuple[Take, ...]],
    *,
    journal: Journal | None,
    report: Callable[[float], None],
) -> None:
    """Have the batches that `takes` lacks decoded, and enter each in `takes` and in `journal`.

    `report` is called with the share of all batches that is done, from 0 to 1.
    """
    missing = [batch for batch in range(len(plan.batches)) if batch not in takes]
    with hands.decoded(plan, missing) as results:
        for batch, takes_of_batch in results:
            takes[batch] = takes_of_batch
            if journal is not None:
                journal.append(batch, records.to_json(takes_of_batch))
            report(plan.share(takes))


def _takes_in(kept: Any) -> tuple[Take, ...]:
    return records.from_json(tuple[Take, ...], kept)


def _labelled(
    segments: tuple[Segment, ...],
    hands: Hands,
    speech: tuple[Stretch, ...],
    report: Callable[[float], None],
    warn: Warn,
) -> tuple[Segment, ...]:
    """Return `segments` with the labels of their speakers; unchanged, after a warning, without a speaker model."""

    def report_rest(share: float) -> None:
        report(_DECODING_SHARE + (1 - _DECODING_SHARE) * share)

    try:
        turns = hands.turns(speech, report_rest)
    except MissingWeightsError as fault:
        warn(str(fault))
        return segments
    return sound.speakers.labelled(segments, turns)
