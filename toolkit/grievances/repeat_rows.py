"""Rows of the store in which repeats are searched: earlier grievances, and the days of their meetings."""

import functools
import json
from collections.abc import Iterator
from dataclasses import replace

from toolkit.grievances import repeats
from toolkit.grievances.accusations import judgements, visibility
from toolkit.grievances.repeats import EarlierGrievance, EarlierGrievances, MeetingTime
from toolkit.meetings import meeting_rows
from toolkit.records import GrievanceList
from toolkit.store import (
    ACCUSATION_JUDGEMENTS,
    GRIEVANCES,
    MEETING_CORRECTIONS,
    RECORDINGS,
    Row,
    Transaction,
)
from toolkit.workspace import Desk, normalised


def with_repeats(desk: Desk, grievance_list: GrievanceList) -> GrievanceList:
    """Return `grievance_list` with the earlier grievances that each may repeat, for a person to confirm."""
    with desk.store.reading() as tx:
        when, source = meeting_time(tx, grievance_list.transcript.recording), earlier_grievances(tx)
        offered = repeats.of(desk.workspace.index_file.with_name("repeats.db"), source, grievance_list.grievances, when)
    pairs = zip(grievance_list.grievances, offered, strict=True)
    return replace(
        grievance_list, grievances=tuple(replace(grievance, repeat_of=repeat) for grievance, repeat in pairs)
    )


def earlier_grievances(tx: Transaction) -> EarlierGrievances:
    """Return the numbered grievances of the store, in which the repeats of a new one are searched."""
    newest, newest_judgement = tx.row(GRIEVANCES), tx.row(ACCUSATION_JUDGEMENTS)
    days = {number: meeting.held_on.isoformat() for number, meeting in meeting_rows.meetings(tx).items()}
    corrections = len(tx.columns(MEETING_CORRECTIONS, ("id",)))

    def mark(key: int) -> str:
        row = tx.row(GRIEVANCES, id=key)
        # The index holds the days of meetings: when one is corrected, the index is made anew.
        return f"{row['number']} {row['version']} {row['made_at']} {corrections}" if row else ""

    basis = functools.cache(functools.partial(judgements.basis, tx))

    def released(row: Row) -> EarlierGrievance | None:
        grievance = judgements.judged(row, *basis(row["recording"], row["transcript_version"]))
        is_released = row["status"] == "confirmed" and visibility.may_be_shown(grievance)
        return _earlier_grievance(row, days[row["meeting"]]) if is_released else None

    def after(key: int) -> Iterator[tuple[str, EarlierGrievance | None]]:
        columns = ("number", "recording", "transcript_version", "meeting", "status", "json")
        for row in tx.after(GRIEVANCES, key, columns):
            yield row["number"], released(row)

    def judged_after(key: int) -> Iterator[tuple[str, EarlierGrievance | None]]:
        codes = {row["recording"] for row in tx.after(ACCUSATION_JUDGEMENTS, key, ("recording",))}
        for code in sorted(codes):
            for number, row in {row["number"]: row for row in tx.rows(GRIEVANCES, recording=code)}.items():
                yield number, released(row)

    return EarlierGrievances(
        last=newest["id"] if newest else 0,
        mark=mark,
        after=after,
        judged=newest_judgement["id"] if newest_judgement else 0,
        judged_after=judged_after,
    )


def _earlier_grievance(row: Row, held_on: str) -> EarlierGrievance:
    record = json.loads(row["json"])
    fields = ("person", "home", "site", "against")
    person, home, site, against = (record[field]["value"] if record[field] else None for field in fields)
    return EarlierGrievance(row["number"], row["meeting"], held_on, record["text"], person, home, site, against)


def meeting_time(tx: Transaction, code: str | None) -> MeetingTime:
    """Return the meeting of recording `code` with its day, or any time when there is no such recording."""
    row = tx.row(RECORDINGS, code=normalised(code)) if code else None
    meeting = meeting_rows.meeting(tx, row["meeting"]) if row else None
    return MeetingTime(meeting.number, meeting.held_on.isoformat()) if meeting else MeetingTime()
