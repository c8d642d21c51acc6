"""Many writers at once, and a server that dies meanwhile: no number twice or missing, nothing acknowledged lost."""

import os
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from tests.store import cluster, servers
from toolkit.store.database import Store
from toolkit.store.schema import REPEATS
from toolkit.workspace.events import Events

TOP = Path(__file__).parents[2]
WRITER = """
import sys, time
from toolkit.core import YehuaError
from toolkit.store.database import Store
from toolkit.store.schema import REPEATS
store, end = Store.open(sys.argv[1]), time.monotonic() + float(sys.argv[2])
while time.monotonic() < end:
    try:
        with store.transaction() as tx:
            n = tx.next_number('诉')
            tx.add(REPEATS, number=str(n), earlier=sys.argv[3], verdict='no', by='王芳', json='{}')
    except YehuaError:
        continue
    print(n, flush=True)
store.close()
"""


def started(url: str, seconds: float, writers: int) -> list[subprocess.Popen[str]]:
    environment = os.environ | {"PYTHONPATH": str(TOP), "PYTHONDONTWRITEBYTECODE": "1"}
    commands = ([sys.executable, "-c", WRITER, url, str(seconds), str(number)] for number in range(writers))
    return [
        subprocess.Popen(each, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, cwd=TOP, env=environment)
        for each in commands
    ]


def acknowledged(children: list[subprocess.Popen[str]]) -> list[int]:
    return sorted(int(line) for child in children for line in child.communicate(timeout=300)[0].split())


def refuse_gaps(url: str, told: list[int]) -> None:
    """Fail unless each number up to the last is there once, each that was acknowledged among them."""
    with closing(Store.open(url)) as store:
        with store.reading() as tx:
            kept = [int(row["number"]) for row in tx.rows(REPEATS)]
        assert kept == list(range(1, len(kept) + 1))
        assert len(set(told)) == len(told)
        assert set(told) <= set(kept)
        assert Events(store).verify().broken == ()


def test_writers_at_once_leave_no_gap(migrated: str, request: pytest.FixtureRequest) -> None:
    writers, seconds = (32, 60.0) if request.config.getoption("--all") else (4, 1.0)
    with servers.database(migrated) as name:
        told = acknowledged(started(servers.address(name), seconds, writers))
        assert told
        refuse_gaps(servers.address(name), told)


def test_a_server_killed_and_started_again_loses_nothing_acknowledged(request: pytest.FixtureRequest) -> None:
    if not request.config.getoption("--all"):
        pytest.skip("a server of its own is killed ten times: only with --all")
    if cluster.programs() is None:
        pytest.skip("the package postgresql is not installed")
    with cluster.running() as server:
        url = f"{server.url}?town={servers.TOWN}"
        Store.make(url).close()
        children = started(url, 60, 32)
        for _ in range(10):
            time.sleep(4)
            server.stop()
            server.start()
        told = acknowledged(children)
        assert len(told) > 100
        refuse_gaps(url, told)
