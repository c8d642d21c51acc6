"""Batches of drafts from a spreadsheet, one draft per row, with a report; a bad row does not stop the others."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from toolkit.core import WrongValueError, YehuaError, make_folder, refuse_existing
from toolkit.formats import excel
from toolkit.papers import drafting, forms
from toolkit.papers.facts import steps_of, unwrapped, value_at, with_value
from toolkit.workspace import Desk, file_name_of

_REPORT = "出文书结果.xlsx"
_YES_NO = {"是": True, "否": False}


@dataclass(frozen=True)
class BatchRow:
    """The outcome of one row of the spreadsheet: the draft, or the fault; `number` is the row number in Excel."""

    number: int
    case: str
    file: Path | None
    fault: str | None


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
    0 (`parties.0.name`); an empty cell leaves the base as it is. Raise WrongValueError for a field that `base` does
    not have, MissingFileError, or UnreadableFileError; the fault of a row goes into the report.
    """
    header, *lines = excel.read_rows(table)
    paths = [str(cell or "").strip() for cell in header]
    plain = unwrapped(base)
    unknown = [path for path in paths if not _has_field(plain, path)]
    if unknown:
        raise WrongValueError(field="表头", value="、".join(unknown), why="事实文件里没有这些栏目，请照 FIELDS.md 改正")
    refuse_existing(out / _REPORT, replace=replace)
    make_folder(out)
    rows = tuple(
        _row(desk, paper, _changed(plain, paths, line), _Place(out, n, replace=replace))
        for n, line in enumerate(lines, start=2)
    )
    report = [(row.number, row.case, row.file.name if row.file else "", row.fault or "") for row in rows]
    excel.write_rows(out / _REPORT, ("行", "事项", "草稿", "没有出的原因"), report)
    return rows


def _has_field(facts: Mapping[str, Any], path: str) -> bool:
    try:
        value_at(facts, steps_of(path))
    except LookupError:
        return False
    return True


def _changed(facts: Mapping[str, Any], paths: Sequence[str], cells: Sequence[Any]) -> Any:
    for path, cell in zip(paths, cells, strict=False):
        if cell is not None and str(cell).strip():
            steps = steps_of(path)
            facts = with_value(facts, steps, _value(cell, value_at(facts, steps)))
    return facts


def _row(desk: Desk, paper: str, facts: dict[str, Any], place: _Place) -> BatchRow:
    case = str(facts.get("case") or "")
    name = file_name_of(f"{place.number:04d}-{case}-{forms.PAPERS[forms.known_paper(paper)]}")
    try:
        refuse_existing(path := place.folder / f"{name}.docx", replace=place.replace)
        draft = drafting.fill(paper, facts, desk.workspace, path)
    except YehuaError as fault:
        return BatchRow(place.number, case, None, str(fault))
    return BatchRow(place.number, case, draft.files[0], None)


def _value(cell: Any, was: Any) -> Any:
    """Return the cell as a fact: days as ISO text, whole floats as integers, 是 and 否 as booleans if `was` is."""
    if isinstance(cell, dt.datetime | dt.date):
        return cell.isoformat()[:10]
    if isinstance(was, bool):
        return _YES_NO.get(str(cell).strip(), cell)
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return str(cell) if isinstance(was, str) else cell
