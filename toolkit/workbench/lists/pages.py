"""The lists by name."""

from collections.abc import Callable, Mapping

from toolkit.workbench.fields import Given
from toolkit.workbench.lists import cases, dues, grievance, grievances, overview, papers
from toolkit.workspace import Desk

PAGES: Mapping[str, Callable[[Desk, Given], object]] = {
    "cases": cases.cases,
    "dues": dues.dues,
    "grievance": grievance.grievance,
    "grievances": grievances.grievances,
    "overview": overview.show_overview,
    "papers": papers.papers,
}
