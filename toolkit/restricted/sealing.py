"""Sealing (封存): restricted parts of a recording, accusations above all, move into the sealed workspace.

First the whole recording with its texts, papers and rows is locked there and read back. Then the ordinary recording is
silenced in those seconds, every version of its text loses them, and every file of the ordinary workspace is searched
for the removed words (信访工作条例 Art 30, 46(5)).
"""

import contextlib
import shutil
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from toolkit.archive import Fault, fixity_of, packages, packing
from toolkit.core import (
    BusyRecordingError,
    ChangedMeanwhileError,
    WrongValueError,
    make_folder,
    sha256_of,
    staging,
    turn,
    write_whole,
)
from toolkit.grievances import Decision
from toolkit.meetings import ErasureOrder, erasures
from toolkit.records import Grievance, Recording
from toolkit.restricted import erase_events, erase_files, erase_rows, traces
from toolkit.restricted.sealing_plan import Plan, plan
from toolkit.restricted.sealing_results import Sealed, sealed_of
from toolkit.restricted.silencing import SilencedSounds, write_silenced_sounds
from toolkit.restricted.vault import LockedFile, Vault, new_name
from toolkit.sound import audio
from toolkit.store import GRIEVANCES, Transaction, record_of, text_of
from toolkit.transcripts import DraftLog, load_transcript
from toolkit.workspace import Desk, jobs, pending

_WAIT_S = 600


@dataclass(frozen=True)
class _HiddenFile:
    """The hidden `name` of a file that is being made in `vault`, and the key of the pending work that removes it."""

    vault: Vault
    key: int
    name: str


@dataclass(frozen=True)
class _Removal:
    """A removal in progress: its plan, order and number, its silenced sounds, and the locked file in the `vault`."""

    planned: Plan
    order: ErasureOrder
    number: str
    sounds: SilencedSounds
    vault: Vault | None
    item: LockedFile | None


def seal(desk: Desk, vault: Vault, planned: Plan, by: str) -> Sealed:
    """Carry out the sealing `planned`, as person `by` agreed, and return the result.

    Nothing is removed before the locked file was read back and the silence in the new sounds was measured. Raise
    ChangedMeanwhileError when the list was changed since, BusyRecordingError while it is being transcribed,
    SealBrokenError, DiskFullError, ReadOnlyWorkspaceError.
    """
    order = ErasureOrder("sealed", by.strip(), None, "限制利用，另行封存（《信访工作条例》第三十条）")
    return remove_planned(desk, planned, order, vault)


def remove_planned(desk: Desk, planned: Plan, order: ErasureOrder, vault: Vault | None) -> Sealed:
    """Carry out the removal `planned` by `order`; with a `vault` the whole recording is sealed there first.

    Files are erased afterwards as pending work (see `sealing_results.finish`). Raise what `seal` raises.
    """
    code = planned.recording.code
    if not order.by:
        raise WrongValueError(field="经手人", value=order.by, why="要写明是谁封存或者删除的")
    _refuse_busy(desk, code)
    _refuse_unsigned(desk, code)
    # One sealing at a time: the number of the sealed item is that of the entry in the register.
    with turn(desk.workspace.root / ".seal", _WAIT_S):
        key = _commit_removal(desk, planned, order, vault)
    return sealed_of(*pending.settled(desk, key, at=vault.folder if vault else None))


def _commit_removal(desk: Desk, planned: Plan, order: ErasureOrder, vault: Vault | None) -> int:
    """Commit the removal `planned`, and return the id of the pending work that follows."""
    place = staging.new_place(desk.workspace.root, "sealing")
    with staging.staged(place) as half_made, _hidden_file(desk, vault, planned, place) as hidden:
        if vault is not None:
            packages.write(packing.contents_of(desk, planned.recording), half_made.path / "档案包")
        sounds = write_silenced_sounds(desk.workspace.root, planned, half_made.path / "silent")
        with desk.store.transaction() as tx:
            _refuse_changed(desk, planned)
            number = erasures.next_erasure(tx, order.kind, desk.today.year)
            item = None if hidden is None else _locked(desk, tx, planned, hidden, place=place, number=number)
            removal = _Removal(planned, order, number, sounds, vault, item)
            follow_up = _erase_and_register(desk, tx, removal)
            sounds.move_to((desk.workspace.root / planned.recording.original).parent)
            if hidden is not None:
                pending.close(tx, hidden.key)
            return pending.enter(desk, tx, "apart", planned.recording.code, follow_up)


