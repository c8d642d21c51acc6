"""Repeats as rows of the store: earlier grievances to search, and what people decided on each repeat."""

import functools
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from toolkit.core import WrongValueError
from toolkit.grievances.accusations import judgements, visibility
from toolkit.grievances.repeats import EarlierGrievance, EarlierGrievances, MeetingTime
from toolkit.meetings import meeting_rows
from toolkit.records import Grievance, Repeat
from toolkit.store import (
    ACCUSATION_JUDGEMENTS,
    GRIEVANCES,
    MEETING_CORRECTIONS,
    RECORDINGS,
    REPEATS,
    Row,
    Transaction,
    record_of,
    text_of,
)
from toolkit.workspace import normalised


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


def judge_repeat(tx: Transaction, number: str, repeat: Repeat, by: str) -> Grievance:
    """Store whether grievance `number` repeats the earlier one of `repeat`, and return it with all its repeats."""
    grievance = record_of(Grievance, tx.known(GRIEVANCES, "诉求", number=normalised(number)))
    earlier = record_of(Grievance, tx.known(GRIEVANCES, "诉求", number=normalised(repeat.number)))
    if grievance.number == earlier.number:
        raise WrongValueError(field="重复的诉求", value=str(grievance.number), why="一件诉求不能是它自己的重复")
    verdict = "confirmed" if repeat.confirmed else "refused"
    values = {"verdict": verdict, "by": by, "json": text_of(replace(repeat, number=str(earlier.number)))}
    newest = tx.row(REPEATS, number=grievance.number, earlier=earlier.number) or {}
    if not values.items() <= newest.items():
        tx.add(REPEATS, number=grievance.number, earlier=earlier.number, **values)
    return with_verdicts(tx, (grievance,))[0]


def with_verdicts(tx: Transaction, grievances: Sequence[Grievance]) -> tuple[Grievance, ...]:
    """Return `grievances` with confirmed repeats first, and without repeats that people refused.

    Repeats of an earlier grievance that is withheld are left out too, for their reason quotes it.
    """
    numbers = {each.number for each in grievances if each.number}
    verdicts: dict[str, list[Row]] = {}
    for row in tx.among(REPEATS, "number", numbers, ("number", "earlier", "verdict", "json")):
        verdicts.setdefault(row["number"], []).append(row)
    decided = tuple(_with_verdicts(verdicts.get(each.number or "", ()), each) for each in grievances)
    earlier = {repeat.number for each in decided for repeat in each.repeat_of}
    shown = {number for number in earlier if _may_be_shown(tx, number)}
    return tuple(
        replace(each, repeat_of=tuple(repeat for repeat in each.repeat_of if repeat.number in shown))
        for each in decided
    )


def _may_be_shown(tx: Transaction, number: str) -> bool:
    row = tx.row(GRIEVANCES, number=number)
    return row is not None and visibility.may_be_shown(judgements.with_judgement(tx, row))


def _with_verdicts(verdicts: Iterable[Row], grievance: Grievance) -> Grievance:
    newest = {row["earlier"]: row for row in verdicts}
    confirmed = [record_of(Repeat, row) for row in newest.values() if row["verdict"] == "confirmed"]
    proposed = [repeat for repeat in grievance.repeat_of if repeat.number not in newest]
    return replace(grievance, repeat_of=(*confirmed, *proposed))
