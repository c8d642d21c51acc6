"""What is restricted (检举控告 above all) moved into the sealed workspace, and no trace of it left in the ordinary one.

The whole recording with its texts, papers and rows goes into the sealed workspace and is opened there again before
anything is taken out here. Then the ordinary recording has those seconds silent, no version of its text tells them,
and every file of the ordinary workspace is searched for what was said (信访工作条例 Art 30, 46(5)).
"""

import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from toolkit import audio, clearing, erasing, jobs, moves, packages, redaction, workflow
from toolkit.desk import Desk
from toolkit.erasing import Order
from toolkit.errors import (
    BusyRecordingError,
    ChangedMeanwhileError,
    SealBrokenError,
    UnknownNumberError,
    WrongValueError,
)
from toolkit.files import make_folder, sha256_of, write_whole
from toolkit.filing import Decision
from toolkit.numbering import file_name_of
from toolkit.player import is_accusation
from toolkit.proof_sheets import ProofSheet
from toolkit.records import Grievance, Recording, Segment, Stretch
from toolkit.redaction import Cut
from toolkit.store import Transaction, text_of
from toolkit.vault import Item, Vault

# What an encoder may leave where there was nothing: far below what anybody hears.
_SILENT = 0.002
_EDGE_S = 0.1
_READ_ONLY = 0o400


@dataclass(frozen=True)
class Plan:
    """What sealing would do: what goes, what goes with it, what a person has to look at, and where copies lie.

    `mentions` are sentences that stay and name who accuses or is accused; `dragged` other grievances that were said in
    the same sentences; `elsewhere` places out of this workspace that hold a package or disc with all of it.
    """

    recording: Recording
    secret: tuple[Grievance, ...]
    dragged: tuple[Grievance, ...]
    sentences: tuple[Segment, ...]
    mentions: tuple[Segment, ...]
    silenced: tuple[Stretch, ...]
    cases: tuple[str, ...]
    folders: tuple[str, ...]
    elsewhere: tuple[str, ...]
    also: tuple[int, ...]
    out: Cut


@dataclass(frozen=True)
class Sealed:
    """What was sealed: its number, the hash of the locked file, and in Chinese where anything is still left."""

    number: str
    item: str
    sha256: str
    left: tuple[str, ...]
    elsewhere: tuple[str, ...]


# -- planning --------------------------------------------------------------------------------------------------


def plan(desk: Desk, code: str, ordinals: Iterable[int] = (), also: Iterable[int] = ()) -> Plan:
    """Return what sealing the grievances `ordinals` (none: every accusation) of recording `code` would do.

    `also` are numbers of further sentences of the newest transcript. Nothing is changed. Raise UnknownNumberError for
    what there is not, and when there is nothing to seal.
    """
    recording = desk.catalogue.recording(code)
    listed = desk.catalogue.grievances(recording.code).grievances
    secret = _chosen(recording.code, listed, tuple(ordinals))
    transcripts = desk.catalogue.transcripts(recording.code)
    newest = transcripts[-1]
    numbers_also = tuple(also)
    more = _sentences(recording.code, newest.segments, numbers_also)
    out = redaction.cut(transcripts, secret, more)
    goes = [one for one in listed if out.touches(one.passages)]
    numbers = [one.number for one in goes if one.number]
    with desk.store.reading() as tx:
        cases = erasing.cases_of(tx, numbers)
    return Plan(
        recording=recording,
        secret=secret,
        dragged=tuple(one for one in goes if one not in secret),
        sentences=tuple(one for one in newest.segments if out.touches((one,))),
        mentions=redaction.mentions(newest, secret, out),
        silenced=out.silenced,
        cases=cases,
        folders=tuple(_folders_of(desk, cases, numbers)),
        elsewhere=tuple(clearing.copies_elsewhere(desk, recording.code)),
        also=numbers_also,
        out=out,
    )


def _chosen(code: str, listed: Sequence[Grievance], ordinals: Sequence[int]) -> tuple[Grievance, ...]:
    known = {one.ordinal: one for one in listed}
    if missing := [f"{code} 第 {n} 件" for n in ordinals if n not in known]:
        raise UnknownNumberError(what="诉求", number="、".join(missing))
    chosen = tuple(known[n] for n in dict.fromkeys(ordinals)) or tuple(one for one in listed if is_accusation(one))
    if not chosen:
        raise UnknownNumberError(what="要封存的诉求", number=f"{code} 里没有检举控告；要封存别的，请写明第几件")
    return chosen


def _sentences(code: str, segments: Sequence[Segment], numbers: Sequence[int]) -> tuple[Segment, ...]:
    known = {one.number: one for one in segments}
    if missing := [f"{code} 第 {n} 句" for n in numbers if n not in known]:
        raise UnknownNumberError(what="语句", number="、".join(missing))
    return tuple(known[n] for n in numbers)


