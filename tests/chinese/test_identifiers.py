"""Money in capitals, ID numbers, credit codes and phones: published vectors, and round trips."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.chinese.identifiers import (
    amount_of_capitals,
    capital_amount,
    credit_code_fault,
    digits_text,
    money,
    phone_fault,
)
from toolkit.core.errors import WrongValueError

VECTORS = {
    "36000": "人民币叁万陆仟元整",
    "830000": "人民币捌拾叁万元整",
    "1680.32": "人民币壹仟陆佰捌拾元叁角贰分",
    "107000.53": "人民币壹拾万柒仟元伍角叁分",
    "325.04": "人民币叁佰贰拾伍元零肆分",
    "2005": "人民币贰仟零伍元整",
    "1000000": "人民币壹佰万元整",
    "0.05": "人民币伍分",
    "1409.50": "人民币壹仟肆佰零玖元伍角",
    "16409.02": "人民币壹万陆仟肆佰零玖元零贰分",
    "120000": "人民币壹拾贰万元整",
}
TODAY = dt.date(2026, 11, 23)

amounts = st.decimals(min_value=Decimal("0.01"), max_value=Decimal("999999999999.99"), places=2)


@pytest.mark.parametrize("digits, capitals", VECTORS.items())
def test_amounts_are_written_as_the_banks_rule_asks(digits: str, capitals: str) -> None:
    assert capital_amount(Decimal(digits)) == capitals


@pytest.mark.parametrize(
    "capitals, digits",
    [
        ("人民币壹仟陆佰捌拾元零叁角贰分", "1680.32"),
        ("人民币壹拾万柒仟元零伍角叁分", "107000.53"),
        ("人民币壹拾万零柒仟元伍角叁分", "107000.53"),
        ("叁万陆仟元正", "36000"),
        ("人民币壹仟肆佰零玖元伍角整", "1409.50"),
        ("人民币零元整", "0"),
    ],
)
def test_optional_zeros_are_taken_when_reading_capitals(capitals: str, digits: str) -> None:
    assert amount_of_capitals(capitals) == Decimal(digits)


@given(amounts)
def test_an_amount_survives_the_way_through_capitals(amount: Decimal) -> None:
    assert amount_of_capitals(capital_amount(amount)) == amount


@given(amounts)
def test_capitals_never_hold_two_zeros_and_end_rightly(amount: Decimal) -> None:
    capitals = capital_amount(amount)

    assert "零零" not in capitals
    assert capitals.endswith("整") == (amount == amount.to_integral_value())


def read(text: str) -> Decimal | None:
    """Return the amount that `text` writes in capitals, or None where it is refused."""
    try:
        return amount_of_capitals(text)
    except WrongValueError:
        return None


@given(st.text(alphabet="零壹贰叁拾佰仟万亿元角分整人民币一〇", max_size=12))
def test_what_is_read_as_capitals_is_money_that_can_be_written(text: str) -> None:
    amount = read(text)

    assert amount is None or amount_of_capitals(capital_amount(amount)) == amount


@pytest.mark.parametrize(
    "text, why",
    [
        ("人民币三万六千元整", "只能用"),
        ("人民币叁万陆仟元", "要写“整”"),
        ("人民币叁元零贰分整", "不写“整”"),
        ("人民币壹佰贰仟元整", "次序不对"),
        ("", "只能用"),
        ("人民币", "只能用"),
    ],
)
def test_wrong_capitals_are_refused_with_the_reason(text: str, why: str) -> None:
    with pytest.raises(WrongValueError, match=why):
        amount_of_capitals(text)


@pytest.mark.parametrize("value", ["三万", "-1", "1.005", "NaN", "Infinity", True, None, "", "1e40"])
def test_what_is_no_amount_is_refused(value: object) -> None:
    with pytest.raises(WrongValueError, match="请只写数字"):
        money(value)


def test_digits_show_cents_only_where_there_are_some() -> None:
    assert [digits_text(Decimal(text)) for text in ("43200", "43200.00", "1680.3")] == ["43200", "43200", "1680.30"]


def test_the_credit_code_of_the_standard_is_right() -> None:
    assert credit_code_fault("91350100M000100Y43") is None
    assert "不含 I、O、S、V、Z" in (credit_code_fault("91350100M000100Y4Z") or "")
    assert "校验位" in (credit_code_fault("91350100M000100Y44") or "")


def test_phones_of_people_and_of_offices_differ() -> None:
    assert phone_fault("13800000071") is None
    assert phone_fault("0999-5550118") is None
    assert phone_fault("12345", office=True) is None
    assert "11 位手机号" in (phone_fault("12345") or "")
    assert "11 位手机号" in (phone_fault("1380000007") or "")
