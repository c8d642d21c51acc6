"""The corrector in a real browser: what is typed reaches the disk, whatever goes away in between."""

import json
import os
import signal
import string
import time
from typing import Any

import psutil
import pytest

from toolkit.transcripts.versions import load_transcript
from toolkit.workspace.desk import open_desk

expect = pytest.importorskip("playwright.sync_api", reason="playwright is not installed").expect

pytestmark = pytest.mark.browser

OPEN = """\
from pathlib import Path
from toolkit.notebook.panels import Corrector
from toolkit.workspace.desk import open_desk
desk = open_desk(Path({root!r}))"""

KERNEL = "window.jupyterapp?.shell?.currentWidget?.context?.sessionContext?.session?.kernel"
KERNEL_PROCESS = f"""async () => {{
  const kernel = {KERNEL};
  const future = kernel.requestExecute({{ code: 'import os; print(os.getpid())' }});
  let told = '';
  future.onIOPub = (message) => {{ if (message.header.msg_type === 'stream') told += message.content.text; }};
  await future.done;
  return told.trim();
}}"""


# The rows as they stand in the page.
IN_ORDER = "() => [...document.querySelectorAll('.cor-row')].map((row) => row.dataset.id)"


@pytest.fixture
def desk_cells(filed: Any) -> tuple[str, str]:
    return OPEN.format(root=str(filed.root)), f"Corrector(desk, {filed.code!r}, by='李静')"


@pytest.fixture
def shown(lab: Any, opened: Any, desk_cells: tuple[str, str]) -> Any:
    """Give the corrector of the made-up meeting, open in a notebook, ready."""
    one = opened(lab.write("核对.ipynb", *desk_cells, "1 + 1"))
    one.output.locator(".cor[data-ready]").wait_for()
    return one


def edits(filed: Any, version: int = 1) -> list[dict[str, Any]]:
    """Return the lines of the log on the disk."""
    lines = (filed.root / "edits" / f"{filed.code}-v{version}.log").read_text(encoding="utf-8").splitlines()
    return [json.loads(line.split(" ", 1)[1]) for line in lines]


def text_of(shown: Any, n: int) -> Any:
    return shown.output.locator(f".cor-row[data-id='s{n:05}'] .cor-text")


def saved(shown: Any) -> None:
    shown.output.get_by_text("已存好").wait_for()


def after(shown: Any, filed: Any, count: int, version: int = 1) -> list[dict[str, Any]]:
    """Return the lines on the disk when there are `count`."""
    for _ in range(100):
        if (filed.root / "edits").exists() and len(edits(filed, version)) >= count:
            break
        time.sleep(0.1)
    saved(shown)
    return edits(filed, version)


def compose(shown: Any, words: str) -> None:
    """Type `words` as a Chinese input method does: letters first, then the words in their place."""
    session = shown.page.context.new_cdp_session(shown.page)
    for letters in ("l", "li", "liu"):
        session.send(
            "Input.imeSetComposition", {"text": letters, "selectionStart": len(letters), "selectionEnd": len(letters)}
        )
    session.send("Input.insertText", {"text": words})


def test_a_word_typed_with_an_input_method_is_on_the_disk(shown: Any, filed: Any) -> None:
    text_of(shown, 1).click()
    shown.page.keyboard.press("End")
    for _ in range(4):
        shown.page.keyboard.press("ArrowLeft")
    shown.page.keyboard.press("Backspace")
    compose(shown, "湾")

    after(shown, filed, 1)

    last = edits(filed)[-1]["edit"]
    assert (last["action"], last["items"], last["by"]) == ("text", ["s00001"], "李静")
    assert "柳树湾" in last["text"]
    assert "liu" not in json.dumps(edits(filed))


def test_a_killed_kernel_loses_nothing_that_was_typed(shown: Any, filed: Any) -> None:
    text_of(shown, 2).click()
    shown.page.keyboard.press("End")
    shown.page.keyboard.type("还有一盏")
    after(shown, filed, 1)
    before = len(edits(filed))
    os.kill(int(shown.page.evaluate(KERNEL_PROCESS)), signal.SIGKILL)
    shown.page.keyboard.type("也不亮")
    shown.page.wait_for_timeout(600)
    assert len(edits(filed)) == before
    shown.page.wait_for_function(f"() => {KERNEL}?.connectionStatus === 'connected'")
    shown.page.reload()
    shown.page.wait_for_selector(".jp-Notebook .jp-Cell")
    shown.page.wait_for_function(f"() => {KERNEL}?.connectionStatus === 'connected'")
    shown.run()
    shown.output.locator(".cor[data-ready]").wait_for()

    lines = after(shown, filed, before + 1)

    assert lines[-1]["edit"]["text"] == "三组的路灯坏了三个月，没有人来修。还有一盏也不亮"
    assert text_of(shown, 2).text_content() == lines[-1]["edit"]["text"]


