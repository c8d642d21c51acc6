"""Whatever came of a call, its matter is registered once; what was answered and agreed stands in the case."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from toolkit import loop
from toolkit.cases import add_entry, ledger_of
from toolkit.core import YehuaError
from toolkit.parlour import Registration, due, outcomes
from toolkit.parlour.tickets import AGAIN, ANSWERED, OUTCOMES
from toolkit.workspace import Desk
from toolkit.workspace.desk import open_desk

BEGAN = dt.datetime(2026, 11, 23, 9, 30)  # noqa: DTZ001 - local time, as the leader's page records it
TODAY = dt.date(2026, 11, 25)
RAISED = Registration("李静", "王桂芳", "三组的路灯三个月不亮，要求修好", "柳树湾村三组")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """Give a desk two days after the calls."""
    made = open_desk(tmp_path, today=TODAY)
    yield made
    made.store.close()


def ended(desk: Desk, outcome: str, ticket: str = "A001") -> str:
    """End a call with `outcome` and return its number."""
    number = outcomes.number_of(BEGAN.date(), ticket)
    outcomes.record(desk, number, leader="镇长", outcome=outcome, began=BEGAN, minutes=12)
    return number


def asked_for(outcome: str) -> Registration:
    """Return a registration with what `outcome` asks for."""
    reply = "已经请供电所来换，后天修好" if outcome == ANSWERED else ""
    return Registration(
        RAISED.by, RAISED.person, RAISED.about, reply=reply, day="2026-12-01" if outcome == AGAIN else ""
    )


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_every_outcome_waits_until_its_matter_is_registered_on_the_day_of_the_talk(desk: Desk, outcome: str) -> None:
    number = ended(desk, outcome)
    assert [(item.subject, item.raw) for item in due.all_items(desk)] == [(number, "2026-12-08")]

    state = outcomes.register(desk, number, asked_for(outcome))

    assert str(state.received) == "2026-11-23 09:30"
    assert due.all_items(desk) == ()
    assert desk.events.verify().broken == ()


def test_what_was_answered_at_once_is_a_served_reply_whose_words_are_private(desk: Desk) -> None:
    state = outcomes.register(desk, ended(desk, ANSWERED), asked_for(ANSWERED))

    (reply,) = [entry for entry in ledger_of(desk).entries(state.case) if entry.kind == "reply"]
    assert (reply.date, reply.served_on) == (BEGAN.date(), BEGAN.date())
    assert "供电所" not in str(reply.note)
    assert [item.what for item in loop.today.items(desk)].count("案后回访") == 1
    # A reply by word of mouth stops no clock: the written notice is still due (信访工作条例 Art 23).
    assert any(clock.name == "书面告知是否受理" for clock in ledger_of(desk).clocks(state.case, TODAY))


def test_the_next_talk_is_promised_by_the_leader_for_its_day(desk: Desk) -> None:
    state = outcomes.register(desk, ended(desk, AGAIN), asked_for(AGAIN))

    (promise,) = [item for item in loop.today.items(desk) if item.what == "答应的事"]
    assert (promise.subject, promise.due, promise.owner) == (state.case, "2026-12-01", "镇长")


def test_the_second_talk_is_registered_with_the_case_of_the_first(desk: Desk) -> None:
    first = outcomes.register(desk, ended(desk, AGAIN), asked_for(AGAIN)).case

    state = outcomes.register(desk, ended(desk, "达成协议", "A002"), Registration("李静", case=first))

    assert (state.case, len(ledger_of(desk).cases())) == (first, 1)
    assert "A002" in str(ledger_of(desk).entries(first)[-1].note)
    assert due.all_items(desk) == ()


@pytest.mark.parametrize(
    "outcome, wish, told",
    [
        (ANSWERED, RAISED, "要写明答复了什么（--reply）"),
        (AGAIN, RAISED, "要写明约在哪一天（--day）"),
        (AGAIN, Registration("李静", "王桂芳", "路灯", day="2026-11-20"), "早于这次谈话"),
        ("转入台账", Registration("李静", "王桂芳", "路灯", reply="修好了"), "它的结果是转入台账，不写当场答复的话"),
        ("达成协议", Registration("李静", "王桂芳", "路灯", day="2026-12-01"), "它的结果是达成协议，不写再谈的日子"),
        ("转入台账", Registration("李静", case="案2026-0009"), "案2026-0009"),
        ("转入台账", Registration("李静"), "没有写反映人的姓名"),
    ],
)
def test_what_the_outcome_asks_for_is_named_and_the_call_goes_on_waiting(
    desk: Desk, outcome: str, wish: Registration, told: str
) -> None:
    number = ended(desk, outcome)

    with pytest.raises(YehuaError) as fault:
        outcomes.register(desk, number, wish)

    assert told in str(fault.value)
    assert [item.subject for item in due.all_items(desk)] == [number]
    assert ledger_of(desk).cases() == ()


def test_a_call_is_not_registered_with_a_case_that_has_ended(desk: Desk) -> None:
    case = outcomes.register(desk, ended(desk, "转入台账"), RAISED).case
    add_entry(desk, case, "concluded", "2026-11-25", served="2026-11-25")

    with pytest.raises(YehuaError, match="已办结，请先记一条重新办理"):
        outcomes.register(desk, ended(desk, "转入台账", "A002"), Registration("李静", case=case))
