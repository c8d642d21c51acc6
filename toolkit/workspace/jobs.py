"""Jobs: the state of long work in a file each, so that every window can show what runs, waits or broke off."""

import contextlib
import datetime as dt
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import psutil

from toolkit.core import StoppedError, UnknownNumberError, YehuaError, moves, write_whole
from toolkit.records import from_file, to_text

State = Literal["queued", "running", "done", "failed", "stopped", "broken"]
STATE_NAMES: dict[State, str] = {
    "queued": "排队中",
    "running": "进行中",
    "done": "已完成",
    "failed": "未成功",
    "stopped": "已停下",
    "broken": "已中断",
}
_SECONDS_BETWEEN_WRITES = 1.0
_ENOUGH_TO_ESTIMATE_S = 10.0
STOPPING = "正在停下，最多半分钟"
STOPPED = "转好的部分都在"
# Before anything of this machine is known: seconds of work for a second of sound, measured on two cores.
_USUAL_PACE = 0.35
_SHORTEST_S = 30.0  # a shorter job says nothing about the pace: loading the model takes longer than the work
_MINUTE_S = 60
_BATCH_S = 140.0  # progress is reported once a batch of this much sound


@dataclass(frozen=True)
class Job:
    """One piece of long work; `done_s` of `total_s` seconds of sound are through, `before_s` in an earlier run.

    `engine` and `model` are None for those of the settings. `stopping` is set while running work was asked to stop.
    """

    recording: str
    work: str
    state: State
    process: int | None
    process_started: float | None
    started_at: str
    ended_at: str | None = None
    done_s: float = 0.0
    total_s: float | None = None
    before_s: float | None = None
    message: str | None = None
    engine: str | None = None
    model: str | None = None
    stopping: bool = False


def queue(folder: Path, recording: str, work: str, *, engine: str | None = None, model: str | None = None) -> Job:
    """Put `work` on `recording` into the queue, unless it waits or runs already, and return it as it stands."""
    path = _path(folder, recording, work)
    moves.remove(_stop_mark(path))
    known = _as_it_is(from_file(Job, path), path) if path.exists() else None
    if known is not None and known.state in {"queued", "running"}:
        return known
    job = Job(recording, work, "queued", None, None, _now(), engine=engine, model=model)
    write_whole(path, to_text(job))
    return job


def next_queued(folder: Path) -> Job | None:
    """Return the job that has waited longest, None when none waits."""
    waiting = [job for job in listing(folder) if job.state == "queued"]
    return min(waiting, key=lambda job: job.started_at, default=None)


def stop(folder: Path, recording: str) -> tuple[Job, ...]:
    """Ask the work on `recording` to stop, which it does after its present batch, and return the jobs.

    Raise UnknownNumberError when nothing on it waits or runs.
    """
    asked = unfinished(folder, recording)
    if not asked:
        raise UnknownNumberError(what="正在进行或排队的工作", number=recording)
    for job in asked:
        path = _path(folder, job.recording, job.work)
        if job.state == "queued":
            write_whole(path, to_text(replace(job, state="stopped", ended_at=_now())))
        else:
            write_whole(_stop_mark(path), "")
    return asked


@contextlib.contextmanager
def recorded(
    folder: Path,
    recording: str,
    work: str,
    *,
    engine: str | None = None,
    model: str | None = None,
    total_s: float | None = None,
) -> Iterator[Callable[[float, float], None]]:
    """Keep the state of `work` on `recording` in `folder` while the block runs.

    Give a function that takes the seconds done and the seconds in all, and raises StoppedError when somebody asked
    the work to stop. A fault is recorded and raised on. `total_s` are the seconds in all, if they are known beforehand.
    """
    path = _path(folder, recording, work)
    moves.remove(_stop_mark(path))
    process = psutil.Process()
    started = process.create_time()
    begun = Job(recording, work, "running", process.pid, started, _now(), engine=engine, model=model)
    report = _Reporter(path, replace(begun, total_s=total_s))
    try:
        yield report
    except StoppedError as stopped:
        report.end("stopped", str(stopped))
        raise
    except BaseException as fault:
        # After an unforeseen fault, too, the job must not stay "running" in a notebook whose process lives on.
        report.end("failed", _sentence(fault))
        raise
    report.end("done", None)


def listing(folder: Path) -> tuple[Job, ...]:
    """Return all jobs in `folder`, newest first; one whose process is gone is `broken`, not running."""
    paths = folder.glob("[!.]*.json")  # temporary files begin with a dot
    jobs = [_as_it_is(from_file(Job, path), path) for path in paths]
    return tuple(sorted(jobs, key=lambda job: job.started_at, reverse=True))


def unfinished(folder: Path, recording: str) -> tuple[Job, ...]:
    """Return the jobs in `folder` on `recording` that wait or run, newest first."""
    return tuple(job for job in listing(folder) if job.recording == recording and job.state in {"queued", "running"})


def settle(folder: Path, job: Job, fault: Exception | None = None) -> None:
    """Note that `job`, if it still waits, had nothing left to do, or could not be begun because of `fault`."""
    path = _path(folder, job.recording, job.work)
    if from_file(Job, path).state == "queued":
        message = None if fault is None else _sentence(fault)
        ended = replace(job, state="done" if fault is None else "failed", ended_at=_now(), message=message)
        write_whole(path, to_text(ended))


