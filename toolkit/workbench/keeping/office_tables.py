"""The tables of the office that a person edits on the page 表和体检: words, holidays, and how long things are kept.

They stay the CSV files that Excel opens. How long things are kept is approved by the archives authority of the same
level (档案法实施条例 Art 19): each change is written down with who made it and the hash of the file before and after.
"""

import csv
import hashlib
import io
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from toolkit import recognition
from toolkit.chinese import Calendar
from toolkit.core import ChangedMeanwhileError, WrongValueError, YehuaError, office_text, write_whole
from toolkit.workbench.fields import Done, Given, text_of
from toolkit.workspace import PERIOD_NAMES, Desk, retention
from toolkit.workspace import tables as tables_of_office

_MARK = "\ufeff"
_LONGEST = 200


@dataclass(frozen=True)
class Column:
    """A column of a table: its name, the other names that a file may call it by, and what may stand in it."""

    name: str
    others: tuple[str, ...] = ()
    choices: Mapping[str, str] | None = None

    def shown(self, cell: str) -> str:
        """Return a cell as the page shows it: of words that mean the same, the one to choose."""
        return (self.choices or {}).get(cell, cell)


@dataclass(frozen=True)
class _Table:
    """A table: its title, the file of the workspace, its columns, what reads it, and what is told above it."""

    title: str
    file: str
    columns: tuple[Column, ...]
    read: Callable[[Path], object]
    help: str


_WORDS: Mapping[str, str] = {str(kind): name for kind, name in recognition.lexicon.KIND_NAMES.items()}
_NOTE = Column("说明", ("note", "备注"))
TABLES: Mapping[str, _Table] = {
    "periods": _Table(
        "保管期限表",
        "retention_file",
        (Column("类别"), Column("保管期限", (), PERIOD_NAMES), _NOTE),
        retention.read_table,
        "按同级档案主管部门批准的表改。已经编了号的录音和文书，保管期限不跟着变。",
    ),
    "words": _Table(
        recognition.word_lists.TITLE,
        "lexicon_file",
        (Column("词", ("word", "词语")), Column("类别", ("kind",), _WORDS), _NOTE),
        recognition.word_lists.entries_in,
        "本地的地名、说法、干部姓名；下一次转写就用上。",
    ),
    "holidays": _Table(
        "节假日和调休",
        "holidays_file",
        (Column("日期", ("date",)), Column("类型", ("kind", "类别"), {"休": "休", "班": "班"}), _NOTE),
        Calendar,
        "国务院办公厅公布了下一年的放假安排、程序里还没有时，写在这里；期限马上按它算。",
    ),
}


@dataclass(frozen=True)
class OfficeTable:
    """A table as it is edited: columns with what may be chosen, rows of cells, and the hash that it was read at.

    `fault` says why it cannot be edited here, empty where it can.
    """

    name: str
    title: str
    help: str
    file: str
    sha256: str
    columns: tuple[tuple[str, tuple[str, ...]], ...]
    rows: tuple[tuple[str, ...], ...]
    fault: str


def tables(desk: Desk) -> tuple[OfficeTable, ...]:
    """Return the tables of the office as they stand."""
    return tuple(_shown(desk, name, table) for name, table in TABLES.items())


def _shown(desk: Desk, name: str, table: _Table) -> OfficeTable:
    path: Path = getattr(desk.workspace, table.file)
    content = path.read_bytes() if path.exists() else b""
    columns = tuple((each.name, tuple(dict.fromkeys((each.choices or {}).values()))) for each in table.columns)
    rows: tuple[tuple[str, ...], ...] = ()
    fault = ""
    try:
        rows = tuple(_rows(table, content))
    except YehuaError as refusal:
        fault = str(refusal)
    sha256 = hashlib.sha256(content).hexdigest()
    return OfficeTable(name, table.title, table.help, str(path), sha256, columns, rows, fault)


def _rows(table: _Table, content: bytes) -> Iterator[tuple[str, ...]]:
    """Yield the cells of each row in the order of the table's columns; raise WrongValueError for other columns."""
    try:
        lines = list(csv.reader(io.StringIO(office_text(content), newline="")))
    except (UnicodeDecodeError, csv.Error) as fault:
        why = "文件认不出来，请用 Excel 打开，另存为 CSV UTF-8"
        raise WrongValueError(field=table.title, value="", why=why) from fault
    heading = [cell.strip() for cell in lines[0]] if lines else []
    known = {name: each for each in table.columns for name in (each.name, *each.others)}
    if strange := [cell for cell in heading if cell and cell not in known]:
        why = f"有这里改不了的栏：{'、'.join(strange)}，请用 Excel 改"
        raise WrongValueError(field=table.title, value="", why=why)
    places = [next((n for n, cell in enumerate(heading) if known.get(cell) is each), None) for each in table.columns]
    for line in lines[1:]:
        cells = ["" if place is None or place >= len(line) else line[place].strip() for place in places]
        if any(cells):
            yield tuple(each.shown(cell) for each, cell in zip(table.columns, cells, strict=True))


# -- writing ---------------------------------------------------------------------------------------------------


def write_table(desk: Desk, given: Given) -> Done:
    """Write the rows of a table, read back by whatever reads it otherwise; nothing is written where one is wrong.

    Raise ChangedMeanwhileError where somebody else wrote it since the page was opened.
    """
    table = TABLES.get(given.get("table", ""))
    if table is None:
        raise WrongValueError(field="哪张表", value=given.get("table", ""), why="还没有写")
    by, rows = text_of(given, "by", "您的姓名"), _given_rows(table, given)
    path: Path = getattr(desk.workspace, table.file)
    text = _text(table, rows)
    _refuse_wrong(table, path.name, text)

    def made(before: bytes) -> tuple[str, int]:
        if hashlib.sha256(before).hexdigest() != given.get("sha256"):
            raise ChangedMeanwhileError(what=table.title)
        return text, len(rows)

    left = tables_of_office.change(desk, table.title, path, made, by)
    desk.reread_calendar()
    return Done(f"{table.title}存好了，共 {len(rows)} 行。" if not left else "还没有存好。", "/tables", lines=left)


def _given_rows(table: _Table, given: Given) -> list[list[str]]:
    """Return the rows that hold anything; raise WrongValueError where they are no table of this form."""
    try:
        rows = json.loads(given.get("rows", ""))
    except ValueError:
        rows = None
    width = len(table.columns)
    is_whole = isinstance(rows, list) and all(
        isinstance(row, list) and len(row) == width and all(isinstance(cell, str) for cell in row) for row in rows
    )
    if not is_whole:
        raise WrongValueError(field=table.title, value="", why="没有传完整，请刷新这一页再改")
    tidy = [[" ".join(cell.split()) for cell in row] for row in rows]
    if any(len(cell) > _LONGEST for row in tidy for cell in row):
        raise WrongValueError(field=table.title, value="", why=f"一格最多 {_LONGEST} 个字")
    return [row for row in tidy if any(row)]


def _text(table: _Table, rows: Sequence[Sequence[str]]) -> str:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows([[each.name for each in table.columns], *rows])
    return _MARK + text.getvalue()


def _refuse_wrong(table: _Table, name: str, text: str) -> None:
    """Raise what reading `text` as the table raises; it names every row that is wrong."""
    with TemporaryDirectory(prefix="yehua-table-", ignore_cleanup_errors=True) as folder:
        table.read(write_whole(Path(folder) / name, text))
