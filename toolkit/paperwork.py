"""Papers of a case: check, draft, issue and recheck, held against the ledger and the confirmed grievances."""

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from toolkit import documents, forms
from toolkit.desk import Desk
from toolkit.errors import UnknownNumberError, WrongValueError
from toolkit.files import office_text, open_to_read
from toolkit.gates import error
from toolkit.numbering import file_name_of, normalised
from toolkit.papers import FiledPaper, PaperOrder
from toolkit.records import CaseState, Finding, IssuedPaper
from toolkit.visibility import may_be_shown

_PEOPLE = ("petitioner", "parties[]", "applicants[]", "respondents[]")
_STEADY = ("sex", "ethnicity", "age", "address", "credit_code")
_CORRECTS = "corrects"  # kept beside the facts of a paper that corrects another


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
    """Return what bars `paper` on the facts in the file `facts`, and what to watch."""
    given = facts_of(desk.file(facts))
    return (*documents.check(paper, given, desk.workspace), *_unconfirmed(desk, given))


def fill(desk: Desk, paper: str, facts: str | Path, out: Path, *, pdf: bool = False) -> documents.Draft:
    """Write a draft of `paper` to `out`; raise FactsRefusedError with every finding that bars it."""
    return documents.fill(paper, facts_of(desk.file(facts)), desk.workspace, out, pdf=pdf)


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


def issue(desk: Desk, case: str, paper: str, draft: Path | None = None, *, corrects: str | None = None) -> IssuedPaper:
    """Gate the draft once more, number and freeze it, make its copies, and note it in the ledger of `case`.

    A paper is never changed: a mistake is mended by a new paper, of other facts or another text, that `corrects` the
    number of the old one and names it. Without `draft`, the one draft of `paper` that was made for `case` is taken as
    it was made. A paper that was issued from this very text is given again, never a second number; any other text of
    a paper that the case has already is refused unless it `corrects` the one that is valid. Raise WrongValueError, or
    FactsRefusedError when the facts, the ledger and the confirmed grievances do not agree.
    """
    state = desk.ledger.state(case, desk.today)
    draft = draft or documents.draft_for(desk.workspace, paper, state.case)
    made_of, facts = documents.draft_of(desk.workspace, draft)
    if made_of != paper:
        raise WrongValueError(field="文书种类", value=paper, why=f"这份草稿是{documents.PAPERS[made_of]}")
    corrects = _corrected(desk, state.case, paper, corrects) if corrects else None
    kept = facts | ({_CORRECTS: corrects} if corrects else {})
    rivals = [filed for filed in desk.catalogue.papers(state.case) if filed.paper == paper]
    known = next((filed for filed in rivals if _is_of(desk, filed, draft, corrects)), None)
    if known is not None:
        _note(desk, state, paper, known.number, known.issued_on)
        return _as_issued(known)
    _refuse_second(rivals, paper, kept, draft)
    earlier = [filed for filed in desk.catalogue.papers(state.case) if filed.number != corrects]
    documents.refuse(
        paper, (*_disagreeing(state, paper, facts), *_unconfirmed(desk, facts), *_drifting(earlier, facts))
    )
    day = documents.paper_date(facts)
    folder = desk.workspace.papers / file_name_of(state.case)

    def make(number: str) -> tuple[IssuedPaper, str]:
        issued, file = documents.issue(desk.workspace, draft, number, folder, corrects=corrects)
        return issued, desk.workspace.relative(file)

    issued = desk.catalogue.record_paper(PaperOrder(paper, state.case, day, desk.settings, kept), make)
    _note(desk, state, paper, issued.number, day)
    return issued


def _note(desk: Desk, state: CaseState, paper: str, number: str, day: dt.date) -> None:
    """Note an issued paper in the ledger, unless it is there: a crash may have come between issue and entry."""
    if all(entry.document != number for entry in desk.ledger.entries(state.case)):
        desk.ledger.add_entry(state.case, forms.entry_kind(paper), day, document=number, today=desk.today)


def issue_once(desk: Desk, paper: str, facts: str | Path, *, wanted: bool) -> tuple[IssuedPaper, ...]:
    """Return the paper that was issued in the case that the facts name; issue the draft now only if it is `wanted`.

    Run again, it gives the same paper. Raise WrongValueError when there is no draft, or the facts changed since.
    """
    if not names_case(desk, facts):
        return ()
    case = case_of(desk, facts)
    known = _already_issued(desk, case, paper, facts_of(desk.file(facts)))
    if known is not None:
        return (_as_issued(known),)
    return (issue(desk, case, paper, current_draft(desk, paper, facts)),) if wanted else ()


def current_draft(desk: Desk, paper: str, facts: str | Path) -> Path:
    """Return the draft of `paper`; raise WrongValueError when there is none, or it was made from other facts."""
    draft = draft_path(desk, paper, facts)
    if not draft.exists():
        raise WrongValueError(field="签发", value=documents.PAPERS[paper], why="先出草稿，看过再签发")
    if documents.draft_of(desk.workspace, draft)[1] != facts_of(desk.file(facts)):
        why = "出草稿以后事实又改过，请重新出草稿，看过再签发"
        raise WrongValueError(field="签发", value=draft.name, why=why)
    return draft


def recheck(desk: Desk, path: Path) -> documents.Recheck:
    """Return what a lawyer changed in the draft at `path`, and what bars the paper as it now reads."""
    return documents.recheck(desk.workspace, path)


