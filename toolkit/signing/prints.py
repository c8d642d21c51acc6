"""A paper as PDF, and the paper original: its pages with their codes."""

import tempfile
from dataclasses import dataclass
from pathlib import Path

from toolkit import formats
from toolkit.core import write_whole
from toolkit.papers import FiledPaper
from toolkit.signing.faults import NoConverterError
from toolkit.signing.marks import PageMark, text_mark
from toolkit.workspace import Desk, file_name_of

_SHEETS = Path(__file__).parent / "sheets"


@dataclass(frozen=True)
class Printed:
    """A paper as PDF: its content, the mark of its text, and the size of each page in points."""

    content: bytes
    text: str
    sizes: tuple[tuple[float, float], ...]


def printed(desk: Desk, paper: FiledPaper) -> Printed:
    """Return the frozen text of `paper` as PDF; raise NoConverterError, MissingFileError or UnreadableFileError."""
    with tempfile.TemporaryDirectory(prefix="yehua-sign-", ignore_cleanup_errors=True) as name:
        made = formats.to_pdf(desk.workspace.root / paper.file, Path(name))
        if made is None:
            raise NoConverterError(number=paper.number)
        mark = text_mark(paper.sha256, formats.pdf.page_texts(made))
        return Printed(made.read_bytes(), mark, formats.pdf.page_sizes(made))


def with_codes(desk: Desk, paper: FiledPaper, plain: Printed) -> bytes:
    """Return the pages of `paper`, each with its code in two corners.

    Raise what `formats.typeset` raises.
    """
    count = len(plain.sizes)
    codes = {
        f"code-{page}.svg": formats.qr_svg(PageMark(page, count, plain.text).code)[0] for page in range(1, count + 1)
    }
    data = {"title": paper.number, "pages": plain.sizes, "mark": f"{plain.text[:4]} {plain.text[4:8]}"}
    files = {"paper.pdf": plain.content, **codes}
    return formats.typeset(_SHEETS / "coded.typ", data, files=files, on=desk.today, archival=False)


def write_out(folder: Path, number: str, suffix: str, content: bytes | str) -> Path:
    """Write `content` into `folder` under the number of a paper and return the file."""
    return write_whole(folder / f"{file_name_of(number)}{suffix}", content)
