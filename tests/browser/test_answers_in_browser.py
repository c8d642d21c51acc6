"""Answers are typed by keyboard as they are given; the pages of answers and policies are for everybody."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.answers.conftest import MEETING, OPEN, office
from tests.servers import Served, serving
from toolkit.workspace import Desk

pytestmark = pytest.mark.browser
__all__ = ["office"]
# Counts every key that is pressed; words are inserted, as an input method does.
KEYS = "addEventListener('keydown', () => { window.keys = (window.keys ?? 0) + 1; }, true)"


@pytest.fixture
def served(office: Desk, tmp_path: Path) -> Iterator[Served]:
    """Give the workbench at a meeting with nine grievances to answer."""
    place = tmp_path / "工作 文件夹" / "档案"
    office.store.close()
    shutil.copytree(office.workspace.root, place)
    with serving(place, tmp_path / "server") as server:
        yield server


def test_answers_of_a_meeting_take_at_most_twelve_keys_each(
    served: Served, page: Any, shoot: Callable[[Any, str], None], for_everybody: Callable[[Any], None]
) -> None:
    page.add_init_script(KEYS)
    page.add_init_script("localStorage.setItem('yehua:name', '何琳')")
    page.goto(served.page(f"/answers/{MEETING}"))
    row = page.locator(".wb-table tbody tr")
    row.first.wait_for()
    row.first.locator("select").focus()
    for n in range(len(OPEN)):
        page.keyboard.press("E")
        if n == 0:
            page.keyboard.press("Tab")
            page.keyboard.insert_text("镇司法所")
            page.keyboard.press("Tab")
        else:
            page.keyboard.press("Tab")
            page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        page.keyboard.insert_text("请申请行政复议")
        page.keyboard.press("Tab")
        page.keyboard.insert_text("行政复议")
        page.keyboard.press("Enter")
    expect(row.locator(".wb-state a")).to_have_count(len(OPEN))

    assert page.evaluate("window.keys") <= 12 * len(OPEN)
    page.reload()
    page.get_by_text("（D＋E）÷ N").wait_for()
    shoot(page, "answers")
    for_everybody(page.locator("#workbench"))


@pytest.mark.parametrize("place", ["nights", "policies", "policy/lsjz"])
def test_pages_of_answers_and_policies_are_for_everybody(
    served: Served, page: Any, place: str, shoot: Callable[[Any, str], None], for_everybody: Callable[[Any], None]
) -> None:
    page.goto(served.page(f"/{place}"))
    page.locator(f".wb-main[data-page={place.split('/', maxsplit=1)[0]}]").wait_for()
    shoot(page, place.replace("/", "-"))
    for_everybody(page.locator("#workbench"))
