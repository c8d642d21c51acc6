"""The draw: a fixed share, the same for everybody who repeats it with `sha256sum`, fair over many seeds."""

import shutil
import subprocess
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.loop import draw

MONTH = "2026-10"
CARDS = tuple(f"2026-00{n}" for n in (301, 302, 305, 307, 308, 310, 311, 312, 314, 315, 316, 317, 319))
SEED = "2026-11-02|SSE|3987.65|DICE|36115264"


def test_the_list_of_the_example_has_its_hash() -> None:
    text = draw.list_text(MONTH, reversed(CARDS))

    assert text.startswith("yehua-draw/1\n2026-10\n20\n2026-00301\n")
    assert draw.sha256_of(text) == "375db9f1ab9e0415cea324d510963043fbebfee0fc08b71ad43521cee1630549"
    assert draw.cards_of(text) == CARDS


def test_the_draw_of_the_example() -> None:
    tickets = draw.in_order(MONTH, draw.seed_of("2026-11-02|SSE|3987.65", "36115264"), CARDS)

    assert [(each.card[-5:], each.ticket[:8]) for each in tickets[:4]] == [
        ("00315", "2696f2b5"),
        ("00317", "41186ca4"),
        ("00308", "4ec233aa"),
        ("00311", "61a93db8"),
    ]


@pytest.mark.parametrize("population,size", [(0, 0), (1, 1), (5, 1), (6, 2), (13, 3), (35, 7), (80, 16), (81, 17)])
def test_a_fifth_is_drawn(population: int, size: int) -> None:
    assert draw.sample_size(population) == size


def called(void: set[str], unreached: set[str]) -> tuple[list[str], dict[str, str]]:
    """Return the serials that are called and who is called for whom."""
    tickets = draw.in_order(MONTH, SEED, CARDS)
    chosen, places = draw.drawn(tickets, {f"2026-{n}" for n in void}, lambda card: card[-5:] in unreached)
    return [each.card[-5:] for each in chosen], {card[-5:]: other[-5:] for card, other in places.items()}


def test_one_that_was_not_reached_stays_and_the_next_is_called_too() -> None:
    assert called(set(), {"00317"}) == (["00315", "00317", "00308", "00311"], {"00317": "00311"})


def test_a_void_one_is_dropped_and_the_next_moves_up() -> None:
    assert called({"00315"}, set()) == (["00317", "00308", "00311"], {})


@given(st.sets(st.sampled_from(CARDS)), st.sets(st.sampled_from(CARDS)))
def test_as_many_are_called_as_there_should_be_or_are_left(void: set[str], unreached: set[str]) -> None:
    tickets = draw.in_order(MONTH, SEED, CARDS)
    chosen, places = draw.drawn(tickets, void, unreached.__contains__)
    reached = [each for each in chosen if each.card not in unreached]
    valid = len(CARDS) - len(void)

    assert not {each.card for each in chosen} & void
    assert len(reached) == 3 or len(chosen) == valid
    assert set(places) <= unreached
    assert len(set(places.values())) == len(places)


def test_over_twenty_thousand_seeds_each_card_has_its_share() -> None:
    counted = Counter(
        each.card
        for n in range(20_000)
        for each in draw.in_order(MONTH, f"seed {n}", CARDS)[: draw.sample_size(len(CARDS))]
    )

    # The share is 3 of 13; four standard errors to each side, and the range of the specification.
    expected, error = 20_000 * 3 / 13, (20_000 * 3 / 13 * 10 / 13) ** 0.5
    assert all(abs(count - expected) < 4 * error for count in counted.values())
    assert set(counted) == set(CARDS)


@pytest.mark.posix
def test_a_stranger_repeats_the_draw_with_nothing_but_sha256sum() -> None:
    program = shutil.which("sha256sum")
    if program is None:
        pytest.skip("sha256sum is not on this machine")
    recipe = draw.recipe(MONTH, SEED, CARDS, 3)
    assert f"printf 'yehua-draw/1|{MONTH}|{SEED}|{CARDS[0]}' | sha256sum" in recipe[2]
    tickets = {
        card: subprocess.run(
            [program], input=f"yehua-draw/1|{MONTH}|{SEED}|{card}".encode(), capture_output=True, check=True
        ).stdout.decode()[:64]
        for card in CARDS
    }

    ordered = sorted(CARDS, key=tickets.__getitem__)

    assert ordered[:3] == [each.card for each in draw.in_order(MONTH, SEED, CARDS)[:3]]


def test_the_interval_and_the_power_of_the_specification() -> None:
    assert draw.interval(80, 16, 2) == draw.Interval(2, 28)
    assert round(100 * draw.chance_to_meet(80, 16, 8), 1) == 84.7


@given(st.integers(1, 60).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n))))
def test_the_interval_holds_what_was_seen(counts: tuple[int, int]) -> None:
    population, bad = counts
    sampled = draw.sample_size(population)
    seen = min(bad, sampled)
    if population - sampled + seen < bad:
        return
    found = draw.interval(population, sampled, seen)

    assert seen <= found.low <= found.high <= population - (sampled - seen)
