"""A blank, a bracket or a word of courtesy makes nobody another person."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.chinese import is_among, persons_in, same_person

NAMES = st.sampled_from(["王强", "李国强", "欧阳明", "何琳", "阿依古丽·买买提", "张伟"])


@pytest.mark.parametrize(
    "typed", ["王 强", "王　强", " 王强\t", "王强同志", "王强（本人）", "王强(村支书)", "王强先生", "王 强 同志【代】"]
)
def test_the_same_person_typed_otherwise_is_the_same(typed: str) -> None:
    assert same_person(typed, "王强")


@pytest.mark.parametrize(
    "one, other", [("王强", "王刚"), ("王强", "王强生"), ("", ""), (" ", "王强"), ("（本人）", "")]
)
def test_others_and_nobody_are_not_the_same(one: str, other: str) -> None:
    assert not same_person(one, other)


def test_traditional_and_look_alike_characters_are_the_same_name() -> None:
    assert same_person("李囯强", "李国强")
    assert same_person("李國強", "李国强")


@given(NAMES, NAMES, st.sampled_from(["、", "，", ",", "；", "/"]))
def test_a_list_names_each_of_its_persons(one: str, other: str, mark: str) -> None:
    assert all(is_among(name, persons_in(f"{one}{mark} {other}")) for name in (one, other))


def test_names_that_hold_the_word_and_are_not_parted() -> None:
    assert list(persons_in("和平")) == ["和平"]
    assert list(persons_in("李明和王强")) == ["李明", "王强"]


@given(NAMES, NAMES)
def test_it_is_the_same_both_ways(one: str, other: str) -> None:
    assert same_person(one, other) == same_person(other, one) == (one == other)
