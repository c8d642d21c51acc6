"""A browser without WebSocket, or one whose sockets are blocked: every panel works by asking every two seconds."""

from typing import Any

import pytest

from tests.browser.benches import Bench, edited, logged, until
from tests.servers import serving
from toolkit.grievances import access_log, lists, load_grievances
from toolkit.workspace import open_desk

pytestmark = pytest.mark.browser
expect = pytest.importorskip("playwright.sync_api", reason="playwright is not installed").expect

MISSING = "delete window.WebSocket"
# What a browser does whose rules forbid it, and one behind a filter that ends every socket.
FORBIDDEN = "window.WebSocket = class { constructor() { throw new DOMException('', 'SecurityError'); } }"
BLOCKED = "window.WebSocket = class { constructor() { setTimeout(() => this.onclose?.()); } close() {} }"


@pytest.fixture
def without(request: pytest.FixtureRequest, bench: Bench) -> Bench:
    """Give the workbench in a page that reaches no socket."""
    bench.page.add_init_script(getattr(request, "param", MISSING))
    return bench


def judged(bench: Bench) -> None:
    """Find the grievances, and judge that nobody is accused."""
    desk = open_desk(bench.served.root)
    lists.find_grievances(desk, bench.code)
    access_log.close(desk, bench.code, "何琳", sure=True)
    desk.store.close()


def other_window(bench: Bench, place: str) -> Any:
    """Open `place` in another window, which has its sockets."""
    other = bench.page.context.new_page()
    other.goto(bench.served.page(place))
    return other


def add_words(page: Any, words: str) -> None:
    """Type `words` at the end of the first sentence."""
    page.locator(".cor [contenteditable]").first.click()
    page.keyboard.press("End")
    page.keyboard.type(words)


def confirm_current(page: Any) -> None:
    """Confirm the grievance that the table stands at, also where it asks once more since nobody listened."""
    page.get_by_role("button", name="确认，下一件").focus()
    page.keyboard.press("Shift+F6")


@pytest.mark.parametrize(
    "without", [MISSING, FORBIDDEN, BLOCKED], ids=["missing", "forbidden", "blocked"], indirect=True
)
def test_a_grievance_is_confirmed_and_what_another_window_confirms_is_shown(without: Bench) -> None:
    judged(without)
    page, place = without.page, f"/meeting/{without.code}/grievances"
    sockets: list[str] = []
    page.on("websocket", lambda socket: socket.on("framereceived", lambda _: sockets.append(socket.url)))
    without.go(place)
    page.locator(".gri[data-ready]").wait_for()
    other = other_window(without, place)
    other.locator(".gri[data-ready]").wait_for()

    confirm_current(page)
    expect(other.locator(".gri")).to_contain_text("诉001", timeout=90_000)
    other.get_by_role("row").filter(has_text="待确认").first.click()
    confirm_current(other)

    expect(page.locator(".gri")).to_contain_text("诉002", timeout=90_000)
    desk = open_desk(without.served.root)
    listed = load_grievances(desk.store, without.code).grievances
    desk.store.close()
    assert [grievance.status for grievance in listed[:2]] == ["confirmed", "confirmed"]
    assert sockets == []
    other.close()


def test_the_corrector_draws_its_wave_and_both_windows_see_what_is_typed(without: Bench) -> None:
    page, place = without.page, f"/meeting/{without.code}/text"
    without.go(place)
    page.locator(".cor[data-ready]").wait_for()
    expect(page.get_by_text("正在重新连接")).to_be_hidden()
    other = other_window(without, place)
    other.locator(".cor[data-ready]").wait_for()

    add_words(page, "这边补的")
    expect(other.locator(".cor")).to_contain_text("这边补的", timeout=90_000)
    add_words(other, "那边补的")
    expect(page.locator(".cor")).to_contain_text("那边补的", timeout=90_000)

    other.close()


def test_nothing_typed_is_lost_when_the_server_is_killed(without: Bench, tmp_path: Any) -> None:
    page = without.page
    without.go(f"/meeting/{without.code}/text")
    page.locator(".cor[data-ready]").wait_for()
    port = int(without.served.address.rsplit(":", 1)[1])

    without.served.process.kill()
    without.served.process.wait(30)
    expect(page.get_by_text("正在重新连接")).to_be_visible()
    add_words(page, "补上的话")

    with serving(without.served.root, tmp_path / "server", port):
        expect(page.get_by_text("正在重新连接")).to_be_hidden(timeout=90_000)
        until(page, lambda: "补上的话" in logged(without))
        expect(page.locator(".cor")).to_contain_text("补上的话")
    assert "补上的话" in edited(without)


def test_what_is_typed_last_is_sent_when_the_page_is_left_at_once(without: Bench) -> None:
    page = without.page
    without.go(f"/meeting/{without.code}/text")
    page.locator(".cor[data-ready]").wait_for()
    asked: list[tuple[str, str]] = []
    page.on("request", lambda one: asked.append(("asks", one.method)) if "/yehua/asking/" in one.url else None)
    page.on("requestfinished", lambda one: asked.append(("ends", one.method)) if "/yehua/asking/" in one.url else None)

    page.locator(".cor [contenteditable]").first.click()
    page.keyboard.press("End")
    page.evaluate(
        """() => {
          document.execCommand('insertText', false, '走前写的');
          document.querySelector('.wb-nav a[href="#/today"]').click();
        }"""
    )
    page.locator(".wb-main[data-page=today]").wait_for()
    until(page, lambda: "走前写的" in logged(without) and ("asks", "DELETE") in asked)

    assert "走前写的" in edited(without)
    assert [one for one in asked if one != ("ends", "DELETE")][-2:] == [("ends", "POST"), ("asks", "DELETE")]


def test_a_page_left_while_a_question_is_under_way_is_still_told_what_was_typed(without: Bench) -> None:
    page = without.page
    without.go(f"/meeting/{without.code}/text")
    page.locator(".cor[data-ready]").wait_for()
    page.evaluate(
        """() => {
          const ask = window.fetch;
          const isSlow = (options) => options?.method === 'POST';
          const later = (options) => new Promise((resolve) => setTimeout(resolve, isSlow(options) ? 1500 : 0));
          window.fetch = (address, options) => later(options).then(() => ask(address, options));
        }"""
    )
    page.wait_for_timeout(2200)  # a question is under way now, and will be for more than a second

    add_words(page, "走前写的")
    page.get_by_role("link", name="今天要办").click()
    until(page, lambda: "走前写的" in logged(without))

    assert "走前写的" in edited(without)


def test_a_panel_that_cannot_be_opened_says_why_and_asks_no_more(without: Bench) -> None:
    page = without.page
    without.go("/meetings")
    page.evaluate("location.hash = '/meeting/夜话9999-999/text'")
    expect(page.locator(".yh-notice").filter(visible=True)).to_contain_text("没有找到")
