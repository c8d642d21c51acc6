"""今天要办: everything that waits has a line, with its reason and the page where it is done; nothing that was said."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from tests.conftest import Heard, Kept
from toolkit import policies
from toolkit.archive import backups
from toolkit.cases import add_entry, open_case
from toolkit.grievances import confirm_grievances, find_grievances, load_grievances
from toolkit.loop import cards
from toolkit.loop.walks import ledger as walk_round
from toolkit.papers import interview
from toolkit.records import to_text
from toolkit.workbench import pages, today
from toolkit.workspace import Desk, settings_editing


def on(desk: Desk, day: str) -> Desk:
    """Return `desk` as it is on `day`."""
    return replace(desk, today=dt.date.fromisoformat(day))


def urgencies(desk: Desk, page: str) -> set[str]:
    """Return the urgencies of the lines that open `page`."""
    return {task.urgency for task in today.tasks(desk) if task.page == page}


@pytest.fixture
def case(kept: Kept) -> str:
    """Give a case that was opened on 28 September from a grievance raised on the 25th."""
    (grievance,) = confirm_grievances(kept.desk.store, kept.code, [1], {})
    return open_case(kept.desk, [grievance.number or ""], "2026-09-28").case


def test_a_new_workspace_asks_for_the_office_and_for_nothing_else(desk: Desk) -> None:
    (task,) = today.tasks(desk)
    settings_editing.write(desk.workspace, {"office.name": "白沙镇综治中心"}, ("白沙村",))

    assert task.page == "/settings"
    assert today.tasks(desk) == ()


def test_a_clock_is_told_three_days_before_it_runs_out_and_is_overdue_after_it(kept: Kept, case: str) -> None:
    (clock,) = [clock for clock in pages.PAGES["case"](kept.desk, {"case": case}).clocks if clock.duty][:1]  # type: ignore[attr-defined]
    last = dt.date.fromisoformat(clock.due)

    def urgency(days: int) -> set[str]:
        return urgencies(on(kept.desk, (last + dt.timedelta(days=days)).isoformat()), f"/case/{case}")

    assert (urgency(-4), urgency(-3), urgency(0), urgency(1)) == (set(), {"soon"}, {"soon"}, {"overdue"})


def test_what_the_closed_loop_has_due_has_a_line_with_its_owner_and_reason_and_no_words(desk: Desk) -> None:
    desk = on(desk, "2026-09-30")
    note = walk_round.NewNote("王桂芳家的药快吃完了", "2026-09-30", "柳树湾三组", "何琳", person="王桂芳")
    number = walk_round.add_note(desk, note).number
    card = cards.issue(desk, cards.NewCard("李强", "综合岗", "宅基地被占", "2026-09-30 09:00", holder="王桂芳")).card

    def lines(day: str) -> dict[str, today.Task]:
        places = {f"/note/{number}", f"/card/{card.number}"}
        return {task.what: task for task in today.tasks(on(desk, day)) if task.page in places}

    assert {what.split()[1] for what in lines("2026-09-30")} == {number}
    later = lines("2026-10-16")
    (of_card,) = [task for what, task in later.items() if card.number in what]
    assert (of_card.urgency, of_card.due, of_card.why[:3]) == ("overdue", "2026-10-15", "李强：")
    assert {task.urgency for task in later.values()} == {"overdue"}
    assert not [secret for secret in ("王桂芳", "药", "宅基地") if secret in to_text(tuple(later.values()))]


def test_a_clock_that_was_kept_is_not_told(kept: Kept, case: str) -> None:
    late = on(kept.desk, "2026-10-20")
    before = urgencies(late, f"/case/{case}")
    add_entry(late, case, "acceptance_notice", "2026-10-08", document="青信受〔2026〕1号", served="2026-10-08")

    assert before == {"overdue"}
    assert "书面告知是否受理" not in " ".join(task.what for task in today.tasks(late))


def test_each_step_of_a_recording_has_its_line_until_it_is_done(desk: Desk, heard: Heard) -> None:
    code = heard("我叫王桂芳，三组的路灯坏了三个月，没有人来修。", "请领导帮忙问一问。")
    steps = [urgencies(desk, f"/meeting/{code}/text")]
    find_grievances(desk, code)
    steps.append(urgencies(desk, f"/meeting/{code}/text"))
    waiting = urgencies(desk, f"/meeting/{code}/grievances")

    assert steps == [{"waiting"}, set()]
    assert waiting == {"waiting"}


def test_danger_to_life_stands_before_everything_else(desk: Desk, heard: Heard) -> None:
    code = heard("我叫王桂芳，我不想活了，今晚就喝农药。", "三组的路灯坏了三个月，没有人来修。")
    find_grievances(desk, code)

    assert today.tasks(desk)[0].urgency == "danger"
    assert today.tasks(desk)[0].page == f"/meeting/{code}/grievances"


def test_no_line_repeats_what_somebody_said(desk: Desk, heard: Heard) -> None:
    code = heard("我叫王桂芳，我不想活了，今晚就喝农药。", "村主任贪污了三万块钱，我要举报。")
    find_grievances(desk, code)

    words = to_text(pages.due_today(desk, {}))

    assert f"/meeting/{code}/grievances" in words
    for secret in ("王桂芳", "农药", "贪污", "三万"):
        assert secret not in words


def test_a_workspace_that_was_never_saved_elsewhere_says_so_until_it_is(kept: Kept, tmp_path: Path) -> None:
    assert "/settings" in {task.page for task in today.tasks(kept.desk)}

    backups.make(kept.desk, tmp_path / "备份", "何琳")

    assert "/settings" not in {task.page for task in today.tasks(on(kept.desk, dt.date.today().isoformat()))}  # noqa: DTZ011


def test_a_paper_that_was_begun_waits_to_be_issued(kept: Kept, case: str) -> None:
    assert not urgencies(kept.desk, f"/paper/{case}/legal_opinion")

    interview.begun(kept.desk, case, "legal_opinion")

    assert urgencies(kept.desk, f"/paper/{case}/legal_opinion") == {"waiting"}


def test_confirming_takes_the_line_of_a_grievance_away(kept: Kept) -> None:
    page = f"/meeting/{kept.code}/grievances"
    open_ones = [each.ordinal for each in load_grievances(kept.desk.store, kept.code).grievances if each.ordinal != 2]
    before = urgencies(kept.desk, page)

    confirm_grievances(kept.desk.store, kept.code, open_ones, {})

    assert (before, urgencies(kept.desk, page)) == ({"waiting"}, set())


def test_walls_and_telephones_of_the_policy_dictionary_have_their_lines(desk: Desk) -> None:
    policies.walls.place(desk, "d007", desk.settings.places[0], by="何琳")
    policies.directory.dial(desk, "0571-12345678", "民政办", answered=False, by="何琳")
    late = on(desk, (desk.today + dt.timedelta(days=32)).isoformat())

    lines = {task.what: task.urgency for task in today.tasks(late) if task.page == "/policies"}

    assert lines == {"扫村查牌 d007": "overdue", "试拨电话 0571-12345678": "overdue"}


def test_the_last_day_to_apply_to_the_court_has_a_line_that_opens_the_case(kept: Kept, case: str) -> None:
    add_entry(kept.desk, case, "mediation_agreement", "2026-10-20", document="青调〔2026〕1号")

    (task,) = [task for task in today.tasks(on(kept.desk, "2026-11-18")) if "司法确认" in task.what]

    assert (task.page, task.due, task.urgency) == (f"/case/{case}", "2026-11-19", "soon")
    assert (task.why, "第二百零五条" in task.count) == ("未指定：还有 1 天", True)
