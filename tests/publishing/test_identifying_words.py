"""Titles, kin and illness go where they are words of their own; what only may tell is listed."""

import pytest

from toolkit.publishing.identifying_words import doubts, without_words


@pytest.mark.parametrize(
    "text, told",
    [
        ("我婆婆瘫在床上。", "我家人瘫在床上。"),
        ("是我表姐介绍的。", "是我家人介绍的。"),
        ("他前妻来闹过。", "他家人来闹过。"),
        ("得了老年痴呆。", "得了（病情略）。"),
        ("韩医生给开的药。", "韩某给开的药。"),
        ("吴嫂看见了的。", "吴某看见了的。"),
        ("老陈家那口井。", "陈某家那口井。"),
        ("李二狗偷我的鸡。", "李某偷我的鸡。"),
        ("欧阳老师不管。", "欧阳某不管。"),
    ],
)
def test_words_that_identify_somebody_are_replaced(text: str, told: str) -> None:
    assert without_words(text) == told


@pytest.mark.parametrize(
    "text",
    [
        "建议对外公布账目。",
        "妇女儿童都没有地方玩。",
        "国家公务员考试的事情。",
        "母亲节那天放电影。",
        "孩子们上学的路。",
        "向书记反映过。",
        "王婆卖瓜的话不讲。",
        "小康社会要建成。",
        "人流量太大。",
    ],
)
def test_words_that_only_look_like_it_stay(text: str) -> None:
    assert without_words(text) == text


@pytest.mark.parametrize(
    "text, words",
    [("他坐过牢。", "坐过牢"), ("我姓翟。", "姓翟"), ("石老板不给钱。", "石老板"), ("长了卵巢囊肿。", "囊肿")],
)
def test_what_may_tell_is_listed(text: str, words: str) -> None:
    assert any(words in doubt.words for doubt in doubts(text))
