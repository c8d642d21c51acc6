"""A paper is issued whole, once, or not at all: whatever refuses, stops, fills the disk or comes at the same time."""

import errno
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import docx
import pytest

from tests.kill_scenarios_issue import CODE, PAPER, TODAY, drafted, opened
from toolkit import documents
from toolkit.archive import kept_files
from toolkit.cases.ledger import ledger_of
from toolkit.core.errors import (
    ChangedMeanwhileError,
    DiskFullError,
    FactsRefusedError,
    StoreError,
    YehuaError,
)
from toolkit.core.files import write_whole
from toolkit.formats.word import WordFile, reading
from toolkit.grievances.register import confirm_grievances, withdraw_grievance
from toolkit.papers import copies, drafting, drafts, forms, issuing
from toolkit.papers.register import PaperOrder, list_papers, number_and_file
from toolkit.records import IssuedPaper
from toolkit.store.schema import COUNTERS, ENTRIES, PAPER_COPIES, PAPERS
from toolkit.workspace.desk import Desk, open_desk

TOP = Path(__file__).parents[2]
FIRST = "青石人调申字〔2026〕1号"
UNSHARE = shutil.which("unshare")


@dataclass(frozen=True)
class Office:
    """A desk, a case in its workspace, and a folder beside the workspace for drafts."""

    desk: Desk
    case: str
    folder: Path

    def draft(self, request: str = "请求把院墙退回去", **facts: Any) -> Path:
        """Write a draft that asks for `request`."""
        return drafted(self.desk, self.case, self.folder / f"{request}.docx", request, **facts)

    def issue(self, draft: Path, **wish: Any) -> IssuedPaper:
        """Issue `draft`."""
        return documents.issue(self.desk, self.case, wish.pop("paper", PAPER), draft, **wish)

    def told(self) -> dict[str, Any]:
        """Return all that issuing writes: counters, rows, and the files with their content."""
        home = self.desk.workspace.papers
        with self.desk.store.reading() as tx:
            rows = {table.name: tx.rows(table) for table in (COUNTERS, ENTRIES, PAPERS, PAPER_COPIES)}
        return rows | {"files": {str(path): path.read_bytes() for path in home.rglob("*") if path.is_file()}}


