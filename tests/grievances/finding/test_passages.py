"""Passages: clauses with their times, the host's words, and where a matter begins."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.grievances.finding.passages import Clause, Talk, clauses, long_pause_s, talks
from toolkit.records import Segment, Word

TEXTS = st.lists(
    st.text(st.sampled_from("我叫韩小川路灯坏了，。！？ 36,000a"), min_size=1, max_size=30), min_size=1, max_size=6
)


def said(*lines: str) -> tuple[Segment, ...]:
    """Return segments of lines like `12.5 words` or `12.5 A: words` with a speaker; each ends as it is spoken."""
    segments = []
    for number, line in enumerate(lines, start=1):
        start, text = line.split(" ", 1)
        speaker, _, words = text.rpartition(": ")
        end = float(start) + len(words) / 5
        segments.append(Segment(f"s{number}", number, float(start), end, words, speaker=speaker or None))
    return tuple(segments)


def split(*lines: str) -> tuple[Talk, ...]:
    """Return the talks of `lines`."""
    cut = clauses(said(*lines))
    return talks(cut)


@settings(deadline=None)
@given(TEXTS)
def test_clauses_are_the_segments_cut_up(texts: list[str]) -> None:
    segments = said(*(f"{10 * at} {text}" for at, text in enumerate(texts)))
    cut = clauses(segments)

    for segment in segments:
        parts = [clause for clause in cut if clause.segment is segment]
        assert [part.text for part in parts] == [segment.text[part.start : part.end] for part in parts]
        assert "".join("".join(part.text for part in parts).split()) == "".join(segment.text.split())


@settings(deadline=None)
@given(TEXTS)
def test_times_of_clauses_never_run_back(texts: list[str]) -> None:
    cut = clauses(said(*(f"{10 * at} {text}" for at, text in enumerate(texts))))

    assert all(clause.start_s <= clause.end_s for clause in cut)
    assert all(before.end_s <= after.start_s + 1e-9 for before, after in pairwise(cut))


def test_words_tell_the_time_inside_a_segment() -> None:
    words = (Word(0.0, 1.0, "路灯坏了，"), Word(6.0, 8.0, "水也停了"))
    (first, second) = clauses((Segment("s1", 1, 0.0, 8.0, "路灯坏了，水也停了", words=words),))

    assert (first.start_s, second.start_s) == (0.0, 6.0)


def test_a_comma_inside_a_number_cuts_nothing() -> None:
    assert [clause.text for clause in clauses(said("0 赔36,000元,没给"))] == ["赔36,000元,", "没给"]


def test_the_hosts_opening_and_closing_words_are_his() -> None:
    cut = clauses(
        said(
            "0 各位乡亲，大家晚上好。",
            "4 今天月色好。",
            "8 规矩大家都懂，全程录音。",
            "20 我叫韩小川，路灯坏了。",
            "40 今天就到这里，散会。",
            "45 回家慢点。",
        )
    )

    assert [clause.segment.id for clause in cut if not clause.by_host] == ["s4", "s4"]


def test_a_voice_that_speaks_as_host_is_the_host_throughout() -> None:
    cut = clauses(
        said(
            "0 H: 各位乡亲晚上好。",
            "5 A: 我叫韩小川，路灯坏了。",
            "15 H: 好，记下来了，下一位。",
            "20 H: 我家那边的路灯也坏过。",
            "26 B: 我反映一下水渠的事。",
        )
    )

    assert {clause.segment.speaker for clause in cut if not clause.by_host} == {"A", "B"}


@pytest.mark.parametrize(
    "lines, parts",
    [
        (("0 我叫韩小川，是三组的。", "5 路灯坏了三个月没人修。", "15 我叫罗大成，低保没有办下来。"), 2),
        (("0 我叫韩小川，是三组的。", "5 路灯坏了三个月没人修。", "11 一到晚上路灯都不亮。"), 1),
        (("0 我先说。", "2 我叫韩小川。", "5 路灯坏了三个月没人修。"), 1),
        (("0 我叫韩小川，路灯坏了没人修。还有一个水渠的问题，渠道垮了没有水栽秧。",), 2),
        (("0 我叫韩小川，路灯坏了没人修，自来水也停。", "30 我家的低保被取消了，说不符合条件，临时救助也没有。"), 2),
    ],
)
def test_matters_begin_at_openings_and_at_pauses_with_a_new_subject(lines: tuple[str, ...], parts: int) -> None:
    assert len(split(*lines)) == parts


def test_an_answer_to_the_host_goes_on_with_the_matter() -> None:
    first, second = split("0 我叫韩小川，路灯坏了没人修。", "8 这个事有多久了？", "11 三个月了。")

    assert (first.continues, second.continues) == (False, True)


def test_after_handing_over_the_next_voice_begins_anew() -> None:
    *_, last = split("0 我叫韩小川，路灯坏了没人修。", "8 好，下一位。", "11 水渠垮了，没有水栽秧。")

    assert not last.continues


def test_a_pause_is_long_only_beside_the_others_of_the_recording() -> None:
    hasty = clauses(said("0 一二三四五", "1 一二三四五", "2 一二三四五"))
    slow = clauses(said("0 一二三四五", "4 一二三四五", "8 一二三四五"))

    assert long_pause_s(hasty) == 1.2
    assert long_pause_s(slow) > 3.0


def test_a_clause_knows_its_place_in_the_segment() -> None:
    clause: Clause = clauses(said("0 路灯坏了，没人修。"))[1]

    assert (clause.start, clause.end, clause.opens_sentence) == (5, 9, False)


def test_who_gives_another_name_is_another_person_though_the_subject_is_the_same() -> None:
    texts = ("我叫罗玉芳，我家的低保去年停了，问了两次都没有答复。", "我叫段永福，我家的低保也没有批下来。")
    segments = tuple(Segment(f"s{n}", n, n * 10.0, n * 10.0 + 9.9, text) for n, text in enumerate(texts, start=1))

    found = talks(clauses(segments))

    assert [talk.text for talk in found] == list(texts)
