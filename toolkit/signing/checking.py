"""A file that somebody brings to be checked: what it must be is found in the office's record, or brought along.

A list that is brought along proves nothing by itself: whoever forges a signing writes a list and a root to go with it.
So the office's own record comes first, and a list that differs from it is a fault.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from toolkit.core import BrokenRecordError, open_to_read
from toolkit.papers import FiledPaper, list_papers
from toolkit.records import from_file
from toolkit.signing import authority, preparing, signings, verification
from toolkit.signing.expectations import Expected, expected_of
from toolkit.signing.verification import CheckedSignature, Verdict
from toolkit.workspace import Desk, normalised

_LARGEST = 200_000_000
_CERTIFICATES = frozenset({".pem", ".cer", ".crt"})
_BROUGHT = (
    "名单和根证书是随文件带来的，这里没有这份文书的记录，看不出是谁出的；指纹要与签名情况说明、签发的单位核对。"
    "根证书的指纹：{mark}。"
)


def verify(desk: Desk, path: Path, expected: Path | None = None) -> Verdict:
    """Return the verdict on the PDF at `path`; what it must be stands in the workspace, else in the file `expected`.

    Where the workspace knows the paper, a list that differs from its record is a fault; where it does not, the verdict
    remarks that the list was brought along. Raise MissingFileError, UnreadableFileError, or BrokenRecordError for
    `expected`.
    """
    with open_to_read(path) as file:
        content = file.read(_LARGEST)
    if expected is None:
        known = known_here(desk, content)
        verdict = verification.check(content, known, own_roots(desk))
        return replace(verdict, faults=(*verdict.faults, *_replaced(desk, known))) if known else verdict
    return _verified_by_list(desk, content, _list_at(expected))


def _verified_by_list(desk: Desk, content: bytes, brought: Expected) -> Verdict:
    paper = _paper_of(desk, brought)
    ours = known_here(desk, content) or (_record_of(desk, paper) if paper else None)
    verdict = verification.check(content, ours or brought, own_roots(desk))
    faults = [*verdict.faults, *_replaced(desk, ours or brought)]
    if ours is not None:
        return replace(verdict, faults=(*faults, *_differences(brought, ours)))
    if paper is not None and not paper.is_emptied:
        faults.append(f"这里的记录里，{paper.number} 没有用电子签名签过，带来的名单不可信。")
    mark = authority.fingerprint_of_text(brought.root)
    remark = _BROUGHT.format(mark=signings.grouped(mark) or "没有（名单里没有根证书）")
    return replace(verdict, faults=tuple(faults), remarks=(remark,))


def conclusion_of(verdict: Verdict) -> str:
    """Return the Chinese sentence that ends a check without faults: only the office's own record makes all right."""
    if verdict.remarks:
        return "和带来的名单相符：名单上的都签了，签了以后没有改过。名单真不真，要先核对指纹。"
    return "都对：该签的都签了，签了以后没有改过。"


def _list_at(path: Path) -> Expected:
    """Return the list in the file at `path`; raise BrokenRecordError, also where its root is no certificate."""
    listed = from_file(Expected, path)
    try:
        authority.fingerprint_of_text(listed.root)
    except ValueError as fault:
        raise BrokenRecordError(path=path, format=Expected.__name__, why="root 不是证书") from fault
    return listed


def _paper_of(desk: Desk, brought: Expected) -> FiledPaper | None:
    number = normalised(brought.paper)
    return next((paper for paper in list_papers(desk.store) if paper.number == number), None)


def _differences(brought: Expected, ours: Expected) -> Iterator[str]:
    """Give a Chinese sentence for each point in which the list differs from the record of the office."""
    if normalised(brought.paper) != ours.paper:
        yield f"带来的名单是 {brought.paper} 的，文件是 {ours.paper} 的。"
        return
    if _mark_of_root(brought) != _mark_of_root(ours):
        yield f"带来的名单里，根证书不是本单位签 {ours.paper} 用的，可能是伪造的。"
    if (brought.text, brought.source) != (ours.text, ours.source):
        yield "带来的名单里，定稿的文字和本单位的记录不符。"
    if {(each.field, each.who) for each in brought.expected} != {(each.field, each.who) for each in ours.expected}:
        yield "带来的名单里，该签的人和本单位的记录不符。"
    known = {each.field: each.fingerprint for each in ours.expected}
    # A list of before somebody signed has no certificate for him yet.
    for each in brought.expected:
        if each.fingerprint and each.fingerprint != known.get(each.field):
            yield f"带来的名单里，{each.who}的证书不是本单位登记的。"


def _mark_of_root(expected: Expected) -> str:
    return authority.fingerprint_of_text(expected.root)


def _replaced(desk: Desk, known: Expected) -> Iterator[str]:
    for paper in list_papers(desk.store):
        if paper.number == normalised(known.paper) and (newer := preparing.replaced_by(desk, paper)):
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
        if paper.sha256 in reasons and (ours := _record_of(desk, paper)):
            return ours
    return None


def _record_of(desk: Desk, paper: FiledPaper) -> Expected | None:
    """Return what the signed file of `paper` must be; None where it was not signed as a file, or its case is erased."""
    if paper.is_emptied:
        return None
    with desk.store.reading() as tx:
        step = signings.newest(desk, tx, paper)
    return expected_of(step) if step and step.signing.level != signings.PAPER else None


def own_roots(desk: Desk) -> tuple[bytes, ...]:
    """Return the certificates of other authorities that the office trusts: files in `signing/roots`."""
    folder = desk.workspace.root / "signing" / "roots"
    files = (path for path in sorted(folder.glob("*")) if path.suffix.lower() in _CERTIFICATES)
    return tuple(path.read_bytes() for path in files)
