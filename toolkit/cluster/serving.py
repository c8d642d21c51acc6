"""The processes of a cluster: a scheduler, and workers that come back by themselves whenever their scheduler does."""

import asyncio
import contextlib
import logging
import signal
import tempfile
from collections.abc import AsyncIterator
from dataclasses import dataclass

from toolkit.cluster import connection, tasks
from toolkit.cluster.connection import Address
from toolkit.cluster.demands import Equipment
from toolkit.core import YehuaError

_AGAIN_S = 2.0
_AT_ONCE = 2  # batches in a process; more need more memory and gain nothing, see the decoders


class TakenPortError(YehuaError):
    """Raised when a scheduler cannot listen where it was asked to."""

    sentence = "调度机不能在 {url} 上接听：{why}。请换一个端口（--port），或停下占用它的程序。"


@dataclass(frozen=True)
class Post:
    """A worker to others: its name ("" for one by Dask), and the address others reach it at, if not its own.

    `port` is where it listens, 0 for any.
    """

    name: str = ""
    port: int = 0
    reached_at: str = ""


def work_for(address: Address, equipment: Equipment, post: Post) -> None:
    """Work for the scheduler at `address` until this process is asked to end.

    While no scheduler answers the worker tries again every two seconds, with its models still loaded.
    """
    connection.configure()
    logging.getLogger("distributed").setLevel(logging.WARNING)
    tasks.equip(equipment)
    asyncio.run(_work_for(address, equipment, post))


async def _work_for(address: Address, equipment: Equipment, post: Post) -> None:
    async with _until_asked_to_end() as ends:
        while not ends.is_set():
            at_work = asyncio.ensure_future(_work_once(address, equipment, post))
            asked = asyncio.ensure_future(ends.wait())
            await asyncio.wait({at_work, asked}, return_when=asyncio.FIRST_COMPLETED)
            at_work.cancel()
            with contextlib.suppress(OSError, RuntimeError, ValueError, asyncio.CancelledError):
                await at_work
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(asked, _AGAIN_S)


async def _work_once(address: Address, equipment: Equipment, post: Post) -> None:
    """Work until the scheduler is gone or this is cancelled; what is under way then is done by others."""
    from distributed import Worker

    with tempfile.TemporaryDirectory(prefix="yehua-worker-", ignore_cleanup_errors=True) as folder:
        async with Worker(
            address.url,
            security=address.security,
            nthreads=min(_AT_ONCE, equipment.threads) if equipment.threads else _AT_ONCE,
            name=post.name or None,
            host=None if address.is_tls else "127.0.0.1",
            port=post.port,
            contact_address=post.reached_at or None,
            memory_limit=0,  # systemd or the system limits it
            local_directory=folder,
            dashboard_address="127.0.0.1:0",
            validate=False,
        ) as worker:
            try:
                await worker.finished()
            finally:
                await worker.close(timeout=2, executor_wait=False)


def schedule(address: Address, pages: str) -> None:
    """Run a scheduler that listens at `address` until this process is asked to end; its web pages are at `pages`.

    Raise TakenPortError.
    """
    connection.configure()
    logging.getLogger("distributed").setLevel(logging.WARNING)
    asyncio.run(_schedule(address, pages))


async def _schedule(address: Address, pages: str) -> None:
    from distributed import Scheduler

    kind, _, place = address.url.partition("://")
    host, _, port = place.rpartition(":")
    async with _until_asked_to_end() as ends:
        try:
            async with Scheduler(
                host=host,
                port=int(port),
                protocol=f"{kind}://",
                security=address.security,
                dashboard=None,
                dashboard_address=pages,
            ) as scheduler:
                await ends.wait()
                await scheduler.close()
        except OSError as fault:
            raise TakenPortError(url=address.url, why=fault.strerror or str(fault)) from fault


@contextlib.asynccontextmanager
async def _until_asked_to_end() -> AsyncIterator[asyncio.Event]:
    """Give an event that is set when this process gets SIGTERM or SIGINT."""
    ends = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        with contextlib.suppress(NotImplementedError):  # Windows ends the process at once
            loop.add_signal_handler(number, ends.set)
    yield ends
