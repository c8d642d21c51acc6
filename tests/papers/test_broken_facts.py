"""One fault at a time, each taken from the law or the forms: every one is told, by its rule, at its place."""

import copy
from collections.abc import Iterator
from functools import reduce
from pathlib import Path
from typing import Any

import pytest

from tests.papers.made_up import SETTINGS
from toolkit.chinese.dates import Calendar
from toolkit.papers import drafting, forms
from toolkit.papers.facts import unwrapped
from toolkit.papers.rules import check
from toolkit.papers.values import context
from toolkit.records import Finding
from toolkit.workspace.settings import Workspace

OPINION, NOTICE, AGREEMENT = "legal_opinion", "termination_notice", "mediation_agreement"
DELETE = object()


def found(paper: str, path: str, value: Any) -> tuple[Finding, ...]:
    """Return the findings on the example facts of `paper` with `value` at the dotted `path`."""
    facts = unwrapped(forms.example(paper))
    *way, last = (int(step) if step.isdigit() else step for step in path.split("."))
    place = reduce(lambda inner, step: inner[step], way, facts)
    if value is DELETE:
        del place[last]
    else:
        place[last] = value
    return check.findings(paper, facts, SETTINGS, Calendar(None))


MISSING = {
    OPINION: (
        "client.basis",
        "firm.address",
        "lawyers.0.licence",
        "conflict",
        "conclusions",
        "reservations",
        "laws",
        "laws.0.article",
        "laws.0.version",
        "channel",
        "evidence",
        "materials.0.from",
        "addressees",
        "issues",
    ),
    NOTICE: (
        "ground",
        "scope",
        "acceptance",
        "acceptance.number",
        "handling.date",
        "handling.served_on",
        "handling.number",
        "petitioner.address",
        "case",
        "request",
        "aid",
        "service",
        "issuer.level",
        "contact.phone",
    ),
    AGREEMENT: (
        "parties",
        "parties.0.address",
        "terms",
        "terms.0.by",
        "terms.0.way",
        "terms.0.place",
        "terms.0.obligor",
        "payments.0.payer",
        "payments.0.payee",
        "payments.0.method",
        "signing",
        "disputed_points",
        "facts",
        "mediators",
        "recorder",
        "judicial_confirmation",
    ),
    "handling_opinion": (
        "requests",
        "requests.0.facts",
        "requests.0.opinion",
        "requests.0.outcome",
        "laws",
        "review_organ",
        "recusal",
        "issuer",
        "approved_by",
    ),
    "acceptance_notice": ("request", "received_on", "handler", "query", "contact", "petitioner.name"),
    "mediation_application": ("applicants", "respondents", "requests", "summary", "voluntary"),
    "rights_notice": ("mediators", "recusal", "parties"),
    "investigation_record": ("asked.name", "talk", "place", "recorder"),
    "mediation_record": ("parties.1.statement", "rights_told", "verified", "result"),
    "follow_up_record": ("agreement.number", "performance", "visitors"),
    "confirmation_application": ("court", "agreement.effective_on", "materials", "promises"),
    "service_receipt": ("documents", "recipient.address", "method"),
    "file_cover": ("retention", "filed_by", "contents"),
    "power_of_attorney": ("agent.name", "power", "to"),
    "copies_receipt": ("made", "recipients"),
    "payment_receipt": ("agreed", "payee.name"),
    "file_statement": ("situations", "pages"),
    "non_acceptance_notice": ("ground", "contact"),
    "referral_letter": ("to.name", "why"),
    "extension_notice": ("days", "approved_by", "reason"),
    "withdrawal_letter": ("voluntary", "reason", "explained_by"),
    "review_application": ("opinion.served_on", "review_organ"),
}


@pytest.mark.parametrize("paper,path", [(paper, path) for paper, paths in MISSING.items() for path in paths])
def test_what_the_form_asks_cannot_be_left_out(paper: str, path: str) -> None:
    told = found(paper, path, DELETE)

    assert [(one.rule, one.level, one.field) for one in told] == [("R00", "error", path)]


@pytest.mark.parametrize("path", ["payments.0.amount", "signing.sealed_on", "signing.mediators_on"])
def test_a_sum_that_instalments_give_and_days_left_to_the_pen_may_be_left_out(path: str) -> None:
    assert not [one for one in found(AGREEMENT, path, DELETE) if one.level == "error"]


