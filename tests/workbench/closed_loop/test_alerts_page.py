"""The pages 预警: the alerts of a day, a matter from its leader to its lifting, the province's list, and reminders."""

import base64
import datetime as dt
import io
import json
from typing import Any

import pytest
from docx import Document

from tests import loop_sample
from tests.loop.conftest import at_day
from tests.loop_sample import CHIEF, SECOND, do
from toolkit.cases import Matter, add_entry, open_matter
from toolkit.core import YehuaError
from toolkit.loop.alerts import contacts
from toolkit.loop.alerts.contacts import NewContact
from toolkit.records import to_json, to_text
from toolkit.workbench import pages
from toolkit.workbench.fields import Done
from toolkit.workbench.requests import for_a_page
from toolkit.workspace import Desk

DAYS = ("2026-09-03", "2026-09-07", "2026-09-10", "2026-09-15", "2026-09-21", "2026-10-01 10:20")


def page(desk: Desk, name: str, **given: str) -> Any:
    return pages.PAGES[name](desk, given)


def words_of(done: Done) -> str:
    """Return the text of the Word file that an act gave."""
    assert done.sheet is not None
    document = Document(io.BytesIO(base64.b64decode(done.sheet.content)))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def test_the_page_of_a_day_shows_its_alerts_and_no_words(desk: Desk) -> None:
    late = at_day(desk, dt.date(2026, 12, 31))
    matter = Matter("窗口", DAYS[0], "门前的路灯坏了", "李国强", channel="31(6)", by="何琳")
    case = open_matter(late, matter, DAYS[0]).case
    for day in DAYS[1:]:
        contacts.add(late, NewContact(case, day, "来访", "何琳"))

    shown = to_json(page(late, "alerts", on="2026-10-07"))
    assert [(each["case"], each["colour"], each["latched"]) for each in shown["alerts"]] == [(case, "黄", True)]
    assert (shown["week"], shown["held_by"]) == ("2026-W41", "2026-10-10")
    words = json.dumps(shown, ensure_ascii=False) + to_text(page(late, "alert", case=case))
    assert "李国强" not in words
    assert "路灯" not in words
    assert page(late, "alerts", on="2026-02-18").held_by is None


def test_each_sheet_of_the_week_is_the_one_that_its_button_names(office: Desk) -> None:
    assert "每周过堂清单" in words_of(do(office, "review_sheet", week="2026-W41"))
    assert "年度报告" in words_of(do(office, "year_sheet", year="2026"))
    assert "重看" in words_of(do(office, "week_sheet", week="2026-W41"))


def test_a_red_matter_is_worked_at_from_its_leader_to_its_lifting(office: Desk) -> None:
    case = loop_sample.red_matter(office)

    told = page(office, "alert", case=case).alert
    assert (told.lead, len(told.squad), [task.state for task in told.plan.tasks]) == (
        "陈立 党委书记",
        5,
        ["逾期", "未到", "已办"],
    )
    assert "请供电所换两盏路灯" in words_of(do(office, "alert_notice", case=case))
    with pytest.raises(YehuaError, match="已经逾期，不能再延"):
        do(office, "extend_task", case=case, task="1", due="2026-12-20", asked="2026-11-23T00:00", reason="等材料")
    extended = do(office, "extend_task", case=case, task="2", due="2026-12-20", asked="2026-11-23T00:00", reason="等款")
    assert extended.page == f"/alert/{case}"
    do(office, "alert_review", case=case, week="2026-W48", decision="继续办")
    with pytest.raises(YehuaError, match="第 1、2 项还没有办好"):
        do(office, "alert_lift", case=case, second=SECOND)

    later = at_day(office, dt.date(2026, 12, 31))
    for task in ("1", "2"):
        do(later, "finish_task", case=case, task=task)
    add_entry(later, case, "concluded", "2026-12-30", served="2026-12-30")
    assert do(later, "alert_lift", case=case, second=SECOND, minute="都办好了").words.endswith("解除了。")
    assert not page(later, "alert", case=case).alert.latched


