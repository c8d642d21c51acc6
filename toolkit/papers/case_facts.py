"""From case to paper: the facts that confirmed grievances, ledger and earlier papers hold, and what is to be asked.

Nothing is guessed: what no person confirmed, no entry says and no earlier paper of the case holds is missing.
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
from toolkit.papers.register import list_papers
from toolkit.records import Entry, Fact, Finding, Grievance
from toolkit.workspace import Desk

# What stays the same from paper to paper of one case.
_STEADY = (
    *("committee", "issuer", "petitioner", "parties", "applicants", "respondents", "dispute", "origin", "origin_from"),
    *("accepted_on", "rights_told_on", "place", "class", "channel", "raised_on", "raised_how", "request", "mediators"),
    *(
        "recorder",
        "contact",
        "acceptance",
        "handling",
        "review",
        "final_review",
        "firm",
        "lawyers",
        "client",
        "conflict",
    ),
    *("facts", "disputed_points", "responsibilities", "aid"),
)
_STEPS = {
    "acceptance": "acceptance_notice",
    "handling": "handling_opinion",
    "review": "review_opinion",
    "final_review": "final_review_opinion",
}
_ACCEPTED = ("mediation_accepted", "acceptance_notice")


@dataclass(frozen=True)
class Gathered:
    """The facts of `paper` that are known, and what is still missing or wrong, each with its reason and article."""

    paper: str
    facts: Mapping[str, Any]
    missing: tuple[Finding, ...]


def gathered(desk: Desk, case: str, paper: str) -> Gathered:
    """Return what is known of `case` for `paper`; raise UnknownNumberError, or WrongValueError for no such paper.

    Accusations (检举控告), and what nobody judged yet, give nothing to any paper (信访工作条例 Art 30).
    """
    schema = forms.schema(paper)
    state = ledger_of(desk).state(case, desk.today)
    known = matters.grievances_of(desk.store, state.grievances)
    grievances = [grievance for grievance in known.values() if may_be_shown(grievance)]
    facts: dict[str, Any] = {name: part["const"] for name, part in schema["properties"].items() if "const" in part}
    facts |= {"paper": paper, "case": state.case, "grievances": [one.number for one in grievances]}
    sources = (
        # Papers of a case tell what its grievances tell.
        _of_earlier_papers(desk, state.case, schema) if all_may_be_shown(desk.store, state.grievances) else {},
        _of_ledger(state.entries),
        _of_grievances(desk, grievances),
        {"committee": desk.settings.committee.name, "issuer": {"name": desk.settings.office.government}},
    )
    for source in sources:
        facts = _joined(facts, _fitting(source, schema))
    # A list that may be empty is empty until somebody fills it.
    may_be_empty = (name for name, part in schema["properties"].items() if part.get("minItems") == 0)
    facts = {name: [] for name in may_be_empty} | facts
    return Gathered(paper, facts, drafting.check(paper, facts, desk.workspace))


def _joined(known: Mapping[str, Any], more: Mapping[str, Any]) -> dict[str, Any]:
    """Return `known` with what only `more` tells; of two tellings that of `known` stands."""
    joined = dict(known)
    for name, value in more.items():
        old = joined.get(name)
        if old is None:
            joined[name] = value
        elif isinstance(old, Mapping) and isinstance(value, Mapping) and "source" not in old:
            joined[name] = _joined(old, value)
    return joined


def _fitting(facts: Mapping[str, Any], schema: Mapping[str, Any]) -> dict[str, Any]:
    """Return what of `facts` the object that `schema` describes can hold."""
    known = schema.get("properties", {})
    return {
        name: _fitting(value, known[name])
        if isinstance(value, Mapping) and "source" not in value
        else [_fitting(one, known[name].get("items", {})) if isinstance(one, Mapping) else one for one in value]
        if isinstance(value, list) and known[name].get("items", {}).get("properties")
        else value
        for name, value in facts.items()
        if name in known and value is not None
    }


# -- where facts come from -------------------------------------------------------------------------------------


def _of_earlier_papers(desk: Desk, case: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the newest papers of `case` say that does not change from paper to paper."""
    found: dict[str, Any] = {}
    for filed in list_papers(desk.store, case):
        theirs = forms.schema(filed.paper)["properties"]
        same = (name for name in _STEADY if name in theirs and name in schema["properties"])
        found |= {name: filed.facts[name] for name in same if filed.facts.get(name) is not None}
        sides = [
            {**one, "role": role}
            for name, role in (("applicants", "甲方"), ("respondents", "乙方"))
            for one in filed.facts.get(name) or ()
        ]
        if sides and "parties" not in found:
            found["parties"] = sides
    return found


