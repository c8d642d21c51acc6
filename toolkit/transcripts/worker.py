"""The worker: a background process that transcribes queued recordings, also after its window is closed.

Commands and panels queue jobs, start a worker if none runs, and read its progress. Broken jobs are resumed.
"""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from toolkit.core import StoppedError, WorkFailedError, YehuaError, locks, make_folder, moves, private_file
from toolkit.meetings import find_recording
from toolkit.records import Transcript
from toolkit.transcripts import making
from toolkit.transcripts.versions import list_versions, load_transcript
from toolkit.workspace import Desk, Job, jobs, open_desk

_WORK = "transcribe"
_LOOK_S = 0.5
# Windows' process creation flags, which Python defines on Windows only: own console, no Ctrl+C from the window.
_DETACHED, _OWN_GROUP = 0x00000008, 0x00000200

Watch = Callable[[Job], None]


def run(root: Path) -> int:
    """Run all queued jobs of the workspace at `root` and return their number; 0 if another worker runs there.

    A failed job is recorded, and the next one runs.
    """
    count = 0
    desk = open_desk(root)
    try:
        # Jobs queued while a worker gives its lock back would be lost without a second look.
        while jobs.next_queued(desk.workspace.jobs) is not None:
            try:
                with locks.held(desk.workspace.jobs / "worker.lock"):
                    count += _drain(desk)
            except locks.HeldError:
                break
    finally:
        desk.store.close()
    return count


def _drain(desk: Desk) -> int:
    count = 0
    while (job := jobs.next_queued(desk.workspace.jobs)) is not None:
        _do(desk, job)
        count += 1
    return count


def _do(desk: Desk, job: Job) -> None:
    fault: Exception | None = None
    try:
        making.transcribe(desk, job.recording, engine=job.engine, model=job.model)
    except YehuaError as known:
        fault = known
    except Exception as unforeseen:  # noqa: BLE001 - the next job must run whatever this one raised
        fault = unforeseen
        sys.excepthook(type(unforeseen), unforeseen, unforeseen.__traceback__)
    jobs.settle(desk.workspace.jobs, job, fault)


def start(desk: Desk, codes: Sequence[str], *, engine: str | None = None, model: str | None = None) -> tuple[Job, ...]:
    """Queue the transcription of the recordings `codes`, start a worker, and return the jobs.

    Raise UnknownNumberError for an unknown code.
    """
    recordings = [find_recording(desk.store, code) for code in codes]
    queued = tuple(
        jobs.queue(desk.workspace.jobs, recording.code, _WORK, engine=engine, model=model) for recording in recordings
    )
    wake(desk.workspace.root)
    return queued


def resume(desk: Desk) -> tuple[Job, ...]:
    """Queue interrupted jobs again, start a worker if any job waits, and return all jobs."""
    for job in jobs.listing(desk.workspace.jobs):
        if job.state == "broken" and job.work == _WORK:
            jobs.queue(desk.workspace.jobs, job.recording, job.work, engine=job.engine, model=job.model)
    if jobs.next_queued(desk.workspace.jobs) is not None:
        wake(desk.workspace.root)
    return jobs.listing(desk.workspace.jobs)


def wake(root: Path) -> None:
    """Start a worker for the workspace at `root`, detached from this window; it ends at once if one runs already."""
    folder = make_folder(root / "jobs")
    own = {"creationflags": _DETACHED | _OWN_GROUP} if moves.IS_WINDOWS else {"start_new_session": True}
    with private_file(folder / "worker.log").open("ab") as log:
        process: subprocess.Popen[Any] = subprocess.Popen(
            [sys.executable, "-m", "toolkit", "work", "--queued", "--workspace", str(root)],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=Path(__file__).parents[2],
            env={**os.environ, "PYTHONUTF8": "1"},
            **own,  # detached: one way on Windows, another elsewhere
        )
    # The exit status must be collected, or a zombie process remains; the thread does not keep this process alive.
    threading.Thread(target=process.wait, name="worker-end", daemon=True).start()


def transcripts(
    desk: Desk,
    codes: Sequence[str],
    *,
    engine: str | None = None,
    model: str | None = None,
    watch: Watch = lambda _job: None,
) -> tuple[Transcript, ...]:
    """Return the transcripts of the recordings `codes`, made by the worker; `watch` gets each job as it proceeds.

    An interruption stops the waiting, not the work. Raise StoppedError if all jobs that failed were stopped by a
    person, else WorkFailedError naming every failed job.
    """
    if engine is None and model is None:
        wanted = [code for code in codes if not list_versions(desk.store, code)]
    else:
        wanted = list(codes)
    if wanted:
        start(desk, wanted, engine=engine, model=model)
        _follow(desk, wanted, watch)
    return tuple(load_transcript(desk.store, code) for code in codes)


def _follow(desk: Desk, codes: Sequence[str], watch: Watch) -> None:
    """Wait until no job on `codes` is queued or running; a dead worker is replaced once for each job."""
    woken: set[str] = set()
    while True:
        known = {job.recording: job for job in jobs.listing(desk.workspace.jobs) if job.recording in codes}
        for job in known.values():
            watch(job)
            if job.state == "broken" and job.recording not in woken:
                woken.add(job.recording)
                resume(desk)
        if all(job.state not in {"queued", "running"} for job in known.values()):
            break
        _wait(desk)
    failed = [job for job in known.values() if job.state != "done"]
    if failed and all(job.state == "stopped" for job in failed):
        raise StoppedError(what="、".join(job.recording for job in failed))
    if failed:
        raise WorkFailedError(listing="\n".join(f"{job.recording}：{job.message or '没有做完'}" for job in failed))


def _wait(desk: Desk) -> None:
    """Wait a moment; an interruption ends the waiting unless a job is being stopped, whose end is awaited."""
    try:
        time.sleep(_LOOK_S)
    except KeyboardInterrupt:
        if not any(job.stopping for job in jobs.listing(desk.workspace.jobs)):
            raise
