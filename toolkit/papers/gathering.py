"""Facts of a paper gathered from confirmed grievances, the ledger and earlier papers, and questions for the rest.

Nothing is guessed: a value that none of these sources holds is missing.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from toolkit.cases import Matter, all_may_be_shown, ledger_of, matters
from toolkit.core import refuse_existing, write_whole
from toolkit.grievances import recording_of_grievance
from toolkit.grievances.accusations import may_be_shown
from toolkit.meetings import find_meeting, find_recording
from toolkit.papers import drafting, forms
from toolkit.papers.facts import field_schema, steps_of, with_value
from toolkit.papers.register import list_papers
from toolkit.papers.rules.termination import STEP_ENTRIES
from toolkit.records import Entry, Fact, Finding, Grievance
from toolkit.workspace import Desk

# Fields that stay the same in all papers of a case.
_STEADY = (
    *("committee", "issuer", "petitioner", "parties", "applicants", "respondents", "dispute", "origin", "origin_from"),
    *("accepted_on", "rights_told_on", "place", "class", "channel", "raised_on", "raised_how", "request", "mediators"),
    *("recorder", "contact", "acceptance", "handling", "review", "final_review", "firm", "lawyers", "client"),
    *("conflict", "facts", "disputed_points", "responsibilities", "aid"),
)
# Fields of one name that mean another thing in these papers: what a client asks is not what a petitioner asks for.
_ANOTHER_THING = {"legal_opinion": {"request"}}
_ACCEPTED = ("mediation_accepted", "acceptance_notice")


@dataclass(frozen=True)
class Gathered:
    """The facts of `paper` that are known, and what is still missing or wrong, each with its reason and article."""

    paper: str
    facts: Mapping[str, Any]
    missing: tuple[Finding, ...]


def gathered(desk: Desk, case: str, paper: str) -> Gathered:
    """Return the facts known of `case` for `paper`; raise UnknownNumberError, or WrongValueError for an unknown paper.

    Accusations (检举控告), and what nobody judged yet, give nothing to any paper (信访工作条例 Art 30).
    """
    schema = forms.schema(paper)
    state = ledger_of(desk).state(case, desk.today)
    known = matters.grievances_of(desk.store, state.grievances)
    grievances = [grievance for grievance in known.values() if may_be_shown(grievance)]
    facts: dict[str, Any] = {name: part["const"] for name, part in schema["properties"].items() if "const" in part}
    facts |= {"paper": paper, "case": state.case, "grievances": [grievance.number for grievance in grievances]}
    sources = (
        # A paper of a case repeats its grievances, so it is withheld with them.
        _of_earlier_papers(desk, state.case, schema) if all_may_be_shown(desk.store, state.grievances) else {},
        _of_ledger(state.entries),
        _of_grievances(desk, grievances),
        {"committee": desk.settings.committee.name, "issuer": {"name": desk.settings.office.government}},
    )
    for source in sources:
        told = {name: value for name, value in source.items() if name not in _ANOTHER_THING.get(paper, ())}
        facts = _joined(facts, _fitting(told, schema))
    # A list that may be empty is empty until somebody fills it.
    may_be_empty = (name for name, part in schema["properties"].items() if part.get("minItems") == 0)
    facts = {name: [] for name in may_be_empty} | facts
    return Gathered(paper, facts, drafting.check(paper, facts, desk.workspace))


def _joined(known: Mapping[str, Any], more: Mapping[str, Any]) -> dict[str, Any]:
    """Return `known` completed from `more`, object by object; where both have a value, that of `known` stays."""
    joined = dict(known)
    for name, value in more.items():
        old = joined.get(name)
        if old is None:
            joined[name] = value
        elif isinstance(old, Mapping) and isinstance(value, Mapping) and "source" not in old:
            joined[name] = _joined(old, value)
    return joined


def _fitting(facts: Mapping[str, Any], schema: Mapping[str, Any]) -> dict[str, Any]:
    """Return those of `facts` that the object `schema` has a field for, in nested objects and lists too."""
    known = schema.get("properties", {})
    given = {name: value for name, value in facts.items() if name in known and value is not None}
    return {name: _fitting_value(value, known[name]) for name, value in given.items()}


def _fitting_value(value: Any, schema: Mapping[str, Any]) -> Any:
    if isinstance(value, Mapping) and "source" not in value:
        return _fitting(value, schema)
    if schema.get("type") == "object":
        # The way of a grievance, a plain value, is one field of the way of an opinion.
        return {"item": value} if "item" in schema["properties"] else None
    items = schema.get("items", {})
    if isinstance(value, list) and items.get("properties"):
        return [_fitting_value(item, items) for item in value]
    return value


# -- where facts come from -------------------------------------------------------------------------------------


def _of_earlier_papers(desk: Desk, case: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    """Return the steady fields of the papers of `case`, each from the newest paper that has it."""
    facts: dict[str, Any] = {}
    for filed in list_papers(desk.store, case):
        theirs = forms.schema(filed.paper)["properties"]
        same = (name for name in _STEADY if name in theirs and name in schema["properties"])
        facts |= {name: filed.facts[name] for name in same if filed.facts.get(name) is not None}
        sides = [
            {**party, "role": role}
            for name, role in (("applicants", "甲方"), ("respondents", "乙方"))
            for party in filed.facts.get(name) or ()
        ]
        if sides and "parties" not in facts:
            facts["parties"] = sides
    return facts


def _of_ledger(entries: Sequence[Entry]) -> dict[str, Any]:
    """Return the documents of the chain and the day of acceptance, each from the last of `entries` that has it."""
    facts: dict[str, Any] = {}
    for entry in entries:
        source = {"entry": entry.id}
        for name, kind in STEP_ENTRIES.items():
            if entry.kind == kind:
                facts[name] = {"number": entry.document, "date": entry.date.isoformat()}
                if entry.served_on is not None:
                    facts[name]["served_on"] = _sourced(entry.served_on.isoformat(), source)
        if entry.kind in _ACCEPTED:
            facts["accepted_on"] = _sourced(entry.date.isoformat(), source)
    return facts


def _of_grievances(desk: Desk, grievances: Sequence[Grievance]) -> dict[str, Any]:
    """Return the facts of the first of `grievances`: the others are about the same person or matter."""
    if not grievances:
        return {}
    grievance = grievances[0]
    source = {"grievance": grievance.number}
    person = {"name": _confirmed(grievance.person, source), "address": _confirmed(grievance.home, source)}
    other = {"name": _confirmed(grievance.against, source)}
    facts: dict[str, Any] = {
        **_raised(desk, str(grievance.number)),
        "petitioner": person,
        "request": _sourced(grievance.summary, source),
        "class": _sourced(grievance.kinds[0], source) if len(grievance.kinds) == 1 else None,
        "channel": _sourced(grievance.channel, source) if grievance.channel else None,
        "summary": _sourced(grievance.summary, source),
    }
    if grievance.mediation:
        if grievance.mediation.type:
            facts["dispute"] = _sourced(_dispute(grievance.mediation.type), source)
        facts |= {"applicants": [person], "respondents": [other]}
        facts["parties"] = [{"role": "甲方", **person}, {"role": "乙方", **other}]
    return {name: value for name, value in facts.items() if value is not None}


def _raised(desk: Desk, number: str) -> dict[str, Any]:
    """Return when and how the grievance `number` was raised, by its meeting or its matter."""
    if matters.is_matter(number):
        return _received(matters.find_matter(desk.store, number))
    source = {"grievance": number}
    meeting = find_meeting(desk.store, find_recording(desk.store, recording_of_grievance(desk.store, number)).meeting)
    return {
        "raised_on": _sourced(meeting.held_on.isoformat(), source),
        "raised_how": f"在{meeting.place}院落夜话上口头",
    }


def _received(matter: Matter) -> dict[str, Any]:
    """Return the days of `matter`: who transferred it knows when and how it was raised, so that is asked."""
    day = _sourced(matter.received[:10], {"grievance": matter.number})
    if matter.raised_how is None:
        return {"received_on": day}
    return {"received_on": day, "raised_on": day, "raised_how": matter.raised_how}


def _confirmed(fact: Fact | None, source: Mapping[str, Any]) -> dict[str, Any] | None:
    return None if fact is None else _sourced(str(fact.value), source)


def _sourced(value: str, source: Mapping[str, Any]) -> dict[str, Any]:
    return {"value": value, "source": source}


def _dispute(kind: str) -> str:
    return kind if kind.endswith(("纠纷", "争议")) else f"{kind}纠纷"


# -- asking ----------------------------------------------------------------------------------------------------


def questions(known: Gathered) -> Iterator[tuple[str, str, str]]:
    """Yield (field, question, article) for each plain value that is missing: a text, a number or a date.

    Lists and groups of fields are not asked for one by one: they are written into the facts file.
    """
    for finding in known.missing:
        part = field_schema(forms.schema(known.paper), finding.field)
        if finding.rule == "R00" and {"string", "integer", "number", "boolean"} & _kinds(part):
            choices = "、".join(map(str, part.get("enum", ())))
            hint = f"（{choices}）" if choices else "（如 2026-10-28）" if part.get("format") == "date" else ""
            yield finding.field, f"{part.get('title', finding.field)}{hint}", finding.basis


def answered(desk: Desk, known: Gathered, field: str, text: str) -> Gathered:
    """Return `known` with the answer `text` as the value of the dotted path `field`, checked again."""
    part = field_schema(forms.schema(known.paper), field)
    value: Any = text
    if "boolean" in _kinds(part):
        value = text in {"是", "对", "y", "yes", "true"}
    elif "integer" in _kinds(part) and text.isdecimal():
        value = int(text)
    facts = with_value(known.facts, steps_of(field), value)
    return Gathered(known.paper, facts, drafting.check(known.paper, facts, desk.workspace))


def write(known: Gathered, path: Path, *, replace: bool = False) -> Path:
    """Write the facts of `known` to the file `path`, to be completed.

    Raise AlreadyThereError when the file exists and `replace` is false, or WrongPlaceError.
    """
    refuse_existing(path, replace=replace)
    return write_whole(path, json.dumps(known.facts, ensure_ascii=False, indent=1) + "\n")


def _kinds(part: Mapping[str, Any]) -> set[str]:
    kinds = part.get("type", ())
    return {kinds} if isinstance(kinds, str) else set(kinds)
