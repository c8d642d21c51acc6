"""The chooser in a real browser: another meeting is chosen, the cells below follow, and a wrong date is put right."""

import datetime as dt
from typing import Any

import pytest

from toolkit.chinese import dates
from toolkit.meetings import current_recording, meeting_rows
from toolkit.meetings.recordings import NewRecording, add_recordings
from toolkit.meetings.register import open_meeting
from toolkit.records import SoundFacts
from toolkit.workspace.desk import open_desk

pytestmark = pytest.mark.browser
expect = pytest.importorskip("playwright.sync_api", reason="playwright is not installed").expect

OPEN = """\
from pathlib import Path
from toolkit.meetings import current_recording
from toolkit.notebook.panels import RecordingChooser
from toolkit.workspace.desk import open_desk
desk = open_desk(Path({root!r}))
recording = current_recording.of(desk)
RecordingChooser(desk, '李静')"""


@pytest.fixture
def chooser(lab: Any, opened: Any, filed: Any) -> Any:
    """Give the chooser of a workspace with three meetings, the newest of two parts, open in a notebook."""
    desk = open_desk(filed.root)
    sound = SoundFacts("mp3", "mp3", 16_000, 1, 600.0, 9)
    for day, parts in ((dt.date(2026, 8, 27), 1), (dt.date(2026, 10, 24), 2)):
        meeting = open_meeting(desk.store, "柳树湾", day, dates.lunar(day))
        new = [
            NewRecording(filed.root / "x", f"{day.month:02}{n}" * 21 + "0", 600.0, "f" * 64, sound)
            for n in range(parts)
        ]
        add_recordings(
            desk.store,
            meeting,
            desk.settings.archive,
            new,
            lambda code, _: (f"recordings/{code}/a", f"recordings/{code}/b"),
        )
    desk.store.close()
    one = opened(lab.write("选择.ipynb", OPEN.format(root=str(filed.root)), "print('办的是', recording.code)"))
    one.output.locator(".cho[data-ready]").wait_for()
    return one


def test_another_recording_is_chosen_kept_and_the_cells_below_follow(
    chooser: Any, filed: Any, shoot: Any, for_everybody: Any
) -> None:
    expect(chooser.output.get_by_text("-0004").first).to_be_visible()
    chooser.output.get_by_role("button", name="换一场…").click()
    shoot(chooser.page, "chooser")
    for_everybody(chooser.output.locator(".cho"))

    chooser.output.get_by_title(filed.code).click()

    expect(chooser.output.get_by_text(f"办的是 {filed.code}")).to_be_visible()
    expect(chooser.output.get_by_text("有更新的录音")).to_be_visible()
    desk = open_desk(filed.root)
    assert current_recording.of(desk).code == filed.code
    desk.store.close()


def test_a_wrong_date_is_put_right_with_a_reason_and_shown(chooser: Any, filed: Any, shoot: Any) -> None:
    chooser.output.get_by_role("button", name="改日期、地点…").click()
    chooser.output.get_by_label("夜话真正的日期").fill("2026-10-25")
    chooser.output.get_by_label("夜话真正的日期").press("Tab")
    expect(chooser.output.get_by_text("农历九月十六，不是十五")).to_be_visible()
    chooser.output.get_by_role("button", name="更正", exact=True).click()
    expect(chooser.output.get_by_text("还没有写更正的理由")).to_be_visible()
    shoot(chooser.page, "correcting")
    chooser.output.get_by_label("更正的理由").fill("记录本上写的是二十五日")
    chooser.output.get_by_role("button", name="更正", exact=True).click()
    expect(chooser.output.get_by_text("改为 柳树湾 2026-10-25").first).to_be_visible()
    expect(chooser.output.get_by_text("编号不变")).to_be_visible()
    shoot(chooser.page, "corrected")

    desk = open_desk(filed.root)
    with desk.store.reading() as tx:
        (one,) = meeting_rows.corrections(tx, "夜话2026-09-柳树湾")
    desk.store.close()
    assert (one.by, one.reason) == ("李静", "记录本上写的是二十五日")
