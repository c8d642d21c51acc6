"""The page of a form: its steps, the paper as it reads so far, what bars it, its draft and its issue."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from toolkit import documents
from toolkit.core import YehuaError
from toolkit.papers import forms, interview, read_facts, unwrapped
from toolkit.records import Finding
from toolkit.workbench.fields import Given, text_of
from toolkit.workbench.paper_forms import drafts
from toolkit.workbench.paper_forms.case_facts import case_facts
from toolkit.workbench.paper_forms.drafts import DraftLine, IssuedLine, Paper
from toolkit.workspace import Desk


@dataclass(frozen=True)
class ClauseLine:
    """A clause that fits the dispute."""

    kind: str
    name: str
    place: str
    text: str
    basis: str


@dataclass(frozen=True)
class PersonLine:
    """What an earlier paper says of a party of this one; taken over into the party at `path`."""

    path: str
    name: str
    case: str
    told: str


@dataclass(frozen=True)
class PaperForm:
    """Everything that the form of a paper shows."""

    case: str
    paper: str
    title: str
    steps: tuple[interview.Step, ...]
    preview: interview.Preview
    others: tuple[Finding, ...]
    questions: tuple[tuple[str, Finding], ...]
    conflicts: tuple[interview.Conflict, ...]
    clauses: tuple[ClauseLine, ...]
    people: tuple[PersonLine, ...]
    is_ready: bool
    draft: DraftLine | None
    issued: IssuedLine | None


def paper_of(desk: Desk, given: Given) -> Paper:
    """Return the paper that `given` names, begun if nobody began it; raise UnknownNumberError or WrongValueError."""
    paper = forms.known_paper(text_of(given, "paper", "文书种类"))
    case, file = interview.begun(desk, text_of(given, "case", "事项"), paper)
    return Paper(case, paper, file)


def paper_form(desk: Desk, given: Given) -> PaperForm:
    """Return the form of the paper that `given` names."""
    return shown(desk, paper_of(desk, given))


def shown(desk: Desk, paper: Paper) -> PaperForm:
    """Return the form of `paper` as its facts stand."""
    facts = read_facts(paper.file)
    plain = unwrapped(facts)
    findings = (*interview.slot_findings(plain), *documents.check(desk, paper.paper, paper.file))
    steps = interview.steps(paper.paper, facts, findings)
    at_fields = {each.path for step in steps for each in interview.all_fields(step.fields)}
    others = tuple(finding for finding in findings if finding.field not in at_fields)
    earlier = interview.earlier_papers(desk)
    return PaperForm(
        case=paper.case,
        paper=paper.paper,
        title=forms.PAPERS[paper.paper],
        steps=steps,
        preview=_reading(desk, paper, facts),
        others=others,
        questions=tuple(interview.open_questions(findings)),
        conflicts=interview.conflicts(plain, paper.case, earlier),
        clauses=_clauses(desk, paper.paper, str(plain.get("dispute") or "")),
        people=_people(paper, plain, interview.people(earlier)),
        is_ready=not any(finding.level != "warning" for finding in findings),
        draft=drafts.line(desk, paper),
        issued=drafts.issued_line(desk, paper),
    )


def _reading(desk: Desk, paper: Paper, facts: Mapping[str, Any]) -> interview.Preview:
    """Return how the paper reads: as it was issued, while the facts are those of the issued paper."""
    reading = interview.preview(paper.paper, facts, desk.workspace)
    issued = drafts.issued_file(desk, paper)
    try:
        return interview.as_issued(reading, issued) if issued else reading
    except YehuaError as fault:
        why = f"签发的文件打不开，下面是按表上的内容排的，不是签发的原样。{fault}"
        return replace(reading, fault=why)


def _clauses(desk: Desk, paper: str, dispute: str) -> tuple[ClauseLine, ...]:
    if "terms" not in forms.schema(paper)["properties"]:
        return ()
    known = interview.for_dispute(interview.library(desk.workspace), dispute)
    committee = desk.settings.committee.name
    return tuple(ClauseLine(each.kind, each.name, each.place, each.worded(committee), each.basis) for each in known)


def _people(paper: Paper, plain: Mapping[str, Any], known: Iterable[interview.Person]) -> tuple[PersonLine, ...]:
    """Return what earlier papers of other cases say of the parties, where this paper lacks some of it."""
    lines = []
    book = list(known)
    for side in ("parties", "applicants", "respondents"):
        listed = plain.get(side)
        for position, party in enumerate(listed if isinstance(listed, list) else ()):
            lines += [
                PersonLine(f"{side}.{position}", person.name, person.case, "，".join(map(str, fields.values())))
                for person in book
                if person.name == party.get("name") and person.case != paper.case
                if (fields := _lacking(paper.paper, side, person, party))
            ]
    return tuple(lines)


def _lacking(paper: str, side: str, person: interview.Person, party: Mapping[str, Any]) -> dict[str, Any]:
    fields = interview.fields_for(paper, side, person)
    return {name: value for name, value in fields.items() if party.get(name) in (None, "") and name != "kind"}


PAGES: Mapping[str, Callable[[Desk, Given], object]] = {"paper_form": paper_form, "case_facts": case_facts}
