"""What the form says of each field beyond its schema: help, example, when it is shown, whether it is folded away."""

import functools
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from toolkit.papers import forms
from toolkit.papers.facts import field_schema, label, unwrapped, values_at

_DATA = Path(__file__).parent / "data"
_BY_FORMAT = {
    "date": ("点日历选，或者写成 2026-10-28 的样子。", "2026-10-28"),
    "money": ("只写数字，单位是元。", "1200"),
    "phone": ("手机，或者带区号的座机。", "13800000071"),
    "office-phone": ("带区号的座机或者手机。", "0999-5550118"),
}


@dataclass(frozen=True)
class Description:
    """How one field is asked; `when` maps the name of a field beside it to the values at which it is shown."""

    help: str = ""
    example: str = ""
    when: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    is_extra: bool = False
    is_hidden: bool = False
    offers: str = ""


@functools.cache
def _table() -> Mapping[str, Mapping[str, Mapping[str, Any]]]:
    return dict(yaml.safe_load((_DATA / "fields.yaml").read_text(encoding="utf-8")))


@functools.cache
def steps_written(paper: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the steps of `paper` as written down: title and names of fields; none where the schema's order holds."""
    known = yaml.safe_load((_DATA / "steps.yaml").read_text(encoding="utf-8")).get(paper, ())
    return tuple((step["title"], tuple(step["fields"])) for step in known)


@functools.cache
def described(paper: str, pattern: str) -> Description:
    """Return the description of the field at `pattern`, such as `parties[].name`, in `paper`."""
    table = _table()
    name = pattern.rpartition(".")[2].removesuffix("[]")
    merged = {**table["*"].get(name, {}), **table.get(paper, {}).get(pattern, {})}
    part = field_schema(forms.schema(paper), pattern)
    usual, example = _BY_FORMAT.get(part.get("format", ""), ("", ""))
    return Description(
        help=merged.get("help") or usual or _usual_help(part, pattern, paper),
        example=str(merged.get("example") or _example(paper, pattern) or example),
        when={key: tuple(values) for key, values in merged.get("when", {}).items()},
        is_extra=bool(merged.get("extra")),
        is_hidden=bool(merged.get("hidden")) or "const" in part,
        offers=merged.get("offers", ""),
    )


def _usual_help(part: Mapping[str, Any], pattern: str, paper: str) -> str:
    title = part.get("title") or label(forms.schema(paper), pattern)
    if part.get("enum") or "boolean" in part.get("type", ()):
        return "选一项。"
    if part.get("type") == "array":
        return f"有几项就添加几项{title}。" if "properties" in part.get("items", {}) else "一行写一项。"
    if part.get("type") == "integer":
        return "只写数字。"
    return f"写{title}。"


def _example(paper: str, pattern: str) -> str:
    """Return what the shipped example writes in this field; its first text where there are several."""
    for value in values_at(unwrapped(forms.example(paper)), pattern):
        first = value[0] if isinstance(value, list) and value else value
        if isinstance(first, bool):
            return "是" if first else "否"
        if isinstance(first, str | int | float) and str(first).strip():
            return str(first)
    return ""
