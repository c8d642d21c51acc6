"""Word files as PDF by the LibreOffice of this machine, and PDF files read."""

import contextlib
import io
import os
import re
import shutil
import signal
import subprocess
import tempfile
import threading
from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from toolkit.core import UnreadableFileError, copy_verified, moves, open_to_read, write_whole
from toolkit.formats.cells import Area

_OFFICE_PROGRAMS = (
    "soffice",
    "libreoffice",
    r"C:\Program Files\LibreOffice\program\soffice.exe",
    r"C:\Program Files (x86)\LibreOffice\program\soffice.exe",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
)
# PDF/A-2b, which archives ask for: every typeface is embedded.
_ARCHIVAL_PDF = 'pdf:writer_pdf_Export:{"SelectPdfVersion":{"type":"long","value":"2"}}'
_PDF_PATIENCE_S = 180.0
_ONE_AT_A_TIME = threading.Lock()
_PAGE = re.compile(rb"/Type\s*/Page\b")
# Where the official typefaces are not installed (most Linux machines), the nearest free ones stand in for them.
_STAND_INS = {
    ("仿宋_GB2312", "仿宋"): ("FangSong", "FandolFang R", "Noto Serif CJK SC"),
    ("楷体_GB2312", "楷体"): ("KaiTi", "FandolKai", "LXGW WenKai", "Noto Serif CJK SC"),
    ("黑体",): ("SimHei", "FandolHei", "Noto Sans CJK SC"),
    ("宋体",): ("SimSun", "FandolSong", "Noto Serif CJK SC"),
    ("方正小标宋简体",): ("FZXiaoBiaoSong-B05S", "Noto Serif CJK SC SemiBold", "Noto Serif CJK SC"),
}


def office_program() -> str | None:
    """Return the path of this machine's LibreOffice, on the PATH or where it is usually installed, or None."""
    return next((path for name in _OFFICE_PROGRAMS if (path := shutil.which(name))), None)


def to_pdf(path: Path, folder: Path) -> Path | None:
    """Write the Word file at `path` as PDF/A into `folder` and return the PDF's path.

    Return None when there is no LibreOffice on this machine, or it did not deliver within three minutes. Each call has
    a LibreOffice profile of its own, so several may run at once.
    """
    program = office_program()
    if program is None:
        return None
    # On Windows a program that was ended may hold its files for a moment longer.
    with tempfile.TemporaryDirectory(prefix="yehua-pdf-", ignore_cleanup_errors=True) as name:
        work = Path(name)
        shutil.copyfile(path, work / "paper.docx")
        _convert(program, work)
        if not (work / "paper.pdf").exists():
            return None
        copy_verified(work / "paper.pdf", folder / f"{path.stem}.pdf")
    return folder / f"{path.stem}.pdf"


def joined(papers: Sequence[Path]) -> bytes | None:
    """Return the Word files at `papers` as one PDF, one after another; None where `to_pdf` gives none.

    Raise MissingFileError or UnreadableFileError.
    """
    import pypdfium2  # noqa: PLC0415 - a second of memory that only printing needs

    with tempfile.TemporaryDirectory(prefix="yehua-print-", ignore_cleanup_errors=True) as name:
        printed = [to_pdf(paper, Path(name)) for paper in papers]
        if not printed or None in printed:
            return None
        whole, content = pypdfium2.PdfDocument.new(), io.BytesIO()
        with contextlib.closing(whole):
            for path in filter(None, printed):
                with _opened(path) as document:
                    whole.import_pages(document)
            with _ONE_AT_A_TIME:
                whole.save(content)
    return content.getvalue()


def page_count(path: Path) -> int:
    """Return how many pages the PDF at `path`, made by `to_pdf`, has.

    LibreOffice writes each page as an object of its own in plain bytes. Raise MissingFileError, or UnreadableFileError
    when there is none.
    """
    with open_to_read(path) as file:
        pages = len(_PAGE.findall(file.read()))
    if not pages:
        raise UnreadableFileError(path=path, why="数不出页数")
    return pages


def page_texts(path: Path) -> tuple[str, ...]:
    """Return the text of each page of the PDF at `path`, without white space.

    Raise MissingFileError, or UnreadableFileError when it is no PDF.
    """
    with _opened(path) as document:
        return tuple("".join(page.get_textpage().get_text_bounded().split()) for page in document)


def page_sizes(path: Path) -> tuple[tuple[float, float], ...]:
    """Return width and height in points of each page of the PDF at `path`.

    Raise MissingFileError, or UnreadableFileError when it is no PDF.
    """
    with _opened(path) as document:
        return tuple((float(width), float(height)) for width, height in (page.get_size() for page in document))


@dataclass(frozen=True)
class Place:
    """Where words stand on a page (counted from 0): a box in points from the lower left, and the page's size."""

    page: int
    left: float
    bottom: float
    right: float
    top: float
    page_width: float
    page_height: float

    @property
    def area(self) -> Area:
        """The box in widths of the page, from its upper left corner."""
        sides = (self.left, self.page_height - self.top, self.right, self.page_height - self.bottom)
        left, top, right, bottom = (side / self.page_width for side in sides)
        return left, top, right, bottom


