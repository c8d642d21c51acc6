"""Instalments add up to the sum, fall on the days they should, and what the facts say themselves is kept."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.core import FactsRefusedError
from toolkit.formats.word import WordFile
from toolkit.papers import drafting, forms
from toolkit.papers.facts import unwrapped
from toolkit.papers.law.payments import completed_payments, instalments
from toolkit.workspace import Desk

SUMS = st.decimals(min_value=Decimal(1), max_value=Decimal(9999999), places=2)
DAYS = st.dates(dt.date(2020, 1, 1), dt.date(2035, 12, 31))


@given(amount=SUMS, count=st.integers(2, 60), first=DAYS, every=st.sampled_from("周月季年"))
def test_instalments_add_up_and_follow_one_another(amount: Decimal, count: int, first: dt.date, every: str) -> None:
    made = instalments(amount, {"count": count, "first": first.isoformat(), "every": every})
    days = [dt.date.fromisoformat(each["by"]) for each in made]

    assert sum(Decimal(each["amount"]) for each in made) == amount
    assert all(Decimal(each["amount"]) > 0 for each in made)
    assert len(made) == count
    assert days[0] == first
    assert days == sorted(set(days))


@pytest.mark.parametrize(
    "amount,schedule,parts",
    [
        ("1000", (3, "2026-01-31", "月"), [("333", "2026-01-31"), ("333", "2026-02-28"), ("334", "2026-03-31")]),
        ("100.01", (2, "2026-10-31", "年"), [("50", "2026-10-31"), ("50.01", "2027-10-31")]),
        ("1200", (2, "2026-11-30", "季"), [("600", "2026-11-30"), ("600", "2027-02-28")]),
        ("1200", (2, "2026-12-28", "周"), [("600", "2026-12-28"), ("600", "2027-01-04")]),
    ],
)
def test_instalments_as_a_clerk_would_write_them(
    amount: str, schedule: tuple[int, str, str], parts: list[tuple[str, str]]
) -> None:
    count, first, every = schedule
    made = instalments(Decimal(amount), {"count": count, "first": first, "every": every})
    assert [(each["amount"], each["by"]) for each in made] == parts


def test_what_the_facts_say_themselves_is_kept() -> None:
    own = [{"amount": "1", "by": "2026-01-01"}]
    schedule = {"count": 2, "first": "2026-01-01", "every": "月"}
    (payment,) = completed_payments({"payments": [{"amount": "7", "instalments": own, "schedule": schedule}]})[
        "payments"
    ]
    assert (payment["amount"], payment["instalments"]) == ("7", own)


def test_an_agreement_prints_the_schedule_and_the_sum(desk: Desk, tmp_path: Path) -> None:
    facts = unwrapped(forms.example("mediation_agreement"))
    one = {key: value for key, value in facts["payments"][0].items() if key != "instalments"}
    other = {key: value for key, value in facts["payments"][0].items() if key != "amount"}
    facts["payments"] = [{**one, "schedule": {"count": 3, "first": "2026-11-05", "every": "月"}}, other]

    draft = drafting.fill("mediation_agreement", facts, desk.workspace, tmp_path / "草稿.docx")

    text = "\n".join(WordFile.open(draft.files[0]).lines)
    assert "第3期：2027年1月5日以前（含当日）支付400元（人民币肆佰元整）" in text
    assert text.count("支付1200元（人民币壹仟贰佰元整）") == 2


def test_neither_sum_nor_instalments_is_a_gap(desk: Desk, tmp_path: Path) -> None:
    facts = unwrapped(forms.example("mediation_agreement"))
    del facts["payments"][0]["amount"], facts["payments"][0]["instalments"]

    with pytest.raises(FactsRefusedError, match="金额"):
        drafting.fill("mediation_agreement", facts, desk.workspace, tmp_path / "草稿.docx")
