"""What the machine wrote stands beside what a person left of it; what is withheld teaches nothing."""

from dataclasses import replace

from tests.conftest import Kept
from tests.transcripts.learning.judging import judged_again
from toolkit import grievances, transcripts
from toolkit.records import Coverage, Engine, RecordingRef, Segment, Transcript
from toolkit.transcripts import correcting, learning, versions
from toolkit.transcripts.learning.pairs import corrected_pairs


def version(number: int, *segments: Segment) -> Transcript:
    """Return version `number` of a transcript, made from the one before."""
    made = Transcript(RecordingRef("A", "0" * 64, 60.0), Engine("e", "1", "m", None), segments, (), Coverage(9, 9, ()))
    return replace(made, version=number, parent=number - 1 or None)


def segment(id_: str, start_s: float, text: str, *from_ids: str) -> Segment:
    """Return a segment of three seconds."""
    return Segment(id_, 1, start_s, start_s + 3, text, from_ids=from_ids)


def texts(*history: Transcript) -> list[tuple[str, str]]:
    """Return the texts that stand side by side."""
    return [
        ("".join(old.text for old in olds), "".join(new.text for new in news))
        for olds, news in learning.matched(history)
    ]


FIRST = version(1, segment("s1", 0, "六书碗的"), segment("s2", 3, "路登坏了"), segment("s3", 6, "请订阅"))


def test_a_sentence_stands_beside_itself_as_it_was() -> None:
    last = version(2, segment("s1", 0, "柳树湾的"), segment("s2", 3, "路灯坏了"), segment("s3", 6, "请订阅"))

    assert texts(FIRST, last) == [("六书碗的", "柳树湾的"), ("路登坏了", "路灯坏了"), ("请订阅", "请订阅")]


def test_sentences_that_were_joined_stand_together_also_after_another_change() -> None:
    joined = version(2, segment("s1+s2", 0, "柳树湾的路登坏了", "s1", "s2"), segment("s3", 6, "请订阅"))
    last = version(3, segment("x9", 0, "柳树湾的路灯坏了", "s1+s2"), segment("s3", 6, "请订阅"))

    assert texts(FIRST, joined, last)[0] == ("六书碗的路登坏了", "柳树湾的路灯坏了")


def test_a_sentence_that_was_split_stands_beside_both_parts() -> None:
    first = version(1, segment("s1", 0, "路登坏了谁修"))
    last = version(2, segment("a", 0, "路灯坏了", "s1"), segment("b", 1.5, "谁修", "s1"))

    assert texts(first, last) == [("路登坏了谁修", "路灯坏了谁修")]


def test_what_a_person_deleted_or_added_stands_alone() -> None:
    last = version(2, segment("s1", 0, "柳树湾的"), segment("s2", 3, "路灯坏了"), segment("n", 20, "还有水渠"))

    assert texts(FIRST, last)[2:] == [("请订阅", ""), ("", "还有水渠")]


def test_a_rehearing_without_sources_is_laid_beside_what_it_covers() -> None:
    last = version(2, segment("s1", 0, "柳树湾的"), segment("r1", 3.1, "路灯坏了"), segment("s3", 6, "请订阅"))

    assert ("路登坏了", "路灯坏了") in texts(FIRST, last)


def test_a_corrected_recording_teaches_what_is_open_and_nothing_of_an_accusation(kept: Kept) -> None:
    transcripts.correct(
        kept.desk, kept.code, {1: "四组的路灯坏了三个月，没有人来修。", 2: "村会计收了我三万块钱。"}, {}
    )
    assert [pair.said[:3] for pair in corrected_pairs(kept.desk, grievances.load_open_stretches)] == ["清水河"]
    judged_again(kept.desk, kept.code)

    pairs = corrected_pairs(kept.desk, grievances.load_open_stretches)

    assert {pair.recording for pair in pairs} == {kept.code}
    assert [(pair.heard[:3], pair.said[:3]) for pair in pairs] == [("三组的", "四组的"), ("清水河", "清水河")]
    assert not any(word in pair.heard + pair.said for pair in pairs for word in ("主任", "会计", "三万"))
    assert {pair.place for pair in pairs} == {"柳树湾"}


def test_an_accusation_joined_with_another_sentence_takes_it_along(kept: Kept) -> None:
    machine = versions.load_transcript(kept.desk.store, kept.code)
    first, accusing, third = machine.segments
    both = replace(first, text=first.text + accusing.text, end_s=accusing.end_s, from_ids=(first.id, accusing.id))
    correcting.save_version(kept.desk, replace(machine, segments=(both, third), parent=1))

    pairs = corrected_pairs(kept.desk, grievances.load_open_stretches)

    assert [pair.said for pair in pairs] == [third.text]


def test_while_nothing_is_judged_nothing_is_learnt(kept: Kept) -> None:
    class Closed:
        def holds(self, _said: object) -> bool:
            return False

    transcripts.correct(kept.desk, kept.code, {1: "四组的路灯坏了三个月，没有人来修。"}, {})

    assert corrected_pairs(kept.desk, lambda *_: Closed()) == ()
