"""A power cut at any moment: pages that were not synced are lost or torn, and each transaction is there whole or not.

The SQL that the store issues is recorded and run again on a file system in memory that keeps what was not synced apart.
"""

import random
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import sqlalchemy as sa

from toolkit.cases import cases
from toolkit.grievances.register import confirm_grievances
from toolkit.meetings import erasures, notices
from toolkit.meetings.erasures import ErasureOrder
from toolkit.meetings.notices import Notice
from toolkit.meetings.recordings import find_recording
from toolkit.restricted import erase_rows
from toolkit.store.database import Store
from toolkit.workspace.desk import Desk

apsw = pytest.importorskip("apsw")

Older = Callable[[Desk, Path], Path]
DATABASE, JOURNAL = "yehua.db", "yehua.db-journal"
# What `store` tells SQLite when it opens a database.
SETTINGS = ("foreign_keys = ON", "recursive_triggers = ON", "secure_delete = ON", "synchronous = EXTRA")
# A write beside a torn one is not harmed: what SQLite supposes of a disk, and what today's disks do.
POWERSAFE_OVERWRITE = 0x1000
SECTOR = 4096
# How often it is drawn what becomes of the changes that were not synced: usually, and with `--all`.
FATES = 2
FATES_OF_ALL = 50


class PowerCutError(Exception):
    """Raised at the moment of the cut; nothing reaches the disk any more."""


@dataclass
class Content:
    """A file: what is on the disk for certain, and the changes since, in order: where and what, or a new length."""

    durable: bytes = b""
    pending: list[tuple[int, bytes | None]] = field(default_factory=list)
    is_named: bool = False

    def live(self) -> bytes:
        """Return what the program reads."""
        return _applied(self.durable, self.pending)

    def after_the_cut(self, chance: random.Random) -> bytes:
        """Return what may be on the disk: each change that was not synced is there, lost, or torn in the middle."""
        return _applied(self.durable, [change for one in self.pending for change in _survived(one, chance)])


def _survived(change: tuple[int, bytes | None], chance: random.Random) -> list[tuple[int, bytes | None]]:
    offset, data = change
    fate = chance.choice(("kept", "lost", "torn"))
    if fate == "lost" or (fate == "torn" and data is None):
        return []
    if fate == "kept" or data is None:
        return [change]
    first, second = sorted(chance.randrange(len(data) + 1) for _ in range(2))
    return [(offset, data[:first]), (offset + second, data[second:])]


def _applied(start: bytes, changes: list[tuple[int, bytes | None]]) -> bytes:
    whole = bytearray(start)
    for offset, data in changes:
        if data is None:
            del whole[offset:]
        elif data:
            whole.extend(b"\0" * (offset + len(data) - len(whole)))
            whole[offset : offset + len(data)] = data
    return bytes(whole)


class Disk(apsw.VFS):  # type: ignore[misc, name-defined]
    """A file system in memory whose power is cut at the event `cut_at`: a write, a sync, a truncation, a deletion."""

    def __init__(self, content: bytes, cut_at: int) -> None:
        self.files = {DATABASE: Content(content, is_named=True)}
        self.deleted: dict[str, Content] = {}
        self.events = 0
        self._cut_at = cut_at
        super().__init__("disk", "")

    def happens(self) -> None:
        """Count an event; raise PowerCutError from the cut on."""
        self.events += 1
        if self.events >= self._cut_at:
            raise PowerCutError

    def after_the_cut(self, chance: random.Random) -> dict[str, bytes]:
        """Return the files that may be on the disk; a name that was not synced may be there or not."""
        files = {}
        for name, content in (*self.deleted.items(), *self.files.items()):
            if (content.is_named and name not in self.deleted) or chance.random() < 1 / 2:
                files[name] = content.after_the_cut(chance)
        return files

    def xFullPathname(self, name: str) -> str:  # noqa: N802 - SQLite's name
        """Return the name as it is."""
        return name

    def xAccess(self, name: str, _flags: int) -> bool:  # noqa: N802 - SQLite's name
        """Tell whether there is such a file."""
        return name in self.files

    def xDelete(self, name: str, sync: bool) -> None:  # noqa: N802, FBT001 - SQLite's name
        """Delete a file, for certain only when the folder is synced with it."""
        gone = self.files[name]
        self.happens()
        del self.files[name]
        if gone.is_named and not sync:
            self.deleted[name] = gone

    def xOpen(self, name: object, flags: list[int]) -> "OpenFile":  # noqa: N802 - SQLite's name
        """Open or make a file."""
        known = name.filename() if isinstance(name, apsw.URIFilename) else str(name)
        self.files.setdefault(known, Content())
        flags[1] = flags[0]
        return OpenFile(self, self.files[known])


