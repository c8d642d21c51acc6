"""Two sides are two people, somebody acts for whoever cannot, and nobody judges his own cause."""

from typing import Any

import pytest

from tests.papers.made_up import found

FIRM = {"kind": "法人或其他组织", "representative": "郑强", "credit_code": "91350100M000100Y43"}


def firm(path: str, **more: Any) -> dict[str, Any]:
    """Return what makes the party at `path` a company."""
    return {f"{path}.{name}": value for name, value in (FIRM | more).items()}


WRONG: list[tuple[str, dict[str, Any], str]] = [
    (
        "mediation_agreement",
        {
            "parties.1.name": "孙玉兰",
            "signing.parties.1.name": "孙玉兰",
            "payments": [],
            "terms.0.obligor": "双方",
            "terms.1.obligor": "双方",
            "terms.2.obligor": "双方",
        },
        "R10",
    ),
    ("mediation_application", {"respondents.0.name": "孙玉兰"}, "R10"),
    ("mediation_agreement", {"parties.0.age": 15}, "R18"),
    ("mediation_application", {"applicants.0.age": 9}, "R18"),
    ("confirmation_application", {"applicants.0.age": 17}, "R18"),
    ("mediation_application", firm("respondents.0", representative=None), "R10"),
    ("mediation_application", firm("respondents.0", credit_code=None), "R22"),
    ("mediation_agreement", {"mediators.0.name": "吴建国"}, "R09"),
    ("mediation_agreement", {"recorder.name": "孙玉兰"}, "R09"),
    ("oral_agreement", {"mediator": "郭长顺"}, "R09"),
    ("investigation_record", {"asked.name": "周明礼"}, "R09"),
    ("rights_notice", {"mediators.0.name": "孙玉兰"}, "R09"),
    ("mediation_record", {"recorder": "吴建国"}, "R09"),
    ("handover_list", {"receiver.unit": "青石镇人民调解委员会"}, "R23"),
    ("handling_opinion", {"review_organ": "青石镇人民政府"}, "R06"),
    ("oral_agreement", {"terms.0.obligor": "赵六"}, "R10"),
]
RIGHT: list[tuple[str, dict[str, Any]]] = [
    ("mediation_application", firm("respondents.0")),
    ("mediation_application", {"applicants.0.age": 9, "applicants.0.representative": "孙大成（父亲）"}),
    ("mediation_application", {"applicants.0.age": None}),
    ("mediation_register", {"registrar": "田小禾"}),
    ("oral_agreement", {"terms.0.obligor": "郭长顺、何秀英"}),
]


@pytest.mark.parametrize("paper, changes, rule", WRONG)
def test_a_person_in_the_wrong_place_is_told_by_its_rule(paper: str, changes: dict[str, Any], rule: str) -> None:
    told = found(paper, changes)

    assert {one.rule for one in told} == {rule}
    assert all(one.message and one.remedy and one.basis for one in told)


@pytest.mark.parametrize("paper, changes", RIGHT)
def test_everybody_in_the_right_place_raises_no_alarm(paper: str, changes: dict[str, Any]) -> None:
    assert found(paper, changes) == ()


@pytest.mark.parametrize("age, level", [(15, "error"), (16, "warning"), (17, "warning")])
def test_from_sixteen_on_a_person_may_act_alone_who_earns_his_living(age: int, level: str) -> None:
    (told,) = found("mediation_application", {"applicants.0.age": age})

    assert (told.rule, told.level) == ("R18", level)