def _erase_and_register(desk: Desk, tx: Transaction, removal: _Removal) -> dict[str, Any]:
    """Erase the rows of `removal` and enter it in the registers; return the details of the work that follows."""
    planned, order = removal.planned, removal.order
    renewed = _renewed(desk, removal)
    sounds = tuple(desk.workspace.root / name for name in (planned.recording.original, planned.recording.access))
    wanted = traces.sought(planned.out, _every_version(tx, planned), sounds)
    details = _details(desk, removal)
    with tx.erasing():
        decision = Decision(order.by, {}, erasures.KIND_NAMES[order.kind])
        erase_rows.erase_part(tx, renewed, planned.out, decision, wanted.all)
        numbers = [grievance.number for grievance in planned.removed if grievance.number]
        erase_events.erase(tx, numbers, planned.cases, order)
    erasures.note(tx, removal.number, renewed, order, details)
    repack = erase_files.note_removed_packages(desk, tx, renewed, order.by)
    _note_erased(desk, tx, removal)
    return {
        "repack": repack,
        "vault": None if removal.vault is None else str(removal.vault.folder),
        **wanted.as_details(),
        "item": None if removal.item is None else asdict(removal.item),
        "elsewhere": details["elsewhere"],
        "number": removal.number,
        "by": order.by,
        "asked": planned.asked,
    }


def _details(desk: Desk, removal: _Removal) -> dict[str, Any]:
    """Return the details of `removal` for the register of erasures."""
    planned, item = removal.planned, removal.item
    sounds = [desk.workspace.root / name for name in (planned.recording.original, planned.recording.access)]
    sealed_before = [] if removal.vault else [f"封存文件夹里的 {item}" for item in planned.recording.sealed]
    return {
        "item": item.number if item else None,
        "item_sha256": item.sha256 if item else None,
        "stretches": [[stretch.start_s, stretch.end_s] for stretch in planned.silenced],
        "grievances": [grievance.number for grievance in planned.removed if grievance.number],
        "folders": list(planned.folders),
        "erased": [sha256_of(file) for file in (*sounds, *_files(desk, planned.folders))],
        "elsewhere": [*planned.elsewhere, *sealed_before],
    }


def _note_erased(desk: Desk, tx: Transaction, removal: _Removal) -> None:
    """Enter a deletion on request in the fixity ledger; a sealing is entered there by package."""
    order = removal.order
    if order.kind == "withdrawn":
        erased = [Fault(removal.number, erasures.KIND_NAMES["withdrawn"], order.ground)]
        code = removal.planned.recording.code
        fixity_of(desk).enter(tx, "erased", code, "", f"{order.by}、{order.witness}", erased)


def _every_version(tx: Transaction, planned: Plan) -> tuple[Grievance, ...]:
    """Return every version of the removed grievances: a corrected name may stand in one of them only."""
    rows = tx.rows(GRIEVANCES, recording=planned.recording.code)
    versions = tuple(record_of(Grievance, row) for row in rows)
    return (*planned.removed, *(version for version in versions if planned.out.touches(version.passages)))


@contextlib.contextmanager
def _hidden_file(desk: Desk, vault: Vault | None, planned: Plan, place: Path) -> Iterator[_HiddenFile | None]:
    """Reserve a hidden name in the `vault` as pending work, and remove the file again if the block raises.

    The row comes before the file, so that an unpublished file never outlives a crash.
    """
    if vault is None:
        yield None
        return
    name = new_name()
    with desk.store.transaction() as tx:
        details = {"vault": str(vault.folder), "file": name, "staging": str(place)}
        key = pending.enter(desk, tx, "sealing", planned.recording.code, details)
    try:
        yield _HiddenFile(vault, key, name)
    except BaseException:
        with desk.store.transaction() as tx:
            # After an interruption that follows the commit the file counts.
            if not pending.work_of(tx, key).is_done:
                vault.drop(name)
                pending.close(tx, key)
        raise


