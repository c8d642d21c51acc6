"""A recording sent from the browser into the inbox, block by block: whole under its name, or not there at all."""

import asyncio
import contextlib
from pathlib import Path
from urllib.parse import unquote

from tornado import web
from tornado.http1connection import HTTP1Connection

from toolkit.core import make_folder, refuse_existing, whole_file
from toolkit.workbench.requests import DeskHandler
from toolkit.workspace import Desk, file_name_of

# Three days of uncompressed sound; the browser's own limit is lower.
_LARGEST = 64 * 1024**3


def inbox_place(desk: Desk, name: str) -> Path:
    """Return where a file called `name` on its sender's machine is put; raise AlreadyThereError if it lies there."""
    given = Path(name.replace("\\", "/")).name
    place = make_folder(desk.workspace.inbox) / f"{file_name_of(Path(given).stem)}{Path(given).suffix.lower()}"
    refuse_existing(place, replace=False)
    return place


@web.stream_request_body
class UploadHandler(DeskHandler):
    """Takes one file; its name comes in a header, since a log may keep addresses."""

    async def prepare(self) -> None:  # type: ignore[override] # a parameter that only the server's own pages use
        """Begin the file, once the server knows who sends it."""
        await super().prepare()
        if self.current_user is None:
            raise web.HTTPError(403)
        connection = self.request.connection
        if isinstance(connection, HTTP1Connection):
            connection.set_max_body_size(_LARGEST)
        self._stack = contextlib.ExitStack()
        try:
            # The first desk for practice takes a minute, in which the server goes on answering.
            desk = await asyncio.to_thread(self.desk)
            self._place = inbox_place(desk, unquote(self.request.headers.get("X-File-Name", "")))
            temporary = self._stack.enter_context(whole_file(self._place))
            self._file = self._stack.enter_context(temporary.open("wb"))
        except Exception as fault:  # noqa: BLE001 - the person in front of the page must learn of every fault
            self._stack.close()
            self.send_fault(fault)

    def data_received(self, chunk: bytes) -> None:
        """Write a block."""
        if not self._finished:
            self._file.write(chunk)

    @web.authenticated
    def put(self) -> None:
        """End the file and say under which name it lies there."""
        try:
            self._stack.close()
        except Exception as fault:  # noqa: BLE001 - as above
            self.send_fault(fault)
            return
        self.send_json({"name": self._place.name})

    def on_connection_close(self) -> None:
        """Leave nothing of a file that did not arrive whole."""
        super().on_connection_close()
        broken = ConnectionAbortedError()
        with contextlib.suppress(ConnectionAbortedError):
            self._stack.__exit__(type(broken), broken, None)
