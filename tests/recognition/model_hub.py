"""A hub of models on this machine, over whose connections the tests fetch."""

import contextlib
import hashlib
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from toolkit.recognition.catalogue import Entry, ModelFile


class Hub(ThreadingHTTPServer):
    """A hub of models on this machine, with a fault to show.

    `breaks_after` bytes the connection ends; `lies` sends other bytes; `without_ranges` always sends all; until
    `goes_on` is set, half of a file is sent and the rest waits.
    """

    daemon_threads = True
    breaks_after: int | None = None
    lies = False
    without_ranges = False

    def __init__(self, folder: Path) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.folder = folder
        self.goes_on = threading.Event()
        self.goes_on.set()
        self.asked: list[tuple[str, str]] = []

    @property
    def address(self) -> str:
        """The address that stands in the settings."""
        return f"http://127.0.0.1:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    server: Hub

    def do_GET(self) -> None:
        """Send the file, from where it was asked."""
        wanted = self.headers.get("Range", "bytes=0-")
        self.server.asked.append((self.path, wanted))
        file = self.server.folder / Path(self.path).name
        if not file.is_file():
            self.send_error(404)
            return
        content = file.read_bytes()
        start = 0 if self.server.without_ranges else int(wanted.removeprefix("bytes=").rstrip("-"))
        self.send_response(206 if start else 200)
        self.send_header("Content-Length", str(len(content) - start))
        self.end_headers()
        sent = content[start:]
        if self.server.lies:
            sent = bytes(len(sent))
        sent = sent[: self.server.breaks_after]
        with contextlib.suppress(ConnectionError):  # whoever asked was killed
            self.wfile.write(sent[: len(sent) // 2])
            self.wfile.flush()
            self.server.goes_on.wait()
            self.wfile.write(sent[len(sent) // 2 :])

    def log_message(self, *_: object) -> None:
        """Stay silent."""


@contextlib.contextmanager
def serving(folder: Path) -> Iterator[Hub]:
    """Give a hub that has the model in `folder`."""
    server = Hub(folder)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def entry_of(folder: Path, **changed: str) -> Entry:
    """Return an entry whose files are those of `folder`; `changed` has other hashes by the start of a name."""
    files = tuple(
        ModelFile(
            path.name,
            path.stat().st_size,
            changed.get(path.name.partition(".")[0], hashlib.sha256(path.read_bytes()).hexdigest()),
            "a test",
        )
        for path in sorted(folder.iterdir())
    )
    return Entry("四川话", "试", "sense-voice", ("四川话",), "MIT", (), files, hub="somebody/model")
