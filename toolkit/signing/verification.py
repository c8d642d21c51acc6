"""The check of a signed PDF: who signed and when, whether anything was changed, and whether everybody expected signed.

Each signature may be valid and the file still be wrong: cut off before the last signature, signed by somebody of the
same name, signed by all of them on another text. So who has to sign, with which certificate, and the text, come from
the office's own record.
"""

import contextlib
import datetime as dt
import io
import itertools
import logging
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from toolkit import formats
from toolkit.core import YehuaError, write_whole
from toolkit.signing import marks
from toolkit.signing.certificates import keys
from toolkit.signing.expectations import Expected
from toolkit.signing.faults import MissingSigningToolsError
from toolkit.signing.pdf_contents import apart, content_faults
from toolkit.signing.signings import moment

try:
    from asn1crypto import pem, x509
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.fields import enumerate_sig_fields
    from pyhanko.sign.validation import validate_pdf_signature, validate_pdf_timestamp
    from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
    from pyhanko.sign.validation.status import SignatureCoverageLevel
    from pyhanko_certvalidator import ValidationContext
except ImportError as fault:
    raise MissingSigningToolsError from fault

NATIONAL = "国密签章，本机不能核验"
# The arc of Chinese national algorithms, 1.2.156.10197, as it stands in DER.
_NATIONAL_ARC = bytes.fromhex("2a811ccf55")
_SKEW = dt.timedelta(minutes=5)
UNVERIFIED_STAMPER = "时间戳签发者没有核验"


@dataclass(frozen=True)
class CheckedSignature:
    """A signature of a file: who, when (Beijing time), whether nothing was changed since, and whether it is expected.

    `intact` is None where this machine cannot tell; `note` says in Chinese what else is to be known; `trusted` says
    whether the certificate was issued under a root that is trusted here.
    """

    who: str
    at: str | None
    intact: bool | None
    expected: bool
    field: str
    role: str
    fingerprint: str
    note: str = ""
    trusted: bool = False


@dataclass(frozen=True)
class Verdict:
    """What a check found: the signatures in their order, and a Chinese sentence for each fault; `paper` if known.

    `remarks` are sentences about what the check rests on, where that is not the record of this office.
    """

    signatures: tuple[CheckedSignature, ...]
    faults: tuple[str, ...]
    paper: str | None = None
    timestamps: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()


def check(
    content: bytes, expected: Expected | None, roots: Sequence[bytes] = (), now: dt.datetime | None = None
) -> Verdict:
    """Return the verdict on the PDF `content` that must be as `expected`; `roots` are trusted besides (DER or PEM).

    Nothing that the file holds makes it raise.
    """
    with _quiet():
        try:
            reader = PdfFileReader(io.BytesIO(content))
            forbidden = [f"{clause}，不能当作签好的文书。" for clause in content_faults(reader)]
            if reader.encrypted:
                return Verdict((), tuple(forbidden))
            fields = list(_filled(reader))
        except Exception as fault:  # noqa: BLE001 - an attacked file breaks the reader in any way
            return Verdict((), (f"读不出来，不是完好的 PDF 文件（{type(fault).__name__}）。",))
        return _Check(reader, expected, roots, moment(now)).verdict(content, fields, forbidden)


def reasons_of(content: bytes) -> str:
    """Return what the signatures of the PDF `content` give as reasons, one a line; empty where none can be read."""
    with _quiet():
        try:
            values = _values(content)
            return "\n".join(str(value.get("/Reason", "")) for value in values)
        except Exception:  # noqa: BLE001 - as in `check`
            return ""


