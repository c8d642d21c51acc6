"""Facts of a paper and the schema they follow: one walk over both, and reading, setting and naming of single fields.

A field is named by its dotted path: positions count from 0 (`parties.0.name`), `[]` stands for every item of a list
(`parties[].name`). Any value may carry its source: `{"value": …, "source": {…}}` (or `text` instead of `value`).
"""

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from toolkit.core import WrongValueError, office_text, open_to_read

Step = str | int
_PLAIN = (str, int, float, type(None))  # asked first: most values of facts are one of these


def read_facts(path: Path) -> dict[str, Any]:
    """Return the facts in the JSON file at `path` (UTF-8 or GB 18030).

    Raise MissingFileError, UnreadableFileError or WrongValueError.
    """
    with open_to_read(path) as file:
        content = file.read()
    try:
        facts = json.loads(office_text(content))
    except UnicodeDecodeError as fault:
        why = "不是 UTF-8 或者 GB 18030 编码的文字，请用记事本另存为 UTF-8"
        raise WrongValueError(field="事实文件", value=path.name, why=why) from fault
    except json.JSONDecodeError as fault:
        why = f"第 {fault.lineno} 行第 {fault.colno} 个字附近写法不对，请检查引号、逗号、括号是不是英文的、成对的"
        raise WrongValueError(field="事实文件", value=path.name, why=why) from fault
    except (ValueError, RecursionError) as fault:
        raise WrongValueError(field="事实文件", value=path.name, why="里面的数字太长或者括号套得太深") from fault
    if not isinstance(facts, dict):
        raise WrongValueError(field="事实文件", value=path.name, why="最外层要是一个对象 { … }")
    return facts


def paper_date(facts: Mapping[str, Any]) -> dt.date:
    """Return the date that the paper of `facts` bears."""
    return dt.date.fromisoformat(unwrapped(facts)["date"])


# -- values ----------------------------------------------------------------------------------------------------


def walk(value: Any, path: tuple[Step, ...] = ()) -> Iterator[tuple[tuple[Step, ...], Any]]:
    """Yield the path and the value of every field in `value`, objects and lists before what they hold."""
    yield path, value
    if not isinstance(value, _PLAIN):
        for step, part in _parts(value).items():
            yield from walk(part, (*path, step))


def _parts(value: Any) -> Mapping[Any, Any]:
    """Return the parts of an object by name, those of a list by position; a plain value has none."""
    if isinstance(value, Mapping):
        return value
    return dict(enumerate(value)) if isinstance(value, list) else {}


def texts(value: Any) -> Iterator[tuple[str, str]]:
    """Yield the dotted path and the text of every text in the plain facts `value`."""
    return ((".".join(map(str, path)), part) for path, part in walk(value) if isinstance(part, str))


def all_text(value: Any) -> str:
    """Return every text, number and truth value in `value`, a line each; null gives an empty line."""
    plain = (part for _, part in walk(value) if not isinstance(part, Mapping | list))
    return "\n".join("" if part is None else str(part) for part in plain)


def unwrapped(value: Any) -> Any:
    """Return `value` without the sources its parts may carry."""
    if isinstance(value, Mapping):
        if "source" in value and set(value) <= {"value", "source", "text"}:
            return value.get("value", value.get("text"))
        return {key: unwrapped(part) for key, part in value.items()}
    return [unwrapped(part) for part in value] if isinstance(value, list) else value


def values_at(facts: Any, path: str) -> Iterator[Any]:
    """Yield the values at `path` in the plain `facts`; `parties[].name` gives the name of each party.

    Nothing is yielded where a step of the path is null, missing or no list.
    """
    step, _, rest = path.partition(".")
    value = facts.get(step.removesuffix("[]")) if isinstance(facts, Mapping) else None
    items = value if isinstance(value, list | tuple) else ()
    for part in items if step.endswith("[]") else (value,):
        if part is not None:
            yield from values_at(part, rest) if rest else (part,)


def steps_of(path: str) -> tuple[Step, ...]:
    """Return the steps of the dotted `path`, positions in lists as numbers."""
    return tuple(int(step) if step.isdigit() else step for step in path.split("."))


