"""Rows of a case read back: its number, its grievances, its entries, and what became of each grievance."""

import datetime as dt
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from toolkit.cases import matters
from toolkit.cases.entry_dates import Receipt
from toolkit.core import UnknownNumberError
from toolkit.meetings import erasures
from toolkit.records import Entry
from toolkit.store import CASE_GRIEVANCES, CASES, ENTRIES, GRIEVANCES, MATTERS, Row, Transaction
from toolkit.workspace import grievance_number, normalised, parse_grievance_number


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
    """Return where each of `grievances` came from and when, the earliest first."""
    return tuple(sorted((matters.receipt(tx, number) for number in grievances), key=lambda receipt: receipt.received))


@dataclass(frozen=True)
class Sources:
    """What the clocks of a case take from its grievances: the first day of receipt, and whether Art 34 applies."""

    received_on: dt.date
    sixty_days: bool


def sources_of(tx: Transaction, cases: Collection[str]) -> dict[str, Sources]:
    """Return the sources of each of `cases`, read by a few queries however many there are."""
    by_case: dict[str, list[str]] = {}
    for row in tx.among(CASE_GRIEVANCES, "case_number", cases, ("case_number", "grievance")):
        by_case.setdefault(row["case_number"], []).append(row["grievance"])
    numbers = {number for named in by_case.values() for number in named if matters.is_matter(number)}
    names = ("number", "source", "received", "json")
    read = {row["number"]: row for row in tx.among(MATTERS, "number", numbers, names)}
    return {case: _sources(tx, named, read) for case, named in by_case.items()}


def _sources(tx: Transaction, grievances: Iterable[str], read: Mapping[str, Row]) -> Sources:
    days, channels = [], []
    for number in grievances:
        row = read.get(number)
        days.append(Receipt(row["source"], row["received"]).day if row else matters.receipt(tx, number).day)
        channels.append(json.loads(row["json"]).get("channel") if row else channel_of(tx, number))
    return Sources(min(days), any(channel in {None, "31(6)"} for channel in channels))


def is_confirmed(tx: Transaction, number: str) -> bool:
    """Return whether the grievance `number` is known and confirmed; a matter always is."""
    if matters.is_matter(number):
        return tx.row(MATTERS, number=number) is not None
    row = tx.row(GRIEVANCES, number=number)
    return row is not None and row["status"] == "confirmed"


def channel_of(tx: Transaction, number: str) -> str | None:
    """Return the item of 信访工作条例 Art 31 of the grievance `number`; None where no person set one."""
    row = tx.row(MATTERS if matters.is_matter(number) else GRIEVANCES, number=number) or {"json": "{}"}
    channel: str | None = json.loads(row["json"]).get("channel")
    return channel


def entries_of(tx: Transaction, case: str, known: dt.date | None) -> tuple[Entry, ...]:
    """Return the entries of `case` that were written down by the day `known` (None: all), by number."""
    rows = tx.rows(ENTRIES, case_number=case)
    return tuple(_entry(row) for row in rows if known is None or _written_on(row) <= known)


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


def day_of_now(tx: Transaction, case: str) -> dt.date:
    """Return today, or the day of the last entry of `case` where the computer's clock is behind it."""
    today = dt.datetime.now().astimezone().date()
    return max(today, *(entry.served_on or entry.date for entry in entries_of(tx, case, None)))


def taken_out(tx: Transaction, grievances: Iterable[str]) -> dict[str, str]:
    """Return a Chinese sentence for each of `grievances` whose content was sealed apart or deleted, by number."""
    wanted = tuple(grievances)
    return {
        number: f"诉求 {number} 的内容已{erasures.KIND_NAMES[erasure.kind]}（{erasure.number}），这里不再显示。"
        for erasure in erasures.register(tx)
        for number in erasure.details.get("grievances", ())
        if number in wanted
    }


def withdrawn(tx: Transaction, grievances: Iterable[str]) -> list[str]:
    """Return a Chinese sentence for each of `grievances` that was withdrawn."""
    rows = [row for number in grievances if (row := tx.row(GRIEVANCES, number=number)) is not None]
    return [
        f"诉求 {row['number']} 已撤回（{row['reason'] or '没有写明理由'}）。"
        for row in rows
        if row["status"] == "withdrawn"
    ]
