"""Sums said: three myriads six is money, six months are not."""

import pytest

from toolkit.grievances.finding.sums_said import amounts


@pytest.mark.parametrize(
    "text, yuan",
    [
        ("说好三万六，到现在没给", 36000),
        ("该我一万四", 14000),
        ("一天一百六，做了四十几天", 160),
        ("一方水四块五", 4.5),
        ("一共花了九千八。", 9800),
        ("开刀一共花了四万七回来喊我们报", 47000),
        ("一家收两千，不给票", 2000),
    ],
)
def test_a_sum_without_a_unit_is_read_as_people_say_it(text: str, yuan: float) -> None:
    assert yuan in {one.yuan for one in amounts(text)}


@pytest.mark.parametrize(
    "text",
    [
        "三百多户人家",
        "两千斤谷子",
        "走了五百米",
        "一百二十几个人",
        "养了三百只鸡",
        "打了一百二十米",
        "俩块玻璃",
        "俺俩是一块长大的",
    ],
)
def test_what_counts_something_else_is_no_sum(text: str) -> None:
    assert amounts(text) == ()


def test_the_price_of_a_household_has_its_unit() -> None:
    (found,) = amounts("每家收三千二")

    assert (found.yuan, found.per) == (3200, "户")
