"""Calendar files (.ics, RFC 5545) for a phone: days and minutes by which something is due."""

import datetime as dt
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.core import write_whole

if TYPE_CHECKING:
    import icalendar

_PRODUCT = "-//yehua//closed loop//ZH"
_DAY_LENGTH = len("2026-09-30")
_DAY_BEFORE = dt.timedelta(days=-1)


@dataclass(frozen=True)
class Appointment:
    """Something due: `key` tells it from all others, `due` is a local day or minute in ISO form."""

    key: str
    due: str
    summary: str
    description: str


def write_calendar(path: Path, name: str, appointments: Iterable[Appointment], made: dt.date) -> None:
    """Write `appointments` to the calendar file `path`, each with a reminder a day before; `made` is today.

    The same appointments give the same bytes, and taken in again they replace each other.
    """
    import icalendar  # noqa: PLC0415 - the list of today is read many times a day, and a calendar made seldom

    calendar = icalendar.Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", name)
    for each in appointments:
        calendar.add_component(_event(each, made))
    write_whole(path, calendar.to_ical())


def _event(each: Appointment, made: dt.date) -> "icalendar.Event":
    import icalendar  # noqa: PLC0415 - as above

    event = icalendar.Event()
    event.add("uid", f"{hashlib.sha256(each.key.encode()).hexdigest()[:32]}@yehua")
    event.add("dtstamp", dt.datetime.combine(made, dt.time(), dt.UTC))
    # Without a time zone it is the local time of the phone, as due dates are those of the office.
    is_day = len(each.due) == _DAY_LENGTH
    event.add("dtstart", dt.date.fromisoformat(each.due) if is_day else dt.datetime.fromisoformat(each.due))
    event.add("summary", each.summary)
    event.add("description", each.description)
    alarm = icalendar.Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", each.summary)
    alarm.add("trigger", _DAY_BEFORE)
    event.add_component(alarm)
    return event