def _values(content: bytes) -> list[Any]:
    reader = PdfFileReader(io.BytesIO(content))
    return [value.get_object() for _, value, _ in enumerate_sig_fields(reader, filled_status=True)]


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Keep the library from logging a traceback for each attack."""
    loggers = [logging.getLogger(name) for name in ("pyhanko", "pyhanko_certvalidator")]
    before = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        for logger, level in zip(loggers, before, strict=True):
            logger.setLevel(level)


@dataclass(frozen=True)
class _Field:
    """A filled signature field: its signature where it can be read, its bytes, and the byte to which it reaches."""

    name: str
    signature: EmbeddedPdfSignature | None
    raw: bytes
    end: int

    @property
    def is_national(self) -> bool:
        return self.raw.find(_NATIONAL_ARC) >= 0


def _filled(reader: PdfFileReader) -> Iterator[_Field]:
    for name, value, reference in enumerate_sig_fields(reader, filled_status=True):
        raw = bytes(value.get_object().get("/Contents", b""))
        try:
            signature = EmbeddedPdfSignature(reader, reference.get_object(), name)
        except Exception:  # noqa: BLE001 - a seal of another standard, or one that was broken: told by its bytes
            signature = None
        reach = value.get_object().get("/ByteRange", ())
        yield _Field(str(name), signature, raw, sum(int(each) for each in list(reach)[-2:]))


class _Check:
    """The check of one file against what is expected of it."""

    def __init__(
        self, reader: PdfFileReader, expected: Expected | None, roots: Sequence[bytes], now: dt.datetime
    ) -> None:
        own = [expected.root.encode()] if expected and expected.root else []
        self._roots = [x509.Certificate.load(_der(root)) for root in (*own, *roots)]
        self._expected = expected
        self._signers = {signer.field: signer for signer in expected.expected} if expected else {}
        self._now = now
        self._reader = reader
        self._faults: list[str] = []

    def verdict(self, content: bytes, fields: Sequence[_Field], forbidden: Sequence[str]) -> Verdict:
        """Return the verdict on the file with these filled `fields`."""
        stamps = [field for field in fields if field.signature and field.signature.sig_object_type == "/DocTimeStamp"]
        signed = [field for field in fields if field not in stamps]
        ordered = sorted(signed, key=lambda field: field.signature.signed_revision if field.signature else 1 << 30)
        signatures = tuple(self._checked(field) for field in ordered)
        self._check_signers(ordered)
        self._check_times(signatures)
        self._check_end(fields, len(content))
        times = tuple(self._check_stamps(stamps, signatures))
        if self._expected is None:
            self._faults.append("不知道它应当由谁签：没有应签名单，工作文件夹里也没有它的记录。")
        else:
            self._check_text(content)
        paper = self._expected.paper if self._expected else None
        return Verdict(signatures, tuple(dict.fromkeys((*forbidden, *self._faults))), paper, times)

    def _checked(self, field: _Field) -> CheckedSignature:
        wanted = self._signers.get(field.name)
        role = wanted.role if wanted else ""
        if field.signature is None or field.is_national:
            who = wanted.who if wanted else field.name
            note = NATIONAL if field.is_national else "读不出来"
            self._faults.append(f"{who}：{note}{'，请用原来的软件核验' if field.is_national else ''}。")
            return _untold(who, field, role, note)
        try:
            certificate, at = field.signature.signer_cert, field.signature.self_reported_timestamp
            who, mark = str(certificate.subject.native["common_name"]), str(certificate.sha256.hex())
        except Exception:  # noqa: BLE001 - as above
            self._faults.append(f"{field.name} 的证书读不出来。")
            return _untold(field.name, field, role, "证书读不出来")
        is_expected = wanted is not None and _is_name_of(who, wanted.who) and wanted.fingerprint == mark
        if wanted is not None and not is_expected:
            self._faults.append(f"{wanted.who} 的签名用的不是登记的证书（同名也不算），可能是冒签。")
        is_intact, is_trusted, note = self._is_intact(field.signature, who)
        shown = moment(at).isoformat() if at else None
        if at is None:
            self._faults.append(f"{who} 的签名没有时间。")
        return CheckedSignature(who, shown, is_intact, is_expected, field.name, role, mark, note, is_trusted)

    def _is_intact(self, signature: EmbeddedPdfSignature, who: str) -> tuple[bool, bool, str]:
        """Return whether nothing was changed since, whether the issuer is trusted, and what is to be said of it."""
        context = self._context()
        try:
            status = apart(lambda: validate_pdf_signature(signature, context, context))
        except Exception as fault:  # noqa: BLE001 - as above
            self._faults.append(f"{who} 的签名验不了，签名以后文件被动过（{type(fault).__name__}）。")
            return False, False, ""
        for holds, words in (
            (status.intact, "签的内容被改过"),
            (status.valid, "签名值不对"),
            (status.docmdp_ok is not False, "签名以后又添了、改了内容"),
            (status.coverage >= SignatureCoverageLevel.ENTIRE_REVISION, "签名没有管到全部内容"),
        ):
            if not holds:
                self._faults.append(f"{who}：{words}。")
        kept = status.intact and status.valid and status.docmdp_ok is not False
        is_known = signature.signer_cert.sha256.hex() in {each.fingerprint for each in self._signers.values()}
        if not status.trusted and not is_known:
            self._faults.append(f"{who} 的证书不是本单位的签名根证书签发的，也不在名单上。")
        note = "" if status.trusted else f"签发者 {signature.signer_cert.issuer.native.get('common_name', '')} 没有核验"
        return bool(kept and status.coverage >= SignatureCoverageLevel.ENTIRE_REVISION), bool(status.trusted), note

    def _context(self) -> ValidationContext:
        return ValidationContext(trust_roots=self._roots, allow_fetching=False, revocation_mode="soft-fail")

    def _check_signers(self, fields: Sequence[_Field]) -> None:
        names = [field.name for field in fields]
        if not names:
            self._faults.append("文件里没有签名。")
        if self._expected is None:
            return
        for signer in self._signers.values():
            if signer.field not in names:
                self._faults.append(f"{signer.role} {signer.who} 没有签。")
        self._faults.extend(f"多出一个签名（{name}），不在名单上。" for name in names if name not in self._signers)

    def _check_times(self, signatures: Sequence[CheckedSignature]) -> None:
        times = [(each.who, dt.datetime.fromisoformat(each.at)) for each in signatures if each.at]
        for (_, before), (who, at) in itertools.pairwise(times):
            if at + _SKEW < before:
                self._faults.append(f"{who} 的签名时间早于它前面的签名，时钟不对或者顺序被改过。")
        self._faults.extend(f"{who} 的签名时间在现在以后。" for who, at in times if at > self._now + _SKEW)

    def _check_end(self, fields: Sequence[_Field], length: int) -> None:
        """Tell what was put behind the last signature: nothing may be, not even what no reader shows."""
        last = max(fields, key=lambda field: field.end, default=None)
        if last is None:
            return
        try:
            whole = last.end == length
            if last.signature and not last.is_national:
                whole = last.signature.evaluate_signature_coverage() == SignatureCoverageLevel.ENTIRE_FILE
        except Exception:  # noqa: BLE001 - as above
            whole = False
        if not whole:
            self._faults.append("最后一个签名以后，文件又被添了内容。")

    def _check_stamps(self, stamps: Sequence[_Field], signatures: Sequence[CheckedSignature]) -> Iterator[str]:
        """Give the time of each stamp that holds, with the words that nobody vouches for it where that is so."""
        wanted = bool(self._expected and self._expected.timestamp)
        if wanted and not stamps:
            self._faults.append("文件时间戳不见了。")
        if self._expected and len(stamps) > wanted:
            self._faults.append("多出一个文件时间戳，本单位的记录里没有。")
        last = max((dt.datetime.fromisoformat(each.at) for each in signatures if each.at), default=None)
        for field in stamps:
            stamp = self._stamp(field.signature) if field.signature else None
            if stamp is None:
                continue
            at, is_trusted = stamp
            if last and at + _SKEW < last:
                self._faults.append("文件时间戳的时间早于文件里的签名。")
            if at > self._now + _SKEW:
                self._faults.append("文件时间戳的时间在现在以后。")
            yield at.isoformat() if is_trusted else f"{at.isoformat()}（{UNVERIFIED_STAMPER}）"

    def _stamp(self, stamp: EmbeddedPdfSignature) -> tuple[dt.datetime, bool] | None:
        """Return the time of a stamp and whether its issuer is trusted; None, with a fault, where it does not hold."""
        try:
            status = apart(lambda: validate_pdf_timestamp(stamp, self._context()))
            at = moment(status.timestamp)
        except Exception:  # noqa: BLE001 - as above
            self._faults.append("文件时间戳读不出来，或者验不了。")
            return None
        if not (status.intact and status.valid and status.coverage >= SignatureCoverageLevel.ENTIRE_REVISION):
            self._faults.append("文件时间戳不对：值不对，或者盖了以后文件被改过。")
            return None
        return at, bool(status.trusted)

    def _check_text(self, content: bytes) -> None:
        expected = self._expected
        with tempfile.TemporaryDirectory(prefix="yehua-verify-", ignore_cleanup_errors=True) as name:
            try:
                pages = formats.pdf.page_texts(write_whole(Path(name) / "signed.pdf", content))
            except YehuaError:
                self._faults.append("页面读不出来。")
                return
        if expected and marks.text_mark(expected.source, pages) != expected.text:
            self._faults.append(f"文字不是 {expected.paper} 定稿的文字。")


def _is_name_of(common: str, who: str) -> bool:
    """Return whether the common name of a certificate is that of `who`, whole or cut where X.509 ends it."""
    return common in (who, keys.fitting(who))


def _untold(who: str, field: _Field, role: str, note: str) -> CheckedSignature:
    """Return a signature that nobody can read here; it is never valid."""
    intact = None if field.is_national else False
    return CheckedSignature(who, None, intact, expected=False, field=field.name, role=role, fingerprint="", note=note)


def _der(certificate: bytes) -> bytes:
    return bytes(pem.unarmor(certificate)[2]) if pem.detect(certificate) else certificate
