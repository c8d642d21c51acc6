"""The pool: batches handed to the workers of a scheduler until each is done, whatever dies meanwhile.

Dask gives the batches of a dead worker to another one. What it does not outlive, the pool does: a scheduler that is
started anew, a connection that is cut or hangs, a worker that comes back under another address. The pool then connects
again and hands out what has not come back. Nothing is kept here: what came back stands in the caller's journal.
"""

import contextlib
import queue
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from toolkit.cluster import connection
from toolkit.cluster.connection import Address, LostSchedulerError
from toolkit.cluster.demands import Demand
from toolkit.cluster.machines import Machine, Roster, Tell
from toolkit.core import YehuaError

if TYPE_CHECKING:
    from distributed import Client, Future

_LOOK_S = 1.0
_EXAMINED_S = 60.0
_ROUNDS = 8  # how often the workers at a batch may die until it is given up; Dask itself tries five workers in each
_AHEAD = 2  # batches at the scheduler for each thread of a worker, so that none waits for the next


class NoMachineError(YehuaError):
    """Raised when no worker may do the work for longer than anybody wants to wait; `why` lists those refused."""

    sentence = (
        "调度机 {address} 上 {seconds:.0f} 秒没有能用的工作机{why}。已转好的部分都记在本机，没有丢；"
        "请让技术员启动工作机（yehua cluster worker {address}）后再运行一次，就从停下的地方接着做。"
    )


class LostTaskError(YehuaError):
    """Raised when a batch could not be done since every worker that tried it died."""

    sentence = (
        "有一批录音交给哪台工作机，哪台的程序就中断，试了 {rounds} 轮都没有做成。已转好的部分都记在本机，没有丢；"
        "请让技术员查看工作机的内存够不够（每个进程约需 1.5 GB）和日志，再运行一次就接着做。"
    )


@dataclass(frozen=True)
class Task:
    """A pure function of the package `tasks` and what it is given; `key` stands for both."""

    function: Callable[..., Any]
    given: tuple[Any, ...]
    key: str


@dataclass(frozen=True)
class Patience:
    """Seconds to wait: for a scheduler at first and later, for a worker, and before a silence is a fault."""

    first_s: float = 30.0
    lost_s: float = 900.0
    silent_s: float = 300.0


@dataclass
class _Flight:
    """A task that was handed out: its number, and the workers that may do it."""

    number: int
    workers: frozenset[str]


