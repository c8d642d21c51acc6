"""Alerts of cases: worked examples from the first contact to the lifting, and who is never asked or reminded."""

import datetime as dt
import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from docx import Document

from tests.loop.alerts.conftest import DAYS, Raised, planned
from tests.loop.conftest import At, at_day, conclude_again
from toolkit.cases import cases
from toolkit.commands.cli import main
from toolkit.core.errors import WrongValueError
from toolkit.loop import calls, duties, handover, rules, today
from toolkit.loop.alerts import acts, alike, contacts, recusals, reminder_acts, sheets
from toolkit.loop.alerts.acts import Act, Extension
from toolkit.loop.alerts.contacts import NewContact
from toolkit.loop.alerts.plans import PlanRefusedError
from toolkit.loop.alerts.reminders import Reminder
from toolkit.loop.calls import Answers, Call
from toolkit.loop.events import EventRefusedError, Wish, erase, record
from toolkit.store import chain
from toolkit.workspace import Desk

TOWN, VILLAGE = ("张伟", "刘洋", "陈静"), ("周敏", "吴刚")


def red(at: At, raised: Raised, folder: Path, *tasks: tuple[str, str, str]) -> str:
    """Return a case that is red on 1 October and has its plan on the next day, written down on those days."""
    case = raised(at("2026-10-01 10:20"), *DAYS)
    planned(at("2026-10-02 09:00"), case, folder, *(tasks or (("换灯", "李强", "2026-10-16"),)))
    return case


def reminded(desk: Desk, on: str) -> list[tuple[str, str, str, str]]:
    """Return level, receiver, day and state of every reminder, the oldest first."""
    return [(each.level, each.to, each.since, each.state) for each in reversed(reminder_acts.reminders(desk, on))]


# -- colours ---------------------------------------------------------------------------------------------------


def test_the_fifth_repeat_is_red_and_its_duty_goes_on_when_the_count_sinks(late: Desk, raised: Raised) -> None:
    case = raised(late, *DAYS)

    assert [
        (acts.show(late, case, day).repeats, acts.show(late, case, day).colour) for day in ("2026-09-10", "2026-09-21")
    ] == [
        (2, "黄"),
        (4, "黄"),
    ]
    red = acts.show(late, case, "2026-10-01")
    assert (red.repeats, red.colour, red.latched, red.since) == (5, "红", True, "2026-10-01 10:20")
    assert red.counted == ("2026-09-07", "2026-09-10", "2026-09-15", "2026-09-21", "2026-10-01")
    assert red.plan
    assert red.plan.due == "2026-10-02 10:20"
    assert "9月7日、9月10日" in red.why
    assert not acts.show(late, case, "2026-10-01 10:19").latched
    after = acts.show(late, case, "2026-10-07")
    assert (after.repeats, after.colour, after.latched, after.duty) == (4, "黄", True, "红")
    # The days that made it red stand first, then those of the day that is looked at.
    assert after.why.startswith(
        "10月1日成为红色：30天内重复5次：9月7日、9月10日、9月15日、9月21日、10月1日，够5次为红；"
    )
    assert "到10月7日，30天内重复4次：9月10日、" in after.why
    assert "成为红色" not in red.why
    long_after = acts.show(late, case, "2026-12-30").why
    assert "9月7日、9月10日" in long_after
    assert "到12月30日，30天内重复0次" in long_after
    # The dots of 8 September to 7 October.
    assert (sum(after.strip), len(after.strip)) == (4, 30)


def test_where_only_the_day_is_known_the_plan_is_due_from_its_end(late: Desk, raised: Raised) -> None:
    case = raised(late, *DAYS[:-1], "2026-10-01")

    plan = acts.show(late, case, "2026-10-01").plan
    assert plan
    assert plan.due == "2026-10-03 00:00"


def test_a_past_day_is_replayed_by_the_rule_of_that_day(late: Desk, raised: Raised) -> None:
    case = raised(late, *DAYS[:4])
    rules.set_rule(at_day(late, dt.date(2026, 9, 20)), "红色次数", "3", since="2026-09-20", by="何琳", second="李静")

    assert acts.show(late, case, "2026-09-19").colour == "黄"
    red = acts.show(late, case, "2026-09-20")
    assert (red.colour, red.since) == ("红", "2026-09-20")
    assert "重复3次：9月7日、9月10日、9月15日，够3次为红" in acts.show(late, case, "2026-11-20").why


