"""Make the transcript of a recording or a sound file: decode, tell speakers apart, save, export."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from toolkit import transcribe as transcription
from toolkit.core import DamagedSoundError, sha256_of
from toolkit.meetings import find_meeting, find_recording
from toolkit.recognition import Recognizer, decoders, journal, lexicon
from toolkit.records import Recording, RecordingRef, Transcript
from toolkit.sound import SAMPLE_RATE, Samples, audio
from toolkit.transcribe import Hands, OwnHands, Progress, Warn, silently, without_warning
from toolkit.transcripts.exports import write_beside
from toolkit.transcripts.versions import list_versions, load_transcript, save_transcript
from toolkit.workspace import Desk, Transcription, jobs, numbering

Sound = tuple[Samples, RecordingRef]
# Returns who transcribes the recording of a desk as it is wished, and the reference to its sound; warns where it ends.
Hire = Callable[[Desk, Recording, Transcription, Warn], tuple[Hands, RecordingRef]]


def own_hands(desk: Desk, recording: Recording, wish: Transcription, warn: Warn) -> tuple[Hands, RecordingRef]:
    """Return this process as the one that transcribes `recording` by `wish`; the model is loaded."""
    samples, reference = sound_of(desk.workspace.root / recording.original, recording.code, warn)
    return OwnHands(recognizer_of(desk, wish), samples), reference


def transcribe(
    desk: Desk,
    what: str,
    *,
    engine: str | None = None,
    model: str | None = None,
    progress: Progress = silently,
    warn: Warn = without_warning,
    hire: Hire = own_hands,
) -> Transcript:
    """Return the transcript of `what`, a recording's code or the path of a sound file.

    A recording that has a transcript keeps it, unless another engine or model is asked for; a sound file that was
    not taken in is only transcribed. What an interrupted run had decoded is not decoded again. Of a sound that breaks
    off, all that can be read is transcribed, and `warn` is told where it ends. `hire` returns who does the work.
    Raise BusyRecordingError when another process is at the same recording.
    """
    if not is_taken_in(desk, what):
        wish = wished(desk, engine, model)
        return decoded(desk, sound_of(desk.file(what), None, warn), wish, progress=progress, warn=warn)
    recording = find_recording(desk.store, what)
    if engine is None and model is None and list_versions(desk.store, recording.code):
        return load_transcript(desk.store, recording.code)
    wish = wished(desk, engine, model, place=find_meeting(desk.store, recording.meeting).place)
    with (
        journal.opened(desk.workspace.journal(recording.code), f"录音 {recording.code}") as kept,
        jobs.recorded(
            desk.workspace.jobs, recording.code, "transcribe", engine=engine, model=model, total_s=recording.seconds
        ) as job,
    ):
        hands, reference = hire(desk, recording, wish, warn)
        report = _both(progress, job)
        made = transcription.transcribe_by(
            hands, reference, speakers=wish.speakers, journal=kept, progress=report, warn=warn
        )
        saved = save_transcript(desk.store, recording.code, made)
        kept.remove()
    write_beside(desk, recording, saved)
    return saved


def wished(
    desk: Desk, engine: str | None, model: str | None, *, place: str = "", speakers: bool = True
) -> Transcription:
    """Return how to transcribe: as the settings say, but by another `engine` or `model`, perhaps without `speakers`.

    A dialect belongs to a place: a village may have a model of its own.
    """
    usual = desk.settings.transcription
    model = model or desk.settings.model_at(place)
    return replace(usual, engine=engine or usual.engine, model=model, speakers=speakers and usual.speakers)


def is_taken_in(desk: Desk, what: str) -> bool:
    """Return whether `what` is the code of a recording rather than the path of a file."""
    return numbering.kind_of(what) is not None or not desk.file(what).is_file()


def _both(first: Progress, second: Progress) -> Progress:
    def report(done_s: float, total_s: float) -> None:
        first(done_s, total_s)
        second(done_s, total_s)

    return report


def decoded(
    desk: Desk,
    sound: Sound,
    wish: Transcription,
    kept: journal.Journal | None = None,
    *,
    progress: Progress = silently,
    warn: Warn = without_warning,
    beam_size: int = 1,
    decoder: decoders.Decoder | None = None,
) -> Transcript:
    """Return the transcript of `sound` by `wish`; what the journal `kept` holds is not decoded again.

    A `decoder` that is given decodes in place of the one that `wish` names.
    """
    samples, reference = sound
    recognizer = recognizer_of(desk, wish, beam_size=beam_size, decoder=decoder)
    return transcription.transcribe(
        recognizer, samples, reference, speakers=wish.speakers, journal=kept, progress=progress, warn=warn
    )


def recognizer_of(
    desk: Desk, wish: Transcription, *, beam_size: int = 1, decoder: decoders.Decoder | None = None
) -> Recognizer:
    """Return the recognizer for `wish` with the local words of the workspace, its model loaded unless it is given."""
    words = lexicon.load(desk.workspace.lexicon_file)
    prompted = dict.fromkeys((*desk.settings.prompt_words, *lexicon.prompt_words(words)))
    decoder = decoder or decoders.load(wish.engine, wish.model, desk.workspace.models, wish.threads)
    options = decoders.Options(prompt_words=tuple(prompted), beam_size=beam_size)
    return Recognizer(decoder, options, words, decoders.reserve(decoder, desk.workspace.models, wish.threads))


def sound_of(path: Path, code: str | None, warn: Warn = without_warning) -> Sound:
    """Return all that can be read of the sound at `path`; tell where it breaks off, if it does."""
    try:
        samples = audio.samples(path)
    except DamagedSoundError as fault:
        samples = audio.samples(path, whole=False)
        warn(str(fault))
    return samples, RecordingRef(code, sha256_of(path), len(samples) / SAMPLE_RATE)
