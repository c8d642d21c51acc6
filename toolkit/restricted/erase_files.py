"""Delete every file of the ordinary workspace that still holds content erased from the store. Idempotent."""

import re
from collections.abc import Iterator
from pathlib import Path

from toolkit.archive import discs, fixity, fixity_of, packages
from toolkit.core import moves, sha256_of, staging, writing_faults
from toolkit.grievances import access_log, learned
from toolkit.meetings import erasures, find_recording, list_recordings
from toolkit.records import Recording
from toolkit.restricted import erase_events
from toolkit.store import BACKUPS, Transaction
from toolkit.transcripts import exports
from toolkit.workspace import REBUILT, Desk, file_name_of, pending


def erase(desk: Desk, code: str) -> tuple[str, ...]:
    """Delete every file that still holds erased content of recording `code`, and what `erase_everywhere` deletes.

    Return in Chinese what keeps erased content in the files of the database, or may keep it. Raise
    ReadOnlyWorkspaceError.
    """
    recording = find_recording(desk.store, code)
    with writing_faults(desk.workspace.root):
        _erase_recording(desk, recording)
        _erase_packages(desk, recording)
        _erase_papers(desk, recording)
        learned.taught.forget(desk, code)
        _erase_panel_files(desk, recording)
        _erase_from_inbox(desk, recording)
        for job in desk.workspace.jobs.glob("*"):
            if _is_of(job.name, recording):
                moves.remove_tree(job)
    with desk.store.reading() as tx:
        remains = tuple(erase_events.remains(tx, erase_events.erased_cases(tx, recording=recording.code)))
    return (*erase_everywhere(desk), *remains)


def erase_everywhere(desk: Desk) -> tuple[str, ...]:
    """Delete what may hold erased content of anything: indexes, older databases, photos of erased cards, search words.

    Half-made folders and files of dead processes go, too, wherever in the workspace they are. Return in Chinese what
    keeps erased content in the files of the database. Raise ReadOnlyWorkspaceError.
    """
    with writing_faults(desk.workspace.root):
        _erase_half_made(desk)
        _erase_card_photos(desk)
        access_log.forget_words(desk)
        for name in REBUILT:
            for path in desk.workspace.root.glob(f"{name}*"):
                moves.remove(path)
        for older in desk.workspace.root.glob(f"{desk.workspace.database_file.name}.before-*.bak"):
            moves.remove(older)
    return desk.store.scrub()


def _erase_packages(desk: Desk, recording: Recording) -> None:
    for package in packages_of(desk, recording):
        # Renamed in one step: a half-removed package would not be recognised as one any more.
        doomed = staging.new_place(package.parent, "removing")
        moves.move(package, doomed)
        moves.remove_tree(doomed)


def _erase_papers(desk: Desk, recording: Recording) -> None:
    """Delete the folders and files of papers that the register of erasures names for `recording`."""
    with desk.store.reading() as tx:
        register = erasures.register(tx, recording=recording.code)
    for name in (name for erasure in register for name in erasure.details.get("folders", ())):
        moves.remove_tree(desk.workspace.root / name)


def _erase_card_photos(desk: Desk) -> None:
    with desk.store.reading() as tx:
        photos = erase_events.erased_photos(tx)
    for photo in photos:
        moves.remove(desk.workspace.root / photo)


def _erase_half_made(desk: Desk) -> None:
    root = desk.workspace.root
    spare = pending.kept_places(desk.store, root)
    for folder in {path.parent for path in staging.left_in(root)}:
        staging.sweep(folder, spare=spare)
    staging.sweep_files(root)


def _erase_recording(desk: Desk, recording: Recording) -> None:
    root = desk.workspace.root
    stays = set() if recording.destroyed else {root / recording.original, root / recording.access}
    folder = desk.workspace.recordings / file_name_of(recording.code)
    # Folders beside the sound hold texts, too, such as those of rehearing.
    for path in folder.glob("*"):
        if path not in stays:
            moves.remove_tree(path)
    if recording.destroyed:
        moves.remove_tree(folder)
    else:
        exports.renew_exports(desk, recording.code)


