"""The papers there are, each with the schema of its facts and what the schema says about copies and the ledger."""

import functools
import json
from collections.abc import Iterator, Mapping
from typing import Any

from toolkit.core import WrongValueError
from toolkit.workspace import shipped

PAPERS = {
    "legal_opinion": "法律意见书",
    "termination_notice": "信访事项终结告知书",
    "mediation_agreement": "人民调解协议书",
    "mediation_application": "人民调解申请书",
    "mediation_register": "人民调解受理登记表",
    "rights_notice": "当事人权利义务告知书",
    "investigation_record": "人民调解调查记录",
    "mediation_record": "人民调解记录",
    "oral_agreement": "人民调解口头协议登记表",
    "follow_up_record": "人民调解回访记录",
    "failure_notice": "人民调解终止告知书",
    "confirmation_application": "司法确认申请书",
    "file_cover": "人民调解卷宗封面",
    "acceptance_notice": "信访事项受理告知书",
    "handling_opinion": "信访事项处理意见书",
    "service_receipt": "送达回证",
    "handover_list": "移交清单",
}


def known_paper(paper: str) -> str:
    """Return `paper` if there is such a paper; raise WrongValueError naming those there are."""
    if paper not in PAPERS:
        known = "、".join(f"{name}（{title}）" for name, title in PAPERS.items())
        raise WrongValueError(field="文书种类", value=paper, why=f"可以写 {known}")
    return paper


@functools.cache
def schema(paper: str) -> dict[str, Any]:
    """Return the JSON Schema of the facts of `paper`; raise WrongValueError for an unknown paper."""
    path = shipped(f"schemas/facts-{known_paper(paper)}.schema.json")
    return dict(json.loads(path.read_text(encoding="utf-8")))


def completed(value: Any, part: Mapping[str, Any]) -> Any:
    """Return `value` with every property that its schema `part` knows, what was left out being null."""
    if isinstance(value, Mapping) and "properties" in part:
        return {**value, **{key: completed(value.get(key), known) for key, known in part["properties"].items()}}
    if isinstance(value, list) and "items" in part:
        return [completed(each, part["items"]) for each in value]
    return value


def sourced(part: Any) -> Any:
    """Return the schema `part` so that every value in it may also be given with its source."""
    if not isinstance(part, dict):
        return [sourced(each) for each in part] if isinstance(part, list) else part
    made = {key: value if key in {"const", "enum", "required"} else sourced(value) for key, value in part.items()}
    if "type" not in part or part["type"] in ("object", "array"):
        return made
    given = {"type": "object", "required": ["source"], "minProperties": 2, "maxProperties": 2}
    return {"title": part.get("title", ""), "anyOf": [made, given | {"properties": {"value": made, "text": made}}]}


def unwrapped(value: Any) -> Any:
    """Return `value` without the sources its parts may carry."""
    if isinstance(value, Mapping):
        if "source" in value and set(value) <= {"value", "source", "text"}:
            return value.get("value", value.get("text"))
        return {key: unwrapped(part) for key, part in value.items()}
    return [unwrapped(part) for part in value] if isinstance(value, list) else value


def entry_kind(paper: str) -> str:
    """Return the kind of ledger entry that issuing `paper` makes; a paper that moves no case is a note."""
    return str(schema(paper).get("x-entry", "note"))


def may_be_many(paper: str) -> bool:
    """Return whether one case may hold several papers of this kind, such as records and receipts."""
    return bool(schema(paper).get("x-many", False))


def values_at(facts: Any, path: str) -> Iterator[Any]:
    """Yield what stands at `path` in the plain `facts`; `parties[].name` gives the name of each party.

    Nothing is yielded where a step of the way is null, not there or no list.
    """
    step, _, rest = path.partition(".")
    found = facts.get(step.removesuffix("[]")) if isinstance(facts, Mapping) else None
    listed = found if isinstance(found, list | tuple) else ()
    for value in listed if step.endswith("[]") else (found,):
        if value is not None:
            yield from values_at(value, rest) if rest else (value,)
