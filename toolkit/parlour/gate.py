"""Gate between a browser and Janus: only what the page of a room has to say passes, word for word.

A seat is opened by a token that works once. Who has no seat hears nothing: a room subscribes nobody but who joined it
on the same socket with a token. All else that Janus offers (lists, rooms, recording, other spellings) is refused.
"""

import asyncio
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tornado import websocket

from toolkit.parlour.janus import JanusEngine

_PLUGIN = "janus.plugin.videoroom"
_ENVELOPE = frozenset({"janus", "transaction", "session_id"})
_TYPES: Mapping[str, frozenset[str]] = {
    "create": frozenset(),
    "attach": frozenset({"plugin"}),
    "message": frozenset({"handle_id", "body", "jsep"}),
    "trickle": frozenset({"handle_id", "candidate"}),
    "keepalive": frozenset(),
    "destroy": frozenset(),
}
_REQUESTS: Mapping[str, frozenset[str]] = {
    "configure": frozenset({"audio", "video"}),
    "start": frozenset(),
    "leave": frozenset(),
}
_JOINS: Mapping[str, frozenset[str]] = {
    "publisher": frozenset({"room", "pin", "token", "display"}),
    "subscriber": frozenset({"room", "pin", "private_id", "streams"}),
}
_FORBIDDEN = 403  # JANUS_ERROR_UNAUTHORIZED of Janus's own interface
_USED = 433  # JANUS_VIDEOROOM_ERROR_UNAUTHORIZED


def passes(said: Mapping[str, Any]) -> bool:
    """Return whether `said` is one of the messages that the page of a room sends, with no word more."""
    kind = said.get("janus")
    if not isinstance(kind, str) or kind not in _TYPES or not set(said) <= _ENVELOPE | _TYPES[kind]:
        return False
    if not isinstance(said.get("transaction"), str):
        return False
    if kind == "attach":
        return said.get("plugin") == _PLUGIN
    return kind != "message" or _body_passes(said.get("body"))


def _body_passes(body: object) -> bool:
    if not isinstance(body, dict):
        return False
    request, ptype = body.get("request"), body.get("ptype")
    if not isinstance(request, str):
        return False
    if request != "join":
        return request in _REQUESTS and set(body) <= {"request"} | _REQUESTS[request]
    if not isinstance(ptype, str) or ptype not in _JOINS or not set(body) <= {"request", "ptype"} | _JOINS[ptype]:
        return False
    return ptype == "subscriber" or all(isinstance(body.get(name), str) for name in ("room", "token"))


@dataclass(frozen=True)
class _Join:
    """A seat that was asked for: the transaction as the browser named it, the room and the token."""

    transaction: str
    room: str
    token: str


class ToJanus(websocket.WebSocketHandler):
    """The way to Janus: what a browser may say goes there and back; a token in use or used up opens nothing."""

    def initialize(self) -> None:
        """Begin without a seat."""
        self._far: websocket.WebSocketClientConnection | None = None
        self._ready = asyncio.Event()
        self._joins: dict[str, _Join] = {}
        self._seats: set[int] = set()

    @property
    def _engine(self) -> JanusEngine:
        engine: JanusEngine = self.settings["parlour"].engine
        return engine

    def select_subprotocol(self, subprotocols: list[str]) -> str | None:
        """Speak Janus's own protocol alone."""
        return "janus-protocol" if "janus-protocol" in subprotocols else None

    async def open(self, *_: str, **__: str) -> None:
        """Open the way to Janus."""
        address = f"ws://127.0.0.1:{self._engine.socket_port}"
        self._far = await websocket.websocket_connect(
            address, subprotocols=["janus-protocol"], on_message_callback=self._from_janus
        )
        self._ready.set()

    async def on_message(self, message: str | bytes) -> None:
        """Hand on what passes, written anew so that Janus reads what was judged."""
        said = _object(message)
        if not passes(said):
            await self.write_message(_refused(said))
            return
        body = said.get("body") or {}
        if body.get("ptype") == "subscriber" and body.get("private_id") not in self._seats:
            await self.write_message(_no_seat(said))
            return
        if body.get("ptype") == "publisher":
            taken = self.settings["tokens"]
            if body["token"] in taken:
                await self.write_message(_no_seat(said))
                return
            taken.add(body["token"])
            # A name that the browser cannot guess: no answer of another message is taken for this one's.
            private = secrets.token_hex(12)
            self._joins[private] = _Join(said["transaction"], body["room"], body["token"])
            said["transaction"] = private
        await self._ready.wait()
        if self._far:
            await self._far.write_message(json.dumps(said))

    def _from_janus(self, message: str | bytes | None) -> None:
        if message is None:
            self.close()
            return
        said = _object(message)
        if join := self._joins.get(str(said.get("transaction"))):
            if said.get("janus") != "ack":
                self._settle(said, self._joins.pop(said["transaction"]))
            message = json.dumps(said | {"transaction": join.transaction})
        if self.ws_connection:
            self.write_message(message)

    def _settle(self, said: Mapping[str, Any], join: _Join) -> None:
        data = (said.get("plugindata") or {}).get("data") or {}
        if data.get("videoroom") == "joined":
            self._seats.add(data["private_id"])
            self._engine.spend(join.room, join.token)
        else:
            self.settings["tokens"].discard(join.token)  # whoever mistyped the PIN may try again

    def on_close(self) -> None:
        """Give back tokens that opened nothing, and close the way."""
        for join in self._joins.values():
            self.settings["tokens"].discard(join.token)
        if self._far:
            self._far.close()


def _object(text: str | bytes) -> dict[str, Any]:
    try:
        said = json.loads(text)
    except ValueError:  # UnicodeDecodeError as well
        return {}
    return said if isinstance(said, dict) else {}


def _refused(said: Mapping[str, Any]) -> str:
    error = {"code": _FORBIDDEN, "reason": "not for this page"}
    return json.dumps({"janus": "error", "transaction": said.get("transaction"), "error": error})


def _no_seat(said: Mapping[str, Any]) -> str:
    data = {"videoroom": "event", "error_code": _USED, "error": "no seat"}
    return json.dumps({"janus": "event", "transaction": said.get("transaction"), "plugindata": {"data": data}})
