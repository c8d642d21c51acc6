"""The subject model: it starts from the word list, learns from each confirmation, and says how sure it is."""

import random
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.grievances.tagging.model import (
    _LATEST,
    SubjectExample,
    WordListModel,
    _least,
    shipped_examples,
    trained_model,
)

# Invented matters of four classes, with endings that tell nothing.
MATTERS = {
    ("民政", "社会救助"): ("低保被停了", "临时救助没有批", "特困供养的钱没发", "申请救助等不到回音"),
    ("交通运输", "交通运输管理"): ("班车不来接人", "客车半路甩客", "公路上的班线停开", "车站乱收票钱"),
    ("环境保护", "水污染防治"): ("厂里污水直排", "河水发黑发臭", "养猪场粪水流到沟里", "废水把鱼毒死"),
    ("教育文体", "教育管理"): ("学校伙食太差", "老师补课收钱", "幼儿园太远", "村小要撤并"),
}
ENDINGS = (
    "，请管一管",
    "，好久了",
    "，大家意见大",
    "，问了几回",
    "，我说完了",
    "，娃儿也晓得",
    "，真的恼火",
    "，没人理",
)
TAUGHT = tuple(
    SubjectExample(matter + ending, *pair)
    for ending in ENDINGS
    for pair, matters in MATTERS.items()
    for matter in matters
)


def test_before_anything_is_confirmed_the_shipped_examples_decide() -> None:
    judged = trained_model(()).judge("路灯坏了，天黑了看不见，报修没人来。")

    assert (judged.candidates[0].level1, judged.unsure) == ("城乡建设", False)
    assert trained_model(()) is trained_model(())
    assert all(example.text and example.level1 for example in shipped_examples())


def test_a_word_the_list_does_not_know_is_learned_from_confirmations() -> None:
    unknown = "滚筒筛又卡住了"
    assert WordListModel().judge(unknown).candidates == ()
    assert trained_model(()).judge(unknown).unsure

    model = trained_model(
        tuple(SubjectExample(f"滚筒筛{told}", "环境保护", "固体废物") for told in ("吵人", "漏料", "晚上还在转"))
    )

    assert (model.judge(unknown).candidates[0].level1, model.judge(unknown).candidates[0].level2) == (
        "环境保护",
        "固体废物",
    )


def test_a_class_nobody_confirmed_can_still_be_given() -> None:
    assert trained_model(TAUGHT).judge("工地上拖欠农民工工资，老板跑了").candidates[0].level1 == "劳动和社会保障"


def test_a_correction_of_the_second_level_is_learned() -> None:
    first = WordListModel().judge("低保被停了").candidates[0]
    other = "优抚安置" if first.level2 != "优抚安置" else "社会救助"

    taught = trained_model(tuple(SubjectExample("低保被停了" + ending, "民政", other) for ending in ENDINGS))

    assert taught.judge("低保被停了，请看一下").candidates[0].level2 == other


def test_the_same_examples_teach_the_same() -> None:
    text = "班车半路停了"
    once = trained_model(TAUGHT).judge(text)
    _LATEST.clear()

    assert trained_model(TAUGHT).judge(text) == once


def test_what_is_clear_is_sure_and_what_is_mixed_is_not() -> None:
    model = trained_model(TAUGHT)

    clear, mixed = model.judge("低保被停了，临时救助也没有批"), model.judge("污水、班车、补课、低保都想说")

    assert not clear.unsure
    assert clear.candidates[0].confidence > mixed.candidates[0].confidence


def test_where_confirmations_contradict_each_other_nearly_all_is_unsure() -> None:
    dice = random.Random(1)  # noqa: S311 - chance, not a secret
    taught = tuple(SubjectExample(one.text, *dice.choice(list(MATTERS))) for one in TAUGHT)

    unsure, clear = ([trained_model(known).judge(one.text).unsure for one in TAUGHT[::7]] for known in (taught, TAUGHT))

    assert sum(unsure) >= 0.8 * len(unsure)
    assert not any(clear)


