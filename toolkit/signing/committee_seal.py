"""The committee's seal: one key under a passphrase, whose certificate the chain of facts knows by its fingerprint.

Without that, whoever deletes the files of the seal would make a new one with a passphrase of his own. Another seal
takes the place of the registered one on the word of two persons only.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from toolkit.chinese import same_person
from toolkit.core import sha256_of, write_whole
from toolkit.papers import list_papers
from toolkit.records import from_file
from toolkit.signing import authority, signings
from toolkit.signing.authority import Authority
from toolkit.signing.certificates import keys
from toolkit.signing.faults import (
    MissingSigningToolsError,
    SigningRefusedError,
    WrongSealPassphraseError,
    refuse,
)
from toolkit.signing.signings import Signing
from toolkit.store import Transaction, chain, refuse_turned_back
from toolkit.workspace import Desk

try:
    from cryptography import x509
    from cryptography.hazmat.primitives import serialization
    from pyhanko.sign.signers import SimpleSigner
except ImportError as fault:
    raise MissingSigningToolsError from fault

MADE, REPLACED = "seal.made", "seal.replaced"
SUBJECT = "印章"
# How a signature of this seal is noted in the record of a signing.
BY_SEAL = "印章"
_SHORTEST_PASSPHRASE = 8


@dataclass(frozen=True)
class _Files:
    """The files of one seal: its certificate, and its key under a passphrase."""

    certificate: Path
    key: Path


@dataclass(frozen=True)
class Replacement:
    """A new seal in place of the registered one: its passphrase, the two persons who answer for it, and why."""

    passphrase: str
    by: str
    second: str
    reason: str


def signer_of(desk: Desk, tx: Transaction, passphrase: str, by: str) -> SimpleSigner:
    """Return the signer of the registered seal, whose key only `passphrase` opens; the first one makes the seal.

    A seal of before seals were registered is registered now. Raise WrongSealPassphraseError, or SigningRefusedError
    for a passphrase that is too short, or where the files are not those of the registered seal.
    """
    office, registered, files = authority.authority_of(desk), _registered(tx), _first_files(desk)
    known = registered or _of_earlier_signings(desk, tx)
    if known is None and not files.certificate.exists():
        refuse("盖章", _passphrase_faults(passphrase))
        known = _written(desk, office, passphrase, files)
    if known is not None:
        files = _files_of(desk, known)
    certificate, key = _opened(files, passphrase)
    if registered is None:
        _note(tx, MADE, {"fingerprint": authority.fingerprint(certificate)}, by)
    return authority.signer(office, certificate, key)


def replace_seal(desk: Desk, wish: Replacement) -> str:
    """Make another seal in place of the registered one and return its fingerprint; raise SigningRefusedError.

    The files of the seal before stay. What it sealed stays valid, for each signing has its certificate on record.
    """
    with desk.store.transaction() as tx:
        before = _registered(tx) or _of_earlier_signings(desk, tx)
        if before is None and (first := _first_files(desk).certificate).exists():
            before = authority.fingerprint(x509.load_pem_x509_certificate(first.read_bytes()))
        refuse("更换印章", [*_replacement_faults(wish, before), *_passphrase_faults(wish.passphrase)])
        # The event comes last: without it the new files count for nothing.
        made = _written(desk, authority.authority_of(desk), wish.passphrase)
        facts = {"fingerprint": made, "before": before, "reason": wish.reason.strip()}
        _note(tx, REPLACED, facts, wish.by, wish.second)
    return made


def _registered(tx: Transaction) -> str | None:
    """Return the fingerprint of the seal that the chain of facts names last, None where it names none."""
    rows = list(tx.events((MADE, REPLACED), {SUBJECT}, names=("facts",)))
    return str(json.loads(rows[-1]["facts"])["fingerprint"]) if rows else None


def _of_earlier_signings(desk: Desk, tx: Transaction) -> str | None:
    """Return the fingerprint of the seal by which the last paper was sealed before seals were registered."""
    marks = (each.fingerprint for signing in _sealed(desk, tx) for each in signing.signatures if each.made == BY_SEAL)
    return next(marks, None)


def _sealed(desk: Desk, tx: Transaction) -> Iterator[Signing]:
    """Give the records of what was sealed, the newest first, without those whose case was erased."""
    papers = {paper.number: paper for paper in list_papers(desk.store)}
    for row in reversed(list(tx.events((signings.SEALED,), names=("subject", "facts")))):
        facts = json.loads(row["facts"])
        record = signings.folder_of(desk, papers[row["subject"]]) / f"{facts['step']}.json"
        if record.is_file() and sha256_of(record) == facts["record"]:
            yield from_file(Signing, record)


def _replacement_faults(wish: Replacement, before: str | None) -> Iterator[str]:
    if before is None:
        yield "还没有印章，第一次盖章时就会有"
    if not wish.by.strip() or not wish.second.strip():
        yield "更换印章要两个人，请写明是谁（--by、--second）"
    elif same_person(wish.by, wish.second):
        yield f"更换印章要两个人，写的是同一个人（{wish.second}）"
    if not wish.reason.strip():
        yield "没有写为什么更换（--reason）"


def _passphrase_faults(passphrase: str) -> list[str]:
    return [f"印章的口令至少要 {_SHORTEST_PASSPHRASE} 个字符"] if len(passphrase) < _SHORTEST_PASSPHRASE else []


def _note(tx: Transaction, kind: str, facts: dict[str, Any], by: str, second: str | None = None) -> None:
    refuse_turned_back(tx)
    news = chain.news(SUBJECT, kind, facts, by=by.strip(), moment=tx.now())
    tx.append(replace(news, second=second.strip() if second else None))


# -- files -----------------------------------------------------------------------------------------------------


def _first_files(desk: Desk) -> _Files:
    folder = authority.folder_of(desk)
    return _Files(folder / "seal.pem", folder / "seal.key")


def _later_files(desk: Desk, fingerprint: str) -> _Files:
    folder, name = authority.folder_of(desk), f"seal-{fingerprint[:16]}"
    return _Files(folder / f"{name}.pem", folder / f"{name}.key")


def _files_of(desk: Desk, fingerprint: str) -> _Files:
    """Return the files of the seal with `fingerprint`; raise SigningRefusedError where they are not there."""
    for files in (_first_files(desk), _later_files(desk, fingerprint)):
        if files.key.exists() and files.certificate.exists():
            certificate = x509.load_pem_x509_certificate(files.certificate.read_bytes())
            if authority.fingerprint(certificate) == fingerprint:
                return files
    mark = signings.grouped(fingerprint)
    why = (
        f"印章的文件不见了，或者不是登记的那一枚（登记的指纹是 {mark}）。请从备份恢复工作文件夹里的 signing 文件夹；"
        "确实要换一枚，由两个人用 yehua sign replace-seal"
    )
    raise SigningRefusedError(what="盖章", listing=f"{why}。")


def _written(desk: Desk, office: Authority, passphrase: str, files: _Files | None = None) -> str:
    """Write the files of a new seal, by default under its fingerprint, and return the fingerprint."""
    key = keys.new_key()
    certificate = authority.issued(desk.settings.committee.name, key, office)
    mark = authority.fingerprint(certificate)
    place = files or _later_files(desk, mark)
    keys.write_key(place.key, key, passphrase)
    write_whole(place.certificate, certificate.public_bytes(serialization.Encoding.PEM))
    return mark


def _opened(files: _Files, passphrase: str) -> tuple[x509.Certificate, Any]:
    """Return the certificate in `files` and its key; raise WrongSealPassphraseError, also for the key of another."""
    certificate = x509.load_pem_x509_certificate(files.certificate.read_bytes())
    try:
        key: Any = serialization.load_pem_private_key(files.key.read_bytes(), passphrase.encode())
    except (OSError, ValueError, TypeError) as fault:
        raise WrongSealPassphraseError from fault
    if key.public_key() != certificate.public_key():
        raise WrongSealPassphraseError
    return certificate, key
