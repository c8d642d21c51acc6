"""The grievance table in a real browser: what is written reaches the disk, what is confirmed gets its number."""

import re
import time
from dataclasses import replace
from typing import Any

import pytest

from toolkit.grievances import access_log, lists
from toolkit.grievances.register import load_grievances, revision_history, save_grievances
from toolkit.transcripts.versions import load_transcript, save_transcript
from toolkit.workspace.desk import open_desk

pytestmark = pytest.mark.browser
expect = pytest.importorskip("playwright.sync_api", reason="playwright is not installed").expect

OPEN = """\
from pathlib import Path
from toolkit.notebook.panels import GrievanceTable
from toolkit.workspace.desk import open_desk
desk = open_desk(Path({root!r}))"""


# What the machine makes nothing of.
MISSED = ("那天晚上轰隆轰隆的。", "说好了的。")


def with_missed(desk: Any, code: str) -> None:
    """Make a transcript version in which `MISSED` was said before everything else."""
    known = load_transcript(desk.store, code)
    more = [
        replace(known.segments[0], id=f"s{n + 9:05}", number=n + 9, start_s=n * 3.0, end_s=n * 3.0 + 2.8, text=text)
        for n, text in enumerate(MISSED)
    ]
    save_transcript(desk.store, code, replace(known, segments=(*more, *known.segments), parent=1))


def find_unsure(desk: Any, code: str) -> None:
    """Find the grievances of recording `code`, and make the subject of the first one that a person has to choose."""
    listed = lists.find_grievances(desk, code)
    first, *others = listed.grievances
    unsure = replace(first, subject=replace(first.subject, unsure=True))
    save_grievances(desk.store, code, replace(listed, grievances=(unsure, *others)))


TABLE = "GrievanceTable(desk, {code!r}, by='李静')"


@pytest.fixture
def waiting(lab: Any, opened: Any, filed: Any) -> Any:
    """Give the grievance table of the made-up meeting, of which nobody judged anything yet, open in a notebook."""
    desk = open_desk(filed.root)
    with_missed(desk, filed.code)
    lists.find_grievances(desk, filed.code)
    desk.store.close()
    one = opened(lab.write("诉求.ipynb", OPEN.format(root=str(filed.root)), TABLE.format(code=filed.code)))
    one.output.locator(".gri[data-ready]").wait_for()
    return one


@pytest.fixture
def shown(lab: Any, opened: Any, filed: Any) -> Any:
    """Give the grievance table of the made-up meeting, all of it released, open in a notebook, ready."""
    desk = open_desk(filed.root)
    find_unsure(desk, filed.code)
    access_log.close(desk, filed.code, "何琳", sure=True)
    desk.store.close()
    one = opened(lab.write("诉求.ipynb", OPEN.format(root=str(filed.root)), TABLE.format(code=filed.code)))
    one.output.locator(".gri[data-ready]").wait_for()
    return one


@pytest.fixture
def missed(lab: Any, opened: Any, filed: Any) -> Any:
    """Give the table of a meeting in which the machine missed what was said first, all released, open, ready."""
    desk = open_desk(filed.root)
    with_missed(desk, filed.code)
    lists.find_grievances(desk, filed.code)
    access_log.close(desk, filed.code, "何琳", sure=True)
    desk.store.close()
    one = opened(lab.write("诉求.ipynb", OPEN.format(root=str(filed.root)), TABLE.format(code=filed.code)))
    one.output.locator(".gri[data-ready]").wait_for()
    return one


def kept(filed: Any) -> Any:
    desk = open_desk(filed.root)
    listed = load_grievances(desk.store, filed.code)
    desk.store.close()
    return listed.grievances


def test_a_grievance_is_put_right_and_confirmed_by_keys_alone(
    shown: Any, filed: Any, shoot: Any, for_everybody: Any
) -> None:
    shoot(shown.page, "grievances")
    for_everybody(shown.output.locator(".gri"))
    cell = shown.output.locator(".tabulator-row").first.locator(".tabulator-cell[tabulator-field='person']")
    cell.click()
    shown.page.keyboard.press("Enter")
    shown.page.keyboard.press("Control+a")
    session = shown.page.context.new_cdp_session(shown.page)
    session.send("Input.imeSetComposition", {"text": "wang", "selectionStart": 4, "selectionEnd": 4})
    session.send("Input.insertText", {"text": "王桂芬"})
    shown.page.keyboard.press("Enter")
    expect(cell).to_have_class(re.compile("pending"))
    assert kept(filed)[0].status == "proposed"
    shown.page.keyboard.press("F6")
    expect(shown.output.get_by_text("还是“待定”")).to_be_visible()
    shown.page.keyboard.press("Enter")  # on the first of the subjects that are offered
    expect(shown.output.get_by_text("待定", exact=True)).to_have_count(0)
    shown.page.keyboard.press("F6")
    expect(shown.output.get_by_text("还没有听过录音")).to_be_visible()
    # An answer that comes later hides only what says that there is none.
    expect(shown.output.locator(".yh-notice")).to_have_attribute("data-kind", "warn")
    shown.page.keyboard.press("F6")
    expect(shown.output.locator(".tabulator-row").first).to_contain_text("已确认")

    first = kept(filed)[0]
    assert (first.status, first.person.value) == ("confirmed", "王桂芬")
    assert first.number


