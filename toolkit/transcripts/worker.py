"""Long work in a process of its own: it goes on when the window that started it is closed, and after a power cut.

Windows and command lines put work into the queue, see to it that a worker lives, and read how far it is.
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
from toolkit.records import Recording, Transcript
from toolkit.transcripts import making
from toolkit.transcripts.versions import list_versions, load_transcript
from toolkit.workspace import Desk, Job, jobs, open_desk

_WORK = "transcribe"
_LOOK_S = 0.5
# Windows' own flags, which Python names there only: no console of a window that may be closed, no Ctrl+C of it.
_DETACHED, _OWN_GROUP = 0x00000008, 0x00000200

Watch = Callable[[Job], None]
Say = Callable[[str], None]


def run(root: Path) -> int:
    """Do all that waits in the workspace at `root` and return how many were done; another worker there does it all.

    A job that fails is recorded and does not keep the next from its turn.
    """
    done = 0
    desk = open_desk(root)
    try:
        # What was put in while the lock was being given back is looked for once more without it.
        while jobs.next_queued(desk.workspace.jobs) is not None:
            try:
                with locks.held(desk.workspace.jobs / "worker.lock"):
                    done += _drain(desk)
            except locks.HeldError:
                break
    finally:
        desk.store.close()
    return done


def _drain(desk: Desk) -> int:
    done = 0
    while (job := jobs.next_queued(desk.workspace.jobs)) is not None:
        _do(desk, job)
        done += 1
    return done


def _do(desk: Desk, job: Job) -> None:
    fault: Exception | None = None
    try:
        making.transcribe(desk, job.recording, engine=job.engine, model=job.model)
    except YehuaError as known:
        fault = known
    except Exception as unforeseen:  # noqa: BLE001 - the next in the queue must have its turn
        fault = unforeseen
        sys.excepthook(type(unforeseen), unforeseen, unforeseen.__traceback__)
    jobs.settle(desk.workspace.jobs, job, fault)


def start(desk: Desk, codes: Sequence[str], *, engine: str | None = None, model: str | None = None) -> tuple[Job, ...]:
    """Put the transcription of the recordings `codes` into the queue, wake the worker, and return the jobs.

    Raise UnknownNumberError for a code that is not there.
    """
    recordings = [find_recording(desk.store, code) for code in codes]
    queued = tuple(jobs.queue(desk.workspace.jobs, one.code, _WORK, engine=engine, model=model) for one in recordings)
    wake(desk.workspace.root)
    return queued


def resume(desk: Desk) -> tuple[Job, ...]:
    """Queue again what a power cut or a log-out broke off, wake the worker if anything waits, and return all jobs."""
    for job in jobs.listing(desk.workspace.jobs):
        if job.state == "broken" and job.work == _WORK:
            jobs.queue(desk.workspace.jobs, job.recording, job.work, engine=job.engine, model=job.model)
    if jobs.next_queued(desk.workspace.jobs) is not None:
        wake(desk.workspace.root)
    return jobs.listing(desk.workspace.jobs)


def wake(root: Path) -> None:
    """Start a worker for the workspace at `root`, apart from this window; it ends at once if there is one already."""
    folder = make_folder(root / "jobs")
    own = {"creationflags": _DETACHED | _OWN_GROUP} if moves.IS_WINDOWS else {"start_new_session": True}
    with private_file(folder / "worker.log").open("ab") as log:
        process: subprocess.Popen[Any] = subprocess.Popen(
            [sys.executable, "-m", "toolkit", "work", "--workspace", str(root)],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=Path(__file__).parents[2],
            env={**os.environ, "PYTHONUTF8": "1"},
            **own,  # detached: one way on Windows, another elsewhere
        )
    # Somebody has to hear how it ended, or the system keeps its remains; this window may close before.
    threading.Thread(target=process.wait, name="worker-end", daemon=True).start()


def transcripts(
    desk: Desk,
    codes: Sequence[str],
    *,
    engine: str | None = None,
    model: str | None = None,
    watch: Watch = lambda _job: None,
) -> tuple[Transcript, ...]:
    """Return the transcripts of the recordings `codes`, made by the worker; `watch` is told how far it is.

    Interrupting this only stops the waiting. Raise StoppedError when a person stopped some of the jobs and the rest
    ended well, else WorkFailedError with every job that did not end well.
    """
    if engine is None and model is None:
        wanted = [code for code in codes if not list_versions(desk.store, code)]
    else:
        wanted = list(codes)
    if wanted:
        start(desk, wanted, engine=engine, model=model)
        _follow(desk, wanted, watch)
    return tuple(load_transcript(desk.store, code) for code in codes)


def transcribe_all(desk: Desk, recordings: Sequence[Recording], say: Say = print) -> tuple[Transcript, ...]:
    """Return the transcripts of `recordings`, made now by the worker or earlier, and `say` how far it is."""
    told: dict[str, str] = {}

    def watch(job: Job) -> None:
        words = jobs.sentence(job)
        if told.get(job.recording) != words:
            told[job.recording] = words
            say(words)

    return transcripts(desk, [recording.code for recording in recordings], watch=watch)


def _follow(desk: Desk, codes: Sequence[str], watch: Watch) -> None:
    """Wait until no job on `codes` waits or runs; a worker that died is replaced once for each job."""
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
    """Wait a moment; an interruption does not end the waiting while work is stopping, whose end is to be told."""
    try:
        time.sleep(_LOOK_S)
    except KeyboardInterrupt:
        if not any(job.stopping for job in jobs.listing(desk.workspace.jobs)):
            raise
