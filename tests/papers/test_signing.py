"""Days of signing are left to the pen and entered afterwards; what is counted from them is counted from then on."""

import datetime as dt
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.kill_scenarios_issue import TODAY, opened
from toolkit import documents
from toolkit.cases.ledger import ledger_of
from toolkit.core.errors import DateOrderError, WrongDateError, WrongValueError
from toolkit.papers import drafting, forms, signing
from toolkit.papers.facts import unwrapped
from toolkit.workbench import case_pages, today
from toolkit.workspace.desk import Desk, open_desk

CASE = "案2026-0001"
CONFIRMATION = "当事人共同申请司法确认"
REVIEW = "信访人申请复查"


@dataclass(frozen=True)
class Office:
    """A desk with one case, and a folder for drafts."""

    desk: Desk
    folder: Path

    def issued(self, paper: str, corrects: str | None = None, **changes: Any) -> str:
        """Return the number of `paper`, issued in the case from its example with `changes`."""
        known = list(ledger_of(self.desk).state(CASE, TODAY).grievances)
        facts = unwrapped(forms.example(paper)) | {"case": CASE, "grievances": known} | changes
        facts = {name: value for name, value in facts.items() if name in forms.schema(paper)["properties"]}
        draft = self.folder / f"{paper}-{len(changes)}-{corrects is None}.docx"
        drafting.fill(paper, facts, self.desk.workspace, draft)
        return documents.issue(self.desk, CASE, paper, draft, corrects=corrects).number

    def due(self, clock: str) -> dt.date | None:
        """Return the last day of the `clock` of the case, or None where it does not run."""
        clocks = ledger_of(self.desk).clocks(CASE, self.desk.today)
        return next((each.due.last_day for each in clocks if each.name == clock), None)


