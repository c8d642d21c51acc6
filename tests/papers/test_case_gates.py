"""What ledger, earlier papers and grievances have against a paper is told before it is numbered, with its field."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tests.kill_scenarios_issue import CODE, PAPER, TODAY, opened
from toolkit import documents
from toolkit.cases.ledger import ledger_of
from toolkit.commands.cli import main
from toolkit.grievances.register import confirm_grievances
from toolkit.papers import case_gates, forms
from toolkit.papers.register import FiledPaper
from toolkit.records import Finding
from toolkit.workspace.desk import Desk

CASE = "案2026-0001"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """Give a desk at a workspace with a case."""
    made, _ = opened(tmp_path / "ws")
    yield made
    made.store.close()


def facts(desk: Desk, **other: Any) -> dict[str, Any]:
    """Return facts of an application in the case, with `other` in them."""
    known = {"case": CASE, "grievances": list(ledger_of(desk).state(CASE, TODAY).grievances), "date": TODAY.isoformat()}
    return forms.example(PAPER) | known | other


def told(desk: Desk, given: dict[str, Any]) -> tuple[Finding, ...]:
    path = desk.workspace.root / "事实.json"
    path.write_text(json.dumps(given, ensure_ascii=False), encoding="utf-8")
    return documents.check(desk, PAPER, path)


def test_clean_facts_are_told_nothing(desk: Desk) -> None:
    assert told(desk, facts(desk)) == ()


@pytest.mark.parametrize(
    "day,why", [("2026-09-24", "申请日期 2026-09-24 早于夜话的日期 2026年9月25日"), ("2026-11-24", "在今天")]
)
def test_a_date_that_the_ledger_would_refuse_is_told_with_its_field_and_the_order(
    desk: Desk, day: str, why: str
) -> None:
    found = [one for one in told(desk, facts(desk, date=day)) if one.level == "error"]

    assert [(one.rule, one.field) for one in found] == [("R30", "date")]
    assert why in found[0].message
    assert "先后" in found[0].remedy
    assert "公历" not in found[0].remedy


def test_a_grievance_of_another_case_is_told(desk: Desk) -> None:
    (other,) = confirm_grievances(desk.store, CODE, [2], {}, "何琳")

    assert [one.field for one in told(desk, facts(desk, grievances=[other.number]))] == ["grievances"]


def test_a_case_that_is_not_open_yet_bars_nothing_by_itself(desk: Desk) -> None:
    (finding,) = told(desk, facts(desk, case="案2026-0009"))

    assert (finding.level, finding.field) == ("warning", "case")


def test_a_person_who_differs_from_an_earlier_paper_is_told_unless_that_is_corrected(desk: Desk) -> None:
    given = facts(desk)
    before = {**given, "respondents": [{**given["respondents"][0], "age": 62}]}
    filed = FiledPaper(PAPER, "旧1号", CASE, TODAY, "", "", (), before)
    with desk.store.reading() as tx:
        now = replace(case_gates.standing(desk, tx, CASE, PAPER, given), papers=(filed,))

    assert [one.field for one in case_gates.findings(now, PAPER, given)] == ["age"]
    assert case_gates.findings(now, PAPER, given, "旧1号") == ()


@pytest.mark.parametrize("value", [7, True, None, [1], {"a": 1}, "x", [None]])
@pytest.mark.parametrize("field", ["grievances", "case", "date", "applicants", "respondents", "parties"])
def test_a_value_of_the_wrong_kind_is_a_finding_on_the_command_line(desk: Desk, field: str, value: Any) -> None:
    path = desk.workspace.root / "事实.json"
    path.write_text(json.dumps(facts(desk, **{field: value}), ensure_ascii=False), encoding="utf-8")

    ended = CliRunner().invoke(main, ["check", PAPER, str(path), "--json", "--workspace", str(desk.workspace.root)])

    assert ended.exception is None or isinstance(ended.exception, SystemExit), ended.exc_info
    # A case that nobody opened yet may still be opened.
    if (field, value) != ("case", "x"):
        assert json.loads(ended.stdout)["findings"]


def test_a_folder_instead_of_facts_is_told(desk: Desk) -> None:
    words = ["check", PAPER, str(desk.workspace.root), "--workspace", str(desk.workspace.root)]

    ended = CliRunner().invoke(main, words)

    assert ended.exit_code == 1
    assert isinstance(ended.exception, SystemExit)
