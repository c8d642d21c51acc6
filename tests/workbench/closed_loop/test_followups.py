"""The pages 回访 and 交接: what is due, what was answered, what stays sealed, and whose everything is afterwards."""

import base64
import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from toolkit.cases import Matter, add_entry, open_matter
from toolkit.core import WrongValueError, YehuaError
from toolkit.loop import calls, cards
from toolkit.records import to_text
from toolkit.workbench import acts, pages
from toolkit.workbench.fields import Done
from toolkit.workspace import Desk, Workspace

ABOUT_OFFICIALS = "收了两条烟"
ANSWERS = {"q1": "有", "q1_words": ABOUT_OFFICIALS, "q2": "部分", "q2_words": "只修了一半", "q3": "清楚"}
CALL = {"by": "赵敏", "at": "2026-11-24 10:00", "how": "电话"}


@pytest.fixture
def desk(desk: Desk) -> Desk:
    """Give a desk on the day on which a call is due."""
    return replace(desk, today=dt.date(2026, 11, 24))


@pytest.fixture
def case(desk: Desk) -> str:
    """Give a case whose reply was served fifteen days ago, with a promise."""
    matter = Matter("来信", "2026-10-12", "家门前的路灯坏了", "李国强", channel="31(6)", by="何琳")
    number = open_matter(desk, matter, "2026-10-12").case
    also = calls.promised(desk, "concluded", "2026-11-09", ["修好路灯|2026-11-30|李强"], "何琳")
    add_entry(desk, number, "concluded", "2026-11-09", served="2026-11-09", also=also)
    return number


def do(desk: Desk, act: str, **given: str) -> Done:
    return acts.ACTS[act](desk, given)


def page(desk: Desk, name: str, **given: str) -> Any:
    return pages.PAGES[name](desk, given)


def test_a_call_that_is_due_stands_in_the_list_and_leads_from_today_to_its_questions(desk: Desk, case: str) -> None:
    (line,) = page(desk, "followups").calls
    shown = page(desk, "followup", case=case)

    assert (line.case, line.due, line.state) == (case, "2026-11-24", "到期")
    assert f"/followup/{case}" in {task.page for task in page(desk, "today").tasks}
    assert [len(question.answers) for question in shown.questions] == [4, 4, 4]
    assert [promise.text for promise in shown.promises] == ["修好路灯"]


def test_what_was_said_about_officials_is_shown_only_to_a_name_that_may_see_it(desk: Desk, case: str) -> None:
    done = do(desk, "answer_call", case=case, **ANSWERS, **CALL)

    everywhere = [
        page(desk, name, case=case) for name in ("case", "followup", "case_loop", "followups", "today", "cases")
    ]
    assert ABOUT_OFFICIALS not in "".join(map(to_text, [done, *everywhere]))
    file = desk.workspace.settings_file
    file.write_text(file.read_text("utf-8").replace("may_see = []", 'may_see = ["何琳"]'), "utf-8")
    desk = replace(desk, workspace=Workspace.open(desk.workspace.root))
    with pytest.raises(WrongValueError):
        do(desk, "read_conduct", by="路人")
    (line,) = do(desk, "read_conduct", by="何琳").lines
    assert ABOUT_OFFICIALS in line


def test_a_case_half_done_is_reopened_and_says_what_to_do(desk: Desk, case: str) -> None:
    done = do(desk, "answer_call", case=case, **ANSWERS, **CALL)

    assert any("重新办理" in line for line in done.lines)
    assert page(desk, "followups").calls == ()


def test_a_try_that_reached_nobody_is_counted_and_the_call_stays_due(desk: Desk, case: str) -> None:
    do(desk, "try_call", case=case, outcome="没有接通", **CALL)

    (line,) = page(desk, "followups").calls
    assert (line.tries, line.state) == (1, "到期")


def test_a_question_without_an_answer_is_told_by_its_number(desk: Desk, case: str) -> None:
    with pytest.raises(WrongValueError, match="第 2 个问题"):
        do(desk, "answer_call", case=case, q1="没有", q3="清楚", **CALL)


