"""Which recording somebody works at: the one chosen last by this user in this workspace, else the newest.

The choice is a small private file, one a user, so that two people at one workspace do not move each other.
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
    """Return the recording that is worked at; raise UnknownNumberError when none was taken in yet."""
    recordings = list_recordings(desk.store)
    if not recordings:
        raise UnknownNumberError(what="录音", number="（还没有收录任何录音）")
    return _chosen(desk, recordings) or newest(recordings)


def newest(recordings: Sequence[Recording]) -> Recording:
    """Return of `recordings` (one at least, in the order of taking in) the one taken in last that still exists."""
    return next((one for one in reversed(recordings) if not one.destroyed), recordings[-1])


def choose(desk: Desk, code: str) -> Recording:
    """Keep that this user works at the recording `code` from now on, and return it; raise UnknownNumberError."""
    recording = find_recording(desk.store, code)
    place = _place(desk)
    make_folder(place.parent)
    write_whole(place, json.dumps({"recording": recording.code}, ensure_ascii=False) + "\n")
    return recording


def listed(desk: Desk) -> tuple[MeetingRecordings, ...]:
    """Return every meeting that has recordings, the newest first."""
    found = [MeetingRecordings(one, list_recordings(desk.store, one.number)) for one in list_meetings(desk.store)]
    newest_first = sorted(found, key=lambda each: (each.meeting.held_on, each.meeting.number), reverse=True)
    return tuple(each for each in newest_first if each.recordings)


def _chosen(desk: Desk, recordings: Sequence[Recording]) -> Recording | None:
    # A choice that cannot be read is no fault: the newest is worked at.
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
        code = json.loads(_place(desk).read_text(encoding="utf-8"))["recording"]
        return next((one for one in recordings if one.code == code and not one.destroyed), None)
    return None


def _place(desk: Desk) -> Path:
    return desk.workspace.root / "chosen" / f"{file_name_of(_user())}.json"


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "user"  # neither the environment nor the system tells a name
