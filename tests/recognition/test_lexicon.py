"""Misheard words of the list are put right, and nothing else is touched."""

import random
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.chinese.script import spoken_numbers
from toolkit.core.errors import SettingsError
from toolkit.recognition.lexicon import Lexicon, corrected, load, prompt_words, proposals, words_near
from toolkit.recognition.word_lists import Entry

LOCAL = Lexicon(
    (
        Entry("黄桷坪", "place", local=True),
        Entry("鹅公岭", "place", local=True),
        Entry("夜谈会", "term", local=True),
        Entry("龚正平", "person", local=True),
        Entry("覃红旗", "cadre", local=True),
        *load().entries,
    )
)
# Written for this test; what a courtyard meeting sounds like, without a mistake.
RIGHT = (
    "我们组的水渠从去年就堵了，放水的时候田里一点水都没有，找了村里好几次也没人来疏通。",
    "我老伴瘫痪三年，低保报了两回都没有批，隔壁家两个儿子都在城里买了房还在吃低保。",
    "工地上的工钱拖了半年没给，包工头电话也打不通，我们十几个人想请你们帮忙讨要。",
    "他家修房子把地基往外推了六十公分，一下雨水就往我屋里灌，队长来调解过三回。",
    "孩子上学要走四十分钟，校车只开到路口，冬天天还是黑的，路上又没有灯。",
    "征地补偿是按人头分的，我嫁过来十一年，户口没有迁，小组开会说我不能分。",
    "拉石头的大车白天晚上都在跑，限高杆装上去没有一个月就被人拆了。",
    "不是我不讲理，是他不让步，我买的砖他非说是他卖的。",
)
SPOKEN = st.text(st.sampled_from("城序养住地宝户花芬池不没三百块二十组的我他程黄绝平俄功领龚政，。1"), max_size=24)


def judge(likely: Sequence[str]) -> "Hearing":
    """Return a hearing to which texts with one of the words `likely` sound right, and others far off."""
    return Hearing(tuple(likely))


class Hearing:
    """A stand-in for a decoder that is asked how well texts fit the sound; it keeps what it was asked."""

    def __init__(self, likely: tuple[str, ...]) -> None:
        self.likely = likely
        self.asked: list[str] = []
        self.told: list[str] = []

    def __call__(self, texts: Sequence[str], words: Sequence[str]) -> list[float]:
        """Return the logarithm of the probability of each of `texts`."""
        self.asked += texts
        self.told += words
        return [-1.0 if any(word in text for word in self.likely) else -40.0 for text in texts]


@pytest.mark.parametrize(
    "heard,said",
    [
        *(("把花芬池挖了", "把化粪池挖了"), ("尼巴路不好走", "泥巴路不好走")),
        *(("拉机尺臭得很", "垃圾池臭得很"), ("特坤工样一直没批", "特困供养一直没批")),
        *(("我住在黄绝平", "我住在黄桷坪"), ("从俄功领引水", "从鹅公岭引水")),
    ],
)
def test_a_misheard_word_of_the_list_is_put_right(heard: str, said: str) -> None:
    assert corrected(heard, LOCAL)[0] == said


def test_what_is_not_in_the_list_stays_as_it_was_heard() -> None:
    assert corrected("我住在黄绝平", load()) == ("我住在黄绝平", ())


@pytest.mark.parametrize("text", RIGHT)
def test_right_text_is_left_alone(text: str) -> None:
    assert corrected(text, LOCAL) == (text, ())


def test_words_of_the_list_are_left_alone_side_by_side() -> None:
    words = [entry.word for entry in load().entries]
    dice = random.Random(5)  # noqa: S311 - the same words each time

    changed = [
        (text, changes)
        for text in ("".join(dice.sample(words, 6)) for _ in range(150))
        if (changes := corrected(text, LOCAL)[1])
    ]

    assert changed == []


@settings(deadline=None, max_examples=60)
@given(SPOKEN)
def test_each_change_is_a_word_of_the_list_and_can_be_undone(text: str) -> None:
    new, changes = corrected(text, LOCAL)

    assert all(change.to in LOCAL.by_word and change.by == "词表" for change in changes)
    assert all(change.to in change.reason and "得分" in change.reason for change in changes)
    for change in sorted(changes, key=lambda change: hash(change.to)):
        new = new[: change.at] + change.from_ + new[change.at + len(change.to) :]
    assert new == text