def test_contacts_are_written_in_any_order_and_a_late_one_raises_from_its_true_day(late: Desk, raised: Raised) -> None:
    case = raised(late, DAYS[0], *reversed(DAYS[2:]))
    assert not acts.show(late, case).latched

    contacts.add(late, NewContact(case, DAYS[1], "网上", "何琳"))

    assert acts.show(late, case).since == "2026-10-01 10:20"


def test_other_people_with_the_same_trouble_are_shown_as_such(late: Desk, raised: Raised) -> None:
    case = raised(late, "2026-09-03")
    for day, person in (("2026-09-04", "王桂芳"), ("2026-09-05", "赵大山"), ("2026-09-06", "李国强、王桂芳")):
        contacts.add(late, NewContact(case, day, "来访", "何琳", person=person))

    alert = acts.show(late, case, "2026-09-06")
    assert (alert.repeats, alert.people, alert.colour) == (1, 3, None)
    assert "3个人反映" in alert.why


def test_one_person_written_in_several_ways_comes_again(late: Desk, raised: Raised) -> None:
    case = raised(late, "2026-09-03")
    ways = ("李 国强", "李国强（本人）", "李囯强", "李国强同志、李国强", "本人", "李國強和王桂芳")
    for day, person in enumerate(ways, 4):
        contacts.add(late, NewContact(case, f"2026-09-{day:02d}", "来访", "何琳", person=person))

    alert = acts.show(late, case, "2026-09-10")
    assert (alert.repeats, alert.people, alert.colour) == (6, 2, "红")
    other = raised(late, "2026-09-11", person="李 国强")
    assert [(pair.case, pair.other) for pair in alike.alike(late)] == [(case, other)]
    contacts.join(late, case, other, at="2026-09-12", by="何琳")
    assert acts.show(late, case, "2026-09-12").people == 2


def test_nobody_comes_again_before_a_matter_was_received(late: Desk, raised: Raised) -> None:
    case = raised(late, "2026-09-03 10:00")

    with pytest.raises(EventRefusedError, match="2026-09-03 收到的"):
        contacts.add(late, NewContact(case, "2026-09-02", "来访", "何琳"))
    contacts.add(late, NewContact(case, "2026-09-03 09:00", "来访", "何琳"))


def test_a_number_of_another_system_is_one_in_whatever_signs(late: Desk, raised: Raised) -> None:
    case = raised(late, "2026-09-03")
    contacts.add(late, NewContact(case, "2026-09-04", "来访", "何琳", source_no="省2026－0001"))

    for number in ("省2026-0001", " 省２０２６-0001"):
        with pytest.raises(EventRefusedError, match="已经记过"):
            contacts.add(late, NewContact(case, "2026-09-05", "来访", "何琳", source_no=number))


def test_a_case_without_a_name_counts_no_repeat_but_says_how_many_there_may_be(late: Desk, raised: Raised) -> None:
    case = raised(late, "2026-09-03", "2026-09-04", "2026-09-05", person=None)

    alert = acts.show(late, case, "2026-09-05")
    assert (alert.repeats, alert.unconfirmed) == (0, 2)


def test_the_count_stands_when_the_names_are_erased(late: Desk, raised: Raised) -> None:
    case = raised(late, *DAYS)
    contacts.add(late, NewContact(case, "2026-09-30", "来访", "何琳", person="王桂芳"))
    erase(late, case, by="何琳", second="李静", reason="本人请求")

    assert acts.show(late, case, "2026-10-01").repeats == 5
    assert late.events.verify().broken == ()


def test_a_matter_that_was_split_is_found_and_joined_from_its_true_days(late: Desk, raised: Raised) -> None:
    case, other = raised(late, *DAYS[:3]), raised(late, *DAYS[3:5], "2026-09-28")

    assert [(pair.case, pair.other) for pair in alike.alike(late)] == [(case, other)]
    contacts.join(late, case, other, at="2026-10-20", by="何琳")

    assert acts.show(late, case, "2026-09-28").repeats == 0 or acts.show(late, case).latched
    assert acts.show(late, case).since == "2026-09-28"
    assert not alike.alike(late)


