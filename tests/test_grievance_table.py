"""What is written is kept at once, counts when it is confirmed, and nobody overwrites anybody."""

from typing import Any

import pytest

from toolkit import workflow
from toolkit.grievance_table import GrievanceTable

Heard = Any


class Talk:
    """A table and all that it sends."""

    def __init__(self, desk: Any, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
        self.panel = GrievanceTable(desk, code, "李静")
        self.sent: list[Any] = []
        monkeypatch.setattr(self.panel, "send", lambda content, _buffers=None: self.sent.append(content))
        self.keys = 0

    def ask(self, ask: str, **given: Any) -> Any:
        """Ask the panel as a script would, and return the last that it sent."""
        self.keys += 1
        asked = {"ask": ask, "id": self.keys, "key": f"k{self.keys}", "at": "2026-09-26", **given}
        self.panel._heard(self.panel, asked, [])
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
    workflow.find_grievances(desk, filed)
    return filed


@pytest.fixture
def talk(desk: Any, code: str, monkeypatch: pytest.MonkeyPatch) -> Talk:
    return Talk(desk, code, monkeypatch)


def test_accusations_are_neither_listed_nor_reachable(talk: Talk, desk: Any, code: str) -> None:
    everything = desk.catalogue.grievances(code).grievances
    secret = [one for one in everything if "检举控告" in one.kinds]

    told = talk.rows()

    assert secret
    assert len(told) == len(everything) - len(secret)
    assert "红包" not in str(told)
    assert "没有找到诉求" in talk.ask("confirm", matters=[f"{secret[0].start_s:.3f}"])["refused"]


def test_what_is_written_is_kept_for_the_next_opening_and_confirmed_with_it(
    talk: Talk, desk: Any, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    matter = talk.rows()[0]["matter"]
    talk.ask("set", matter=matter, field="person", text="王桂芬")
    before = desk.catalogue.grievances(code).grievances[0]
    other = Talk(desk, code, monkeypatch)
    reopened = other.rows()[0]

    other.ask("confirm", matters=[matter])

    assert before.person.value == "王桂芳"
    assert (reopened["fields"]["person"], reopened["pending"]) == ("王桂芬", ["person"])
    confirmed = desk.catalogue.grievances(code).grievances[0]
    assert (confirmed.status, confirmed.person.value) == ("confirmed", "王桂芬")
    assert other.rows()[0]["pending"] == []


def test_a_field_of_a_confirmed_grievance_becomes_its_next_version(talk: Talk, desk: Any) -> None:
    matter = talk.rows()[0]["matter"]
    talk.ask("confirm", matters=[matter])
    talk.ask("set", matter=matter, field="request", text="修好路灯")

    (number,) = {row["number"] for row in talk.rows()} - {None}
    assert desk.catalogue.grievance(number).request.value == "修好路灯"
    assert [told["by"] for told in desk.catalogue.grievance_history(number)] == ["李静", "李静"]


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
    workflow.confirm(desk, code, [rows[0]["ordinal"]], {"person": "王桂英"}, "张敏")

    assert "刚被别人改过" in talk.ask("confirm", matters=[rows[0]["matter"]])["refused"]
    assert desk.catalogue.grievances(code).grievances[0].person.value == "王桂英"
