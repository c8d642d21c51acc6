"""Pending work: steps that must follow a commit, entered in that commit and finished at the next opening at the latest.

A power cut may come between a commit and the steps that follow it, such as deleting or renaming files. So the commit
itself adds a row of pending work. The command that ordered the work finishes it at once; after a power cut the next
opening of the workspace does, before anything else. Each kind of work has an idempotent handler (`HANDLERS`). An
unreported result is kept until the same order is given again, so that nothing is done twice. Files that must be in
their places before the commit are handled by `toolkit.core.pending_files` instead.
"""

import contextlib
import importlib
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from toolkit.core import YehuaError, locks
from toolkit.store import PENDING_WORK, Row, Store, Transaction, now, text_of

# The handler of each kind, as module:function: it gets the desk, the work and the place of the sealed folder (or None)
# and returns the result. Named by strings, since these packages lie above this one.
HANDLERS = {
    "add": "toolkit.meetings.intake:finish",
    "apart": "toolkit.restricted.sealing_results:finish",
    "backup": "toolkit.archive.backups:finish",
    "destroyed": "toolkit.restricted.destruction:finish",
    "package": "toolkit.archive.packing:finish_package",
    "sealing": "toolkit.restricted.sealing_results:drop_half_sealed",
}
NAMES = {
    "add": "收录",
    "apart": "封存或删除",
    "backup": "备份",
    "destroyed": "销毁",
    "package": "打包",
    "sealing": "封存",
}
_LOCK = ".pending.lock"
# Another window may be finishing the same work, which takes as long as packing a recording does.
_WAIT_S = 600


class StillRunningError(Exception):
    """Raised by a handler when the process that ordered the work is alive and at work."""


@dataclass(frozen=True)
class Work:
    """A piece of pending work: its `details` until it is done, then its `result`."""

    id: int
    kind: str
    subject: str
    details: Mapping[str, Any]
    result: Mapping[str, Any]
    made_at: str
    is_done: bool


@dataclass
class Outcome:
    """The work that an opening finished, and a Chinese sentence for each that it could not finish."""

    finished: list[Work] = field(default_factory=list)
    unfinished: list[str] = field(default_factory=list)


def enter(tx: Transaction, kind: str, subject: str, details: Mapping[str, Any]) -> int:
    """Enter pending work in the transaction that it follows from, and return its id."""
    return tx.add(PENDING_WORK, kind=kind, subject=subject, details=text_of(details), result="{}")


def set_details(tx: Transaction, key: int, details: Mapping[str, Any]) -> None:
    """Replace the details of the work `key`."""
    tx.change(PENDING_WORK, key, details=text_of(details))


def mark_done(tx: Transaction, key: int, result: Mapping[str, Any]) -> None:
    """Note that the work `key` is done, and empty its details."""
    tx.change(PENDING_WORK, key, details="{}", done_at=now(), result=text_of(result))


def mark_reported(tx: Transaction, key: int) -> None:
    """Note that the result of the work `key` was reported to the person who ordered it."""
    tx.change(PENDING_WORK, key, told_at=now())


def close(tx: Transaction, key: int) -> None:
    """Note that of the work `key` nothing is to be done or to be reported any more."""
    mark_done(tx, key, {})
    mark_reported(tx, key)


@contextlib.contextmanager
def entered(
    store: Store, kind: str, subject: str, details: Mapping[str, Any], *, is_void: Callable[[], bool]
) -> Iterator[int]:
    """Enter pending work before the block runs, and give its id; close it when the block raises and `is_void` holds.

    `is_void` returns whether the block left nothing that is to be finished or removed.
    """
    with store.transaction() as tx:
        key = enter(tx, kind, subject, details)
    try:
        yield key
    except BaseException:
        if is_void():
            with store.transaction() as tx:
                close(tx, key)
        raise


def work_of(tx: Transaction, key: int) -> Work:
    """Return the work `key`."""
    return _work(tx.rows(PENDING_WORK, id=key)[0])


def waiting(tx: Transaction) -> tuple[Work, ...]:
    """Return the work that is not done, oldest first."""
    return tuple(_work(row) for row in tx.rows(PENDING_WORK, done_at=None))


def unreported(tx: Transaction, kind: str, subject: str | None = None) -> tuple[Work, ...]:
    """Return the work of that `kind` (and `subject`) that is done and not reported, oldest first."""
    where = {} if subject is None else {"subject": subject}
    rows = tx.rows(PENDING_WORK, kind=kind, told_at=None, **where)
    return tuple(_work(row) for row in rows if row["done_at"] is not None)


def _work(row: Row) -> Work:
    cells = {name: row[name] for name in ("id", "kind", "subject", "made_at")}
    texts = {name: json.loads(row[name]) for name in ("details", "result")}
    return Work(**cells, **texts, is_done=row["done_at"] is not None)


def settled(desk: Any, key: int, *, at: Path | None = None, report: bool = True) -> tuple[Work, tuple[str, ...]]:
    """Finish pending work after the work `key` was committed; return it and sentences on unfinished steps.

    Its result counts as reported, since the caller ordered it; without `report` the caller notes that later.
    """
    unfinished = tuple(finish(desk, at=at, wait_s=_WAIT_S).unfinished)
    with desk.store.reading() as tx:
        work = work_of(tx, key)
    if work.is_done and report:
        with desk.store.transaction() as tx:
            mark_reported(tx, key)
    return work, () if work.is_done else unfinished


def finish(desk: Any, *, at: Path | None = None, wait_s: float = 0.0) -> Outcome:
    """Finish the pending work of the workspace of `desk`, oldest first; never raise for what cannot be finished now.

    `at` is where the sealed folder is today. One process does it at a time: others wait up to `wait_s` seconds. A
    workspace that cannot be written to only lists its pending work.
    """
    outcome = Outcome()
    if not _waiting(desk.store):
        return outcome
    try:
        with locks.held_in_turn(desk.workspace.root / _LOCK, wait_s):
            for work in _waiting(desk.store):
                _finish(desk, work, at, outcome)
    except locks.HeldError as fault:
        outcome.unfinished += [
            _sentence(work, f"另一个窗口（进程 {fault.holder.process}）正在做，请等它做完")
            for work in _waiting(desk.store)
        ]
    except (OSError, YehuaError) as fault:
        outcome.unfinished += [_sentence(work, str(fault)) for work in _waiting(desk.store)]
    return outcome


def kept_places(store: Store, root: Path) -> set[Path]:
    """Return the places in the workspace at `root` that work which is not done still needs (`keeps` in its details)."""
    return {root / place for work in _waiting(store) for place in work.details.get("keeps", ())}


def _waiting(store: Store) -> tuple[Work, ...]:
    with store.reading() as tx:
        return waiting(tx)


def _finish(desk: Any, work: Work, at: Path | None, outcome: Outcome) -> None:
    module, name = HANDLERS[work.kind].split(":")
    try:
        result = getattr(importlib.import_module(module), name)(desk, work, at)
        with desk.store.transaction() as tx:
            mark_done(tx, work.id, result)
            outcome.finished.append(work_of(tx, work.id))
    except StillRunningError:
        return
    except Exception as fault:  # noqa: BLE001 - whatever the fault, the workspace must still open and report it
        outcome.unfinished.append(_sentence(work, str(fault) or type(fault).__name__))


def _sentence(work: Work, why: str) -> str:
    name = f"{work.subject} 的{NAMES.get(work.kind, work.kind)}"
    return f"{name}还没有收尾：{re.sub('[。；]+$', '', why)}。请排除后再运行任何一条命令，会自动接着做完。"
