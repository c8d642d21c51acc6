"""Recordings of old discs and folders, listed in a table, completed by a person, and taken in together.

The table proposes date and place from the names of the files. All lines and all sounds are checked before the first is
taken in, and all faults are reported together. Files that were taken in before are recognised by their hash.
"""

import csv
import datetime as dt
import io
import itertools
import os
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from toolkit.chinese import dates
from toolkit.core import (
    DamagedSoundError,
    MissingFileError,
    UnreadableFileError,
    YehuaError,
    office_text,
    open_to_read,
    sha256_of,
)
from toolkit.formats import read_rows, write_rows
from toolkit.meetings import intake
from toolkit.meetings.recordings import find_by_sha256
from toolkit.meetings.register import known_place
from toolkit.records import Recording
from toolkit.sound import audio, speech
from toolkit.workspace import Desk, retention

HEADINGS = ("文件", "日期", "地点", "段次", "保管类别", "原件不完整", "收录", "提示")
_NEEDED = HEADINGS[:3]
SOUNDS = (".wav", ".mp3", ".m4a", ".aac", ".amr", ".3gp", ".ogg", ".opus", ".flac", ".wma", ".mp4")
_DAY = re.compile(r"(?<!\d)(20\d{2}|19\d{2})[-._年/ ]?(1[0-2]|0?[1-9])[-._月/ ]?(3[01]|[12]\d|0?[1-9])(?!\d)", re.ASCII)
_YES = {"是", "1", "yes", "y", "true", "√"}
_NO = {"否", "0", "no", "n", "false", "不", "不收"}

Progress = Callable[[float, float], None]


class BulkRefusedError(YehuaError):
    """Raised when lines of a completed table are wrong; `listing` has a line for each fault."""

    sentence = "收录清单有 {count} 处不对，一段也没有收录：\n{listing}"


@dataclass(frozen=True)
class ListedSound:
    """A sound file of the folder: relative path, hash, day and place from its name, and the equal file or recording."""

    name: str
    sha256: str
    size: int
    day: dt.date | None
    place: str | None
    same_as: str | None


@dataclass(frozen=True)
class TableRow:
    """A line of the completed table: a file, the meeting it belongs to, and its part of that meeting."""

    line: int
    path: Path
    day: str
    place: str
    part: int
    kept_as: str | None
    whole: bool


@dataclass(frozen=True)
class Taken:
    """The recordings taken in, and the names of files taken in before, each with its code."""

    recordings: tuple[Recording, ...]
    known: tuple[tuple[str, str], ...]


# -- listing ---------------------------------------------------------------------------------------------------


def survey(desk: Desk, folder: Path) -> tuple[ListedSound, ...]:
    """Return every sound file below `folder`, by name; a file of known content refers to the first of that content.

    Raise MissingFileError or UnreadableFileError.
    """
    if not folder.is_dir():
        raise MissingFileError(path=folder)
    first: dict[str, str] = {}
    sounds = []
    for path in _files(folder):
        name = unicodedata.normalize("NFC", path.relative_to(folder).as_posix())
        sha256 = sha256_of(path)
        known = find_by_sha256(desk.store, sha256)
        same_as = known.code if known else first.get(sha256)
        first.setdefault(sha256, name)
        place = next((each for each in desk.settings.places if each in name), None)
        sounds.append(ListedSound(name, sha256, path.stat().st_size, _day_in(name), place, same_as))
    return tuple(sounds)


def _files(folder: Path) -> Iterator[Path]:
    for inside, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(inside) / name
            if path.suffix.lower() in SOUNDS and not name.startswith(".") and path.is_file():
                yield path


def _day_in(name: str) -> dt.date | None:
    """Return the last day in a path: the name of the file says more than that of its folder."""
    for match in reversed(list(_DAY.finditer(name))):
        try:
            return dt.date(*map(int, match.groups()))
        except ValueError:
            continue
    return None


def write_table(sounds: Sequence[ListedSound], path: Path) -> Path:
    """Write `sounds` as an Excel table for a person to complete, and return `path`."""
    order: dict[tuple[dt.date | None, str | None], int] = {}
    rows = []
    for sound in sounds:
        part = order[sound.day, sound.place] = order.get((sound.day, sound.place), 0) + (sound.same_as is None)
        hint = f"与 {sound.same_as} 内容完全相同" if sound.same_as else "日期、地点是从文件名猜的，请核对"
        day = sound.day.isoformat() if sound.day else ""
        taken = "否" if sound.same_as else "是"
        rows.append((sound.name, day, sound.place or "", None if sound.same_as else part, "", "", taken, hint))
    write_rows(path, HEADINGS, rows, "收录清单")
    return path


# -- reading the table -----------------------------------------------------------------------------------------


def read_table(desk: Desk, folder: Path, table: Path) -> tuple[TableRow, ...]:
    """Return the lines of `table` (Excel, or CSV in UTF-8 or GBK) that are to be taken in from `folder`.

    Raise BulkRefusedError naming every line that is wrong and how, or what reading the file raises.
    """
    lines = [[_text(cell) for cell in line] for line in _cells(table)]
    if not lines or any(name not in lines[0] for name in _NEEDED):
        raise BulkRefusedError(count=1, listing=f"第 1 行：要有 {'、'.join(_NEEDED)} 这几栏")
    paths = {unicodedata.normalize("NFC", path.relative_to(folder).as_posix()): path for path in _files(folder)}
    rows: list[TableRow] = []
    faults: list[str] = []
    for number, line in enumerate(lines[1:], start=2):
        cells = dict(zip(lines[0], [*line, *[""] * len(lines[0])], strict=False))
        if any(line) and cells.get("收录", "是").lower() not in _NO:
            wrong = list(_line_faults(desk, cells, paths))
            faults += [f"第 {number} 行：{fault}" for fault in wrong]
            rows += [] if wrong else [_row(number, cells, paths)]
    faults += _twice(rows)
    if faults:
        raise BulkRefusedError(count=len(faults), listing="\n".join(faults))
    return tuple(rows)


