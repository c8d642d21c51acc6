"""Packing of recordings, the register of packages, and the completion of packing after a power cut."""

import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from toolkit import signing
from toolkit.archive import packages
from toolkit.archive.contents import Contents, shown_of
from toolkit.archive.fixity import fixity_of
from toolkit.cases import all_may_be_shown, ledger_of
from toolkit.core import DestroyedError, MissingFileError, YehuaError, make_folder, staging
from toolkit.formats import bags
from toolkit.grievances import load_grievances, load_judgements
from toolkit.meetings import find_meeting, find_recording, notices, recording_of
from toolkit.papers import FiledPaper, list_papers_of_recording
from toolkit.records import Recording
from toolkit.store import PACKAGES, Store, Transaction
from toolkit.transcripts import exports as transcript_exports
from toolkit.transcripts import load_transcripts
from toolkit.workspace import Desk, Work, file_name_of, normalised, pending


@dataclass(frozen=True)
class FiledPackage:
    """A registered archive package: its recording, root hash, path and moment of packing (UTC, ISO)."""

    recording: str
    root: str
    path: str
    made_at: str


def list_packages(store: Store, code: str | None = None) -> tuple[FiledPackage, ...]:
    """Return all registered packages, or those of recording `code`, oldest first."""
    where = {"recording": normalised(code)} if code else {}
    with store.reading() as tx:
        rows = tx.columns(PACKAGES, ("recording", "root", "path", "made_at"), **where)
    return tuple(FiledPackage(**row) for row in rows)


def add_package(tx: Transaction, code: str, root: str, path: str) -> None:
    """Register the package of recording `code` with `root` at `path`, once for each root and path."""
    where = {"recording": recording_of(tx, code).code, "root": root, "path": path}
    if tx.row(PACKAGES, **where) is None:
        tx.add(PACKAGES, **where)


Write = Callable[[Contents, Path, Path], packages.WrittenPackage]  # contents, folder, and place of the staging


def pack(
    desk: Desk, code: str, out: Path, by: str = "工作人员", *, write: Write = packages.write
) -> packages.WrittenPackage:
    """Write the package of recording `code` into the folder `out`, register it as fixed by `by`, and return it.

    Withheld words are in none of its texts, only in its sound. The signed files of a paper that are not sound are left
    out, with a remark. The package is entered as pending work first: after a power cut the next opening registers or
    removes it. `write` writes it, by default here.
    """
    recording = find_recording(desk.store, code)
    folder = out.absolute()
    place = staging.new_place(folder, "packing")
    details = {"staging": str(place), "target": str(folder / file_name_of(recording.code)), "by": by}
    with (
        pending.entered(desk, "package", recording.code, details, is_void=lambda: not place.exists()) as key,
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as exports,
    ):
        contents, remarks = _shown_contents(desk, recording, Path(exports))
        written = replace(write(contents, folder, place), remarks=remarks)
    with desk.store.transaction() as tx:
        _register(desk, tx, written, recording.code, by)
        pending.close(tx, key)
    return written


def pack_into_workspace(desk: Desk, code: str, by: str = "工作人员") -> packages.WrittenPackage:
    """Write the package of `code` into the workspace's own folder of packages; see `pack`."""
    return pack(desk, code, desk.workspace.root / "packages", by)


def _register(desk: Desk, tx: Transaction, package: packages.WrittenPackage, code: str, by: str) -> None:
    add_package(tx, code, package.root, str(package.path))
    fixity_of(desk).enter_fixing(tx, code, package.root, package.path, by)


