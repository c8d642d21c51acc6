"""Taking recordings in: every sound is looked at, copied and read back before the first one is numbered."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from toolkit.chinese import dates
from toolkit.core import (
    AlreadyAddedError,
    MissingFileError,
    NoSpeechError,
    Staging,
    UnfinishedError,
    WrongValueError,
    YehuaError,
    copy_verified,
    make_folder,
    moves,
    sha256_of,
    staging,
    writing_faults,
)
from toolkit.meetings.recordings import NewRecording, add_recordings, find_by_sha256, find_recording, list_recordings
from toolkit.meetings.register import known_place, list_meetings, open_meeting
from toolkit.records import Meeting, Recording
from toolkit.sound import audio, speech
from toolkit.store import Transaction
from toolkit.workspace import Archive, Desk, Work, file_name_of, pending, period_of


class NotTakenInError(YehuaError):
    """Raised when nothing was taken in of a meeting."""

    sentence = "{place} {month} 月 {day} 日还没有收录，请在上面按“收录”。"


Progress = Callable[[float, float], None]
# By which an order is known again: the sounds, the day and the place of the meeting.
Asked = Mapping[str, Any]


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
    hashes = [sha256_of(path) for path in paths]
    asked = {"sha256s": hashes, "held_on": day.isoformat(), "place": village}
    if earlier := _finished_earlier(desk, asked):
        return earlier
    _refuse_known(desk, paths, hashes)
    with staging.staged(staging.new_place(make_folder(desk.workspace.recordings), "incoming")) as half_made:
        new = _all_staged(paths, half_made.path, progress, whole=whole)
        meeting = open_meeting(desk.store, village, day, dates.lunar(day))
        added, key = _numbered(desk, (meeting, archive), new, half_made, asked)
    _, unfinished = pending.settled(desk, key)
    if unfinished:
        raise UnfinishedError(listing="\n".join(unfinished))
    return added


def _archive(desk: Desk, kept_as: str | None) -> Archive:
    """Return what the code is made of; raise WrongValueError before anything is copied when the class is unknown."""
    if kept_as is None:
        return desk.settings.archive
    return replace(desk.settings.archive, retention=period_of(kept_as, desk.workspace.retention_file))


def take_in_once(desk: Desk, sounds: Sequence[str | Path], held_on: str, place: str) -> tuple[Recording, ...]:
    """Return the recordings of `sounds`, taken in now or earlier: safe to run again."""
    paths = [desk.file(sound) for sound in sounds]
    known = {path: find_by_sha256(desk.store, sha256_of(path)) for path in paths}
    fresh = [path for path in paths if known[path] is None]
    taken = iter(take_in(desk, fresh, held_on, place) if fresh else ())
    return tuple(known[path] or next(taken) for path in paths)


def of_meeting(desk: Desk, held_on: str, place: str) -> tuple[Recording, ...]:
    """Return all recordings of the meeting at `place` on the day `held_on`; raise NotTakenInError if none."""
    day, village = dates.parse_date(held_on), known_place(place, desk.settings)
    meetings = {one.number for one in list_meetings(desk.store) if (one.held_on, one.place) == (day, village)}
    found = tuple(one for one in list_recordings(desk.store) if one.meeting in meetings)
    if not found:
        raise NotTakenInError(place=village, month=day.month, day=day.day)
    return found


def _refuse_known(desk: Desk, paths: Sequence[Path], hashes: Sequence[str]) -> None:
    """Raise AlreadyAddedError before anything is copied: a long recording would be copied for nothing."""
    known = [(path, find_by_sha256(desk.store, sha256)) for path, sha256 in zip(paths, hashes, strict=True)]
    twice = [(str(path), recording.code) for path, recording in known if recording]
    if twice:
        raise AlreadyAddedError(path="、".join(path for path, _ in twice), code="、".join(code for _, code in twice))


def _all_staged(paths: Sequence[Path], folder: Path, progress: Progress | None, *, whole: bool) -> list[NewRecording]:
    """Return what is known of the sounds at `paths`, each copied to a numbered folder in `folder`."""
    new = []
    for done, path in enumerate(paths):
        if progress:
            progress(done, len(paths))
        new.append(_staged(path, folder / str(done), whole=whole))
    if progress:
        progress(len(paths), len(paths))
    return new


def _staged(path: Path, folder: Path, *, whole: bool) -> NewRecording:
    """Return what is known of the sound at `path`, whose copy and access copy lie in `folder`."""
    if not speech.speech_stretches(audio.samples(path, whole=whole)):
        raise NoSpeechError(path=path)
    sha256 = copy_verified(path, folder / f"original{path.suffix.lower()}")
    sound, access_sha256 = audio.take_in(path, folder / "access.mp3", whole=whole)
    return NewRecording(path, sha256, sound.seconds, access_sha256, sound)


def _numbered(
    desk: Desk, under: tuple[Meeting, Archive], new: Sequence[NewRecording], half_made: Staging, asked: Asked
) -> tuple[tuple[Recording, ...], int]:
    """Commit the recordings `new`, whose files lie in `half_made`; return them, and the key of what follows."""
    places: list[tuple[str, str]] = []
    staged = {id(each): half_made.path / str(number) for number, each in enumerate(new)}
    keys: list[int] = []

    def settle(code: str, each: NewRecording) -> tuple[str, str]:
        folder = desk.workspace.recordings / file_name_of(code)
        _refuse_taken(folder, each)
        with writing_faults(folder):
            named = _named(staged[id(each)], file_name_of(code))
        places.append((staged[id(each)].name, desk.workspace.relative(folder)))
        return tuple(desk.workspace.relative(folder / path.name) for path in named)  # type: ignore[return-value]

    def follow(tx: Transaction, added: tuple[Recording, ...]) -> None:
        keeps = [desk.workspace.relative(half_made.path)]
        details = {"keeps": keeps, "moves": places, "asked": asked, "codes": [one.code for one in added]}
        keys.append(pending.enter(tx, "add", added[0].code, details))
        half_made.keep()

    return add_recordings(desk.store, *under, new, settle, follow=follow), keys[0]


def finish(desk: Desk, work: Work, at: Path | None) -> dict[str, Any]:
    """Move the files of recordings that were taken in to their places: pending work of the kind `add`.

    Raise MissingFileError when they are at neither place.
    """
    del at
    root = desk.workspace.root
    (place,) = (root / kept for kept in work.details["keeps"])
    for name, target in work.details["moves"]:
        if not (root / target).is_dir():
            if not (place / name).is_dir():
                raise MissingFileError(path=root / target)
            with writing_faults(root / target):
                moves.move(place / name, root / target)
    moves.remove_tree(place)
    return {"asked": work.details["asked"], "codes": work.details["codes"]}


def _finished_earlier(desk: Desk, asked: Asked) -> tuple[Recording, ...]:
    """Return the recordings of just this order, if a power cut came before anybody was told that they are in."""
    with desk.store.reading() as tx:
        known = [one for one in pending.untold(tx, "add") if one.result.get("asked") == asked]
    for one in known:
        with desk.store.transaction() as tx:
            pending.told(tx, one.id)
    return tuple(find_recording(desk.store, code) for one in known[-1:] for code in one.result["codes"])


def _refuse_taken(folder: Path, new: NewRecording) -> None:
    """Raise WrongValueError where sound lies in `folder` that the store does not know, unless it is this very sound."""
    if not folder.exists():
        return
    if any(sha256_of(path) == new.sha256 for path in folder.glob("*") if path.is_file()):
        # Version 0.1 moved the files before the commit: this is what a power cut left of it.
        moves.remove_tree(folder)
        return
    why = "里面已有台账不认识的录音，没有覆盖。台账可能换过或丢过，请先从备份恢复，或者联系维护人员"
    raise WrongValueError(field="录音的文件夹", value=str(folder), why=why)


def _named(folder: Path, name: str) -> tuple[Path, Path]:
    """Name the files of `folder` by their code (DA/T 62-2017: the file name is the 档号), the original read-only."""
    (original,) = folder.glob("original*")
    named, access = folder / f"{name}{original.suffix}", folder / f"{name}-试听.mp3"
    moves.move(original, named)
    moves.move(folder / "access.mp3", access)
    moves.make_read_only(named)
    return named, access
