"""The word list, shipped and of the workspace: a CSV file kept in Excel, with a word, its kind, and a note.

The header may be Chinese (词, 类别, 说明) or English (word, kind, note), the file in UTF-8 or as Excel saves it (GBK).
"""

import csv
import functools
import hashlib
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Literal, get_args

from toolkit.chinese import SoundAlikes
from toolkit.core import SettingsError, UnreadableFileError, office_text, open_to_read

SHIPPED = Path(__file__).parent / "data" / "words.csv"
Kind = Literal["place", "term", "policy", "phrase", "cadre", "person"]
_KINDS: dict[str, Kind] = {
    **{kind: kind for kind in get_args(Kind)},
    **dict.fromkeys(("地名", "地点", "村名", "村组"), "place"),
    **dict.fromkeys(("术语", "词语", "土话", "方言"), "term"),
    **dict.fromkeys(("政策", "政策词"), "policy"),
    **dict.fromkeys(("用语", "说法"), "phrase"),
    **dict.fromkeys(("干部", "村干部"), "cadre"),
    **dict.fromkeys(("村民", "人名", "姓名", "户主"), "person"),
}
KIND_NAMES: dict[Kind, str] = {
    "place": "地名",
    "term": "术语",
    "policy": "政策",
    "phrase": "用语",
    "cadre": "干部",
    "person": "村民",
}
_HEADERS = {
    **dict.fromkeys(("word", "词", "词语"), "word"),
    **dict.fromkeys(("kind", "类别"), "kind"),
    **dict.fromkeys(("note", "说明", "备注", "领域"), "note"),
}
_WORD = re.compile(r"(?=.*[一-龥])[一-龥A-Za-z0-9]{2,20}")
_HAN = re.compile("[一-龥]+")
TITLE = "本单位的词表"
PEOPLE = frozenset({"cadre", "person"})
# The cost of a word of the list in a reading of common words, in nats.
_SHIPPED_COST = 14.9
_LOCAL_COST = 11.0
_LARGEST = 4_000_000  # bytes; a larger file is no word list


@dataclass(frozen=True)
class Entry:
    """A word of the list with its kind and note; `local` if it is in the workspace's own list."""

    word: str
    kind: Kind
    note: str = ""
    local: bool = False


@dataclass(frozen=True)
class Lexicon:
    """The words of the workspace and of the shipped list, the workspace's first."""

    entries: tuple[Entry, ...]

    @cached_property
    def sha256(self) -> str:
        """The SHA-256 of all words with their kinds and lists."""
        content = "\n".join(f"{entry.word},{entry.kind},{entry.local}" for entry in self.entries)
        return hashlib.sha256(content.encode()).hexdigest()

    @cached_property
    def by_word(self) -> dict[str, Entry]:
        """The entries by their words."""
        return {entry.word: entry for entry in reversed(self.entries)}

    @cached_property
    def local(self) -> tuple[Entry, ...]:
        """The entries of the workspace."""
        return tuple(entry for entry in self.entries if entry.local)

    @cached_property
    def people(self) -> frozenset[str]:
        """The names of cadres and villagers."""
        return frozenset(entry.word for entry in self.entries if entry.kind in PEOPLE)

    @cached_property
    def costs(self) -> dict[str, float]:
        """The cost of each word in a reading of common words, in nats."""
        return {entry.word: _LOCAL_COST if entry.local else _SHIPPED_COST for entry in reversed(self.entries)}

    @cached_property
    def terms_by_sound(self) -> SoundAlikes:
        """The words for corrections, by their sound."""
        return SoundAlikes(word for word in self.by_word if word not in self.people and _HAN.fullmatch(word))

    @cached_property
    def people_by_sound(self) -> SoundAlikes:
        """The names of people by their sound."""
        return SoundAlikes(word for word in self.people if _HAN.fullmatch(word))


