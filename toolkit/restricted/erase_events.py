"""Erase the private words of events in the chain of facts, after sealing or lawful destruction.

Events of grievances, of their cases, and of what these came from or led to: notes, cards, calls, opinions, panels.
Their plain facts, hashes, persons and moments stay, and the chain holds.
"""

import json
from collections.abc import Collection, Iterator

from toolkit.meetings import ErasureOrder, erasures
from toolkit.store import CASE_GRIEVANCES, EVENTS, MATTERS, Row, Transaction

# The facts of an answer name the case of its grievance, which may hold other grievances, too.
_OF_A_GRIEVANCE = "answer."


def private_rows(tx: Transaction, numbers: Collection[str], cases: Collection[str]) -> list[Row]:
    """Return the events with private words about the grievances `numbers` or their `cases`, in the order of the chain.

    Events whose words are in a row of another table are not among them: they are erased with that row.
    """
    subjects = {*numbers, *cases, *_origins(tx, cases), *_told_of(tx, cases)}
    rows = [row for subject in subjects for row in tx.rows(EVENTS, subject=subject)]
    held = (row for row in rows if row["private"] is not None and row["source"] is None)
    return sorted(held, key=lambda row: int(row["position"]))


def erase(tx: Transaction, numbers: Collection[str], cases: Collection[str], order: ErasureOrder) -> None:
    """Erase the private words that `private_rows` returns, as `order` says; inside `tx.erasing()`."""
    for row in private_rows(tx, numbers, cases):
        tx.erase_private(row["position"], order.by, order.witness, erasures.KIND_NAMES[order.kind])


def _origins(tx: Transaction, cases: Collection[str]) -> Iterator[str]:
    """Yield the numbers of the notes and cards from which grievances of `cases` were taken."""
    named = {row["grievance"] for row in tx.among(CASE_GRIEVANCES, "case_number", cases, ("grievance",))}
    for row in tx.among(MATTERS, "number", named, ("json",)):
        if origin := json.loads(row["json"]).get("origin"):
            yield str(origin)


def _told_of(tx: Transaction, cases: Collection[str]) -> Iterator[str]:
    """Yield the subjects of events that name one of `cases` in their facts, such as an opinion or a panel on it."""
    for case in cases:
        for row in tx.holding(EVENTS, "facts", f'"case":"{case}"', ("subject", "kind")):
            if not row["kind"].startswith(_OF_A_GRIEVANCE):
                yield row["subject"]
