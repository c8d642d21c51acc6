"""The list 期限: everything that is open with its clock, the most urgent first, filtered."""

from dataclasses import dataclass

from toolkit import answers, loop
from toolkit.workbench import closed_loop
from toolkit.workbench.fields import Given
from toolkit.workbench.lists.cases import Choice, choices
from toolkit.workbench.lists.leaves import Leaf, leafed
from toolkit.workspace import Desk

SOON = "三日之内"
_SOON_STATES = frozenset({"到期", "将到期", "未校正"})


@dataclass(frozen=True)
class DueLine:
    """Something open: its name, by when, how it stands, whose it is, why, and the page on which it is done."""

    name: str
    due: str
    state: str
    owner: str
    why: str
    page: str


@dataclass(frozen=True)
class Dues:
    """One leaf of what is open, and what it may be filtered by."""

    lines: tuple[DueLine, ...]
    leaf: Leaf
    kinds: tuple[Choice, ...]
    states: tuple[Choice, ...]
    owners: tuple[Choice, ...]


def dues(desk: Desk, given: Given) -> Dues:
    """Return a leaf of what is open; `what`, `state` and `owner` leave out the others."""
    items = answers.due.everything(desk)
    wish = {name: given.get(name, "").strip() for name in ("what", "state", "owner")}
    wanted = [
        item
        for item in items
        if wish["what"] in {"", item.what}
        and wish["owner"] in {"", item.owner}
        and (wish["state"] in {"", item.state} or (wish["state"] == SOON and item.state in _SOON_STATES))
    ]
    shown, leaf = leafed(wanted, given)
    return Dues(
        lines=tuple(map(_line, shown)),
        leaf=leaf,
        kinds=choices(item.what for item in items),
        states=choices(item.state for item in items),
        owners=choices(item.owner for item in items),
    )


def _line(item: loop.Item) -> DueLine:
    page = closed_loop.page_of(item.what, item.subject)
    name = closed_loop.name_of(item.what, item.subject)
    return DueLine(name, item.due, item.state, item.owner, item.why, page)
