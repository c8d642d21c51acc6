"""QR codes: made as pictures, and read back from the pages they are printed on."""

import contextlib
import io
from collections.abc import Iterator
from pathlib import Path

import segno

from toolkit.formats import pdf

_SCALE, _BORDER = 8, 2
# The white margin that ISO/IEC 18004 asks for around a code, in modules.
QUIET_MODULES = 4


def qr_png(text: str) -> bytes:
    """Return `text` as a QR code in a PNG file, which stays readable with a fifteenth of it soiled."""
    picture = io.BytesIO()
    segno.make(text, error="m", micro=False).save(picture, kind="png", scale=_SCALE, border=_BORDER)
    return picture.getvalue()


def qr_svg(text: str) -> tuple[bytes, int]:
    """Return `text` as a QR code for walls in an SVG file with its quiet zone, and its modules on a side without it.

    A quarter of it may be soiled (level Q).
    """
    code, picture = segno.make(text, error="q", micro=False), io.BytesIO()
    code.save(picture, kind="svg", border=QUIET_MODULES)
    return picture.getvalue(), int(code.symbol_size(border=0)[0])


def codes_of_pages(path: Path, dots_per_inch: int = 150) -> Iterator[tuple[str, ...]]:
    """Give for each page of the PDF at `path` the texts of the codes that a reader finds on it when printed so finely.

    Raise MissingFileError, or UnreadableFileError when it is no PDF.
    """
    import zxingcpp  # noqa: PLC0415 - an extra that only large sheets need

    with contextlib.closing(pdf.rendered_pages(path, dots_per_inch)) as pages:
        for page in pages:
            yield tuple(found.text for found in zxingcpp.read_barcodes(page))
