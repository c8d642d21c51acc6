"""A paper does not exist without what the law asks, and every fault is told at once."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from tests.papers.made_up import CALENDAR, SETTINGS
from toolkit.core.errors import WrongValueError
from toolkit.papers import forms
from toolkit.papers.language import sentences
from toolkit.papers.language.concepts import concepts
from toolkit.papers.law.calculators import yearly_rates
from toolkit.papers.rules import check, dates, wording
from toolkit.papers.rules.cases import Case, cases
from toolkit.records import Finding

TOP = Path(__file__).parents[3]


def facts(paper: str, **changes: Any) -> dict[str, Any]:
    """Return the example facts of `paper` with dotted `changes`, `__` standing for the dot."""
    given = json.loads((TOP / "examples" / "facts" / f"{paper}.json").read_text(encoding="utf-8"))
    made = copy.deepcopy(given)
    for path, value in changes.items():
        *way, last = path.split("__")
        place = made
        for step in way:
            place = place[int(step)] if step.isdigit() else place[step]
        place[int(last) if last.isdigit() else last] = value
    return dict(made)


def found(paper: str, **changes: Any) -> tuple[Finding, ...]:
    """Return the findings on the example facts of `paper` with `changes`."""
    return check.findings(paper, facts(paper, **changes), SETTINGS, CALENDAR)


@pytest.mark.parametrize("paper", forms.PAPERS)
def test_the_example_of_each_paper_has_no_fault(paper: str) -> None:
    assert found(paper) == ()


@pytest.mark.parametrize(
    "paper,changes,rule",
    [
        ("termination_notice", {"date": "2026-11-10"}, "R07"),
        ("termination_notice", {"class": "检举控告"}, "R04"),
        ("termination_notice", {"handling__remedy_notice": False}, "R06"),
        ("termination_notice", {"review_deadline": "2026-11-12"}, "R07"),
        ("termination_notice", {"ground": "A"}, "R07"),
        ("termination_notice", {"ground": "F"}, "R07"),
        ("termination_notice", {"request": "以后终身不得信访"}, "R07"),
        ("termination_notice", {"acceptance__served_on": "2026-10-20"}, "R21"),
        ("mediation_agreement", {"on_default": "可以申请强制执行"}, "R14"),
        ("mediation_agreement", {"payments__0__amount": "1300"}, "R20"),
        ("mediation_agreement", {"terms__0__by": "2026-10-01"}, "R10"),
        ("mediation_agreement", {"terms__0__duty": "尽快后移"}, "R10"),
        ("mediation_agreement", {"terms__0__duty": "中间的地归其所有"}, "R13"),
        ("mediation_agreement", {"dispute": "身份证11010519491231002X"}, "R19"),
        ("legal_opinion", {"lawyers__0__profession": "基层法律服务工作者"}, "R15"),
        ("legal_opinion", {"lawyers__0__licence": "12345"}, "R15"),
        ("legal_opinion", {"addressees__0__consent": None}, "R15"),
        ("legal_opinion", {"laws__0__version": "2026-12-01"}, "R24"),
    ],
)
def test_what_the_law_asks_is_missed_by_its_rule(paper: str, changes: dict[str, Any], rule: str) -> None:
    told = found(paper, **changes)

    assert rule in {finding.rule for finding in told} or {finding.rule for finding in told} == {"R00"}
    assert all(finding.message and finding.remedy and finding.basis for finding in told)


def test_an_unknown_paper_names_the_known_ones() -> None:
    with pytest.raises(WrongValueError, match="termination_notice"):
        forms.schema("承诺书")


@pytest.mark.parametrize(
    "line,rule",
    [
        ("身份证：None。", "R00"),
        ("编号 {{ number }}", "R00"),
        ("付款1200元（人民币壹仟叁佰元整）", "R20"),
        ("具有强制执行效力", "R14"),
    ],
)
def test_a_bad_line_of_text_is_found(line: str, rule: str) -> None:
    lines = ("青石镇人民调解委员会", line)

    assert rule in {finding.rule for finding in check.text_findings("mediation_agreement", lines)}


def test_amounts_that_agree_in_digits_and_capitals_pass() -> None:
    lines = ("青石镇人民调解委员会", "付款1200元（人民币壹仟贰佰元整）")

    assert check.text_findings("mediation_agreement", lines) == ()


def findings_of(case: Case) -> tuple[Finding, ...]:
    """Return what every rule has against the facts of `case`."""
    return check.findings(case.paper, case.facts, SETTINGS, CALENDAR)


def test_texts_that_were_read_before_are_judged_as_at_first_sight() -> None:
    """What a concept, a date or a sentence is remembered by is its text alone, so that order plays no part."""
    some = cases()[::12]
    for case in some:
        findings_of(case)
    remembered = [findings_of(case) for case in reversed(some)]

    for concept in concepts().values():
        concept.known.clear()
    for remembering in (sentences._cut, dates.written_days, wording.holes, yearly_rates):  # forgotten
        remembering.cache_clear()
    at_first_sight = [findings_of(case) for case in reversed(some)]

    assert remembered == at_first_sight
    assert any(at_first_sight)
