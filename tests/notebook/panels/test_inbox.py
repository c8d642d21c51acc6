"""The inbox panel tells what lies in the folder, and takes in what was ticked while everything else is answered."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.panel_messages import as_sent
from toolkit.core.files import sha256_of
from toolkit.meetings import inbox, intake
from toolkit.meetings.recordings import list_recordings
from toolkit.meetings.register import find_meeting, list_meetings
from toolkit.notebook.panels.inbox import InboxPanel
from toolkit.transcripts import worker
from toolkit.workspace import jobs
from toolkit.workspace.desk import Desk


@pytest.fixture(autouse=True)
def woken(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Give the list of workspaces in which a worker would have been started."""
    calls: list[Any] = []
    monkeypatch.setattr(worker, "wake", calls.append)
    return calls


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Give all that the panel sends."""
    told: list[Any] = []
    monkeypatch.setattr(InboxPanel, "send", lambda _, content, _buffers=None: told.append(as_sent(content)))
    return told


def ask(panel: InboxPanel, sent: list[Any], what: str, **given: Any) -> Any:
    panel._receive(panel, {"ask": what, "id": "q", **given}, [])
    return next(told for told in reversed(sent) if told.get("re") == "q")


def told_at_last(sent: list[Any], what: str) -> Any:
    for _ in range(400):
        found = [one for one in sent if one.get("tell") == what]
        if found:
            return found[-1]
        time.sleep(0.05)
    return pytest.fail(f"{what} was not told")


def test_what_is_dropped_is_told_with_its_folder_and_taken_in(
    desk: Desk, sent: list[Any], beginning: Callable[[float], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbox, "_STILL_S", 0.0)
    panel = InboxPanel(desk, "2026-09-25", "柳树湾")
    opened = ask(panel, sent, "open")
    dropped = desk.workspace.inbox / "夜话.wav"
    dropped.write_bytes(beginning(12.0).read_bytes())
    first = ask(panel, sent, "look")["files"]
    then = ask(panel, sent, "look")["files"]

    ask(panel, sent, "take", names=["夜话.wav"], held_on="2026-09-25", place="柳树湾")
    told = told_at_last(sent, "taken")

    assert opened["folder"] == str(desk.workspace.inbox)
    assert "柳树湾" in opened["places"]
    assert [one["state"] for one in (*first, *then)] == ["growing", "whole"]
    (recording,) = list_recordings(desk.store)
    assert told["codes"] == [recording.code]
    assert "转写已经排上" in told["words"]
    assert [job.recording for job in jobs.listing(desk.workspace.jobs)] == [recording.code]
    assert recording.sha256 == sha256_of(dropped)


def test_a_place_that_is_not_known_is_told_as_a_sentence(
    desk: Desk, sent: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbox, "_STILL_S", 0.0)
    panel = InboxPanel(desk)
    (desk.workspace.inbox / "夜话.wav").write_bytes(b"1")
    ask(panel, sent, "look")
    ask(panel, sent, "take", names=["夜话.wav"], held_on="2026-09-25", place="别处")

    assert "别处" in told_at_last(sent, "not-taken")["refused"]


def test_nothing_is_proposed_of_which_meeting_a_recording_is(desk: Desk, sent: list[Any]) -> None:
    opened = ask(InboxPanel(desk), sent, "open")

    assert (opened["held_on"], opened["place"], opened["day"]["fits"]) == ("", "", False)


def test_exactly_what_was_taken_in_is_transcribed_and_no_other_meeting(
    desk: Desk, sent: list[Any], beginning: Callable[[float], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbox, "_STILL_S", 0.0)
    intake.take_in(desk, [beginning(12.0)], "2026-09-25", "柳树湾")
    panel = InboxPanel(desk, "2026-09-25", "柳树湾")  # as an old notebook proposes
    (desk.workspace.inbox / "第二场.wav").write_bytes(beginning(15.0).read_bytes())
    ask(panel, sent, "look")

    ask(panel, sent, "take", names=["第二场.wav"], held_on="2026-10-24", place="石桥村")
    told = told_at_last(sent, "taken")

    (taken,) = [one for one in list_recordings(desk.store) if one.source_name == "第二场.wav"]
    meeting = find_meeting(desk.store, taken.meeting)
    assert (meeting.place, meeting.held_on.isoformat()) == ("石桥村", "2026-10-24")
    assert [job.recording for job in jobs.listing(desk.workspace.jobs)] == told["codes"] == [taken.code]


def test_what_cannot_be_queued_is_taken_in_all_the_same_and_the_person_is_told(
    desk: Desk, sent: list[Any], beginning: Callable[[float], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any) -> None:
        raise OSError

    monkeypatch.setattr(inbox, "_STILL_S", 0.0)
    monkeypatch.setattr(worker, "wake", full)
    panel = InboxPanel(desk)
    (desk.workspace.inbox / "夜话.wav").write_bytes(beginning(12.0).read_bytes())
    ask(panel, sent, "look")
    ask(panel, sent, "take", names=["夜话.wav"], held_on="2026-09-25", place="柳树湾")

    assert "转写没有排上" in told_at_last(sent, "taken")["words"]
    assert len(list_recordings(desk.store)) == 1


def test_a_day_is_told_with_its_lunar_day(desk: Desk, sent: list[Any]) -> None:
    day = ask(InboxPanel(desk), sent, "day", text="2026-10-25")

    assert (day["fits"], day["said"]) == (True, "2026年10月25日，农历九月十六")
    assert "不是农历十五" in day["note"]


def test_a_new_place_is_added_to_the_settings_and_can_be_chosen_and_used_at_once(
    desk: Desk, sent: list[Any], beginning: Callable[[float], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbox, "_STILL_S", 0.0)
    panel = InboxPanel(desk, place="石桥坝")
    before = ask(panel, sent, "open")
    told = ask(panel, sent, "village", name="石桥坝")
    (desk.workspace.inbox / "夜话.wav").write_bytes(beginning(12.0).read_bytes())
    ask(panel, sent, "look")
    ask(panel, sent, "take", names=["夜话.wav"], held_on="2026-10-24", place=told["place"])
    told_at_last(sent, "taken")

    assert "石桥坝" not in before["places"]
    assert told["place"] == "石桥坝"
    assert "石桥坝" in told["places"]
    assert [meeting.place for meeting in list_meetings(desk.store)] == ["石桥坝"]
    assert "已经有这个地点" in ask(panel, sent, "village", name="石桥坝")["refused"]
