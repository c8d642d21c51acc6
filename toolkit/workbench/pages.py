"""The data that each page of the workbench shows. Withheld words are in none of it.

A page is a function of the desk and of what its address holds; it returns a dataclass.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from toolkit.cases import KINDS, all_may_be_shown, kind_name, ledger_of, matters
from toolkit.chinese import dates
from toolkit.core import UnknownNumberError
from toolkit.grievances import STATUS_NAMES, load_grievances, recording_of_grievance
from toolkit.grievances.accusations import may_be_shown
from toolkit.meetings import current_recording, find_meeting, find_recording
from toolkit.notebook import overview
from toolkit.papers import FiledPaper, forms, list_papers
from toolkit.records import CaseState, Grievance
from toolkit.search import Filters, search
from toolkit.workbench import today
from toolkit.workbench.standing import standings
from toolkit.workspace import Desk

Given = Mapping[str, str]
_HITS = 100


@dataclass(frozen=True)
class Frame:
    """What stands around every page: the office, the day with its lunar name, and what an opening left undone."""

    office: str
    today: str
    lunar: str
    unfinished: tuple[str, ...]
    may_see: tuple[str, ...]


def frame(desk: Desk, _given: Given) -> Frame:
    """Return what stands around every page."""
    settings = desk.settings
    lunar = dates.lunar_text(desk.today)
    return Frame(settings.office.name, desk.today.isoformat(), lunar, desk.unfinished, settings.accusations.may_see)


@dataclass(frozen=True)
class Today:
    """The lines of 今天要办, in order."""

    tasks: tuple[today.Task, ...]


def due_today(desk: Desk, _given: Given) -> Today:
    """Return what waits today."""
    return Today(today.tasks(desk))


# -- meetings --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class RecordingLine:
    """A recording in the list of meetings, with where it stands in words."""

    code: str
    position: int
    seconds: float
    words: str
    destroyed: bool


@dataclass(frozen=True)
class MeetingLine:
    """A meeting with its recordings; `held_on` is an ISO date."""

    number: str
    place: str
    held_on: str
    lunar: str
    recordings: tuple[RecordingLine, ...]


@dataclass(frozen=True)
class Meetings:
    """All meetings, the newest first, and the places to filter by."""

    meetings: tuple[MeetingLine, ...]
    places: tuple[str, ...]


def meetings(desk: Desk, _given: Given) -> Meetings:
    """Return all meetings that have recordings, the newest first."""
    listed = current_recording.listed(desk)
    known = standings(desk, [recording for each in listed for recording in each.recordings])
    lines = tuple(
        MeetingLine(
            number=each.meeting.number,
            place=each.meeting.place,
            held_on=each.meeting.held_on.isoformat(),
            lunar=dates.lunar_text(each.meeting.held_on),
            recordings=tuple(
                RecordingLine(
                    code=recording.code,
                    position=recording.position,
                    seconds=recording.seconds,
                    words="已销毁" if recording.destroyed else known[recording.code].words,
                    destroyed=recording.destroyed is not None,
                )
                for recording in each.recordings
            ),
        )
        for each in listed
    )
    return Meetings(lines, tuple(sorted({line.place for line in lines})))


@dataclass(frozen=True)
class GrievanceLine:
    """A grievance that may be shown, with the case it became, if any."""

    ordinal: int
    number: str
    status: str
    start_s: float
    summary: str
    person: str
    subject: str
    colour: str
    case: str


@dataclass(frozen=True)
class RecordingPage:
    """One recording: its meeting, where it stands, and its confirmed grievances for the step 文书."""

    code: str
    meeting: str
    place: str
    held_on: str
    lunar: str
    seconds: float
    source_name: str
    sha256: str
    others: tuple[str, ...]
    words: str
    has_text: bool
    destroyed: bool
    grievances: tuple[GrievanceLine, ...]
    withheld: int


def recording(desk: Desk, given: Given) -> RecordingPage:
    """Return the page of the recording `code`; raise UnknownNumberError."""
    found = find_recording(desk.store, given.get("code", ""))
    meeting = find_meeting(desk.store, found.meeting)
    standing = standings(desk, [found])[found.code]
    shown, withheld = _grievances(desk, found.code)
    siblings = next(each.recordings for each in current_recording.listed(desk) if each.meeting.number == meeting.number)
    return RecordingPage(
        code=found.code,
        meeting=meeting.number,
        place=meeting.place,
        held_on=meeting.held_on.isoformat(),
        lunar=dates.lunar_text(meeting.held_on),
        seconds=found.seconds,
        source_name=found.source_name,
        sha256=found.sha256,
        others=tuple(other.code for other in siblings),
        words=standing.words,
        has_text=standing.versions > 0,
        destroyed=found.destroyed is not None,
        grievances=shown,
        withheld=withheld,
    )


def _grievances(desk: Desk, code: str) -> tuple[tuple[GrievanceLine, ...], int]:
    """Return the grievances that may be shown, and the number of the others."""
    try:
        listed = load_grievances(desk.store, code).grievances
    except UnknownNumberError:
        return (), 0
    cases = _cases_of_grievances(desk)
    shown = tuple(_grievance_line(each, cases) for each in listed if may_be_shown(each))
    return shown, len(listed) - len(shown)


def _grievance_line(grievance: Grievance, cases: Mapping[str, str]) -> GrievanceLine:
    return GrievanceLine(
        ordinal=grievance.ordinal,
        number=grievance.number or "",
        status=STATUS_NAMES[grievance.status],
        start_s=grievance.start_s,
        summary=grievance.summary,
        person=str(grievance.person.value) if grievance.person else "",
        subject="/".join(filter(None, (grievance.subject.level1, grievance.subject.level2))),
        colour=grievance.colour.value or "",
        case=cases.get(grievance.number or "", ""),
    )


def _cases_of_grievances(desk: Desk) -> dict[str, str]:
    return {number: state.case for state in ledger_of(desk).cases() for number in state.grievances}


# -- cases -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class CaseLine:
    """A case in the list; `summary` is empty where nothing of it may be shown."""

    case: str
    state: str
    opened_on: str
    source: str
    summary: str
    warnings: tuple[str, ...]


@dataclass(frozen=True)
class Cases:
    """All cases, the newest first."""

    cases: tuple[CaseLine, ...]


def cases(desk: Desk, _given: Given) -> Cases:
    """Return all cases as they stand on the desk's day, the newest first."""
    return Cases(tuple(_case_line(desk, state) for state in reversed(ledger_of(desk).cases(desk.today))))


