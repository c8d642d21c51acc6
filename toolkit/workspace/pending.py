"""Pending work: steps that must follow a commit, entered in that commit and finished at the next opening at the latest.

A power cut may come between a commit and the steps that follow it, such as deleting or renaming files. So the commit
itself adds a row of pending work. The command that ordered the work finishes it at once; after a power cut the next
opening of the workspace does, before anything else. Each kind of work has an idempotent handler (`HANDLERS`). An
unreported result is kept until the same order is given again, so that nothing is done twice. Files that must be in
their places before the commit are handled by `toolkit.core.pending_files` instead.

On a server several machines share one store, and the files of a piece of work lie on one of them: each piece names
the workspace that holds it, and only that one finishes it, or one that a person let take it over.
"""

import contextlib
import datetime as dt
import importlib
import json
import re
import secrets
import socket
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from toolkit.core import WrongValueError, YehuaError, locks, moves, write_whole
from toolkit.store import PENDING_WORK, Row, Store, Transaction, chain, now, text_of
from toolkit.workspace.numbering import file_name_of

# The handler of each kind, as module:function: it gets the desk, the work and the place of the sealed folder (or None)
# and returns the result. Named by strings, since these packages lie above this one.
HANDLERS = {
    "add": "toolkit.meetings.intake:finish",
    "apart": "toolkit.restricted.sealing_results:finish",
    "backup": "toolkit.archive.backups:finish",
    "destroyed": "toolkit.restricted.destruction:finish",
    "matter": "toolkit.restricted.matter_deletion:finish",
    "package": "toolkit.archive.packing:finish_package",
    "sealing": "toolkit.restricted.sealing_results:drop_half_sealed",
    "table": "toolkit.workspace.tables:finish",
}
NAMES = {
    "add": "收录",
    "apart": "封存或删除",
    "backup": "备份",
    "destroyed": "销毁",
    "matter": "删除诉求",
    "package": "打包",
    "sealing": "封存",
    "table": "存盘",
}
# Work that erases the files of a recording: it must not count as done where they never were.
_ERASING = frozenset({"apart", "destroyed"})
# The access copy, which lies beside every original.
_SOUND = "*-试听.mp3"
_LOCK = ".pending.lock"
# The random id of a workspace: computers that were cloned have one name. No backup holds it, as its name begins with a
# dot, so that what is restored is another holder.
_ID_FILE = ".holder"
# Another window may be finishing the same work, which takes as long as packing a recording does.
_WAIT_S = 600
_ID_WAIT_S = 10.0
# The key among the details of the workspace that holds the files; no handler sees it.
_HELD_BY = "held_by"
# What another machine orders is done at once; what is older than this waits for somebody.
_AT_WORK = dt.timedelta(hours=1)
TAKEN_OVER = "work.taken_over"


class StillRunningError(Exception):
    """Raised by a handler when the process that ordered the work is alive and at work."""


@dataclass(frozen=True)
class Work:
    """A piece of pending work: its `details` until it is done, then its `result`.

    `held_by` names the workspace that holds its files, as `holder_of` does; "" in work of older versions.
    """

    id: int
    kind: str
    subject: str
    details: Mapping[str, Any]
    result: Mapping[str, Any]
    made_at: str
    is_done: bool
    held_by: str = ""


@dataclass
class Outcome:
    """The work that an opening finished, and a Chinese sentence for each that it could not finish."""

    finished: list[Work] = field(default_factory=list)
    unfinished: list[str] = field(default_factory=list)


def holder_of(root: Path) -> str:
    """Return what the workspace at `root` on this machine is called where several machines share a store.

    Its random id is made once; a workspace that cannot be written to and has none holds nothing.
    """
    with contextlib.suppress(OSError, YehuaError):
        if not (root / _ID_FILE).exists():
            with locks.turn(root / _ID_FILE, _ID_WAIT_S):
                if not (root / _ID_FILE).exists():
                    write_whole(root / _ID_FILE, secrets.token_hex(16))
        # Somebody who scans a file that was just made keeps it for a moment on Windows.
        text = moves.patiently(lambda: (root / _ID_FILE).read_text(encoding="ascii", errors="replace"))
        return f"{_nameless(root)}{text.strip()}"
    return _nameless(root)


def _nameless(root: Path) -> str:
    """Return what a workspace whose id could not be read is called."""
    return f"{socket.gethostname()}:{root.resolve()}:"


def enter(desk: Any, tx: Transaction, kind: str, subject: str, details: Mapping[str, Any]) -> int:
    """Enter pending work of `desk` in the transaction that it follows from, and return its id."""
    held = {**details, _HELD_BY: holder_of(desk.workspace.root)}
    return tx.add(PENDING_WORK, kind=kind, subject=subject, details=text_of(held), result="{}")


def set_details(tx: Transaction, key: int, details: Mapping[str, Any]) -> None:
    """Replace the details of the work `key`; who holds it stays."""
    _hand(tx, key, details, work_of(tx, key).held_by)


