"""Dates and amounts are printed in words that cannot be misread, and copies are counted from the facts."""

import pytest

from toolkit.papers import forms
from toolkit.papers.facts import unwrapped
from toolkit.papers.values import context, holders
from toolkit.workspace.desk import Desk


def test_amounts_are_printed_in_digits_and_in_capitals(desk: Desk) -> None:
    payment = context("mediation_agreement", forms.example("mediation_agreement"), desk.workspace)["payments"][0]

    assert (payment["amount"], payment["amount_capitals"]) == ("1200元", "人民币壹仟贰佰元整")
    assert [one["amount_capitals"] for one in payment["instalments"]] == ["人民币陆佰元整"] * 2


def test_dates_are_printed_as_official_papers_have_them(desk: Desk) -> None:
    facts = forms.example("legal_opinion") | {"date": "2026-11-03"}

    assert context("legal_opinion", facts, desk.workspace)["date"] == "2026年11月3日"


@pytest.mark.parametrize("court", [(), ("人民法院",)], ids=["alone", "with the court"])
def test_an_agreement_has_a_copy_for_each_party_the_committee_and_the_court(desk: Desk, court: tuple[str, ...]) -> None:
    facts = unwrapped(forms.example("mediation_agreement"))
    facts["judicial_confirmation"]["sought"] = bool(court)

    keepers = holders("mediation_agreement", facts, desk.workspace)

    assert keepers == ("孙玉兰", "吴建国", desk.settings.committee.name, *court)
