"""The clock of the machine jumps while pages are open: what is typed stays, the day shown is true, and it is told."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import moved_clock
from tests.browser.benches import Bench, edited, logged, released, until
from tests.servers import serving
from toolkit.papers import interview, read_facts, unwrapped
from toolkit.workspace import open_desk

pytestmark = pytest.mark.browser
expect = pytest.importorskip("playwright.sync_api", reason="playwright is not installed").expect

YEAR, HOUR = 365 * 86_400, 3_600
CASE = "案2026-0001"


@pytest.fixture
def clock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the file that moves the server's clock by its seconds."""
    file = tmp_path / "clock"
    file.write_text("0", encoding="ascii")
    monkeypatch.setenv(moved_clock.FILE, str(file))
    return file


@pytest.fixture
def moving(root: Path, filed_once: Any, tmp_path: Path, page: Any, clock: Path) -> Iterator[Bench]:  # noqa: ARG001 - set
    """Give the workbench at a clock that can be moved."""
    released(root, filed_once.code)
    with serving(root, tmp_path / "server", module="tests.moved_clock") as served:
        yield Bench(served, filed_once.code, page)


@pytest.fixture(params=["", "delete window.WebSocket"], ids=["pushed", "asked for"])
def watching(request: pytest.FixtureRequest, moving: Bench) -> Bench:
    """Give the workbench in a page that the server tells what it needs to know, and in one that has to ask."""
    moving.page.add_init_script(request.param)
    return moving


def day_in(days: int) -> str:
    """Return the date of the day so many days from now."""
    return (dt.datetime.now().astimezone() + dt.timedelta(days=days)).date().isoformat()


def add_words(page: Any, words: str) -> None:
    page.locator(".cor [contenteditable]").first.click()
    page.keyboard.press("End")
    page.keyboard.type(words)


@pytest.mark.parametrize("seconds", [YEAR, -HOUR], ids=["forward a year", "back an hour"])
def test_a_recording_is_corrected_on_while_the_clock_jumps(moving: Bench, clock: Path, seconds: int) -> None:
    page = moving.page
    moving.go(f"/meeting/{moving.code}/text")
    page.locator(".cor[data-ready]").wait_for()
    add_words(page, "跳前写的")
    clock.write_text(str(seconds), encoding="ascii")
    add_words(page, "跳后写的")

    expect(page.locator(".cor")).to_contain_text("已存好")
    expect(page.locator(".cor")).to_contain_text("跳后写的")
    day = (dt.datetime.now().astimezone() + dt.timedelta(seconds=seconds)).date().isoformat()
    if seconds == YEAR:
        expect(page.locator(".wb-body > .yh-notice").filter(visible=True)).to_be_visible()
    else:
        expect(page.locator(".wb-day")).to_contain_text(day)
    until(page, lambda: "跳前写的" in logged(moving) and "跳后写的" in logged(moving))
    text = edited(moving)
    assert "跳前写的" in text
    assert "跳后写的" in text


def test_a_form_keeps_what_was_typed_when_a_year_forward_logs_everybody_out(moving: Bench, clock: Path) -> None:
    page = moving.page
    moving.go(f"/paper/{CASE}/legal_opinion")
    page.locator(".pf").wait_for()
    field = page.locator(".pf-body input[type=text][data-at]").first
    at = str(field.get_attribute("data-at"))
    clock.write_text(str(YEAR), encoding="ascii")
    field.fill("跳后写的")

    expect(page.locator(".yh-notice").filter(visible=True, has_text="登录过期了").first).to_be_visible(timeout=90_000)
    expect(field).to_have_value("跳后写的")
    moving.go(f"/paper/{CASE}/legal_opinion")  # with its token, as a double click opens it
    expect(page.locator(".pf-saved")).to_contain_text("已存好")
    expect(page.locator(f'[data-at="{at}"]')).to_have_value("跳后写的")
    day = (dt.datetime.now().astimezone() + dt.timedelta(seconds=YEAR)).date().isoformat()
    expect(page.locator(".wb-day")).to_contain_text(day)
    desk = open_desk(moving.served.root)
    facts = unwrapped(read_facts(interview.place_of(desk, CASE, "legal_opinion")))
    desk.store.close()
    assert "跳后写的" in str(facts)


def test_a_day_that_changes_under_an_open_page_is_told(watching: Bench, clock: Path) -> None:
    page = watching.page
    watching.go("/cases")
    expect(page.locator(".wb-day")).to_contain_text(day_in(0))
    clock.write_text(str(3 * 86_400), encoding="ascii")

    told = page.locator(".yh-notice").filter(visible=True, has_text="电脑的日期变了")
    expect(told).to_be_visible()
    expect(page.locator(".wb-day")).to_contain_text(day_in(3))
    expect(told).to_contain_text(f"{day_in(0)} 变成 {day_in(3)}")
    told.get_by_role("button", name="按现在的日期重新打开").click()
    page.locator(".wb-main[data-page=cases]").wait_for()
    expect(told).to_have_count(0)


def test_todays_list_counts_from_the_new_day(watching: Bench, clock: Path) -> None:
    page = watching.page
    watching.go("/today")
    expect(page.locator(".wb-day")).to_contain_text(day_in(0))
    tasks = page.locator(".wb-main")
    known = tasks.inner_text()
    clock.write_text(str(3 * 86_400), encoding="ascii")

    expect(page.locator(".wb-day")).to_contain_text(day_in(3))
    expect(tasks).not_to_have_text(known, use_inner_text=True)
    page.locator(".wb-main[data-page=today]").wait_for()
    later = tasks.inner_text()
    page.reload()
    page.locator(".wb-main[data-page=today]").wait_for()
    expect(tasks).to_have_text(later, use_inner_text=True)
    expect(page.locator(".yh-notice").filter(visible=True, has_text="电脑的日期变了")).to_have_count(0)


def test_a_half_written_form_is_lost_only_to_whoever_says_so(moving: Bench, clock: Path) -> None:
    page = moving.page
    moving.go("/cards")
    typed = page.get_by_label("什么事（不印在卡上，也不列出）")
    typed.fill("路灯坏了")
    clock.write_text(str(3 * 86_400), encoding="ascii")

    told = page.locator(".wb-body > .yh-notice").filter(visible=True)
    expect(told).to_contain_text("重新打开就没有了", timeout=90_000)
    told.get_by_role("button", name="按现在的日期重新打开").click()
    expect(told).to_contain_text("还没有记下的内容")
    expect(typed).to_have_value("路灯坏了")
    told.get_by_role("button", name="不要了，重新打开").click()

    expect(told).to_have_count(0)
    expect(typed).to_have_value("")
