"""What the law fixes is calculated with its article: interest, days of care, lost work."""

import datetime as dt
from decimal import Decimal

import pytest

from toolkit.core import WrongValueError
from toolkit.papers.law.calculators import (
    care_damages,
    interest,
    interest_ceiling,
    lost_work_damages,
    yearly_rates,
)


@pytest.mark.parametrize("on, ceiling", [("2020-09-01", "15.4"), ("2023-07-01", "14.2"), ("2026-10-28", "12")])
def test_interest_is_at_most_four_times_the_prime_rate(on: str, ceiling: str) -> None:
    told = interest_ceiling(dt.date.fromisoformat(on))

    assert told.percent == Decimal(ceiling)
    assert "第二十五条" in told.basis[0].cited


@pytest.mark.parametrize(
    "text, percent",
    [
        ("年利率24%", 24),
        ("月利率2%", 24),
        ("月息三分", 36),
        ("2分利", 24),
        ("日千分之一", Decimal("36.5")),
        ("每日万分之五", Decimal("18.25")),
        ("每月百分之一点五", 18),
        ("年息一分", 10),
        ("月息5厘", 6),
        ("年息五成", 50),
        ("逾期之日起按年利率3%", 3),
    ],
)
def test_a_rate_is_read_as_percent_a_year(text: str, percent: Decimal) -> None:
    assert [rate.percent for rate in yearly_rates(text)] == [percent]


@pytest.mark.parametrize("text", ["2026年11月15日以前", "院墙长8.4米", "分三期付清", "每月支付500元"])
def test_what_is_no_rate_is_none(text: str) -> None:
    assert list(yearly_rates(text)) == []


def test_interest_is_rounded_to_the_cent() -> None:
    assert interest(Decimal(10000), Decimal(12), 30) == Decimal("98.63")
    assert interest(Decimal(10000), Decimal(12), 365) == Decimal("1200.00")


def test_days_of_care_and_of_lost_work() -> None:
    assert care_damages(Decimal(120), 15).amount == 1800
    assert care_damages(Decimal(120), 15, carers=2).amount == 3600
    assert "第八条" in care_damages(Decimal(120), 15).basis.cited
    assert lost_work_damages(Decimal("150.5"), 10).amount == 1505


@pytest.mark.parametrize("days, carers, daily", [(0, 1, 1), (7301, 1, 1), (5, 0, 1), (5, 1, -1)])
def test_what_the_law_does_not_give_is_refused(days: int, carers: int, daily: int) -> None:
    with pytest.raises(WrongValueError, match="护理"):
        care_damages(Decimal(daily), days, carers=carers)


def test_lost_work_has_at_least_a_day() -> None:
    with pytest.raises(WrongValueError, match="误工"):
        lost_work_damages(Decimal(100), 0)
