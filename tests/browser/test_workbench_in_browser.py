"""The workbench in a real browser: from today's list to every page, without a notebook and without a line of code."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.servers import Served, serving
from toolkit.archive import pack_into_workspace
from toolkit.cases import open_case
from toolkit.grievances import access_log, confirm_grievances, lists, load_grievances
from toolkit.loop.cards import NewCard, issue
from toolkit.loop.walks import ledger
from toolkit.transcripts import DraftLog, list_versions, load_transcript
from toolkit.workspace import open_desk

pytestmark = pytest.mark.browser
expect = pytest.importorskip("playwright.sync_api", reason="playwright is not installed").expect

SAMPLE = Path(__file__).parent.parent.parent / "examples" / "2026-09-night-meeting.mp3"
PLACES = [
    "today",
    "meetings",
    "cases",
    "find",
    "archive",
    "keeping",
    "overview",
    "grievances",
    "tables",
    "settings",
    "inbox",
    "policies",
    "policy/dibao",
]
LOOP = ["walks", "alerts", "cards", "draw/2026-10", "followups", "followup/案2026-0001", "handover/何琳"]
# Counts what a hand does: clicks of the mouse, not those that a key makes.
COUNTER = "addEventListener('click', (event) => { if (event.detail) window.clicks = (window.clicks ?? 0) + 1; }, true)"


@dataclass(frozen=True)
class Bench:
    """A served workbench, the recording that it holds, and the page that shows it."""

    served: Served
    code: str
    page: Any

    def go(self, place: str) -> None:
        """Open the page at `place` and wait until it is shown."""
        self.page.goto(self.served.page(place))
        self.page.reload()
        self.page.locator(f".wb-main[data-page={place.split('/')[1]}]").wait_for()


@pytest.fixture
def root(filed_once: Any, tmp_path: Path) -> Path:
    """Give a workspace of its own, whose path has a space and Chinese characters."""
    place = tmp_path / "工作 文件夹" / "档案"
    shutil.copytree(filed_once.root, place)
    return place


@pytest.fixture
def bench(root: Path, filed_once: Any, tmp_path: Path, page: Any) -> Iterator[Bench]:
    """Give the workbench at the made-up meeting, of which nothing but the text is made yet."""
    page.add_init_script(COUNTER)
    with serving(root, tmp_path / "server") as served:
        yield Bench(served, filed_once.code, page)


def released(root: Path, code: str) -> None:
    """Find the grievances, judge that nobody is accused, and confirm the first."""
    desk = open_desk(root)
    lists.find_grievances(desk, code)
    access_log.close(desk, code, "何琳")
    (grievance, *_) = confirm_grievances(desk.store, code, [1], {})
    open_case(desk, [grievance.number or ""], "2026-09-28")
    desk.store.close()


def noted(root: Path) -> list[str]:
    """Write a note and hand out a card, and return their pages."""
    desk = open_desk(root)
    note = ledger.add_note(desk, ledger.NewNote("路灯坏了", "2026-09-26", "柳树湾三组", "何琳"))
    card = issue(desk, NewCard("李强", "综合岗", "宅基地被占", "2026-09-26 09:00")).card
    desk.store.close()
    return [f"note/{note.number}", f"card/{card.number}"]


def test_every_page_opens_and_is_for_everybody(
    root: Path, bench: Bench, shoot: Callable[..., None], for_everybody: Callable[..., None]
) -> None:
    released(root, bench.code)
    loop = [*LOOP, *noted(root)]
    for place in [*PLACES, *loop, f"meeting/{bench.code}/papers", f"meeting/{bench.code}/sound", "case/案2026-0001"]:
        bench.go(f"/{place}")
        expect(bench.page.locator(".wb-main .yh-notice, .wb-body > .yh-notice").filter(visible=True)).to_have_count(0)
        shoot(bench.page, f"workbench-{place.split('/')[0]}")
        for_everybody(bench.page.locator("#workbench"))


def test_a_recording_becomes_a_confirmed_list_in_at_most_nine_clicks(bench: Bench) -> None:
    page = bench.page
    bench.go("/today")
    page.get_by_role("link", name="柳树湾 2026-09-25 第 1 段").first.click()
    page.locator(".cor[data-ready]").wait_for()
    page.get_by_role("link", name="诉求", exact=True).click()
    page.locator(".gri[data-ready]").wait_for()
    page.get_by_label("判断人姓名").focus()
    page.keyboard.type("何琳")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="其余都不是检举…").click()
    page.get_by_role("button", name="都不是，放行").click()
    expect(page.locator(".gri")).to_contain_text("待确认")
    for _ in range(12):
        if "都确认了" in page.locator(".gri").inner_text():
            break
        page.keyboard.press("F6")
        page.wait_for_timeout(400)
        if page.locator(".yh-notice").filter(visible=True, has_text="待定").count():
            page.keyboard.press("Enter")
            page.wait_for_timeout(400)

    expect(page.locator(".gri")).to_contain_text("都确认了")
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


def test_the_way_leads_from_the_case_to_the_grievance_and_back(root: Path, bench: Bench) -> None:
    released(root, bench.code)
    page = bench.page
    bench.go("/cases")
    page.get_by_role("link", name="案2026-0001").click()
    page.get_by_role("link", name="夜话2026-08-柳树湾-诉001").click()
    page.locator(".gri[data-ready]").wait_for()
    page.get_by_role("link", name="文书", exact=True).click()
    page.get_by_role("link", name="案2026-0001").click()

    expect(page.locator(".wb-main[data-page=case]")).to_contain_text("立项")


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
        expect(page.get_by_text("正在重新连接")).to_be_hidden(timeout=30_000)
        page.wait_for_timeout(2500)
        expect(page.locator(".cor")).to_contain_text("补上的话")

    desk = open_desk(bench.served.root)
    base = load_transcript(desk.store, bench.code, list_versions(desk.store, bench.code)[-1])
    draft = DraftLog(base, desk.workspace.edits(bench.code, base.version)).draft
    desk.store.close()
    assert any("补上的话" in segment.text for segment in draft.segments.values())


def test_markup_in_what_people_write_is_shown_as_text(root: Path, bench: Bench) -> None:
    released(root, bench.code)
    page = bench.page
    page.on("dialog", lambda dialog: pytest.fail(f"a script ran: {dialog.message}"))
    bench.go("/case/案2026-0001")
    page.get_by_label("种类").select_option("note")
    page.get_by_label("日期", exact=True).fill("2026-09-29")
    page.get_by_label("备注").fill("<img src=x onerror=alert(1)><script>alert(2)</script>")
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
    page.get_by_label("谁", exact=True).fill("王主持")
    page.get_by_label("怎样告知").select_option("board")
    page.get_by_label("登记人").fill("李静")
    page.get_by_role("button", name="登记", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("已登记：已告知，王主持")
    expect(page.get_by_role("cell", name="没有告知记录")).to_have_count(0)

    for part in ("notices", "discs", "backups", "copies", "disposal", "packages"):
        bench.go(f"/keeping/{part}")
        shoot(page, f"keeping-{part}")
    expect(page.get_by_role("button", name="先比对")).to_be_visible()
    page.get_by_label("同意恢复").check()
    expect(page.get_by_role("button", name="恢复", exact=True)).to_be_visible()
    packages = page.locator("form", has=page.get_by_role("button", name="核验这一件"))
    packages.get_by_label("核验人").fill("周档案")
    packages.get_by_role("button").click()
    expect(page.get_by_role("status").filter(has_text="完好")).to_be_visible()
    expect(page.get_by_role("cell", name="周档案")).to_be_visible()
    for_everybody(page.locator("#workbench"))
