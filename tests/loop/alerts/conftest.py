"""What the tests of alerts share: a desk late in the year, and matters that are raised again and again."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.loop.conftest import at_day
from toolkit.cases import cases
from toolkit.cases.matters import Matter
from toolkit.formats import write_rows
from toolkit.loop.alerts import acts, contacts
from toolkit.loop.alerts.acts import Act
from toolkit.loop.alerts.contacts import NewContact
from toolkit.workspace import Desk

DAYS = ("2026-09-03", "2026-09-07", "2026-09-10", "2026-09-15", "2026-09-21", "2026-10-01 10:20")
Raised = Callable[..., str]


@pytest.fixture
def late(desk: Desk) -> Desk:
    """Give a desk that stands at the end of the year."""
    return at_day(desk, dt.date(2026, 12, 31))


@pytest.fixture
def raised() -> Raised:
    """Give a function that opens a case and records that it was raised again, and returns its number."""

    def raise_again(desk: Desk, *days: str, person: str | None = "李国强", **more: str) -> str:
        told = ("窗口" if person else "台账", days[0], "门前的路灯坏了三个月", person)
        matter = Matter(*told, channel="31(6)", by="何琳", against=more.get("against"))
        case = cases.open_matter(desk, matter, days[0][:10], again=True).case
        for day in days[1:]:
            contacts.add(desk, NewContact(case, day, "来访", "何琳"), again=True)
        return case

    return raise_again


def planned(desk: Desk, case: str, folder: Path, *tasks: tuple[str, str, str], at: str = "2026-10-02 09:00") -> None:
    """Make the plan of a red matter."""
    sheet = folder / "方案.xlsx"
    write_rows(sheet, ("任务", "责任人", "期限"), tasks, "一事一策")
    acts.make_plan(desk, case, Act(at, "何琳"), sheet)