def _of_ledger(entries: Sequence[Entry]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for entry in entries:
        for name, kind in _STEPS.items():
            if entry.kind == kind:
                found[name] = {"number": entry.document, "date": entry.date.isoformat()} | _served(entry)
        if entry.kind in _ACCEPTED:
            found["accepted_on"] = {"value": entry.date.isoformat(), "source": {"entry": entry.id}}
    return found


def _served(entry: Entry) -> dict[str, Any]:
    if entry.served_on is None:
        return {}
    return {"served_on": {"value": entry.served_on.isoformat(), "source": {"entry": entry.id}}}


def _of_grievances(desk: Desk, grievances: Sequence[Grievance]) -> dict[str, Any]:
    """Return what the first of `grievances` says, as it was confirmed: the others are the same person's or matter's."""
    if not grievances:
        return {}
    one = grievances[0]
    person = {"name": _told(one, one.person), "address": _told(one, one.home)}
    other = {"name": _told(one, one.against)}
    found: dict[str, Any] = {
        **_raised(desk, one),
        "petitioner": person,
        "request": _sourced(one, one.summary),
        "class": _sourced(one, one.kinds[0]) if len(one.kinds) == 1 else None,
        "channel": _sourced(one, one.channel) if one.channel else None,
        "summary": _sourced(one, one.summary),
    }
    if one.mediation:
        found |= {
            "applicants": [person],
            "respondents": [other],
            "dispute": _sourced(one, _dispute(one.mediation.type)) if one.mediation.type else None,
        }
        found |= {"parties": [{"role": "甲方", **person}, {"role": "乙方", **other}]}
    return {name: value for name, value in found.items() if value is not None}


def _raised(desk: Desk, one: Grievance) -> dict[str, Any]:
    """Return the day on which grievance `one` was raised, and how, by its meeting or its matter."""
    number = str(one.number)
    if matters.is_matter(number):
        return _received(one, matters.find_matter(desk.store, number))
    meeting = find_meeting(desk.store, find_recording(desk.store, recording_of_grievance(desk.store, number)).meeting)
    return {
        "raised_on": _sourced(one, meeting.held_on.isoformat()),
        "raised_how": f"在{meeting.place}院落夜话上口头",
    }


def _received(one: Grievance, matter: Matter) -> dict[str, Any]:
    """Return the days of `matter`: who transferred it knows when and how it was raised, so that is asked."""
    day = _sourced(one, matter.received[:10])
    if matter.raised_how is None:
        return {"received_on": day}
    return {"received_on": day, "raised_on": day, "raised_how": matter.raised_how}


def _told(one: Grievance, fact: Fact | None) -> dict[str, Any] | None:
    return None if fact is None else _sourced(one, str(fact.value))


def _sourced(one: Grievance, value: str) -> dict[str, Any]:
    return {"value": value, "source": {"grievance": one.number}}


def _dispute(kind: str) -> str:
    return kind if kind.endswith(("纠纷", "争议")) else f"{kind}纠纷"


# -- asking ----------------------------------------------------------------------------------------------------


def questions(known: Gathered) -> Iterator[tuple[str, str, str]]:
    """Yield (field, what to ask, article) of each plain value that is missing: a text, a number or a date.

    Lists and groups of fields are not asked for one by one: they are written into the facts file.
    """
    for one in known.missing:
        part = _part(forms.schema(known.paper), one.field)
        if one.rule == "R00" and {"string", "integer", "number", "boolean"} & _kinds(part):
            choices = "、".join(map(str, part.get("enum", ())))
            hint = f"（{choices}）" if choices else "（如 2026-10-28）" if part.get("format") == "date" else ""
            yield one.field, f"{part.get('title', one.field)}{hint}", one.basis


def answered(desk: Desk, known: Gathered, field: str, text: str) -> Gathered:
    """Return `known` with the `text` of an answer set at the dotted path `field`, and what is missing then."""
    part = _part(forms.schema(known.paper), field)
    value: Any = text
    if "boolean" in _kinds(part):
        value = text in {"是", "对", "y", "yes", "true"}
    elif "integer" in _kinds(part) and text.isdecimal():
        value = int(text)
    facts = _set(dict(known.facts), field.split("."), value)
    return Gathered(known.paper, facts, drafting.check(known.paper, facts, desk.workspace))


def write(known: Gathered, path: Path, *, replace: bool = False) -> Path:
    """Write the facts of `known` to the file `path`, to be completed.

    Raise AlreadyThereError when it is there and `replace` does not say that it may go, or WrongPlaceError.
    """
    refuse_existing(path, replace=replace)
    return write_whole(path, json.dumps(known.facts, ensure_ascii=False, indent=1) + "\n")


def _kinds(part: Mapping[str, Any]) -> set[str]:
    kinds = part.get("type", ())
    return {kinds} if isinstance(kinds, str) else set(kinds)


def _part(schema: Mapping[str, Any], field: str) -> Mapping[str, Any]:
    part = schema
    for step in field.split("."):
        part = part.get("items", {}) if step.isdigit() else part.get("properties", {}).get(step, {})
    return part


def _set(facts: Any, steps: Sequence[str], value: Any) -> Any:
    step, *rest = steps
    if step.isdigit():
        return [(_set(one, rest, value) if rest else value) if n == int(step) else one for n, one in enumerate(facts)]
    inner = facts.get(step) or {}
    return {**facts, step: _set(inner, rest, value) if rest else value}
