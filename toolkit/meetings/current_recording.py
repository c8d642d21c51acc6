"""The recording that a user works at: the one chosen last in this workspace, else the newest.

The choice is kept in a private file for each user, so that two people at one workspace do not disturb each other.
"""

import contextlib
import getpass
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from toolkit.core import UnknownNumberError, make_folder, write_whole
from toolkit.meetings.recordings import find_recording, list_recordings
from toolkit.meetings.register import list_meetings
from toolkit.records import Meeting, Recording
from toolkit.workspace import Desk, file_name_of


@dataclass(frozen=True)
class MeetingRecordings:
    """A meeting with its recordings, in their order."""

    meeting: Meeting
    recordings: tuple[Recording, ...]


def of(desk: Desk) -> Recording:
    """Return the recording that this user works at; raise UnknownNumberError when none was taken in yet."""
    recordings = list_recordings(desk.store)
    if not recordings:
        raise UnknownNumberError(what="录音", number="（还没有收录任何录音）")
    return _chosen(desk, recordings) or newest(recordings)


def newest(recordings: Sequence[Recording]) -> Recording:
    """Return the last of `recordings` that is not destroyed, or the last; they are one at least, in order of intake."""
    return next((recording for recording in reversed(recordings) if not recording.destroyed), recordings[-1])


def choose(desk: Desk, code: str) -> Recording:
    """Choose the recording `code` for this user and return it; raise UnknownNumberError."""
    recording = find_recording(desk.store, code)
    place = _place(desk)
    make_folder(place.parent)
    write_whole(place, json.dumps({"recording": recording.code}, ensure_ascii=False) + "\n")
    return recording


def listed(desk: Desk) -> tuple[MeetingRecordings, ...]:
    """Return every meeting that has recordings, the newest first."""
    by_meeting: dict[str, list[Recording]] = {}
    for recording in list_recordings(desk.store):
        by_meeting.setdefault(recording.meeting, []).append(recording)
    meetings = [
        MeetingRecordings(meeting, tuple(by_meeting[meeting.number]))
        for meeting in list_meetings(desk.store)
        if meeting.number in by_meeting
    ]
    return tuple(sorted(meetings, key=lambda each: (each.meeting.held_on, each.meeting.number), reverse=True))


def _chosen(desk: Desk, recordings: Sequence[Recording]) -> Recording | None:
    # An unreadable choice is no fault: the newest recording is used instead.
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
        code = json.loads(_place(desk).read_text(encoding="utf-8"))["recording"]
        return next((recording for recording in recordings if recording.code == code and not recording.destroyed), None)
    return None


def _place(desk: Desk) -> Path:
    return desk.workspace.root / "chosen" / f"{file_name_of(_user())}.json"


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "user"  # neither the environment nor the system tells a name
