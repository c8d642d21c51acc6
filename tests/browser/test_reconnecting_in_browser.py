"""A kernel that was closed under a panel: it is told at once, and a press brings kernel, panel and typed words back."""

import json
from typing import Any

import pytest

expect = pytest.importorskip("playwright.sync_api", reason="playwright is not installed").expect
pytestmark = pytest.mark.browser

BOTH = (
    """\
from pathlib import Path
from toolkit.notebook.panels import Corrector, InboxPanel, ProgressPanel
from toolkit.workspace.desk import open_desk
desk = open_desk(Path({root!r}))
InboxPanel(desk)""",
    "ProgressPanel(desk)",
)


def both(filed: Any) -> list[str]:
    """Return the cells of a notebook with the inbox of a workspace and its progress."""
    return [cell.format(root=str(filed.root)) for cell in BOTH]


def shut_down(page: Any) -> None:
    """Shut the kernel of the open notebook down, as from the list of running kernels."""
    page.evaluate("() => window.jupyterapp.shell.currentWidget.context.sessionContext.shutdown()")


def test_a_panel_that_lost_its_kernel_says_so_at_once_and_connects_again_at_a_press(
    lab: Any, opened: Any, filed: Any, shoot: Any
) -> None:
    one = opened(lab.write("断开.ipynb", *both(filed)))
    one.output.locator(".prog[data-ready]").wait_for()
    shut_down(one.page)
    lost = one.output.locator(".yh-notice", has_text="与后台断开了")
    expect(lost).to_have_count(2, timeout=90_000)
    shoot(one.page, "reconnect")

    one.output.locator(".inb").get_by_role("button", name="重新连接").click()

    expect(lost).to_have_count(0)
    one.output.locator(".inb[data-ready]").wait_for()
    one.output.locator(".prog[data-ready]").wait_for()
    expect(one.output.get_by_text("收件箱是空的")).to_be_visible()


def test_run_all_after_the_kernel_was_closed_works_at_the_first_press(lab: Any, opened: Any, filed: Any) -> None:
    one = opened(lab.write("再运行.ipynb", *both(filed)))
    one.output.locator(".prog[data-ready]").wait_for()
    shut_down(one.page)
    expect(one.output.locator(".yh-notice", has_text="与后台断开了")).to_have_count(2)

    one.run()

    expect(one.output.locator(".yh-notice", has_text="与后台断开了")).to_have_count(0)
    one.output.locator(".inb[data-ready]").wait_for()
    one.output.locator(".prog[data-ready]").wait_for()


def test_what_was_typed_after_the_kernel_was_closed_is_handed_on_when_it_is_connected_again(
    lab: Any, opened: Any, filed: Any
) -> None:
    first, _ = both(filed)
    one = opened(lab.write("断开 核对.ipynb", first, f"Corrector(desk, {filed.code!r}, by='李静')"))
    one.output.locator(".cor[data-ready]").wait_for()
    shut_down(one.page)
    panel = one.output.locator(".cor")
    expect(panel.locator(".yh-notice", has_text="与后台断开了")).to_be_visible(timeout=90_000)
    panel.locator(".cor-row.text .cor-text").nth(1).click()
    one.page.keyboard.press("End")
    one.page.keyboard.type("也不亮")

    panel.get_by_role("button", name="重新连接").click()

    log = filed.root / "edits" / f"{filed.code}-v1.log"
    for _ in range(300):
        one.page.wait_for_timeout(100)
        if log.exists() and "也不亮" in log.read_text(encoding="utf-8"):
            break
    edits = [json.loads(line.split(" ", 1)[1]) for line in log.read_text(encoding="utf-8").splitlines()]
    assert [line["edit"]["text"] for line in edits] == ["三组的路灯坏了三个月，没有人来修。也不亮"]
    expect(one.output.locator(".cor[data-ready]")).to_have_count(1)