def load(workspace_file: Path | None = None) -> Lexicon:
    """Return the words in the CSV at `workspace_file`, if it exists, then the shipped words.

    Raise SettingsError naming every bad line.
    """
    local = entries_in(workspace_file) if workspace_file and workspace_file.exists() else ()
    if not local:
        return _shipped()
    return Lexicon((*(replace(entry, local=True) for entry in local), *_shipped().entries))


@functools.cache
def _shipped() -> Lexicon:
    """Return the shipped words alone, kept with their index once it is made."""
    return Lexicon(entries_in(SHIPPED))


def entries_in(path: Path) -> tuple[Entry, ...]:
    """Return the entries of the CSV file at `path` in order, each word once.

    Raise MissingFileError, UnreadableFileError, or SettingsError naming every bad line.
    """
    lines = list(_rows(path))
    if not lines:
        return ()
    columns = _columns(lines[0][1], path)
    entries: dict[str, Entry] = {}
    faults: list[str] = []
    for number, row in lines[1:]:
        cells = {name: row[place].strip() if place < len(row) else "" for name, place in columns.items()}
        fault = _fault(cells, entries)
        if fault:
            faults.append(f"第 {number} 行：{fault}")
        else:
            entry = Entry(cells["word"], _KINDS[cells["kind"].lower()], cells.get("note", ""))
            entries.setdefault(entry.word, entry)
    if faults:
        raise SettingsError(path=path, why="；".join(faults))
    return tuple(entries.values())


def text_with(path: Path, entry: Entry) -> tuple[str, int] | None:
    """Return the CSV file at `path` with `entry` as one more row, and how many words it has; None if the word is there.

    Its other rows stay as they are. It begins with the mark of UTF-8, which Excel reads. Raise what reading it raises.
    """
    known = entries_in(path)
    if any(each.word == entry.word for each in known):
        return None
    rows = [row for _, row in _rows(path)]
    text = _text(path) if rows else "词,类别,说明\r\n"
    header = rows[0] if rows else ["词", "类别", "说明"]
    cells = {"word": entry.word, "kind": KIND_NAMES[entry.kind], "note": entry.note}
    line = io.StringIO()
    csv.writer(line).writerow([cells.get(_HEADERS.get(cell.strip().lower(), ""), "") for cell in header])
    whole = text if text.endswith("\n") else f"{text}\r\n"
    return f"\ufeff{whole}{line.getvalue()}", len(known) + 1


def _rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows that are not empty, each with the number of the line in which it ends."""
    reader = csv.reader(io.StringIO(_text(path), newline=""))
    try:
        yield from ((reader.line_num, row) for row in reader if any(cell.strip() for cell in row))
    except csv.Error as fault:
        raise SettingsError(path=path, why=f"第 {reader.line_num} 行：引号或逗号不成对") from fault


def _text(path: Path) -> str:
    with open_to_read(path) as file:
        data = file.read(_LARGEST + 1)
    if len(data) > _LARGEST or b"\0" in data:
        raise UnreadableFileError(path=path, why="不是 CSV 词表")
    try:
        return office_text(data)
    except UnicodeDecodeError as fault:
        raise UnreadableFileError(path=path, why="文字编码不是 UTF-8，也不是 GBK") from fault


def _columns(header: list[str], path: Path) -> dict[str, int]:
    names = [_HEADERS.get(cell.strip().lower(), "") for cell in header]
    columns = {name: names.index(name) for name in names if name}
    if not {"word", "kind"} <= columns.keys():
        raise SettingsError(path=path, why="第 1 行应是表头“词,类别,说明”")
    return columns


def _fault(cells: dict[str, str], earlier: dict[str, Entry]) -> str | None:
    word, kind = cells["word"], cells["kind"].lower()
    if not _WORD.fullmatch(word):
        return f"“{word}”不是 2 到 20 个汉字的词"
    if kind not in _KINDS:
        return f"类别“{cells['kind']}”不认识，可用：地名、术语、政策、用语、干部、村民"
    if word in earlier and earlier[word].kind != _KINDS[kind]:
        return f"“{word}”前面已写成别的类别"
    return None
