"""Import of contacts from the list of the province's system (CSV): each row once; the rows refused are reported.

It finds the fifth contact that nobody entered. Rows are known by their number (`source_no`), so that a list may be
imported again; a row whose number is known with another day is reported, too.
"""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from toolkit.chinese import narrow
from toolkit.core import UnreadableFileError, YehuaError, office_text, open_to_read, write_whole
from toolkit.loop import moments
from toolkit.loop.alerts.contacts import LEVELS, NewContact, by_source_no, early_faults, known_case, write
from toolkit.store import Transaction
from toolkit.workspace import Desk

_LARGEST = 20_000_000  # bytes
_HEADINGS: Mapping[str, tuple[str, ...]] = {
    "编号": ("编号", "信访件编号", "信访编号", "登记编号", "来源编号", "source_no"),
    "事项": ("事项", "事项编号", "案号", "本地事项", "case"),
    "日期": ("日期", "时间", "登记时间", "登记日期", "信访日期", "信访时间", "at"),
    "渠道": ("渠道", "信访形式", "信访方式", "形式", "channel"),
    "层级": ("层级", "级别", "接收层级", "level"),
    "姓名": ("姓名", "信访人", "信访人姓名", "person"),
}
_NEEDED = ("编号", "事项", "日期", "渠道")
_SOURCE = "省平台"


class ListRefusedError(YehuaError):
    """Raised when a list cannot be read at all: its columns are not those of a list."""

    sentence = "{path} 没有收进来：{why}"


@dataclass(frozen=True)
class Refused:
    """A row that was not taken in: its line in the file, and why, in Chinese."""

    row: int
    why: str


@dataclass(frozen=True)
class TakenIn:
    """How many rows were added, how many were known, and those that were refused."""

    added: int
    known: int
    refused: tuple[Refused, ...]


def write_form(path: Path) -> None:
    """Write an empty list with the headings and a made-up row to the CSV file `path`."""
    example = ("省2026-0001（示例，请删去）", "案2026-001", "2026-09-07", "来访", "县", "")
    text = io.StringIO()
    csv.writer(text).writerows([tuple(_HEADINGS), example])
    write_whole(path, text.getvalue().encode("utf-8-sig"))


def take_in(desk: Desk, path: Path, by: str) -> TakenIn:
    """Take the rows of the CSV file `path` in that are right and new; UTF-8 or GB 18030.

    Raise ListRefusedError where columns lack, UnreadableFileError or MissingFileError.
    """
    rows = _rows(path)
    with desk.store.transaction() as tx:
        taken = _Taking(desk, tx, by)
        for number, row in rows:
            taken.take(number, row)
    return TakenIn(taken.added, taken.known, tuple(taken.refused))


def _rows(path: Path) -> list[tuple[int, dict[str, str]]]:
    with open_to_read(path) as file:
        content = file.read(_LARGEST + 1)
    if len(content) > _LARGEST:
        raise UnreadableFileError(path=path, why="超过 20 MB，不像是信访件的列表")
    try:
        lines = list(csv.reader(io.StringIO(office_text(content), newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error) as fault:
        raise UnreadableFileError(path=path, why="不是 CSV 表格，请在 Excel 里另存为 CSV") from fault
    header = [cell.strip() for cell in lines[0]] if lines else []
    columns = {name: header.index(found) for name, names in _HEADINGS.items() if (found := _first(names, header))}
    if lacking := [f"{name}（也可以叫 {'、'.join(_HEADINGS[name][1:-1])}）" for name in _NEEDED if name not in columns]:
        have = f"，现有的列：{'、'.join(header)}" if header else "，文件是空的"
        raise ListRefusedError(
            path=path, why=f"第 1 行缺少列名 {'、'.join(lacking)}{have}。照 yehua contact form 出的空表填。"
        )
    return [
        (number, {name: line[place].strip() if place < len(line) else "" for name, place in columns.items()})
        for number, line in enumerate(lines[1:], 2)
        if any(cell.strip() for cell in line)
    ]


def _first(names: Sequence[str], header: Sequence[str]) -> str | None:
    return next((name for name in names if name in header), None)


class _Taking:
    """The rows of a list while they are taken in."""

    def __init__(self, desk: Desk, tx: Transaction, by: str) -> None:
        self._desk, self._tx, self._by = desk, tx, by
        self._before = by_source_no(tx)
        self._seen: dict[str, int] = {}
        self.added = self.known = 0
        self.refused: list[Refused] = []

    def take(self, number: int, row: Mapping[str, str]) -> None:
        """Take in the row at line `number`, or note why not."""
        source_no = narrow(row["编号"])
        faults = list(self._faults(row, source_no))
        if not faults and source_no in self._before:
            self.known += 1
        elif faults:
            self.refused.append(Refused(number, "；".join(faults)))
        else:
            wish = NewContact(
                case=known_case(self._tx, row["事项"]),
                at=row["日期"],
                channel=row["渠道"],
                by=self._by,
                person=row.get("姓名") or None,
                level=row.get("层级") or None,
                source=_SOURCE,
                source_no=source_no,
            )
            write(self._desk, self._tx, wish, again=True)
            self.added += 1
        if source_no:
            self._seen.setdefault(source_no, number)

    def _faults(self, row: Mapping[str, str], source_no: str) -> Iterator[str]:
        yield from (f"没有{name}" for name in _NEEDED if not row[name])
        if first := self._seen.get(source_no):
            yield f"编号 {row['编号']} 和第 {first} 行重复"
        at = None
        try:
            at = moments.parsed(row["日期"]) if row["日期"] else None
        except YehuaError as fault:
            yield str(fault)
        else:
            yield from moments.faults(self._desk, at) if at else ()
            before = self._before.get(source_no)
            if at and before and before[1] != at:
                yield f"编号 {row['编号']} 已经收过（{before[0]}），那时写的日期是 {before[1]}"
        if (level := row.get("层级")) and level not in LEVELS:
            yield f"层级“{level}”要写 {'、'.join(LEVELS)}"
        if row["事项"]:
            try:
                case = known_case(self._tx, row["事项"])
            except YehuaError as fault:
                yield str(fault)
            else:
                yield from early_faults(self._tx, case, at) if at else ()
