"""Every check is dated and bound to the one before it, and nothing in the ledger can be changed unnoticed."""

import datetime as dt
import shutil
import sqlite3
from pathlib import Path

import bagit
import pytest

from toolkit.archive import fixity
from toolkit.archive.fixity import Fixity
from toolkit.core.errors import UnknownNumberError, WrongValueError
from toolkit.core.files import write_whole
from toolkit.formats import bags
from toolkit.records import Recording, SoundFacts
from toolkit.store.database import Store
from toolkit.store.schema import MEETINGS, METADATA, RECORDINGS
from toolkit.store.transactions import text_of

CODE = "0194-LY·2026-D30-0001"
MEETING = "夜话2026-08-柳树湾"


def fix(ledger: Fixity, code: str, root: str, path: Path, by: str) -> fixity.Check:
    """Enter a fixing in a transaction of its own and return it."""
    with ledger._store.transaction() as tx:
        return ledger.enter_fixing(tx, code, root, path, by)


class Shelf:
    """A store with one recording, its sealed package, and the ledger."""

    def __init__(self, folder: Path) -> None:
        self.db = folder / "yehua.db"
        self.store = Store.open(f"sqlite:///{self.db}")
        self.package = folder / "档案 包"
        write_whole(self.package / "data/original/a.amr", b"sound" * 100)
        self.root = bags.seal(self.package, {"External-Identifier": CODE})
        recording = Recording(
            CODE, MEETING, 1, "a" * 64, 9.0, "a.amr", "a", "b", "b" * 64, SoundFacts("amr", "amr", 8000, 1, 9.0, 1)
        )
        with self.store.transaction() as tx:
            tx.add(
                MEETINGS,
                number=MEETING,
                place="柳树湾",
                lunar_year=2026,
                lunar_month=8,
                leap=False,
                held_on="2026-09-25",
            )
            tx.add(RECORDINGS, code=CODE, meeting=MEETING, position=1, sha256="a" * 64, json=text_of(recording))
        self.ledger = Fixity(self.store)

    def raw(self, statement: str) -> None:
        """Run SQL as somebody would who wants to forge: the triggers are taken away first."""
        with sqlite3.connect(self.db) as connection:
            for act in ("update", "delete"):
                connection.execute(f"DROP TRIGGER IF EXISTS fixity_checks_no_{act}")
            connection.execute(statement)
        connection.close()

    def forge(self, position: int, **values: str) -> None:
        """Change cells of the row at `position`."""
        cells = ", ".join(f"\"{name}\" = '{value}'" for name, value in values.items())
        self.raw(f"UPDATE fixity_checks SET {cells} WHERE position = {position}")  # noqa: S608 - a forger's own


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    """Give a shelf in a folder with a space and Chinese characters."""
    return Shelf(tmp_path / "工作 处")


@pytest.fixture
def checked(shelf: Shelf) -> Shelf:
    """Give a shelf whose package was sealed and checked twice."""
    fix(shelf.ledger, CODE, shelf.root, shelf.package, "王芳")
    for by in ("李强", "王芳"):
        shelf.ledger.check(CODE, None, by)
    return shelf


def test_check_tells_who_when_what_and_the_result(shelf: Shelf) -> None:
    sealed = fix(shelf.ledger, CODE, shelf.root, shelf.package, "王芳")
    check = shelf.ledger.check("0194-LY.2026-D30-1", None, " 李强 ")
    assert (sealed.kind, check.kind) == ("sealed", "checked")
    assert (check.recording, check.by, check.result, check.faults) == (CODE, "李强", "sound", ())
    assert (check.root, check.path) == (shelf.root, str(shelf.package))
    assert dt.datetime.fromisoformat(check.at).tzinfo is not None
    assert check.previous == sealed.hash
    assert shelf.ledger.head() == check.hash
    assert shelf.ledger.checks(CODE) == (sealed, check)


def test_every_fault_is_kept_with_the_check(checked: Shelf) -> None:
    (checked.package / "data/original/a.amr").write_bytes(b"rotten")
    (checked.package / "data/stray").write_bytes(b"")
    check = checked.ledger.check(CODE, None, "李强")
    assert check.result == "faulty"
    assert {fault.path for fault in check.faults} == {"data/original/a.amr", "data/stray"}
    assert checked.ledger.checks()[-1] == check


