"""The book of parties (当事人簿): everybody named in papers of the office, used again and held against conflicts.

It is read from the issued papers, never kept apart, and leaves out the cases whose words are withheld.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from toolkit.cases import matters
from toolkit.grievances.accusations import may_be_shown
from toolkit.papers import forms
from toolkit.papers.facts import unwrapped
from toolkit.papers.register import FiledPaper, list_papers
from toolkit.papers.values import acting
from toolkit.workspace import Desk

_SIDES = ("parties", "applicants", "respondents")
_USED_AGAIN = (
    *("kind", "sex", "ethnicity", "age", "occupation", "phone", "address", "representative", "credit_code"),
    "identity",
)
_NEUTRAL = {"mediators": "调解员", "recorder": "记录人"}


@dataclass(frozen=True)
class Person:
    """A party as an earlier paper names it: its fields, and the case and day of that paper."""

    name: str
    fields: Mapping[str, Any]
    case: str
    on: str


@dataclass(frozen=True)
class Role:
    """What somebody did in a case: `acts_as` in Chinese, for `side` (nobody where neutral), against `others`."""

    name: str
    acts_as: str
    side: frozenset[str]
    others: frozenset[str]
    case: str


@dataclass(frozen=True)
class Conflict:
    """Why somebody named in this paper may not act in it, and the field that names the person."""

    field: str
    message: str


def earlier_papers(desk: Desk) -> tuple[FiledPaper, ...]:
    """Return the issued papers of the office whose words may be shown, the newest first."""
    papers = [paper for paper in reversed(list_papers(desk.store)) if not paper.is_emptied]
    named = {paper.number: tuple(unwrapped(paper.facts).get("grievances") or ()) for paper in papers}
    known = matters.grievances_of(desk.store, {number for numbers in named.values() for number in numbers})
    shown = {number for number, grievance in known.items() if may_be_shown(grievance)}
    return tuple(paper for paper in papers if shown.issuperset(named[paper.number]))


def people(papers: Iterable[FiledPaper]) -> Iterator[Person]:
    """Yield each party of `papers` once for each case, as its newest paper has it."""
    seen: set[tuple[str, str]] = set()
    for paper in papers:
        for person in _people(unwrapped(paper.facts)):
            key = (person["name"], paper.case or "")
            if key not in seen:
                seen.add(key)
                fields = {name: person[name] for name in _USED_AGAIN if person.get(name) not in (None, "")}
                yield Person(person["name"], fields, paper.case or "", paper.issued_on.isoformat())


def fields_for(paper: str, path: str, person: Person) -> dict[str, Any]:
    """Return what is known of `person` that a party at `path`, such as `parties[]`, has a field for."""
    known = forms.schema(paper)["properties"].get(path.removesuffix("[]"), {}).get("items", {}).get("properties", {})
    return {name: value for name, value in person.fields.items() if name in known}


def _people(facts: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for name in _SIDES:
        listed = facts.get(name)
        for person in listed if isinstance(listed, list) else ():
            if isinstance(person, Mapping) and isinstance(person.get("name"), str) and person["name"].strip():
                yield person


# -- conflicts -------------------------------------------------------------------------------------------------


def conflicts(facts: Mapping[str, Any], case: str, papers: Sequence[FiledPaper]) -> tuple[Conflict, ...]:
    """Return the conflicts of whoever acts in a paper of `case`, by its plain `facts` and other cases of the office.

    A lawyer may not act for the other side of one's own matter (律师法 Art 39), a mediator not be partial (人民调解法
    Art 15). Names alone are compared, so each is a matter to check.
    """
    own = list(_roles(facts, case))
    of_others = (filed for filed in papers if filed.case != case)
    others = [role for filed in of_others for _, role in _roles(unwrapped(filed.facts), filed.case or "")]
    clashes = [*_within(facts), *(each for field, role in own for each in _against(field, role, others))]
    return tuple(dict.fromkeys(clashes))


def _roles(facts: Mapping[str, Any], case: str) -> Iterator[tuple[str, Role]]:
    """Yield field and role of everybody who acts in a paper: lawyers, agents, mediators, recorders."""
    names = {str(person["name"]) for person in _people(facts)}
    client, petitioner = (_name_of(facts.get(name)) for name in ("client", "petitioner"))
    for position, lawyer in enumerate(facts.get("lawyers") or ()):
        if name := _name_of(lawyer):
            yield f"lawyers.{position}.name", Role(name, "律师", _set(client), _set(petitioner), case)
    for side in _SIDES:
        listed = facts.get(side) if isinstance(facts.get(side), list) else ()
        for position, person in enumerate(listed or ()):
            yield from _agents(f"{side}.{position}.representative", person, names, case)
    for field, acts_as in _NEUTRAL.items():
        value = facts.get(field)
        for position, person in enumerate(value if isinstance(value, list) else [value]):
            if name := _name_of(person):
                place = f"{field}.{position}.name" if isinstance(value, list) else f"{field}.name"
                yield place, Role(name, acts_as, frozenset(), frozenset(names), case)


def _agents(field: str, person: Any, names: set[str], case: str) -> Iterator[tuple[str, Role]]:
    own = _name_of(person)
    if own and isinstance(person.get("representative"), str):
        for title, name in acting(person):
            yield field, Role(name, title, _set(own), frozenset(names - {own}), case)


def _within(facts: Mapping[str, Any]) -> Iterator[Conflict]:
    """Yield the conflicts inside one paper: who is a party may not mediate or record."""
    names = {str(person["name"]) for person in _people(facts)}
    for field, role in _roles(facts, ""):
        if not role.side and role.name in names:
            yield Conflict(field, f"{role.name}是本案当事人，不能又做{role.acts_as}。")


def _against(field: str, role: Role, others: Iterable[Role]) -> Iterator[Conflict]:
    for before in others:
        if before.name != role.name or not before.side:
            continue
        if meant := role.others & before.side:
            who = "、".join(sorted(meant))
            place = f"在{before.case}里" if before.case else "以前"
            now = "现在在另一方" if role.side else f"现在做{role.acts_as}"
            was = f"{role.name}{place}做过{who}的{before.acts_as}"
            yield Conflict(field, f"{was}，{now}，请查利益冲突（同名的请核对）。")


def _name_of(person: Any) -> str:
    name = person.get("name") if isinstance(person, Mapping) else None
    return name.strip() if isinstance(name, str) else ""


def _set(name: str) -> frozenset[str]:
    return frozenset({name} if name else ())
