"""The year of a made-up township for practice, made once in a process of its own while the server goes on answering."""

import os
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from toolkit import practice
from toolkit.core import make_folder, private_file

State = Literal["没有", "正在准备", "好了", "没有做成"]


@dataclass(frozen=True)
class YearState:
    """How far the year is, and in Chinese what is to be told about it."""

    state: State
    words: str


_WORDS = {
    "没有": "",
    "正在准备": "一年的样例正在准备，大约一分钟；先用这一场夜话练。",
    "好了": "一年的样例准备好了。",
    "没有做成": "一年的样例没有做成，磁盘可能满了；请腾出地方，刷新网页再试。",
}


class PracticeYear:
    """The year beside the workspace at `root`; safe to be used by several threads."""

    def __init__(self, root: Path) -> None:
        """Make nothing yet."""
        self._root = root
        self._log = root / "jobs" / "practice-year.log"
        self._turn = threading.Lock()
        self._maker: subprocess.Popen[bytes] | None = None

    @property
    def root(self) -> Path:
        """The folder of the year, there or not."""
        return self._root / practice.year.FOLDER

    def state(self) -> YearState:
        """Return how far the year is."""
        with self._turn:
            return self._state()

    def _state(self) -> YearState:
        ended = None if self._maker is None else self._maker.poll()
        state: State = "没有"
        if self._maker is not None:
            state = "正在准备" if ended is None else "没有做成"
        if state != "正在准备" and practice.year.is_made(self.root):
            state = "好了"
        return YearState(state, _WORDS[state])

    def prepare(self) -> YearState:
        """Begin to make the year unless it is there or being made, and return how far it is."""
        with self._turn:
            if self._state().state in {"没有", "没有做成"}:
                make_folder(self._log.parent)
                with private_file(self._log).open("ab") as log:
                    self._maker = subprocess.Popen(
                        [sys.executable, "-m", "toolkit", "demo", "--year", "--workspace", str(self.root)],
                        stdin=subprocess.DEVNULL,
                        stdout=log,
                        stderr=log,
                        cwd=Path(__file__).parents[2],
                        env={**os.environ, "PYTHONUTF8": "1"},
                    )
            return self._state()

    def close(self) -> None:
        """Stop making: what is half made is beside its place, and is removed by the next try."""
        with self._turn:
            if self._maker is not None and self._maker.poll() is None:
                self._maker.terminate()
                self._maker.wait()
