"""Cases that were opened from a card or a note (`case open --from`), by the number of that card or note."""

import json

from toolkit.store import CASE_GRIEVANCES, MATTERS, Transaction


def cases_by_origin(tx: Transaction, prefix: str = "") -> dict[str, str]:
    """Return the case of each card or note whose number begins with `prefix`."""
    found = {}
    for row in tx.holding(MATTERS, "json", f'"origin":"{prefix}', ("number", "json")):
        if origin := json.loads(row["json"]).get("origin"):
            case = tx.row(CASE_GRIEVANCES, grievance=row["number"])
            found[str(origin)] = str(case["case_number"]) if case else ""
    return {origin: case for origin, case in found.items() if case}
