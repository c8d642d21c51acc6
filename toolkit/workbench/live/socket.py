"""A panel over a socket: questions and answers as JSON, each piece of news followed by its buffers."""

import contextlib
import json

from jupyter_server.base.websocket import WebSocketMixin
from tornado import web
from tornado.websocket import WebSocketClosedError, WebSocketHandler

from toolkit.workbench.live import panel_host
from toolkit.workbench.live.open_panels import Frame, OpenPanel, OpenPanels
from toolkit.workbench.requests import DeskHandler


class PanelSocket(WebSocketMixin, WebSocketHandler, DeskHandler):
    """One open panel."""

    _panel: OpenPanel | None = None

    @property
    def _shown(self) -> OpenPanels:
        shown: OpenPanels = self.settings["yehua_panels"]
        return shown

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
        panel = OpenPanel(name, self.query(), send=self._send, refusal=self.refusal)
        if not await panel.open(self.desk):
            panel.close()
            self.close()
            return
        self._panel = panel
        self._shown.add(panel)

    async def on_message(self, message: str | bytes) -> None:
        """Answer a question."""
        if self._panel is not None:
            await self._shown.answer(self._panel, json.loads(message))

    def _send(self, frame: Frame) -> None:
        # Of a page that was closed, what must not be lost is in the browser's outbox.
        with contextlib.suppress(WebSocketClosedError):
            self.write_message(frame, binary=isinstance(frame, bytes))

    def on_close(self) -> None:
        """Forget the panel once its last answer is given."""
        super().on_close()
        if self._panel is not None:
            self._shown.close(self._panel)
