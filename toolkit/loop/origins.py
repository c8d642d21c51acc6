"""Cases that were opened from a card or a note (`case open --from`), by the number of that card or note."""

import json
from collections.abc import Collection, Mapping

from toolkit.loop import moments
from toolkit.loop.events import EVER, View
from toolkit.store import CASE_GRIEVANCES, CASES, MATTERS, Transaction


def cases_by_origin(tx: Transaction, prefix: str = "") -> dict[str, str]:
    """Return the case of each card or note whose number begins with `prefix`."""
    rows = tx.holding(MATTERS, "json", f'"origin":"{prefix}', ("number", "json"))
    origins = {row["number"]: json.loads(row["json"]).get("origin") for row in rows}
    opened = tx.among(CASE_GRIEVANCES, "grievance", origins, ("grievance", "case_number"))
    return {origins[row["grievance"]]: row["case_number"] for row in opened if origins[row["grievance"]]}


def opened_by(tx: Transaction, view: View, by_origin: Mapping[str, str]) -> dict[str, str]:
    """Return of the cases `by_origin` those that were opened by the day of `view`."""
    day = moments.day_of(view.on).isoformat()
    opened_on = opening_days(tx, set(by_origin.values()))
    return {origin: case for origin, case in by_origin.items() if opened_on.get(case, EVER) <= day}


def opening_days(tx: Transaction, cases: Collection[str]) -> dict[str, str]:
    """Return by case the ISO day on which each of `cases` was opened."""
    return {row["number"]: row["opened_on"] for row in tx.among(CASES, "number", cases, ("number", "opened_on"))}
