"""The files that the store names, held against their hashes: original sounds, frozen papers, copies, proofs."""

import hashlib
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from toolkit.core import YehuaError, sha256_of
from toolkit.records import Recording
from toolkit.store import ENTRIES, PAPER_COPIES, PAPERS, RECORDINGS, Store, Transaction, record_of

_NO_HASH = ""


@dataclass(frozen=True)
class KeptFile:
    """A file that the store names: what it is in Chinese, its path in the workspace, the hash it must have."""

    what: str
    path: str
    sha256: str


@dataclass(frozen=True)
class Look:
    """How many of all files were looked at, what is wrong (in Chinese), and how many files have no hash to look by."""

    looked: int
    total: int
    faults: tuple[str, ...]
    without_hash: int


def look(store: Store, root: Path, budget_s: float | None = None, day: str = "") -> Look:
    """Hold the files that `store` names in the workspace at `root` against their hashes.

    With `budget_s` it ends after some that many seconds; in which order depends on `day`, so that each file has its
    turn in time.
    """
    with store.reading() as tx:
        named = list(_named(tx))
    files = sorted((one for one in named if one.sha256 != _NO_HASH), key=lambda one: _turn(day, one))
    end = time.monotonic() + budget_s if budget_s is not None else None
    faults, looked = [], 0
    for one in files:
        if end is not None and time.monotonic() > end:
            break
        looked += 1
        faults += [fault] if (fault := _fault(root / one.path, one)) else []
    return Look(looked, len(files), tuple(faults), len(named) - len(files))


def _turn(day: str, one: KeptFile) -> str:
    return hashlib.sha256(f"{day}{one.path}".encode()).hexdigest()


def _fault(path: Path, one: KeptFile) -> str | None:
    if not path.is_file():
        return f"{one.what}不见了：{one.path}"
    try:
        digest = sha256_of(path)
    except YehuaError as fault:
        return str(fault)
    return None if digest == one.sha256 else f"{one.what}与登记的校验值不符：{one.path}"


def _named(tx: Transaction) -> Iterator[KeptFile]:
    """Give what the store names; what was sealed apart or destroyed is not named any more."""
    for row in tx.rows(RECORDINGS):
        recording = record_of(Recording, row)
        if not recording.destroyed:
            yield KeptFile("原始录音", recording.original, recording.sha256)
            yield KeptFile("收听副本", recording.access, recording.access_sha256)
    for row in tx.columns(PAPERS, ("number", "file", "sha256", "facts")):
        if row["facts"] != "{}":
            yield KeptFile(f"文书定稿 {row['number']}", row["file"], row["sha256"])
    for row in tx.rows(PAPER_COPIES):
        if row["file"]:
            yield KeptFile(f"文书副本 {row['paper_number']}", row["file"], row["sha256"] or _NO_HASH)
    for row in tx.columns(ENTRIES, ("case_number", "proof", "proof_sha256")):
        if row["proof"]:
            yield KeptFile(f"{row['case_number']} 的凭证", row["proof"], row["proof_sha256"] or _NO_HASH)
