"""A notebook shows its page of the workbench by itself, and the journeys of a day are gone there as well."""

import contextlib
import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.browser.benches import COUNTER
from tests.browser.ways import Hand, begin_agreement, confirm_list, fill_in_by_keyboard, issue
from tests.servers import TOKEN, Served, serving
from toolkit.grievances import load_grievances
from toolkit.papers import list_papers
from toolkit.workspace import open_desk

pytestmark = pytest.mark.browser
expect = pytest.importorskip("playwright.sync_api", reason="playwright is not installed").expect

TOP = Path(__file__).parent.parent.parent
EXTENSION = TOP / "toolkit" / "workbench" / "labextension"
# What a hand may do more than in the workbench itself.
MORE = 3


@dataclass(frozen=True)
class Notebooks:
    """A server as start.py starts it, with the shipped notebooks beside its workspace."""

    served: Served
    code: str
    page: Any

    def open(self, number: int) -> Any:
        """Open the notebook of that number and return the frame in which it shows the workbench."""
        (path,) = self.served.root.parent.glob(f"{number}-*.ipynb")
        self.page.goto(f"{self.served.address}/lab/tree/{path.name}?token={TOKEN}&reset")
        frame = self.page.frame_locator("iframe.yh-page")
        frame.locator(".wb-main:not([data-page=''])").wait_for(timeout=90_000)
        return frame

    def clicks(self) -> int:
        """Return the clicks in the notebook and in the workbench inside it."""
        return sum(frame.evaluate("window.clicks ?? 0") for frame in self.page.frames)


@contextlib.contextmanager
def opened_at(root: Path, code: str, page: Any, home: Path) -> Iterator[Notebooks]:
    """Serve the shipped notebooks beside the workspace at `root`."""
    for path in (TOP / "notebooks").glob("*.ipynb"):
        shutil.copy2(path, root.parent)
    page.add_init_script(COUNTER)
    extension = f"--LabApp.extra_labextensions_path={EXTENSION}"
    with serving(root, home, options=(extension, "--LabApp.expose_app_in_browser=True")) as served:
        yield Notebooks(served, code, page)


@pytest.fixture
def notebooks(root: Path, filed_once: Any, tmp_path: Path, page: Any) -> Iterator[Notebooks]:
    """Give the notebooks beside a workspace with the made-up meeting, of which nothing but the text is made yet."""
    with opened_at(root, filed_once.code, page, tmp_path / "server") as opened:
        yield opened


def test_a_recording_becomes_a_confirmed_list_in_a_notebook(notebooks: Notebooks, shoot: Callable[..., None]) -> None:
    page, frame = notebooks.page, notebooks.open(3)
    shoot(page, "notebook-today")
    confirm_list(Hand(frame, page), lambda _page, _name: None)

    desk = open_desk(notebooks.served.root)
    listed = load_grievances(desk.store, notebooks.code).grievances
    desk.store.close()
    assert {grievance.status for grievance in listed} == {"confirmed"}
    assert notebooks.clicks() <= 9 + MORE


def test_a_confirmed_grievance_becomes_an_issued_agreement_in_a_notebook(
    quarrel: tuple[Path, str, str], page: Any, tmp_path: Path, shoot: Callable[..., None]
) -> None:
    root, code, _ = quarrel
    with opened_at(root, code, page, tmp_path / "server") as notebooks:
        frame = notebooks.open(2)
        hand = Hand(frame, page)
        frame.locator(".wb-recording a").first.click()
        frame.locator(".wb-steps").get_by_role("link", name="文书", exact=True).click()
        begin_agreement(hand)
        fill_in_by_keyboard(hand)
        shoot(page, "notebook-agreement")
        issue(hand)
        clicks = notebooks.clicks()

    desk = open_desk(root)
    (issued,) = list_papers(desk.store)
    desk.store.close()
    assert issued.paper == "mediation_agreement"
    assert clicks <= 12 + MORE
    assert len(hand.typed) <= 25


# How often each cell of the open notebook was run, None for one that never was or holds prose.
RUNS = "() => window.jupyterapp.shell.currentWidget.content.widgets.map(({ model }) => model.executionCount ?? null)"


def test_each_notebook_shows_its_page_and_runs_no_other_cell(notebooks: Notebooks) -> None:
    for number in range(1, 9):
        frame = notebooks.open(number)
        (path,) = notebooks.served.root.parent.glob(f"{number}-*.ipynb")
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]

        place = frame.locator(".wb-main").get_attribute("data-page")

        assert f'WorkbenchPage("{place}")' in "".join(cells[1]["source"])
        assert notebooks.page.evaluate(RUNS) == [None, 1, *[None] * (len(cells) - 2)]


def test_a_cell_that_says_anything_else_is_not_run_by_itself(notebooks: Notebooks) -> None:
    (path,) = notebooks.served.root.parent.glob("3-*.ipynb")
    book = json.loads(path.read_text(encoding="utf-8"))
    book["cells"][1]["source"].append("\nprint('ran')")
    path.write_text(json.dumps(book, ensure_ascii=False), encoding="utf-8")
    page = notebooks.page

    page.goto(f"{notebooks.served.address}/lab/tree/{path.name}?token={TOKEN}&reset")
    page.wait_for_selector(".jp-Notebook .jp-Cell")
    session = "window.jupyterapp?.shell?.currentWidget?.context?.sessionContext?.session"
    page.wait_for_function(f"() => {session}?.kernel?.connectionStatus === 'connected'")
    page.wait_for_timeout(3000)

    assert page.locator("iframe.yh-page").count() == 0
    assert set(page.evaluate(RUNS)) == {None}
