"""The check of a scanned paper original: every page of this text once, in order, and no other."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from toolkit import formats
from toolkit.formats import ScannedPage
from toolkit.signing import marks
from toolkit.signing.marks import PageMark
from toolkit.signing.scanning.written import SeatsInPrint, Unsigned


@dataclass(frozen=True)
class Foreign:
    """A page of a scan, counted from 1 over all files, that does not belong there, and why in Chinese."""

    scan: int
    why: str


@dataclass(frozen=True)
class Swapped:
    """A page that lies at place `scan` of a scan, counted without blank and foreign pages, and is another page."""

    scan: int
    page: int


@dataclass(frozen=True)
class ScanCheck:
    """What a scan of a paper holds: the pages read in order, those missing, swapped, foreign, and empty backs.

    `expected` is how many pages the paper has; `unsigned` are the seats in which nothing is seen, or
    that are not found.
    """

    pages: tuple[int, ...]
    missing: tuple[int, ...]
    swapped: tuple[Swapped, ...]
    foreign: tuple[Foreign, ...]
    blank: tuple[int, ...]
    expected: int
    unsigned: tuple[Unsigned, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Whether it holds every page of the paper once, in order, and nothing else."""
        return self.pages == tuple(range(1, self.expected + 1)) and not self.foreign

    @property
    def faults(self) -> tuple[str, ...]:
        """A Chinese sentence for each fault."""
        lines = [f"缺第 {page} 页。" for page in self.missing]
        lines += [f"扫描的第 {each.scan} 张是第 {each.page} 页，顺序不对。" for each in self.swapped]
        lines += [f"扫描的第 {each.scan} 张：{each.why}。" for each in self.foreign]
        lines += [str(each) for each in self.unsigned]
        return tuple(lines)


def checked(files: Iterable[Path], text: str, count: int, others: Mapping[str, str], seats: SeatsInPrint) -> ScanCheck:
    """Return what the scan in `files` holds of the text with the mark `text`, which has `count` pages and `seats`.

    `others` names in Chinese, by its mark, each other text that is known here. Raise MissingFileError or
    UnreadableFileError.
    """
    scanned: list[ScannedPage] = []
    unsigned: list[Unsigned] = []
    for page in (page for file in files for page in formats.scanned_pages(file, marks.PREFIX)):
        mark, _ = _mark_of(page)
        if mark is not None and (mark.text, mark.pages) == (text, count):
            unsigned += seats.unsigned(page, mark.page)
        scanned.append(replace(page, picture=None))
    return replace(judged(scanned, text, count, others), unsigned=(*unsigned, *seats.unplaced))


def judged(scanned: Sequence[ScannedPage], text: str, count: int, others: Mapping[str, str]) -> ScanCheck:
    """Return what the pages `scanned` hold; see `checked`."""
    read: list[tuple[int, int]] = []
    foreign: list[Foreign] = []
    for place, page in enumerate(scanned, start=1):
        if page.is_blank:
            continue
        mark, why = _mark_of(page)
        if mark is not None:
            why = _foreign(mark, text, count, others) or _repeated(mark, read)
        if mark is None or why:
            foreign.append(Foreign(place, why))
        else:
            read.append((place, mark.page))
    pages = tuple(page for _, page in read)
    missing = tuple(sorted(set(range(1, count + 1)) - set(pages)))
    blank = tuple(place for place, page in enumerate(scanned, start=1) if page.is_blank)
    return ScanCheck(pages, missing, tuple(_swapped(read)), tuple(foreign), blank, count)


def _mark_of(page: ScannedPage) -> tuple[PageMark | None, str]:
    """Return the one mark of a page, or None and why there is none."""
    found = {mark for code in page.codes if (mark := marks.parsed(code.text))}
    if len(found) > 1:
        return None, "上面有两种页码标记，可能贴了别的页"
    if not found:
        return None, "没有页码标记，或者扫得太模糊；请用 150 dpi 以上重扫，别的材料请拿开"
    return found.pop(), ""


def _foreign(mark: PageMark, text: str, count: int, others: Mapping[str, str]) -> str:
    if mark.text != text:
        return others.get(mark.text, "是另一稿或者另一份文书的页，不是这一份的")
    return "" if mark.pages == count else "页码标记前后矛盾"


def _repeated(mark: PageMark, read: Sequence[tuple[int, int]]) -> str:
    return f"第 {mark.page} 页重复了" if mark.page in {page for _, page in read} else ""


def _swapped(read: Sequence[tuple[int, int]]) -> Iterator[Swapped]:
    for (place, page), wanted in zip(read, sorted(page for _, page in read), strict=True):
        if page != wanted:
            yield Swapped(place, page)
