"""Rows of a case read back: its number, its grievances, its entries, and what became of each grievance."""

import datetime as dt
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from toolkit.cases import matters, procedure
from toolkit.cases.entry_dates import MEETING, Receipt
from toolkit.core import UnknownNumberError
from toolkit.grievances import withdrawal_in
from toolkit.meetings import erasures, meeting_rows
from toolkit.records import Entry
from toolkit.store import CASE_GRIEVANCES, CASES, ENTRIES, GRIEVANCES, MATTERS, Row, Transaction, remembered
from toolkit.workspace import grievance_number, normalised, parse_grievance_number

_OF_GRIEVANCE = ("number", "status", "reason", "json", "made_at")


def known_case(tx: Transaction, case: str) -> str:
    """Return the number of `case` as the store has it; raise UnknownNumberError."""
    number = normalised(case)
    if tx.row(CASES, number=number) is None:
        raise UnknownNumberError(what="事项", number=case)
    return number


def tidy_number(number: str) -> str:
    """Return the number of a grievance, of a meeting or another source, as the store has it; raise WrongNumberError."""
    return normalised(number) if matters.is_matter(number) else grievance_number(*parse_grievance_number(number))


def grievances_of(tx: Transaction, case: str) -> tuple[str, ...]:
    """Return the numbers of the grievances that `case` was opened from."""
    return tuple(row["grievance"] for row in tx.rows(CASE_GRIEVANCES, case_number=case))


def receipts(tx: Transaction, grievances: Iterable[str]) -> tuple[Receipt, ...]:
    """Return the receipts of `grievances`, the earliest first."""
    return tuple(sorted((matters.receipt(tx, number) for number in grievances), key=lambda receipt: receipt.received))


@dataclass(frozen=True)
class Origin:
    """The origin of a grievance: its receipt, its item of 信访工作条例 Art 31, and a sentence if it was withdrawn."""

    receipt: Receipt
    channel: str | None
    withdrawn: str = ""


@dataclass(frozen=True)
class Sources:
    """The grievances of a case with the origin of each, in the order in which they were taken into it."""

    origins: Mapping[str, Origin]

    @property
    def receipts(self) -> tuple[Receipt, ...]:
        """The receipts of the grievances, the earliest first."""
        return tuple(sorted((each.receipt for each in self.origins.values()), key=lambda each: each.received))

    @property
    def received_on(self) -> dt.date:
        """The first day of receipt, from which clocks run."""
        return min(each.receipt.day for each in self.origins.values())

    @property
    def sixty_days(self) -> bool:
        """Whether the sixty days of Art 34 apply."""
        return any(each.channel in {None, "31(6)"} for each in self.origins.values())


def sources_of(tx: Transaction, cases: Collection[str]) -> dict[str, Sources]:
    """Return the sources of each of `cases`, read by a few queries however many there are."""
    by_case: dict[str, list[str]] = {}
    for row in tx.among(CASE_GRIEVANCES, "case_number", cases, ("case_number", "grievance")):
        by_case.setdefault(row["case_number"], []).append(row["grievance"])
    known = _origins(tx, {number for named in by_case.values() for number in named})
    return {case: Sources({number: known[number] for number in named}) for case, named in by_case.items()}


def _origins(tx: Transaction, numbers: Collection[str]) -> dict[str, Origin]:
    """Return the origin of each grievance of `numbers`, of meetings and of other sources."""
    written = {number for number in numbers if matters.is_matter(number)}
    origins = {
        row["number"]: Origin(Receipt(row["source"], row["received"]), _channel(row))
        for row in tx.among(MATTERS, "number", written, ("number", "source", "received", "json"))
    }
    meetings = {number: parse_grievance_number(number)[0] for number in set(numbers) - written}
    held = meeting_rows.meetings_among(tx, set(meetings.values()))
    newest = {row["number"]: row for row in tx.among(GRIEVANCES, "number", set(meetings), _OF_GRIEVANCE)}
    for number, meeting in meetings.items():
        row = newest.get(number)
        receipt = Receipt(MEETING, held[meeting].held_on.isoformat())
        origins[number] = Origin(receipt, _channel(row), _withdrawn(row)) if row else Origin(receipt, None)
    return origins


