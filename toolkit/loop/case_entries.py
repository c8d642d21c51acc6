"""Entries of the ledger read through the chain of facts, for many cases at once."""

import datetime as dt
import json
from collections.abc import Collection, Iterator

from toolkit.cases import KINDS, procedure
from toolkit.loop import moments
from toolkit.loop.events import View
from toolkit.records import Entry
from toolkit.store import Transaction, remembered

_PREFIX = "entry."
_KINDS = tuple(_PREFIX + kind for kind in KINDS)


def entries_of(tx: Transaction, view: View, cases: Collection[str]) -> dict[str, tuple[Entry, ...]]:
    """Return by case the entries that hold at the moment of `view`, corrected ones replaced, in the order of the case.

    Notes and proofs are left out.
    """
    written: dict[str, list[Entry]] = {}
    for row in tx.events(_KINDS, cases, recorded_before=view.recorded_before, names=("subject", "kind", "at", "facts")):
        facts = json.loads(row["facts"])
        entry = Entry(
            id=facts["number"],
            case=row["subject"],
            kind=row["kind"].removeprefix(_PREFIX),
            date=dt.date.fromisoformat(row["at"]),
            served_on=dt.date.fromisoformat(facts["served_on"]) if facts["served_on"] else None,
            corrects=facts["corrects"],
        )
        written.setdefault(entry.case, []).append(entry)
    on = moments.day_of(view.on)
    return {case: procedure.effective(entries, on) for case, entries in written.items()}


def open_cases(tx: Transaction, view: View) -> dict[str, tuple[Entry, ...]]:
    """Return by case the entries of each case that is open at the moment of `view`."""
    # An entry may have been corrected, and a closed case reopened: the entries decide, the chain only narrows down.
    ended = [_PREFIX + kind for kind in procedure.CLOSING]
    known = view.recorded_before
    opened = {
        *tx.subjects(("entry.opened",), ended, view.until, recorded_before=known),
        *tx.subjects(("entry.reopened",), (), view.until),
        *tx.subjects(ended, (), view.until, lacking='"corrects":null'),
        *_concluded_after(tx, view),
    }
    found = entries_of(tx, view, opened)
    return {case: entries for case, entries in found.items() if entries and procedure.is_open(entries)}


def _concluded_after(tx: Transaction, view: View) -> Iterator[str]:
    """Give the cases that have a conclusion whose reply was served after the day of `view`."""
    day = moments.day_of(view.on).isoformat()
    yield from (case for case, served in remembered(tx, "days of conclusions", lambda: _served(tx)) if served > day)


def _served(tx: Transaction) -> tuple[tuple[str, str], ...]:
    """Return case and day of service of each conclusion whose reply was served later than it is dated."""
    rows = tx.events(("entry.concluded",), lacking='"served_on":null', names=("subject", "at", "facts"))
    served = ((row["subject"], row["at"], str(json.loads(row["facts"])["served_on"])) for row in rows)
    return tuple((case, day) for case, at, day in served if day > at)
