"""The page 视频会客厅: calls that ended, and those whose matter has still to be registered."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from toolkit.parlour import Call, Registration, outcomes
from toolkit.workbench.closed_loop import parlour_server
from toolkit.workbench.fields import Done, Given, filled, text_of
from toolkit.workspace import Desk

_NEWEST = 100


@dataclass(frozen=True)
class ParlourPage:
    """The calls to be registered, the oldest first; the other ended calls, the newest first, and how many more.

    `url` is the villagers' page of the parlour that this workbench opened, empty where none runs.
    """

    url: str
    waiting: tuple[Call, ...]
    ended: tuple[Call, ...]
    more: int


def parlour(desk: Desk, _given: Given) -> ParlourPage:
    """Return the calls of the video parlour."""
    calls = tuple(outcomes.calls(desk))
    others = tuple(call for call in calls if not call.waits)
    waiting = tuple(call for call in reversed(calls) if call.waits)
    return ParlourPage(parlour_server.RUNNING.url(desk), waiting, others[:_NEWEST], max(0, len(others) - _NEWEST))


def _register(desk: Desk, given: Given) -> Done:
    """Register a call as a new case, or with the open one that it was about; its fifteen days run from the talk."""
    number, by = text_of(given, "number", "哪一次会客"), text_of(given, "by", "您的姓名")
    person, about, case, reply, day = (given.get(name, "") for name in ("person", "about", "case", "reply", "day"))
    wish = Registration(by, person, about, filled(given, "home"), case, reply, day)
    state = outcomes.register(desk, number, wish)
    return Done(f"{number} 登记成 {state.case}，十五日从谈话那天起算。", "/parlour", state.case)


ACTS: Mapping[str, Callable[[Desk, Given], Done]] = {"register_call": _register, **parlour_server.ACTS}
