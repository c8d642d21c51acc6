"""What is restricted (检举控告 above all) moved into the sealed workspace, and no trace of it left in the ordinary one.

The whole recording with its texts, papers and rows goes into the sealed workspace and is opened there again before
anything is taken out here. Then the ordinary recording has those seconds silent, no version of its text tells them,
and every file of the ordinary workspace is searched for what was said (信访工作条例 Art 30, 46(5)).
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
    SealBrokenError,
    WrongValueError,
    make_folder,
    moves,
    sha256_of,
    staging,
    turn,
    write_whole,
)
from toolkit.grievances import Decision
from toolkit.meetings import Order, erasures, find_recording
from toolkit.records import Grievance, Recording
from toolkit.restricted import erase_files, erase_rows, traces
from toolkit.restricted.sealing_plan import Plan, facts_about, plan
from toolkit.restricted.traces import Sought
from toolkit.restricted.vault import Prepared, Vault, new_name
from toolkit.sound import audio
from toolkit.store import GRIEVANCES, Transaction, record_of, text_of
from toolkit.transcripts import ProofSheet, load_transcript
from toolkit.workspace import Desk, Work, file_name_of, jobs, pending

# The plan is part of sealing to whoever seals.
__all__ = ["Plan", "Sealed", "facts_about", "finish", "finished_earlier", "plan", "seal", "take_apart"]

# What an encoder may leave where there was nothing: far below what anybody hears.
_SILENT = 0.002
_EDGE_S = 0.1
_READ_ONLY = 0o400
_WAIT_S = 600


@dataclass(frozen=True)
class Sealed:
    """What was sealed: its number, the hash of the locked file, and in Chinese where anything is still left.

    `look` names files that a person has to look at, since they name who accuses or is accused.
    """

    number: str
    item: str
    sha256: str
    left: tuple[str, ...]
    elsewhere: tuple[str, ...]
    look: tuple[str, ...] = ()


@dataclass(frozen=True)
class SealedFile:
    """A file in the sealed folder that will count under `number`: its hidden name, hash and size."""

    number: str
    file: str
    sha256: str
    size: int


# -- sealing ---------------------------------------------------------------------------------------------------


def seal(desk: Desk, vault: Vault, planned: Plan, by: str) -> Sealed:
    """Do what was `planned`, as person `by` agreed, and return under which number it is sealed.

    Nothing is taken out before the sealed whole was opened again, and before the silent seconds of the new sounds were
    measured. Raise ChangedMeanwhileError when somebody changed the list since, BusyRecordingError while it is being
    transcribed, SealBrokenError, DiskFullError, ReadOnlyWorkspaceError.
    """
    order = Order("sealed", by.strip(), None, "限制利用，另行封存（《信访工作条例》第三十条）")
    return take_apart(desk, planned, order, vault)


def take_apart(desk: Desk, planned: Plan, order: Order, vault: Vault | None) -> Sealed:
    """Take what was `planned` out of the ordinary workspace by `order`; with a `vault` the whole is sealed there first.

    Without one it is gone for good. What follows the commit is pending work (see `finish`). Raise what `seal` raises.
    """
    code = planned.recording.code
    if not order.by:
        raise WrongValueError(field="经手人", value=order.by, why="要写明是谁封存或者删除的")
    _refuse_busy(desk, code)
    _refuse_unsigned(desk, code)
    # One sealing at a time: the number of the sealed item is that of the entry in the register.
    with turn(desk.workspace.root / ".seal", _WAIT_S):
        key = _taken_out(desk, planned, order, vault)
    return _sealed_of(*pending.settled(desk, key, at=vault.folder if vault else None))


def _taken_out(desk: Desk, planned: Plan, order: Order, vault: Vault | None) -> int:
    """Commit what was `planned`, and return the key of the pending work that follows from it."""
    kept = desk.workspace.root / planned.recording.original
    place = staging.new_place(desk.workspace.root, "sealing")
    with staging.staged(place) as half_made, _half_sealed(desk, vault, planned, place) as file:
        if vault is not None:
            packages.write(packing.contents_of(desk, planned.recording), half_made.path / "档案包")
        new = _silenced_sounds(half_made.path / "silent", kept, planned)
        with desk.store.transaction() as tx:
            _refuse_changed(desk, planned)
            number = erasures.next_erasure(tx, order.kind, desk.today.year)
            item = (
                None if vault is None else _prepared(desk, vault, planned, tx, place=place, number=number, name=file[1])
            )
            renewed = _renewed(desk, planned, new, kept.parent, item)
            wanted = traces.sought(planned.out, _told_of(tx, planned), _audible_of(desk, planned.recording))
            details = _details(desk, planned, item)
            if vault is None:
                details["elsewhere"] += _sealed_before(planned)
            with tx.erasing():
                decision = Decision(order.by, {}, erasures.KIND_NAMES[order.kind])
                erase_rows.take_out(tx, renewed, planned.out, decision, wanted.all)
            erasures.note(tx, number, renewed, order, details)
            repack = erase_files.note_going(desk, tx, renewed, order.by)
            _note_erased(desk, tx, code=renewed.code, number=number, order=order)
            for name, sound in new.items():
                moves.remove_tree(kept.parent / name)  # of a run that was killed
                moves.replace(sound, kept.parent / name)
            if item is not None:
                pending.done(tx, file[0], {})
                pending.told(tx, file[0])
            follows = {"repack": repack, "vault": None if vault is None else str(vault.folder), **wanted.as_details()}
            follows |= {"item": None if item is None else asdict(item), "elsewhere": details["elsewhere"]}
            follows |= {"number": number, "by": order.by, "asked": planned.asked}
            return pending.enter(tx, "apart", renewed.code, follows)


def _details(desk: Desk, planned: Plan, item: SealedFile | None) -> dict[str, Any]:
    """Return what the register of erasures keeps of what was `planned`."""
    kept = desk.workspace.root / planned.recording.original
    return {
        "item": item.number if item else None,
        "item_sha256": item.sha256 if item else None,
        "stretches": [[one.start_s, one.end_s] for one in planned.silenced],
        "grievances": [one.number for one in (*planned.secret, *planned.dragged) if one.number],
        "folders": list(planned.folders),
        "erased": [sha256_of(file) for file in (kept, *_files(desk, planned.folders))],
        "elsewhere": list(planned.elsewhere),
    }


def _note_erased(desk: Desk, tx: Transaction, *, code: str, number: str, order: Order) -> None:
    """Enter a deletion at somebody's request in the ledger of checks; what is sealed apart is entered by package."""
    if order.kind == "withdrawn":
        what = [Fault(number, erasures.KIND_NAMES["withdrawn"], order.ground)]
        fixity_of(desk).enter(tx, "erased", code, "", f"{order.by}、{order.witness}", what)


