"""The front door of papers (文书): from the facts of a case to a paper that is issued, in the order of the work.

`facts` gathers what is known, `check` lists what is missing or wrong, `fill` writes a draft, a lawyer edits it in
Word, `recheck` compares it, and `issue` numbers it, freezes it, makes its copies and notes it in the ledger.
A paper is named by its kind, such as `mediation_agreement`; facts lie in a JSON file.
"""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from toolkit.cases import ledger_of
from toolkit.chinese import dates
from toolkit.core import WrongValueError, YehuaError, write_whole
from toolkit.formats.word import Difference, WordFile, as_revisions, settled_revisions
from toolkit.papers import (
    FiledPaper,
    Gathered,
    OpenedDraft,
    PaperDraft,
    Recheck,
    case_gates,
    drafting,
    drafts,
    forms,
    gathering,
    issuing,
    list_papers,
    read_facts,
    signing,
    unwrapped,
)
from toolkit.records import Finding, IssuedPaper
from toolkit.store import CASES, Transaction
from toolkit.workspace import Desk, file_name_of, normalised

# -- facts -----------------------------------------------------------------------------------------------------


def facts(desk: Desk, case: str, paper: str) -> Gathered:
    """Return what grievances, ledger and earlier papers of `case` give for `paper`, and what is still missing.

    Raise UnknownNumberError, or WrongValueError for an unknown paper.
    """
    return gathering.gathered(desk, case, paper)


def names_case(desk: Desk, file: str | Path) -> bool:
    """Return whether the facts in `file` name a case yet."""
    case = read_facts(desk.file(file)).get("case")
    return isinstance(case, str) and bool(case.strip())


def case_of(desk: Desk, file: str | Path) -> str:
    """Return the number of the case that the facts in `file` name; raise WrongValueError when they name none."""
    case = read_facts(desk.file(file)).get("case")
    if not isinstance(case, str):
        raise WrongValueError(field="事项编号 case", value=case, why="事实文件要写明属于哪个事项，如 案2026-0001")
    return normalised(case)


# -- check -----------------------------------------------------------------------------------------------------


def check(desk: Desk, paper: str, file: str | Path) -> tuple[Finding, ...]:
    """Return the errors that bar `paper` on the facts in `file`, and the warnings.

    Where the ledger knows the case that the facts name, the findings include what would bar issuing the paper today.
    """
    given = read_facts(desk.file(file))
    findings = drafting.check(paper, given, desk.workspace)
    with desk.store.reading() as tx:
        case = _known_case(tx, given)
        if case is None:
            unconfirmed = tuple(case_gates.unconfirmed(case_gates.grievances(tx, given), given))
            return (*findings, *(unconfirmed or case_gates.unknown_case(given)))
        now = case_gates.standing(desk, tx, case, paper, given)
    # A paper of the same kind is the one that this one would correct.
    others = replace(now, papers=tuple(filed for filed in now.papers if filed.paper != paper))
    is_shaped = all(finding.rule != "R00" for finding in findings)
    return (*findings, *case_gates.findings(others, paper, given, is_shaped=is_shaped))


@dataclass(frozen=True)
class CheckedFile:
    """What `check` says of one of many files, or the fault for which it could not be read."""

    file: str
    findings: tuple[Finding, ...]
    fault: str | None = None

    @property
    def is_barred(self) -> bool:
        """Whether no paper can be made of it."""
        return bool(self.fault) or any(finding.level == "error" for finding in self.findings)


def check_many(desk: Desk, paper: str, files: Sequence[str | Path]) -> tuple[CheckedFile, ...]:
    """Return what `check` says of each of `files`; a file that cannot be read stops no other."""
    forms.known_paper(paper)
    return tuple(_checked(desk, paper, file) for file in files)


def _checked(desk: Desk, paper: str, file: str | Path) -> CheckedFile:
    try:
        return CheckedFile(str(file), check(desk, paper, file))
    except YehuaError as fault:
        return CheckedFile(str(file), (), str(fault))


def _known_case(tx: Transaction, given: Mapping[str, Any]) -> str | None:
    case = unwrapped(given).get("case")
    row = tx.row(CASES, number=normalised(case)) if isinstance(case, str) and case.strip() else None
    return str(row["number"]) if row else None


# -- draft -----------------------------------------------------------------------------------------------------


def fill(
    desk: Desk, paper: str, file: str | Path, out: Path, *, pdf: bool = False, large_print: bool = False
) -> PaperDraft:
    """Write a draft of `paper` to `out`; raise FactsRefusedError with every finding that bars it.

    It is in `large_print` also where its facts say so.
    """
    given = read_facts(desk.file(file))
    return drafting.fill(
        paper, given | {forms.LARGE_PRINT: True} if large_print else given, desk.workspace, out, pdf=pdf
    )


def fill_once(desk: Desk, paper: str, file: str | Path, *, wanted: bool) -> tuple[Path, ...]:
    """Return the draft in the workspace; it is made now only if it is `wanted` and there is none.

    A draft that somebody edits in Word is never written over, so a notebook cell may run again.
    """
    if not names_case(desk, file):
        return ()
    draft = draft_path(desk, paper, file)
    if not draft.exists() and wanted:
        fill(desk, paper, file, draft)
    return (draft,) if draft.exists() else ()


