"""A case opened from a matter, to be killed at its file events (see `kills.py`): it never gets a second number."""

from pathlib import Path

from tests.kill_scenarios import yehua
from tests.kills import Scenario
from toolkit.workspace.desk import open_desk


def _empty(folder: Path) -> None:
    open_desk(folder / "ws").store.close()


def _opens(folder: Path) -> None:
    matter = ("--source", "来信", "--person", "李国强", "--about", "三组的路灯坏了", "--received", "2026-09-30 20:30")
    yehua(folder, "case", "open", *matter, "--channel", "31(6)", "--date", "2026-10-08", "--by", "何琳")


# Asked once more, the command names the case that is open already.
SCENARIOS: tuple[Scenario, ...] = (Scenario("matter", _empty, _opens, may_ask=True),)