def _told_of(tx: Transaction, planned: Plan) -> tuple[Grievance, ...]:
    """Return every version of the grievances that go: names that a person set may stand in one of them only."""
    rows = tx.rows(GRIEVANCES, recording=planned.recording.code)
    versions = tuple(record_of(Grievance, row) for row in rows)
    return (*planned.secret, *planned.dragged, *(one for one in versions if planned.out.touches(one.passages)))


def _audible_of(desk: Desk, recording: Recording) -> tuple[Path, ...]:
    return tuple(desk.workspace.root / name for name in (recording.original, recording.access))


@contextlib.contextmanager
def _half_sealed(desk: Desk, vault: Vault | None, planned: Plan, place: Path) -> Iterator[tuple[int, str]]:
    """Give the key of a row of pending work and the hidden name it holds, for the file that is made in the `vault`.

    The row is there before the file: whatever comes between, the file is removed unless it came to count.
    """
    if vault is None:
        yield 0, ""
        return
    name = new_name()
    with desk.store.transaction() as tx:
        details = {"vault": str(vault.folder), "file": name, "staging": str(place)}
        key = pending.enter(tx, "sealing", planned.recording.code, details)
    try:
        yield key, name
    except BaseException:
        with desk.store.transaction() as tx:
            # Interrupted after the commit it counts, whatever comes now.
            if not pending.work_of(tx, key).is_done:
                vault.drop(name)
                pending.done(tx, key, {})
                pending.told(tx, key)
        raise