def _cells(table: Path) -> Sequence[Sequence[object]]:
    if table.suffix.lower() != ".csv":
        return read_rows(table)
    with open_to_read(table) as file:
        content = file.read()
    try:
        return list(csv.reader(io.StringIO(office_text(content))))
    except UnicodeDecodeError as fault:
        raise UnreadableFileError(path=table, why="文字编码认不出来，请在 Excel 里另存为 CSV UTF-8") from fault


def _text(cell: object) -> str:
    if isinstance(cell, dt.date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else unicodedata.normalize("NFC", str(cell)).strip()


def _line_faults(desk: Desk, cells: Mapping[str, str], paths: Mapping[str, Path]) -> Iterator[str]:
    if cells["文件"].replace("\\", "/") not in paths:
        yield f"文件夹里没有 {cells['文件'] or '（空的文件名）'}"
    checks: tuple[Callable[[], object], ...] = (
        lambda: dates.parse_date(cells["日期"]),
        lambda: known_place(cells["地点"], desk.settings),
        lambda: cells.get("保管类别") and retention.period_of(cells["保管类别"], desk.workspace.retention_file),
    )
    for check in checks:
        try:
            check()
        except YehuaError as fault:
            yield str(fault)
    part = cells.get("段次", "")
    if part and not (part.isascii() and part.isdigit()):
        yield f"段次“{part}”要写数字"


def _row(number: int, cells: Mapping[str, str], paths: Mapping[str, Path]) -> TableRow:
    return TableRow(
        line=number,
        path=paths[cells["文件"].replace("\\", "/")],
        day=dates.parse_date(cells["日期"]).isoformat(),
        place=cells["地点"],
        part=int(cells.get("段次") or 0),
        kept_as=cells.get("保管类别") or None,
        whole=cells.get("原件不完整", "").lower() not in _YES,
    )


def _twice(rows: Sequence[TableRow]) -> Iterator[str]:
    first: dict[Path, int] = {}
    for row in rows:
        if row.path in first:
            yield f"第 {row.line} 行：与第 {first[row.path]} 行是同一个文件"
        first.setdefault(row.path, row.line)


# -- taking in -------------------------------------------------------------------------------------------------


def take_in(desk: Desk, folder: Path, table: Path, progress: Progress | None = None) -> Taken:
    """Take in the recordings of `table`; raise what `read_table` and `take_in_rows` raise."""
    return take_in_rows(desk, read_table(desk, folder, table), progress)


def take_in_rows(desk: Desk, rows: Sequence[TableRow], progress: Progress | None = None) -> Taken:
    """Take in the recordings of `rows`, meeting by meeting in the order of their days.

    All sounds are decoded first; raise BulkRefusedError naming every line whose sound cannot be taken, before anything
    is taken in. Recordings known by their hash are skipped, so that this can be repeated after a power cut.
    """
    hashes = {row.path: sha256_of(row.path) for row in rows}
    known = {row.path: find_by_sha256(desk.store, hashes[row.path]) for row in rows}
    fresh = [row for row in rows if known[row.path] is None]
    _refuse_unsound(fresh, hashes, progress)
    taken: list[Recording] = []
    for group in _meetings(fresh):
        first, sounds, whole = group[0], [row.path for row in group], all(row.whole for row in group)
        taken += intake.take_in(desk, sounds, first.day, first.place, whole=whole, kept_as=first.kept_as)
    skipped = tuple((row.path.name, recording.code) for row in rows if (recording := known[row.path]) is not None)
    return Taken(tuple(taken), skipped)


def _refuse_unsound(rows: Sequence[TableRow], hashes: Mapping[Path, str], progress: Progress | None) -> None:
    faults: list[str] = []
    first: dict[str, int] = {}
    for number, row in enumerate(rows):
        if progress:
            progress(number, len(rows))
        if (same := first.setdefault(hashes[row.path], row.line)) != row.line:
            faults.append(
                f"第 {row.line} 行：{row.path.name} 与第 {same} 行的内容完全相同，请留一行，另一行的收录写“否”"
            )
        try:
            if not speech.speech_stretches(audio.samples(row.path, whole=row.whole)):
                faults.append(f"第 {row.line} 行：{row.path.name} 里没有听到人说话")
        except DamagedSoundError as fault:
            faults.append(f"第 {row.line} 行：{_damaged(row, fault.fields['good_s'])}")
        except YehuaError as fault:
            faults.append(f"第 {row.line} 行：{fault}")
    if faults:
        raise BulkRefusedError(count=len(faults), listing="\n".join(faults))


def _damaged(row: TableRow, good_s: float) -> str:
    """Return in Chinese that only the first `good_s` seconds of the sound of `row` can be read, and what to do."""
    return (
        f"录音不完整：{row.path}，只能读出前 {good_s:.0f} 秒，从那里起断了或坏了。"
        "请从录音设备重新复制；若设备里就是这样，在这一行的“原件不完整”里写“是”。"
    )


def _meetings(rows: Sequence[TableRow]) -> Iterator[list[TableRow]]:
    """Yield the rows of each meeting in their order; rows with another retention class form a meeting of their own."""

    def meeting(row: TableRow) -> tuple[str, str, str]:
        return row.day, row.place, row.kept_as or ""

    ordered = sorted(rows, key=lambda row: (*meeting(row), row.part, row.line))
    yield from (list(group) for _, group in itertools.groupby(ordered, meeting))
