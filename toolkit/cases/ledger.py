"""The ledger: cases opened from confirmed grievances, their entries, and their state on any day.

A case's state on a day is what its entries dated on or before that day add up to, with corrections applied as the
ledger knows them now; `known` asks instead what the ledger itself could have said on an earlier day.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path

from toolkit.cases import entry_dates, procedure
from toolkit.cases.procedure import KINDS, Clock, Course, kind_name
from toolkit.chinese import Calendar, official_date
from toolkit.core import (
    NotConfirmedError,
    RepeatedError,
    UnknownNumberError,
    WrongValueError,
    copy_verified,
    pending_files,
)
from toolkit.meetings import erasures, meeting_rows
from toolkit.records import CaseState, Entry, Grievance
from toolkit.store import CASE_GRIEVANCES, CASES, ENTRIES, GRIEVANCES, Row, Store, Transaction, record_of
from toolkit.workspace import (
    Desk,
    Workspace,
    case_number,
    file_name_of,
    grievance_number,
    normalised,
    parse_grievance_number,
)

__all__ = ["KINDS", "Ledger", "kind_name", "ledger_of"]

_NOT_HERE = "本事项的诉求内容都不在这里了，这里不再提醒期限；后续办理和期限请问经手封存或删除的人。"


def ledger_of(desk: Desk) -> "Ledger":
    """Return the ledger of the workspace of `desk`."""
    return Ledger(desk.store, desk.workspace)


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
        are in another open case, WrongNumberError, or DateOrderError when `on` is before the meeting or after `today`.
        """
        grievances = tuple(dict.fromkeys(grievance_number(*parse_grievance_number(number)) for number in numbers))
        if not grievances:
            raise WrongValueError(field="立项的诉求", value="", why="至少要有一件已确认的诉求")
        with self._store.transaction() as tx:
            _refuse_unconfirmed(tx, grievances)
            self._refuse_taken(tx, grievances, on)
            entry_dates.refuse(entry_dates.faults("立项日期", on, _received(tx, grievances), today))
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

    def state_within(self, tx: Transaction, case: str, on: dt.date) -> CaseState:
        """Return `case` as it stood on the day `on`, as the transaction `tx` sees it; raise UnknownNumberError."""
        return self._state(tx, normalised(case), on, None)

    def date_faults(self, tx: Transaction, case: str, day: dt.date, today: dt.date, name: str) -> tuple[str, ...]:
        """Return in Chinese why no entry of `case` may bear the `day`, called `name`; nothing when it may.

        Raise UnknownNumberError.
        """
        received = _received(tx, _grievances(tx, _known_case(tx, case)))
        return tuple(why for _, why in entry_dates.faults(name, day, received, today))

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
        again: bool = False,
    ) -> Entry:
        """Append an entry to the ledger of `case` and return it; `kind` by id or Chinese name.

        The file `proof` is copied into the workspace, read back and kept with its hash. Raise UnknownNumberError for
        an unknown case or corrected entry, WrongValueError for an unknown kind, DateOrderError naming every date that
        is before the meeting, after `today`, or a service before the paper, MissingFileError for the proof. What is
        just the same as the last entry may be a retry after a fault: RepeatedError, unless it is meant `again`.
        """
        wish = Entry(0, case, procedure.kind_id(kind), date, document or None, served_on, note=note, corrects=corrects)
        if proof is None:
            with self._store.transaction() as tx:
                self._refuse_repeated(tx, wish, again=again)
                return self.append(tx, wish, today, again=again)
        home = self._workspace.proofs
        with pending_files.begun(home, self._knows_proof) as files:
            copy = files.made / proof.name
            wish = replace(wish, proof=proof.name, proof_sha256=copy_verified(proof, copy))
            with self._store.transaction() as tx:
                pending_files.settle_left(home, lambda key: tx.row(ENTRIES, proof=key) is not None)
                self._refuse_repeated(tx, wish, again=again)
                entry = self.append(tx, wish, today, again=again)
                place = self._workspace.root / str(entry.proof)
                if not place.exists():
                    files.place(str(entry.proof), {copy: place})
        return entry

    def _refuse_repeated(self, tx: Transaction, wish: Entry, *, again: bool) -> None:
        """Raise RepeatedError when `wish` is just the last entry of its case, unless it is meant `again`."""
        last = _entries(tx, _known_case(tx, wish.case), None)[-1]
        if not again and replace(wish, case="", proof=None) == replace(last, id=0, case="", proof=None):
            told = f"第 {last.id} 条，{official_date(last.date)}{kind_name(last.kind)}"
            raise RepeatedError(what=f"事项 {last.case} 的这条记录", last=told)

    def append(self, tx: Transaction, wish: Entry, today: dt.date | None = None, *, again: bool = False) -> Entry:
        """Append `wish` to its case inside the transaction `tx` and return it as it is kept.

        Its number is given here; `proof` is the name of the file that proves it, and becomes its place. The very
        entry that stands last is not written twice, unless it is meant `again`: whoever asks once more after a power
        cut gets that one.
        Raise UnknownNumberError, or DateOrderError naming every date that is out of order.
        """
        case = _known_case(tx, wish.case)
        known = _entries(tx, case, None)
        _refuse_unknown_entry(case, wish.corrects, known)
        entry_dates.refuse_entry(wish, _received(tx, _grievances(tx, case)), today)
        place = self._proof_place(case, len(known) + 1, Path(wish.proof)) if wish.proof else None
        kept = replace(wish, id=len(known) + 1, case=case, proof=place)
        if not again and known and replace(kept, id=known[-1].id, proof=known[-1].proof) == known[-1]:
            return known[-1]
        tx.add(
            ENTRIES,
            case_number=case,
            number=kept.id,
            kind=kept.kind,
            entry_date=kept.date.isoformat(),
            document=kept.document,
            served_on=kept.served_on.isoformat() if kept.served_on else None,
            proof=kept.proof,
            proof_sha256=kept.proof_sha256,
            note=kept.note,
            corrects=kept.corrects,
        )
        return kept

    def _proof_place(self, case: str, number: int, proof: Path) -> str:
        name = f"{number:03d}-{file_name_of(proof.stem)}{proof.suffix.lower()}"
        return f"{self._workspace.proofs.name}/{file_name_of(case)}/{name}"

    def _knows_proof(self, place: str) -> bool:
        with self._store.reading() as tx:
            return tx.row(ENTRIES, proof=place) is not None

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
    return min(meeting_rows.meeting(tx, number).held_on for number in meetings)


def _taken_out(tx: Transaction, grievances: Iterable[str]) -> dict[str, str]:
    """Return by number what is to be said of those whose content was sealed apart or deleted."""
    wanted = tuple(grievances)
    return {
        number: f"诉求 {number} 的内容已{erasures.KIND_NAMES[one.kind]}（{one.number}），这里不再显示。"
        for one in erasures.register(tx)
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
