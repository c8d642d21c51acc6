"""What is asked: in the order of the paper, a few fields at a time, each with help, only where it applies."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from tests.papers.made_up import SETTINGS, with_changes
from toolkit.papers import forms
from toolkit.papers.citations import table
from toolkit.papers.facts import fields as schema_fields
from toolkit.papers.facts import unwrapped
from toolkit.papers.interview import all_fields, steps
from toolkit.papers.interview.clauses import library
from toolkit.papers.interview.defaults import Known, refreshed
from toolkit.papers.rules.shape import shape_findings
from toolkit.workspace import Workspace, shipped

PLAIN = {"text", "long", "lines", "date", "choice", "money", "number"}
MOST_IN_A_STEP = 26  # two parties, with everything that may be left out


@pytest.fixture
def known(workspace: Workspace) -> Known:
    """Give what defaults are taken from, at an office that issued nothing yet."""
    articles = table(shipped("templates/docx/citations.csv"))
    return Known(SETTINGS, dt.date(2026, 10, 28), (), library(workspace), articles, "占地补偿款没有付")


def asked(paper: str, facts: dict[str, Any]) -> list[Any]:
    return [field for step in steps(paper, facts, ()) for field in all_fields(step.fields)]


def to_type(paper: str, facts: dict[str, Any]) -> list[str]:
    """Return the paths of the fields that a person must still fill before the paper has its shape."""
    findings = tuple(shape_findings(paper, facts))
    every = [field for step in steps(paper, facts, findings) for field in all_fields(step.fields)]
    return [field.path for field in every if field.kind in PLAIN and field.is_needed and not field.value]


@pytest.mark.parametrize("paper", forms.PAPERS)
def test_each_field_of_a_paper_is_asked_once_and_has_help(paper: str, known: Known) -> None:
    fields = asked(paper, refreshed(paper, {"paper": paper}, known))

    paths = [field.path for field in fields]
    assert len(paths) == len(set(paths))
    assert [field.path for field in fields if not field.help and field.kind in PLAIN] == []
    assert all(len(list(all_fields(step.fields))) <= MOST_IN_A_STEP for step in steps(paper, {}, ()))


@pytest.mark.parametrize("paper", forms.PAPERS)
def test_every_required_field_of_a_schema_is_asked_or_known_without_asking(paper: str, known: Known) -> None:
    facts = refreshed(paper, {"paper": paper}, known)
    patterns = {field.path.replace(".0", "[]").replace(".1", "[]") for field in asked(paper, facts)}
    without = {"paper", "case", "grievances", "currency", "amount_capitals", "grievances[]"}

    missing = [
        path
        for path, needed in schema_fields(forms.schema(paper))
        if needed and "." not in path and not path.endswith("[]")
        if path not in patterns | without and "const" not in forms.schema(paper)["properties"][path]
    ]

    assert missing == []


def test_a_field_is_shown_only_when_it_applies() -> None:
    person = asked("mediation_agreement", with_changes("mediation_agreement", {}))
    body = asked(
        "mediation_agreement",
        with_changes("mediation_agreement", {"parties.0.kind": "法人或其他组织", "parties.0.age": None}),
    )

    shown = [{field.path for field in fields} for fields in (person, body)]
    assert "parties.0.age" in shown[0]
    assert "parties.0.credit_code" not in shown[0]
    assert "parties.0.age" not in shown[1]
    assert "parties.0.credit_code" in shown[1]


def test_what_was_written_is_shown_although_it_applies_no_more() -> None:
    facts = with_changes("mediation_agreement", {"parties.0.kind": "法人或其他组织", "parties.0.age": 58})

    assert "parties.0.age" in {field.path for field in asked("mediation_agreement", facts)}


def test_instalments_or_a_day_are_asked_never_both() -> None:
    schedule = {"count": 3, "first": "2026-10-31", "every": "月"}
    by_schedule = with_changes("mediation_agreement", {"payments.0.instalments": None, "payments.0.schedule": schedule})
    at_once = with_changes("mediation_agreement", {"payments.0.instalments": None})

    paths = [{field.path for field in asked("mediation_agreement", facts)} for facts in (by_schedule, at_once)]
    assert "payments.0.schedule.count" in paths[0]
    assert "payments.0.by" not in paths[0]
    assert "payments.0.by" in paths[1]
    assert "payments.0.schedule.count" not in paths[1]


def test_a_finding_stands_at_its_field() -> None:
    facts = with_changes("mediation_agreement", {"parties.1.address": "", "date": "十月"})
    findings = tuple(shape_findings("mediation_agreement", facts))
    at = {
        field.path: field.faults
        for step in steps("mediation_agreement", facts, findings)
        for field in all_fields(step.fields)
    }

    assert "没有填" in at["parties.1.address"][0].message
    assert "写法不对" in at["date"][0].message


def test_an_agreement_of_three_duties_and_a_payment_asks_a_hand_for_at_most_25_fields(known: Known) -> None:
    grown = refreshed("mediation_agreement", {"paper": "mediation_agreement", **CASE}, known)
    grown["terms"] = [{"subject": "一", "obligor": "吴建国", "duty": "二", "way": "三"}] * 3
    grown["payments"] = [{}]

    assert len(to_type("mediation_agreement", refreshed("mediation_agreement", grown, known))) <= 25


def test_a_first_opinion_asks_a_hand_for_at_most_45_fields(known: Known) -> None:
    own = {"petitioner": {"name": "李国强", "address": "柳树湾村五组"}, "channel": {"item": "31(5)"}}
    texts = {"claim": {}, "issues": [{}] * 3, "materials": [{}] * 4, "limitation": [{}] * 3, "lawyers": [{}] * 2}
    begun = refreshed("legal_opinion", {"paper": "legal_opinion", **own, **texts}, known)
    typed = to_type("legal_opinion", begun)

    # What the materials are called fills in the list of evidence, of which each piece must be told what it proves.
    proves = len(texts["materials"]) - 1
    assert len(typed) + proves <= 45


def test_a_second_opinion_of_an_office_asks_for_less(known: Known) -> None:
    own = {"petitioner": {"name": "李国强", "address": "柳树湾村五组"}, "channel": {"item": "31(5)"}}
    counted = [
        len(to_type("legal_opinion", refreshed("legal_opinion", {"paper": "legal_opinion", **own}, office)))
        for office in (known, replace(known, earlier=(unwrapped(forms.example("legal_opinion")),)))
    ]

    assert counted[1] <= counted[0] - 5


CASE = {
    "case": "案2026-0001",
    "grievances": ["夜话2026-08-柳树湾-诉001"],
    "committee": "青石镇人民调解委员会",
    "dispute": "邻里纠纷",
    "accepted_on": "2026-10-15",
    "parties": [{"name": "孙玉兰", "address": "柳树湾村二组"}, {"name": "吴建国"}],
    "petitioner": {"name": "孙玉兰", "address": "柳树湾村二组"},
}
