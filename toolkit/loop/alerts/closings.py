"""When a case counts as closed for reminders: from the service of its reply on, and no earlier than that was noted."""

import datetime as dt
import json
from collections.abc import Collection, Iterator, Mapping, Sequence

from toolkit.loop.case_entries import entries_of
from toolkit.loop.events import View
from toolkit.records import Entry
from toolkit.store import Transaction, chain

Stretch = tuple[str, str | None]  # the first day, and that on which the case was reopened (None: still closed)
_KIND = "concluded"


def closed_at(tx: Transaction, view: View, cases: Collection[str]) -> dict[str, tuple[Stretch, ...]]:
    """Return by case the stretches in which it was concluded, as known at the moment of `view`.

    The day of a service is typed: an earlier one does away with nothing that came before it was written down.
    """
    noted = _first_noted(tx, view, cases)
    return {case: tuple(_closed(entries, noted)) for case, entries in entries_of(tx, view, cases).items()}


def _closed(entries: Sequence[Entry], noted: Mapping[tuple[str, dt.date], str]) -> Iterator[Stretch]:
    begun: str | None = None
    for entry in entries:
        if entry.kind == _KIND and entry.served_on is not None and begun is None:
            begun = max(entry.served_on.isoformat(), noted[entry.case, entry.served_on])
        elif entry.kind == "reopened" and begun is not None:
            yield begun, entry.date.isoformat()
            begun = None
    if begun is not None:
        yield begun, None


def _first_noted(tx: Transaction, view: View, cases: Collection[str]) -> dict[tuple[str, dt.date], str]:
    """Return by case and day of service the day on which a conclusion first told of that service.

    A correction of something else in the entry does not make it later.
    """
    noted: dict[tuple[str, dt.date], str] = {}
    names = ("subject", "facts", "recorded_at")
    for row in tx.events((f"entry.{_KIND}",), cases, recorded_before=view.recorded_before, names=names):
        if served := json.loads(row["facts"])["served_on"]:
            day = chain.local_minute(row["recorded_at"])[:10]
            noted.setdefault((row["subject"], dt.date.fromisoformat(served)), day)
    return noted
