"""The backlog: the recordings that wait for their transcript, tonight's before those of years ago, by many machines."""

import contextlib
import datetime as dt
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field

from toolkit.cluster.connection import Address, LostSchedulerError
from toolkit.cluster.machines import Machine, Tell
from toolkit.cluster.pool import Crew, NoMachineError, Patience, Pool
from toolkit.cluster.spread import Hiring
from toolkit.core import BusyRecordingError, StoppedError, YehuaError
from toolkit.meetings import find_meeting, find_recording, list_recordings
from toolkit.transcripts import list_versions, making
from toolkit.workspace import Desk, Job, jobs

_WORK = "transcribe"
_LOOK_S = 2.0
# A recording has some thirty batches an hour; the last ones of one are done beside the first ones of the next.
_THREADS_EACH = 8
_MOST_AT_ONCE = 12  # two hours take half a gigabyte of memory here
_BESIDE = 2  # urgent recordings that are begun though as many as usual are under way
_RECENT = dt.timedelta(days=2)
URGENT, USUAL = 10, 0


@dataclass(frozen=True)
class Item:
    """A recording that waits, and how it is to be transcribed; a higher priority goes first."""

    code: str
    priority: int
    held_on: dt.date
    engine: str | None = None
    model: str | None = None


@dataclass
class Outcome:
    """The codes of the recordings that are done, those that failed, with the reason, and those that still wait."""

    done: list[str] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)
    waiting: dict[str, str] = field(default_factory=dict)


Progress = Callable[[str, float, float], None]  # the code of a recording, its seconds done, and in all


def waiting(desk: Desk, codes: Sequence[str] = (), *, queued_only: bool = False) -> list[Item]:
    """Return the recordings that wait for a transcript, the most urgent and newest first.

    Those are `codes`, if any are named; else those that are queued or were broken off and, unless `queued_only`, all
    that have no transcript. Meetings of the last two days are urgent, and so is what somebody queued or named. Raise
    UnknownNumberError for an unknown code.
    """
    asked = {
        job.recording: job
        for job in jobs.listing(desk.workspace.jobs)
        if job.work == _WORK and job.state in {"queued", "broken"}
    }
    if codes:
        wanted = [find_recording(desk.store, code) for code in codes]
    else:
        everything = [recording for recording in list_recordings(desk.store) if not recording.destroyed]
        wanted = [each for each in everything if each.code in asked or not queued_only]
    named = {recording.code for recording in wanted} if codes else set(asked)
    items = [
        _item(desk, recording.code, recording.meeting, recording.code in named, asked.get(recording.code))
        for recording in wanted
        if recording.code in asked or not list_versions(desk.store, recording.code)
    ]
    return sorted(items, key=lambda item: (-item.priority, -item.held_on.toordinal(), item.code))


def _item(desk: Desk, code: str, meeting: str, named: bool, job: Job | None) -> Item:  # noqa: FBT001 - one caller
    held_on = find_meeting(desk.store, meeting).held_on
    urgent = named or desk.today - held_on <= _RECENT
    priority = URGENT if urgent else USUAL
    return Item(code, priority, held_on, job.engine if job else None, job.model if job else None)


def work_off(
    desk: Desk,
    address: Address,
    codes: Sequence[str] = (),
    *,
    queued_only: bool = False,
    patience: Patience | None = None,
    tell: Tell = lambda _sentence: None,
    progress: Progress = lambda _code, _done_s, _total_s: None,
) -> Outcome:
    """Have the workers at `address` transcribe what `waiting` returns, and what is queued meanwhile.

    What was begun stands in the journals of the workspace, so this may be interrupted and run again at any time.
    `tell` gets sentences about machines and recordings. Raise LostSchedulerError when nobody answers at first.
    """
    if not waiting(desk, codes, queued_only=queued_only):
        return Outcome()
    pool = Pool(address, tell, patience)
    run = _Run(desk, Hiring(pool), tell, progress)
    try:
        run.drain(codes, queued_only=queued_only)
    finally:
        pool.close()
    return run.outcome


