"""Accusations (检举控告) are shown only to whoever asks for them by name, and the asking is written down.

What others see (lists, tables, the JSON of a recording's list, search) holds none of them: 信访工作条例 Art 30 forbids
that they reach whom they name. The record is a table beside the store, a row a time, which is only ever added to.
"""

import contextlib
import csv
import datetime as dt
import io
import os
from collections.abc import Iterable
from dataclasses import astuple, dataclass
from pathlib import Path

from toolkit import moves
from toolkit.desk import Desk
from toolkit.errors import UnknownNumberError, WrongValueError
from toolkit.files import office_text, private_file, writing_faults
from toolkit.records import Grievance, is_accusation

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
    with writing_faults(path), moves.open_to_append(private_file(path)) as file:
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


def goes_along(desk: Desk, codes: Iterable[str] = ()) -> tuple[str, ...]:
    """Return in Chinese what to know before the whole of the recordings `codes` (none: all) leaves this computer.

    One sentence a recording that holds accusations, confirmed or not, which are not sealed apart; nothing otherwise.
    Raise UnknownNumberError.
    """
    wanted = tuple(dict.fromkeys(codes)) or tuple(one.code for one in desk.catalogue.recordings())
    return tuple(sentence for code in wanted if (sentence := _goes_along(desk, desk.catalogue.recording(code).code)))


def _goes_along(desk: Desk, code: str) -> str:
    listed: tuple[Grievance, ...] = ()
    # Where nobody looked for grievances none is known.
    with contextlib.suppress(UnknownNumberError):
        listed = desk.catalogue.grievances(code).grievances
    # What was sealed apart or deleted has no kind any more.
    secret = [one for one in listed if is_accusation(one) and one.status != "discarded"]
    if not secret:
        return ""
    confirmed = sum(one.number is not None for one in secret)
    unsure = f"，其中 {len(secret) - confirmed} 件还没有人确认" if confirmed < len(secret) else ""
    return (
        f"注意：{code} 里有 {len(secret)} 件检举控告没有封存{unsure}，录音和文字都在里面。要另行保管，请先运行 "
        f"yehua sealed put {code} --by 姓名；要给别人用，请改出利用副本：yehua pack {code} --open --out 文件夹。"
    )


def _file(desk: Desk) -> Path:
    return desk.workspace.root / "accusations_seen.csv"
