"""A file that somebody brings to be checked: what it must be is found in the office's record, or brought along."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from toolkit.core import open_to_read
from toolkit.papers import FiledPaper, list_papers
from toolkit.records import from_file
from toolkit.signing import preparing, signings, verification
from toolkit.signing.expectations import Expected, expected_of
from toolkit.signing.verification import CheckedSignature, Verdict
from toolkit.workspace import Desk

_LARGEST = 200_000_000
_CERTIFICATES = frozenset({".pem", ".cer", ".crt"})


def verify(desk: Desk, path: Path, expected: Path | None = None) -> Verdict:
    """Return the verdict on the PDF at `path`; what it must be stands in the file `expected`, or in the workspace.

    Raise MissingFileError, UnreadableFileError, or BrokenRecordError for `expected`.
    """
    with open_to_read(path) as file:
        content = file.read(_LARGEST)
    known = from_file(Expected, expected) if expected else known_here(desk, content)
    verdict = verification.check(content, known, own_roots(desk))
    return replace(verdict, faults=(*verdict.faults, *_replaced(desk, known))) if known else verdict


def _replaced(desk: Desk, known: Expected) -> Iterator[str]:
    for paper in list_papers(desk.store):
        if paper.number == known.paper and (newer := preparing.replaced_by(desk, paper)):
            yield f"{paper.number} 已由 {newer} 更正并代替。"


def line_of(each: CheckedSignature) -> str:
    """Return what is to be said of a checked signature, in one Chinese line."""
    state = {True: "完好", False: "被改过或者验不了", None: "不能核验"}[each.intact]
    who = "是登记的证书" if each.expected else "不是登记的证书"
    return f"{each.role} {each.who} {each.at or '没有时间'} {state}，{who}{f'（{each.note}）' if each.note else ''}"


def known_here(desk: Desk, content: bytes) -> Expected | None:
    """Return what the workspace knows of the file `content`: by a step of a signing, or by the text that it names."""
    reasons = verification.reasons_of(content)
    for paper in list_papers(desk.store):
        if paper.sha256 in reasons and (step := _signed(desk, paper)):
            return expected_of(step)
    return None


def _signed(desk: Desk, paper: FiledPaper) -> signings.Step | None:
    with desk.store.reading() as tx:
        step = signings.newest(desk, tx, paper)
    return step if step and step.signing.level != signings.PAPER else None


def own_roots(desk: Desk) -> tuple[bytes, ...]:
    """Return the certificates of other authorities that the office trusts: files in `signing/roots`."""
    folder = desk.workspace.root / "signing" / "roots"
    files = (path for path in sorted(folder.glob("*")) if path.suffix.lower() in _CERTIFICATES)
    return tuple(path.read_bytes() for path in files)