def test_who_is_recused_is_told_to_nobody_and_may_not_lead(office: Desk) -> None:
    case = loop_sample.red_matter(office)

    done = do(office, "recuse", case=case, person="孙浩", reason="当过村主任")
    assert "孙浩" not in done.words + to_text(page(office, "alert", case=case))
    with pytest.raises(YehuaError, match="孙浩要回避"):
        do(office, "alert_lead", case=case, name="孙浩", post="镇长")
    with pytest.raises(YehuaError, match="专班镇上要 3 人，写了 1 人"):
        do(office, "alert_squad", case=case, town="张伟", village="周敏 吴刚")


def test_a_reminder_is_issued_objected_to_and_decided_by_two_others(office: Desk) -> None:
    loop_sample.red_matter(office)
    (number,) = (each.reminder for each in page(office, "alerts").reminders)

    assert "督办提醒单" in words_of(do(office, "issue_reminder", CHIEF, reminder=number))
    do(office, "object_reminder", "李强", reminder=number, reason="供电所没有给答复")
    with pytest.raises(YehuaError, match="周明"):
        do(office, "decide_reminder", CHIEF, reminder=number, outcome="维持", reason="期限是自己定的", second=SECOND)
    do(office, "decide_reminder", "赵敏", reminder=number, outcome="撤回", reason="确实等供电所", second=SECOND)

    shown = page(office, "alerts")
    assert (shown.reminders, [each.state for each in shown.settled]) == ((), ["撤回"])
    assert "撤回" in words_of(do(office, "duty_facts", person="李强", year="2026"))


def test_the_provinces_list_is_taken_in_and_every_row_with_its_faults_is_told(office: Desk) -> None:
    case = loop_sample.yellow_matter(office)
    rows = f"编号,事项,日期,渠道,层级\n省1,{case},2026-11-20,来访,县\n省1,{case},2026-11-21,来访,县\n"
    rows += f"省3,{case},2027-11-21,来访,月球\n,{case},,来访,\n省1,{case},2026-11-20,来访,县\n"
    content = base64.b64encode(rows.encode("gb18030")).decode()

    done = do(office, "import_contacts", list=content, list_name="省平台.csv")
    assert done.words == "收进 1 条，已经有的 0 条，没有收的 4 条。"
    assert [line[:5] for line in done.lines] == ["第 3 行", "第 4 行", "第 5 行", "第 6 行"]
    assert all(fault in done.lines[1] for fault in ("月球", "还没有到"))
    assert [each.source_no for each in page(office, "alert", case=case).contacts] == ["", "", "省1"]
    with pytest.raises(YehuaError, match=r"^省平台\.csv 没有收进来"):
        do(office, "import_contacts", list=base64.b64encode(b"a,b\n1,2\n").decode(), list_name="省平台.csv")


def test_one_matter_that_was_split_is_joined_on_the_page(office: Desk) -> None:
    case = loop_sample.yellow_matter(office)
    other = loop_sample.opened(office, 4, "河边的垃圾还是没有人清，堆了半年", "李大山")
    (pair,) = page(office, "alike").pairs

    do(office, "join_matters", case=pair.case, other=pair.other)

    assert {pair.case, pair.other} == {case, other}
    assert page(office, "alert", case=pair.case).alert.repeats == 3
    assert page(office, "alike").pairs == page(office, "alike", case=case).pairs == ()


def test_a_task_of_a_withheld_matter_shows_no_words(office: Desk) -> None:
    matter = Matter("来信", "2026-10-26", "村主任收了我的钱", "王桂芳", by="何琳")
    case = open_matter(office, matter, "2026-10-26").case
    for back in (24, 20, 16, 13, 10):
        do(office, "add_contact", case=case, at=loop_sample.day(office, back), channel="来访")
    plan = loop_sample.sent(("任务", "责任人", "期限"), ("查村主任收的钱", "李强", "2026-12-01"))
    do(office, "alert_plan", case=case, at="2026-11-14 09:00", **plan)

    shown = to_text(page(office, "alert", case=case)) + words_of(do(office, "alert_notice", case=case))
    assert "李强" in shown
    assert "村主任" not in shown


def test_a_refusal_on_a_page_names_neither_option_nor_command() -> None:
    assert for_a_page("没有写异议的理由（--reason）") == "没有写异议的理由"
    assert for_a_page("先收名册：yehua jury roster 名册.xlsx") == "先收名册：“评议团”页"
    assert for_a_page("照 yehua contact form 出的空表填。") == "照“预警”页出的空表填。"
    assert "yehua" not in for_a_page("先登记：yehua case add 案2026-0001 concluded --date … --served …")
