"""The store opens anywhere, gives numbers without gaps to several processes, and refuses what it cannot use."""

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from tests.store.servers import Place
from toolkit.core.errors import DiskFullError, ReadOnlyWorkspaceError, StoreError, UnknownNumberError, YehuaError
from toolkit.store import backend, schema, store_checks
from toolkit.store import database as room
from toolkit.store.database import HEAD, Store
from toolkit.store.postgres import commits
from toolkit.store.schema import COUNTERS, MEETINGS, METADATA, PAPERS, RECORDINGS, REPEATS
from toolkit.store.sqlite import SqliteBackend
from toolkit.workspace.events import Events

TOP = Path(__file__).parents[2]
MEETING = {"place": "柳树湾", "lunar_year": 2026, "lunar_month": 8, "leap": False, "held_on": "2026-09-25"}


def reopened(path: Path) -> Store:
    return Store.open(f"sqlite:///{path}")


def add_meeting(store: Store, number: str, month: int = 8) -> None:
    with store.transaction() as tx:
        tx.add(MEETINGS, number=number, **MEETING | {"lunar_month": month})


def numbers(store: Store) -> list[str]:
    with store.reading() as tx:
        return [row["number"] for row in tx.rows(MEETINGS)]


def start(code: str, *arguments: object, cwd: Path = TOP) -> subprocess.Popen[str]:
    """Start another Python with `code`; the checkout, or `cwd`, is on its path."""
    command = [sys.executable, "-c", code, *map(str, arguments)]
    environment = os.environ | {"PYTHONPATH": str(cwd), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=cwd, env=environment)


def told(child: subprocess.Popen[str]) -> str:
    out, _ = child.communicate(timeout=600)
    return out.strip()


# -- opening and migrating -------------------------------------------------------------------------------------


def test_new_database_lies_where_the_path_says(filed: Store, path: Path) -> None:
    assert path.is_file()
    assert [each.name for each in path.parent.iterdir()] == ["yehua.db"]
    assert numbers(filed) == []


def test_new_database_is_private_to_the_user(filed: Store, path: Path) -> None:
    add_meeting(filed, "甲")
    assert os.name == "nt" or path.stat().st_mode & 0o777 == 0o600


def test_opening_again_keeps_what_was_added(store: Store, place: Place) -> None:
    add_meeting(store, "甲")
    again = place.open()
    assert numbers(again) == ["甲"]


def test_head_is_the_newest_migration_script() -> None:
    assert ScriptDirectory(str(room._SCRIPTS)).get_current_head() == HEAD


def test_migrations_make_just_the_tables_of_the_schema(store: Store) -> None:
    with store._backend.engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), METADATA)
    # On a server one table is no migration's: the marks of commits.
    known = {("remove_table", commits.TABLE)} if store.is_on_server else set()
    assert {(act, getattr(what, "name", what)) for act, what, *_ in differences} == known


def test_database_in_memory_works_too() -> None:
    store = Store.open("sqlite://")
    add_meeting(store, "甲")
    assert numbers(store) == ["甲"]
    store.close()


def test_package_works_from_an_odd_folder(tmp_path: Path) -> None:
    home = tmp_path / "安装 50% 处"
    shutil.copytree(TOP / "toolkit", home / "toolkit", ignore=shutil.ignore_patterns("__pycache__"))
    code = (
        "from toolkit.store.database import Store, __file__ as f; import sys; "
        "Store.open('sqlite:///' + sys.argv[1]); print(f)"
    )
    assert told(start(code, tmp_path / "a b.db", cwd=home)) == str(home / "toolkit" / "store" / "database.py")
    assert (tmp_path / "a b.db").stat().st_size > 0


def later_scripts(folder: Path, body: str) -> Path:
    """Return a copy of the migrations in `folder` with one more step, `later`, that runs `body`."""
    shutil.copytree(room._SCRIPTS, folder, ignore=shutil.ignore_patterns("__pycache__"))
    step = f"from alembic import op\nrevision = 'later'\ndown_revision = '{HEAD}'\ndef upgrade():\n    {body}\n"
    (folder / "versions" / "9999_later.py").write_text(step, encoding="utf-8")
    return folder


