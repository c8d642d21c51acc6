"""The forms (文书格式): the kinds of papers, each with the schema of its facts, its template and its example."""

import functools
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from toolkit.core import MissingFileError, WrongValueError
from toolkit.papers.facts import completed, unwrapped, with_sources
from toolkit.papers.law.payments import completed_payments
from toolkit.workspace import Workspace, shipped

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
    "power_of_attorney": "授权委托书",
    "copies_receipt": "文书签收单",
    "payment_receipt": "收条",
    "file_statement": "卷宗情况说明",
    "file_back_cover": "人民调解卷宗封底",
    "non_acceptance_notice": "信访事项不予受理告知书",
    "referral_letter": "信访事项转送函",
    "extension_notice": "信访事项延长办理期限告知书",
    "withdrawal_letter": "撤回信访事项申请书",
    "review_application": "信访事项复查申请书",
}
# What every template holds and issuing replaces: the number, and the words that tell a draft from an issued paper.
NUMBER_MARK = "【编号待签发】"
DRAFT_MARK = "【草稿】未签发，不具效力"
# The field of every paper that sets it in large print.
LARGE_PRINT = "large_print"
_ANSWER = {"question": "问题号", "answer": "答复", "by": "答复人", "on": "日期"}
_ANSWERS = {
    "type": "array",
    "title": "对问题的答复",
    "items": {
        "type": "object",
        "required": list(_ANSWER),
        "properties": {name: {"type": "string", "title": title} for name, title in _ANSWER.items()},
    },
}


def known_paper(paper: str) -> str:
    """Return `paper` if it is a known kind; raise WrongValueError naming the known ones."""
    if paper not in PAPERS:
        known = "、".join(f"{name}（{title}）" for name, title in PAPERS.items())
        raise WrongValueError(field="文书种类", value=paper, why=f"可以写 {known}")
    return paper


@functools.cache
def schema(paper: str) -> dict[str, Any]:
    """Return the JSON Schema of the facts of `paper`; raise WrongValueError for an unknown paper."""
    path = shipped(f"schemas/facts-{known_paper(paper)}.schema.json")
    return dict(json.loads(path.read_text(encoding="utf-8")))


def facts_file_schema(paper: str) -> dict[str, Any]:
    """Return the JSON Schema of a facts file of `paper`: every value may carry its source, and questions answers."""
    whole = dict(with_sources(schema(paper)))
    return whole | {"properties": whole["properties"] | {"answers": _ANSWERS}}


def completed_facts(paper: str, facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return the plain `facts` with every field that the schema of `paper` knows; what was left out is null.

    What follows from other fields, as instalments do from sum, number and day, is filled in.
    """
    return completed_payments(completed(unwrapped(facts), schema(paper)))


def example(paper: str) -> dict[str, Any]:
    """Return complete, valid facts for `paper`, about invented people."""
    path = shipped(f"examples/facts/{known_paper(paper)}.json")
    return dict(json.loads(path.read_text(encoding="utf-8")))


def shipped_template(paper: str) -> Path:
    """Return the template of `paper` that comes with the program; raise WrongValueError for an unknown paper."""
    return shipped(f"templates/docx/{known_paper(paper)}.docx")


def template_of(paper: str, workspace: Workspace) -> Path:
    """Return the template of `paper`: the workspace's own if there is one, else the shipped one."""
    own = workspace.templates / f"{known_paper(paper)}.docx"
    path = own if own.exists() else shipped_template(paper)
    if not path.exists():
        raise MissingFileError(path=path)
    return path


def entry_kind(paper: str) -> str:
    """Return the kind of ledger entry that issuing `paper` makes; a paper that moves no case is a note."""
    return str(schema(paper).get("x-entry", "note"))


def may_be_many(paper: str) -> bool:
    """Return whether one case may hold several papers of this kind, such as records and receipts."""
    return bool(schema(paper).get("x-many", False))
