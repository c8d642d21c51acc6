"""The pages 评议团: seats drawn, two tellers who must agree, an opinion for reference, and a route with a ground."""

import base64
import io
from pathlib import Path
from typing import Any

import pytest
from docx import Document

from tests import loop_sample
from tests.loop_sample import SECOND, do, marks, sent
from toolkit.cases import ledger_of
from toolkit.core import YehuaError
from toolkit.loop.jury import members
from toolkit.workbench import pages
from toolkit.workspace import Desk

TELLERS = {"teller_first": "赵敏", "teller_other": SECOND}


@pytest.fixture
def session(office: Desk) -> str:
    """Give a session about a yellow matter."""
    return loop_sample.seat_panel(office, loop_sample.yellow_matter(office))


def page(desk: Desk, name: str, **given: str) -> Any:
    return pages.PAGES[name](desk, given)


def test_seats_are_drawn_and_each_paper_comes_to_the_browser(office: Desk, session: str) -> None:
    shown = page(office, "jury", session=session)
    assert len(shown.session.seats) == loop_sample.SEATS
    for paper in shown.papers:
        sheet = do(office, "jury_paper", session=session, paper=paper).sheet
        assert sheet is not None
        assert sheet.name.startswith(f"{session}-{paper}")
    (listed,) = page(office, "juries").sessions
    assert listed.session == session


def test_a_roster_with_faults_tells_them_all_and_nothing_is_taken_in(office: Desk) -> None:
    rows = (("王老师", "老教师", "2026-01-01", "2028-12-31"), ("李四", "老板", "今天", "2028-12-31"))
    with pytest.raises(YehuaError, match="有 2 处要改") as refused:
        do(office, "jury_roster", **sent(members.HEADINGS, *rows))

    assert str(refused.value).startswith("表.xlsx")
    assert page(office, "juries").members == ()
    case = loop_sample.yellow_matter(office)
    with pytest.raises(YehuaError, match="至少要 15 人"):
        do(office, "call_jury", case=case, date="2026-11-27")


def test_two_tellers_who_differ_get_no_result_until_they_agree(office: Desk, session: str) -> None:
    first, other = marks(), marks("15\t8\t9\t7")
    done = do(office, "count_ballots", session=session, first_marks=first, other_marks=other, **TELLERS)
    assert done.page == ""
    assert done.lines == ("票号 15 困难：8 / 9",)
    assert page(office, "jury", session=session).session.ballots == 0

    counted = loop_sample.count_panel(office, session)
    told = page(office, "jury", session=session)
    assert "15 张票，作废 1 张，7.66 分，建议 普通（仅供参考）" in counted.words
    assert (told.session.exact, told.score) == ("23/3", "7.66")


def test_one_side_unheard_or_the_same_teller_twice_gives_no_score(office: Desk, session: str) -> None:
    given = {"session": session, "first_marks": marks(), "other_marks": marks()}
    with pytest.raises(YehuaError, match="计票要两个人"):
        do(office, "count_ballots", teller_first="赵敏", teller_other="赵敏", **given)
    assert "没有听取来访人陈述" in do(office, "count_ballots", unheard="来访人", **TELLERS, **given).words


def test_tellers_may_send_the_sheets_that_they_typed_in_excel(office: Desk, session: str) -> None:
    headings = ("票号", "合理", "困难", "政策")
    rows = [(str(slot), "9", "8", "8") for slot in range(1, loop_sample.SEATS + 1)]
    sheets = {"first": sent(headings, *rows), "other": sent(("序号", *headings[1:]), *rows)}
    files = {f"{teller}_{field}": sheet[field] for teller, sheet in sheets.items() for field in ("sheet", "sheet_name")}

    assert "绿色通道" in do(office, "count_ballots", session=session, **TELLERS, **files).words


def test_the_opinion_is_for_reference_and_the_route_needs_its_ground(office: Desk, session: str) -> None:
    loop_sample.count_panel(office, session)
    case = page(office, "jury", session=session).session.case
    before = ledger_of(office).state(case, office.today).state
    opinion = do(office, "jury_opinion", session=session).sheet

    assert opinion is not None
    assert page(office, "clinics").opinions == ()  # what a panel says is no opinion of an adviser
    words = "\n".join(each.text for each in Document(io.BytesIO(base64.b64decode(opinion.content))).paragraphs)
    assert "仅供参考" in words
    with pytest.raises(YehuaError, match="要有法定依据"):
        do(office, "decide_route", session=session, route="不予受理")
    do(office, "decide_route", session=session, route="引导法定途径", ground="31(2)")
    assert page(office, "jury", session=session).session.ground == "31(2)"
    assert ledger_of(office).state(case, office.today).state == before


def test_a_session_that_two_persons_cancelled_stays_on_its_page(office: Desk, session: str) -> None:
    do(office, "cancel_jury", session=session, second=SECOND, reason="换个日子")

    told = page(office, "jury", session=session).session
    assert (told.cancelled.second, told.cancelled.reason) == (SECOND, "换个日子")
    with pytest.raises(YehuaError, match="已经取消"):
        loop_sample.count_panel(office, session)


def test_a_disc_is_made_only_where_everybody_consents(office: Desk, session: str, tmp_path: Path) -> None:
    video = tmp_path / "评议.mp4"
    video.write_bytes(b"moving pictures")
    given = {"session": session, "video": str(video), "people": "王桂芳\n陈立", "to": str(tmp_path / "碟")}
    with pytest.raises(YehuaError, match="陈立没有同意"):
        do(office, "make_disc", consents="王桂芳", **given)

    do(office, "make_disc", consents="王桂芳\n陈立", **given)
    do(office, "disc_received", session=session, copy="1", person="王桂芳")
    assert len(page(office, "jury", session=session).discs) == 1
    assert do(office, "jury_heard", session=session, side="来访人", heard="0").page == f"/jury/{session}"
