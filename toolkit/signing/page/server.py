"""The server of the signing page: loopback without more, TLS by an authority of one's own for any other host."""

import ipaddress
import json
import ssl
import sys
import threading
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

from toolkit.core import WrongValueError, YehuaError
from toolkit.signing.page.table import SigningTable
from toolkit.workspace import Desk

if TYPE_CHECKING:
    from toolkit.signing.certificates.tls import Tls

LOOPBACK = "127.0.0.1"
_STATIC = Path(__file__).parent / "static"
_FILES = {
    "/": ("sign.html", "text/html"),
    "/sign.js": ("sign.js", "text/javascript"),
    "/sign.css": ("sign.css", "text/css"),
    "/signature_pad.min.js": ("vendor/signature_pad.min.js", "text/javascript"),
}
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'self'; frame-ancestors 'none'"
)
_LARGEST = 3_000_000  # bytes; a drawing has some kilobytes
_PATIENCE_S = 20


class SigningServer:
    """A running server with its table; `address` is what people open, followed by `#` and their secret.

    `tls` names the root certificate that a telephone has to trust, None for this machine alone.
    """

    def __init__(self, desk: Callable[[], Desk], host: str = LOOPBACK, port: int = 0) -> None:
        """Serve on `host`, in a thread of its own; port 0 takes any that is free.

        Raise WrongValueError where the host or port cannot be taken.
        """
        self.table = SigningTable(desk)
        handler = type("Handler", (_Handler,), {"table": self.table})
        try:
            self._server = _Server((host, port), handler)
        except (OSError, OverflowError) as fault:
            why = "不是这台电脑的地址，或者端口被占用；请换一个"
            raise WrongValueError(field="地址和端口", value=f"{host}:{port}", why=why) from fault
        self.tls: Tls | None = None
        scheme = "http"
        if not _is_loopback(host):
            self.tls, context = _tls(desk(), host)
            # The handshake is left to the thread of the connection and its patience: one that stalls holds up nobody.
            self._server.socket = context.wrap_socket(
                self._server.socket, server_side=True, do_handshake_on_connect=False
            )
            scheme = "https"
        self.address = f"{scheme}://{host}:{self._server.server_address[1]}/"
        self._thread = threading.Thread(target=self._server.serve_forever, name="signing-page", daemon=True)
        self._thread.start()

    def work_at(self, desk: Callable[[], Desk]) -> None:
        """Work at another desk of the same workspace from now on: there is a new one each day."""
        self.table.desk = desk

    def close(self) -> None:
        """Stop serving."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(timeout=_PATIENCE_S)


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _tls(desk: Desk, host: str) -> tuple["Tls", ssl.SSLContext]:
    """Return the TLS of a server at `host`, and what speaks it."""
    from toolkit.signing.certificates.tls import tls_for  # noqa: PLC0415 - an extra that a server of this machine does not need

    made = tls_for(desk.workspace.root, host)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(made.certificate, made.key)
    return made, context


class _Server(ThreadingHTTPServer):
    """A server with a thread for each connection; one that breaks off or never shakes hands is no fault of ours."""

    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Tell of a fault unless it lies in the connection."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    """One request: a file of the page, or a question of its script."""

    table: SigningTable
    timeout = _PATIENCE_S
    server_version, sys_version = "yehua", ""

    def do_GET(self) -> None:
        """Send a file of the page."""
        if self.path not in _FILES:
            self._send(404, "text/plain", b"")
            return
        name, kind = _FILES[self.path]
        self._send(200, kind, (_STATIC / name).read_bytes())

    def do_POST(self) -> None:
        """Answer a question; a fault is a sentence."""
        answers: Mapping[str, Callable[[Mapping[str, Any]], dict[str, Any]]] = {
            "/open": self.table.open,
            "/page": self.table.page,
            "/sign": self.table.sign,
            "/stop": self.table.stop,
        }
        answer, given = answers.get(self.path), self._given()
        if answer is None or given is None:
            self._json(400, {"refused": "没有传完整，请重新打开这一页。"})
            return
        try:
            self._json(200, answer(given))
        except YehuaError as fault:
            self._json(400, {"refused": str(fault)})
        except Exception:  # noqa: BLE001 - the person in front of the page must learn of every fault
            self._json(500, {"refused": "没有做成，请告诉工作人员，过一会儿再试。"})

    def _given(self) -> Mapping[str, Any] | None:
        length = self.headers.get("Content-Length", "")
        is_own = "application/json" in self.headers.get("Content-Type", "")
        if not (is_own and length.isascii() and length.isdecimal() and int(length) <= _LARGEST):
            return None
        try:
            given = json.loads(self.rfile.read(int(length)))
        except (ValueError, RecursionError, OSError):
            return None
        return given if isinstance(given, dict) else None

    def _json(self, status: int, content: Mapping[str, Any]) -> None:
        self._send(status, "application/json", json.dumps(content, ensure_ascii=False).encode())

    def _send(self, status: int, kind: str, content: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Content-Security-Policy", _POLICY)
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Referrer-Policy", "no-referrer")
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Log nothing: what people ask for is nobody's business."""
