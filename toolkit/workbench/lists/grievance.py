"""The page of a grievance: where it was said, its sentences, its case, the entries and papers that came of it.

One click leads from each of them to the grievance, and from the grievance to each. Withheld words are not on it, nor
the persons and the words of entries of a withheld case.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from toolkit.cases import all_may_be_shown, entry_as_others_see, kind_name, ledger_of, matters
from toolkit.chinese import dates
from toolkit.core import UnknownNumberError
from toolkit.grievances import load_shown_transcript, recording_of_grievance
from toolkit.meetings import find_meeting, find_recording
from toolkit.papers import FiledPaper, forms, list_papers
from toolkit.records import Entry, Grievance, any_overlap
from toolkit.workbench.fields import Given
from toolkit.workspace import Desk, normalised


@dataclass(frozen=True)
class Said:
    """A sentence of the grievance; `page` plays it from its second."""

    start_s: float
    speaker: str
    text: str
    page: str


@dataclass(frozen=True)
class Step:
    """An entry of the case, with the page of the paper that it records, if it is one."""

    date: str
    name: str
    document: str
    page: str


@dataclass(frozen=True)
class Paper:
    """An issued paper of the case, who holds its copies, and the page that shows it."""

    title: str
    number: str
    issued_on: str
    holders: tuple[str, ...]
    page: str


@dataclass(frozen=True)
class Heard:
    """Where a grievance was said: the recording's code, the meeting in words, and the sentences."""

    code: str
    meeting: str
    sentences: tuple[Said, ...]


@dataclass(frozen=True)
class GrievancePage:
    """A grievance with all that lies before and after it; `heard` is None for one that reached the office otherwise."""

    number: str
    is_withheld: bool
    summary: str
    person: str
    colour: str
    heard: Heard | None
    case: str
    state: str
    steps: tuple[Step, ...]
    papers: tuple[Paper, ...]


def grievance(desk: Desk, given: Given) -> GrievancePage:
    """Return the page of the numbered grievance `number`; raise UnknownNumberError."""
    number = normalised(given.get("number", ""))
    if not matters.grievances_of(desk.store, (number,)):
        raise UnknownNumberError(what="诉求", number=given.get("number", ""))
    shown = (matters.shown_grievances(desk.store, (number,)) or {}).get(number)
    case = ledger_of(desk).cases_of((number,)).get(number, "")
    papers = list_papers(desk.store, case) if case else ()
    state = ledger_of(desk).state(case, desk.today) if case else None
    is_withheld = shown is None or (state is not None and not all_may_be_shown(desk.store, state.grievances))
    return GrievancePage(
        number=number,
        is_withheld=shown is None,
        summary=shown.summary if shown else "",
        person=str(shown.person.value) if shown and shown.person else "",
        colour=(shown.colour.value or "") if shown else "",
        heard=None if matters.is_matter(number) else _heard(desk, number, shown),
        case=case,
        state=state.state if state else "",
        steps=_steps(state.entries, papers, is_withheld=is_withheld) if state else (),
        papers=tuple(_paper(paper, is_withheld=is_withheld) for paper in papers),
    )


def _heard(desk: Desk, number: str, shown: Grievance | None) -> Heard:
    recording = find_recording(desk.store, recording_of_grievance(desk.store, number))
    meeting = find_meeting(desk.store, recording.meeting)
    held = f"{meeting.place} {meeting.held_on.isoformat()} {dates.lunar_text(meeting.held_on)}"
    return Heard(recording.code, held, _sentences(desk, recording.code, shown) if shown else ())


def _sentences(desk: Desk, code: str, shown: Grievance) -> tuple[Said, ...]:
    return tuple(
        Said(each.start_s, each.speaker or "", each.text, f"/meeting/{code}/text/{each.start_s}")
        for each in load_shown_transcript(desk.store, code).segments
        if any_overlap(shown.passages, [each])
    )


def _steps(entries: Iterable[Entry], papers: Iterable[FiledPaper], *, is_withheld: bool) -> tuple[Step, ...]:
    pages = {paper.number: _page_of(paper) for paper in papers}
    return tuple(
        Step(
            each.date.isoformat(),
            kind_name(each.kind),
            each.document or "",
            pages.get(each.document or "", ""),
        )
        for each in (entry_as_others_see(entry, pages) if is_withheld else entry for entry in entries)
    )


def _paper(paper: FiledPaper, *, is_withheld: bool) -> Paper:
    # A copy is held by the petitioner or by who is accused.
    holders = () if is_withheld else tuple(copy.holder for copy in paper.copies)
    return Paper(forms.PAPERS[paper.paper], paper.number, paper.issued_on.isoformat(), holders, _page_of(paper))


def _page_of(paper: FiledPaper) -> str:
    return f"/paper/{paper.case}/{paper.paper}"