class Pool:
    """The workers of the scheduler at `address`; several threads may hand out tasks at a time."""

    def __init__(self, address: Address, tell: Tell, patience: Patience | None = None) -> None:
        """Connect; raise LostSchedulerError. `tell` gets sentences about machines."""
        self.address = address
        self.patience = patience or Patience()
        self._tell = tell
        self._roster = Roster(tell)
        self._demands: dict[str, Demand] = {}
        self._lock = threading.RLock()
        self._ends = threading.Event()
        self._flying = 0
        self._client = self._new_client(self.patience.first_s)
        self._looker = threading.Thread(target=self._look, name="yehua-roster", daemon=True)
        self._looker.start()

    def close(self) -> None:
        """Leave the scheduler; what is still under way there is dropped."""
        self._ends.set()
        self._looker.join(timeout=15)
        _close(self._client)

    @property
    def threads(self) -> int:
        """The number of threads of all workers that may do anything that was demanded."""
        return sum(sum(self._roster.fit(demand).values()) for demand in list(self._demands.values()))

    @contextlib.contextmanager
    def working(
        self, demand: Demand, make: Callable[[int], Task], numbers: Sequence[int], *, priority: int = 0
    ) -> Iterator[Iterator[tuple[int, Any]]]:
        """Give the number and the result of each task that `make` makes for `numbers`, as they come.

        `make` is called when its task is handed out, so that not all is in memory at a time. Tasks of a higher
        `priority` go first. Raise NoMachineError, LostSchedulerError, LostTaskError, or what a task raises.
        """
        with self._lock:
            self._demands[demand.fingerprint] = demand
        work = _Work(self, demand, make, deque(numbers), priority)
        try:
            yield work.results()
        finally:
            work.drop()

    def fit(self, demand: Demand) -> dict[str, int]:
        """Return the addresses of the workers that may do what is demanded, with the number of their threads."""
        return self._roster.fit(demand)

    def refused(self, demand: Demand) -> list[str]:
        """Return a sentence for each worker that may not do what is demanded."""
        return self._roster.refused(demand)

    def examined(self, demand: Demand) -> list[Machine]:
        """Return all workers once each was examined for `demand`, or a minute is over."""
        with self._lock:
            self._demands[demand.fingerprint] = demand
        end = time.monotonic() + _EXAMINED_S
        while time.monotonic() < end:
            time.sleep(_LOOK_S)
            self._roster.look(self._client, [demand])
            if not self._roster.has_open(demand):
                break
        return self._roster.machines(demand)

    @property
    def client(self) -> "Client":
        """The present client; after a fault it is another one."""
        return self._client

    def renew(self, failed: "Client") -> None:
        """Connect again unless somebody did since `failed` was the client; raise LostSchedulerError."""
        with self._lock:
            if self._client is not failed:
                return
            fresh = self._new_client(self.patience.lost_s)
            self._roster.forget()
            self._client = fresh
        # Tasks that the new client asks for within this time go on where they are.
        threading.Timer(20.0, _close, [failed]).start()

    def may_fly(self, change: int, own: int, threads: int) -> bool:
        """Note that so many more tasks are under way; return False, and note nothing, if there are enough.

        `own` are those of the caller, who always may have one for each of `threads`.
        """
        with self._lock:
            if change > 0 and own >= threads and self._flying >= _AHEAD * threads:
                return False
            self._flying += change
            return True

    def _new_client(self, patience_s: float) -> "Client":
        end = time.monotonic() + patience_s
        while not self._ends.is_set():
            client = connection.connected(self.address)
            if client is not None:
                return client
            if time.monotonic() >= end:
                break
            time.sleep(_LOOK_S)
        raise LostSchedulerError(address=self.address.url, seconds=patience_s)

    def _look(self) -> None:
        """Examine workers as they come, until the pool is closed."""
        while not self._ends.wait(_LOOK_S):
            client = self._client
            # A client that lost its scheduler fails in many ways; those who wait for results connect again.
            with contextlib.suppress(Exception):
                self._roster.look(client, list(self._demands.values()))


def _close(client: "Client") -> None:
    with contextlib.suppress(Exception):  # its scheduler may be gone, and nothing is left to do there
        client.close(timeout=5)


