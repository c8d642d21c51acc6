"""Shape of the facts of a paper: its JSON Schema, with formats for money, telephones and codes; faults in Chinese."""

import functools
import json
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

import jsonschema

from toolkit.chinese import credit_code_fault, money, phone_fault
from toolkit.core import WrongValueError
from toolkit.papers.facts import unwrapped
from toolkit.papers.forms import schema
from toolkit.papers.rules.base import error
from toolkit.records import Finding

_LINE = 40  # characters of a wrong value that a message shows
_FORMATS = jsonschema.FormatChecker()


def _is_money(value: object) -> bool:
    return value is None or money(value) >= 0


def _is_quantity(value: object) -> bool:
    return value is None or Decimal(str(value)) > 0


def _is_phone(value: object) -> bool:
    return not isinstance(value, str) or phone_fault(value) is None


def _is_office_phone(value: object) -> bool:
    return not isinstance(value, str) or phone_fault(value, office=True) is None


def _is_credit_code(value: object) -> bool:
    return not isinstance(value, str) or credit_code_fault(value) is None


_FORMATS.checks("money", raises=WrongValueError)(_is_money)
_FORMATS.checks("quantity", raises=(InvalidOperation, ValueError))(_is_quantity)
_FORMATS.checks("phone")(_is_phone)
_FORMATS.checks("office-phone")(_is_office_phone)
_FORMATS.checks("credit-code")(_is_credit_code)


def shape_findings(paper: str, facts: Mapping[str, Any]) -> Iterator[Finding]:
    """Yield an error for each field of `facts` that is missing, unknown, empty or malformed, in the order of paths."""
    for fault in sorted(_validator(paper).iter_errors(unwrapped(facts)), key=_place):
        part = fault.schema if isinstance(fault.schema, Mapping) else {}
        path = ".".join(_place(fault))
        # The article that the paper as a whole is based on is no ground for a missing telephone number.
        basis = part.get("x-basis") if path else None
        if _says_the_same(fault, part):
            continue
        if fault.validator == "required":
            yield from _missing(fault, part, path, basis)
        else:
            yield _gap(path, *_message(fault, part, path), basis)


def _says_the_same(fault: jsonschema.ValidationError, part: Mapping[str, Any]) -> bool:
    """Return whether a fixed sentence is told in other words; `x-same` of its schema says which."""
    return fault.validator == "const" and bool(re.search(part.get("x-same", "(?!)"), str(fault.instance)))


@functools.cache
def _validator(paper: str) -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(schema(paper), format_checker=_FORMATS)


def _place(fault: jsonschema.ValidationError) -> list[str]:
    return list(map(str, fault.absolute_path))


def _missing(
    fault: jsonschema.ValidationError, part: Mapping[str, Any], path: str, basis: str | None
) -> Iterator[Finding]:
    for name in (name for name in fault.validator_value if name not in fault.instance):
        known = part.get("properties", {}).get(name, {})
        message = f"缺少“{known.get('title', name)}”。"
        yield _gap(".".join(filter(None, (path, name))), message, "请补上。", known.get("x-basis", basis))


def _message(fault: jsonschema.ValidationError, part: Mapping[str, Any], path: str) -> tuple[str, str]:
    """Return message and remedy for a field that is unknown, empty, incomplete or malformed."""
    if fault.validator == "additionalProperties":
        extra = sorted(set(fault.instance) - set(part.get("properties", {})))
        return f"有不认识的栏目：{'、'.join(extra)}。", "请删去这些栏目。"
    title = part.get("title", path or "事实")
    if fault.instance in (None, "", [], {}):
        return f"“{title}”没有填。", "请补上。"
    if isinstance(fault.instance, list | dict):
        return f"“{title}”没有填完整。", "请逐栏补上。"
    value = json.dumps(fault.instance, ensure_ascii=False)
    shown = value if len(value) <= _LINE else value[:_LINE] + "……"
    return f"“{title}”的写法不对：{shown}。", "请改正。"


def _gap(field: str, message: str, remedy: str, basis: str | None) -> Finding:
    return error("R00", field, message, remedy, basis or "文书应当具备的内容")
