"""Janus as the engine of village points: a process of our own on this machine, a private room for each call.

Janus (Debian, GPL-3) runs as its own program with only the video room and two transports linked in; its interfaces
listen on loopback alone, and browsers reach them through the parlour's server. Never open it to the internet.
"""

import contextlib
import json
import os
import secrets
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from toolkit.core import YehuaError, write_whole
from toolkit.parlour.rooms import Room

_LIBRARIES = ("/usr/lib/x86_64-linux-gnu/janus", "/usr/lib/aarch64-linux-gnu/janus", "/usr/lib/janus")
_PARTS = ("plugins/libjanus_videoroom.so", "transports/libjanus_http.so", "transports/libjanus_websockets.so")
_TRIES, _PAUSE_S, _TIMEOUT_S = 300, 0.1, 20
_BITS = 256_000  # a second and a sender: enough for a face, and three villages share one line


class JanusMissingError(YehuaError):
    """Raised when Janus is not on this machine or does not start."""

    sentence = "视频服务（Janus）起不来：{why}。可以改用 --link 粘贴会议链接，或者 --link 写电话号码。"


def library() -> Path | None:
    """Return the folder of Janus's parts, None where Janus is not installed."""
    found = (Path(each) for each in _LIBRARIES if Path(each).is_dir())
    return next(found, None) if shutil.which("janus") else None


@dataclass
class _Open:
    secret: str
    pin: str
    tokens: list[str]
    leader: str