def test_a_closed_tab_loses_nothing_and_undo_goes_on_in_the_next_opening(
    lab: Any, opened: Any, shown: Any, filed: Any, desk_cells: tuple[str, str]
) -> None:
    text_of(shown, 4).click()
    shown.page.keyboard.press("Home")
    shown.page.keyboard.type("昨天")
    shown.page.goto("about:blank")
    again = opened(lab.write("再开.ipynb", *desk_cells))
    again.output.locator(".cor[data-ready]").wait_for()
    expect(text_of(again, 4)).to_have_text("昨天晚上老人出门摔跤了。")

    again.output.get_by_role("button", name="撤销", exact=True).click()

    expect(text_of(again, 4)).to_have_text("晚上老人出门摔跤了。")
    assert "undo" in after(again, filed, 2)[-1]


def test_split_and_merge_by_keys_end_where_they_began_and_keep_every_word(shown: Any, filed: Any) -> None:
    text_of(shown, 2).click()
    shown.page.keyboard.press("Home")
    for _ in range(11):
        shown.page.keyboard.press("ArrowRight")
    shown.page.keyboard.press("Control+Enter")
    expect(shown.output.locator(".cor-row.text")).to_have_count(9)
    expect(shown.output.locator(".cor-text:focus")).to_have_text("没有人来修。")
    shown.page.keyboard.press("Backspace")
    expect(shown.output.locator(".cor-row.text")).to_have_count(8)
    expect(shown.output.locator(".cor-text:focus")).to_have_text("三组的路灯坏了三个月，没有人来修。")

    assert [line["edit"]["action"] for line in after(shown, filed, 2)] == ["split", "merge"]
    assert shown.cells() == 3


def test_find_and_replace_shows_first_and_changes_what_is_ticked(shown: Any, filed: Any) -> None:
    text_of(shown, 1).click()
    shown.page.keyboard.press("Control+f")
    shown.output.get_by_label("要找的字").fill("三")
    shown.output.get_by_label("换成").fill("四")
    expect(shown.output.locator(".cor-hits li")).to_have_count(3)
    shown.output.locator(".cor-hits input").nth(0).uncheck()
    shown.output.get_by_role("button", name="替换 2 句").click()
    expect(text_of(shown, 2)).to_have_text("四组的路灯坏了四个月，没有人来修。")

    assert after(shown, filed, 1)[-1]["edit"]["items"] == ["s00002", "s00005"]
    assert "三组" in (text_of(shown, 1).text_content() or "")


def test_every_wrong_place_takes_one_gesture_and_typing_until_it_is_signed_off(shown: Any, filed: Any) -> None:
    gestures = 0
    # A word misheard: a double click takes it, typing replaces it.
    text_of(shown, 5).dblclick(position={"x": 100, "y": 14})
    gestures += 1
    shown.page.keyboard.type("三万八")
    # A suspicious loop, and speech without text: a button each.
    shown.output.get_by_role("button", name="确认不要").click()
    gestures += 1
    shown.output.get_by_role("button", name="补写").click()
    gestures += 1
    expect(shown.output.locator(".cor-text:focus")).to_have_text("")
    compose(shown, "请大家慢走。")
    # What the word list changed and what the machine was unsure of was right: F6 says so and goes on.
    text_of(shown, 1).click()
    shown.page.keyboard.press("F6")
    shown.page.keyboard.press("F6")
    gestures += 3
    expect(shown.output.get_by_text("没有待核的了")).to_be_visible()
    assert gestures <= 2 * 5
    shown.output.get_by_role("button", name="定稿", exact=True).click()
    shown.output.get_by_role("button", name="存成第 2 版").click()
    shown.output.get_by_text("已定稿，存成第 2 版").wait_for()

    desk = open_desk(filed.root)
    kept = load_transcript(desk.store, filed.code)
    desk.store.close()

    assert kept.version == 2
    assert kept.parent == 1
    assert kept.segments[-1].text == "请大家慢走。"
    assert kept.coverage.uncovered == ()
    assert "三万八" in kept.segments[4].text
    assert {change.by for one in kept.segments for change in one.corrections} == {"李静", "词表"}