# -- leader, squad, plan ---------------------------------------------------------------------------------------


def test_a_squad_with_the_person_complained_of_is_refused_with_all_faults(late: Desk, raised: Raised) -> None:
    case = raised(late, *DAYS, against="王建国")
    recusals.recuse(late, case, "周敏", at="2026-10-01 11:00", by="何琳", reason="近亲属")
    act = Act("2026-10-01 12:00", "何琳")

    with pytest.raises(EventRefusedError) as refused:
        acts.form_squad(late, case, act, town=("王建国", "刘洋", "刘洋"), village=("周敏",))
    assert refused.value.fields["count"] == 4
    for recused in ("王建国", "周 敏", "周敏同志", "孙丽、周敏"):
        with pytest.raises(EventRefusedError, match="回避"):
            acts.name_lead(late, case, act, name=recused, post="党委书记")
    with pytest.raises(EventRefusedError, match="是几个人"):
        acts.name_lead(late, case, act, name="孙丽、张伟", post="党委书记")
    with pytest.raises(EventRefusedError, match="张 伟写了两次"):
        acts.form_squad(late, case, act, town=("张伟", "张 伟", "刘洋"), village=("郑强", "吴刚"))
    assert acts.form_squad(late, case, act, town=TOWN, village=("郑强", "吴刚")).squad == (*TOWN, "郑强", "吴刚")
    assert acts.name_lead(late, case, act, name="孙丽", post="党委书记").lead == "孙丽 党委书记"


def test_who_was_recused_is_refused_also_for_a_moment_before(late: Desk, raised: Raised, tmp_path: Path) -> None:
    case = raised(late, *DAYS)
    recusals.recuse(late, case, "王五", at="2026-10-01 10:00", by="何琳", reason="近亲属")
    before = Act("2026-10-01 09:00", "何琳")

    with pytest.raises(EventRefusedError, match="王五要回避"):
        acts.name_lead(late, case, before, name="王五", post="党委书记")
    with pytest.raises(EventRefusedError, match="王五要回避"):
        acts.form_squad(late, case, before, town=(*TOWN[:2], "王五"), village=("郑强", "吴刚"))
    with pytest.raises(EventRefusedError, match="王五要回避"):
        planned(late, case, tmp_path, ("修路", "王五", "2026-10-20"), at="2026-10-01 09:00")


def test_nobody_leads_in_a_post_that_another_holds(late: Desk, raised: Raised) -> None:
    duties.begin(late, duties.Appointment("孙丽", "党委书记", "2026-01-01"), "何琳")
    case, act = raised(late, *DAYS), Act("2026-10-01 12:00", "何琳")

    with pytest.raises(EventRefusedError, match="党委书记登记的是孙丽，不是李强"):
        acts.name_lead(late, case, act, name="李强", post=" 党委书记")
    acts.name_lead(late, case, act, name="李强", post="副镇长")
    later = Act("2026-10-01 13:00", "何琳")
    assert acts.name_lead(late, case, later, name="孙 丽", post="党委书记").lead == "孙 丽 党委书记"


def test_nothing_of_a_red_matter_is_recorded_before_it_is_red(late: Desk, raised: Raised) -> None:
    case = raised(late, *DAYS)

    with pytest.raises(EventRefusedError, match="没有红色预警"):
        acts.name_lead(late, case, Act("2026-10-01 10:00", "何琳"), name="孙丽", post="党委书记")


def test_one_matter_has_one_plan_and_a_wrong_sheet_is_told_row_by_row(
    late: Desk, raised: Raised, tmp_path: Path
) -> None:
    case = raised(late, *DAYS)

    with pytest.raises(PlanRefusedError) as refused:
        planned(
            late,
            case,
            tmp_path,
            ("换灯", "", "2026-10-16"),
            ("挖沟", "李强、王强", "下周"),
            ("填土", "李强", "2026-09-01"),
        )
    assert refused.value.fields["count"] == 4
    assert "第 3 行的责任人“李强、王强”是几个人" in str(refused.value)
    planned(late, case, tmp_path, ("换灯", "李强", "2026-10-16"))
    plan = acts.show(late, case, "2026-10-02").plan
    assert plan
    assert (plan.state, plan.tasks[0].owner) == ("已办", "李强")
    with pytest.raises(EventRefusedError, match="一事一策"):
        planned(late, case, tmp_path, ("换灯", "李强", "2026-10-16"))


