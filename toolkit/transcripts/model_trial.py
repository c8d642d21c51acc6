"""A model tried on the centre's own sound, beside the one in use."""

from dataclasses import dataclass

from toolkit.core import WrongValueError
from toolkit.meetings import find_meeting, find_recording, list_recordings
from toolkit.recognition import lexicon, models, trials
from toolkit.records import Recording
from toolkit.sound import SAMPLE_RATE
from toolkit.transcripts import making
from toolkit.workspace import Desk


@dataclass(frozen=True)
class Comparison:
    """Two trials on the same stretch of a recording: the model in use, then the one that is tried."""

    code: str
    start_s: float
    sides: tuple[trials.Trial, trials.Trial]
    differences: tuple[trials.Difference, ...]


def compare(desk: Desk, model: str, recording: Recording, start_s: float, seconds: float) -> Comparison:
    """Return the trials of the model in use and of `model` on `seconds` of `recording` from `start_s`.

    Raise WrongValueError for a start outside the recording, MissingWeightsError, and what loading a decoder raises.
    """
    models.known_model(model, desk.workspace.models)
    if not 0 <= start_s < recording.seconds:
        raise WrongValueError(field="起点", value=f"{start_s:g} 秒", why=f"录音长 {recording.seconds:.0f} 秒")
    whole, _ = making.sound_of(desk.workspace.root / recording.original, recording.code)
    samples = whole[int(start_s * SAMPLE_RATE) : int((start_s + seconds) * SAMPLE_RATE)]
    words = lexicon.load(desk.workspace.lexicon_file)
    in_use = making.wished(desk, None, None, place=find_meeting(desk.store, recording.meeting).place)
    first, second = (
        trials.run(name, samples, desk.workspace.models, words, in_use.threads) for name in (in_use.model, model)
    )
    return Comparison(recording.code, start_s, (first, second), trials.differences(first, second))


def recording_to_try(desk: Desk, code: str | None) -> Recording:
    """Return the recording `code`, or without a code the newest; raise WrongValueError without any."""
    if code is not None:
        return find_recording(desk.store, code)
    recordings = [each for each in list_recordings(desk.store) if not each.destroyed]
    if not recordings:
        raise WrongValueError(field="录音", value="", why="还没有收录过录音，没有可试的声音")
    return recordings[-1]
