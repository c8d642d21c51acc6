"""Words are found by their sound, at a cost that grows with what was misheard."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.chinese.sound_alikes import CONFUSIONS, SoundAlikes, confusions, parts, syllables

WORDS = ("程序", "养猪", "每亩", "化粪池", "银行", "公示", "鹅公岭", "种树", "南边", "福利院")


def cost_of(word: str, written: str) -> float | None:
    """Return what it costs to hear `written` for `word`; None if it is no sound-alike."""
    return SoundAlikes([word]).at(written, 0).get(word)


@pytest.mark.parametrize("written,word", [("城序", "程序"), ("养住", "养猪"), ("眉母", "每亩"), ("花芬池", "化粪池")])
def test_what_a_weak_model_writes_is_found(written: str, word: str) -> None:
    assert cost_of(word, written) is not None


@pytest.mark.parametrize(
    "written,word", [("宗树", "种树"), ("兰边", "南边"), ("胡利院", "福利院"), ("张房", "战房"), ("金行", "经行")]
)
def test_what_dialects_do_not_part_is_found(written: str, word: str) -> None:
    assert cost_of(word, written) is not None


def test_a_word_that_stands_there_is_no_sound_alike_of_itself() -> None:
    assert SoundAlikes(WORDS).at("养猪场", 0) == {}


def test_a_dialect_confusion_costs_more_than_the_same_syllable_and_less_than_a_stranger_one() -> None:
    same, flat, other = (cost_of("种树", written) for written in ("中树", "宗树", "耸树"))

    assert same is not None
    assert flat is not None
    assert same < flat
    assert other is None


def test_a_character_is_known_by_each_of_its_readings() -> None:
    assert {"xing", "hang"} <= set(syllables("行"))
    assert cost_of("银行", "银航") is not None


def test_what_sounds_quite_different_is_not_found() -> None:
    assert all(SoundAlikes(WORDS).at("电话机", start) == {} for start in range(3))


@pytest.mark.parametrize(
    "syllable,expected",
    [
        *(("zhi", ("zh", "-i")), ("ji", ("j", "i")), ("ju", ("j", "v")), ("yuan", ("", "van"))),
        *(("bo", ("b", "uo")), ("liu", ("l", "iou")), ("wo", ("", "uo")), ("er", ("", "er"))),
    ],
)
def test_a_syllable_is_parted_into_initial_and_full_final(syllable: str, expected: tuple[str, str]) -> None:
    assert parts(syllable) == expected


def test_the_shipped_confusions_are_costs_of_known_initials_and_finals() -> None:
    initials, finals = confusions()
    known = [parts(syllable) for char in "知吃是日子次四不怕没飞大他你路个看和几去学儿" for syllable in syllables(char)]

    assert {initial for initial, _ in known} - {""} <= {one for pair in initials for one in pair}
    assert all(cost > 0 for cost in (*initials.values(), *finals.values()))
    assert all(len(pair) == 2 for pair in (*initials, *finals))


def test_confusions_can_be_set(tmp_path: Path) -> None:
    path = tmp_path / "confusions.csv"
    path.write_text("部位,一,另一,代价\n声母,k,无,2\n韵母,e,uo,1.5\n", encoding="utf-8")

    assert confusions(path) == ({frozenset({"k", ""}): 2.0}, {frozenset({"e", "uo"}): 1.5})
    assert CONFUSIONS.exists()


@settings(deadline=None)
@given(st.text(st.sampled_from("城程序养住猪每眉亩母银行航 a一，"), max_size=12), st.integers(0, 12))
def test_every_sound_alike_is_as_long_as_what_was_written_and_differs(text: str, start: int) -> None:
    found = SoundAlikes(WORDS).at(text, start)

    assert all(len(text[start : start + len(word)]) == len(word) for word in found)
    assert all(text[start : start + len(word)] != word and cost > 0 for word, cost in found.items())