def _case_line(desk: Desk, state: CaseState) -> CaseLine:
    return CaseLine(
        case=state.case,
        state=state.state,
        opened_on=min(entry.date for entry in state.entries).isoformat(),
        source=state.source,
        summary="；".join(line.summary for line in _matters(desk, state)),
        warnings=state.warnings,
    )


@dataclass(frozen=True)
class MatterLine:
    """A grievance or other matter of a case; `page` opens the second at which it was said, or is empty."""

    number: str
    summary: str
    person: str
    page: str


def _matters(desk: Desk, state: CaseState) -> tuple[MatterLine, ...]:
    if not all_may_be_shown(desk.store, state.grievances):
        return ()
    known = matters.grievances_of(desk.store, state.grievances)
    return tuple(
        MatterLine(
            number=number,
            summary=grievance.summary,
            person=str(grievance.person.value) if grievance.person else "",
            page=_page_of(desk, number),
        )
        for number, grievance in known.items()
    )


def _page_of(desk: Desk, number: str) -> str:
    if matters.is_matter(number):
        return ""
    return f"/meeting/{recording_of_grievance(desk.store, number)}/grievances"


@dataclass(frozen=True)
class EntryLine:
    """An entry of the ledger, as it is shown."""

    id: int
    name: str
    date: str
    document: str
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
    """An issued paper of a case, or one that was begun."""

    paper: str
    title: str
    number: str
    issued_on: str
    page: str


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
    ledger = ledger_of(desk)
    state = ledger.state(given.get("case", ""), desk.today)
    is_withheld = not all_may_be_shown(desk.store, state.grievances)
    return CasePage(
        case=state.case,
        state=state.state,
        source=state.source,
        received=state.received,
        warnings=state.warnings,
        is_withheld=is_withheld,
        matters=_matters(desk, state),
        entries=tuple(
            EntryLine(
                id=entry.id,
                name=kind_name(entry.kind),
                date=entry.date.isoformat(),
                document=entry.document or "",
                served_on=entry.served_on.isoformat() if entry.served_on else "",
                # A note may repeat what was said.
                note="" if is_withheld else entry.note or "",
                proof=entry.proof or "",
            )
            for entry in state.entries
        ),
        clocks=tuple(
            ClockLine(clock.name, clock.due.last_day.isoformat(), clock.due.text, clock.basis, clock.duty, _over(desk, clock.due.last_day))
            for clock in ledger.clocks(state.case, desk.today)
        ),
        papers=_papers(desk, state.case),
        kinds=tuple((kind, kind_name(kind)) for kind in KINDS if kind != "opened"),
        forms=tuple(forms.PAPERS.items()),
    )


