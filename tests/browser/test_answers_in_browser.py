"""Answers are typed by keyboard as they are given; the pages of answers and policies are for everybody."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests import builders
from tests.answers.conftest import COUNT, MEETING, OPEN, office
from tests.servers import Served, serving
from toolkit.grievances.register import confirm_grievances, judge_accusations, save_grievances
from toolkit.meetings import find_meeting
from toolkit.meetings.recordings import add_recordings
from toolkit.policies import patrols, site, visits, walls
from toolkit.records import TranscriptRef
from toolkit.records.grievance import GrievanceList
from toolkit.transcripts.versions import save_transcript
from toolkit.workspace import Desk

pytestmark = pytest.mark.browser
__all__ = ["office"]
# Counts every key that is pressed; words are inserted, as an input method does.
KEYS = "addEventListener('keydown', () => { window.keys = (window.keys ?? 0) + 1; }, true)"


FIFTY = 50


def with_fifty(desk: Desk) -> None:
    """Take in a second part of the meeting, so that fifty grievances wait for an answer."""
    meeting = find_meeting(desk.store, MEETING)
    more = FIFTY - len(OPEN)
    (recording,) = add_recordings(
        desk.store, meeting, desk.settings.archive, [builders.new_recording("2")], builders.settle
    )
    texts = [f"又一件事，第{n}处的路坏了" for n in range(1, more + 1)]
    save_transcript(desk.store, recording.code, builders.said_transcript(texts=texts, mark="2"))
    found = [builders.grievance(n, (n * 10.0, n * 10 + 9.0), text=text) for n, text in enumerate(texts, 1)]
    save_grievances(desk.store, recording.code, GrievanceList(TranscriptRef(recording.code, 1), tuple(found)))
    # Numbered on from those of the first part.
    ordinals = range(COUNT + 1, COUNT + more + 1)
    confirm_grievances(desk.store, recording.code, ordinals, {}, "田小禾")
    judge_accusations(desk.store, recording.code, list(ordinals), "no", "田小禾")


@pytest.fixture
def served(office: Desk, tmp_path: Path) -> Iterator[Served]:
    """Give the workbench at a meeting with fifty grievances to answer, some plates, and views that were counted."""
    with_fifty(office)
    walls.place_many(office, [(office.settings.places[0], "", "")] * 12, by="何琳")
    patrols.patrol(office, patrols.Find("d007", walls.UNREADABLE), by="周敏")
    log = tmp_path / "log.txt"
    log.write_text('2026-11-27T20:15:00+08:00 "GET /d/dibao.html" 200 other\n' * 5, encoding="utf-8")
    visits.take_in(office, [log], by="何琳")
    place = tmp_path / "工作 文件夹" / "档案"
    office.store.close()
    shutil.copytree(office.workspace.root, place)
    with serving(place, tmp_path / "server") as server:
        yield server


def test_fifty_answers_take_at_most_twelve_keys_each_beyond_the_words(
    served: Served, page: Any, shoot: Callable[[Any, str], None], for_everybody: Callable[[Any], None]
) -> None:
    page.add_init_script(KEYS)
    page.add_init_script("localStorage.setItem('yehua:name', '何琳')")
    page.goto(served.page(f"/answers/{MEETING}"))
    row = page.locator("select[aria-label*=去向]")
    row.first.wait_for()
    row.first.focus()
    for n in range(FIFTY):
        page.keyboard.press("E")
        page.keyboard.press("Tab")
        if n == 0:
            page.keyboard.insert_text("镇司法所")
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        page.keyboard.insert_text("请申请行政复议")
        page.keyboard.press("Tab")
        page.keyboard.insert_text("行政复议")
        page.keyboard.press("Enter")
    expect(page.locator(".wb-state a")).to_have_count(FIFTY, timeout=120_000)

    assert page.evaluate("window.keys") <= 12 * FIFTY
    page.reload()
    page.get_by_text("（D＋E）÷ N").wait_for()
    page.get_by_text("没有证明，按拍板算").wait_for()
    shoot(page, "answers")
    for_everybody(page.locator("#workbench"))


def test_pages_behind_the_codes_are_for_everybody_without_scripts_on_a_narrow_phone(
    office: Desk, tmp_path: Path, page: Any, for_everybody: Callable[[Any], None]
) -> None:
    walls.place_many(office, [(office.settings.places[0], "", "")] * 3, by="何琳")
    folder = site.build(office, tmp_path / "site", release=False).folder
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.set_viewport_size({"width": 320, "height": 640})

    for name in ("index.html", "d/dibao.html", "d/zhengdi.html", "z/d001/index.html"):
        page.goto((folder / name).as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        assert page.evaluate("[document.scripts.length, document.cookie]") == [0, ""]
        page.screenshot(path=tmp_path / f"{name.replace('/', '-')}.png", full_page=True)
        for_everybody(page.locator("body"))
    assert all(address.startswith(folder.as_uri()) for address in asked)


@pytest.mark.parametrize("place", ["nights", "policies", "policy/lsjz"])
def test_pages_of_answers_and_policies_are_for_everybody(
    served: Served, page: Any, place: str, shoot: Callable[[Any, str], None], for_everybody: Callable[[Any], None]
) -> None:
    page.goto(served.page(f"/{place}"))
    page.locator(f".wb-main[data-page={place.split('/', maxsplit=1)[0]}]").wait_for()
    shoot(page, place.replace("/", "-"))
    for_everybody(page.locator("#workbench"))


def test_who_was_asked_to_the_answer_night_and_who_came_is_kept_on_the_page(
    served: Served, page: Any, shoot: Callable[[Any, str], None], for_everybody: Callable[[Any], None]
) -> None:
    page.add_init_script("localStorage.setItem('yehua:name', '何琳')")
    page.goto(served.page(f"/answers/{MEETING}"))
    page.get_by_text("通知了谁").click()
    asked = page.locator("form", has=page.get_by_label("请谁来"))
    asked.get_by_label("请谁来").fill("冯立")
    asked.get_by_label("哪个部门的").fill("镇城建办")
    asked.get_by_role("button", name="记下").click()
    expect(page.get_by_role("cell", name="还没有登记")).to_be_visible()

    page.get_by_text("来没来", exact=True).last.click()
    came = page.locator("form", has=page.get_by_label("派了谁"))
    came.get_by_label("来没来").select_option("派人")
    came.get_by_label("派了谁").fill("郑晓")
    came.get_by_role("button", name="记下").click()

    expect(page.get_by_role("cell", name="派人（郑晓）")).to_be_visible()
    for_everybody(page.locator("#workbench"))
    shoot(page, "answers-officials")
