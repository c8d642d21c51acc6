"""Batches of drafts from a spreadsheet, one draft per row, with a report; a bad row does not stop the others."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from toolkit.core import WrongValueError, YehuaError, make_folder, refuse_existing
from toolkit.formats import excel
from toolkit.papers import drafting, forms
from toolkit.papers.facts import label, steps_of, unwrapped, value_at, with_value
from toolkit.workspace import Desk, file_name_of, normalised

_REPORT = "出文书结果.xlsx"
_YES_NO = {"是": True, "否": False}
_AS_BASE = "同底稿"
_PEOPLE = {"petitioner", "parties", "applicants", "respondents", "recipient", "asked", "client", "addressees"}
_DETAILS = ("address", "phone", "age", "sex", "ethnicity", "occupation", "credit_code", "representative")


@dataclass(frozen=True)
class BatchRow:
    """The outcome of one row of the spreadsheet: the draft, or the fault; `number` is the row number in Excel.

    `warnings` are what a person has to weigh before the draft is issued.
    """

    number: int
    case: str
    file: Path | None
    fault: str | None
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Table:
    """The fields that the rows of a spreadsheet give, and its rows by their numbers in Excel."""

    paths: tuple[str, ...]
    rows: Mapping[int, Sequence[Any]]

    @classmethod
    def read(cls, file: Path) -> "_Table":
        header, *lines = excel.read_rows(file)
        paths = tuple(str(cell or "").strip() for cell in header)
        return cls(paths, {n: line for n, line in enumerate(lines, start=2) if any(map(_written, line))})


@dataclass(frozen=True)
class _Place:
    """The folder of a draft, the number of its row in Excel, and whether an older draft may be replaced."""

    folder: Path
    number: int
    replace: bool


def fill(
    desk: Desk, paper: str, base: Mapping[str, Any], table: Path, out: Path, *, replace: bool = False
) -> tuple[BatchRow, ...]:
    """Write a draft of `paper` into `out` for each row of the Excel file `table`, and a report beside them.

    `base` holds what all papers share. The first row names the fields that differ, as in FIELDS.md, lists counted from
    0 (`parties.0.name`); an empty cell leaves the base as it is. The case and the person that a paper goes to are never
    taken from the base unseen: there an empty cell is a fault, unless it says 同底稿. Raise WrongValueError for a field
    that `base` does not have, MissingFileError, or UnreadableFileError; the fault of a row goes into the report.
    """
    given, plain = _Table.read(table), unwrapped(base)
    unknown = [path for path in given.paths if not _has_field(plain, path)]
    if unknown:
        raise WrongValueError(field="表头", value="、".join(unknown), why="事实文件里没有这些栏目，请照 FIELDS.md 改正")
    refuse_existing(out / _REPORT, replace=replace)
    make_folder(out)
    facts = {n: _changed(plain, given.paths, line) for n, line in given.rows.items()}
    repeated = _repeated(facts)
    rows = []
    for n, line in given.rows.items():
        place = _Place(out, n, replace=replace)
        fault = _empty_person(paper, given.paths, line)
        notes = (*_kept_person(paper, plain, facts[n], given.paths), *_same_case(n, repeated))
        if n in repeated and not forms.may_be_many(paper):
            fault = fault or f"{'；'.join(notes[-1:])}，这种文书一个事项只有一份"
        rows.append(_refused(n, facts[n], fault) if fault else _row(desk, paper, facts[n], place, notes))
    _write_report(out / _REPORT, rows)
    return tuple(rows)


def _write_report(path: Path, rows: Sequence[BatchRow]) -> None:
    lines = [
        (row.number, row.case, row.file.name if row.file else "", row.fault or "", "；".join(row.warnings))
        for row in rows
    ]
    excel.write_rows(path, ("行", "事项", "草稿", "没有出的原因", "提醒"), lines)


# -- people and cases ------------------------------------------------------------------------------------------


def _empty_person(paper: str, paths: Sequence[str], line: Sequence[Any]) -> str | None:
    """Return the fault of a row that leaves the case, or who the paper goes to, to the base without saying so."""
    cells = [*line, *[None] * (len(paths) - len(line))]
    empty = [
        f"“{label(forms.schema(paper), path)}”（{path}）"
        for path, cell in zip(paths, cells, strict=False)
        if not _written(cell) and (path == "case" or path.partition(".")[0] in _PEOPLE)
    ]
    if not empty:
        return None
    return f"{'、'.join(empty)}空着，不能用底稿里另一个人、另一件事的；真的一样，请写“{_AS_BASE}”"


def _kept_person(paper: str, base: Mapping[str, Any], facts: Mapping[str, Any], paths: Sequence[str]) -> Iterator[str]:
    """Yield a warning for each detail of a person of the base that stands beside the name of another."""
    for path in paths:
        owner, _, field = path.rpartition(".")
        if field != "name" or path.partition(".")[0] not in _PEOPLE or not owner:
            continue
        was, now = value_at(base, steps_of(owner)), value_at(facts, steps_of(owner))
        if was["name"] == now["name"]:
            continue
        kept = [key for key in _DETAILS if was.get(key) is not None and f"{owner}.{key}" not in paths]
        if kept:
            names = "、".join(label(forms.schema(paper), f"{owner}.{key}") for key in kept)
            yield f"{now['name']}的{names}是底稿里{was['name']}的，请核对"


def _repeated(facts: Mapping[int, Mapping[str, Any]]) -> dict[int, list[int]]:
    """Return for each row whose case other rows name too the numbers of those rows."""
    by_case: dict[str, list[int]] = {}
    for number, each in facts.items():
        by_case.setdefault(normalised(str(each.get("case") or "")), []).append(number)
    return {n: rows for case, rows in by_case.items() if case and len(rows) > 1 for n in rows}


def _same_case(number: int, repeated: Mapping[int, Sequence[int]]) -> Iterator[str]:
    if number in repeated:
        others = "、".join(str(n) for n in repeated[number] if n != number)
        yield f"事项编号和第 {others} 行相同，请核对"


def _refused(number: int, facts: Mapping[str, Any], fault: str) -> BatchRow:
    return BatchRow(number, str(facts.get("case") or ""), None, fault)


# -- rows ------------------------------------------------------------------------------------------------------


def _written(cell: Any) -> bool:
    return cell is not None and bool(str(cell).strip())


def _has_field(facts: Mapping[str, Any], path: str) -> bool:
    try:
        value_at(facts, steps_of(path))
    except LookupError:
        return False
    return True


def _changed(facts: Mapping[str, Any], paths: Sequence[str], cells: Sequence[Any]) -> Any:
    for path, cell in zip(paths, cells, strict=False):
        if _written(cell) and str(cell).strip() != _AS_BASE:
            steps = steps_of(path)
            facts = with_value(facts, steps, _value(cell, value_at(facts, steps)))
    return facts


def _row(desk: Desk, paper: str, facts: dict[str, Any], place: _Place, notes: Sequence[str]) -> BatchRow:
    case = str(facts.get("case") or "")
    name = file_name_of(f"{place.number:04d}-{case}-{forms.PAPERS[forms.known_paper(paper)]}")
    try:
        refuse_existing(path := place.folder / f"{name}.docx", replace=place.replace)
        draft = drafting.fill(paper, facts, desk.workspace, path)
    except YehuaError as fault:
        return BatchRow(place.number, case, None, str(fault))
    warnings = (f"{finding.message}{finding.remedy}" for finding in draft.findings)
    return BatchRow(place.number, case, draft.files[0], None, (*notes, *warnings))


def _value(cell: Any, was: Any) -> Any:
    """Return the cell as a fact: days as ISO text, whole floats as integers, 是 and 否 as booleans if `was` is."""
    if isinstance(cell, dt.datetime | dt.date):
        return cell.isoformat()[:10]
    if isinstance(was, bool):
        return _YES_NO.get(str(cell).strip(), cell)
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return str(cell) if isinstance(was, str) else cell
