"""Ways that are gone in the workbench and in a notebook that shows it: with the same hands, whose work is counted."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

expect = pytest.importorskip("playwright.sync_api", reason="playwright is not installed").expect


@dataclass(frozen=True)
class Hand:
    """A hand at the workbench that `shown` holds, a page or a frame of it; keys go to `page`.

    The fields that it had to type into are in `typed`.
    """

    shown: Any
    page: Any
    typed: list[str] = field(default_factory=list)

    def press(self, name: str, **more: Any) -> None:
        """Click the button `name`."""
        self.shown.get_by_role("button", name=name, **more).first.click()

    def go_on(self) -> None:
        """Go on to the next step of the form by the keyboard."""
        self.shown.get_by_role("button", name="下一步").press("Enter")

    def type(self, at: str, text: str) -> None:
        """Write `text` into the field at the path `at`, as one more field that had to be typed."""
        control = self.shown.locator(f'[data-at="{at}"]')
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
        expect(self.shown.locator(".pf-saved")).to_contain_text("已存好", timeout=90_000)


def confirm_list(hand: Hand, shoot: Callable[[Any, str], None]) -> None:
    """Open the transcribed recording from today's list, judge its grievances, and confirm each; take pictures."""
    shown, page = hand.shown, hand.page
    shown.get_by_role("link", name="柳树湾 2026-09-25 第 1 段").first.click()
    shown.locator(".cor[data-ready]").wait_for()
    shoot(page, "way-text")
    shown.get_by_role("link", name="诉求", exact=True).click()
    table = shown.locator(".gri[data-ready]")
    table.wait_for()
    shown.get_by_label("判断人姓名").focus()
    page.keyboard.type("何琳")
    page.keyboard.press("Enter")
    hand.press("其余都不是检举…")
    hand.press("都不是，放行")
    expect(table).to_contain_text("待确认")
    shoot(page, "way-grievances")
    for _ in range(12):
        if "都确认了" in table.inner_text():
            break
        page.keyboard.press("F6")
        page.wait_for_timeout(400)
        if shown.locator(".yh-notice").filter(visible=True, has_text="待定").count():
            page.keyboard.press("Enter")
            page.wait_for_timeout(400)
    expect(table).to_contain_text("都确认了")
    shoot(page, "way-confirmed")


def begin_agreement(hand: Hand) -> None:
    """From the papers of a recording: open a case of its grievance, enter the mediation, and begin the agreement."""
    shown = hand.shown
    hand.press("立项")
    shown.locator(".wb-main[data-page=case]").wait_for()
    entry = shown.locator("form").filter(has_text="记上")
    entry.get_by_label("种类").select_option(label="受理调解")
    entry.get_by_label("日期", exact=True).fill("2026-10-15")
    entry.get_by_role("button", name="记上").click()
    # The page is drawn anew with the entry; what is chosen before that would be gone.
    expect(shown.locator(".wb-main")).to_contain_text("记好了")
    shown.get_by_label("要出的文书").select_option(label="人民调解协议书")
    hand.typed.extend(["种类", "日期", "要出的文书"])
    hand.press("开始写")
    shown.locator(".pf").wait_for()


def fill_in_by_keyboard(hand: Hand) -> None:
    """Fill in the form of an agreement that was begun; Enter leads from field to field and from step to step."""
    hand.type("parties.1.address", "青石镇柳树湾村二组")
    hand.page.keyboard.press("Enter")
    hand.type("place", "柳树湾村民委员会会议室")
    hand.go_on()
    hand.type("facts", "两家是邻居，院墙的位置争了八年。")
    hand.type("disputed_points", "院墙移不移。")
    hand.type("responsibilities.0.text", "改动排水沟时没有留出安全距离。")
    hand.go_on()
    hand.press("院墙后移")
    for slot, text in {"哪一段": "南段", "长度": "8.4米", "距离": "1.1米"}.items():
        hand.type(f"terms.0.duty|{slot}", text)
    hand.type("terms.0.place", "两家房屋之间")
    hand.type("terms.0.by", "2026-12-15")
    hand.press("＋ 添加付款")
    hand.shown.locator('[data-at="payments.0.subject"]').wait_for()
    hand.type("payments.0.subject", "墙角受潮的修补费用")
    hand.type("payments.0.amount", "1200")
    hand.type("payments.0.by", "2026-12-15")
    hand.go_on()
    hand.go_on()
    hand.type("mediators.0.name", "周明礼")
    hand.type("recorder.name", "田小禾")
    hand.go_on()
    hand.settled()


def issue(hand: Hand) -> None:
    """Issue the paper whose form is complete."""
    hand.press("签发", exact=True)
    hand.press("看过了，签发")
    expect(hand.shown.locator(".pf")).to_contain_text("已签发")