@pytest.fixture(scope="module")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a workspace with a case, only ever to be copied."""
    root = tmp_path_factory.mktemp("样板") / "ws"
    desk, _ = opened(root)
    desk.store.close()
    return root


@pytest.fixture
def office(made_once: Path, tmp_path: Path) -> Iterator[Office]:
    """Give an office of its own."""
    shutil.copytree(made_once, tmp_path / "ws")
    desk = open_desk(tmp_path / "ws", today=TODAY)
    yield Office(desk, tmp_path)
    desk.store.close()


@pytest.fixture
def agreement(office: Office) -> str:
    """Give the number of an agreement whose days of signing were left to the pen."""
    return office.issued("mediation_agreement", signing={"place": "青石镇柳树湾村民委员会会议室"})


def test_the_thirty_days_run_from_the_last_signature_or_the_seal(office: Office, agreement: str) -> None:
    assert office.due(CONFIRMATION) == dt.date(2026, 11, 27)

    entered = documents.enter_signing(office.desk, agreement, "2026-10-30", ["孙玉兰=2026-10-29", "盖章=2026-11-02"])

    assert entered.counted_from == dt.date(2026, 11, 2)
    assert office.due(CONFIRMATION) == dt.date(2026, 12, 2)
    entry = next(each for each in entered.state.entries if each.document == agreement)
    assert "孙玉兰2026年10月29日、吴建国2026年10月30日、周明礼2026年10月30日、盖章2026年11月2日" in str(entry.note)


def test_the_day_of_the_agreement_is_left_to_the_pen_as_well(office: Office, tmp_path: Path) -> None:
    facts = unwrapped(forms.example("mediation_agreement")) | {"signing": {"place": "村委会"}}
    draft = drafting.fill("mediation_agreement", facts, office.desk.workspace, tmp_path / "空.docx")

    lines = documents.open_draft(office.desk, CASE, "mediation_agreement", draft.files[0]).word.lines

    assert "协议日期：　　　　年　　月　　日" in lines


def test_an_agreement_waits_on_the_desk_and_on_its_page_until_the_days_are_entered(
    office: Office, agreement: str
) -> None:
    def waiting() -> list[str]:
        return [task.why for task in today.tasks(office.desk) if agreement in task.what]

    def unsigned() -> tuple[str, ...]:
        (line,) = case_pages.case(office.desk, {"case": CASE}).papers
        return line.unsigned

    assert unsigned() == ("孙玉兰", "吴建国", "周明礼", "盖章")
    assert len(waiting()) == 1
    assert "还差 4 项" in waiting()[0]
    documents.enter_signing(office.desk, agreement, "2026-10-30")
    assert (unsigned(), waiting()) == ((), [])


def test_days_that_the_facts_hold_need_not_be_entered(office: Office) -> None:
    office.issued("mediation_agreement")

    assert list(signing.unsigned(office.desk)) == []


def test_the_same_days_again_change_nothing_and_other_days_correct_them(office: Office, agreement: str) -> None:
    documents.enter_signing(office.desk, agreement, "2026-10-30")
    count = len(ledger_of(office.desk).entries(CASE))
    documents.enter_signing(office.desk, agreement, "2026-10-30")
    assert len(ledger_of(office.desk).entries(CASE)) == count

    state = documents.enter_signing(office.desk, agreement, "2026-10-31").state

    assert len(ledger_of(office.desk).entries(CASE)) == count + 1
    assert [str(each.note).count("签名日期：") for each in state.entries if each.document == agreement] == [1]
    assert office.due(CONFIRMATION) == dt.date(2026, 11, 30)


@pytest.mark.parametrize(
    "on, who, told",
    [
        (None, ["孙玉兰=2026-10-29"], "吴建国、周明礼、盖章"),
        ("2026-10-30", ["孙玉莲=2026-10-29"], "孙玉莲"),
        ("2026-10-30", ["孙玉兰"], "姓名=日期"),
    ],
)
def test_who_has_no_day_and_who_is_a_stranger_is_named(
    office: Office, agreement: str, on: str | None, who: list[str], told: str
) -> None:
    before = ledger_of(office.desk).entries(CASE)

    with pytest.raises(WrongValueError, match=told):
        documents.enter_signing(office.desk, agreement, on, who)

    assert ledger_of(office.desk).entries(CASE) == before


def test_days_out_of_order_are_named_all_at_once_and_nothing_is_entered(office: Office, agreement: str) -> None:
    before = ledger_of(office.desk).entries(CASE)

    with pytest.raises(DateOrderError) as fault:
        documents.enter_signing(office.desk, agreement, "2026-12-30", ["孙玉兰=2026-09-01"])

    assert "2026-12-30" in str(fault.value)
    assert "2026-09-01" in str(fault.value)
    with pytest.raises(WrongDateError):
        documents.enter_signing(office.desk, agreement, "2026-02-30")
    assert ledger_of(office.desk).entries(CASE) == before


def test_a_receipt_passes_its_day_on_to_the_opinion_that_it_served(office: Office) -> None:
    office.issued("acceptance_notice")
    opinion = office.issued("handling_opinion")
    served = {"name": "信访事项处理意见书", "number": opinion, "dated": "2026-10-09", "count": 1}
    receipt = office.issued("service_receipt", documents=[served])
    assert office.due(REVIEW) is None

    documents.enter_signing(office.desk, receipt, "2026-10-13")

    assert office.due(REVIEW) == dt.date(2026, 11, 12)


def test_a_notice_has_one_day_and_a_paper_that_nothing_is_counted_from_has_none(office: Office) -> None:
    notice, application = office.issued("acceptance_notice"), office.issued("mediation_application")
    with pytest.raises(WrongValueError, match="--on"):
        documents.enter_signing(office.desk, notice, None, ["王桂芳=2026-09-28"])
    with pytest.raises(WrongValueError, match="不用登记"):
        documents.enter_signing(office.desk, application, "2026-10-14")

    state = documents.enter_signing(office.desk, notice, "2026-09-30").state

    assert next(each for each in state.entries if each.document == notice).served_on == dt.date(2026, 9, 30)


def test_an_agreement_that_was_replaced_points_to_the_one_that_stands_instead(office: Office, agreement: str) -> None:
    newer = office.issued("mediation_agreement", corrects=agreement, place="青石镇人民调解委员会")

    with pytest.raises(WrongValueError, match=newer[-3:]):
        documents.enter_signing(office.desk, agreement, "2026-10-30")
    assert list(signing.unsigned(office.desk)) == []