WRONG: list[tuple[str, str, Any, str]] = [
    (OPINION, "date", "2026-13-01", "R00"),
    (OPINION, "date", "2026-02-30", "R00"),
    (OPINION, "date", "2026-10-01", "R21"),
    (OPINION, "firm.phone", "12", "R00"),
    (OPINION, "claim.amount", "四万", "R00"),
    (OPINION, "claim.amount", "-5", "R00"),
    (OPINION, "claim.amount", "1.234", "R00"),
    (OPINION, "lawyers.0.profession", "法律顾问", "R00"),
    (OPINION, "lawyers.0.profession", "基层法律服务工作者", "R15"),
    (OPINION, "lawyers.0.licence", "0990120151090000", "R15"),
    (OPINION, "laws.0.version", "2005-01-10", "R24"),
    (OPINION, "laws.0.version", "2027-01-01", "R24"),
    (OPINION, "laws.0.article", "有关规定", "R24"),
    (OPINION, "laws.0.article", "第九百条", "R24"),
    (OPINION, "laws.0.law", "某某条例", "R24"),
    (OPINION, "laws.2.version", "2002-08-29", "R24"),
    (OPINION, "conclusions.0", "告知其终身不得信访", "R07"),
    (OPINION, "petitioner.address", "11010519491231002X", "R19"),
    (OPINION, "addressees.0.consent", None, "R15"),
    (NOTICE, "class", "检举控告", "R04"),
    (NOTICE, "class", "建议意见", "R04"),
    (NOTICE, "channel", "31(1)", "R04"),
    (NOTICE, "channel", "31(4)", "R04"),
    (NOTICE, "scope", "一切信访请求", "R00"),
    (NOTICE, "ground", "A", "R07"),
    (NOTICE, "ground", "C", "R07"),
    (NOTICE, "ground", "D", "R07"),
    (NOTICE, "ground", "E", "R07"),
    (NOTICE, "ground", "F", "R07"),
    (NOTICE, "ground", "G", "R00"),
    (NOTICE, "handling", None, "R07"),
    (NOTICE, "no_request", None, "R07"),
    (NOTICE, "handling.remedy_notice", False, "R06"),
    (NOTICE, "handling.served_on", "2026-10-20", "R07"),
    (NOTICE, "date", "2026-11-11", "R07"),
    (NOTICE, "review_deadline", "2026-11-10", "R07"),
    (NOTICE, "handling.date", "2026-09-01", "R21"),
    (NOTICE, "acceptance.served_on", "2026-09-01", "R21"),
    (NOTICE, "raised_on", "2026-10-01", "R21"),
    (NOTICE, "request", "决定终结本信访事项", "R07"),
    (NOTICE, "aid", "自愿放弃一切权利", "R07"),
    (NOTICE, "aid", "以后不得再信访", "R07"),
    (NOTICE, "service.method", "微信", "R00"),
    (NOTICE, "contact.phone", "12", "R00"),
    (AGREEMENT, "parties.0.phone", "1380000007", "R00"),
    (AGREEMENT, "parties.0.age", 0, "R00"),
    (AGREEMENT, "parties.0.sex", "不详", "R00"),
    (AGREEMENT, "parties.0.credit_code", "91350100M000100Y4Z", "R00"),
    (AGREEMENT, "signing.parties.0.name", "孙玉莲", "R10"),
    (AGREEMENT, "payments.0.amount", "1200.01", "R20"),
    (AGREEMENT, "payments.0.instalments.0.amount", "500", "R20"),
    (AGREEMENT, "payments.0.amount", "壹仟", "R00"),
    (AGREEMENT, "payments.0.instalments.0.by", "2026-10-01", "R10"),
    (AGREEMENT, "terms.0.by", "2026-10-27", "R10"),
    (AGREEMENT, "terms.0.duty", "适当后移院墙", "R10"),
    (AGREEMENT, "terms.0.duty", "尽快后移院墙", "R10"),
    (AGREEMENT, "terms.0.way", "另行协商", "R10"),
    (AGREEMENT, "terms.1.duty", "给付若干元", "R10"),
    (AGREEMENT, "terms.2.duty", "通道使用权归孙玉兰", "R13"),
    (AGREEMENT, "terms.2.duty", "通道归其所有", "R13"),
    (AGREEMENT, "on_default", "可以直接强制执行", "R14"),
    (AGREEMENT, "on_default", "对方自愿放弃一切权利", "R07"),
    (AGREEMENT, "accepted_on", "2026-10-29", "R21"),
    (AGREEMENT, "parties.1.occupation", "身份证11010519491231002X", "R19"),
    (AGREEMENT, "mediators", [], "R00"),
    (AGREEMENT, "extra", "多出的一栏", "R00"),
]


