"""Pages of a scan: pictures or PDF files, each page with the codes that a reader finds on it."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from toolkit.core import UnreadableFileError, open_to_read
from toolkit.formats import pdf

# A scan in a PDF is rendered so finely: codes that are readable at all are readable then.
_DOTS_PER_INCH = 200
_PICTURES = frozenset({".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp"})
# Less ink than this on a page, apart from its edges, is the empty back of a sheet.
_LEAST_INK = 0.0005
_DARK = 128
_EDGE = 0.03
# Where nothing is found, a picture is read again so wide (pixels), and softened so much: poor scans need it.
_AGAIN = ((1600, 0.0), (2400, 1.5), (3200, 1.0), (2400, 3.0))


@dataclass(frozen=True)
class Code:
    """A code on a page: its text, and its corners as it is read, from its upper left one clockwise.

    A corner is x and y from the upper left corner of the page, in widths of the page.
    """

    text: str
    corners: tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class ScannedPage:
    """A page of a scan: the file and its place there from 1, its codes, and whether nothing is on it.

    `picture` is grey (uint8, rows by columns).
    """

    file: Path
    position: int
    codes: tuple[Code, ...]
    is_blank: bool
    picture: Any = field(repr=False, compare=False, default=None)


def scanned_pages(path: Path, wanted: str = "") -> Iterator[ScannedPage]:
    """Give each page of the scan at `path`, a PDF or a picture, with its QR codes whose text begins with `wanted`.

    Raise MissingFileError, or UnreadableFileError when it is neither.
    """
    with contextlib.closing(_pictures(path)) as pictures:
        for position, picture in enumerate(pictures, start=1):
            blank = _is_blank(picture)
            codes = tuple(code for code in _codes(picture, blank=blank) if code.text.startswith(wanted))
            yield ScannedPage(path, position, codes, blank and not codes, picture)


def refuse_unreadable_scan(path: Path) -> None:
    """Raise UnreadableFileError where the file at `path` is called a picture or a PDF and cannot be read as one.

    Of a file of another kind nothing is said. Raise MissingFileError.
    """
    if path.suffix.lower() in _PICTURES:
        for _ in _frames(path):
            pass
    elif path.suffix.lower() == ".pdf":
        pdf.page_sizes(path)


def _pictures(path: Path) -> Any:
    return _frames(path) if path.suffix.lower() in _PICTURES else pdf.rendered_pages(path, _DOTS_PER_INCH)


def _frames(path: Path) -> Iterator[Any]:
    from PIL import Image, ImageSequence  # noqa: PLC0415 - only scans are pictures

    with open_to_read(path) as file:
        try:
            with Image.open(file) as image:
                for frame in ImageSequence.Iterator(image):
                    yield np.asarray(frame.convert("L"))
        except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as fault:
            raise UnreadableFileError(path=path, why="不是完好的图片，请存成 PDF、JPG、PNG 或者 TIFF") from fault


def _codes(picture: Any, *, blank: bool) -> list[Code]:
    """Return the QR codes in `picture` (uint8, rows by columns), from the first reading that finds one."""
    import zxingcpp  # noqa: PLC0415 - an extra that only scans and large sheets need

    wanted = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])
    codes, seen = zxingcpp.read_barcodes(picture, formats=wanted), picture
    for width, softened in () if codes or blank else _AGAIN:
        if not codes:
            seen = _changed(picture, width, softened)
            codes = zxingcpp.read_barcodes(seen, formats=wanted)
    return [Code(each.text, _corners(each.position, seen.shape[1])) for each in codes]


def _corners(position: Any, width: int) -> tuple[tuple[float, float], ...]:
    corners = (position.top_left, position.top_right, position.bottom_right, position.bottom_left)
    return tuple((corner.x / width, corner.y / width) for corner in corners)


def _changed(picture: Any, width: int, softened: float) -> Any:
    from PIL import Image, ImageFilter  # noqa: PLC0415 - only scans are pictures

    image = Image.fromarray(picture)
    image = image.resize((width, round(image.height * width / image.width)), Image.Resampling.BILINEAR)
    return np.asarray(image.filter(ImageFilter.GaussianBlur(softened)) if softened else image)


def _is_blank(picture: Any) -> bool:
    rows, columns = (round(length * _EDGE) for length in picture.shape)
    inner = picture[rows : -rows or None, columns : -columns or None]
    return bool((inner < _DARK).mean() < _LEAST_INK)
