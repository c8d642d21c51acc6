"""The names by which notebooks of version 0.1 call the toolkit; they go with version 0.3."""

import datetime as dt
import importlib
import warnings
from collections.abc import Mapping
from functools import partial
from types import SimpleNamespace
from typing import Any

from toolkit import MOVED_FOR_NOTEBOOKS, grievances, meetings, notebook
from toolkit.archive import pack_into_workspace
from toolkit.cases import add_entry, ledger_of, open_case
from toolkit.chinese import dates
from toolkit.core import UnknownNumberError
from toolkit.notebook import steps
from toolkit.records import Recording
from toolkit.workspace import Desk

_SENTENCE = (
    "这个笔记本用的是旧写法“from toolkit import {name}”，这一版还能用，下一版就不能用了。"
    "请改用 notebooks 文件夹里同名的新笔记本，或者把这一行改成“{new}”。"
)
_RENAMED = {
    "archive_desk": "archive",
    "confirming": "editing",
    "grievance_table": "grievances",
    "inbox_panel": "inbox",
    "paper_desk": "papers",
    "paperwork": "documents",
    "progress_panel": "progress",
    "workflow": "steps",
}


def named(name: str) -> Any:
    """Return the module that notebooks know by its old `name`, with the functions it had; warn how it is called now."""
    package, new = MOVED_FOR_NOTEBOOKS[name], _RENAMED.get(name, name)
    warnings.warn(_SENTENCE.format(name=name, new=f"from {package} import {new}"), FutureWarning, stacklevel=3)
    module = importlib.import_module(f"{package}.{new}")
    return SimpleNamespace(**{**vars(module), **_FUNCTIONS.get(name, {})})


class OlderDesk(Desk):
    """A desk that still answers to what notebooks asked its catalogue and its ledger."""

    @property
    def catalogue(self) -> SimpleNamespace:
        """The facts of the workspace that notebooks read."""
        return SimpleNamespace(
            recordings=partial(meetings.list_recordings, self.store),
            revision_history=partial(grievances.revision_history, self.store),
        )

    @property
    def ledger(self) -> Any:
        """The ledger of the workspace."""
        return ledger_of(self)


def _notebook_desk(*, practice: bool) -> OlderDesk:
    desk = notebook.demo.notebook_desk(practice=practice)
    return OlderDesk(desk.workspace, desk.store, desk.today, desk.unfinished)


def _of_meeting(desk: Desk, held_on: str, place: str) -> tuple[Recording, ...]:
    day, village = dates.parse_date(held_on), meetings.known_place(place, desk.settings)
    held = {meeting.number for meeting in meetings.list_meetings(desk.store) if _is_at(meeting, day, village)}
    taken_in = tuple(each for each in meetings.list_recordings(desk.store) if each.meeting in held)
    if not taken_in:
        raise UnknownNumberError(what="录音", number=f"（{village} {held_on} 还没有收录录音）")
    return taken_in


def _is_at(meeting: Any, day: dt.date, place: str) -> bool:
    return (meeting.held_on, meeting.place) == (day, place)


def _latest_recording(desk: Desk) -> Recording:
    taken_in = meetings.list_recordings(desk.store)
    if not taken_in:
        raise UnknownNumberError(what="录音", number="（还没有收录任何录音）")
    return taken_in[-1]


_FUNCTIONS: Mapping[str, Mapping[str, Any]] = {
    "demo": {"notebook_desk": _notebook_desk},
    "intake": {"of_meeting": _of_meeting},
    "workflow": {
        "add_entry": add_entry,
        "exported": steps.newest_exports,
        "latest_recording": _latest_recording,
        "open_case": open_case,
        "pack_into_workspace": pack_into_workspace,
    },
}