def drop_half_sealed(desk: Desk, work: Work, at: Path | None) -> dict[str, Any]:
    """Remove the file in the sealed folder that a dead process never finished: pending work of the kind `sealing`."""
    if staging.is_alive(Path(work.details["staging"])):
        raise pending.StillRunningError
    _vault_for(desk, work, at).drop(work.details["file"])
    return {}


def _vault_for(desk: Desk, work: Work, at: Path | None) -> Vault:
    """Return the sealed folder of `work`: `at`, where it was then, or where it is said to be; raise MissingFileError.

    The register of the workspace names it, since its disk may have another letter today.
    """
    del desk
    return Vault(at or Path(work.details["vault"]))


# -- what follows the commit -----------------------------------------------------------------------------------


def finish(desk: Desk, work: Work, at: Path | None) -> dict[str, Any]:
    """Let what was sealed count, clear the workspace, look for traces, pack anew; return what to tell.

    Pending work of the kind `apart`; it may be done any number of times. Raise MissingFileError when the disk of the
    sealed folder is not here.
    """
    told, code, item = work.details, work.subject, work.details["item"]
    if item is not None:
        vault = _vault_for(desk, work, at)
        vault.publish(Prepared(item["file"], item["sha256"], item["size"]), item["number"], told["by"])
    erase_files.clear(desk, code)
    wanted = Sought.from_details(told)
    left = (*traces.leaks(desk, wanted), *_still_audible(desk, code))
    look = traces.namings(desk, wanted)
    if told["repack"]:
        packing.pack_into_workspace(desk, code)
    return {
        "number": told["number"],
        "item": item["number"] if item else "",
        "sha256": item["sha256"] if item else "",
        "left": left,
        "look": look,
        "elsewhere": told["elsewhere"],
        "asked": told["asked"],
    }


def _sealed_of(work: Work, unfinished: Sequence[str] = ()) -> Sealed:
    told = work.result if work.is_done else work.details
    item = told["item"] if isinstance(told["item"], dict) else {"number": told["item"], "sha256": told.get("sha256")}
    return Sealed(
        number=told["number"],
        item=item["number"] or "",
        sha256=item["sha256"] or "",
        left=(*told.get("left", ()), *unfinished),
        elsewhere=tuple(told["elsewhere"]),
        look=tuple(told.get("look", ())),
    )


def finished_earlier(desk: Desk, code: str, ordinals: Iterable[int], also: Iterable[int]) -> Sealed | None:
    """Return what a power cut left to be finished of just this order, if an opening finished it and told nobody."""
    recording = find_recording(desk.store, code)
    asked = {"ordinals": list(ordinals), "also": list(also)}
    with desk.store.reading() as tx:
        known = [one for one in pending.untold(tx, "apart", recording.code) if one.result["asked"] == asked]
    if not known:
        return None
    with desk.store.transaction() as tx:
        pending.told(tx, known[-1].id)
    return _sealed_of(known[-1])


def _sealed_before(planned: Plan) -> Iterator[str]:
    yield from (f"封存文件夹里的 {item}" for item in planned.recording.sealed)


def _prepared(  # noqa: PLR0913 - the three that follow the star are names
    desk: Desk, vault: Vault, planned: Plan, tx: Transaction, *, place: Path, number: str, name: str
) -> SealedFile:
    """Lock package, rows and papers of what was `planned`, staged at `place`, as `number` in the hidden file `name`."""
    rows = erase_rows.rows_of(tx, planned.recording.code, planned.cases)
    write_whole(make_folder(place / "台账") / "rows.json", text_of(rows))
    places = {"档案包": place / "档案包", "台账": place / "台账", **_gathered(desk, place, planned.folders)}
    for beside in (desk.workspace.root / planned.recording.original).parent.iterdir():
        if beside.is_dir() and not beside.name.startswith("."):
            places[beside.name] = Path(shutil.copytree(beside, place / "旁" / beside.name))
    for log in desk.workspace.edit_logs(planned.recording.code):
        copy = make_folder(place / "核对") / log.name
        shutil.copy2(log, copy)
        places["核对"] = copy.parent
    made = vault.prepare(places, name)
    return SealedFile(_free(vault, number), made.file, made.sha256, made.size)


