"""Panels that pages show now, whatever carries their messages: asked in turn, and told what other pages did.

A message goes out as frames: the text of its JSON, then each of its buffers as bytes.
"""

import asyncio
import contextlib
import json
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from toolkit.workbench.live import panel_host
from toolkit.workspace import Desk

if TYPE_CHECKING:
    from toolkit.notebook.panels import Panel

Frame = str | bytes
Sending = Callable[[Frame], None]
Refusing = Callable[[Exception], Mapping[str, Any]]


class OpenPanel:
    """One panel that a page shows; `send` takes its frames in the event loop, `refusal` words a fault."""

    def __init__(self, name: str, given: Mapping[str, str], *, send: Sending, refusal: Refusing) -> None:
        """Make nothing yet: a workspace may have to be opened first."""
        self._name, self._given, self._send, self._refusal = name, given, send, refusal
        self._loop = asyncio.get_running_loop()
        # One question after another, as a kernel would answer them.
        self._turn = ThreadPoolExecutor(max_workers=1, thread_name_prefix=f"panel-{name}")
        self._panel: Panel | None = None
        self.work = (name, *(given.get(field, "") for field in ("practice", "code", "facts")))

    async def open(self, desk: Callable[[], Desk]) -> bool:
        """Make the panel on what `desk` gives and send the state that its script begins with, or why there is none."""
        try:
            panel = await self._in_turn(lambda: panel_host.opened(self._name, desk(), self._given))
        except Exception as fault:  # noqa: BLE001 - the person in front of the page must learn of every fault
            self._write(self._refusal(fault))
            return False
        self._panel = panel
        panel.listen(self._news)
        self._write({"state": {"shelf": panel.shelf, "at": self._given.get("at")}})
        return True

    async def _in_turn(self, work: Callable[[], Any]) -> Any:
        return await self._loop.run_in_executor(self._turn, work)

    async def answer(self, content: Mapping[str, Any]) -> None:
        """Send the answer to the question `content`."""
        panel = self._panel
        if panel is not None:
            self._write(await self._in_turn(lambda: panel.answer(content)))

    def catch_up(self) -> None:
        """Have the panel show what another one on the same work did; its own questions come first."""
        if self._panel is not None:
            with contextlib.suppress(RuntimeError):  # it is being closed
                self._turn.submit(self._panel.catch_up).add_done_callback(self._caught_up)

    def _caught_up(self, work: "Future[None]") -> None:
        fault = None if work.cancelled() else work.exception()
        if isinstance(fault, Exception):
            self._refusal(fault)  # it is kept in the log; the next question of this page tells of it

    def _news(self, message: dict[str, Any], buffers: Any) -> None:
        """Send `message` from whatever thread it comes."""
        self._loop.call_soon_threadsafe(self._write, message, [bytes(buffer) for buffer in buffers])

    def _write(self, message: Mapping[str, Any], buffers: tuple[bytes, ...] | list[bytes] = ()) -> None:
        self._send(json.dumps({**message, "buffers": len(buffers)} if buffers else message))
        for buffer in buffers:
            self._send(buffer)

    def close(self) -> None:
        """Forget the panel once its last answer is given."""
        if self._panel is not None:
            self._turn.submit(self._panel.close)
        self._turn.shutdown(wait=False)


class OpenPanels:
    """All panels that pages of this server show now."""

    def __init__(self) -> None:
        self._shown: set[OpenPanel] = set()

    def add(self, panel: OpenPanel) -> None:
        """Tell `panel` from now on what others on its work do."""
        self._shown.add(panel)

    async def answer(self, panel: OpenPanel, content: Mapping[str, Any]) -> None:
        """Answer the question `content` of `panel`; others on the same work then show what it changed."""
        await panel.answer(content)
        for other in self._shown - {panel}:
            if other.work == panel.work:
                other.catch_up()

    def close(self, panel: OpenPanel) -> None:
        """Forget `panel`."""
        self._shown.discard(panel)
        panel.close()
