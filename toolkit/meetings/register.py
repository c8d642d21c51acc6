"""Meetings of a workspace: opened once, found by number, listed with their corrections."""

import datetime as dt
import unicodedata

from toolkit.chinese import LunarDate
from toolkit.core import UnknownPlaceError
from toolkit.meetings import meeting_rows
from toolkit.meetings.meeting_rows import MeetingCorrection
from toolkit.records import Meeting
from toolkit.store import Store
from toolkit.workspace import Settings, meeting_number

_KNOWN_SHOWN = 20


def known_place(place: str, settings: Settings) -> str:
    """Return `place` as the settings spell it; raise UnknownPlaceError naming the known ones."""
    tidy = unicodedata.normalize("NFKC", place).strip()
    if tidy not in settings.places:
        known = "、".join(settings.places[:_KNOWN_SHOWN]) or "（还没有登记）"
        raise UnknownPlaceError(place=place, known=known)
    return tidy


def open_meeting(store: Store, place: str, held_on: dt.date, lunar: LunarDate) -> Meeting:
    """Return the meeting at `place` in the lunar month of `lunar`, new or as it is known already.

    Sound that is brought later, or was made on the next evening, belongs to the same meeting.
    """
    number = meeting_number(place, lunar.year, lunar.month, leap=lunar.leap)
    meeting = Meeting(number, place, lunar.year, lunar.month, lunar.leap, held_on)
    with store.transaction() as tx:
        return meeting_rows.open_meeting(tx, meeting)


def list_meetings(store: Store) -> tuple[Meeting, ...]:
    """Return all meetings, in the order in which they were opened."""
    with store.reading() as tx:
        return tuple(meeting_rows.meetings(tx).values())


def find_meeting(store: Store, number: str) -> Meeting:
    """Return the meeting `number`, as last corrected; raise UnknownNumberError."""
    with store.reading() as tx:
        return meeting_rows.meeting(tx, number)


def list_corrections(store: Store, number: str) -> tuple[MeetingCorrection, ...]:
    """Return how date and place of the meeting `number` were corrected, the oldest first."""
    with store.reading() as tx:
        return meeting_rows.corrections(tx, meeting_rows.meeting(tx, number).number)