def test_forged_manifests_are_caught_by_the_root_in_the_ledger(checked: Shelf) -> None:
    (checked.package / "data/original/a.amr").write_bytes(b"forged")
    bagit.Bag(str(checked.package)).save(manifests=True)
    check = checked.ledger.check(CODE, None, "李强")
    assert [fault.path for fault in check.faults] == [bags.ROOT_FILE]


def test_package_that_is_gone_is_a_fault_that_is_entered(checked: Shelf) -> None:
    shutil.rmtree(checked.package)
    check = checked.ledger.check(CODE, None, "李强")
    assert check.result == "faulty"
    assert "找不到文件" in check.faults[0].fault


def test_copy_elsewhere_is_checked_against_the_same_root(checked: Shelf, tmp_path: Path) -> None:
    there = shutil.copytree(checked.package, tmp_path / "光盘")
    assert checked.ledger.check(CODE, Path(there), "李强").result == "sound"


def test_sealing_again_adds_nothing(checked: Shelf) -> None:
    before = checked.ledger.checks()
    again = fix(checked.ledger, CODE, checked.root, checked.package, "别人")
    assert again == before[0]
    assert checked.ledger.checks() == before


def test_what_was_never_sealed_cannot_be_checked(shelf: Shelf) -> None:
    with pytest.raises(UnknownNumberError, match="没有找到固化记录"):
        shelf.ledger.check(CODE, None, "李强")
    with pytest.raises(UnknownNumberError, match="没有找到录音"):
        fix(shelf.ledger, "0194-LY·2026-D30-0009", shelf.root, shelf.package, "李强")
    assert shelf.ledger.head() == "0" * 64


def test_nobody_checks_without_a_name(checked: Shelf) -> None:
    with pytest.raises(WrongValueError, match="谁核验的"):
        checked.ledger.check(CODE, None, " ")


# -- the chain -------------------------------------------------------------------------------------------------


def test_whole_chain_holds(checked: Shelf) -> None:
    assert checked.ledger.broken() == ()
    assert checked.ledger.broken(checked.ledger.checks()[1].hash) == ()


COLUMNS = {"by": "张三", "at": "2020-01-01", "root": "0" * 64, "path": "x", "result": "faulty", "faults": "[1]"}


@pytest.mark.parametrize("column", sorted(COLUMNS))
def test_any_changed_cell_breaks_the_chain(checked: Shelf, column: str) -> None:
    checked.forge(2, **{column: COLUMNS[column]})
    assert checked.ledger.broken() == ("第 2 条的内容被改动过。",)


def test_row_taken_out_is_told_by_its_number(checked: Shelf) -> None:
    checked.raw("DELETE FROM fixity_checks WHERE position = 2")
    assert checked.ledger.broken()[0] == "第 2 条缺失，接着的是第 3 条。"


def test_rows_taken_from_the_end_are_told_by_the_written_head(checked: Shelf) -> None:
    head = checked.ledger.head()
    checked.raw("DELETE FROM fixity_checks WHERE position = 3")
    assert checked.ledger.broken() == (), "a chain alone proves only that it agrees with itself"
    assert "账末" in checked.ledger.broken(head)[0]


def test_row_changed_with_its_hash_no_longer_fits_the_next(checked: Shelf) -> None:
    with checked.store.reading() as tx:
        row = dict(tx.rows(fixity.FIXITY_CHECKS, position=2)[0]) | {"by": "张三"}
    checked.forge(2, by="张三", hash=fixity.CHECK_CHAIN.hash_of(row))
    assert checked.ledger.broken() == ("第 3 条与前一条接不上。",)


# -- planning --------------------------------------------------------------------------------------------------


def test_package_is_due_by_the_age_of_its_last_check(checked: Shelf) -> None:
    day = dt.datetime.fromisoformat(checked.ledger.checks()[-1].at).date()
    assert checked.ledger.plan(day, 12) == ()
    assert checked.ledger.plan(day + dt.timedelta(days=330), 12) == ()
    (due,) = checked.ledger.plan(day + dt.timedelta(days=366), 12)
    assert (due.recording, due.path) == (CODE, str(checked.package))
    checked.ledger.check(CODE, None, "李强")


