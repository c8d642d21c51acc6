"""The ledger: cases opened from confirmed grievances, their entries, and their state on any day.

A case's state on a day is what its entries dated on or before that day add up to, with corrections applied as the
ledger knows them now; `known` asks instead what the ledger itself could have said on an earlier day.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from functools import cached_property
from pathlib import Path

from toolkit import erasing, moves, procedure
from toolkit.dates import Calendar, official_date
from toolkit.errors import NotConfirmedError, UnknownNumberError, WrongDateError, WrongValueError
from toolkit.files import copy_verified
from toolkit.numbering import case_number, file_name_of, grievance_number, normalised, parse_grievance_number
from toolkit.procedure import KINDS, Clock, Course, kind_name
from toolkit.records import CaseState, Entry, Grievance
from toolkit.schema import CASE_GRIEVANCES, CASES, ENTRIES, GRIEVANCES, MEETINGS
from toolkit.settings import Workspace
from toolkit.store import Row, Store, Transaction, record_of

__all__ = ["KINDS", "Ledger", "kind_name"]

_NOT_HERE = "本事项的诉求内容都不在这里了，这里不再提醒期限；后续办理和期限请问经手封存或删除的人。"


class Ledger:
    """The ledger of one workspace: facts in `store`, proofs as files in the workspace."""

    def __init__(self, store: Store, workspace: Workspace) -> None:
        """Work on `store`; holidays, settings and the folder for proofs are those of `workspace`."""
        self._store = store
        self._workspace = workspace

    @cached_property
    def _calendar(self) -> Calendar:
        return Calendar(self._workspace.holidays_file)

    # -- cases -------------------------------------------------------------------------------------------------

    def open_case(self, numbers: Sequence[str], on: dt.date, today: dt.date | None = None) -> CaseState:
        """Open a case from the confirmed grievances `numbers` on the day `on` and return it; its first entry is 立项.

        Raise NotConfirmedError naming all that are not confirmed or were withdrawn, WrongValueError naming all that
        are in another open case, WrongNumberError, or WrongDateError when `on` is before the meeting or after `today`.
        """
        grievances = tuple(dict.fromkeys(grievance_number(*parse_grievance_number(number)) for number in numbers))
        if not grievances:
            raise WrongValueError(field="立项的诉求", value="", why="至少要有一件已确认的诉求")
        with self._store.transaction() as tx:
            _refuse_unconfirmed(tx, grievances)
            self._refuse_taken(tx, grievances, on)
            _refuse(_date_faults("立项日期", on, _received(tx, grievances), today))
            case = case_number(on.year, tx.next_number(f"case:{on.year}"))
            tx.add(CASES, number=case, opened_on=on.isoformat())
            for number in grievances:
                tx.add(CASE_GRIEVANCES, case_number=case, grievance=number)
            tx.add(ENTRIES, case_number=case, number=1, kind="opened", entry_date=on.isoformat())
            return self._state(tx, case, on, None)

    def cases(self, on: dt.date | None = None) -> tuple[CaseState, ...]:
        """Return all cases opened by the day `on` (None: all there are, as they stand now), by number."""
        with self._store.reading() as tx:
            opened = [row["number"] for row in tx.rows(CASES) if on is None or row["opened_on"] <= on.isoformat()]
            return tuple(self._state(tx, number, on or _now(tx, number), None) for number in opened)

    def state(self, case: str, on: dt.date, known: dt.date | None = None) -> CaseState:
        """Return `case` as it stood on the day `on`, with what is due.

        Entries dated later do not count, nor do services later than `on`; a correction replaces the entry it names.
        With `known`, entries written down after that day do not count either. Raise UnknownNumberError.
        """
        with self._store.reading() as tx:
            return self._state(tx, normalised(case), on, known)

    def clocks(self, case: str, on: dt.date) -> tuple[Clock, ...]:
        """Return every clock of `case` that runs, or ran out unstopped, on the day `on`; raise UnknownNumberError."""
        with self._store.reading() as tx:
            number = _known_case(tx, case)
            return procedure.clocks(self._course(tx, number, on, None), on)

    # -- entries -----------------------------------------------------------------------------------------------

    def entries(self, case: str) -> tuple[Entry, ...]:
        """Return every entry of `case` as it was written, corrected ones too, by number; raise UnknownNumberError."""
        with self._store.reading() as tx:
            return _entries(tx, _known_case(tx, case), None)

    def add_entry(  # noqa: PLR0913 - the columns of the ledger, as the command line names them
        self,
        case: str,
        kind: str,
        date: dt.date,
        *,
        document: str | None = None,
        served_on: dt.date | None = None,
        proof: Path | None = None,
        note: str | None = None,
        corrects: int | None = None,
        today: dt.date | None = None,
    ) -> Entry:
        """Append an entry to the ledger of `case` and return it; `kind` by id or Chinese name.

        The file `proof` is copied into the workspace, read back and kept with its hash. Raise UnknownNumberError for
        an unknown case or corrected entry, WrongValueError for an unknown kind, WrongDateError naming every date that
        is before the meeting, after `today`, or a service before the paper, MissingFileError for the proof.
        """
        wish = Entry(0, "", procedure.kind_id(kind), date, document or None, served_on, note=note, corrects=corrects)
        with self._store.transaction() as tx:
            number = _known_case(tx, case)
            known = _entries(tx, number, None)
            _refuse_unknown_entry(number, corrects, known)
            _refuse_entry_dates(wish, _received(tx, _grievances(tx, number)), today)
            return self._append(tx, number, len(known) + 1, wish, proof)

    def _append(self, tx: Transaction, case: str, number: int, wish: Entry, proof: Path | None) -> Entry:
        kept = None if proof is None else self._proof_place(case, number, proof)
        digest = None if proof is None or kept is None else copy_verified(proof, kept)
        try:
            tx.add(
                ENTRIES,
                case_number=case,
                number=number,
                kind=wish.kind,
                entry_date=wish.date.isoformat(),
                document=wish.document,
                served_on=wish.served_on.isoformat() if wish.served_on else None,
                proof=self._workspace.relative(kept) if kept else None,
                proof_sha256=digest,
                note=wish.note,
                corrects=wish.corrects,
            )
        except BaseException:
            if kept is not None:
                moves.remove(kept)
            raise
        return _entries(tx, case, None)[-1]

    def _proof_place(self, case: str, number: int, proof: Path) -> Path:
        folder = self._workspace.root / "proofs" / file_name_of(case)
        return folder / f"{number:03d}-{file_name_of(proof.stem)}{proof.suffix.lower()}"

    # -- computing ---------------------------------------------------------------------------------------------

    def _state(self, tx: Transaction, case: str, on: dt.date, known: dt.date | None) -> CaseState:
        course = self._course(tx, _known_case(tx, case), on, known)
        grievances = _grievances(tx, case)
        gone = _taken_out(tx, grievances)
        # Whoever reads this can do nothing about a matter whose content is kept by somebody else, or is no more.
        due = procedure.warnings(course, on) if set(grievances) - set(gone) else (_NOT_HERE,)
        told = (*gone.values(), *_withdrawn(tx, [one for one in grievances if one not in gone]), *due)
        return CaseState(case, procedure.state_of(course.entries, on), grievances, course.entries, told)

    def _course(self, tx: Transaction, case: str, on: dt.date, known: dt.date | None) -> Course:
        grievances = _grievances(tx, case)
        return Course(
            entries=procedure.effective(_entries(tx, case, known), on),
            received_on=_received(tx, grievances),
            sixty_days=any(_newest(tx, number).channel in {None, "31(6)"} for number in grievances),
            calendar=self._calendar,
            roll_forward=self._workspace.settings.papers.roll_forward,
        )

    def _refuse_taken(self, tx: Transaction, grievances: Iterable[str], on: dt.date) -> None:
        taken = [
            (number, row["case_number"])
            for number in grievances
            for row in tx.rows(CASE_GRIEVANCES, grievance=number)
            if procedure.is_open(procedure.effective(_entries(tx, row["case_number"], None), on))
        ]
        if taken:
            why = "；".join(f"{number} 已在事项 {case} 里办理" for number, case in taken)
            raise WrongValueError(field="立项的诉求", value="、".join(number for number, _ in taken), why=why)


# -- reading rows ----------------------------------------------------------------------------------------------


def _known_case(tx: Transaction, case: str) -> str:
    number = normalised(case)
    if tx.row(CASES, number=number) is None:
        raise UnknownNumberError(what="事项", number=case)
    return number


def _grievances(tx: Transaction, case: str) -> tuple[str, ...]:
    return tuple(row["grievance"] for row in tx.rows(CASE_GRIEVANCES, case_number=case))


def _entries(tx: Transaction, case: str, known: dt.date | None) -> tuple[Entry, ...]:
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


def _now(tx: Transaction, case: str) -> dt.date:
    """Return today, or the day of the last entry where the computer's clock is behind it."""
    today = dt.datetime.now().astimezone().date()
    return max(today, *(entry.served_on or entry.date for entry in _entries(tx, case, None)))


