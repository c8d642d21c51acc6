"""The hash-chained ledger of fixity (固化): every fixing, check and restoration of a package, dated.

Changing, removing or inserting a row breaks the chain from there on; a chain made anew ends in another hash than the
one printed on the signed 固化信息表. The stored kind `sealed` means 固化 (fixed), and `apart` means 封存 (sealed).
"""

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from toolkit.archive import packages
from toolkit.archive.packages import Fault
from toolkit.core import Break, HashChain, UnknownNumberError, WrongValueError, YehuaError, hash_chain
from toolkit.formats import bags
from toolkit.meetings import recording_of
from toolkit.records import from_json, to_json
from toolkit.store import FIXITY_CHECKS, Row, Store, Transaction, now
from toolkit.workspace import Desk, normalised

Kind = Literal["sealed", "checked", "restored", "apart", "opened", "erased", "destroyed"]
Result = Literal["sound", "faulty"]
KIND_NAMES: dict[str, str] = {
    "sealed": "固化",
    "checked": "核验",
    "restored": "恢复",
    "apart": "封存",
    "opened": "打开封存",
    "erased": "依请求删除",
    "destroyed": "销毁",
}
# After these no package is left at that place to be checked.
_ENDS = {"apart", "destroyed"}
RESULT_NAMES: dict[str, str] = {"sound": "完好", "faulty": "有问题"}

_SERIES = "fixity"
CHECK_CHAIN = HashChain(("position", "kind", "at", "recording", "root", "path", "by", "result", "faults", "previous"))


@dataclass(frozen=True)
class Check:
    """A row of the ledger; `at` is UTC (ISO), `root` the expected root, `hash` the hash over the whole row."""

    position: int
    kind: Kind
    at: str
    recording: str
    root: str
    path: str
    by: str
    result: Result
    faults: tuple[Fault, ...]
    previous: str
    hash: str


@dataclass(frozen=True)
class Due:
    """A package due for a check: the moment of its last check and the day by which it is due."""

    recording: str
    path: str
    last: str
    due: dt.date


def fixity_of(desk: Desk) -> "Fixity":
    """Return the ledger of fixity checks of the workspace of `desk`."""
    return Fixity(desk.store, desk.workspace.root / "packages")


