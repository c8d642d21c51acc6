"""Tables written to Excel files and read back, safe against formulas."""

import datetime as dt
import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from toolkit.chinese import display_width
from toolkit.core import UnreadableFileError, WrongValueError, open_to_read, write_whole

Value = str | int | float | dt.date | None

_LONGEST_TEXT = 32_767
_WIDEST_COLUMN = 60
# Far more than a person fills in: a town has some hundreds of recordings in ten years.
_MOST_ROWS = 20_000
_MOST_COLUMNS = 500
_MOST_EMPTY = 100_000
_MOST_BYTES = 60_000_000
_MOST_PARTS = 2_000
_TOO_LONG = f"超过 {_MOST_ROWS} 行或 {_MOST_COLUMNS} 列，请删去多余的行列，或分成几份"
_SHOWN = 20
# Exceptions of openpyxl for a broken or hostile file.
_BROKEN = (
    InvalidFileException,
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    ArithmeticError,
    EOFError,
    SyntaxError,
    RuntimeError,
    OSError,
)
# With one of these in front, spreadsheet programs take a text for a formula when it is typed or pasted again.
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


def write_rows(path: Path, header: Sequence[str], rows: Iterable[Sequence[Value]], sheet: str = "数据") -> None:
    """Write `header` and `rows` to the one sheet of an Excel file at `path`.

    Text stays text: a cell that begins with = + - @ or a tab is no formula, also after somebody edits it.
    Raise WrongValueError naming each cell that Excel cannot hold.
    """
    table = [tuple(header), *(tuple(row) for row in rows)]
    if faults := [
        f"{_name(r, c)}{why}" for r, row in enumerate(table) for c, v in enumerate(row) if (why := _fault(v))
    ]:
        raise WrongValueError(field="表格", value=path.name, why="；".join(faults))
    book = Workbook()
    page = book.active
    page.title = re.sub(r"[\[\]:*?/\\]", " ", sheet)[:31].strip("'") or "数据"
    for r, row in enumerate(table, 1):
        for c, value in enumerate(row, 1):
            _put(page.cell(r, c), value)
    _dress(page, table)
    content = io.BytesIO()
    book.save(content)
    write_whole(path, content.getvalue())


def read_rows(path: Path) -> tuple[tuple[Value, ...], ...]:
    """Return the rows of the first sheet of the Excel file at `path`, the header first, empty cells as None.

    Empty rows at the end are left out. A formula is refused, since its value now may not be the value that its writer
    saw.
    Raise MissingFileError, UnreadableFileError, or WrongValueError naming each cell with a formula.
    """
    with open_to_read(path) as file:
        content = io.BytesIO(file.read(_MOST_BYTES + 1))
    _refuse_large(content, path)
    try:
        rows = _rows_of(content, path)
    except (WrongValueError, UnreadableFileError):
        raise
    except _BROKEN as fault:
        raise UnreadableFileError(path=path, why="不是完好的 Excel 文件（.xlsx）") from fault
    width = max(map(len, rows), default=0)
    return tuple((*row, *(None,) * (width - len(row))) for row in rows)


def read_texts(path: Path) -> tuple[tuple[str, ...], tuple[dict[str, str], ...]]:
    """Return the headings of the Excel file at `path`, and each row below them as tidy text by heading; a day is ISO.

    Raise as `read_rows`.
    """
    header, *rows = read_rows(path) or ((),)
    headings = tuple(map(_text_of, header))
    return headings, tuple(dict(zip(headings, map(_text_of, row), strict=False)) for row in rows)


def _text_of(cell: Value) -> str:
    if isinstance(cell, dt.date):
        return cell.isoformat()[: len("2026-09-30")]
    return "" if cell is None else str(cell).strip()


def _refuse_large(content: io.BytesIO, path: Path) -> None:
    """Raise UnreadableFileError when the packed file would swell beyond any table that a person fills in."""
    try:
        with zipfile.ZipFile(content) as packed:
            parts = packed.infolist()
    except zipfile.BadZipFile:
        return
    # Python unpacks no more of a part than the size it declares, so the declared sizes are enough.
    if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > _MOST_BYTES:
        raise UnreadableFileError(path=path, why="表太大，请只留要用的行和列，另存一份")


def _rows_of(content: io.BytesIO, path: Path) -> list[tuple[Value, ...]]:
    # Read row by row: a table of a million rows would take minutes and gigabytes before it could be refused.
    page = load_workbook(content, read_only=True).worksheets[0]
    page.reset_dimensions()  # the size that a file declares may be wrong
    rows: list[tuple[Value, ...]] = []
    formulas: list[str] = []
    filled = 0
    for cells in page.iter_rows():
        formulas += [cell.coordinate for cell in cells if cell.data_type == "f"]
        rows.append(tuple(_taken(cell.value) for cell in cells))
        if any(value is not None for value in rows[-1]):
            filled = len(rows)
        if filled > _MOST_ROWS or len(rows) > filled + _MOST_EMPTY or len(cells) > _MOST_COLUMNS:
            raise UnreadableFileError(path=path, why=_TOO_LONG)
    if formulas:
        shown = "、".join(formulas[:_SHOWN]) + ("等" if len(formulas) > _SHOWN else "")
        raise WrongValueError(field=f"{path.name} 的 {shown}", value="公式", why="请改成数值或者文字")
    return rows[:filled]


def _put(cell: Cell, value: Value) -> None:
    if not isinstance(value, str):
        cell.value = value
        return
    # Excel reads _x0041_ as A unless the underscore is escaped; XML knows one line end only.
    cell.value = _ESCAPED.sub("_x005F_", value.replace("\r\n", "\n").replace("\r", "\n"))
    cell.data_type = "s"
    cell.quotePrefix = value.startswith(_FORMULA_SIGNS)


def _taken(value: object) -> Value:
    if isinstance(value, str):
        return value.replace("_x005F_", "_")
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        return value.date()
    if isinstance(value, dt.time):
        return value.strftime("%H:%M")
    return value if isinstance(value, int | float | dt.date) else None


def _fault(value: Value) -> str | None:
    if not isinstance(value, str):
        return None
    if match := ILLEGAL_CHARACTERS_RE.search(value):
        return f"含有表格不允许的控制字符 U+{ord(match[0]):04X}"
    if len(value) > _LONGEST_TEXT:
        return f"有 {len(value)} 个字，超过一格的上限 {_LONGEST_TEXT}"
    return None


def _name(row: int, column: int) -> str:
    return f"{get_column_letter(column + 1)}{row + 1} "


def _dress(page: Any, table: Sequence[Sequence[Value]]) -> None:
    """Make the header bold and stay in sight, and the columns as wide as their text."""
    for cell in page[1]:
        cell.font = Font(bold=True)
        cell.alignment = Alignment(horizontal="center")
    page.freeze_panes = "A2"
    for column in range(max(map(len, table))):
        cells = ("" if row[column] is None else str(row[column]) for row in table if column < len(row))
        widest = max(map(display_width, cells))
        page.column_dimensions[get_column_letter(column + 1)].width = min(widest + 2, _WIDEST_COLUMN)
