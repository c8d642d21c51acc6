"""Accusations (检举控告) are shown only to whoever asks for them by name, and the asking is written down.

What others see (lists, tables, the JSON of a recording's list, search) holds none of them: 信访工作条例 Art 30 forbids
that they reach whom they name. The record is a table beside the store, a row a time, which is only ever added to.
"""

import csv
import datetime as dt
import io
import os
from dataclasses import astuple, dataclass
from pathlib import Path

from toolkit.desk import Desk
from toolkit.errors import WrongValueError
from toolkit.files import office_text, private_file, writing_faults

_HEADINGS = ("时间", "谁看的", "看了什么")


@dataclass(frozen=True)
class Opening:
    """Somebody asked for accusations: `at` is UTC as ISO text, `what` the recording's code or the words looked for."""

    at: str
    by: str
    what: str


def open_for(desk: Desk, by: str, what: str) -> Opening:
    """Write down that `by` asks for the accusations in `what`, before anything is shown, and return that record.

    Raise WrongValueError without a name; ReadOnlyWorkspaceError or DiskFullError when it cannot be written down.
    """
    if not by.strip():
        raise WrongValueError(field="谁看的", value=by, why="查看检举控告要写明姓名（--by），会记下来")
    opening = Opening(dt.datetime.now(dt.UTC).isoformat(timespec="seconds"), by.strip(), what)
    path = _file(desk)
    line = io.StringIO(newline="")
    csv.writer(line).writerow(astuple(opening))
    with writing_faults(path), private_file(path).open("a", encoding="utf-8", newline="") as file:
        if not file.tell():
            file.write("\ufeff" + ",".join(_HEADINGS) + "\r\n")
        file.write(line.getvalue())
        file.flush()
        os.fsync(file.fileno())
    return opening


def openings(desk: Desk) -> tuple[Opening, ...]:
    """Return who asked for accusations, the oldest first."""
    path = _file(desk)
    if not path.exists():
        return ()
    rows = csv.reader(io.StringIO(office_text(path.read_bytes()), newline=""))
    return tuple(Opening(*row) for row in list(rows)[1:])


def _file(desk: Desk) -> Path:
    return desk.workspace.root / "accusations_seen.csv"
