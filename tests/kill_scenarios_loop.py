"""Acts of the closed loop, to be killed at their file events (see `kills.py`): all of an act is there once, or nothing.

A call that reopens a case is an event and two entries, a conclusion an entry and its promises, an older card an event,
a key and a photo.
"""

from pathlib import Path

from tests.kill_scenarios import TODAY, yehua
from tests.kills import Scenario
from toolkit.cases import cases
from toolkit.cases.matters import Matter
from toolkit.workspace.desk import open_desk

CASE = "案2026-0001"


def _with_case(folder: Path) -> None:
    desk = open_desk(folder / "ws", today=TODAY)
    matter = Matter("来信", "2026-10-08", "三组的路灯坏了", "李国强", channel="31(6)", by="何琳")
    cases.open_matter(desk, matter, "2026-10-08")
    desk.store.close()


def _with_conclusion(folder: Path) -> None:
    _with_case(folder)
    desk = open_desk(folder / "ws", today=TODAY)
    cases.add_entry(desk, CASE, "concluded", "2026-11-02", served="2026-11-02")
    desk.store.close()


def _with_photo(folder: Path) -> None:
    open_desk(folder / "ws").store.close()
    (folder / "旧卡.jpg").write_bytes(b"a photo of an older card")


def _conclude(folder: Path) -> None:
    promises = ("--promise", "修好路灯|2026-11-10|李强", "--promise", "补发工钱|2026-11-20")
    yehua(folder, "case", "add", CASE, "concluded", "--date", "2026-11-02", "--served", "2026-11-02", *promises)


def _answer(folder: Path) -> None:
    answers = ("--q1", "有:收了两条烟", "--q2", "部分:只修了一半", "--q3", "清楚")
    yehua(folder, "followup", "done", CASE, *answers, "--at", "2026-11-17 09:00", "--by", "赵敏")


def _adopt(folder: Path) -> None:
    yehua(
        folder, "card", "adopt", "综字043号", "--photo", folder / "旧卡.jpg", "--receiver", "王芳", "--at", "2019-05-06"
    )


# Asked once more, each command says that it was done. The key of a year is drawn by chance, and its hash is a fact.
SCENARIOS: tuple[Scenario, ...] = (
    Scenario("conclude", _with_case, _conclude, may_ask=True),
    Scenario("answer", _with_conclusion, _answer, may_ask=True),
    Scenario("adopt", _with_photo, _adopt, columns=frozenset({"private", "facts"}), may_ask=True),
)
