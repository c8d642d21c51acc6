"""A bad network: a proxy that delays, throttles, stalls and cuts the connections through it, by chance from a seed."""

import asyncio
import contextlib
import random
import threading
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Network:
    """How bad a network is: seconds of delay at most, bytes a second, and the mean seconds between stalls and cuts.

    A stall takes at most `stall_s` seconds.
    """

    delay_s: float = 0.03
    bytes_a_second: float = 4e6
    stalls_every_s: float = 20.0
    stall_s: float = 3.0
    cuts_every_s: float = 60.0


class Proxy:
    """A proxy at `port` of this machine to another port of it; `cuts` and `stalls` count what happened."""

    def __init__(self, port: int, to: int, network: Network, seed: int) -> None:
        self.port, self._to, self._network = port, to, network
        self._chance = random.Random(seed)  # noqa: S311 - trouble that can be repeated
        self.cuts = self.stalls = 0
        self._begun = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._run()), daemon=True)
        self._thread.start()
        self._begun.wait()

    def close(self) -> None:
        """End all connections."""
        self._loop.call_soon_threadsafe(self._ends.set)
        self._thread.join()

    async def _run(self) -> None:
        self._loop, self._ends = asyncio.get_running_loop(), asyncio.Event()
        server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        self._begun.set()
        await self._ends.wait()
        server.close()
        served = asyncio.all_tasks() - {asyncio.current_task()}
        for task in served:
            task.cancel()
        await asyncio.gather(*served, return_exceptions=True)
        await asyncio.sleep(0)  # aborted connections are closed in the next turn

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            there, back = await asyncio.open_connection("127.0.0.1", self._to)
        except OSError:
            writer.transport.abort()
            return
        ways = {asyncio.ensure_future(self._carry(reader, back)), asyncio.ensure_future(self._carry(there, writer))}
        life_s = self._chance.expovariate(1 / self._network.cuts_every_s)
        try:
            done, _ = await asyncio.wait(ways, timeout=life_s, return_when=asyncio.FIRST_COMPLETED)
            self.cuts += not done
        finally:
            for way in ways:
                way.cancel()
            for end in (writer, back):
                end.transport.abort()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        network = self._network
        with contextlib.suppress(OSError):
            while content := await reader.read(65_536):
                wait_s = self._chance.random() * network.delay_s + len(content) / network.bytes_a_second
                if self._chance.random() < wait_s / network.stalls_every_s:
                    self.stalls += 1
                    wait_s += self._chance.random() * network.stall_s
                await asyncio.sleep(wait_s)
                writer.write(content)
                await writer.drain()


@contextlib.contextmanager
def proxied(ways: list[tuple[int, int]], network: Network, seed: int) -> Iterator[list[Proxy]]:
    """Give a proxy for each of `ways`, from one port to another, until the block ends."""
    proxies = [Proxy(port, to, network, seed + number) for number, (port, to) in enumerate(ways)]
    try:
        yield proxies
    finally:
        for proxy in proxies:
            proxy.close()
