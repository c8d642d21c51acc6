"""The paper desk in a real browser: what is missing is told at its field, and a clean paper can be seen as a page."""

import json
import os
from typing import Any

import pytest

from toolkit.cases import cases
from toolkit.formats import pdf
from toolkit.grievances import lists
from toolkit.grievances.register import close_list, confirm_grievances
from toolkit.papers import forms
from toolkit.workspace.desk import open_desk

pytestmark = pytest.mark.browser
expect = pytest.importorskip("playwright.sync_api", reason="playwright is not installed").expect

OPEN = """\
from pathlib import Path
from toolkit.notebook.panels import PaperDesk
from toolkit.workspace.desk import open_desk
desk = open_desk(Path({root!r}))
PaperDesk(desk, "handling_opinion", "{facts}")"""


@pytest.fixture
def facts(filed: Any) -> Any:
    """Give the facts of an opinion that stands on no grievance yet, in the workspace."""
    path = filed.root / "facts" / "意见.json"
    path.parent.mkdir()
    told = forms.example("handling_opinion")
    told.pop("grievances", None)
    path.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    return path


@pytest.fixture
def shown(lab: Any, opened: Any, filed: Any, facts: Any) -> Any:
    one = opened(lab.write("文书.ipynb", OPEN.format(root=str(filed.root), facts=f"facts/{facts.name}")))
    one.output.locator(".pap[data-ready]").wait_for()
    return one


def test_an_emptied_field_says_what_is_missing_and_bars_the_draft_until_it_is_filled(
    shown: Any, facts: Any, shoot: Any, for_everybody: Any
) -> None:
    draft = shown.output.get_by_role("button", name="出草稿")
    expect(draft).to_be_enabled()
    name = shown.output.locator("[data-path='petitioner.name'] input")
    was = name.input_value()
    name.fill("")
    expect(shown.output.locator("[data-path='petitioner.name'] .pap-why")).to_contain_text("没有填")
    expect(draft).to_be_disabled()
    shoot(shown.page, "papers-missing")
    name.click()
    session = shown.page.context.new_cdp_session(shown.page)
    session.send("Input.imeSetComposition", {"text": "chen", "selectionStart": 4, "selectionEnd": 4})
    session.send("Input.insertText", {"text": was})
    expect(draft).to_be_enabled()
    assert json.loads(facts.read_text(encoding="utf-8"))["petitioner"]["name"] == was
    draft.click()
    shown.output.locator(".pap[data-page]").wait_for()
    expect(shown.output.locator(".pap-page")).to_contain_text("处理意见书")
    if pdf.office_program() is not None:
        shown.output.locator(".pap[data-printed]").wait_for(timeout=120_000)
        expect(shown.output.locator(".pap-how")).to_contain_text("和打印出来一样")
        sheet = shown.output.locator("img.pap-sheet").first
        sheet.wait_for()
        assert sheet.evaluate("(image) => image.decode().then(() => image.naturalWidth)") > 800
    shoot(shown.page, "papers")
    for_everybody(shown.output.locator(".pap"))


def test_at_200_percent_every_field_and_button_of_the_desk_is_reached(shown: Any, tmp_path: Any) -> None:
    shown.page.set_viewport_size({"width": 683, "height": 384})
    for name in ("出草稿", "签发"):
        button = shown.output.get_by_role("button", name=name, exact=True)
        button.scroll_into_view_if_needed()
        box = button.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 683
    name = shown.output.locator("[data-path='petitioner.name'] input")
    name.scroll_into_view_if_needed()
    name.click()
    assert name.bounding_box()["width"] > 150
    shown.page.screenshot(path=tmp_path / "papers-200.png")


