"""What each rule says to a lawyer, once for each remedy it gives, stays as it was approved in `messages.json`.

After a change that is meant: `python -m tests.papers.rules.test_messages`, then read what changed.
"""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.papers.made_up import CALENDAR, SETTINGS
from tests.papers.rules.test_cases import ARTICLES, BREAKING, RULES
from toolkit.papers import forms
from toolkit.papers.rules.base import RuleInput
from toolkit.papers.rules.cases import Case, cases_of
from toolkit.records import Finding

APPROVED = Path(__file__).parent / "messages.json"


def findings(case: Case) -> list[Finding]:
    """Return what the rule of `case` has against its facts."""
    settings = replace(SETTINGS, papers=replace(SETTINGS.papers, **case.settings))
    facts = forms.completed_facts(case.paper, case.facts)
    return list(RULES[case.rule].findings(RuleInput(case.paper, facts, settings, CALENDAR, ARTICLES)))


def told(rule: str) -> Iterator[list[str]]:
    """Yield everything that the cases of `rule` are told, where one of them is told something by a new remedy."""
    known: set[tuple[str, str, str]] = set()
    for case in cases_of(rule):
        found = findings(case) if case.breaks else []
        kinds = {(case.paper, finding.level, finding.remedy) for finding in found}
        if not kinds <= known:
            known |= kinds
            yield [f"{finding.field}: {finding.message}{finding.remedy}" for finding in found]


def written() -> dict[str, Any]:
    """Return what every rule says today."""
    return {rule: list(told(rule)) for rule in dict.fromkeys(case.rule for case in BREAKING)}


@pytest.mark.parametrize("rule", sorted({case.rule for case in BREAKING}))
def test_a_rule_says_what_was_approved(rule: str) -> None:
    approved = json.loads(APPROVED.read_text(encoding="utf-8"))

    assert list(told(rule)) == approved[rule]


if __name__ == "__main__":
    APPROVED.write_text(json.dumps(written(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
