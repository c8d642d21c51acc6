"""A list keeps what was confirmed, numbers are given once, every version stays."""

from functools import partial

import pytest

from tests.builders import (
    CODE,
    MEETING,
    SAID,
    Shelf,
    grievance_history,
    grievance_list,
    said_grievance,
    said_transcript,
)
from toolkit.core.errors import UnknownNumberError, WrongValueError
from toolkit.grievances.register import (
    confirm_grievances,
    find_grievance,
    load_grievances,
    save_grievances,
    withdraw_grievance,
)
from toolkit.records import TranscriptRef
from toolkit.transcripts.versions import save_transcript


def test_ordinals_run_on_over_the_recordings_of_a_meeting(shelf: Shelf) -> None:
    codes = [one.code for one in shelf.take_in("1", "2")]
    for code, mark in zip(codes, "12", strict=True):
        save_transcript(shelf.store, code, said_transcript(mark))
    later = save_grievances(shelf.store, codes[1], grievance_list(said_grievance(1, 1, 4), code=codes[1]))
    assert [one.ordinal for one in later.grievances] == [1]
    save_grievances(
        shelf.store, codes[0], grievance_list(said_grievance(1, 1, 2), said_grievance(2, 3, 4), code=codes[0])
    )
    assert [one.ordinal for one in load_grievances(shelf.store, codes[0]).grievances] == [1, 2]
    assert [one.ordinal for one in load_grievances(shelf.store, codes[1]).grievances] == [3]
    assert confirm_grievances(shelf.store, codes[1], [3], {}, "田小禾")[0].number == f"{MEETING.number}-诉001"
    assert confirm_grievances(shelf.store, codes[0], [1], {}, "田小禾")[0].number == f"{MEETING.number}-诉002"


def test_list_of_a_recording_never_looked_at_is_unknown(shelf: Shelf) -> None:
    shelf.take_in("1")
    with pytest.raises(UnknownNumberError, match=f"没有找到诉求清单：{CODE}"):
        load_grievances(shelf.store, CODE)


def test_list_of_an_unknown_transcript_version_is_refused(shelf: Shelf) -> None:
    shelf.take_in("1")
    with pytest.raises(UnknownNumberError, match="没有找到转写"):
        save_grievances(shelf.store, CODE, grievance_list(said_grievance(1, 1, 2)))


def test_same_list_again_adds_no_fact(listed: Shelf) -> None:
    before = listed.workspace.root.joinpath("yehua.db").read_bytes()
    again = load_grievances(listed.store, CODE)
    assert save_grievances(listed.store, CODE, again) == again
    assert (
        save_grievances(listed.store, CODE, grievance_list(said_grievance(1, 1, 2), said_grievance(2, 3, 4))) == again
    )
    assert listed.workspace.root.joinpath("yehua.db").read_bytes() == before


def test_numbers_are_given_in_the_order_of_confirming(listed: Shelf) -> None:
    confirmed = confirm_grievances(listed.store, CODE, [2, 1, 2], {}, "田小禾")
    assert [(one.ordinal, one.number, one.status) for one in confirmed] == [
        (2, f"{MEETING.number}-诉001", "confirmed"),
        (1, f"{MEETING.number}-诉002", "confirmed"),
    ]
    assert find_grievance(listed.store, "夜话2026-8-柳树湾-诉1") == confirmed[0]
    assert load_grievances(listed.store, CODE).grievances == (confirmed[1], confirmed[0])


def test_confirming_again_gives_the_same_number_and_no_version(listed: Shelf) -> None:
    (first,) = confirm_grievances(listed.store, CODE, [1], {"person": "王桂芳"}, "田小禾")
    assert confirm_grievances(listed.store, CODE, [1], {"person": "王桂芳"}, "田小禾") == (first,)
    assert confirm_grievances(listed.store, CODE, [1], {}, "田小禾") == (first,)
    assert len(grievance_history(listed.store, first.number or "")) == 1


def test_change_keeps_who_when_old_and_new(listed: Shelf) -> None:
    confirm_grievances(listed.store, CODE, [1], {"person": "王桂香"}, "田小禾")
    (changed,) = confirm_grievances(listed.store, CODE, [1], {"反映人": "王桂芳", "colour": "黄"}, "周明礼")
    history = grievance_history(listed.store, changed.number or "")
    assert [(one["version"], one["by"], one["changes"]) for one in history] == [
        (1, "田小禾", {"person": {"old": "", "new": "王桂香"}}),
        (2, "周明礼", {"person": {"old": "王桂香", "new": "王桂芳"}, "colour": {"old": "", "new": "黄"}}),
    ]
    assert all(one["made_at"] for one in history)
    assert load_grievances(listed.store, CODE).grievances[0] == changed


