"""Whole journeys in the workbench alone, hands counted: an archivist and a lawyer, without source or terminal."""

import re
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.agreement_sample import filled_in, rewritten
from tests.browser.benches import Bench
from toolkit.archive import fixity_of
from toolkit.cases import add_entry, open_case
from toolkit.grievances import access_log, confirm_grievances, lists
from toolkit.papers import list_papers
from toolkit.workspace import open_desk

pytestmark = pytest.mark.browser
expect = pytest.importorskip("playwright.sync_api", reason="playwright is not installed").expect


def confirmed(root: Path, code: str) -> str:
    """Judge and confirm what was said; return the number of a grievance against a neighbour."""
    desk = open_desk(root)
    lists.find_grievances(desk, code)
    access_log.close(desk, code, "何琳", sure=True)
    changes = {"person": "王桂芳", "home": "柳树湾村三组", "against": "吴建国", "mediation": "邻里"}
    (one,) = confirm_grievances(desk.store, code, [1], changes)
    desk.store.close()
    return str(one.number)


def damaged(root: Path) -> None:
    """Change a byte of the sound in the package, as a failing disk does."""
    sound = next(path for path in sorted((root / "packages").rglob("*")) if path.suffix in {".mp3", ".wav"})
    content = bytearray(sound.read_bytes())
    content[1000] ^= 1
    sound.chmod(0o644)
    sound.write_bytes(content)


def test_an_archivist_finds_hears_packs_checks_and_restores_in_nine_clicks(
    root: Path, bench: Bench, tmp_path: Path, shoot: Callable[..., None]
) -> None:
    confirmed(root, bench.code)
    page = bench.page
    bench.go("/today")
    page.locator(".wb-nav").get_by_role("link", name="归档").click()
    page.locator(".arc[data-ready]").wait_for()
    page.get_by_label("您的姓名").focus()
    page.keyboard.type("周档案")
    page.keyboard.press("Tab")
    page.locator(".arc[data-ready]").wait_for()

    page.get_by_label("要找的话").fill("补偿款")
    page.get_by_label("要找的话").press("Enter")
    page.get_by_role("button", name="从 00:30 听").click()
    page.wait_for_function("() => document.querySelector('.arc audio').currentTime > 30")
    page.get_by_role("button", name="打档案包").click()
    expect(page.locator(".arc")).to_contain_text("已打包，", timeout=90_000)
    copy = tmp_path / "另一块盘"
    shutil.copytree(root / "packages", copy)
    damaged(root)
    page.locator("tr").get_by_role("button", name="核验").click()
    expect(page.locator(".arc")).to_contain_text("有问题，看下面的说明", timeout=90_000)
    expect(page.locator(".arc .yh-notice")).to_have_attribute("data-kind", "warn")
    shoot(page, "journey-archivist-faulty")

    page.get_by_role("link", name="用完好的副本恢复").click()
    restoring = page.locator("form", has=page.get_by_label("完好的副本在"))
    restoring.locator("select").select_option(bench.code)
    (kept,) = [path for path in copy.iterdir() if path.is_dir()]
    restoring.get_by_label("完好的副本在").fill(str(kept))
    restoring.get_by_role("button", name="先比对").click()
    expect(page.get_by_role("status").filter(has_text="没有改动")).to_be_visible(timeout=90_000)
    restoring.get_by_label("同意恢复").click()
    restoring.get_by_role("button", name="恢复", exact=True).click()
    expect(page.get_by_role("status").filter(has_text="恢复后核验通过")).to_be_visible(timeout=90_000)
    shoot(page, "journey-archivist-restored")

    desk = open_desk(root)
    checks = fixity_of(desk).checks(bench.code)
    desk.store.close()
    assert checks[-1].result == "sound"
    assert {check.by for check in checks} == {"周档案"}
    assert page.evaluate("window.clicks") <= 9


def begun(root: Path, number: str) -> str:
    """Open a case of the grievance `number`, and fill in its agreement."""
    desk = open_desk(root)
    case = open_case(desk, [number], "2026-09-28").case
    add_entry(desk, case, "mediation_accepted", "2026-10-15")
    assert filled_in(desk, case).is_ready
    desk.store.close()
    return case


