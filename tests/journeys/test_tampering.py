"""Thirty-six ways to tamper with a workspace: each one that matters is found, and the table says by what."""

import os
import shutil
import sqlite3
import unicodedata
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import bagit
import pytest
from click.testing import CliRunner

from toolkit.archive import fixity, packing
from toolkit.archive.fixity import fixity_of
from toolkit.cases import cases
from toolkit.commands import doctor
from toolkit.commands.cli import main
from toolkit.core import hash_chain
from toolkit.core.files import sha256_of, write_whole
from toolkit.formats import bags
from toolkit.grievances.register import confirm_grievances
from toolkit.papers.register import PaperOrder, number_and_file
from toolkit.records import Copy, IssuedPaper
from toolkit.store import chain
from toolkit.store.database import Store

FROZEN = "papers/案/Lü号.docx"
COPY = "papers/案/Lü号-1.docx"


@dataclass(frozen=True)
class Archive:
    """A workspace with a case, a paper, a package, and what was printed of it: root and head of the chain."""

    root: Path
    package: Path
    printed_root: str
    printed_head: str
    before: Path

    def raw(self, *statements: str) -> None:
        """Run SQL on the database as somebody does who wants to forge: the guards are taken away first."""
        with closing(sqlite3.connect(self.root / "yehua.db")) as connection, connection:
            guards = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
            for (name,) in guards:
                connection.execute(f"DROP TRIGGER {name}")
            for statement in statements:
                connection.execute(statement)

    def rows(self, table: str) -> list[dict[str, object]]:
        """Return the rows of `table`, oldest first."""
        with closing(sqlite3.connect(self.root / "yehua.db")) as connection:
            connection.row_factory = sqlite3.Row
            return [dict(row) for row in connection.execute(f"SELECT * FROM {table} ORDER BY 1")]  # noqa: S608


@pytest.fixture
def archive(kept, tmp_path: Path) -> Archive:  # noqa: ANN001
    """Give a workspace in use; `before` is a copy of it as it was before its last entry."""
    desk = kept.desk
    root = desk.workspace.root
    (one,) = confirm_grievances(desk.store, kept.code, [1], {}, by="王芳")
    state = cases.open_case(desk, [one.number or ""], "2026-10-08")
    write_whole(root.parent / "回证.txt", "收到")
    cases.add_entry(
        desk, state.case, "acceptance_notice", "2026-10-09", note="王桂芳来过", proof=root.parent / "回证.txt"
    )
    for name in (FROZEN, COPY):
        write_whole(root / name, f"定稿 {name}")

    def make(number: str) -> tuple[IssuedPaper, str]:
        copies = (Copy("王桂芳", COPY, sha256_of(root / COPY)),)
        return IssuedPaper("legal_opinion", number, sha256_of(root / FROZEN), copies, ()), FROZEN

    order = PaperOrder("legal_opinion", state.case, desk.today, desk.settings, {"matter": "路灯"})
    with desk.store.transaction() as tx:
        number_and_file(tx, order, make)
    packing.pack_into_workspace(desk, kept.code)
    before = Path(shutil.copytree(root, tmp_path / "旧的"))
    cases.add_entry(desk, state.case, "note", "2026-10-10", note="又来过")
    fixity_of(desk).check(kept.code, None, "王芳")
    desk.store.close()
    sealed = fixity_of(desk).last_fixed(kept.code)
    return Archive(root, Path(sealed.path), sealed.root, desk.events.head(), before)


# -- what tells ------------------------------------------------------------------------------------------------


def told(archive: Archive) -> set[str]:
    """Return the tools that find something wrong: each one is run as the archivist runs it."""
    runs = {
        "verify": ("verify", archive.package),
        "against": ("verify", archive.package, "--against", archive.printed_root),
        "events": ("events", "verify", "--workspace", archive.root),
        "list": ("fixity", "list", "--workspace", archive.root),
        "head": ("fixity", "list", "--head", archive.printed_head, "--workspace", archive.root),
        "check": ("fixity", "check", "--by", "李强", "--workspace", archive.root),
    }
    found = {name for name, words in runs.items() if _exit_code(words) == 1}
    return found | ({"doctor"} if any(not one.ok for one in doctor.archive_checks(archive.root)) else set())


