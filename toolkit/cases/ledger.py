"""Ledger: cases opened from confirmed grievances or matters, their entries, and their state on any day.

A case's state on a day is what its entries dated on or before that day add up to, with corrections applied as the
ledger knows them now; `known` asks instead what the ledger itself could have said on an earlier day.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path

from toolkit.cases import case_rows, entry_dates, matters, procedure
from toolkit.cases.case_rows import (
    Sources,
    day_of_now,
    entries_of,
    grievances_of,
    is_confirmed,
    known_case,
    receipts,
    taken_out,
    tidy_number,
)
from toolkit.cases.matter_checks import refuse_unknown_origin
from toolkit.cases.matters import Matter
from toolkit.cases.procedure import KINDS, Clock, Course, kind_name
from toolkit.chinese import Calendar, bare_name, official_date, same_person
from toolkit.core import (
    NotConfirmedError,
    RepeatedError,
    SecondEntryError,
    UnknownNumberError,
    WrongValueError,
    YehuaError,
    copy_verified,
    pending_files,
)
from toolkit.records import CaseState, Entry
from toolkit.store import CASE_GRIEVANCES, CASES, ENTRIES, Store, Transaction, refuse_turned_back
from toolkit.workspace import Desk, Workspace, case_number, file_name_of

__all__ = ["KINDS", "Ledger", "kind_name", "ledger_of"]

_NOT_HERE = "本事项的诉求内容都不在这里了，这里不再提醒期限；后续办理和期限请问经手封存或删除的人。"


class ServedReplyError(YehuaError):
    """Raised when one person alone would take back a reply that was served, or date its service later."""

    sentence = (
        "没有记下：{case} 第 {number} 条是 {served} 送达了的答复办结，"
        "更正掉它或者把送达改晚，要写第二个人（--second）。事情没有办好的，请记重新办理，期限不变。"
    )


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
        """Open a case from the grievances `numbers`, of meetings or matters, on the day `on`; its first entry is 立项.

        Raise NotConfirmedError naming all that are not confirmed or were withdrawn, WrongValueError naming all that
        are in another open case, WrongNumberError, ClockTurnedBackError, or DateOrderError when `on` is before they
        were received or after `today`.
        """
        grievances = tuple(dict.fromkeys(map(tidy_number, numbers)))
        if not grievances:
            raise WrongValueError(field="立项的诉求", value="", why="至少要有一件已确认的诉求")
        with self._store.transaction() as tx:
            refuse_turned_back(tx)
            _refuse_unconfirmed(tx, grievances)
            self._refuse_taken(tx, grievances, on)
            entry_dates.refuse(entry_dates.faults("立项日期", on, receipts(tx, grievances)[0], today))
            return self._opened(tx, grievances, on)

    def open_matter(self, matter: Matter, on: dt.date, *, may_release: bool, again: bool = False) -> CaseState:
        """Register the checked `matter`, open a case from it on the day `on`, and return the case.

        `may_release` says whether the person who confirmed it may judge accusations. A matter that says just the same
        as an earlier one may be a retry after a fault: RepeatedError, unless it is meant `again`. Raise
        MatterRefusedError where nobody wrote down the note or card that it came from.
        """
        with self._store.transaction() as tx:
            refuse_turned_back(tx)
            refuse_unknown_origin(tx, matter)
            if not again:
                matters.refuse_repeated(tx, matter)
            return self._opened(tx, (matters.register(tx, matter, may_release=may_release),), on)

    def _opened(self, tx: Transaction, grievances: Iterable[str], on: dt.date) -> CaseState:
        case = case_number(on.year, tx.next_number(f"case:{on.year}"))
        tx.add(CASES, number=case, opened_on=on.isoformat())
        for number in grievances:
            tx.add(CASE_GRIEVANCES, case_number=case, grievance=number)
        tx.add(ENTRIES, case_number=case, number=1, kind="opened", entry_date=on.isoformat())
        return self.state_within(tx, case, on)

    def cases(self, on: dt.date | None = None) -> tuple[CaseState, ...]:
        """Return all cases opened by the day `on` (None: all there are, as they stand now), by number."""
        with self._store.reading() as tx:
            known, gone = case_rows.register(tx), taken_out(tx)
            return tuple(
                self._state_of(case, known.entries[case], known.sources[case], gone, on) for case in known.opened_by(on)
            )

    def cases_of(self, grievances: Iterable[str]) -> dict[str, str]:
        """Return by number the newest case of each of `grievances` that has one."""
        with self._store.reading() as tx:
            rows = tx.among(CASE_GRIEVANCES, "grievance", set(grievances), ("grievance", "case_number"))
            return {row["grievance"]: row["case_number"] for row in rows}

    def state(self, case: str, on: dt.date, known: dt.date | None = None) -> CaseState:
        """Return `case` as it stood on the day `on`, with what is due.

        Entries dated later do not count, nor do services later than `on`; a correction replaces the entry it names.
        With `known`, entries written down after that day do not count either. Raise UnknownNumberError.
        """
        with self._store.reading() as tx:
            return self._state(tx, known_case(tx, case), on, known)

    def state_within(self, tx: Transaction, case: str, on: dt.date) -> CaseState:
        """Return `case` as it stood on the day `on`, as the transaction `tx` sees it; raise UnknownNumberError."""
        return self._state(tx, known_case(tx, case), on, None)

    def date_faults(self, tx: Transaction, case: str, day: dt.date, today: dt.date, name: str) -> tuple[str, ...]:
        """Return the Chinese reasons why no entry of `case` may have the date `day`, called `name`; empty when it may.

        Raise UnknownNumberError.
        """
        first, *_ = receipts(tx, grievances_of(tx, known_case(tx, case)))
        return tuple(why for _, why in entry_dates.faults(name, day, first, today))

    def clocks(self, case: str, on: dt.date) -> tuple[Clock, ...]:
        """Return every clock of `case` that runs, or ran out unstopped, on the day `on`; raise UnknownNumberError."""
        with self._store.reading() as tx:
            number = known_case(tx, case)
            entries = {number: procedure.effective(entries_of(tx, number, None), on)}
            return self.clocks_of(tx, entries, on)[number]

    def clocks_of(
        self, tx: Transaction, entries: Mapping[str, tuple[Entry, ...]], on: dt.date
    ) -> dict[str, tuple[Clock, ...]]:
        """Return by case the clocks of many cases on the day `on`; `entries` holds the effective ones of each."""
        sources = case_rows.sources_of(tx, entries)
        return {
            case: procedure.clocks(self._course_of(entries[case], sources[case]), on)
            for case in entries
            if case in sources
        }

    # -- entries -----------------------------------------------------------------------------------------------

    def entries(self, case: str) -> tuple[Entry, ...]:
        """Return every entry of `case` as it was written, corrected ones too, by number; raise UnknownNumberError."""
        with self._store.reading() as tx:
            return entries_of(tx, known_case(tx, case), None)

    def add_entry(
        self,
        wish: Entry,
        proof: Path | None = None,
        *,
        today: dt.date | None = None,
        again: bool = False,
        persons: tuple[str, str] = ("", ""),
        also: Callable[[Transaction, Entry], None] | None = None,
    ) -> Entry:
        """Append `wish` to the ledger of its case and return it with its number.

        `persons` are who enters it and a second one, whom a reply that was served asks for to be taken back:
        ServedReplyError. `also` writes down in the same transaction what belongs to the entry. The file `proof` is
        copied into the workspace, read back and kept with its hash. Raise UnknownNumberError for an unknown case or
        corrected entry, DateOrderError naming every date that is before the meeting, after `today`, or a service before
        the paper, MissingFileError for the proof. What is just the same as the last entry may be a retry after a fault:
        RepeatedError; a second entry of what happens once may be a correction that was not called one:
        SecondEntryError. Both unless it is meant `again`.
        """
        if proof is None:
            with self._store.transaction() as tx:
                _refuse_second(tx, wish, again=again)
                wish = _agreed(tx, wish, persons)
                return _with(also, tx, self.append(tx, wish, today, again=again))
        home = self._workspace.proofs
        with pending_files.begun(home, self._knows_proof) as files:
            copy = files.made / proof.name
            wish = replace(wish, proof=proof.name, proof_sha256=copy_verified(proof, copy))
            with self._store.transaction() as tx:
                pending_files.settle_left(home, lambda key: tx.row(ENTRIES, proof=key) is not None)
                _refuse_second(tx, wish, again=again)
                wish = _agreed(tx, wish, persons)
                entry = _with(also, tx, self.append(tx, wish, today, again=again))
                place = self._workspace.root / str(entry.proof)
                if not place.exists():
                    files.place(str(entry.proof), {copy: place})
        return entry

    def append(self, tx: Transaction, wish: Entry, today: dt.date | None = None, *, again: bool = False) -> Entry:
        """Append `wish` to its case inside the transaction `tx` and return it as it is kept.

        Its number is given here; `proof` is the name of the file that proves it, and becomes its place. An entry that
        equals the last one is not written twice, unless it is meant `again`: a retry after a power cut gets the last.
        Raise UnknownNumberError, ClockTurnedBackError, or DateOrderError naming every date that is out of order.
        """
        refuse_turned_back(tx)
        case = known_case(tx, wish.case)
        known = entries_of(tx, case, None)
        _refuse_unknown_entry(case, wish.corrects, known)
        entry_dates.refuse_entry(wish, receipts(tx, grievances_of(tx, case))[0], today)
        place = (
            _proof_place(self._workspace.proofs.name, case, len(known) + 1, Path(wish.proof)) if wish.proof else None
        )
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

    def _knows_proof(self, place: str) -> bool:
        with self._store.reading() as tx:
            return tx.row(ENTRIES, proof=place) is not None

    # -- computing ---------------------------------------------------------------------------------------------

    def _state(self, tx: Transaction, case: str, on: dt.date, known: dt.date | None) -> CaseState:
        sources = case_rows.sources_of(tx, (case,))[case]
        return self._state_of(case, entries_of(tx, case, known), sources, taken_out(tx), on)

    def _state_of(
        self, case: str, entries: tuple[Entry, ...], sources: Sources, taken: Mapping[str, str], day: dt.date | None
    ) -> CaseState:
        """Return `case` with its `entries` as it stood on `day` (None: now)."""
        on = day or day_of_now(entries)
        course = self._course_of(procedure.effective(entries, on), sources)
        gone = {number: taken[number] for number in sources.origins if number in taken}
        # Nobody who reads this can act on a matter whose content was sealed or deleted.
        due = procedure.warnings(course, on) if set(sources.origins) - set(gone) else (_NOT_HERE,)
        withdrawn = [
            each.withdrawn for number, each in sources.origins.items() if each.withdrawn and number not in gone
        ]
        return CaseState(
            case=case,
            state=procedure.state_of(course.entries, on),
            grievances=tuple(sources.origins),
            entries=course.entries,
            warnings=(*gone.values(), *withdrawn, *due),
            source="、".join(dict.fromkeys(receipt.source for receipt in sources.receipts)),
            received=sources.receipts[0].received,
        )

    def _course_of(self, entries: tuple[Entry, ...], source: Sources) -> Course:
        return Course(
            entries=entries,
            received_on=source.received_on,
            sixty_days=source.sixty_days,
            calendar=self._calendar,
            roll_forward=self._workspace.settings.papers.roll_forward,
        )

    def _refuse_taken(self, tx: Transaction, grievances: Iterable[str], on: dt.date) -> None:
        taken = [
            (number, row["case_number"])
            for number in grievances
            for row in tx.rows(CASE_GRIEVANCES, grievance=number)
            if procedure.is_open(procedure.effective(entries_of(tx, row["case_number"], None), on))
        ]
        if taken:
            why = "；".join(f"{number} 已在事项 {case} 里办理" for number, case in taken)
            raise WrongValueError(field="立项的诉求", value="、".join(number for number, _ in taken), why=why)


def _with(also: Callable[[Transaction, Entry], None] | None, tx: Transaction, entry: Entry) -> Entry:
    """Write down in the transaction `tx` what belongs to `entry`, and return the entry."""
    if also is not None:
        also(tx, entry)
    return entry


# -- refusing --------------------------------------------------------------------------------------------------


def _proof_place(folder: str, case: str, number: int, proof: Path) -> str:
    name = f"{number:03d}-{file_name_of(proof.stem)}{proof.suffix.lower()}"
    return f"{folder}/{file_name_of(case)}/{name}"


def _refuse_second(tx: Transaction, wish: Entry, *, again: bool) -> None:
    """Refuse `wish`, unless it is meant `again`, where the case has it already.

    Raise RepeatedError when it is just the last entry, SecondEntryError for a second entry of what happens once, or
    for a step of the procedure after the end of the case.
    """
    if again:
        return
    known = entries_of(tx, known_case(tx, wish.case), None)
    last = known[-1]
    if replace(wish, case="", proof=None) == replace(last, id=0, case="", proof=None):
        raise RepeatedError(what=f"事项 {last.case} 的这条记录", last=_place(last))
    if wish.corrects is not None:
        return
    if first := procedure.first_of_kind(wish, known):
        raise SecondEntryError(case=last.case, why=f"已有{_place(first)}", number=first.id, more="")
    if end := procedure.ended_before(wish, known):
        more = "重新办起来的，先记一条重新办理。"
        raise SecondEntryError(case=last.case, why=f"已经结束（{_place(end)}）", number=end.id, more=more)


def _agreed(tx: Transaction, wish: Entry, persons: tuple[str, str]) -> Entry:
    """Return `wish`, with the `persons` in its note where it takes back a reply that was served.

    Raise ServedReplyError where these are not two.
    """
    lost = procedure.taken_back(wish, entries_of(tx, known_case(tx, wish.case), None))
    if lost is None or lost.served_on is None:
        return wish
    by, second = (bare_name(person) for person in persons)
    if not by or not second or same_person(by, second):
        raise ServedReplyError(case=wish.case, number=lost.id, served=official_date(lost.served_on))
    return replace(wish, note="；".join(filter(None, (wish.note, f"{by}、{second}两人同意更正第 {lost.id} 条"))))


def _place(entry: Entry) -> str:
    return f"第 {entry.id} 条，{official_date(entry.date)}{kind_name(entry.kind)}"


def _refuse_unconfirmed(tx: Transaction, grievances: Iterable[str]) -> None:
    wrong = [number for number in grievances if not is_confirmed(tx, number)]
    if wrong:
        raise NotConfirmedError(numbers="、".join(wrong))


def _refuse_unknown_entry(case: str, corrects: int | None, known: Sequence[Entry]) -> None:
    if corrects is not None and corrects not in {entry.id for entry in known}:
        raise UnknownNumberError(what="要更正的台账记录", number=f"{case} 第 {corrects} 条")
