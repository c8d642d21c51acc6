"""A scheduler and workers in processes of their own, which a test may kill, and the way between them."""

import contextlib
import multiprocessing
import pickle
import socket
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any

from tests.cluster import played
from tests.cluster.played import Kind
from toolkit.cluster.pool import Task

_LONGEST_S = 60.0
# Each machine is forked from a process that has imported the program, since importing takes longer than the tests, and
# on a busy machine what tells voices apart longer than a worker of these tests lives.
_FORKS = multiprocessing.get_context("forkserver")
_PROGRAM = ("tests.cluster.played", "distributed", "toolkit.commands.speech.cluster", "toolkit.sound.speakers")
_FORKS.set_forkserver_preload(list(_PROGRAM))


def free_port() -> int:
    """Return a port on which nobody listens."""
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])


@dataclass
class Machines:
    """The machines of a test, with a scheduler among them."""

    folder: Path
    port: int = field(default_factory=free_port)
    processes: list[ForkServerProcess] = field(default_factory=list)

    @property
    def url(self) -> str:
        """The scheduler's address."""
        return f"tcp://127.0.0.1:{self.port}"

    def scheduler(self) -> ForkServerProcess:
        """Start the scheduler and return it once it listens."""
        return self.start(self.run(Kind(), "cluster", "scheduler", self.url, "--pages", f"127.0.0.1:{free_port()}"))

    def start(self, process: ForkServerProcess) -> ForkServerProcess:
        """Return the `process` of a scheduler once it listens."""
        until(lambda: _listens(self.port))
        return process

    def worker(self, kind: Kind, *words: str, url: str | None = None) -> ForkServerProcess:
        """Start a worker of a `kind` for the scheduler at `url`, by default this one."""
        given = ("--threads", "1", "--workspace", str(self.folder / "none"), *words)
        return self.run(kind, "cluster", "worker", url or self.url, *given)

    def run(self, kind: Kind, *words: str) -> ForkServerProcess:
        """Start `yehua WORDS…` on a machine of a `kind`."""
        log = self.folder / f"process-{len(self.processes)}.log"
        process = _FORKS.Process(target=played.run, args=(words, kind, log), daemon=True)
        process.start()
        self.processes.append(process)
        return process


class Here:
    """A pool whose only worker is this process, and which keeps the names of the tasks it was asked for.

    Results come last first, since they come in no order from workers.
    """

    def __init__(self) -> None:
        self.asked: list[str] = []

    @contextlib.contextmanager
    def working(
        self, _demand: Any, make: Callable[[int], Task], numbers: Sequence[int], *, priority: int = 0
    ) -> Iterator[Iterator[tuple[int, Any]]]:
        """Do each task when its result is asked for, packed as it would travel."""
        del priority
        yield ((number, self._done(make(number))) for number in reversed(numbers))

    def _done(self, task: Task) -> Any:
        self.asked.append(task.function.__name__)
        function, given = pickle.loads(pickle.dumps((task.function, task.given)))  # noqa: S301 - our own
        return pickle.loads(pickle.dumps(function(*given)))  # noqa: S301


@contextlib.contextmanager
def machines_in(folder: Path) -> Iterator[Machines]:
    """Give machines whose processes end with the block."""
    machines = Machines(folder)
    try:
        yield machines
    finally:
        for process in machines.processes:
            kill(process)


def kill(process: ForkServerProcess) -> None:
    """Kill `process` as a power cut would."""
    process.kill()
    process.join()


def until(holds: Callable[[], bool], longest_s: float = _LONGEST_S) -> None:
    """Wait until something `holds`; fail when it takes too long."""
    end = time.monotonic() + longest_s
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.05)


def _listens(port: int) -> bool:
    with socket.socket() as asked:
        return asked.connect_ex(("127.0.0.1", port)) == 0
