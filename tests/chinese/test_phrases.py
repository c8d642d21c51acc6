"""Phrases: who takes the floor, and what only the host says."""

import pytest

from toolkit.chinese.phrases import hands_over, is_hosts, is_of_own, may_open, names_a_thing, opening


@pytest.mark.parametrize(
    "text",
    [
        "我叫韩小川，",
        "我是七组的韩小川。",
        "大家好，我叫韩小川",
        "我姓韩，",
        "我住在白鹤村二组。",
        "我死白河村二助地寒小穿",
    ],
)
def test_who_tells_his_name_or_place_introduces_himself(text: str) -> None:
    assert opening(text) == "intro"


@pytest.mark.parametrize(
    "text",
    ["我反映一下水渠的事。", "我也来反应一个情况，", "我先说。", "我提个建议，", "我还想问一个政策。", "我要说的是路"],
)
def test_who_says_that_he_will_speak_takes_the_floor(text: str) -> None:
    assert opening(text) == "floor"


@pytest.mark.parametrize("text", ["还有一个自来水的问题。", "第二个事情，", "另外一件事", "再一个就是路"])
def test_a_further_matter_is_announced_as_another(text: str) -> None:
    assert opening(text) == "another"


@pytest.mark.parametrize("text", ["我再补充一句。", "我在补充一点", "刚才我说的那个路", "我刚才还没说完，"])
def test_who_comes_back_to_his_matter_opens_again(text: str) -> None:
    assert opening(text) == "again"


@pytest.mark.parametrize(
    "text",
    [
        "我叫他赔钱，",
        "我叫娃儿去问，",
        "我反映过三次了，",
        "我去镇里问过，",
        "我说了他不听",
        "我家的田",
        "",
        "补偿款还没有拿到。",
    ],
)
def test_words_inside_a_matter_open_nothing(text: str) -> None:
    assert opening(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "各位乡亲，大家晚上好。",
        "好，下一位。",
        "你说的这个事情我们记下来了。",
        "还有没有哪位要讲的？",
        "你贵姓？",
        "你办了没有？",
        "大姐你慢慢说。",
    ],
)
def test_the_host_is_known_by_what_he_says(text: str) -> None:
    assert is_hosts(text)


@pytest.mark.parametrize(
    "text",
    [
        "我是七组的韩小川，谢谢大家来听。",
        "我家的路灯坏了。",
        "他到底占了多少？",
        "村里说下个月来修。",
        "你说气不气人。",
    ],
)
def test_a_villager_is_not_taken_for_the_host(text: str) -> None:
    assert not is_hosts(text)


def test_a_turn_is_handed_over_or_only_asked_about() -> None:
    assert hands_over("好，下一位。")
    assert not hands_over("欠条还在不在？")


def test_weak_openings_are_told_from_plain_words() -> None:
    assert may_open("我想问一下这个程序")
    assert names_a_thing("补偿款的事，")
    assert is_of_own("我家的田被占了")
    assert [tell("河水都变黄了") for tell in (may_open, names_a_thing, is_of_own)] == [False] * 3