def test_what_a_red_matter_asks_for_is_due_until_it_is_done(late: Desk, raised: Raised, tmp_path: Path) -> None:
    duties.begin(late, duties.Appointment("孙丽", "党委书记", "2026-01-01"), "何琳")
    case = raised(late, *DAYS)

    there = {item.what: (item.subject, item.due, item.owner) for item in today.items(late, "2026-10-01 12:00")}
    assert there["一事一策"] == (case, "2026-10-02 10:20", "孙丽")
    # That week ends with a holiday.
    assert there["每周过堂"] == ("2026-W40", "2026-09-30", "孙丽")
    planned(late, case, tmp_path, ("换灯", "李强", "2026-10-16"))
    acts.review(late, case, Act("2026-10-09 09:00", "何琳"), week="2026-W41", decision="按方案办")
    there = {item.what: (item.subject, item.due, item.owner) for item in today.items(late, "2026-10-09")}
    assert "一事一策" not in there
    assert "每周过堂" not in there
    assert there["方案任务"] == (case, "2026-10-16", "李强")


# -- reminders -------------------------------------------------------------------------------------------------


def test_an_overdue_task_is_reminded_of_and_warned_about_and_both_may_be_objected_to(
    at: At, raised: Raised, tmp_path: Path
) -> None:
    case = red(at, raised, tmp_path)
    late = at("2026-10-28 10:00")

    assert acts.show(late, case, "2026-10-17").plan.tasks[0].state == "逾期"  # type: ignore[union-attr]
    assert reminded(late, "2026-10-18") == []
    assert reminded(late, "2026-10-19") == [("提醒", "李强", "2026-10-19", "待签发")]
    (first,) = reminder_acts.reminders(late, "2026-10-19")
    assert first.objection_due == "2026-10-26"
    assert reminded(late, "2026-10-23") == [("提醒", "李强", "2026-10-19", "待签发")]
    assert reminded(late, "2026-10-24")[1] == ("告诫", "李强", "2026-10-24", "待签发")
    acts.finish_task(late, case, 1, Act("2026-10-28 10:00", "何琳"))
    assert [state for *_, state in reminded(late, "2026-10-28")] == ["已办", "已办"]


def test_an_objection_is_decided_by_two_others_and_a_withdrawn_reminder_leads_to_no_warning(
    late: Desk, raised: Raised, tmp_path: Path
) -> None:
    case = raised(late, *DAYS)
    planned(late, case, tmp_path, ("换灯", "李强", "2026-10-16"))
    (first,) = reminder_acts.reminders(late, "2026-10-19")
    with pytest.raises(EventRefusedError, match="不能由被提醒的人自己签发"):
        reminder_acts.issue(late, first.reminder, Act("2026-10-19 09:00", "李 强"))
    reminder_acts.issue(late, first.reminder, Act("2026-10-19 09:00", "孙丽"))

    with pytest.raises(EventRefusedError, match="已经过了"):
        reminder_acts.object_to(late, first.reminder, Act("2026-10-27 09:00", "李强"), "停电")
    assert reminder_acts.object_to(late, first.reminder, Act("2026-10-26 09:00", "李强"), "停电").state == "异议中"
    for by, second in (("孙 丽", "陈静"), ("陈静", "李强同志"), ("陈静", "陈 静")):
        with pytest.raises(EventRefusedError):
            reminder_acts.decide(late, first.reminder, Act("2026-10-28", by, second), outcome="撤回", reason="属实")
    done = reminder_acts.decide(late, first.reminder, Act("2026-10-28", "陈静", "周敏"), outcome="撤回", reason="属实")
    assert (done.state, len(reminder_acts.reminders(late))) == ("撤回", 1)