@pytest.fixture
def upgrade(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let the program be one migration newer."""
    body = "op.execute('CREATE TABLE later (id INTEGER)')"
    monkeypatch.setattr(room, "_SCRIPTS", later_scripts(tmp_path / "更新 %", body))
    monkeypatch.setattr(room, "HEAD", "later")
    return iter(())


def test_older_database_is_copied_and_then_migrated(filed: Store, path: Path, request: pytest.FixtureRequest) -> None:
    add_meeting(filed, "甲")
    request.getfixturevalue("upgrade")
    newer = reopened(path)
    (backup,) = path.parent.glob("*.bak")
    assert numbers(newer) == ["甲"]
    assert backup.name.startswith(f"yehua.db.before-upgrade-from-{HEAD}-")
    assert os.name == "nt" or backup.stat().st_mode & 0o777 == 0o600
    for file, version in ((path, "later"), (backup, HEAD)):
        connection = sqlite3.connect(file)
        assert connection.execute("SELECT version_num FROM alembic_version").fetchall() == [(version,)]
        assert connection.execute("SELECT number FROM meetings").fetchall() == [("甲",)]
        connection.close()


def at_version(place: Place, version: str) -> Store:
    """Return the store at `place`, made by the program of that `version` of the schema."""
    backend = room.backend_for(place.url)
    backend.prepare_new()
    old = Store(backend, place.url)
    place.stores.append(old)
    with backend.connected("migrate") as connection:
        backend.prepare_schema(connection)
        config = Config()
        config.set_main_option("script_location", str(room._SCRIPTS))
        config.attributes["connection"] = connection
        command.upgrade(config, version)
        if backend.is_shared:
            commits.prepare(connection)
    return old


def test_papers_of_an_older_workspace_stay_and_none_has_an_origin(bare: Place) -> None:
    old = at_version(bare, "0004")
    with old._backend.connected("write") as connection:
        plain = dict.fromkeys(("paper", "issued_on", "file", "sha256", "facts", "json"), "")
        for name in ("甲", "乙"):
            connection.execute(PAPERS.insert().values(number=name, **plain))
    old.close()

    store = bare.open()

    with store.reading() as tx:
        assert [(row["number"], row["issued_from"]) for row in tx.rows(PAPERS)] == [("甲", None), ("乙", None)]


def test_a_workspace_of_before_matters_opens_with_its_facts_and_gets_their_guards(bare: Place) -> None:
    old = at_version(bare, "0009")
    add_meeting(old, "甲")
    old.close()

    store = bare.open()

    assert numbers(store) == ["甲"]
    assert store_checks.faults(store) == ()
    assert {"matters", "matter_judgements"} <= {name.split("_no_")[0] for name in store.guards()}
    assert Events(store).verify().broken == ()


def test_migration_that_fails_changes_nothing(
    filed: Store, path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_meeting(filed, "甲")
    body = "op.execute('CREATE TABLE later (id INTEGER)'); op.execute('SELECT * FROM nowhere')"
    monkeypatch.setattr(room, "_SCRIPTS", later_scripts(tmp_path / "坏", body))
    monkeypatch.setattr(room, "HEAD", "later")
    before = path.read_bytes()
    with pytest.raises(StoreError, match="台账数据库打不开"):
        reopened(path)
    assert path.read_bytes() == before


def test_database_of_a_newer_program_is_refused_untouched(
    filed: Store, path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_meeting(filed, "甲")
    request.getfixturevalue("upgrade")
    reopened(path).close()
    monkeypatch.undo()
    before = path.read_bytes()
    with pytest.raises(StoreError, match=r"由更新版本的程序建立，结构版本是 later，请先升级本程序"):
        reopened(path)
    assert path.read_bytes() == before


@pytest.mark.skipif(os.name == "nt", reason="the way of starting together is POSIX")
def test_processes_may_open_a_fresh_database_at_once(bare: Place, tmp_path: Path) -> None:
    code = """
import sys, time, pathlib
from toolkit.store.database import Store
from toolkit.store.postgres import commits
from alembic import command
while not pathlib.Path(sys.argv[2]).exists(): time.sleep(0.001)
Store.make(sys.argv[1]).close(); print('open')
"""
    children = [start(code, bare.url, tmp_path / "go") for _ in range(3)]
    time.sleep(1.5)
    (tmp_path / "go").touch()
    assert [told(child) for child in children] == ["open"] * 3
    assert bare.path is None or list(bare.path.parent.glob("*.bak")) == []
    assert numbers(bare.open()) == []


# -- numbers and transactions ----------------------------------------------------------------------------------


def test_numbers_of_each_series_begin_at_one(store: Store) -> None:
    with store.transaction() as tx:
        assert [tx.next_number("甲") for _ in range(3)] == [1, 2, 3]
        assert tx.next_number("乙") == 1
    with store.transaction() as tx:
        assert (tx.next_number("甲"), tx.next_number("乙")) == (4, 2)


def test_number_of_a_broken_transaction_is_given_again(store: Store) -> None:
    def break_off() -> None:
        with store.transaction() as tx:
            tx.next_number("甲")
            tx.add(MEETINGS, number="一", **MEETING)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        break_off()
    assert numbers(store) == []
    with store.transaction() as tx:
        assert tx.next_number("甲") == 1


def test_processes_adding_at_once_leave_no_gap(store: Store, place: Place) -> None:
    code = """
import os, sys
from toolkit.store.database import Store
from toolkit.store.postgres import commits
from toolkit.store.schema import MEETINGS
store = Store.open(sys.argv[1])
for turn in range(15):
    with store.transaction() as tx:
        n = tx.next_number('夜话')
        if sys.argv[2] == 'dies' and turn == 7:
            tx.add(MEETINGS, number='半', place='x', lunar_year=n, lunar_month=1, leap=False, held_on='2026-01-01')
            os._exit(1)
        tx.add(MEETINGS, number=f'{n}', place='x', lunar_year=n, lunar_month=1, leap=False, held_on='2026-01-01')
store.close()
"""
    children = [start(code, place.url, how) for how in ("lives", "lives", "lives", "dies")]
    for child in children:
        told(child)
    assert [child.returncode for child in children] == [0, 0, 0, 1]
    assert numbers(store) == [str(n) for n in range(1, 3 * 15 + 7 + 1)]


def test_reading_sees_one_moment_while_others_write(store: Store, place: Place) -> None:
    add_meeting(store, "甲")
    with place.open().reading() as tx:
        first = tx.rows(MEETINGS)
        child = start(
            "import sys; from toolkit.store.database import Store; from toolkit.store.schema import COUNTERS\n"
            "store = Store.open(sys.argv[1])\n"
            "with store.transaction() as tx: print(tx.next_number('甲'), flush=True)\n"
            "store.close()",
            place.url,
        )
        # The other process can take its number; it is let through when this reading ends.
        assert child.stdout is not None
        assert child.stdout.readline().strip() == "1"
        assert tx.rows(MEETINGS) == first
    child.communicate(timeout=600)
    assert child.returncode == 0


def test_rows_come_back_as_they_were_added(store: Store) -> None:
    add_meeting(store, "甲", month=8)
    add_meeting(store, "乙", month=9)
    with store.reading() as tx:
        assert [row["number"] for row in tx.rows(MEETINGS)] == ["甲", "乙"]
        assert [row["number"] for row in tx.rows(MEETINGS, lunar_month=9)] == ["乙"]
        newest = tx.row(MEETINGS)
        assert newest is not None
        assert newest["number"] == "乙"
        assert newest["made_at"].endswith("+00:00")
        assert tx.columns(MEETINGS, ("place",), number="甲") == [{"place": "柳树湾"}]
        assert tx.row(MEETINGS, number="丙") is None
        with pytest.raises(UnknownNumberError, match="没有找到夜话：丙"):
            tx.known(MEETINGS, "夜话", number="丙")


# -- facts are only added --------------------------------------------------------------------------------------


FACTS = sorted(set(METADATA.tables) - {"counters", "pending_work"})


def test_every_table_of_facts_has_its_triggers(store: Store) -> None:
    acts = ("change", "truncate") if store.is_on_server else ("update", "delete")
    assert {f"{table}_no_{act}" for table in FACTS for act in acts} <= set(store.guards())


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE meetings SET place = 'x'",
        "DELETE FROM meetings",
        "UPDATE meetings SET made_at = ''",
        "REPLACE INTO meetings SELECT * FROM meetings",
        "TRUNCATE meetings CASCADE",
        "INSERT INTO meetings SELECT * FROM meetings WHERE true ON CONFLICT (id) DO UPDATE SET place = 'x'",
    ],
)
def test_facts_can_be_neither_changed_nor_deleted(store: Store, statement: str) -> None:
    if statement.startswith("TRUNCATE" if not store.is_on_server else "REPLACE"):
        pytest.skip("the other database has this statement")
    add_meeting(store, "甲")

    def try_it() -> None:
        with store.transaction() as tx:
            tx._connection.exec_driver_sql(statement)

    with pytest.raises(StoreError, match="记录只能追加，不能改动或删除"):
        try_it()
    assert numbers(store) == ["甲"]


def test_facts_may_not_point_to_nothing(store: Store) -> None:
    def orphan() -> None:
        with store.transaction() as tx:
            tx.add(RECORDINGS, code="x", meeting="没有", position=1, sha256="0" * 64, json="{}")

    with pytest.raises(StoreError, match="与已有的记录冲突"):
        orphan()


# -- what cannot be used ---------------------------------------------------------------------------------------


def test_file_that_is_no_database_is_refused(path: Path) -> None:
    path.parent.mkdir()
    path.write_text("这不是数据库。" * 100, encoding="utf-8")
    before = path.read_bytes()
    with pytest.raises(StoreError, match=r"它不是数据库文件.*请不要删除它"):
        reopened(path)
    assert path.read_bytes() == before


def test_database_of_another_program_is_refused(path: Path) -> None:
    path.parent.mkdir()
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE photos (id INTEGER)")
    other.close()
    before = path.read_bytes()
    with pytest.raises(StoreError, match="别的程序的数据"):
        reopened(path)
    assert path.read_bytes() == before


def test_damaged_database_is_told_as_damaged(filed: Store, path: Path) -> None:
    for month in range(1, 13):
        add_meeting(filed, f"夜话{month}" + "长" * 60, month)
    whole = path.read_bytes()
    path.write_bytes(whole[:4096] + b"\xa5" * (len(whole) - 4096))
    with pytest.raises(StoreError, match="文件已损坏"):
        numbers(reopened(path))


def test_folder_in_place_of_the_database_is_refused(path: Path) -> None:
    path.mkdir(parents=True)
    with pytest.raises(StoreError, match="打不开这个文件"):
        reopened(path)


def test_file_in_place_of_the_folder_is_refused(path: Path) -> None:
    path.parent.write_text("占着", encoding="utf-8")
    with pytest.raises(YehuaError, match=r"那里不是文件夹|台账数据库打不开"):
        reopened(path)


@pytest.mark.parametrize(
    "url",
    ["", "不是地址", "nosuchdb://x", "postgresql+nosuch://x/y", "mysql://x/y", "postgresql://x", "sqlite+aiosqlite://"],
)
def test_wrong_database_address_is_refused(url: str) -> None:
    with pytest.raises(StoreError, match="设置里的数据库地址不对"):
        Store.open(url)


def test_password_of_the_address_is_never_shown() -> None:
    with pytest.raises(StoreError) as caught:
        Store.open("nosuchdb://user:geheim@host/db")
    assert "geheim" not in str(caught.value)


def test_locked_database_is_told_as_in_use(store: Store, place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backend, "WAIT_S", 0.01 if store.is_on_server else 0)
    with store.transaction(), pytest.raises(StoreError, match="别的窗口或程序正在写入"):
        add_meeting(place.open(), "甲")


def test_full_disk_is_told_and_nothing_is_half_written(filed: Store) -> None:
    sa.event.listen(
        filed._backend.engine, "connect", lambda connection, _: connection.execute("PRAGMA max_page_count = 1")
    )

    def too_much() -> None:
        with filed.transaction() as tx:
            for month in range(1, 500):
                tx.add(MEETINGS, number=f"{month}" + "长" * 90, **MEETING | {"lunar_month": month})

    with pytest.raises(DiskFullError, match="磁盘空间不足"):
        too_much()
    assert numbers(filed) == []


@pytest.mark.skipif(os.name == "nt", reason="Windows knows no modes of folders")
def test_read_only_workspace_can_be_read_but_not_written() -> None:
    code = """
import os, sys
from toolkit.core.errors import YehuaError
from toolkit.store.schema import MEETINGS
from toolkit.store.database import Store
from toolkit.store.postgres import commits
store = Store.open('sqlite:///' + sys.argv[1])
if os.geteuid() == 0: os.setuid(65534)
with store.reading() as tx: print(len(tx.rows(MEETINGS)))
try:
    with store.transaction() as tx: tx.next_number('x')
except YehuaError as fault: print(type(fault).__name__)
try: Store.open('sqlite:///' + sys.argv[1] + '.new')
except YehuaError as fault: print(type(fault).__name__)
"""
    # Root may write anywhere, so that a process run by root becomes a user without rights.
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        store = reopened(folder / "yehua.db")
        add_meeting(store, "甲")
        (folder / "yehua.db").chmod(0o444)
        folder.chmod(0o555)
        try:
            assert told(start(code, folder / "yehua.db")).split() == ["1", *["ReadOnlyWorkspaceError"] * 2]
        finally:
            folder.chmod(0o755)


def test_read_only_workspace_is_told_in_chinese() -> None:
    fault = sa.exc.OperationalError("", {}, sqlite3.OperationalError())
    fault.orig.sqlite_errorname = "SQLITE_READONLY_DIRECTORY"  # type: ignore[union-attr]
    with pytest.raises(ReadOnlyWorkspaceError, match="工作文件夹不能写入：某处"), SqliteBackend(Path("某处")).faults():
        raise fault


def test_moments_are_utc_and_in_order() -> None:
    first, second = schema.now(), schema.now()
    assert first.endswith("+00:00")
    assert first <= second


# -- erasing content -------------------------------------------------------------------------------------------


@pytest.fixture
def told_once(store: Store) -> Store:
    """Give a store that keeps one repeat with a reason in words."""
    with store.transaction() as tx:
        tx.add(REPEATS, number="诉1", earlier="诉0", verdict="confirmed", by="王芳", json="村主任收了钱" * 400)
    return store


def test_content_is_erased_while_number_and_moment_stay(told_once: Store, place: Place) -> None:
    with told_once.reading() as tx:
        before = tx.rows(REPEATS)
    with told_once.transaction() as tx, tx.erasing():
        tx.erase(REPEATS, 1, json="{}")
    told_once.scrub()
    with told_once.reading() as tx:
        assert tx.rows(REPEATS) == [{**before[0], "json": "{}"}]
    assert place.path is None or "村主任".encode() not in place.path.read_bytes()


@pytest.mark.parametrize("column", ["id", "number", "earlier", "verdict", "by", "made_at"])
def test_nothing_but_content_can_be_erased(told_once: Store, column: str) -> None:
    def erase() -> None:
        with told_once.transaction() as tx, tx.erasing():
            tx.erase(REPEATS, 1, **{column: 7})

    with pytest.raises(StoreError, match="记录只能追加"):
        erase()


@pytest.mark.parametrize(
    "statement", ["UPDATE meetings SET place = 'x'", "DELETE FROM repeats", "DELETE FROM meetings"]
)
def test_while_erasing_other_facts_stand_and_no_row_goes(told_once: Store, statement: str) -> None:
    add_meeting(told_once, "甲")

    def try_it() -> None:
        with told_once.transaction() as tx, tx.erasing():
            tx._connection.exec_driver_sql(statement)

    with pytest.raises(StoreError, match="记录只能追加"):
        try_it()


def test_the_gate_closes_with_its_block_and_with_a_fault(told_once: Store) -> None:
    def erase(*, inside: bool) -> None:
        with told_once.transaction() as tx:
            with tx.erasing():
                if inside:
                    tx.erase(REPEATS, 1, number="诉9")
            tx.erase(REPEATS, 1, json="")

    for inside in (True, False):
        with pytest.raises(StoreError, match="记录只能追加"):
            erase(inside=inside)
    with told_once.reading() as tx:
        assert tx.rows(COUNTERS, scope="erasing") == []


def test_scrubbing_takes_older_copies_of_the_database_away(filed: Store, path: Path) -> None:
    older = path.with_name(f"{path.name}.before-upgrade-from-0001-x.bak")
    older.write_bytes(b"x")
    assert filed.scrub() == ()
    assert not older.exists()


def test_a_copy_is_of_one_moment_while_others_write(told_once: Store, tmp_path: Path) -> None:
    with told_once.transaction() as tx:
        tx.add(MEETINGS, number="未定", **MEETING)
        told_once.copy_to(tmp_path / "副 本.db")
    copy = reopened(tmp_path / "副 本.db")
    with copy.reading() as tx:
        assert len(tx.rows(REPEATS)) == 1
    assert numbers(copy) == []


def test_only_a_file_can_be_copied(tmp_path: Path) -> None:
    store = Store.open("sqlite://")
    with pytest.raises(StoreError, match="没有文件可以备份"):
        store.copy_to(tmp_path / "x")
    assert store.scrub() == ()
    store.close()
