"""The queue sorts what nobody judged, and warns; it holds nothing that was judged, and judges nothing."""

from dataclasses import replace

from tests import builders
from toolkit.grievances.accusations import cues
from toolkit.records import (
    Coverage,
    Engine,
    Grievance,
    GrievanceList,
    RecordingRef,
    Segment,
    Side,
    Transcript,
    TranscriptRef,
)


def grievance(ordinal: int, text: str) -> Grievance:
    return builders.grievance(ordinal, (ordinal * 10.0, ordinal * 10 + 9.0), text=text, summary="")


def queued(*grievances: Grievance, answer: str = "") -> list[cues.Queued]:
    segments = tuple(
        Segment(f"s{n}", n, n * 10.0, n * 10 + 9.0, text)
        for n, text in enumerate([*(one.text for one in grievances), answer], start=1)
    )
    reference = RecordingRef(None, "0" * 64, 99.0)
    text = Transcript(reference, Engine("made-up", "1", "none", None), segments, (), Coverage(0, 0, ()))
    return list(cues.queue(GrievanceList(TranscriptRef(None, 1), grievances), text))


LAMP = grievance(1, "村口的路灯坏了三个月，请来修一下。")
MONEY = grievance(2, "低保名单上是主任的舅子，钱到哪里去了没有公布，我不敢签名。")


def test_the_likeliest_comes_first_with_its_reasons() -> None:
    first, second = queued(LAMP, MONEY)

    assert (first.ordinal, first.warn, first.start_s) == (2, True, 20.0)
    assert any("不敢签" in why for why in first.why)
    assert (second.ordinal, second.warn, second.why) == (1, False, ())


def test_an_office_holder_on_the_other_side_warns() -> None:
    (one,) = queued(replace(LAMP, against=Side("村支书", (), 0.8, "office_holder")))

    assert one.warn
    assert "村支书" in one.why[0]


def test_the_answer_of_the_host_warns() -> None:
    (plain,), (answered,) = queued(LAMP), queued(LAMP, answer="这个会后单独找我谈，不要在这里点名。")

    assert (plain.warn, answered.warn) == (False, True)


def test_whom_one_told_of_a_matter_is_not_accused() -> None:
    (one,) = queued(grievance(1, "路灯坏了，我跟村主任反映过，他也来看过。"))

    assert not any("担任公职的人" in why for why in one.why)


def test_an_innocent_matter_with_a_cue_has_a_reason_but_no_warning() -> None:
    (one,) = queued(grievance(1, "我叫王小二，我家的低保去年停了，去问了两次都没有答复，请帮我查一下什么时候恢复。"))

    assert (one.warn, bool(one.why)) == (False, True)


def test_the_reasons_of_a_doubt_hold_no_word_that_was_said() -> None:
    listed = GrievanceList(TranscriptRef(None, 1), (LAMP, MONEY, replace(LAMP, ordinal=3, accusation="yes")))

    doubts = cues.doubtful(listed, (1, 2, 3))

    assert set(doubts) == {2, 3}
    assert not any(word in why for whys in doubts.values() for why in whys for word in ("舅子", "不敢签"))
    assert cues.doubtful(listed, (1,)) == {}


def test_what_was_judged_is_not_in_the_queue() -> None:
    assert queued(replace(LAMP, accusation="no"), replace(MONEY, accusation="yes")) == []
