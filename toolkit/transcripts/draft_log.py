"""The log of edits made in one version of a transcript: kept as they are made, undone and redone at any later time.

There is one log for each version. Signing off makes the next version, which has an empty log. Undo and redo are lines
of their own; no line is ever taken out.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path

from toolkit.core import Line, SharedLog, WrongValueError
from toolkit.records import Stretch, Transcript, from_json, to_json
from toolkit.transcripts.draft_edits import apply
from toolkit.transcripts.drafts import Draft
from toolkit.transcripts.edits import Edit


class DraftLog:
    """The edits of `base` in the log at `path`; `draft` is the transcript with these edits applied."""

    def __init__(self, base: Transcript, path: Path, silenced: Sequence[Stretch] = ()) -> None:
        """Read the log at `path`, if there is one; no edit writes into the `silenced` seconds.

        Raise BrokenRecordError when a line of it is damaged.
        """
        self._base, self._silenced = base, silenced
        self._log = SharedLog(path)
        self.draft = self._fresh()
        self._applied: list[tuple[str, Edit]] = []
        self._undone: list[list[tuple[str, Edit]]] = []
        self._keys: set[str] = set()
        self._apply_lines(self._log.lines)

    @property
    def edits(self) -> int:
        """The number of edits that are applied."""
        return len(self._applied)

    @property
    def may_undo(self) -> Edit | None:
        """The edit that would be undone next."""
        return self._applied[-1][1] if self._applied else None

    @property
    def may_redo(self) -> Edit | None:
        """The edit that would be done again next."""
        return self._undone[-1][0][1] if self._undone else None

    def do(self, edit: Edit, key: str) -> None:
        """Apply `edit` and keep it; a `key` that was kept before does nothing, so that a repeated message is harmless.

        Raise UnknownNumberError or WrongValueError, and keep nothing, when it cannot be applied.
        """
        self._add({"key": key, "edit": to_json(edit)})

    def undo(self, by: str, at: str, key: str) -> None:
        """Undo the last edit, or all of its run; raise WrongValueError when there is none."""
        self._add({"key": key, "undo": True, "by": by, "at": at})

    def redo(self, by: str, at: str, key: str) -> None:
        """Apply again what was undone last; raise WrongValueError when there is nothing."""
        self._add({"key": key, "redo": True, "by": by, "at": at})

    def refresh(self) -> bool:
        """Apply the edits that other windows kept meanwhile, and return whether there were any."""
        fresh = self._log.catch_up()
        self._apply_lines(fresh)
        return bool(fresh)

    def _fresh(self) -> Draft:
        return Draft(self._base, self._silenced)

    def _add(self, line: Line) -> None:
        def check(fresh: Iterable[Line]) -> None:
            self._apply_lines(fresh)
            if line["key"] in self._keys:
                raise _KnownError
            self._apply_line(line)

        try:
            self._log.append(line, check)
        except _KnownError:
            return
        except BaseException:
            # It was applied in memory, perhaps in part, but is not on the disk: begin again from what is kept.
            self.draft, self._applied, self._undone, self._keys = self._fresh(), [], [], set()
            self._apply_lines(self._log.lines)
            raise
        self._keys.add(line["key"])

    def _apply_lines(self, lines: Iterable[Line]) -> None:
        for line in lines:
            self._apply_line(line)
            self._keys.add(line["key"])

    def _apply_line(self, line: Line) -> None:
        if "undo" in line:
            self._undo()
        elif "redo" in line:
            self._redo()
        else:
            # Each line has a key of its own, so their number is the line's place in the log.
            edit, mark = from_json(Edit, line["edit"]), f"v{self._base.version}e{len(self._keys) + 1}"
            apply(self.draft, edit, mark)
            self._applied.append((mark, edit))
            self._undone.clear()

    def _undo(self) -> None:
        if not self._applied:
            raise WrongValueError(field="撤销", value="", why="已经没有可以撤销的改动了")
        last = self._applied[-1][1]
        count = 1
        while last.run and count < len(self._applied) and self._applied[-count - 1][1].run == last.run:
            count += 1
        undone = self._applied[-count:]
        self._replay(self._applied[:-count])
        self._undone.append(undone)

    def _redo(self) -> None:
        if not self._undone:
            raise WrongValueError(field="重做", value="", why="没有可以重做的改动")
        for mark, edit in self._undone.pop():
            apply(self.draft, edit, mark)
            self._applied.append((mark, edit))

    def _replay(self, applied: list[tuple[str, Edit]]) -> None:
        self.draft, self._applied = self._fresh(), applied
        for mark, edit in applied:
            apply(self.draft, edit, mark)


class _KnownError(Exception):
    """Raised within a turn at the log when another window, or an earlier try, wrote this line already."""
