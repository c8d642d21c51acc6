"""Gates of the case: errors by its ledger, its earlier papers and its grievances that bar a paper from being issued.

`rules.check` gates the facts by themselves, `drafts.findings` the text of a draft.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from toolkit.cases import ledger_of, matters
from toolkit.grievances.accusations import is_accusation, may_be_shown
from toolkit.papers import forms
from toolkit.papers import register as papers
from toolkit.papers.facts import paper_date, unwrapped, values_at
from toolkit.papers.register import FiledPaper
from toolkit.papers.rules.base import error, warning
from toolkit.papers.rules.termination import missing_entries
from toolkit.records import CaseState, Finding, Grievance
from toolkit.store import ENTRIES, Transaction
from toolkit.workspace import Desk, normalised

DATE_RULE = "R30"  # the only rule that lets a draft be made before its time
_PEOPLE = ("petitioner", "parties[]", "applicants[]", "respondents[]")
_STEADY = ("sex", "ethnicity", "age", "address", "credit_code")


@dataclass(frozen=True)
class Standing:
    """A case in the store at one moment: its state, its papers, and the numbers of papers that its ledger names.

    `grievances` are those that the facts of a paper name and the store knows, by the number as the facts write it;
    `date_faults` are the reasons, in Chinese, why the ledger cannot take an entry with the date of the paper.
    """

    state: CaseState
    papers: tuple[FiledPaper, ...]
    noted: frozenset[str]
    grievances: Mapping[str, Grievance]
    date_faults: tuple[str, ...]


def standing(desk: Desk, tx: Transaction, case: str, paper: str, facts: Mapping[str, Any]) -> Standing:
    """Return the standing of `case` for a `paper` with `facts`, as `tx` sees it; raise UnknownNumberError."""
    state = ledger_of(desk).state_within(tx, case, desk.today)
    entries = tx.columns(ENTRIES, ("document",), case_number=state.case)
    return Standing(
        state=state,
        papers=papers.papers_of_case(tx, state.case),
        noted=frozenset(row["document"] for row in entries if row["document"]),
        grievances=grievances(tx, facts),
        date_faults=_date_faults(desk, tx, state.case, paper, facts),
    )


def grievances(tx: Transaction, facts: Mapping[str, Any]) -> dict[str, Grievance]:
    """Return the grievances that `facts` name and `tx` knows, as last kept, by the number as the facts write it."""
    known = {number: matters.grievance_in(tx, number) for number in named(facts)}
    return {number: grievance for number, grievance in known.items() if grievance is not None}


def named(facts: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the numbers of grievances that `facts` name; anything but a list of texts is a fault of the shape."""
    numbers = unwrapped(facts).get("grievances")
    return tuple(number for number in numbers if isinstance(number, str)) if isinstance(numbers, list) else ()


def _date_faults(desk: Desk, tx: Transaction, case: str, paper: str, facts: Mapping[str, Any]) -> tuple[str, ...]:
    try:
        day = paper_date(facts)
    except (KeyError, TypeError, ValueError):
        return ()  # a fault of the shape
    title = forms.schema(paper)["properties"].get("date", {}).get("title", "落款日期")
    return ledger_of(desk).date_faults(tx, case, day, desk.today, f"{title} {day.isoformat()} ")


def findings(
    now: Standing, paper: str, facts: Mapping[str, Any], corrects: str | None = None, *, is_shaped: bool = True
) -> tuple[Finding, ...]:
    """Return every error that bars a `paper` with `facts`; `corrects` is the number of the paper it replaces, if any.

    Facts of the wrong shape (`is_shaped` false) are not compared with earlier papers and the chain of opinions.
    """
    earlier = [filed for filed in now.papers if filed.number != corrects]
    has_chain = is_shaped and paper == "termination_notice"
    return (
        *_disagreeing(now.state, facts),
        *(missing_entries(facts, now.state.entries) if has_chain else ()),
        *unconfirmed(now.grievances, facts),
        *(_drifting(earlier, facts) if is_shaped else ()),
        *_out_of_order(now),
    )


def unconfirmed(known: Mapping[str, Grievance], facts: Mapping[str, Any]) -> Iterator[Finding]:
    """Yield an error for each grievance of the facts that no person confirmed, or that is withheld as an accusation."""
    for number in named(facts):
        grievance = known.get(number)
        if grievance is None or grievance.status != "confirmed":
            yield _finding("grievances", f"诉求 {number} 还没有经人确认，或者已经撤回。")
        elif not may_be_shown(grievance):
            yield _withheld(number, is_judged=is_accusation(grievance))


def unknown_case(facts: Mapping[str, Any]) -> Iterator[Finding]:
    """Yield a warning when the case that the facts name is none of the ledger's: issuing would refuse it."""
    case = unwrapped(facts).get("case")
    if isinstance(case, str) and case.strip():
        remedy = "请核对事项编号；还没有立的，先用 yehua case open 立事项，再签发。"
        yield warning("R27", "case", f"台账里没有事项 {case}。", remedy, "文书、台账和统计应当一致")


def _withheld(number: str, *, is_judged: bool) -> Finding:
    message = f"诉求 {number} 还没有人判断是不是检举控告，先不能写进文书。"
    remedy = "请在诉求面板里判断，或者用 yehua accusation judge。"
    if is_judged:
        message = f"诉求 {number} 是检举控告，不能写进给别人的文书。"
        remedy = "请从事实里去掉，转纪检监察机关或者有权处理的机关。"
    return error("R04", "grievances", message, remedy, "《信访工作条例》第三十条")


def _disagreeing(state: CaseState, facts: Mapping[str, Any]) -> Iterator[Finding]:
    """Yield an error when the facts name another case, or grievances of another case."""
    case = unwrapped(facts).get("case")
    if isinstance(case, str) and normalised(case) != state.case:
        yield _finding("case", f"事实写的是事项 {case}，签发的却是 {state.case}。")
    strangers = [number for number in named(facts) if normalised(number) not in state.grievances]
    if strangers:
        yield _finding("grievances", f"诉求 {'、'.join(strangers)} 不在事项 {state.case} 里。")


def _drifting(earlier: Iterable[FiledPaper], facts: Mapping[str, Any]) -> Iterator[Finding]:
    """Yield an error for each detail of a person that an earlier paper of the case states otherwise."""
    now = _people(facts)
    for filed in earlier:
        for name, was in _people(filed.facts).items():
            for field, value in was.items():
                new = now.get(name, {}).get(field)
                if value is not None and new is not None and new != value:
                    yield _finding(field, f"{name}在 {filed.number} 里是“{value}”，这里是“{new}”。")


def _people(facts: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the people of the facts by name, each with the details that cannot differ between papers of a case."""
    plain = unwrapped(facts)
    people = (person for path in _PEOPLE for person in values_at(plain, path))
    return {person["name"]: {field: person.get(field) for field in _STEADY} for person in people}


def _out_of_order(now: Standing) -> Iterator[Finding]:
    remedy = "请核对先后：日期写错的，改这一栏；夜话的日期记错的，先更正夜话的日期；还没有到那一天的，到时再签发。"
    for why in now.date_faults:
        yield error(DATE_RULE, "date", f"{why}。", remedy, "程序先后；文书的日期要记入台账")


def _finding(field: str, message: str) -> Finding:
    remedy = "请核对台账和事实，改成一致后再出。"
    return Finding("R27", "error", field, message, remedy, "只有经人确认的事实才能进入文书")
