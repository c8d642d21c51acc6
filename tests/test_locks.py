"""One process at a time, and the others are told who."""

import os
from pathlib import Path

import pytest

from toolkit import locks
from toolkit.locks import HeldError, Holder


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
