"""Killed at any file event and run once more, every command ends as if nothing had happened, and no secret is left."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

TOP = Path(__file__).parents[2]
# What runs beside what: two processes, so that two cores have about as much to do each.
LANES = (
    ("put:1/2", "destroy"),
    ("put:2/2", "backup", "pack", "add", "remove", "matter", "conclude", "answer", "adopt"),
)

pytestmark = pytest.mark.skipif(os.name != "posix", reason="forks, and kills the fork")


@pytest.fixture(scope="module")
def reports(request: pytest.FixtureRequest) -> Iterator[dict[str, Any]]:
    """Give the report of every scenario, by name; `--all` kills at every event."""
    every = ["--all"] if request.config.getoption("--all") else []

    def run(lane: tuple[str, ...]) -> list[dict[str, Any]]:
        command = [sys.executable, "-m", "tests.kill_scenarios", *every, *lane]
        told = subprocess.run(command, cwd=TOP, capture_output=True, text=True, check=False)
        assert told.stdout, told.stderr
        return [json.loads(line) for line in told.stdout.splitlines()]

    with ThreadPoolExecutor(len(LANES)) as pool:
        yield {report["name"]: report for found in pool.map(run, LANES) for report in found}


@pytest.mark.parametrize("name", [name for lane in LANES for name in lane])
def test_killed_at_a_file_event_and_run_again_it_ends_as_if_undisturbed(reports: dict[str, Any], name: str) -> None:
    report = reports[name]
    assert report["wrong"] == {}
    assert report["equal"] == report["tried"] > 0


def test_the_harness_finds_what_is_lost_by_a_kill() -> None:
    code = """
import json, sys
from dataclasses import asdict
from tests import kills

def prepare(folder):
    (folder / "ledger").write_text("")

def careless(folder):
    with (folder / "ledger").open("a") as file:
        file.write("entry\\n")
    (folder / "made").mkdir(exist_ok=True)
    (folder / "made" / "paper").write_text("x")

print(json.dumps(asdict(kills.campaign(kills.Scenario("careless", prepare, careless), every=True))))
"""
    told = subprocess.run([sys.executable, "-c", code], cwd=TOP, capture_output=True, text=True, check=True)
    report = json.loads(told.stdout)
    assert report["events"] == 3
    assert sorted(report["wrong"]) == ["2", "3"], "the entry stands twice; before it was written nothing is lost"
