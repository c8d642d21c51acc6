"""The ledger of fixity checks: every sealing, check and restoring dated, and bound to the one before it by its hash.

Whoever changes, removes or inserts a row breaks the chain from there on; whoever makes the whole chain anew gets
another last hash than the one that was printed on the 固化信息表 with two signatures.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from toolkit.archive import packages
from toolkit.archive.packages import Fault
from toolkit.core import UnknownNumberError, WrongValueError, YehuaError
from toolkit.formats import bags
from toolkit.meetings import recording_of
from toolkit.records import to_json
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
# After these there is nothing left at that place that could be checked.
_ENDS = {"apart", "destroyed"}
RESULT_NAMES: dict[str, str] = {"sound": "完好", "faulty": "有问题"}

_START = "0" * 64
_SERIES = "fixity"
_CHAINED = ("position", "kind", "at", "recording", "root", "path", "by", "result", "faults", "previous")


@dataclass(frozen=True)
class Check:
    """One row of the ledger; `at` is UTC (ISO), `root` the root that was looked for, `hash` binds all of it."""

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
    """A package that is to be checked: when it was checked last, and by which day it should be."""

    recording: str
    path: str
    last: str
    due: dt.date


@dataclass(frozen=True)
class _News:
    kind: Kind
    recording: str
    root: str
    path: str
    by: str
    faults: tuple[Fault, ...] = ()


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

    # -- adding ------------------------------------------------------------------------------------------------

    def seal(self, code: str, root: str, path: Path, by: str) -> Check:
        """Enter that the package of recording `code` with `root` was written to `path`, once for each root and place.

        Raise UnknownNumberError.
        """
        with self._store.transaction() as tx:
            return self.enter_sealing(tx, code, root, path, by)

    def enter_sealing(self, tx: Transaction, code: str, root: str, path: Path, by: str) -> Check:
        """Enter a package as `seal` does, inside the transaction that registers it."""
        recording = recording_of(tx, code).code
        place = self._kept(path)
        for row in tx.rows(FIXITY_CHECKS, kind="sealed", recording=recording, root=root):
            if self._found(row["path"]) == self._found(place):
                return self._check_of(row)
        return self._check_of(_append(tx, _News("sealed", recording, root, place, _name(by))))

    def check(self, code: str, path: Path | None, by: str, root: str | None = None) -> Check:
        """Verify the package of recording `code` at `path` (None: where it was sealed last) and enter the result.

        The root it must have is `root`, as a register keeps it; without one that of `root_for`. A package that cannot
        be read at all is a fault, too, and is entered. Raise UnknownNumberError when it was never sealed.
        """
        by = _name(by)
        place = path or Path(self.sealed(code).path)
        root = root or self.root_for(code, place)
        faults = _verified(place, root)
        with self._store.transaction() as tx:
            news = _News("checked", recording_of(tx, code).code, root, self._kept(place.absolute()), by, faults)
            return self._check_of(_append(tx, news))

    def note_restored(self, code: str, path: Path, restored: Sequence[Fault], by: str) -> Check:
        """Enter that the files named in `restored` were put back into the package of recording `code` at `path`."""
        root = self.root_for(code, path)
        with self._store.transaction() as tx:
            news = _News("restored", recording_of(tx, code).code, root, self._kept(path), _name(by), tuple(restored))
            return self._check_of(_append(tx, news))

    def note(self, kind: Kind, code: str, path: str, by: str, what: Sequence[Fault] = ()) -> Check:
        """Enter an act on recording `code` that is no check: sealed apart, opened, destroyed; `what` tells of what."""
        with self._store.transaction() as tx:
            return self.enter(tx, kind, code, path, by, what)

    def enter(  # noqa: PLR0917 - as `note`
        self, tx: Transaction, kind: Kind, code: str, path: str, by: str, what: Sequence[Fault] = ()
    ) -> Check:
        """Enter an act on a recording as `note` does, inside the transaction of that act."""
        recording = recording_of(tx, code).code
        known = tx.row(FIXITY_CHECKS, recording=recording, kind="sealed")
        root = str(known["root"]) if known else _START
        place = self._kept(Path(path)) if path else ""
        return self._check_of(_append(tx, _News(kind, recording, root, place, _name(by), tuple(what))))

    # -- reading -----------------------------------------------------------------------------------------------

    def checks(self, code: str | None = None) -> tuple[Check, ...]:
        """Return all rows, or those of recording `code`, oldest first."""
        where = {"recording": normalised(code)} if code else {}
        with self._store.reading() as tx:
            return tuple(self._check_of(row) for row in tx.rows(FIXITY_CHECKS, **where))

    def standing(self) -> tuple[str, ...]:
        """Return the recordings whose last sealed package still stands: it was not destroyed or sealed apart since."""
        last = {one.recording: one for one in self.checks() if one.kind in {"sealed", *_ENDS}}
        return tuple(code for code, one in last.items() if one.kind == "sealed")

    def sealed(self, code: str) -> Check:
        """Return the last sealing of recording `code`; raise UnknownNumberError when none stands."""
        rows = [check for check in self.checks(code) if check.kind in {"sealed", *_ENDS}]
        if not rows or rows[-1].kind != "sealed":
            raise UnknownNumberError(what="固化记录", number=code)
        return rows[-1]

    def root_for(self, code: str, path: Path) -> str:
        """Return the root that the package of recording `code` at `path` must have.

        That is the root it was sealed with there, whatever was packed elsewhere since. A copy must have the root of one
        of the sealings: its own when it is one of them, or that it was last checked against, or that of the last.
        Raise UnknownNumberError when it was never sealed.
        """
        rows = [one for one in self.checks(code) if one.path == str(path.absolute())]
        if here := [one.root for one in rows if one.kind == "sealed"]:
            return here[-1]
        own = path / bags.ROOT_FILE
        known = {one.root for one in self.checks(code) if one.kind == "sealed"}
        if own.is_file() and (root := bags.root_of(path)) in known:
            return root
        checked = [one.root for one in rows if one.kind in {"checked", "restored"}]
        return checked[-1] if checked else self.sealed(code).root

    def watched(self, code: str) -> tuple[Check, ...]:
        """Return the sealings of recording `code` that are to be checked, a place each, the newest last.

        The last one stands wherever it should be; an older package stays watched as long as it exists. Raise
        UnknownNumberError when none stands.
        """
        last: dict[str, Check] = {}
        for one in self.checks(code):
            if one.kind in _ENDS:
                last = {path: was for path, was in last.items() if one.path not in {"", path}}
            elif one.kind == "sealed":
                last[one.path] = one
        sealed = sorted(last.values(), key=lambda one: one.position)
        found = {one.path: one for one in sealed if one is sealed[-1] or Path(one.path).is_dir()}
        if not found:
            raise UnknownNumberError(what="固化记录", number=code)
        return tuple(found.values())

    def _kept(self, place: Path) -> str:
        """Return `place` as the ledger keeps it: inside the workspace relative to it, with forward slashes."""
        if self._home is None or not place.is_relative_to(self._home.parent):
            return str(place)
        return place.relative_to(self._home.parent).as_posix()

    def place_of(self, path: str) -> Path:
        """Return where the package lies that was entered as lying at `path`, though the workspace was moved since."""
        return Path(self._found(path))

    def _found(self, path: str) -> str:
        """Return where the package lies whose place is kept as `path`.

        Older rows hold absolute paths. One that leads into the packages of another workspace was written before this
        one was copied or moved, and means the package of that name here; so does one where nothing is any more.
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
        faults = tuple(Fault(**fault) for fault in json.loads(row["faults"]))
        values = {name: row[name] for name in (*_CHAINED, "hash") if name not in {"faults", "path"}}
        return Check(faults=faults, path=self._found(row["path"]), **values)

    def head(self) -> str:
        """Return the hash of the last row, which stands for the whole ledger; 64 zeros for an empty one."""
        checks = self.checks()
        return checks[-1].hash if checks else _START

    def broken(self, head: str | None = None) -> tuple[str, ...]:
        """Return in Chinese every place where the chain does not hold; nothing when it does.

        `head` is a last hash that was written down: when no row has it, rows were taken from the end, or the
        chain was made anew.
        """
        with self._store.reading() as tx:
            rows = tx.rows(FIXITY_CHECKS)
        found = [fault for pair in zip([None, *rows], rows, strict=False) for fault in _link_faults(*pair)]
        if head is not None and head not in {_START, *(row["hash"] for row in rows)}:
            found.append("登记在纸上的账末哈希在账里找不到：账的末尾被删过，或者整本账被重做过。")
        return tuple(found)

    def plan(self, today: dt.date, months: int) -> tuple[Due, ...]:
        """Return the packages not checked for `months` months by `today`, the longest unchecked first.

        A copy counts by itself: each place where a package was sealed or checked is one to be checked again. A
        place whose last check found a fault is due at once.
        """
        last: dict[tuple[str, str], Check] = {}
        for check in self.checks():
            if check.kind == "destroyed" and not check.path:
                last = {place: one for place, one in last.items() if place[0] != check.recording}
            elif check.kind not in {"opened", "erased"}:
                last[check.recording, check.path] = check
        left = (one for one in last.values() if one.kind not in _ENDS)
        due = [Due(one.recording, one.path, one.at, _due(one, months)) for one in left]
        return tuple(sorted((one for one in due if one.due <= today), key=lambda one: (one.due, one.recording)))


