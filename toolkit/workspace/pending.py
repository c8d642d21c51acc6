"""Pending work: what must still happen after a commit, written in that commit, and finished at the next opening.

A power cut may come between a commit and what follows from it: files to be cleared, renamed, made anew. So the commit
itself holds a row of pending work for it. Whoever ordered the work finishes it at once; after a power cut the next
opening of the workspace does, before anything else goes on. Each kind of work has a function that may be run any number
of times (`HANDLERS`). A result that nobody was told is kept for whoever gives the same order again: it is told then,
and nothing is done twice.
"""

import importlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from toolkit.core import YehuaError, locks
from toolkit.store import PENDING_WORK, Row, Store, Transaction, now, text_of

# By kind the function that finishes it: it gets the desk, the work, and where the sealed folder is today (or None), and
# returns the result. Named by words, since these rooms lie above this one.
HANDLERS = {
    "add": "toolkit.meetings.intake:finish",
    "apart": "toolkit.restricted.sealing:finish",
    "backup": "toolkit.archive.backups:finish",
    "destroyed": "toolkit.restricted.destruction:finish",
    "package": "toolkit.archive.packing:finish_package",
    "sealing": "toolkit.restricted.sealing:drop_half_sealed",
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
    """Raised by a handler when the process that ordered the work is alive and at it."""


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
    """What an opening finished, and in Chinese what it could not finish and why."""

    finished: list[Work] = field(default_factory=list)
    unfinished: list[str] = field(default_factory=list)


# -- rows ------------------------------------------------------------------------------------------------------


def enter(tx: Transaction, kind: str, subject: str, details: Mapping[str, Any]) -> int:
    """Enter pending work in the transaction that it follows from, and return its id."""
    return tx.add(PENDING_WORK, kind=kind, subject=subject, details=text_of(details), result="{}")


def detail(tx: Transaction, key: int, details: Mapping[str, Any]) -> None:
    """Replace the details of the work `key`."""
    tx.change(PENDING_WORK, key, details=text_of(details))


def done(tx: Transaction, key: int, result: Mapping[str, Any]) -> None:
    """Note that the work `key` is done; its details go."""
    tx.change(PENDING_WORK, key, details="{}", done_at=now(), result=text_of(result))


def told(tx: Transaction, key: int) -> None:
    """Note that whoever ordered the work `key` was told its result."""
    tx.change(PENDING_WORK, key, told_at=now())


def work_of(tx: Transaction, key: int) -> Work:
    """Return the work `key`."""
    return _work(tx.rows(PENDING_WORK, id=key)[0])


def waiting(tx: Transaction) -> tuple[Work, ...]:
    """Return the work that is not done, oldest first."""
    return tuple(_work(row) for row in tx.rows(PENDING_WORK, done_at=None))


def untold(tx: Transaction, kind: str, subject: str | None = None) -> tuple[Work, ...]:
    """Return the work of that `kind` (and `subject`) that is done and whose result nobody was told, oldest first."""
    where = {} if subject is None else {"subject": subject}
    rows = tx.rows(PENDING_WORK, kind=kind, told_at=None, **where)
    return tuple(_work(row) for row in rows if row["done_at"] is not None)


def _work(row: Row) -> Work:
    details, result = json.loads(row["details"]), json.loads(row["result"])
    return Work(
        row["id"], row["kind"], row["subject"], details, result, row["made_at"], is_done=row["done_at"] is not None
    )


def settled(desk: Any, key: int, *, at: Path | None = None, tell: bool = True) -> tuple[Work, tuple[str, ...]]:
    """Finish what is pending now that the work `key` was committed; return that work and what could not be finished.

    Its result counts as told, since whoever calls this ordered it; without `tell` the caller notes that later.
    """
    unfinished = tuple(finish(desk, at=at, wait_s=_WAIT_S).unfinished)
    with desk.store.reading() as tx:
        work = work_of(tx, key)
    if work.is_done and tell:
        with desk.store.transaction() as tx:
            told(tx, key)
    return work, () if work.is_done else unfinished


# -- finishing -------------------------------------------------------------------------------------------------


def finish(desk: Any, *, at: Path | None = None, wait_s: float = 0.0) -> Outcome:
    """Finish the pending work of the workspace of `desk`, oldest first; never raise for what cannot be finished now.

    `at` is where the sealed folder is today. One process does it at a time: others wait up to `wait_s` seconds. A
    workspace that cannot be written to only tells what is pending.
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
            _sentence(one, f"另一个窗口（进程 {fault.holder.process}）正在做，请等它做完")
            for one in _waiting(desk.store)
        ]
    except (OSError, YehuaError) as fault:
        outcome.unfinished += [_sentence(one, str(fault)) for one in _waiting(desk.store)]
    return outcome


def _waiting(store: Store) -> tuple[Work, ...]:
    with store.reading() as tx:
        return waiting(tx)


def _finish(desk: Any, work: Work, at: Path | None, outcome: Outcome) -> None:
    module, name = HANDLERS[work.kind].split(":")
    try:
        result = getattr(importlib.import_module(module), name)(desk, work, at)
        with desk.store.transaction() as tx:
            done(tx, work.id, result)
            outcome.finished.append(work_of(tx, work.id))
    except StillRunningError:
        return
    except Exception as fault:  # noqa: BLE001 - whatever it is, the workspace must still open, and say so
        outcome.unfinished.append(_sentence(work, str(fault) or type(fault).__name__))


def _sentence(work: Work, why: str) -> str:
    what = f"{work.subject} 的{NAMES.get(work.kind, work.kind)}"
    return f"{what}还没有收尾：{re.sub('[。；]+$', '', why)}。请排除后再运行任何一条命令，会自动接着做完。"