@dataclass
class _Run:
    """One run through the backlog: what was begun, and how it ended."""

    desk: Desk
    hiring: Hiring
    tell: Tell
    progress: Progress
    outcome: Outcome = field(default_factory=Outcome)
    begun: set[str] = field(default_factory=set)
    stops: bool = False

    def drain(self, codes: Sequence[str], *, queued_only: bool) -> None:
        """Begin each recording in its turn until none waits and none is under way."""
        with ThreadPoolExecutor(_MOST_AT_ONCE + _BESIDE, "yehua-recording") as threads:
            under_way: dict[Future[None], Item] = {}
            while True:
                for item in self._left(codes, queued_only):
                    if self.stops or len(under_way) >= self._at_once() + (_BESIDE if item.priority else 0):
                        break
                    self.begun.add(item.code)
                    under_way[threads.submit(self._do, item)] = item
                if not under_way:
                    break
                ended, _ = wait(under_way, timeout=_LOOK_S, return_when=FIRST_COMPLETED)
                for future in ended:
                    under_way.pop(future)
                    future.result()
        left = (item.code for item in self._left(codes, queued_only))
        self.outcome.waiting |= dict.fromkeys(left, "前面的还没有做完就停下了")

    def _left(self, codes: Sequence[str], queued_only: bool) -> list[Item]:  # noqa: FBT001 - handed on
        items = waiting(self.desk, codes, queued_only=queued_only)
        return [item for item in items if item.code not in self.begun]

    def _at_once(self) -> int:
        return max(2, min(_MOST_AT_ONCE, self.hiring.pool.threads // _THREADS_EACH + 1))

    def _do(self, item: Item) -> None:
        """Transcribe `item` and note how it ended; nothing is raised, so that the others go on."""
        self.hiring.priorities[item.code] = item.priority
        begun = time.monotonic()
        try:
            making.transcribe(
                self.desk,
                item.code,
                engine=item.engine,
                model=item.model,
                progress=lambda done_s, total_s: self.progress(item.code, done_s, total_s),
                warn=lambda sentence: self.tell(f"{item.code}：{sentence}"),
                hire=self.hiring,
            )
        except (LostSchedulerError, NoMachineError) as fault:
            self.stops = True
            self.outcome.waiting[item.code] = str(fault)
        except (BusyRecordingError, StoppedError) as fault:
            self.outcome.waiting[item.code] = str(fault)
        except YehuaError as fault:
            self.outcome.failed[item.code] = str(fault)
        except Exception as fault:  # noqa: BLE001 - the next recording must be done whatever this one raised
            sys.excepthook(type(fault), fault, fault.__traceback__)
            self.outcome.failed[item.code] = f"程序内部出错（{type(fault).__name__}），请联系维护人员。"
        else:
            self.outcome.done.append(item.code)
            self.tell(f"{item.code} 转好了，用了 {time.monotonic() - begun:.0f} 秒。")
        self._settle(item)

    def _settle(self, item: Item) -> None:
        """Note that a job that still waits, though its recording was at hand, has ended."""
        for job in jobs.unfinished(self.desk.workspace.jobs, item.code):
            if job.state == "queued" and job.work == _WORK and item.code in self.outcome.done:
                jobs.settle(self.desk.workspace.jobs, job)


def outcome_of(desk: Desk, codes: Sequence[str]) -> Outcome:
    """Return how the work on the recordings `codes` that this machine did itself stands."""
    outcome = Outcome()
    by_code = {job.recording: job for job in reversed(jobs.listing(desk.workspace.jobs)) if job.work == _WORK}
    for code in codes:
        job = by_code.get(code)
        if job is not None and job.state == "failed":
            outcome.failed[code] = job.message or ""
        elif job is not None and job.state == "done":
            outcome.done.append(code)
        else:
            outcome.waiting[code] = job.message or jobs.STATE_NAMES[job.state] if job else ""
    return outcome


@contextlib.contextmanager
def hired(desk: Desk, address: Address, tell: Tell) -> Iterator[Crew]:
    """Give the workers at `address` and what this desk demands of them; raise LostSchedulerError."""
    pool = Pool(address, tell, Patience(first_s=10.0))
    try:
        yield Crew(pool, Hiring(pool).demand(desk, making.wished(desk, None, None)))
    finally:
        pool.close()


def machines_of(desk: Desk, address: Address, tell: Tell) -> list[Machine]:
    """Return the workers at `address`, each examined for what this desk demands; raise LostSchedulerError."""
    with hired(desk, address, tell) as crew:
        return crew.pool.examined(crew.demand)
