"""Confirmed meetings as chains to learn from: what a person left of each list, sentence by sentence.

A meeting counts once its list is closed and every grievance that may be shown is confirmed or set aside. Its sentences
are those that others may see: an accusation teaches nothing, and nothing of it stands beside what does.
"""

from collections.abc import Sequence

from toolkit.grievances import digests
from toolkit.grievances.accusations import may_be_shown, transcript_as_others_see
from toolkit.grievances.finding import MeetingFeatures, clauses, meeting_features, tagger
from toolkit.grievances.learned.training import Chain
from toolkit.grievances.register import load_grievances, load_judgements, load_open_stretches
from toolkit.meetings import list_recordings
from toolkit.records import GrievanceList
from toolkit.transcripts import load_transcript
from toolkit.workspace import Desk

# The newest meetings count: how people speak changes, and training takes seconds.
_MOST, _LOOKED_AT = 12, 60
# A shorter meeting is found by rules alone.
_FEWEST = 8
_OUT, _BEGIN, _IN = (tagger.TAGS.index(tag) for tag in ("out", "begin", "in"))
_KEPT: dict[tuple[str, str], tuple[GrievanceList, Chain | None]] = {}


def chains(desk: Desk) -> tuple[Chain, ...]:
    """Return the newest confirmed meetings, the oldest first."""
    codes = [each.code for each in list_recordings(desk.store) if not each.destroyed][-_LOOKED_AT:]
    counted = digests.digests_of(desk, codes)
    settled = [
        code for code in codes if counted[code].confirmed and not counted[code].unjudged and not counted[code].proposed
    ]
    found = [chain for code in settled[-_MOST:] if (chain := _chain(desk, code)) is not None]
    return tuple(found)


def _chain(desk: Desk, code: str) -> Chain | None:
    """Return the meeting in recording `code`, None when its list is open or hardly anything was said."""
    listed, place = load_grievances(desk.store, code), (str(desk.workspace.root), code)
    if place not in _KEPT or _KEPT[place][0] != listed:
        _KEPT[place] = (listed, _made(desk, code, listed))
    return _KEPT[place][1]


def _made(desk: Desk, code: str, listed: GrievanceList) -> Chain | None:
    if load_judgements(desk.store, code).closing is None:
        return None
    transcript = load_transcript(desk.store, code, listed.transcript.version)
    seen = transcript_as_others_see(transcript, load_open_stretches(desk.store, code, transcript))
    meeting = meeting_features(clauses(seen.segments))
    if len(meeting.sentences) < _FEWEST:
        return None
    return Chain(code, meeting, right_tags(_numbers(meeting, listed)))


def _numbers(meeting: MeetingFeatures, listed: GrievanceList) -> list[int | None]:
    """Return for each sentence the ordinal of the confirmed grievance it belongs to, None for none."""
    passages = [
        (passage, grievance.ordinal)
        for grievance in listed.grievances
        if grievance.status == "confirmed" and may_be_shown(grievance)
        for passage in grievance.passages
    ]
    middles = [(each.clauses[0].start_s + each.clauses[0].end_s) / 2 for each in meeting.sentences]
    return [
        next((ordinal for passage, ordinal in passages if passage.start_s <= middle < passage.end_s), None)
        for middle in middles
    ]


def right_tags(numbers: Sequence[int | str | None]) -> tuple[int, ...]:
    """Return the place in `TAGS` of the right tag for each sentence; `numbers` names the matter of each, None for none.

    A sentence goes on if its matter is that of the sentence before or the latest one told; else it begins a passage.
    """
    told: list[int] = []
    latest: int | str | None = None
    before: int | str | None = None
    for now in numbers:
        told.append(_OUT if now is None else _IN if now in (before, latest) else _BEGIN)
        latest, before = now if now is not None else latest, now
    return tuple(told)
