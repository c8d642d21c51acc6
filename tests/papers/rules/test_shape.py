"""Every field that is missing, empty or malformed is named at once, with what stands there."""

from pathlib import Path
from typing import Any

import pytest

from toolkit.chinese.dates import Calendar
from toolkit.papers import forms
from toolkit.papers.facts import steps_of, with_value
from toolkit.papers.rules import check
from toolkit.records import Finding
from toolkit.workspace.settings import Workspace

TOP = Path(__file__).parents[3]
SETTINGS = Workspace(TOP / "examples").settings
CALENDAR = Calendar(None)


def found(paper: str, **changes: Any) -> tuple[Finding, ...]:
    """Return the findings on the example facts of `paper` with dotted `changes`, `__` standing for the dot."""
    given = forms.example(paper)
    for path, value in changes.items():
        given = with_value(given, steps_of(path.replace("__", ".")), value)
    return check.findings(paper, given, SETTINGS, CALENDAR)


@pytest.mark.parametrize("paper", forms.PAPERS)
def test_every_missing_field_is_named_at_once(paper: str) -> None:
    told = check.findings(paper, {"paper": paper}, SETTINGS, CALENDAR)

    required = set(forms.schema(paper)["required"]) - {"paper"}
    assert required <= {finding.field for finding in told}
    assert {finding.level for finding in told} == {"error"}


def test_an_emptied_field_is_told_as_empty_and_a_wrong_one_with_what_stands_there() -> None:
    told = {field: finding.message for field in ("", 7) for finding in found("termination_notice", request=field)}

    assert "没有填" in told[""]
    assert '""' not in told[""]
    assert "写法不对：7" in told[7]


@pytest.mark.parametrize("paper", forms.PAPERS)
def test_a_blank_value_is_no_value(paper: str) -> None:
    assert any(finding.field == "case" for finding in found(paper, case="  "))
