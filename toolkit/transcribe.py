"""A recording to a transcript: speech found, chunks decoded, segments put in order, speakers told apart, gaps listed.

This is the whole way, readable from top to bottom; each step is a function of `toolkit.sound` or
`toolkit.recognition`. Chunks are decoded independently of each other, so a run that was interrupted goes on with the
batches that its journal lacks, batches run in parallel, and the result is the same to the letter.
"""

from collections.abc import Callable
from typing import Any

from toolkit import records, sound
from toolkit.core import MissingWeightsError, NoSpeechError, parallel
from toolkit.recognition import Journal, Plan, Recognizer, Take, coverage, plan_of, segments_of
from toolkit.records import RecordingRef, Segment, Stretch, Transcript
from toolkit.sound import Samples

Progress = Callable[[float, float], None]  # seconds of the recording done, and in all
Warn = Callable[[str], None]  # a sentence for the user

_DECODING_SHARE = 0.65  # of the time that decoding and telling speakers apart take together


def silently(_done_s: float, _total_s: float) -> None:
    """Take progress and show nothing."""


def without_warning(_sentence: str) -> None:
    """Take a warning and show nothing."""


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
    """Return the transcript of `samples` (mono, 16 kHz), version 1.

    Batches that `journal` holds are not decoded again; each new one is appended to it before the progress is reported.
    With `speakers` each segment gets the anonymous label of its speaker, and the decoder is closed before, since two
    hours of sound and both models would need too much memory; without a speaker model on this machine nobody is
    labelled and `warn` is called. Raise NoSpeechError when nobody speaks.
    """
    # Voice activity detection finds the speech, which is cut at pauses into chunks.
    plan, takes = _begun_or_resumed(recognizer, samples, recording, journal)
    if not plan.chunks:
        raise NoSpeechError(path=recording.code or "这段录音")
    decoding = _DECODING_SHARE if speakers else 1.0

    def report(share: float) -> None:
        progress(share * recording.seconds, recording.seconds)

    # Each chunk is decoded to a take: its sentences, what guards removed, and the gaps that are left.
    _decode_missing(recognizer, samples, plan, takes, journal=journal, report=lambda done: report(decoding * done))
    ordered = plan.in_order(takes)
    segments = segments_of(ordered, recording.seconds)
    # Voices are compared over the whole recording, so speakers are told apart when all is decoded.
    if speakers:
        recognizer.decoder.close()
        segments = _labelled(segments, samples, plan.speech, report, warn)
    # What was removed and what has no text is listed, so that a person can listen to it.
    removed = tuple(phrase for take in ordered for phrase in take.removed)
    gaps = [gap for take in ordered for gap in take.gaps]
    return Transcript(recording, recognizer.engine, segments, removed, coverage(plan.speech, segments, gaps))


def latest_segment(journal: Journal) -> Segment | None:
    """Return the last segment of the batch that `journal` got last, to show how far a run is; None before the first.

    It has no id, and its number is 0.
    """
    takes = _takes_in(next(reversed(journal.done.values()), ()))
    segments = (segment for take in takes for segment in take.kept)
    return max(segments, key=lambda segment: segment.start_s, default=None)


def _begun_or_resumed(
    recognizer: Recognizer, samples: Samples, recording: RecordingRef, journal: Journal | None
) -> tuple[Plan, dict[int, tuple[Take, ...]]]:
    """Return the plan and the takes by batch that `journal` holds for this very work, or a new plan, entered in it."""
    if journal is None:
        return plan_of(samples), {}
    engine = records.to_json(recognizer.engine)
    key = {"sound": recording.sha256, "engine": engine, "words": recognizer.words.sha256}
    if journal.fits(key):
        return records.from_json(Plan, journal.plan), {batch: _takes_in(kept) for batch, kept in journal.done.items()}
    plan = plan_of(samples)
    journal.begin(key, records.to_json(plan))
    return plan, {}


def _decode_missing(
    recognizer: Recognizer,
    samples: Samples,
    plan: Plan,
    takes: dict[int, tuple[Take, ...]],
    *,
    journal: Journal | None,
    report: Callable[[float], None],
) -> None:
    """Decode the batches that `takes` lacks, several at a time, and enter each in `takes` and in `journal`.

    `report` is called with the share of all batches that is done, from 0 to 1.
    """

    def decode(batch: int) -> tuple[Take, ...]:
        return recognizer.recognized(samples, plan.chunks_of(batch))

    missing = [batch for batch in range(len(plan.batches)) if batch not in takes]
    with parallel.working(decode, missing, recognizer.decoder.at_once) as results:
        for batch, takes_of_batch in zip(missing, results, strict=True):
            takes[batch] = takes_of_batch
            if journal is not None:
                journal.append(batch, records.to_json(takes_of_batch))
            report(plan.share(takes))


def _takes_in(kept: Any) -> tuple[Take, ...]:
    return records.from_json(tuple[Take, ...], kept)


def _labelled(
    segments: tuple[Segment, ...],
    samples: Samples,
    speech: tuple[Stretch, ...],
    report: Callable[[float], None],
    warn: Warn,
) -> tuple[Segment, ...]:
    """Return `segments` with the labels of their speakers; unchanged, after a warning, without a speaker model."""

    def report_rest(share: float) -> None:
        report(_DECODING_SHARE + (1 - _DECODING_SHARE) * share)

    try:
        # Through the door, which imports the clustering and its 150 MB only here, when the decoder is gone.
        turns = sound.speakers.turns(samples, speech, report_rest)
    except MissingWeightsError as fault:
        warn(str(fault))
        return segments
    return sound.speakers.labelled(segments, turns)
