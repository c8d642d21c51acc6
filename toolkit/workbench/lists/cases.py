"""The page 事项: the list of cases in leaves, filtered, overdue ones first. Withheld words are not in it."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from toolkit.cases import is_open, ledger_of, matters
from toolkit.notebook import overview
from toolkit.records import CaseState, Entry, Grievance
from toolkit.workbench.fields import Given
from toolkit.workbench.lists.leaves import Leaf, leafed
from toolkit.workspace import Desk

OVER, NEAR = "期限已过", "期限将到"
_NEAR_DAYS = 3
OPEN, _CLOSED = "未办结", "已办结"


@dataclass(frozen=True)
class CaseLine:
    """A case in the list; `summary` is empty where nothing of it may be shown, `due` where no clock is near its end."""

    case: str
    state: str
    opened_on: str
    source: str
    summary: str
    due: str
    warnings: tuple[str, ...]


@dataclass(frozen=True)
class Choice:
    """What a list may be filtered by: a value, and how many lines have it."""

    value: str
    cases: int


@dataclass(frozen=True)
class Cases:
    """The cases of one leaf of the list, and what it may be filtered by."""

    cases: tuple[CaseLine, ...]
    leaf: Leaf
    states: tuple[Choice, ...]
    sources: tuple[Choice, ...]
    dues: tuple[Choice, ...]
    ages: tuple[str, ...]


def cases(desk: Desk, given: Given) -> Cases:
    """Return a leaf of the cases as they stand on the desk's day: overdue first, then near, then the newest.

    `state`, `source`, `due`, `age`, `date` (the beginning of the day of opening) and `words` leave out the others.
    """
    states = ledger_of(desk).cases(desk.today)
    due_by_case = {state.case: "" for state in states} | dues(desk, _open_ones(states))
    wanted = [state for state in reversed(states) if _fits(desk, state, due_by_case[state.case], given)]
    if words := given.get("words", "").strip():
        wanted = list(_with_words(desk, wanted, words))
    shown, leaf = leafed(sorted(wanted, key=lambda state: _RANK[due_by_case[state.case]]), given)
    known = _shown(desk, shown)
    return Cases(
        cases=tuple(_line(state, known[state.case], due_by_case[state.case]) for state in shown),
        leaf=leaf,
        states=choices([*map(_openness, states), *(state.state for state in states)]),
        sources=choices(state.source for state in states),
        dues=choices(due for due in due_by_case.values() if due),
        ages=overview.AGE_NAMES,
    )


_RANK = {OVER: 0, NEAR: 1, "": 2}


def _open_ones(states: Iterable[CaseState]) -> dict[str, tuple[Entry, ...]]:
    return {state.case: state.entries for state in states if is_open(state.entries)}


def dues(desk: Desk, opened: Mapping[str, tuple[Entry, ...]]) -> dict[str, str]:
    """Return whether the nearest duty of an office is over or near, of each open case that has such a duty.

    `opened` holds the entries of each.
    """
    dues_of: dict[str, str] = {}
    with desk.store.reading() as tx:
        clocks = ledger_of(desk).clocks_of(tx, opened, desk.today)
    for case, running in clocks.items():
        left = min(((clock.due.last_day - desk.today).days for clock in running if clock.duty), default=None)
        if left is not None and left <= _NEAR_DAYS:
            dues_of[case] = OVER if left < 0 else NEAR
    return dues_of


def _openness(state: CaseState) -> str:
    return OPEN if is_open(state.entries) else _CLOSED


def _opened_on(state: CaseState) -> dt.date:
    return min(entry.date for entry in state.entries)


def _age(desk: Desk, state: CaseState) -> str:
    """Return how long ago an open case was opened, as the overview names it; empty for a closed one."""
    return overview.age_name((desk.today - _opened_on(state)).days) if is_open(state.entries) else ""


def _fits(desk: Desk, state: CaseState, due: str, given: Given) -> bool:
    wish = {name: given.get(name, "").strip() for name in ("state", "source", "due", "date", "age")}
    return (
        wish["state"] in {"", state.state, _openness(state)}
        and wish["source"] in {"", state.source}
        and wish["due"] in {"", due}
        and _opened_on(state).isoformat().startswith(wish["date"])
        and wish["age"] in {"", _age(desk, state)}
    )


def _with_words(desk: Desk, states: Iterable[CaseState], words: str) -> Iterator[CaseState]:
    """Give those of `states` whose number, or whose summary as far as it may be shown, holds `words`."""
    listed = tuple(states)
    numbers = matters.holding(desk.store, words)
    known = _shown(desk, [state for state in listed if not numbers.isdisjoint(state.grievances)])
    for state in listed:
        if words in state.case or words in _summary(known.get(state.case)):
            yield state


def _shown(desk: Desk, states: Iterable[CaseState]) -> dict[str, dict[str, Grievance] | None]:
    return matters.shown_by_case(desk.store, {state.case: state.grievances for state in states})


def _summary(shown: Mapping[str, Grievance] | None) -> str:
    return "；".join(grievance.summary for grievance in (shown or {}).values())


def _line(state: CaseState, shown: Mapping[str, Grievance] | None, due: str) -> CaseLine:
    return CaseLine(
        case=state.case,
        state=state.state,
        opened_on=_opened_on(state).isoformat(),
        source=state.source,
        summary=_summary(shown),
        due=due,
        warnings=state.warnings,
    )


def choices(values: Iterable[str]) -> tuple[Choice, ...]:
    """Return what a list with these `values` may be filtered by, the most frequent first."""
    return tuple(Choice(value, lines) for value, lines in Counter(values).most_common())