def finish_package(desk: Desk, work: Work, at: Path | None) -> dict[str, Any]:
    """Register a whole package that a dead process left, or remove a part of one: pending work of the kind `package`.

    Raise MissingFileError when the disk it was written to is not here.
    """
    del at
    place, target = Path(work.details["staging"]), Path(work.details["target"])
    if staging.is_alive(place):
        raise pending.StillRunningError
    if not place.parent.is_dir():
        raise MissingFileError(path=place.parent)
    staging.sweep(place.parent, ("packing",))
    recording = find_recording(desk.store, work.subject)
    if not recording.destroyed and _is_sound_package(target, recording):
        with desk.store.transaction() as tx:
            whole = packages.WrittenPackage(target, bags.root_of(target), ())
            _register(desk, tx, whole, recording.code, work.details["by"])
    return {}


def _is_sound_package(target: Path, recording: Recording) -> bool:
    """Return whether `target` is a sound package of `recording` in its present state."""
    packed = packages.packed_recording(target)
    try:
        return packed is not None and packed.sha256 == recording.sha256 and not packages.verify(target)
    except YehuaError:
        return False


def contents_of(desk: Desk, recording: Recording) -> Contents:
    """Return the present contents of the package of `recording`; raise DestroyedError when it was destroyed."""
    if recording.destroyed:
        raise DestroyedError(code=recording.code, number=recording.destroyed)
    root = desk.workspace.root
    papers = list_papers_of_recording(desk.store, recording.code)
    return Contents(
        recording=recording,
        meeting=find_meeting(desk.store, recording.meeting),
        original=root / recording.original,
        access=root / recording.access,
        transcripts=load_transcripts(desk.store, recording.code),
        grievances=load_grievances(desk.store, recording.code),
        papers=tuple(root / paper.file for paper in papers if not paper.is_emptied),
        exports=transcript_exports.exports_of(desk, recording),
        office=desk.settings.office.name,
        packed_on=desk.today,
        archive=desk.settings.archive,
        notices=notices.of(desk.store, recording.code),
        acts=load_judgements(desk.store, recording.code),
    )


def _shown_contents(desk: Desk, recording: Recording, folder: Path) -> tuple[Contents, tuple[str, ...]]:
    """Return the contents that others may see, and remarks; where words are withheld, `folder` gets new exports."""
    papers = open_papers(desk, recording.code)
    signed, remarks = _signed(desk, papers, folder / "签名")
    files = tuple(desk.workspace.root / paper.file for paper in papers)
    whole = replace(contents_of(desk, recording), papers=files, signed=signed)
    if not whole.is_restricted and all(whole.is_open(transcript) for transcript in whole.transcripts):
        return whole, remarks
    shown = shown_of(whole)
    for transcript in shown.transcripts:
        transcript_exports.write_all(transcript, make_folder(folder / "转写"), f"转写-第{transcript.version}版")
    return replace(shown, exports={path.name: path for path in sorted((folder / "转写").glob("*"))}), remarks


def open_papers(desk: Desk, code: str) -> tuple[FiledPaper, ...]:
    """Return the papers that the package of recording `code` may hold: none of a case with a withheld grievance.

    That grievance may have been said in another recording.
    """
    papers = [paper for paper in list_papers_of_recording(desk.store, code) if not paper.is_emptied]
    return tuple(paper for paper in papers if _is_open_case(desk, paper.case))


def _signed(desk: Desk, papers: Iterable[FiledPaper], folder: Path) -> tuple[tuple[Path, ...], tuple[str, ...]]:
    """Return what shows the signatures on `papers`, made in `folder`, and a remark on each that cannot be shown."""
    files: list[Path] = []
    remarks: list[str] = []
    for paper in papers:
        try:
            files += signing.files_of(desk, paper, folder / file_name_of(paper.number))
        except YehuaError as fault:
            remarks.append(f"{paper.number} 签名的文件没有放进档案包：{fault}")
    return tuple(files), tuple(remarks)


def _is_open_case(desk: Desk, case: str | None) -> bool:
    """Return whether no grievance of `case` is withheld, so that its papers may be shown."""
    numbers = ledger_of(desk).state(case, desk.today).grievances if case else ()
    return all_may_be_shown(desk.store, numbers)