class OpenFile:
    """An open file of a `Disk`."""

    def __init__(self, disk: Disk, content: Content) -> None:
        self._disk = disk
        self._content = content

    def xRead(self, amount: int, offset: int) -> bytes:  # noqa: N802 - SQLite's name
        """Return what the program reads; SQLite takes a short answer for zeros."""
        return self._content.live()[offset : offset + amount]

    def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802 - SQLite's name
        """Write, not for certain; the write at which the power is cut may be there or torn, too."""
        if self._disk.events < self._disk._cut_at:
            self._content.pending.append((offset, bytes(data)))
        self._disk.happens()

    def xTruncate(self, size: int) -> None:  # noqa: N802 - SQLite's name
        """Cut the file off, not for certain."""
        self._disk.happens()
        self._content.pending.append((size, None))

    def xSync(self, _flags: int) -> None:  # noqa: N802 - SQLite's name
        """Bring all changes to the disk for certain, and with the first sync the name."""
        self._disk.happens()
        self._content.durable, self._content.pending = self._content.live(), []
        self._content.is_named = True

    def xFileSize(self) -> int:  # noqa: N802 - SQLite's name
        """Return how long the file is."""
        return len(self._content.live())

    def xSectorSize(self) -> int:  # noqa: N802 - SQLite's name
        """Return the size of a sector."""
        return SECTOR

    def xDeviceCharacteristics(self) -> int:  # noqa: N802 - SQLite's name
        """Return what the disk promises."""
        return POWERSAFE_OVERWRITE

    def xFileControl(self, *_: object) -> bool:  # noqa: N802 - SQLite's name
        """Know no controls."""
        return False

    def xCheckReservedLock(self) -> bool:  # noqa: N802 - SQLite's name
        """Tell that nobody else is there."""
        return False

    def xLock(self, _level: int) -> None:  # noqa: N802 - SQLite's name
        """Lock nothing: nobody else is there."""

    def xUnlock(self, _level: int) -> None:  # noqa: N802 - SQLite's name
        """Unlock nothing."""

    def xClose(self) -> None:  # noqa: N802 - SQLite's name
        """Close nothing."""


# -- transactions of the store ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Recorded:
    """A transaction of the store: the database before and after it, and the SQL in between."""

    before: bytes
    after: bytes
    statements: tuple[tuple[str, tuple[object, ...]], ...]


def recorded(desk: Desk, act: Callable[[], object]) -> Recorded:
    """Return what the last writing transaction of `act` did."""
    path = desk.workspace.root / DATABASE
    statements: list[tuple[str, tuple[object, ...]]] = []
    before = [path.read_bytes()]

    def note(_connection: object, _cursor: object, sql: str, values: tuple[object, ...], *_: object) -> None:
        if sql == "BEGIN IMMEDIATE":
            statements.clear()
            before[0] = path.read_bytes()
        # The copy before an upgrade is made by a connection of its own.
        if sql in {"BEGIN", "ROLLBACK", "VACUUM INTO ?"} or (statements and statements[-1][0] == "COMMIT"):
            return
        statements.append((sql, tuple(values)))

    def done(_connection: object) -> None:
        if statements and statements[-1][0] != "COMMIT" and statements[0][0] == "BEGIN IMMEDIATE":
            statements.append(("COMMIT", ()))

    # Of all engines, since an upgrade is done before a store is open.
    sa.event.listen(sa.Engine, "before_cursor_execute", note)
    sa.event.listen(sa.Engine, "commit", done)
    act()
    sa.event.remove(sa.Engine, "before_cursor_execute", note)
    sa.event.remove(sa.Engine, "commit", done)
    return Recorded(before[0], path.read_bytes(), tuple(statements))


def run(
    disk: Disk, statements: tuple[tuple[str, tuple[object, ...]], ...], settings: tuple[str, ...] = SETTINGS
) -> bool:
    """Run `statements` on `disk`; tell whether the transaction was acknowledged before the power was cut."""
    connection = apsw.Connection(DATABASE, vfs="disk")
    try:
        for setting in settings:
            connection.execute(f"PRAGMA {setting}")
        for sql, values in statements:
            for _ in connection.execute(sql, values):
                pass
    except (PowerCutError, apsw.Error):
        assert disk.events >= disk._cut_at
        return False
    finally:
        # Closing rolls back what is open, which nothing of reaches a dead disk.
        try:
            connection.close()
        except (PowerCutError, apsw.Error):
            connection.close(True)  # noqa: FBT003 - by force; the library takes it by place only
    return True