def _due(check: Check, months: int) -> dt.date:
    day = dt.datetime.fromisoformat(check.at).date()
    if check.result == "faulty" and check.kind == "checked":
        return day
    month = day.month - 1 + months
    # The 28th is in every month: a few days early is no harm.
    return dt.date(day.year + month // 12, month % 12 + 1, min(day.day, 28))


def _name(by: str) -> str:
    if not by.strip():
        raise WrongValueError(field="核验人", value=by, why="要写明是谁核验的")
    return by.strip()


def _verified(path: Path, root: str) -> tuple[Fault, ...]:
    try:
        return packages.verify(path, root)
    except YehuaError as fault:
        return (Fault(".", str(fault), "整个档案包"),)


# -- the chain -------------------------------------------------------------------------------------------------


def _append(tx: Transaction, news: _News) -> Row:
    position = tx.next_number(_SERIES)
    before = tx.row(FIXITY_CHECKS, position=position - 1) if position > 1 else None
    row = {
        "position": position,
        "kind": news.kind,
        "at": now(),
        "recording": news.recording,
        "root": news.root,
        "path": news.path,
        "by": news.by,
        "result": "faulty" if news.faults and news.kind == "checked" else "sound",
        "faults": json.dumps(to_json(news.faults), ensure_ascii=False, sort_keys=True),
        "previous": before["hash"] if before else _START,
    }
    tx.add(FIXITY_CHECKS, **row, hash=_hash(row))
    return row | {"hash": _hash(row)}


def _hash(row: Row) -> str:
    text = json.dumps({name: row[name] for name in _CHAINED}, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _link_faults(before: Row | None, row: Row) -> Iterable[str]:
    position = before["position"] + 1 if before else 1
    if row["position"] != position:
        yield f"第 {position} 条缺失，接着的是第 {row['position']} 条。"
    elif row["previous"] != (before["hash"] if before else _START):
        yield f"第 {row['position']} 条与前一条接不上。"
    if row["hash"] != _hash(row):
        yield f"第 {row['position']} 条的内容被改动过。"
