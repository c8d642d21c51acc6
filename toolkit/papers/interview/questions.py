"""What is asked on each step of a form: fields with what they hold, help, choices, and the faults found in them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from toolkit.papers import forms
from toolkit.papers.facts import Step as Place
from toolkit.papers.facts import pattern_of, unwrapped
from toolkit.papers.interview.clauses import CLAUSE, slots
from toolkit.papers.interview.defaults import DEFAULT, is_default, names_of, rights
from toolkit.papers.interview.descriptions import Description, described, steps_written
from toolkit.papers.rules.questions import number_of
from toolkit.records import Finding

Kind = Literal["text", "long", "lines", "date", "choice", "money", "number", "group", "maybe", "list"]
_PLAIN_IN_A_STEP = 6
_LONG_NAMES = {
    *("duty", "way", "text", "on_default", "request", "judgement", "township_duty", "statement", "relief", "title"),
    *("question", "conclusion", "status", "proves", "what", "result", "reason", "opinion"),
}
_LONG = 24  # letters of an example from which a text gets a box that grows
_YES_OR_NO = (("true", "是"), ("false", "否"))


@dataclass(frozen=True)
class Slot:
    """A slot of a clause, and what was written into it."""

    name: str
    value: str


@dataclass(frozen=True)
class Field:
    """A field as it is shown; groups and lists have `parts`, one for each field or item.

    `value` is what stands in the control. `note` says where the value comes from, `page` opens it. `kind` maybe is a
    group that may be left out: then it has no parts.
    """

    path: str
    name: str
    kind: Kind
    value: str
    help: str = ""
    example: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    offers: tuple[str, ...] = ()
    is_needed: bool = False
    is_extra: bool = False
    note: str = ""
    is_default: bool = False
    grievance: str = ""
    slots: tuple[Slot, ...] = ()
    faults: tuple[Finding, ...] = ()
    least: int = 0
    parts: "tuple[Field, ...]" = ()


@dataclass(frozen=True)
class Step:
    """A few fields that are asked together; `open` counts its needed fields that are empty or at fault."""

    title: str
    fields: tuple[Field, ...]
    open: int


@dataclass(frozen=True)
class _Form:
    paper: str
    plain: Mapping[str, Any]
    findings: Sequence[Finding]


def steps(paper: str, facts: Mapping[str, Any], findings: Sequence[Finding]) -> tuple[Step, ...]:
    """Return the steps of the form of `paper` on `facts`, in the order of the paper; each finding is at its field."""
    form = _Form(paper, unwrapped(facts), findings)
    schema = forms.schema(paper)
    made = []
    for title, names in _order(paper, schema):
        fields = tuple(
            field
            for name in names
            if (field := _field(form, facts, schema["properties"][name], (name,), needed=name in schema["required"]))
        )
        if fields:
            made.append(Step(title, fields, sum(map(_open, fields))))
    return tuple(made)


def all_fields(fields: Sequence[Field]) -> Iterator[Field]:
    """Yield `fields` and those inside them, groups and lists before what they hold."""
    for field in fields:
        yield field
        yield from all_fields(field.parts)


def open_questions(findings: Sequence[Finding]) -> Iterator[tuple[str, Finding]]:
    """Yield the number and the words of each question that a lawyer has to answer."""
    yield from ((number_of(finding), finding) for finding in findings if finding.level == "question")


def _order(paper: str, schema: Mapping[str, Any]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield title and fields of each step: as written down, the rest at its end; else by the schema, a few together."""
    *written, last = steps_written(paper) or ((),)
    if last:
        taken = {name for _, names in (*written, last) for name in names}
        rest = [name for name in schema["properties"] if name not in taken]
        yield from (*written, (last[0], (*last[1], *rest)))
        return
    run: list[str] = []
    for name, part in schema["properties"].items():
        if described(paper, name).is_hidden:
            continue
        if "properties" in part or "properties" in part.get("items", {}):
            if run:
                yield _title(schema, run), tuple(run)
                run = []
            yield part["title"], (name,)
        elif len(run) == _PLAIN_IN_A_STEP:
            yield _title(schema, run), tuple(run)
            run = [name]
        else:
            run.append(name)
    if run:
        yield _title(schema, run), tuple(run)


def _title(schema: Mapping[str, Any], names: Sequence[str]) -> str:
    first, *others = (schema["properties"][name]["title"] for name in names)
    return f"{first}等" if others else str(first)


# -- one field -------------------------------------------------------------------------------------------------


def _field(
    form: _Form, value_holder: Any, part: Mapping[str, Any], steps: tuple[Place, ...], *, needed: bool
) -> Field | None:
    """Return the field at `steps`, whose value is in `value_holder`; None where it does not apply and holds nothing."""
    pattern = pattern_of(steps)
    description = described(form.paper, pattern)
    value = value_holder.get(steps[-1]) if isinstance(value_holder, Mapping) else None
    if description.is_hidden or (not _applies(description, value_holder) and unwrapped(value) in (None, "", [], {})):
        return None
    return _built(form, value, part, steps, description, needed=needed)


def _applies(description: Description, beside: Any) -> bool:
    plain = unwrapped(beside)
    return all(_plain(plain.get(name)) in allowed for name, allowed in description.when.items())


