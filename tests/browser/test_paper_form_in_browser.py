"""The form of a paper in a real browser: from a confirmed grievance to an issued agreement, with hands counted."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.servers import Served, free_port, serving
from toolkit.cases import add_entry, open_case
from toolkit.grievances import confirm_grievances, lists
from toolkit.papers import interview, list_papers, read_facts, unwrapped
from toolkit.workspace import Desk, open_desk

pytestmark = pytest.mark.browser
expect = pytest.importorskip("playwright.sync_api", reason="playwright is not installed").expect

SAID = (
    "我叫孙玉兰，是柳树湾村二组的。我跟隔壁吴建国家的院墙和排水沟争了八年，村里调解了三次，请镇上调解一下。",
    "我叫段永福，三组的路灯坏了三个月，没有人来修。",
)
# Counts what a hand does: clicks of the mouse, not those that a key makes.
COUNTER = "addEventListener('click', (event) => { if (event.detail) window.clicks = (window.clicks ?? 0) + 1; }, true)"


@dataclass(frozen=True)
class Written:
    """A served workbench and the page that shows it; the fields that a hand typed into are counted."""

    served: Served
    code: str
    page: Any
    typed: list[str]

    def go(self, place: str) -> None:
        """Open the page at `place` and wait until it is shown."""
        self.page.goto(self.served.page(place))
        self.page.reload()
        self.page.locator(f".wb-main[data-page={place.split('/')[1]}]").wait_for()

    def type(self, at: str, text: str) -> None:
        """Write `text` into the field at the path `at`, as one more field that had to be typed."""
        control = self.page.locator(f'[data-at="{at}"]')
        self.typed.append(at)
        if control.evaluate("(one) => one.type === 'date' || one.tagName === 'SELECT'"):
            control.evaluate("(one) => one.focus()")
            (control.select_option if control.evaluate("(one) => one.tagName") == "SELECT" else control.fill)(text)
        else:
            control.focus()
            control.fill("")
            control.press_sequentially(text)

    def settled(self) -> None:
        """Wait until everything typed is in the workspace."""
        expect(self.page.locator(".pf-saved")).to_contain_text("已存好")


@pytest.fixture
def root(desk: Desk, heard: Any, judged: Any) -> tuple[Path, str, str]:
    """Give a workspace with a confirmed grievance between neighbours, its recording, and its number."""
    code = heard(*SAID)
    lists.find_grievances(desk, code)
    changes = {"person": "孙玉兰", "home": "柳树湾村二组", "against": "吴建国", "mediation": "邻里"}
    (one,) = confirm_grievances(desk.store, code, [1], changes, "田小禾")
    judged(code)
    return desk.workspace.root, code, str(one.number)


@pytest.fixture
def written(root: tuple[Path, str, str], tmp_path: Path, page: Any) -> Iterator[Written]:
    """Give the workbench at that workspace."""
    page.add_init_script(COUNTER)
    with serving(root[0], tmp_path / "server") as served:
        yield Written(served, root[1], page, [])


@pytest.fixture
def case(root: tuple[Path, str, str], desk: Desk) -> str:
    """Give a case whose mediation was accepted."""
    opened = open_case(desk, [root[2]], "2026-09-28")
    add_entry(desk, opened.case, "mediation_accepted", "2026-10-15")
    return opened.case


def fill_in_by_keyboard(written: Written) -> None:
    """Fill in the form of an agreement that was begun; Enter leads from field to field and from step to step."""
    page = written.page
    written.type("parties.1.address", "青石镇柳树湾村二组")
    page.keyboard.press("Enter")
    written.type("place", "柳树湾村民委员会会议室")
    page.get_by_role("button", name="下一步").press("Enter")
    written.type("facts", "两家是邻居，院墙的位置争了八年。")
    written.type("disputed_points", "院墙移不移。")
    written.type("responsibilities.0.text", "改动排水沟时没有留出安全距离。")
    page.get_by_role("button", name="下一步").press("Enter")
    page.get_by_role("button", name="院墙后移").click()
    for slot, text in {"哪一段": "南段", "长度": "8.4米", "距离": "1.1米"}.items():
        written.type(f"terms.0.duty|{slot}", text)
    written.type("terms.0.place", "两家房屋之间")
    written.type("terms.0.by", "2026-12-15")
    page.get_by_role("button", name="＋ 添加付款").click()
    page.locator('[data-at="payments.0.subject"]').wait_for()
    written.type("payments.0.subject", "墙角受潮的修补费用")
    written.type("payments.0.amount", "1200")
    written.type("payments.0.by", "2026-12-15")
    page.get_by_role("button", name="下一步").press("Enter")
    page.get_by_role("button", name="下一步").press("Enter")
    written.type("mediators.0.name", "周明礼")
    written.type("recorder.name", "田小禾")
    page.get_by_role("button", name="下一步").press("Enter")
    written.settled()


def test_a_confirmed_grievance_becomes_an_issued_agreement_in_12_clicks_and_25_fields(
    written: Written, shoot: Callable[..., None], for_everybody: Callable[..., None]
) -> None:
    page = written.page
    page.set_viewport_size({"width": 1366, "height": 768})
    written.go(f"/meeting/{written.code}/papers")
    page.get_by_role("button", name="立项").first.click()
    page.locator(".wb-main[data-page=case]").wait_for()
    entry = page.locator("form").filter(has_text="记上")
    entry.get_by_label("种类").select_option(label="受理调解")
    entry.get_by_label("日期", exact=True).fill("2026-10-15")
    written.typed.extend(["种类", "日期"])
    entry.get_by_role("button", name="记上").click()
    # The page is drawn anew with the entry; what is chosen before that would be gone.
    expect(page.locator(".wb-main")).to_contain_text("记好了")
    page.get_by_label("要出的文书").select_option(label="人民调解协议书")
    written.typed.append("要出的文书")
    page.get_by_role("button", name="开始写").click()
    page.locator(".pf").wait_for()
    shoot(page, "paper-form")

    fill_in_by_keyboard(written)

    shoot(page, "paper-form-last")
    for_everybody(page.locator("#workbench"))
    page.get_by_role("button", name="签发", exact=True).click()
    page.get_by_role("button", name="看过了，签发").click()
    expect(page.locator(".pf")).to_contain_text("已签发")
    shoot(page, "paper-form-issued")
    desk = open_desk(written.served.root)
    (issued,) = list_papers(desk.store)
    desk.store.close()
    assert {copy.holder for copy in issued.copies} == {"孙玉兰", "吴建国", "青石镇人民调解委员会"}
    assert page.evaluate("window.clicks") <= 12
    assert len(written.typed) <= 25


def test_what_is_typed_survives_a_killed_server_and_a_closed_tab(
    root: tuple[Path, str, str], case: str, tmp_path: Path, page: Any
) -> None:
    port = free_port()
    place = f"/paper/{case}/mediation_agreement"
    with serving(root[0], tmp_path / "server", port) as served:
        page.goto(served.page(place))
        page.locator('[data-at="parties.1.address"]').press_sequentially("青石镇柳树湾村二组")
        expect(page.locator(".pf-saved")).to_contain_text("已存好")
        served.process.kill()
        served.process.wait(30)
        page.locator('[data-at="parties.1.phone"]').press_sequentially("13800000072")
        expect(page.get_by_text("没有丢")).to_be_visible(timeout=20_000)
    context = page.context
    page.close()
    with serving(root[0], tmp_path / "server", port) as served:
        again = context.new_page()
        again.goto(served.page(place))
        expect(again.locator(".pf-saved")).to_contain_text("已存好")
        expect(again.locator('[data-at="parties.1.phone"]')).to_have_value("13800000072")
    desk = open_desk(root[0])
    party = unwrapped(read_facts(interview.place_of(desk, case, "mediation_agreement")))["parties"][1]
    desk.store.close()
    assert (party["address"], party["phone"]) == ("青石镇柳树湾村二组", "13800000072")


def test_a_form_is_filled_in_by_the_keyboard_alone(
    written: Written, case: str, for_everybody: Callable[..., None]
) -> None:
    page = written.page
    written.go(f"/paper/{case}/mediation_agreement")
    page.locator('[data-at="parties.1.address"]').focus()
    page.keyboard.type("柳树湾村二组")
    for _ in range(40):
        if page.locator(".pf-body > h2").inner_text() == "纠纷和受理":
            break
        page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.locator('[data-at="place"]').focus()
    page.keyboard.type("村委会")
    page.keyboard.press("Tab")

    expect(page.locator(".pf-page")).to_contain_text("在村委会进行调解")
    for_everybody(page.locator("#workbench"))
    assert page.evaluate("window.clicks ?? 0") == 0