def pattern_of(steps: Iterable[Step]) -> str:
    """Return the path that names the field at `steps` in every item of its lists: `parties[].name`."""
    return "".join("[]" if isinstance(step, int) else f".{step}" for step in steps).lstrip(".")


def value_at(facts: Any, steps: Iterable[Step]) -> Any:
    """Return the value at `steps` in the plain `facts`; raise LookupError where there is no such field."""
    for step in steps:
        facts = _parts(facts)[step]
    return facts


def with_value(facts: Any, steps: Sequence[Step], value: Any) -> Any:
    """Return a copy of `facts` with `value` at `steps`; objects that are missing on the way are made.

    Raise LookupError for a position that its list does not have, TypeError for a name in a list or a plain value.
    """
    if not steps:
        return value
    step, *rest = steps
    if isinstance(step, int):
        new = with_value(_parts(facts)[step], rest, value)
        return [new if position == step else part for position, part in enumerate(facts)]
    if not isinstance(facts, Mapping | None):
        raise TypeError(step)
    known = facts or {}
    return {**known, step: with_value(known.get(step), rest, value)}


# -- schemas ---------------------------------------------------------------------------------------------------


def completed(value: Any, schema: Mapping[str, Any]) -> Any:
    """Return the plain facts `value` with every property that `schema` knows; what was left out is null."""
    if isinstance(value, Mapping) and "properties" in schema:
        return {**value, **{key: completed(value.get(key), part) for key, part in schema["properties"].items()}}
    if isinstance(value, list) and "items" in schema:
        return [completed(item, schema["items"]) for item in value]
    return value


def with_sources(schema: Any) -> Any:
    """Return `schema` so that every value in it may also be given with its source."""
    if not isinstance(schema, dict):
        return [with_sources(part) for part in schema] if isinstance(schema, list) else schema
    kept = {"const", "enum", "required"}
    plain = {key: part if key in kept else with_sources(part) for key, part in schema.items()}
    if "type" not in schema or schema["type"] in ("object", "array"):
        return plain
    sourced = {"type": "object", "required": ["source"], "minProperties": 2, "maxProperties": 2}
    either = {"properties": {"value": plain, "text": plain}}
    return {"title": schema.get("title", ""), "anyOf": [plain, sourced | either]}


def schema_along(schema: Mapping[str, Any], path: str) -> Iterator[Mapping[str, Any]]:
    """Yield the part of `schema` for each step of `path`; an empty one for a step that it does not know.

    A step is a name, a name with `[]` (then the part is that of the items), or a position in a list.
    """
    for step in path.split("."):
        if step.isdigit():
            schema = schema.get("items", {})
        else:
            schema = schema.get("properties", {}).get(step.removesuffix("[]"), {})
            schema = schema.get("items", schema) if step.endswith("[]") else schema
        yield schema


def field_schema(schema: Mapping[str, Any], path: str) -> Mapping[str, Any]:
    """Return the part of `schema` that describes the field at `path`, an empty one when there is none."""
    return list(schema_along(schema, path))[-1]


def fields(schema: Mapping[str, Any], path: str = "", *, needed: bool = True) -> Iterator[tuple[str, bool]]:
    """Yield the path of every field of `schema`, and whether it is required whenever the object around it is there.

    A field marked `x-printed` may be left out of the facts, but has to be printed once it is given.
    """
    for name, part in schema.get("properties", {}).items():
        own = f"{path}.{name}".lstrip(".")
        is_required = needed and (name in schema.get("required", ()) or bool(part.get("x-printed")))
        yield own, is_required
        yield from fields(part, own, needed=is_required)
        if "items" in part:
            yield f"{own}[]", is_required
            yield from fields(part["items"], f"{own}[]", needed=is_required)


def label(schema: Mapping[str, Any], path: str) -> str:
    """Return the Chinese name of the field at `path`, as the form on the screen has it, with its place in a list."""
    names: list[str] = []
    for step, part in zip(path.split("."), schema_along(schema, path), strict=True):
        if step.isdigit():
            names[-1:] = [f"{names[-1]}第{int(step) + 1}项"] if names else []
        else:
            names += [part["title"]] if "title" in part else []
    return "的".join(dict.fromkeys(names)) or "事实文件"
