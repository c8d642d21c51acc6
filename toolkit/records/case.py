"""Cases and the entries of their ledger."""

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True)
class Entry:
    """One entry of the ledger; a mistake is corrected by a later entry that names it in `corrects`."""

    id: int
    case: str
    kind: str
    date: dt.date
    document: str | None = None
    served_on: dt.date | None = None
    proof: str | None = None
    proof_sha256: str | None = None
    note: str | None = None
    corrects: int | None = None


@dataclass(frozen=True)
class CaseState:
    """A case as it stood on one day.

    `source` says where its grievances came from (夜话, 来信 …), `received` is the local day or minute, in ISO form, at
    which the first of them was received.
    """

    case: str
    state: str
    grievances: tuple[str, ...]
    entries: tuple[Entry, ...]
    warnings: tuple[str, ...] = ()
    source: str = ""
    received: str = ""
