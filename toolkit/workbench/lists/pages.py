"""The lists by name."""

from collections.abc import Callable, Mapping

from toolkit.workbench.fields import Given
from toolkit.workbench.lists import cases, grievances, overview
from toolkit.workspace import Desk

PAGES: Mapping[str, Callable[[Desk, Given], object]] = {
    "cases": cases.cases,
    "grievances": grievances.grievances,
    "overview": overview.show_overview,
}
