"""The signing page on an old phone: by touch, refused until everything is read, ticked and written."""

import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.conftest import CHROMIUM, FLAGS
from tests.signing.conftest import Office
from tests.signing.signers import WITNESS
from toolkit.signing import acts, checking, signings
from toolkit.signing.page.server import SigningServer

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def browser() -> Iterator["Browser"]:
    """Give a browser; skip where the machine has none."""
    if CHROMIUM is None:
        pytest.skip("Chromium is not on this machine")
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield opened
        opened.close()


def old_phone(browser: "Browser", asked: list[str]) -> "Page":
    """Return a page on a phone of 360 by 640 that has touch; the hosts asked for are added to `asked`."""
    context = browser.new_context(
        viewport={"width": 360, "height": 640}, has_touch=True, is_mobile=True, locale="zh-CN"
    )
    page = context.new_page()
    page.on("request", lambda request: asked.append(request.url))
    return page


def written(page: "Page", seed: int) -> None:
    """Write a name on the canvas by touch."""
    canvas = page.locator("#pad")
    canvas.scroll_into_view_if_needed()
    box: Any = canvas.bounding_box()
    touch = page.context.new_cdp_session(page)
    for stroke in range(4):
        points = [
            (
                box["x"] + 40 + stroke * 60 + 22 * math.sin(seed + step / 4),
                box["y"] + 40 + step * 5 + 8 * math.cos(seed * stroke + step / 3),
            )
            for step in range(24)
        ]
        for kind, (x, y) in zip(("touchStart", *["touchMove"] * 23), points, strict=True):
            touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]})
        touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def read_to_the_end(page: "Page", pages: int) -> None:
    """Open the paper and scroll through its pages."""
    page.tap("#open")
    for number in range(1, pages + 1):
        page.wait_for_selector(f"#pages img:nth-child({number})")
        page.locator(f"#pages img:nth-child({number})").evaluate("image => image.scrollIntoView({block: 'end'})")
        page.wait_for_timeout(150)
    page.locator("#say", has_text="看完了").wait_for()


def test_a_name_is_signed_by_touch_and_refused_until_everything_is_done(
    office: Office, server: SigningServer, browser: "Browser", tmp_path: Path
) -> None:
    asked: list[str] = []
    page = old_phone(browser, asked)
    secret = server.table.invite(office.number, "孙玉兰", WITNESS)
    page.goto(f"{server.address}#{secret}")
    page.wait_for_selector("#whole:not([hidden])")
    said = []
    page.tap("#done")
    said.append(page.inner_text("#say"))
    read_to_the_end(page, 3)
    page.tap("#done")
    said.append(page.inner_text("#say"))
    page.tap("#read")
    page.tap("#done")
    said.append(page.inner_text("#say"))
    box: Any = page.locator("#pad").bounding_box()
    page.touchscreen.tap(box["x"] + 50, box["y"] + 50)
    page.tap("#done")
    said.append(page.inner_text("#say"))
    page.tap("#clear")
    written(page, 2)
    page.set_viewport_size({"width": 640, "height": 400})
    page.set_viewport_size({"width": 360, "height": 640})
    page.locator("#read").scroll_into_view_if_needed()
    page.screenshot(path=str(tmp_path / "签名页.png"), full_page=True)
    below = [page.locator(name).bounding_box() for name in ("#done", "#stop")]
    assert below[1]["y"] - below[0]["y"] - below[0]["height"] > 40  # type: ignore[index] # both are shown
    page.tap("#done")
    page.locator("#say", has_text="已经签好").wait_for()

    assert ["从头看到尾" in said[0], "打勾" in said[1], "没有写名字" in said[2], "写得太少" in said[3]] == [True] * 4
    step = signings.current(office.desk, office.paper)
    assert [each.who for each in step.signing.signatures[1:]] == ["孙玉兰"]
    (strokes,) = (signings.folder_of(office.desk, office.paper) / acts.STROKES).iterdir()
    record = json.loads(strokes.read_text(encoding="utf-8"))
    assert len(record["drawing"]["strokes"]) == 4
    assert [event["what"] for event in record["events"] if event["what"].startswith("seen")] == [
        "seen 1",
        "seen 2",
        "seen 3",
    ]
    assert all(address.startswith((server.address, "data:")) for address in asked)
    assert server.table.ended(secret) == "签好了"
    assert {fault.split(" ", 1)[-1] for fault in checking.verify(office.desk, step.file).faults} == {
        "吴建国 没有签。",
        "周明礼 没有签。",
        "青石镇人民调解委员会 没有签。",
    }


def test_a_tap_enlarges_the_paper_for_weak_eyes_and_another_brings_it_back(
    office: Office, server: SigningServer, browser: "Browser", tmp_path: Path
) -> None:
    page = old_phone(browser, [])
    page.goto(f"{server.address}#{server.table.invite(office.number, '孙玉兰', WITNESS)}")
    page.wait_for_selector("#whole:not([hidden])")
    page.tap("#open")
    page.wait_for_selector("#pages img:nth-child(1)")
    wide = []
    for _ in range(2):
        wide.append(page.locator("#pages img:nth-child(1)").evaluate("image => image.offsetWidth"))
        page.screenshot(path=str(tmp_path / f"纸面-{len(wide)}.png"))
        page.tap("#pages img:nth-child(1)", position={"x": 100, "y": 100})

    assert wide[1] > wide[0] * 2
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.locator("#pages img:nth-child(1)").evaluate("image => image.offsetWidth") == wide[0]


def test_who_does_not_want_to_sign_ends_it_and_the_secret_is_spent(
    office: Office, server: SigningServer, browser: "Browser"
) -> None:
    page = old_phone(browser, [])
    secret = server.table.invite(office.number, "吴建国", WITNESS)
    page.goto(f"{server.address}#{secret}")
    page.wait_for_selector("#whole:not([hidden])")
    page.tap("#stop")
    page.wait_for_selector("#whole", state="hidden")
    page.reload()
    page.locator("#say", has_text="已经用过").wait_for()

    assert server.table.ended(secret) == "没有签"
    assert len(signings.current(office.desk, office.paper).signing.signatures) == 1
