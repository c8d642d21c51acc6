"""A batch is given up when it kills its workers again and again, and not when workers merely come and go."""

from collections import deque
from types import SimpleNamespace
from typing import Any

import pytest
from distributed import KilledWorker

from toolkit.cluster import pool
from toolkit.cluster.pool import LostTaskError, Task, _Work


class PlayedFuture:
    """A future that ended with a fault, or that is still under way."""

    def __init__(self, fault: BaseException | None) -> None:
        self.status = "error" if fault else "pending"
        self._fault = fault

    def exception(self, timeout: float) -> BaseException | None:
        """Return the fault."""
        del timeout
        return self._fault

    def add_done_callback(self, done: Any) -> None:
        """Be done at once if it ended."""
        if self._fault:
            done(self)

    def release(self) -> None:
        """Hold nothing."""


def work_of(fault: BaseException | None) -> tuple[_Work, Any, list[str]]:
    """Return work of one task whose futures end with `fault`, its client, and the list of keys handed out."""
    keys: list[str] = []

    def submit(*_given: Any, key: str, **_named: Any) -> PlayedFuture:
        keys.append(key)
        return PlayedFuture(fault)

    crew = SimpleNamespace(may_fly=lambda *_given: True)
    made = _Work(crew, None, lambda _number: Task(print, (), "k"), deque([0]), 0)  # type: ignore[arg-type]
    return made, SimpleNamespace(submit=submit), keys


def test_a_batch_that_kills_its_workers_is_given_up_after_so_many_rounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "_LOOK_S", 0.01)
    work, client, keys = work_of(KilledWorker("k", None, 5))

    def hand_out_often() -> None:
        for _ in range(20):
            work._hand_out(client, {"甲": 1})
            assert list(work._landings()) == []

    with pytest.raises(LostTaskError, match="8 轮"):
        hand_out_often()

    assert keys == [f"k-{turn}" for turn in range(8)]


def test_a_batch_whose_workers_are_gone_before_it_ends_waits_for_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "_LOOK_S", 0.01)
    work, client, keys = work_of(None)

    for turn in range(20):
        work._hand_out(client, {f"甲{turn}": 1})  # the worker of before is gone
        assert list(work._landings()) == []

    assert keys == [f"k-{turn}" for turn in range(20)]
    assert not work.deaths
