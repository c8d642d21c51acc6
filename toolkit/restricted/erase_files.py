"""The ordinary workspace cleared of what was taken out of the store: files, packages, indexes, older copies.

May be done again at any time, and is, should a power cut come between: what the store no longer tells, no file does.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from toolkit.archive import discs, fixity, fixity_of
from toolkit.core import YehuaError, moves, sha256_of, staging, writing_faults
from toolkit.grievances import access_log
from toolkit.meetings import erasures, find_recording, list_recordings
from toolkit.records import Recording, from_file
from toolkit.store import BACKUPS, Transaction
from toolkit.transcripts import exports
from toolkit.workspace import Desk, file_name_of, pending

_REBUILT = ("search.db", "repeats.db")


def clear(desk: Desk, code: str) -> None:
    """Remove every file that still holds what the store no longer tells of recording `code`.

    Half-made folders and files of dead processes go, too, wherever in the workspace they are. Raise
    ReadOnlyWorkspaceError.
    """
    recording = find_recording(desk.store, code)
    with writing_faults(desk.workspace.root):
        _clear_half_made(desk)
        _clear_recording(desk, recording)
        for package in packages_of(desk, recording):
            # Out of sight in one step: a package that is half removed would not be known for one any more.
            doomed = staging.new_place(package.parent, "removing")
            moves.move(package, doomed)
            moves.remove_tree(doomed)
        with desk.store.reading() as tx:
            erased = erasures.register(tx, recording=recording.code)
        for name in (name for one in erased for name in one.details.get("folders", ())):
            moves.remove_tree(desk.workspace.root / name)
        access_log.forget_words(desk)
        _clear_by_hand(desk, recording)
        for job in desk.workspace.jobs.glob("*"):
            if _is_of(job.name, recording):
                moves.remove_tree(job)
        for name in _REBUILT:
            for path in desk.workspace.root.glob(f"{name}*"):
                moves.remove(path)
    desk.store.scrub()


def _clear_half_made(desk: Desk) -> None:
    root = desk.workspace.root
    with desk.store.reading() as tx:
        spare = {root / place for work in pending.waiting(tx) for place in work.details.get("keeps", ())}
    for folder in {path.parent for path in staging.left_in(root)}:
        staging.sweep(folder, spare=spare)
    staging.sweep_files(root)


def _clear_recording(desk: Desk, recording: Recording) -> None:
    root = desk.workspace.root
    stays = set() if recording.destroyed else {root / recording.original, root / recording.access}
    folder = desk.workspace.recordings / file_name_of(recording.code)
    # Folders beside the sound hold texts, too, such as what was heard again.
    for path in folder.glob("*"):
        if path not in stays:
            moves.remove_tree(path)
    if recording.destroyed:
        moves.remove_tree(folder)
    else:
        exports.renew_exports(desk, recording.code)


def _clear_by_hand(desk: Desk, recording: Recording) -> None:
    """Remove what panels keep of `recording`, and the original where people dropped it, whose words are out.

    Otherwise nothing in the inbox is ever deleted; what was ordered out by law must not stay audible there.
    """
    for log in desk.workspace.edit_logs(recording.code):
        moves.remove_tree(log)
    audible = {f"{one.access_sha256}.u8" for one in list_recordings(desk.store) if not one.destroyed}
    for drawn in desk.workspace.peaks.glob("*"):
        if drawn.name not in audible:
            moves.remove_tree(drawn)
    whole = {recording.source_sha256, *([recording.sha256] if recording.destroyed else [])}
    for dropped in desk.workspace.inbox.rglob("*"):
        if dropped.is_file() and sha256_of(dropped) in whole:
            moves.remove_tree(dropped)


def packages_of(desk: Desk, recording: Recording) -> tuple[Path, ...]:
    """Return the packages in the workspace that hold another state of `recording` than the one that stands now."""
    found = (declared.parent for declared in sorted(desk.workspace.root.rglob("bagit.txt")))
    return tuple(one for one in found if _is_of(one.name, recording) and not _is_current(one, recording))


def note_going(desk: Desk, tx: Transaction, renewed: Recording, by: str) -> bool:
    """Enter in the ledger of checks that the packages of the recording that is now `renewed` go; tell if one does.

    In the transaction that takes their content out, so that no power cut comes between. A package that was entered
    before the workspace was moved is known by its name.
    """
    kind: fixity.Kind = "destroyed" if renewed.destroyed else "apart"
    going = packages_of(desk, renewed)
    entered = dict.fromkeys(one.path for one in fixity_of(desk).checks(renewed.code) if one.kind == "sealed")
    gone = [path for path in entered if any(_is_at(desk, Path(path), package) for package in going)]
    for path in gone:
        fixity_of(desk).enter(tx, kind, renewed.code, path, by)
    return bool(gone)


def _is_at(desk: Desk, entered: Path, package: Path) -> bool:
    """Tell whether what was entered as lying at `entered` is the `package` here, perhaps in a copy of the workspace."""
    if fixity_of(desk).place_of(str(entered)) == package:
        return True
    return not entered.is_relative_to(desk.workspace.root) and entered.parts[-2:] == package.parts[-2:]


def _is_of(name: str, recording: Recording) -> bool:
    """Tell whether a file or folder of that `name` is of `recording`, and not of one whose number goes on."""
    return re.search(rf"{re.escape(file_name_of(recording.code))}(?!\d)", name) is not None


def _is_current(package: Path, recording: Recording) -> bool:
    try:
        packed = from_file(Recording, package / "data/metadata/recording.json")
    except YehuaError:
        return False
    return packed.sha256 == recording.sha256 and not recording.destroyed


# -- what is left ----------------------------------------------------------------------------------------------


def copies_elsewhere(desk: Desk, code: str) -> Iterator[str]:
    """Give in Chinese where copies of recording `code` lie that this workspace cannot reach."""
    root = desk.workspace.root
    checks = fixity_of(desk).checks(code)
    gone = {one.path for one in checks if one.kind in {"apart", "destroyed"}}
    paths = dict.fromkeys(one.path for one in checks if one.kind in {"sealed", "checked"})
    yield from (f"档案包 {path}" for path in paths if path not in gone and not Path(path).is_relative_to(root))
    for disc in discs.listing(desk):
        if any(item.code == code for item in disc.items):
            yield f"光盘 {disc.label}（{disc.set_name}）"
    with desk.store.reading() as tx:
        yield from (f"备份 {row['path']}" for row in tx.columns(BACKUPS, ("path",)))