@dataclass
class _Work:
    """Tasks for one caller: those not yet handed out, those under way, and how often each was handed out anew.

    `deaths` counts how often the workers died that were at a task; those that die before they begin do not count.
    """

    pool: Pool
    demand: Demand
    make: Callable[[int], Task]
    waiting: deque[int]
    priority: int
    flying: dict["Future[Any]", _Flight] = field(default_factory=dict)
    rounds: Counter[int] = field(default_factory=Counter)
    deaths: Counter[int] = field(default_factory=Counter)
    landed: "queue.SimpleQueue[Future[Any]]" = field(default_factory=queue.SimpleQueue)

    def results(self) -> Iterator[tuple[int, Any]]:
        """Yield the number and the result of each task as it comes."""
        client = self.pool.client
        last_seen = served = time.monotonic()
        while self.waiting or self.flying:
            if self.pool.client is not client:
                self._take_back(list(self.flying))
                client, last_seen = self.pool.client, time.monotonic()
            workers = self.pool.fit(self.demand)
            served = time.monotonic() if workers else served
            self._refuse_to_wait(served)
            self._hand_out(client, workers)
            for number, result in self._landings():
                yield number, result
                last_seen = served = time.monotonic()
            if self._is_lost(client, time.monotonic() - last_seen):
                self.pool.renew(client)

    def drop(self) -> None:
        """Let go of what is under way."""
        self._take_back(list(self.flying))

    def _refuse_to_wait(self, served: float) -> None:
        """Raise NoMachineError if no worker was fit for too long: since the monotonic moment `served`."""
        patience_s = self.pool.patience.lost_s
        refused = self.pool.refused(self.demand)
        # Those who are there and differ will differ in a quarter of an hour, too.
        if time.monotonic() - served > (min(patience_s, self.pool.patience.first_s) if refused else patience_s):
            why = f"（{'　'.join(refused)}）" if refused else ""
            raise NoMachineError(address=self.pool.address.url, seconds=time.monotonic() - served, why=why)

    def _hand_out(self, client: "Client", workers: dict[str, int]) -> None:
        threads = sum(workers.values())
        for future in [future for future, flight in self.flying.items() if not flight.workers & workers.keys()]:
            if workers:  # all that might do it are gone: other ones may
                self._take_back([future], again=True)
        while self.waiting and threads and self.pool.may_fly(1, len(self.flying), threads):
            number = self.waiting.popleft()
            task = self.make(number)
            turn = self.rounds[number]
            future = client.submit(
                task.function,
                *task.given,
                key=f"{task.key}-{turn}",
                workers=list(workers),
                allow_other_workers=False,
                priority=self.priority,
            )
            self.flying[future] = _Flight(number, frozenset(workers))
            future.add_done_callback(self.landed.put)

    def _landings(self) -> Iterator[tuple[int, Any]]:
        """Yield what landed within a moment; what was lost on its way waits to be handed out again."""
        with contextlib.suppress(queue.Empty):
            future = self.landed.get(timeout=_LOOK_S)
            while True:
                if future in self.flying:
                    yield from self._opened(future)
                future = self.landed.get_nowait()

    def _opened(self, future: "Future[Any]") -> Iterator[tuple[int, Any]]:
        from distributed import KilledWorker

        number = self.flying[future].number
        if future.status == "error":
            fault = future.exception(timeout=10)
            if not isinstance(fault, KilledWorker):
                raise fault
            self.deaths[number] += 1
            if self.deaths[number] >= _ROUNDS:
                raise LostTaskError(rounds=_ROUNDS) from fault
            self._take_back([future], again=True)
        elif future.status == "finished":
            try:
                result = future.result(timeout=30)
            except Exception:  # noqa: BLE001 - the worker died with the result, or the way is cut: it is done again
                self._take_back([future])
                return
            self._let_go(future)
            yield number, result
        else:
            self._take_back([future])

    def _take_back(self, futures: Sequence["Future[Any]"], *, again: bool = False) -> None:
        """Let go of `futures`, whose tasks wait again; `again` as new tasks, which know nothing of the old ones."""
        for future in futures:
            number = self._let_go(future)
            self.rounds[number] += again
            self.waiting.appendleft(number)

    def _let_go(self, future: "Future[Any]") -> int:
        flight = self.flying.pop(future)
        self.pool.may_fly(-1, 0, 0)
        with contextlib.suppress(Exception):  # of a client that is closed
            future.release()
        return flight.number

    def _is_lost(self, client: "Client", silent_s: float) -> bool:
        """Return whether the connection of `client` must be made anew after a silence of so many seconds."""
        if client.status not in {"running", "connecting", "newly-connected"}:
            return True
        if silent_s > self.pool.patience.silent_s:
            return True
        return silent_s > 10 * _LOOK_S and not connection.answers(client)


@dataclass(frozen=True)
class Crew:
    """The workers of a `pool` that may do what is demanded."""

    pool: Pool
    demand: Demand

    def ask(self, function: Callable[..., Any], key: str, *given: Any) -> Any:
        """Return what one of them makes of the task `function` with what is `given`."""
        with self.pool.working(self.demand, lambda _number: Task(function, given, key), [0]) as results:
            ((_, answer),) = results
        return answer