def test_the_words_that_decided_lie_in_the_text_and_tell_the_class() -> None:
    text = "听说厂里污水直排，我说完了"
    spans = trained_model(TAUGHT).judge(text).spans

    assert "污水" in "".join(text[start:end] for start, end in spans)
    assert all(0 <= start < end <= len(text) for start, end in spans)


@settings(deadline=None, max_examples=30)
@given(st.text(st.sampled_from("低保污水班车学校路灯 ，。aＡ\n"), max_size=40))
def test_candidates_are_three_at_most_the_surest_first(text: str) -> None:
    for model in (WordListModel(), trained_model(TAUGHT)):
        judged = model.judge(text)
        sure = [one.confidence for one in judged.candidates]
        assert len(sure) <= 3
        assert sure == sorted(sure, reverse=True)
        assert all(0 <= one <= 1 for one in sure)
        assert all(0 <= start < end <= len(text) for start, end in judged.spans)


def test_one_class_alone_can_be_taught() -> None:
    model = trained_model((SubjectExample("水渠塌了", "农村农业", "水利水电"),))

    assert model.judge("水渠塌了").candidates[0].level1 == "农村农业"


def test_endings_alone_teach_nothing() -> None:
    judged = [trained_model(TAUGHT).judge(end.strip("，") + more) for end, more in product(ENDINGS[:3], ("。", "！"))]

    assert all(one.unsure for one in judged)


def test_a_few_new_among_many_do_not_make_it_learn_anew_but_a_correction_does() -> None:
    many = tuple(SubjectExample(f"{one.text}{n}", one.level1, one.level2) for n in range(4) for one in TAUGHT)
    more = (*many, SubjectExample("水渠塌了", "农村农业", "水利水电"))

    model = trained_model(many)

    assert trained_model(more) is model
    assert trained_model((*many, *TAUGHT)) is not model
    assert trained_model(many[1:]) is not trained_model(many)
    assert trained_model((SubjectExample(many[0].text, "政法", None), *many[1:])) is not trained_model(many)


def test_where_enough_answers_are_sure_more_is_asked_of_them() -> None:
    easy = [1 - n / 2000 for n in range(200)]
    right = [n % 10 != 9 for n in range(200)]

    assert _least([0.99] * 200, [True] * 200) == 0.99
    assert _least(easy, right) > 1, "one in ten is wrong all the way down"
    assert _least([0.99] * 140 + [0.93] * 60, [True] * 200) == 0.99, "it could be 0.93, but seven in ten are enough"
    assert _least([0.99] * 120 + [0.93] * 80, [True] * 200) == 0.93, "there, too few would be left"
    assert _least([0.5] * 200, [True] * 200) > 1, "a lucky run is no proof"
    assert _least([0.99] * 10, [True] * 10) > 1, "nor are a few"


def test_of_the_tags_given_without_unsure_nearly_all_are_right() -> None:
    dice = random.Random(3)  # noqa: S311 - chance, not a secret
    words = {pair: " ".join(matters) for pair, matters in MATTERS.items()}

    def mixed(pair: tuple[str, str]) -> SubjectExample:
        own = "".join(dice.choices(words[pair], k=5))
        other = "".join(dice.choices(words[dice.choice(list(MATTERS))], k=3))
        return SubjectExample(own + other, *pair)

    taught, asked = ([mixed(dice.choice(list(MATTERS))) for _ in range(count)] for count in (400, 600))
    model = trained_model(tuple(taught))

    judged = [(model.judge(one.text), one) for one in asked]
    given = [told.candidates[0].level1 == one.level1 for told, one in judged if not told.unsure]
    every = [told.candidates[0].level1 == one.level1 for told, one in judged]

    assert sum(every) / len(every) < 0.93, "the task is hard enough to need a threshold"
    assert len(given) > 0.3 * len(asked)
    # Of 95 in a hundred, chance may take two among so many.
    assert sum(given) / len(given) >= max(0.92, sum(every) / len(every) + 0.02)
