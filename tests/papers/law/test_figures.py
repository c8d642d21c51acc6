"""A figure of the law has the value of its day, with its article."""

import datetime as dt
from decimal import Decimal

import pytest

from toolkit.core import WrongValueError
from toolkit.papers.law.figures import days_on, figure, figures
from toolkit.papers.law.periods import durations, period_of, same
from toolkit.papers.law.provinces import province, provinces


@pytest.mark.parametrize(
    "on, rate", [("2020-04-19", "4.05"), ("2020-04-20", "3.85"), ("2024-10-21", "3.10"), ("2026-11-01", "3.00")]
)
def test_the_prime_rate_of_a_day(on: str, rate: str) -> None:
    assert figure("prime_rate").on(dt.date.fromisoformat(on)).value == Decimal(rate)


def test_a_day_before_the_first_value_is_refused() -> None:
    with pytest.raises(WrongValueError, match="2019-08-20"):
        figure("prime_rate").on(dt.date(2019, 1, 1))


def test_every_value_has_its_basis_and_the_values_stand_in_order() -> None:
    for known in figures().values():
        starts = [value.start for value in known.values]
        assert starts == sorted(set(starts))
        assert all(value.basis for value in known.values)


def test_limits_are_the_days_that_the_law_gives() -> None:
    on = dt.date(2026, 9, 1)
    limits = {name: days_on(name, on) for name in ("review_days", "notice_days", "handling_days", "extension_days")}

    assert limits == {"review_days": 30, "notice_days": 15, "handling_days": 60, "extension_days": 30}
    assert days_on("confirmation_days", on) == 30


@pytest.mark.parametrize(
    "text, found",
    [
        ("六十日内", [(60, "日")]),
        ("60天", [(60, "日")]),
        ("二年", [(2, "年")]),
        ("半年内", [(6, "个月")]),
        ("五个工作日", [(5, "工作日")]),
        ("2026年9月25日", []),
        ("2024年修建", []),
        ("六个月或者十五日", [(6, "个月"), (15, "日")]),
    ],
)
def test_periods_are_read_and_dates_are_none(text: str, found: list[tuple[int, str]]) -> None:
    assert [(each.number, each.unit) for each in durations(text)] == found


def test_a_year_is_twelve_months_and_not_thirty_days() -> None:
    year, months, days = (next(durations(text)) for text in ("一年", "十二个月", "三百六十五日"))

    assert same(year, months)
    assert not same(year, days)


@pytest.mark.parametrize(
    "right, right_period, wrong_period",
    [
        ("民事请求权", "三年", "二年"),
        ("行政复议", "六十日", "三十日"),
        ("行政诉讼", "六个月", "三个月"),
        ("劳动仲裁", "一年", "三年"),
        ("土地承包经营纠纷仲裁", "两年", "一年"),
    ],
)
def test_the_period_of_a_right(right: str, right_period: str, wrong_period: str) -> None:
    known = period_of(right)

    assert known
    assert known.allows(next(durations(right_period)))
    assert not known.allows(next(durations(wrong_period)))


def test_provinces_give_the_article_of_a_ground_or_are_blank() -> None:
    assert province("浙江省").basis("B") == "《浙江省信访条例》第二十五条第二项"  # type: ignore[union-attr]
    assert province("山东").basis("E") == "《山东省信访条例》第四十六条第四项"  # type: ignore[union-attr]
    assert province("上海").basis("B") is None  # type: ignore[union-attr]
    assert province("四川").basis("A") is None  # type: ignore[union-attr]
    assert province("") is None
    assert len(provinces()) == 31
