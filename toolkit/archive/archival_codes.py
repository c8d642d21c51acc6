"""Archival codes (档号) of papers and case files by DA/T 13-2022, assigned at filing, gap-free and never reused.

A paper without a case is filed as an item: 全宗号-门类·年度-保管期限[-机构]-件号 (four digits). A case is filed as a
volume (一案一卷): 全宗号-门类·年度-保管期限-案卷号 (three digits), and its papers are numbered in it: …-案卷号-件号.
The year is the year of origin; the values of the parts are set in `yehua.toml`.
"""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from toolkit.cases import ledger_of
from toolkit.core import UnknownNumberError, WrongNumberError, WrongValueError
from toolkit.formats import PaperList
from toolkit.papers import FiledPaper, find_paper, forms, list_papers
from toolkit.store import ARCHIVAL_CODES, Transaction, row_as, text_of
from toolkit.workspace import MIDDLE_DOT, PERIOD_NAMES, Archive, Desk, normalised, numbering, period_of

_FORM = "0194-WS·2026-D30-0001（件）、0194-ZY·2026-D30-001（案卷）、0194-ZY·2026-D30-001-001（卷内件）"
_CODE = re.compile(
    r"([A-Z]?\d{3,4})-([A-Z]{2})·(\d{4})-(Y|D30|D10)(?:-([A-Z][A-Z0-9]{0,5}))?-(\d{1,6})(?:-(\d{1,4}))?", re.ASCII
)
# The columns of a list of filed papers (DA/T 22-2015).
_LIST = {"序号": 12, "档号": 52, "文号": 46, "责任者": 34, "题名": 44, "日期": 28, "密级": 12, "页数": 12, "备注": 16}


@dataclass(frozen=True)
class ArchivalCode(numbering.RecordingCode):
    """The parts of a code of a paper or case; `item` is the place of a paper within the volume `number`, else None."""

    is_volume: bool
    item: int | None = None

    def __str__(self) -> str:
        if not self.is_volume:
            return super().__str__()
        return f"{self.head}-{self.number:03d}" + (f"-{self.item:03d}" if self.item is not None else "")


@dataclass(frozen=True)
class Filed:
    """A filed paper or case: code, number, title, day, the person and moment (UTC) of filing, pages if known."""

    code: str
    kind: str
    number: str
    title: str
    day: dt.date
    by: str
    pages: int | None = None
    made_at: str = ""


def parse(text: str, archive: Archive) -> ArchivalCode:
    """Return the parts of the code of a paper or file in `text`, look-alikes allowed; raise WrongNumberError.

    The category decides between volume and item, by the settings of the office.
    """
    tidy = normalised(text).upper().replace(".", MIDDLE_DOT)
    match = _CODE.fullmatch(tidy)
    if match is None:
        raise WrongNumberError(number=text, what="档号", form=_FORM)
    fonds, category, year, retention, office, number, item = match.groups()
    is_volume = category == archive.file_category
    if (item is not None and not is_volume) or int(number) < 1:
        raise WrongNumberError(number=text, what="档号", form=_FORM)
    place = int(item) if item is not None else None
    return ArchivalCode(fonds, category, int(year), retention, office, int(number), is_volume, place)


def file_case(desk: Desk, case: str, by: str, kept_as: str | None = None) -> tuple[Filed, ...]:
    """Assign `case` its volume and each of its issued papers a place in it; return the volume and then the papers.

    A second call adds the papers issued since. `kept_as` is a class of the retention table. Raise UnknownNumberError
    when nothing was issued, WrongValueError without a name or for impossible settings.
    """
    state = ledger_of(desk).state(case, desk.today)
    papers = list_papers(desk.store, state.case)
    if not papers:
        raise UnknownNumberError(what="已签发的文书，事项", number=state.case)
    archive = _checked(desk, by)
    retention = _retention(desk, kept_as, archive.file_retention)
    last = max(paper.issued_on for paper in papers)
    with desk.store.transaction() as tx:
        row = tx.row(ARCHIVAL_CODES, kind="case", number=state.case)
        if row is None:
            form = ArchivalCode(archive.fonds, archive.file_category, last.year, retention, None, 0, is_volume=True)
            volume = _next(tx, archive, form)
            title = f"事项{state.case.removeprefix('案')}案卷"
            _add(tx, Filed(str(volume), "case", state.case, title, last, by.strip()))
        else:
            volume = parse(row["code"], archive)
        for paper in papers:
            if tx.row(ARCHIVAL_CODES, kind="paper", number=paper.number) is None:
                place = tx.next_number(f"archival:{volume}")
                _add_paper(tx, replace(volume, item=place), paper, by)
    known = {paper.number for paper in papers} | {state.case}
    return tuple(filed for filed in listing(desk) if filed.number in known)