def test_the_days_to_object_run_from_the_receipt_where_somebody_wrote_it_down(
    late: Desk, raised: Raised, tmp_path: Path
) -> None:
    case = raised(late, *DAYS)
    planned(late, case, tmp_path, ("换灯", "李强", "2026-10-16"))
    (first,) = reminder_acts.reminders(late, "2026-10-19")
    issued = reminder_acts.issue(late, first.reminder, Act("2026-10-19 09:00", "孙丽"))
    sheets.write_reminder(late, issued, tmp_path / "督办单.docx")
    printed = "".join(cell.text for row in Document(str(tmp_path / "督办单.docx")).tables[0].rows for cell in row.cells)
    assert "自收到本单之日起5个工作日内" in printed
    assert "收到本单____年__月__日" in printed

    with pytest.raises(EventRefusedError, match="收到得晚的，写上哪天收到的"):
        reminder_acts.object_to(late, first.reminder, Act("2026-10-29 09:00", "李强"), "停电")
    for received in ("2026-10-18", "2026-10-30"):
        with pytest.raises(EventRefusedError, match="不在签发"):
            reminder_acts.object_to(late, first.reminder, Act("2026-10-29 09:00", "李强"), "停电", received)
    with pytest.raises(EventRefusedError, match="2026-10-21 收到的，提出异议的期限是 2026-10-28"):
        reminder_acts.object_to(late, first.reminder, Act("2026-10-29 09:00", "李强"), "停电", "2026-10-21")
    objected = reminder_acts.object_to(late, first.reminder, Act("2026-10-29 09:00", "李强"), "停电", "2026-10-22")

    assert (objected.state, objected.received, objected.objection_due) == ("异议中", "2026-10-22", "2026-10-29")
    assert "从收到那天数" in objected.objection_limit
    assert "没有写收到的日子，从签发" in issued.objection_limit


def test_an_extension_is_asked_and_granted_in_time_and_by_another(at: At, raised: Raised, tmp_path: Path) -> None:
    case = red(at, raised, tmp_path, ("换灯", "李强", "2026-10-16"), ("挖沟", "李强", "2026-10-16"))
    wish = Extension("2026-10-30", "2026-10-15", "等配件")

    for owner in ("李强", "李 强", "李强同志"):
        with pytest.raises(EventRefusedError, match="自己批准"):
            acts.extend_task(at("2026-10-15 16:00"), case, 1, Act("2026-10-15", owner), wish)
    acts.extend_task(at("2026-10-15 17:00"), case, 1, Act("2026-10-15", "孙丽"), wish)
    after = at("2026-10-17 09:00")
    with pytest.raises(EventRefusedError, match="已经逾期"):
        acts.extend_task(after, case, 2, Act("2026-10-17", "孙丽"), Extension("2026-10-30", "2026-10-17", "等配件"))
    # The days that are typed lie before the limit, the day on which they are typed does not.
    with pytest.raises(EventRefusedError, match="才登记延期，已经逾期"):
        acts.extend_task(after, case, 2, Act("2026-10-15", "孙丽"), wish)

    assert [each.task for each in reminder_acts.reminders(at("2026-10-20 09:00"))] == [2]


def test_closing_early_does_not_stop_the_clock_of_a_matter_that_was_not_done(
    at: At, raised: Raised, tmp_path: Path
) -> None:
    case = red(at, raised, tmp_path)
    conclude_again(at("2026-10-15 15:00"), case, "2026-10-15")
    late = at("2026-10-30 09:00")
    assert reminded(late, "2026-10-29") == []

    cases.add_entry(late, case, "reopened", "2026-10-30")

    assert reminded(late, "2026-10-30") == [("提醒", "李强", "2026-10-30", "待签发")]
    line = acts.show(late, case, "2026-10-30").plan.tasks[0]  # type: ignore[union-attr]
    assert (line.due, line.state) == ("2026-10-16", "逾期")


def test_a_call_that_hears_it_is_not_done_reopens_and_the_delay_counts_from_the_first_due_day(
    at: At, raised: Raised, tmp_path: Path
) -> None:
    case = red(at, raised, tmp_path)
    conclude_again(at("2026-10-15 15:00"), case, "2026-10-15")
    late = at("2026-10-30 11:00")
    assert [(each.case, each.due.due) for each in calls.open_calls(late, "2026-10-16")] == [(case, "2026-10-30")]

    told = calls.note_answers(
        late, case, Call("2026-10-30 10:00", "电话", "钱芳"), Answers("没有", "没办到:灯没有换", "清楚")
    )
    assert told.reopened
    assert reminded(late, "2026-10-30") == [("提醒", "李强", "2026-10-30", "待签发")]
    (reminder,) = reminder_acts.reminders(late, "2026-10-30")
    assert "期限二〇二六年十月十六日" in reminder.ground or "期限2026年10月16日" in reminder.ground


