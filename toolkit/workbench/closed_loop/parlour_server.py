"""The server of the video parlour, opened and closed from its page: a process of its own, ended with the workbench."""

import atexit
import json
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any

from toolkit.core import WrongValueError, YehuaError
from toolkit.workbench.fields import Done, Given, filled, text_of, whole_of
from toolkit.workspace import Desk

if TYPE_CHECKING:
    from pathlib import Path

_PATIENCE_S = 60.0
_LARGEST_PORT = 65535
_PORT = 8443
_MARKS = re.compile("[、，]")


class _NotOpenedError(YehuaError):
    sentence = "会客厅没有开成：{why}"


@dataclass(frozen=True)
class _Running:
    """A running parlour: its process, and the address of the villagers' page."""

    process: "subprocess.Popen[str]"
    url: str


class Parlours:
    """The parlour that this workbench opened for each workspace; safe to be used by several threads."""

    def __init__(self) -> None:
        """Begin with none; whatever runs ends with this process."""
        self._running: dict[Path, _Running] = {}
        self._turn = threading.Lock()
        atexit.register(self.close_all)

    def url(self, desk: Desk) -> str:
        """Return the address of the villagers' page, empty where no parlour runs."""
        with self._turn:
            running = self._running.get(desk.workspace.root)
            return running.url if running and running.process.poll() is None else ""

    def open(self, desk: Desk, options: list[str]) -> Mapping[str, Any]:
        """Open a parlour with `options`, and return its addresses.

        Raise WrongValueError while one runs, or what says in Chinese why it did not open.
        """
        if url := self.url(desk):
            raise WrongValueError(field="会客厅", value="", why=f"已经开着，村民的网址是 {url}")
        root = desk.workspace.root
        command = [sys.executable, "-m", "toolkit", "parlour", "serve", "--json", "--workspace", str(root), *options]
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8"
        )
        told = _first_words(process)
        with self._turn:
            self._running[root] = _Running(process, told["url"])
        return told

    def close(self, desk: Desk) -> bool:
        """Close the parlour of the workspace; return whether one ran."""
        with self._turn:
            running = self._running.pop(desk.workspace.root, None)
        return running is not None and _ended(running.process)

    def close_all(self) -> None:
        """Close every parlour."""
        with self._turn:
            for running in self._running.values():
                _ended(running.process)
            self._running.clear()


def _ended(process: "subprocess.Popen[str]") -> bool:
    """End `process`; return whether it still ran."""
    if process.poll() is not None:
        return False
    process.terminate()
    try:
        process.wait(_PATIENCE_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    return True


def _first_words(process: "subprocess.Popen[str]") -> Mapping[str, Any]:
    """Return the JSON document that a parlour begins with, and let nothing that it says later stop it."""
    out, faults = process.stdout, process.stderr
    assert out is not None and faults is not None  # noqa: S101, PT018 - both are pipes
    timer = threading.Timer(_PATIENCE_S, process.kill)
    timer.start()
    text = ""
    try:
        for line in out:
            text += line
            try:
                told: Mapping[str, Any] = json.loads(text)
            except ValueError:
                continue
            for pipe in (out, faults):
                threading.Thread(target=_drained, args=(pipe,), daemon=True).start()
            return told
    finally:
        timer.cancel()
    with out, faults:
        lines = [line.strip() for line in faults.read().splitlines() if line.strip()]
    process.wait()
    raise _NotOpenedError(why=lines[-1] if lines else "会客厅的程序没有回答，请再试一次。")


def _drained(pipe: IO[str]) -> None:
    with pipe:
        for _ in pipe:
            pass


RUNNING = Parlours()


def _options(given: Given) -> list[str]:
    """Return the options of the command that the fields of the page stand for."""
    port = whole_of(given, "port", "端口") or _PORT
    if not 1 <= port <= _LARGEST_PORT:
        raise WrongValueError(field="端口", value=str(port), why=f"写 1 到 {_LARGEST_PORT} 的数")
    posts = {"leader": text_of(given, "leaders", "接谈的领导"), "supervisor": given.get("supervisors", "")}
    values = {name: filled(given, name) for name in ("host", "closes", "phone", "link")}
    return [
        f"--port={port}",
        *(f"--{what}={name.strip()}" for what, names in posts.items() for name in _MARKS.split(names) if name.strip()),
        *(f"--{name}={value}" for name, value in values.items() if value),
    ]


def _open(desk: Desk, given: Given) -> Done:
    """Open the parlour; the leaders' addresses hold their keys, so they are shown this once."""
    told = RUNNING.open(desk, _options(given))
    lines = [f"村民的页面：{told['url']}", *(f"{post}的页面：{url}" for post, url in told["leaders"].items())]
    lines += [f"{post}（督办）的页面：{url}" for post, url in told["supervisors"].items()]
    words = "会客厅开了。领导、督办人的网址里有密钥，只在这里显示一次，请分别发给本人，不要转发："
    return Done(words, lines=(*lines, "关掉工作台，会客厅也就关了。"))


def _close(desk: Desk, _given: Given) -> Done:
    return Done("会客厅关了。" if RUNNING.close(desk) else "会客厅没有开着。", "/parlour")


ACTS: Mapping[str, Callable[[Desk, Given], Done]] = {"open_parlour": _open, "close_parlour": _close}
