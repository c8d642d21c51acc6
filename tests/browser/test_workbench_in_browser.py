"""The workbench in a real browser: from today's list to every page, without a notebook and without a line of code."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests import loop_sample
from tests.browser import axe
from tests.browser.benches import Bench, drawn, edited, logged, released, until
from tests.browser.ways import Hand, confirm_list
from tests.servers import serving
from toolkit.archive import pack_into_workspace
from toolkit.grievances import load_grievances
from toolkit.loop.cards import NewCard, issue
from toolkit.loop.walks import ledger
from toolkit.workspace import open_desk

pytestmark = pytest.mark.browser
expect = pytest.importorskip("playwright.sync_api", reason="playwright is not installed").expect

SAMPLE = Path(__file__).parent.parent.parent / "examples" / "2026-09-night-meeting.mp3"
PLACES = [
    "today",
    "meetings",
    "cases",
    "papers",
    "find",
    "archive",
    "keeping",
    "overview",
    "county",
    "grievances",
    "tables",
    "models",
    "settings",
    "inbox",
    "policies",
    "policy/dibao",
    "signings",
    "parlour",
]
CASE = ["case/案2026-0001", "facts/案2026-0001/mediation_agreement"]
LOOP = ["walks", "cards", "draw/2026-10", "followups", "followup/案2026-0001", "handover/何琳"]


def noted(root: Path) -> list[str]:
    """Write a note and hand out a card, and return their pages."""
    desk = open_desk(root)
    note = ledger.add_note(desk, ledger.NewNote("路灯坏了", "2026-09-26", "柳树湾三组", "何琳"))
    card = issue(desk, NewCard("李强", "综合岗", "宅基地被占", "2026-09-26 09:00")).card
    desk.store.close()
    return [f"note/{note.number}", f"card/{card.number}"]


def worked(root: Path) -> list[str]:
    """Work at alerts, a panel, clinics and proposals, and return their pages."""
    desk = open_desk(root)
    made = loop_sample.fill(desk)
    desk.store.close()
    pages = [f"alert/{made['red']}", f"case/{made['red']}", f"jury/{made['session']}", "clinic/柳树湾"]
    return [*pages, "juries", "clinics", "proposals", "alerts"]


def test_every_page_opens_and_is_for_everybody(
    root: Path, bench: Bench, shoot: Callable[..., None], for_everybody: Callable[..., None]
) -> None:
    released(root, bench.code)
    loop = [*LOOP, *noted(root), *worked(root)]
    for place in [*PLACES, *loop, f"meeting/{bench.code}/papers", f"meeting/{bench.code}/sound", *CASE]:
        bench.go(f"/{place}")
        expect(bench.page.locator(".wb-main .yh-notice, .wb-body > .yh-notice").filter(visible=True)).to_have_count(0)
        shoot(bench.page, f"workbench-{place.split('/')[0]}")
        for_everybody(bench.page.locator("#workbench"))
        assert axe.broken_rules(bench.page) == [], place


def test_the_guide_shows_the_workbench_as_it_is(root: Path, bench: Bench, shoot: Callable[..., None]) -> None:
    released(root, bench.code)
    page = bench.page
    bench.go("/today")
    expect(page.locator(".wb-task").first).to_be_visible()
    shoot(page, "workbench-today")
    bench.go("/settings")
    expect(page.get_by_role("img", name="文书的抬头")).to_contain_text("青石镇人民政府")
    page.get_by_label("乡镇人民政府（街道办事处）").fill("白沙镇人民政府")
    expect(page.get_by_role("img", name="文书的抬头")).to_contain_text("白沙镇人民政府")
    shoot(page, "workbench-settings")
    bench.go("/overview")
    shoot(page, "workbench-overview")
    bench.go("/tables")
    shoot(page, "workbench-tables")
    bench.go("/case/案2026-0001")
    shoot(page, "workbench-case")


# An office screen at 125 and at 200 per cent, with the sentences that it shows at least.
ZOOMED = {(1093, 614): 6, (683, 384): 3}


def test_an_office_screen_shows_sentences_at_any_zoom(bench: Bench) -> None:
    for (width, height), least in ZOOMED.items():
        bench.page.set_viewport_size({"width": width, "height": height})
        bench.go(f"/meeting/{bench.code}/text")
        bench.page.locator(".cor[data-ready]").wait_for()
        drawn(bench.page)

        assert sentences_shown(bench.page) >= least


def sentences_shown(page: Any) -> int:
    """Return how many sentences are wholly seen."""
    shown: int = page.locator(".cor-row").evaluate_all(
        """(rows) => { const list = document.querySelector('.cor-list').getBoundingClientRect();
            return rows.map((row) => row.getBoundingClientRect()).filter(({top, bottom, height}) => height
                && top >= Math.max(0, list.top) && bottom <= Math.min(innerHeight, list.bottom)).length; }"""
    )
    return shown


def test_two_people_at_one_recording_see_what_the_other_types(bench: Bench, page: Any) -> None:
    bench.go(f"/meeting/{bench.code}/text")
    other = page.context.new_page()
    other.goto(bench.served.page(f"/meeting/{bench.code}/text"))
    for each in (page, other):
        each.locator(".cor[data-ready]").wait_for()

    page.locator(".cor [contenteditable]").first.click()
    page.keyboard.press("End")
    page.keyboard.type("补上的话")

    expect(other.locator(".cor").get_by_text("补上的话")).to_be_visible(timeout=90_000)
    other.close()


def test_the_retention_table_is_edited_on_its_page(root: Path, bench: Bench) -> None:
    page = bench.page
    bench.go("/tables")
    page.get_by_label("您的姓名").fill("李静")
    page.get_by_label("您的姓名").press("Tab")
    periods = page.locator("section").filter(has=page.get_by_role("heading", name="保管期限表"))
    periods.get_by_role("button", name="加一行").click()
    periods.get_by_label("第 5 行类别").fill("重大事项")
    periods.get_by_role("button", name="存好").click()
    expect(page.locator(".yh-notice").filter(visible=True)).to_contain_text("第 5 行的保管期限")

    periods.get_by_label("第 5 行保管期限").select_option("永久")
    periods.get_by_role("button", name="存好").click()

    expect(page.locator(".yh-notice").filter(visible=True)).to_contain_text("存好了，共 4 行")
    assert "重大事项,永久," in (root / "retention.csv").read_text(encoding="utf-8-sig")


def test_two_tellers_type_apart_and_what_differs_is_red_until_it_is_mended(root: Path, bench: Bench) -> None:
    page = bench.page
    desk = open_desk(root)
    session = loop_sample.seat_panel(desk, loop_sample.yellow_matter(desk))
    desk.store.close()
    bench.go(f"/jury/{session}")

    def type_as(teller: str, name: str, last: str) -> None:
        page.get_by_label(teller, exact=True).fill(name)
        for slot in range(1, loop_sample.SEATS + 1):
            for mark in ("合理", "困难", "政策"):
                page.get_by_label(f"{teller} 票号 {slot} {mark}").fill("8")
        page.get_by_label(f"{teller} 票号 {loop_sample.SEATS} 政策").fill(last)

    type_as("第一个计票人", "赵敏", "8")
    page.get_by_role("button", name="录完了，请第二个人来录").click()
    expect(page.get_by_label("第二个计票人 票号 1 合理")).to_have_value("")
    expect(page.get_by_label("第一个计票人 票号 1 合理")).to_have_count(0)
    type_as("第二个计票人", "王芳", "9")
    page.get_by_role("button", name="录完了，对一对").click()

    expect(page.locator(".wb-differs input")).to_have_count(2)
    expect(page.get_by_role("button", name="计票", exact=True).first).to_be_disabled()
    wrong = page.get_by_label(f"第二个计票人 票号 {loop_sample.SEATS} 政策")
    wrong.fill("8")
    wrong.press("Tab")
    page.get_by_role("button", name="计票", exact=True).first.click()
    expect(page.locator(".wb-facts").first).to_contain_text("8.00 分")


def test_axe_core_is_at_hand() -> None:
    if axe.source() is None:
        pytest.skip("axe-core is not there: no npm, or it did not get the package")


def test_a_recording_becomes_a_confirmed_list_in_at_most_nine_clicks(bench: Bench, shoot: Callable[..., None]) -> None:
    page = bench.page
    bench.go("/today")
    confirm_list(Hand(page, page), shoot)

    desk = open_desk(bench.served.root)
    listed = load_grievances(desk.store, bench.code).grievances
    desk.store.close()
    assert {grievance.status for grievance in listed} == {"confirmed"}
    assert page.evaluate("window.clicks") <= 9


def test_a_recording_chosen_in_the_browser_is_taken_in(bench: Bench, tmp_path: Path) -> None:
    page = bench.page
    own = tmp_path / "新的 录音.mp3"
    own.write_bytes(SAMPLE.read_bytes()[:600_000])
    bench.go("/inbox")
    page.locator(".inb[data-ready]").wait_for()

    page.get_by_label("选录音文件").set_input_files(str(own))
    expect(page.locator(".inb li")).to_contain_text("新的 录音.mp3")
    expect(page.locator(".wb-drop")).to_contain_text("放好了")

    assert (bench.served.root / "收件箱" / own.name).read_bytes() == own.read_bytes()


def test_one_click_leads_from_the_second_to_the_paper_and_back(
    root: Path, bench: Bench, shoot: Callable[..., None], for_everybody: Callable[..., None]
) -> None:
    released(root, bench.code)
    page, number = bench.page, "夜话2026-08-柳树湾-诉001"
    grievance, case = page.locator(".wb-main[data-page=grievance]"), page.locator(".wb-main[data-page=case]")

    bench.go(f"/meeting/{bench.code}/text")
    page.locator(".cor[data-ready]").wait_for()
    page.get_by_role("link", name="诉001").click()
    expect(grievance).to_contain_text(number)
    shoot(page, "workbench-grievance")
    for_everybody(page.locator("#workbench"))
    grievance.get_by_role("link", name="案2026-0001").click()
    expect(case).to_contain_text("立项")
    case.get_by_label("要出的文书").select_option("legal_opinion")
    case.get_by_role("button", name="开始写").click()
    page.locator(".wb-main[data-page=paper]").wait_for()

    page.locator(".wb-heading").get_by_role("link", name=number).click()
    expect(grievance).to_contain_text("原话")
    grievance.locator("td a").first.click()
    page.locator(".cor[data-ready] .current").wait_for()
    page.get_by_role("link", name="诉001").click()
    grievance.get_by_role("link", name="案2026-0001").click()
    case.get_by_role("link", name=number).click()
    expect(grievance).to_contain_text("案2026-0001")


def test_a_paper_is_begun_from_its_case_and_found_again(root: Path, bench: Bench) -> None:
    released(root, bench.code)
    page = bench.page
    bench.go("/case/案2026-0001")
    page.get_by_label("要出的文书").select_option("legal_opinion")
    page.get_by_role("button", name="开始写").click()
    page.locator(".pf").wait_for()

    bench.go("/case/案2026-0001")
    expect(page.get_by_role("link", name="接着写")).to_be_visible()
    bench.go("/today")
    expect(page.get_by_role("link", name="法律意见书（案2026-0001）")).to_be_visible()


def test_nothing_typed_is_lost_when_the_server_is_killed(bench: Bench, tmp_path: Path) -> None:
    page = bench.page
    bench.go(f"/meeting/{bench.code}/text")
    page.locator(".cor[data-ready]").wait_for()
    sentence = page.locator(".cor [contenteditable], .cor textarea, .cor input[type=text]").first
    port = int(bench.served.address.rsplit(":", 1)[1])

    bench.served.process.kill()
    bench.served.process.wait(30)
    expect(page.get_by_text("正在重新连接")).to_be_visible()
    sentence.click()
    page.keyboard.press("End")
    page.keyboard.type("补上的话")

    with serving(bench.served.root, tmp_path / "server", port):
        expect(page.get_by_text("正在重新连接")).to_be_hidden(timeout=90_000)
        until(page, lambda: "补上的话" in logged(bench))
        expect(page.locator(".cor")).to_contain_text("补上的话")
    assert "补上的话" in edited(bench)


def test_markup_in_what_people_write_is_shown_as_text(root: Path, bench: Bench) -> None:
    released(root, bench.code)
    page = bench.page
    page.on("dialog", lambda dialog: pytest.fail(f"a script ran: {dialog.message}"))
    bench.go("/case/案2026-0001")
    page.get_by_label("种类").select_option("note")
    page.get_by_label("日期", exact=True).fill("2026-09-29")
    page.get_by_role("textbox", name="备注").fill("<img src=x onerror=alert(1)><script>alert(2)</script>")
    page.get_by_role("button", name="记上").click()

    expect(page.get_by_role("cell", name="<img src=x onerror=alert(1)>")).to_be_visible()


def test_practice_is_a_switch_that_colours_the_page_and_touches_no_real_work(bench: Bench) -> None:
    bench.go("/today")

    expect(bench.page.get_by_role("switch")).not_to_be_checked()
    assert not (bench.served.root / "practice").exists()


def test_a_sentence_that_was_found_opens_in_the_corrector_at_its_second(root: Path, bench: Bench) -> None:
    released(root, bench.code)
    page = bench.page
    bench.go("/find")
    page.get_by_label("说过什么").fill("补偿款")
    page.get_by_role("button", name="查找", exact=True).click()
    page.get_by_role("link", name="00:30").click()
    page.locator(".cor[data-ready]").wait_for()

    expect(page.locator(".cor .current")).to_contain_text("补偿款")


def test_an_archivist_enters_a_notice_and_checks_a_package_without_a_terminal(
    root: Path, bench: Bench, shoot: Callable[..., None], for_everybody: Callable[..., None]
) -> None:
    released(root, bench.code)
    desk = open_desk(root)
    pack_into_workspace(desk, bench.code, "李静")
    desk.store.close()
    page = bench.page

    bench.go("/keeping/notices")
    expect(page.get_by_role("cell", name="没有告知记录")).to_be_visible()
    page.locator("form select").first.select_option(bench.code)
    page.get_by_label("谁", exact=True).fill("王主持")
    page.get_by_label("怎样告知").select_option("board")
    page.get_by_label("登记人").fill("李静")
    page.get_by_role("button", name="登记", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("已登记：已告知，王主持")
    expect(page.get_by_role("cell", name="没有告知记录")).to_have_count(0)

    for part in ("notices", "sealing", "discs", "backups", "copies", "disposal", "packages"):
        bench.go(f"/keeping/{part}")
        shoot(page, f"keeping-{part}")
    expect(page.get_by_role("button", name="先比对")).to_be_visible()
    page.get_by_label("同意恢复").check()
    expect(page.get_by_role("button", name="恢复", exact=True)).to_be_visible()
    packages = page.locator("form", has=page.get_by_role("button", name="核验这一件"))
    packages.get_by_label("只核验").select_option(bench.code)
    packages.get_by_label("核验人").fill("周档案")
    packages.get_by_role("button").click()
    expect(page.get_by_role("status").filter(has_text="完好")).to_be_visible()
    expect(page.get_by_role("cell", name="周档案")).to_be_visible()
    for_everybody(page.locator("#workbench"))