def _over(desk: Desk, day: dt.date) -> bool:
    return day < desk.today


def _papers(desk: Desk, case: str) -> tuple[PaperLine, ...]:
    issued = tuple(_issued(paper) for paper in list_papers(desk.store, case))
    begun = tuple(
        PaperLine(paper, title, "", "", f"/paper/{case}/{paper}")
        for number, paper, title in today.facts_files(desk)
        if number == case and paper not in {line.paper for line in issued}
    )
    return issued + begun


def _issued(paper: FiledPaper) -> PaperLine:
    page = f"/paper/{paper.case}/{paper.paper}"
    return PaperLine(paper.paper, forms.PAPERS[paper.paper], paper.number, paper.issued_on.isoformat(), page)


# -- search and overview ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class HitLine:
    """A sentence that was looked for, with the page that plays it."""

    code: str
    start_s: float
    speaker: str
    text: str
    grievance: str
    page: str


@dataclass(frozen=True)
class Hits:
    """The sentences found; `more` says that there are others."""

    hits: tuple[HitLine, ...]
    more: bool


def find(desk: Desk, given: Given) -> Hits:
    """Return the sentences that hold the words of `words`, in `place`, by `date`; none without words."""
    if not any(given.values()):
        return Hits((), more=False)
    wish = Filters(**{name: given.get(name) or None for name in ("place", "date", "subject", "colour")})
    hits = search(desk, given.get("words", ""), _HITS, wish)
    lines = tuple(
        HitLine(hit.code, hit.start_s, hit.speaker or "", hit.text, hit.grievance or "", f"/meeting/{hit.code}/text")
        for hit in hits
    )
    return Hits(lines, more=len(hits) == _HITS)


@dataclass(frozen=True)
class Overview:
    """The overview as HTML of this program's own making, every value in it escaped."""

    html: str


def show_overview(desk: Desk, _given: Given) -> Overview:
    """Return the overview as it stands on the desk's day."""
    return Overview(overview.page(desk).body)


# -- settings --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class SettingsPage:
    """The settings as they stand, the file that holds them, and the backups that were made."""

    file: str
    office: str
    government: str
    committee: str
    fonds: str
    villages: tuple[str, ...]
    backups: tuple[str, ...]


def settings(desk: Desk, _given: Given) -> SettingsPage:
    """Return the settings as they stand."""
    known = desk.settings
    made = today.backups.listing(desk)
    return SettingsPage(
        file=str(desk.workspace.settings_file),
        office=known.office.name,
        government=known.office.government,
        committee=known.committee.name,
        fonds=known.archive.fonds,
        villages=known.places,
        backups=tuple(f"{backup.made_at[:10]} {backup.path}" for backup in reversed(made)),
    )


PAGES: Mapping[str, Callable[[Desk, Given], object]] = {
    "frame": frame,
    "today": due_today,
    "meetings": meetings,
    "recording": recording,
    "cases": cases,
    "case": case,
    "find": find,
    "overview": show_overview,
    "settings": settings,
}
