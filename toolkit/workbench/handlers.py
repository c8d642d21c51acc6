"""Requests to the workbench: the page, the data of its parts, acts, and panels over a socket."""

import asyncio
import json
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.base.websocket import WebSocketMixin
from jupyter_server.extension.handler import ExtensionHandlerJinjaMixin
from tornado import web
from tornado.websocket import WebSocketClosedError, WebSocketHandler

from toolkit.notebook.panels import Panel
from toolkit.workbench import acts, pages, panel_host
from toolkit.workbench.requests import DeskHandler, JsonHandler
from toolkit.workbench.upload import UploadHandler


class PageHandler(ExtensionHandlerJinjaMixin, DeskHandler):
    """The one page; its script shows the parts by the address after `#`."""

    @web.authenticated
    def get(self) -> None:
        """Return the page."""
        self.finish(self.render_template("workbench.html", base_url=self.base_url))


class ScriptHandler(DeskHandler):
    """The script of a panel, put together as for a notebook."""

    @web.authenticated
    def get(self, name: str) -> None:
        """Return the script `name`."""
        self._send(panel_host.script(name), "text/javascript")

    def _send(self, text: str | None, kind: str) -> None:
        if text is None:
            raise web.HTTPError(404)
        self.set_header("Content-Type", f"{kind}; charset=utf-8")
        self.set_header("Cache-Control", "no-cache")
        self.finish(text)


class StyleHandler(ScriptHandler):
    """The style sheet of a panel."""

    @web.authenticated
    def get(self, name: str) -> None:
        """Return the style sheet `name`."""
        self._send(panel_host.style(name), "text/css")


class DataHandler(JsonHandler):
    """What a part of the page shows."""

    @web.authenticated
    async def get(self, name: str) -> None:
        """Return the part `name`; the query holds the numbers it asks for."""
        await self._send(name, self.query())

    @web.authenticated
    async def post(self, name: str) -> None:
        """Return the part `name`; the body holds words, which no log of addresses may keep."""
        await self._send(name, self.body())

    async def _send(self, name: str, given: Mapping[str, Any]) -> None:
        page = pages.PAGES.get(name)
        if page is None:
            raise web.HTTPError(404)
        await self.answer(lambda: page(self.desk(), given))


class ActHandler(JsonHandler):
    """What a person does outside of panels."""

    @web.authenticated
    async def post(self, name: str) -> None:
        """Do the act `name` with the fields of the body."""
        act = acts.ACTS.get(name)
        if act is None:
            raise web.HTTPError(404)
        given = self.body()
        await self.answer(lambda: act(self.desk(), given))


class PanelSocket(WebSocketMixin, WebSocketHandler, DeskHandler):
    """One open panel: questions and answers as JSON, each piece of news followed by its buffers."""

    _panel: Panel | None = None

    async def get(self, name: str) -> None:
        """Refuse whom the server does not know, and what is no panel."""
        if self.current_user is None:
            raise web.HTTPError(403)
        if name not in panel_host.PANELS:
            raise web.HTTPError(404)
        await super().get(name)

    async def open(self, name: str) -> None:
        """Make the panel and send the state that its script begins with."""
        super().open()
        self._loop = asyncio.get_running_loop()
        # One question after another, as a kernel would answer them.
        self._turn = ThreadPoolExecutor(max_workers=1, thread_name_prefix=f"panel-{name}")
        given = self.query()
        try:
            self._panel = await self._in_turn(lambda: panel_host.opened(name, self.desk(), given))
        except Exception as fault:  # noqa: BLE001 - the person in front of the page must learn of every fault
            self._write(self.refusal(fault))
            self.close()
            return
        self._panel.listen(self._news)
        self._write({"state": {"shelf": self._panel.shelf, "at": given.get("at")}})

    async def _in_turn(self, work: Callable[[], Any]) -> Any:
        return await self._loop.run_in_executor(self._turn, work)

    async def on_message(self, message: str | bytes) -> None:
        """Answer a question."""
        panel = self._panel
        if panel is None:
            return
        content = json.loads(message)
        self._write(await self._in_turn(lambda: panel.answer(content)))

    def _news(self, message: dict[str, Any], buffers: Any) -> None:
        """Send `message` from whatever thread it comes."""
        self._loop.call_soon_threadsafe(self._write, message, [bytes(buffer) for buffer in buffers])

    def _write(self, message: Mapping[str, Any], buffers: tuple[bytes, ...] | list[bytes] = ()) -> None:
        try:
            self.write_message(json.dumps({**message, "buffers": len(buffers)} if buffers else message))
            for buffer in buffers:
                self.write_message(buffer, binary=True)
        except WebSocketClosedError:
            pass  # the page was closed; what must not be lost is in the browser's outbox

    def on_close(self) -> None:
        """Forget the panel once its last answer is given."""
        super().on_close()
        if self._panel is not None:
            self._turn.submit(self._panel.close)
        self._turn.shutdown(wait=False)


def routes() -> list[tuple[str, type[JupyterHandler]]]:
    """Return the addresses below the server's own, with their handlers."""
    return [
        (r"/yehua/?", PageHandler),
        (r"/yehua/script/([a-z]+)\.js", ScriptHandler),
        (r"/yehua/style/([a-z]+)\.css", StyleHandler),
        (r"/yehua/data/([a-z_]+)", DataHandler),
        (r"/yehua/act/([a-z_]+)", ActHandler),
        (r"/yehua/upload", UploadHandler),
        (r"/yehua/panel/([a-z]+)", PanelSocket),
    ]