def _corrected(desk: Desk, case: str, paper: str, number: str) -> str:
    """Return the number of the paper to be corrected; raise WrongValueError when it is none of this kind and case."""
    old = desk.catalogue.paper(number)
    if (old.case, old.paper) != (case, paper):
        raise WrongValueError(field="更正哪一份", value=number, why=f"它不是事项 {case} 的{documents.PAPERS[paper]}")
    return old.number


def _already_issued(desk: Desk, case: str, paper: str, kept: Mapping[str, Any]) -> FiledPaper | None:
    """Return the paper that `case` has already; of papers that there may be several of, the one of the same facts."""
    issued = [filed for filed in desk.catalogue.papers(case) if filed.paper == paper]
    fitting = (filed for filed in issued if filed.facts == kept) if forms.may_be_many(paper) else iter(issued)
    return next(fitting, None)


def _is_of(desk: Desk, filed: FiledPaper, draft: Path, corrects: str | None) -> bool:
    """Tell whether `filed` was issued from the text of `draft`, and stands instead of the same paper if of any.

    Its content may have been sealed apart; then nobody can tell, and nothing is claimed.
    """
    if filed.is_emptied or filed.facts.get(_CORRECTS) != corrects:
        return False
    return documents.is_issued_from(draft, desk.workspace.root / filed.file, filed.number, corrects=corrects)


def _refuse_second(issued: Sequence[FiledPaper], paper: str, kept: Mapping[str, Any], draft: Path) -> None:
    """Raise WrongValueError when `draft` would be a second paper of its matter, or correct what was replaced before."""
    newer = {filed.facts[_CORRECTS]: filed.number for filed in issued if _CORRECTS in filed.facts}
    corrects = kept.get(_CORRECTS)
    if corrects is not None and corrects in newer:
        valid = _newest(corrects, newer)
        why = f"它已经由 {valid} 更正并代替，这份草稿没有签发；要再更正，请更正现在有效的 {valid}"
        raise WrongValueError(field="更正哪一份", value=corrects, why=why)
    several = forms.may_be_many(paper)
    rivals = [filed for filed in issued if not several or filed.facts == kept]
    if corrects is None and rivals:
        valid = _newest(rivals[0].number, newer)
        why = f"此事项已签发{documents.PAPERS[paper]} {valid}，这份草稿没有签发；要更正请加 --corrects {valid}"
        raise WrongValueError(field="签发", value=draft.name, why=why)


def _newest(number: str, newer: Mapping[str, str]) -> str:
    """Return the paper that stands instead of `number` now, by `newer`: what was replaced, and by which."""
    while number in newer:
        number = newer[number]
    return number


def _as_issued(filed: FiledPaper) -> IssuedPaper:
    return IssuedPaper(filed.paper, filed.number, filed.sha256, filed.copies, ())


def _disagreeing(state: CaseState, paper: str, facts: Mapping[str, Any]) -> Iterator[Finding]:
    """Yield where the facts name another case or grievance, or say otherwise than the ledger."""
    if facts.get("case") not in {None, state.case}:
        yield _finding("case", f"事实文件写的是事项 {facts['case']}，签发的却是 {state.case}。")
    strangers = [number for number in facts.get("grievances", ()) if normalised(number) not in state.grievances]
    if strangers:
        yield _finding("grievances", f"诉求 {'、'.join(strangers)} 不在事项 {state.case} 里。")
    if paper == "termination_notice":
        yield from documents.chain_findings(facts, state.entries)


def _drifting(earlier: Iterable[FiledPaper], facts: Mapping[str, Any]) -> Iterator[Finding]:
    """Yield where the people of `facts` are not as an earlier paper of the case has them."""
    now = _people(facts)
    for filed in earlier:
        for name, was in _people(filed.facts).items():
            for field, value in was.items():
                new = now.get(name, {}).get(field)
                if value is not None and new is not None and new != value:
                    yield _finding(field, f"{name}在 {filed.number} 里是“{value}”，这里是“{new}”。")


def _people(facts: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the people of the facts by name, with what is told of each and cannot differ from paper to paper."""
    plain = forms.unwrapped(facts)
    found = (one for path in _PEOPLE for one in forms.values_at(plain, path))
    return {one["name"]: {field: one.get(field) for field in _STEADY} for one in found}


def _unconfirmed(desk: Desk, facts: Mapping[str, Any]) -> Iterator[Finding]:
    """Yield the grievances that the facts stand on and that no person has confirmed."""
    told = facts.get("grievances", ())
    # What is no list of texts is told by the form.
    for number in (one for one in told if isinstance(one, str)) if isinstance(told, list | tuple) else ():
        try:
            one = desk.catalogue.grievance(number)
        except UnknownNumberError:
            one = None
        if one is None or one.status != "confirmed":
            yield _finding("grievances", f"诉求 {number} 还没有经人确认，或者已经撤回。")
        elif not may_be_shown(one):
            yield _withheld(number, is_judged=one.accusation == "yes")


def _withheld(number: str, *, is_judged: bool) -> Finding:
    message = f"诉求 {number} 是检举控告，不能写进给别人的文书。"
    remedy = "请从事实文件里去掉，转纪检监察机关或者有权处理的机关。"
    if not is_judged:
        message = f"诉求 {number} 还没有人判断是不是检举控告，先不能写进文书。"
        remedy = "请在诉求面板里判断，或者用 yehua accusation judge。"
    return error("R04", "grievances", message, remedy, "《信访工作条例》第三十条")


def _finding(field: str, message: str) -> Finding:
    return Finding(
        "R27", "error", field, message, "请核对台账和事实文件，改成一致后再出。", "只有经人确认的事实才能进入文书"
    )
