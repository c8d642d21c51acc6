"""What tests of rules are made of: example facts with changes, and settings that name the province's article."""

from dataclasses import replace
from functools import reduce
from pathlib import Path
from typing import Any

from toolkit.chinese.dates import Calendar
from toolkit.papers import forms
from toolkit.papers.facts import unwrapped
from toolkit.papers.rules import check
from toolkit.records import Finding
from toolkit.workspace.settings import Settings, Workspace

PROVINCIAL = "《某省信访条例》第四十六条第二项"
_EXAMPLES = Workspace(Path(__file__).parents[2] / "examples").settings
SETTINGS: Settings = replace(_EXAMPLES, papers=replace(_EXAMPLES.papers, provincial_basis=PROVINCIAL))
CALENDAR = Calendar(None)
DELETE = object()


def with_changes(paper: str, changes: dict[str, Any]) -> dict[str, Any]:
    """Return the example facts of `paper` with `changes`: dotted path to value, DELETE to take away."""
    facts: dict[str, Any] = unwrapped(forms.example(paper))
    for path, value in changes.items():
        *way, last = (int(step) if step.isdigit() else step for step in path.split("."))
        place: Any = reduce(lambda inner, step: inner[step], way, facts)
        if value is DELETE:
            del place[last]
        else:
            place[last] = value
    return facts


def found(paper: str, changes: dict[str, Any], settings: Settings = SETTINGS) -> tuple[Finding, ...]:
    """Return the findings on the example facts of `paper` with `changes`."""
    return check.findings(paper, with_changes(paper, changes), settings, CALENDAR)
