"""A person's work on the list: it is kept with who, when, old and new, and holds for every list found anew."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.builders import grievance_history
from toolkit.core.errors import ChangedMeanwhileError, RevisionRefusedError, UnknownNumberError, WrongValueError
from toolkit.grievances import editing, lists
from toolkit.grievances.register import (
    confirm_grievances,
    find_grievance,
    judge_accusations,
    load_grievances,
    load_revisions,
    revision_history,
    save_revision,
)
from toolkit.grievances.tagging import examples
from toolkit.transcripts import correcting

TEXTS = (
    "我叫韩小川，是石桥村二组的，村口的路灯坏了三个月，没有人修。",
    "那个老井也塌了一角，吃水困难，请安排一下。",
    "我叫田玉芳，我家的低保去年停了，我去问了两次都没有答复。",
    "我家老人还瘫在床上，开销大得很。",
    "我叫罗光明，隔壁毛老三修围墙占了我家宅基地，吵了两年了。",
)


@pytest.fixture
def code(desk, heard, judged) -> str:  # noqa: ANN001
    """Give the code of a recording in which three grievances were found."""
    taken = heard(*TEXTS)
    assert len(lists.find_grievances(desk, taken).grievances) == 3
    judged(taken)
    return taken


def test_a_split_holds_when_the_list_is_found_anew(desk, code: str) -> None:  # noqa: ANN001
    split = editing.split(desk, code, 1, 2, "田小禾")

    assert [one.text for one in split.grievances[:2]] == list(TEXTS[:2])
    assert lists.find_grievances(desk, code) == split


def test_the_first_part_of_a_split_keeps_the_number_and_is_confirmed_again(desk, code: str) -> None:  # noqa: ANN001
    (known,) = confirm_grievances(desk.store, code, [1], {"person": "韩晓川"}, "田小禾")

    first, second, *_ = editing.split(desk, code, 1, 2, "田小禾").grievances

    assert (first.number, first.status, second.number, second.status) == (known.number, "proposed", None, "proposed")
    assert first.person is not None
    assert first.person.value == "韩晓川"
    assert find_grievance(desk.store, known.number).text == TEXTS[0]


def test_of_merged_grievances_the_lowest_number_stays_and_the_other_is_withdrawn(desk, code: str) -> None:  # noqa: ANN001
    later, earlier = confirm_grievances(desk.store, code, [2, 1], {}, "田小禾")

    merged = editing.merge(desk, code, [1, 2], "罗主任").grievances

    assert [(one.number, one.status) for one in merged] == [
        (later.number, "proposed"),
        (None, "proposed"),
        (earlier.number, "withdrawn"),
    ]
    assert "已合并" in grievance_history(desk.store, earlier.number)[-1]["reason"]
    anew = lists.find_grievances(desk, code).grievances
    assert anew[0] == merged[0]
    assert [(one.number, one.status) for one in anew] == [(one.number, one.status) for one in merged]
    again, fresh = confirm_grievances(desk.store, code, [1, 2], {}, "田小禾")
    assert (again.number, again.status) == (later.number, "confirmed")
    assert fresh.number not in {later.number, earlier.number}


def test_a_discarded_grievance_keeps_its_reason_and_can_still_be_confirmed(desk, code: str) -> None:  # noqa: ANN001
    away = editing.discard(desk, code, [2], "本人当场说不反映了", "田小禾")
    told = revision_history(desk.store, code)[-1]

    assert away.grievances[1].status == "discarded"
    assert (told.action, told.by, told.reason) == ("discard", "田小禾", "本人当场说不反映了")
    assert lists.find_grievances(desk, code) == away
    with pytest.raises(WrongValueError, match=r"不采纳.*restore"):
        confirm_grievances(desk.store, code, [2], {}, "田小禾")
    assert editing.restore(desk, code, [2], "田小禾").grievances[1].status == "proposed"


def test_every_revision_keeps_who_when_old_and_new(desk, code: str) -> None:  # noqa: ANN001
    editing.merge(desk, code, [1, 3], "田小禾")

    (told,) = revision_history(desk.store, code)

    assert (told.action, told.by) == ("merge", "田小禾")
    assert told.made_at.startswith("20")
    assert {TEXTS[0] + TEXTS[1], TEXTS[4]} <= {one.text for one in told.old}
    assert any(len(one.passages) == 2 for one in told.new)


def test_a_withdrawn_number_is_never_used_again(desk, code: str) -> None:  # noqa: ANN001
    (first,) = confirm_grievances(desk.store, code, [1], {}, "田小禾")
    editing.withdraw(desk, first.number, "录入错误", "田小禾")

    (second,) = confirm_grievances(desk.store, code, [2], {}, "田小禾")

    assert first.number != second.number
    assert find_grievance(desk.store, first.number).status == "withdrawn"


def test_wrong_ordinals_and_sentences_are_named(desk, code: str) -> None:  # noqa: ANN001
    with pytest.raises(UnknownNumberError, match="第 8 件、第 9 件"):
        editing.merge(desk, code, [8, 9])
    with pytest.raises(UnknownNumberError, match="没有找到语句：第 77 句"):
        editing.split(desk, code, 1, 77)
    with pytest.raises(UnknownNumberError, match="没有写序号"):
        editing.discard(desk, code, [], "弄错")


def test_what_changes_nothing_is_told(desk, code: str) -> None:  # noqa: ANN001
    editing.discard(desk, code, [2], "弄错", "田小禾")
    with pytest.raises(WrongValueError, match="清单没有变化"):
        editing.discard(desk, code, [2], "弄错", "田小禾")
    assert len(load_revisions(desk.store, code)) == 1


def test_what_was_not_set_aside_is_not_restored_and_each_is_told_what_to_do_instead(desk, code: str) -> None:  # noqa: ANN001
    (gone,) = confirm_grievances(desk.store, code, [3], {}, "田小禾")
    editing.withdraw(desk, gone.number, "录入错误", "田小禾")
    editing.discard(desk, code, [2], "弄错", "田小禾")

    with pytest.raises(WrongValueError) as told:
        editing.restore(desk, code, [1, 2, 3], "田小禾")

    assert "第 1 件待确认，本来就在清单里" in str(told.value)
    assert f"第 3 件（{gone.number}）已撤回" in str(told.value)
    assert "--reason" in str(told.value)
    assert "第 2 件" not in str(told.value)
    assert [one.status for one in load_grievances(desk.store, code).grievances] == [
        "proposed",
        "discarded",
        "withdrawn",
    ]


def test_what_was_merged_or_split_is_not_restored_but_split_or_merged(desk, code: str) -> None:  # noqa: ANN001
    editing.split(desk, code, 1, 2, "田小禾")
    for part in (1, 2):
        with pytest.raises(WrongValueError, match=f"第 {part} 件是拆开成的：.*yehua merge"):
            editing.restore(desk, code, [part])

    editing.merge(desk, code, [2, 3], "田小禾")
    with pytest.raises(WrongValueError, match=r"第 1 件是拆开成的.*第 2 件是合并成的：.*yehua split"):
        editing.restore(desk, code, [1, 2])


def test_two_people_confirming_at_once_get_one_number(desk, code: str) -> None:  # noqa: ANN001
    with ThreadPoolExecutor(4) as people:
        names = ("甲", "乙", "丙", "丁")
        given = list(people.map(lambda by: confirm_grievances(desk.store, code, [1, 2], {}, by), names))

    assert len({tuple(one.number for one in confirmed) for confirmed in given}) == 1
    assert len(grievance_history(desk.store, given[0][0].number)) == 1


def test_a_second_person_does_not_overwrite_what_he_has_not_seen(desk, code: str) -> None:  # noqa: ANN001
    seen = lists.find_grievances(desk, code)
    confirm_grievances(desk.store, code, [1], {"person": "韩晓川"}, "甲", seen=seen)

    with pytest.raises(ChangedMeanwhileError, match="第 1 件诉求刚被别人改过"):
        confirm_grievances(desk.store, code, [1], {"person": "韩小穿"}, "乙", seen=seen)
    confirm_grievances(desk.store, code, [2], {}, "乙", seen=seen)

    first = lists.find_grievances(desk, code).grievances[0]
    assert first.person is not None
    assert first.person.value == "韩晓川"


def test_a_list_that_was_revised_meanwhile_is_not_revised_blindly(desk, code: str) -> None:  # noqa: ANN001
    stale = lists.find_grievances(desk, code)
    revision = editing.revisions.splitting(stale.grievances[0], 20.0, "乙")
    editing.discard(desk, code, [1], "弄错", "甲")

    with pytest.raises(ChangedMeanwhileError):
        save_revision(desk.store, code, revision, stale, 0)
    assert len(load_revisions(desk.store, code)) == 1


def test_a_confirmed_correction_of_the_subject_teaches_the_next_meeting(desk, heard, code: str) -> None:  # noqa: ANN001
    del code
    taught = heard("我叫韩小川，那台滚筒筛晚上还在转，响得睡不着。", mark="2")
    (one,) = lists.find_grievances(desk, taught).grievances
    assert one.subject.level1 != "商贸旅游"
    confirm_grievances(desk.store, taught, [one.ordinal], {"subject": "商贸旅游/市场监管"}, "田小禾")
    judge_accusations(desk.store, taught, [one.ordinal], "no", "田小禾")

    other = heard("我叫罗玉芳，滚筒筛又开起来了，一晚上都不停。", mark="3")

    assert lists.find_grievances(desk, other).grievances[0].subject.level1 == "商贸旅游"
    assert [one.level1 for one in examples.confirmed(desk.store)] == ["商贸旅游"]


def test_neither_an_accusation_nor_what_nobody_judged_teaches_its_subject(desk, heard, code: str) -> None:  # noqa: ANN001
    del code
    taught = heard("我叫韩小川，那台滚筒筛晚上还在转，响得睡不着。", mark="2")
    (one,) = lists.find_grievances(desk, taught).grievances
    confirm_grievances(desk.store, taught, [one.ordinal], {"subject": "商贸旅游/市场监管"}, "田小禾")
    assert examples.confirmed(desk.store) == ()

    judge_accusations(desk.store, taught, [one.ordinal], "no", "田小禾")
    assert len(examples.confirmed(desk.store)) == 1

    judge_accusations(desk.store, taught, [one.ordinal], "yes", "田小禾")
    assert examples.confirmed(desk.store) == ()


def test_a_training_table_with_unknown_labels_is_refused(desk, code: str) -> None:  # noqa: ANN001
    desk.workspace.subject_examples_file.write_text("一级,二级,文字\n天气,,下雨\n", encoding="utf-8")

    with pytest.raises(WrongValueError, match="第 2 行的一级“天气”不在内容分类里"):
        lists.find_grievances(desk, code)


def test_mending_by_sentences_may_be_run_again(desk, code: str) -> None:  # noqa: ANN001
    wish = {"splits": [2], "merges": [[3, 5]], "discards": {1: "闲谈"}, "by": "田小禾"}

    once = editing.mend(desk, code, **wish)
    again = editing.mend(desk, code, **wish)

    assert [(one.status, len(one.passages)) for one in once.grievances] == [
        ("discarded", 1),
        ("proposed", 1),
        ("proposed", 2),
    ]
    assert again == once
    assert len(load_revisions(desk.store, code)) == 3


def test_mending_nothing_changes_nothing_and_unknown_sentences_are_all_named(desk, code: str) -> None:  # noqa: ANN001
    assert editing.mend(desk, code) == load_grievances(desk.store, code)
    with pytest.raises(UnknownNumberError, match="第 8 句、第 9 句"):
        editing.mend(desk, code, splits=[8], discards={9: "闲谈"})


def test_confirming_the_same_again_is_no_conflict(desk, code: str) -> None:  # noqa: ANN001
    seen = lists.find_grievances(desk, code)

    first = confirm_grievances(desk.store, code, [1], {"person": "韩晓川"}, "田小禾", seen=seen)

    assert confirm_grievances(desk.store, code, [1], {"person": "韩晓川"}, "田小禾", seen=seen) == first


def test_what_the_machine_missed_is_added_kept_with_who_and_stays_in_every_new_list(desk, heard) -> None:  # noqa: ANN001
    code = heard("大家都到了吧，我们开始。", "石灰窑半夜里响，鸭子都死了，要三千块钱。", *TEXTS, mark="3")
    before = lists.find_grievances(desk, code)
    assert not any("石灰窑" in one.text for one in before.grievances)

    added = editing.add(desk, code, 20.0, 29.5, "田小禾")

    told = revision_history(desk.store, code)[-1]
    assert (told.action, told.by, len(told.old)) == ("add", "田小禾", 0)
    assert (added.ordinal, added.status, [one.yuan for one in added.amounts]) == (1, "proposed", [3000.0])
    assert lists.find_grievances(desk, code).grievances[0] == added
    (numbered,) = confirm_grievances(desk.store, code, [1], {"person": "赵德明"}, "田小禾")
    correcting.correct(desk, code, {2: "石灰窑半夜里响，鸭子全死了，要三千块钱。"}, {}, "田小禾")
    anew = lists.find_grievances(desk, code).grievances[0]
    assert (anew.number, anew.status, "全死" in anew.text) == (numbered.number, "confirmed", True)


def test_an_added_grievance_is_split_merged_discarded_and_restored_like_any_other(desk, heard) -> None:  # noqa: ANN001
    code = heard("大家都到了吧。", "今晚月亮蛮圆的，桂花也香。", "先喝口水，慢慢讲。", *TEXTS, mark="4")
    found = lists.find_grievances(desk, code)
    editing.add(desk, code, 20.0, 39.5, "田小禾")

    assert len(editing.split(desk, code, 1, 3, "田小禾").grievances) == len(found.grievances) + 2
    assert len(editing.merge(desk, code, [1, 2], "田小禾").grievances) == len(found.grievances) + 1
    assert editing.discard(desk, code, [1], "弄错", "田小禾").grievances[0].status == "discarded"
    with pytest.raises(RevisionRefusedError, match="不采纳"):
        editing.add(desk, code, 20.0, 39.5, "田小禾")
    assert editing.restore(desk, code, [1], "田小禾").grievances[0].status == "proposed"


@pytest.mark.parametrize(
    "start_s, end_s, told", [(-3.0, 9.0, "超出了录音"), (9.0, 99999.0, "超出了录音"), (30.0, 20.0, "结束要在")]
)
def test_a_stretch_outside_the_sound_is_refused(desk, code: str, start_s: float, end_s: float, told: str) -> None:  # noqa: ANN001
    with pytest.raises(RevisionRefusedError, match=told):
        editing.add(desk, code, start_s, end_s)
    assert load_revisions(desk.store, code) == ()


@pytest.mark.parametrize("text, seconds", [("57.9", 57.9), ("00:57", 57.0), ("1:02:03.5", 3723.5), ("00：57", 57.0)])
def test_a_moment_is_written_as_seconds_or_minutes(text: str, seconds: float) -> None:
    assert editing.moment_in(text) == seconds


@pytest.mark.parametrize("text", ["", "一分", "nan", "inf", "1:99", "00:57:"])
def test_what_is_no_moment_is_told(text: str) -> None:
    with pytest.raises(WrongValueError, match="分:秒"):
        editing.moment_in(text)


def test_a_sentence_of_another_grievance_is_not_split_off(desk, code: str) -> None:  # noqa: ANN001
    with pytest.raises(RevisionRefusedError, match="第 5 句不在第 1 件里"):
        editing.split(desk, code, 1, 5)
    with pytest.raises(RevisionRefusedError, match="第 1 句是第 1 件的开头"):
        editing.split(desk, code, 1, 1)
