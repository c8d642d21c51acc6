"""The centre's own error rate, by place and speaker, and the sounds that are heard as others."""

from toolkit.transcripts.learning import errors
from toolkit.transcripts.learning.pairs import Pair


def pair(heard: str, said: str, place: str = "石桥村", speaker: str = "说话人1") -> Pair:
    """Return a pair of a recording."""
    return Pair("A", place, speaker, 0.0, 4.0, heard, said)


PAIRS = (
    pair("兰瓜烂了，没人收。", "南瓜烂了，没人收。"),
    pair("河兰那边也是", "河南那边也是", speaker="说话人2"),
    pair("请订阅", "", place="杨家坝"),
    pair("四组", "四组没有水", place="杨家坝"),
)


def test_the_rate_counts_what_was_misheard_lost_and_invented_without_punctuation() -> None:
    whole = errors.rate("合计", PAIRS)

    assert (whole.said, whole.wrong) == (7 + 6 + 0 + 5, 1 + 1 + 3 + 3)
    assert whole.percent == 44.4


def test_each_place_and_each_speaker_has_a_rate_of_its_own() -> None:
    places = errors.rates(PAIRS, lambda each: each.place)
    speakers = errors.rates(PAIRS, lambda each: f"{each.speaker}")

    assert [(each.name, each.wrong) for each in places] == [("石桥村", 2), ("杨家坝", 6)]
    assert {each.name: each.wrong for each in speakers} == {"说话人1": 7, "说话人2": 1}
    assert errors.rate("无", ()).percent == 0.0


def test_a_sound_heard_as_another_is_counted_with_examples() -> None:
    (confusion,) = errors.confusions(PAIRS)

    assert (confusion.part, confusion.said, confusion.heard, confusion.times) == ("声母", "n", "l", 2)
    assert confusion.examples == ("南→兰",)


def test_a_tone_or_a_single_mishearing_is_no_confusion() -> None:
    assert errors.confusions([pair("买粮", "卖粮"), pair("买粮", "卖粮"), pair("洗衣", "七一")]) == ()
