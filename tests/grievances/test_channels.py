"""The way in law is offered with its article and words; only a person sets it."""

import re
from dataclasses import replace

import pytest

from toolkit.grievances import channels
from toolkit.records import Colour, Grievance, Kind, Passage, Subject

ONE = Grievance(
    1,
    (Passage("s1", "s1", 0, 9),),
    0.0,
    "",
    "",
    Subject(None, None, 0, unsure=True, candidates=(), evidence=()),
    ("申诉求决",),
    Colour(None, "", ()),
)


@pytest.mark.parametrize(
    "text, items",
    [
        ("法院判决下来了，一直没有执行", ["31(1)"]),
        ("老板拖欠工资两个月", ["31(2)"]),
        ("党纪处分我不服", ["31(3)"]),
        ("罚款我要申请行政复议", ["31(4)"]),
        ("他家违建没有人管", ["31(5)"]),
        ("补偿款没有拿到", ["31(6)"]),
        ("打官司判决了，他家违建还在", ["31(1)", "31(5)"]),
    ],
)
def test_the_words_lead_to_the_items_of_article_31(text: str, items: list[str]) -> None:
    offered = channels.offered(replace(ONE, text=text))

    assert [one.item for one in offered] == items
    assert all("条例第三十一条第（" in one.reason for one in offered)


@pytest.mark.parametrize("kind, article", [("建议意见", "第二十九条"), ("检举控告", "第三十条"), ("咨询", "解释")])
def test_other_kinds_go_their_own_way(kind: Kind, article: str) -> None:
    (offered,) = channels.offered(replace(ONE, kinds=(kind,), text="工资没有发"))

    assert offered.item is None
    assert article in offered.reason


def test_every_rule_can_be_read_and_names_an_item_and_its_article() -> None:
    numerals = dict(zip("123456", "一二三四五六", strict=True))
    for item, form, reason in channels._rules():
        match = re.fullmatch(r"31\(([1-6])\)", item)
        assert match
        assert f"第（{numerals[match[1]]}）项" in reason
        assert re.search(form, "") is None
        assert "{words}" in reason


def test_a_grievance_has_no_channel_until_a_person_sets_one() -> None:
    assert ONE.channel is None
