"""Taking recordings in: every sound is looked at, copied and read back before the first one is numbered."""

import contextlib
import uuid
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from toolkit import audio, dates, moves, speech
from toolkit.catalogue import known_place
from toolkit.desk import Desk
from toolkit.errors import AlreadyAddedError, HeldFileError, NoSpeechError, UnknownNumberError, WrongValueError
from toolkit.files import copy_verified, make_folder, sha256_of, writing_faults
from toolkit.filing import NewRecording
from toolkit.numbering import file_name_of
from toolkit.records import Meeting, Recording
from toolkit.retention import period_of
from toolkit.settings import Archive

Progress = Callable[[float, float], None]


def take_in(  # noqa: PLR0913 - all that a person says of the recordings
    desk: Desk,
    sounds: Sequence[str | Path],
    held_on: str,
    place: str,
    progress: Progress | None = None,
    *,
    whole: bool = True,
    kept_as: str | None = None,
) -> tuple[Recording, ...]:
    """Take the recordings of one meeting in, in their order, all or none, and return them numbered.

    `kept_as` is a class of the centre's retention table; without it the period of the settings goes into the code.
    The original is copied and never changed; an access copy is made that every browser plays. Raise the errors of
    `audio`, NoSpeechError, UnknownPlaceError, WrongDateError, or AlreadyAddedError naming the code of the same sound.
    A recording that breaks off is refused unless a person says that the recorder itself holds no more: not `whole`.
    """
    day = dates.parse_date(held_on)
    if day > desk.today:
        why = f"比今天（{desk.today}）还晚，请核对夜话的日期；如果今天的日期不对，请先校准电脑的时间"
        raise WrongValueError(field="夜话日期", value=held_on, why=why)
    village = known_place(place, desk.settings)
    archive = _archive(desk, kept_as)
    paths = [desk.file(sound) for sound in sounds]
    _refuse_known(desk, paths)
    staging = make_folder(desk.workspace.recordings / f".incoming-{uuid.uuid4().hex}")
    try:
        new = []
        for done, path in enumerate(paths):
            if progress:
                progress(done, len(paths))
            new.append(_staged(path, staging / str(done), whole=whole))
        if progress:
            progress(len(paths), len(paths))
        meeting = desk.catalogue.open_meeting(village, day, dates.lunar(day))
        return _numbered(desk, meeting, archive, new, staging)
    finally:
        _cleared(staging)


def _archive(desk: Desk, kept_as: str | None) -> Archive:
    """Return what the code is made of; raise WrongValueError before anything is copied when the class is unknown."""
    if kept_as is None:
        return desk.settings.archive
    return replace(desk.settings.archive, retention=period_of(kept_as, desk.workspace.retention_file))


def take_in_once(desk: Desk, sounds: Sequence[str | Path], held_on: str, place: str) -> tuple[Recording, ...]:
    """Return the recordings of `sounds`, taken in now or earlier: safe to run again."""
    paths = [desk.file(sound) for sound in sounds]
    known = {path: desk.catalogue.recording_by_sha256(sha256_of(path)) for path in paths}
    fresh = [path for path in paths if known[path] is None]
    taken = iter(take_in(desk, fresh, held_on, place) if fresh else ())
    return tuple(known[path] or next(taken) for path in paths)


def of_meeting(desk: Desk, held_on: str, place: str) -> tuple[Recording, ...]:
    """Return all recordings of the meeting at `place` on the day `held_on`; raise UnknownNumberError if none."""
    day, village = dates.parse_date(held_on), known_place(place, desk.settings)
    meetings = {one.number for one in desk.catalogue.meetings() if (one.held_on, one.place) == (day, village)}
    found = tuple(one for one in desk.catalogue.recordings() if one.meeting in meetings)
    if not found:
        raise UnknownNumberError(what="录音", number=f"（{village} {held_on} 还没有收录录音）")
    return found


def _refuse_known(desk: Desk, paths: Sequence[Path]) -> None:
    """Raise AlreadyAddedError before anything is copied: a long recording would be copied for nothing."""
    known = [(path, desk.catalogue.recording_by_sha256(sha256_of(path))) for path in paths]
    twice = [(str(path), recording.code) for path, recording in known if recording]
    if twice:
        raise AlreadyAddedError(path="、".join(path for path, _ in twice), code="、".join(code for _, code in twice))


def _staged(path: Path, folder: Path, *, whole: bool) -> NewRecording:
    """Return what is known of the sound at `path`, whose copy and access copy lie in `folder`."""
    if not speech.speech_stretches(audio.samples(path, whole=whole)):
        raise NoSpeechError(path=path)
    sha256 = copy_verified(path, folder / f"original{path.suffix.lower()}")
    sound, access_sha256 = audio.take_in(path, folder / "access.mp3", whole=whole)
    return NewRecording(path, sha256, sound.seconds, access_sha256, sound)


def _numbered(
    desk: Desk, meeting: Meeting, archive: Archive, new: Sequence[NewRecording], staging: Path
) -> tuple[Recording, ...]:
    settled: list[Path] = []
    staged = {id(each): staging / str(number) for number, each in enumerate(new)}

    def settle(code: str, each: NewRecording) -> tuple[str, str]:
        folder = desk.workspace.recordings / file_name_of(code)
        with writing_faults(folder):
            moves.move(staged[id(each)], folder)
        settled.append(folder)
        return tuple(desk.workspace.relative(path) for path in _named(folder, file_name_of(code)))  # type: ignore[return-value]

    try:
        return desk.catalogue.add_recordings(meeting, archive, new, settle)
    except BaseException:
        # The numbers were given back, so what was put under them must go too; the sources are untouched.
        for folder in settled:
            _cleared(folder)
        raise


def _named(folder: Path, name: str) -> tuple[Path, Path]:
    """Name the files of `folder` by their code (DA/T 62-2017: the file name is the 档号), the original read-only."""
    (original,) = folder.glob("original*")
    named, access = folder / f"{name}{original.suffix}", folder / f"{name}-试听.mp3"
    moves.move(original, named)
    moves.move(folder / "access.mp3", access)
    moves.make_read_only(named)
    return named, access


def _cleared(folder: Path) -> None:
    """Remove `folder` as far as it can be: the fault that led here, if any, is what a person must be told."""
    with contextlib.suppress(OSError, HeldFileError):
        moves.remove_tree(folder)
