"""The calls of the notebooks beside panels and tables: one function a step, each given the desk first."""

from collections.abc import Mapping, Sequence
from typing import Any

from toolkit.cases import ledger_of
from toolkit.grievances import confirm_grievances, find_grievances, load_shown_transcript
from toolkit.grievances import revision_history as revisions_of
from toolkit.meetings import list_recordings
from toolkit.records import CaseState, Grievance, GrievanceList, Recording, Transcript
from toolkit.search import search
from toolkit.transcripts import correct, correct_from, newest_exports, transcribe
from toolkit.workspace import Desk

__all__ = [
    "cases",
    "confirm",
    "correct",
    "correct_from",
    "find_grievances",
    "newest_exports",
    "recordings",
    "revision_history",
    "search",
    "shown_transcript",
    "transcribe",
]


def recordings(desk: Desk) -> tuple[Recording, ...]:
    """Return all recordings in the order in which they were taken in."""
    return list_recordings(desk.store)


def shown_transcript(desk: Desk, code: str) -> Transcript:
    """Return the newest transcript of recording `code` without the words that are withheld."""
    return load_shown_transcript(desk.store, code)


def confirm(
    desk: Desk, code: str, ordinals: Sequence[int], changes: Mapping[str, str], by: str, *, seen: GrievanceList
) -> tuple[Grievance, ...]:
    """Confirm the grievances `ordinals` of recording `code` with `changes` in each; none when no ordinal is given.

    Nothing is confirmed that somebody changed since the list `seen`. Raise as `confirm_grievances`.
    """
    return confirm_grievances(desk.store, code, ordinals, changes, by, seen=seen) if ordinals else ()


def revision_history(desk: Desk, code: str) -> tuple[Mapping[str, Any], ...]:
    """Return what people did to the list of recording `code`: action, by, made_at, reason, old, new of each."""
    return revisions_of(desk.store, code)


def cases(desk: Desk) -> tuple[CaseState, ...]:
    """Return all cases as they stand today, by number."""
    return ledger_of(desk).cases(desk.today)
