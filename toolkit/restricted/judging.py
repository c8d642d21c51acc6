"""Hiding of grievances that a person judges to be accusations (检举控告).

Lists, search and copies follow at once, since they are computed when asked for. A package that was written before still
holds the words: one without them takes its place, with an entry in the fixity ledger.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

from toolkit.archive import Contents, WrittenPackage, fixity_of, list_packages, packages, packing
from toolkit.core import sha256_of
from toolkit.grievances import judge_accusations, load_judgements
from toolkit.meetings import find_recording
from toolkit.records import GrievanceList
from toolkit.restricted import erase_files
from toolkit.store import CASE_GRIEVANCES, GRIEVANCES
from toolkit.workspace import Desk


def hide(desk: Desk, code: str, ordinals: Sequence[int], by: str, seen: GrievanceList | None = None) -> tuple[str, ...]:
    """Enter the judgement of `by` that the grievances `ordinals` of recording `code` are accusations; hide them.

    Return in Chinese the effects and what is still to be done. Unlike releasing, hiding is open to everybody, not only
    to those named in the settings. Raise UnknownNumberError, or ChangedMeanwhileError when a grievance differs from
    that in the list `seen`.
    """
    judge_accusations(desk.store, code, ordinals, "yes", by.strip(), seen=seen)
    renewed = tuple(_renewals(desk, code, by))
    notes = ["已作为检举控告收起：清单、查找和要外送的材料里不再有它的内容"]
    for package in renewed:
        notes += [f"档案包已去掉这几句话，重新打好：{desk.workspace.relative(package.path)}", *package.remarks]
    copies = (place for each in (code, *_sharing(desk, code)) for place in erase_files.copies_elsewhere(desk, each))
    elsewhere = "、".join(dict.fromkeys(copies))
    notes += [f"别处还有带着这几句话的：{elsewhere}，请收回来另行保管"] if elsewhere else []
    notes.append(f"录音里还听得到；要连声音一起另行保管，请运行 yehua sealed put {code} --by 姓名")
    return tuple(notes)


def renew_packages(desk: Desk, code: str, by: str) -> tuple[Path, ...]:
    """Write the packages of recording `code` in the workspace that are older than its newest hiding anew; return them.

    With them those of other recordings that hold papers of a case which may not be shown any more. Idempotent; the
    panel repeats it when opened, in case of a power cut. Raise ReadOnlyWorkspaceError or DiskFullError.
    """
    return tuple(package.path for package in _renewals(desk, code, by))


def _renewals(desk: Desk, code: str, by: str) -> Iterator[WrittenPackage]:
    stale = [(code, package) for package in _stale(desk, code)]
    for other in _sharing(desk, code):
        stale += [(other, package) for package in _with_closed_papers(desk, other)]
    for each, package in stale:
        yield _renewed(desk, each, package, by)


def _stale(desk: Desk, code: str) -> Iterator[Path]:
    hidden_at = max((act.made_at for act in load_judgements(desk.store, code).acts if act.verdict == "yes"), default="")
    return (path for path, made_at in _here(desk, code) if made_at < hidden_at)


def _here(desk: Desk, code: str) -> Iterator[tuple[Path, str]]:
    """Give each package of recording `code` that lies in the workspace, and the moment it was made last."""
    newest = {Path(package.path): package.made_at for package in list_packages(desk.store, code)}
    for path, made_at in newest.items():
        if path.is_relative_to(desk.workspace.root) and path.is_dir():
            yield path, made_at


def _sharing(desk: Desk, code: str) -> tuple[str, ...]:
    """Return the other recordings of which a grievance is in the same case as one of recording `code`."""
    with desk.store.reading() as tx:
        recording_of = {row["number"]: row["recording"] for row in tx.columns(GRIEVANCES, ("number", "recording"))}
        pairs = [(row["case_number"], recording_of.get(row["grievance"])) for row in tx.rows(CASE_GRIEVANCES)]
    own = find_recording(desk.store, code).code
    cases = {case for case, recording in pairs if recording == own}
    return tuple(sorted({each for case, each in pairs if case in cases and each and each != own}))


def _with_closed_papers(desk: Desk, code: str) -> Iterator[Path]:
    """Give the packages of recording `code` in the workspace with a paper that they may not hold."""
    files = [desk.workspace.root / paper.file for paper in packing.open_papers(desk, code)]
    allowed = {sha256_of(file) for file in files if file.is_file()}
    for package, _ in _here(desk, code):
        if any(sha256_of(path) not in allowed for path in (package / "data" / "papers").glob("*")):
            yield package


def _renewed(desk: Desk, code: str, package: Path, by: str) -> WrittenPackage:
    """Put a new package in the place of `package`, which stays where none can be written."""

    def write(contents: Contents, folder: Path, place: Path) -> WrittenPackage:
        written = packages.write(contents, folder, place, is_renewal=True)
        fixity_of(desk).note("apart", code, str(package), by)
        return written

    return packing.pack(desk, code, package.parent, by, write=write)
