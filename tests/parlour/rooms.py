"""A running parlour for tests: a server of its own on loopback, in a thread with its own loop."""

import asyncio
import contextlib
import datetime as dt
import json
import threading
import urllib.error
import urllib.request
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from itertools import count
from pathlib import Path
from typing import Any

from tornado import websocket

from toolkit.parlour import server
from toolkit.parlour.reception import Parlour, posts
from toolkit.parlour.rooms import Engine, LinkEngine
from toolkit.parlour.tickets import Rules
from toolkit.workspace.desk import open_desk

PLUGIN = "janus.plugin.videoroom"
OPERATOR = "operator-of-the-test"
ALL_DAY = Rules(each=0, phone="0999-5550126", closes=dt.time(23, 59, 59))


class Clock:
    """A clock that stands at nine in the morning until somebody moves it."""

    def __init__(self) -> None:
        """Begin at nine yesterday: what a ledger is told must have happened, also before nine today."""
        yesterday = dt.datetime.now().astimezone().date() - dt.timedelta(days=1)
        self.now = dt.datetime.combine(yesterday, dt.time(9)).timestamp()

    def __call__(self) -> float:
        """Return the moment."""
        return self.now


def made_parlour(root: Path, engine: Engine | None = None, rules: Rules = ALL_DAY) -> tuple[Parlour, Mapping[str, str]]:
    """Return a parlour at `root` and the keys of its leaders."""
    keys, known = posts(["镇长", "书记"])
    folder = root / "parlour"
    chosen = engine or LinkEngine("https://meeting.example/1")
    return Parlour(lambda day: open_desk(root, today=day), folder, rules, chosen, known, clock=Clock()), keys


@contextlib.contextmanager
def served(parlour: Parlour, port: int = 0, *, behind_proxy: bool = False) -> Iterator[str]:
    """Serve `parlour` and give its address."""
    sockets = server.bound("127.0.0.1", port)
    loop = asyncio.new_event_loop()
    ready = threading.Event()

    async def start() -> None:
        server.listen(server.application(parlour, OPERATOR, behind_proxy=behind_proxy), sockets)
        ready.set()

    def run() -> None:
        asyncio.set_event_loop(loop)
        loop.run_until_complete(start())
        loop.run_forever()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    ready.wait(30)
    try:
        yield f"http://127.0.0.1:{sockets[0].getsockname()[1]}"
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(30)


def ask(address: str, body: Mapping[str, Any] | None = None, **headers: str) -> tuple[int, dict[str, Any]]:
    """Return status and JSON of a request; `headers` are written `X_Key`."""
    data = None if body is None else json.dumps(body).encode()
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    try:
        with urllib.request.urlopen(urllib.request.Request(address, data, named), timeout=30) as answer:  # noqa: S310 - loopback
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as refused:
        return refused.code, json.load(refused)


class Tab:
    """A browser that says what it likes to Janus or to the gate."""

    def __init__(self, line: websocket.WebSocketClientConnection) -> None:
        """Speak over `line`."""
        self.line, self._count = line, count()
        self.session = self.handle = 0

    @classmethod
    async def at(cls, address: str) -> "Tab":
        """Open a session and a handle at the socket `address`."""
        tab = cls(await websocket.websocket_connect(address, subprotocols=["janus-protocol"]))
        tab.session = (await tab.say(janus="create"))["data"]["id"]
        tab.handle = (await tab.say(janus="attach", plugin=PLUGIN))["data"]["id"]
        return tab

    async def say(self, **words: Any) -> dict[str, Any]:
        """Return the answer to a message, which is not the acknowledgement."""
        transaction = f"t{next(self._count)}"
        session = {"session_id": self.session} if self.session else {}
        await self.line.write_message(json.dumps({"transaction": transaction, **session, **words}))
        while True:
            told = await asyncio.wait_for(self.line.read_message(), 20)
            assert told is not None
            answer: dict[str, Any] = json.loads(told)
            if answer.get("transaction") == transaction and answer["janus"] != "ack":
                return answer

    async def ask(self, **body: Any) -> dict[str, Any]:
        """Return what the video room answers to a request, or the error of the gate."""
        answer = await self.say(janus="message", handle_id=self.handle, body=body)
        return dict(answer["plugindata"]["data"] if "plugindata" in answer else answer["error"])

    async def leave(self) -> None:
        """Close the line and wait until it is closed."""
        self.line.close()
        with contextlib.suppress(TimeoutError):
            while await asyncio.wait_for(self.line.read_message(), 20) is not None:
                pass


@contextlib.asynccontextmanager
async def tabs() -> AsyncIterator[Callable[[str], Awaitable[Tab]]]:
    """Give a function that opens a tab at an address; all are closed at the end."""
    opened: list[Tab] = []

    async def at(address: str) -> Tab:
        opened.append(await Tab.at(address))
        return opened[-1]

    try:
        yield at
    finally:
        for tab in opened:
            await tab.leave()