def content_of(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Return all rows of the database at `path` as somebody finds them who opens it again; it must be whole."""
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: connection.execute(f"SELECT * FROM {name}").fetchall() for name in tables}  # noqa: S608


def rows_in(folder: Path, files: dict[str, bytes]) -> dict[str, list[tuple[object, ...]]]:
    for name in (DATABASE, JOURNAL):
        (folder / name).unlink(missing_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return content_of(folder / DATABASE)


# -- acts ------------------------------------------------------------------------------------------------------


def confirm(kept, _older: Older) -> Recorded:  # noqa: ANN001
    return recorded(kept.desk, lambda: confirm_grievances(kept.desk.store, kept.code, [1, 3], {}, by="王芳"))


def open_a_case(kept, _older: Older) -> Recorded:  # noqa: ANN001
    (one,) = confirm_grievances(kept.desk.store, kept.code, [1], {}, by="王芳")
    return recorded(kept.desk, lambda: cases.open_case(kept.desk, [one.number or ""], "2026-10-08"))


def note_an_objection(kept, _older: Older) -> Recorded:  # noqa: ANN001
    objection = Notice("objection", "说话人3", "李强", start_s=6.0, end_s=9.0, wish="不公开" * 2000)
    return recorded(kept.desk, lambda: notices.enter(kept.desk.store, kept.code, objection))


def erase_a_recording(kept, _older: Older) -> Recorded:  # noqa: ANN001
    recording = find_recording(kept.desk.store, kept.code)

    def act() -> None:
        with kept.desk.store.transaction() as tx:
            number = erasures.next_erasure(tx, "destroyed", 2026)
            with tx.erasing():
                erase_rows.erase_all(tx, recording)
            erasures.note(tx, number, recording, ErasureOrder("destroyed", "李强", "王芳", "期满"), {"erased": []})

    return recorded(kept.desk, act)


def upgrade_an_older_workspace(kept, older: Older) -> Recorded:  # noqa: ANN001
    """Open a workspace without a chain, whose facts all join one: the largest transaction there is."""
    root = kept.desk.workspace.root
    kept.desk.store.close()
    older(kept.desk, root / "旧.db").replace(root / DATABASE)
    return recorded(kept.desk, lambda: Store.open(f"sqlite:///{root / DATABASE}").close())


ACTS = (confirm, open_a_case, note_an_objection, erase_a_recording, upgrade_an_older_workspace)


@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.__name__)
def test_each_transaction_is_there_whole_or_not_at_all(
    act: Callable[[object, Older], Recorded],
    kept,  # noqa: ANN001
    older: Older,
    tmp_path: Path,
    pytestconfig: pytest.Config,
) -> None:
    done = act(kept, older)
    folder = tmp_path / "后来"
    folder.mkdir()
    before, after = (rows_in(folder, {DATABASE: content}) for content in (done.before, done.after))
    assert before != after
    undisturbed = Disk(done.before, cut_at=10**9)
    assert run(undisturbed, done.statements)
    assert rows_in(folder, {DATABASE: undisturbed.files[DATABASE].durable}) == after
    chance = random.Random(act.__name__)  # noqa: S311 - a seed, no secret
    fates = FATES_OF_ALL if pytestconfig.getoption("--all") else FATES
    outcomes = set()
    # One more than there are events: the transaction was acknowledged, and then the power was cut.
    for cut_at in range(1, undisturbed.events + 2):
        disk = Disk(done.before, cut_at)
        acknowledged = run(disk, done.statements)
        for _ in range(fates):
            rows = rows_in(folder, disk.after_the_cut(chance))
            assert rows == after if acknowledged else rows in (before, after), f"cut at event {cut_at}"
            outcomes.add(rows == after)
    assert outcomes == {True, False}


def test_a_database_that_does_not_wait_for_the_disk_is_caught(kept, older: Older, tmp_path: Path) -> None:  # noqa: ANN001
    done = confirm(kept, older)
    before, after = (rows_in(tmp_path, {DATABASE: content}) for content in (done.before, done.after))
    chance = random.Random("careless")  # noqa: S311 - a seed, no secret
    broken = 0
    for _ in range(20):
        disk = Disk(done.before, cut_at=10**9)
        assert run(disk, done.statements, ("synchronous = OFF",))
        try:
            broken += rows_in(tmp_path, disk.after_the_cut(chance)) not in (before, after)
        except (AssertionError, sqlite3.DatabaseError):
            broken += 1
    assert broken
