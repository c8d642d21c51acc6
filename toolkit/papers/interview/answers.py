"""Answers of a person written into the facts of a paper: a field, an item more or less, a clause, a slot of one."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from toolkit.core import WrongValueError
from toolkit.papers import forms
from toolkit.papers.facts import Step, field_schema, pattern_of, steps_of, unwrapped, value_at, with_value
from toolkit.papers.interview.clauses import CLAUSE, Clause, filled, slots
from toolkit.papers.interview.defaults import is_default, names_of, settled
from toolkit.papers.rules.questions import ANSWERS

Facts = Mapping[str, Any]
_NUMBER = re.compile(r"-?\d{1,9}")
_GONE = "这一栏已经不在了（也许在另一个窗口里去掉了），请刷新网页再看"


def answered(paper: str, facts: Facts, path: str, text: str) -> dict[str, Any]:
    """Return `facts` with what a person wrote into the field at `path`; raise WrongValueError where there is none."""
    part, steps = _known(paper, path), steps_of(path)
    value = _read(part, text)
    if "array" in _types(part) and "properties" not in part.get("items", {}):
        value = _lines(_at(facts, steps), text)
    return _put(_taken_over(facts, steps), steps, value, path)


def with_item(paper: str, facts: Facts, path: str, item: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return `facts` with one more item, blank or `item`, in the list at `path`, in place of a blank last one."""
    _known(paper, path)
    listed = _listed(facts, path)
    kept = listed[:-1] if item and listed and not _has_text(listed[-1]) else listed
    return _put(facts, steps_of(path), [*kept, dict(item or {})], path)


def without_item(paper: str, facts: Facts, path: str) -> dict[str, Any]:
    """Return `facts` without the item at `path`, such as `payments.1`."""
    _known(paper, path)
    holder, _, position = path.rpartition(".")
    listed = _listed(facts, holder)
    if not position.isdigit() or int(position) >= len(listed):
        raise WrongValueError(field="栏目", value=path, why=_GONE)
    left = [item for n, item in enumerate(listed) if n != int(position)]
    return _put(facts, steps_of(holder), left, holder)


def with_clause(paper: str, facts: Facts, clause: Clause, committee: str) -> dict[str, Any]:
    """Return `facts` with `clause` at its place: a term, a payment, or the words on default or title."""
    people = _people_of(facts)
    words, way = (_sourced(text, clause, people) for text in (clause.worded(committee), clause.way))
    if clause.place == "协议内容":
        return with_item(paper, facts, "terms", {"subject": clause.name, "duty": words, "way": way})
    if clause.place == "付款":
        return with_item(paper, facts, "payments", {"subject": words, "method": way})
    path = "on_default" if clause.place == "不履行的责任" else "title.text"
    return _put(facts, steps_of(path), words, path)


def with_slot(paper: str, facts: Facts, path: str, slot: str, text: str) -> dict[str, Any]:
    """Return `facts` with `text` in the `slot` of the clause whose words stand at `path`, in all of its fields.

    Raise WrongValueError where the words were changed by hand, and so have no slots any more.
    """
    _known(paper, path)
    value = _at(facts, steps_of(path))
    source = value.get("source", {}) if isinstance(value, Mapping) else {}
    if CLAUSE not in source or slot not in slots(source.get("template", "")):
        raise WrongValueError(field=slot, value=text, why="这一条已经改成自己的写法，请直接在大框里改")
    words = {**source.get("slots", {}), slot: text}
    new = {"text": filled(source["template"], words), "source": {**source, "slots": words}}
    return _put(facts, steps_of(path), new, path)