def test_rotten_package_is_due_at_once(checked: Shelf) -> None:
    (checked.package / "data/original/a.amr").write_bytes(b"rotten")
    checked.ledger.check(CODE, None, "李强")
    assert len(checked.ledger.plan(dt.datetime.now(dt.UTC).date(), 12)) == 1


def test_every_copy_is_due_by_itself(checked: Shelf, tmp_path: Path) -> None:
    there = Path(shutil.copytree(checked.package, tmp_path / "光盘"))
    checked.ledger.check(CODE, there, "李强")
    later = dt.datetime.now(dt.UTC).date() + dt.timedelta(days=400)
    assert {one.path for one in checked.ledger.plan(later, 12)} == {str(checked.package), str(there)}


def test_restoring_is_entered_with_its_files(checked: Shelf) -> None:
    put_back = (fixity.Fault("data/x", "缺失", "可以用副本恢复"),)
    check = checked.ledger.note_restored(CODE, checked.package, put_back, "李强")
    assert (check.kind, check.result, check.faults) == ("restored", "sound", put_back)
    assert checked.ledger.broken() == ()


# -- a workspace that was copied or moved ----------------------------------------------------------------------


class Office:
    """A workspace with a package in its own folder, that was sealed there."""

    def __init__(self, folder: Path) -> None:
        self.shelf = Shelf(folder)
        self.root = folder
        (folder / "yehua.toml").write_text("", encoding="utf-8")
        self.package = Path(shutil.copytree(self.shelf.package, folder / "packages" / "包"))
        self.ledger = Fixity(self.shelf.store, folder / "packages")

    def copied(self, to: Path) -> "Office":
        """Return a copy of the workspace."""
        self.shelf.store.close()
        shutil.copytree(self.root, to)
        other = Office.__new__(Office)
        other.root, other.package = to, to / "packages" / "包"
        other.ledger = Fixity(Store.open(f"sqlite:///{to / 'yehua.db'}"), to / "packages")
        return other


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """Give a workspace whose package was sealed."""
    made = Office(tmp_path / "办公室")
    fix(made.ledger, CODE, made.shelf.root, made.package, "王芳")
    return made


def test_a_copied_workspace_checks_its_own_packages(office: Office, tmp_path: Path) -> None:
    copy = office.copied(tmp_path / "副本")
    (copy.package / "data/original/a.amr").write_bytes(b"rotten")
    assert copy.ledger.check(CODE, None, "李强").result == "faulty"
    assert office.ledger.check(CODE, None, "李强").result == "sound"
    assert [one.path for one in copy.ledger.watched(CODE)] == [str(copy.package)]
    shutil.rmtree(copy.package)
    assert copy.ledger.check(CODE, None, "李强").result == "faulty"


def test_so_does_one_whose_older_rows_hold_absolute_places(office: Office, tmp_path: Path) -> None:
    older = Fixity(office.shelf.store)
    fix(older, CODE, office.shelf.root, office.package, "王芳")
    assert office.ledger.last_fixed(CODE).path == str(office.package)
    copy = office.copied(tmp_path / "副本")
    assert copy.ledger.last_fixed(CODE).path == str(copy.package)
    shutil.rmtree(copy.package)
    assert copy.ledger.check(CODE, None, "李强").result == "faulty"


def test_sealing_again_in_a_copied_workspace_adds_nothing(office: Office, tmp_path: Path) -> None:
    copy = office.copied(tmp_path / "副本")
    before = copy.ledger.checks()
    fix(copy.ledger, CODE, office.shelf.root, copy.package, "王芳")
    assert copy.ledger.checks() == before


def test_a_place_outside_the_workspace_stays_where_it_is(office: Office, tmp_path: Path) -> None:
    disc = Path(shutil.copytree(office.package, tmp_path / "光盘" / "包"))
    office.ledger.check(CODE, disc, "李强")
    assert office.ledger.checks()[-1].path == str(disc)
    assert office.copied(tmp_path / "副本").ledger.checks()[-1].path == str(disc)


def test_inside_the_workspace_the_place_is_kept_relative(office: Office) -> None:
    with office.shelf.store.reading() as tx:
        (row,) = tx.rows(METADATA.tables["fixity_checks"])
    assert row["path"] == "packages/包"