def _newest(tx: Transaction, number: str) -> Grievance:
    return record_of(Grievance, tx.row(GRIEVANCES, number=number) or {})


def _received(tx: Transaction, grievances: Iterable[str]) -> dt.date:
    """Return the day of the earliest meeting at which one of `grievances` was raised."""
    meetings = {parse_grievance_number(number)[0] for number in grievances}
    return min(dt.date.fromisoformat(row["held_on"]) for row in tx.rows(MEETINGS) if row["number"] in meetings)


def _taken_out(tx: Transaction, grievances: Iterable[str]) -> dict[str, str]:
    """Return by number what is to be said of those whose content was sealed apart or deleted."""
    wanted = tuple(grievances)
    return {
        number: f"诉求 {number} 的内容已{erasing.KIND_NAMES[one.kind]}（{one.number}），这里不再显示。"
        for one in erasing.register(tx)
        for number in one.details.get("grievances", ())
        if number in wanted
    }


def _withdrawn(tx: Transaction, grievances: Iterable[str]) -> list[str]:
    rows = [tx.row(GRIEVANCES, number=number) or {} for number in grievances]
    return [
        f"诉求 {row['number']} 已撤回（{row['reason'] or '没有写明理由'}）。"
        for row in rows
        if row["status"] == "withdrawn"
    ]


