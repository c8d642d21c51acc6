"""Erase the content of rows in the store, in every version, after sealing or lawful destruction.

Numbers, hashes, seconds, persons and moments stay. An entry in the register of erasures always belongs to the same
transaction.
"""

import json
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from typing import Any

from toolkit.grievances import Decision, Revision, add_grievance_version
from toolkit.records import (
    Coverage,
    Grievance,
    GrievanceList,
    IssuedPaper,
    Recording,
    RecordingRef,
    Repeat,
    Stretch,
    Transcript,
    from_json,
)
from toolkit.restricted import cut
from toolkit.restricted.cut import Cut
from toolkit.store import (
    ACCUSATION_JUDGEMENTS,
    CASE_GRIEVANCES,
    ENTRIES,
    GRIEVANCE_LISTS,
    GRIEVANCES,
    NOTICES,
    PAPER_COPIES,
    PAPERS,
    RECORDINGS,
    REPEATS,
    REVISIONS,
    TRANSCRIPTS,
    Row,
    Table,
    Transaction,
    record_of,
    text_of,
)

_OF_RECORDING = (TRANSCRIPTS, GRIEVANCE_LISTS, GRIEVANCES, REVISIONS, ACCUSATION_JUDGEMENTS, NOTICES)


def stored_rows(tx: Transaction, code: str, cases: Iterable[str] = ()) -> dict[str, list[Row]]:
    """Return by table all rows with content of recording `code` and of its `cases`."""
    told: dict[str, list[Row]] = {table.name: tx.rows(table, recording=code) for table in _OF_RECORDING}
    told[RECORDINGS.name] = tx.rows(RECORDINGS, code=code)
    numbers = {row["number"] for row in told[GRIEVANCES.name]}
    told[REPEATS.name] = [row for row in tx.rows(REPEATS) if {row["number"], row["earlier"]} & numbers]
    for table in (ENTRIES, PAPERS):
        told[table.name] = [row for case in cases for row in tx.rows(table, case_number=case)]
    papers = {row["number"] for row in told[PAPERS.name]}
    told[PAPER_COPIES.name] = [row for row in tx.rows(PAPER_COPIES) if row["paper_number"] in papers]
    return told


def cases_of(tx: Transaction, numbers: Iterable[str]) -> tuple[str, ...]:
    """Return the numbers of the cases that were opened from the grievances `numbers`."""
    wanted = set(numbers)
    return tuple(dict.fromkeys(row["case_number"] for row in tx.rows(CASE_GRIEVANCES) if row["grievance"] in wanted))


# -- a part ----------------------------------------------------------------------------------------------------


def erase_part(tx: Transaction, renewed: Recording, out: Cut, decision: Decision, words: Collection[str] = ()) -> None:
    """Erase the cut `out` from all texts of the recording that is now `renewed`; inside `tx.erasing()`.

    Typed reasons of other grievances are erased where they hold one of `words`. Erased confirmed grievances keep their
    number and are withdrawn; papers and entries of their cases are emptied.
    """
    code = renewed.code
    reference = RecordingRef(code, renewed.sha256, renewed.seconds)
    numbered = [row for row in tx.rows(GRIEVANCES, recording=code) if out.touches(record_of(Grievance, row).passages)]
    numbers = {row["number"] for row in numbered}
    for number in sorted(numbers):
        newest = [row for row in numbered if row["number"] == number][-1]
        keys = {name: newest[name] for name in ("meeting", "recording", "transcript_version")}
        empty = cut.emptied(record_of(Grievance, newest))
        add_grievance_version(tx, keys, empty, empty, replace(decision, changes={}))

    _over(tx, RECORDINGS, {"code": code}, lambda _: {"json": text_of(renewed)})
    _over(tx, TRANSCRIPTS, {"recording": code}, _json(Transcript, lambda one: _without(one, out, reference)))
    _over(
        tx,
        GRIEVANCE_LISTS,
        {"recording": code},
        _json(GrievanceList, lambda one: cut.list_without(one, out, numbers)),
    )
    _over(tx, GRIEVANCES, {"recording": code}, lambda row: _grievance_without(row, out, numbers, words))
    _over(tx, REVISIONS, {"recording": code}, lambda row: _revision_without(row, out, words))
    _over(tx, NOTICES, {"recording": code}, lambda row: _notice_without(row, out))
    erase_cases(tx, numbers)


def _without(transcript: Transcript, out: Cut, reference: RecordingRef) -> Transcript:
    return cut.transcript_without(transcript, out, reference)


