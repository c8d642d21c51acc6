"""Each rule of the other forms finds its fault, and keeps quiet about facts that are right."""

from typing import Any

import pytest

from tests.papers.made_up import found


@pytest.mark.parametrize(
    "paper,changes,rule",
    [
        ("mediation_application", {"voluntary": False}, "R12"),
        ("mediation_register", {"all_consent": False}, "R12"),
        ("mediation_register", {"origin": "接受委托移送"}, "R10"),
        ("mediation_register", {"applied_on": "2026-10-16"}, "R21"),
        ("rights_notice", {"recusal": "当事人没有要求回避，并放弃一切权利"}, "R07"),
        ("investigation_record", {"matter": "11010519491231002X的宅基地"}, "R19"),
        ("mediation_record", {"result": "调解不成"}, "R12"),
        ("mediation_record", {"date": "2026-11-20"}, "R12"),
        ("oral_agreement", {"written_wanted": True}, "R11"),
        ("oral_agreement", {"terms__0__by": "2026-10-15"}, "R21"),
        ("oral_agreement", {"terms__0__duty": "适当加高围网"}, "R10"),
        ("oral_agreement", {"terms__0__way": "可申请强制执行"}, "R14"),
        ("follow_up_record", {"proof": None}, "R07"),
        ("follow_up_record", {"performance": "没有按期履行"}, "R10"),
        ("follow_up_record", {"date": "2026-10-27"}, "R21"),
        ("failure_notice", {"detail": "以后终身不得信访"}, "R07"),
        ("failure_notice", {"accepted_on": "2026-11-13"}, "R21"),
        ("confirmation_application", {"date": "2026-11-28"}, "R13"),
        ("confirmation_application", {"out_of_scope": "身份关系"}, "R13"),
        ("confirmation_application", {"content__0": "通道归其所有"}, "R13"),
        ("confirmation_application", {"materials__0__name": "其他材料"}, "R13"),
        ("file_cover", {"contents__1__first_page": 3}, "R23"),
        ("file_cover", {"contents__0__name": "其他"}, "R10"),
        ("acceptance_notice", {"date": "2026-10-20"}, "R02"),
        ("acceptance_notice", {"received_on": "2026-09-24"}, "R21"),
        ("handling_opinion", {"date": "2026-12-15"}, "R05"),
        ("handling_opinion", {"requests__0__opinion": "修复路灯的请求，见法律意见书"}, "R15"),
        ("handling_opinion", {"laws__0__version": "2005-01-10"}, "R24"),
        ("handling_opinion", {"extended": {"approved_by": "分管负责人", "told_on": "2026-12-10"}}, "R05"),
        ("service_receipt", {"method": "邮寄送达"}, "R02"),
        ("service_receipt", {"method": "留置送达"}, "R02"),
        ("service_receipt", {"deliverers": ["田小禾"]}, "R02"),
        ("service_receipt", {"date": "2026-10-08"}, "R21"),
        ("handover_list", {"items__1__sha256": None}, "R16"),
    ],
)
def test_a_form_with_one_fault_is_told_by_its_rule(paper: str, changes: dict[str, Any], rule: str) -> None:
    told = found(paper, {path.replace("__", "."): value for path, value in changes.items()})

    assert {one.rule for one in told} == {rule}
    assert all(one.message and one.remedy and one.basis for one in told)


@pytest.mark.parametrize(
    "paper,changes",
    [
        ("confirmation_application", {"date": "2026-11-27"}),
        ("acceptance_notice", {"date": "2026-10-10"}),  # the last of the fifteen days, a make-up day
        (
            "mediation_record",
            {"result": "调解不成", "other_ways_told": "可以向人民法院起诉", "mediation": "双方没有达成一致"},
        ),
        ("mediation_register", {"origin": "接受委托移送", "origin_from": "青石镇派出所"}),
        ("service_receipt", {"method": "邮寄送达", "mail_number": "XA12345678933"}),
        ("service_receipt", {"method": "留置送达", "refusal": "本人拒绝签收", "witness": "赵守田"}),
        ("handling_opinion", {"extended": {"approved_by": "分管负责人", "told_on": "2026-10-08"}}),
        ("follow_up_record", {"performance": "没有按期履行", "measures": "约定三日内付清", "proof": None}),
        ("file_cover", {"retention": "永久"}),
        ("oral_agreement", {"terms__0__by": "2026-10-16"}),
    ],
)
def test_a_form_that_is_right_raises_no_alarm(paper: str, changes: dict[str, Any]) -> None:
    assert found(paper, {path.replace("__", "."): value for path, value in changes.items()}) == ()