def test_nobody_is_reminded_of_what_a_predecessor_was_late_with_nor_whoever_is_recused(
    at: At, raised: Raised, tmp_path: Path
) -> None:
    red(at, raised, tmp_path)
    first = at("2026-10-02 10:00")
    other = raised(first, *DAYS, person="王桂芳")
    planned(first, other, tmp_path, ("换灯", "周敏", "2026-10-16"))
    recusals.recuse(at("2026-10-12 09:00"), other, "周 敏", at="2026-10-12", by="何琳", reason="近亲属")
    handover.make(at("2026-10-20 17:00"), "李 强", "赵敏", on="2026-10-20", by="何琳")
    late = at("2026-12-31 09:00")

    # 李强 stays reminded; 赵敏 gets a limit of her own from 21 October, and a reminder only after that.
    assert reminded(late, "2026-10-27") == [("提醒", "李强", "2026-10-19", "待签发")]
    assert reminded(late, "2026-10-28")[1] == ("提醒", "赵敏", "2026-10-28", "待签发")
    assert {to for _, to, _, _ in reminded(late, "2026-12-31")} == {"李强", "赵敏"}


def issued(at: At, minute: str) -> tuple[Reminder, ...]:
    """Issue every reminder at a local minute, and return them."""
    there = [each for each in reminder_acts.reminders(at(minute)) if each.state == "待签发"]
    return tuple(reminder_acts.issue(at(minute), each.reminder, Act(minute, "孙丽")) for each in there)


def test_nothing_that_is_written_down_with_an_earlier_day_does_away_with_a_reminder(
    at: At, raised: Raised, tmp_path: Path
) -> None:
    case = red(at, raised, tmp_path)
    issued(at, "2026-10-26 09:00")
    after = at("2026-11-30 09:00")
    before = reminded(after, "2026-11-30")
    assert [level for level, *_ in before] == ["提醒", "告诫"]

    wish = Extension("2026-12-20", "2026-10-15", "等配件")
    with pytest.raises(EventRefusedError, match="才登记延期"):
        acts.extend_task(after, case, 1, Act("2026-10-15", "孙丽"), wish)
    recusals.recuse(after, case, "李强", at="2026-10-10", by="李强", reason="忙")
    conclude_again(after, case, "2026-10-12")
    with pytest.raises(EventRefusedError, match="监交人"):
        handover.make(after, "李强", "赵敏", on="2026-10-03", by="李强")
    handover.make(after, "李强", "赵敏", on="2026-10-03", by="李强", witness="何琳")

    assert reminded(after, "2026-11-30") == before
    assert len(sheets.write_facts(after, "李 强", 2026, tmp_path / "事实.docx")) == 2


def test_a_reminder_that_was_issued_stays_whatever_older_facts_say(at: At, raised: Raised, tmp_path: Path) -> None:
    case = red(at, raised, tmp_path)
    late = at("2026-10-26 09:00")
    # Issued by an earlier version, which wrote down neither days nor limit, of a task that now counts as done in time.
    with late.store.transaction() as tx:
        facts, told = {"reminder": f"督{case[1:]}-1-1", "level": "提醒"}, {"to": "王强"}
        record(late, tx, Wish("warning.issued", case, "2026-10-19 09:00", "孙丽", facts, told))
        done = chain.News(case, "task.done", "2026-10-15", "day", by="何琳", facts={"task": 1}, private="{}")
        tx.append(replace(done, recorded_at="2026-10-15T08:00:00+00:00"))

    (reminder,) = reminder_acts.reminders(late)
    assert (reminder.to, reminder.level, reminder.since, reminder.state) == ("王强", "提醒", "2026-10-19", "已办")


def test_two_tasks_of_a_case_are_told_apart_where_nobody_takes_over(at: At, raised: Raised, tmp_path: Path) -> None:
    red(at, raised, tmp_path, ("换灯", "李强", "2026-10-16"), ("挖沟", "李强", "2026-10-16"))

    with pytest.raises(handover.NoSuccessorError) as refused:
        handover.make(at("2026-10-10 09:00"), "李强", None, on="2026-10-10", by="何琳")
    lines = str(refused.value).splitlines()[1:]
    assert len(set(lines)) == len(lines) == 2
    assert all("2026-10-16" in line and f"第{number}项" in line for number, line in enumerate(lines, 1))


