"""Check of the files that the store names (sounds, papers, proofs, photos, laws) against their registered hashes."""

import hashlib
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from toolkit.core import YehuaError, sha256_of
from toolkit.papers import LAW_KEPT
from toolkit.records import Recording
from toolkit.signing import named_files
from toolkit.store import ENTRIES, PAPER_COPIES, PAPERS, RECORDINGS, Store, Transaction, chain, record_of

# Events whose facts name a photo and its hash, and what it shows; packages of higher levels record them.
_PHOTOS = {
    "walk.done": "走访记录的照片",
    "walk.pictured": "走访记录的照片",
    "card.adopted": "旧卡的照片",
    "portrait.given": "卡上的照片",
    "picture.taken": "张贴处的照片",
}
_PORTRAIT_DELETED = "portrait.withdrawn"
_CLIP_ADDED, _CLIPS = "media.added", "policies/media"
_TEXT_ADDED, _TEXTS = "policytext.added", "policies/texts"
_MATTER_WRITTEN, _MATTERS = "matter.written", "policies/matters"
_SHORT = 16  # signs of the hash in the name of a text or a matter


@dataclass(frozen=True)
class KeptFile:
    """A file that the store names: its kind in Chinese, its path in the workspace, its registered hash or ""."""

    kind: str
    path: str
    sha256: str


@dataclass(frozen=True)
class Look:
    """The number of files checked and of all files with a hash, the faults in Chinese, the number without a hash."""

    looked: int
    total: int
    faults: tuple[str, ...]
    without_hash: int


def look(store: Store, root: Path, budget_s: float | None = None, day: str = "") -> Look:
    """Check the files that `store` names in the workspace at `root` against their hashes.

    With `budget_s` no check begins after that many seconds. The order depends on `day`, so that in the course of time
    each file is checked.
    """
    with store.reading() as tx:
        named = list(all_named(tx))
    files = sorted((file for file in named if file.sha256), key=lambda file: _turn(day, file))
    end = time.monotonic() + budget_s if budget_s is not None else None
    faults, looked = [], 0
    for file in files:
        if end is not None and time.monotonic() > end:
            break
        looked += 1
        faults += [fault] if (fault := _fault(root / file.path, file)) else []
    return Look(looked, len(files), tuple(faults), len(named) - len(files))


def _turn(day: str, file: KeptFile) -> str:
    return hashlib.sha256(f"{day}{file.path}".encode()).hexdigest()


def _fault(path: Path, file: KeptFile) -> str | None:
    if not path.is_file():
        return f"{file.kind}不见了：{file.path}"
    try:
        digest = sha256_of(path)
    except YehuaError as fault:
        return str(fault)
    return None if digest == file.sha256 else f"{file.kind}与登记的校验值不符：{file.path}"


def all_named(tx: Transaction) -> Iterator[KeptFile]:
    """Yield every file that the store names; those sealed or destroyed it no longer names."""
    yield from _sounds_and_papers(tx)
    yield from _copies_and_receipts(tx)
    yield from _signed(tx)
    yield from _photos(tx)
    yield from _clips(tx)
    yield from _laws(tx)
    yield from _policies(tx)


def _sounds_and_papers(tx: Transaction) -> Iterator[KeptFile]:
    for recording in (record_of(Recording, row) for row in tx.rows(RECORDINGS)):
        if not recording.destroyed:
            yield KeptFile("原始录音", recording.original, recording.sha256)
            yield KeptFile("收听副本", recording.access, recording.access_sha256)
    for row in tx.columns(PAPERS, ("number", "file", "sha256", "facts")):
        if row["facts"] != "{}":
            yield KeptFile(f"文书定稿 {row['number']}", row["file"], row["sha256"])


def _copies_and_receipts(tx: Transaction) -> Iterator[KeptFile]:
    for row in tx.rows(PAPER_COPIES):
        if row["file"]:
            yield KeptFile(f"文书副本 {row['paper_number']}", row["file"], row["sha256"] or "")
    for row in tx.columns(ENTRIES, ("case_number", "proof", "proof_sha256")):
        if row["proof"]:
            yield KeptFile(f"{row['case_number']} 的凭证", row["proof"], row["proof_sha256"] or "")


def _signed(tx: Transaction) -> Iterator[KeptFile]:
    for number, path, digest in named_files(tx):
        yield KeptFile(f"签名文件 {number}", f"papers/{path}", digest)


def _photos(tx: Transaction) -> Iterator[KeptFile]:
    """Yield the photos that events name, but those that were deleted.

    They are of officials who no longer agree, or of cards whose adoption was lawfully erased.
    """
    deleted = {row["subject"] for row in tx.events((_PORTRAIT_DELETED,), names=("subject",))}
    erased = {row["corrects"] for row in tx.events((chain.ERASED,), names=("corrects",))}
    for row in tx.events(tuple(_PHOTOS), names=("position", "subject", "kind", "facts")):
        facts = json.loads(row["facts"])
        if facts.get("photo") and row["subject"] not in deleted and row["position"] not in erased:
            yield KeptFile(f"{_PHOTOS[row['kind']]} {row['subject']}", facts["photo"], facts["photo_sha256"])


def _clips(tx: Transaction) -> Iterator[KeptFile]:
    """Yield the spoken explanations of matters; the event has no hash of their pictures."""
    for row in tx.events((_CLIP_ADDED,), names=("subject", "facts")):
        facts = json.loads(row["facts"])
        yield KeptFile(f"政策的{row['subject']}", f"{_CLIPS}/{facts['file']}", facts["sha256"])
        if video := facts.get("video"):
            yield KeptFile(f"政策的{row['subject']}", f"{_CLIPS}/{video}", "")


def _laws(tx: Transaction) -> Iterator[KeptFile]:
    """Yield the text of each law as it was registered last, and the official file that it was read from."""
    last = {
        facts["file"]: facts for facts in (json.loads(row["facts"]) for row in tx.events((LAW_KEPT,), names=("facts",)))
    }
    for facts in last.values():
        yield KeptFile(f"法律文本《{facts['law']}》", facts["file"], facts["sha256"])
        yield KeptFile(f"法律的官方文件《{facts['law']}》", facts["source_file"], facts["source_sha256"])


def _policies(tx: Transaction) -> Iterator[KeptFile]:
    """Yield local policy texts and matters; an older text was registered by its words alone, not by its file."""
    for row in tx.events((_TEXT_ADDED, _MATTER_WRITTEN), names=("kind", "facts")):
        facts = json.loads(row["facts"])
        sha256 = facts["sha256"]
        if row["kind"] == _MATTER_WRITTEN:
            yield KeptFile("政策事项", f"{_MATTERS}/{facts['matter']}-{sha256[:_SHORT]}.json", sha256)
        else:
            path = facts.get("file", f"{_TEXTS}/{sha256[:_SHORT]}.json")
            yield KeptFile(f"政策原文《{facts['law']}》{facts['place']}", path, sha256 if "file" in facts else "")
