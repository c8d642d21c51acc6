"""What the tests of the closed loop share: cases with replies that were served, at a desk of any day."""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from toolkit.cases import cases
from toolkit.cases.matters import Matter
from toolkit.loop import calls
from toolkit.loop.rules import Rules
from toolkit.practice.office import PlayedClock
from toolkit.workspace import Desk, open_desk

D = dt.date
At = Callable[[str], Desk]
Concluded = Callable[..., str]


@pytest.fixture
def concluded() -> Concluded:
    """Give a function that opens a case at a desk, concludes it on the day of service, and returns its number."""

    def conclude(desk: Desk, served: str, *promises: str, written: str | None = None, person: str = "李国强") -> str:
        matter = Matter("来信", "2026-01-04", f"{person}家门前的路灯坏了", person, channel="31(6)", by="何琳")
        case = cases.open_matter(desk, matter, "2026-01-04", again=True).case
        conclude_again(desk, case, served, *promises, written=written)
        return case

    return conclude


def conclude_again(desk: Desk, case: str, served: str, *promises: str, written: str | None = None) -> None:
    """Conclude `case` with a reply served on the day `served`."""
    also = calls.promised(desk, "concluded", served, promises, "何琳")
    cases.add_entry(desk, case, "concluded", written or served, served=served, also=also, again=True)


@pytest.fixture
def at(tmp_path: Path) -> Iterator[At]:
    """Give a function that returns the desk at a local minute, at which what is written down there is noted."""
    clock = PlayedClock(dt.datetime(2026, 1, 4, 8))  # noqa: DTZ001 - a local minute
    first = open_desk(tmp_path / "工作 文件夹", today=D(2026, 1, 4), clock=clock)

    def stand(minute: str) -> Desk:
        then = dt.datetime.fromisoformat(minute)
        clock.turn_to(then)
        return at_day(first, then.date())

    yield stand
    first.store.close()


def at_day(desk: Desk, day: dt.date) -> Desk:
    """Return `desk` as it stands on `day`."""
    return replace(desk, today=day)


class FixedRules(Rules):
    """The rules as they are shipped."""

    def __init__(self) -> None:
        """Know of no change."""
        self._changes, self._day = {}, "2026-11-23"
