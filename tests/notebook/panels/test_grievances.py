"""What is written is kept at once, counts when it is confirmed, and nobody overwrites anybody."""

import json
from dataclasses import replace
from typing import Any

import pytest

from tests.builders import grievance_history
from tests.panel_messages import as_sent
from toolkit.grievances import access_log, lists
from toolkit.grievances.register import (
    confirm_grievances,
    find_grievance,
    load_grievances,
    load_judgements,
    revision_history,
)
from toolkit.notebook.panels.grievances import GrievanceTable

Heard = Any


class Talk:
    """A table and all that it sends."""

    def __init__(self, desk: Any, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
        self.panel = GrievanceTable(desk, code, "李静")
        self.sent: list[Any] = []
        monkeypatch.setattr(self.panel, "send", lambda content, _buffers=None: self.sent.append(as_sent(content)))
        self.keys = 0

    def ask(self, ask: str, **given: Any) -> Any:
        """Ask the panel as a script would, and return the last that it sent."""
        self.keys += 1
        asked = {"ask": ask, "id": self.keys, "key": f"k{self.keys}", "at": "2026-09-26", **given}
        self.panel._receive(self.panel, asked, [])
        return self.sent[-1]

    def rows(self) -> list[Any]:
        """Return the rows as they are told when the table is opened."""
        rows: list[Any] = self.ask("open")["rows"]
        return rows


@pytest.fixture
def code(desk: Any, heard: Heard) -> str:
    """Give the code of a meeting with three matters, one of them an accusation."""
    filed: str = heard(
        "我叫王桂芳，是三组的，我反映路灯的事。",
        "路灯坏了三个月，没有人来修。",
        "我叫李大山，是五组的，我反映补偿款的事。",
        "补偿款三万六千元还没有拿到。",
        "我叫周建军，是二组的，我举报村主任贪污。",
        "村主任收了我两万块钱的红包，请纪委查一查。",
    )
    lists.find_grievances(desk, filed)
    return filed


@pytest.fixture
def talk(desk: Any, code: str, monkeypatch: pytest.MonkeyPatch) -> Talk:
    """Give the table with the two ordinary matters released."""
    access_log.judge(desk, code, [1, 2], "no", "何琳")
    return Talk(desk, code, monkeypatch)


def words_in(told: Any) -> str:
    return json.dumps(told, ensure_ascii=False)


def test_what_nobody_judged_shows_no_word_and_cannot_be_reached(
    desk: Any, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    talk = Talk(desk, code, monkeypatch)
    opened = talk.ask("open")

    assert len(opened["rows"]) == 3
    assert all(row["closed"] and row["start"] for row in opened["rows"])
    assert not any(word in words_in({**opened, "subjects": []}) for word in ("路灯", "补偿", "红包", "王桂芳", "三组"))
    for what in ("confirm", "discard", "judge", "merge"):
        asked = talk.ask(what, matters=[opened["rows"][0]["matter"]], reason="弄错", verdict="no")
        assert "没有找到诉求" in asked["refused"]


def test_whoever_judges_gives_a_name_that_is_written_down_and_held_against_the_settings(
    desk: Any, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    talk = Talk(desk, code, monkeypatch)
    assert "要写明姓名" in talk.ask("judging", name=" ")["refused"]
    allowed = replace(desk.settings, accusations=replace(desk.settings.accusations, may_see=("何琳",)))
    monkeypatch.setitem(desk.workspace.__dict__, "settings", allowed)
    assert "设置里没有这个姓名" in talk.ask("judging", name="李静")["refused"]
    assert "红包" not in words_in(talk.ask("open")["rows"])

    talk.ask("judging", name="何琳")

    assert "红包" in words_in(talk.ask("open")["rows"])
    assert [(one.by, one.what) for one in access_log.openings(desk)] == [("何琳", code)]


def test_judging_releases_or_closes_a_row_and_closing_the_list_releases_the_rest(
    desk: Any, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    talk = Talk(desk, code, monkeypatch)
    talk.ask("judging", name="何琳")
    first, _, third = talk.rows()
    assert third["warning"]
    assert not first["warning"]

    talk.ask("judge", matters=[third["matter"]], verdict="yes")
    talk.ask("judge", matters=[first["matter"]], verdict="no")
    hidden = talk.ask("open")
    talk.ask("close")

    assert [row["accusation"] for row in hidden["rows"]] == ["no", "unjudged", "yes"]
    assert "红包" not in words_in(hidden)
    assert [row["accusation"] for row in talk.rows()] == ["no", "no", "yes"]
    assert talk.ask("open")["closed"]
    assert {act.by for act in load_judgements(desk.store, code).acts} == {"何琳"}


def test_an_accusation_is_judged_back_without_its_words_being_shown(
    desk: Any, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    talk = Talk(desk, code, monkeypatch)
    talk.ask("judging", name="何琳")
    matter = talk.rows()[2]["matter"]
    talk.ask("judge", matters=[matter], verdict="yes")

    asked = talk.ask("judge", matters=[matter], verdict="no")["refused"]
    assert asked.endswith("确实不是的，再放行一次。"), "a table has no options"
    assert talk.rows()[2]["accusation"] == "yes", "asked once more"
    talk.ask("judge", matters=[matter], verdict="no", sure=True)

    assert talk.rows()[2]["accusation"] == "no"


def test_a_released_row_is_hidden_by_choosing_the_kind_whoever_sits_there(
    talk: Talk, desk: Any, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    allowed = replace(desk.settings, accusations=replace(desk.settings.accusations, may_see=("何琳",)))
    monkeypatch.setitem(desk.workspace.__dict__, "settings", allowed)
    row = talk.rows()[0]

    said = talk.ask("set", matter=row["matter"], field="kinds", text="检举控告")["said"]

    assert "收起" in said[0]
    assert "路灯" not in words_in(talk.ask("open")["rows"])
    assert load_grievances(desk.store, code).grievances[0].accusation == "yes"


def test_danger_to_life_stands_first_for_whoever_judges(
    desk: Any, heard: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = heard(
        "我叫王桂芳，是三组的，我反映路灯的事。",
        "路灯坏了三个月，没有人来修。",
        "我叫李大山，是五组的，我反映补偿款的事。",
        "补偿款还没有拿到，我不想活了，死了算了。",
        mark="9",
    )
    talk = Talk(desk, code, monkeypatch)
    assert not any(row["danger"] for row in talk.rows())

    talk.ask("judging", name="何琳")

    assert [(row["ordinal"], bool(row["danger"])) for row in talk.rows()] == [(2, True), (1, False)]


def test_sentences_in_no_grievance_are_shown_to_whoever_judges_and_to_all_once_the_list_is_closed(
    desk: Any, heard: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = heard("半夜里轰隆轰隆的，鸭子都不下蛋了。", "我叫王桂芳，三组的路灯坏了三个月，没有人来修。", mark="8")
    talk = Talk(desk, code, monkeypatch)
    free = talk.ask("open")["talk"][0]
    assert (free["ordinal"], free["hidden"], free["text"]) == (None, True, "")

    talk.ask("judging", name="何琳")
    assert "鸭子" in talk.ask("open")["talk"][0]["text"]
    talk.ask("close")

    assert "鸭子" in Talk(desk, code, monkeypatch).ask("open")["talk"][0]["text"]


def test_a_stretch_the_machine_missed_becomes_a_row(desk: Any, heard: Heard, monkeypatch: pytest.MonkeyPatch) -> None:
    code = heard("半夜里轰隆轰隆的，鸭子都不下蛋了。", "我叫王桂芳，三组的路灯坏了三个月，没有人来修。", mark="8")
    talk = Talk(desk, code, monkeypatch)
    talk.ask("judging", name="何琳")
    free = talk.ask("open")["talk"][0]

    added = talk.ask("add", start=free["start"], end=free["end"])

    rows = talk.rows()
    assert [row["ordinal"] for row in rows] == [1, 2]
    assert added["matter"] == rows[0]["matter"]
    assert revision_history(desk.store, code)[-1].by == "李静"
    assert talk.ask("open")["talk"][0]["ordinal"] == 1
    assert "已经在第 1 件里" in talk.ask("add", start=free["start"], end=free["end"])["refused"]


def test_what_is_undecided_is_not_confirmed(desk: Any, heard: Heard, monkeypatch: pytest.MonkeyPatch) -> None:
    code = heard("那边天天这样弄，我们怎么过？", "我叫王桂芳，三组的路灯坏了三个月，没有人来修。", mark="8")
    talk = Talk(desk, code, monkeypatch)
    talk.ask("judging", name="何琳")
    matter = talk.ask("add", start=10.0, end=19.5)["matter"]

    assert "还没有判断是不是检举控告" in talk.ask("confirm", matters=[matter])["refused"]
    talk.ask("judge", matters=[matter], verdict="no")
    assert "还是“待定”" in talk.ask("confirm", matters=[matter])["refused"]
    talk.ask("set", matter=matter, field="subject", text="生态环境/噪声污染")
    talk.ask("confirm", matters=[matter])

    assert load_grievances(desk.store, code).grievances[0].subject.level1 == "生态环境"


def test_that_somebody_listened_is_kept_for_the_next_opening(
    talk: Talk, desk: Any, code: str, monkeypatch: Any
) -> None:
    matter = talk.rows()[0]["matter"]
    talk.ask("heard", matter=matter)

    assert [row["heard"] for row in Talk(desk, code, monkeypatch).rows()[:2]] == [True, False]


def test_what_is_written_is_kept_for_the_next_opening_and_confirmed_with_it(
    talk: Talk, desk: Any, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    matter = talk.rows()[0]["matter"]
    talk.ask("set", matter=matter, field="person", text="王桂芬")
    before = load_grievances(desk.store, code).grievances[0]
    other = Talk(desk, code, monkeypatch)
    reopened = other.rows()[0]

    other.ask("confirm", matters=[matter])

    assert before.person.value == "王桂芳"
    assert (reopened["fields"]["person"], reopened["pending"]) == ("王桂芬", ["person"])
    confirmed = load_grievances(desk.store, code).grievances[0]
    assert (confirmed.status, confirmed.person.value) == ("confirmed", "王桂芬")
    assert other.rows()[0]["pending"] == []


def test_a_field_of_a_confirmed_grievance_becomes_its_next_version(talk: Talk, desk: Any) -> None:
    matter = talk.rows()[0]["matter"]
    talk.ask("confirm", matters=[matter])
    talk.ask("set", matter=matter, field="request", text="修好路灯")

    (number,) = {row["number"] for row in talk.rows()} - {None}
    assert find_grievance(desk.store, number).request.value == "修好路灯"
    assert [told["by"] for told in grievance_history(desk.store, number)] == ["李静", "李静"]


def test_a_value_that_cannot_be_is_refused_and_not_kept(talk: Talk) -> None:
    matter = talk.rows()[0]["matter"]

    assert "可以写 红、黄、绿" in talk.ask("set", matter=matter, field="colour", text="紫")["refused"]
    assert talk.rows()[0]["pending"] == []


def test_what_was_sent_twice_is_kept_once(talk: Talk) -> None:
    matter = talk.rows()[0]["matter"]
    for _ in range(2):
        talk.ask("set", key="same", matter=matter, field="person", text="王桂芬")

    assert len(talk.panel._written.lines) == 1


def test_split_and_merge_come_back_to_where_they_began(talk: Talk) -> None:
    rows = talk.rows()
    talk.ask("split", matter=rows[0]["matter"], sentence=2)
    parted = talk.rows()
    talk.ask("merge", matters=[row["matter"] for row in parted[:2]])

    assert len(parted) == len(rows) + 1
    assert [row["matter"] for row in talk.rows()] == [row["matter"] for row in rows]


def test_setting_aside_needs_a_reason_and_can_be_taken_back(talk: Talk) -> None:
    matter = talk.rows()[0]["matter"]

    assert "要写明为什么" in talk.ask("discard", matters=[matter], reason=" ")["refused"]
    talk.ask("discard", matters=[matter], reason="只是闲谈")
    gone = talk.rows()[0]["status"]
    talk.ask("restore", matters=[matter])
    assert (gone, talk.rows()[0]["status"]) == ("discarded", "proposed")


def test_what_somebody_else_changed_meanwhile_is_not_confirmed_over(talk: Talk, desk: Any, code: str) -> None:
    rows = talk.rows()
    talk.ask("set", matter=rows[0]["matter"], field="person", text="王桂芬")
    confirm_grievances(desk.store, code, [rows[0]["ordinal"]], {"person": "王桂英"}, "张敏")

    assert "刚被别人改过" in talk.ask("confirm", matters=[rows[0]["matter"]])["refused"]
    assert load_grievances(desk.store, code).grievances[0].person.value == "王桂英"