def _exit_code(words: tuple[object, ...]) -> int:
    done = CliRunner().invoke(main, [str(word) for word in words])
    assert done.exit_code in {0, 1}, done.output
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code


# -- the package -----------------------------------------------------------------------------------------------


def sound_of(archive: Archive) -> Path:
    return next((archive.package / "data/original").iterdir())


def paper_of(archive: Archive) -> Path:
    return next(path for path in (archive.package / "data").rglob("L*.docx"))


def change_a_byte(archive: Archive) -> None:
    _flip(sound_of(archive))


def _flip(path: Path) -> None:
    whole = bytearray(path.read_bytes())
    whole[len(whole) // 2] ^= 1
    path.chmod(0o600)
    path.write_bytes(whole)


def swap_two_files(archive: Archive) -> None:
    one, other = sound_of(archive), archive.package / "index.html"
    first, second = one.read_bytes(), other.read_bytes()
    one.write_bytes(second)
    other.write_bytes(first)


def delete_a_file(archive: Archive) -> None:
    sound_of(archive).unlink()


def add_an_empty_file(archive: Archive) -> None:
    (archive.package / "data" / "空").write_bytes(b"")


def add_a_hidden_file(archive: Archive) -> None:
    (archive.package / "data" / ".x").write_bytes(b"x")


def add_a_file_on_top(archive: Archive) -> None:
    (archive.package / "说明.txt").write_bytes(b"x")


def rename_a_file(archive: Archive) -> None:
    sound_of(archive).rename(sound_of(archive).with_name("别的.wav"))


def add_a_twin_with_a_decomposed_name(archive: Archive) -> None:
    # The decomposed name alone, as a Mac writes it, is the same name to BagIt.
    path = paper_of(archive)
    twin = path.with_name(unicodedata.normalize("NFD", path.name))
    assert not twin.exists()
    shutil.copy(path, twin)


def change_the_case_of_a_name(archive: Archive) -> None:
    path = sound_of(archive)
    path.rename(path.with_name(path.name.upper()))


def link_a_file(archive: Archive) -> None:
    path = sound_of(archive)
    outside = Path(shutil.copy(path, archive.root.parent / "外面.wav"))
    path.unlink()
    path.symlink_to(outside)


def link_a_folder(archive: Archive) -> None:
    folder = archive.package / "data/original"
    outside = Path(shutil.copytree(folder, archive.root.parent / "外面"))
    shutil.rmtree(folder)
    folder.symlink_to(outside, target_is_directory=True)


def fetch_from_elsewhere(archive: Archive) -> None:
    (archive.package / "fetch.txt").write_text("file:///x 1 data/x\n", encoding="utf-8")


def _lines(archive: Archive, change: Callable[[list[str]], list[str]]) -> None:
    path = archive.package / "manifest-sha256.txt"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(change(lines)), encoding="utf-8")


def lead_out_of_the_package(archive: Archive) -> None:
    _lines(archive, lambda lines: [*lines, f"{'0' * 64}  data/../../x\n"])


def write_a_line_twice(archive: Archive) -> None:
    _lines(archive, lambda lines: [*lines, lines[0]])


def drop_an_algorithm(archive: Archive) -> None:
    (archive.package / "manifest-sha512.txt").unlink()


def add_a_foreign_algorithm(archive: Archive) -> None:
    (archive.package / "manifest-md5.txt").write_text("0  data/x\n", encoding="utf-8")


def change_a_tag_file(archive: Archive) -> None:
    path = archive.package / "bag-info.txt"
    path.write_text(path.read_text(encoding="utf-8") + "Contact-Name: 张三\n", encoding="utf-8")


# -- the package, consistently ---------------------------------------------------------------------------------


def make_the_manifests_anew(archive: Archive) -> None:
    _flip(sound_of(archive))
    bagit.Bag(str(archive.package)).save(manifests=True)


def take_the_tag_manifests_away(archive: Archive) -> None:
    for path in archive.package.glob("tagmanifest-*.txt"):
        path.unlink()


