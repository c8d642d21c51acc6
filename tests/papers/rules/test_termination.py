"""A notice that ends a petition stands on a chain of three organs, each asked in time, or on nothing."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from tests.papers.made_up import SETTINGS, found
from toolkit.papers import forms
from toolkit.papers.facts import unwrapped
from toolkit.papers.rules.termination import missing_entries
from toolkit.records import Entry


def step(number: str, **more: Any) -> dict[str, Any]:
    """Return an opinion of the chain."""
    plain = {"outcome": "不予支持", "summary": "维持", "remedy_notice": True}
    return {"number": number, **plain, **more}


def review(**more: Any) -> dict[str, Any]:
    """Return the opinion of the county on the request of 20 October."""
    days = {"requested_on": "2026-10-20", "date": "2026-11-05", "served_on": "2026-11-06"}
    return step("清信复〔2026〕1号", **(days | {"organ": "清河县人民政府", "organ_level": "县级"} | more))


def final(**more: Any) -> dict[str, Any]:
    """Return the opinion of the city on the request of 10 November."""
    days = {"requested_on": "2026-11-10", "date": "2026-12-01", "served_on": "2026-12-02"}
    return step("东信核〔2026〕1号", **(days | {"organ": "东江市人民政府", "organ_level": "市级"} | more))


NOTHING = {"no_request": None, "review_deadline": None}
CHECKED = {"checked_on": "2026-12-15", "checked_with": "东江市人民政府复核机构", "result": "没有收到复核申请"}
SETTLED = {
    "number": "青石人调字〔2026〕2号",
    "signed_on": "2026-10-20",
    "performed_on": "2026-10-30",
    "proof": "收条",
    "visited_on": "2026-11-05",
    "visit_result": "双方满意",
}
DEAD = {"kind": "死亡", "on": "2026-10-20", "proof": "死亡证明", "successors": "无承受人", "recipient": "王家树"}


def by_final(reviewed: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    """Return what makes the example a notice on the ground of the final opinion."""
    chain = {"review": reviewed or review(), "final_review": final(**more)}
    return {"ground": "A", "date": "2026-12-10", **chain, **NOTHING}


def by_lapse(**more: Any) -> dict[str, Any]:
    """Return what makes the example a notice on the ground that no final review was requested."""
    return {"ground": "C", "review": review(**more), "date": "2026-12-20", **NOTHING, "no_request": CHECKED}


def by_settlement(**more: Any) -> dict[str, Any]:
    """Return what makes the example a notice on the ground of an agreement that was performed."""
    return {"ground": "D", "settlement": {**SETTLED, **more}, **NOTHING}


WRONG: list[tuple[dict[str, Any], str]] = [
    (by_final(organ_level="县级"), "R07"),
    (by_final(review(organ_level="乡级")), "R07"),
    (by_final(review(organ="青石镇人民政府")), "R07"),
    (by_final(organ="清河县人民政府"), "R07"),
    (
        by_final(
            review(requested_on="2026-11-12", date="2026-11-14", served_on="2026-11-15"), requested_on="2026-11-20"
        ),
        "R07",
    ),
    (by_final(requested_on="2026-12-08", date="2026-12-08", served_on="2026-12-09"), "R07"),
    (by_final(served_on="2026-12-11"), "R21"),
    (by_final(requested_on="2026-11-01"), "R21"),
    (by_final(requested_on="2026-12-02"), "R21"),
    (by_final() | {"final_review": None}, "R07"),
    (by_lapse() | {"date": "2026-12-01", "no_request": CHECKED | {"checked_on": "2026-12-01"}}, "R07"),
    (by_lapse(remedy_notice=False), "R06"),
    (by_lapse() | {"no_request": CHECKED | {"checked_on": "2026-12-21"}}, "R21"),
    ({"no_request.checked_on": "2026-11-10"}, "R07"),
    ({"no_request.checked_on": "2026-11-20"}, "R21"),
    (by_settlement(performed_on="2026-10-10"), "R21"),
    (by_settlement(visited_on="2026-10-25"), "R21"),
    (by_settlement(performed_on="2026-11-20", visited_on="2026-11-21"), "R21"),
    ({"ground": "E", "extinction": DEAD | {"on": "2026-12-20"}, **NOTHING}, "R21"),
    ({"class": "涉法涉诉"}, "R04"),
    ({"aid": "本人保证息诉罢访，可以申请救助"}, "R07"),
    ({"service.deliverers": ["田小禾"]}, "R02"),
    ({"service.deliverers": ["田小禾", "田小禾"]}, "R02"),
]
RIGHT: list[dict[str, Any]] = [
    by_final(),
    by_final(requested_on="2026-12-07", date="2026-12-08", served_on="2026-12-09"),
    by_final(organ_level="省级", organ="省信访复核机构"),
    by_lapse(),
    by_settlement(),
    by_settlement(signed_on="2026-10-30"),
    {"ground": "E", "extinction": DEAD, **NOTHING},
    {"no_request.checked_on": "2026-11-16"},
    {"no_request.checked_on": "2026-11-12", "date": "2026-11-12"},
    {"service.method": "邮寄送达", "service.deliverers": ["田小禾"]},
]


@pytest.mark.parametrize("changes, rule", WRONG)
def test_a_broken_chain_is_told_by_its_rule(changes: dict[str, Any], rule: str) -> None:
    told = found("termination_notice", changes)

    assert {one.rule for one in told} == {rule}
    assert all(one.message and one.remedy and one.basis for one in told)


@pytest.mark.parametrize("changes", RIGHT)
def test_a_whole_chain_raises_no_alarm(changes: dict[str, Any]) -> None:
    assert found("termination_notice", changes) == ()


def test_a_chain_that_the_ledger_does_not_have_is_told() -> None:
    given = unwrapped(forms.example("termination_notice"))
    steps = (("acceptance_notice", given["acceptance"]), ("handling_opinion", given["handling"]))
    day = dt.date.fromisoformat
    entries = tuple(
        Entry(n, "案2026-0002", kind, day(step["date"]), step["number"], day(step["served_on"]))
        for n, (kind, step) in enumerate(steps, start=2)
    )

    assert list(missing_entries(given, entries)) == []
    assert [finding.field for finding in missing_entries(given, entries[:1])] == ["handling"]


@pytest.mark.parametrize("province, told", [("浙江", set()), ("", {"ground"}), ("上海", {"ground"})])
def test_the_rules_of_the_province_know_the_ground_or_the_lawyer_is_warned(province: str, told: set[str]) -> None:
    papers = replace(SETTINGS.papers, province=province, provincial_basis="")

    findings = found("termination_notice", {}, replace(SETTINGS, papers=papers))

    assert {finding.field for finding in findings} == told


@pytest.mark.parametrize("ground, level", [("B", "warning"), ("C", "warning"), ("F", "error")])
def test_a_ground_that_only_a_province_can_give_bars_without_its_article(ground: str, level: str) -> None:
    settings = replace(SETTINGS, papers=replace(SETTINGS.papers, province="", provincial_basis=""))

    findings = found("termination_notice", {"ground": ground}, settings)
    assert level in {finding.level for finding in findings if finding.message.startswith(f"情形 {ground}：设置里没有")}
