"""Edits add up to a transcript in order, with every id accounted for, and nothing said is lost on the way."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.transcripts.drafting import SAID, edit, edited, made, texts
from toolkit.core.errors import UnknownNumberError, WrongValueError, YehuaError
from toolkit.records import (
    Coverage,
    Removed,
    Segment,
    Word,
)
from toolkit.transcripts.draft_edits import apply
from toolkit.transcripts.drafts import Draft
from toolkit.transcripts.edits import Edit


def test_a_split_makes_two_new_ids_that_name_the_old() -> None:
    draft = edited("split", "s00002", position=8)

    left, right = draft.transcript().segments[1:3]

    assert (left.text, right.text) == ("路灯坏了三个月，", "没人来修。")
    assert left.from_ids == right.from_ids == ("s00002",)
    assert {left.id, right.id}.isdisjoint(one.id for one in made().segments)
    assert (left.start_s, right.end_s) == (20.0, 26.0)
    assert left.end_s == right.start_s
    assert [one.number for one in draft.transcript().segments] == [1, 2, 3, 4]


def test_a_split_falls_where_the_word_begins() -> None:
    words = tuple(Word(20.0 + n / 4, 20.25 + n / 4, letter) for n, letter in enumerate(SAID[1]))
    base = made()
    timed = replace(base, segments=(base.segments[0], replace(base.segments[1], words=words), base.segments[2]))
    draft = Draft(timed)

    apply(draft, edit("split", "s00002", position=8), "v3e1")

    assert draft.in_order()[2].start_s == 22.0
    assert "".join(word.text for word in draft.in_order()[2].words) == "没人来修。"


@pytest.mark.parametrize("position", [0, 13, 99])
def test_a_split_that_leaves_nothing_on_one_side_is_refused(position: int) -> None:
    with pytest.raises(WrongValueError, match="光标放在句子中间"):
        edited("split", "s00002", position=position)


def test_a_correction_goes_with_its_part_of_a_split() -> None:
    draft = edited("split", "s00001", position=6)

    left, right = draft.in_order()[:2]

    assert left.corrections == ()
    assert right.text[right.corrections[0].at :].startswith("柳树弯")


def test_a_merge_joins_neighbours_and_names_them() -> None:
    draft = edited("merge", "s00003", "s00002")

    one = draft.in_order()[1]

    assert (one.text, one.start_s, one.end_s) == (SAID[1] + SAID[2], 20.0, 36.0)
    assert one.from_ids == ("s00002", "s00003")


@pytest.mark.parametrize("items", [("s00001",), ("s00001", "s00003"), ("s00001", "s00001")])
def test_only_neighbours_can_be_merged(items: tuple[str, ...]) -> None:
    with pytest.raises(WrongValueError, match="前后相连"):
        edited("merge", *items)


def test_words_written_for_a_gap_cover_it() -> None:
    draft = edited("insert", start_s=36.5, end_s=40.5, text="请领导看看。")

    told = draft.transcript()

    assert told.segments[-1].text == "请领导看看。"
    assert told.segments[-1].corrections[0].by == "李静"
    assert told.coverage == Coverage(22.0, 22.0, ())


def test_a_gap_without_words_is_kept_as_listened_to() -> None:
    draft = edited("check", "gap:36.500")

    told = draft.transcript()

    assert told.coverage.uncovered == ()
    assert told.removed[-1] == Removed(36.5, 40.5, "", "李静听过，没有话")


def test_what_was_held_back_can_be_put_into_the_text() -> None:
    told = edited("restore", "removed:0").transcript()

    assert told.segments[2].text == "谢谢谢谢谢谢"
    assert told.removed == ()


def test_nothing_is_put_where_text_stands_already() -> None:
    with pytest.raises(WrongValueError, match="已经有文字"):
        edited("insert", start_s=20.5, end_s=25.0, text="重复的话")


def test_a_removed_sentence_is_kept_with_who_removed_it() -> None:
    told = edited("remove", "s00003").transcript()

    assert [one.id for one in told.segments] == ["s00001", "s00002"]
    assert Removed(30.0, 36.0, SAID[2], "李静听录音后删去") in told.removed


def test_a_name_is_set_for_all_that_one_voice_said() -> None:
    draft = edited("rename", find="发言人2", text="王桂芳")

    assert [one.speaker for one in draft.in_order()] == ["王桂芳", "发言人1", "王桂芳"]


def test_replacing_touches_the_chosen_sentences_only() -> None:
    draft = edited("replace", "s00002", find="三", text="四")

    assert texts(draft) == [SAID[0], "路灯坏了四个月，没人来修。", SAID[2]]


def test_an_unknown_sentence_is_named() -> None:
    with pytest.raises(UnknownNumberError, match="s9"):
        edited("text", "s9", text="字")


ITEMS = st.sampled_from(
    ["s00001", "s00002", "s00003", "removed:0", "gap:36.500", "v3e1a", "v3e1b", "v3e2m", "v3e3n", "gone:s00001"]
)
EDITS = st.builds(
    Edit,
    st.sampled_from(["text", "replace", "split", "merge", "insert", "remove", "restore", "check", "uncheck", "rename"]),
    st.just("李静"),
    st.just("2026-09-26T01:00:00"),
    st.lists(ITEMS, min_size=1, max_size=2).map(tuple),
    text=st.sampled_from(["", "路灯亮了。", "补偿"]),
    find=st.sampled_from(["", "三", "发言人1"]),
    position=st.integers(0, 20),
    start_s=st.one_of(st.none(), st.floats(0, 70)),
    end_s=st.one_of(st.none(), st.floats(0, 70)),
)


@given(st.lists(EDITS, max_size=12))
def test_whatever_is_edited_the_sentences_stay_in_order_and_inside_the_recording(edits: list[Edit]) -> None:
    draft = Draft(made())
    for place, one in enumerate(edits, start=1):
        before = (dict(draft.segments), dict(draft.removed), dict(draft.gaps), set(draft.checked))
        try:
            apply(draft, one, f"v3e{place}")
        except YehuaError:
            assert (draft.segments, draft.removed, draft.gaps, draft.checked) == before
    ordered = draft.in_order()
    assert all(0 <= one.start_s < one.end_s <= 60 for one in ordered)
    assert all(one.end_s <= two.start_s for one, two in pairwise(ordered))
    assert len({one.id for one in ordered}) == len(ordered)


def test_what_was_heard_again_may_not_lie_over_a_sentence_that_stays() -> None:
    piece = Segment("s00001", 1, 15.0, 26.0, "三组的路灯坏了。")

    with pytest.raises(WrongValueError, match="再选一次"):
        edited("rehear", "s00001", pieces=(piece,))
    with pytest.raises(WrongValueError, match="再选一次"):
        edited("rehear", "s00001")


def test_what_was_heard_again_where_nothing_stood_answers_the_gap() -> None:
    draft = edited("rehear", pieces=(Segment("s00001", 1, 36.5, 40.4, "请大家慢走。"),))

    told = draft.transcript()

    assert told.segments[-1].text == "请大家慢走。"
    assert told.segments[-1].id not in {one.id for one in made().segments}
    assert told.coverage.uncovered == ()
    assert told.coverage.text_s == 22.0
