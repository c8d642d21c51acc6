"""Hostile files and arguments: no traceback, nothing over 30 s or 1.5 GB, nothing written outside or over."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.hostile_runner import MOST_BYTES

TOP = Path(__file__).parents[2]
SHARE = 12  # one case in so many, in the test command; `pytest --all` runs every one


@pytest.mark.skipif(os.name != "posix", reason="pipes, devices and limits of memory are POSIX's")
def test_no_hostile_file_or_argument_breaks_the_program(
    kept,  # noqa: ANN001
    tmp_path: Path,
    request: pytest.FixtureRequest,
) -> None:
    beside = tmp_path / "旁边"
    beside.mkdir()
    (beside / "别人的.docx").write_bytes(b"x")
    share = 1 if request.config.getoption("--all") else SHARE
    folder, workspace = tmp_path / "恶意", kept.desk.workspace.root
    kept.desk.store.close()
    folder.mkdir()
    command = [sys.executable, "-m", "tests.hostile_runner", str(folder), str(workspace), str(share)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=TOP, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    *faults, last = map(json.loads, done.stdout.splitlines())
    assert faults == []
    assert last["bytes"] < MOST_BYTES
    assert sum(last["counted"].values()) > (800 if share == 1 else 50)
