"""Dates and amounts are printed in words that cannot be misread, and copies are counted from the facts."""

from typing import Any

import pytest

from toolkit.papers import forms
from toolkit.papers.facts import unwrapped
from toolkit.papers.values import context, holders, signers
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


def person(**known: Any) -> dict[str, Any]:
    """Return a person of the facts."""
    return {"name": "甲", "kind": "自然人", "representative": None, **known}


@pytest.mark.parametrize(
    "given,lines",
    [
        (person(), [("当事人", "甲")]),
        (person(kind="法人", representative="法定代表人赵志强"), [("当事人（盖章）", "甲"), ("法定代表人", "赵志强")]),
        (person(kind="法人", representative="赵志强"), [("当事人（盖章）", "甲"), ("法定代表人（代理人）", "赵志强")]),
        (person(representative="法定代理人：刘芳（母亲）"), [("当事人", "甲"), ("法定代理人", "刘芳（母亲）")]),
        (
            person(representative="委托代理人李四；法定代理人王五"),
            [("当事人", "甲"), ("委托代理人", "李四"), ("法定代理人", "王五")],
        ),
        ({"name": "甲"}, [("当事人", "甲")]),
    ],
)
def test_there_is_a_line_for_everybody_who_really_signs(given: dict[str, Any], lines: list[tuple[str, str]]) -> None:
    assert [(line["title"], line["name"]) for line in signers(given, "当事人")] == lines


def test_no_title_is_said_twice(desk: Desk) -> None:
    facts = unwrapped(forms.example("mediation_agreement"))
    facts["parties"][0] |= {"kind": "法人", "representative": "法定代表人赵志强"}

    shown = context("mediation_agreement", facts, desk.workspace)

    assert shown["parties"][0]["acting"] == "法定代表人：赵志强"