def test_a_conclusion_counts_from_the_service_of_its_reply(at: At, raised: Raised, tmp_path: Path) -> None:
    case = red(at, raised, tmp_path)
    conclude_again(at("2026-10-15 15:00"), case, "2026-10-15", written="2026-10-12")
    late = at("2026-11-10 09:00")
    assert reminded(late, "2026-11-10") == []

    other = raised(late, "2026-09-03", person="王桂芳")
    contacts_of_other = (*DAYS[1:],)
    for day in contacts_of_other:
        contacts.add(late, NewContact(other, day, "来访", "何琳"))
    planned(late, other, tmp_path, ("换灯", "周敏", "2026-11-10"), at="2026-11-10 09:00")
    cases.add_entry(late, other, "concluded", "2026-11-10")
    assert [to for _, to, *_ in reminded(at("2026-11-12 09:00"), "2026-11-12")] == ["周敏"]


def test_a_deed_that_is_told_late_leaves_the_reminder_as_done_and_says_so(
    at: At, raised: Raised, tmp_path: Path
) -> None:
    case = red(at, raised, tmp_path)
    late = at("2026-11-30 09:00")
    acts.finish_task(late, case, 1, Act("2026-10-15", "何琳"))

    assert [state for *_, state in reminded(late, "2026-11-30")] == ["已办", "已办"]
    assert [state for *_, state in reminded(late, "2026-11-29")] == ["待签发", "待签发"]
    (first, *_) = reminder_acts.reminders(late)
    assert first.late == ("任务办完写的是2026-10-15，2026-11-30才记下",)
    assert acts.show(late, case).late == ("任务办完第1项写的是2026-10-15，2026-11-30才记下",)
    assert acts.listed(late)[0].late == acts.show(late, case).late
    week = sheets.week(late, "2026-W49", tmp_path / "过堂.docx")
    assert week.items[0].late == acts.show(late, case).late
    printed = [cell.text for row in Document(str(tmp_path / "过堂.docx")).tables[0].rows for cell in row.cells]
    assert [text for text in printed if "补记：任务办完第1项写的是2026-10-15" in text]
    told = [
        CliRunner().invoke(main, [*words, "--workspace", str(late.workspace.root)]).stdout
        for words in (("alert", "show", case), ("alert", "list"), ("reminder", "list"))
    ]
    assert all("补记" in text and "2026-11-30才记下" in text for text in told)


def test_a_second_plan_after_the_lifting_leaves_the_reminders_of_the_first(
    at: At, raised: Raised, tmp_path: Path
) -> None:
    case = red(at, raised, tmp_path)
    (first,) = issued(at, "2026-10-19 09:00")
    acts.finish_task(at("2026-10-20 09:00"), case, 1, Act("2026-10-20 09:00", "何琳"))
    conclude_again(at("2026-10-21 09:00"), case, "2026-10-21")
    acts.lift(at("2026-11-10 09:00"), case, Act("2026-11-10 09:00", "何琳", "李静"))
    for day in range(11, 16):
        contacts.add(at(f"2026-11-{day} 10:00"), NewContact(case, f"2026-11-{day} 10:00", "来访", "何琳"))
    planned(at("2026-11-15 11:00"), case, tmp_path, ("再换", "周敏", "2026-11-18"), at="2026-11-15 11:00")

    cases.add_entry(at("2026-11-16 09:00"), case, "reopened", "2026-11-16")
    there = reminder_acts.reminders(at("2026-11-20 09:00"))
    assert [(each.reminder, each.to, each.state) for each in reversed(there)] == [
        (first.reminder, "李强", "已办"),
        (f"{first.reminder[:-1]}2", "周敏", "待签发"),
    ]


# -- lifting and weekly review ---------------------------------------------------------------------------------


