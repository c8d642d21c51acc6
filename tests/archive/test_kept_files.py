"""Files that the store names are held against their hashes; what was not reached is said."""

from toolkit.archive import kept_files
from toolkit.cases import cases
from toolkit.core.files import sha256_of, write_whole
from toolkit.grievances.register import confirm_grievances
from toolkit.papers.register import PaperOrder, number_and_file
from toolkit.records import Copy, IssuedPaper
from toolkit.workspace.desk import Desk


def issue(desk: Desk, *copies: Copy) -> None:
    """File a paper whose frozen file and copies lie in the workspace."""
    root = desk.workspace.root
    for name in ("papers/1.docx", *(copy.file for copy in copies)):
        write_whole(root / name, name)
    issued = IssuedPaper("legal_opinion", "文1", sha256_of(root / "papers/1.docx"), copies, ())
    order = PaperOrder("legal_opinion", None, desk.today, desk.settings, {"matter": "路灯"})
    with desk.store.transaction() as tx:
        number_and_file(tx, order, lambda _: (issued, "papers/1.docx"))


def test_every_kind_of_file_is_looked_at(kept) -> None:  # noqa: ANN001
    desk, root = kept.desk, kept.desk.workspace.root
    (one,) = confirm_grievances(desk.store, kept.code, [1], {}, by="王芳")
    state = cases.open_case(desk, [one.number or ""], "2026-10-08")
    proof = write_whole(root.parent / "回证.txt", "收到")
    cases.add_entry(desk, state.case, "note", "2026-10-09", proof=proof)
    write_whole(root / "papers/1-1.docx", "papers/1-1.docx")
    issue(desk, Copy("甲", "papers/1-1.docx", sha256_of(root / "papers/1-1.docx")))
    assert kept_files.look(desk.store, root) == kept_files.Look(7, 7, (), 0)
    for path in ("papers/1.docx", "papers/1-1.docx", f"recordings/{kept.code}/original.wav"):
        (root / path).write_bytes(b"x")
    (root / f"recordings/{kept.other}/access.wav").unlink()
    next((root / "proofs").rglob("*.txt")).write_bytes(b"x")
    faults = sorted(kept_files.look(desk.store, root).faults)
    told = ("原始录音", "收听副本不见了", "案2026-0001 的凭证", "文书副本 文1", "文书定稿 文1")
    assert len(faults) == len(told)
    assert all(any(fault.startswith(words) for fault in faults) for words in told)


def test_a_copy_without_a_hash_is_counted_apart(kept) -> None:  # noqa: ANN001
    issue(kept.desk, Copy("甲", "papers/1-1.docx"))
    assert kept_files.look(kept.desk.store, kept.desk.workspace.root).without_hash == 1


def test_with_no_time_left_it_says_how_much_was_looked_at(kept) -> None:  # noqa: ANN001
    look = kept_files.look(kept.desk.store, kept.desk.workspace.root, budget_s=-1)
    assert (look.looked, look.total) == (0, 4)


def test_each_file_has_its_turn_on_some_day(kept) -> None:  # noqa: ANN001
    with kept.desk.store.reading() as tx:
        named = list(kept_files.all_named(tx))
    first = {min(named, key=lambda one: kept_files._turn(f"2026-10-{day:02d}", one)).path for day in range(1, 31)}
    assert first == {one.path for one in named}
