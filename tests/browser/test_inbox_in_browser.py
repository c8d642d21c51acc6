"""The inbox in a real browser: a recording dropped by the file manager shows up, is waited for, and is taken in."""

import io
import os
import wave
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from toolkit.core.files import sha256_of
from toolkit.meetings.recordings import list_recordings
from toolkit.meetings.register import list_meetings
from toolkit.sound import audio
from toolkit.workspace.desk import open_desk

expect = pytest.importorskip("playwright.sync_api", reason="playwright is not installed").expect
pytestmark = pytest.mark.browser

OPEN = """\
from pathlib import Path
from toolkit.notebook.panels import InboxPanel
from toolkit.transcripts import worker
from toolkit.workspace.desk import open_desk
worker.wake = lambda root: None  # ten minutes would be decoded long after the test
desk = open_desk(Path({root!r}))
InboxPanel(desk, "2026-09-25", "柳树湾")"""
SAMPLE = Path(__file__).parent.parent.parent / "examples" / "2026-09-night-meeting.mp3"
SIZE = 115_000_000


def recorded() -> bytes:
    """Return a WAV file of ten minutes of the made-up meeting, in two channels of 48 kHz as recorders write it."""
    once = np.repeat(audio.samples(SAMPLE), 6)
    both = (np.tile(once, SIZE // (2 * len(once)) + 1) * 32767).astype("<i2")
    file = io.BytesIO()
    with wave.open(file, "wb") as written:
        written.setparams((2, 2, 48_000, 0, "NONE", ""))
        written.writeframes(both.tobytes())
    return file.getvalue()


def test_a_recording_of_115_mb_dropped_by_the_file_manager_is_taken_in_whole(
    lab: Any, opened: Any, filed: Any, shoot: Any, for_everybody: Any
) -> None:
    one = opened(lab.write("收件箱.ipynb", OPEN.format(root=str(filed.root))))
    panel = one.output.locator(".inb[data-ready]")
    panel.wait_for()
    content = recorded()
    dropped = filed.root / "收件箱" / "夜话 原始录音.wav"
    with dropped.open("wb") as copying:
        for at in range(0, len(content), len(content) // 4):
            copying.write(content[at : at + len(content) // 4])
            copying.flush()
            os.fsync(copying.fileno())
            expect(panel.locator("li")).to_contain_text("还在复制")
            one.page.wait_for_timeout(1500)
    expect(panel.get_by_role("checkbox")).to_be_checked()
    shoot(one.page, "inbox")
    for_everybody(panel)
    panel.get_by_role("button", name="收录").click()
    expect(panel.get_by_text("收录好了")).to_be_visible(timeout=240_000)

    desk = open_desk(filed.root)
    taken = list_recordings(desk.store)[-1]
    desk.store.close()

    assert taken.sound.size > SIZE
    assert taken.sha256 == sha256_of(dropped) == sha256_of(filed.root / taken.original)
    assert dropped.stat().st_size == len(content)


BOTH = (
    """\
from pathlib import Path
from toolkit.notebook.panels import InboxPanel, ProgressPanel
from toolkit.transcripts import worker
from toolkit.workspace.desk import open_desk
worker.wake = lambda root: None  # nothing is decoded here
desk = open_desk(Path({root!r}))
InboxPanel(desk, place={place!r})""",
    "ProgressPanel(desk)",
)


def both(filed: Any, place: str = "") -> list[str]:
    """Return the cells of a notebook with the inbox of a workspace and its progress."""
    return [cell.format(root=str(filed.root), place=place) for cell in BOTH]


def test_nothing_is_taken_in_before_day_and_place_are_right_and_then_it_queues_itself(
    lab: Any, opened: Any, filed: Any, beginning: Any, for_everybody: Any
) -> None:
    one = opened(lab.write("收件箱 新地点.ipynb", *both(filed, "石桥坝")))
    panel = one.output.locator(".inb[data-ready]")
    panel.wait_for()
    (filed.root / "收件箱" / "石桥坝 夜话.wav").write_bytes(beginning(12.0).read_bytes())
    expect(panel.get_by_text("可以收录")).to_be_visible(timeout=90_000)
    take, box = panel.get_by_role("button", name="收录", exact=True), panel.get_by_role("checkbox")
    day, place = panel.get_by_label("夜话那天的日期"), panel.get_by_label("在哪个村")

    expect(box).not_to_be_checked()
    expect(place).to_have_value("")
    expect(day).to_have_value("")
    expect(panel.get_by_text("请先选好日期、选好地点，再按“收录”。")).to_be_visible()
    day.fill("2026-10-25")
    expect(panel.get_by_text("农历九月十六")).to_be_visible()
    expect(panel.get_by_text("不是农历十五")).to_be_visible()
    expect(take).to_be_disabled()
    panel.get_by_role("button", name="加上“石桥坝”").click()
    panel.get_by_role("button", name="加进设置").click()
    expect(place).to_have_value("石桥坝")
    day.fill("2026-10-24")
    expect(panel.get_by_text("农历九月十五")).to_be_visible()
    expect(box).to_be_checked()
    for_everybody(panel)
    take.click()
    expect(panel.get_by_text("转写已经排上")).to_be_visible(timeout=90_000)

    expect(day).to_have_value("")
    expect(place).to_have_value("")
    row = one.output.locator(".prog-row", has_text="排队中")
    expect(row).to_be_visible()
    row.get_by_role("button", name="停下").click()
    expect(one.output.locator(".prog-words")).to_have_text("已停下，转好的部分都在")
    desk = open_desk(filed.root)
    assert list_meetings(desk.store)[-1].place == "石桥坝"
    desk.store.close()