def test_no_key_goes_to_the_notebook_when_the_focused_button_is_drawn_anew(shown: Any) -> None:
    shown.output.get_by_label("请求").click()

    focused = shown.output.locator(".gri").evaluate(
        """async (panel) => {
            const button = panel.querySelector('.gri-choices button');
            button.focus();
            button.remove();
            await Promise.resolve();
            return panel.parentElement.contains(document.activeElement);
        }"""
    )

    assert focused


def test_what_is_written_and_not_confirmed_is_there_in_the_next_opening(shown: Any, opened: Any) -> None:
    shown.output.get_by_label("请求").fill("修好三组的路灯")
    shown.output.get_by_label("请求").press("Tab")
    shown.output.get_by_text("已存好").wait_for()
    time.sleep(0.3)
    shown.page.goto("about:blank")

    again = opened("诉求.ipynb")

    expect(again.output.get_by_label("请求")).to_have_value("修好三组的路灯")


def row(one: Any, n: int) -> Any:
    return one.output.locator(".tabulator-row").nth(n)


def test_nothing_is_shown_before_somebody_judges_and_one_key_each_decides(
    waiting: Any, filed: Any, shoot: Any, for_everybody: Any
) -> None:
    expect(row(waiting, 0)).to_contain_text("待判断，先不显示")
    assert "路灯" not in waiting.output.locator(".gri").inner_text()
    shoot(waiting.page, "waiting")
    waiting.output.get_by_label("判断人姓名").fill("何琳")
    waiting.output.get_by_role("button", name="查看并判断").click()
    expect(row(waiting, 1)).to_contain_text("未判断")
    shoot(waiting.page, "judging")
    for_everybody(waiting.output.locator(".gri"))

    waiting.page.keyboard.press("F4")
    expect(row(waiting, 0)).not_to_contain_text("像检举")
    waiting.output.get_by_role("button", name="是检举", exact=True).click()
    expect(row(waiting, 1)).to_contain_text("检举控告，另行保管")
    assert "垃圾" not in waiting.output.locator(".tabulator").inner_text()
    waiting.output.get_by_role("button", name="其余都不是检举").click()
    shoot(waiting.page, "closing")
    waiting.output.get_by_role("button", name="都不是，放行").click()
    expect(waiting.output.get_by_text("都判断过了")).to_be_visible()

    assert [one.accusation for one in kept(filed)] == ["no", "yes"]


def test_what_the_machine_missed_is_selected_in_the_text_and_added(missed: Any, filed: Any, shoot: Any) -> None:
    before = len(kept(filed))
    missed.output.get_by_role("tab", name="没有归入诉求的话").click()
    missed.output.get_by_label("已归入诉求的话也列出").check()
    shoot(missed.page, "talk-all")
    missed.output.get_by_label("已归入诉求的话也列出").uncheck()
    expect(missed.output.locator(".gri-sentence")).to_have_count(3)  # the last is nothing but a goodbye
    missed.output.get_by_text(MISSED[0]).click()
    missed.output.get_by_text(MISSED[1]).click(modifiers=["Shift"])
    shoot(missed.page, "talk")
    missed.output.get_by_role("button", name="算一件诉求").click()
    expect(missed.output.get_by_text("已补上第")).to_be_visible(timeout=90_000)  # the models are loaded first
    shoot(missed.page, "added")

    assert len(kept(filed)) == before + 1
    desk = open_desk(filed.root)
    assert revision_history(desk.store, filed.code)[-1].by == "李静"
    desk.store.close()


def test_f6_stops_where_the_subject_is_open_and_says_why(shown: Any, filed: Any, shoot: Any) -> None:
    unsure = [at for at, one in enumerate(kept(filed)) if one.subject.unsure]
    assert unsure
    row(shown, unsure[0]).locator("[tabulator-field='person']").click()
    for _ in range(3):
        shown.page.keyboard.press("F6")
        shown.page.wait_for_timeout(300)
    expect(shown.output.get_by_text("还是“待定”")).to_be_visible()
    shoot(shown.page, "stopped")

    assert kept(filed)[unsure[0]].status == "proposed"


def test_on_the_full_screen_the_list_of_subjects_is_seen_and_found_by_words_and_by_letters(
    shown: Any, shoot: Any
) -> None:
    shown.output.get_by_role("button", name="大屏").click()
    shown.page.wait_for_function("() => document.fullscreenElement?.classList.contains('gri')")
    cell = row(shown, 0).locator("[tabulator-field='subject']")
    options = shown.output.locator(".gri-menu [role=option]")
    for typed, expected in (("环境", "环境"), ("hjbh", "环境保护"), ("huanjing", "环境")):
        cell.dblclick()
        shown.page.keyboard.type(typed)
        expect(options.first).to_contain_text(expected)
        assert shown.page.evaluate("() => document.fullscreenElement.contains(document.querySelector('.gri-menu'))")
        if typed == "环境":
            shoot(shown.page, "subjects-full-screen")
        shown.page.keyboard.press("Escape")
        shown.page.wait_for_timeout(200)
    if not shown.page.evaluate("() => Boolean(document.fullscreenElement)"):
        shown.output.get_by_role("button", name="大屏").click()
    cell.dblclick()
    shown.page.keyboard.type("环境")
    chosen = options.first.inner_text()
    shown.page.keyboard.press("Enter")
    expect(cell).to_contain_text(chosen)


def test_a_released_row_closes_when_its_kind_is_an_accusation(shown: Any, filed: Any) -> None:
    shown.output.get_by_label("类别").select_option("检举控告")
    expect(row(shown, 0)).to_contain_text("检举控告，另行保管")
    expect(shown.output.get_by_text("已作为检举控告收起")).to_be_visible()

    assert kept(filed)[0].accusation == "yes"