def test_wrong_change_confirms_nothing(listed: Shelf) -> None:
    with pytest.raises(WrongValueError, match="可以写 红、黄、绿"):
        confirm_grievances(listed.store, CODE, [1, 2], {"colour": "蓝"}, "田小禾")
    with pytest.raises(WrongValueError, match="可以改的有 person（反映人）"):
        confirm_grievances(listed.store, CODE, [1, 2], {"名字": "王桂芳"}, "田小禾")
    assert [one.number for one in load_grievances(listed.store, CODE).grievances] == [None, None]


def test_all_ordinals_not_in_the_list_are_named(listed: Shelf) -> None:
    with pytest.raises(UnknownNumberError, match=f"没有找到诉求：{CODE} 第 0 件、{CODE} 第 7 件"):
        confirm_grievances(listed.store, CODE, [1, 0, 7], {}, "田小禾")
    assert load_grievances(listed.store, CODE).grievances[0].number is None


def test_list_found_anew_keeps_what_was_confirmed(listed: Shelf) -> None:
    (known,) = confirm_grievances(listed.store, CODE, [2], {"person": "李国强"}, "田小禾")
    better = save_transcript(listed.store, CODE, said_transcript(texts=(*SAID[:3], "补偿款一分没有拿到。"), parent=1))
    anew = grievance_list(
        said_grievance(1, 1, 1), said_grievance(2, 2, 2), said_grievance(3, 3, 4), version=better.version
    )
    shown = save_grievances(listed.store, CODE, anew)
    assert [(one.ordinal, one.number) for one in shown.grievances] == [(1, None), (2, None), (3, known.number)]
    assert shown.grievances[2].person == known.person
    assert shown.transcript == TranscriptRef(CODE, 2)


def test_withdrawn_grievance_keeps_its_number_with_the_reason(listed: Shelf) -> None:
    (first,) = confirm_grievances(listed.store, CODE, [1], {}, "田小禾")
    gone = withdraw_grievance(listed.store, first.number or "", " 本人要求 ", "周明礼")
    assert (gone.number, gone.status) == (first.number, "withdrawn")
    assert withdraw_grievance(listed.store, first.number or "", "再一次", "周明礼") == gone
    assert [one["reason"] for one in grievance_history(listed.store, first.number or "")] == [None, "本人要求"]
    assert load_grievances(listed.store, CODE).grievances[0].status == "withdrawn"
    assert confirm_grievances(listed.store, CODE, [2], {}, "田小禾")[0].number == f"{MEETING.number}-诉002"


def test_withdrawn_grievance_comes_back_for_a_reason_only_and_under_the_same_number(listed: Shelf) -> None:
    (first,) = confirm_grievances(listed.store, CODE, [1], {}, "田小禾")
    withdraw_grievance(listed.store, first.number or "", "误操作", "田小禾")
    with pytest.raises(WrongValueError, match=r"已撤回.*--reason"):
        confirm_grievances(listed.store, CODE, [1], {}, "田小禾")
    assert find_grievance(listed.store, first.number or "").status == "withdrawn"

    assert confirm_grievances(listed.store, CODE, [1], {}, "田小禾", reason="撤错了") == (first,)
    assert find_grievance(listed.store, first.number or "").status == "confirmed"
    assert grievance_history(listed.store, first.number or "")[-1]["reason"] == "撤错了"


def test_withdrawing_needs_a_reason_and_a_known_number(listed: Shelf) -> None:
    with pytest.raises(WrongValueError, match="撤回的理由不能写成“ ”：要写明为什么撤回"):
        withdraw_grievance(listed.store, f"{MEETING.number}-诉001", " ", "田小禾")
    for ask in (lambda n: withdraw_grievance(listed.store, n, "x", "y"), partial(find_grievance, listed.store)):
        with pytest.raises(UnknownNumberError, match=f"没有找到诉求：{MEETING.number}-诉001"):
            ask(f"{MEETING.number}-诉001")
