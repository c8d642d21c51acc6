"""The pages 法律诊所: villages by months, visits with a next step and no names, opinions asked, given, and sent."""

from typing import Any

import pytest

from tests import loop_sample
from tests.loop_sample import do, sent
from toolkit.core import YehuaError
from toolkit.loop.clinics import roster
from toolkit.records import to_text
from toolkit.workbench import pages
from toolkit.workspace import Desk

VILLAGES = ("柳树湾", "石桥")


def page(desk: Desk, name: str, **given: str) -> Any:
    return pages.PAGES[name](desk, given)


def test_a_clinic_is_held_a_visitor_gets_a_slip_and_nobody_is_named(office: Desk) -> None:
    case = loop_sample.red_matter(office)
    visit, _ = loop_sample.hold_clinics(office, case, *VILLAGES)

    shown = page(office, "clinic", village="柳树湾")
    assert [(each.visit, each.next_step) for each in shown.visits] == [(visit, "劳动仲裁")]
    (november,) = (each for each in shown.clinics if each.date[:7] == "2026-11")
    assert (november.state, november.held) == ("已补", "2026-11-23")
    everything = to_text(shown) + to_text(page(office, "clinics"))
    assert "杨秀英" not in everything
    assert "工钱" not in everything
    assert do(office, "visit_slip", visit=visit).sheet is not None
    do(office, "visit_aid", visit=visit, to="县法律援助中心")


def test_the_grid_has_a_cell_for_each_month_and_the_year_is_planned(office: Desk) -> None:
    loop_sample.hold_clinics(office, loop_sample.red_matter(office), *VILLAGES)

    grid = page(office, "clinics", year="2026")
    assert [(row.village, len(row.months)) for row in grid.rows] == [("柳树湾", 12), ("石桥", 12)]
    assert sum(grid.counts.values()) == len(VILLAGES) * 12
    assert page(office, "clinics", year="2027").uncorrected == len(VILLAGES) * 12
    done = do(office, "plan_clinics", year="2026")
    assert "24 次" in done.words
    assert done.sheet is not None
    for act, given in (
        ("adviser_sheet", {"adviser": "周正", "period": "2026-11"}),
        ("adviser_sheet", {"adviser": "周正", "period": "2026"}),
        ("clinic_poster", {"village": "石桥"}),
        ("clinic_form", {}),
    ):
        assert do(office, act, **given).sheet is not None
    with pytest.raises(YehuaError, match="写成 2026-10"):
        do(office, "adviser_sheet", adviser="周正", period="上个月")


def test_each_request_answers_the_conflict_and_an_adviser_serves_one_side(office: Desk) -> None:
    case = loop_sample.red_matter(office)
    loop_sample.hold_clinics(office, case, *VILLAGES)
    asked = {"case": case, "village": "柳树湾", "question": "电费该谁出"}

    with pytest.raises(YehuaError, match="利益冲突问过没有"):
        do(office, "ask_opinion", client="王桂芳", **asked)
    with pytest.raises(YehuaError, match="不能再替"):
        do(office, "ask_opinion", client="村委会", conflict="没有", **asked)
    warned = do(office, "ask_opinion", client="王桂芳", conflict="有", **asked)
    assert "法律援助" in warned.lines[0]


def test_an_opinion_is_sent_outside_only_by_consent_and_may_be_declined(office: Desk) -> None:
    case = loop_sample.red_matter(office)
    _, opinion = loop_sample.hold_clinics(office, case, *VILLAGES)

    with pytest.raises(YehuaError, match="还没有出"):
        do(office, "deliver_opinion", opinion=opinion, to="法院")
    with pytest.raises(YehuaError):
        do(office, "give_opinion", opinion=opinion, conclusion="无理诉求", paper="没有")
    do(office, "decline_opinion", opinion=opinion, reason="替对方办过案")
    assert [each.state for each in page(office, "clinics").opinions] == ["不能出"]


def test_fees_go_to_the_firm_and_a_roster_with_faults_is_refused_whole(office: Desk) -> None:
    loop_sample.hold_clinics(office, loop_sample.red_matter(office), *VILLAGES)

    assert "记好了" in do(office, "note_subsidy", contract="明理律师事务所 法顾1", yuan="300").words
    with pytest.raises(YehuaError, match="不能给周正个人"):
        do(office, "note_subsidy", contract="周正 法顾1", yuan="300")
    bad = ("河口", "周正", "讼师", "1", "所", "约", "2026-12-31", "2026-01-01", "", "", "")
    with pytest.raises(YehuaError, match="有 2 处要改"):
        do(office, "clinic_roster", **sent(roster.HEADINGS, bad))


def test_a_village_without_an_adviser_is_told(office: Desk) -> None:
    with pytest.raises(YehuaError, match="没有它的法律顾问"):
        page(office, "clinic", village="外乡")
