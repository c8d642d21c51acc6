"""Rows of meetings and of corrections of their date and place.

The row of a meeting never changes, nor does its number. A correction is a row of its own with person, reason, before
and after; every reader gets the meeting as last corrected.
"""

import json
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, replace

from toolkit.core import UnknownNumberError
from toolkit.records import Meeting, from_json
from toolkit.store import MEETING_CORRECTIONS, MEETINGS, RECORDINGS, Row, Transaction, remembered, text_of
from toolkit.workspace import meeting_number, normalised

_PROGRAM = "程序"
_NUMBER_GIVEN = "编号 {number} 已给了后来改正日期或地点的一场，这一场另给编号。"


@dataclass(frozen=True)
class MeetingCorrection:
    """One correction of a meeting's date or place; `made_at` is UTC as ISO text."""

    before: Meeting
    after: Meeting
    by: str
    reason: str
    made_at: str


def meetings(tx: Transaction) -> Mapping[str, Meeting]:
    """Return every meeting by its number as last corrected, in the order in which they were opened."""
    return remembered(tx, "meetings", lambda: _meetings(tx))


def _meetings(tx: Transaction) -> Mapping[str, Meeting]:
    known = {row["number"]: _as_opened(row) for row in tx.rows(MEETINGS)}
    return known | {row["meeting"]: _correction_of(row).after for row in tx.rows(MEETING_CORRECTIONS)}


def meeting(tx: Transaction, number: str) -> Meeting:
    """Return the meeting `number` as last corrected; raise UnknownNumberError."""
    opened = _as_opened(tx.known(MEETINGS, "夜话", number=normalised(number)))
    newest = tx.row(MEETING_CORRECTIONS, meeting=opened.number)
    return _correction_of(newest).after if newest else opened


def meetings_among(tx: Transaction, numbers: Collection[str]) -> dict[str, Meeting]:
    """Return those meetings `numbers` that the store has, by number, as last corrected."""
    names = ("number", "place", "lunar_year", "lunar_month", "leap", "held_on")
    known = {row["number"]: _as_opened(row) for row in tx.among(MEETINGS, "number", numbers, names)}
    corrected = tx.among(MEETING_CORRECTIONS, "meeting", numbers, ("meeting", "by", "reason", "json", "made_at"))
    return known | {row["meeting"]: _correction_of(row).after for row in corrected}


def same_key(known: Mapping[str, Meeting], wanted: Meeting) -> Meeting | None:
    """Return the meeting among `known` at the place and in the lunar month of `wanted`, or None."""
    return next((each for each in known.values() if _key(each) == _key(wanted)), None)


def open_meeting(tx: Transaction, wanted: Meeting) -> Meeting:
    """Return the meeting at the place and in the lunar month of `wanted`; add it if there is none.

    If its number belongs to a meeting that was corrected to another place or month, it gets the next free one (`…-2`).
    """
    known = meetings(tx)
    same = same_key(known, wanted)
    if same is not None:
        return same
    if wanted.number not in known:
        _add(tx, wanted)
        return wanted
    n = next(n for n in range(2, len(known) + 3) if f"{wanted.number}-{n}" not in known)
    opened = replace(wanted, number=f"{wanted.number}-{n}", place=f"{wanted.place}-{n}")
    _add(tx, opened)
    reason = _NUMBER_GIVEN.format(number=wanted.number)
    return correct(tx, replace(wanted, number=opened.number), by=_PROGRAM, reason=reason)


def _add(tx: Transaction, opened: Meeting) -> None:
    tx.add(MEETINGS, **asdict(opened) | {"held_on": opened.held_on.isoformat()})


def correct(tx: Transaction, after: Meeting, *, by: str, reason: str) -> Meeting:
    """Correct the meeting with the number of `after` to date and place of `after`, and return it."""
    sides = {"before": meeting(tx, after.number), "after": after}
    tx.add(MEETING_CORRECTIONS, meeting=after.number, by=by, reason=reason, json=text_of(sides))
    return after


def corrections(tx: Transaction, number: str) -> tuple[MeetingCorrection, ...]:
    """Return every correction of the meeting `number`, the oldest first."""
    return tuple(_correction_of(row) for row in tx.rows(MEETING_CORRECTIONS, meeting=number))


def number_of(tx: Transaction, code: str) -> str:
    """Return the number of the meeting that `code`, a meeting's number or a recording's code, names.

    Raise UnknownNumberError.
    """
    row = tx.row(RECORDINGS, code=normalised(code))
    if row is not None:
        return str(row["meeting"])
    if tx.row(MEETINGS, number=normalised(code)) is None:
        raise UnknownNumberError(what="夜话或录音", number=code)
    return normalised(code)


def _key(meeting: Meeting) -> str:
    return meeting_number(meeting.place, meeting.lunar_year, meeting.lunar_month, leap=meeting.leap)


def _as_opened(row: Row) -> Meeting:
    names = ("number", "place", "lunar_year", "lunar_month", "leap", "held_on")
    return from_json(Meeting, {name: row[name] for name in names} | {"leap": bool(row["leap"])})


def _correction_of(row: Row) -> MeetingCorrection:
    sides = {name: from_json(Meeting, side) for name, side in json.loads(row["json"]).items()}
    return MeetingCorrection(sides["before"], sides["after"], row["by"], row["reason"], row["made_at"])