def draft_path(desk: Desk, paper: str, file: str | Path) -> Path:
    """Return the path of the draft of `paper` in the case that the facts in `file` name, made or not."""
    return desk.workspace.drafts / f"{file_name_of(case_of(desk, file))}-{paper}.docx"


def current_draft(desk: Desk, paper: str, file: str | Path) -> OpenedDraft:
    """Return the draft of `paper`; raise WrongValueError when there is none, or it was made from other facts."""
    path = draft_path(desk, paper, file)
    if not path.exists():
        raise WrongValueError(field="签发", value=forms.PAPERS[paper], why="先出草稿，看过再签发")
    draft = drafts.open_draft(desk.workspace, path)
    if draft.facts != read_facts(desk.file(file)):
        why = "出草稿以后事实又改过，请重新出草稿，看过再签发"
        raise WrongValueError(field="签发", value=path.name, why=why)
    return draft


def recheck(desk: Desk, path: Path) -> Recheck:
    """Return what a lawyer changed in the draft at `path`, and the findings on the paper as it now reads."""
    return drafts.recheck(desk.workspace, path)


def mark_changes(desk: Desk, path: Path, out: Path, by: str, at: dt.datetime) -> Path:
    """Write to `out` the draft as it was made, with the changes of `path` as Word's own revisions of `by`."""
    draft = drafts.open_draft(desk.workspace, path)
    return write_whole(out, as_revisions(draft.made, draft.word, by, at))


def settle_revisions(path: Path, out: Path, accepted: Collection[int], refused: Collection[int]) -> Path:
    """Write to `out` the Word file at `path` with the revisions of these numbers accepted or refused.

    Raise WrongValueError for a number that no revision has.
    """
    return write_whole(out, settled_revisions(WordFile.open(path), accepted, refused))


# -- issue -----------------------------------------------------------------------------------------------------


def issue(
    desk: Desk,
    case: str,
    paper: str,
    draft: Path | OpenedDraft | None = None,
    *,
    corrects: str | None = None,
    agreed: Sequence[Difference] = (),
) -> IssuedPaper:
    """Gate the draft once more, number and freeze it, make its copies, and note it in the ledger of `case`.

    Without `draft`, the one draft of `paper` that was made for `case` is taken as it was made. `corrects` is the
    number of the issued paper that this one replaces. `agreed` are the changes of a draft that was edited in Word, as
    a person has seen and agreed to them. The same draft gives the same paper again; see `issuing.issue`.
    """
    opened = draft if isinstance(draft, OpenedDraft) else open_draft(desk, case, paper, draft)
    return issuing.issue(desk, case, opened, corrects=corrects, agreed=agreed)


def enter_signing(desk: Desk, number: str, on: str | None, who: Sequence[str] = ()) -> signing.Signed:
    """Enter the days on which the issued paper `number` was signed, as people write them; see `signing.enter`.

    `on` is the day of everybody whom no `NAME=DAY` of `who` names.
    """
    days = {}
    for each in who:
        name, sign, day = each.replace("＝", "=").partition("=")
        if not sign or not name.strip():
            raise WrongValueError(field="签名日期", value=each, why="请写成 姓名=日期，如 孙玉兰=2026-10-29")
        days[name.strip()] = dates.parse_date(day.strip())
    return signing.enter(desk, number, dates.parse_date(on) if on else None, days)


def open_draft(desk: Desk, case: str, paper: str, path: Path | None = None) -> OpenedDraft:
    """Return the draft of `paper` at `path`, or the one that was made for `case`; raise WrongValueError for another."""
    try:
        return _opened(desk, case, paper, path)
    except YehuaError:
        ledger_of(desk).state(case, desk.today)  # that there is no such case says more than that it has no draft
        raise


def _opened(desk: Desk, case: str, paper: str, path: Path | None) -> OpenedDraft:
    draft = drafts.open_draft(desk.workspace, path or drafts.kept_draft(desk.workspace, paper, normalised(case)))
    if draft.paper != paper:
        raise WrongValueError(field="文书种类", value=paper, why=f"这份草稿是{forms.PAPERS[draft.paper]}")
    return draft


def issue_once(desk: Desk, paper: str, file: str | Path, *, wanted: bool) -> tuple[IssuedPaper, ...]:
    """Return the paper that was issued in the case that the facts name; issue the draft now only if it is `wanted`.

    Run again, it gives the same paper. Raise WrongValueError when there is no draft, or the facts changed since.
    """
    if not names_case(desk, file):
        return ()
    case = case_of(desk, file)
    known = _already_issued(desk, case, paper, read_facts(desk.file(file)))
    if known is not None:
        return (issuing.as_issued(known),)
    return (issue(desk, case, paper, current_draft(desk, paper, file)),) if wanted else ()


def _already_issued(desk: Desk, case: str, paper: str, given: Mapping[str, Any]) -> FiledPaper | None:
    """Return the paper that `case` has already; of papers that there may be several of, the one of the same facts."""
    issued = [filed for filed in list_papers(desk.store, case) if filed.paper == paper]
    fitting = (filed for filed in issued if filed.facts == given) if forms.may_be_many(paper) else iter(issued)
    return next(fitting, None)
