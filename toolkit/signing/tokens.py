"""Signatures by keys on a token (PKCS#11): the key of a licensed authority, which never leaves the token.

What the token signed is taken over like a file that was signed elsewhere: it counts only when its certificate was
issued under one of the roots in `signing/roots`. National algorithms (SM2) are beyond the libraries used here.
"""

import contextlib
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from toolkit.core import MissingFileError, write_whole
from toolkit.papers import find_paper
from toolkit.signing import bringing, looks, pdf_signatures, seats, signings
from toolkit.signing.faults import MissingTokenToolsError, TokenError, refuse
from toolkit.signing.signings import CERTIFIED, Seat, Step
from toolkit.workspace import Desk

if TYPE_CHECKING:
    from pyhanko.sign.pkcs11 import PKCS11Signer

_SAID = "证书签名，密钥在介质里"
_WHY = {
    "PinIncorrect": "口令（PIN）不对；再错几次介质会锁住",
    "PinLenRange": "口令（PIN）的长度不对",
    "PinLocked": "介质因为口令错得太多锁住了，请找签发机构",
    "NoSuchKey": "介质里没有这个名字的密钥",
    "MechanismInvalid": "介质（UKey）不支持 RSA、ECDSA 签名，或者只有国密算法；"
    "请用签发机构的软件签好，再用 yehua sign add 收下",
    "DeviceRemoved": "签的时候介质拔掉了",
}


@dataclass(frozen=True)
class Token:
    """A token: the library of its maker, its PIN, and its label and that of the certificate where there are several."""

    library: Path
    pin: str
    label: str | None = None
    certificate: str | None = None


def sign(desk: Desk, number: str, who: str, token: Token, by: str) -> Step:
    """Sign the paper `number` in the seat of `who` by the key on `token`, and return the signing as it stands then.

    The committee's seal is the last seat and locks the file. Raise MissingTokenToolsError, TokenError naming why the
    token did not sign, and what `bringing.add` raises.
    """
    paper, now = find_paper(desk.store, number), signings.moment()
    step = signings.current(desk, paper, CERTIFIED)
    seat = _seat_of(step, who)
    look = looks.look(seat.who, now, seats.SIZE, None, _SAID)
    act = pdf_signatures.Act(seat.field, seat.who, now, f"签署前文件 {step.sha256[:16]}", look)
    put = pdf_signatures.sealed if seat.field == seats.SEAL else pdf_signatures.signed
    with _signer(token) as signer:
        content = put(step.file.read_bytes(), signer, act)
    with tempfile.TemporaryDirectory(prefix="yehua-token-", ignore_cleanup_errors=True) as folder:
        return bringing.add(desk, number, write_whole(Path(folder) / "signed.pdf", content), by)


def _seat_of(step: Step, who: str) -> Seat:
    signing = step.signing
    reasons = [f"它准备的是“{signing.level}”，不是证书"] if signing.level != CERTIFIED else []
    mine = seats.of_person(signing.waiting, who)
    if not mine:
        names = "、".join(seat.who for seat in signing.waiting) or "没有人"
        reasons.append(f"{who}不在这里签，或者已经签过；现在等着签的：{names}")
    refuse(f"{signing.number} 的证书签名", reasons)
    return mine[0]


@contextlib.contextmanager
def _signer(token: Token) -> Iterator["PKCS11Signer"]:
    """Give a signer with the only certificate on `token`, or the one that it names."""
    try:
        import pkcs11  # noqa: PLC0415 - an extra that only tokens need
        from pyhanko.sign.pkcs11 import PKCS11Signer  # noqa: PLC0415 - as above
    except ImportError as fault:
        raise MissingTokenToolsError from fault
    if not token.library.is_file():
        raise MissingFileError(path=token.library)
    try:
        with _found(pkcs11.lib(str(token.library.resolve())), token).open(user_pin=token.pin) as session:
            label = token.certificate or _only_certificate(session)
            yield PKCS11Signer(session, cert_label=label, key_label=label)
    except pkcs11.exceptions.PKCS11Error as fault:
        raise TokenError(why=_WHY.get(type(fault).__name__, f"介质没有签（{type(fault).__name__} {fault}）")) from fault


def _found(library: Any, token: Token) -> Any:
    """Return the token that is meant: the one with its label, or the only one that is plugged in."""
    there = [slot.get_token() for slot in library.get_slots(token_present=True)]
    there = [each for each in there if each.label]  # one that was never set up has no name
    meant = [each for each in there if token.label in (None, each.label)]
    if len(meant) != 1:
        names = "、".join(each.label for each in there) or "没有"
        raise TokenError(why=f"要正好一个介质，现在插着的：{names}；请写明用哪个（--token）")
    return meant[0]


def _only_certificate(session: Any) -> str:
    """Return the label of the only certificate that has its key beside it under the same label."""
    from pkcs11 import Attribute, ObjectClass  # noqa: PLC0415 - an extra that only tokens need

    keys, certificates = (
        {each[Attribute.LABEL] for each in session.get_objects({Attribute.CLASS: kind})}
        for kind in (ObjectClass.PRIVATE_KEY, ObjectClass.CERTIFICATE)
    )
    usable = sorted(keys & certificates)
    if len(usable) != 1:
        raise TokenError(why=f"介质里能用的证书有：{'、'.join(usable) or '没有'}；请写明用哪个（--certificate）")
    return str(usable[0])
