"""The page 模型: what is known of each speech model, how far a download is, and two models on one sound."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from toolkit import grievances
from toolkit.meetings import list_meetings, list_recordings
from toolkit.recognition import catalogue, trials
from toolkit.recognition import models as installed
from toolkit.transcripts import learning, model_trial
from toolkit.workbench.fields import Given, seconds_of, text_of
from toolkit.workbench.speech.downloads import RUNNING, Download
from toolkit.workspace import Desk, jobs

_MB = 1024 * 1024
TRIAL_S = 120.0
_EVERYWHERE = "所有地方"


@dataclass(frozen=True)
class ModelLine:
    """A model: its published error rates in percent, whether it is on this machine, and who uses it."""

    name: str
    title: str
    size_mb: int
    licence: str
    rates: tuple[str, ...]
    note: str
    is_here: bool
    is_fetchable: bool
    used_at: tuple[str, ...]
    download: Download | None


@dataclass(frozen=True)
class RecordingChoice:
    """A recording on which a model may be tried."""

    code: str
    name: str


@dataclass(frozen=True)
class ClusterPart:
    """The scheduler whose workers transcribe, the address of its pages, and how far each recording under way is."""

    scheduler: str
    pages: str
    going: tuple[str, ...]


@dataclass(frozen=True)
class ModelsPage:
    """The models, the villages one may be chosen for, the recordings to try on, and where models lie and come from.

    `cluster` is None where this machine transcribes alone.
    """

    models: tuple[ModelLine, ...]
    villages: tuple[str, ...]
    recordings: tuple[RecordingChoice, ...]
    folder: str
    hubs: tuple[str, ...]
    cluster: ClusterPart | None


def models(desk: Desk, _given: Given) -> ModelsPage:
    """Return the models of the catalogue and those that lie on this machine besides."""
    folder = desk.workspace.models
    # Before the folder is looked at: a download that had ended by then has left its model there.
    downloads = {entry.name: RUNNING.state(folder / entry.name) for entry in catalogue.entries()}
    here = installed.known_models(folder)
    lines = [_line(desk, entry, downloads[entry.name], is_here=entry.name in here) for entry in catalogue.entries()]
    lines += [_own(desk, name) for name in here if name not in downloads]
    in_order = sorted(lines, key=lambda line: (not line.used_at, not line.is_here))
    places = {meeting.number: meeting.place for meeting in list_meetings(desk.store)}
    recordings = tuple(
        RecordingChoice(each.code, f"{each.code}　{places[each.meeting]}")
        for each in reversed(list_recordings(desk.store))
        if not each.destroyed
    )
    hubs = desk.settings.models.hubs
    return ModelsPage(tuple(in_order), desk.settings.places, recordings, str(folder), hubs, _cluster(desk))


def _cluster(desk: Desk) -> ClusterPart | None:
    settings = desk.settings.cluster
    if not settings.scheduler:
        return None
    listing = jobs.listing(desk.workspace.jobs)
    going = [jobs.sentence(job) for job in listing if job.state in {"queued", "running"}]
    pages = settings.pages if settings.pages.startswith(("http://", "https://")) else ""
    return ClusterPart(settings.scheduler, pages, tuple(going))


def _line(desk: Desk, entry: catalogue.Entry, download: Download | None, *, is_here: bool) -> ModelLine:
    return ModelLine(
        name=entry.name,
        title=entry.title,
        size_mb=round(entry.bytes / _MB),
        licence=entry.licence,
        rates=tuple(f"{rate.test} {rate.percent:g}%（{rate.source}）" for rate in entry.error_rates),
        note=entry.note,
        is_here=is_here,
        is_fetchable=entry.is_fetchable,
        used_at=_used_at(desk, entry.name),
        download=download,
    )


def _own(desk: Desk, name: str) -> ModelLine:
    return ModelLine(name, "自备的模型", 0, "", (), "", True, False, _used_at(desk, name), None)  # noqa: FBT003 - as above


def _used_at(desk: Desk, name: str) -> tuple[str, ...]:
    everywhere = (_EVERYWHERE,) if desk.settings.transcription.model == name else ()
    return (*everywhere, *(village.name for village in desk.settings.villages if village.model == name))


@dataclass(frozen=True)
class Side:
    """What one model needs: minutes for an hour of sound, and megabytes."""

    model: str
    minutes_an_hour: float
    memory_mb: int


@dataclass(frozen=True)
class TrialPage:
    """Two models on one stretch of a recording; `pieces` are both texts in order. Empty before a trial."""

    page: str
    sides: tuple[Side, ...]
    pieces: tuple[trials.Piece, ...]


def model_trial_page(desk: Desk, given: Given) -> TrialPage:
    """Return what the model in use and `model` hear in two minutes of `code` from the second `start`.

    Whoever is not named must not see withheld words: the opening is written down for `by`.
    """
    if not given:
        return TrialPage("", (), ())
    model = text_of(given, "model", "模型")
    recording = model_trial.recording_to_try(desk, text_of(given, "code", "录音"))
    if not grievances.is_fully_open(desk.store, recording.code):
        grievances.access_log.open_for(desk, text_of(given, "by", "您的姓名"), f"试模型 {recording.code}")
    start_s = seconds_of(given, "start", "从第几秒起") or 0.0
    made = model_trial.compare(desk, model, recording, start_s, TRIAL_S)
    sides = tuple(Side(each.model, round(each.seconds_an_hour / 60, 1), each.memory_mb) for each in made.sides)
    return TrialPage(f"/meeting/{recording.code}/text/{start_s:g}", sides, trials.pieces(*made.sides))


@dataclass(frozen=True)
class RateLine:
    """The error rate of a place or a speaker: characters said, characters wrong, and percent."""

    name: str
    said: int
    wrong: int
    percent: float


@dataclass(frozen=True)
class ProposedWord:
    """A word that corrections propose, what was found of it as a sentence, and whether it may be accepted."""

    word: str
    sentence: str
    helps: bool


@dataclass(frozen=True)
class LearntPage:
    """What corrected recordings teach; `rates` are of places, then of speakers. Empty before anybody asks."""

    sentence: str
    rates: tuple[RateLine, ...]
    confusions: tuple[str, ...]
    words: tuple[ProposedWord, ...]


def learnt(desk: Desk, given: Given) -> LearntPage:
    """Return what the corrected recordings teach, as far as their words are open to all; takes long, with the sound."""
    if not given:
        return LearntPage("", (), (), ())
    lesson = learning.learnt(desk, grievances.load_open_stretches)
    return LearntPage(
        lesson.sentence,
        tuple(RateLine(each.name, each.said, each.wrong, each.percent) for each in (*lesson.places, *lesson.speakers)),
        tuple(each.sentence for each in lesson.confusions),
        tuple(ProposedWord(each.candidate.word, each.sentence, each.helps) for each in lesson.proposals),
    )


PAGES: Mapping[str, Callable[[Desk, Given], object]] = {
    "models": models,
    "model_trial": model_trial_page,
    "learnt": learnt,
}
