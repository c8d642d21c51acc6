"""The progress panel: the jobs of a workspace, read from the disk each second, started and stopped from here.

The work itself runs in a process of its own, so that closing this window, or opening another, changes nothing.
"""

import threading
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from toolkit.core import YehuaError, timecode
from toolkit.meetings import list_recordings
from toolkit.notebook import plain_faults
from toolkit.notebook.panels import panel
from toolkit.notebook.panels.messages import Handler, answers
from toolkit.notebook.panels.panel import Background, Panel
from toolkit.recognition import Journal
from toolkit.records import Recording
from toolkit.transcribe import latest_segment
from toolkit.transcripts import list_versions, worker
from toolkit.workspace import STATE_NAMES, Desk, Job, jobs

_LOOK_S = 1.0
_GOING = ("queued", "running", "stopping")
_DONE_SHOWN = 8  # a long list of finished jobs would hide the running ones


@dataclass(frozen=True)
class JobLine:
    """A job, or a recording without one; `share` is 0 to 1, `heard` the time code of the newest sentence."""

    recording: str
    state: str = "none"
    name: str = "还没有转写"
    share: float = 0.0
    words: str = "还没有转写"
    started: str = ""
    heard: str = ""


@dataclass(frozen=True)
class State:
    """All jobs, and the id of the kernel that a view may interrupt."""

    jobs: tuple[JobLine, ...]
    kernel: str

    @property
    def is_going(self) -> bool:
        """True while a job runs or waits."""
        return any(line.state in _GOING for line in self.jobs)


class ProgressPanel(Panel):
    """The jobs of a workspace; `recordings` without a transcript are queued at once."""

    _esm = panel.script("progress")
    _css = panel.style("progress")

    def __init__(self, desk: Desk, recordings: Iterable[Recording] = ()) -> None:
        """Show all jobs of the workspace of `desk`; resume those that a power cut broke off."""
        super().__init__(desk.workspace.log_file)
        self._desk = desk
        self._with_text: set[str] = set()
        self._wanted = threading.Event()
        self._watching = Background()
        self._heard_last = lru_cache(maxsize=4)(_heard_last)
        waiting = [recording.code for recording in recordings if not list_versions(desk.store, recording.code)]
        if waiting:
            worker.start(desk, waiting)
        worker.resume(desk)
        self._watch()

    def handlers(self) -> Mapping[str, Handler]:
        """Return the handler of each question."""
        return {
            "open": answers(self._open),
            "look": answers(self._look_now),
            "stop": answers(self._stop),
            "again": answers(self._again),
        }

    def _open(self) -> State:
        self._watch()
        return self._state()

    def _look_now(self) -> State:
        """Answer a view that asks now and then: another window may have queued work."""
        state = self._state()
        if state.is_going:
            self._watch()
        return state

    def _stop(self, recording: str) -> State:
        jobs.stop(self._desk.workspace.jobs, recording)
        return self._state()

    def _again(self, recording: str) -> State:
        job = next((job for job in self._listing() if job.recording == recording), None)
        engine, model = (job.engine, job.model) if job else (None, None)
        worker.start(self._desk, [recording], engine=engine, model=model)
        self._watch()
        return self._state()

    def _listing(self) -> tuple[Job, ...]:
        return jobs.listing(self._desk.workspace.jobs)

    def _state(self) -> State:
        listed = self._listing()
        pace = jobs.pace_of(listed)
        done = [job for job in listed if job.state == "done"]
        lines = [self._line(job, pace) for job in listed if job not in done[_DONE_SHOWN:]]
        return State((*self._not_begun({job.recording for job in listed}), *lines), panel.kernel_id())

    def _not_begun(self, begun: Collection[str]) -> Iterator[JobLine]:
        """Yield a line for each recording without text that was never queued, such as one of `yehua add`."""
        for recording in list_recordings(self._desk.store):
            if recording.code in begun or recording.code in self._with_text or recording.destroyed:
                continue
            if list_versions(self._desk.store, recording.code):
                self._with_text.add(recording.code)
            else:
                yield JobLine(recording.code)

    def _line(self, job: Job, pace: float) -> JobLine:
        return JobLine(
            recording=job.recording,
            state="stopping" if job.stopping else job.state,
            name=STATE_NAMES[job.state],
            share=round(jobs.share(job, pace=pace), 4),
            words=jobs.sentence(job, pace=pace).removeprefix(f"{job.recording} "),
            started=job.started_at,
            heard=self._heard(job),
        )

    def _heard(self, job: Job) -> str:
        """Return the time code of the newest sentence of a running job; read again only when its journal has grown."""
        path = self._desk.workspace.journal(job.recording)
        if job.state != "running" or not path.exists():
            return ""
        return self._heard_last(path, path.stat().st_size)

    def _watch(self) -> None:
        # In a thread of its own: a cell that waits for the end must not hide the progress from people.
        self._wanted.set()
        self._watching.start(self._look)

    def _look(self) -> None:
        is_going = False
        pause = threading.Event()
        while is_going or self._wanted.is_set():
            self._wanted.clear()
            try:
                state = self._state()
            except (YehuaError, OSError) as fault:
                plain_faults.keep(fault, self._log)  # a file that is just being replaced on Windows
                is_going = True
                pause.wait(_LOOK_S)
                continue
            # Also when nothing is new: a view that opens while a cell waits cannot ask, only listen.
            self.tell("jobs", state)
            is_going = state.is_going
            if is_going:
                pause.wait(_LOOK_S)


def _heard_last(path: Path, _size: int) -> str:
    newest = latest_segment(Journal(path))
    # Only the time: nobody judged yet whether the words may be shown to everybody.
    return timecode(newest.start_s) if newest else ""
