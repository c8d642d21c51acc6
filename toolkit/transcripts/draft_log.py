"""The proof sheet of a transcript version: every edit kept the moment it is made, undone and redone at any later time.

The edits lie in a log beside the workspace's recordings, one for each version they were made upon; signing off makes
the next version and a new, empty sheet. Undoing is a fact of its own: nothing is ever taken out of the log.
"""

from collections.abc import Iterable
from pathlib import Path

from toolkit.core import EditLog, Line, WrongValueError
from toolkit.records import Transcript, from_json, to_json
from toolkit.transcripts.drafts import Draft, Edit


class DraftLog:
    """The edits of `base` kept at `path`; `draft` is the transcript as it stands with them."""

    def __init__(self, base: Transcript, path: Path) -> None:
        """Take up what is at `path`, if anything; raise BrokenRecordError when that cannot be trusted."""
        self._base = base
        self._log = EditLog(path)
        self.draft = Draft(base)
        self._done: list[tuple[str, Edit]] = []
        self._undone: list[list[tuple[str, Edit]]] = []
        self._keys: set[str] = set()
        self._take_in(self._log.lines)

    @property
    def edits(self) -> int:
        """How many edits stand."""
        return len(self._done)

    @property
    def may_undo(self) -> Edit | None:
        """The edit that would be undone next."""
        return self._done[-1][1] if self._done else None

    @property
    def may_redo(self) -> Edit | None:
        """The edit that would be done again next."""
        return self._undone[-1][0][1] if self._undone else None

    def do(self, edit: Edit, key: str) -> None:
        """Keep `edit` and do it; the same `key` again does nothing, so that what was sent twice is done once.

        Raise UnknownNumberError or WrongValueError, and keep nothing, when it cannot be done.
        """
        self._add({"key": key, "edit": to_json(edit)})

    def undo(self, by: str, at: str, key: str) -> None:
        """Undo the last edit, or all of its run; raise WrongValueError when there is none."""
        self._add({"key": key, "undo": True, "by": by, "at": at})

    def redo(self, by: str, at: str, key: str) -> None:
        """Do again what was undone last; raise WrongValueError when there is nothing."""
        self._add({"key": key, "redo": True, "by": by, "at": at})

    def refresh(self) -> bool:
        """Take in what another window wrote meanwhile, and tell whether it wrote anything."""
        fresh = self._log.catch_up()
        self._take_in(fresh)
        return bool(fresh)

    def _add(self, line: Line) -> None:
        def check(fresh: Iterable[Line]) -> None:
            self._take_in(fresh)
            if line["key"] in self._keys:
                raise _KnownError
            self._follow(line)

        try:
            self._log.append(line, check)
        except _KnownError:
            return
        except BaseException:
            # It was done in memory, perhaps in part, but is not on the disk.
            self.draft, self._done, self._undone, self._keys = Draft(self._base), [], [], set()
            self._take_in(self._log.lines)
            raise
        self._keys.add(line["key"])

    def _take_in(self, lines: Iterable[Line]) -> None:
        for line in lines:
            self._follow(line)
            self._keys.add(line["key"])

    def _follow(self, line: Line) -> None:
        if "undo" in line:
            self._undo()
        elif "redo" in line:
            self._redo()
        else:
            # Each line has a key of its own, so their number is the line's place in the log.
            edit, mark = from_json(Edit, line["edit"]), f"v{self._base.version}e{len(self._keys) + 1}"
            self.draft.do(edit, mark)
            self._done.append((mark, edit))
            self._undone.clear()

    def _undo(self) -> None:
        if not self._done:
            raise WrongValueError(field="撤销", value="", why="已经没有可以撤销的改动了")
        last = self._done[-1][1]
        count = 1
        while last.run and count < len(self._done) and self._done[-count - 1][1].run == last.run:
            count += 1
        taken = self._done[-count:]
        self._replay(self._done[:-count])
        self._undone.append(taken)

    def _redo(self) -> None:
        if not self._undone:
            raise WrongValueError(field="重做", value="", why="没有可以重做的改动")
        for mark, edit in self._undone.pop():
            self.draft.do(edit, mark)
            self._done.append((mark, edit))

    def _replay(self, done: list[tuple[str, Edit]]) -> None:
        self.draft, self._done = Draft(self._base), done
        for mark, edit in done:
            self.draft.do(edit, mark)


class _KnownError(Exception):
    """Raised to leave the turn at the log when another window, or an earlier try, wrote this line already."""
