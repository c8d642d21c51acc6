"""Web server of the parlour (Tornado): pages for villagers and leaders, the line, and the way to the rooms.

No page asks for a name, a telephone or an identity number, and no address is written to a log.
"""

import asyncio
import contextlib
import json
import signal
import socket
import ssl
import urllib.request
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from tornado import httpserver, ioloop, netutil, web

from toolkit.core import WrongValueError, YehuaError
from toolkit.parlour.gate import ToJanus
from toolkit.parlour.janus import JanusEngine
from toolkit.parlour.reception import Parlour
from toolkit.parlour.tickets import OUTCOMES, Ticket, TurnedAway

_STATIC = Path(__file__).parent / "static"
_PAGES = {"/": "villager.html", "/leader": "leader.html", "/supervisor": "supervisor.html", "/room": "room.html"}
_MOST_BODY = 4096
_TIMEOUT_S = 20
_TIDY_S = 10.0
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self' ws: wss:; "
    "media-src 'self' blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


class _Base(web.RequestHandler):
    """What every answer bears: nothing kept, nothing framed, nothing from outside."""

    @property
    def parlour(self) -> Parlour:
        """The parlour that is served."""
        served: Parlour = self.settings["parlour"]
        return served

    def set_default_headers(self) -> None:
        """Forbid caches, frames, other sources and the telling of addresses."""
        self.set_header("Content-Security-Policy", _POLICY)
        self.set_header("Cache-Control", "no-store")
        self.set_header("Referrer-Policy", "no-referrer")
        self.set_header("X-Content-Type-Options", "nosniff")
        self.clear_header("Server")

    def check_xsrf_cookie(self) -> None:
        """Need no cookie: every request is known by a header that another site cannot send."""

    def told(self) -> dict[str, Any]:
        """Return the JSON object that was sent; answer 400 to anything else."""
        try:
            body = json.loads(self.request.body or b"{}")
        except ValueError as fault:
            raise web.HTTPError(400) from fault
        if not isinstance(body, dict):
            raise web.HTTPError(400)
        return body

    def write_error(self, status_code: int, **_: Any) -> None:
        """Answer with a sentence and nothing of the program."""
        self.finish({"say": {404: "没有这个号。"}.get(status_code, "没有办成，请再试一次。")})

    def refuse(self, fault: YehuaError) -> None:
        """Answer 422 with the sentence of `fault`."""
        self.set_status(422)
        self.finish({"say": str(fault)})


class _Page(_Base):
    def initialize(self, name: str) -> None:
        self._name = name

    def get(self) -> None:
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.finish((_STATIC / self._name).read_bytes())


class _Static(web.StaticFileHandler):
    def set_extra_headers(self, _path: str) -> None:
        self.set_header("X-Content-Type-Options", "nosniff")
        self.clear_header("Server")


class _Take(_Base):
    def _origin(self) -> str:
        """Return the address of the browser; behind a proxy what the proxy wrote last, empty where it wrote none."""
        if not self.settings["behind_proxy"]:
            return str(self.request.remote_ip)
        return self.request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()

    def post(self) -> None:
        device = self.request.headers.get("X-Device", "")
        if len(device) < 16:  # noqa: PLR2004 - shorter than any browser of ours makes it
            raise web.HTTPError(400)
        try:
            number, key = self.parlour.take(device, str(self.told().get("point", "")), self._origin())
        except TurnedAway as refused:
            self.set_status(409)
            self.finish({"say": refused.why, "phone": self.parlour.rules.phone})
            return
        except WrongValueError as fault:
            self.refuse(fault)
            return
        self.set_status(201 if key else 200)
        self.finish({"number": number, "key": key})


class _Ticket(_Base):
    def _mine(self, number: str) -> Ticket:
        ticket = self.parlour.line.mine(number, self.request.headers.get("X-Key", ""))
        if ticket is None:
            raise web.HTTPError(404)
        return ticket

    def get(self, number: str) -> None:
        self.parlour.tidy()
        ticket = self._mine(number)
        view = asdict(self.parlour.line.view(self.parlour.clock(), number))
        shown = {name: view[name] for name in ("waiting", "ahead", "minutes")}
        self.finish({"state": ticket.state, "room": self.parlour.guest_url(ticket), "misses": ticket.misses, **shown})

    def post(self, number: str) -> None:
        ticket = self._mine(number)
        wish = self.told().get("do")
        if wish == "leave":
            self.parlour.leave(ticket)
            self.finish({"state": ticket.state})
        elif wish == "again":
            self.finish({"room": self.parlour.fresh(ticket)})
        else:
            raise web.HTTPError(400)


class _Leader(_Base):
    def prepare(self) -> None:
        leader = self.parlour.leader_of(self.request.headers.get("X-Leader", ""))
        if leader is None:
            raise web.HTTPError(404)
        self._leader = leader

    def get(self) -> None:
        self.parlour.tidy()
        line = self.parlour.line
        held, room = line.held_by(self._leader), self.parlour.rooms.get(self._leader)
        self.finish(
            {
                **asdict(line.view(self.parlour.clock())),
                "leader": self._leader,
                "most": line.rules.most,
                "held": held and {"number": held.number, "state": held.state, "point": held.point},
                "room": room.leader_url if room else "",
                "line": [{"number": each, "point": line.tickets[each].point} for each in line.waiting],
                "ring_up": [{"number": each.number, "point": each.point} for each in line.to_ring_up()],
                "outcomes": OUTCOMES,
            }
        )

    async def post(self) -> None:
        body = self.told()
        try:
            await self._do(str(body.get("do")), str(body.get("outcome", "")))
        except YehuaError as fault:
            self.refuse(fault)
            return
        self.get()

    async def _do(self, wish: str, outcome: str) -> None:
        if wish == "call":
            self.parlour.call(self._leader)
        elif wish == "begin":
            self.parlour.begin(self._leader)
        elif wish == "end":
            self.parlour.end(self._leader, outcome)
        else:
            raise web.HTTPError(400)


