"""Numbers, accounts and addresses go however they are written or spoken; amounts, years and lengths stay."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.publishing.identifying_numbers import doubts, plain, without_numbers

SPOKEN = "零一二三四五六七八九"
WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
MOBILES = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)


def _spoken(digits: str, one: str = "幺") -> str:
    return "".join(one if digit == "1" else SPOKEN[int(digit)] for digit in digits)


WRITINGS = (
    lambda number: number,
    lambda number: number.translate(WIDE),
    lambda number: f"{number[:3]} {number[3:7]} {number[7:]}",
    lambda number: f"{number[:3]}-{number[3:7]}-{number[7:]}",
    lambda number: f"{number[:3]}.{number[3:7]}.{number[7:]}",
    " ".join,
    _spoken,
    lambda number: _spoken(number, "一"),
    lambda number: f"{_spoken(number[:3])}，{_spoken(number[3:7])}，{_spoken(number[7:])}",
    lambda number: f"{_spoken(number[:3])} {_spoken(number[3:7])} {_spoken(number[7:])}",
    lambda number: f"{number[:3]}{_spoken(number[3:])}",
)


@given(MOBILES, st.sampled_from(WRITINGS), st.sampled_from(["电话{}。", "打{}找我", "我的号码是{}，记一下"]))
def test_a_mobile_goes_in_every_writing(number: str, write, frame: str) -> None:  # noqa: ANN001
    told = without_numbers(plain(frame.format(write(number))))
    assert plain(write(number)) not in told
    assert f"{number[:3]}****{number[7:]}" in told or "号码略" in told
    assert sum(sign.isdigit() for sign in told) <= 7


@given(
    st.from_regex(r"[1-6][0-9]{16}[0-9X]", fullmatch=True), st.sampled_from((str, lambda text: text.translate(WIDE)))
)
def test_an_identity_number_goes(number: str, write) -> None:  # noqa: ANN001
    for text in (write(number), f"{number[:6]} {number[6:14]} {number[14:]}"):
        assert without_numbers(plain(f"身份证{text}。")) == "身份证（证件号略）。"


@pytest.mark.parametrize(
    "text",
    [
        "修路花了300000元，平均每户1500-2000元。",
        "2019-2023年的补贴没有发。",
        "2026-09-25开的会。",
        "一、二、三、四、五、六、七都不行。",
        "9月12号开会。",
        "修了三栋楼房。",
        "一共3.1415926。",
        "每亩三万六千元，修了八年。",
        "他1956年生产的拖拉机。",
        "打12345热线。",
    ],
)
def test_amounts_days_and_counts_stay(text: str) -> None:
    assert without_numbers(plain(text)) == text


@pytest.mark.parametrize(
    "text, secret",
    [
        ("邮箱zhang_san@163.com。", "zhang_san@163.com"),
        ("加我微信wang8899。", "wang8899"),
        ("QQ 12345678", "12345678"),
        ("川Ａ·１２３４５", "12345"),
        ("渝B一二三四五那台车", "一二三四五"),
        ("卡号6222 0202 0011 2233 445。", "0202"),
        ("住三栋二单元五零一。", "五零一"),
        ("3栋501漏水", "501"),
        ("下坪路 47 号", "47"),
        ("门牌47号", "47"),
        ("住3-2-501。", "501"),
        ("我1956年3月12日出生。", "3月12日"),
        ("五六年三月初八生的。", "初八"),
        ("生日是腊月十八。", "腊月十八"),
        ("手机尾号8899。", "8899"),
        ("进村第三家就是。", "第三家"),
    ],
)
def test_accounts_and_addresses_go(text: str, secret: str) -> None:
    assert secret not in without_numbers(plain(text))


@pytest.mark.parametrize(
    "text, words", [("编号是123456。", "123456"), ("住在阳光小区。", "阳光小区"), ("我属羊的。", "属羊")]
)
def test_what_is_not_sure_is_listed(text: str, words: str) -> None:
    assert any(words in doubt.words for doubt in doubts(text))


def test_signs_that_nobody_sees_hide_nothing() -> None:
    number = "\u200b".join("13800138000")
    assert without_numbers(plain(f"打{number}")) == "打138****8000"


def test_any_text_can_be_gone_through() -> None:
    signs = random.Random(3).choices(  # noqa: S311 - a dice for a test
        "一二0９-，。栋号路A川@微信年月生\ud800\0", k=4000
    )
    list(doubts(without_numbers(plain("".join(signs)))))
