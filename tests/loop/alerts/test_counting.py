"""Repeats in a sliding window: the worked examples, and the count by steps against a plain recount."""

import datetime as dt
import random
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.loop.alerts.counting import Contact, Limits, counted, red_moments, red_since, repeats_in

SMALL, WHOLE = 200, 10_000
LIMITS = Limits(30, 2, 5)
DAYS = ("2026-09-03", "2026-09-07", "2026-09-10", "2026-09-15", "2026-09-21", "2026-10-01 10:20")


def count(days: tuple[str, ...], on: str) -> tuple[int, str | None]:
    """Return how many repeats count on the day `on`, and their colour."""
    repeats = repeats_in(Contact(day) for day in days if day[:10] <= on)
    found = counted(list(repeats), on, LIMITS.window)
    return len(found), LIMITS.colour(len(found))


@pytest.mark.parametrize(
    "days,on,expected",
    [
        (DAYS, "2026-09-10", (2, "黄")),
        (DAYS, "2026-09-21", (4, "黄")),
        (DAYS, "2026-10-01", (5, "红")),
        (DAYS, "2026-10-07", (4, "黄")),
        (("2026-01-05", "2026-09-01", "2026-10-01"), "2026-10-01", (1, None)),
        (("2026-01-05", "2026-09-01", "2026-09-02", "2026-10-01"), "2026-10-01", (2, "黄")),
        (("2026-11-03",) * 6, "2026-11-03", (0, None)),
        (("2026-11-03", "2026-11-03", "2026-11-03", "2026-11-04", "2026-11-05"), "2026-11-05", (2, "黄")),
    ],
)
def test_repeats_are_counted_by_days_in_thirty_days(days: tuple[str, ...], on: str, expected: tuple[int, str]) -> None:
    assert count(days, on) == expected


def test_different_people_repeat_nothing_and_a_joint_petition_counts_once_a_day() -> None:
    apart = [Contact("2026-09-03", "1"), Contact("2026-09-04", "2"), Contact("2026-09-05", "3")]
    together = [Contact("2026-09-03", "1+2+3"), Contact("2026-09-07", "1+2+3")]

    assert not repeats_in(apart)
    assert list(repeats_in(together)) == ["2026-09-07"]


def test_whoever_gave_no_name_counts_only_where_that_is_asked() -> None:
    told = [Contact("2026-09-03"), Contact("2026-09-04", "0"), Contact("2026-09-05", "0")]

    assert not repeats_in(told)
    assert list(repeats_in(told, unconfirmed=True)) == ["2026-09-04", "2026-09-05"]


# -- the count by steps is the count anew ----------------------------------------------------------------------


def plainly(contacts: list[Contact], on: str, limits: Limits) -> list[str]:
    """Return the days that count on the day `on`, straight from the definition."""
    day = dt.date.fromisoformat(on)
    window = {(day - dt.timedelta(days=back)).isoformat() for back in range(limits.window)}
    known = [contact for contact in contacts if contact.day <= on]
    people = {label for contact in known for label in contact.people} - {"0"}
    days = {
        contact.day
        for person in people
        for contact in known
        if person in contact.people and any(person in other.people and other.day < contact.day for other in known)
    }
    return sorted(days & window)


def plain_since(contacts: list[Contact], on: str, limits: Limits, lifts: list[str]) -> str | None:
    """Return the day since which the red duty runs, day by day from the definition."""
    since = None
    first = dt.date(2026, 1, 1)
    for step in range((dt.date.fromisoformat(on) - first).days + 1):
        day = (first + dt.timedelta(days=step)).isoformat()
        if any(lift[:10] == day for lift in lifts):
            since = None
            continue
        if since is None and any(contact.day == day for contact in contacts):
            found = plainly(contacts, day, limits)
            since = day if limits.colour(len(found)) == "红" and day in found else None
    return since


def drawn(dice: random.Random) -> tuple[list[Contact], str]:
    """Return the contacts of a made-up matter and a day on which to look."""
    first = dt.date(2026, 1, 1)
    labels = dice.choice([("1",), ("1", "1", "2"), ("1", "2", "3", "0", "1+2")])
    days = [first + dt.timedelta(days=dice.randrange(dice.choice([20, 60, 150]))) for _ in range(dice.randrange(14))]
    told = [Contact(f"{day}{dice.choice(['', ' 09:30', ' 16:00'])}", dice.choice(labels)) for day in days]
    return told, (first + dt.timedelta(days=dice.randrange(160))).isoformat()


def test_the_count_by_steps_is_the_count_anew_in_any_order_of_entry(request: pytest.FixtureRequest) -> None:
    dice = random.Random(20261129)  # noqa: S311 - the same histories each time
    for _ in range(WHOLE if request.config.getoption("--all") else SMALL):
        told, on = drawn(dice)
        limits = Limits(dice.choice([7, 30, 60]), 2, dice.choice([3, 5]))
        lifts = [f"2026-0{dice.randrange(1, 6)}-15 23:59"] if dice.random() < 0.3 else []
        lifts = [lift for lift in lifts if lift[:10] <= on]
        shuffled = [each for each in dice.sample(told, len(told)) if each.day <= on]
        repeats = repeats_in(shuffled)

        assert counted(list(repeats), on, limits.window) == plainly(told, on, limits)
        since = red_since(red_moments(repeats, lambda _, limits=limits: limits), lifts)
        assert (since and since[:10]) == plain_since(told, on, limits, lifts)


@given(st.lists(st.dates(dt.date(2026, 1, 1), dt.date(2026, 6, 30)), max_size=25))
def test_one_more_contact_never_lowers_a_count_and_raises_it_by_one_at_most(days: list[dt.date]) -> None:
    told = [Contact(day.isoformat()) for day in sorted(days)]
    counts = [len(repeats_in(told[:length])) for length in range(len(told) + 1)]

    assert all(0 <= after - before <= 1 for before, after in pairwise(counts))
