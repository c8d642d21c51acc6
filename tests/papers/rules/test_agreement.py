"""An agreement names its parties, sums and days so that each can be held to it."""

from typing import Any

import pytest

from tests.papers.made_up import CALENDAR, SETTINGS, found
from toolkit.papers import forms
from toolkit.papers.rules import check

COMPANY = {"parties.1.kind": "法人或其他组织", "parties.1.credit_code": "91350100M000100Y43", "parties.1.sex": None}
SOUGHT = {"judicial_confirmation.sought": True}
WRONG: list[tuple[dict[str, Any], str]] = [
    ({"payments.0.payer": "赵六"}, "R10"),
    ({"payments.0.payee": "吴建国"}, "R10"),
    ({"payments.0.amount": "0", "payments.0.instalments.0.amount": "0", "payments.0.instalments.1.amount": "0"}, "R20"),
    ({"payments.0.instalments.1.by": "2026-10-30"}, "R10"),
    ({"terms.0.obligor": "赵六"}, "R10"),
    ({"terms.2.obligor": "孙玉兰、吴建军"}, "R10"),
    ({"terms.0.duty": "签字后十日内后移院墙"}, "R10"),
    ({"terms.0.way": "完工后3个工作日内量验"}, "R10"),
    ({"signing.parties.0.on": "2026-10-20"}, "R21"),
    ({"signing.mediators_on": "2026-10-27"}, "R21"),
    ({"signing.sealed_on": "2026-10-27"}, "R21"),
    ({"rights_told_on": "2026-11-10"}, "R21"),
    ({"accepted_on": "2026-09-10", "rights_told_on": "2026-09-10"}, "R12"),
    (SOUGHT | {"dispute": "离婚纠纷"}, "R13"),
    (SOUGHT | {"title.stated": True}, "R13"),
    (SOUGHT | {"terms.2.duty": "通道归其所有"}, "R13"),
    ({"on_default": "逾期由法院直接 强制 执行"}, "R14"),
    ({"on_default": "逾期不履行的，直接请法院执行"}, "R14"),
    ({"on_default": "逾期不履行的，另一方凭本协议执行"}, "R14"),
    ({"terms.0.duty": "后移院墙，另付孙玉兰3,500元"}, "R20"),
    ({"on_default": "逾期的，另赔1.5万元"}, "R20"),
]
RIGHT: list[dict[str, Any]] = [
    SOUGHT,
    {"on_default": "经司法确认的，逾期可以申请法院执行"},
    {"terms.0.duty": "后移院墙，并支付修补费用1,200元，其中600元先付"},
    {"on_default": "逾期的，仍应付0.12万元"},
    {"dispute": "离婚后房屋使用纠纷"},
    {"terms.0.obligor": "双方"},
    {"terms.0.obligor": "乙方"},
    {"terms.2.obligor": "孙玉兰和吴建国"},
    {"signing.parties.1.on": "2026-11-01", "signing.mediators_on": "2026-11-01", "signing.sealed_on": "2026-11-02"},
    {"payments.0.instalments.1.by": "2026-10-31"},
    COMPANY | {"parties.1.representative": "吴建国（经理）"},
    {"parties.0.age": 17, "parties.0.representative": "孙大成（父亲）"},
    {"accepted_on": "2026-09-28", "rights_told_on": "2026-09-28"},
]


@pytest.mark.parametrize("changes, rule", WRONG)
def test_an_unclear_agreement_is_told_by_its_rule(changes: dict[str, Any], rule: str) -> None:
    told = found("mediation_agreement", changes)

    assert {one.rule for one in told} == {rule}
    assert all(one.message and one.remedy and one.basis for one in told)


@pytest.mark.parametrize("changes", RIGHT)
def test_a_clear_agreement_raises_no_alarm(changes: dict[str, Any]) -> None:
    assert found("mediation_agreement", changes) == ()


def test_nothing_is_asked_that_does_not_apply() -> None:
    facts = forms.example("mediation_agreement")
    facts["judicial_confirmation"] = {"sought": False}
    facts["title"] = {"stated": False}
    facts["payments"][0]["instalments"] = None
    facts["payments"][0]["by"] = "2026-11-15"
    del facts["signing"]["parties"], facts["on_default"]

    assert check.findings("mediation_agreement", facts, SETTINGS, CALENDAR) == ()


@pytest.mark.parametrize(
    "changes,field",
    [
        ({"payments.0.instalments": None}, "payments.0.by"),
        ({"payments.0.by": "2026-11-01"}, "payments.0.by"),
        ({"title.stated": True, "title.text": None}, "title.text"),
        ({"payments.0.instalments": None, "payments.0.by": "2026-10-01"}, "payments.0.by"),
    ],
)
def test_what_applies_after_all_is_asked_for(changes: dict[str, Any], field: str) -> None:
    assert field in {one.field for one in found("mediation_agreement", changes)}