def _erase_panel_files(desk: Desk, recording: Recording) -> None:
    """Delete the edit logs of `recording`, and the drawn waveforms of sounds that no recording has any more."""
    for log in desk.workspace.edit_logs(recording.code):
        moves.remove_tree(log)
    audible = {f"{each.access_sha256}.u8" for each in list_recordings(desk.store) if not each.destroyed}
    for drawn in desk.workspace.peaks.glob("*"):
        if drawn.name not in audible:
            moves.remove_tree(drawn)


def _erase_from_inbox(desk: Desk, recording: Recording) -> None:
    """Delete the untouched original of `recording` from the inbox, the only case in which the inbox loses a file.

    Words that were ordered out by law must not stay audible there.
    """
    whole = {recording.source_sha256, *([recording.sha256] if recording.destroyed else [])}
    for dropped in desk.workspace.inbox.rglob("*"):
        if dropped.is_file() and sha256_of(dropped) in whole:
            moves.remove_tree(dropped)


def packages_of(desk: Desk, recording: Recording) -> tuple[Path, ...]:
    """Return the packages in the workspace that hold an older state of `recording`."""
    bags = (declaration.parent for declaration in sorted(desk.workspace.root.rglob("bagit.txt")))
    return tuple(bag for bag in bags if _is_of(bag.name, recording) and not _is_current(bag, recording))


def note_removed_packages(desk: Desk, tx: Transaction, renewed: Recording, by: str) -> bool:
    """Enter the removal of the outdated packages of `renewed` in the fixity ledger; return whether there is one.

    It belongs in the transaction that erases their content, so that no power cut comes between. A package entered
    before the workspace was moved is recognised by its name.
    """
    kind: fixity.Kind = "destroyed" if renewed.destroyed else "apart"
    outdated = packages_of(desk, renewed)
    entered = dict.fromkeys(check.path for check in fixity_of(desk).checks(renewed.code) if check.kind == "sealed")
    gone = [path for path in entered if any(_is_at(desk, Path(path), package) for package in outdated)]
    for path in gone:
        fixity_of(desk).enter(tx, kind, renewed.code, path, by)
    return bool(gone)


def _is_at(desk: Desk, entered: Path, package: Path) -> bool:
    """Return whether the ledger's path `entered` means this `package`, perhaps in a copied workspace."""
    if fixity_of(desk).place_of(str(entered)) == package:
        return True
    return not entered.is_relative_to(desk.workspace.root) and entered.parts[-2:] == package.parts[-2:]


def _is_of(name: str, recording: Recording) -> bool:
    """Return whether a file or folder called `name` belongs to `recording`, and not to one with a longer number."""
    return re.search(rf"{re.escape(file_name_of(recording.code))}(?!\d)", name) is not None


def _is_current(package: Path, recording: Recording) -> bool:
    packed = packages.packed_recording(package)
    return packed is not None and packed.sha256 == recording.sha256 and not recording.destroyed


def copies_elsewhere(desk: Desk, code: str) -> Iterator[str]:
    """Yield in Chinese the places of copies of recording `code` that this workspace cannot reach."""
    root = desk.workspace.root
    checks = fixity_of(desk).checks(code)
    gone = {check.path for check in checks if check.kind in {"apart", "destroyed"}}
    paths = dict.fromkeys(check.path for check in checks if check.kind in {"sealed", "checked"})
    yield from (f"档案包 {path}" for path in paths if path not in gone and not Path(path).is_relative_to(root))
    for disc in discs.listing(desk):
        if any(item.code == code for item in disc.items):
            yield f"光盘 {disc.label}（{disc.set_name}）"
    yield from backups(desk)
    if share := desk.settings.cluster.share:
        yield f"共用存放处 {share}（请运行 yehua cluster share remove {code} --by 姓名，把那里原来的原件和试听件删去）"


def backups(desk: Desk) -> Iterator[str]:
    """Yield in Chinese the places of the backups, each of which holds what there was when it was made."""
    with desk.store.reading() as tx:
        yield from (f"备份 {row['path']}" for row in tx.columns(BACKUPS, ("path",)))
