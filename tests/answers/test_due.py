"""What is due about a meeting: its notices by the fifteenth day, its plan a week before, its answers on the night."""

import datetime as dt
from dataclasses import replace

from tests.answers.conftest import MEETING, NIGHT, OPEN, number
from tests.answers.test_answers import give
from toolkit.answers import dispositions, due, meetings
from toolkit.cases import cases
from toolkit.chinese.dates import lunar
from toolkit.meetings.register import open_meeting
from toolkit.workspace import Desk


def told(desk: Desk, day: dt.date) -> list[tuple[str, str]]:
    return [(each.what, each.state) for each in due.all_items(replace(desk, today=day)) if each.state != "未到"]


def test_notices_come_up_three_days_before_and_are_late_afterwards(office: Desk) -> None:
    last = dt.date(2026, 12, 8)

    assert told(office, last - dt.timedelta(days=4)) == []
    assert told(office, last - dt.timedelta(days=3)) == [("受理告知", "将到期")]
    assert told(office, last) == [("受理告知", "到期")]
    assert ("受理告知", "逾期") in told(office, last + dt.timedelta(days=1))


def test_a_notice_that_was_served_is_not_due(office: Desk) -> None:
    for ordinal in OPEN:
        case = cases.open_case(office, [number(ordinal)], "2026-11-24").case
        cases.add_entry(office, case, "acceptance_notice", "2026-11-30", served="2026-12-01")

    assert told(office, dt.date(2026, 12, 8)) == []


def test_the_plan_and_then_the_answers_are_due_until_nothing_is_left(office: Desk) -> None:
    assert ("答复计划", "到期") in told(office, dt.date(2026, 12, 16))
    assert ("次月答复", "到期") in told(office, NIGHT)
    assert ("次月答复", "逾期") in told(office, NIGHT + dt.timedelta(days=1))

    for ordinal in OPEN:
        give(office, ordinal, "E")
    assert "次月答复" not in [what for what, _ in told(office, NIGHT)]


def test_no_sentence_names_what_was_said(office: Desk) -> None:
    found = due.all_items(replace(office, today=NIGHT))

    assert {each.subject for each in found} == {MEETING}
    assert all("路灯" not in each.why for each in found)


def test_today_names_notices_answers_calls_and_promises_together(office: Desk) -> None:
    early = [(each.what, each.state) for each in due.everything(office, "2026-11-24 09:00")]
    assert early == [("受理告知", "未到"), ("答复计划", "未到"), ("通知到会", "未到")]
    for ordinal in OPEN:
        give(office, ordinal, "D" if ordinal == 1 else "B")
    late = "2027-01-21"

    found = [(each.what, each.state) for each in due.everything(replace(office, today=dt.date.fromisoformat(late)))]

    assert found.count(("受理告知", "未到")) == 0
    assert found.count(("案后回访", "未校正")) == len(OPEN)
    assert found.count(("答应的事", "逾期")) == len(OPEN)


def test_a_notice_without_the_years_holidays_is_late_after_the_fifteenth_day(office: Desk) -> None:
    held = dt.date(2029, 1, 15)
    open_meeting(office.store, "柳树湾", held, lunar(held))
    deadline = meetings.notice_deadline(held, office.calendar)

    assert not deadline.is_known
    assert due.all_items(replace(office, today=held)) == ()


def test_a_past_day_knows_nothing_of_later_answers_and_notices(office: Desk) -> None:
    day = "2026-12-08"
    before = due.everything(office, day)
    for ordinal in OPEN:
        give(office, ordinal, "E")
    for ordinal in OPEN:
        case = case_of(office, number(ordinal))
        cases.add_entry(office, case, "acceptance_notice", NIGHT.isoformat(), served=NIGHT.isoformat())

    assert due.everything(office, day) == before
    assert ("受理告知", "到期") in [(each.what, each.state) for each in before]
    assert "受理告知" not in [each.what for each in due.everything(office, NIGHT.isoformat())]


def test_an_answer_that_was_revoked_later_still_stands_on_the_day_between(office: Desk) -> None:
    for ordinal in OPEN:
        give(office, ordinal, "E")
    later = replace(office, today=NIGHT + dt.timedelta(days=2))
    dispositions.revoke(later, number(1), by="何琳", second="周敏", reason="记错了")

    assert "次月答复" in [each.what for each in due.all_items(later)]
    assert "次月答复" not in [each.what for each in due.everything(later, NIGHT.isoformat())]


def case_of(desk: Desk, grievance: str) -> str:
    with desk.store.reading() as tx:
        return meetings.case_of(tx, grievance) or ""