def sentence(job: Job, now: dt.datetime | None = None, pace: float | None = None) -> str:
    """Return how far `job` is, for people: per cent, minutes done, in all, and about how many are to go.

    Before the first batch is done, the remaining time is estimated by `pace` (see `pace_of`).
    """
    words = f"{job.recording} {STATE_NAMES[job.state]}"
    if job.stopping:
        return f"{job.recording} {STOPPING}"
    if job.state == "stopped":
        return f"{words}，{STOPPED}"
    if job.state != "running" or job.total_s is None:
        return words + (f"：{job.message}" if job.message else "")
    moment = now or dt.datetime.now(dt.UTC)
    words += f" {share(job, moment, pace):.0%}：已完成 {_minutes(job.done_s)}，共 {_minutes(job.total_s)}"
    left_s = _left_s(job, moment, pace)
    return words if left_s is None else f"{words}，约还需 {_minutes(left_s)}"


def share(job: Job, now: dt.datetime | None = None, pace: float | None = None) -> float:
    """Return the finished share of `job`, 0 to 1; with a `pace` the likely share of the present batch counts, too."""
    if job.state == "done":
        return 1.0
    if not job.total_s:
        return 0.0
    through_s = _likely_s(job, now or dt.datetime.now(dt.UTC), pace) if pace else job.done_s
    return min(through_s / job.total_s, 1.0)


def pace_of(jobs: Iterable[Job]) -> float:
    """Return how many seconds of work a second of sound takes here: as in the newest of `jobs` that was done."""
    for job in jobs:
        sound_s = (job.total_s or 0.0) - (job.before_s or 0.0)
        if job.state == "done" and job.ended_at and sound_s >= _SHORTEST_S:
            return max(_worked_s(job, dt.datetime.fromisoformat(job.ended_at)) / sound_s, 0.01)
    return _USUAL_PACE


def _worked_s(job: Job, until: dt.datetime) -> float:
    return (until - dt.datetime.fromisoformat(job.started_at)).total_seconds()


def _likely_s(job: Job, now: dt.datetime, pace: float) -> float:
    """Return how many seconds of sound are likely through: never less than reported, nor the whole batch at work."""
    if job.state != "running" or job.total_s is None:
        return job.done_s
    by_clock_s = (job.before_s or 0.0) + _worked_s(job, now) / pace
    ahead_s = min(_BATCH_S, 0.9 * (job.total_s - job.done_s))
    return max(job.done_s, min(by_clock_s, job.done_s + ahead_s))


def _left_s(job: Job, now: dt.datetime, pace: float | None) -> float | None:
    if job.total_s is None:
        return None
    gained_s = job.done_s - (job.before_s or 0.0)
    if gained_s >= _ENOUGH_TO_ESTIMATE_S:
        return _worked_s(job, now) * (job.total_s - job.done_s) / gained_s
    return pace * (job.total_s - _likely_s(job, now, pace)) if pace else None


def _minutes(seconds: float) -> str:
    return f"{seconds:.0f} 秒" if seconds < _MINUTE_S else f"{seconds / 60:.0f} 分钟"


class _Reporter:
    """Writes progress at most once a second: each write is a fsync on somebody's slow disk."""

    def __init__(self, path: Path, job: Job) -> None:
        self._path = path
        self._job = job
        self._write()
        self._written = 0.0  # the first progress is shown at once

    def __call__(self, done_s: float, total_s: float) -> None:
        before_s = done_s if self._job.before_s is None and done_s < total_s else self._job.before_s
        self._job = replace(self._job, done_s=done_s, total_s=total_s, before_s=before_s)
        if time.monotonic() - self._written >= _SECONDS_BETWEEN_WRITES:
            self._write()
        if _stop_mark(self._path).exists():
            raise StoppedError(what=self._job.recording)

    def end(self, state: State, message: str | None) -> None:
        self._job = replace(self._job, state=state, ended_at=_now(), message=message)
        self._write()
        moves.remove(_stop_mark(self._path))

    def _write(self) -> None:
        write_whole(self._path, to_text(self._job))
        self._written = time.monotonic()


def _as_it_is(job: Job, path: Path) -> Job:
    """Return `job`, stored at `path`, as broken when its process is gone, and as stopping when it was asked to stop."""
    if job.state == "running" and not _lives(job):
        return replace(job, state="broken", message="处理它的程序已经不在了（断电、关机或被结束），再打开就接着做。")
    return replace(job, stopping=job.state == "running" and _stop_mark(path).exists())


def _lives(job: Job) -> bool:
    # A process number may have been given to another program since: their start times differ.
    try:
        started = psutil.Process(job.process).create_time()
    except psutil.Error:
        return False
    return job.process_started is not None and abs(started - job.process_started) < 1


def _sentence(fault: BaseException) -> str:
    if isinstance(fault, YehuaError):
        return str(fault)
    return "已被使用者停止。" if isinstance(fault, KeyboardInterrupt) else "程序内部出错，请联系维护人员。"


def _path(folder: Path, recording: str, work: str) -> Path:
    name = "".join(sign if sign.isalnum() or sign in "-·" else "_" for sign in recording)
    return folder / f"{work}-{name}.json"


def _stop_mark(path: Path) -> Path:
    return path.with_suffix(".stop")


def _now() -> str:
    return dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds")
