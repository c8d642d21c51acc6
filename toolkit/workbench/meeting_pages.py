"""The pages 夜话: the list of meetings, and a recording with its grievances. Withheld words are in none of them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from toolkit.archive import meeting_corrections
from toolkit.cases import ledger_of
from toolkit.chinese import dates
from toolkit.core import UnknownNumberError
from toolkit.grievances import STATUS_NAMES, load_grievances
from toolkit.grievances.accusations import may_be_shown
from toolkit.meetings import (
    MeetingRecordings,
    current_recording,
    find_meeting,
    find_recording,
    list_corrections,
    list_recordings,
)
from toolkit.records import Grievance, Recording
from toolkit.workbench.fields import Done, Given, filled, text_of
from toolkit.workbench.lists import Leaf, leafed
from toolkit.workbench.standing import Standing, standings
from toolkit.workspace import Desk


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
    """The meetings of one leaf of the list, the newest first, and the places to filter by."""

    meetings: tuple[MeetingLine, ...]
    places: tuple[str, ...]
    leaf: Leaf


def meetings(desk: Desk, given: Given) -> Meetings:
    """Return a leaf of the meetings that have recordings, those at `place` whose date holds `date`.

    `standing` leaves those of which a recording waits for it: 待确认, 待判断, 待校对.
    """
    listed = current_recording.listed(desk)
    place, date = given.get("place", ""), given.get("date", "").strip()
    wanted = [
        each
        for each in listed
        if (not place or each.meeting.place == place) and date in each.meeting.held_on.isoformat()
    ]
    if standing := given.get("standing", ""):
        known = standings(desk, [recording for each in wanted for recording in each.recordings])
        wanted = [each for each in wanted if _waits(each, known, standing)]
    shown, leaf = leafed(wanted, given)
    known = standings(desk, [recording for each in shown for recording in each.recordings])
    places = tuple(sorted({each.meeting.place for each in listed}))
    return Meetings(tuple(_meeting_line(each, known) for each in shown), places, leaf)


def _waits(each: MeetingRecordings, known: Mapping[str, Standing], standing: str) -> bool:
    return any(known[one.code].words.startswith(standing) for one in each.recordings if not one.destroyed)


def _meeting_line(each: MeetingRecordings, known: Mapping[str, Standing]) -> MeetingLine:
    meeting = each.meeting
    return MeetingLine(
        number=meeting.number,
        place=meeting.place,
        held_on=meeting.held_on.isoformat(),
        lunar=dates.lunar_text(meeting.held_on),
        recordings=tuple(_recording_line(recording, known[recording.code]) for recording in each.recordings),
    )


def _recording_line(recording: Recording, standing: Standing) -> RecordingLine:
    is_destroyed = recording.destroyed is not None
    words = "已销毁" if is_destroyed else standing.words
    return RecordingLine(recording.code, recording.position, recording.seconds, words, is_destroyed)


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
    """One recording: its meeting, where it stands, and its confirmed grievances for the step 文书.

    `corrections` are the sentences of what was corrected in date and place, which may be one of `places`.
    """

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
    places: tuple[str, ...]
    corrections: tuple[str, ...]


def recording(desk: Desk, given: Given) -> RecordingPage:
    """Return the page of the recording `code`; raise UnknownNumberError."""
    known = find_recording(desk.store, given.get("code", ""))
    meeting = find_meeting(desk.store, known.meeting)
    standing = standings(desk, [known])[known.code]
    shown, withheld = _grievances(desk, known.code)
    siblings = list_recordings(desk.store, meeting.number)
    return RecordingPage(
        code=known.code,
        meeting=meeting.number,
        place=meeting.place,
        held_on=meeting.held_on.isoformat(),
        lunar=dates.lunar_text(meeting.held_on),
        seconds=known.seconds,
        source_name=known.source_name,
        sha256=known.sha256,
        others=tuple(other.code for other in siblings),
        words=standing.words,
        has_text=standing.has_text,
        destroyed=known.destroyed is not None,
        grievances=shown,
        withheld=withheld,
        places=desk.settings.places,
        corrections=tuple(map(meeting_corrections.told, list_corrections(desk.store, meeting.number))),
    )


def _grievances(desk: Desk, code: str) -> tuple[tuple[GrievanceLine, ...], int]:
    """Return the grievances that may be shown, and the number of the others."""
    try:
        listed = load_grievances(desk.store, code).grievances
    except UnknownNumberError:
        return (), 0
    shown = [grievance for grievance in listed if may_be_shown(grievance)]
    cases = ledger_of(desk).cases_of(grievance.number for grievance in shown if grievance.number)
    return tuple(_grievance_line(grievance, cases) for grievance in shown), len(listed) - len(shown)


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


# -- acts ------------------------------------------------------------------------------------------------------


def _correct(desk: Desk, given: Given) -> Done:
    """Correct the date or place of the meeting of the recording `code`."""
    code = text_of(given, "code", "录音")
    corrected = meeting_corrections.correct(
        desk,
        code,
        date=filled(given, "date"),
        place=filled(given, "place"),
        reason=text_of(given, "reason", "更正的理由"),
        by=text_of(given, "by", "更正人"),
    )
    day = meeting_corrections.day_told(corrected.meeting.held_on)
    return Done(f"已更正为 {corrected.meeting.place} {day}。", f"/meeting/{code}/sound", lines=corrected.told)


ACTS: Mapping[str, Callable[[Desk, Given], Done]] = {"correct_meeting": _correct}