@pytest.mark.parametrize("paper,path,value,rule", WRONG)
def test_a_wrong_value_is_told_by_its_rule(paper: str, path: str, value: Any, rule: str) -> None:
    told = found(paper, path, value)

    assert rule in {one.rule for one in told}
    assert all(one.message and one.remedy and one.basis for one in told)


RIGHT: list[tuple[str, str, Any]] = [
    (OPINION, "date", "2026-10-16"),
    (OPINION, "claim", None),
    (OPINION, "relief", None),
    (OPINION, "addressees", []),
    (OPINION, "firm.phone", "0999-5550119"),
    (OPINION, "petitioner.name", "欧阳𠮷"),
    (OPINION, "request", "面积<3亩 & “甲>乙” {或} 100%"),
    (NOTICE, "date", "2026-11-13"),
    (NOTICE, "review_deadline", None),
    (NOTICE, "service.method", "邮寄送达"),
    (NOTICE, "contact.phone", "12345"),
    (NOTICE, "handling.outcome", "作出解释说明"),
    ("acceptance_notice", "petitioner.name", "㕔某"),
    (AGREEMENT, "parties.0.phone", None),
    (AGREEMENT, "parties.0.phone", "0999-5550123"),
    (AGREEMENT, "on_default", None),
    (AGREEMENT, "judicial_confirmation.sought", True),
    (AGREEMENT, "terms.2.by", "2026-10-28"),
    (AGREEMENT, "payments", []),
    (AGREEMENT, "payments.0.instalments.0.amount", 600),
    (AGREEMENT, "payments.0.amount", 1200),
    (AGREEMENT, "payments.0.amount", "1200.00"),
    (AGREEMENT, "origin", "委员会主动调解"),
    (AGREEMENT, "dispute", "相邻关系纠纷\t（含排水）"),
    ("handling_opinion", "transferred_by", "清河县信访局"),
    ("handling_opinion", "requests.0.outcome", "作出解释说明"),
    ("acceptance_notice", "received_from", "清河县信访局"),
    ("mediation_register", "remarks", "村里调解过三次"),
    ("investigation_record", "present", ["柳树湾村民委员会委员"]),
    ("handover_list", "restriction", "五年内不提供利用"),
]


@pytest.mark.parametrize("paper,path,value", RIGHT)
def test_facts_that_are_right_raise_no_alarm(paper: str, path: str, value: Any) -> None:
    assert found(paper, path, value) == ()


def places(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Yield the way to every value in the facts `value`, the outer ones first."""
    if isinstance(value, dict | list):
        for step, part in value.items() if isinstance(value, dict) else enumerate(value):
            yield (*path, step)
            yield from places(part, (*path, step))


def with_value(facts: dict[str, Any], path: tuple[str | int, ...], value: Any) -> dict[str, Any]:
    """Return a copy of `facts` with `value` at `path`; DELETE takes away what stands there."""
    changed = copy.deepcopy(facts)
    place = reduce(lambda inner, step: inner[step], path[:-1], changed)
    if value is DELETE:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    return changed


@pytest.mark.parametrize("paper", forms.PAPERS)
def test_no_rule_needs_what_may_be_left_out_and_none_stumbles_over_a_wrong_kind(paper: str, tmp_path: Path) -> None:
    workspace, example = Workspace.open(tmp_path), forms.example(paper)
    calendar = Calendar(workspace.holidays_file)
    for path in places(example):
        for value in (DELETE, None, "", 7, -1.5, True, [], {}, [1], {"a": 1}, "x"):
            changed = with_value(example, path, value)
            told = check.findings(paper, changed, workspace.settings, calendar)
            if not any(one.level == "error" for one in told):
                context(paper, changed, workspace)


@pytest.mark.parametrize("paper", forms.PAPERS)
def test_what_may_be_left_out_leaves_no_hole_in_the_paper(paper: str, tmp_path: Path) -> None:
    workspace, example = Workspace.open(tmp_path), forms.example(paper)
    calendar = Calendar(workspace.holidays_file)
    for path in places(example):
        changed = with_value(example, path, DELETE)
        told = check.findings(paper, changed, workspace.settings, calendar)
        if not any(one.level == "error" for one in told):
            drafting.fill(paper, changed, workspace, tmp_path / "草稿.docx")
