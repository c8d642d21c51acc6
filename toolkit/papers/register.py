"""Issued papers as they are filed in the store, numbered without gaps."""

import datetime as dt
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from toolkit.meetings import recording_of
from toolkit.records import Copy, IssuedPaper
from toolkit.store import CASE_GRIEVANCES, GRIEVANCES, PAPER_COPIES, PAPERS, Row, Store, Transaction, record_of, text_of
from toolkit.workspace import Settings, normalised, paper_number


@dataclass(frozen=True)
class PaperOrder:
    """Which paper is to be numbered, for which case, on which day, from which facts.

    `issued_from` is the hash of the draft it is issued from; the store keeps no two papers of one draft.
    """

    paper: str
    case: str | None
    issued_on: dt.date
    settings: Settings
    facts: Mapping[str, Any]
    issued_from: str | None = None


@dataclass(frozen=True)
class FiledPaper:
    """An issued paper as it is filed; `file` is the frozen original, relative to the workspace."""

    paper: str
    number: str
    case: str | None
    issued_on: dt.date
    file: str
    sha256: str
    copies: tuple[Copy, ...]
    facts: Mapping[str, Any]
    issued_from: str | None = None

    @property
    def is_emptied(self) -> bool:
        """Whether its content was sealed apart: number and hash are all that is left, the file is not here."""
        return not self.facts and not self.copies


def number_and_file(tx: Transaction, order: PaperOrder, make: Callable[[str], tuple[IssuedPaper, str]]) -> IssuedPaper:
    """Give a paper its number, have it made, and file it; nothing of it stays when the transaction fails.

    `make` gets the number and returns the paper and the path of the frozen file, relative to the workspace.
    Papers count by their series, that is prefix and Gregorian year of issue.
    """
    year = order.issued_on.year
    n = tx.next_number(f"paper:{paper_number(order.paper, order.settings, year, 0)}")
    issued, file = make(paper_number(order.paper, order.settings, year, n))
    add_paper(tx, order, issued, file)
    return issued


def add_paper(tx: Transaction, order: PaperOrder, issued: IssuedPaper, file: str) -> None:
    """File the `issued` paper, its frozen `file`, its copies, and the facts it was made from."""
    tx.add(
        PAPERS,
        number=issued.number,
        paper=order.paper,
        case_number=normalised(order.case) if order.case else None,
        issued_on=order.issued_on.isoformat(),
        file=file,
        sha256=issued.sha256,
        facts=text_of(order.facts),
        json=text_of(issued),
        issued_from=order.issued_from,
    )
    for position, copy in enumerate(issued.copies, start=1):
        kept = {"holder": copy.holder, "file": copy.file, "sha256": copy.sha256 or None}
        tx.add(PAPER_COPIES, paper_number=issued.number, position=position, **kept)


def paper_of(row: Row) -> FiledPaper:
    """Return the filed paper in `row`."""
    return FiledPaper(
        paper=row["paper"],
        number=row["number"],
        case=row["case_number"],
        issued_on=dt.date.fromisoformat(row["issued_on"]),
        file=row["file"],
        sha256=row["sha256"],
        copies=record_of(IssuedPaper, row).copies,
        facts=json.loads(row["facts"]),
        issued_from=row["issued_from"],
    )


def papers_of_case(tx: Transaction, case: str) -> tuple[FiledPaper, ...]:
    """Return the papers of `case` in the order of issue."""
    return tuple(paper_of(row) for row in tx.rows(PAPERS, case_number=normalised(case)))


def papers_of_recording(tx: Transaction, code: str) -> tuple[FiledPaper, ...]:
    """Return the papers of all cases that were opened from a grievance of recording `code`, in the order of issue."""
    grievances = {row["number"] for row in tx.columns(GRIEVANCES, ("number",), recording=code)}
    cases = {row["case_number"] for row in tx.rows(CASE_GRIEVANCES) if row["grievance"] in grievances}
    return tuple(paper_of(row) for row in tx.rows(PAPERS) if row["case_number"] in cases)


def list_papers(store: Store, case: str | None = None) -> tuple[FiledPaper, ...]:
    """Return all issued papers, or those of `case`, in the order of issue."""
    where = {"case_number": normalised(case)} if case else {}
    with store.reading() as tx:
        return tuple(paper_of(row) for row in tx.rows(PAPERS, **where))


def issued_kinds(store: Store) -> frozenset[tuple[str, str]]:
    """Return case and kind of every paper that was issued."""
    with store.reading() as tx:
        rows = tx.columns(PAPERS, ("case_number", "paper"))
    return frozenset((row["case_number"], row["paper"]) for row in rows if row["case_number"])


def list_papers_of_recording(store: Store, code: str) -> tuple[FiledPaper, ...]:
    """Return the papers of all cases opened from a grievance of recording `code`; raise UnknownNumberError."""
    with store.reading() as tx:
        return papers_of_recording(tx, recording_of(tx, code).code)


def find_paper(store: Store, number: str) -> FiledPaper:
    """Return the issued paper `number`; raise UnknownNumberError."""
    with store.reading() as tx:
        return paper(tx, number)


def paper(tx: Transaction, number: str) -> FiledPaper:
    """Return the issued paper `number`; raise UnknownNumberError."""
    return paper_of(tx.known(PAPERS, "文书", number=normalised(number)))
