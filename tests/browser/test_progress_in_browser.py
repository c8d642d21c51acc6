"""The progress panel in a real browser: closed and opened again it shows the truth, and it stops what runs."""

import contextlib
import re
import time
from typing import Any

import pytest

from toolkit.core.errors import StoppedError
from toolkit.workspace import jobs

pytestmark = pytest.mark.browser
expect = pytest.importorskip("playwright.sync_api", reason="playwright is not installed").expect

OPEN = """\
from pathlib import Path
from toolkit.notebook.panels import ProgressPanel
from toolkit.workspace.desk import open_desk
desk = open_desk(Path({root!r}))
ProgressPanel(desk)"""


def test_closing_the_tab_changes_nothing_and_stop_works_while_a_cell_waits(
    lab: Any, opened: Any, filed: Any, shoot: Any
) -> None:
    waiting = "import time\ntime.sleep(8)"  # as a cell does that waits for the end
    name = lab.write("进度.ipynb", OPEN.format(root=str(filed.root)), waiting)
    with contextlib.suppress(StoppedError), jobs.recorded(filed.root / "jobs", filed.code, "transcribe") as report:
        report(1800.0, 10_800.0)
        one = opened(name)
        bar = one.output.get_by_role("progressbar")
        expect(bar).to_have_attribute("aria-valuenow", "17")
        one.page.goto("about:blank")
        report(5400.0, 10_800.0)
        again = opened(name)
        bar = again.output.get_by_role("progressbar")
        expect(bar).to_have_attribute("aria-valuenow", "50")
        expect(again.output.get_by_text("已完成 90 分钟，共 180 分钟")).to_be_visible()
        time.sleep(1.1)  # progress is written once a second
        report(7200.0, 10_800.0)
        expect(bar).to_have_attribute("aria-valuenow", "67")
        shoot(again.page, "progress")
        again.output.get_by_role("button", name="停下").click()
        for _ in range(100):
            again.page.wait_for_timeout(100)
            report(7201.0, 10_800.0)

    expect(again.output.get_by_role("button", name="接着做")).to_be_visible()
    assert [job.state for job in jobs.listing(filed.root / "jobs")] == ["stopped"]


def test_by_keyboard_and_by_ear_the_panel_says_what_it_shows(
    lab: Any, opened: Any, filed: Any, for_everybody: Any
) -> None:
    with contextlib.suppress(StoppedError), jobs.recorded(filed.root / "jobs", filed.code, "transcribe") as report:
        report(1800.0, 10_800.0)
        one = opened(lab.write("进度 键盘.ipynb", OPEN.format(root=str(filed.root))))
        panel = one.output.locator(".prog[data-ready]")
        panel.wait_for()
        bar = panel.get_by_role("progressbar", name=filed.code)
        expect(bar).to_have_attribute("aria-valuetext", re.compile("已完成 30 分钟，共 180 分钟"))
        # What changes each second is not read out each second.
        expect(panel.locator(".prog-words")).to_have_attribute("aria-live", "off")
        for_everybody(panel)
        panel.focus()
        one.page.keyboard.press("Tab")
        stop = panel.get_by_role("button", name=f"停下 {filed.code}")
        expect(stop).to_be_focused()
        assert stop.evaluate("(button) => getComputedStyle(button).outlineStyle") == "solid"
        one.page.keyboard.press("Enter")
        for _ in range(100):
            one.page.wait_for_timeout(100)
            report(1801.0, 10_800.0)

    again = panel.get_by_role("button", name=f"接着做 {filed.code}")
    expect(again).to_be_focused()
    expect(panel.locator(".prog-said")).to_contain_text(filed.code)
    assert one.cells() == 1
    for_everybody(panel)


def test_the_focus_stays_in_the_line_whose_button_goes_when_the_work_is_done(lab: Any, opened: Any, filed: Any) -> None:
    with jobs.recorded(filed.root / "jobs", filed.code, "transcribe") as report:
        report(1800.0, 10_800.0)
        one = opened(lab.write("进度 做完.ipynb", OPEN.format(root=str(filed.root))))
        panel = one.output.locator(".prog[data-ready]")
        panel.get_by_role("button", name="停下").focus()

    expect(panel.locator(".prog-row.done")).to_be_focused()
    one.page.keyboard.press("d")
    one.page.keyboard.press("d")
    assert one.cells() == 1
    expect(panel.locator(".prog-said")).to_contain_text("已完成")