def _channel(row: Row) -> str | None:
    channel: str | None = json.loads(row["json"]).get("channel")
    return channel


def _withdrawn(row: Row) -> str:
    withdrawal = withdrawal_in(row)
    return f"诉求 {row['number']}（已撤回，{withdrawal.text}）。" if withdrawal else ""


def is_confirmed(tx: Transaction, number: str) -> bool:
    """Return whether the grievance `number` is known and confirmed; a matter always is."""
    if matters.is_matter(number):
        return tx.row(MATTERS, number=number) is not None
    row = tx.row(GRIEVANCES, number=number)
    return row is not None and row["status"] == "confirmed"


def entries_of(tx: Transaction, case: str, known: dt.date | None) -> tuple[Entry, ...]:
    """Return the entries of `case` that were written down by the day `known` (None: all), by number."""
    return entries_among(tx, (case,), known).get(case, ())


@dataclass(frozen=True)
class Register:
    """Every case by number: the day on which it was opened (ISO), its entries as they were written, its sources."""

    opened_on: Mapping[str, str]
    entries: Mapping[str, tuple[Entry, ...]]
    sources: Mapping[str, Sources]

    def opened_by(self, on: dt.date | None) -> tuple[str, ...]:
        """Return the cases that were opened by the day `on` (None: all there are)."""
        return tuple(case for case, day in self.opened_on.items() if on is None or day <= on.isoformat())


def register(tx: Transaction) -> Register:
    """Return every case; the same register again while no fact is noted, for thousands of cases take long to read."""
    return remembered(tx, "register of cases", lambda: _register(tx))


def _register(tx: Transaction) -> Register:
    opened_on = {row["number"]: row["opened_on"] for row in tx.columns(CASES, ("number", "opened_on"))}
    entries = entries_among(tx, opened_on, None)
    return Register(opened_on, {case: entries.get(case, ()) for case in opened_on}, sources_of(tx, opened_on))


def open_entries(tx: Transaction, on: dt.date) -> dict[str, tuple[Entry, ...]]:
    """Return by case the entries that hold on the day `on`, of each case that is open then."""
    known = register(tx)
    held = ((case, procedure.effective(known.entries[case], on)) for case in known.opened_by(on))
    return {case: entries for case, entries in held if entries and procedure.is_open(entries)}


def entries_among(tx: Transaction, cases: Collection[str], known: dt.date | None) -> dict[str, tuple[Entry, ...]]:
    """Return the entries of each of `cases` that were written down by the day `known` (None: all), by number."""
    by_case: dict[str, list[Entry]] = {}
    for row in tx.among(ENTRIES, "case_number", cases, tuple(column.name for column in ENTRIES.columns)):
        if known is None or _written_on(row) <= known:
            by_case.setdefault(row["case_number"], []).append(_entry(row))
    return {case: tuple(entries) for case, entries in by_case.items()}


def _entry(row: Row) -> Entry:
    return Entry(
        id=row["number"],
        case=row["case_number"],
        kind=row["kind"],
        date=dt.date.fromisoformat(row["entry_date"]),
        document=row["document"],
        served_on=dt.date.fromisoformat(row["served_on"]) if row["served_on"] else None,
        proof=row["proof"],
        proof_sha256=row["proof_sha256"],
        note=row["note"],
        corrects=row["corrects"],
    )


def _written_on(row: Row) -> dt.date:
    return dt.datetime.fromisoformat(row["made_at"]).astimezone().date()


def day_of_now(entries: Iterable[Entry]) -> dt.date:
    """Return today, or the day of the last of `entries` where the computer's clock is behind it."""
    today = dt.datetime.now().astimezone().date()
    return max(today, *(entry.served_on or entry.date for entry in entries))


def taken_out(tx: Transaction) -> dict[str, str]:
    """Return a Chinese sentence for each grievance whose content was sealed apart or deleted, by number."""
    return {
        number: f"诉求 {number} 的内容已{erasures.KIND_NAMES[erasure.kind]}（{erasure.number}），这里不再显示。"
        for erasure in erasures.register(tx)
        for number in erasure.details.get("grievances", ())
    }
