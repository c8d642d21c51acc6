"""Work goes on when its window is closed, waits its turn, stops when asked, and is taken up after a power cut."""

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from toolkit.core.errors import StoppedError, UnknownNumberError
from toolkit.core.locks import held
from toolkit.meetings import intake
from toolkit.meetings.recordings import find_recording
from toolkit.recognition.journal import Journal
from toolkit.transcripts import making, worker
from toolkit.transcripts.versions import load_transcript
from toolkit.workspace import jobs
from toolkit.workspace.desk import Desk

TOP = Path(__file__).parents[2]
SAMPLE = TOP / "examples" / "2026-09-night-meeting.mp3"
Beginning = Callable[[float], Path]
DAY, PLACE = "2026-09-25", "柳树湾"


@pytest.fixture
def asleep(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no worker be woken."""
    monkeypatch.setattr(worker, "wake", lambda _root: None)


def taken_in(desk: Desk, sound: Path = SAMPLE) -> str:
    """Return the code of `sound`, the sample meeting or its beginning, taken in at `desk`."""
    return intake.take_in(desk, [sound], DAY, PLACE)[0].code


def a_worker(desk: Desk) -> subprocess.Popen[bytes]:
    """Return a worker's process at the workspace of `desk`."""
    return subprocess.Popen([sys.executable, "-m", "toolkit", "work", "--workspace", str(desk.workspace.root)], cwd=TOP)


def state_of(desk: Desk, code: str) -> str:
    """Return the state of the transcription of `code`."""
    return next(job.state for job in jobs.listing(desk.workspace.jobs) if job.recording == code)


@pytest.mark.slow
def test_killed_at_any_moment_it_goes_on_to_the_same_transcript(sample_run, desk: Desk) -> None:  # noqa: ANN001
    code = taken_in(desk)
    whole = load_transcript(sample_run.desk.store, sample_run.told.recordings[0], 1)
    journal = desk.workspace.journal(code)

    for batches in (0, 1, 2):
        jobs.queue(desk.workspace.jobs, code, "transcribe")
        process = a_worker(desk)
        until(lambda batches=batches: journal.exists() and len(Journal(journal).done) >= batches, process)
        process.kill()
        process.wait()
        assert state_of(desk, code) in {"broken", "queued"}
    jobs.queue(desk.workspace.jobs, code, "transcribe")
    assert a_worker(desk).wait() == 0

    assert load_transcript(desk.store, code).segments == whole.segments
    assert load_transcript(desk.store, code).removed == whole.removed
    assert not journal.exists()


def until(holds, process: subprocess.Popen[bytes]) -> None:  # noqa: ANN001
    """Wait until something `holds`; fail when the process ends before."""
    while not holds():
        assert process.poll() is None
        time.sleep(0.05)


@pytest.mark.slow
def test_a_window_follows_the_worker_and_gets_the_transcript(desk: Desk, beginning: Beginning) -> None:
    code = taken_in(desk, beginning(40))
    said: list[str] = []

    (transcript,) = worker.transcripts(desk, [code], watch=lambda job: said.append(jobs.sentence(job)))

    assert transcript.segments
    assert any("排队中" in line or "进行中" in line for line in said)
    assert "已完成" in said[-1]
    assert state_of(desk, code) == "done"


@pytest.mark.slow
def test_a_recording_that_cannot_be_done_does_not_keep_the_next_from_its_turn(desk: Desk, beginning: Beginning) -> None:
    broken, sound = taken_in(desk, beginning(40)), taken_in(desk, beginning(50))
    original = desk.workspace.root / find_recording(desk.store, broken).original
    original.unlink()
    for code in (broken, sound):
        jobs.queue(desk.workspace.jobs, code, "transcribe")

    assert worker.run(desk.workspace.root) == 2

    assert (state_of(desk, broken), state_of(desk, sound)) == ("failed", "done")


@pytest.mark.usefixtures("asleep")
def test_what_a_power_cut_broke_off_waits_again_when_a_window_opens(desk: Desk, beginning: Beginning) -> None:
    code = taken_in(desk, beginning(40))
    script = (
        "import os, pathlib, sys; from toolkit.workspace import jobs\n"
        "with jobs.recorded(pathlib.Path(sys.argv[1]), sys.argv[2], 'transcribe', model='base'): os._exit(9)"
    )
    subprocess.run([sys.executable, "-c", script, str(desk.workspace.jobs), code], check=False, cwd=TOP)
    assert state_of(desk, code) == "broken"

    (job,) = worker.resume(desk)

    assert (job.state, job.model) == ("queued", "base")


def test_a_window_that_woke_the_worker_closes_without_a_word(desk: Desk) -> None:
    script = "import pathlib, sys; from toolkit.transcripts import worker; worker.wake(pathlib.Path(sys.argv[1]))"

    closed = subprocess.run(
        [sys.executable, "-X", "dev", "-W", "default::ResourceWarning", "-c", script, str(desk.workspace.root)],
        check=True,
        cwd=TOP,
        capture_output=True,
        text=True,
    )

    assert closed.stderr == ""


@pytest.mark.skipif(not hasattr(os, "waitid"), reason="only there the system keeps what is left of an ended process")
def test_nothing_is_left_of_a_worker_that_ended(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[subprocess.Popen[bytes]] = []

    class Noted(subprocess.Popen):  # type: ignore[type-arg]
        def __init__(self, *given: object, **more: object) -> None:
            super().__init__(*given, **more)  # type: ignore[call-overload]
            begun.append(self)

    monkeypatch.setattr(worker.subprocess, "Popen", Noted)
    worker.wake(desk.workspace.root)
    for _ in range(600):
        if begun[0].returncode is not None:
            break
        time.sleep(0.05)

    assert begun[0].returncode == 0


@pytest.mark.usefixtures("asleep")
def test_a_transcript_that_is_there_wakes_nobody(sample_run) -> None:  # noqa: ANN001
    desk, code = sample_run.desk, sample_run.told.recordings[0]

    (transcript,) = worker.transcripts(desk, [code])

    assert transcript == load_transcript(desk.store, code)


@pytest.mark.usefixtures("asleep")
def test_a_recording_that_is_not_there_is_not_queued(desk: Desk) -> None:
    with pytest.raises(UnknownNumberError):
        worker.start(desk, ["0194-LY·2026-D30-0099"])

    assert jobs.listing(desk.workspace.jobs) == ()


def test_a_second_worker_leaves_the_work_to_the_first(desk: Desk, beginning: Beginning) -> None:
    code = taken_in(desk, beginning(40))
    jobs.queue(desk.workspace.jobs, code, "transcribe")

    with held(desk.workspace.jobs / "worker.lock"):
        assert worker.run(desk.workspace.root) == 0

    assert state_of(desk, code) == "queued"


@pytest.mark.usefixtures("asleep")
def test_waiting_for_work_that_a_person_stopped_ends_with_what_is_kept(
    desk: Desk, beginning: Beginning, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = taken_in(desk, beginning(40))
    monkeypatch.setattr(worker.time, "sleep", lambda _s: jobs.stop(desk.workspace.jobs, code))

    with pytest.raises(StoppedError, match=f"{code} 已停下，转好的部分都在"):
        worker.transcripts(desk, [code])


@pytest.mark.usefixtures("asleep")
def test_an_interruption_ends_the_waiting_but_not_while_work_is_stopping(
    desk: Desk, beginning: Beginning, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = taken_in(desk, beginning(40))

    def interrupt(_s: float) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(worker.time, "sleep", interrupt)
    with pytest.raises(KeyboardInterrupt):
        worker.transcripts(desk, [code])
    with contextlib.suppress(StoppedError), jobs.recorded(desk.workspace.jobs, code, "transcribe") as report:
        jobs.stop(desk.workspace.jobs, code)
        worker._wait(desk)
        report(1.0, 40.0)
    assert state_of(desk, code) == "stopped"


@pytest.mark.slow
def test_stopped_work_keeps_what_was_decoded(desk: Desk) -> None:
    code = taken_in(desk)
    jobs.queue(desk.workspace.jobs, code, "transcribe")
    process = a_worker(desk)
    journal = desk.workspace.journal(code)
    until(lambda: journal.exists() and len(Journal(journal).done) >= 1, process)

    jobs.stop(desk.workspace.jobs, code)
    process.wait()

    assert state_of(desk, code) == "stopped"
    assert Journal(journal).done
    assert making.is_taken_in(desk, code)
