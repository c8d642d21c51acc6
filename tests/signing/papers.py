"""PDF files of papers, and made-up scans of their printed pages."""

import contextlib
import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pypdfium2
from PIL import Image, ImageDraw, ImageFilter

from toolkit import formats
from toolkit.formats.word import WordFile
from toolkit.workspace import Workspace

SEATS = ("当事人　孙玉兰", "当事人　吴建国", "人民调解员　周明礼", "记录人　田小禾", "青石镇人民调解委员会（印章）")
APPLICANTS = ("申请人　孙玉兰", "申请人　吴建国")  # the seats of an application
_NOISE = Image.fromarray(np.random.default_rng(5).integers(0, 255, (700, 500), dtype=np.uint8))
_TEMPLATE = Path(__file__).parent / "paper.typ"


def paper_pdf(
    workspace: Workspace, path: Path, pages: int = 3, seats: Sequence[str] = (), lines: Sequence[str] = ()
) -> bytes:
    """Return the Word file at `path` as a PDF of at least `pages` pages, the last with `seats` to sign in."""
    del workspace
    told = list(lines) or [line for line in WordFile.open(path).lines if line.strip()][:12]
    data = {"lines": told, "pages": pages, "seats": list(seats or SEATS)}
    return formats.typeset(_TEMPLATE, data, archival=False)


def scan_of(
    pdf: bytes, dice: random.Random, *, dots: int | None = None, unsigned: str = "", stained: bool = True
) -> list[Image.Image]:
    """Return the signed pages of `pdf` as a scanner sees them: turned by up to 3°, blurred, noisy, with stains.

    Nothing stands in the seat `unsigned`, of all seats where it is "all".
    """
    fine = dots or dice.randint(100, 300)
    with contextlib.closing(pypdfium2.PdfDocument(pdf)) as document:
        return [_scanned(page, dice, fine, unsigned, stained=stained) for page in document]


def _scanned(page: pypdfium2.PdfPage, dice: random.Random, dots: int, unsigned: str, *, stained: bool) -> Image.Image:
    image = page.render(scale=dots / 72, grayscale=True).to_pil()
    text = page.get_textpage()
    whole = text.get_text_range()
    for seat in (*SEATS, *APPLICANTS):
        begin = seat[:7]  # a long one goes on in the next line
        if begin in whole and unsigned not in {seat, "all"}:
            left, bottom, _, top = text.get_charbox(whole.index(begin))
            _sign(image, dice, dots / 72, (page.get_height() - (bottom + top) / 2, "印章" in seat, left))
    return scanned(image, dice, dots, stained=stained)


def scanned(image: Image.Image, dice: random.Random, dots: int, *, stained: bool) -> Image.Image:
    """Return the page `image` of `dots` per inch as a scanner sees it."""
    if stained:
        _stain(image, dice)
    image = image.rotate(dice.uniform(-3, 3), Image.Resampling.BILINEAR, fillcolor=255)
    image = image.filter(ImageFilter.BoxBlur(dice.uniform(0.2, 1.2) * dots / 150))
    image.paste(_NOISE.resize(image.size), mask=Image.new("L", image.size, dice.randint(8, 30)))
    return image


def _sign(image: Image.Image, dice: random.Random, scale: float, place: tuple[float, bool, float]) -> None:
    """Draw a name by pen, a thumb or a seal, with its middle at the height of `place`, in the second column."""
    middle, is_seal, left = place
    drawing = ImageDraw.Draw(image)
    grey = dice.randint(20, 120)
    if is_seal:
        x, y, wide = (left + dice.uniform(40, 120)) * scale, (middle + dice.uniform(-4, 6)) * scale, 56 * scale
        drawing.ellipse((x - wide, y - wide, x + wide, y + wide), outline=grey, width=max(2, round(2.5 * scale)))
        wide = 10 * scale  # the star
        drawing.ellipse((x - wide, y - wide, x + wide, y + wide), fill=grey)
        return
    start, end = sorted((dice.uniform(225, 300), dice.uniform(285, 365)))
    if dice.random() < 0.2:
        x, y = (start + end) / 2 * scale, (middle + dice.uniform(-2, 2)) * scale
        drawing.ellipse((x - 12 * scale, y - 9 * scale, x + 12 * scale, y + 9 * scale), fill=grey)
        return
    end, pen = max(end, start + 34), max(1, round(dice.uniform(1.0, 2.0) * scale))
    for _ in range(9):
        points = [(dice.uniform(start, end) * scale, (middle + dice.uniform(-8, 8)) * scale) for _ in range(3)]
        drawing.line(points, fill=grey, width=pen)


def _stain(image: Image.Image, dice: random.Random) -> None:
    """Put up to three stains, a stamp or a thumb, anywhere on the page."""
    drawing = ImageDraw.Draw(image)
    for _ in range(dice.randint(0, 3)):
        wide = dice.uniform(0.01, 0.06) * image.width
        x, y = dice.uniform(0, image.width), dice.uniform(0, image.height)
        drawing.ellipse((x - wide, y - wide, x + wide, y + wide), fill=dice.randint(60, 200))


def as_pdf(pages: Sequence[Image.Image], path: Path, dots: int = 150) -> Path:
    """Write the pictures `pages` as a scan in a PDF and return it."""
    first, *rest = pages
    first.save(path, "PDF", resolution=dots, save_all=True, append_images=rest)
    return path


def as_pictures(pages: Sequence[Image.Image], folder: Path) -> list[Path]:
    """Write each of `pages` as a picture of its own and return them in order."""
    files = [folder / f"{place:02d}.bmp" for place in range(len(pages))]
    for page, file in zip(pages, files, strict=True):
        page.save(file)
    return files
