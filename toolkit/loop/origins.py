"""Cases that were opened from a card or a note (`case open --from`), by the number of that card or note."""

import json

from toolkit.store import CASE_GRIEVANCES, MATTERS, Transaction


def cases_by_origin(tx: Transaction, prefix: str = "") -> dict[str, str]:
    """Return the case of each card or note whose number begins with `prefix`."""
    rows = tx.holding(MATTERS, "json", f'"origin":"{prefix}', ("number", "json"))
    origins = {row["number"]: json.loads(row["json"]).get("origin") for row in rows}
    opened = tx.among(CASE_GRIEVANCES, "grievance", origins, ("grievance", "case_number"))
    return {origins[row["grievance"]]: row["case_number"] for row in opened if origins[row["grievance"]]}