# -- refusing --------------------------------------------------------------------------------------------------


def _refuse_unconfirmed(tx: Transaction, grievances: Iterable[str]) -> None:
    newest = {number: tx.row(GRIEVANCES, number=number) for number in grievances}
    wrong = [number for number, row in newest.items() if row is None or row["status"] != "confirmed"]
    if wrong:
        raise NotConfirmedError(numbers="、".join(wrong))


def _refuse_unknown_entry(case: str, corrects: int | None, known: Sequence[Entry]) -> None:
    if corrects is not None and corrects not in {entry.id for entry in known}:
        raise UnknownNumberError(what="要更正的台账记录", number=f"{case} 第 {corrects} 条")


def _refuse_entry_dates(wish: Entry, received: dt.date, today: dt.date | None) -> None:
    faults = _date_faults("日期", wish.date, received, today)
    if wish.served_on is not None:
        faults += _date_faults("送达日期", wish.served_on, received, today)
        faults += [(wish.served_on, "送达日期早于文书的日期")] if wish.served_on < wish.date else []
    _refuse(faults)


def _date_faults(name: str, day: dt.date, received: dt.date, today: dt.date | None) -> list[tuple[dt.date, str]]:
    faults = []
    if day < received:
        faults.append((day, f"{name}早于夜话的日期 {official_date(received)}"))
    if today is not None and day > today:
        faults.append((day, f"{name}在今天 {official_date(today)} 之后"))
    return faults


def _refuse(faults: Sequence[tuple[dt.date, str]]) -> None:
    if faults:
        text = "、".join(dict.fromkeys(day.isoformat() for day, _ in faults))
        raise WrongDateError(text=text, why="；".join(why for _, why in faults))