class Fixity:
    """The fixity ledger in `store`."""

    def __init__(self, store: Store, home: Path | None = None) -> None:
        """Work on `store`; `home` is the folder of packages in the workspace, which may be moved or copied as a whole.

        A place inside the workspace is kept relative to it, so that a copied workspace checks its own packages.
        """
        self._store = store
        self._home = home

    def enter_fixing(self, tx: Transaction, code: str, root: str, path: Path, by: str) -> Check:
        """Enter that the package of recording `code` with `root` was written to `path`, once for each root and place.

        Raise UnknownNumberError.
        """
        recording = recording_of(tx, code).code
        place = self._stored(path)
        for row in tx.rows(FIXITY_CHECKS, kind="sealed", recording=recording, root=root):
            if self._present(row["path"]) == self._present(place):
                return self._check_of(row)
        return self._append(tx, "sealed", recording, place, by=by, root=root)

    def check(self, code: str, path: Path | None, by: str, root: str | None = None) -> Check:
        """Verify the package of recording `code` at `path` (None: where it was fixed last) and enter the result.

        Its expected root is `root`, by default that of `root_for`. An unreadable package is a fault, too, and is
        entered. Raise UnknownNumberError when it was never fixed.
        """
        _refuse_nameless(by)
        place = path or Path(self.last_fixed(code).path)
        root = root or self.root_for(code, place)
        faults = verified(place, root)
        with self._store.transaction() as tx:
            recording = recording_of(tx, code).code
            stored = self._stored(place.absolute())
            return self._append(tx, "checked", recording, stored, by=by, root=root, faults=faults)

    def note_restored(self, code: str, path: Path, restored: Sequence[Fault], by: str) -> Check:
        """Enter that the files named in `restored` were restored in the package of recording `code` at `path`."""
        root = self.root_for(code, path)
        with self._store.transaction() as tx:
            recording = recording_of(tx, code).code
            return self._append(tx, "restored", recording, self._stored(path), by=by, root=root, faults=restored)

    def note(self, kind: Kind, code: str, path: str, by: str, what: Sequence[Fault] = ()) -> Check:
        """Enter an act on recording `code` that is no check (sealing, opening, destruction); `what` are its objects."""
        with self._store.transaction() as tx:
            return self.enter(tx, kind, code, path, by, what)

    def enter(  # noqa: PLR0917 - the arguments of `note`, after the transaction
        self, tx: Transaction, kind: Kind, code: str, path: str, by: str, what: Sequence[Fault] = ()
    ) -> Check:
        """Enter an act on a recording as `note` does, inside the transaction of that act."""
        recording = recording_of(tx, code).code
        known = tx.row(FIXITY_CHECKS, recording=recording, kind="sealed")
        root = str(known["root"]) if known else hash_chain.START
        place = self._stored(Path(path)) if path else ""
        return self._append(tx, kind, recording, place, by=by, root=root, faults=what)

    def _append(
        self,
        tx: Transaction,
        kind: Kind,
        recording: str,
        path: str,
        *,
        by: str,
        root: str,
        faults: Sequence[Fault] = (),
    ) -> Check:
        """Link a new row to the last one of the ledger, add it and return it; raise WrongValueError without a name."""
        _refuse_nameless(by)
        position = tx.next_number(_SERIES)
        before = tx.row(FIXITY_CHECKS, position=position - 1)
        row = {
            "position": position,
            "kind": kind,
            "at": now(),
            "recording": recording,
            "root": root,
            "path": path,
            "by": by.strip(),
            "result": "faulty" if faults and kind == "checked" else "sound",
            "faults": json.dumps(to_json(tuple(faults)), ensure_ascii=False, sort_keys=True),
        }
        linked = CHECK_CHAIN.linked(row, before["hash"] if before else hash_chain.START)
        tx.add(FIXITY_CHECKS, **linked)
        return self._check_of(linked)

    def checks(self, code: str | None = None) -> tuple[Check, ...]:
        """Return all rows, or those of recording `code`, oldest first."""
        where = {"recording": normalised(code)} if code else {}
        with self._store.reading() as tx:
            return tuple(self._check_of(row) for row in tx.rows(FIXITY_CHECKS, **where))

    def standing(self) -> tuple[str, ...]:
        """Return the recordings whose last fixed package still stands, neither destroyed nor sealed since."""
        last = {check.recording: check for check in self.checks() if check.kind in {"sealed", *_ENDS}}
        return tuple(code for code, check in last.items() if check.kind == "sealed")

    def last_fixed(self, code: str) -> Check:
        """Return the last fixing of recording `code`; raise UnknownNumberError when none stands."""
        rows = [check for check in self.checks(code) if check.kind in {"sealed", *_ENDS}]
        if not rows or rows[-1].kind != "sealed":
            raise UnknownNumberError(what="固化记录", number=code)
        return rows[-1]

    def root_for(self, code: str, path: Path) -> str:
        """Return the expected root of the package of recording `code` at `path`.

        That is the root of the last fixing at that place. For a copy it is its own root if a fixing has it, else the
        root it was last checked against, else that of the last fixing. Raise UnknownNumberError without any fixing.
        """
        rows = [check for check in self.checks(code) if check.path == str(path.absolute())]
        if here := [check.root for check in rows if check.kind == "sealed"]:
            return here[-1]
        own = path / bags.ROOT_FILE
        known = {check.root for check in self.checks(code) if check.kind == "sealed"}
        if own.is_file() and (root := bags.root_of(path)) in known:
            return root
        checked = [check.root for check in rows if check.kind in {"checked", "restored"}]
        return checked[-1] if checked else self.last_fixed(code).root

    def watched(self, code: str) -> tuple[Check, ...]:
        """Return the fixings of recording `code` that are to be checked, one per place, the newest last.

        The newest is checked even where its package is missing; an older one as long as its package exists. Raise
        UnknownNumberError when none stands.
        """
        last: dict[str, Check] = {}
        for check in self.checks(code):
            if check.kind in _ENDS:
                last = {path: fixing for path, fixing in last.items() if check.path not in {"", path}}
            elif check.kind == "sealed":
                last[check.path] = check
        fixings = sorted(last.values(), key=lambda fixing: fixing.position)
        watched = tuple(each for each in fixings if each is fixings[-1] or Path(each.path).is_dir())
        if not watched:
            raise UnknownNumberError(what="固化记录", number=code)
        return watched

    def _stored(self, place: Path) -> str:
        """Return `place` as the ledger stores it: inside the workspace relative to it, with forward slashes."""
        if self._home is None or not place.is_relative_to(self._home.parent):
            return str(place)
        return place.relative_to(self._home.parent).as_posix()

    def place_of(self, path: str) -> Path:
        """Return the present place of the package entered at `path`, even if the workspace was moved since."""
        return Path(self._present(path))

    def _present(self, path: str) -> str:
        """Return the present place of the package stored as `path`.

        Older rows hold absolute paths. A path into the packages of another workspace was written before this one was
        copied or moved, and stands for the package of that name here; so does a path where nothing is any more.
        """
        if not path or self._home is None:
            return path
        place = self._home.parent / path
        if place.is_relative_to(self._home.parent):
            return str(place)
        here = self._home / place.name
        of_a_workspace = place.parent.name == self._home.name and (place.parent.parent / "yehua.toml").is_file()
        return str(here) if of_a_workspace or (here.is_dir() and not place.exists()) else path

    def _check_of(self, row: Row) -> Check:
        return from_json(Check, {**row, "faults": json.loads(row["faults"]), "path": self._present(row["path"])})

    def head(self) -> str:
        """Return the hash of the last row, which stands for the whole ledger; 64 zeros for an empty one."""
        checks = self.checks()
        return checks[-1].hash if checks else hash_chain.START

    def broken(self, head: str | None = None) -> tuple[str, ...]:
        """Return in Chinese every break of the chain.

        `head` is a last hash that was written down: if no row has it, the end was cut off or the chain made anew.
        """
        with self._store.reading() as tx:
            rows = tx.rows(FIXITY_CHECKS)
        faults = [_sentence(gap) for gap in CHECK_CHAIN.breaks(rows)]
        if head is not None and head not in {hash_chain.START, *(row["hash"] for row in rows)}:
            faults.append("登记在纸上的账末哈希在账里找不到：账的末尾被删过，或者整本账被重做过。")
        return tuple(faults)

    def plan(self, today: dt.date, months: int) -> tuple[Due, ...]:
        """Return the packages not checked for `months` months by `today`, the longest unchecked first.

        Each place of a package counts by itself. It is due at once where the last check found a fault.
        """
        last: dict[tuple[str, str], Check] = {}
        for check in self.checks():
            if check.kind == "destroyed" and not check.path:
                last = {place: known for place, known in last.items() if place[0] != check.recording}
            elif check.kind not in {"opened", "erased"}:
                last[check.recording, check.path] = check
        left = (check for check in last.values() if check.kind not in _ENDS)
        plan = (Due(check.recording, check.path, check.at, _due(check, months)) for check in left)
        return tuple(sorted((due for due in plan if due.due <= today), key=lambda due: (due.due, due.recording)))


def _due(check: Check, months: int) -> dt.date:
    day = dt.datetime.fromisoformat(check.at).date()
    if check.result == "faulty" and check.kind == "checked":
        return day
    month = day.month - 1 + months
    # Every month has a 28th; a few days early do no harm.
    return dt.date(day.year + month // 12, month % 12 + 1, min(day.day, 28))


def _refuse_nameless(by: str) -> None:
    if not by.strip():
        raise WrongValueError(field="核验人", value=by, why="要写明是谁核验的")


def verified(path: Path, root: str) -> tuple[Fault, ...]:
    """Return the faults of the package at `path`; an unreadable package is a single fault."""
    try:
        return packages.verify(path, root)
    except YehuaError as fault:
        return (Fault(".", str(fault), "整个档案包"),)


def _sentence(gap: Break) -> str:
    if gap.fault == "missing":
        return f"第 {gap.position} 条缺失，接着的是第 {gap.row['position']} 条。"
    flaw = "与前一条接不上" if gap.fault == "unlinked" else "的内容被改动过"
    return f"第 {gap.row['position']} 条{flaw}。"