def test_a_sentence_is_played_from_the_disk_and_stops_at_its_end(shown: Any) -> None:
    ranges: list[str] = []
    shown.page.on("response", lambda told: ranges.append(str(told.status)) if "access.mp3" in told.url else None)
    shown.output.locator(".cor-row[data-id='s00005'] .cor-time").click()
    place = "() => document.querySelector('.cor audio').currentTime"
    stopped = "() => { const a = document.querySelector('.cor audio'); return a.paused && a.currentTime > 31; }"
    shown.page.wait_for_function("() => document.querySelector('.cor audio').currentTime > 30.2")
    shown.page.wait_for_function(stopped)

    assert 35.3 < shown.page.evaluate(place) < 36.2
    assert shown.page.evaluate("() => document.querySelector('.cor audio').src").startswith("http://127.0.0.1")


def test_no_single_key_after_a_click_on_any_control_costs_a_cell(shown: Any) -> None:
    # Cut, delete, merge, to markdown: what JupyterLab does on one key while no text field has the focus.
    controls = [".yh-button", ".cor-time", ".cor-speaker", ".cor-wave", ".cor-row.removed", ".yh-foot", ".cor-title"]
    for control in controls:
        shown.output.locator(f"{control}:not([disabled])").first.click(position={"x": 4, "y": 4})
        for letter in string.ascii_lowercase:
            shown.page.keyboard.press(letter)
        shown.page.keyboard.press("Escape")
    assert shown.cells() == 3
    assert shown.page.locator(".jp-MarkdownCell").count() == 0


def test_three_hours_and_3000_sentences_can_be_worked_on(
    lab: Any, opened: Any, three_hours: Any, record_property: Any
) -> None:
    cells = OPEN.format(root=str(three_hours.root)), f"panel = Corrector(desk, {three_hours.code!r})\npanel"
    one = opened(lab.write("三小时.ipynb", *cells[:1]), run=True)
    one.page.wait_for_timeout(1500)
    one = opened(lab.write("三小时.ipynb", *cells), run=False)
    process = int(one.page.evaluate(KERNEL_PROCESS))
    began = time.monotonic()
    one.run()
    one.output.locator(".cor[data-ready]").wait_for()
    one.output.locator(".cor-row").first.wait_for()
    usable_s = time.monotonic() - began
    text_of(one, 1500).click()
    one.page.keyboard.press("End")
    one.page.keyboard.type("0123456789" * 3)
    compose(one, "路灯")
    typed = after(one, three_hours, 1, version=2)[-1]["edit"]["text"]
    one.output.locator(".cor[data-wave]").wait_for()
    memory = psutil.Process(process).memory_info().rss / 1e6
    record_property("figures", f"usable {usable_s:.2f} s, kernel {memory:.0f} MB")

    assert one.output.locator(".cor-row").count() == 3002
    assert typed.endswith("0123456789" * 3 + "路灯")
    assert text_of(one, 1500).text_content() == typed
    assert memory < 1000
    shown_first = one.page.evaluate(IN_ORDER)
    # The first of a part is joined to the last of the part before, and split off again.
    text_of(one, 41).click()
    for key in ("Home", "Backspace"):
        one.page.keyboard.press(key)
    expect(one.output.locator(".cor-row")).to_have_count(3001)
    one.page.keyboard.press("Control+Enter")
    expect(one.output.locator(".cor-row")).to_have_count(3002)
    assert one.page.evaluate(IN_ORDER)[43:] == shown_first[43:]
    for _ in range(2):
        one.page.keyboard.press("Control+z")
        saved(one)
    one.page.wait_for_function(f"(first) => JSON.stringify(({IN_ORDER})()) === JSON.stringify(first)", arg=shown_first)


def test_it_looks_like_this_and_serves_everybody(shown: Any, shoot: Any, for_everybody: Any) -> None:
    shown.output.locator(".cor[data-wave]").wait_for()
    text_of(shown, 3).click()
    shoot(shown.page, "corrector")
    for_everybody(shown.output.locator(".cor"))