def places_of(path: Path, words: str) -> tuple[Place, ...]:
    """Return every place of `words` on a line of the PDF at `path`; white space counts neither here nor there.

    Raise MissingFileError, or UnreadableFileError when it is no PDF.
    """
    wanted, places = "".join(words.split()), []
    with _opened(path) as document:
        for number, page in enumerate(document):
            text = page.get_textpage()
            whole = text.get_text_range()
            signs = [place for place, sign in enumerate(whole) if not sign.isspace()]
            bare = "".join(whole[place] for place in signs)
            for match in re.finditer(re.escape(wanted), bare):
                boxes = [text.get_charbox(signs[place]) for place in (match.start(), match.end() - 1)]
                (left, bottom, _, top), (_, end_bottom, right, end_top) = boxes
                low, high = min(bottom, end_bottom), max(top, end_top)
                places.append(Place(number, left, low, right, high, *map(float, page.get_size())))
    return tuple(places)


def text_in(path: Path, page: int, area: Area) -> str:
    """Return the text, without white space, in `area` of `page` (from 0) of the PDF at `path`.

    Raise MissingFileError, or UnreadableFileError when it is no PDF.
    """
    with _opened(path) as document:
        width, height = document[page].get_size()
        left, top, right, bottom = (side * width for side in area)
        text = document[page].get_textpage().get_text_bounded(left, height - bottom, right, height - top)
        return "".join(text.split())


def page_images(path: Path, dots_per_inch: int = 110, most: int = 40) -> tuple[bytes, ...]:
    """Return the first pages of the PDF at `path`, at most `most`, as PNG images.

    Raise MissingFileError, or UnreadableFileError when it is no PDF.
    """
    images = []
    with _opened(path) as document:
        for number in range(min(most, len(document))):
            file = io.BytesIO()
            # PDF counts in points, 72 to an inch.
            document[number].render(scale=dots_per_inch / 72).to_pil().save(file, "PNG", optimize=True)
            images.append(file.getvalue())
    return tuple(images)


def rendered_pages(path: Path, dots_per_inch: int) -> Generator[Any, None, None]:
    """Give each page of the PDF at `path` as a grey picture (uint8, rows by columns).

    Raise MissingFileError, or UnreadableFileError when it is no PDF.
    """
    with _opened(path) as document:
        for page in document:
            yield page.render(scale=dots_per_inch / 72, grayscale=True).to_numpy().squeeze()


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[Any]:
    import pypdfium2  # noqa: PLC0415 - a second of memory that only a look at pages needs

    with open_to_read(path) as file:
        content = file.read()
    # The library must not be asked by two threads at once.
    with _ONE_AT_A_TIME:
        try:
            document = pypdfium2.PdfDocument(content)
        except pypdfium2.PdfiumError as fault:
            is_locked = fault.err_code == pypdfium2.raw.FPDF_ERR_PASSWORD
            why = "加了密码，请去掉密码另存一份再用" if is_locked else "不是完好的 PDF 文件"
            raise UnreadableFileError(path=path, why=why) from fault
        with contextlib.closing(document):
            yield document


def _convert(program: str, work: Path) -> None:
    profile = f"-env:UserInstallation={(work / 'profile').as_uri()}"
    command = [
        program,
        profile,
        "--headless",
        "--convert-to",
        _ARCHIVAL_PDF,
        "--outdir",
        str(work),
        str(work / "paper.docx"),
    ]
    fonts = write_whole(work / "fonts.conf", _fontconfig())
    process = subprocess.Popen(
        command,
        env={"FONTCONFIG_FILE": str(fonts), **os.environ},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        process.wait(_PDF_PATIENCE_S)
    except subprocess.TimeoutExpired:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    # The program that was started is a launcher: its session ends with it, or on Windows all that it started.
    with contextlib.suppress(ProcessLookupError):
        if moves.IS_WINDOWS:
            _end_tree(process.pid)
        else:
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _end_tree(number: int) -> None:
    import psutil  # noqa: PLC0415 - only where a program must be ended on Windows

    with contextlib.suppress(psutil.Error):
        started = psutil.Process(number)
        # What is listed after its parent has gone can no longer be found.
        for each in (*started.children(recursive=True), started):
            with contextlib.suppress(psutil.Error):
                each.kill()


def _fontconfig() -> str:
    def alias(name: str, others: Iterable[str]) -> str:
        prefer = "".join(f"<family>{other}</family>" for other in others)
        return f'<alias binding="same"><family>{name}</family><prefer><family>{name}</family>{prefer}</prefer></alias>'

    names = ((name, others) for own, others in _STAND_INS.items() for name in own)
    lines = ['<include ignore_missing="yes">/etc/fonts/fonts.conf</include>', *(alias(*each) for each in names)]
    top = '<?xml version="1.0"?>\n<!DOCTYPE fontconfig SYSTEM "fonts.dtd">\n<fontconfig>\n'
    return top + "\n".join(lines) + "\n</fontconfig>\n"
