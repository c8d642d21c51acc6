"""A clause that may tell of one person is listed whole; what everybody could say is not."""

import pytest

from toolkit.publishing.identifying_clauses import doubts


@pytest.mark.parametrize(
    "text, clause",
    [
        ("我在镇中心小学教书，路不好走。", "我在镇中心小学教书"),
        ("路坏了，我是村里唯一的剃头匠。", "我是村里唯一的剃头匠"),
        ("他右手断了两个指头。", "他右手断了两个指头"),
        ("今年八十七，眼睛全盲，没人管。", "今年八十七，眼睛全盲"),
        ("我当过四十年摆渡的。", "我当过四十年摆渡的"),
        ("家就在老供销社旧址对过。", "家就在老供销社旧址对过"),
    ],
)
def test_the_clause_that_tells_is_listed(text: str, clause: str) -> None:
    assert clause in [one.words for one in doubts(text)]


@pytest.mark.parametrize(
    "text",
    [
        "三组的路灯坏了三个月，没有人来修。",
        "手续太麻烦，手机也用不来。",
        "看病贵，看病难，治病要花钱。",
        "病虫害多，水稻减产。",
        "年轻人都在外面打工。",
        "住房补贴没有发，医保报销太少。",
        "眼下最要紧的是水。",
    ],
)
def test_what_everybody_could_say_is_not_listed(text: str) -> None:
    assert list(doubts(text)) == []
