"""A page of walk-round notes taken in from an Excel sheet: all of it, or nothing and every fault told."""

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from toolkit.core import YehuaError
from toolkit.formats import read_texts, write_rows
from toolkit.loop import photos
from toolkit.loop.walks.ledger import NewNote, NewWalk, note_faults, walk_faults, write_note, write_walk
from toolkit.workspace import Desk

HEADINGS = ("日期", "路线", "起", "止", "走访人", "户数", "地点", "什么事", "反映人", "对方")
_OF_WALK = HEADINGS[:6]
_NEEDED = ("日期", "路线", "走访人", "地点", "什么事")


class SheetRefusedError(YehuaError):
    """Raised when a sheet of notes has faults; `listing` has a line for each."""

    sentence = "{path} 没有收进来，有 {count} 处要改，什么也没有记下：\n{listing}"


@dataclass(frozen=True)
class TakenIn:
    """A walk and the notes of it that were taken in, by number."""

    walk: str
    notes: tuple[str, ...]


def write_form(path: Path) -> None:
    """Write an empty sheet with the headings, and a made-up row as an example, to the Excel file `path`."""
    example = (
        "2026-09-24",
        "一组到三组",
        "09:00",
        "11:30",
        "何琳、李强",
        "12",
        "柳树湾三组",
        "路灯坏了（示例，请删去）",
        "",
        "",
    )
    write_rows(path, HEADINGS, [example], "走访")


def take_in(desk: Desk, path: Path, by: str, photo: Path | None = None) -> TakenIn:
    """Take the walk and the notes of the Excel file `path` in, with a photo of the written page as proof.

    Raise SheetRefusedError, UnreadableFileError or MissingFileError.
    """
    rows = _rows(path)
    walk = _walk(rows)
    notes = [_note(row, walk, by) for row in rows]
    faults = [f"第 2 行：{fault}" for fault in walk_faults(desk, walk)]
    faults += [f"第 {n} 行：{fault}" for n, note in enumerate(notes, 2) for fault in _own_faults(desk, note, n)]
    faults += [f"第 {n} 行：{fault}" for n, row in enumerate(rows, 2) for fault in _of_other_walk(row, rows[0])]
    if not by.strip():
        faults.append("没有写明谁收进来的（--by）")
    _refuse(path, faults)
    with contextlib.ExitStack() as stack:
        page = stack.enter_context(photos.copied(desk, photo)) if photo else None
        tx = stack.enter_context(desk.store.transaction())
        if page:
            photos.settle(desk, tx)
        kept = write_walk(desk, tx, walk, page)
        numbers = [write_note(desk, tx, note, kept.number).number for note in notes]
        if page:
            page.place(desk, kept.number)
    return TakenIn(kept.number, tuple(numbers))


def _own_faults(desk: Desk, note: NewNote, row: int) -> Iterator[str]:
    # The date is the walk's, whose faults are told once.
    yield from (fault for fault in note_faults(desk, note) if row > 2 or not fault.startswith(("日期", "时间")))  # noqa: PLR2004 - the first row below the headings


def _rows(path: Path) -> list[dict[str, str]]:
    names, filled = read_texts(path)
    if lacking := [name for name in _NEEDED if name not in names]:
        _refuse(path, [f"第 1 行缺少列名：{'、'.join(lacking)}（照 yehua walk form 出的空表填）"])
    if not any(any(row.values()) for row in filled):
        _refuse(path, ["表里没有填任何一行"])
    return [_carried(row, filled[0]) for row in filled if any(row.values())]


def _carried(row: Mapping[str, str], first: Mapping[str, str]) -> dict[str, str]:
    """Return `row` with what of the walk stands in the first row only."""
    return {name: row.get(name) or (first.get(name, "") if name in _OF_WALK else "") for name in HEADINGS}


def _walk(rows: Sequence[Mapping[str, str]]) -> NewWalk:
    first = rows[0]
    walkers = tuple(
        filter(None, (name.strip() for name in first["走访人"].replace("，", "、").replace(",", "、").split("、")))
    )
    households = int(first["户数"]) if first["户数"].isdecimal() else None
    return NewWalk(first["日期"], first["路线"], walkers, first["起"] or None, first["止"] or None, households)


def _note(row: Mapping[str, str], walk: NewWalk, by: str) -> NewNote:
    return NewNote(row["什么事"], walk.date, row["地点"], by, row["反映人"] or None, row["对方"] or None)


def _of_other_walk(row: Mapping[str, str], first: Mapping[str, str]) -> Iterator[str]:
    for name in _OF_WALK:
        if row[name] != first[name]:
            yield f"{name}写成“{row[name]}”，和第 2 行的“{first[name]}”不同；一张表只记一次走访"
    if row["户数"] and not row["户数"].isdecimal():
        yield f"户数“{row['户数']}”不是数"


def _refuse(path: Path, faults: Sequence[str]) -> None:
    if faults:
        raise SheetRefusedError(path=path, count=len(faults), listing="\n".join(f"{fault}。" for fault in faults))
