"""A case between neighbours whose mediation was accepted, and its form."""

from typing import Any

import pytest

from toolkit.cases import cases
from toolkit.grievances import confirm_grievances, lists
from toolkit.workspace import Desk, Workspace

SAID = (
    "我叫孙玉兰，是柳树湾村二组的。我跟隔壁吴建国家的院墙和排水沟争了八年，村里调解了三次，请镇上调解一下。",
    "我叫段永福，我要举报村会计，低保优亲厚友，账目从来不公开。",
)


@pytest.fixture
def case(desk: Desk, heard: Any, judged: Any) -> str:
    """Give the case."""
    code = heard(*SAID)
    lists.find_grievances(desk, code)
    changes = {"person": "孙玉兰", "home": "柳树湾村二组", "against": "吴建国", "mediation": "邻里"}
    (one,) = confirm_grievances(desk.store, code, [1], changes, "田小禾")
    judged(code)
    opened = cases.open_case(desk, [str(one.number)], "2026-09-28")
    cases.add_entry(desk, opened.case, "mediation_accepted", "2026-10-15")
    return opened.case


@pytest.fixture(scope="package")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Give one workspace for all tests that only read it."""
    return Workspace.open(tmp_path_factory.mktemp("工作"))
