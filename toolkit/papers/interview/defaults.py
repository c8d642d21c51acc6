"""What a form fills in by itself (默认值): from the settings, the day, the parties, and earlier papers of the office.

A value that was filled in carries the source `{"default": why}`. It follows what it was taken from until a person
writes the field; a field that a person emptied stays empty.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from toolkit.papers import forms
from toolkit.papers.citations import Article, cited_in, short
from toolkit.papers.facts import Step, field_schema, texts, unwrapped, with_value
from toolkit.papers.interview.clauses import Clause, standard
from toolkit.papers.law.periods import period_of
from toolkit.workspace import Settings

DEFAULT = "default"
_WHOLE = "whole"  # the mark of a list that was filled in as a whole
_BODIES = ("公司", "合作社", "厂", "委员会", "局", "政府", "中心", "学校", "医院", "银行", "店", "所", "站")
_PHRASES = Path(__file__).parent / "data" / "phrases.yaml"
# What stays the same from one paper of an office to the next.
_OFFICE_FIELDS = ("firm", "lawyers", "mediators", "recorder", "contact", "place")


@dataclass(frozen=True)
class Known:
    """What defaults are taken from: `earlier` are the plain facts of papers of the office, the newest first."""

    settings: Settings
    today: dt.date
    earlier: Sequence[Mapping[str, Any]]
    clauses: Sequence[Clause]
    articles: Sequence[Article]
    summary: str = ""


@dataclass(frozen=True)
class _Place:
    """A field to be filled in: the plain facts, the plain object that it belongs to, and that object's place."""

    known: Known
    facts: Mapping[str, Any]
    beside: Mapping[str, Any]
    position: int = 0


_Rule = Callable[[_Place], Any]


def refreshed(paper: str, facts: Mapping[str, Any], known: Known) -> dict[str, Any]:
    """Return `facts` of `paper` with every default taken anew, and lists that need an item given a blank one."""
    fresh: dict[str, Any] = _seeded(_stripped(facts), forms.schema(paper))
    properties = forms.schema(paper)["properties"]
    for name in (name for name in _OFFICE_FIELDS if name in properties):
        fresh = _with_default(paper, fresh, (name, _of_office(name), "照上次的文书填的，请核对"), known)
    for entry in (*_RULES.get("*", ()), *_RULES.get(paper, ())):
        fresh = _with_default(paper, fresh, entry, known)
    return fresh


def settled(value: Any, *, whole_only: bool = False) -> Any:
    """Return `value` without the marks of defaults, as if a person had written it; other sources stay."""
    if is_default(value) and (not whole_only or _WHOLE in value["source"]):
        return value.get("value", value.get("text"))
    if isinstance(value, Mapping):
        return {name: settled(part, whole_only=whole_only) for name, part in value.items()}
    return [settled(part, whole_only=whole_only) for part in value] if isinstance(value, list) else value


def is_default(value: Any) -> bool:
    """Return whether `value` was filled in by the program."""
    return isinstance(value, Mapping) and isinstance(value.get("source"), Mapping) and DEFAULT in value["source"]


# -- marks -----------------------------------------------------------------------------------------------------


def _stripped(value: Any) -> Any:
    """Return `value` without what was filled in before; what is left of a list that a person changed stays."""
    if isinstance(value, Mapping) and "source" not in value:
        return {name: _stripped(part) for name, part in value.items() if not _is_dropped(part)}
    return [_stripped(part) for part in value] if isinstance(value, list) else value


def _is_dropped(value: Any) -> bool:
    if isinstance(value, list):
        leaves = list(_leaves(value))
        return bool(leaves) and all(is_default(leaf) and _WHOLE in leaf["source"] for leaf in leaves)
    return is_default(value) and _WHOLE not in value["source"]


def _leaves(value: Any) -> Iterator[Any]:
    if isinstance(value, Mapping) and "source" not in value:
        for part in value.values():
            yield from _leaves(part)
    elif isinstance(value, list):
        for part in value:
            yield from _leaves(part)
    else:
        yield value


def _marked(value: Any, why: str, *, whole: bool = False) -> Any:
    if isinstance(value, Mapping):
        return {name: _marked(part, why, whole=whole) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_marked(part, why, whole=True) for part in value]
    return {"value": value, "source": {DEFAULT: why, **({_WHOLE: True} if whole else {})}}


def _seeded(value: Any, schema: Mapping[str, Any]) -> Any:
    """Return `value` with every object and item that the schema requires there, blank where nobody wrote it."""
    if isinstance(value, Mapping) and "source" in value:
        return value
    if schema.get("type") == "object":
        known = {} if value is None else value
        parts = schema.get("properties", {})
        needed = {name: part for name, part in parts.items() if name in schema.get("required", ()) or name in known}
        grown = {name: _seeded(known.get(name), part) for name, part in needed.items()}
        return {**known, **{name: part for name, part in grown.items() if part is not None or name in known}}
    items = schema.get("items", {})
    if schema.get("type") == "array" and "properties" in items and (value or schema.get("minItems")):
        blank: list[dict[str, Any]] = [{}] * (schema.get("minItems", 0) - len(value or ()))
        return [_seeded(item, items) for item in [*(value or ()), *blank]]
    return value


