"""The list of subject words: whole, findable, and known by sound."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.grievances.subject_words import likeness, summed, weights, word_list

# 信访内容 first level, the 17 classes of the national system.
CLASSES = {
    *("农村农业", "国土资源", "城乡建设", "劳动和社会保障", "卫生计生", "教育文体", "民政", "政法", "经济管理"),
    *("交通运输", "商贸旅游", "科技与信息产业", "环境保护", "党务政务", "组织人事", "纪检监察", "其他"),
}


def test_the_list_covers_the_seventeen_classes() -> None:
    assert {level1 for level1, _ in word_list().subjects} == CLASSES


def test_no_subject_is_listed_twice() -> None:
    assert max(Counter(word_list().subjects).values()) == 1


def test_a_longer_word_wins_over_one_inside_it() -> None:
    assert [hit.word for hit in word_list().hits("退休工资")] == ["退休工资"]


def test_a_misheard_word_is_found_in_its_place_and_counts_less() -> None:
    (clear,) = word_list().hits("补偿款")
    (heard,) = word_list().hits("  补厂款")

    assert (heard.word, heard.start, heard.end) == ("补偿款", 2, 5)
    assert heard.weight < clear.weight


@settings(deadline=None)
@given(st.text(st.sampled_from("路灯补偿厂款宅基几弟地食时堂 a，。1"), max_size=30))
def test_hits_lie_in_order_and_never_overlap(text: str) -> None:
    hits = word_list().hits(text)

    edges = [edge for hit in hits for edge in (hit.start, hit.end)]

    assert edges == sorted(edges)
    assert all(hit.end - hit.start == len(hit.word) and hit.end <= len(text) for hit in hits)


def test_a_word_said_often_counts_no_more_than_once_and_a_half() -> None:
    once, often = (sum(weights(word_list().hits(text)).values()) for text in ("路灯", "路灯。路灯。路灯。路灯"))

    assert often == 1.5 * once


def test_likeness_is_one_for_the_same_and_zero_for_nothing() -> None:
    topic = {("民政", "社会救助"): 3.0}

    assert likeness(topic, topic) == pytest.approx(1.0)
    assert likeness(topic, {("农村农业", "水利水电"): 3.0}) == likeness(topic, {}) == 0.0


def test_topics_add_up() -> None:
    topic = {("民政", "社会救助"): 3.0}

    assert summed([topic, topic, {}]) == {("民政", "社会救助"): 6.0}


def test_characters_of_private_use_are_taken_for_no_sound() -> None:
    word_list().hits("补偿款")

    assert word_list().hits("".join(map(chr, range(0xE000, 0xE200)))) == ()
