"""今晚必看 shows danger before anything else, to names that are allowed, and nothing of what is accused."""

import json
from pathlib import Path

import pytest

from toolkit.core.errors import WrongValueError
from toolkit.formats.word import WordFile
from toolkit.grievances import access_log, lists, tonight
from toolkit.workspace.desk import Desk, open_desk

TEXTS = (
    "我叫罗光明，是石桥村二组的，村口的路灯坏了三个月，没有人修。",
    "我叫韩小川，住柳树湾三组。会计吞了我家的低保钱，我不想活了，这日子没法过。",
    "我叫罗玉芳，隔壁娃儿昨天掉到塘头去了，那个塘没有护栏，请来装一个。",
)


@pytest.fixture
def code(desk: Desk, heard) -> str:  # noqa: ANN001
    """Give the code of a recording in which nobody judged anything yet."""
    taken = heard(*TEXTS)
    assert len(lists.find_grievances(desk, taken).grievances) == 3
    return taken


def test_the_gravest_danger_stands_first_though_nobody_judged_it(desk: Desk, code: str) -> None:
    first, second = tonight.listed(desk, [code], "何琳")

    assert (first.danger, first.person, first.ordinal) == ("self_harm", "韩小川", 2)
    assert "不想活" in first.words
    assert (second.danger, second.ordinal) == ("child", 3)
    assert [(one.by, one.what) for one in access_log.openings(desk)] == [("何琳", f"今晚必看 {code}")]


def test_a_doubtful_danger_stands_after_the_sure_ones_however_grave(desk: Desk, heard) -> None:  # noqa: ANN001
    taken = heard("我叫何满仓，老婆子走了，我一个人吃不下睡不着，低保也停了。", TEXTS[2])
    lists.find_grievances(desk, taken)

    told = [(one.danger, one.sure) for one in tonight.listed(desk, [taken], "何琳")]

    assert told == [("child", True), ("self_harm", False)]


def test_the_sheet_tells_the_danger_and_not_who_is_accused(desk: Desk, code: str, tmp_path: Path) -> None:
    path = tonight.write(desk, tonight.listed(desk, [code], "何琳"), tmp_path / "今晚必看.docx")

    text = "\n".join(WordFile.open(path).lines)

    assert "不想活" in text
    assert "韩小川" in text
    assert "会计" not in text
    assert "路灯" not in text


def test_a_name_that_the_settings_do_not_allow_sees_nothing(desk: Desk, code: str) -> None:
    path = desk.workspace.settings_file
    path.write_text(path.read_text(encoding="utf-8").replace("may_see = []", 'may_see = ["何琳"]'), encoding="utf-8")
    anew = open_desk(desk.workspace.root)

    with pytest.raises(WrongValueError, match="没有这个姓名"):
        tonight.listed(anew, [code], "田小禾")
    assert json.dumps([one.by for one in access_log.openings(anew)]) == "[]"
    assert len(tonight.listed(anew, [], "何琳")) == 2
    anew.store.close()
