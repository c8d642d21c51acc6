"""Killed at any step and begun again, a transcription by any engine ends the same to the letter.

Twenty kills for each engine by `--all`; without, two for each engine that loads at once.
"""

import json
import os
import signal
import subprocess
import sys
import wave
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.recognition import tiny_models, whisper_export
from toolkit.sound import SAMPLE_RATE, audio

TOP = Path(__file__).parents[2]
SAMPLE = TOP / "examples" / "2026-09-night-meeting.mp3"
FROM_S, UNTIL_S = 30, 66
SEED = 16
KILLS, KILLS_OF_ALL = 2, 20

pytestmark = pytest.mark.skipif(os.name != "posix", reason="a process that kills itself at once")


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give half a minute of the sample meeting as a file."""
    path = tmp_path_factory.mktemp("sound") / "meeting.wav"
    part = audio.samples(SAMPLE)[FROM_S * SAMPLE_RATE : UNTIL_S * SAMPLE_RATE]
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, SAMPLE_RATE, 0, "NONE", ""))
        file.writeframes((part * 32_767).astype(np.int16).tobytes())
    return path


@dataclass(frozen=True)
class Work:
    """An engine with a model, the folder the model may lie in, and the sound."""

    engine: str
    model: str
    models: Path
    sound: Path

    def run(self, journal: Path, kill_at: int = 0) -> dict[str, Any]:
        """Return what a transcription in a process of its own tells; nothing when it was killed."""
        given = map(str, (self.engine, self.model, self.models, self.sound, journal, kill_at))
        command = [sys.executable, "-m", "tests.kill_transcription", *given]
        done = subprocess.run(command, cwd=TOP, capture_output=True, text=True, check=False)
        assert done.returncode == (-signal.SIGKILL if kill_at else 0), done.stderr
        return {} if kill_at else dict(json.loads(done.stdout))


@pytest.fixture(
    params=["tiny", pytest.param("base", marks=pytest.mark.slow), "reference", "onnx"],
)
def work(request: pytest.FixtureRequest, sound: Path, tmp_path: Path) -> Work:
    """Give the work of an engine; those that take long to load by `--all` only."""
    if request.param == "tiny":
        tiny_models.sense_voice(tmp_path / "tiny")
        return Work("sherpa-onnx", "tiny", tmp_path, sound)
    if request.param == "base":
        return Work("faster-whisper", "base", tmp_path, sound)
    if not request.config.getoption("--all"):
        pytest.skip("takes long: by --all")
    if request.param == "reference":
        return Work("whisper", "base", tmp_path, sound)
    whisper_export.main(str(tmp_path / "whisper-base-onnx"))
    return Work("sherpa-onnx", "whisper-base-onnx", tmp_path, sound)


def test_killed_and_begun_again_it_ends_the_same_to_the_letter(
    request: pytest.FixtureRequest, work: Work, tmp_path: Path
) -> None:
    whole = work.run(tmp_path / "undisturbed")
    assert whole["transcript"]["segments"] or work.model == "tiny"
    kills = KILLS_OF_ALL if request.config.getoption("--all") else KILLS
    moments = np.random.default_rng(SEED).integers(1, whole["steps"], kills, endpoint=True)

    for number, moment in enumerate(moments):
        journal = tmp_path / f"killed-{number}"
        work.run(journal, int(moment))

        assert work.run(journal)["transcript"] == whole["transcript"], f"killed at step {moment} of {whole['steps']}"