def _refuse_changed(desk: Desk, planned: Plan) -> None:
    ordinals = [one.ordinal for one in planned.secret]
    if plan(desk, planned.recording.code, ordinals, planned.also) != planned:
        raise ChangedMeanwhileError(what=f"{planned.recording.code} 的诉求清单")


def _refuse_busy(desk: Desk, code: str) -> None:
    for job in jobs.listing(desk.workspace.jobs):
        if job.recording == code and job.state in {"queued", "running"}:
            raise BusyRecordingError(what=f"录音 {code}", process=job.process, since=job.started_at)


def _refuse_unsigned(desk: Desk, code: str) -> None:
    """Raise WrongValueError when somebody's corrections are not signed off: they would go with what goes."""
    newest = load_transcript(desk.store, code)
    open_ = ProofSheet(newest, desk.workspace.edits(code, newest.version)).edits
    if open_:
        why = "还没有定稿，封存或删除以后就没有了；请先在核对面板里定稿，或者撤销这些改动"
        raise WrongValueError(field="核对文字", value=f"{code} 的 {open_} 处改动", why=why)


def _silenced_sounds(folder: Path, kept: Path, planned: Plan) -> dict[str, Path]:
    """Return original and access copy without what goes out, by the names they get; measured before they count."""
    name = file_name_of(planned.recording.code)
    original, access = f"{name}-消音.flac", f"{name}-消音-试听.mp3"
    # Sealed once more, the names must differ from those that are there.
    again = f"-{planned.out.core[0].start_s:.0f}" if planned.recording.silenced else ""
    original, access = (f"{Path(one).stem}{again}{Path(one).suffix}" for one in (original, access))
    make_folder(folder)
    audio.write_silenced(kept, folder / original, planned.silenced)
    audio.write_access_copy(folder / original, folder / access)
    for path, edge_s in ((folder / original, 0.0), (folder / access, _EDGE_S)):
        if audio.loudest(path, planned.silenced, edge_s) > _SILENT:
            raise SealBrokenError(path=path)
    (folder / original).chmod(_READ_ONLY)
    return {original: folder / original, access: folder / access}


def _gathered(desk: Desk, staging: Path, folders: Sequence[str]) -> dict[str, Path]:
    """Return copies of the papers, proofs and drafts that go along, by the names they get in what is sealed."""
    if not folders:
        return {}
    place = make_folder(staging / "文书")
    for name in folders:
        source, target = desk.workspace.root / name, place / name
        make_folder(target.parent)
        shutil.copytree(source, target) if source.is_dir() else shutil.copy2(source, target)
    return {"文书": place}


def _free(vault: Vault, number: str) -> str:
    """Return `number`, or with a mark where a power cut left something sealed whose number was given back."""
    taken, free = 1, number
    while free in vault.items():
        taken += 1
        free = f"{number}-{taken}"
    return free


def _renewed(desk: Desk, planned: Plan, new: dict[str, Path], folder: Path, item: SealedFile | None) -> Recording:
    was = planned.recording
    original, access = new
    facts = audio.sound_facts(new[original])
    names = {str(fact.value) for one in planned.secret for fact in (one.person, one.against) if fact is not None}
    return replace(
        was,
        source_name="" if any(name in was.source_name for name in names) else was.source_name,
        original=desk.workspace.relative(folder / original),
        access=desk.workspace.relative(folder / access),
        sha256=sha256_of(new[original]),
        access_sha256=sha256_of(new[access]),
        source_sha256=was.source_sha256 or was.sha256,
        sound=facts,
        silenced=tuple(sorted({*was.silenced, *planned.silenced}, key=lambda one: one.start_s)),
        sealed=(*was.sealed, item.number) if item else was.sealed,
    )


def _files(desk: Desk, folders: Iterable[str]) -> Iterator[Path]:
    for name in folders:
        place = desk.workspace.root / name
        yield from sorted(path for path in place.rglob("*") if path.is_file()) if place.is_dir() else [place]


def _still_audible(desk: Desk, code: str) -> Iterator[str]:
    recording = find_recording(desk.store, code)
    for name in (recording.original, recording.access):
        if audio.loudest(desk.workspace.root / name, recording.silenced, _EDGE_S) > _SILENT:
            yield f"{name} 里还有声音"
