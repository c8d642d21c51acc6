"""What stands against issuing a paper, by the ledger, the earlier papers of the case and its grievances.

What the facts say by themselves is gated in `document_rules`, what the text of a draft says in `documents`.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from toolkit.cases import ledger_of, matters
from toolkit.grievances.accusations import may_be_shown
from toolkit.papers import drafting, forms
from toolkit.papers import register as papers
from toolkit.papers.register import FiledPaper
from toolkit.papers.rules.base import error
from toolkit.records import CaseState, Finding, Grievance
from toolkit.store import ENTRIES, Transaction
from toolkit.workspace import Desk, normalised

DATE_RULE = "R30"  # the only rule that lets a draft be made before its time
_PEOPLE = ("petitioner", "parties[]", "applicants[]", "respondents[]")
_STEADY = ("sex", "ethnicity", "age", "address", "credit_code")


@dataclass(frozen=True)
class Standing:
    """What the store says at one moment of a case: its state, its papers, and the papers that its ledger names.

    `grievances` are those that the facts of a paper name and the store knows, by the number as it is written there;
    `date_faults` tell why the ledger cannot take an entry of the paper's date.
    """

    state: CaseState
    papers: tuple[FiledPaper, ...]
    noted: frozenset[str]
    grievances: Mapping[str, Grievance]
    date_faults: tuple[str, ...]


def standing(desk: Desk, tx: Transaction, case: str, paper: str, facts: Mapping[str, Any]) -> Standing:
    """Return how `case` stands for the `paper` of those `facts`, as `tx` sees it; raise UnknownNumberError."""
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
    """Return the grievances that `facts` name and `tx` knows, as last kept, by the number as it is written there."""
    known = {number: matters.grievance_in(tx, number) for number in named(facts)}
    return {number: grievance for number, grievance in known.items() if grievance is not None}


def named(facts: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the numbers of grievances that `facts` name; what is no list of texts is told by the form."""
    told = forms.unwrapped(facts).get("grievances")
    return tuple(number for number in told if isinstance(number, str)) if isinstance(told, list) else ()


def _date_faults(desk: Desk, tx: Transaction, case: str, paper: str, facts: Mapping[str, Any]) -> tuple[str, ...]:
    try:
        day = drafting.paper_date(facts)
    except (KeyError, TypeError, ValueError):
        return ()  # what is no date is told by the form
    title = forms.schema(paper)["properties"].get("date", {}).get("title", "落款日期")
    return ledger_of(desk).date_faults(tx, case, day, desk.today, f"{title} {day.isoformat()} ")


def findings(
    now: Standing, paper: str, facts: Mapping[str, Any], corrects: str | None = None, *, is_shaped: bool = True
) -> tuple[Finding, ...]:
    """Return everything that bars the `paper` of those `facts`, which `corrects` another or none, as things stand.

    Facts that are not shaped as their form asks are not held against what the ledger and earlier papers say in full.
    """
    earlier = [filed for filed in now.papers if filed.number != corrects]
    has_chain = is_shaped and paper == "termination_notice"
    return (
        *_disagreeing(now.state, facts),
        *(drafting.chain_findings(facts, now.state.entries) if has_chain else ()),
        *unconfirmed(now.grievances, facts),
        *(_drifting(earlier, facts) if is_shaped else ()),
        *_out_of_order(now),
    )


def unconfirmed(known: Mapping[str, Grievance], facts: Mapping[str, Any]) -> Iterator[Finding]:
    """Yield the grievances that the facts stand on and that no person has confirmed, or that accuse somebody."""
    for number in named(facts):
        one = known.get(number)
        if one is None or one.status != "confirmed":
            yield _finding("grievances", f"诉求 {number} 还没有经人确认，或者已经撤回。")
        elif not may_be_shown(one):
            yield _withheld(number, is_judged=one.accusation == "yes")


def _withheld(number: str, *, is_judged: bool) -> Finding:
    message = f"诉求 {number} 还没有人判断是不是检举控告，先不能写进文书。"
    remedy = "请在诉求面板里判断，或者用 yehua accusation judge。"
    if is_judged:
        message = f"诉求 {number} 是检举控告，不能写进给别人的文书。"
        remedy = "请从事实里去掉，转纪检监察机关或者有权处理的机关。"
    return error("R04", "grievances", message, remedy, "《信访工作条例》第三十条")


def _disagreeing(state: CaseState, facts: Mapping[str, Any]) -> Iterator[Finding]:
    """Yield where the facts name another case, or a grievance of another case."""
    case = forms.unwrapped(facts).get("case")
    if isinstance(case, str) and normalised(case) != state.case:
        yield _finding("case", f"事实写的是事项 {case}，签发的却是 {state.case}。")
    strangers = [number for number in named(facts) if normalised(number) not in state.grievances]
    if strangers:
        yield _finding("grievances", f"诉求 {'、'.join(strangers)} 不在事项 {state.case} 里。")


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
    people = (person for path in _PEOPLE for person in forms.values_at(plain, path))
    return {person["name"]: {field: person.get(field) for field in _STEADY} for person in people}


def _out_of_order(now: Standing) -> Iterator[Finding]:
    remedy = "请核对先后：日期写错的，改这一栏；夜话的日期记错的，先更正夜话的日期；还没有到那一天的，到时再签发。"
    for why in now.date_faults:
        yield error(DATE_RULE, "date", f"{why}。", remedy, "程序先后；文书的日期要记入台账")


def _finding(field: str, message: str) -> Finding:
    remedy = "请核对台账和事实，改成一致后再出。"
    return Finding("R27", "error", field, message, remedy, "只有经人确认的事实才能进入文书")
