"""Names said: as heard, never mended; a village of the settings also by its sound."""

import pytest

from toolkit.chinese.script import Found
from toolkit.grievances.finding.names_said import home, person, site
from toolkit.grievances.finding.other_side import against

VILLAGES = ("白鹤湾", "柿子坪")


def value(found: Found | None) -> object:
    """Return the value found, or None."""
    return None if found is None else found.value


@pytest.mark.parametrize(
    "text, name",
    [
        ("我叫韩小川，是白鹤湾三组的。", "韩小川"),
        ("我是五组的罗大成。", "罗大成"),
        ("我姓韩，韩小川，在镇上养鸡。", "韩小川"),
        ("韩小川，白鹤湾二组的。", "韩小川"),
        ("白鹤湾四组罗大成。", "罗大成"),
        ("我叫韩小川去年在工地上做工", "韩小川"),
        ("我叫他赔钱，他不赔。", None),
        ("我是村民，不是干部。", None),
        ("我是低保户，", None),
        ("我是三组的组长。", None),
        ("路灯坏了。", None),
        ("我不想说名字。", None),
    ],
)
def test_only_who_names_himself_has_a_name(text: str, name: str | None) -> None:
    assert value(person(text)) == name


def test_a_misheard_name_stays_as_heard_and_is_less_sure() -> None:
    clear, heard = person("我姓赵，赵德明，"), person("我星照赵德明，")
    garbled = person("我死白和完二助地寒遇穿。")

    assert clear is not None
    assert heard is not None
    assert garbled is not None
    assert (heard.value, garbled.value) == ("赵德明", "寒遇穿")
    assert clear.confidence > heard.confidence > garbled.confidence


@pytest.mark.parametrize(
    "text, place",
    [
        ("我叫韩小川，是白鹤湾三组的。", "白鹤湾三组"),
        ("我是五组的罗大成。", "五组"),
        ("住在青石桥村二组。", "青石桥村二组"),
        ("我们柿子坪一组每到夏天就停水", "柿子坪一组"),
        ("韩小川，白鹤湾二组的。", "白鹤湾二组"),
        ("我死白河弯二助地韩小川", "白鹤湾二组"),
        ("我是无组的韩小川", "五组"),
        ("他是三组的人。", None),
        ("我在镇上养猪。", None),
    ],
)
def test_home_is_the_speakers_own_place(text: str, place: str | None) -> None:
    assert value(home(text, VILLAGES)) == place


def test_a_village_known_by_sound_is_less_sure_and_shows_the_words() -> None:
    text = "我死白河弯二助地韩小川"
    found = home(text, VILLAGES)

    assert found is not None
    assert found.confidence <= 0.5
    assert text[found.start : found.end] == "白河弯二助"


@pytest.mark.parametrize(
    "text, place",
    [
        ("污水直接排到黑龙河里面", "黑龙河"),
        ("我娃儿在中心小学读三年级", "中心小学"),
        ("去年在县城万和花园工地上做木工", "县城万和花园工地"),
        ("进村那条路坏了", None),
        ("学校的饭菜不好", None),
    ],
)
def test_only_a_named_place_is_a_site(text: str, place: str | None) -> None:
    assert value(site(text, ("黑龙河", "万和花园", "村医"))) == place


@pytest.mark.parametrize(
    "text, side",
    [
        ("我们家和隔壁吴老三家因为边界吵架", "吴老三"),
        ("我借给张建军五万块钱", "张建军"),
        ("上游那个砂石厂天天洗砂", "砂石厂"),
        ("包工头欠我们工资", "包工头"),
        ("我们跟着刘老板修水池", "刘老板"),
        ("我跟村里说了两次", None),
        ("跟老板说过", None),
        ("补厂款没有拿到", None),
    ],
)
def test_the_other_side_is_a_private_one_as_said(text: str, side: str | None) -> None:
    assert value(against(text)) == side


@pytest.mark.parametrize("text", ["", "，", "我", "我叫", "我姓"])
def test_too_few_words_name_nobody(text: str) -> None:
    assert person(text) is home(text, VILLAGES) is site(text, ()) is against(text) is None