def make_page_and_manifests_anew(archive: Archive) -> None:
    page = archive.package / "index.html"
    page.write_text(page.read_text(encoding="utf-8").replace("路灯", "路牌"), encoding="utf-8")
    bagit.Bag(str(archive.package)).save(manifests=True)


def chain_another_root(archive: Archive) -> None:
    make_the_manifests_anew(archive)
    archive.raw(*_checks_anew(archive, archive.rows("fixity_checks")))


def _checks_anew(archive: Archive, rows: list[dict[str, object]]) -> list[str]:
    """Return the SQL that makes the ledger of checks agree with the forged package."""
    statements, previous = [], hash_chain.START
    for row in rows:
        row.update(root=bags.root_of(archive.package), previous=previous)
        row["hash"] = previous = fixity.CHECK_CHAIN.hash_of(row)
        cells = ", ".join(f"{name} = '{row[name]}'" for name in ("root", "previous", "hash"))
        statements.append(f"UPDATE fixity_checks SET {cells} WHERE id = {row['id']}")  # noqa: S608
    return statements


# -- the ledgers, the files ------------------------------------------------------------------------------------


def change_a_check(archive: Archive) -> None:
    archive.raw("UPDATE fixity_checks SET \"by\" = '张三' WHERE position = 1")


def cut_the_tail(archive: Archive) -> None:
    archive.raw(
        "DELETE FROM fixity_checks WHERE position = 2",
        "UPDATE counters SET value = 1 WHERE scope = 'fixity'",
    )


def roll_the_workspace_back(archive: Archive) -> None:
    shutil.rmtree(archive.root)
    shutil.copytree(archive.before, archive.root)


def change_the_original_sound(archive: Archive) -> None:
    _flip(next(archive.root.glob("recordings/*/original.wav")))


def change_a_frozen_paper(archive: Archive) -> None:
    _flip(archive.root / FROZEN)


def change_an_issued_copy(archive: Archive) -> None:
    _flip(archive.root / COPY)


def change_the_date_of_an_entry(archive: Archive) -> None:
    archive.raw("UPDATE entries SET entry_date = '2026-10-01' WHERE number = 2")


def change_a_name_in_a_grievance(archive: Archive) -> None:
    archive.raw("UPDATE grievances SET json = replace(json, '王桂芳', '张三')")


def change_the_words_of_a_transcript(archive: Archive) -> None:
    archive.raw("UPDATE transcripts SET json = replace(json, '三万块', '三百块')")


def delete_an_entry(archive: Archive) -> None:
    archive.raw("DELETE FROM entries WHERE number = 2")


def open_the_gate_of_erasing(archive: Archive) -> None:
    """Change the note of an entry without touching a guard."""
    with closing(sqlite3.connect(archive.root / "yehua.db")) as connection, connection:
        connection.execute("INSERT INTO counters VALUES ('erasing', 1)")
        connection.execute("UPDATE entries SET note = '没有来过' WHERE number = 2")


# -- what does no harm -----------------------------------------------------------------------------------------


def make_a_hard_link(archive: Archive) -> None:
    os.link(sound_of(archive), archive.root.parent / "同一份.wav")


def change_time_stamps(archive: Archive) -> None:
    for path in archive.package.rglob("*"):
        os.utime(path, (0, 0))


def open_the_modes(archive: Archive) -> None:
    for path in archive.package.rglob("*"):
        path.chmod(0o777)


def add_an_empty_folder(archive: Archive) -> None:
    (archive.package / "data" / "空文件夹").mkdir()


# -- the table -------------------------------------------------------------------------------------------------

