"""How far around its words a rule reads, to the character."""

import pytest

from tests.papers.made_up import CALENDAR, SETTINGS, with_changes
from toolkit.papers.rules import check


def rules_told(paper: str, field: str, text: str) -> set[str]:
    """Return the levels and numbers of what is told of the example of `paper` with `text` in `field`."""
    found = check.findings(paper, with_changes(paper, {field: text}), SETTINGS, CALENDAR)
    return {f"{finding.level} {finding.rule}" for finding in found if finding.field == field}


@pytest.mark.parametrize("gap, is_told", [(0, True), (10, True), (11, False), (20, False)])
def test_a_firm_named_up_to_twelve_characters_after_a_conflict_is_meant_by_it(gap: int, *, is_told: bool) -> None:
    text = f"去年代理双方当事人{'某' * gap}本所"

    assert ("error R15" in rules_told("legal_opinion", "conflict.statement", text)) == is_told


@pytest.mark.parametrize("gap, is_told", [(0, True), (11, True), (12, False), (20, False)])
def test_an_officer_named_up_to_fourteen_characters_after_a_relation_is_meant_by_it(gap: int, *, is_told: bool) -> None:
    text = f"与孙玉兰系表亲{'某' * gap}周明礼"

    assert ("error R09" in rules_told("mediation_record", "mediation", text)) == is_told


@pytest.mark.parametrize("gap, is_told", [(0, True), (17, True), (18, False), (30, False)])
def test_an_officer_named_up_to_twenty_characters_before_a_relation_is_meant_by_it(gap: int, *, is_told: bool) -> None:
    text = f"周明礼{'某' * gap}与孙玉兰系表亲"

    assert ("error R09" in rules_told("mediation_record", "mediation", text)) == is_told


@pytest.mark.parametrize("gap, is_told", [(0, True), (3, True), (4, False), (9, False)])
def test_a_side_named_up_to_six_characters_after_an_incapacity_is_meant_by_it(gap: int, *, is_told: bool) -> None:
    text = f"患有老年痴呆{'某' * gap}孙玉兰"
    facts = with_changes("mediation_agreement", {"facts.0": text})

    found = check.findings("mediation_agreement", facts, SETTINGS, CALENDAR)
    assert any(finding.rule == "R18" and finding.field == "parties.0.representative" for finding in found) == is_told
