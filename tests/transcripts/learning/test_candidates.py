"""Words that a person put in again and again are found whole; names and chance are left out."""

import pytest

from toolkit.transcripts.learning.candidates import candidates
from toolkit.transcripts.learning.pairs import Pair


def pair(heard: str, said: str, at_s: float = 0.0, speaker: str | None = None) -> Pair:
    """Return a pair of a recording."""
    return Pair("A", "石桥村", speaker, at_s, at_s + 4, heard, said)


DULL = (
    pair("我们落家坳的路灯坏了。", "我们骆家坳的路灯坏了。", 10),
    pair("从落家坳到镇上要走两个钟头。", "从骆家坳到镇上要走两个钟头。", 70),
    pair("骆家坳没有水。", "骆家坳没有水。", 130),
)


def found(*pairs: Pair) -> list[str]:
    """Return the words that are found."""
    return [each.word for each in candidates(pairs, (), ("石桥村",))]


def test_a_word_is_found_whole_with_how_it_was_heard_and_where_first() -> None:
    (each,) = candidates(DULL, (), ("骆家坳",))

    assert (each.word, each.kind, each.heard_as, each.times) == ("骆家坳", "place", ("落家坳",), 2)
    assert each.learnt_in == ("A", 0)


def test_a_word_that_was_corrected_in_one_sentence_only_is_no_candidate() -> None:
    assert found(DULL[0]) == []
    assert found(DULL[0], DULL[2]) == []


def test_a_word_of_the_list_is_not_proposed_again() -> None:
    assert candidates(DULL, {"骆家坳"}, ("骆家坳",)) == ()


@pytest.mark.parametrize(
    "heard, said", [("王贵方", "王桂芳"), ("陈德稿", "陈德高"), ("欧阳秀凤", "欧阳秀凤儿"), ("李只书", "李支书")]
)
def test_what_may_be_a_name_is_never_learnt(heard: str, said: str) -> None:
    pairs = [pair(f"我找{heard}说。", f"我找{said}说。", 0), pair(f"{heard}来过。", f"{said}来过。", 70)]

    assert not any(word in said for word in found(*pairs))


@pytest.mark.parametrize(
    "said",
    [
        ("我找组长王德福说。", "组长王德福来过。"),
        ("隔壁王德福家的。", "去隔壁王德福家。"),
        ("王德福来过。", "德福说了。", "德福走了。"),
    ],
)
def test_a_name_within_a_word_or_around_it_is_never_learnt(said: tuple[str, ...]) -> None:
    pairs = [pair(text.replace("德", "得"), text, 70.0 * at) for at, text in enumerate(said)]

    assert found(*pairs) == []


def test_a_part_of_a_name_that_the_store_knows_is_not_learnt() -> None:
    pairs = [pair("得福说了。", "德福说了。", 0), pair("得福走了。", "德福走了。", 70)]

    assert [each.word for each in candidates(pairs, (), ())] == ["德福"]
    assert candidates(pairs, (), (), {"会计王德福"}) == ()


def test_a_common_thing_is_still_learnt_whatever_stands_around_it() -> None:
    pairs = [pair("那台滚通筛在转。", "那台滚筒筛在转。", 0), pair("提高滚通筛的声音。", "提高滚筒筛的声音。", 70)]

    assert found(*pairs) == ["滚筒筛"]


def test_the_name_of_a_speaker_is_not_learnt_whatever_it_is() -> None:
    pairs = [pair("叫路灯的来。", "叫鹿灯的来。", at, speaker="鹿灯") for at in (0, 70)]

    assert found(*pairs) == []


def test_what_was_lost_or_invented_teaches_no_word() -> None:
    assert found(pair("路坏了", "路灯坏了", 0), pair("路没修", "路灯没修", 70)) == []


def test_numbers_and_latin_letters_are_not_learnt() -> None:
    assert found(pair("交了3千", "交了8千", 0), pair("又是3千", "又是8千", 70)) == []
    assert found(pair("欠把年工钱", "欠八年工钱", 0), pair("等了把年了", "等了八年了", 70)) == []
