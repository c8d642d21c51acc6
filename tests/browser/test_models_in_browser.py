"""The page 模型 in a real browser: a model from a stick is added, stands there, and is chosen for a village."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import keep_two
from tests.recognition import tiny_models
from tests.servers import serving
from tests.transcripts.learning.judging import correct_both
from toolkit.workspace import open_desk

expect = pytest.importorskip("playwright.sync_api", reason="playwright is not installed").expect

pytestmark = pytest.mark.browser


def test_a_model_from_a_stick_is_added_and_chosen_for_a_village(
    tmp_path: Path, page: Any, shoot: Callable[..., None], for_everybody: Callable[..., None]
) -> None:
    root = tmp_path / "工作 文件夹"
    open_desk(root).store.close()
    stick = tiny_models.sense_voice(tmp_path / "U盘" / "川话")
    with serving(root, tmp_path / "server") as served:
        page.goto(served.page("/models"))
        page.get_by_label("文件夹").fill(str(stick))
        page.get_by_role("button", name="放入").click()
        expect(page.get_by_role("status").first).to_contain_text("已放入 川话")

        use = page.locator("section", has=page.get_by_role("heading", name="选用"))
        use.get_by_label("模型").select_option("川话")
        use.get_by_label("给哪里用").select_option("柳树湾")
        use.get_by_role("button", name="选用").click()

        expect(page.get_by_role("row").filter(has_text="自备的模型")).to_contain_text("柳树湾在用")
        shoot(page, "workbench-models")
        for_everybody(page.locator("#workbench"))


def test_what_corrections_teach_is_shown_with_the_words_they_propose(
    tmp_path: Path, page: Any, for_everybody: Callable[..., None]
) -> None:
    root = tmp_path / "工作 文件夹"
    desk = open_desk(root)
    correct_both(keep_two(desk))
    desk.store.close()
    with serving(root, tmp_path / "server") as served:
        page.goto(served.page("/models"))
        part = page.locator("section", has=page.get_by_role("heading", name="从校对里学"))
        part.get_by_label("您的姓名").fill("王芳")
        part.get_by_role("button", name="从校对稿里算一算").click()

        expect(part).to_contain_text("错字率 10%", timeout=120_000)
        expect(part.get_by_role("row").filter(has_text="柳树湾")).to_contain_text("10%")
        expect(part.get_by_role("list", name="提议的词")).to_contain_text("“骆家坳”有 4 句听成“落家坳”")
        for_everybody(page.locator("#workbench"))