@pytest.fixture(scope="module")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a workspace with a case, only ever to be copied."""
    root = tmp_path_factory.mktemp("样板") / "ws"
    desk, _ = opened(root)
    desk.store.close()
    return root


@pytest.fixture
def office(made_once: Path, tmp_path: Path) -> Iterator[Office]:
    """Give an office of its own."""
    shutil.copytree(made_once, tmp_path / "ws")
    desk = open_desk(tmp_path / "ws", today=TODAY)
    yield Office(desk, "案2026-0001", tmp_path)
    desk.store.close()


# -- one act ---------------------------------------------------------------------------------------------------


def test_number_row_files_and_entry_come_together(office: Office) -> None:
    issued = office.issue(office.draft())

    (filed,) = list_papers(office.desk.store, office.case)
    root = office.desk.workspace.root
    assert (issued.number, filed.number) == (FIRST, FIRST)
    assert ledger_of(office.desk).entries(office.case)[-1].document == FIRST
    assert {path.name for path in (root / filed.file).parent.iterdir()} == {
        Path(filed.file).name,
        *(Path(copy.file).name for copy in filed.copies),
    }
    assert all((root / copy.file).exists() for copy in filed.copies)
    assert [path.name for path in office.desk.workspace.papers.iterdir()] == [office.case]


def test_a_changed_copy_of_an_issued_paper_is_found(office: Office) -> None:
    copy = office.issue(office.draft()).copies[-1]
    root = office.desk.workspace.root

    assert kept_files.look(office.desk.store, root).without_hash == 0
    (root / copy.file).chmod(0o644)
    (root / copy.file).write_bytes(b"other words")
    (fault,) = kept_files.look(office.desk.store, root).faults
    assert copy.file in fault


def test_the_same_draft_gives_the_same_paper_and_other_words_in_it_do_not(office: Office) -> None:
    draft = office.draft()
    first, before = office.issue(draft), office.told()

    assert office.issue(draft).number == first.number
    assert office.told() == before
    edited = docx.Document(str(draft))
    edited.add_paragraph("另附照片。")
    edited.save(str(draft))
    with pytest.raises(YehuaError, match="没有签发"):
        office.issue(draft)
    assert office.told() == before


def test_issuing_parses_each_word_file_once_and_uses_one_transaction(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft, parsed, begun = office.draft(), [], []
    backend = office.desk.store._backend
    load, connected = reading.load_word, backend.connected

    def counting_load(content: bytes, path: Path) -> Any:
        parsed.append(path)
        return load(content, path)

    def counting_connected(mode: Any) -> Any:
        begun.append(mode)
        return connected(mode)

    # Nothing can be handed in here: what is counted is what the code does by itself.
    monkeypatch.setattr(reading, "load_word", counting_load)
    monkeypatch.setattr(backend, "connected", counting_connected)
    office.issue(draft)

    kept = drafts.open_draft(office.desk.workspace, draft).kept
    assert sorted(parsed[:-1]) == sorted([draft, kept])
    assert begun == ["write"]


# -- refusals --------------------------------------------------------------------------------------------------


def lose_the_mark(office: Office) -> Path:
    path = office.draft()
    write_whole(path, WordFile.open(path).with_marks_replaced({forms.NUMBER_MARK: "没有了"}))
    return path


def write_what_may_not_stand(office: Office) -> Path:
    path = office.draft()
    edited = docx.Document(str(path))
    edited.add_paragraph("申请人今后永远不得信访。")
    edited.save(str(path))
    return path


def withdraw_first(office: Office) -> Path:
    path = office.draft()
    (number,) = ledger_of(office.desk).state(office.case, TODAY).grievances
    withdraw_grievance(office.desk.store, number, "本人撤回", "何琳")
    return path


def name_a_stranger(office: Office) -> Path:
    (other,) = confirm_grievances(office.desk.store, CODE, [2], {}, "何琳")
    return office.draft(grievances=[other.number])


def put_a_file_in_its_place(office: Office) -> Path:
    path = office.desk.workspace.papers / office.case / f"{FIRST}.docx"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"from a lost database")
    return office.draft()


def draft_for_another_case(office: Office) -> Path:
    told = dict(drafts.open_draft(office.desk.workspace, office.draft()).facts) | {"case": "案2026-0009"}
    return drafting.fill(PAPER, told, office.desk.workspace, office.folder / "别的事项.docx").files[0]


REFUSED: dict[str, tuple[Callable[[Office], Path], dict[str, Any], str]] = {
    "before the meeting": (lambda office: office.draft(date="2026-09-24"), {}, "2026-09-24 早于夜话的日期"),
    "after today": (lambda office: office.draft(date="2026-11-24"), {}, "在今天 2026年11月23日 之后"),
    "withdrawn": (withdraw_first, {}, "已经撤回"),
    "of another case": (name_a_stranger, {}, "不在事项"),
    "made for another case": (draft_for_another_case, {}, "案2026-0009"),
    "forbidden words": (write_what_may_not_stand, {}, "不得写"),
    "lost mark": (lose_the_mark, {}, "找不到标记|不见了|编号"),
    "another kind": (lambda office: office.draft(), {"paper": "rights_notice"}, "这份草稿是人民调解申请书"),
    "corrects nothing": (lambda office: office.draft(), {"corrects": FIRST}, "没有找到文书"),
    "no draft": (lambda office: write_docx(office.folder / "别的.docx"), {}, "不是本工作文件夹出的草稿"),
    "no file": (lambda office: office.folder / "没有.docx", {}, "找不到文件"),
    "file in its place": (put_a_file_in_its_place, {}, "没有覆盖"),
}


def write_docx(path: Path) -> Path:
    docx.Document().save(str(path))
    return path


@pytest.mark.parametrize("why", REFUSED)
def test_a_refused_paper_spends_no_number_and_leaves_no_file_and_no_row(office: Office, why: str) -> None:
    prepare, wish, told = REFUSED[why]
    draft = prepare(office)
    before = office.told()

    with pytest.raises(YehuaError, match=told):
        office.issue(draft, **wish)

    assert office.told() == before
    assert not list(office.desk.workspace.papers.glob(".*"))


def test_everything_that_stands_against_a_paper_is_told_at_once(office: Office) -> None:
    withdraw_first(office)
    draft = office.draft("又一份", date="2026-09-24")
    with pytest.raises(FactsRefusedError) as caught:
        office.issue(draft)
    assert caught.value.fields["count"] == 2


# -- what others do meanwhile ----------------------------------------------------------------------------------


def issue_after(office: Office, path: Path, act: Callable[[], object]) -> IssuedPaper:
    """Issue the draft at `path` after somebody else did `act` since it was read."""
    draft = drafts.open_draft(office.desk.workspace, path)
    act()
    return issuing.issue(office.desk, office.case, draft)


def test_a_draft_issued_meanwhile_is_given_back_as_it_was_issued(office: Office) -> None:
    draft = office.draft()
    done: list[IssuedPaper] = []

    again = issue_after(office, draft, lambda: done.append(office.issue(draft)))

    assert again.number == done[0].number
    assert len(list_papers(office.desk.store)) == 1


def test_a_rival_issued_meanwhile_refuses_this_one(office: Office) -> None:
    one, other = office.draft("甲"), office.draft("乙")

    with pytest.raises(YehuaError, match=f"已签发.*{FIRST}"):
        issue_after(office, one, lambda: office.issue(other))
    assert [filed.number for filed in list_papers(office.desk.store)] == [FIRST]


def test_a_grievance_withdrawn_meanwhile_refuses_the_paper(office: Office) -> None:
    draft = office.draft()
    (number,) = ledger_of(office.desk).state(office.case, TODAY).grievances

    with pytest.raises(FactsRefusedError, match="撤回"):
        issue_after(office, draft, lambda: withdraw_grievance(office.desk.store, number, "本人撤回", "何琳"))
    assert list_papers(office.desk.store) == ()


def test_a_draft_saved_meanwhile_is_not_issued_unseen(office: Office) -> None:
    draft = office.draft()

    with pytest.raises(ChangedMeanwhileError, match="草稿"):
        issue_after(office, draft, lambda: write_what_may_not_stand(office))
    assert list_papers(office.desk.store) == ()


def test_the_database_itself_refuses_two_papers_of_one_draft(office: Office) -> None:
    order = PaperOrder(PAPER, office.case, TODAY, office.desk.settings, {}, "a" * 64)

    def twice() -> None:
        with office.desk.store.transaction() as tx:
            for name in ("1", "2"):
                number_and_file(tx, order, lambda number, name=name: (IssuedPaper(PAPER, number, name, (), ()), name))

    with pytest.raises(StoreError):
        twice()
    assert list_papers(office.desk.store) == ()


def test_a_paper_without_its_entry_is_noted_when_it_is_asked_for_again(office: Office) -> None:
    draft = office.draft()
    with office.desk.store.transaction() as tx:
        opened, folder = drafts.open_draft(office.desk.workspace, draft), office.desk.workspace.papers / office.case
        issued, file = copies.write(office.desk.workspace, opened, FIRST, folder, corrects=None, findings=())
        order = PaperOrder(PAPER, office.case, TODAY, office.desk.settings, opened.facts)
        number_and_file(tx, order, lambda _: (issued, office.desk.workspace.relative(file)))

    assert office.issue(draft).number == FIRST
    assert ledger_of(office.desk).entries(office.case)[-1].document == FIRST


# The day of the tests, whatever the clock says.
CHILD = (
    "import sys; from pathlib import Path; from tests.kill_scenarios_issue import yehua;"
    " yehua(Path(sys.argv[1]), *sys.argv[2:])"
)


def at_once(office: Office, draft: Path, count: int, wait_s: float) -> list[tuple[int, str, str]]:
    """Have `count` processes issue `draft`, each `wait_s` after the one before; return what each ended with."""
    words = [str(office.folder), "issue", office.case, PAPER, str(draft), "--json"]
    running = []
    for _ in range(count):
        running.append(
            subprocess.Popen(
                [sys.executable, "-c", CHILD, *words],
                cwd=TOP,
                env=os.environ | {"PYTHONPATH": str(TOP)},
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
        )
        time.sleep(wait_s)
    ended = [(child, *child.communicate(timeout=600)) for child in running]
    return [(child.returncode, out, said) for child, out, said in ended]


@pytest.mark.parametrize("count,wait_s", [(2, 0.0), (2, 0.15), (8, 0.0)])
def test_several_processes_issue_one_draft_under_one_number(office: Office, count: int, wait_s: float) -> None:
    ended = at_once(office, office.draft(), count, wait_s)

    # On a busy machine one of eight may give up waiting, with a sentence; it has issued nothing.
    assert all(status == 0 or said.startswith("出错：") for status, _, said in ended), ended
    assert {json.loads(out)["number"] for status, out, _ in ended if status == 0} == {FIRST}
    assert len(list_papers(office.desk.store)) == 1
    assert [entry.document for entry in ledger_of(office.desk).entries(office.case)][1:] == [FIRST]
    assert len(list((office.desk.workspace.papers / office.case).iterdir())) == 2


# -- a full disk -----------------------------------------------------------------------------------------------


def test_a_disk_that_fills_at_any_write_leaves_nothing_and_the_next_try_has_the_number(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft, sync = office.draft(), os.fsync
    before = office.told()
    refused = 0
    for full_at in range(1, 200):
        count = iter(range(1, 10_000))

        def filling(handle: int, full_at: int = full_at, count: Iterator[int] = count) -> None:
            if next(count) == full_at:
                raise OSError(errno.ENOSPC, "full")
            sync(handle)

        monkeypatch.setattr(os, "fsync", filling)
        try:
            issued = office.issue(draft)
        except DiskFullError:
            refused += 1
            monkeypatch.setattr(os, "fsync", sync)
            assert office.told() == before
        else:
            break
    assert refused > 3
    assert issued.number == FIRST


FULL = """
set -e
mkdir -p "$1/disk"; mount -t tmpfs -o size=$2k tmpfs "$1/disk"
cp -a "$1/ws" "$1/草稿.docx" "$1/disk/"
head -c 100000000 /dev/zero > "$1/disk/filler" 2>/dev/null || true
truncate -s -$3 "$1/disk/filler"
set +e
cd "$4"
"$5" -c "$6" "$1/disk" issue 案2026-0001 $7 "$1/disk/草稿.docx" > "$1/said" 2>&1; echo $? > "$1/status"
find "$1/disk/ws/papers" | sort > "$1/files"
rm "$1/disk/filler"
"$5" -c "$6" "$1/disk" issue 案2026-0001 $7 "$1/disk/草稿.docx" > "$1/again" 2>&1; echo $? >> "$1/status"
find "$1/disk/ws/papers" -type f | sort > "$1/then"
"""


@pytest.mark.skipif(UNSHARE is None, reason="a disk of its own needs unshare")
@pytest.mark.parametrize("left,is_enough", [(0, False), (60_000, False), (220_000, True)])
def test_a_really_full_disk_gives_a_sentence_and_no_file(
    office: Office,
    left: int,
    is_enough: bool,  # noqa: FBT001
) -> None:
    shutil.copyfile(office.draft(), office.folder / "草稿.docx")
    words = ["sh", "-c", FULL, "sh", office.folder, "9000", str(left), TOP, sys.executable, CHILD, PAPER]
    ended = subprocess.run(
        [str(UNSHARE), "-Urm", *map(str, words)],
        check=False,
        capture_output=True,
        env=os.environ | {"PYTHONPATH": str(TOP), "TMPDIR": str(office.folder)},
    )
    if not (office.folder / "then").exists():
        pytest.skip(f"no disk of its own here: {ended.stderr.decode()[:200]}")
    first, second = (office.folder / "status").read_text(encoding="utf-8").split()
    said = (office.folder / "said").read_text(encoding="utf-8")
    assert (first == "0") == is_enough
    if not is_enough:
        assert said.startswith("出错：磁盘空间不足")
        assert ".pending" not in said
        assert ".docx" not in (office.folder / "files").read_text(encoding="utf-8")
    assert second == "0", (office.folder / "again").read_text(encoding="utf-8")
    names = [Path(line).name for line in (office.folder / "then").read_text(encoding="utf-8").splitlines()]
    assert sorted(names) == sorted([f"{FIRST}.docx", f"{FIRST}-1-青石镇人民调解委员会.docx"])
