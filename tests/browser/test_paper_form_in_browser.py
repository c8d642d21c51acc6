"""The form of a paper in a real browser: from a confirmed grievance to an issued agreement, with hands counted."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.browser.benches import COUNTER
from tests.browser.ways import Hand, begin_agreement, fill_in_by_keyboard, issue
from tests.servers import Served, free_port, serving
from toolkit.cases import add_entry, open_case
from toolkit.papers import interview, list_papers, read_facts, unwrapped
from toolkit.workspace import Desk, open_desk

pytestmark = pytest.mark.browser
expect = pytest.importorskip("playwright.sync_api", reason="playwright is not installed").expect


@dataclass(frozen=True)
class Written:
    """A served workbench and the page that shows it."""

    served: Served
    code: str
    page: Any

    def go(self, place: str) -> None:
        """Open the page at `place` and wait until it is shown."""
        self.page.goto(self.served.page(place))
        self.page.reload()
        self.page.locator(f".wb-main[data-page={place.split('/')[1]}]").wait_for()


@pytest.fixture
def written(quarrel: tuple[Path, str, str], tmp_path: Path, page: Any) -> Iterator[Written]:
    """Give the workbench at that workspace."""
    page.add_init_script(COUNTER)
    with serving(quarrel[0], tmp_path / "server") as served:
        yield Written(served, quarrel[1], page)


@pytest.fixture
def case(quarrel: tuple[Path, str, str], desk: Desk) -> str:
    """Give a case whose mediation was accepted."""
    opened = open_case(desk, [quarrel[2]], "2026-09-28")
    add_entry(desk, opened.case, "mediation_accepted", "2026-10-15")
    return opened.case


def test_a_confirmed_grievance_becomes_an_issued_agreement_in_12_clicks_and_25_fields(
    written: Written, shoot: Callable[..., None], for_everybody: Callable[..., None]
) -> None:
    page = written.page
    page.set_viewport_size({"width": 1366, "height": 768})
    written.go(f"/meeting/{written.code}/papers")
    hand = Hand(page, page)
    begin_agreement(hand)
    shoot(page, "paper-form")

    fill_in_by_keyboard(hand)

    shoot(page, "paper-form-last")
    for_everybody(page.locator("#workbench"))
    issue(hand)
    shoot(page, "paper-form-issued")
    desk = open_desk(written.served.root)
    (issued,) = list_papers(desk.store)
    desk.store.close()
    assert {copy.holder for copy in issued.copies} == {"孙玉兰", "吴建国", "青石镇人民调解委员会"}
    assert page.evaluate("window.clicks") <= 12
    assert len(hand.typed) <= 25


def test_what_is_typed_survives_a_killed_server_and_a_closed_tab(
    quarrel: tuple[Path, str, str], case: str, tmp_path: Path, page: Any
) -> None:
    port = free_port()
    place = f"/paper/{case}/mediation_agreement"
    with serving(quarrel[0], tmp_path / "server", port) as served:
        page.goto(served.page(place))
        page.locator('[data-at="parties.1.address"]').press_sequentially("青石镇柳树湾村二组")
        expect(page.locator(".pf-saved")).to_contain_text("已存好")
        served.process.kill()
        served.process.wait(30)
        page.locator('[data-at="parties.1.phone"]').press_sequentially("13800000072")
        expect(page.get_by_text("没有丢")).to_be_visible(timeout=90_000)
    context = page.context
    page.close()
    with serving(quarrel[0], tmp_path / "server", port) as served:
        again = context.new_page()
        again.goto(served.page(place))
        expect(again.locator(".pf-saved")).to_contain_text("已存好")
        expect(again.locator('[data-at="parties.1.phone"]')).to_have_value("13800000072")
    desk = open_desk(quarrel[0])
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
