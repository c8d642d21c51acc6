"""Scans of paper originals: checked against the codes of their pages, and kept once they are whole."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from toolkit import formats
from toolkit.core import copy_verified, make_folder, sha256_of
from toolkit.papers import FiledPaper, find_paper
from toolkit.signing import preparing, signings
from toolkit.signing.faults import ChangedScanError, NotPreparedError, refuse
from toolkit.signing.scanning import scans, seat_areas
from toolkit.signing.scanning.scans import ScanCheck
from toolkit.signing.signings import PAPER, PREPARED, SCANNED, SEALED, SIGNED
from toolkit.store import PAPERS, Transaction, chain, refuse_turned_back
from toolkit.workspace import Desk, file_name_of, normalised

SCAN_FOLDER = "扫描件"
_KEEPING = "留存扫描件"


def check_scan(
    desk: Desk, files: Sequence[Path], number: str, by: str | None = None, *, seen: bool = False
) -> ScanCheck:
    """Return what the scan in `files` holds of the paper original `number`; kept by `by`, if named, when it is whole.

    Where seats look empty, or are not found, it is kept only when `by` has `seen` that everybody signed. Raise
    UnknownNumberError, NotPreparedError when no original was printed, MissingFileError or UnreadableFileError, and
    SigningRefusedError for the unsigned print itself, and where nothing may be signed on the paper any more.
    """
    paper = find_paper(desk.store, number)
    with desk.store.reading() as tx:
        text, pages, step = _printed(tx, paper)
        others = {mark: told for mark, told in signings.known_texts(tx).items() if mark != text}
    issued, printed = desk.workspace.root / paper.file, signings.folder_of(desk, paper) / f"{step}.pdf"
    seats = seat_areas.seats_in(paper, issued, printed, desk.workspace)
    checked = scans.checked(files, text, pages, others, seats)
    if by is not None and checked.is_whole:
        nobody = [] if by.strip() else ["没有写明谁扫的"]
        refuse(_KEEPING, [*nobody, *preparing.objections(desk, paper), *_unsigned(desk, paper, files)])
        if seen or not checked.unsigned:
            _keep(desk, paper, files, by, doubted=len(checked.unsigned))
    return checked


def _printed(tx: Transaction, paper: FiledPaper) -> tuple[str, int, int]:
    """Return mark, number of pages, and step of the original that was printed last."""
    for row in reversed(list(tx.events((PREPARED,), {normalised(paper.number)}))):
        facts = json.loads(row["facts"])
        if facts["level"] == PAPER:
            return str(facts["text"]), int(facts["pages"]), int(facts["step"])
    raise NotPreparedError(number=paper.number, level=PAPER)


def _keep(desk: Desk, paper: FiledPaper, files: Sequence[Path], by: str, *, doubted: int) -> None:
    """Copy `files` into a new folder and then note them; what was kept before stays as it is.

    `doubted` is how many seats looked empty or were not found, and were seen to be signed by a person.
    """
    with desk.store.transaction() as tx:
        refuse_turned_back(tx)
        refuse(_KEEPING, list(preparing.objections(desk, paper)))
        folder = _new_folder(signings.folder_of(desk, paper) / SCAN_FOLDER)
        kept = [_copied(file, folder, place) for place, file in enumerate(files, start=1)]
        facts: dict[str, object] = {"files": kept, "folder": folder.name, "scan": _whole(digest for _, digest in kept)}
        facts |= {"doubted": doubted} if doubted else {}
        tx.append(chain.news(normalised(paper.number), SCANNED, facts, by=by, moment=tx.now()))


def _new_folder(scans_of_paper: Path) -> Path:
    """Return a folder that was not there: a run that was cut off may have left one that no event names."""
    taken = [
        int(each.name) for each in make_folder(scans_of_paper).iterdir() if each.is_dir() and each.name.isdecimal()
    ]
    return make_folder(scans_of_paper / f"{max(taken, default=0) + 1:03d}")


def _copied(file: Path, folder: Path, place: int) -> tuple[str, str]:
    name = f"{place:03d}{file.suffix.lower()}"
    return name, copy_verified(file, folder / name)


def _whole(hashes: Iterable[str]) -> str:
    return hashlib.sha256("".join(hashes).encode()).hexdigest()


def _unsigned(desk: Desk, paper: FiledPaper, files: Sequence[Path]) -> Iterator[str]:
    """Give why files are no scans: the very PDF that was printed, or pages of its text, which a scan does not have."""
    with desk.store.reading() as tx:
        rows = list(tx.events((PREPARED,), {normalised(paper.number)}))
    prepared = [json.loads(row["facts"]) for row in rows]
    printed: set[str] = set()
    for facts in prepared:
        file = signings.folder_of(desk, paper) / f"{facts['step']}.pdf"
        printed |= set(formats.pdf.page_texts(file)) - {""} if file.is_file() else set()
    for file in files:
        is_print = sha256_of(file) in {facts["pdf"] for facts in prepared}
        if is_print or (file.suffix.lower() == ".pdf" and printed & set(formats.pdf.page_texts(file))):
            yield f"{file.name} 是还没有签的打印稿，不是签好以后的扫描件；扫描时请关掉文字识别"


def kept_scans(desk: Desk, paper: FiledPaper) -> tuple[Path, ...]:
    """Return the files of the scan of `paper` that was kept last, in order, none when none was.

    Raise ChangedScanError when they are not as the ledger of all facts knows them.
    """
    with desk.store.reading() as tx:
        rows = list(tx.events((SCANNED,), {normalised(paper.number)}))
    if not rows:
        return ()
    facts, folder = json.loads(rows[-1]["facts"]), signings.folder_of(desk, paper) / SCAN_FOLDER
    if "folder" not in facts:
        return _kept_in_one_folder(folder, facts, paper)
    files = tuple(folder / facts["folder"] / name for name, _ in facts["files"])
    for file, (_, known) in zip(files, facts["files"], strict=True):
        if not file.is_file() or sha256_of(file) != known:
            raise ChangedScanError(number=paper.number, file=file.name)
    return files


@dataclass(frozen=True)
class Doubt:
    """A doubt about the newest scan kept: the number of `seats` that look empty, and `by`, who checked the original."""

    seats: int
    by: str

    def __str__(self) -> str:
        """Return the sentence that is shown with the scan."""
        return f"留存的扫描件有 {self.seats} 处签名，程序没有看出写了字；{self.by}说看过原件，都签了。请核对原件。"


def doubt_of(desk: Desk, paper: FiledPaper) -> Doubt | None:
    """Return the doubt about the scan of `paper` that was kept last; None where no seat looked empty."""
    with desk.store.reading() as tx:
        rows = list(tx.events((SCANNED,), {normalised(paper.number)}))
    seats = int(json.loads(rows[-1]["facts"]).get("doubted", 0)) if rows else 0
    return Doubt(seats, str(rows[-1]["by"])) if seats else None


def _kept_in_one_folder(folder: Path, facts: Mapping[str, Any], paper: FiledPaper) -> tuple[Path, ...]:
    """Return the files of a scan of the time when every scan of a paper lay in the same folder."""
    files = sorted(file for file in folder.glob("[0-9]*.*") if file.is_file())[: int(facts["files"])]
    if _whole(sha256_of(file) for file in files) != facts["scan"]:
        raise ChangedScanError(number=paper.number, file=SCAN_FOLDER)
    return tuple(files)


def named_files(tx: Transaction) -> Iterator[tuple[str, str, str]]:
    """Give number of paper, path in the folder of papers, and SHA-256; nothing of papers lawfully emptied."""
    papers = tx.columns(PAPERS, ("number", "case_number", "facts"))
    kept = {normalised(row["number"]): row for row in papers if row["facts"] != "{}"}
    for row in tx.events((PREPARED, SIGNED, SEALED, SCANNED), names=("subject", "kind", "facts")):
        if paper := kept.get(row["subject"]):
            folder = PurePosixPath(file_name_of(str(paper["case_number"])), "签名", file_name_of(paper["number"]))
            for name, digest in _named(row["kind"], json.loads(row["facts"])):
                yield paper["number"], str(folder / name), digest


def _named(kind: str, facts: dict[str, object]) -> Iterator[tuple[str, str]]:
    if kind != SCANNED:
        yield f"{facts['step']}.pdf", str(facts["pdf"])
        yield f"{facts['step']}.json", str(facts["record"])
    elif isinstance(files := facts["files"], list):
        for name, digest in files:
            yield f"{SCAN_FOLDER}/{facts['folder']}/{name}", digest
