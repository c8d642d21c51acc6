"""The machines of a scheduler: each is examined before it gets a batch, and refused by name if it differs."""

import time
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from toolkit.cluster import demands, tasks
from toolkit.cluster.demands import Account, Demand

if TYPE_CHECKING:
    from distributed import Client, Future

# Clocks that differ by more are told; entries take the time of the machine with the workspace, so nothing breaks.
_CLOCK_S = 60.0
# What was refused may have been mended, and an examination that hangs is given up.
_AGAIN_S = 60.0
_LONGEST_S = 90.0
_FIRST = 1_000_000  # examinations go before all batches

Tell = Callable[[str], None]


@dataclass(frozen=True)
class Machine:
    """A worker as it is shown: its name, address, batches at a time, and why it is refused, "" if it is not."""

    name: str
    address: str
    threads: int
    refused: str

    @property
    def is_fit(self) -> bool:
        """Whether it gets batches."""
        return not self.refused


@dataclass
class _Candidate:
    """A worker at an address: since when it is examined, and the outcome."""

    future: "Future[Any]"
    asked: float
    asked_clock: float
    account: Account | None = None
    fault: str = ""

    @property
    def is_open(self) -> bool:
        """Whether its examination is still under way."""
        return self.account is None and not self.fault

    @property
    def is_fit(self) -> bool:
        """Whether it may do what was demanded."""
        return self.account is not None and not self.account.faults


@dataclass
class Roster:
    """The workers of a scheduler and whether each may do what is demanded; `tell` gets a sentence for each refused."""

    tell: Tell
    _known: dict[tuple[str, str], _Candidate] = field(default_factory=dict)
    _threads: dict[str, int] = field(default_factory=dict)
    _told: set[str] = field(default_factory=set)

    def look(self, client: "Client", demanded: Iterable[Demand]) -> None:
        """See which workers there are, have new ones examined, and take in the outcome of earlier examinations."""
        workers: dict[str, Any] = client.scheduler_info()["workers"]
        self._threads = {f"{address} {worker['id']}": worker["nthreads"] for address, worker in workers.items()}
        places = {f"{address} {worker['id']}": address for address, worker in workers.items()}
        for key in [key for key in self._known if key[1] not in places]:
            self._known.pop(key).future.release()
        for demand in demanded:
            for name, address in places.items():
                self._see(client, demand, name, address)

    def forget(self) -> None:
        """Forget all workers: the scheduler is another."""
        self._known.clear()
        self._threads.clear()

    def fit(self, demand: Demand) -> dict[str, int]:
        """Return the addresses of the workers that may do what is demanded, with the number of their threads."""
        return {
            name.split(" ")[0]: self._threads[name]
            for (fingerprint, name), candidate in list(self._known.items())
            if fingerprint == demand.fingerprint and candidate.is_fit and name in self._threads
        }

    def refused(self, demand: Demand) -> list[str]:
        """Return a sentence for each worker that may not do what is demanded."""
        known = [candidate for (mark, _), candidate in list(self._known.items()) if mark == demand.fingerprint]
        return [candidate.fault for candidate in known if candidate.fault]

    def has_open(self, demand: Demand) -> bool:
        """Return whether a worker is not yet examined for `demand`."""
        known = [candidate for (mark, _), candidate in list(self._known.items()) if mark == demand.fingerprint]
        return any(candidate.is_open for candidate in known)

    def machines(self, demand: Demand) -> list[Machine]:
        """Return all workers as they stand to `demand`."""
        return [
            Machine(
                candidate.account.machine if candidate.account else "",
                name.split(" ")[0],
                self._threads.get(name, 0),
                candidate.fault or ("" if candidate.account else "还没有应答"),
            )
            for (mark, name), candidate in self._known.items()
            if mark == demand.fingerprint
        ]

    def _see(self, client: "Client", demand: Demand, name: str, address: str) -> None:
        key = (demand.fingerprint, name)
        candidate = self._known.get(key)
        waited_s = time.monotonic() - candidate.asked if candidate else 0.0
        if candidate is None or (waited_s > _AGAIN_S and candidate.fault) or self._is_stuck(candidate, waited_s):
            self._known[key] = self._examined(client, demand, address)
        elif candidate.is_open and candidate.future.done():
            self._take_in(candidate, address)

    @staticmethod
    def _is_stuck(candidate: _Candidate, waited_s: float) -> bool:
        return candidate.is_open and (candidate.future.status in {"cancelled", "lost"} or waited_s > _LONGEST_S)

    @staticmethod
    def _examined(client: "Client", demand: Demand, address: str) -> _Candidate:
        asked = client.submit(
            tasks.examine,
            demand,
            workers=[address],
            allow_other_workers=False,
            key=f"yehua-examine-{uuid.uuid4().hex}",
            priority=_FIRST,
            pure=False,
        )
        return _Candidate(asked, time.monotonic(), time.time())

    def _take_in(self, candidate: _Candidate, address: str) -> None:
        from distributed import KilledWorker

        fault = candidate.future.exception(timeout=10)
        if isinstance(fault, KilledWorker):  # whoever is there now is examined anew
            candidate.asked = -_LONGEST_S
            return
        if fault is not None:
            why = f"它答不上来（{type(fault).__name__}），程序多半不同"
            self._refuse(candidate, f"工作机 {address} 没有用上：{why}")
            return
        account: Account = candidate.future.result(timeout=10)
        if account.faults:
            self._refuse(candidate, f"工作机 {account.machine} {address} 没有用上：{'；'.join(account.faults)}")
        candidate.account = account
        self._tell_differences(account, candidate.asked_clock)

    def _refuse(self, candidate: _Candidate, why: str) -> None:
        candidate.fault = f"{why}。请把它装成与本机一样的，过一分钟它会再被检查。"
        self._tell_once(candidate.fault)

    def _tell_differences(self, account: Account, asked: float) -> None:
        """Tell a clock that is off by more than a minute, and a processor of another kind."""
        # The machine read its clock between the question and now.
        early, late = account.clock - asked, account.clock - time.time()
        off = early if early < 0 else max(late, 0.0)
        if abs(off) > _CLOCK_S:
            way = "快" if off > 0 else "慢"
            self._tell_once(
                f"工作机 {account.machine} 的时钟比本机{way} {_length(abs(off))}：转写照常，记入的时间都以本机为准；"
                "请让技术员校准它的时钟（chrony 或 NTP）。"
            )
        if account.processor != demands.processor():
            self._tell_once(
                f"工作机 {account.machine} 的处理器与本机不是一类（{account.processor}；本机 {demands.processor()}）："
                "它转的文字个别处可能与本机转的不同，同一类的机器一字不差。"
            )

    def _tell_once(self, sentence: str) -> None:
        if sentence not in self._told:
            self._told.add(sentence)
            self.tell(sentence)


def _length(seconds: float) -> str:
    minutes = round(seconds / 60)
    return f"{minutes / 60:.1f} 小时" if minutes >= 60 else f"{minutes} 分钟"  # noqa: PLR2004
