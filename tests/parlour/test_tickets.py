"""The line: twenty at most, nothing after closing time, one ticket a device; a missed call goes back once."""

import datetime as dt
import random
from collections import Counter

import pytest

from toolkit.parlour.tickets import OUTCOMES, Line, Rules, TurnedAway

DAY = dt.date(2026, 11, 30)
MORNING = dt.datetime.combine(DAY, dt.time(9)).timestamp()
RULES = Rules(phone="0999-5550126")


def line(rules: Rules = RULES) -> tuple[Line, list[str]]:
    """Return an empty line and the list that its facts are kept in."""
    facts: list[str] = []
    return Line(DAY, rules, facts.append), facts


def test_of_twenty_five_at_once_twenty_get_a_number_and_five_the_telephone() -> None:
    made, _ = line()
    told: Counter[str] = Counter()
    for n in range(25):
        try:
            made.take(MORNING, f"device{n}")
            told["号"] += 1
        except TurnedAway as refused:
            told["电话"] += "0999-5550126" in refused.why

    assert told == {"号": 20, "电话": 5}
    assert made.view(MORNING).turned_away == 5


def test_whoever_does_not_come_goes_back_three_places_and_then_is_rung_up() -> None:
    made, _ = line()
    for n in range(6):
        made.take(MORNING, f"device{n}")

    made.call("镇长", MORNING)
    made.sweep(MORNING + 91)
    assert made.waiting == ["A002", "A003", "A004", "A001", "A005", "A006"]

    now = MORNING + 91
    for _ in range(3):
        made.call("镇长", now)
        made.begin("镇长", now)
        made.end("镇长", OUTCOMES[0], now + 60)
        now += 60
    made.call("镇长", now)
    made.sweep(now + 91)
    assert [ticket.number for ticket in made.to_ring_up()] == ["A001"]


def test_no_number_is_given_that_closing_time_would_cut_off() -> None:
    made, _ = line()
    late = dt.datetime.combine(DAY, dt.time(16, 45)).timestamp()
    made.take(late, "one")

    with pytest.raises(TurnedAway, match="17:00"):
        made.take(late, "two")


def test_a_device_with_a_live_ticket_keeps_it() -> None:
    made, _ = line()
    first = made.take(MORNING, "one device")

    assert made.take(MORNING + 5, "one device").number == first.number
    assert made.mine(first.number, first.key)
    assert made.mine(first.number, "stolen") is None


def test_the_wait_shown_follows_the_last_talks_and_the_leaders_at_work() -> None:
    made, _ = line()
    for n in range(5):
        made.take(MORNING, f"device{n}")
    assert [made.view(MORNING, f"A00{n}").minutes for n in (1, 5)] == [10, 50]

    made.call("镇长", MORNING)
    made.begin("镇长", MORNING)
    made.end("镇长", "当场答复", MORNING + 240)
    assert made.view(MORNING, "A005").minutes == 16
    made.call("镇长", MORNING)
    made.call("书记", MORNING)
    assert (made.view(MORNING, "A005").ahead, made.view(MORNING, "A005").minutes) == (1, 4)


def random_day(seed: int, steps: int = 120) -> None:
    """Play a day at random and hold every rule after each step, and the state after a restart."""
    dice = random.Random(seed)  # noqa: S311 - a day that can be played again
    made, facts = line()
    now, keys = MORNING, {}
    for step in range(steps):
        now += dice.random() * 60
        leader = dice.choice(("镇长", "书记"))
        act = dice.choice(("take", "take", "call", "begin", "end", "leave"))
        if act == "take":
            try:
                taken = made.take(now, f"device{step}")
                keys[taken.number] = taken.key
            except TurnedAway:
                pass
        elif act == "end":
            made.end(leader, dice.choice(OUTCOMES), now)
        elif act == "leave" and made.present():
            made.leave(dice.choice(made.present()), now)
        elif act in {"call", "begin"}:
            getattr(made, act)(leader, now)
        hold(made)
    again = Line(DAY, RULES, facts.append, list(facts))
    assert (again.tickets, again.waiting, again.turned_away) == (made.tickets, made.waiting, made.turned_away)
    assert not any(key in "".join(facts) for key in keys.values())


def hold(made: Line) -> None:
    """Hold what is true of every line."""
    waiting = {number for number, ticket in made.tickets.items() if ticket.state == "waiting"}
    assert len(made.present()) <= RULES.most
    assert len(set(made.waiting)) == len(made.waiting)
    assert set(made.waiting) == waiting
    held = Counter(ticket.leader for ticket in made.tickets.values() if ticket.state in {"called", "talking"})
    assert all(count == 1 for count in held.values())
    assert list(made.tickets) == sorted(made.tickets)
    assert all(ticket.misses == 2 for ticket in made.to_ring_up())


@pytest.mark.parametrize("first", range(0, 300, 30))
def test_three_hundred_random_days_keep_every_rule(first: int) -> None:
    for seed in range(first, first + 30):
        random_day(seed)


def test_a_line_is_left_alone_from_the_last_act_of_a_leader_while_people_wait() -> None:
    made, _ = line()
    assert made.idle_s(MORNING) == 0
    for n in range(3):
        made.take(MORNING + n, f"device{n}")
    assert made.idle_s(MORNING + 600) == 600

    made.call("镇长", MORNING + 600)
    made.begin("镇长", MORNING + 610)
    assert made.idle_s(MORNING + 2000) == 0
    made.end("镇长", "转入台账", MORNING + 2000)
    assert made.idle_s(MORNING + 2300) == 300
    # Who does not come is no leader's fault: calling counts as an act.
    made.call("书记", MORNING + 2300)
    made.sweep(MORNING + 2391)
    assert made.idle_s(MORNING + 2391) == 91