PACKAGE = {"verify", "against", "check"}
ROOT = {"against", "check"}
CHAIN = {"events", "doctor"}
FILES = {"doctor"}
# For each way to tamper what finds it: `verify`, `verify --against ROOT`, `fixity check`, `fixity list`,
# `events verify`, `doctor`, and `--head` with the head from paper.
TABLE: dict[Callable[[Archive], None], set[str]] = {
    change_a_byte: PACKAGE,
    swap_two_files: PACKAGE,
    delete_a_file: PACKAGE,
    add_an_empty_file: PACKAGE,
    add_a_hidden_file: PACKAGE,
    add_a_file_on_top: PACKAGE,
    rename_a_file: PACKAGE,
    add_a_twin_with_a_decomposed_name: PACKAGE,
    change_the_case_of_a_name: PACKAGE,
    link_a_file: PACKAGE,
    link_a_folder: PACKAGE,
    fetch_from_elsewhere: PACKAGE,
    lead_out_of_the_package: PACKAGE,
    write_a_line_twice: PACKAGE,
    drop_an_algorithm: PACKAGE,
    add_a_foreign_algorithm: PACKAGE,
    change_a_tag_file: PACKAGE,
    make_the_manifests_anew: ROOT,
    take_the_tag_manifests_away: PACKAGE,
    make_page_and_manifests_anew: ROOT,
    chain_another_root: {"against"} | CHAIN,
    change_a_check: {"list", "head"} | CHAIN,
    cut_the_tail: CHAIN,
    roll_the_workspace_back: {"head"},
    change_the_original_sound: FILES,
    change_a_frozen_paper: FILES,
    change_an_issued_copy: FILES,
    change_the_date_of_an_entry: CHAIN,
    change_a_name_in_a_grievance: CHAIN,
    change_the_words_of_a_transcript: CHAIN,
    delete_an_entry: CHAIN,
    open_the_gate_of_erasing: CHAIN,
    make_a_hard_link: set(),
    change_time_stamps: set(),
    open_the_modes: set(),
    add_an_empty_folder: set(),
}
HARMLESS = {make_a_hard_link, change_time_stamps, open_the_modes, add_an_empty_folder}


def test_the_table_has_the_32_that_matter_and_the_4_that_do_not() -> None:
    assert len(TABLE) == 36
    assert {act for act, tools in TABLE.items() if not tools} == HARMLESS


def test_only_the_head_on_paper_tells_that_both_ledgers_were_made_anew(archive: Archive) -> None:
    store = Store.open(f"sqlite:///{archive.root / 'yehua.db'}")
    guards = store.guards()
    archive.raw("UPDATE entries SET note = '没有来过' WHERE number = 2")
    archive.raw(*_facts_anew(archive))
    archive.raw(*(guards or {}).values())
    assert told(archive) == {"head"}


def _facts_anew(archive: Archive) -> list[str]:
    """Return the SQL that makes the chain of facts agree with the rows of the store as they are now."""
    statements, prev = [], hash_chain.START
    for event in archive.rows("events"):
        (row,) = (row for row in archive.rows(str(event["source"])) if row["id"] == event["source_row"])
        event.update(prev=prev, commitment=chain.commitment(str(event["salt"]), chain.content_of(row)))
        event["hash"] = prev = chain.EVENT_CHAIN.hash_of(event)
        cells = ", ".join(f"{name} = '{event[name]}'" for name in ("prev", "commitment", "hash"))
        statements.append(f"UPDATE events SET {cells} WHERE position = {event['position']}")  # noqa: S608
    return statements


def test_nothing_is_told_of_a_workspace_that_nobody_touched(archive: Archive) -> None:
    assert told(archive) == set()


@pytest.mark.parametrize("act", TABLE, ids=lambda act: act.__name__)
def test_each_way_to_tamper_is_found_as_the_table_says(archive: Archive, act: Callable[[Archive], None]) -> None:
    act(archive)
    assert told(archive) == TABLE[act]


def test_the_page_for_the_archivist_says_what_the_table_says() -> None:
    page = (Path(__file__).parents[2] / "docs" / "fixity.md").read_text(encoding="utf-8")
    tools = ("verify", "against", "check", "list", "events", "doctor", "head")
    on_the_page: Counter[frozenset[str]] = Counter()
    for line in page.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("|") and cells[1].isdigit():
            marked = frozenset(tool for tool, cell in zip(tools, cells[2:], strict=True) if cell == "●")
            on_the_page[marked] += int(cells[1])
    assert on_the_page == Counter(frozenset(found) for found in TABLE.values())