def _folders_of(desk: Desk, cases: Sequence[str], numbers: Sequence[str]) -> Iterator[str]:
    """Give the folders and files of papers, proofs and drafts of `cases` or about `numbers`, as relative paths."""
    workspace = desk.workspace
    for case in map(file_name_of, cases):
        places = [workspace.papers / case, workspace.root / "proofs" / case, *workspace.drafts.glob(f"{case}-*")]
        yield from (workspace.relative(place) for place in places if place.exists())
    for kept in sorted(workspace.drafts.glob("*/facts.json")):
        if _names(kept, (*cases, *numbers)):
            yield workspace.relative(kept.parent)
    yield from facts_about(desk, (*cases, *numbers))


def facts_about(desk: Desk, numbers: Sequence[str]) -> Iterator[str]:
    """Give the files of facts, filled in by hand, that name one of these cases or grievances, as relative paths."""
    for kept in sorted(desk.workspace.facts.rglob("*")):
        if kept.is_file() and _names(kept, numbers):
            yield desk.workspace.relative(kept)


def _names(path: Path, numbers: Sequence[str]) -> bool:
    text = path.read_text(encoding="utf-8", errors="replace")
    # 诉…-1 is not 诉…-12.
    return any(re.search(rf"{re.escape(number)}(?!\d)", text) for number in numbers)


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

    Without one it is gone for good. Raise what `seal` raises.
    """
    code, by = planned.recording.code, order.by
    if not by:
        raise WrongValueError(field="经手人", value=by, why="要写明是谁封存或者删除的")
    _refuse_busy(desk, code)
    _refuse_unsigned(desk, code)
    folder = (desk.workspace.root / planned.recording.original).parent
    kept = desk.workspace.root / planned.recording.original
    with tempfile.TemporaryDirectory(prefix=".sealing-", dir=desk.workspace.root, ignore_cleanup_errors=True) as name:
        staging = Path(name)
        if vault is not None:
            packages.write(workflow.contents_of(desk, planned.recording), staging / "档案包")
        new = _silenced_sounds(staging / "silent", kept, planned)
        with desk.store.transaction() as tx:
            _refuse_changed(desk, planned)
            number = erasing.next_erasure(tx, order.kind, desk.today.year)
            item = None if vault is None else _put(desk, vault, planned, (tx, staging), (number, by))
            renewed = _renewed(desk, planned, new, folder, item)
            details = {
                "item": item.number if item else None,
                "item_sha256": item.sha256 if item else None,
                "stretches": [[one.start_s, one.end_s] for one in planned.silenced],
                "grievances": [one.number for one in (*planned.secret, *planned.dragged) if one.number],
                "folders": list(planned.folders),
                "erased": [sha256_of(file) for file in (kept, *_files(desk, planned.folders))],
                "elsewhere": [*planned.elsewhere, *(_sealed_before(planned) if vault is None else ())],
            }
            with tx.erasing():
                erasing.take_out(tx, renewed, planned.out, Decision(by, {}, erasing.KIND_NAMES[order.kind]))
            erasing.note(tx, number, renewed, order, details)
            for place, sound in new.items():
                moves.replace(sound, folder / place)
    packed = clearing.clear(desk, code, by)
    left = (*clearing.leaks(desk, planned.out), *_still_audible(desk, code))
    if packed:
        workflow.pack_into_workspace(desk, code)
    return Sealed(number, item.number if item else "", item.sha256 if item else "", left, planned.elsewhere)


def _sealed_before(planned: Plan) -> Iterator[str]:
    yield from (f"封存文件夹里的 {item}" for item in planned.recording.sealed)


def _put(desk: Desk, vault: Vault, planned: Plan, at: tuple[Transaction, Path], what: tuple[str, str]) -> Item:
    """Seal package, rows and papers of what was `planned`; `at` is the transaction and the staging folder."""
    (tx, staging), (number, by) = at, what
    rows = erasing.rows_of(tx, planned.recording.code, planned.cases)
    write_whole(make_folder(staging / "台账") / "rows.json", text_of(rows))
    places = {"档案包": staging / "档案包", "台账": staging / "台账", **_gathered(desk, staging, planned.folders)}
    for beside in (desk.workspace.root / planned.recording.original).parent.iterdir():
        if beside.is_dir():
            places[beside.name] = Path(shutil.copytree(beside, staging / "旁" / beside.name))
    for log in desk.workspace.edit_logs(planned.recording.code):
        copy = make_folder(staging / "核对") / log.name
        shutil.copy2(log, copy)
        places["核对"] = copy.parent
    return vault.put(_free(vault, number), places, by)


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
    newest = desk.catalogue.transcript(code)
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


def _renewed(desk: Desk, planned: Plan, new: dict[str, Path], folder: Path, item: Item | None) -> Recording:
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
    recording = desk.catalogue.recording(code)
    for name in (recording.original, recording.access):
        if audio.loudest(desk.workspace.root / name, recording.silenced, _EDGE_S) > _SILENT:
            yield f"{name} 里还有声音"