# -- filling in ------------------------------------------------------------------------------------------------


def _with_default(paper: str, facts: dict[str, Any], entry: "_Entry", known: Known) -> dict[str, Any]:
    """Return `facts` with the value of the rule of `entry` at each place of its pattern where nobody wrote anything."""
    pattern, rule, why = entry
    holder, _, name = pattern.rpartition(".")
    plain = unwrapped(facts)
    for steps, beside in list(_objects_at(plain, holder)):
        if not _is_unwritten(beside, name, field_schema(forms.schema(paper), pattern)):
            continue
        position = next((step for step in reversed(steps) if isinstance(step, int)), 0)
        value = rule(_Place(known, plain, beside, position))
        if value not in (None, "", [], {}):
            facts = with_value(facts, [*steps, name], _marked(value, why))
    return facts


def _is_unwritten(beside: Mapping[str, Any], name: str, part: Mapping[str, Any]) -> bool:
    """Return whether nobody wrote the field: it is not there, or holds only blanks that the schema asks for."""
    if name not in beside:
        return True
    is_grown = part.get("type") in ("object", "array") and beside[name] not in ([], None)
    return is_grown and not any(leaf not in (None, "") for leaf in _leaves(beside[name]))


def _objects_at(facts: Any, pattern: str) -> Iterator[tuple[tuple[Step, ...], Mapping[str, Any]]]:
    """Yield place and value of each object at `pattern`, such as `payments[]`; the whole for an empty one."""
    if not pattern:
        if isinstance(facts, Mapping):
            yield (), facts
        return
    step, _, rest = pattern.partition(".")
    name = step.removesuffix("[]")
    value = facts.get(name) if isinstance(facts, Mapping) else None
    if not step.endswith("[]"):
        yield from (((name, *more), found) for more, found in _objects_at(value, rest))
    elif isinstance(value, list):
        for position, item in enumerate(value):
            yield from (((name, position, *more), found) for more, found in _objects_at(item, rest))


def _of_office(name: str) -> _Rule:
    def rule(place: _Place) -> Any:
        return next((facts[name] for facts in place.known.earlier if facts.get(name)), None)

    return rule


# -- parties ---------------------------------------------------------------------------------------------------


def names_of(facts: Mapping[str, Any], *lists: str) -> list[str]:
    """Return the names of the people in these lists of the plain `facts`, in order."""
    people = (person for name in lists or ("parties", "applicants", "respondents") for person in facts.get(name) or ())
    return [str(person["name"]) for person in people if isinstance(person, Mapping) and person.get("name")]


def _party(position: int) -> _Rule:
    def rule(place: _Place) -> str | None:
        names = names_of(place.facts)
        return names[position] if len(names) > position else None

    return rule


def _kind(place: _Place) -> str:
    name = str(place.beside.get("name") or "")
    return "法人或其他组织" if name.endswith(_BODIES) else "自然人"


def _role(place: _Place) -> str | None:
    names = "甲乙丙丁戊己庚辛"
    return f"{names[place.position]}方" if place.position < len(names) else None


def _name(name: str) -> _Rule:
    return lambda place: place.facts.get(name)


def _beside(name: str) -> _Rule:
    return lambda place: place.beside.get(name)


def _always(value: Any) -> _Rule:
    return lambda _: value


def _today(place: _Place) -> str:
    return place.known.today.isoformat()


def _clause(where: str) -> _Rule:
    def rule(place: _Place) -> str | None:
        clause = standard(place.known.clauses, str(place.facts.get("dispute") or ""), where)
        return clause.worded(place.known.settings.committee.name) if clause else None

    return rule


# -- opinions --------------------------------------------------------------------------------------------------


def _phrase(*keys: str) -> Any:
    value: Any = yaml.safe_load(_PHRASES.read_text(encoding="utf-8"))
    for key in keys:
        value = value.get(key) if isinstance(value, Mapping) else None
    return value


def _worded(key: str) -> _Rule:
    def rule(place: _Place) -> str | None:
        name = (place.facts.get("petitioner") or {}).get("name")
        summary = place.known.summary.rstrip("。；，")
        return _phrase(key).format(petitioner=name, summary=summary) if name and summary else None

    return rule


def _client(name: str) -> _Rule:
    def rule(place: _Place) -> Any:
        client = place.beside.get("name")
        known: Iterator[Any] = (facts.get("client") or {} for facts in place.known.earlier)
        return next((each.get(name) for each in known if each.get("name") == client), None)

    return rule


