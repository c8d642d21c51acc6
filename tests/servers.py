"""Jupyter servers in processes of their own, for tests that speak to them as a browser does."""

import contextlib
import http.cookiejar
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

TOP = Path(__file__).parent.parent
TOKEN = "t"  # noqa: S105 - of a server that only a test knows


@dataclass(frozen=True)
class Served:
    """A running workbench: its address, the workspace that it works at, and its process."""

    address: str
    root: Path
    process: "subprocess.Popen[bytes]"

    def page(self, place: str = "", query: str = "") -> str:
        """Return the address of the workbench at `place`, with the token."""
        return f"{self.address}/yehua/?token={TOKEN}{query}#{place}"


def free_port() -> int:
    """Return a port that nothing listens at."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextlib.contextmanager
def serving(
    root: Path, home: Path, port: int | None = None, module: str = "toolkit.workbench", options: tuple[str, ...] = ()
) -> Iterator[Served]:
    """Serve the workspace at `root` by `module`; settings and logs of the server go to the folder `home`."""
    number = port or free_port()
    command = [
        *(sys.executable, "-m", module, "--no-browser", "--allow-root", "--ServerApp.ip=127.0.0.1"),
        *(f"--ServerApp.port={number}", "--ServerApp.port_retries=0", f"--IdentityProvider.token={TOKEN}"),
        *(f"--ServerApp.root_dir={root.parent}", f"--Workbench.workspace={root}"),
        *options,
    ]
    address = f"http://127.0.0.1:{number}"
    with running(command, home, address) as process:
        yield Served(address, root, process)


@contextlib.contextmanager
def running(command: list[str], home: Path, address: str) -> "Iterator[subprocess.Popen[bytes]]":
    """Run the server `command`, whose settings and log are in the folder `home`, until it answers at `address`."""
    own = {f"JUPYTER_{name}_DIR": str(home / name.lower()) for name in ("CONFIG", "DATA", "RUNTIME")}
    home.mkdir(parents=True, exist_ok=True)
    with (home / "server.log").open("ab") as log:
        environment = {**os.environ, **own, "PYTHONPATH": str(TOP)}
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log, cwd=TOP)
        try:
            await_answer(f"{address}/api/status?token={TOKEN}", process)
            yield process
        finally:
            process.terminate()
            process.wait(30)


def await_answer(address: str, process: "subprocess.Popen[bytes]", patience_s: float = 300) -> None:
    """Wait until `address` answers."""
    until = time.monotonic() + patience_s
    while time.monotonic() < until and process.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=2):  # noqa: S310 - our own server
                return
        except OSError:
            time.sleep(0.2)
    pytest.fail("the server did not start")


def asked(
    address: str, data: bytes | None = None, method: str | None = None, **headers: str
) -> tuple[int, dict[str, str], str]:
    """Return status, headers and text of what `address` answers."""
    request = urllib.request.Request(address, data=data, headers=headers, method=method)  # noqa: S310 - our own server
    try:
        with urllib.request.urlopen(request, timeout=600) as answer:  # noqa: S310
            return answer.status, dict(answer.headers), answer.read().decode()
    except urllib.error.HTTPError as refused:
        return refused.code, dict(refused.headers), refused.read().decode()


def cookie_of(served: Served) -> str:
    """Return the cookies that a browser has after it opened the page."""
    jar = http.cookiejar.CookieJar()
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    with browser.open(f"{served.address}/yehua/?token={TOKEN}", timeout=600):
        return "; ".join(f"{cookie.name}={cookie.value}" for cookie in jar)
