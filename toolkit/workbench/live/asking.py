"""A panel without a socket, for a browser that has none or a network that lets none through: the page asks by HTTP.

Each request brings the questions of the page and fetches what was sent since. Frames are numbered from 1 and kept until
the page says that it took them; a page that asks no more is forgotten.
"""

import asyncio
import base64
import contextlib
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tornado import web

from toolkit.workbench.live import panel_host
from toolkit.workbench.live.open_panels import Frame, OpenPanel, OpenPanels
from toolkit.workbench.requests import JsonHandler
from toolkit.workspace import Desk

# How long an answer is waited for before the page is told to ask again.
_PATIENCE_S = 1.0
# A hidden page asks once in a minute.
_IDLE_S = 300.0


@dataclass
class _Line:
    """A panel that is asked for; `frames` wait for the page, the first of them has the number `taken` + 1."""

    panel: OpenPanel | None = None
    frames: list[Frame] = field(default_factory=list)
    taken: int = 0
    unanswered: int = 0
    has_news: asyncio.Event = field(default_factory=asyncio.Event)
    end: asyncio.TimerHandle | None = None

    def send(self, frame: Frame) -> None:
        self.frames.append(frame)
        self.has_news.set()

    def drop(self, taken: int) -> None:
        """Forget the frames that the page took."""
        self.frames = self.frames[max(0, taken - self.taken) :]
        self.taken = max(taken, self.taken)
        if not self.frames:
            self.has_news.clear()

    async def wait(self) -> None:
        """Wait a moment for the next frame where a question is still open."""
        if self.unanswered and not self.frames:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.has_news.wait(), _PATIENCE_S)

    def as_sent(self) -> list[str | dict[str, str]]:
        """Return the frames as JSON can hold them: a buffer in base 64."""
        return [
            frame if isinstance(frame, str) else {"base64": base64.b64encode(frame).decode("ascii")}
            for frame in self.frames
        ]


class AskedPanels:
    """The panels of this server that are asked for, each by a number that nobody can guess."""

    def __init__(self, shown: OpenPanels) -> None:
        """Keep none yet; `shown` are all panels of the server."""
        self._shown = shown
        self._lines: dict[str, _Line] = {}
        self._asked: set[asyncio.Task[None]] = set()

    async def begin(self, made: Callable[[Callable[[Frame], None]], OpenPanel], desk: Callable[[], Desk]) -> str:
        """Open what `made` makes of a function that takes frames, on what `desk` gives; return its number."""
        line = _Line()
        panel = made(line.send)
        if await panel.open(desk):
            line.panel = panel
            self._shown.add(panel)
        else:
            panel.close()
        number = secrets.token_urlsafe(16)
        self._lines[number] = line
        return number

    def line(self, number: str) -> _Line:
        """Return the line `number`, kept for some minutes more; raise KeyError."""
        line = self._lines[number]
        if line.end is not None:
            line.end.cancel()
        line.end = asyncio.get_running_loop().call_later(_IDLE_S, self.close, number)
        return line

    def ask(self, line: _Line, questions: list[Mapping[str, Any]]) -> None:
        """Have `questions` answered one after another, however long it takes."""
        for question in questions:
            line.unanswered += 1
            task = asyncio.get_running_loop().create_task(self._answer(line, question))
            self._asked.add(task)
            task.add_done_callback(self._asked.discard)

    async def _answer(self, line: _Line, question: Mapping[str, Any]) -> None:
        try:
            if line.panel is not None:
                await self._shown.answer(line.panel, question)
        finally:
            line.unanswered -= 1

    def close(self, number: str) -> None:
        """Forget the line `number`."""
        line = self._lines.pop(number, None)
        if line and line.end is not None:
            line.end.cancel()
        if line and line.panel is not None:
            self._shown.close(line.panel)


class AskingHandler(JsonHandler):
    """What a page without a socket asks: `{line, taken, questions}`; an empty `line` opens the panel."""

    @web.authenticated
    async def post(self, name: str) -> None:
        """Send what came since; 410 says that the line is not known (any more) and the panel must be opened anew."""
        if name not in panel_host.PANELS:
            raise web.HTTPError(404)
        number, taken, questions = _asked(self.get_json_body())
        panels: AskedPanels = self.settings["yehua_asked"]
        if not number:
            given = self.query()
            number = await panels.begin(lambda send: OpenPanel(name, given, send=send, refusal=self.refusal), self.desk)
        try:
            line = panels.line(number)
        except KeyError as unknown:
            raise web.HTTPError(410) from unknown
        line.drop(taken)
        panels.ask(line, questions)
        await line.wait()
        self.send_json({"line": number, "taken": line.taken, "frames": line.as_sent(), "open": line.unanswered > 0})

    @web.authenticated
    async def delete(self, _name: str) -> None:
        """Forget the panel of a page that was left."""
        panels: AskedPanels = self.settings["yehua_asked"]
        panels.close(self.get_query_argument("line", ""))


def _asked(body: object) -> tuple[str, int, list[Mapping[str, Any]]]:
    """Return line, number of the last frame taken, and questions; raise HTTPError (400) for anything else."""
    given = body if isinstance(body, dict) else {}
    number, taken, questions = given.get("line"), given.get("taken"), given.get("questions")
    if not isinstance(number, str) or type(taken) is not int or not isinstance(questions, list):
        raise web.HTTPError(400)
    if not all(isinstance(question, dict) for question in questions):
        raise web.HTTPError(400)
    return number, taken, questions
