"""A wrong date or place is put right with a trace; numbers stay, what is computed from it follows."""

import datetime as dt
from typing import Any

import pytest

from toolkit.archive import meeting_corrections, packing
from toolkit.cases import cases
from toolkit.core.errors import (
    RevisionRefusedError,
    UnknownNumberError,
    UnknownPlaceError,
    WrongDateError,
    WrongValueError,
    YehuaError,
)
from toolkit.grievances import lists
from toolkit.grievances.register import confirm_grievances, find_grievance
from toolkit.meetings.recordings import find_recording
from toolkit.notebook import overview
from toolkit.papers import case_facts
from toolkit.search.filters import Wish
from toolkit.search.searching import search

WHY = {"reason": "记录本上写的是十月", "by": "李静"}


def right(kept: Any, **wish: Any) -> Any:
    return meeting_corrections.correct(kept.desk, kept.code, **{"date": "2026-10-24", **WHY, **wish})


def test_numbers_stay_and_search_overview_and_the_list_of_meetings_follow(kept: Any) -> None:
    (numbered,) = confirm_grievances(kept.desk.store, kept.code, [1], {})
    before = find_recording(kept.desk.store, kept.code)

    done = right(kept)

    assert find_recording(kept.desk.store, kept.code) == before
    assert find_grievance(kept.desk.store, numbered.number).number == numbered.number
    assert (done.meeting.number, done.meeting.held_on, done.meeting.lunar_month) == (
        before.meeting,
        dt.date(2026, 10, 24),
        9,
    )
    assert search(kept.desk, "路灯", wish=Wish(date="2026-10"))
    assert not search(kept.desk, "路灯", wish=Wish(date="2026-09"))
    assert list(overview.figures(kept.desk).meetings) == ["2026-10"]
    assert "编号不变" in done.told[0]
    assert "2 段录音" in "".join(done.told)


def test_a_place_alone_is_corrected(kept: Any) -> None:
    place = kept.desk.settings.places[1]

    assert right(kept, date=None, place=place).meeting.place == place
    assert search(kept.desk, "路灯", wish=Wish(place=place))


def test_who_when_and_why_are_kept_for_each_correction(kept: Any) -> None:
    right(kept)
    right(kept, date="2026-08-27", reason="又核对了录音机")

    meeting, corrections = meeting_corrections.history(kept.desk, kept.code)

    assert meeting.held_on == dt.date(2026, 8, 27)
    assert [(each.by, each.before.held_on.month, each.after.held_on.month) for each in corrections] == [
        ("李静", 9, 10),
        ("李静", 10, 8),
    ]
    assert corrections[1].reason == "又核对了录音机"


@pytest.mark.parametrize(
    "wish, kind, told",
    [
        ({"date": "2027-10-24"}, WrongValueError, "比今天"),
        ({"date": "2026-13-40"}, WrongDateError, "2026-13-40"),
        ({"place": "天上"}, UnknownPlaceError, "天上"),
        ({"reason": "  "}, RevisionRefusedError, "还没有写更正的理由"),
        ({"by": "", "reason": ""}, RevisionRefusedError, "更正的理由和更正人的姓名"),
        ({"date": "2026-09-25"}, RevisionRefusedError, "没有什么要改"),
        ({"date": None}, RevisionRefusedError, "没有什么要改"),
    ],
)
def test_what_cannot_be_is_told_and_leaves_no_trace(kept: Any, wish: Any, kind: type[YehuaError], told: str) -> None:
    with pytest.raises(kind, match=told):
        right(kept, **wish)

    assert meeting_corrections.history(kept.desk, kept.code)[1] == ()


def test_an_unknown_meeting_is_told(kept: Any) -> None:
    with pytest.raises(UnknownNumberError):
        meeting_corrections.correct(kept.desk, "夜话2020-01-柳树湾", date="2026-10-24", **WHY)


def test_two_meetings_do_not_become_one(kept: Any, heard: Any) -> None:
    heard("别的一场。", held_on=dt.date(2026, 10, 24), mark="5")

    with pytest.raises(RevisionRefusedError, match=r"已经有了：夜话2026-09-柳树湾.*先更正那一场"):
        right(kept)


def test_papers_not_yet_issued_follow_and_what_is_to_be_done_is_told(kept: Any) -> None:
    (one,) = confirm_grievances(kept.desk.store, kept.code, [1], {})
    case = cases.open_case(kept.desk, [str(one.number)], "2026-09-28").case
    packing.pack_into_workspace(kept.desk, kept.code)

    told = "".join(right(kept).told)

    assert f"yehua pack {kept.code}" in told
    assert f"{case} 的台账有早于夜话（2026-10-24）的记录：第 1 条 2026-09-28" in told
    assert "2026-10-24" in str(case_facts.gathered(kept.desk, case, "termination_notice").facts["raised_on"])


def test_the_lunar_day_is_told_and_that_it_is_no_fifteenth() -> None:
    assert meeting_corrections.day_told(dt.date(2026, 10, 24)) == "2026-10-24（农历九月十五）"
    assert "不是十五" in meeting_corrections.day_told(dt.date(2026, 10, 25))


def test_repeats_are_held_against_the_corrected_day(desk: Any, heard: Any, judged: Any) -> None:
    said = ("我叫王桂芳，柳树湾三组的，三组的路灯坏了三个月，没有人来修。",)
    early = heard(*said, held_on=dt.date(2026, 8, 27), mark="6")
    lists.find_grievances(desk, early)
    judged(early)
    confirm_grievances(desk.store, early, [1], {})
    late = heard(*said, held_on=dt.date(2026, 9, 25), mark="7")
    assert lists.find_grievances(desk, late).grievances[0].repeat_of

    meeting_corrections.correct(desk, early, date="2026-10-24", **WHY)

    assert lists.find_grievances(desk, late).grievances[0].repeat_of == ()
