"""The grievance table in a real browser: what is written reaches the disk, what is confirmed gets its number."""

import re
import time
from typing import Any

import pytest

from toolkit import workflow
from toolkit.desk import open_desk

pytestmark = pytest.mark.browser
expect = pytest.importorskip("playwright.sync_api", reason="playwright is not installed").expect

OPEN = """\
from pathlib import Path
from toolkit import grievance_table
from toolkit.desk import open_desk
desk = open_desk(Path({root!r}))"""


@pytest.fixture
def shown(lab: Any, opened: Any, filed: Any) -> Any:
    """Give the grievance table of the made-up meeting, open in a notebook, ready."""
    desk = open_desk(filed.root)
    workflow.find_grievances(desk, filed.code)
    desk.store.close()
    table = f"grievance_table.GrievanceTable(desk, {filed.code!r}, by='李静')"
    one = opened(lab.write("诉求.ipynb", OPEN.format(root=str(filed.root)), table))
    one.output.locator(".gri[data-ready]").wait_for()
    return one


def kept(filed: Any) -> Any:
    desk = open_desk(filed.root)
    listed = desk.catalogue.grievances(filed.code)
    desk.store.close()
    return listed.grievances


def test_a_grievance_is_put_right_and_confirmed_by_keys_alone(
    shown: Any, filed: Any, shoot: Any, for_everybody: Any
) -> None:
    shoot(shown.page, "grievances")
    for_everybody(shown.output.locator(".gri"))
    cell = shown.output.locator(".tabulator-row").first.locator(".tabulator-cell[tabulator-field='person']")
    cell.click()
    shown.page.keyboard.press("Enter")
    shown.page.keyboard.press("Control+a")
    session = shown.page.context.new_cdp_session(shown.page)
    session.send("Input.imeSetComposition", {"text": "wang", "selectionStart": 4, "selectionEnd": 4})
    session.send("Input.insertText", {"text": "王桂芬"})
    shown.page.keyboard.press("Enter")
    expect(cell).to_have_class(re.compile("pending"))
    assert kept(filed)[0].status == "proposed"
    shown.page.keyboard.press("F6")
    expect(shown.output.locator(".tabulator-row").first).to_contain_text("已确认")

    first = kept(filed)[0]
    assert (first.status, first.person.value) == ("confirmed", "王桂芬")
    assert first.number


def test_what_is_written_and_not_confirmed_is_there_in_the_next_opening(shown: Any, opened: Any) -> None:
    shown.output.get_by_label("请求").fill("修好三组的路灯")
    shown.output.get_by_label("请求").press("Tab")
    shown.output.get_by_text("已存好").wait_for()
    time.sleep(0.3)
    shown.page.goto("about:blank")

    again = opened("诉求.ipynb")

    expect(again.output.get_by_label("请求")).to_have_value("修好三组的路灯")
