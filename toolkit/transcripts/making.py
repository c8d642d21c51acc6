"""Make the transcript of a recording or a sound file: decode, tell speakers apart, save, export."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from toolkit.core import DamagedSoundError, sha256_of
from toolkit.meetings import find_recording
from toolkit.recognition import decoders, journal, lexicon
from toolkit.recognition import pipeline as transcription
from toolkit.records import RecordingRef, Segment, Stretch, Transcript
from toolkit.sound import audio
from toolkit.transcripts import finishing
from toolkit.transcripts.exports import write_beside
from toolkit.transcripts.versions import list_versions, load_transcript, save_transcript
from toolkit.workspace import Desk, Transcription, jobs, numbering

Progress = Callable[[float, float], None]
Warn = Callable[[str], None]
Sound = tuple[audio.Samples, RecordingRef]

_DECODING = 0.65  # of all the work; telling speakers apart is the rest


def _silently(done_s: float, total_s: float) -> None:
    """Take progress and show nothing."""


def _ignore(_words: str) -> None:
    """Take a warning and show nothing."""


def transcribe(
    desk: Desk,
    what: str,
    *,
    engine: str | None = None,
    model: str | None = None,
    progress: Progress = _silently,
    warn: Warn = _ignore,
) -> Transcript:
    """Return the transcript of `what`, a recording's code or the path of a sound file.

    A recording that has a transcript keeps it, unless another engine or model is asked for; a sound file that was
    not taken in is only transcribed. What an interrupted run had decoded is not decoded again. Of a sound that breaks
    off, all that can be read is transcribed, and `warn` is told where it ends.
    Raise BusyRecordingError when another process is at the same recording.
    """
    wish = wished(desk, engine, model)
    if not is_taken_in(desk, what):
        return decoded(desk, sound_of(desk.file(what), None, warn), wish, (progress, warn))
    recording = find_recording(desk.store, what)
    if engine is None and model is None and list_versions(desk.store, recording.code):
        return load_transcript(desk.store, recording.code)
    with (
        journal.opened(desk.workspace.journal(recording.code), f"录音 {recording.code}") as kept,
        jobs.recorded(
            desk.workspace.jobs,
            recording.code,
            "transcribe",
            engine=engine,
            model=model,
            total_s=recording.seconds,
        ) as job,
    ):
        sound = sound_of(desk.workspace.root / recording.original, recording.code, warn)
        made = decoded(desk, sound, wish, (_both(progress, job), warn), kept)
        saved = save_transcript(desk.store, recording.code, made)
        kept.remove()
    write_beside(desk, recording, saved)
    return saved


def wished(desk: Desk, engine: str | None, model: str | None, *, speakers: bool = True) -> Transcription:
    """Return how to transcribe: as the settings say, but by another `engine` or `model`, perhaps without `speakers`."""
    usual = desk.settings.transcription
    return replace(
        usual, engine=engine or usual.engine, model=model or usual.model, speakers=speakers and usual.speakers
    )


def is_taken_in(desk: Desk, what: str) -> bool:
    """Tell whether `what` is the code of a recording rather than the path of a file."""
    return numbering.kind_of(what) is not None or not desk.file(what).is_file()


def _both(one: Progress, other: Progress) -> Progress:
    def report(done_s: float, total_s: float) -> None:
        one(done_s, total_s)
        other(done_s, total_s)

    return report


def decoded(
    desk: Desk,
    sound: Sound,
    wish: Transcription,
    report: tuple[Progress, Warn] = (_silently, _ignore),
    kept: journal.Journal | None = None,
    *,
    beam_size: int = 1,
) -> Transcript:
    """Return the transcript of `sound` by `wish`; what the journal `kept` holds is not decoded again."""
    samples, reference = sound
    progress, warn = report
    words = lexicon.load(desk.workspace.lexicon_file)
    prompted = dict.fromkeys((*desk.settings.prompt_words, *lexicon.prompt_words(words)))
    options = decoders.Options(prompt_words=tuple(prompted), beam_size=beam_size)
    decoder = decoders.load(wish.engine, wish.model, desk.workspace.models, wish.threads)
    in_all_s = reference.seconds
    decoding = _DECODING if wish.speakers else 1.0

    def finish(segments: tuple[Segment, ...], spoken: tuple[Stretch, ...]) -> tuple[Segment, ...]:
        def told(part: float) -> None:
            progress((decoding + (1 - decoding) * part) * in_all_s, in_all_s)

        if not wish.speakers:
            return segments
        decoder.close()  # two hours of sound and both models would be too much for an office PC
        return finishing.with_speakers(samples, segments, spoken, told, warn)

    return transcription.transcribe(
        decoder,
        samples,
        reference,
        options,
        progress=lambda done_s, total_s: progress(decoding * done_s, total_s),
        journal=kept,
        words=words,
        reserve=decoders.reserve(wish.engine, wish.model, desk.workspace.models, wish.threads),
        finish=finish,
    )


def sound_of(path: Path, code: str | None, warn: Warn = _ignore) -> Sound:
    """Return all that can be read of the sound at `path`; tell where it breaks off, if it does."""
    try:
        samples = audio.samples(path)
    except DamagedSoundError as fault:
        samples = audio.samples(path, whole=False)
        warn(str(fault))
    return samples, RecordingRef(code, sha256_of(path), len(samples) / audio.SAMPLE_RATE)
