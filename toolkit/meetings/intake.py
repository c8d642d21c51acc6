"""Intake of recordings: every sound is checked, copied and read back before the first one gets a number."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from toolkit.chinese import dates
from toolkit.core import (
    MissingFileError,
    NoSpeechError,
    Staging,
    UnfinishedError,
    WrongValueError,
    copy_verified,
    make_folder,
    moves,
    sha256_of,
    staging,
    writing_faults,
)
from toolkit.meetings.recordings import (
    NewRecording,
    add_recordings,
    find_by_sha256,
    find_recording,
    refuse_known,
    refuse_removed_sound,
    refuse_same_sound,
)
from toolkit.meetings.register import known_place, open_meeting
from toolkit.records import Meeting, Recording
from toolkit.sound import audio, speech
from toolkit.store import Transaction
from toolkit.workspace import Archive, Desk, Work, file_name_of, pending, period_of

# Night meetings are held on the 15th of the lunar month.
_NIGHT = 15

Progress = Callable[[float, float], None]
# Identifies a repeated order: hashes of the sounds, day and place of the meeting.
Asked = Mapping[str, Any]


def take_in(
    desk: Desk,
    sounds: Sequence[str | Path],
    held_on: str,
    place: str,
    progress: Progress | None = None,
    *,
    whole: bool = True,
    kept_as: str | None = None,
    again: bool = True,
) -> tuple[Recording, ...]:
    """Take in the recordings of one meeting in their order, all or none, and return them with their codes.

    `kept_as` is a class of the centre's retention table; without it the period of the settings goes into the code.
    The original is copied and never changed; an access copy is made that every browser plays. Raise the errors of
    `audio`, NoSpeechError, UnknownPlaceError, WrongDateError, or AlreadyAddedError naming the code of the same sound.
    A recording that breaks off is refused, unless `whole` is false: the recorder itself holds no more. Unless it is
    meant `again`, a file that holds just the sound of a recording, saved anew, raises SameSoundError. The sound of one
    of which a part was sealed or deleted since raises WrongValueError in any case.
    """
    day = _day(desk, held_on)
    village = known_place(place, desk.settings)
    archive = _archive(desk, kept_as)
    paths = [desk.file(sound) for sound in sounds]
    hashes = [sha256_of(path) for path in paths]
    asked = {"sha256s": hashes, "held_on": day.isoformat(), "place": village}
    if earlier := _finished_earlier(desk, asked):
        return earlier
    with desk.store.reading() as tx:  # before a long recording is copied for nothing
        refuse_known(tx, zip(paths, hashes, strict=True))
    with staging.staged(staging.new_place(make_folder(desk.workspace.recordings), "incoming")) as half_made:
        new = _all_staged(paths, half_made.path, progress, whole=whole)
        _refuse_heard(desk, new, again=again)
        meeting = open_meeting(desk.store, village, day, dates.lunar(day))
        added, key = _numbered(desk, meeting, archive, new, half_made=half_made, asked=asked)
    _, unfinished = pending.settled(desk, key)
    if unfinished:
        raise UnfinishedError(listing="\n".join(unfinished))
    return added


def _refuse_heard(desk: Desk, new: Sequence[NewRecording], *, again: bool) -> None:
    """Refuse sounds that were heard before, before the meeting is opened for nothing."""
    with desk.store.reading() as tx:
        refuse_removed_sound(tx, new)
        if not again:
            refuse_same_sound(tx, new)


def remark_on_day(held_on: str) -> str | None:
    """Return a Chinese remark where `held_on` is not the 15th of a lunar month, on which night meetings are held."""
    when = dates.lunar(dates.parse_date(held_on))
    if when.day == _NIGHT:
        return None
    told = dates.lunar_text(when).removeprefix("农历")
    return f"按历法这天是{told}，不是十五，请核对夜话的日期；写错了用 yehua meeting correct 更正。"


def _day(desk: Desk, held_on: str) -> dt.date:
    """Return the day `held_on`; raise WrongDateError, or WrongValueError for one that is still to come."""
    day = dates.parse_date(held_on)
    if day > desk.today:
        why = f"比今天（{desk.today}）还晚，请核对夜话的日期；如果今天的日期不对，请先校准电脑的时间"
        raise WrongValueError(field="夜话日期", value=held_on, why=why)
    return day


def _archive(desk: Desk, kept_as: str | None) -> Archive:
    """Return the archive settings for the code; raise WrongValueError for an unknown retention class."""
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


def _all_staged(paths: Sequence[Path], folder: Path, progress: Progress | None, *, whole: bool) -> list[NewRecording]:
    """Copy each sound at `paths` to a numbered folder in `folder`, with its access copy, and return its facts."""
    new = []
    for number, path in enumerate(paths):
        if progress:
            progress(number, len(paths))
        new.append(_staged(path, folder / str(number), whole=whole))
    if progress:
        progress(len(paths), len(paths))
    return new


def _staged(path: Path, folder: Path, *, whole: bool) -> NewRecording:
    """Copy the sound at `path` to `folder`, make its access copy there, and return its facts."""
    if not speech.speech_stretches(audio.samples(path, whole=whole)):
        raise NoSpeechError(path=path)
    sha256 = copy_verified(path, folder / f"original{path.suffix.lower()}")
    sound, access_sha256 = audio.take_in(path, folder / "access.mp3", whole=whole)
    return NewRecording(path, sha256, sound.seconds, access_sha256, sound)


def _numbered(
    desk: Desk, meeting: Meeting, archive: Archive, new: Sequence[NewRecording], *, half_made: Staging, asked: Asked
) -> tuple[tuple[Recording, ...], int]:
    """Commit the recordings `new`, whose files lie in `half_made`; return them and the key of the pending moves."""
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
        details = {"keeps": keeps, "moves": places, "asked": asked, "codes": [recording.code for recording in added]}
        keys.append(pending.enter(desk, tx, "add", added[0].code, details))
        half_made.keep()

    return add_recordings(desk.store, meeting, archive, new, settle, follow=follow), keys[0]


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
    """Return the recordings of the same order if an earlier command took them in but could not say so."""
    with desk.store.reading() as tx:
        known = [work for work in pending.unreported(tx, "add") if work.result.get("asked") == asked]
    for work in known:
        with desk.store.transaction() as tx:
            pending.mark_reported(tx, work.id)
    return tuple(find_recording(desk.store, code) for work in known[-1:] for code in work.result["codes"])


def _refuse_taken(folder: Path, new: NewRecording) -> None:
    """Raise WrongValueError if `folder` holds a sound that is not in the store, unless it is `new` itself."""
    if not folder.exists():
        return
    if any(sha256_of(path) == new.sha256 for path in folder.glob("*") if path.is_file()):
        # Version 0.1 moved the files before the commit, so that a power cut could leave them here.
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
