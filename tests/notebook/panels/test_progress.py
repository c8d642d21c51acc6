"""The progress panel tells what is on the disk, and stops and resumes from there."""

import contextlib
import datetime as dt
import time
from pathlib import Path
from typing import Any

import pytest

from tests.panel_messages import as_sent
from toolkit.core.errors import StoppedError
from toolkit.core.files import write_whole
from toolkit.meetings.recordings import NewRecording, add_recordings, find_recording
from toolkit.meetings.register import find_meeting
from toolkit.notebook.panels.progress import ProgressPanel
from toolkit.recognition.journal import Journal
from toolkit.recognition.takes import Take
from toolkit.records import Segment, to_json, to_text
from toolkit.transcripts import worker
from toolkit.workspace import jobs

Kept = Any  # the desk of conftest with two recordings


@pytest.fixture(autouse=True)
def woken(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Give the list of workspaces in which a worker would have been started."""
    calls: list[Any] = []
    monkeypatch.setattr(worker, "wake", calls.append)
    return calls


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Give all that panels send."""
    told: list[Any] = []
    monkeypatch.setattr(
        ProgressPanel,
        "send",
        lambda self, content, _buffers=None: told.append({**as_sent(content), "of": self}),
    )
    return told


def ask(panel: ProgressPanel, sent: list[Any], what: str, **given: Any) -> Any:
    panel._receive(panel, {"ask": what, "id": "q", **given}, [])
    return next(told for told in reversed(sent) if told["of"] is panel and told.get("re") == "q")


def fresh(kept: Kept, **facts: Any) -> jobs.Job:
    """Leave a job of the kept recording on the disk and return it."""
    now = dt.datetime.now(dt.UTC).isoformat()
    job = jobs.Job(kept.code, "transcribe", facts.pop("state"), None, None, now, **facts)
    write_whole(jobs._path(kept.desk.workspace.jobs, kept.code, "transcribe"), to_text(job))
    return job


def test_recordings_with_a_transcript_are_not_begun_again(kept: Kept, woken: list[Any], sent: list[Any]) -> None:
    panel = ProgressPanel(kept.desk, [find_recording(kept.desk.store, kept.code)])

    assert ask(panel, sent, "open")["jobs"] == []
    assert woken == []


def test_what_a_power_cut_broke_off_is_taken_up_when_the_panel_opens(
    kept: Kept, woken: list[Any], sent: list[Any]
) -> None:
    fresh(kept, state="running", done_s=60.0, total_s=120.0)

    panel = ProgressPanel(kept.desk)

    assert [row["name"] for row in ask(panel, sent, "open")["jobs"]] == ["排队中"]
    assert woken == [kept.desk.workspace.root]


def test_how_far_it_is_stands_as_a_share_and_in_words(kept: Kept, sent: list[Any]) -> None:
    with jobs.recorded(kept.desk.workspace.jobs, kept.code, "transcribe") as report:
        report(30.0, 120.0)
        (row,) = ask(ProgressPanel(kept.desk), sent, "open")["jobs"]

    assert row["state"] == "running"
    assert 0.25 <= row["share"] < 0.3
    assert row["words"].startswith("进行中 25%：已完成 30 秒，共 2 分钟，约还需")


def test_what_was_heard_last_can_be_read_while_it_runs(kept: Kept, sent: list[Any]) -> None:
    kept_so_far = Journal(kept.desk.workspace.journal(kept.code))
    kept_so_far.begin({}, {})
    with jobs.recorded(kept.desk.workspace.jobs, kept.code, "transcribe") as report:
        report(30.0, 120.0)
        panel = ProgressPanel(kept.desk)
        before = ask(panel, sent, "open")["jobs"][0]["heard"]
        for batch, text in enumerate(("路灯坏了。", "水渠堵了。")):
            take = Take((Segment("", 0, 61.0 + batch, 62.0 + batch, text),), (), (), -0.2)
            kept_so_far.append(batch, to_json((take,)))
        after = ask(panel, sent, "open")["jobs"][0]["heard"]

    assert before == ""
    assert after == "00:01:02.0", "where it is, and no word of it"


def test_stop_reaches_the_work_and_again_queues_it(kept: Kept, woken: list[Any], sent: list[Any]) -> None:
    fresh(kept, state="queued")
    panel = ProgressPanel(kept.desk)

    (stopped,) = ask(panel, sent, "stop", recording=kept.code)["jobs"]
    (again,) = ask(panel, sent, "again", recording=kept.code)["jobs"]

    assert (stopped["state"], again["state"]) == ("stopped", "queued")
    assert woken


def test_stopping_what_does_not_run_is_refused_in_words(kept: Kept, sent: list[Any]) -> None:
    assert "没有找到正在进行或排队的工作" in ask(ProgressPanel(kept.desk), sent, "stop", recording=kept.code)["refused"]


def test_it_goes_on_telling_until_nothing_runs_without_being_asked(kept: Kept, sent: list[Any]) -> None:
    panel = ProgressPanel(kept.desk)
    with jobs.recorded(kept.desk.workspace.jobs, kept.code, "transcribe") as report:
        report(30.0, 120.0)
        ask(panel, sent, "open")
        time.sleep(0.3)
    deadline = time.monotonic() + 10
    while panel._watching.is_busy and time.monotonic() < deadline:
        time.sleep(0.1)

    # Panels of other tests may still be telling.
    own = [told for told in sent if told["of"] is panel and told.get("tell") == "jobs"]
    states = [told["jobs"][0]["state"] for told in own if told["jobs"]]
    assert states[0] == "running"
    assert states[-1] == "done"


def test_a_recording_that_nobody_put_into_the_queue_is_offered(kept: Kept, woken: list[Any], sent: list[Any]) -> None:
    desk = kept.desk
    known = find_recording(desk.store, kept.code)
    new = NewRecording(Path("新.wav"), "1" * 64, 60.0, "2" * 64, known.sound)
    meeting = find_meeting(desk.store, known.meeting)
    (added,) = add_recordings(desk.store, meeting, desk.settings.archive, [new], lambda code, _: (code, code))
    panel = ProgressPanel(desk)

    (offered,) = ask(panel, sent, "open")["jobs"]
    (queued,) = ask(panel, sent, "again", recording=added.code)["jobs"]

    assert (offered["recording"], offered["state"], offered["words"]) == (added.code, "none", "还没有转写")
    assert (queued["recording"], queued["state"]) == (added.code, "queued")
    assert woken


def test_what_another_window_put_into_the_queue_is_seen_by_looking(kept: Kept, sent: list[Any]) -> None:
    panel = ProgressPanel(kept.desk)
    before = ask(panel, sent, "look")["jobs"]
    fresh(kept, state="queued")

    assert before == []
    assert [row["state"] for row in ask(panel, sent, "look")["jobs"]] == ["queued"]


def test_asking_running_work_to_stop_is_seen_at_once_and_ends_without_a_fault(kept: Kept, sent: list[Any]) -> None:
    panel = ProgressPanel(kept.desk)
    with contextlib.suppress(StoppedError), jobs.recorded(kept.desk.workspace.jobs, kept.code, "transcribe") as report:
        report(30.0, 120.0)
        (stopping,) = ask(panel, sent, "stop", recording=kept.code)["jobs"]
        report(40.0, 120.0)
    (stopped,) = ask(panel, sent, "look")["jobs"]

    assert (stopping["state"], stopping["words"]) == ("stopping", "正在停下，最多半分钟")
    assert (stopped["state"], stopped["words"]) == ("stopped", "已停下，转好的部分都在")
