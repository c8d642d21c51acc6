"""The form of a paper in a real browser: from a confirmed grievance to an issued agreement, with hands counted."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.servers import Served, serving
from toolkit.cases import add_entry, open_case
from toolkit.grievances import confirm_grievances, lists
from toolkit.papers import interview, list_papers, read_facts, unwrapped
from toolkit.workspace import Desk, open_desk

pytestmark = pytest.mark.browser
expect = pytest.importorskip("playwright.sync_api", reason="playwright is not installed").expect

SAID = (
    "我叫孙玉兰，是柳树湾村二组的。我跟隔壁吴建国家的院墙和排水沟争了八年，村里调解了三次，请镇上调解一下。",
    "我叫段永福，三组的路灯坏了三个月，没有人来修。",
)
# Counts what a hand does: clicks of the mouse, not those that a key makes.
COUNTER = "addEventListener('click', (event) => { if (event.detail) window.clicks = (window.clicks ?? 0) + 1; }, true)"


@dataclass(frozen=True)
class Written:
    """A served workbench and the page that shows it; the fields that a hand typed into are counted."""

    served: Served
    grievance: str
    page: Any
    typed: list[str]

    def go(self, place: str) -> None:
        """Open the page at `place` and wait until it is shown."""
        self.page.goto(self.served.page(place))
        self.page.reload()
        self.page.locator(f".wb-main[data-page={place.split('/')[1]}]").wait_for()

    def type(self, at: str, text: str) -> None:
        """Write `text` into the field at the path `at`, as one more field that had to be typed."""
        control = self.page.locator(f'[data-at="{at}"]')
        self.typed.append(at)
        if control.evaluate("(one) => one.type === 'date' || one.tagName === 'SELECT'"):
            control.evaluate("(one) => one.focus()")
            (control.select_option if control.evaluate("(one) => one.tagName") == "SELECT" else control.fill)(text)
        else:
            control.focus()
            control.fill("")
            control.press_sequentially(text)

    def settled(self) -> None:
        """Wait until everything typed is in the workspace."""
        expect(self.page.locator(".pf-saved")).to_contain_text("已存好")


@pytest.fixture
def root(desk: Desk, heard: Any, judged: Any) -> Iterator[tuple[Path, str]]:
    """Give a workspace with a confirmed grievance between neighbours, and its number."""
    code = heard(*SAID)
    lists.find_grievances(desk, code)
    changes = {"person": "孙玉兰", "home": "柳树湾村二组", "against": "吴建国", "mediation": "邻里"}
    (one,) = confirm_grievances(desk.store, code, [1], changes, "田小禾")
    judged(code)
    yield desk.workspace.root, str(one.number)


@pytest.fixture
def written(root: tuple[Path, str], tmp_path: Path, page: Any) -> Iterator[Written]:
    """Give the workbench at that workspace."""
    page.add_init_script(COUNTER)
    with serving(root[0], tmp_path / "server") as served:
        yield Written(served, root[1], page, [])


@pytest.fixture
def case(root: tuple[Path, str], desk: Desk) -> str:
    """Give a case whose mediation was accepted."""
    opened = open_case(desk, [root[1]], "2026-09-28")
    add_entry(desk, opened.case, "mediation_accepted", "2026-10-15")
    return opened.case


def test_look(written: Written, case: str, shoot: Callable[..., None], for_everybody: Callable[..., None]) -> None:
    page = written.page
    page.on("console", lambda message: print("CONSOLE", message.text))
    page.on("pageerror", lambda fault: print("PAGEERROR", fault))
    page.set_viewport_size({"width": 1366, "height": 768})
    written.go(f"/paper/{case}/mediation_agreement")
    page.locator(".pf").wait_for()
    page.screenshot(path="/tmp/forms_1.png")
    written.type("parties.1.address", "青石镇柳树湾村二组")
    written.settled()
    page.get_by_role("button", name="4 协议内容").click()
    page.get_by_role("button", name="院墙后移").click()
    page.locator('[data-at="terms.0.duty|长度"]').wait_for()
    page.screenshot(path="/tmp/forms_2.png", full_page=True)
    page.get_by_role("button", name="7 核对和签发").click()
    page.screenshot(path="/tmp/forms_3.png", full_page=True)
    for_everybody(page.locator("#workbench"))
