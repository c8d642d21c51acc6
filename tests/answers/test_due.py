"""What is due about a meeting: its notices by the fifteenth day, its plan a week before, its answers on the night."""

import datetime as dt
from dataclasses import replace

from tests.answers.conftest import MEETING, NIGHT, OPEN, number
from tests.answers.test_answers import give
from toolkit.answers import due
from toolkit.cases import cases
from toolkit.workspace import Desk


def told(desk: Desk, day: dt.date) -> list[tuple[str, str]]:
    return [(each.what, each.state) for each in due.due(replace(desk, today=day))]


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
    found = due.due(replace(office, today=NIGHT))

    assert {each.meeting for each in found} == {MEETING}
    assert all("路灯" not in each.why for each in found)
