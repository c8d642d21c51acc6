"""Officials of an answer night: who was asked to come, who came or was sent; a list to be signed; what is due."""

import datetime as dt
import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.answers.conftest import ACCUSED, MEETING, NIGHT, OPEN
from tests.answers.test_answers import give
from tests.answers.test_sheets import text_of
from toolkit.answers import due, officials, presence
from toolkit.commands import main
from toolkit.core.errors import UnknownNumberError
from toolkit.loop.events import EventRefusedError
from toolkit.workspace import Desk

PLAN_DAY = NIGHT - dt.timedelta(days=7)


def call(desk: Desk, name: str, organ: str = "镇农业农村办", day: dt.date = PLAN_DAY) -> officials.Official:
    at = f"{day} 09:00"
    return officials.call(replace(desk, today=day), MEETING, name, organ, duty="主任", at=at, by="何琳")


def came(desk: Desk, name: str, outcome: str, instead: str = "", organ: str = "") -> officials.Official:
    at = f"{NIGHT} 19:30"
    return officials.note(desk, MEETING, name, outcome, organ=organ, instead=instead, at=at, by="何琳")


def waits(desk: Desk, day: dt.date) -> list[tuple[str, str]]:
    found = due.all_items(replace(desk, today=day))
    return [(each.what, each.state) for each in found if each.what in {due.CALL, due.CAME}]


def test_who_was_asked_and_who_came_is_kept_with_whoever_was_sent(office: Desk) -> None:
    for name, organ in (("冯立", "镇农业农村办"), ("高宇", "县民政局"), ("许文", "镇城建办")):
        call(office, name, organ)
    came(office, "冯立", officials.PRESENT)
    came(office, "高宇", officials.SENT, "郑晓")

    kept = {each.name: (each.organ, each.outcome, each.instead) for each in officials.listed(office, MEETING)}

    assert kept == {
        "冯立": ("镇农业农村办", "到会", ""),
        "高宇": ("县民政局", "派人", "郑晓"),
        "许文": ("镇城建办", "", ""),
    }


def test_a_name_with_a_blank_or_a_courtesy_is_that_of_the_same_official(office: Desk) -> None:
    call(office, "冯立")

    with pytest.raises(EventRefusedError, match="已经通知过"):
        call(office, "冯 立同志")
    assert came(office, "冯 立", officials.PRESENT).name == "冯立"


def test_a_wrong_note_is_mended_by_the_next_one(office: Desk) -> None:
    call(office, "冯立")
    came(office, "冯立", officials.PRESENT)

    assert came(office, "冯立", officials.ABSENT).outcome == officials.ABSENT


def test_of_two_of_one_name_each_is_noted_for_their_own_organ(office: Desk) -> None:
    call(office, "冯立")
    call(office, "冯立", "县民政局")

    with pytest.raises(EventRefusedError, match=r"有 2 个冯立.*哪个部门"):
        came(office, "冯立", officials.ABSENT)
    came(office, "冯立", officials.ABSENT, organ="县民政局")

    assert {each.organ: each.outcome for each in officials.listed(office, MEETING)} == {
        "镇农业农村办": "",
        "县民政局": officials.ABSENT,
    }
    with pytest.raises(UnknownNumberError):
        came(office, "冯立", officials.ABSENT, organ="镇城建办")


def test_every_fault_is_told_at_once(office: Desk) -> None:
    call(office, "冯立")

    with pytest.raises(EventRefusedError, match="已经通知过"):
        call(office, "冯立")
    with pytest.raises(EventRefusedError) as told:
        officials.call(office, MEETING, " ", "", at=f"{NIGHT}", by="何琳")
    assert "请谁来" in str(told.value)
    assert "哪个部门" in str(told.value)
    with pytest.raises(UnknownNumberError):
        came(office, "高宇", officials.PRESENT)
    with pytest.raises(EventRefusedError, match="派了谁"):
        came(office, "冯立", officials.SENT)
    with pytest.raises(EventRefusedError, match="派了谁"):
        came(office, "冯立", officials.PRESENT, "郑晓")
    with pytest.raises(EventRefusedError) as refused:
        officials.note(office, MEETING, "冯立", "迟到", at="2026-12-01", by="何琳")
    assert "没到" in str(refused.value)
    assert "不能在这以前" in str(refused.value)


def test_organs_of_the_plan_from_which_nobody_comes_are_told_apart(office: Desk) -> None:
    for ordinal in OPEN[:3]:
        give(office, ordinal, "E")
    before = presence.of_meeting(office, MEETING)
    assert (before.officials, before.missing) == ((), ("镇农业农村办",))

    call(office, "冯立")
    after = presence.of_meeting(office, MEETING)

    assert (after.answers, after.missing) == ({"镇农业农村办": 3}, ())


def test_officials_are_asked_by_the_day_of_the_plan_and_noted_on_the_night(office: Desk) -> None:
    assert waits(office, PLAN_DAY - dt.timedelta(days=3)) == [("通知到会", "将到期")]
    assert waits(office, PLAN_DAY) == [("通知到会", "到期")]
    assert waits(office, NIGHT) == [("通知到会", "逾期")]

    call(office, "冯立")
    assert waits(office, PLAN_DAY) == []
    assert waits(office, NIGHT) == [("登记到会", "到期")]
    came(office, "冯立", officials.PRESENT)
    assert waits(office, NIGHT) == []
    assert waits(office, NIGHT - dt.timedelta(days=1)) == []


def test_the_list_is_to_be_signed_and_names_nobody_else(office: Desk, tmp_path: Path) -> None:
    give(office, 3, "E")
    call(office, "冯立")
    call(office, "高宇", "县民政局")
    came(office, "高宇", officials.SENT, "郑晓")

    words = text_of(presence.write_list(office, MEETING, tmp_path / "到会.docx"))

    assert all(each in words for each in ("冯立", "派郑晓来", "签到", "县民政局", "总账末条哈希", "2026年12月23日"))
    assert ACCUSED not in words


def test_the_commands_write_down_and_list(office: Desk, tmp_path: Path) -> None:
    def told(*words: str) -> dict[str, object]:
        result = CliRunner().invoke(main, ["answers", *words, "--workspace", str(office.workspace.root), "--json"])
        assert result.exit_code == 0, result.output
        return dict(json.loads(result.output))

    past = ("--at", "2026-11-25", "--by", "何琳")
    told("call", MEETING, "冯立", "--organ", "镇农业农村办", *past)
    told("came", MEETING, "冯立", "派人", "--instead", "郑晓", *past)

    listed = told("officials", MEETING, "--out", str(tmp_path / "到会.docx"))
    assert [(each["name"], each["instead"]) for each in listed["officials"]] == [("冯立", "郑晓")]  # type: ignore[attr-defined]
    assert (tmp_path / "到会.docx").exists()
