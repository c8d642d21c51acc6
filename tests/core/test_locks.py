"""One process at a time, and the others are told who."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from toolkit.core import locks
from toolkit.core.locks import HeldError, Holder

TOP = Path(__file__).parents[2]


def test_the_second_is_told_who_holds_it(tmp_path: Path) -> None:
    with locks.held(tmp_path / "甲.lock"), pytest.raises(HeldError) as told, locks.held(tmp_path / "甲.lock"):
        pass

    assert told.value.holder.process == os.getpid()


def test_it_is_free_again_after_the_block(tmp_path: Path) -> None:
    for _ in range(2):
        with locks.held(tmp_path / "甲.lock"):
            assert (tmp_path / "甲.who").exists()

    assert not (tmp_path / "甲.who").exists()


def test_a_holder_nobody_can_tell_is_none(tmp_path: Path) -> None:
    with locks.held(tmp_path / "甲.lock"):
        (tmp_path / "甲.who").write_text("{", encoding="utf-8")
        with pytest.raises(HeldError) as told, locks.held(tmp_path / "甲.lock"):
            pass

    assert told.value.holder == Holder(None, None)


TAKER = """
import sys, time
from pathlib import Path
from toolkit.core import locks
book = Path(sys.argv[1])
for _ in range(60):
    with locks.turn(book, 60):
        with book.open("a", encoding="utf-8") as file:
            file.write(sys.argv[2])
        time.sleep(0.002)
"""


def test_a_turn_is_one_at_a_time_and_nobody_is_left_waiting(tmp_path: Path) -> None:
    book = tmp_path / "账 本"
    book.touch()
    children = [subprocess.Popen([sys.executable, "-c", TAKER, str(book), name], cwd=TOP) for name in "甲乙丙丁戊己"]
    for child in children:
        assert child.wait(timeout=600) == 0
    turns = book.read_text(encoding="utf-8")
    together = turns[
        max(turns.index(name) for name in "甲乙丙丁戊己") : min(turns.rindex(name) for name in "甲乙丙丁戊己")
    ]

    assert len(turns) == 6 * 60
    # While all six want a turn nobody has two on end for long, and nobody waits for many of the others.
    assert max((len(run) for run in re.findall(r"((.)\2*)", together) for run in run[:1]), default=0) <= 3
    for name in "甲乙丙丁戊己":
        assert max(map(len, together.split(name)), default=0) < 60


def test_a_turn_of_a_killed_process_goes_to_the_next(tmp_path: Path) -> None:
    code = "import os, sys; from pathlib import Path; from toolkit.core import locks; "
    code += "locks.turn(Path(sys.argv[1]), 1).__enter__(); os._exit(9)"
    assert subprocess.run([sys.executable, "-c", code, str(tmp_path / "账")], cwd=TOP, check=False).returncode == 9
    with locks.turn(tmp_path / "账", 1):
        pass


def test_a_turn_that_does_not_come_in_time_is_told(tmp_path: Path) -> None:
    with locks.turn(tmp_path / "账", 1), pytest.raises(TimeoutError), locks.turn(tmp_path / "账", 0.05):
        pass
    with locks.turn(tmp_path / "账", 0.05):
        pass


def test_where_no_lock_can_be_made_the_block_runs_all_the_same(tmp_path: Path) -> None:
    with locks.turn(tmp_path / "没有的文件夹" / "账", 1):
        ran = True
    assert ran


@pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX's")
def test_a_lock_is_private(tmp_path: Path) -> None:
    with locks.held(tmp_path / "甲.lock"):
        assert (tmp_path / "甲.lock").stat().st_mode & 0o077 == 0
