"""Requests to the workbench: the page, the data of its parts, acts, scripts, and panels."""

from collections.abc import Mapping
from typing import Any

from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.extension.handler import ExtensionHandlerJinjaMixin
from tornado import web

from toolkit.workbench import acts, pages
from toolkit.workbench.live import AskingHandler, ClockHandler, ClockSocket, PanelSocket, panel_host
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

        def done() -> object:
            self.desks.refuse_real_places(self.get_query_argument("practice", ""), given)
            return act(self.desk(), given)

        await self.answer(done)


class PracticeHandler(JsonHandler):
    """The year of a made-up township, for practice."""

    @web.authenticated
    async def get(self) -> None:
        """Return how far it is."""
        await self.answer(self.desks.year.state)

    @web.authenticated
    async def post(self) -> None:
        """Begin to make it, unless it is there."""
        await self.answer(self.desks.year.prepare)


def routes() -> list[tuple[str, type[JupyterHandler]]]:
    """Return the addresses below the server's own, with their handlers."""
    return [
        (r"/yehua/?", PageHandler),
        (r"/yehua/script/([a-z]+)\.js", ScriptHandler),
        (r"/yehua/style/([a-z]+)\.css", StyleHandler),
        (r"/yehua/data/([a-z_]+)", DataHandler),
        (r"/yehua/act/([a-z_]+)", ActHandler),
        (r"/yehua/practice", PracticeHandler),
        (r"/yehua/upload", UploadHandler),
        (r"/yehua/panel/([a-z]+)", PanelSocket),
        (r"/yehua/asking/([a-z]+)", AskingHandler),
        (r"/yehua/clock/line", ClockSocket),
        (r"/yehua/clock/asked", ClockHandler),
    ]