class _Supervisor(_Base):
    """The line as a supervisor sees it: who waits and talks for how long, and whether the leader is away."""

    def prepare(self) -> None:
        if self.parlour.supervisor_of(self.request.headers.get("X-Supervisor", "")) is None:
            raise web.HTTPError(404)

    def get(self) -> None:
        self.parlour.tidy()
        line, now = self.parlour.line, self.parlour.clock()
        idle = line.idle_s(now)
        held = [(leader, line.held_by(leader)) for leader in self.parlour.leaders.values()]
        self.finish(
            {
                **asdict(line.view(now)),
                "leaders": list(self.parlour.leaders.values()),
                "idle_s": int(idle),
                "is_away": idle >= line.rules.patience_s,
                "held": [
                    {"leader": leader, "number": each.number, "state": each.state, "s": int(now - each.called)}
                    for leader, each in held
                    if each
                ],
                "line": [{"number": each, "point": line.tickets[each].point} for each in line.waiting],
            }
        )


class _Meetings(_Base):
    """Rooms for mediations, asked for on this machine by whoever can read the key of the run."""

    def prepare(self) -> None:
        if self.request.headers.get("X-Operator", "") != self.settings["operator"]:
            raise web.HTTPError(404)

    def post(self) -> None:
        body = self.told()
        try:
            if closes := body.get("close"):
                self.finish({"closed": self.parlour.close_meeting(str(closes))})
                return
            room = self.parlour.open_meeting(int(body.get("seats", 0)), int(body.get("minutes", 60)))
        except YehuaError as fault:
            self.refuse(fault)
            return
        self.finish({"room": room.number, "leader": room.leader_url, "guests": room.guest_urls})


def application(parlour: Parlour, operator: str, *, behind_proxy: bool = False) -> web.Application:
    """Return the application of `parlour`; `operator` is the key of who runs the server.

    `behind_proxy` says that a proxy of the office's own adds the address of the browser to X-Forwarded-For.
    """
    routes: list[Any] = [(path, _Page, {"name": name}) for path, name in _PAGES.items()]
    routes += [
        (r"/api/take", _Take),
        (r"/api/ticket/(A\d{3,5})", _Ticket),
        (r"/api/leader", _Leader),
        (r"/api/supervisor", _Supervisor),
        (r"/api/meetings", _Meetings),
        (r"/static/([a-z]+\.(?:js|css))", _Static, {"path": str(_STATIC)}),
    ]
    if isinstance(parlour.engine, JanusEngine):
        routes.append((r"/janus", ToJanus))
    return web.Application(
        routes,
        parlour=parlour,
        operator=operator,
        behind_proxy=behind_proxy,
        tokens=set(),
        log_function=lambda _handler: None,
        websocket_max_message_size=65_536,
    )


def listen(
    app: web.Application, sockets: list[socket.socket], tls: tuple[Path, Path] | None = None
) -> httpserver.HTTPServer:
    """Serve `app` on bound `sockets`, with certificate and key where `tls` gives them; return the server."""
    context = None
    if tls:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(*tls)
    server = httpserver.HTTPServer(app, ssl_options=context, max_body_size=_MOST_BODY, xheaders=False)
    server.add_sockets(sockets)
    # Nobody's page need be open for a mediation to end at its time.
    ioloop.PeriodicCallback(app.settings["parlour"].tidy, 1000 * _TIDY_S).start()
    return server


def bound(host: str, port: int) -> list[socket.socket]:
    """Return sockets bound to `host` and `port`; raise WrongValueError when they cannot be had."""
    try:
        return netutil.bind_sockets(port, host)
    except OSError as fault:
        raise WrongValueError(
            field="地址和端口", value=f"{host}:{port}", why="用不了：可能已经被占用，或者不是本机的地址"
        ) from fault


def address_of(name: str) -> str:
    """Return the numeric address of this machine's `name`, where media is reached."""
    try:
        return socket.gethostbyname(name)
    except OSError as fault:
        raise WrongValueError(field="本机的名字", value=name, why="查不到它的地址") from fault


def asked(run: Mapping[str, Any], body: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a running parlour of this machine answers; `run` says where it listens, its key, and whom to trust.

    Raise urllib's errors.
    """
    host = str(run["host"])
    context = ssl.create_default_context(cafile=str(run["tls"])) if run["tls"] else None
    address = f"{'https' if run['tls'] else 'http'}://{host}:{run['port']}/api/meetings"
    request = urllib.request.Request(address, json.dumps(body).encode(), {"X-Operator": str(run["operator"])})  # noqa: S310 - our own server
    with urllib.request.urlopen(request, timeout=_TIMEOUT_S, context=context) as answer:  # noqa: S310 - as above
        return dict(json.load(answer))


def run(app: web.Application, sockets: list[socket.socket], tls: tuple[Path, Path] | None = None) -> None:
    """Serve until somebody stops the program."""

    async def forever() -> None:
        listen(app, sockets, tls)
        ended = asyncio.Event()
        with contextlib.suppress(NotImplementedError):
            asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, ended.set)
        await ended.wait()

    asyncio.run(forever())
