"""The ordinary workspace cleared of what was taken out of the store: files, packages, indexes, older copies.

May be done again at any time, and is, should a power cut come between: what the store no longer tells, no file does.
"""

import re
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

from toolkit import discs, erasing, moves, workflow
from toolkit.desk import Desk
from toolkit.errors import YehuaError
from toolkit.files import sha256_of, writing_faults
from toolkit.numbering import file_name_of
from toolkit.records import Recording, from_file
from toolkit.redaction import Cut
from toolkit.schema import BACKUPS

_SHORTEST_LEAK = 5
# Sound holds no text, and weights are large; both are looked at by other means or never hold what was said.
_SOUNDS = {".wav", ".mp3", ".flac", ".m4a", ".mp4", ".aac", ".amr", ".3gp", ".ogg", ".opus", ".wma"}
_REBUILT = ("search.db", "repeats.db")
# What a power cut left of a sealing; one that is going on is younger.
_STALE_S = 3600


def clear(desk: Desk, code: str, by: str) -> bool:
    """Remove every file that still holds what the store no longer tells of recording `code`; tell if a package went.

    `by` is who had it taken out, for the ledger. Raise ReadOnlyWorkspaceError.
    """
    recording = desk.catalogue.recording(code)
    with writing_faults(desk.workspace.root):
        _clear_recording(desk, recording)
        packed = _clear_packages(desk, recording, by)
        with desk.store.reading() as tx:
            erased = erasing.register(tx, recording=recording.code)
        for name in (name for one in erased for name in one.details.get("folders", ())):
            _remove(desk.workspace.root / name)
        _clear_by_hand(desk, recording)
        for job in desk.workspace.jobs.glob("*"):
            if _is_of(job.name, recording):
                _remove(job)
        for stale in desk.workspace.root.glob(".sealing-*"):
            if stale.stat().st_mtime < time.time() - _STALE_S:
                _remove(stale)
        for name in _REBUILT:
            for path in desk.workspace.root.glob(f"{name}*"):
                moves.remove(path)
    desk.store.scrub()
    return packed


def _clear_recording(desk: Desk, recording: Recording) -> None:
    root = desk.workspace.root
    stays = set() if recording.destroyed else {root / recording.original, root / recording.access}
    folder = desk.workspace.recordings / file_name_of(recording.code)
    # Folders beside the sound hold texts, too, such as what was heard again.
    for path in folder.glob("*"):
        if path not in stays:
            _remove(path)
    if recording.destroyed:
        _remove(folder)
    else:
        workflow.renew_exports(desk, recording.code)


def _clear_by_hand(desk: Desk, recording: Recording) -> None:
    """Remove what panels keep of `recording`, and the original where people dropped it, whose words are out.

    Otherwise nothing in the inbox is ever deleted; what was ordered out by law must not stay audible there.
    """
    for log in desk.workspace.edit_logs(recording.code):
        _remove(log)
    audible = {f"{one.access_sha256}.u8" for one in desk.catalogue.recordings() if not one.destroyed}
    for drawn in desk.workspace.peaks.glob("*"):
        if drawn.name not in audible:
            _remove(drawn)
    whole = {recording.source_sha256, *([recording.sha256] if recording.destroyed else [])}
    for dropped in desk.workspace.inbox.rglob("*"):
        if dropped.is_file() and sha256_of(dropped) in whole:
            _remove(dropped)


def _clear_packages(desk: Desk, recording: Recording, by: str) -> bool:
    gone = False
    for declared in sorted(desk.workspace.root.rglob("bagit.txt")):
        package = declared.parent
        if _is_of(package.name, recording) and not _is_current(package, recording):
            _remove(package)
            if any(one.path == str(package) for one in desk.fixity.checks(recording.code)):
                desk.fixity.note("destroyed" if recording.destroyed else "apart", recording.code, str(package), by)
                gone = True
    return gone


def _is_of(name: str, recording: Recording) -> bool:
    """Tell whether a file or folder of that `name` is of `recording`, and not of one whose number goes on."""
    return re.search(rf"{re.escape(file_name_of(recording.code))}(?!\d)", name) is not None


def _is_current(package: Path, recording: Recording) -> bool:
    try:
        packed = from_file(Recording, package / "data/metadata/recording.json")
    except YehuaError:
        return False
    return packed.sha256 == recording.sha256 and not recording.destroyed


def _remove(path: Path) -> None:
    moves.remove_tree(path)


# -- what is left ----------------------------------------------------------------------------------------------


def copies_elsewhere(desk: Desk, code: str) -> Iterator[str]:
    """Give in Chinese where copies of recording `code` lie that this workspace cannot reach."""
    root = desk.workspace.root
    checks = desk.fixity.checks(code)
    gone = {one.path for one in checks if one.kind in {"apart", "destroyed"}}
    paths = dict.fromkeys(one.path for one in checks if one.kind in {"sealed", "checked"})
    yield from (f"档案包 {path}" for path in paths if path not in gone and not Path(path).is_relative_to(root))
    for disc in discs.listing(desk):
        if any(item.code == code for item in disc.items):
            yield f"光盘 {disc.label}（{disc.set_name}）"
    with desk.store.reading() as tx:
        yield from (f"备份 {row['path']}" for row in tx.columns(BACKUPS, ("path",)))


def leaks(desk: Desk, out: Cut) -> tuple[str, ...]:
    """Return in Chinese which files of the workspace still hold a clause of what went `out`; nothing when none does.

    Word and Excel files are read as a person reads them. A clause that is also said where it may stay does not count.
    """
    stays = "".join(
        segment.text
        for recording in desk.catalogue.recordings()
        for transcript in desk.catalogue.transcripts(recording.code)
        for segment in transcript.segments
    )
    clauses = {clause for one in out.gone for clause in re.split(r"[，。？！；：、\s]", one.text)}
    secret = [clause.encode() for clause in clauses if len(clause) >= _SHORTEST_LEAK and clause not in stays]
    root = desk.workspace.root
    files = (path for path in sorted(root.rglob("*")) if path.is_file() and path.suffix.lower() not in _SOUNDS)
    read = (path for path in files if not path.is_relative_to(desk.workspace.models))
    return tuple(
        f"{desk.workspace.relative(path)} 里还有封存的话"
        for path in read
        if any(clause in text for text in _texts(path) for clause in secret)
    )


def _texts(path: Path) -> Iterator[bytes]:
    yield path.read_bytes()
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as parts:
            yield from (re.sub(rb"<[^>]+>", b"", parts.read(name)) for name in parts.namelist())