def _grievance_without(row: Row, out: Cut, numbers: Iterable[str], words: Collection[str]) -> dict[str, Any]:
    one = record_of(Grievance, row)
    if out.touches(one.passages):
        return {"json": text_of(cut.emptied(one)), "changes": "{}", "reason": None}
    tells = row["reason"] is not None and any(word in row["reason"] for word in words)
    return {"json": text_of(cut.unrelated(one, numbers)), "reason": None if tells else row["reason"]}


def _revision_without(row: Row, out: Cut, words: Collection[str]) -> dict[str, Any]:
    done = cut.revision_without(record_of(Revision, row), out, words)
    lists = {name: from_json(tuple[Grievance, ...], json.loads(row[name])) for name in ("old", "new")}
    kept = {name: text_of([one for one in listed if not out.touches(one.passages)]) for name, listed in lists.items()}
    return {"json": text_of(done), "reason": done.reason, **kept}


def _notice_without(row: Row, out: Cut) -> dict[str, Any]:
    told = json.loads(row["json"])
    start, end = told.get("start_s"), told.get("end_s")
    if start is None or end is None or not out.touches((Stretch(start, end),)):
        return {"json": row["json"]}
    return {"json": text_of({**told, "person": cut.ERASED_TEXT, "wish": "", "guardian": None})}


def erase_cases(tx: Transaction, numbers: Iterable[str]) -> None:
    """Erase repeats, ledger entries and papers of the grievances `numbers`; inside `tx.erasing()`."""
    wanted = set(numbers)
    _erase_repeats(tx, wanted)
    for case in cases_of(tx, wanted):
        papers = tx.rows(PAPERS, case_number=case)
        _empty_entries(tx, case, {row["number"] for row in papers})
        for row in papers:
            bare = replace(record_of(IssuedPaper, row), copies=(), findings=())
            tx.erase(PAPERS, row["id"], facts="{}", json=text_of(bare))
            _over(
                tx, PAPER_COPIES, {"paper_number": row["number"]}, lambda _: {"holder": "", "file": "", "sha256": None}
            )


def _empty_entries(tx: Transaction, case: str, numbers: Iterable[str]) -> None:
    """Take note, proof and document out of the entries of `case`; where the document is a paper's number, it stays."""
    known = set(numbers)
    for row in tx.rows(ENTRIES, case_number=case):
        document = row["document"] if row["document"] in known else None
        tx.erase(ENTRIES, row["id"], note=None, proof=None, document=document)


# -- the whole -------------------------------------------------------------------------------------------------


def erase_all(tx: Transaction, gone: Recording) -> None:
    """Erase the whole content of the recording that is now `gone`; inside `tx.erasing()`."""
    code = gone.code
    silence = Coverage(0.0, 0.0, ())
    _over(tx, RECORDINGS, {"code": code}, lambda _: {"json": text_of(gone)})
    _over(
        tx,
        TRANSCRIPTS,
        {"recording": code},
        _json(Transcript, lambda one: replace(one, segments=(), removed=(), coverage=silence)),
    )
    _over(tx, GRIEVANCE_LISTS, {"recording": code}, _json(GrievanceList, lambda one: replace(one, grievances=())))
    _over(tx, GRIEVANCES, {"recording": code}, _emptied_row)
    done = {"old": "[]", "new": "[]", "reason": None}
    _over(
        tx,
        REVISIONS,
        {"recording": code},
        lambda row: {**done, "json": text_of(replace(record_of(Revision, row), reason=None))},
    )
    _over(tx, NOTICES, {"recording": code}, lambda _: {"json": "{}"})
    numbers = {row["number"] for row in tx.columns(GRIEVANCES, ("number",), recording=code)}
    _erase_repeats(tx, numbers)


def _erase_repeats(tx: Transaction, numbers: Collection[str]) -> None:
    """Erase the reasons of repeats from or to the grievances `numbers`."""
    for row in tx.rows(REPEATS):
        if {row["number"], row["earlier"]} & set(numbers):
            tx.erase(REPEATS, row["id"], json=text_of(replace(record_of(Repeat, row), reason="")))


def _emptied_row(row: Row) -> dict[str, Any]:
    return {"json": text_of(cut.emptied(record_of(Grievance, row))), "changes": "{}", "reason": None}


def _json(kind: type[Any], change: Callable[[Any], Any]) -> Callable[[Row], dict[str, Any]]:
    return lambda row: {"json": text_of(change(record_of(kind, row)))}


def _over(tx: Transaction, table: Table, where: Mapping[str, Any], content: Callable[[Row], dict[str, Any]]) -> None:
    for row in tx.rows(table, **where):
        tx.erase(table, row["id"], **content(row))
