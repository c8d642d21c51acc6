"""What goes out of a recording goes out of every version, with the sound between, and nothing else goes."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit import records
from toolkit.grievances.revisions import Revision
from toolkit.grievances.rows import is_emptied
from toolkit.records import (
    Colour,
    Correction,
    Coverage,
    Engine,
    Fact,
    Grievance,
    GrievanceList,
    Passage,
    RecordingRef,
    Removed,
    Repeat,
    Segment,
    Stretch,
    Subject,
    Transcript,
    TranscriptRef,
    to_text,
)
from toolkit.restricted import cut

REFERENCE = RecordingRef("0194-LY·2026-D30-0001", "a" * 64, 10.0)
SAID = ("三组的路灯坏了", "村主任收了我三万块钱", "清水河边的垃圾要清")


def transcript(*texts: str) -> Transcript:
    segments = tuple(Segment(f"s{n}", n, n * 3.0 - 3, n * 3.0, text) for n, text in enumerate(texts, 1))
    return Transcript(REFERENCE, Engine("x", "1", "none", None), segments, (), Coverage(9, 9, ()))


def grievance(ordinal: int, *numbers: int) -> Grievance:
    passages = tuple(Passage(f"s{n}", f"s{n}", n * 3.0 - 3, n * 3.0) for n in numbers)
    subject = Subject("纪检监察", None, 0.9, unsure=False, candidates=(), evidence=())
    return Grievance(
        ordinal,
        passages,
        passages[0].start_s,
        SAID[ordinal - 1],
        "收钱",
        subject,
        ("检举控告",),
        Colour("红", "钱", ()),
    )


def test_speech_without_text_beside_it_is_silenced_too() -> None:
    whole = transcript(*SAID)
    without = replace(whole, segments=(whole.segments[0], whole.segments[2]))
    assert cut.silenced(whole, {"s1", "s3"}, only_own=False) == (Stretch(2.7, 6.3),)
    assert cut.silenced(without, {"s1"}, only_own=False) == (Stretch(2.7, 10.0),)
    assert cut.silenced(whole, set(), only_own=False) == (Stretch(0.0, 10.0),)


def test_every_version_loses_it_whatever_its_segments_are() -> None:
    first = transcript(*SAID)
    other = replace(
        first, segments=(Segment("t1", 1, 0.0, 5.0, "路灯坏了村主任"), Segment("t2", 2, 5.5, 9.0, "收了垃圾"))
    )
    out = cut.cut([first, other], [grievance(2, 2)])
    assert {one.id for one in out.gone} == {"s2", "t1", "t2"}
    assert cut.transcript_without(other, out, REFERENCE).segments == ()
    assert [one.id for one in cut.transcript_without(first, out, REFERENCE).segments] == ["s1", "s3"]
    assert out.silenced == (Stretch(0.0, 10.0),), "where the other version stays silent about what stays"


def test_what_guards_took_out_and_corrections_go_with_it() -> None:
    whole = transcript(*SAID)
    segments = (
        replace(whole.segments[1], corrections=(Correction("村主人", "村主任", 0, "听录音"),)),
        whole.segments[2],
    )
    told = replace(
        whole, segments=segments, removed=(Removed(4.0, 5.0, "村主任收钱", "loop"), Removed(8.0, 8.5, "嗯", "x"))
    )
    out = cut.cut([told], [grievance(2, 2)])
    text = to_text(cut.transcript_without(told, out, REFERENCE))
    assert "村主" not in text
    assert "嗯" in text


def test_sentences_that_a_person_adds_go_too_and_mentions_are_shown() -> None:
    whole = transcript("下面请张三发言", SAID[1], SAID[2])
    secret = replace(grievance(2, 2), person=Fact("张三", (), 1.0))
    out = cut.cut([whole], [secret])
    assert [one.id for one in cut.mentions(whole, ["张三"], out)] == ["s1"]
    wider = cut.cut([whole], [secret], whole.segments[:1])
    assert cut.mentions(whole, ["张三"], wider) == ()
    assert wider.silenced[0] == Stretch(0.0, 6.3)


def test_lists_lose_it_and_what_is_said_to_repeat_it() -> None:
    repeated = replace(grievance(3, 3), repeat_of=(Repeat("诉2", 0.9, "都说村主任", confirmed=False),))
    found = GrievanceList(TranscriptRef("x", 1), (grievance(1, 1), grievance(2, 2), repeated))
    out = cut.cut([transcript(*SAID)], [grievance(2, 2)])
    left = cut.list_without(found, out, ["诉2"])
    assert [one.ordinal for one in left.grievances] == [1, 3]
    assert "村主任" not in to_text(left)


def test_an_emptied_grievance_keeps_number_and_seconds_only() -> None:
    empty = cut.emptied(replace(grievance(2, 2), number="诉2", person=Fact("张三", (), 1.0), status="confirmed"))
    assert (empty.number, empty.passages, empty.status) == ("诉2", grievance(2, 2).passages, "withdrawn")
    assert is_emptied(empty)
    assert not is_emptied(grievance(1, 1))
    assert all(word not in to_text(empty) for word in ("张三", "收钱", "纪检", "检举", "红"))


def test_a_reason_goes_with_what_it_is_about() -> None:
    out = cut.cut([transcript(*SAID)], [grievance(2, 2)])
    about = Revision("discard", (Stretch(3.0, 6.0),), "王芳", "村主任的事另办")
    assert cut.revision_without(about, out).reason is None
    other = replace(about, stretches=(Stretch(0.0, 3.0),))
    assert cut.revision_without(other, out) == other


@given(st.lists(st.booleans(), min_size=1, max_size=12))
def test_the_sound_between_two_that_go_never_stays(goes: list[bool]) -> None:
    whole = transcript(*("话" * (n + 1) for n in range(len(goes))))
    whole = replace(whole, recording=replace(REFERENCE, seconds=len(goes) * 3.0))
    out = cut.cut([whole], [grievance(1, n) for n, gone in enumerate(goes, 1) if gone])
    for segment, gone in zip(whole.segments, goes, strict=True):
        covered = any(one.start_s <= segment.start_s and segment.end_s <= one.end_s for one in out.silenced)
        assert covered == gone
        middle = (segment.start_s + segment.end_s) / 2
        assert any(one.start_s <= middle <= one.end_s for one in out.silenced) == gone


@pytest.mark.parametrize("start, end", [(0.0, 3.0), (6.0, 9.0)])
def test_stretches_that_only_meet_have_nothing_in_common(start: float, end: float) -> None:
    assert not cut.overlap(Stretch(3.0, 6.0), Stretch(start, end))


def test_a_piece_that_stays_does_not_keep_the_words_of_the_whole_it_was_split_from() -> None:
    told = records.Correction("路灯坏了。村主任收了钱。", "路灯坏了。", 0, "校对时拆分")
    pieces = (
        records.Segment("p1", 1, 0.0, 4.0, "路灯坏了。", corrections=(told,), from_ids=("s1",)),
        records.Segment("p2", 2, 4.0, 8.0, "村主任收了钱。", corrections=(told,), from_ids=("s1",)),
    )
    reference = records.RecordingRef("QS-1", "0" * 64, 9.0)
    engine = records.Engine("made-up", "1", "none", None)
    made = records.Transcript(reference, engine, pieces, (), records.Coverage(8, 8, ()))

    left = cut.transcript_without(made, cut.cut([made], [], pieces[1:]), reference)

    assert [one.id for one in left.segments] == ["p1"]
    assert "村主任" not in records.to_text(left)