class JanusEngine:
    """Rooms of a Janus that this object starts and stops; `address` is where its media is reached, `base` the pages."""

    def __init__(self, *, base: str, address: str = "127.0.0.1") -> None:
        """Start Janus with settings in a folder that goes with it; raise JanusMissingError."""
        lib = library()
        if lib is None:
            raise JanusMissingError(why="这台电脑没有装 janus（Debian：apt install janus）")
        self.base = base.rstrip("/")
        self.socket_port, self._http = _free_port(), _free_port()
        self._admin = secrets.token_hex(16)
        self._rooms: dict[str, _Open] = {}
        # Janus reads no Chinese path, and the keys in its settings must not stay behind.
        self._folder = tempfile.TemporaryDirectory(prefix="yehua-janus-", ignore_cleanup_errors=True)
        folder = Path(self._folder.name)
        _write_settings(folder, lib, self._admin, address, ports=(self._http, self.socket_port))
        self._log = (folder / "janus.log").open("wb")
        self._process = subprocess.Popen(
            ["janus", "-F", str(folder)],  # noqa: S607 - found by `library`
            stdout=self._log,
            stderr=self._log,
            env={**os.environ, "LC_ALL": "C.UTF-8"},
        )
        try:
            self._session = self._ready()
            self._handle = self._attached()
        except BaseException:
            self.stop()
            raise

    def _ready(self) -> int:
        for _ in range(_TRIES):
            if self._process.poll() is not None:
                raise JanusMissingError(why=f"它自己退出了（{self._process.returncode}）")
            with contextlib.suppress(OSError):
                return int(self._ask("", janus="create")["data"]["id"])
            time.sleep(_PAUSE_S)
        raise JanusMissingError(why="等了半分钟没有回应")

    def _ask(self, path: str, **body: Any) -> dict[str, Any]:
        request = urllib.request.Request(
            f"http://127.0.0.1:{self._http}/janus{path}",
            json.dumps({"transaction": secrets.token_hex(6), **body}).encode(),
            {"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=_TIMEOUT_S) as answer:  # noqa: S310 - as above
            return dict(json.load(answer))

    def _room(self, request: str, room: str, **body: Any) -> dict[str, Any]:
        wish = {"request": request, "room": room, "secret": self._rooms[room].secret, **body}
        answer = self._ask(f"/{self._session}/{self._handle}", janus="message", body=wish)
        if "plugindata" not in answer:
            # The session lapses when nobody asked for a minute; the rooms stay.
            self._session = int(self._ask("", janus="create")["data"]["id"])
            self._handle = self._attached()
            answer = self._ask(f"/{self._session}/{self._handle}", janus="message", body=wish)
        return dict(answer["plugindata"]["data"])

    def _attached(self) -> int:
        return int(self._ask(f"/{self._session}", janus="attach", plugin="janus.plugin.videoroom")["data"]["id"])

    # -- the interface of an engine ----------------------------------------------------------------------------

    def open(self, label: str, seats: int, _minutes: int) -> Room:
        """Open a room that no list shows, with a PIN, a cap on senders, and one token a seat that works once."""
        number = secrets.token_hex(8)
        tokens = [secrets.token_urlsafe(12) for _ in range(seats)]
        known = _Open(secrets.token_urlsafe(18), secrets.token_urlsafe(9), tokens[:], tokens[0])
        self._rooms[number] = known
        limits = {"publishers": seats, "bitrate": _BITS, "bitrate_cap": True, "is_private": True, "permanent": False}
        # Tokens are asked of senders alone: a listener must belong to a sender.
        kind = {"audiocodec": "opus", "videocodec": "vp8,h264", "require_pvtid": True}
        answer = self._room("create", number, admin_key=self._admin, pin=known.pin, allowed=tokens, **limits, **kind)
        if answer.get("videoroom") != "created":
            del self._rooms[number]
            raise JanusMissingError(why=f"开不了房间（{answer.get('error', answer)}）")
        names = ["主持", *(label if seats == 2 else f"{label}-{n}" for n in range(1, seats))]  # noqa: PLR2004 - one guest
        leader, *guests = (self._url(number, token, name) for token, name in zip(tokens, names, strict=True))
        return Room(number, leader, tuple(guests))

    def _url(self, room: str, token: str, name: str) -> str:
        words = {"room": room, "pin": self._rooms[room].pin, "token": token, "name": name}
        return f"{self.base}/room#{urlencode(words)}"

    def spend(self, room: str, token: str) -> None:
        """Take `token` off the list, as its holder is in."""
        known = self._rooms.get(room)
        if known and token in known.tokens:
            known.tokens.remove(token)
            self._room("allowed", room, action="remove", allowed=[token])

    def fresh(self, room: Room) -> str:
        """Return an address with a new token for a guest whose line broke.

        Where there is one guest, what was given to him before opens nothing any more; of several it is not known whose
        line broke.
        """
        token, known = secrets.token_urlsafe(12), self._rooms[room.number]
        if len(room.guest_urls) == 1:
            for old in [each for each in known.tokens if each != known.leader]:
                self.spend(room.number, old)
        known.tokens.append(token)
        self._room("allowed", room.number, action="add", allowed=[token])
        return self._url(room.number, token, "来访")

    def people(self, room: Room) -> list[Mapping[str, Any]]:
        """Return who sends or listens in the room, as Janus lists them."""
        return list(self._room("listparticipants", room.number).get("participants", []))

    def kick(self, room: Room, label: str) -> None:
        """Put out whoever sits at `label`."""
        for person in self.people(room):
            if person.get("display") == label:
                self._room("kick", room.number, id=person["id"])

    def close(self, room: Room) -> None:
        """Close the room; everybody in it is put out and its address opens nothing."""
        if room.number in self._rooms:
            self._room("destroy", room.number)
            del self._rooms[room.number]

    def stop(self) -> None:
        """End Janus."""
        self._process.terminate()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(10)
        self._log.close()
        self._folder.cleanup()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _write_settings(folder: Path, lib: Path, admin: str, address: str, *, ports: tuple[int, int]) -> None:
    """Write the settings of a Janus that loads only what the parlour needs and listens on loopback."""
    for part in ("plugins", "transports", "events", "loggers"):
        (folder / part).mkdir(parents=True, exist_ok=True)
    for part in _PARTS:
        (folder / part).symlink_to(lib / part)
    folders = " ".join(f'{name}_folder="{folder / name}"' for name in ("plugins", "transports", "events", "loggers"))
    # A prefix of an address is enough for Janus; loopback needs the name of its interface as well.
    reached = f"{address},lo" if address.startswith("127.") else address
    texts = {
        "janus.jcfg": f'general: {{ configs_folder="{folder}" {folders} debug_level=3 session_timeout=60 }}\n'
        f'media: {{ rtp_port_range="20000-20400" }}\nnat: {{ ice_enforce_list="{reached}" keep_private_host=true }}\n'
        "certificates: { }\nplugins: { }\ntransports: { }\nevents: { }\n",
        "janus.transport.http.jcfg": f'general: {{ http=true ip="127.0.0.1" port={ports[0]} base_path="/janus" }}\n'
        "admin: { admin_http=false }\n",
        "janus.transport.websockets.jcfg": f'general: {{ ws=true ws_ip="127.0.0.1" ws_port={ports[1]} }}\n'
        "admin: { admin_ws=false }\n",
        "janus.plugin.videoroom.jcfg": f'general: {{ admin_key="{admin}" string_ids=true }}\n',
    }
    for name, text in texts.items():
        write_whole(folder / name, text)
