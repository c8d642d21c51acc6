"""The state of long work, written beside it, so that any window can tell what runs and what broke."""

import contextlib
import datetime as dt
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import psutil

from toolkit.errors import YehuaError
from toolkit.files import write_whole
from toolkit.records import from_file, to_text

State = Literal["running", "done", "failed", "broken"]
STATE_NAMES: dict[State, str] = {"running": "进行中", "done": "已完成", "failed": "未成功", "broken": "已中断"}
_SECONDS_BETWEEN_WRITES = 1.0


@dataclass(frozen=True)
class Job:
    """One piece of long work; `done_s` of `total_s` seconds of sound are through."""

    recording: str
    work: str
    state: State
    process: int
    process_started: float
    started_at: str
    ended_at: str | None = None
    done_s: float = 0.0
    total_s: float | None = None
    message: str | None = None


@contextlib.contextmanager
def recorded(folder: Path, recording: str, work: str) -> Iterator[Callable[[float, float], None]]:
    """Keep the state of `work` on `recording` in `folder` while the block runs.

    Give a function that takes the seconds done and the seconds in all. A fault is recorded and raised on.
    """
    path = folder / f"{work}-{_file_name(recording)}.json"
    process = psutil.Process()
    job = Job(recording, work, "running", process.pid, process.create_time(), _now())
    write_whole(path, to_text(job))
    report = _Reporter(path, job)
    try:
        yield report
    except BaseException as fault:
        # Also what nobody foresaw must not stay "running" in a notebook whose process lives on.
        report.end("failed", _sentence(fault))
        raise
    report.end("done", None)


def listing(folder: Path) -> tuple[Job, ...]:
    """Return all jobs in `folder`, newest first; one whose process is gone is `broken`, not running."""
    jobs = [from_file(Job, path) for path in folder.glob("*.json")]
    return tuple(sorted((_as_it_is(job) for job in jobs), key=lambda job: job.started_at, reverse=True))


class _Reporter:
    """Writes progress at most once a second: each write is a fsync on somebody's slow disk."""

    def __init__(self, path: Path, job: Job) -> None:
        self._path = path
        self._job = job
        self._written = 0.0

    def __call__(self, done_s: float, total_s: float) -> None:
        self._job = replace(self._job, done_s=done_s, total_s=total_s)
        if time.monotonic() - self._written >= _SECONDS_BETWEEN_WRITES:
            write_whole(self._path, to_text(self._job))
            self._written = time.monotonic()

    def end(self, state: State, message: str | None) -> None:
        write_whole(self._path, to_text(replace(self._job, state=state, ended_at=_now(), message=message)))


def _as_it_is(job: Job) -> Job:
    if job.state == "running" and not _lives(job):
        return replace(job, state="broken", message="处理它的程序已经不在了（断电、关机或被结束）。请重新运行这一步。")
    return job


def _lives(job: Job) -> bool:
    # A process number may have been given to another program since: the time it started tells them apart.
    try:
        return bool(abs(psutil.Process(job.process).create_time() - job.process_started) < 1)
    except psutil.Error:
        return False


def _sentence(fault: BaseException) -> str:
    if isinstance(fault, YehuaError):
        return str(fault)
    return "已被使用者停止。" if isinstance(fault, KeyboardInterrupt) else "程序内部出错，请联系维护人员。"


def _file_name(recording: str) -> str:
    return "".join(sign if sign.isalnum() or sign in "-·" else "_" for sign in recording)


def _now() -> str:
    return dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
