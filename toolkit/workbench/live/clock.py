"""The clock of the machine as pages watch it: a mark that changes with the day, and whenever the clock is moved.

A page is told over a socket; one without a socket asks each second. What the mark means for it, the page asks anew.
"""

import asyncio
import contextlib
import datetime as dt
import time

from jupyter_server.base.websocket import WebSocketMixin
from tornado import web
from tornado.websocket import WebSocketClosedError, WebSocketHandler

from toolkit.workbench.requests import DeskHandler, JsonHandler

_LOOK_S = 0.5
# A clock that is kept right over the network is moved by less.
_MOVED_S = 2.0


class ClockWatch:
    """The mark of this server's clock."""

    def __init__(self) -> None:
        """Take the clock as it goes now."""
        self._ahead = _ahead()

    def mark(self) -> str:
        """Return what was returned before, unless the day changed or the clock was moved meanwhile."""
        ahead = _ahead()
        if abs(ahead - self._ahead) > _MOVED_S:
            self._ahead = ahead
        return f"{dt.datetime.now().astimezone().date().isoformat()} {self._ahead:.0f}"


def _ahead() -> float:
    """Return by how many seconds the clock is ahead of one that nobody can move."""
    return time.time() - time.monotonic()


class ClockSocket(WebSocketMixin, WebSocketHandler, DeskHandler):
    """Sends the mark, and each one that follows it."""

    _watching: "asyncio.Task[None] | None" = None

    async def get(self) -> None:
        """Refuse whom the server does not know."""
        if self.current_user is None:
            raise web.HTTPError(403)
        await super().get()

    def open(self) -> None:
        """Watch the clock until the page is left."""
        super().open()
        self._watching = asyncio.get_running_loop().create_task(self._watch())

    async def _watch(self) -> None:
        watch: ClockWatch = self.settings["yehua_clock"]
        told = ""
        with contextlib.suppress(WebSocketClosedError):
            while True:
                if (mark := watch.mark()) != told:
                    told = mark
                    await self.write_message(mark)
                await asyncio.sleep(_LOOK_S)

    def on_message(self, message: str | bytes) -> None:
        """Take no notice: a page only listens."""

    def on_close(self) -> None:
        """Watch no longer."""
        super().on_close()
        if self._watching is not None:
            self._watching.cancel()


class ClockHandler(JsonHandler):
    """The mark for a page without a socket, in the form in which it asks for the frames of a panel."""

    @web.authenticated
    def post(self) -> None:
        """Send the mark."""
        watch: ClockWatch = self.settings["yehua_clock"]
        self.send_json({"line": "clock", "taken": 0, "frames": [watch.mark()], "open": False})
