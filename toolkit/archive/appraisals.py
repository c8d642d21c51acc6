"""What was decided when a retention period was over: destroy, or keep until a year (档案法实施条例 Art 24)."""

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from toolkit.core import WrongValueError
from toolkit.meetings import recording_of
from toolkit.records import from_json
from toolkit.store import APPRAISALS, Row, Store, text_of

Decision = Literal["destroy", "keep"]
DECISION_NAMES: dict[str, str] = {"destroy": "销毁", "keep": "续存"}
# An appraisal is the work of a group, not of one.
_FEWEST = 2
_LONGEST_YEARS = 100


@dataclass(frozen=True)
class Appraisal:
    """What `people` decided about a recording and why; `until` is the year to whose end it is kept on."""

    recording: str
    decision: Decision
    people: tuple[str, ...]
    reason: str
    until: int | None = None
    made_at: str = ""


def appraise(store: Store, appraisal: Appraisal, this_year: int) -> Appraisal:
    """Enter what was decided, and return it; the newest decision counts, and just the same again adds nothing.

    Raise UnknownNumberError, or WrongValueError naming everything that is missing.
    """
    people = tuple(dict.fromkeys(name.strip() for name in appraisal.people if name.strip()))
    faults = list(_faults(appraisal, people, this_year))
    if faults:
        raise WrongValueError(field="鉴定", value=appraisal.recording, why="；".join(faults))
    with store.transaction() as tx:
        code = recording_of(tx, appraisal.recording).code
        told = {"people": people, "reason": appraisal.reason.strip(), "until": appraisal.until}
        values = {"recording": code, "decision": appraisal.decision, "by": people[0], "json": text_of(told)}
        if not values.items() <= (tx.row(APPRAISALS, recording=code) or {}).items():
            tx.add(APPRAISALS, **values)
    return appraisals_of(store, code)[-1]


def _faults(appraisal: Appraisal, people: Sequence[str], this_year: int) -> Sequence[str]:
    until = appraisal.until
    lasts = until is not None and this_year <= until <= this_year + _LONGEST_YEARS
    return [
        *(["至少要两个人鉴定，写两个不同的姓名"] if len(people) < _FEWEST else []),
        *(["要写明鉴定的理由"] if not appraisal.reason.strip() else []),
        *([f"续存要写到哪一年，{this_year} 年或者以后"] if appraisal.decision == "keep" and not lasts else []),
    ]


def appraisals_of(store: Store, code: str | None = None) -> tuple[Appraisal, ...]:
    """Return all decisions, or those about recording `code`, oldest first."""
    with store.reading() as tx:
        return tuple(_of(row) for row in tx.rows(APPRAISALS, **({"recording": code} if code else {})))


def _of(row: Row) -> Appraisal:
    told = json.loads(row["json"])
    keys = {"recording": row["recording"], "decision": row["decision"], "made_at": row["made_at"]}
    return from_json(Appraisal, told | keys)


def kept_until(store: Store) -> dict[str, dt.date]:
    """Return by recording the last day to which it was decided to keep it, where that is the newest decision."""
    newest = {one.recording: one for one in appraisals_of(store)}
    return {code: dt.date(one.until, 12, 31) for code, one in newest.items() if one.decision == "keep" and one.until}
