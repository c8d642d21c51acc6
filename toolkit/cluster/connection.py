"""The connection to a scheduler of Dask: its address, the keys of TLS, and what is told when nobody answers.

Whoever reaches a scheduler without TLS can run any program on every machine that works for it, so without TLS only a
scheduler on this very machine is accepted.
"""

import ipaddress
import re
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.core import MissingFileError, YehuaError

if TYPE_CHECKING:
    from distributed import Client, Security

    from toolkit.workspace import Cluster

_ADDRESS = re.compile(r"(?P<kind>tcp|tls)://(?P<host>\[[0-9a-fA-F:.]+\]|[^\[\]:/\s]+):(?P<port>\d{1,5})")
_LAST_PORT = 65_535
_CONNECT_S = 10.0
_PLAIN = (
    "到别的机器要用 tls:// 并在 yehua.toml 的 [cluster] 里写 ca、certificate、key，"
    "否则谁都能在这些机器上运行程序、听到录音"
)
# Sound must not be written to the disks of workers; a task counts as lost with the second dead worker at the earliest.
# A worker that decodes is not to be looked at a hundred times a second: what it does is known.
CONFIGURATION = {
    "distributed.worker.memory.spill": False,
    "distributed.worker.memory.target": False,
    "distributed.worker.memory.pause": False,
    "distributed.worker.memory.terminate": False,
    "distributed.worker.profile.enabled": False,
    "distributed.admin.tick.interval": "1s",
    "distributed.scheduler.allowed-failures": 5,
    "distributed.scheduler.worker-ttl": "60s",
    "distributed.comm.timeouts.connect": "10s",
    "distributed.comm.timeouts.tcp": "60s",
    "distributed.admin.large-graph-warning-threshold": "1GB",
}


class MissingExtraError(YehuaError):
    """Raised when the packages for work on several machines are not installed."""

    sentence = (
        '这台电脑没有装多机转写的组件（dask）。请联网运行一次 pip install "yehua[county]"，'
        "或者不写 --scheduler，在本机转写。"
    )


class WrongAddressError(YehuaError):
    """Raised when the address of a scheduler cannot be used; `why` is a Chinese clause."""

    sentence = "调度机的地址 {address} 不能用：{why}。"


class LostSchedulerError(YehuaError):
    """Raised when no scheduler answers for longer than anybody wants to wait."""

    sentence = (
        "调度机 {address} {seconds:.0f} 秒没有应答。已转好的部分都记在本机，没有丢；"
        "请让技术员查看调度机和网络，再运行一次就从停下的地方接着做，不想等就用 yehua work --here 在本机做。"
    )


@dataclass(frozen=True)
class Address:
    """The address of a scheduler, and the files of the keys if it is reached by TLS."""

    url: str
    ca: Path | None = None
    certificate: Path | None = None
    key: Path | None = None

    @property
    def is_tls(self) -> bool:
        """Whether machines prove to each other who they are."""
        return self.url.startswith("tls://")

    @property
    def security(self) -> "Security | None":
        """The keys as Dask takes them; None without TLS."""
        if not self.is_tls:
            return None
        from distributed import Security

        ca, certificate, key = (str(path) for path in (self.ca, self.certificate, self.key))
        return Security(
            require_encryption=True,
            tls_ca_file=ca,
            tls_client_cert=certificate,
            tls_client_key=key,
            tls_worker_cert=certificate,
            tls_worker_key=key,
            tls_scheduler_cert=certificate,
            tls_scheduler_key=key,
        )


def address_of(settings: "Cluster", url: str | None = None) -> Address:
    """Return the address `url`, by default that of the `settings`, with their keys.

    Raise MissingExtraError, WrongAddressError, or MissingFileError for a key that is not there.
    """
    require_extra()
    wanted = url or settings.scheduler
    parts = _ADDRESS.fullmatch(wanted)
    if parts is None or int(parts["port"]) > _LAST_PORT:
        raise WrongAddressError(address=wanted, why="要写成 tls://主机:端口，如 tls://10.8.0.2:8786")
    files = (settings.ca, settings.certificate, settings.key)
    if parts["kind"] == "tcp":
        if not is_loopback(parts["host"]):
            raise WrongAddressError(address=wanted, why=_PLAIN)
        return Address(wanted)
    lacking = [name for name, file in zip(("ca", "certificate", "key"), files, strict=True) if not file]
    if lacking:
        raise WrongAddressError(address=wanted, why=f"yehua.toml 的 [cluster] 里没有写 {'、'.join(lacking)}")
    for file in map(Path, files):
        if not file.is_file():
            raise MissingFileError(path=file)
    return Address(wanted, *map(Path, files))


def is_loopback(host: str) -> bool:
    """Return whether `host` is this very machine."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


def require_extra() -> None:
    """Raise MissingExtraError unless Dask is installed."""
    if find_spec("distributed") is None:
        raise MissingExtraError


def configure() -> None:
    """Set up Dask for this process: patience with slow networks, and no sound on the disks of workers."""
    import dask

    dask.config.set(CONFIGURATION)


def connected(address: Address) -> "Client | None":
    """Return a client of the scheduler at `address`; None when nobody answers there."""
    from distributed import Client

    configure()
    try:
        return Client(address.url, security=address.security, timeout=_CONNECT_S, set_as_default=False)
    except OSError:  # also a timeout, and a handshake of TLS that fails
        return None


def answers(client: "Client") -> bool:
    """Return whether the scheduler of `client` answers now."""
    try:
        client.sync(client.scheduler.identity, n_workers=0, callback_timeout=_CONNECT_S)  # type: ignore[union-attr]
    except (OSError, ValueError, RuntimeError, AttributeError):
        return False
    return True