@pytest.fixture
def clean(filed: Any) -> Any:
    """Give facts of an opinion on a confirmed grievance with its case, with nothing to be mended."""
    desk = open_desk(filed.root)
    lists.find_grievances(desk, filed.code)
    close_list(desk.store, filed.code, "何琳")
    (one,) = confirm_grievances(desk.store, filed.code, [1], {}, "何琳")
    case = cases.open_case(desk, [str(one.number)], "2026-09-28").case
    desk.store.close()
    path = filed.root / "facts" / "意见.json"
    path.parent.mkdir()
    told = forms.example("handling_opinion") | {"case": case, "grievances": [one.number]}
    path.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    return path


@pytest.fixture
def ready(lab: Any, opened: Any, filed: Any, clean: Any) -> Any:
    """Give the desk opened on clean facts."""
    return opened(lab.write("签发.ipynb", OPEN.format(root=str(filed.root), facts=f"facts/{clean.name}")))


def test_after_issuing_the_page_is_the_issued_paper_with_its_number_and_can_be_printed(
    ready: Any, shoot: Any, for_everybody: Any
) -> None:
    shown = ready
    panel = shown.output.locator(".pap[data-ready]")
    panel.wait_for()
    issue = shown.output.get_by_role("button", name="签发", exact=True)
    expect(issue).to_be_disabled()
    expect(panel).to_contain_text("先出草稿，看过才能签发")
    shown.output.get_by_role("button", name="出草稿").click()
    expect(issue).to_be_enabled()
    expect(shown.output.locator(".yh-notice")).to_contain_text("草稿已出")
    issue.click()
    shown.output.get_by_role("button", name="看过了，签发").click()
    expect(panel.locator(".yh-tag").first).to_contain_text("已签发 青石信处〔2026〕1号")
    page = shown.output.locator(".pap-page")
    if pdf.office_program() is None:
        expect(page).to_contain_text("青石信处〔2026〕1号")
        expect(page).not_to_contain_text("待签发")
    else:
        shown.output.locator(".pap[data-printed]").wait_for(timeout=120_000)
    expect(shown.output.locator(".yh-notice")).to_be_hidden()
    expect(issue).to_be_hidden()
    expect(shown.output.get_by_role("button", name="出草稿")).to_be_hidden()
    expect(shown.output.locator(".pap-list")).to_contain_text("共 2 份")
    shoot(shown.page, "papers-issued")
    for_everybody(panel)
    if pdf.office_program() is not None:
        with shown.page.context.expect_page() as printing:
            shown.output.get_by_role("button", name="打印").click()
        shown.output.locator(".pap[data-print]").wait_for(timeout=120_000)
        assert panel.get_attribute("data-print").startswith("blob:")
        printing.value.close()
    shown.output.get_by_role("button", name="打开文件夹").click()
    if not os.environ.get("DISPLAY"):
        expect(shown.output.locator(".yh-notice")).to_contain_text("文件夹在")


def test_many_gaps_are_one_line_and_lead_to_their_fields(
    lab: Any, opened: Any, filed: Any, clean: Any, shoot: Any
) -> None:
    told = json.loads(clean.read_text(encoding="utf-8"))
    kept = {name: told[name] for name in ("paper", "case", "grievances")}
    clean.write_text(json.dumps(kept, ensure_ascii=False), encoding="utf-8")
    shown = opened(lab.write("空.ipynb", OPEN.format(root=str(filed.root), facts=f"facts/{clean.name}")))
    panel = shown.output.locator(".pap[data-ready]")
    panel.wait_for()
    gaps = shown.output.locator(".pap-findings details")
    expect(gaps).to_contain_text("还缺")
    assert shown.output.locator(".pap-findings > li").count() <= 3
    expect(shown.output.get_by_role("button", name="签发", exact=True)).to_be_disabled()
    expect(panel).to_contain_text("改好才能签发")
    shoot(shown.page, "papers-gaps")
    gaps.locator("summary").click()
    gaps.get_by_role("button", name="作出日期").or_(gaps.locator("button").first).first.click()
    assert shown.page.evaluate("document.activeElement.tagName") in {"INPUT", "TEXTAREA", "SELECT", "BUTTON"}
