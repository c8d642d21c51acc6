"""Retention periods: a table that the centre edits, and when a period ends.

The table is the centre's own, approved by the archives authority of its level (档案法实施条例 Art 19); only the
meaning of the signs is fixed here (DA/T 13-2022: Y for ever, D30 thirty years, D10 ten).
"""

import csv
import datetime as dt
import io
from pathlib import Path

from toolkit.core import WrongValueError, office_text, open_to_read

PERIODS = {"Y": None, "D30": 30, "D10": 10}
PERIOD_NAMES = {"Y": "永久", "D30": "30年", "D10": "10年"}
_SPELLINGS = {"永久": "Y", "30年": "D30", "30": "D30", "三十年": "D30", "10年": "D10", "10": "D10", "十年": "D10"}
_HEADINGS = ("类别", "保管期限")


def read_table(path: Path) -> dict[str, str]:
    """Return the period (Y, D30 or D10) of each class in the CSV file at `path`, in its order.

    Excel may have saved it as UTF-8 or GBK; 永久 and 30年 are understood. Raise MissingFileError,
    UnreadableFileError, or WrongValueError naming every line that is wrong.
    """
    with open_to_read(path) as file:
        rows = [[cell.strip() for cell in row] for row in csv.reader(io.StringIO(_decoded(file.read(), path)))]
    if not rows or any(heading not in rows[0] for heading in _HEADINGS):
        raise WrongValueError(field=path.name, value=",".join(rows[0]) if rows else "", why="第一行要有 类别、保管期限")
    kind, period = (rows[0].index(heading) for heading in _HEADINGS)
    table: dict[str, str] = {}
    faults: list[str] = []
    for number, row in enumerate(rows[1:], start=2):
        if any(row):
            faults += _take(row + [""] * len(rows[0]), kind, period, table, number)
    if faults:
        raise WrongValueError(field=path.name, value="保管期限表", why="；".join(faults))
    return table


def _take(row: list[str], kind: int, period: int, table: dict[str, str], number: int) -> list[str]:
    sign = _SPELLINGS.get(row[period], row[period].upper())
    if not row[kind] or row[kind] in table:
        return [f"第 {number} 行的类别{'重复' if row[kind] else '是空的'}"]
    if sign not in PERIODS:
        return [f"第 {number} 行的保管期限“{row[period]}”应是 Y、D30 或 D10"]
    table[row[kind]] = sign
    return []


def _decoded(content: bytes, path: Path) -> str:
    try:
        return office_text(content)
    except UnicodeDecodeError as fault:
        why = "文字编码认不出来，请在 Excel 里另存为 CSV UTF-8"
        raise WrongValueError(field=path.name, value="保管期限表", why=why) from fault


def period_of(kind: str, path: Path) -> str:
    """Return the period of the class `kind` by the table at `path`; raise WrongValueError naming the known ones."""
    table = read_table(path)
    if kind.strip() not in table:
        known = "、".join(table) or "（表是空的）"
        raise WrongValueError(field="保管期限的类别", value=kind, why=f"{path.name} 里有：{known}")
    return table[kind.strip()]


def ends_on(year: int, period: str) -> dt.date | None:
    """Return the last day that something of `year` must be kept for `period`; None for ever.

    A period counts from the first of January after the year of formation.
    """
    years = PERIODS[period]
    return None if years is None else dt.date(year + years, 12, 31)
