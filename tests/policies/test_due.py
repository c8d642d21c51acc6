"""What is due about the policy dictionary: plates to look at and to replace, telephones to dial again, on any day."""

import datetime as dt
from dataclasses import replace

from tests.policies.conftest import TEL, TODAY, rescue
from toolkit.answers import due as answers_due
from toolkit.policies import directory, due, matters, patrols, walls
from toolkit.policies.patrols import Find
from toolkit.workbench import today
from toolkit.workspace import Desk

MONTH, NINETY = dt.timedelta(days=31), dt.timedelta(days=90)


def hang(desk: Desk, *codes: str) -> None:
    for code in codes:
        walls.place(desk, code, desk.settings.places[0], by="何琳", shop="某某小卖部")


def told(desk: Desk, day: dt.date) -> list[tuple[str, str, str, str]]:
    found = due.all_items(replace(desk, today=day))
    return [(each.what, each.subject, each.state, each.due) for each in found]


def test_plates_come_up_a_month_after_they_were_hung_all_in_one_line(office: Desk) -> None:
    hang(office, "d001", "d002", "d003")
    day = TODAY + MONTH

    assert told(office, day - dt.timedelta(days=4)) == []
    assert told(office, day - dt.timedelta(days=3)) == [("扫村查牌", "d001等3块", "将到期", day.isoformat())]
    assert told(office, day)[0][2] == "到期"
    assert told(office, day + dt.timedelta(days=1))[0][2] == "逾期"


def test_a_plate_that_was_seen_is_let_be_for_a_month(office: Desk) -> None:
    hang(office, "d001", "d002")
    later = replace(office, today=TODAY + MONTH)
    patrols.patrol(later, Find("d001", walls.READABLE), by="周敏")

    assert [subject for _, subject, _, _ in told(office, later.today)] == ["d002"]
    assert [subject for _, subject, _, _ in told(office, later.today + MONTH)] == ["d001等2块"]


def test_a_plate_nobody_could_read_is_to_be_replaced_by_the_next_patrol_until_it_is(office: Desk) -> None:
    hang(office, "d001", "d002")
    patrols.patrol(office, Find("d002", walls.COVERED), by="周敏")
    by = (TODAY + MONTH).isoformat()

    assert told(office, TODAY) == [("换扫码牌", "d002", "未到", by)]
    why = due.all_items(office)[0].why
    assert "d002" in why
    assert walls.COVERED in why
    assert "小卖部" not in why
    walls.renew(office, "d002", "被盖住", by="周敏")
    assert told(office, TODAY) == []


def test_a_plate_that_was_taken_down_waits_for_nobody(office: Desk) -> None:
    hang(office, "d001")
    patrols.patrol(office, Find("d001", walls.GONE), by="周敏")
    walls.remove(office, "d001", "店关了", by="周敏")

    assert told(office, TODAY + 2 * MONTH) == []


def test_a_telephone_is_to_be_dialled_again_within_ninety_days(office: Desk) -> None:
    directory.dial(office, TEL, "镇民政办", answered=True, by="何琳")
    last = TODAY + NINETY

    assert told(office, last - dt.timedelta(days=3)) == [("试拨电话", TEL, "将到期", last.isoformat())]
    assert told(office, last)[0][2] == "到期"
    assert told(office, last + dt.timedelta(days=1))[0][2] == "逾期"
    with office.store.reading() as tx:
        known = directory.Directory(tx)
    assert not list(known.faults(TEL, last)), "on the last day it may still be printed"
    assert list(known.faults(TEL, last + dt.timedelta(days=1)))


def test_a_telephone_nobody_answered_is_due_at_once_unless_the_organ_answers_at_another(office: Desk) -> None:
    directory.dial(office, TEL, "镇民政办", answered=False, by="何琳")
    assert told(office, TODAY) == [("试拨电话", TEL, "到期", TODAY.isoformat())]

    directory.dial(office, "0571-87654321", "镇民政办", answered=True, by="何琳")
    assert TEL not in [subject for _, subject, _, _ in told(office, TODAY)]


def test_a_past_day_knows_nothing_of_what_was_done_later(office: Desk) -> None:
    hang(office, "d001")
    directory.dial(office, TEL, "镇民政办", answered=True, by="何琳")
    day = TODAY + NINETY
    before = due.all_items(replace(office, today=day))
    later = replace(office, today=day + dt.timedelta(days=1))
    patrols.patrol(later, Find("d001", walls.READABLE), by="周敏")
    directory.dial(later, TEL, "镇民政办", answered=True, by="何琳")

    assert {each.what for each in before} == {"扫村查牌", "试拨电话"}
    assert due.all_items(later, day.isoformat()) == before
    assert {each.state for each in due.all_items(later)} == {"未到"}


def test_the_command_and_the_page_of_the_day_name_plates_and_telephones(office: Desk) -> None:
    hang(office, "d001")
    directory.dial(office, TEL, "镇民政办", answered=True, by="何琳")
    late = replace(office, today=TODAY + 2 * NINETY)

    assert {"扫村查牌", "试拨电话"} <= {each.what for each in answers_due.everything(late)}
    lines = {task.what: task.page for task in today.tasks(late)}
    assert lines["扫村查牌 d001"] == lines[f"试拨电话 {TEL}"] == "/policies"


def test_a_matter_is_looked_through_on_the_day_that_its_check_named(office: Desk) -> None:
    matters.write(office, rescue(), by="何琳")
    matters.check(office, "lsjz", by="周敏", review_by=TODAY + MONTH)
    day = (TODAY + MONTH).isoformat()

    assert told(office, TODAY + MONTH) == [("复核政策事项", "lsjz", "到期", day)]
    assert told(office, TODAY + NINETY) == [("复核政策事项", "lsjz", "逾期", day)]


def test_a_matter_file_changed_by_hand_is_one_line_and_hides_nothing_else(office: Desk) -> None:
    matters.write(office, rescue(), by="何琳")
    matters.check(office, "lsjz", by="周敏", review_by=TODAY + MONTH)
    (changed,) = (office.workspace.root / "policies" / "matters").iterdir()
    changed.chmod(0o600)
    changed.write_text(changed.read_text(encoding="utf-8").replace("lsjz", "lsjy"), encoding="utf-8")

    (line,) = due.all_items(replace(office, today=TODAY))

    assert (line.what, line.state) == ("复核政策事项", "到期")
    assert "被改过" in line.why