def _hand(tx: Transaction, key: int, details: Mapping[str, Any], holder: str) -> None:
    tx.change(PENDING_WORK, key, details=text_of({**details, _HELD_BY: holder}))


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
    desk: Any, kind: str, subject: str, details: Mapping[str, Any], *, is_void: Callable[[], bool]
) -> Iterator[int]:
    """Enter pending work of `desk` before the block runs, and give its id.

    It is closed when the block raises and `is_void` holds: whether the block left nothing to be finished or removed.
    """
    with desk.store.transaction() as tx:
        key = enter(desk, tx, kind, subject, details)
    try:
        yield key
    except BaseException:
        if is_void():
            with desk.store.transaction() as tx:
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
    held_by = texts["details"].pop(_HELD_BY, "")
    return Work(**cells, **texts, is_done=row["done_at"] is not None, held_by=held_by)


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
    workspace that cannot be written to only lists its pending work. What another machine holds is left to it, and
    told when it has waited for long.
    """
    outcome = Outcome(unfinished=[_left_sentence(work) for work in _elsewhere(desk) if _has_waited(work)])
    if not _own(desk):
        return outcome
    try:
        with locks.held_in_turn(desk.workspace.root / _LOCK, wait_s):
            for work in _own(desk):
                _finish(desk, work, at, outcome)
    except locks.HeldError as fault:
        outcome.unfinished += [
            _sentence(work, f"另一个窗口（进程 {fault.holder.process}）正在做，请等它做完") for work in _own(desk)
        ]
    except (OSError, YehuaError) as fault:
        outcome.unfinished += [_sentence(work, str(fault)) for work in _own(desk)]
    return outcome


def take_over(desk: Any, machine: str, by: str) -> tuple[Work, ...]:
    """Let the workspace of `desk` hold the work that `machine` left, and return it; who said so joins the chain.

    For a machine that is gone and whose files were restored here. Raise WrongValueError where it holds nothing, may
    still be at work, or left an erasure of files that are not here; then nothing is taken over.
    """
    with desk.store.transaction() as tx:
        others = [work for work in waiting(tx) if not _is_own(desk, work)]
        left = [work for work in others if machine in {work.held_by, _machine(work)}]
        if not left:
            known = "、".join(sorted({_machine(work) for work in others})) or "没有一台"
            raise WrongValueError(field="MACHINE", value=machine, why=f"它没有留下没收尾的工作；留下了的：{known}")
        if faults := [fault for work in left if (fault := _why_not_taken(desk, work))]:
            raise WrongValueError(field="MACHINE", value=machine, why="；".join(faults))
        for work in left:
            _hand(tx, work.id, work.details, holder_of(desk.workspace.root))
        facts = {"from": _machine(left[0]), "to": socket.gethostname(), "count": len(left)}
        tx.append(chain.news(chain.WHOLE, TAKEN_OVER, facts, by, moment=tx.now()))
    return tuple(left)


def _why_not_taken(desk: Any, work: Work) -> str:
    name = f"{work.subject} 的{NAMES.get(work.kind, work.kind)}"
    if not _has_waited(work):
        return f"{name}还不到 1 小时，那台电脑可能正在做，请过 1 小时再接手"
    place = desk.workspace.recordings / file_name_of(work.subject)
    # The text of a correction lies in such a folder on whatever machine it was written.
    if work.kind in _ERASING and not any(place.glob(_SOUND)):
        at = desk.workspace.relative(place)
        return f"{name}要删的录音不在本机（{at} 里没有），接手了也删不掉：请先把那台电脑的文件恢复到这里"
    return ""


def _own(desk: Any) -> tuple[Work, ...]:
    return tuple(work for work in _waiting(desk.store) if _is_own(desk, work))


def _elsewhere(desk: Any) -> tuple[Work, ...]:
    return tuple(work for work in _waiting(desk.store) if not _is_own(desk, work))


def _is_own(desk: Any, work: Work) -> bool:
    """Return whether the files of `work` are here: a database in the workspace moves with it, a server's does not."""
    root = desk.workspace.root
    return not desk.store.is_on_server or work.held_by in {"", _nameless(root), holder_of(root)}


def _has_waited(work: Work) -> bool:
    return dt.datetime.now(dt.UTC) - dt.datetime.fromisoformat(work.made_at) > _AT_WORK


def _machine(work: Work) -> str:
    return work.held_by.partition(":")[0]


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


def _left_sentence(work: Work) -> str:
    name = f"{work.subject} 的{NAMES.get(work.kind, work.kind)}"
    return (
        f"{name}还没有收尾，文件在电脑 {_machine(work)} 上：请在那里打开一次夜话。那台电脑不在了，"
        f"就在恢复了它文件的电脑上运行 yehua store takeover {_machine(work)} --by 姓名。"
    )
