"""Signatures in PDF files: seats, the certified text, each signer, the seal that locks, a time stamp of the document.

The order matters: seats first, then the text is certified (which must be the first signature), then people, then the
committee's seal with its lock, then the time stamp.
"""

import datetime as dt
import io
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from toolkit.core import UnreadableFileError, write_whole
from toolkit.signing.faults import MissingSigningToolsError
from toolkit.signing.pdf_contents import apart
from toolkit.signing.seats import SEAL, TEXT, Box

try:
    from pyhanko.pdf_utils.content import ImportedPdfPage
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.sign import fields, signers
    from pyhanko.sign.timestamps import HTTPTimeStamper, TimeStamper
    from pyhanko.stamp import StaticStampStyle
except ImportError as fault:
    raise MissingSigningToolsError from fault


@dataclass(frozen=True)
class Act:
    """One signature: in which field, under which name, when, why, and the page that it shows (None: nothing)."""

    field: str
    name: str
    at: dt.datetime
    reason: str
    look: bytes | None = None


class _AtMoment(signers.PdfSigner):
    """A signer whose time is given, so that it is Beijing time whatever zone the machine is in."""

    def __init__(self, *given: Any, at: dt.datetime, **more: Any) -> None:
        super().__init__(*given, **more)
        self._at = at

    def init_signing_session(self, *given: Any, **more: Any) -> Any:
        """Return the session, which begins at the given moment."""
        session = super().init_signing_session(*given, **more)
        session.system_time = self._at
        return session


def with_seats(pdf: bytes, places: Mapping[str, Box]) -> bytes:
    """Return `pdf` with an empty field for each of `places`, and one for the certified text; the seal's one locks."""
    writer = _writer(pdf)
    fields.append_signature_field(writer, fields.SigFieldSpec(TEXT, on_page=0, box=(0, 0, 0, 0)))
    for name, box in places.items():
        left, bottom, right, top = map(round, box.corners)
        spec = fields.SigFieldSpec(name, on_page=box.page, box=(left, bottom, right, top))
        fields.append_signature_field(writer, _locking(spec) if name == SEAL else spec)
    return _written(writer)


def _locking(spec: fields.SigFieldSpec) -> fields.SigFieldSpec:
    everything = fields.FieldMDPSpec(fields.FieldMDPAction.ALL)
    return replace(spec, field_mdp_spec=everything, doc_mdp_update_value=fields.MDPPerm.NO_CHANGES)


def certified(pdf: bytes, signer: signers.Signer, act: Act) -> bytes:
    """Return `pdf` with its text certified: from now on it may only be signed."""
    return _signed(pdf, signer, act, certify=True, docmdp_permissions=fields.MDPPerm.FILL_FORMS)


def signed(pdf: bytes, signer: signers.Signer, act: Act) -> bytes:
    """Return `pdf` with one more signature."""
    return _signed(pdf, signer, act)


def sealed(pdf: bytes, signer: signers.Signer, act: Act) -> bytes:
    """Return `pdf` with the committee's seal: from now on nothing may be changed."""
    return _signed(pdf, signer, act, docmdp_permissions=fields.MDPPerm.NO_CHANGES)


def timestamped(pdf: bytes, stamper: TimeStamper) -> bytes:
    """Return `pdf` with a time stamp of the whole document."""
    output = io.BytesIO()
    apart(lambda: signers.PdfTimeStamper(stamper).timestamp_pdf(_writer(pdf), "sha256", output=output))
    return output.getvalue()


def time_stamper(address: str) -> TimeStamper:
    """Return the time stamping service (RFC 3161) at `address`."""
    return HTTPTimeStamper(address, timeout=20)


def _signed(pdf: bytes, signer: signers.Signer, act: Act, **more: Any) -> bytes:
    meta = signers.PdfSignatureMetadata(
        field_name=act.field,
        md_algorithm="sha256",
        subfilter=fields.SigSeedSubFilter.PADES,
        reason=act.reason,
        name=act.name,
        **more,
    )
    with tempfile.TemporaryDirectory(prefix="yehua-look-", ignore_cleanup_errors=True) as folder:
        style = _style(act.look, Path(folder))
        output = io.BytesIO()
        one = _AtMoment(meta, signer=signer, stamp_style=style, at=act.at)
        apart(lambda: one.sign_pdf(_writer(pdf), existing_fields_only=True, output=output))
    return output.getvalue()


def _style(look: bytes | None, folder: Path) -> StaticStampStyle | None:
    if look is None:
        return None
    page = write_whole(folder / "look.pdf", look)
    return StaticStampStyle(background=ImportedPdfPage(str(page)), border_width=0, background_opacity=1.0)


def _writer(pdf: bytes) -> IncrementalPdfFileWriter:
    try:
        return IncrementalPdfFileWriter(io.BytesIO(pdf))
    except PdfError as fault:
        raise UnreadableFileError(path="待签的 PDF", why="不是完好的 PDF 文件") from fault


def _written(writer: IncrementalPdfFileWriter) -> bytes:
    output = io.BytesIO()
    writer.write(output)
    return output.getvalue()