def with_person(paper: str, facts: Facts, path: str, fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return `facts` with what is known of a person written into the party at `path`; what stands there stays."""
    _known(paper, path)
    value = _at(facts, steps_of(path))
    own = value if isinstance(value, Mapping) else {}
    new = {name: known for name, known in fields.items() if _given(own.get(name)) in (None, "")}
    return _put(facts, steps_of(path), {**own, **new}, path)


def with_reply(facts: Facts, reply: Mapping[str, str]) -> dict[str, Any]:
    """Return `facts` with `reply` as the answer to its question, in place of an earlier one."""
    others = [each for each in facts.get(ANSWERS) or () if unwrapped(each).get("question") != reply["question"]]
    return {**facts, ANSWERS: [*others, dict(reply)]}


# -- values ----------------------------------------------------------------------------------------------------


def _sourced(text: str, clause: Clause, known: Mapping[str, str]) -> dict[str, Any]:
    """Return the words of a clause with the slots filled that the parties fill, and where they come from."""
    given = {name: known[name] for name in slots(text) if name in known}
    source = {CLAUSE: clause.name, "basis": clause.basis, "template": text, "slots": given}
    return {"text": filled(text, given), "source": source}


def _people_of(facts: Facts) -> dict[str, str]:
    """Return who is meant by the slots 对方 and 谁: who asks, and who owes."""
    names = names_of(unwrapped(facts))
    return {"对方": names[0], "谁": names[1], "由谁": names[1]} if len(names) > 1 else {}


def _known(paper: str, path: str) -> Mapping[str, Any]:
    try:
        part = field_schema(forms.schema(paper), pattern_of(steps_of(path)))
    except (AttributeError, LookupError):
        part = {}
    if not part:
        raise WrongValueError(field="栏目", value=path, why="这种文书没有这一栏，请刷新网页再填")
    return part


def _types(part: Mapping[str, Any]) -> Sequence[str]:
    types = part.get("type", ())
    return (types,) if isinstance(types, str) else tuple(types)


def _read(part: Mapping[str, Any], text: str) -> Any:
    """Return what was typed as the JSON value that the field takes; what it cannot take stays as typed."""
    types, typed = _types(part), text.strip()
    if "object" in types:
        return {} if typed == "true" else None
    if "boolean" in types:
        return {"true": True, "false": False}.get(typed)
    if not typed:
        return None if "null" in types or "string" not in types else ""
    if "integer" in types and _NUMBER.fullmatch(typed):
        return int(typed)
    return text if "string" in types else typed


def _lines(was: Any, text: str) -> list[Any]:
    """Return a line of `text` an item; a line that was there keeps its source."""
    known = {str(unwrapped(item)): settled(item) for item in was} if isinstance(was, list) else {}
    return [known.get(line, line) for each in text.split("\n") if (line := each.strip())]


def _at(facts: Facts, steps: Sequence[Step]) -> Any:
    try:
        return value_at(facts, steps)
    except LookupError:
        return None


def _listed(facts: Facts, path: str) -> list[Any]:
    value = _at(facts, steps_of(path))
    return list(settled(value, whole_only=True)) if isinstance(value, list) else []


def _has_text(item: Any) -> bool:
    """Return whether a person or a record wrote anything into `item`."""
    if isinstance(item, Mapping) and "source" not in item:
        return any(_has_text(part) for part in item.values())
    if isinstance(item, list):
        return any(map(_has_text, item))
    return _given(item) not in (None, "")


def _taken_over(facts: Facts, steps: Sequence[Step]) -> dict[str, Any]:
    """Return `facts` where a list that the program filled in, and that a person now changes, is the person's own."""
    name = str(steps[0])
    return {**facts, name: settled(facts[name], whole_only=True)} if name in facts else dict(facts)


def _put(facts: Facts, steps: Sequence[Step], value: Any, path: str) -> dict[str, Any]:
    try:
        changed: dict[str, Any] = with_value(facts, steps, value)
    except (LookupError, TypeError) as fault:
        raise WrongValueError(field="栏目", value=path, why=_GONE) from fault
    return changed


def _given(value: Any) -> Any:
    """Return the plain `value` where a person or a record gave it, None where the program filled it in."""
    return None if is_default(value) else unwrapped(value)
