"""Appraisals (鉴定): a group decides after a retention period: destroy or keep (档案法实施条例 Art 24)."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from toolkit.core import WrongValueError
from toolkit.meetings import recording_of
from toolkit.store import APPRAISALS, Store, row_as, text_of

Decision = Literal["destroy", "keep"]
# An appraisal is the work of a group.
_FEWEST_PEOPLE = 2
_MOST_YEARS = 100


@dataclass(frozen=True)
class Appraisal:
    """The decision of `people` about a recording; `until` is the year to whose end it is kept on."""

    recording: str
    decision: Decision
    people: tuple[str, ...]
    reason: str
    until: int | None = None
    made_at: str = ""


def appraise(store: Store, appraisal: Appraisal, this_year: int) -> Appraisal:
    """Enter `appraisal` and return it as stored; a repetition of the newest one adds nothing.

    Raise UnknownNumberError, or WrongValueError naming everything that is missing.
    """
    people = tuple(dict.fromkeys(name.strip() for name in appraisal.people if name.strip()))
    if faults := _faults(appraisal, people, this_year):
        raise WrongValueError(field="鉴定", value=appraisal.recording, why="；".join(faults))
    with store.transaction() as tx:
        code = recording_of(tx, appraisal.recording).code
        details = {"people": people, "reason": appraisal.reason.strip(), "until": appraisal.until}
        values = {"recording": code, "decision": appraisal.decision, "by": people[0], "json": text_of(details)}
        if not values.items() <= (tx.row(APPRAISALS, recording=code) or {}).items():
            tx.add(APPRAISALS, **values)
    return appraisals_of(store, code)[-1]


def _faults(appraisal: Appraisal, people: Sequence[str], this_year: int) -> Sequence[str]:
    until = appraisal.until
    is_possible = until is not None and this_year <= until <= this_year + _MOST_YEARS
    return [
        *(["至少要两个人鉴定，写两个不同的姓名"] if len(people) < _FEWEST_PEOPLE else []),
        *(["要写明鉴定的理由"] if not appraisal.reason.strip() else []),
        *([f"续存要写到哪一年，{this_year} 年或者以后"] if appraisal.decision == "keep" and not is_possible else []),
    ]


def appraisals_of(store: Store, code: str | None = None) -> tuple[Appraisal, ...]:
    """Return all appraisals, or those of recording `code`, oldest first."""
    with store.reading() as tx:
        return tuple(row_as(Appraisal, row) for row in tx.rows(APPRAISALS, **({"recording": code} if code else {})))


def kept_until(store: Store) -> dict[str, dt.date]:
    """Return by recording the last day to which it is kept on, if its newest appraisal says so."""
    newest = {appraisal.recording: appraisal for appraisal in appraisals_of(store)}
    return {
        code: dt.date(appraisal.until, 12, 31)
        for code, appraisal in newest.items()
        if appraisal.decision == "keep" and appraisal.until
    }