def _plain(value: Any) -> Any:
    return None if value in ("", [], {}) else value


def _built(
    form: _Form,
    value: Any,
    part: Mapping[str, Any],
    steps: tuple[Place, ...],
    description: Description,
    *,
    needed: bool,
) -> Field:
    kind = _kind(part, steps, description)
    path = ".".join(map(str, steps))
    is_nullable = "null" in part.get("type", ())
    source = _source(value)
    field = Field(
        path=path,
        name=part.get("title", str(steps[-1])),
        kind=kind,
        value=_shown(value, kind),
        help=description.help,
        example=description.example,
        choices=_choices(part),
        offers=_offers(form, description),
        is_needed=needed and not is_nullable and part.get("minItems") != 0,
        is_extra=description.is_extra,
        note=_note(source),
        is_default=is_default(value),
        grievance=str(source.get("grievance") or ""),
        slots=_slots(source),
        faults=tuple(finding for finding in form.findings if finding.field == path),
        least=part.get("minItems", 0),
    )
    return replace(field, parts=_parts(form, value, part, steps, kind))


def _source(value: Any) -> Mapping[str, Any]:
    source = value.get("source") if isinstance(value, Mapping) else None
    return source if isinstance(source, Mapping) else {}


def _kind(part: Mapping[str, Any], steps: tuple[Place, ...], description: Description) -> Kind:
    types = [part["type"]] if isinstance(part.get("type"), str) else part.get("type", [])
    if "object" in types:
        return "maybe" if "null" in types else "group"
    if "array" in types:
        return "list" if "properties" in part.get("items", {}) else "lines"
    if part.get("enum") or "boolean" in types:
        return "choice"
    by_format: dict[str, Kind] = {"date": "date", "money": "money", "quantity": "number"}
    if part.get("format") in by_format:
        return by_format[part["format"]]
    if "integer" in types:
        return "number"
    return "long" if steps[-1] in _LONG_NAMES or len(description.example) > _LONG else "text"


def _parts(form: _Form, value: Any, part: Mapping[str, Any], steps: tuple[Place, ...], kind: Kind) -> tuple[Field, ...]:
    if kind == "list":
        items = value if isinstance(value, list) else []
        description = Description()
        return tuple(
            _built(
                form,
                item,
                {**part["items"], "title": f"{part['items'].get('title', part['title'])}{n + 1}"},
                (*steps, n),
                description,
                needed=True,
            )
            for n, item in enumerate(items)
        )
    if kind not in ("group", "maybe") or (kind == "maybe" and value is None):
        return ()
    fields = (
        _field(form, value or {}, each, (*steps, name), needed=name in part.get("required", ()) or _is_printed(each))
        for name, each in part["properties"].items()
    )
    return tuple(field for field in fields if field)


def _is_printed(part: Mapping[str, Any]) -> bool:
    return bool(part.get("x-printed"))


def _choices(part: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    if "boolean" in part.get("type", ()):
        return _YES_OR_NO
    return tuple((str(each), _CHANNEL_NAMES.get(each, str(each))) for each in part.get("enum", ()) if each is not None)


_CHANNEL_NAMES = {
    "31(1)": "第一项：诉讼、复议、审查",
    "31(2)": "第二项：仲裁",
    "31(3)": "第三项：党员申诉等",
    "31(4)": "第四项：行政复议、裁决、确认等",
    "31(5)": "第五项：请求机关履行职责",
    "31(6)": "第六项：按信访程序办",
}


def _offers(form: _Form, description: Description) -> tuple[str, ...]:
    if description.offers == "rights":
        return rights()
    if description.offers != "parties":
        return ()
    names = names_of(form.plain)
    return (*names, *(["、".join(names)] if len(names) > 1 else []))


def _shown(value: Any, kind: Kind) -> str:
    """Return what stands in the control of a field."""
    if kind in ("group", "list"):
        return ""
    if kind == "maybe":
        return "" if value is None else "true"
    plain = unwrapped(value)
    if kind == "lines":
        return "\n".join(str(line) for line in plain) if isinstance(plain, list) else str(plain or "")
    if isinstance(plain, bool):
        return "true" if plain else "false"
    return "" if plain is None else str(plain)


def _note(source: Mapping[str, Any]) -> str:
    """Return in Chinese where a value comes from."""
    if DEFAULT in source:
        return str(source[DEFAULT])
    if CLAUSE in source:
        return f"条款库“{source[CLAUSE]}”，依据{source.get('basis', '')}"
    if source.get("grievance"):
        return "来自诉求"
    if source.get("stated_by"):
        return f"来自{source['stated_by']}（{source.get('on', '')}）"
    return "来自台账记录" if source.get("entry") is not None else ""


def _slots(source: Mapping[str, Any]) -> tuple[Slot, ...]:
    given = source.get("slots") or {}
    return tuple(Slot(name, str(given.get(name, ""))) for name in slots(str(source.get("template", ""))))


def _open(field: Field) -> int:
    """Return how many fields of `field`, itself included, bar the paper: those with an error of their own."""
    own = sum(finding.level == "error" for finding in field.faults)
    return own + sum(map(_open, field.parts))
