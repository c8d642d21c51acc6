"""Rooms to talk in: one interface for every engine, and the engines that need no server of ours.

A seat has a ticket of its own, which stands behind the `#` of an address, so that no server writes it down.
"""

import base64
import hashlib
import hmac
import json
import os
import secrets
import time
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import quote, urlencode, urlsplit

from toolkit.core import WrongValueError


@dataclass(frozen=True)
class Room:
    """A room that was opened: its number, what the leader opens, and what each guest opens, in order."""

    number: str
    leader_url: str
    guest_urls: tuple[str, ...]


class Engine(Protocol):
    """What the parlour asks of a video engine."""

    def open(self, label: str, seats: int, minutes: int) -> Room:
        """Open a room for a leader and `seats` - 1 guests; `label` is a ticket's number, shown instead of a name."""

    def fresh(self, room: Room) -> str:
        """Return a new address for a guest whose line broke."""

    def kick(self, room: Room, label: str) -> None:
        """Put out whoever sits at `label`."""

    def close(self, room: Room) -> None:
        """Close the room; whoever is in it is put out."""


class LinkEngine:
    """A meeting that staff opened elsewhere and whose address they pasted, or a telephone number (`tel:`)."""

    def __init__(self, address: str) -> None:
        """Take an `https:` address or a telephone number; raise WrongValueError for anything else."""
        digits = address.replace("-", "").replace(" ", "")
        if digits.isdecimal() and 5 <= len(digits) <= 13:  # noqa: PLR2004 - the lengths of telephone numbers
            self._address = f"tel:{digits}"
        elif urlsplit(address).scheme == "https" and urlsplit(address).hostname:
            self._address = address
        else:
            raise WrongValueError(field="会议地址", value=address, why="要写 https:// 开头的会议链接，或者电话号码")

    def open(self, label: str, seats: int, _minutes: int) -> Room:
        """Return the same address for everybody: the service outside keeps its own door."""
        return Room(label, self._address, (self._address,) * (seats - 1))

    def fresh(self, room: Room) -> str:
        """Return the address again."""
        return room.leader_url

    def kick(self, room: Room, label: str) -> None:
        """Do nothing: only the host of the meeting outside can."""

    def close(self, room: Room) -> None:
        """Do nothing: the host ends the meeting outside."""


class JitsiEngine:
    """A Jitsi of the county, entered by signed tickets (JWT, HS256) that hold for one room and one time."""

    def __init__(self, base: str, app: str, secret: str) -> None:
        """Take the `https:` address of the server, its application id and the secret that it shares with us."""
        if urlsplit(base).scheme != "https" or not urlsplit(base).hostname:
            raise WrongValueError(field="Jitsi 地址", value=base, why="要写 https:// 开头的地址")
        if len(secret) < 32:  # noqa: PLR2004 - RFC 7518 3.2: a key of at least the size of the hash
            raise WrongValueError(field="Jitsi 密钥", value="（不显示）", why="至少要 32 个字符")
        self._base, self._app, self._secret = base.rstrip("/"), app, secret
        self._minutes: dict[str, int] = {}

    def open(self, label: str, seats: int, minutes: int) -> Room:
        """Name a room that nobody can guess and sign a ticket for each seat."""
        name = f"yehua{secrets.token_hex(8)}"
        self._minutes[name] = minutes
        # Each party of a mediation is told apart, and nobody by name.
        labels = [label] if seats == 2 else [f"{label} 座位{n}" for n in range(2, seats + 1)]  # noqa: PLR2004 - one guest
        guests = tuple(self._url(name, each, minutes, leads=False) for each in labels)
        return Room(name, self._url(name, "主持", minutes, leads=True), guests)

    def fresh(self, room: Room) -> str:
        """Sign a new ticket for a guest of the room."""
        return self._url(room.number, "来访", self._minutes[room.number], leads=False)

    def kick(self, room: Room, label: str) -> None:
        """Do nothing: the leader, who moderates, puts out in the meeting itself."""

    def close(self, room: Room) -> None:
        """Forget the room; its tickets run out by themselves."""
        self._minutes.pop(room.number, None)

    def _url(self, room: str, label: str, minutes: int, *, leads: bool) -> str:
        now = int(time.time())
        # Every field of a user is text: Jitsi puts them into messages as they are, and fails over anything else.
        user = {"name": label, "affiliation": "owner" if leads else "member", "moderator": str(leads).lower()}
        claims = {
            "aud": self._app,
            "iss": self._app,
            "sub": urlsplit(self._base).hostname,
            "room": room,
            "nbf": now - 10,
            "exp": now + 60 * minutes,
            "context": {"user": user},
        }
        return f"{self._base}/{quote(room)}?{urlencode({'jwt': signed(claims, self._secret)})}"


def jitsi_from_environment(base: str) -> JitsiEngine:
    """Return the Jitsi at `base` with application and secret of the environment; raise WrongValueError without them."""
    secret = os.environ.get("YEHUA_JITSI_SECRET", "")
    return JitsiEngine(base, os.environ.get("YEHUA_JITSI_APP", "yehua"), secret)


def signed(claims: dict[str, Any], secret: str) -> str:
    """Return `claims` as a JSON Web Token signed with HMAC-SHA-256 (RFC 7515, 7519)."""
    parts = [_b64(json.dumps(part).encode()) for part in ({"alg": "HS256", "typ": "JWT"}, claims)]
    seal = hmac.new(secret.encode(), ".".join(parts).encode(), hashlib.sha256).digest()
    return ".".join([*parts, _b64(seal)])


def _b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