def _evidence(place: _Place) -> list[dict[str, str]]:
    names = [each.get("name") for each in place.facts.get("materials") or ()]
    return [{"item": name, "state": "有", "how": "与原件核对"} for name in names if name]


def _material_names(place: _Place) -> list[str]:
    return [each["name"] for each in place.facts.get("materials") or () if each.get("name")]


def _conclusions(place: _Place) -> list[str]:
    return [each["conclusion"] for each in place.facts.get("issues") or () if each.get("conclusion")]


def _laws(place: _Place) -> list[dict[str, str]]:
    """Return the articles that the texts cite, as the table has them in force on the day of the paper."""
    on = _day(place.facts.get("date")) or place.known.today
    facts = {name: value for name, value in place.facts.items() if name not in ("laws", "paper")}
    cited = dict.fromkeys((short(law), article) for _, text in texts(facts) for law, article in cited_in(text))
    known = {(short(each.law), each.article): each for each in place.known.articles if each.is_in_force(on)}
    return [
        {"law": each.law, "article": each.article, "version": each.version.isoformat(), "holds": each.holds}
        for key in cited
        if (each := known.get(key))
    ]


def _day(text: object) -> dt.date | None:
    try:
        return dt.date.fromisoformat(str(text))
    except ValueError:
        return None


def _judgement(place: _Place) -> str | None:
    text: str | None = _phrase("channels", str(place.beside.get("item") or ""))
    return text


def _period(place: _Place) -> str | None:
    period = period_of(str(place.beside.get("right") or ""))
    return period.allowed[0] if period else None


def _period_basis(place: _Place) -> str | None:
    period = period_of(str(place.beside.get("right") or ""))
    return period.basis if period else None


def rights() -> tuple[str, ...]:
    """Return the rights whose periods an opinion usually tells."""
    return tuple(_phrase("rights"))


def _reservations(_: _Place) -> list[str]:
    return list(_phrase("reservations"))


_Entry = tuple[str, _Rule, str]
_CHECK = "先替您填的，请核对"
_RULES: Mapping[str, Sequence[_Entry]] = {
    "*": (("date", _today, "今天"),),
    "mediation_agreement": (
        ("parties[].role", _role, "按先后"),
        ("parties[].kind", _kind, "看名称"),
        ("origin", _always("当事人申请"), _CHECK),
        ("rights_told_on", _name("accepted_on"), "和受理同一天，请核对"),
        ("responsibilities[].party", _party(1), _CHECK),
        ("terms[].obligor", _party(1), _CHECK),
        ("payments[].payer", _party(1), _CHECK),
        ("payments[].payee", _party(0), _CHECK),
        ("payments[].currency", _always("人民币"), "固定"),
        ("payments[].method", _always("现金，由收款人出具收条"), _CHECK),
        ("payments[].place", _name("place"), "和调解地点相同"),
        ("payments[].schedule.every", _always("月"), _CHECK),
        ("on_default", _clause("不履行的责任"), "条款库，请核对"),
        ("title.stated", _always(False), _CHECK),  # noqa: FBT003 - the value of the field
        ("title.text", _clause("权属"), "条款库，请核对"),
        ("judicial_confirmation.sought", _always(False), _CHECK),  # noqa: FBT003 - as above
        ("signing.place", _name("place"), "和调解地点相同"),
    ),
    "legal_opinion": (
        ("title", _worded("title"), "按信访人和事由拟的"),
        ("client.name", lambda place: place.known.settings.office.government, "设置"),
        ("client.address", _client("address"), "照上次的意见书"),
        ("client.basis", _client("basis"), "照上次的意见书"),
        ("lawyers[].profession", _always("律师"), _CHECK),
        ("request", _worded("request"), "按信访人和事由拟的"),
        ("conflict.checked_on", _name("instructed_on"), "和委托同一天，请核对"),
        ("conflict.statement", _always(_phrase("no_conflict")), _CHECK),
        ("materials[].from", lambda place: (place.facts.get("client") or {}).get("name"), "委托人"),
        ("materials[].form", _always("复印件"), _CHECK),
        ("evidence", _evidence, "照材料列的"),
        ("channel.judgement", _judgement, "按所选的项拟的"),
        ("limitation[].right", lambda place: None if place.position else rights()[0], _CHECK),
        ("limitation[].period", _period, "期限表"),
        ("limitation[].basis", _period_basis, "期限表"),
        ("conclusions", _conclusions, "照各焦点的小结"),
        ("reservations", _reservations, "通用的说明，请核对"),
        ("attachments", _material_names, "照材料列的"),
        ("laws", _laws, "照正文引用的法条"),
    ),
}
