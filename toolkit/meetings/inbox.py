"""The inbox: a folder for new recordings, which are offered for intake once they are copied completely.

Files in it are never changed or deleted: intake copies them, and people remove them. Only a lawful erasure of the same
recording deletes them, see `restricted.erase_files`.
"""

import contextlib
import datetime as dt
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from toolkit.chinese import dates
from toolkit.core import MissingFileError, WrongDateError, YehuaError, make_folder, sha256_of
from toolkit.meetings import bulk_intake, intake
from toolkit.meetings.recordings import find_by_sha256
from toolkit.records import Recording
from toolkit.workspace import Desk

State = Literal["growing", "whole", "taken", "other"]
STATE_NAMES: dict[State, str] = {
    "growing": "还在复制，请稍等",
    "whole": "可以收录",
    "taken": "已收录",
    "other": "不是录音文件",
}
# A running copy writes at least this often, even from a slow stick.
_STILL_S = 4.0
_USUAL_DAY = 15  # of the lunar month

NOT_USUAL = "不是农历十五，请核对；确实是这一天开的，照样可以收录"

# Files that Windows itself puts into folders.
_OF_THE_SYSTEM = {"desktop.ini", "thumbs.db"}

_Look = tuple[int, int]  # size and time of change of a file


class NotReadyError(YehuaError):
    """Raised when files that were asked for cannot be taken in as they are; `listing` has a line for each."""

    sentence = "什么也没有收录：\n{listing}"


@dataclass(frozen=True)
class MeetingDay:
    """The day of a meeting as a person wrote it: whether it is possible, its full Chinese form, and a warning.

    `said` includes the lunar day, since browsers show dates in the form of their own language.
    """

    fits: bool
    said: str = ""
    note: str = ""


def meeting_day(text: str, today: dt.date) -> MeetingDay:
    """Return whether `text` is a possible day of a meeting, with its lunar form and a warning if it is unusual."""
    if not text.strip():
        return MeetingDay(fits=False)
    try:
        day = dates.parse_date(text)
        lunar = dates.lunar(day)
    except WrongDateError as fault:
        return MeetingDay(fits=False, note=str(fault))
    said = f"{dates.official_date(day)}，{dates.lunar_text(lunar)}"
    if day > today:
        return MeetingDay(fits=False, said=said, note="比今天还晚，请核对")
    note = "" if lunar.day == _USUAL_DAY else NOT_USUAL
    return MeetingDay(fits=True, said=said, note=note)


@dataclass(frozen=True)
class Dropped:
    """A file in the inbox: its size in bytes, its state, and the code under which it was taken in before."""

    name: str
    size: int
    state: State
    code: str | None = None


class Inbox:
    """The inbox of a workspace; its folder is made if it is missing."""

    def __init__(self, desk: Desk, clock: Callable[[], float] = time.monotonic) -> None:
        """Begin without having seen any file; `clock` returns seconds."""
        self._desk, self._clock = desk, clock
        self.folder = make_folder(desk.workspace.inbox)
        self._seen: dict[str, tuple[_Look, float]] = {}
        self._hashes: dict[tuple[str, _Look], str] = {}

    def look(self) -> tuple[Dropped, ...]:
        """Return the files in the inbox by name; a file seen for the first time counts as growing."""
        dropped = []
        for path in self._files():
            # People may take a file away at any moment.
            with contextlib.suppress(FileNotFoundError, MissingFileError):
                dropped.append(self._dropped(path))
        return tuple(dropped)

    def take_in(self, names: Sequence[str], held_on: str, place: str) -> tuple[Recording, ...]:
        """Take the files `names` in as the recordings of one meeting, in that order, and return them.

        Raise NotReadyError naming each that is not whole or not there, and what `intake.take_in` raises; nothing is
        taken in then.
        """
        states = {file.name: STATE_NAMES[file.state] for file in self.look() if file.state != "whole"}
        lying = {path.name for path in self._files()}
        unfit = [
            f"{name}：{states.get(name, '已经不在收件箱里了')}" for name in names if name in states or name not in lying
        ]
        if unfit or not names:
            raise NotReadyError(listing="\n".join(unfit) or "请先勾上要收录的录音。")
        return intake.take_in(self._desk, [self.folder / name for name in names], held_on, place)

    def _files(self) -> Iterator[Path]:
        files = (path for path in self.folder.iterdir() if path.is_file() and not path.is_symlink())
        yield from sorted(
            path for path in files if not path.name.startswith((".", "~")) and path.name.lower() not in _OF_THE_SYSTEM
        )

    def _dropped(self, path: Path) -> Dropped:
        at = path.stat()
        look: _Look = (at.st_size, at.st_mtime_ns)
        if path.suffix.lower() not in bulk_intake.SOUNDS:
            return Dropped(path.name, at.st_size, "other")
        before, since = self._seen.get(path.name, (None, 0.0))
        if before != look:
            self._seen[path.name] = (look, self._clock())
            return Dropped(path.name, at.st_size, "growing")
        if self._clock() - since < _STILL_S or not at.st_size or not _may_be_read(path):
            return Dropped(path.name, at.st_size, "growing")
        known = find_by_sha256(self._desk.store, self._hash(path, look))
        return Dropped(path.name, at.st_size, "taken" if known else "whole", known.code if known else None)

    def _hash(self, path: Path, look: _Look) -> str:
        key = (path.name, look)
        if key not in self._hashes:
            self._hashes[key] = sha256_of(path)
        return self._hashes[key]


def _may_be_read(path: Path) -> bool:
    """Return whether no other program holds the file locked, as Windows does while it copies."""
    try:
        with path.open("rb"):
            return True
    except OSError:
        return False
