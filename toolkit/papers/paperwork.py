"""Papers of a case: check, draft, issue and recheck, held against the ledger and the confirmed grievances."""

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from toolkit.core import WrongValueError, office_text, open_to_read
from toolkit.papers import drafting, forms, issue_gates
from toolkit.papers.issuing import as_issued, issue
from toolkit.papers.register import FiledPaper, list_papers
from toolkit.records import Finding, IssuedPaper
from toolkit.store import CASES, Transaction
from toolkit.workspace import Desk, file_name_of, normalised

__all__ = [
    "case_of",
    "check",
    "current_draft",
    "draft_path",
    "facts_of",
    "fill",
    "fill_once",
    "issue",
    "issue_once",
    "names_case",
    "recheck",
]


def facts_of(path: Path) -> dict[str, Any]:
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


def check(desk: Desk, paper: str, facts: str | Path) -> tuple[Finding, ...]:
    """Return what bars `paper` on the facts in the file `facts`, and what to watch.

    When the ledger knows the case that they name, what would bar the paper from being issued today is told, too.
    """
    given = facts_of(desk.file(facts))
    found = drafting.check(paper, given, desk.workspace)
    with desk.store.reading() as tx:
        case = _known_case(tx, given)
        if case is None:
            return (*found, *issue_gates.unconfirmed(issue_gates.grievances(tx, given), given))
        now = issue_gates.standing(desk, tx, case, paper, given)
    # A paper of the same kind is the one that this one would correct.
    others = replace(now, papers=tuple(filed for filed in now.papers if filed.paper != paper))
    is_shaped = all(one.rule != "R00" for one in found)
    return (*found, *issue_gates.findings(others, paper, given, is_shaped=is_shaped))


def _known_case(tx: Transaction, facts: Mapping[str, Any]) -> str | None:
    case = forms.unwrapped(facts).get("case")
    row = tx.row(CASES, number=normalised(case)) if isinstance(case, str) and case.strip() else None
    return str(row["number"]) if row else None


def fill(desk: Desk, paper: str, facts: str | Path, out: Path, *, pdf: bool = False) -> drafting.Draft:
    """Write a draft of `paper` to `out`; raise FactsRefusedError with every finding that bars it."""
    return drafting.fill(paper, facts_of(desk.file(facts)), desk.workspace, out, pdf=pdf)


def draft_path(desk: Desk, paper: str, facts: str | Path) -> Path:
    """Return where the draft of `paper` in the case that the facts name lies, or would lie."""
    return desk.workspace.drafts / f"{file_name_of(case_of(desk, facts))}-{paper}.docx"


def fill_once(desk: Desk, paper: str, facts: str | Path, *, wanted: bool) -> tuple[Path, ...]:
    """Return the draft that lies in the workspace, made now only if it is `wanted` and there is none.

    So it is safe to run again: a draft that somebody works on in Word is never written over.
    """
    if not names_case(desk, facts):
        return ()
    draft = draft_path(desk, paper, facts)
    if not draft.exists() and wanted:
        fill(desk, paper, facts, draft)
    return (draft,) if draft.exists() else ()


def names_case(desk: Desk, facts: str | Path) -> bool:
    """Tell whether the facts in the file `facts` name a case yet."""
    case = facts_of(desk.file(facts)).get("case")
    return isinstance(case, str) and bool(case.strip())


def case_of(desk: Desk, facts: str | Path) -> str:
    """Return the case that the facts in the file `facts` name; raise WrongValueError when they name none."""
    case = facts_of(desk.file(facts)).get("case")
    if not isinstance(case, str):
        raise WrongValueError(field="事项编号 case", value=case, why="事实文件要写明属于哪个事项，如 案2026-0001")
    return normalised(case)


def issue_once(desk: Desk, paper: str, facts: str | Path, *, wanted: bool) -> tuple[IssuedPaper, ...]:
    """Return the paper that was issued in the case that the facts name; issue the draft now only if it is `wanted`.

    Run again, it gives the same paper. Raise WrongValueError when there is no draft, or the facts changed since.
    """
    if not names_case(desk, facts):
        return ()
    case = case_of(desk, facts)
    known = _already_issued(desk, case, paper, facts_of(desk.file(facts)))
    if known is not None:
        return (as_issued(known),)
    return (issue(desk, case, paper, current_draft(desk, paper, facts)),) if wanted else ()


def current_draft(desk: Desk, paper: str, facts: str | Path) -> Path:
    """Return the draft of `paper`; raise WrongValueError when there is none, or it was made from other facts."""
    draft = draft_path(desk, paper, facts)
    if not draft.exists():
        raise WrongValueError(field="签发", value=drafting.PAPERS[paper], why="先出草稿，看过再签发")
    if drafting.draft_of(desk.workspace, draft)[1] != facts_of(desk.file(facts)):
        why = "出草稿以后事实又改过，请重新出草稿，看过再签发"
        raise WrongValueError(field="签发", value=draft.name, why=why)
    return draft


def recheck(desk: Desk, path: Path) -> drafting.Recheck:
    """Return what a lawyer changed in the draft at `path`, and what bars the paper as it now reads."""
    return drafting.recheck(desk.workspace, path)


def _already_issued(desk: Desk, case: str, paper: str, facts: Mapping[str, Any]) -> FiledPaper | None:
    """Return the paper that `case` has already; of papers that there may be several of, the one of the same facts."""
    issued = [filed for filed in list_papers(desk.store, case) if filed.paper == paper]
    fitting = (filed for filed in issued if filed.facts == facts) if forms.may_be_many(paper) else iter(issued)
    return next(fitting, None)