@settings(deadline=None, max_examples=60)
@given(SPOKEN)
def test_numbers_that_count_something_negations_and_pronouns_are_never_changed(text: str) -> None:
    new, _ = corrected(text, LOCAL, lambda texts, _words: [0.0] * len(texts))

    for number in spoken_numbers(text):
        counts = number.end - number.start > len("二三") or set(text[number.start : number.end + 1]) & set(
            "十百1组块户"
        )
        assert not counts or text[number.start : number.end] == new[number.start : number.end]
    for kept in "不没我他":
        assert [place for place, char in enumerate(text) if char == kept and new[place] != kept] == []
    assert all(new.count(one) <= text.count(one) for one in "不没")


def test_a_person_is_never_replaced_only_proposed() -> None:
    text = "我跟龚政平扯皮，村主任秦红旗也不管。"

    assert corrected(text, LOCAL, lambda texts, _words: [0.0] * len(texts)) == (text, ())
    assert {(one.from_, one.to) for one in proposals(text, LOCAL)} == {("龚政平", "龚正平"), ("秦红旗", "覃红旗")}


def test_a_person_s_name_is_never_replaced_by_a_word() -> None:
    lexicon = Lexicon((Entry("程旭", "person", local=True), *load().entries))

    assert corrected("我找过程旭", lexicon)[0] == "我找过程旭"
    assert corrected("我叫程旭，住在三组", load())[0] == "我叫程旭，住在三组"


def test_names_that_no_list_knows_are_left_alone() -> None:
    dice = random.Random(3)  # noqa: S311 - the same names each time
    names = [
        "".join((dice.choice("王李张刘陈杨黄赵吴周罗程"), *dice.choices("伟芳国建文永春成长富贵", k=2)))
        for _ in range(200)
    ]

    changed = [name for name in names if name not in corrected(f"隔壁的{name}家把沟堵了。", load())[0]]

    assert changed == []


def test_two_names_that_fit_as_well_are_proposed_side_by_side() -> None:
    lexicon = Lexicon((Entry("罗国强", "person"), Entry("罗国墙", "person"), *load().entries))

    assert {one.to for one in proposals("都是骡国强说的", lexicon)} == {"罗国强", "罗国墙"}


def test_the_sound_decides_where_the_text_alone_does_not() -> None:
    text = "我想问城序能不能办"
    for likely, expected in (("程序", "我想问程序能不能办"), ("城序", text)):
        hearing = judge([likely, "城序"] if likely == "程序" else [likely])

        assert corrected(text, LOCAL)[0] == text
        assert corrected(text, LOCAL, hearing)[0] == expected


def test_the_sound_is_asked_only_when_something_is_suspected() -> None:
    hearing = judge([])

    corrected("谢谢大家。", LOCAL, hearing)

    assert hearing.asked == []


def test_whoever_is_asked_is_told_the_words_of_the_workspace_and_no_others() -> None:
    hearing = judge([])

    corrected("我是大怀迎二组的，我想问城序", Lexicon((Entry("大槐营", "place", local=True), *load().entries)), hearing)

    assert any("程序" in text for text in hearing.asked)
    assert hearing.told == ["大槐营"]


def test_the_words_of_the_workspace_go_before_the_shipped_ones(tmp_path: Path) -> None:
    path = tmp_path / "lexicon.csv"
    path.write_text("词,类别,说明\n覃红旗,干部,\n夜谈会,术语,\n黄桷坪,地名,\n", encoding="utf-8")

    lexicon = load(path)

    assert lexicon.by_word["黄桷坪"].local
    assert not lexicon.by_word["低保"].local
    assert prompt_words(lexicon) == ("黄桷坪", "夜谈会")


def test_without_a_list_in_the_workspace_there_is_the_shipped_one(tmp_path: Path) -> None:
    assert load(tmp_path / "lexicon.csv").entries == load().entries
    assert prompt_words(load()) == ()


def test_a_bad_list_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "lexicon.csv"
    path.write_text("词,类别\n坝,地名\n", encoding="utf-8")

    with pytest.raises(SettingsError, match="第 2 行"):
        load(path)


def test_words_that_a_first_try_holds_or_sounds_like_are_near() -> None:
    assert words_near("从俄功领引水", LOCAL) == ("鹅公岭",)
    assert words_near("黄桷坪的路灯坏了", LOCAL) == ("黄桷坪",)
    assert words_near("没有人来修", LOCAL) == ()


def test_no_name_of_a_person_is_a_prompt_word() -> None:
    assert {"龚正平", "覃红旗"}.isdisjoint((*prompt_words(LOCAL), *words_near("龚正平和秦红旗", LOCAL)))


def test_what_is_a_common_word_as_it_stands_is_left_even_if_the_sound_would_allow_another() -> None:
    assert corrected("我想问工商能不能办", LOCAL, judge(["工伤", "工商"]))[0] == "我想问工商能不能办"
