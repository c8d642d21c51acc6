"""Every rule of the YAML cases is told where its facts break it, and keeps quiet where they keep it."""

from dataclasses import replace

import pytest

from tests.papers.made_up import CALENDAR, SETTINGS
from toolkit.papers import citations, forms
from toolkit.papers.rules import check  # noqa: F401 # enters every rule
from toolkit.papers.rules.base import RuleInput
from toolkit.papers.rules.cases import Case, cases, cases_of
from toolkit.papers.rules.registry import Rule, every_rule
from toolkit.papers.rules.shape import shape_findings
from toolkit.workspace import shipped

ARTICLES = citations.table(shipped("templates/docx/citations.csv"))
GRAVEST = ("error", "question", "warning")
RULES = {rule.name: rule for rule in every_rule()}
FEWEST = 2  # cases that break a rule, and cases that keep it
BREAKING = [case for case in cases() if case.breaks]
KEEPING = [case for case in cases() if not case.breaks]


def told(case: Case) -> str:
    """Return the level of the gravest finding of the rule of `case` in its facts, nothing without one."""
    assert tuple(shape_findings(case.paper, case.facts)) == ()
    facts = forms.completed_facts(case.paper, case.facts)
    settings = replace(SETTINGS, papers=replace(SETTINGS.papers, **case.settings))
    given = RuleInput(case.paper, facts, settings, CALENDAR, ARTICLES)
    return min((finding.level for finding in RULES[case.rule].findings(given)), key=GRAVEST.index, default="")


@pytest.mark.parametrize("case", BREAKING, ids=lambda case: f"{case.rule}: {case.words[:30]}")
def test_facts_that_break_a_rule_are_told_by_it(case: Case) -> None:
    assert told(case) == case.level


@pytest.mark.parametrize("case", KEEPING, ids=lambda case: f"{case.rule}: {case.words[:30]}")
def test_facts_that_keep_a_rule_are_not_told_by_it(case: Case) -> None:
    assert told(case) == ""


def test_there_are_enough_cases_and_each_names_a_rule_of_its_paper() -> None:
    assert len(BREAKING) >= 150
    assert all(RULES[case.rule].is_for(case.paper) and case.paper in forms.PAPERS for case in cases())


@pytest.mark.parametrize("rule", every_rule(), ids=lambda rule: rule.name)
def test_every_rule_has_two_cases_that_break_it_and_two_that_keep_it(rule: Rule) -> None:
    of_rule = cases_of(rule.name)

    assert sum(case.breaks for case in of_rule) >= FEWEST
    assert sum(not case.breaks for case in of_rule) >= FEWEST


def test_a_case_reads_as_the_words_that_were_changed() -> None:
    (first, *_) = cases_of("the_committee_is_one")

    assert first.words == "青石镇人民政府"


@pytest.mark.parametrize("rule", every_rule(), ids=lambda rule: rule.name)
def test_every_rule_names_what_it_serves(rule: Rule) -> None:
    assert rule.title
    assert rule.basis
    assert rule.number.startswith("R")
    assert rule.papers <= set(forms.PAPERS)
    assert all(provision.articles or not provision.law or provision.place == "附一" for provision in rule.provisions)
