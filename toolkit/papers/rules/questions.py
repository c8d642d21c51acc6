"""Questions that words cannot decide: their numbers, the answers that the facts keep, and what is still open.

The facts of a paper hold `answers`, a list of `{"question": "Q1a2b3c4d", "answer": …, "by": …, "on": …}`. They are kept
with the draft and with the issued paper; a paper with an open question may be drafted and not issued.
"""

import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from toolkit.papers.facts import unwrapped
from toolkit.papers.rules.base import error, warning
from toolkit.records import Finding

ANSWERS = "answers"
_FIELDS = {"question": "问题号", "answer": "答复", "by": "答复人", "on": "日期"}
_BASIS = "文字不能判断的，由律师答复，答复随文书保存"


def number_of(finding: Finding) -> str:
    """Return the number of the question that `finding` asks; the same words give the same number."""
    content = f"{finding.rule}\n{finding.message}"
    return f"Q{hashlib.sha256(content.encode()).hexdigest()[:8]}"


def without_answers(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return `facts` as the schema of their paper knows them."""
    return {name: value for name, value in facts.items() if name != ANSWERS}


def answer_faults(facts: Mapping[str, Any]) -> Iterator[Finding]:
    """Yield an error for each answer in `facts` that is not whole."""
    answers = unwrapped(facts.get(ANSWERS) or [])
    if not isinstance(answers, list):
        yield error("R00", ANSWERS, "“答复”要写成清单。", "请照样例填写。", _BASIS)
        return
    for position, answer in enumerate(answers):
        given = answer if isinstance(answer, Mapping) else {}
        gaps = [label for name, label in _FIELDS.items() if not str(given.get(name) or "").strip()]
        if not gaps and not _is_day(str(given["on"])):
            gaps = [_FIELDS["on"]]
        if gaps:
            message = f"第{position + 1}条答复没有填{'、'.join(gaps)}。"
            yield error("R00", f"{ANSWERS}.{position}", message, "请补上；日期写成 2026-09-25 的样子。", _BASIS)


def _is_day(text: str) -> bool:
    try:
        dt.date.fromisoformat(text)
    except ValueError:
        return False
    return True


def settled(findings: Iterable[Finding], facts: Mapping[str, Any]) -> Iterator[Finding]:
    """Yield `findings` without the questions that `facts` answer, and a warning for each answer to no question."""
    answers = {str(answer["question"]).strip() for answer in unwrapped(facts.get(ANSWERS) or [])}
    asked: set[str] = set()
    for finding in findings:
        if finding.level != "question":
            yield finding
            continue
        number = number_of(finding)
        asked.add(number)
        if number not in answers:
            remedy = f"{finding.remedy}答复写进事实的 answers，问题号 {number}。"
            yield replace(finding, remedy=remedy)
    for number in sorted(answers - asked):
        yield warning(
            "R00", ANSWERS, f"没有问题号是 {number} 的问题。", "请核对问题号；事实改过的，请重新答复。", _BASIS
        )


def barring(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return `findings` with every open question as an error: so a paper is not issued before it is answered."""
    return tuple(
        replace(finding, level="error", message=f"还没有答复：{finding.message}")
        if finding.level == "question"
        else finding
        for finding in findings
    )