def test_a_promise_is_kept_by_its_number(desk: Desk, case: str) -> None:
    do(desk, "keep_promise", case=case, number="1", by="李强", at="2026-11-24")

    assert page(desk, "followup", case=case).promises[0].done == "2026-11-24（补记）"
    with pytest.raises(WrongValueError, match="数字"):
        do(desk, "keep_promise", case=case, number="x", by="李强")


def test_the_record_of_a_call_comes_as_a_sheet(desk: Desk, case: str) -> None:
    sheet = do(desk, "call_slip", case=case).sheet

    assert sheet is not None
    assert base64.b64decode(sheet.content)[:2] == b"PK"


def test_nobody_leaves_with_open_items_and_afterwards_they_are_the_successors(desk: Desk, case: str) -> None:
    given = cards.NewCard("李强", "综合岗", "路灯", "2026-11-20 09:00")
    card = cards.issue(desk, given).card.number
    leaving = {"person": "李强", "on": "2026-11-24", "by": "何琳", "witness": "赵敏"}
    before = {item.subject: item.page for item in page(desk, "handover", person="李强").items}

    assert before == {card: f"/card/{card}", case: f"/followup/{case}"}
    with pytest.raises(YehuaError, match=card):
        do(desk, "hand_over", **leaving)
    done = do(desk, "hand_over", **leaving, to="周正")

    assert done.sheet is not None
    after = replace(desk, today=dt.date(2026, 11, 25))
    assert page(after, "handover", person="李强").items == ()
    assert {item.subject for item in page(after, "handover", person="周正").items} == set(before)


def test_a_post_is_registered_and_shown_with_the_person(desk: Desk) -> None:
    do(desk, "begin_duty", person="王大海", post="村支书", village="柳树湾", since="2026-11-01", by="何琳")

    assert page(desk, "handover", person="王大海").posts == ("柳树湾村支书",)


def test_a_reply_that_was_served_is_recorded_with_what_it_promises(desk: Desk) -> None:
    matter = Matter("来信", "2026-10-12", "门前的水沟堵了", "王桂芳", channel="31(6)", by="何琳")
    number = open_matter(desk, matter, "2026-10-12").case
    given = {"case": number, "served": "2026-11-09", "by": "何琳"}

    with pytest.raises(WrongValueError):
        do(desk, "conclude_case", promises="修好水沟", **given)
    assert page(desk, "followup", case=number).call is None
    do(desk, "conclude_case", promises="修好水沟|2026-11-30|李强\n\n清运垃圾|2026-12-01", **given)

    shown = page(desk, "followup", case=number)
    assert shown.call.due == "2026-11-24"
    assert [(each.text, each.owner) for each in shown.promises] == [("修好水沟", "李强"), ("清运垃圾", "")]


def test_the_list_of_calls_has_what_was_promised_and_who_was_not_there_today_comes_last(desk: Desk, case: str) -> None:
    matter = Matter("来信", "2026-10-12", "家门前的水渠堵了", "周芳", channel="31(6)", by="何琳")
    other = open_matter(desk, matter, "2026-10-12", again=True).case
    add_entry(desk, other, "concluded", "2026-11-09", served="2026-11-09")
    do(desk, "try_call", case=case, outcome="没有接通", **CALL)

    lines = page(desk, "followups").calls
    assert [(line.case, line.evening, line.promise) for line in lines] == [
        (other, False, ""),
        (case, True, "修好路灯（2026-11-30）"),
    ]
    assert lines[1].last.startswith("2026-11-24 10:00 没有接通")


def test_the_promise_of_a_withheld_case_stands_in_no_list_of_calls(desk: Desk) -> None:
    matter = Matter("来信", "2026-10-12", "村支书收了两条烟", "李国强", channel="31(6)", by="何琳")
    number = open_matter(desk, matter, "2026-10-12").case
    also = calls.promised(desk, "concluded", "2026-11-09", ["退回榴烟|2026-11-30|李强"], "何琳")
    add_entry(desk, number, "concluded", "2026-11-09", served="2026-11-09", also=also)

    (line,) = page(desk, "followups").calls
    assert (line.case, line.promise) == (number, "")
