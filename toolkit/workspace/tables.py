"""Tables of the office that are CSV files of the workspace: changed whole, each change an event of the chain of facts.

A table replaces a file that is there, so it cannot be put in its place before the commit as new files are
(`toolkit.core.pending_files`): it is pending work of the commit that notes the change, and is written right after it.
"""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from toolkit.core import WrongValueError, locks, write_whole
from toolkit.store import chain, refuse_turned_back
from toolkit.workspace import pending
from toolkit.workspace.desk import Desk
from toolkit.workspace.pending import Work

CHANGED = "table.changed"
_WAIT_S = 10.0
_KIND = "table"
_LONGEST = 100  # as the column of names

# Gets the content that is there (empty without a file); returns the whole new one and its number of rows, or None.
Change = Callable[[bytes], tuple[str, int] | None]


def change(desk: Desk, title: str, path: Path, made: Change, by: str) -> tuple[str, ...]:
    """Replace the table `title` in the file at `path` of `desk` by what is `made` of it, in the name of `by`.

    Table and event stand or fall together: after a power cut or on a full disk the table follows at the next opening.
    Return in Chinese what is left to do. Raise what `made` raises, and WrongValueError while an earlier change waits.
    """
    if len(by) > _LONGEST or not by.isprintable():
        raise WrongValueError(field="您的姓名", value=by[:20], why=f"最多 {_LONGEST} 个字，不能有看不见的字符")
    with locks.turn(desk.workspace.jobs / "tables", _WAIT_S):
        if waiting := _left(desk, title):
            raise WrongValueError(field=title, value="", why=waiting)
        before = _content(path)
        wanted = made(before)
        if wanted is None:
            return ()
        text, rows = wanted
        facts = {"table": title, "sha256": _sha256(text.encode()), "before": _sha256(before), "rows": rows}
        follows = {"file": desk.workspace.relative(path), "text": text, "before": facts["before"]}
        with desk.store.transaction() as tx:
            refuse_turned_back(tx)
            at = desk.present
            precision: chain.Precision = "day" if at == desk.today.isoformat() else "minute"
            tx.append(chain.News(f"表:{title}", CHANGED, at, precision=precision, by=by, facts=facts))
            key = pending.enter(desk, tx, _KIND, title, follows)
        return pending.settled(desk, key)[1]


def finish(desk: Desk, work: Work, _at: Path | None) -> dict[str, Any]:
    """Write the table of `work`: pending work of the kind `table`. A file that a person changed since stays."""
    path = desk.workspace.root / work.details["file"]
    if _sha256(_content(path)) == work.details["before"]:
        write_whole(path, work.details["text"])
    return {}


def _left(desk: Desk, title: str) -> str:
    """Return why the table `title` still waits for an earlier change, after one more try; empty if it does not."""
    unfinished = pending.finish(desk).unfinished
    return next((sentence.rstrip("。") for sentence in unfinished if sentence.startswith(f"{title} 的")), "")


def _content(path: Path) -> bytes:
    return path.read_bytes() if path.exists() else b""


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
