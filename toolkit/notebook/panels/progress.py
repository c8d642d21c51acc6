"""The progress panel: what runs, what waits, what broke, read from the disk each second; started and stopped from here.

The work itself runs in a process of its own, so that closing this window, or opening another, changes nothing.
"""

import threading
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from toolkit.core import YehuaError, timecode
from toolkit.notebook import plain_faults
from toolkit.notebook.panels import panel
from toolkit.notebook.panels.panel import Answer, Panel, Told
from toolkit.recognition import Journal, pipeline
from toolkit.records import Recording
from toolkit.transcripts import worker
from toolkit.workspace import STATE_NAMES, Desk, Job, jobs

_LOOK_S = 1.0
_GOING = ("queued", "running", "stopping")
_DONE_SHOWN = 8  # what was done long ago would hide what is at work
_NOT_BEGUN = {"state": "none", "name": "还没有转写", "share": 0.0, "words": "还没有转写", "started": "", "heard": ""}


class ProgressPanel(Panel):
    """The long work of a workspace; `recordings` without a transcript are put into the queue at once."""

    _esm = panel.script("progress")
    _css = panel.style("progress")

    def __init__(self, desk: Desk, recordings: Iterable[Recording] = ()) -> None:
        """Show all jobs of the workspace of `desk`; take up again what a power cut broke off."""
        super().__init__(desk.workspace.log_file)
        self._desk = desk
        self._with_text: set[str] = set()
        self._wanted = threading.Event()
        self._watching: threading.Thread | None = None
        self._heard_last = lru_cache(maxsize=4)(_heard_last)
        waiting = [one.code for one in recordings if not desk.catalogue.transcript_versions(one.code)]
        if waiting:
            worker.start(desk, waiting)
        worker.resume(desk)
        self._watch()

    def answers(self) -> Mapping[str, Answer]:
        """Return what the script may ask, and who answers."""
        return {"open": self._open, "look": self._look_now, "stop": self._stop, "again": self._again}

    def _open(self, _: Told) -> Told:
        self._watch()
        return {**self._state(), "kernel": panel.kernel_id()}

    def _look_now(self, _: Told) -> Told:
        """Answer a view that asks now and then: work may have been put into the queue by another window."""
        state = self._state()
        if any(row["state"] in _GOING for row in state["jobs"]):
            self._watch()
        return {**state, "kernel": panel.kernel_id()}

    def _stop(self, asked: Told) -> Told:
        jobs.stop(self._desk.workspace.jobs, asked["recording"])
        return self._state()

    def _again(self, asked: Told) -> Told:
        known = next((job for job in self._listing() if job.recording == asked["recording"]), None)
        engine, model = (known.engine, known.model) if known else (None, None)
        worker.start(self._desk, [str(asked["recording"])], engine=engine, model=model)
        self._watch()
        return self._state()

    def _listing(self) -> tuple[Job, ...]:
        return jobs.listing(self._desk.workspace.jobs)

    def _state(self) -> Told:
        listed = self._listing()
        pace = jobs.pace_of(listed)
        done = [job for job in listed if job.state == "done"]
        shown = [job for job in listed if job not in done[_DONE_SHOWN:]]
        rows = [{**_row(job, pace), "heard": self._said(job)} for job in shown]
        return {"jobs": [*self._not_begun({job.recording for job in listed}), *rows]}

    def _not_begun(self, begun: Collection[str]) -> Iterator[dict[str, Any]]:
        """Give a row for each recording that has no text and was never put into the queue, such as by `yehua add`."""
        for recording in self._desk.catalogue.recordings():
            if recording.code in begun or recording.code in self._with_text or recording.destroyed:
                continue
            if self._desk.catalogue.transcript_versions(recording.code):
                self._with_text.add(recording.code)
            else:
                yield {**_NOT_BEGUN, "recording": recording.code}

    def _said(self, job: Job) -> str:
        """Return the second of the newest sentence of a job that runs; read again only when its journal has grown."""
        path = self._desk.workspace.journal(job.recording)
        if job.state != "running" or not path.exists():
            return ""
        return self._heard_last(path, path.stat().st_size)

    def _watch(self) -> None:
        # In a thread of its own: a cell that waits for the end must not keep people from seeing how far it is.
        self._wanted.set()
        if self._watching is None or not self._watching.is_alive():
            self._watching = threading.Thread(target=self._look, daemon=True)
            self._watching.start()

    def _look(self) -> None:
        going = False
        pause = threading.Event()
        while going or self._wanted.is_set():
            self._wanted.clear()
            try:
                state = self._state()
            except (YehuaError, OSError) as fault:
                plain_faults.keep(fault, self._log)  # a file that is just being replaced on Windows
                going = True
                pause.wait(_LOOK_S)
                continue
            # Also when nothing is new: a view that opens while a cell waits cannot ask, only listen.
            self.tell("jobs", **state, kernel=panel.kernel_id())
            going = any(row["state"] in _GOING for row in state["jobs"])
            if going:
                pause.wait(_LOOK_S)


def _heard_last(path: Path, _size: int) -> str:
    newest = pipeline.heard_last(Journal(path))
    # Nobody judged yet what is being said: the second tells that the work goes on, the words are the corrector's.
    return timecode(newest.start_s) if newest else ""


def _row(job: Job, pace: float) -> dict[str, Any]:
    return {
        "recording": job.recording,
        "state": "stopping" if job.stopping else job.state,
        "name": STATE_NAMES[job.state],
        "share": round(jobs.share(job, pace=pace), 4),
        "words": jobs.sentence(job, pace=pace).removeprefix(f"{job.recording} "),
        "started": job.started_at,
    }
