"""Kills of `yehua transcribe` at random moments, and whether it resumes to the same transcript."""

import contextlib
import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import psutil

TOP = Path(__file__).parents[2]


def kills(times: int, sound: Path) -> dict[str, Any]:
    """Kill `yehua transcribe` at `times` random moments, let it resume, and compare with an undisturbed transcript."""
    dice, counts, resumed_s = np.random.default_rng(3), Counter[str](), []
    with tempfile.TemporaryDirectory() as folder:
        prepared = Path(folder) / "prepared"
        prepared.mkdir()
        shutil.copy(TOP / "examples" / "yehua.toml", prepared)
        added = yehua(prepared, "add", str(sound), "--date", "2026-09-25", "--place", "柳树湾")
        code = added["recordings"][0]["code"]
        whole, whole_s = transcript_in(shutil.copytree(prepared, Path(folder) / "undisturbed"), code)
        for number in range(times):
            workspace = shutil.copytree(prepared, Path(folder) / f"killed-{number}")
            counts["killed" if killed_after(dice.uniform(0, whole_s), workspace, code) else "done before"] += 1
            resumed, seconds = transcript_in(workspace, code)
            counts["same to the letter" if resumed == whole else "different"] += 1
            resumed_s.append(round(seconds, 1))
            shutil.rmtree(workspace)
    return {**counts, "undisturbed_s": round(whole_s, 1), "resumed_s": resumed_s}


def command(workspace: Path, *words: str) -> list[str]:
    """Return the command line of `yehua` with `words`."""
    return [sys.executable, "-m", "toolkit", *words, "--workspace", str(workspace), "--json"]


def yehua(workspace: Path, *words: str) -> dict[str, Any]:
    """Run `yehua` to its end and return what it prints."""
    done = subprocess.run(command(workspace, *words), check=True, cwd=TOP, capture_output=True)
    return dict(json.loads(done.stdout))


def transcript_in(workspace: Path, code: str) -> tuple[dict[str, Any], float]:
    """Transcribe `code` to its end; return what the transcript holds of the sound, and the seconds it took."""
    begun = time.perf_counter()
    made = yehua(workspace, "transcribe", code)
    return {part: made[part] for part in ("segments", "removed", "coverage")}, time.perf_counter() - begun


def killed_after(seconds: float, workspace: Path, code: str) -> bool:
    """Start to transcribe `code`, kill it with all its processes after `seconds`; tell whether it still ran."""
    words = command(workspace, "transcribe", code)
    with subprocess.Popen(words, cwd=TOP, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as running:
        try:
            running.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            for one in (*psutil.Process(running.pid).children(recursive=True), running):
                with contextlib.suppress(psutil.NoSuchProcess):
                    one.kill()
            return True
    return False
