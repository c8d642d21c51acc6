"""The year for practice: nothing until somebody practises, made once beside real work, and then what practice opens."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from toolkit.core.errors import WrongValueError
from toolkit.notebook import demo
from toolkit.practice import year
from toolkit.workbench import practising
from toolkit.workbench.desks import MEETING, YEAR, Desks
from toolkit.workbench.practising import PracticeYear
from toolkit.workspace.desk import open_desk


class Maker:
    """A process that ends when it is told."""

    started: list[list[str]]

    def __init__(self, command: list[str], **_: Any) -> None:
        """Note that it was started."""
        self.started.append(command)
        self.code: int | None = None

    def poll(self) -> int | None:
        """Return how it ended."""
        return self.code

    def terminate(self) -> None:
        """End."""
        self.code = -15

    def wait(self) -> None:
        """Wait for nothing."""


@pytest.fixture
def maker(monkeypatch: pytest.MonkeyPatch) -> type[Maker]:
    """Let no year be made."""
    Maker.started = []
    monkeypatch.setattr(practising.subprocess, "Popen", Maker)
    return Maker


def test_the_year_is_made_once_and_told_when_it_is_there(maker: type[Maker], tmp_path: Path) -> None:
    there = PracticeYear(tmp_path)

    assert there.state().state == "没有"
    assert (there.prepare().state, there.prepare().state) == ("正在准备", "正在准备")
    (command,) = maker.started
    assert command[-4:] == ["demo", "--year", "--workspace", str(tmp_path / year.FOLDER)]
    there._maker.code = 1  # type: ignore[union-attr]
    assert there.state().state == "没有做成"
    there.root.mkdir()
    (there.root / "样例年.json").write_text("{}", encoding="utf-8")
    assert (there.prepare().state, len(maker.started)) == ("好了", 1)


def test_practice_opens_on_the_year_once_it_is_there_and_on_the_sample_before(
    maker: type[Maker], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    sample = open_desk(tmp_path / "sample", today=dt.date(2026, 11, 1))
    lived = open_desk(tmp_path / "lived", today=dt.date(2026, 11, 2))
    monkeypatch.setattr(demo, "practice_desk", lambda _: sample)
    monkeypatch.setattr(year, "open_year", lambda _: lived)
    monkeypatch.setattr(year, "is_made", lambda _: is_made)
    known, is_made = Desks(tmp_path / "real"), False

    assert known.desk(YEAR) is known.desk(MEETING) is sample
    assert maker.started == []
    is_made = True
    assert known.desk(YEAR) is lived
    assert known.desk().workspace.root == tmp_path / "real"
    known.close()


def test_whoever_practises_cannot_name_a_place_in_the_workspace_for_real_work(
    maker: type[Maker],  # noqa: ARG001 - no year is made
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    real = tmp_path / "real"
    sample = open_desk(real / "practice", today=dt.date(2026, 11, 1))
    monkeypatch.setattr(demo, "practice_desk", lambda _: sample)
    known = Desks(real)
    (tmp_path / "alias").symlink_to(real)

    for place in (real, real / "policy", tmp_path / "alias" / "policy", real / "practice" / ".." / "papers"):
        with pytest.raises(WrongValueError, match="现在是练习"):
            known.refuse_real_places(MEETING, {"out": f"“{place}”"})
    for place in (tmp_path / "elsewhere", real / "practice" / "out", "路灯坏了", "/\0", "/" + "长" * 5000):
        known.refuse_real_places(MEETING, {"out": str(place)})
    known.refuse_real_places("", {"out": str(real / "policy")})
    known.close()