def file_paper(desk: Desk, number: str, by: str, kept_as: str | None = None) -> Filed:
    """Assign the issued paper `number`, which belongs to no case, its code as an item, once, and return it.

    Raise UnknownNumberError; WrongValueError for a paper of a case, which is filed with it.
    """
    paper = find_paper(desk.store, number)
    if paper.case is not None:
        raise WrongValueError(
            field="文书", value=paper.number, why=f"它是事项 {paper.case} 的，请把事项归档（一案一卷）"
        )
    archive = _checked(desk, by)
    retention = _retention(desk, kept_as, archive.paper_retention)
    with desk.store.transaction() as tx:
        if tx.row(ARCHIVAL_CODES, kind="paper", number=paper.number) is None:
            office = archive.paper_office or None
            year = paper.issued_on.year
            form = ArchivalCode(archive.fonds, archive.paper_category, year, retention, office, 0, is_volume=False)
            _add_paper(tx, _next(tx, archive, form), paper, by)
    return next(filed for filed in listing(desk) if filed.number == paper.number)


def _checked(desk: Desk, by: str) -> Archive:
    archive = desk.settings.archive
    if not by.strip():
        raise WrongValueError(field="立卷人", value=by, why="要写明是谁归档的")
    categories = (archive.category, archive.paper_category, archive.file_category)
    if len(set(categories)) < len(categories):
        why = "录音、文书、案卷的门类代码（category、paper_category、file_category）要各不相同，请改 yehua.toml"
        raise WrongValueError(field="门类代码", value="、".join(categories), why=why)
    return archive


def _retention(desk: Desk, kept_as: str | None, usual: str) -> str:
    return usual if kept_as is None else period_of(kept_as, desk.workspace.retention_file)


def _next(tx: Transaction, archive: Archive, form: ArchivalCode) -> ArchivalCode:
    """Return `form` with the next number of its series, read back so that no unlawful code is ever given."""
    return parse(str(replace(form, number=tx.next_number(f"archival:{form.head}"))), archive)


def _add_paper(tx: Transaction, code: ArchivalCode, paper: FiledPaper, by: str) -> None:
    title = forms.PAPERS.get(paper.paper, paper.paper)
    _add(tx, Filed(str(code), "paper", paper.number, title, paper.issued_on, by.strip()))


def _add(tx: Transaction, filed: Filed) -> None:
    about = {"title": filed.title, "day": filed.day.isoformat(), "pages": filed.pages}
    tx.add(ARCHIVAL_CODES, code=filed.code, kind=filed.kind, number=filed.number, by=filed.by, json=text_of(about))


def listing(desk: Desk) -> tuple[Filed, ...]:
    """Return all filed papers and cases, sorted by code."""
    with desk.store.reading() as tx:
        filed = [row_as(Filed, row) for row in tx.rows(ARCHIVAL_CODES)]
    return tuple(sorted(filed, key=lambda each: each.code))


def find(desk: Desk, code: str) -> Filed:
    """Return the paper or case filed under `code`, look-alikes allowed; raise WrongNumberError, UnknownNumberError."""
    wanted = str(parse(code, desk.settings.archive))
    with desk.store.reading() as tx:
        return row_as(Filed, tx.known(ARCHIVAL_CODES, "档号", code=wanted))


def write_list(desk: Desk, out: Path) -> tuple[Path, Path]:
    """Write the list of filed papers (归档文件目录) to `out` as .docx and .xlsx, and return both paths.

    Raise UnknownNumberError when nothing was filed.
    """
    rows = list(_rows(desk))
    if not rows:
        raise UnknownNumberError(what="归档的文书", number="（还没有归档）")
    return PaperList("归档文件目录", _LIST, rows, before=(desk.settings.office.name,)).write(out, "归档文件目录")


def _rows(desk: Desk) -> Iterator[tuple[str, ...]]:
    archive = desk.settings.archive
    office = desk.settings.office.name
    for number, filed in enumerate(listing(desk), start=1):
        period = PERIOD_NAMES[parse(filed.code, archive).retention]
        paper = filed.number if filed.kind == "paper" else ""
        day = filed.day.strftime("%Y%m%d")
        pages = str(filed.pages or "")
        yield str(number), filed.code, paper, office, filed.title, day, archive.secrecy, pages, period
