"""The page of a case with its entries, clocks and papers. Withheld words are not in it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from toolkit.cases import KINDS, entry_as_others_see, kind_name, ledger_of, matters
from toolkit.papers import FiledPaper, forms, list_papers, signing
from toolkit.records import Entry, Grievance
from toolkit.workbench import today
from toolkit.workbench.fields import Given
from toolkit.workspace import Desk


@dataclass(frozen=True)
class MatterLine:
    """A grievance or other matter of a case; `page` shows where it was said and what came of it."""

    number: str
    summary: str
    person: str
    page: str


def _matter(number: str, grievance: Grievance) -> MatterLine:
    person = str(grievance.person.value) if grievance.person else ""
    return MatterLine(number, grievance.summary, person, f"/grievance/{number}")


@dataclass(frozen=True)
class EntryLine:
    """An entry of the ledger, as it is shown; `page` opens the paper that it records, or is empty."""

    id: int
    name: str
    date: str
    document: str
    page: str
    served_on: str
    note: str
    proof: str


@dataclass(frozen=True)
class ClockLine:
    """A clock with its last day and its article."""

    name: str
    due: str
    text: str
    basis: str
    duty: bool
    is_over: bool


@dataclass(frozen=True)
class PaperLine:
    """An issued paper of a case, or one that was begun; `unsigned` are those whose day of signing is not entered."""

    paper: str
    title: str
    number: str
    issued_on: str
    page: str
    unsigned: tuple[str, ...] = ()


@dataclass(frozen=True)
class CasePage:
    """One case: its matters, entries, clocks and papers, and the kinds of entries and papers to choose from."""

    case: str
    state: str
    source: str
    received: str
    warnings: tuple[str, ...]
    is_withheld: bool
    matters: tuple[MatterLine, ...]
    entries: tuple[EntryLine, ...]
    clocks: tuple[ClockLine, ...]
    papers: tuple[PaperLine, ...]
    kinds: tuple[tuple[str, str], ...]
    forms: tuple[tuple[str, str], ...]


def case(desk: Desk, given: Given) -> CasePage:
    """Return the page of the case `case`; raise UnknownNumberError."""
    state = ledger_of(desk).state(given.get("case", ""), desk.today)
    shown = matters.shown_grievances(desk.store, state.grievances)
    is_withheld = shown is None
    pages = {paper.number: f"/paper/{paper.case}/{paper.paper}" for paper in list_papers(desk.store, state.case)}
    return CasePage(
        case=state.case,
        state=state.state,
        source=state.source,
        received=state.received,
        warnings=state.warnings,
        is_withheld=is_withheld,
        matters=tuple(_matter(number, grievance) for number, grievance in (shown or {}).items()),
        entries=tuple(_entry(entry, pages, is_withheld=is_withheld) for entry in state.entries),
        clocks=_clocks(desk, state.case),
        papers=_papers(desk, state.case, is_withheld=is_withheld),
        kinds=tuple((kind, kind_name(kind)) for kind in KINDS if kind != "opened"),
        forms=tuple(forms.PAPERS.items()),
    )


def _entry(entry: Entry, pages: Mapping[str, str], *, is_withheld: bool) -> EntryLine:
    shown = entry_as_others_see(entry, pages) if is_withheld else entry
    return EntryLine(
        id=entry.id,
        name=kind_name(entry.kind),
        date=entry.date.isoformat(),
        document=shown.document or "",
        page=pages.get(entry.document or "", ""),
        served_on=entry.served_on.isoformat() if entry.served_on else "",
        note="；".join(_notes(shown)),
        proof=shown.proof or "",
    )


def _notes(entry: Entry) -> Iterator[str]:
    if entry.corrects:
        yield f"更正第 {entry.corrects} 条"
    if entry.note:
        yield entry.note


def _clocks(desk: Desk, case: str) -> tuple[ClockLine, ...]:
    return tuple(
        ClockLine(
            name=clock.name,
            due=clock.due.last_day.isoformat(),
            text=clock.due.text,
            basis=clock.basis,
            duty=clock.duty,
            is_over=clock.due.last_day < desk.today,
        )
        for clock in ledger_of(desk).clocks(case, desk.today)
    )


def _papers(desk: Desk, case: str, *, is_withheld: bool) -> tuple[PaperLine, ...]:
    # Whoever signs is named as little as the matter.
    missing = {} if is_withheld else {paper.number: paper.missing for paper in signing.unsigned(desk, case)}
    issued = tuple(_issued(paper, missing.get(paper.number, ())) for paper in list_papers(desk.store, case))
    begun = tuple(
        PaperLine(paper, title, "", "", f"/paper/{case}/{paper}")
        for number, paper, title in today.facts_files(desk)
        if number == case and paper not in {line.paper for line in issued}
    )
    return issued + begun


def _issued(paper: FiledPaper, unsigned: tuple[str, ...]) -> PaperLine:
    page = f"/paper/{paper.case}/{paper.paper}"
    title, day = forms.PAPERS[paper.paper], paper.issued_on.isoformat()
    return PaperLine(paper.paper, title, paper.number, day, page, unsigned)
