"""Names that nobody introduced are found in running text, and ordinary words are not taken for names."""

import random
from itertools import pairwise

import pytest

from toolkit.publishing.name_detection import guessed, surname_of

SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙朱胡郭何林罗郑梁谢宋唐许韩邓曹彭曾肖董袁潘蒋蔡余杜叶苏魏吕丁任沈姚卢崔钟谭汪范廖贾韦邹熊秦"
)
COMPOUND = ("欧阳", "司马", "上官", "诸葛", "令狐", "皇甫", "尉迟")
GIVEN = tuple(
    "桂香永富春梅秀英玉珍志明淑芬丽娟文斌红梅金花素珍天福世英跃进援朝冬生招弟守义开明子轩雨涵俊杰凤英兰芳巧云"[
        at : at + 2
    ]
    for at in range(0, 52, 2)
)
SHORT = tuple("伟强敏军杰娟勇涛超平刚芳")
FRAMES = (
    "{}家的猪跑到我地里来了。",
    "那天{}收了我三千块。",
    "{}说她不知道。",
    "昨晚上我跟{}吵了一架",
    "都是{}害的。",
    "{}把水渠堵了，我去找他，他还骂人",
    "我看见{}在河边倒垃圾",
    "去年冬天{}借了我两千块到现在没还",
    "是{}签的字",
    "因为{}占了我的宅基地",
    "我和{}两个一起去的镇上",
)
ORDINARY = """三组的路灯坏了三个月，没有人来修。
和平时一样，路上没有人。
方便面涨价了，高价收的马铃薯没人要。
建议对外公布账目，公开公平公正。
村里的水管都老化了，时常停水。
金额不对，查一查账。
何必呢，全部都是这样。
温室大棚被风吹倒了，应该由镇上来解决。
关于农村医保报销的比例太低。
孙家洼的渠不通水，向书记反映过。
这个项目总投资是两百三十万，我们都同意。
希望把垃圾桶放到路口，白天晚上都要有人管。
高速公路占了地，补偿款还没有到位。
毛主席说过的话，张三李四都晓得。""".splitlines()


@pytest.mark.parametrize("seed", range(3))
def test_nearly_every_name_in_a_sentence_is_found(seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311 - a dice for a test
    names = [dice.choice(SURNAMES) + dice.choice(GIVEN) for _ in range(120)]
    names += [dice.choice(SURNAMES) + dice.choice(SHORT) for _ in range(40)]
    names += [dice.choice(COMPOUND) + dice.choice(GIVEN) for _ in range(20)]
    missed = [
        name for name in names if not any(name in one.name for one in guessed(dice.choice(FRAMES).replace("{}", name)))
    ]
    assert len(missed) <= len(names) * 0.05, missed


@pytest.mark.parametrize(
    "name", ["扎西多吉", "海来木呷", "吉克阿牛", "阿依古丽·买买提", "吐尔逊江", "次仁卓玛", "木乃约布"]
)
def test_names_of_minorities_are_found(name: str) -> None:
    for frame in FRAMES:
        found = [one.name for one in guessed(frame.format(name))]
        assert any(name in one or one in name for one in found), (frame, found)


def test_ordinary_sentences_hold_hardly_any_name() -> None:
    found = [one.name for line in ORDINARY for one in guessed(line)]
    assert len(found) <= 1, found


def test_no_two_guesses_overlap_and_each_is_where_it_says() -> None:
    text = "、".join(frame.format("何春梅") for frame in FRAMES)
    found = list(guessed(text))
    assert all(text[one.start : one.end] == one.name for one in found)
    assert all(one.end <= after.start for one, after in pairwise(found))


@pytest.mark.parametrize(
    "name, surname", [("王桂芳", "王"), ("欧阳春花", "欧阳"), ("扎西多吉", ""), ("阿依古丽·买买提", ""), ("张三", "张")]
)
def test_the_surname_of_a_name_is_told(name: str, surname: str) -> None:
    assert surname_of(name) == surname
