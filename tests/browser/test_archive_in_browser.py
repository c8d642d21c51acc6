"""The archive desk in a real browser: what was said is found and heard, a package is made and checked."""

from typing import Any

import pytest

from toolkit.grievances import lists
from toolkit.grievances.register import close_list
from toolkit.workspace.desk import open_desk

pytestmark = pytest.mark.browser
expect = pytest.importorskip("playwright.sync_api", reason="playwright is not installed").expect

OPEN = """\
from pathlib import Path
from toolkit.notebook.panels import ArchiveDesk
from toolkit.workspace.desk import open_desk
desk = open_desk(Path({root!r}))
ArchiveDesk(desk, "李静")"""


def test_a_word_is_found_and_heard_and_its_recording_packed_and_checked(
    lab: Any, opened: Any, filed: Any, shoot: Any, for_everybody: Any
) -> None:
    desk = open_desk(filed.root)
    lists.find_grievances(desk, filed.code)
    close_list(desk.store, filed.code, "何琳")
    desk.store.close()
    one = opened(lab.write("归档.ipynb", OPEN.format(root=str(filed.root))))
    one.output.locator(".arc[data-ready]").wait_for()
    one.output.get_by_label("要找的话").fill("补偿款")
    one.output.get_by_label("要找的话").press("Enter")
    one.output.get_by_role("button", name="从 00:30 听").click()
    one.page.wait_for_function("() => document.querySelector('.arc audio').currentTime > 30")
    one.output.get_by_role("button", name="打档案包").click()
    expect(one.output.get_by_text("已打包，")).to_be_visible(timeout=90_000)
    one.output.locator("tr").get_by_role("button", name="核验").click()
    expect(one.output.get_by_text("都完好")).to_be_visible(timeout=90_000)
    shoot(one.page, "archive")
    for_everybody(one.output.locator(".arc"))

    assert (filed.root / "packages").is_dir()
