"""Cases that were opened from a card or a note (`case open --from`), by the number of that card or note."""

import json
from collections.abc import Mapping

from toolkit.loop import moments
from toolkit.loop.events import View
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
    rows = tx.among(CASES, "number", set(by_origin.values()), ("number", "opened_on"))
    there = {row["number"] for row in rows if row["opened_on"] <= day}
    return {origin: case for origin, case in by_origin.items() if case in there}