def test_the_red_duty_is_lifted_by_two_once_all_is_done_served_and_quiet(
    late: Desk, raised: Raised, tmp_path: Path
) -> None:
    case = raised(late, *DAYS)
    planned(late, case, tmp_path, ("换灯", "李强", "2026-10-16"))

    with pytest.raises(EventRefusedError) as refused:
        acts.lift(late, case, Act("2026-10-20 09:00", "何琳", "李静"))
    assert refused.value.fields["count"] == 3
    acts.finish_task(late, case, 1, Act("2026-10-15", "李强"))
    conclude_again(late, case, "2026-10-16")
    with pytest.raises(EventRefusedError, match="两个人"):
        acts.lift(late, case, Act("2026-11-02 09:00", "何琳"))
    lifted = acts.lift(late, case, Act("2026-11-02 09:00", "何琳", "李静"), "会议同意")
    assert (lifted.latched, lifted.duty) == (False, None)
    assert acts.show(late, case, "2026-11-01").latched
    for day in DAYS:
        contacts.add(late, NewContact(case, f"2026-11-{int(day[8:10]) % 20 + 8:02d}", "来访", "何琳"), again=True)
    assert acts.show(late, case).latched


def test_the_red_duty_is_not_lifted_for_a_day_before_somebody_came_again(
    at: At, raised: Raised, tmp_path: Path
) -> None:
    case = red(at, raised, tmp_path)
    acts.finish_task(at("2026-10-15 09:00"), case, 1, Act("2026-10-15 09:00", "李强"))
    conclude_again(at("2026-10-16 09:00"), case, "2026-10-16")
    contacts.add(at("2026-11-28 09:00"), NewContact(case, "2026-11-28", "来访", "何琳"))

    for day in ("2026-11-10", "2026-11-30"):
        with pytest.raises(EventRefusedError, match="又反映过：2026-11-28"):
            acts.lift(at("2026-11-30 09:00"), case, Act(day, "何琳", "李静"))


def test_a_week_is_reviewed_by_its_last_working_day_and_one_without_is_refused(
    late: Desk, raised: Raised, tmp_path: Path
) -> None:
    case = raised(late, *DAYS)

    told = sheets.week(late, "2026-W41", tmp_path / "过堂.docx")
    assert (told.held_by, [item.case for item in told.items]) == ("2026-10-10", [case])
    assert sheets.week(late, "2026-W07").held_by == "2026-02-14"
    with pytest.raises(WrongValueError, match="没有工作日"):
        sheets.week(late, "2026-W08")
    for wrong in ("2026-41", "2026-W54", "第41周"):
        with pytest.raises(WrongValueError, match="2026-W41"):
            sheets.week(late, wrong)
    assert (tmp_path / "过堂.docx").stat().st_size > 1000


def test_the_commands_speak_the_agreed_json(late: Desk, raised: Raised, tmp_path: Path) -> None:
    case = raised(late, *DAYS[:-1])
    place = ["--workspace", str(late.workspace.root), "--json"]

    def run(*words: str) -> dict[str, object]:
        answer = CliRunner().invoke(main, [*words, *place])
        assert answer.exit_code == 0, answer.output
        told = json.loads(answer.stdout)
        assert isinstance(told, dict)
        return told

    assert set(run("contact", "add", case, "--at", DAYS[-1], "--channel", "来访")) == {"contact"}
    shown = run("alert", "show", case, "--on", "2026-10-07")
    assert (shown["case"], shown["repeats"], shown["colour"], shown["latched"]) == (case, 4, "黄", True)
    assert {"on", "counted", "duty", "why"} <= set(shown)
    assert [one["case"] for one in run("alert", "list", "--on", "2026-10-07")["alerts"]] == [case]  # type: ignore[attr-defined]
    week = run("report", "week", "2026-W41", "--out", str(tmp_path / "周.docx"))
    assert {"week", "held_by", "file", "items"} <= set(week)
    assert run("reminder", "list") == {"reminders": []}


def test_every_clock_goes_into_a_calendar_for_a_phone_without_names(late: Desk, raised: Raised, tmp_path: Path) -> None:
    duties.begin(late, duties.Appointment("孙丽", "党委书记", "2026-01-01"), "何琳")
    case = raised(late, *DAYS)
    path = tmp_path / "期限.ics"

    there = today.items(late, "2026-10-01 12:00")
    today.write_calendar(late, path, there)
    assert path.read_text(encoding="utf-8").count("BEGIN:VEVENT") == len(there)
    text = path.read_text(encoding="utf-8").replace("\n ", "")
    assert f"一事一策 {case}" in text
    assert "20261002T102000" in text
    assert not [name for name in ("孙丽", "李国强", "何琳") if name in text]
