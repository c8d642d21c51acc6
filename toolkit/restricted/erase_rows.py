"""Erase the content of rows in the store, in every version, after sealing or lawful destruction.

Numbers, hashes, seconds, persons and moments stay. The register of erasures gets an entry in the same transaction.
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
from toolkit.restricted import cut, erase_events
from toolkit.restricted.cut import Cut
from toolkit.store import (
    ACCUSATION_JUDGEMENTS,
    CASE_GRIEVANCES,
    ENTRIES,
    EVENTS,
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

# The columns to overwrite in a row, by name.
_Change = Callable[[Row], dict[str, Any]]
_OF_RECORDING = (TRANSCRIPTS, GRIEVANCE_LISTS, GRIEVANCES, REVISIONS, ACCUSATION_JUDGEMENTS, NOTICES)


def stored_rows(tx: Transaction, code: str, cases: Iterable[str] = ()) -> dict[str, list[Row]]:
    """Return by table all rows with content of recording `code` and of its `cases`, and the private words of events."""
    rows: dict[str, list[Row]] = {table.name: tx.rows(table, recording=code) for table in _OF_RECORDING}
    rows[RECORDINGS.name] = tx.rows(RECORDINGS, code=code)
    rows[REPEATS.name] = _repeats_of(tx, {row["number"] for row in rows[GRIEVANCES.name]})
    for table in (ENTRIES, PAPERS):
        rows[table.name] = [row for case in cases for row in tx.rows(table, case_number=case)]
    papers = {row["number"] for row in rows[PAPERS.name]}
    rows[PAPER_COPIES.name] = [row for row in tx.rows(PAPER_COPIES) if row["paper_number"] in papers]
    numbers = {row["number"] for row in rows[GRIEVANCES.name] if row["number"]}
    rows[EVENTS.name] = erase_events.private_rows(tx, numbers, tuple(cases))
    return rows


def cases_of(tx: Transaction, numbers: Collection[str]) -> tuple[str, ...]:
    """Return the numbers of the cases that were opened from the grievances `numbers`."""
    return tuple(dict.fromkeys(row["case_number"] for row in tx.rows(CASE_GRIEVANCES) if row["grievance"] in numbers))


def _repeats_of(tx: Transaction, numbers: Collection[str]) -> list[Row]:
    """Return the rows of repeats from or to the grievances `numbers`."""
    return [row for row in tx.rows(REPEATS) if {row["number"], row["earlier"]}.intersection(numbers)]


def erase_part(tx: Transaction, renewed: Recording, out: Cut, decision: Decision, words: Collection[str] = ()) -> None:
    """Erase the cut `out` from all texts of the recording that is now `renewed`; inside `tx.erasing()`.

    Reasons that people typed for other grievances are erased where they hold one of `words`. Erased confirmed
    grievances keep their number and are withdrawn; papers and entries of their cases are emptied.
    """
    code = renewed.code
    reference = RecordingRef(code, renewed.sha256, renewed.seconds)
    touched = [row for row in tx.rows(GRIEVANCES, recording=code) if out.touches(record_of(Grievance, row).passages)]
    numbers = {row["number"] for row in touched}
    for number in sorted(numbers):
        newest = [row for row in touched if row["number"] == number][-1]
        keys = {name: newest[name] for name in ("meeting", "recording", "transcript_version")}
        empty = cut.emptied(record_of(Grievance, newest))
        add_grievance_version(tx, keys, empty, empty, replace(decision, changes={}))

    def grievance_without(row: Row) -> dict[str, Any]:
        grievance = record_of(Grievance, row)
        if out.touches(grievance.passages):
            return _emptied_grievance(row)
        is_revealing = row["reason"] is not None and any(word in row["reason"] for word in words)
        return {"json": text_of(cut.unrelated(grievance, numbers)), "reason": None if is_revealing else row["reason"]}

    changes: dict[Table, _Change] = {
        TRANSCRIPTS: _record(Transcript, lambda transcript: cut.transcript_without(transcript, out, reference)),
        GRIEVANCE_LISTS: _record(GrievanceList, lambda listed: cut.list_without(listed, out, numbers)),
        GRIEVANCES: grievance_without,
        REVISIONS: lambda row: _revision_without(row, out, words),
        NOTICES: lambda row: _notice_without(row, out),
    }
    _overwrite_recording(tx, renewed, changes)
    erase_cases(tx, numbers)


def _revision_without(row: Row, out: Cut, words: Collection[str]) -> dict[str, Any]:
    revision = cut.revision_without(record_of(Revision, row), out, words)
    lists = {name: from_json(tuple[Grievance, ...], json.loads(row[name])) for name in ("old", "new")}
    kept = {
        name: text_of([each for each in listed if not out.touches(each.passages)]) for name, listed in lists.items()
    }
    return {"json": text_of(revision), "reason": revision.reason, **kept}


def _notice_without(row: Row, out: Cut) -> dict[str, Any]:
    notice = json.loads(row["json"])
    start, end = notice.get("start_s"), notice.get("end_s")
    if start is None or end is None or not out.touches((Stretch(start, end),)):
        return {"json": row["json"]}
    return {"json": text_of({**notice, "person": cut.ERASED_TEXT, "wish": "", "guardian": None})}


def erase_cases(tx: Transaction, numbers: Collection[str]) -> None:
    """Erase repeats, ledger entries and papers of the grievances `numbers`; inside `tx.erasing()`."""
    _erase_repeats(tx, numbers)
    for case in cases_of(tx, numbers):
        papers = tx.rows(PAPERS, case_number=case)
        _empty_entries(tx, case, {row["number"] for row in papers})
        for row in papers:
            bare = replace(record_of(IssuedPaper, row), copies=(), findings=())
            tx.erase(PAPERS, row["id"], facts="{}", json=text_of(bare))
            for copy in tx.rows(PAPER_COPIES, paper_number=row["number"]):
                tx.erase(PAPER_COPIES, copy["id"], holder="", file="", sha256=None)


def _empty_entries(tx: Transaction, case: str, papers: Collection[str]) -> None:
    """Erase note, proof and document of the entries of `case`; a document that is the number of a paper stays."""
    for row in tx.rows(ENTRIES, case_number=case):
        document = row["document"] if row["document"] in papers else None
        tx.erase(ENTRIES, row["id"], note=None, proof=None, document=document)


def erase_all(tx: Transaction, gone: Recording) -> None:
    """Erase the whole content of the recording that is now `gone`; inside `tx.erasing()`."""
    silence = Coverage(0.0, 0.0, ())
    without_reason = _record(Revision, lambda revision: replace(revision, reason=None))
    changes: dict[Table, _Change] = {
        TRANSCRIPTS: _record(Transcript, lambda each: replace(each, segments=(), removed=(), coverage=silence)),
        GRIEVANCE_LISTS: _record(GrievanceList, lambda listed: replace(listed, grievances=())),
        GRIEVANCES: _emptied_grievance,
        REVISIONS: lambda row: {"old": "[]", "new": "[]", "reason": None, **without_reason(row)},
        NOTICES: lambda _: {"json": "{}"},
    }
    _overwrite_recording(tx, gone, changes)
    _erase_repeats(tx, {row["number"] for row in tx.columns(GRIEVANCES, ("number",), recording=gone.code)})


def _erase_repeats(tx: Transaction, numbers: Collection[str]) -> None:
    """Erase the reasons of repeats from or to the grievances `numbers`."""
    for row in _repeats_of(tx, numbers):
        tx.erase(REPEATS, row["id"], json=text_of(replace(record_of(Repeat, row), reason="")))


def _emptied_grievance(row: Row) -> dict[str, Any]:
    return {"json": text_of(cut.emptied(record_of(Grievance, row))), "changes": "{}", "reason": None}


def _record(kind: type[Any], change: Callable[[Any], Any]) -> _Change:
    """Return the change of a row whose column `json` holds a record of `kind`."""
    return lambda row: {"json": text_of(change(record_of(kind, row)))}


def _overwrite_recording(tx: Transaction, recording: Recording, changes: Mapping[Table, _Change]) -> None:
    """Overwrite the row of `recording`, and all rows about it in the tables of `changes`."""
    for row in tx.rows(RECORDINGS, code=recording.code):
        tx.erase(RECORDINGS, row["id"], json=text_of(recording))
    for table, change in changes.items():
        for row in tx.rows(table, recording=recording.code):
            tx.erase(table, row["id"], **change(row))
