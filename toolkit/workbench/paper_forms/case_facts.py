"""The page 事实: what is known of a case for a paper, each with where it comes from, and what is still missing.

Nothing is written by looking, and nothing withheld is among the facts.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from toolkit.papers import forms, gathering, interview
from toolkit.records import Finding
from toolkit.workbench.fields import Given, text_of
from toolkit.workspace import Desk

_YES_OR_NO = {"true": "是", "false": "否"}
_OF_THE_OFFICE = "本单位的设置，或者这种文书的固定写法"


@dataclass(frozen=True)
class FactLine:
    """A fact: the step of the form and the field it stands in, its value, where it comes from, and the page of that."""

    step: str
    name: str
    value: str
    origin: str
    page: str


@dataclass(frozen=True)
class CaseFacts:
    """What is known of `case` for the paper `paper`, what is missing, and the papers to choose from."""

    case: str
    paper: str
    title: str
    known: tuple[FactLine, ...]
    missing: tuple[Finding, ...]
    forms: tuple[tuple[str, str], ...]


def case_facts(desk: Desk, given: Given) -> CaseFacts:
    """Return the facts of the case and the paper that `given` names; raise UnknownNumberError or WrongValueError."""
    paper = forms.known_paper(text_of(given, "paper", "文书种类"))
    gathered = gathering.gathered(desk, text_of(given, "case", "事项"), paper)
    case = str(gathered.facts["case"])
    steps = interview.steps(paper, gathered.facts, gathered.missing)
    return CaseFacts(
        case=case,
        paper=paper,
        title=forms.PAPERS[paper],
        known=tuple(line for step in steps for line in _lines(step, case)),
        missing=gathered.missing,
        forms=tuple(forms.PAPERS.items()),
    )


def _lines(step: interview.Step, case: str) -> Iterator[FactLine]:
    for field in interview.all_fields(step.fields):
        if field.value and field.kind != "maybe":
            page = f"/grievance/{field.grievance}" if field.grievance else f"/case/{case}" if field.note else ""
            shown = dict(field.choices).get(field.value, _YES_OR_NO.get(field.value, field.value))
            yield FactLine(step.title, field.name, shown, field.note or _OF_THE_OFFICE, page)
