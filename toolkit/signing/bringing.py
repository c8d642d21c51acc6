"""Signatures and seals made elsewhere on the prepared file: checked where that can be done, kept with their hash."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from toolkit.core import open_to_read
from toolkit.papers import find_paper
from toolkit.signing import acts, checking, preparing, seats, signings, verification
from toolkit.signing.expectations import Expected, expected_of
from toolkit.signing.faults import refuse
from toolkit.signing.signings import CERTIFIED, SEALED, SIGNED, Seat, Signature, Step
from toolkit.signing.verification import NATIONAL, CheckedSignature, Verdict
from toolkit.workspace import Desk

_LARGEST = 200_000_000
_ROOTS = "核实过的签发机构，请把它的根证书放进工作文件夹的 signing/roots 再收"


@dataclass(frozen=True)
class _File:
    """A file that was brought: its content, what a check without expectations says, and the step before it."""

    content: bytes
    seen: Verdict
    step: Step

    @property
    def new(self) -> list[tuple[Seat, CheckedSignature]]:
        """The signatures in seats that were empty."""
        waiting = {seat.field: seat for seat in self.step.signing.waiting}
        return [(waiting[each.field], each) for each in self.seen.signatures if each.field in waiting]


def add(desk: Desk, number: str, path: Path, by: str, at: dt.datetime | None = None) -> Step:
    """Take over the signatures that the file at `path` has beyond the prepared one, and return the signing.

    A signature counts only when its certificate was issued under one of the roots in `signing/roots`. A national seal,
    which nobody can check here, is kept and counts for nothing: it neither signs nor seals. With the seal and everybody
    else checked, the days of signing are entered. Raise UnknownNumberError,
    NotPreparedError, MissingFileError, or SigningRefusedError naming every reason against it.
    """
    paper, now = find_paper(desk.store, number), signings.moment(at)
    step = signings.current(desk, paper, CERTIFIED)
    with open_to_read(path) as opened:
        content = opened.read(_LARGEST)
    brought = _File(content, verification.check(content, None, checking.own_roots(desk), now), step)
    refuse(f"{paper.number} 的外来签名", [*preparing.objections(desk, paper), *_reasons(desk, brought, now)])
    made = tuple(_signature(seat, each, brought, now) for seat, each in brought.new)
    signing = replace(step.signing, signatures=(*step.signing.signatures, *made))
    sealed = not signing.waiting and not any(signature.made == NATIONAL for signature in signing.signatures)
    signing = replace(signing, sealed=sealed)
    with desk.store.transaction() as tx:
        acts.refuse_meanwhile(signings.newest(desk, tx, paper), step)
        refuse(f"{paper.number} 的外来签名", list(preparing.objections(desk, paper)))
        kind = SEALED if sealed else SIGNED
        after = signings.keep(desk, tx, kind, signing, content, by=by, number=step.number + 1)
    if sealed:
        acts.enter_days(desk, after)
    return after


def _reasons(desk: Desk, brought: _File, now: dt.datetime) -> Iterator[str]:
    signing = brought.step.signing
    if signing.level != CERTIFIED:
        yield f"它准备的是“{signing.level}”，不是证书"
        return
    if signing.sealed:
        yield "它已经签完、盖章"
    if not brought.content.startswith(brought.step.file.read_bytes()):
        yield "它不是在本单位准备好的文件上接着签的（或者那以后又有人签了，或者另存过、加过密码），请用最新的文件签"
        return
    if not brought.new:
        yield "里面没有新的签名"
    known = {seat.field for seat in signing.seats}
    for each in brought.seen.signatures:
        if each.field not in known:
            yield f"多出一个签名（{each.field}），不在留好的位置上"
    if any(seat.field == seats.SEAL for seat, _ in brought.new) and len(brought.new) < len(signing.waiting):
        yield "印章最后盖：还有人没有签"
    for seat, each in brought.new:
        if each.intact is not None and not each.trusted:
            yield f"{seat.who}的证书不是 signing/roots 里的签发机构签发的，本机不能核验，不算已签；{_ROOTS}"
    verdict = verification.check(brought.content, _expected(brought), checking.own_roots(desk), now)
    yield from (fault.rstrip("。") for fault in verdict.faults if not _may_stand(fault))


def _expected(brought: _File) -> Expected:
    """Return what is expected of the file when the new signatures are those of the seats they stand in."""
    marks = {each.field: each.fingerprint for _, each in brought.new}
    expected = expected_of(brought.step)
    signers = (replace(one, fingerprint=marks.get(one.field, one.fingerprint)) for one in expected.expected)
    return replace(expected, expected=tuple(signers))


def _may_stand(fault: str) -> bool:
    return fault.endswith("没有签。") or NATIONAL in fault


def _signature(seat: Seat, each: CheckedSignature, brought: _File, now: dt.datetime) -> Signature:
    """Return the record of a signature; one that nobody can check here has no certificate, and the time of now."""
    is_checked = each.intact is True
    return Signature(
        field=seat.field,
        who=seat.who,
        role=seat.role,
        at=each.at if is_checked and each.at else now.isoformat(),
        fingerprint=each.fingerprint if is_checked else "",
        made="外来证书" if is_checked else NATIONAL,
        before=brought.step.sha256,
    )
