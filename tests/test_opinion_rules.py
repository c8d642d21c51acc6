"""An opinion is signed by lawyers that there are, says what it means, and counts right."""

from functools import reduce
from pathlib import Path
from typing import Any

import pytest

from toolkit import document_rules, documents
from toolkit.dates import Calendar
from toolkit.records import Finding
from toolkit.settings import Workspace

SETTINGS = Workspace(Path(__file__).parent.parent / "examples").settings


def found(paper: str, changes: dict[str, Any]) -> tuple[Finding, ...]:
    """Return the findings on the example facts of `paper` with `changes`: dotted path to value."""
    facts = documents.unwrapped(documents.example(paper))
    for path, value in changes.items():
        *way, last = (int(step) if step.isdigit() else step for step in path.split("."))
        reduce(lambda inner, step: inner[step], way, facts)[last] = value
    return document_rules.findings(paper, facts, SETTINGS, Calendar(None))


ONE = {"name": "林远舟", "profession": "律师", "licence": "19901201510900001"}
OTHER = {"name": "何静姝", "profession": "律师", "licence": "19901201911900002"}
WRONG: list[tuple[dict[str, Any], str]] = [
    ({"lawyers": [ONE, ONE]}, "R15"),
    ({"lawyers": [ONE, OTHER | {"licence": ONE["licence"]}]}, "R15"),
    ({"lawyers": [ONE]}, "R15"),
    ({"lawyers": [ONE, OTHER | {"profession": "基层法律服务工作者"}]}, "R15"),
    ({"conclusions.0": "请求基本符合规定"}, "R15"),
    ({"issues.0.conclusion": "原则上符合法律"}, "R15"),
    ({"inquiries.0.on": "2026-11-25"}, "R21"),
    ({"instructed_on": "2026-10-25"}, "R21"),
    ({"claim.amount": "43300"}, "R20"),
    ({"claim.paid": "50000"}, "R20"),
]
RIGHT: list[dict[str, Any]] = [
    {"lawyers": [ONE, OTHER]},
    {"claim.paid": "43200"},
    {"claim.area_mu": "1.20", "claim.amount": "43200.00"},
    {"inquiries.0.on": "2026-10-20"},
    {"conclusions.0": "请求符合《中华人民共和国农村土地承包法》第十七条"},
]


@pytest.mark.parametrize("changes, rule", WRONG)
def test_an_unsound_opinion_is_told_by_its_rule(changes: dict[str, Any], rule: str) -> None:
    told = found("legal_opinion", changes)

    assert {one.rule for one in told} == {rule}
    assert all(one.message and one.remedy and one.basis for one in told)


@pytest.mark.parametrize("changes", RIGHT)
def test_a_sound_opinion_raises_no_alarm(changes: dict[str, Any]) -> None:
    assert found("legal_opinion", changes) == ()
