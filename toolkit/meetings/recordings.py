"""Recordings in the store: added under consecutive codes, never changed, found by code or hash."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from toolkit.core import AlreadyAddedError, SameSoundError, WrongValueError
from toolkit.meetings import erasures
from toolkit.records import Meeting, Recording, SoundFacts
from toolkit.store import RECORDINGS, Store, Transaction, record_of, remembered, text_of
from toolkit.workspace import Archive, normalised, recording_code

Settle = Callable[[str, "NewRecording"], tuple[str, str]]


@dataclass(frozen=True)
class NewRecording:
    """A sound file to be taken in; `path` is its origin, for messages only."""

    path: Path
    sha256: str
    seconds: float
    access_sha256: str
    sound: SoundFacts


def add_recordings(
    store: Store,
    meeting: Meeting,
    archive: Archive,
    new: Sequence[NewRecording],
    settle: Settle,
    *,
    follow: Callable[[Transaction, tuple[Recording, ...]], None] = lambda _tx, _added: None,
) -> tuple[Recording, ...]:
    """Add the recordings `new` of `meeting` under consecutive codes, all of them or none.

    Inside the transaction `settle` gets each code and returns the paths of original and access copy relative to the
    workspace; `follow` enters pending work for after the commit. If either raises, no number is used up.
    Raise AlreadyAddedError naming every file whose hash is in the store, or twice in `new`, and WrongValueError for
    sound that was sealed or deleted.
    """
    year = meeting.held_on.year
    series = f"recording:{archive.fonds}-{archive.category}-{year}-{archive.retention}"
    with store.transaction() as tx:
        refuse_known(tx, ((each.path, each.sha256) for each in new))
        refuse_removed_sound(tx, new)
        added = []
        for each in new:
            code = recording_code(archive, year, tx.next_number(series))
            added.append(add_recording(tx, each, code, meeting, settle(code, each)))
        follow(tx, tuple(added))
        return tuple(added)


def list_recordings(store: Store, meeting: str | None = None) -> tuple[Recording, ...]:
    """Return all recordings, or those of `meeting`, in their order."""
    where = {"meeting": normalised(meeting)} if meeting else {}
    with store.reading() as tx:
        return remembered(tx, ("recordings", meeting), lambda: _recordings(tx, where))


def _recordings(tx: Transaction, where: Mapping[str, str]) -> tuple[Recording, ...]:
    return tuple(record_of(Recording, row) for row in tx.rows(RECORDINGS, **where))


def find_recording(store: Store, code: str) -> Recording:
    """Return the recording `code`; raise UnknownNumberError."""
    with store.reading() as tx:
        return recording_of(tx, code)


def find_by_sha256(store: Store, sha256: str) -> Recording | None:
    """Return the recording whose original has that hash, or None."""
    with store.reading() as tx:
        row = tx.row(RECORDINGS, sha256=sha256)
    return record_of(Recording, row) if row else None


def refuse_known(tx: Transaction, sounds: Iterable[tuple[Path, str]]) -> None:
    """Raise AlreadyAddedError naming each of `sounds`, path and hash, that is in the store or twice among them."""
    first: dict[str, str] = {}
    twice: list[tuple[str, str]] = []
    for path, sha256 in sounds:
        row = tx.row(RECORDINGS, sha256=sha256)
        known = row["code"] if row else first.get(sha256)
        first.setdefault(sha256, path.name)
        twice += [(str(path), known)] if known else []
    if twice:
        paths, codes = zip(*twice, strict=True)
        raise AlreadyAddedError(path="、".join(paths), code="、".join(dict.fromkeys(codes)))


def refuse_same_sound(tx: Transaction, new: Iterable[NewRecording]) -> None:
    """Raise SameSoundError for the first of `new` whose sound, decoded, is that of a recording in the store."""
    for each in new:
        for row in tx.holding(RECORDINGS, "json", each.access_sha256, ("code", "json")):
            recording = record_of(Recording, row)
            if recording.access_sha256 == each.access_sha256 and not recording.destroyed:
                raise SameSoundError(path=each.path, code=recording.code)


def refuse_removed_sound(tx: Transaction, new: Iterable[NewRecording]) -> None:
    """Raise WrongValueError naming each of `new` whose sound, decoded, is one of which a part was sealed or deleted."""
    # The register of erasures holds the hashes of the access copies from before each silencing.
    codes = {
        sha256: erasure.recording
        for erasure in erasures.register(tx)
        if erasure.kind in {"sealed", "withdrawn"}
        for sha256 in erasure.details["erased"]
    }
    removed = [(each.path.name, codes[each.access_sha256]) for each in new if each.access_sha256 in codes]
    if removed:
        names, taken = ("、".join(dict.fromkeys(each)) for each in zip(*removed, strict=True))
        why = f"里面还有 {taken} 里已经封存或者删去的话，不能再收录；请把这个文件另行保管或者删掉，文字和声音用 {taken}"
        raise WrongValueError(field="录音", value=names, why=why)


def add_recording(tx: Transaction, new: NewRecording, code: str, meeting: Meeting, paths: tuple[str, str]) -> Recording:
    """Add the recording `code` as the next one of `meeting`; `paths` are those of original and access copy."""
    recording = Recording(
        code=code,
        meeting=meeting.number,
        position=len(tx.columns(RECORDINGS, ("id",), meeting=meeting.number)) + 1,
        sha256=new.sha256,
        seconds=new.seconds,
        source_name=new.path.name,
        original=paths[0],
        access=paths[1],
        access_sha256=new.access_sha256,
        sound=new.sound,
    )
    keys = {name: getattr(recording, name) for name in ("code", "meeting", "position", "sha256")}
    tx.add(RECORDINGS, **keys, json=text_of(recording))
    return recording


def recording_of(tx: Transaction, code: str) -> Recording:
    """Return the recording `code`, look-alikes allowed; raise UnknownNumberError."""
    return record_of(Recording, tx.known(RECORDINGS, "录音", code=normalised(code)))
