"""Cases opened, shown and continued, with the days as people write them."""

from collections.abc import Callable, Sequence
from pathlib import Path

from toolkit import grievances
from toolkit.cases.ledger import ledger_of
from toolkit.cases.matter_checks import checked
from toolkit.cases.matters import Matter
from toolkit.cases.procedure import kind_id
from toolkit.chinese import dates
from toolkit.records import CaseState, Entry
from toolkit.store import Transaction
from toolkit.workspace import Desk


def open_case(desk: Desk, numbers: Sequence[str], on: str | None = None) -> CaseState:
    """Open a case from confirmed grievances on the day `on` (today when None) and return it."""
    return ledger_of(desk).open_case(numbers, dates.parse_date(on) if on else desk.today, desk.today)


def open_matter(desk: Desk, wish: Matter, on: str | None = None, *, again: bool = False) -> CaseState:
    """Register the matter `wish`, open a case from it on the day `on` (today when None), and return the case.

    Raise MatterRefusedError naming every fault, or RepeatedError for what was registered already, unless it is meant
    `again`.
    """
    matter, day = checked(wish, on, desk.today)
    may_release = grievances.access_log.may_see(desk, matter.by)
    return ledger_of(desk).open_matter(matter, day, may_release=may_release, again=again)


def show_case(desk: Desk, case: str, on: str | None = None) -> CaseState:
    """Return the case as it stood on the day `on` (today when None)."""
    return ledger_of(desk).state(case, dates.parse_date(on) if on else desk.today)


def add_entry(  # noqa: PLR0913 - the columns of the ledger, as the command line names them
    desk: Desk,
    case: str,
    kind: str,
    on: str,
    *,
    document: str | None = None,
    served: str | None = None,
    proof: Path | None = None,
    note: str | None = None,
    corrects: int | None = None,
    again: bool = False,
    by: str | None = None,
    second: str | None = None,
    also: Callable[[Transaction, Entry], None] | None = None,
) -> CaseState:
    """Append an entry to the ledger of `case` and return the case as it stands now.

    `kind` is an id or a Chinese name, `served` a date, `proof` a file, which is copied, `corrects` the number of an
    entry. With `again` the entry is made though it is the same as the last one, or the second of what happens once;
    `by` and `second` are asked for only where it takes back a reply that was served; `also` writes down in the same
    transaction what belongs to it. Raise as `Ledger.add_entry`, WrongValueError for an
    unknown kind, or WrongDateError.
    """
    served_on = dates.parse_date(served) if served else None
    day = dates.parse_date(on)
    wish = Entry(0, case, kind_id(kind), day, document or None, served_on, note=note, corrects=corrects)
    persons = (by or "", second or "")
    ledger_of(desk).add_entry(wish, proof, today=desk.today, again=again, persons=persons, also=also)
    return ledger_of(desk).state(case, desk.today)