def kept(page: Any, press: Callable[[], None], place: Path) -> Path:
    """Return the file that the browser keeps after `press`."""
    with page.expect_download() as coming:
        press()
    coming.value.save_as(place / coming.value.suggested_filename)
    return place / str(coming.value.suggested_filename)


def test_a_lawyer_takes_the_bundle_edits_in_word_has_it_rechecked_and_issues_in_nine_clicks(
    root: Path, bench: Bench, tmp_path: Path, shoot: Callable[..., None]
) -> None:
    case = begun(root, confirmed(root, bench.code))
    page = bench.page
    bench.go("/today")
    page.get_by_role("link", name=f"人民调解协议书（{case}）").click()
    page.locator(".pf").wait_for()
    page.get_by_role("link", name=f"回到 {case}").click()
    bundle = kept(page, page.get_by_role("button", name="拿出给律师的材料").click, tmp_path)
    assert any(name.endswith((".mp3", ".wav")) for name in zipfile.ZipFile(bundle).namelist())
    page.get_by_role("link", name="接着写").click()
    page.get_by_role("button", name=re.compile("核对和签发")).click()
    draft = kept(page, page.get_by_role("button", name="拿出 Word 草稿").click, tmp_path)

    made = draft.read_bytes()
    back = page.get_by_label("交回改过的草稿")
    draft.write_bytes(rewritten(made, "8.4米", "一些"))
    back.set_input_files(str(draft))
    expect(page.locator(".pf")).to_contain_text("改了 1 处")
    expect(page.locator(".pf-open .error").filter(has_text="不够明确")).to_be_visible()
    expect(page.get_by_role("button", name="签发", exact=True)).to_be_disabled()
    shoot(page, "journey-lawyer-refused")
    draft.write_bytes(rewritten(made, "争了八年", "已经争了八年"))
    back.set_input_files(str(draft))
    expect(page.locator(".pf-changes ins")).to_have_text("已经")
    expect(page.locator(".pf-changes li")).to_have_count(1)
    shoot(page, "journey-lawyer-changed")

    page.get_by_label("都看过，同意").click()
    page.get_by_role("button", name="签发", exact=True).click()
    page.get_by_role("button", name="看过了，签发").click()
    expect(page.locator(".pf")).to_contain_text("已签发")
    desk = open_desk(root)
    (issued,) = list_papers(desk.store, case)
    desk.store.close()
    expect(page.locator(".pf-page")).to_contain_text(issued.number)
    expect(page.locator(".pf-page [data-field='facts.0']")).to_contain_text("已经争了八年")
    assert issued.paper == "mediation_agreement"
    assert page.evaluate("window.clicks") <= 9


def test_a_field_leads_to_its_sentence_and_a_sentence_to_its_field_also_once_the_paper_is_issued(
    root: Path, bench: Bench, shoot: Callable[..., None]
) -> None:
    case = begun(root, confirmed(root, bench.code))
    page = bench.page
    here, focused = page.locator(".pf-page .pf-here"), page.locator(".pf-body [data-at]:focus")

    def both_ways() -> None:
        page.get_by_role("button", name=re.compile("^4 协议内容")).click()
        page.locator('[data-at="terms.0.place"]').click()
        expect(here).to_have_text("两家房屋之间")
        expect(here).to_be_in_viewport()
        page.locator(".pf-page span", has_text="改动排水沟时没有留出安全距离").last.click()
        expect(focused).to_have_attribute("data-at", "responsibilities.0.text")
        expect(here).to_have_text("改动排水沟时没有留出安全距离")
        page.locator(".pf-line", has_text="争议事项：").click(position={"x": 3, "y": 8})
        expect(focused).to_have_attribute("data-at", "disputed_points")

    bench.go(f"/paper/{case}/mediation_agreement")
    page.locator(".pf").wait_for()
    both_ways()
    page.locator('[data-at="disputed_points"]').press_sequentially("今年移不移。")
    expect(here).to_contain_text("今年移不移")
    page.get_by_role("button", name=re.compile("核对和签发")).click()
    page.get_by_role("button", name="签发", exact=True).click()
    page.get_by_role("button", name="看过了，签发").click()
    expect(page.locator(".pf")).to_contain_text("已签发")

    both_ways()
    shoot(page, "journey-issued-field")
    expect(page.locator('[data-at="disputed_points"]')).not_to_be_editable()