def _locked(desk: Desk, tx: Transaction, planned: Plan, hidden: _HiddenFile, *, place: Path, number: str) -> LockedFile:
    """Lock package, rows and papers of the removal `planned`, staged at `place`, as `number` in the `hidden` file."""
    code = planned.recording.code
    rows = erase_rows.stored_rows(tx, code, planned.cases)
    write_whole(make_folder(place / "台账") / "rows.json", text_of(rows))
    folders = {"档案包": place / "档案包", "台账": place / "台账", **_gathered(desk, place, planned.folders)}
    for beside in (desk.workspace.root / planned.recording.original).parent.iterdir():
        if beside.is_dir() and not beside.name.startswith("."):
            folders[beside.name] = Path(shutil.copytree(beside, place / "旁" / beside.name))
    for log in desk.workspace.edit_logs(code):
        folders["核对"] = make_folder(place / "核对")
        shutil.copy2(log, folders["核对"] / log.name)
    return hidden.vault.prepare(folders, hidden.vault.free_number(number), hidden.name)


def _gathered(desk: Desk, place: Path, folders: Sequence[str]) -> dict[str, Path]:
    """Copy the papers, receipts and drafts in `folders` to `place`; return the copies by their name in the item."""
    if not folders:
        return {}
    copies = make_folder(place / "文书")
    for name in folders:
        source, target = desk.workspace.root / name, copies / name
        make_folder(target.parent)
        shutil.copytree(source, target) if source.is_dir() else shutil.copy2(source, target)
    return {"文书": copies}


def _refuse_changed(desk: Desk, planned: Plan) -> None:
    ordinals = [grievance.ordinal for grievance in planned.secret]
    if plan(desk, planned.recording.code, ordinals, planned.also) != planned:
        raise ChangedMeanwhileError(what=f"{planned.recording.code} 的诉求清单")


def _refuse_busy(desk: Desk, code: str) -> None:
    for job in jobs.unfinished(desk.workspace.jobs, code):
        raise BusyRecordingError(what=f"录音 {code}", process=job.process, since=job.started_at)


def _refuse_unsigned(desk: Desk, code: str) -> None:
    """Raise WrongValueError when corrections are not signed off: they would be lost."""
    newest = load_transcript(desk.store, code)
    edits = DraftLog(newest, desk.workspace.edits(code, newest.version)).edits
    if edits:
        why = "还没有定稿，封存或删除以后就没有了；请先在核对面板里定稿，或者撤销这些改动"
        raise WrongValueError(field="核对文字", value=f"{code} 的 {edits} 处改动", why=why)


def _renewed(desk: Desk, removal: _Removal) -> Recording:
    """Return the recording after `removal`, with the hashes and names of its silenced sounds."""
    planned, sounds = removal.planned, removal.sounds
    was = planned.recording
    folder = (desk.workspace.root / was.original).parent
    names = traces.people_named(planned.secret)
    return replace(
        was,
        source_name="" if any(name in was.source_name for name in names) else was.source_name,
        original=desk.workspace.relative(folder / sounds.original.name),
        access=desk.workspace.relative(folder / sounds.access.name),
        sha256=sha256_of(sounds.original),
        access_sha256=sha256_of(sounds.access),
        source_sha256=was.source_sha256 or was.sha256,
        sound=audio.sound_facts(sounds.original),
        silenced=tuple(sorted({*was.silenced, *planned.silenced}, key=lambda stretch: stretch.start_s)),
        sealed=(*was.sealed, removal.item.number) if removal.item else was.sealed,
    )


def _files(desk: Desk, folders: Iterable[str]) -> Iterator[Path]:
    for name in folders:
        place = desk.workspace.root / name
        yield from sorted(path for path in place.rglob("*") if path.is_file()) if place.is_dir() else [place]
