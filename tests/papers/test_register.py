"""Filed papers come back as they were issued, and are found by the recording they go back to."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from toolkit.meetings import meeting_rows, recordings
from toolkit.papers import register
from toolkit.papers.register import PaperOrder
from toolkit.records import Copy, Finding, IssuedPaper, Meeting, SoundFacts
from toolkit.store.database import Store, Transaction
from toolkit.store.schema import CASE_GRIEVANCES, CASES, GRIEVANCES, PAPER_COPIES, PAPERS
from toolkit.workspace.settings import Workspace

MEETING = Meeting("夜话2026-08-柳树湾", "柳树湾", 2026, 8, leap=False, held_on=dt.date(2026, 9, 25))
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
