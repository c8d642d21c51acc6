"""The page 以案促治, and what of it, of panels and of opinions is shown at the case it came from."""

from typing import Any

import pytest

from tests import loop_sample
from tests.loop_sample import do
from toolkit.core import YehuaError
from toolkit.workbench import pages
from toolkit.workspace import Desk


def page(desk: Desk, name: str, **given: str) -> Any:
    return pages.PAGES[name](desk, given)


def test_a_proposal_is_put_up_made_answered_and_shown_at_its_cases(office: Desk) -> None:
    made = loop_sample.fill(office)
    (put_up,) = page(office, "proposals").put_up
    assert (put_up.why, put_up.cases) == ("办结以后又反映", (made["back"],))

    number = do(
        office,
        "make_proposal",
        to="镇民政办",
        topic="低保",
        kind="改进工作",
        cases=f"{made['back']}、{made['yellow']}",
        text="低保的进度每月公示",
    ).number
    assert page(office, "proposals").put_up == ()
    do(office, "answer_proposal", proposal=number, adopted="采纳", words="从下月起公示")

    related = {each.name: each for each in page(office, "case_loop", case=made["yellow"]).related}
    assert set(related) == {"预警", "评议", "以案促治"}
    assert "采纳" in related["以案促治"].text
    assert related["评议"].page == f"/jury/{made['session']}"
    at_red = {each.name for each in page(office, "case_loop", case=made["red"]).related}
    assert at_red == {"预警", "法律意见", "以案促治"}
    do(office, "refer_relief", case=made["red"], to="县人民检察院")


def test_a_proposal_without_its_cases_or_of_another_kind_is_refused(office: Desk) -> None:
    case = loop_sample.yellow_matter(office)
    wish = {"to": "镇民政办", "topic": "低保", "text": "公示"}

    with pytest.raises(YehuaError, match="涉及哪些事项"):
        do(office, "make_proposal", kind="改进工作", cases=" ", **wish)
    with pytest.raises(YehuaError, match="不能写成“罚款”"):
        do(office, "make_proposal", kind="罚款", cases=case, **wish)
    with pytest.raises(YehuaError, match="案2026-9999"):
        do(office, "make_proposal", kind="改进工作", cases="案2026-9999", **wish)
