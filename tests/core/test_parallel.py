"""Several things are worked on at a time, in order, and nothing goes on that nobody waits for."""

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.core import parallel


@given(st.lists(st.integers(), max_size=30), st.integers(1, 4))
def test_results_come_in_the_order_of_the_things(things: list[int], at_once: int) -> None:
    with parallel.working(str, things, at_once) as results:
        assert list(results) == list(map(str, things))


def test_as_many_are_at_work_as_was_said() -> None:
    together = threading.Barrier(3, timeout=60)

    with parallel.working(lambda _: together.wait(), range(3), 3) as results:
        assert sorted(results) == [0, 1, 2]


def test_what_is_not_begun_when_somebody_stops_is_not_done() -> None:
    begun: list[int] = []

    def stop_after_the_first() -> None:
        with parallel.working(begun.append, range(10_000), 1) as results:
            next(results)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stop_after_the_first()

    assert len(begun) < 10_000


def test_a_fault_reaches_who_waits_for_the_result() -> None:
    with pytest.raises(ZeroDivisionError), parallel.working(lambda n: 1 / n, [1, 0], 2) as results:
        list(results)
