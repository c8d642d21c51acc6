"""Filed papers come back as they were issued, and are found by the recording they go back to."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.builders import MEETING, Shelf
from toolkit.core.errors import UnknownNumberError
from toolkit.meetings import meeting_rows, recordings
from toolkit.papers import register
from toolkit.papers.register import PaperOrder, find_paper, list_papers, number_and_file
from toolkit.records import Copy, Finding, IssuedPaper, SoundFacts
from toolkit.store.database import Store
from toolkit.store.schema import CASE_GRIEVANCES, CASES, GRIEVANCES, PAPER_COPIES, PAPERS
from toolkit.store.transactions import Transaction
from toolkit.workspace.settings import Workspace

ISSUED = IssuedPaper(
    "mediation_agreement",
    "青石人调字〔2026〕1号",
    "a" * 64,
    (Copy("孙玉兰", "1.docx"), Copy("吴建国", "2.docx")),
    (Finding("R20", "warning", "金额", "…", "…", "…"),),
)


@pytest.fixture
def tx(tmp_path: Path) -> Iterator[Transaction]:
    """Give a store in memory with two recordings, a grievance of each, and a case of the first."""
    store = Store.open("sqlite://")
    with store.transaction() as begun:
        meeting_rows.open_meeting(begun, MEETING)
        for n in ("1", "2"):
            new = recordings.NewRecording(tmp_path, n * 64, 1.0, "", SoundFacts("", "", 1, 1, 1.0, 1))
            recordings.add_recording(begun, new, f"r{n}", MEETING, ("", ""))
            keys = {"number": f"诉{n}", "version": 1, "meeting": MEETING.number, "recording": f"r{n}", "ordinal": 1}
            begun.add(GRIEVANCES, **keys, transcript_version=1, status="confirmed", by="", changes="{}", json="{}")
        begun.add(CASES, number="案2026-0001", opened_on="2026-10-15")
        begun.add(CASE_GRIEVANCES, case_number="案2026-0001", grievance="诉1")
        yield begun
    store.close()


def test_paper_comes_back_as_it_was_issued(tx: Transaction, tmp_path: Path) -> None:
    settings = Workspace.open(tmp_path / "w").settings
    day = dt.date(2026, 10, 28)
    register.add_paper(tx, PaperOrder("mediation_agreement", "案2026-1", day, settings, {"a": 1}), ISSUED, "p.docx")
    filed = register.paper_of(tx.known(PAPERS, "文书", number=ISSUED.number))
    assert (filed.paper, filed.number, filed.case) == ("mediation_agreement", ISSUED.number, "案2026-0001")
    assert (filed.issued_on, filed.file, filed.sha256, filed.copies) == (day, "p.docx", "a" * 64, ISSUED.copies)
    assert [row["holder"] for row in tx.rows(PAPER_COPIES)] == ["孙玉兰", "吴建国"]
    assert register.papers_of_recording(tx, "r1") == (filed,)
    assert register.papers_of_recording(tx, "r2") == ()


# -- numbers ----------------------------------------------------------------------------------------------------


def order(shelf: Shelf, paper: str = "termination_notice", year: int = 2026) -> PaperOrder:
    return PaperOrder(paper, None, dt.date(year, 11, 16), shelf.workspace.settings, {"petitioner": "王桂芳"})


def make(paper: str) -> object:
    def made(number: str) -> tuple[IssuedPaper, str]:
        copies = (Copy("信访人", f"papers/{number}-1.docx"), Copy("综治中心", f"papers/{number}-2.docx"))
        return IssuedPaper(paper, number, "a" * 64, copies, ()), f"papers/{number}.docx"

    return made


def record_paper(shelf: Shelf, *ordered: object) -> IssuedPaper:
    with shelf.store.transaction() as tx:
        return number_and_file(tx, *ordered)  # type: ignore[arg-type]


def test_paper_is_filed_with_its_number_and_copies(shelf: Shelf) -> None:
    issued = record_paper(shelf, order(shelf), make("termination_notice"))  # type: ignore[arg-type]
    filed = find_paper(shelf.store, "青石信告[2026]1号")
    assert (issued.number, filed.file, filed.sha256) == (
        "青石信告〔2026〕1号",
        "papers/青石信告〔2026〕1号.docx",
        "a" * 64,
    )
    assert (filed.issued_on, filed.copies) == (dt.date(2026, 11, 16), issued.copies)
    assert list_papers(shelf.store) == (filed,)
    assert list_papers(shelf.store, "案2026-0001") == ()


def test_papers_count_by_series_and_year(shelf: Shelf) -> None:
    kinds = [("termination_notice", 2026), ("legal_opinion", 2026), ("termination_notice", 2026)]
    kinds += [("termination_notice", 2027), ("unknown_a", 2026), ("unknown_b", 2026)]
    numbers = [record_paper(shelf, order(shelf, *kind), make(kind[0])).number for kind in kinds]  # type: ignore[arg-type]
    assert numbers == [
        "青石信告〔2026〕1号",
        "（2026）清源律意字第1号",
        "青石信告〔2026〕2号",
        "青石信告〔2027〕1号",
        "青石文〔2026〕1号",
        "青石文〔2026〕2号",
    ]


def test_paper_that_fails_uses_no_number(shelf: Shelf) -> None:
    def fail(number: str) -> tuple[IssuedPaper, str]:
        raise OSError(number)

    with pytest.raises(OSError, match="1号"):
        record_paper(shelf, order(shelf), fail)
    assert record_paper(shelf, order(shelf), make("x")).number == "青石信告〔2026〕1号"  # type: ignore[arg-type]


def test_unknown_paper_is_named(shelf: Shelf) -> None:
    with pytest.raises(UnknownNumberError, match="没有找到文书：青石信告〔2026〕9号"):
        find_paper(shelf.store, "青石信告（2026）9号")
