"""What several tests share: sounds made on the spot, a fresh desk, and one run of the sample meeting."""

import datetime as dt
import wave
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from toolkit.desk import Desk, open_desk

if TYPE_CHECKING:
    from toolkit.demo import Told

TOP = Path(__file__).parent.parent
SAMPLE = TOP / "examples" / "2026-09-night-meeting.mp3"
TODAY = dt.date(2026, 11, 23)


@dataclass(frozen=True)
class SampleRun:
    """One run of the demo: what it told, and a desk at its workspace."""

    told: "Told"
    desk: Desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """Give a desk at a fresh workspace whose path has a space and Chinese characters."""
    fresh = open_desk(tmp_path / "工作 文件夹", today=TODAY)
    yield fresh
    fresh.store.close()


@pytest.fixture
def silence(tmp_path: Path) -> Path:
    """Give a sound file in which nobody speaks."""
    return write_wav(tmp_path / "没人说话.wav", np.zeros(16_000 * 3, dtype=np.int16))


@pytest.fixture(scope="session")
def sample_run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SampleRun]:
    """Give one run of the sample meeting through all stages; it is made once for all tests."""
    from toolkit import demo  # noqa: PLC0415 - only the tests that run all stages need all rooms

    root = tmp_path_factory.mktemp("demo") / "样例 演示"
    told = demo.run(root, lambda _done, _total: None, say=lambda _line: None)
    at = open_desk(root, today=TODAY)
    yield SampleRun(told, at)
    at.store.close()


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make every attempt to open a connection fail the test."""

    def refuse(*_args: object, **_options: object) -> None:
        message = "a stage tried to call out"
        raise AssertionError(message)

    monkeypatch.setattr("socket.socket.connect", refuse)
    monkeypatch.setattr("socket.socket.connect_ex", refuse)
    monkeypatch.setattr("socket.getaddrinfo", refuse)


def write_wav(path: Path, samples: np.ndarray, rate: int = 16_000) -> Path:
    """Write 16-bit mono `samples` to a WAV file at `path` and return it."""
    with wave.open(str(path), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(rate)
        sound.writeframes(samples.tobytes())
    return path
