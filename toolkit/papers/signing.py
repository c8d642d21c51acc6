"""Days of signing, entered after a paper came back signed: what the law counts from them is counted from then on.

The days stand on the paper in the hand of those who signed. Entering them appends to the ledger a correction of the
paper's own entry: an agreement has the day on which it took effect (人民调解法 Art 29 ¶2: the last of all signatures
and the seal), a notice or an opinion the day on which it was served. The clocks of the case follow.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from toolkit.cases import ledger_of
from toolkit.chinese import official_date
from toolkit.core import DateOrderError, WrongValueError
from toolkit.papers import register
from toolkit.papers.facts import unwrapped, values_at
from toolkit.papers.forms import PAPERS as TITLES
from toolkit.papers.issuing import CORRECTS
from toolkit.papers.register import FiledPaper
from toolkit.records import CaseState, Entry
from toolkit.store import ENTRIES, PAPERS, Transaction
from toolkit.workspace import Desk, normalised

SEAL = "盖章"
_MARK = "签名日期："
_SERVED_MARK = "签收日期："
_AGREEMENT = "mediation_agreement"
_RECEIPT = "service_receipt"
# Papers of which something is counted from the day on which they were served.
_SERVED = frozenset(
    {"acceptance_notice", "handling_opinion", "termination_notice", "non_acceptance_notice", "referral_letter"}
)


@dataclass(frozen=True)
class Signed:
    """A paper with the day from which is counted, and its case as it stands now."""

    number: str
    counted_from: dt.date
    state: CaseState


@dataclass(frozen=True)
class Unsigned:
    """A valid agreement of which not all days of signing are known; `missing` are those who lack one."""

    case: str
    number: str
    missing: tuple[str, ...]


def enter(desk: Desk, number: str, on: dt.date | None, days: Mapping[str, dt.date]) -> Signed:
    """Enter the days on which the issued paper `number` was signed, and return its case as it stands now.

    `on` is the day of everybody whom `days`, by name (盖章 for the seal), do not hold. Of a paper that is served it is
    the day on which the receipt was signed; a receipt passes it on to the papers that it names. The same days again
    change nothing. Raise UnknownNumberError, WrongValueError naming all who are missing or unknown, or DateOrderError
    naming every day that is out of order.
    """
    with desk.store.transaction() as tx:
        paper = _valid(tx, number)
        case = str(paper.case)
        _refuse_days(desk, tx, case, {**days, **({"": on} if on else {})})
        if paper.paper == _AGREEMENT:
            signed = _days_of_agreement(paper, on, days)
            counted_from, wishes = max(signed.values()), _signed(_entry(desk, tx, paper.number, case), signed)
        else:
            counted_from = _day_of_service(paper, on, days)
            entries = [_entry(desk, tx, each, case) for each in _served_papers(paper)]
            wishes = [wish for entry in entries for wish in _served_on(entry, counted_from)]
        for wish in wishes:
            ledger_of(desk).append(tx, wish, desk.today)
        return Signed(paper.number, counted_from, ledger_of(desk).state_within(tx, case, desk.today))


def unsigned(desk: Desk, case: str | None = None) -> Iterator[Unsigned]:
    """Yield each valid agreement (of `case`, or of all) that waits for its days of signing."""
    with desk.store.reading() as tx:
        rows = tx.rows(PAPERS, paper=_AGREEMENT, **({"case_number": normalised(case)} if case else {}))
        papers = [register.paper_of(row) for row in rows]
        waiting = [paper for paper in papers if paper.case and paper.facts and _missing(paper)]
        notes = {paper.number: [row["note"] for row in tx.rows(ENTRIES, document=paper.number)] for paper in waiting}
    replaced = {paper.facts.get(CORRECTS) for paper in papers}
    for paper in waiting:
        if paper.number not in replaced and not any(_MARK in (note or "") for note in notes[paper.number]):
            yield Unsigned(str(paper.case), paper.number, _missing(paper))


def signers_of(paper: FiledPaper) -> tuple[str, ...]:
    """Return whose days an agreement needs to take effect: the parties, the mediators, and the seal."""
    facts = unwrapped(paper.facts)
    names = [*values_at(facts, "parties[].name"), *values_at(facts, "mediators[].name")]
    return tuple(dict.fromkeys([*names, SEAL]))


# -- the paper -------------------------------------------------------------------------------------------------


def _valid(tx: Transaction, number: str) -> FiledPaper:
    """Return the issued paper `number` of a case; raise WrongValueError when it stands no longer or has no content."""
    paper = register.paper(tx, number)
    if paper.case is None or not paper.facts:
        raise WrongValueError(field="文号", value=paper.number, why="它的内容不在这里，不能登记签名日期")
    others = register.papers_of_case(tx, paper.case)
    newer = next((each.number for each in others if each.facts.get(CORRECTS) == paper.number), None)
    if newer:
        why = f"它已经由 {newer} 更正并代替，请登记 {newer}"
        raise WrongValueError(field="文号", value=paper.number, why=why)
    return paper


def _entry(desk: Desk, tx: Transaction, number: str, case: str) -> Entry:
    """Return the entry of the paper `number` in `case` that holds now; raise WrongValueError when there is none."""
    entries = ledger_of(desk).state_within(tx, case, desk.today).entries
    matching = [entry for entry in entries if entry.document and normalised(entry.document) == normalised(number)]
    if not matching:
        raise WrongValueError(field="文号", value=number, why=f"事项 {case} 的台账里没有这份文书的记录")
    return matching[-1]


def _refuse_days(desk: Desk, tx: Transaction, case: str, days: Mapping[str, dt.date]) -> None:
    faults = [
        (day, why)
        for name, day in days.items()
        for why in ledger_of(desk).date_faults(tx, case, day, desk.today, f"{name}签名的日期")
    ]
    if faults:
        text = "、".join(dict.fromkeys(day.isoformat() for day, _ in faults))
        raise DateOrderError(text=text, why="；".join(dict.fromkeys(why for _, why in faults)))


# -- an agreement ----------------------------------------------------------------------------------------------


def _days_of_agreement(paper: FiledPaper, on: dt.date | None, days: Mapping[str, dt.date]) -> dict[str, dt.date]:
    """Return the day of each signer in order; raise WrongValueError for strangers and for who has no day."""
    known = signers_of(paper)
    if strangers := [name for name in days if name not in known]:
        why = f"它要签名的是 {'、'.join(known)}"
        raise WrongValueError(field="签名的人", value="、".join(strangers), why=why)
    if missing := [name for name in known if name not in days and on is None]:
        why = "都签了才生效，请逐个写明，或者用 --on 写明其余各人同一天"
        raise WrongValueError(field="没有写日期的", value="、".join(missing), why=why)
    return {name: days.get(name) or on or dt.date.max for name in known}


def _signed(entry: Entry, days: Mapping[str, dt.date]) -> list[Entry]:
    listed = "、".join(f"{name}{official_date(day)}" for name, day in days.items())
    note = f"{_MARK}{listed}；自{official_date(max(days.values()))}起生效。"
    return _corrected(entry, replace(entry, date=max(days.values()), note=_joined(entry, note)))


def _missing(paper: FiledPaper) -> tuple[str, ...]:
    """Return who of an agreement has no day of signing in its facts."""
    signing = unwrapped(paper.facts).get("signing") or {}
    known = {each["name"]: each.get("on") for each in signing.get("parties") or ()}
    known |= dict.fromkeys(values_at(unwrapped(paper.facts), "mediators[].name"), signing.get("mediators_on"))
    known[SEAL] = signing.get("sealed_on")
    return tuple(name for name in signers_of(paper) if not known.get(name))


# -- a paper that is served ------------------------------------------------------------------------------------


def _day_of_service(paper: FiledPaper, on: dt.date | None, days: Mapping[str, dt.date]) -> dt.date:
    title = TITLES[paper.paper]
    if paper.paper not in _SERVED | {_RECEIPT}:
        why = f"{title}没有从签名之日起算的期限，不用登记"
        raise WrongValueError(field="文号", value=paper.number, why=why)
    if days or on is None:
        raise WrongValueError(field="签收日期", value=paper.number, why=f"{title}只要用 --on 写明签收的那一天")
    return on


def _served_papers(paper: FiledPaper) -> Iterable[str]:
    """Return the numbers of the papers that were served with `paper`: itself, or those that a receipt names."""
    if paper.paper != _RECEIPT:
        return (paper.number,)
    return tuple(str(number) for number in values_at(unwrapped(paper.facts), "documents[].number"))


def _served_on(entry: Entry, day: dt.date) -> list[Entry]:
    note = f"{_SERVED_MARK}{official_date(day)}。"
    return _corrected(entry, replace(entry, served_on=day, note=_joined(entry, note)))


# -- corrections -----------------------------------------------------------------------------------------------


def _joined(entry: Entry, note: str) -> str:
    """Return the note of `entry` with the new `note` instead of an older one on the same."""
    mark = note.partition("：")[0]
    kept = [line for line in (entry.note or "").split("\n") if line and not line.startswith(mark)]
    return "\n".join([*kept, note])


def _corrected(entry: Entry, wish: Entry) -> list[Entry]:
    """Return the correction of `entry` that makes it `wish`, none where it says so already."""
    if wish == entry:
        return []
    # The proof lies with the entry that is corrected; the correction says where.
    note = f"{wish.note}\n凭证见第 {entry.id} 条。" if entry.proof else wish.note
    return [replace(wish, id=0, note=note, proof=None, proof_sha256=None, corrects=entry.id)]
